//! The effective permissions of a user, with the reason for each.

use crate::{
    api::users::GetUserPermissions,
    i18n::{Messages, messages},
    load::{load, show},
    query::{Query, use_query},
    ui::{Icon, Picture},
};
use domain::users::{EffectivePermissions, EffectivePermissionsView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/users/1/permissions?record=…` or `?object=…`.
#[component]
pub fn UserPermissions() -> impl IntoView {
    let params = use_params_map();
    let map = use_query();
    let ask = move || {
        let map = map.get();
        let part = |name| map.get(name).unwrap_or_default();
        Some(GetUserPermissions {
            id: params.get().get("id")?.parse().ok()?,
            record: part("record"),
            object: part("object"),
        })
    };
    show(load(ask, None), move |view| page(messages(), view, &map.get_untracked()))
}

fn page(t: Messages, view: EffectivePermissionsView, map: &Query) -> AnyView {
    let EffectivePermissionsView { user, objects, answer } = view;
    let id = user.person.id;
    let title = t.permissions_title(&user.person.name);
    let asked = map.get("object").filter(|_| map.get("record").is_none_or(|record| record.trim().is_empty()));
    let options = objects
        .into_iter()
        .map(|(slug, names)| {
            view! {
                <option value=slug.clone() selected=asked.as_ref() == Some(&slug)>
                    {t.capital(names.plural(t.0))}
                </option>
            }
        })
        .collect_view();
    let role = t.role_called(&user.role);
    let deactivated = user.deactivated.map(|_| {
        view! {
            <p class="note warn">
                <Icon picture=Picture::Warning />
                {t.permissions_deactivated()}
            </p>
        }
    });
    view! {
        <Title text=title.clone() />
        <p class="way">
            <a class="link" href=format!("/settings/users/{id}")>
                {user.person.name}
            </a>
        </p>
        <div class="head">
            <h1>{title}</h1>
            <span class="muted">{role.clone()}</span>
        </div>
        {deactivated}
        <form class="filters" method="get" action=format!("/settings/users/{id}/permissions")>
            <label>
                {t.permissions_record()}
                <input name="record" value=map.get("record") autocomplete="off" maxlength="300" />
            </label>
            <label>
                {t.permissions_object()} <select name="object">
                    <option value=""></option>
                    {options}
                </select>
            </label>
            <button class="btn small">{t.permissions_ask()}</button>
        </form>
        <p class="hint">{t.permissions_text()}</p>
        {answer.map(|answer| explanations(t, &role, answer))}
    }
    .into_any()
}

fn explanations(t: Messages, role: &str, answer: EffectivePermissions) -> AnyView {
    let ownership = answer.record.as_ref().map(|record| record.ownership);
    let about = match &answer.record {
        Some(record) => {
            let owner = record.owner.as_ref().map_or_else(|| t.unassigned().to_owned(), |owner| owner.name.clone());
            let href = format!("/{}/{}", answer.slug, record.id);
            view! {
                <h2>
                    <a class="link" href=href rel="external">
                        {record.name.clone()}
                    </a>
                    {record.deleted.then(|| view! { <span class="badge warn">{t.trash()}</span> })}
                </h2>
                <p class="muted">{t.permissions_owner(&owner)}</p>
            }
            .into_any()
        }
        None => view! { <h2>{t.capital(answer.names.plural(t.0))}</h2> }.into_any(),
    };
    let rows = answer
        .explanations
        .into_iter()
        .map(|explanation| {
            let (class, text) =
                if explanation.allowed { ("badge", t.permissions_yes()) } else { ("badge warn", t.permissions_no()) };
            view! {
                <tr>
                    <th scope="row">{t.record_action(explanation.action)}</th>
                    <td class="fit">
                        <span class=class>{text}</span>
                    </td>
                    <td>{t.decided_by(explanation, role, ownership)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="stack people">
            <div>{about}</div>
            <div class="table-card">
                <table class="verdicts">
                    <thead>
                        <tr>
                            <th scope="col">{t.permissions_act()}</th>
                            <th scope="col">{t.permissions_answer()}</th>
                            <th scope="col">{t.permissions_why()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
