//! The effective permissions of a user, with the reason for each.

use crate::{
    api::users::WhatCan,
    load::{load, show},
    query::{Query, use_query},
    ui::{Icon, Picture},
    words::{Say, say},
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
    show(load(ask, None), move |view| page(say(), view, &map.get_untracked()))
}

fn page(say: Say, view: CanView, map: &Query) -> AnyView {
    let CanView { user, objects, answer } = view;
    let id = user.person.id;
    let title = say.can_title(&user.person.name);
    let asked = map.get("object").filter(|_| map.get("record").is_none_or(|record| record.trim().is_empty()));
    let options = objects
        .into_iter()
        .map(|(slug, names)| {
            view! {
                <option value=slug.clone() selected=asked.as_ref() == Some(&slug)>
                    {say.capital(names.many(say.0))}
                </option>
            }
        })
        .collect_view();
    let role = say.role_called(&user.role);
    let deactivated = user.deactivated.map(|_| {
        view! {
            <p class="note warn">
                <Icon picture=Picture::Warning />
                {say.can_deactivated()}
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
                {say.can_record()}
                <input name="record" value=map.get("record") autocomplete="off" maxlength="300" />
            </label>
            <label>
                {say.can_object()} <select name="object">
                    <option value=""></option>
                    {options}
                </select>
            </label>
            <button class="btn s">{say.can_ask()}</button>
        </form>
        <p class="hint">{say.can_text()}</p>
        {answer.map(|answer| verdicts(say, &role, answer))}
    }
    .into_any()
}

fn verdicts(say: Say, role: &str, answer: CanAnswer) -> AnyView {
    let whose = answer.record.as_ref().map(|record| record.whose);
    let about = match &answer.record {
        Some(record) => {
            let owner = record.owner.as_ref().map_or_else(|| say.nobody().to_owned(), |owner| owner.name.clone());
            let href = format!("/{}/{}", answer.slug, record.id);
            view! {
                <h2>
                    <a class="link" href=href rel="external">
                        {record.name.clone()}
                    </a>
                    {record
                        .deleted
                        .then(|| view! { <span class="badge warn">{say.trash()}</span> })}
                </h2>
                <p class="muted">{say.can_owner(&owner)}</p>
            }
            .into_any()
        }
        None => view! { <h2>{say.capital(answer.names.many(say.0))}</h2> }.into_any(),
    };
    let rows = answer
        .verdicts
        .into_iter()
        .map(|verdict| {
            let (class, text) = if verdict.may { ("badge", say.can_yes()) } else { ("badge warn", say.can_no()) };
            view! {
                <tr>
                    <th scope="row">{say.act(verdict.act)}</th>
                    <td class="fit">
                        <span class=class>{text}</span>
                    </td>
                    <td>{say.why(verdict, role, whose)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="stack people">
            <div>{about}</div>
            <div class="sheet">
                <table class="verdicts">
                    <thead>
                        <tr>
                            <th scope="col">{say.can_act()}</th>
                            <th scope="col">{say.can_answer()}</th>
                            <th scope="col">{say.can_why()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
