//! Roles: what each grants at a glance, and one as a matrix that is a form.

use super::users::{Of, back, head, told};
use crate::{
    api::roles::{GetRole, ListRoles, RoleObject, RoleScreen, RolesScreen, nobodys},
    load::{load, show},
    ui::{Icon, Picture},
    words::{Say, say},
};
use domain::{
    policy::{Action, Guard, Reach, Right, ScopedGrant},
    roles::{NAME_MAX, RoleView},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};

/// `/settings/roles`.
#[component]
pub fn Roles() -> impl IntoView {
    let map = use_query_map();
    show(load(|| Some(ListRoles {}), None), move |screen| {
        let say = say();
        view! {
            {head(say, Of::Roles, &map.get_untracked(), ().into_any())}
            <p class="muted measure">{say.roles_text()}</p>
            {glance(say, screen)}
        }
        .into_any()
    })
}

/// `/settings/roles/1`.
#[component]
pub fn Role() -> impl IntoView {
    let params = use_params_map();
    let map = use_query_map();
    let ask = move || Some(GetRole { id: params.get().get("id")?.parse().ok()? });
    show(load(ask, None), move |screen| page(say(), &screen, &map.get_untracked()))
}

/// Each role with how far its actions reach: in a word where that is the same on all objects.
fn glance(say: Say, screen: RolesScreen) -> AnyView {
    let RolesScreen { roles, objects } = screen;
    let all = say.number(i64::try_from(Right::ALL.len()).unwrap_or_default());
    let rows = roles
        .into_iter()
        .map(|view| {
            let reaches = Action::ALL
                .map(|action| {
                    let mut grants = objects.iter().map(|object| view.grants.on(object.id).of(action));
                    let first = grants.next().unwrap_or_default();
                    let same = grants.all(|grant| grant == first);
                    let text = if same { say.grant(first) } else { say.reach_differs().to_owned() };
                    view! { <td class="hide-s">{text}</td> }
                })
                .collect_view();
            let on = say.number(i64::try_from(view.grants.rights.len()).unwrap_or_default());
            view! {
                <tr>
                    <td>
                        <a class="link" href=format!("/settings/roles/{}", view.role.id)>
                            {say.role_called(&view.role)}
                        </a>
                    </td>
                    <td class="r fit num">{say.number(view.users)}</td>
                    {reaches}
                    <td class="hide-s num">{say.role_rights_of(&on, &all)}</td>
                </tr>
            }
        })
        .collect_view();
    let actions = Action::ALL
        .map(|action| {
            view! {
                <th scope="col" class="hide-s">
                    {say.capital(say.action(action))}
                </th>
            }
        })
        .collect_view();
    view! {
        <div class="sheet people">
            <table>
                <caption class="hidden">{say.roles()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say.role_column()}</th>
                        <th scope="col" class="r">
                            {say.role_holders()}
                        </th>
                        {actions}
                        <th scope="col" class="hide-s">
                            {say.role_rights()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn page(say: Say, screen: &RoleScreen, map: &ParamsMap) -> AnyView {
    let view = &screen.view;
    let name = say.role_called(&view.role);
    let fixed = if view.role.is_admin() {
        Some(say.role_fixed())
    } else if view.may_change {
        None
    } else {
        Some(say.role_beyond())
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
                <button class="btn danger-quiet">{say.role_remove()}</button>
            </form>
        }
    });
    let used = (!view.is_unused()).then(|| say.role_used(&say.number(view.users)));
    view! {
        <Title text=name.clone() />
        {back("/settings/roles", say.role_back())}
        <div class="head">
            <h1>{name}</h1>
            <span class="end">
                <form method="post" action="/api/roles/copy">
                    <input type="hidden" name="id" value=id.clone() />
                    <button class="btn">{say.role_copy()}</button>
                </form>
                {remove}
            </span>
        </div>
        {told(say, map)}
        {fixed}
        {used.map(|used| view! { <p class="hint">{used}</p> })}
        {form(say, screen)}
    }
    .into_any()
}

fn form(say: Say, RoleScreen { view, objects }: &RoleScreen) -> impl IntoView + use<> {
    let off = !view.may_change;
    let actions =
        Action::ALL.map(|action| view! { <th scope="col">{say.capital(say.action(action))}</th> }).collect_view();
    let rows = objects
        .iter()
        .map(|object| {
            let what = say.capital(object.names.many(say.0));
            let cells = Action::ALL
                .map(|action| cell(say, object, &what, action, view.grants.on(object.id).of(action), off))
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
                        name="form[rights][]"
                        value=right.tag()
                        checked=view.grants.rights.contains(&right)
                        disabled=off
                    />
                    {say.right(right)}
                </label>
            }
        })
        .collect_view();
    let name = (!view.role.is_admin()).then(|| name(say, view, off));
    view! {
        <form class="stack people" method="post" action="/api/roles/save">
            {name}
            <p class="hint">{say.role_hint()}</p>
            <div class="sheet wide" tabindex="0" role="region" aria-label=say.role_matrix()>
                <table class="matrix">
                    <thead>
                        <tr>
                            <th scope="col">{say.role_what()}</th>
                            {actions}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <fieldset>
                <legend>{say.role_rights()}</legend>
                <div class="grid">{rights}</div>
            </fieldset>
            {(!view.role.is_admin()).then(|| guard(say, view.grants.guard, off))}
            <input type="hidden" name="form[id]" value=view.role.id.to_string() />
            {(!off)
                .then(|| {
                    view! {
                        <div>
                            <button class="btn primary">{say.save()}</button>
                        </div>
                    }
                })}
        </form>
    }
}

/// How much may be deleted without a second person.
fn guard(say: Say, guard: Guard, off: bool) -> impl IntoView {
    let field = |name: &'static str, label: &'static str, most: Option<i64>| {
        view! {
            <label class="field">
                <span>{label}</span>
                <input
                    type="number"
                    name=name
                    min="1"
                    step="1"
                    value=most.map(|most| most.to_string())
                    disabled=off
                />
            </label>
        }
    };
    view! {
        <fieldset>
            <legend>{say.guard_legend()}</legend>
            <p class="hint">{say.guard_text()}</p>
            <div class="grid">
                {field("form[guard_count]", say.guard_count(), guard.count)}
                {field("form[guard_amount]", say.guard_amount(), guard.amount)}
            </div>
        </fieldset>
    }
}

fn name(say: Say, view: &RoleView, off: bool) -> impl IntoView + use<> {
    view! {
        <label class="field narrow">
            <span>{say.role_name()}</span>
            <input
                name="form[name]"
                value=view.role.name.clone()
                required
                maxlength=NAME_MAX
                autocomplete="off"
                disabled=off
            />
        </label>
    }
}

fn cell(
    say: Say,
    object: &RoleObject,
    what: &str,
    action: Action,
    grant: ScopedGrant,
    off: bool,
) -> impl IntoView + use<> {
    let field = |key: &str| format!("form[objects][{}][{key}]", object.slug);
    let options = Reach::ALL
        .map(|reach| {
            view! {
                <option value=reach.tag() selected=reach == grant.reach>
                    {say.reach(reach)}
                </option>
            }
        })
        .collect_view();
    let named = say.capital(say.action(action));
    // Everything holds what is nobody's. A shorter reach, once chosen, begins without it.
    let nobody = grant.unassigned && grant.reach != Reach::Everything;
    view! {
        <td>
            <select name=field(action.tag()) aria-label=say.action_named(&named, what) disabled=off>
                {options}
            </select>
            <label>
                <input
                    type="checkbox"
                    name=field(&nobodys(action))
                    value="1"
                    checked=nobody
                    aria-label=say.nobodys_named(&named, what)
                    disabled=off
                />
                {say.reach_unassigned()}
            </label>
        </td>
    }
}
