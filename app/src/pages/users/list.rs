//! The list of users, with the open invitations.

use super::{Of, head};
use crate::{
    api::users::{ListUsers, UsersScreen},
    i18n::{Messages, messages},
    load::{load, show},
    pages::{address, query_pairs},
    query::use_query,
    ui::{Empty, Icon, Pager, Picture},
};
use domain::users::{InvitationRow, UserQuery, UserRow, UsersPage};
use leptos::prelude::*;

const ADDRESS: &str = "/settings/users";

/// `/settings/users`.
#[component]
pub fn Users() -> impl IntoView {
    let pairs = query_pairs(&["q", "state", "after"]);
    let map = use_query();
    show(load(move || Some(ListUsers { pairs: pairs.get() }), None), move |screen| {
        let t = messages();
        let UsersScreen { query, page } = screen;
        let invite = view! {
            <a class="btn primary" href="/settings/users/invite">
                <Icon picture=Picture::Plus />
                {t.user_invite()}
            </a>
        };
        view! {
            {head(t, Of::Users, &map.get_untracked(), invite.into_any())}
            {filters(t, &query, &page)}
            {list(t, &query, page)}
        }
        .into_any()
    })
}

fn filters(t: Messages, query: &UserQuery, page: &UsersPage) -> impl IntoView + use<> {
    let state = |deactivated: bool, text: &'static str, count: i64| {
        let href = address(ADDRESS, &UserQuery { deactivated, after: None, ..query.clone() }.to_address());
        view! {
            <a
                class="btn small"
                href=href
                aria-current=(deactivated == query.deactivated).then_some("page")
            >
                {text}
                " "
                {t.number(count)}
            </a>
        }
    };
    view! {
        <div class="filters">
            <form class="row" method="get" action=ADDRESS role="search">
                <input
                    type="search"
                    name="q"
                    value=query.search.clone()
                    aria-label=t.user_search()
                    placeholder=t.user_search()
                    maxlength="100"
                    autocomplete="off"
                />
                {query
                    .deactivated
                    .then(|| view! { <input type="hidden" name="state" value="deactivated" /> })}
                <button class="btn small">{t.search_button()}</button>
            </form>
            <nav class="row" aria-label=t.users_states()>
                {state(false, t.users_active(), page.active)}
                {state(true, t.users_deactivated(), page.deactivated)}
            </nav>
        </div>
    }
}

fn list(t: Messages, query: &UserQuery, page: UsersPage) -> AnyView {
    let first =
        query.after.as_ref().map(|_| address(ADDRESS, &UserQuery { after: None, ..query.clone() }.to_address()));
    let next = page.next.map(|next| address(ADDRESS, &UserQuery { after: Some(next), ..query.clone() }.to_address()));
    let invitations = (!page.invitations.is_empty()).then(|| invitations(t, page.invitations));
    let users = if page.rows.is_empty() && invitations.is_none() {
        view! {
            <Empty
                picture=Picture::Search
                title=t.users_none().to_owned()
                text=t.users_none_text().to_owned()
            />
        }
        .into_any()
    } else if page.rows.is_empty() {
        ().into_any()
    } else {
        users(t, page.rows)
    };
    view! {
        {users}
        <Pager first=first next=next />
        {invitations}
    }
    .into_any()
}

fn users(t: Messages, rows: Vec<UserRow>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let role = t.role_called(&row.role);
            view! {
                <tr>
                    <td>
                        <a class="link" href=format!("{ADDRESS}/{}", row.person.id)>
                            {row.person.name}
                        </a>
                    </td>
                    <td class="hide-s">{row.email}</td>
                    <td class="fit">{role}</td>
                    <td class="hide-s">{row.teams.join(", ")}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-card">
            <table>
                <caption class="hidden">{t.users()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t.user_column()}</th>
                        <th scope="col" class="hide-s">
                            {t.email()}
                        </th>
                        <th scope="col">{t.role_column()}</th>
                        <th scope="col" class="hide-s">
                            {t.teams()}
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn invitations(t: Messages, rows: Vec<InvitationRow>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let by = row.by.as_ref().map(|by| by.name.clone()).unwrap_or_default();
            let until = t.invited_by(&by, &t.date(row.expires.date()));
            let forms = row.may_change.then(|| {
                view! {
                    <form method="post" action="/api/users/invite-again">
                        <input type="hidden" name="id" value=row.id.to_string() />
                        <button class="btn small" aria-label=t.invite_again_named(&row.email)>
                            {t.invite_again()}
                        </button>
                    </form>
                    <form method="post" action="/api/users/withdraw">
                        <input type="hidden" name="id" value=row.id.to_string() />
                        <button class="btn small" aria-label=t.invite_withdraw_named(&row.email)>
                            {t.invite_withdraw()}
                        </button>
                    </form>
                }
            });
            view! {
                <li>
                    <b>{row.email.clone()}</b>
                    <span class="muted">
                        {t.role_called(&row.role)} ", " {until} " "
                        {row
                            .expired
                            .then(|| {
                                view! { <span class="badge warn">{t.invited_over()}</span> }
                            })}
                    </span>
                    {forms}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card people">
            <header>
                <h2>{t.invitations_open()}</h2>
            </header>
            <div class="inset">
                <ul class="views">{rows}</ul>
            </div>
        </section>
    }
    .into_any()
}
