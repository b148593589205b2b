//! The rule for a blocked address on each way in. The rules are fixed: there is no way in yet on which the law leaves a choice.

use crate::{
    i18n::Messages,
    ui::{Icon, Picture},
};
use leptos::prelude::*;

pub(super) fn rules(t: Messages) -> AnyView {
    let rows = [
        (t.rule_by_hand(), t.rule_by_hand_text(), true),
        (t.rule_import(), t.rule_import_text(), true),
        (t.rule_restore(), t.rule_restore_text(), true),
        (t.rule_secondary(), t.rule_secondary_text(), true),
        (t.rule_outside(), t.rule_outside_text(), false),
    ];
    let rows = rows.into_iter().map(|(way, what, refused)| {
        let rule = if refused { t.rule_refused() } else { t.rule_none() };
        view! {
            <tr>
                <th scope="row">{way}</th>
                <td class="wrap">{what}</td>
                <td class="fit">
                    <span class="rule">
                        {refused.then(|| view! { <Icon picture=Picture::Lock /> })} {rule}
                    </span>
                </td>
            </tr>
        }
    });
    view! {
        <section class="card" aria-labelledby="rules-title">
            <header>
                <h2 id="rules-title">{t.rules_title()}</h2>
            </header>
            <table class="rules">
                <thead>
                    <tr>
                        <th scope="col">{t.rule_way()}</th>
                        <th scope="col">{t.rule_what()}</th>
                        <th scope="col">{t.rule()}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            <p class="inset hint">{t.rules_spelling()}</p>
        </section>
    }
    .into_any()
}
