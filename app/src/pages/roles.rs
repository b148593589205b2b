//! The list of roles, and the permission matrix of one role as a form.

use super::{
    problem_note,
    users::{Of, back, head, told},
};
use crate::{
    api::roles::{
        GetRole, ListRoles, RIGHT, RoleObject, RoleScreen, RoleTyped, RolesScreen, nobodys_field, reach_field,
    },
    i18n::{Messages, messages},
    load::{load, show},
    query::{Query, use_query},
    ui::{Icon, Picture},
};
use domain::{
    policy::{Action, Reach, Right, ScopedGrant},
    roles::NAME_MAX,
    users::PeopleProblem,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/roles`.
#[component]
pub fn Roles() -> impl IntoView {
    let map = use_query();
    show(load(|| Some(ListRoles {}), None), move |screen| {
        let t = messages();
        view! {
            {head(t, Of::Roles, &map.get_untracked(), ().into_any())}
            <p class="muted measure">{t.roles_text()}</p>
            {glance(t, screen)}
        }
        .into_any()
    })
}

/// `/settings/roles/1`.
#[component]
pub fn Role() -> impl IntoView {
    let params = use_params_map();
    let map = use_query();
    let ask = move || Some(GetRole { id: params.get().get("id")?.parse().ok()? });
    show(load(ask, None), move |screen| page(messages(), &screen, &map.get_untracked()))
}

/// Each role with the reach of its actions; one word where the reach is the same for all objects.
fn glance(t: Messages, screen: RolesScreen) -> AnyView {
    let RolesScreen { roles, objects } = screen;
    let all = t.number(i64::try_from(Right::ALL.len()).unwrap_or_default());
    let rows = roles
        .into_iter()
        .map(|view| {
            let reaches = Action::ALL
                .map(|action| {
                    let mut grants = objects.iter().map(|object| view.grants.on(object.id).of(action));
                    let first = grants.next().unwrap_or_default();
                    let same = grants.all(|grant| grant == first);
                    let text = if same { t.grant(first) } else { t.reach_differs().to_owned() };
                    view! { <td class="hide-s">{text}</td> }
                })
                .collect_view();
            let on = t.number(i64::try_from(view.grants.rights.len()).unwrap_or_default());
            view! {
                <tr>
                    <td>
                        <a class="link" href=format!("/settings/roles/{}", view.role.id)>
                            {t.role_called(&view.role)}
                        </a>
                    </td>
                    <td class="align-end fit num">{t.number(view.users)}</td>
                    {reaches}
                    <td class="hide-s num">{t.role_rights_of(&on, &all)}</td>
                </tr>
            }
        })
        .collect_view();
    let actions = Action::ALL
        .map(|action| {
            view! {
                <th scope="col" class="hide-s">
                    {t.capital(t.action(action))}
                </th>
            }
        })
        .collect_view();
    view! {
        <div class="table-card people">
            <table>
                <caption class="hidden">{t.roles()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.role_column()}</th>
                        <th scope="col" class="align-end">
                            {t.role_holders()}
                        </th>
                        {actions}
                        <th scope="col" class="hide-s">
                            {t.role_rights()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn page(t: Messages, screen: &RoleScreen, map: &Query) -> AnyView {
    let view = &screen.view;
    let name = t.role_called(&view.role);
    let fixed = if view.role.is_admin() {
        Some(t.role_fixed())
    } else if view.may_change {
        None
    } else {
        Some(t.role_beyond())
    };
    let fixed = fixed.map(|text| {
        view! {
            <p class="note">
                <Icon picture=Picture::Person />
                {text}
            </p>
        }
    });
    let id = view.role.id.to_string();
    let remove = (view.may_change && view.is_unused()).then(|| {
        view! {
            <form method="post" action="/api/roles/remove">
                <input type="hidden" name="id" value=id.clone() />
                <button class="btn danger-quiet">{t.role_remove()}</button>
            </form>
        }
    });
    let used = (!view.is_unused()).then(|| t.role_used(&t.number(view.users)));
    view! {
        <Title text=name.clone() />
        {back("/settings/roles", t.role_back())}
        <div class="head">
            <h1>{name}</h1>
            <span class="end">
                <form method="post" action="/api/roles/copy">
                    <input type="hidden" name="id" value=id.clone() />
                    <button class="btn">{t.role_copy()}</button>
                </form>
                {remove}
            </span>
        </div>
        {told(t, map)}
        {problem_note(
            screen
                .problem
                .filter(|problem| at(*problem).is_none())
                .map(|problem| t.people_problem(problem)),
        )}
        {fixed}
        {used.map(|used| view! { <p class="hint">{used}</p> })}
        {form(t, screen)}
    }
    .into_any()
}

/// The field that a problem concerns, if it concerns one.
fn at(problem: PeopleProblem) -> Option<&'static str> {
    match problem {
        PeopleProblem::Name | PeopleProblem::Twice => Some("name"),
        PeopleProblem::ApprovalPolicy => Some("approval"),
        _ => None,
    }
}

fn form(t: Messages, RoleScreen { view, objects, typed, problem }: &RoleScreen) -> impl IntoView + use<> {
    let off = !view.may_change;
    let error =
        |field: &str| problem.filter(|problem| at(*problem) == Some(field)).map(|problem| t.people_problem(problem));
    let actions = Action::ALL.map(|action| view! { <th scope="col">{t.capital(t.action(action))}</th> }).collect_view();
    let rows = objects
        .iter()
        .map(|object| {
            let what = t.capital(object.names.plural(t.0));
            let cells = Action::ALL
                .map(|action| cell(t, object, &what, action, view.grants.on(object.id).of(action), off))
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{what}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let rights = Right::ALL
        .map(|right| {
            view! {
                <label class="radio">
                    <input
                        type="checkbox"
                        name=RIGHT
                        value=right.tag()
                        checked=view.grants.rights.contains(&right)
                        disabled=off
                    />
                    {t.right(right)}
                </label>
            }
        })
        .collect_view();
    let name = (!view.role.is_admin()).then(|| name(t, &typed.name, error("name"), off));
    view! {
        <form class="stack people" method="post" action=format!("/settings/roles/{}", view.role.id)>
            {name}
            <p class="hint">{t.role_hint()}</p>
            <div class="table-card wide" tabindex="0" role="region" aria-label=t.role_matrix()>
                <table class="matrix">
                    <thead>
                        <tr>
                            <th scope="col">{t.role_what()}</th>
                            {actions}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <fieldset>
                <legend>{t.role_rights()}</legend>
                <div class="grid">{rights}</div>
            </fieldset>
            {(!view.role.is_admin()).then(|| approval_policy(t, typed, error("approval"), off))}
            {(!off)
                .then(|| {
                    view! {
                        <div>
                            <button class="btn primary">{t.save()}</button>
                        </div>
                    }
                })}
        </form>
    }
}

/// The limits above which a deletion needs approval.
fn approval_policy(t: Messages, typed: &RoleTyped, error: Option<String>, off: bool) -> impl IntoView + use<> {
    let field = |name: &'static str, label: &'static str, most: &str| {
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    type="number"
                    name=name
                    min="1"
                    step="1"
                    value=most.to_owned()
                    aria-describedby="error-approval"
                    aria-invalid=error.as_ref().map(|_| "true")
                    disabled=off
                />
            </label>
        }
    };
    let fields = [
        field("approval_count", t.approval_count(), &typed.approval_count),
        field("approval_amount", t.approval_amount(), &typed.approval_amount),
    ]
    .collect_view();
    view! {
        <fieldset>
            <legend>{t.approval_legend()}</legend>
            <p class="hint">{t.approval_text()}</p>
            <div class="grid">{fields}</div>
            <span class="error" id="error-approval">
                {error}
            </span>
        </fieldset>
    }
}

fn name(t: Messages, typed: &str, error: Option<String>, off: bool) -> impl IntoView + use<> {
    view! {
        <div class="field narrow">
            <label for="role-name">{t.role_name()}</label>
            <input
                id="role-name"
                name="name"
                value=typed.to_owned()
                required
                maxlength=NAME_MAX
                autocomplete="off"
                autofocus=error.is_some()
                aria-describedby="error-name"
                aria-invalid=error.as_ref().map(|_| "true")
                disabled=off
            />
            <span class="error" id="error-name">
                {error}
            </span>
        </div>
    }
}

fn cell(
    t: Messages,
    object: &RoleObject,
    what: &str,
    action: Action,
    grant: ScopedGrant,
    off: bool,
) -> impl IntoView + use<> {
    let options = Reach::ALL
        .map(|reach| {
            view! {
                <option value=reach.tag() selected=reach == grant.reach>
                    {t.reach(reach)}
                </option>
            }
        })
        .collect_view();
    let named = t.capital(t.action(action));
    // "Everything" includes unassigned records. A smaller reach starts without them.
    let unassigned = grant.unassigned && grant.reach != Reach::Everything;
    view! {
        <td>
            <select
                name=reach_field(object.id, action)
                aria-label=t.action_named(&named, what)
                disabled=off
            >
                {options}
            </select>
            <label>
                <input
                    type="checkbox"
                    name=nobodys_field(object.id, action)
                    value="1"
                    checked=unassigned
                    aria-label=t.unassigned_named(&named, what)
                    disabled=off
                />
                {t.reach_unassigned()}
            </label>
        </td>
    }
}
