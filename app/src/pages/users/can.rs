//! The effective permissions of a user, with the reason for each.

use crate::{
    api::users::WhatCan,
    i18n::{Messages, messages},
    load::{load, show},
    query::{Query, use_query},
    ui::{Icon, Picture},
};
use domain::users::{CanAnswer, CanView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/users/1/can?record=…` or `?object=…`.
#[component]
pub fn Can() -> impl IntoView {
    let params = use_params_map();
    let map = use_query();
    let ask = move || {
        let map = map.get();
        let part = |name| map.get(name).unwrap_or_default();
        Some(WhatCan { id: params.get().get("id")?.parse().ok()?, record: part("record"), object: part("object") })
    };
    show(load(ask, None), move |view| page(messages(), view, &map.get_untracked()))
}

fn page(t: Messages, view: CanView, map: &Query) -> AnyView {
    let CanView { user, objects, answer } = view;
    let id = user.person.id;
    let title = t.can_title(&user.person.name);
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
                {t.can_deactivated()}
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
        <form class="filters" method="get" action=format!("/settings/users/{id}/can")>
            <label>
                {t.can_record()}
                <input name="record" value=map.get("record") autocomplete="off" maxlength="300" />
            </label>
            <label>
                {t.can_object()} <select name="object">
                    <option value=""></option>
                    {options}
                </select>
            </label>
            <button class="btn small">{t.can_ask()}</button>
        </form>
        <p class="hint">{t.can_text()}</p>
        {answer.map(|answer| verdicts(t, &role, answer))}
    }
    .into_any()
}

fn verdicts(t: Messages, role: &str, answer: CanAnswer) -> AnyView {
    let whose = answer.record.as_ref().map(|record| record.whose);
    let about = match &answer.record {
        Some(record) => {
            let owner = record.owner.as_ref().map_or_else(|| t.nobody().to_owned(), |owner| owner.name.clone());
            let href = format!("/{}/{}", answer.slug, record.id);
            view! {
                <h2>
                    <a class="link" href=href rel="external">
                        {record.name.clone()}
                    </a>
                    {record.deleted.then(|| view! { <span class="badge warn">{t.trash()}</span> })}
                </h2>
                <p class="muted">{t.can_owner(&owner)}</p>
            }
            .into_any()
        }
        None => view! { <h2>{t.capital(answer.names.plural(t.0))}</h2> }.into_any(),
    };
    let rows = answer
        .verdicts
        .into_iter()
        .map(|verdict| {
            let (class, text) = if verdict.may { ("badge", t.can_yes()) } else { ("badge warn", t.can_no()) };
            view! {
                <tr>
                    <th scope="row">{t.act(verdict.act)}</th>
                    <td class="fit">
                        <span class=class>{text}</span>
                    </td>
                    <td>{t.why(verdict, role, whose)}</td>
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
                            <th scope="col">{t.can_act()}</th>
                            <th scope="col">{t.can_answer()}</th>
                            <th scope="col">{t.can_why()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
