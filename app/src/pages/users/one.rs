//! The page of a user: role, teams, records, deactivation.

use super::{back, told};
use crate::pages::account::{end_button, session, state};
use crate::{
    api::users::GetUser,
    i18n::{Messages, messages},
    load::{load, show},
    pages::address,
    query::{Query, use_query},
};
use domain::{
    filter::{Condition, Field, Filter, Test},
    ids::UserId,
    users::{Owned, UserView},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/settings/users/1`.
#[component]
pub fn User() -> impl IntoView {
    let params = use_params_map();
    let map = use_query();
    let ask = move || Some(GetUser { id: params.get().get("id")?.parse().ok()? });
    show(load(ask, None), move |view| page(messages(), view, &map.get_untracked()))
}

fn page(t: Messages, view: UserView, map: &Query) -> AnyView {
    let id = view.user.person.id;
    let name = view.user.person.name.clone();
    let deactivated = view.user.deactivated.map(|at| {
        let text = t.user_deactivated_since(&t.date(at.date()));
        view! { <span class="badge warn">{text}</span> }
    });
    let fixed = view.fixed.map(|problem| view! { <p class="hint">{t.people_problem(problem)}</p> });
    view! {
        <Title text=name.clone() />
        {back("/settings/users", t.user_back())}
        <div class="head">
            <h1>{name}</h1>
            {deactivated}
            <span class="muted">
                {view.user.email.clone()} " · " {t.user_since(&t.date(view.created.date()))}
            </span>
            <span class="end">
                <a class="btn" href=format!("/settings/users/{id}/permissions")>
                    {t.permissions_link()}
                </a>
            </span>
        </div>
        {told(t, map)}
        {fixed}
        <div class="grid people">
            {role(t, &view)} {teams(t, &view)} {access(t, &view)} {second_step(t, &view)}
            {sessions(t, &view)} {records(t, id, &view.owned)}
        </div>
    }
    .into_any()
}

fn role(t: Messages, view: &UserView) -> impl IntoView + use<> {
    let fixed = view.fixed.is_some();
    let role_managed_by_idp = view.identities.iter().any(|row| row.role_managed_by_idp);
    let follows = role_managed_by_idp.then(|| view! { <p class="hint">{t.user_follows()}</p> });
    let own = &view.user.role;
    let mut roles = view.roles.clone();
    if roles.iter().all(|role| role.id != own.id) {
        roles.push(own.clone());
    }
    let options = roles
        .into_iter()
        .map(|role| {
            view! {
                <option value=role.id.to_string() selected=role.id == own.id>
                    {t.role_called(&role)}
                </option>
            }
        })
        .collect_view();
    view! {
        <form class="card form" method="post" action="/api/users/role">
            <h2>{t.role_column()}</h2>
            <label class="field">
                <span class="hidden">{t.role_column()}</span>
                <select name="role" disabled=fixed>
                    {options}
                </select>
            </label>
            {follows}
            <input type="hidden" name="id" value=view.user.person.id.to_string() />
            <footer>
                <a class="btn" href=format!("/settings/roles/{}", own.id)>
                    {t.role_matrix()}
                </a>
                <button class="btn primary" disabled=fixed>
                    {t.user_role_give()}
                </button>
            </footer>
        </form>
    }
}

fn teams(t: Messages, view: &UserView) -> impl IntoView + use<> {
    let id = view.user.person.id;
    let own: Vec<_> =
        view.teams.iter().filter(|team| team.members.iter().any(|member| member.id == id)).cloned().collect();
    let none = own.is_empty().then(|| view! { <p class="muted">{t.user_no_teams()}</p> });
    let links = own
        .into_iter()
        .map(|team| {
            view! {
                <li>
                    <a class="link" href=format!("/settings/teams/{}", team.id)>
                        {team.name}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card form">
            <h2>{t.teams()}</h2>
            {none}
            <ul class="views">{links}</ul>
            <footer>
                <a class="btn" href="/settings/teams">
                    {t.team_back()}
                </a>
            </footer>
        </section>
    }
}

fn records(t: Messages, id: UserId, owned: &[Owned]) -> impl IntoView + use<> {
    let none = owned.is_empty().then(|| view! { <p class="muted">{t.user_owns_nothing()}</p> });
    let rows = owned
        .iter()
        .map(|owned| {
            let what = t.counted(owned.living, &owned.names);
            let trash = (owned.deleted > 0).then(|| t.user_in_trash(&t.number(owned.deleted)));
            let theirs = Condition { field: Field::Owner, test: Test::Is, values: vec![id.to_string()] };
            let filter = Filter { any: vec![vec![theirs]] }.to_text();
            let index = address(&format!("/{}", owned.slug), &[("f", filter.clone())]);
            let assign = owned.may_assign.then(|| {
                let href = address(&format!("/{}/assign", owned.slug), &[("all", "1".to_owned()), ("f", filter)]);
                view! {
                    <a class="btn small" href=href aria-label=t.user_give_away(&what)>
                        {t.assign()}
                    </a>
                }
            });
            view! {
                <li>
                    <a class="link" href=index rel="external">
                        {what}
                    </a>
                    <span class="muted">{trash}</span>
                    {assign}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card form whole">
            <h2>{t.user_records()}</h2>
            {none}
            <ul class="views">{rows}</ul>
        </section>
    }
}

fn access(t: Messages, view: &UserView) -> impl IntoView + use<> {
    let out = view.user.deactivated.is_some();
    let (action, text, button, class) = if out {
        ("/api/users/reactivate", t.user_reactivate_text(), t.user_reactivate(), "btn primary")
    } else {
        ("/api/users/deactivate", t.user_deactivate_text(), t.user_deactivate(), "btn danger-quiet")
    };
    let open = (!out).then(|| {
        let invited = (view.invitations > 0).then(|| t.user_invited(&t.number(view.invitations)));
        view! { {invited.map(|invited| view! { <p class="num">{invited}</p> })} }
    });
    let linked =
        view.identities.iter().map(|row| view! { <p class="muted">{t.user_linked(&row.issuer)}</p> }).collect_view();
    view! {
        <form class="card form" method="post" action=action>
            <h2>{t.user_access()}</h2>
            {linked}
            {open}
            <p class="muted">{text}</p>
            <input type="hidden" name="id" value=view.user.person.id.to_string() />
            <footer>
                <button class=class disabled=view.fixed.is_some()>
                    {button}
                </button>
            </footer>
        </form>
    }
}

fn second_step(t: Messages, view: &UserView) -> impl IntoView + use<> {
    let reset = view.two_step.map(|_| {
        view! {
            <p class="muted">{t.user_reset_text()}</p>
            <footer>
                <button class="btn danger-quiet" disabled=view.fixed.is_some()>
                    {t.user_reset()}
                </button>
            </footer>
        }
    });
    view! {
        <form class="card form" method="post" action="/api/users/reset-two-step">
            <h2>{t.user_two_step()}</h2>
            {state(t, view.two_step)}
            <input type="hidden" name="id" value=view.user.person.id.to_string() />
            {reset}
        </form>
    }
}

fn sessions(t: Messages, view: &UserView) -> Option<AnyView> {
    if view.sessions.is_empty() {
        return None;
    }
    let id = view.user.person.id;
    let rows = view
        .sessions
        .iter()
        .map(|row| {
            let end = view.fixed.is_none().then(|| {
                view! {
                    <form method="post" action="/api/users/end-session">
                        <input type="hidden" name="id" value=id.to_string() />
                        <input type="hidden" name="session" value=row.id.to_string() />
                        {end_button(t, row)}
                    </form>
                }
            });
            session(t, row, end.into_any())
        })
        .collect_view();
    let sessions = view! {
        <section class="card form whole">
            <h2>{t.sessions()}</h2>
            <ul class="views sessions">{rows}</ul>
        </section>
    };
    Some(sessions.into_any())
}
