//! The card of one's open deals by stage.

use super::{card, further, nothing};
use crate::{i18n::Messages, pages::address, ui::Picture};
use domain::{
    filter::{Condition, Field, Filter, ME, Test},
    home::{OpenDeals, StageSum},
    object::Object,
    value::Money,
    view::IndexQuery,
};
use leptos::prelude::*;

pub(super) fn deals(t: Messages, deals: OpenDeals) -> AnyView {
    let OpenDeals { object, stages, count, sums } = deals;
    let all = (count > 0).then(|| {
        let ids = stages.iter().map(|sum| sum.stage.id.to_string()).collect();
        further(index(&object, ids), t.home_all_of(&t.number(count)))
    });
    let body = if stages.is_empty() {
        nothing(t.deals_none())
    } else {
        let rows = stages.into_iter().map(|sum| stage(t, &object, sum)).collect_view();
        view! {
            <table class="stages">
                <caption class="hidden">{t.deals_title()}</caption>
                <thead class="hidden">
                    <tr>
                        <th scope="col">{t.column_stage()}</th>
                        <th scope="col">{t.records()}</th>
                        <th scope="col">{t.deals_worth()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{t.deals_total()}</th>
                        <td class="align-end num">{t.number(count)}</td>
                        <td class="align-end num">{worth(t, &sums)}</td>
                    </tr>
                </tfoot>
            </table>
        }
        .into_any()
    };
    card("deals", Picture::Coin, t.deals_title(), all, body)
}

fn stage(t: Messages, object: &Object, sum: StageSum) -> impl IntoView + use<> {
    view! {
        <tr>
            <th scope="row">
                <a href=index(
                    object,
                    vec![sum.stage.id.to_string()],
                )>{sum.stage.name(t.0).to_owned()}</a>
            </th>
            <td class="align-end num">{t.number(sum.count)}</td>
            <td class="align-end num">{worth(t, &sum.sums)}</td>
        </tr>
    }
}

/// The total of each currency.
fn worth(t: Messages, sums: &[Money]) -> impl IntoView + use<> {
    sums.iter().map(|sum| view! { <span>{t.money(sum)}</span> }).collect_view()
}

/// The address of one's deals in these stages.
fn index(object: &Object, stages: Vec<String>) -> String {
    let mine = Condition::new(Field::Owner, Test::Is, vec![ME.to_owned()]);
    let there = Condition::new(Field::Stage, Test::Is, stages);
    let filter = Filter { any: vec![mine.into_iter().chain(there).collect()] };
    address(&format!("/{}", object.slug), &IndexQuery { filter, ..IndexQuery::default() }.to_address(object))
}
