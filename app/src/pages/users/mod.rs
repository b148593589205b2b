//! Users and invitations, and the navigation to roles and teams.

mod invite;
mod list;
mod one;
mod permissions;

pub use invite::{Accept, Invite};
pub use list::Users;
pub use one::User;
pub use permissions::UserPermissions;

use super::problem_note;
use crate::{
    i18n::Messages,
    query::Query,
    tab::Tab,
    ui::{Icon, Picture, Tabs},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The list that is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Users,
    Roles,
    Teams,
}

/// The head of the page: title, actions, tabs of the three lists, and the message about the last action.
pub(super) fn head(t: Messages, of: Of, map: &Query, end: AnyView) -> impl IntoView + use<> {
    let lists = [
        (Of::Users, t.users(), "/settings/users"),
        (Of::Roles, t.roles(), "/settings/roles"),
        (Of::Teams, t.teams(), "/settings/teams"),
    ];
    let title = lists.iter().find(|(list, ..)| *list == of).map(|(_, title, _)| *title).unwrap_or_default();
    let tabs = lists
        .map(|(list, name, href)| Tab {
            name: name.to_owned(),
            count: String::new(),
            href: href.to_owned(),
            here: list == of,
        })
        .to_vec();
    view! {
        <Title text=title />
        <div class="head">
            <h1>{title}</h1>
            <span class="end">{end}</span>
        </div>
        <Tabs label=t.people_tabs() tabs=tabs />
        {told(t, map)}
    }
}

/// The message about the last action, or the reason why it was refused.
pub(super) fn told(t: Messages, map: &Query) -> impl IntoView + use<> {
    let done = map.get("done").and_then(|done| match done.as_str() {
        "invited" => Some(t.done_invited()),
        "again" => Some(t.done_again()),
        "withdrawn" => Some(t.done_withdrawn()),
        "saved" => Some(t.done_saved()),
        "removed" => Some(t.done_removed()),
        "copied" => Some(t.done_copied()),
        "deactivated" => Some(t.done_deactivated()),
        "ended" => Some(t.done_ended()),
        "reset" => Some(t.done_reset()),
        "reactivated" => Some(t.done_reactivated()),
        _ => None,
    });
    let problem = map.get("problem").and_then(|tag| tag.parse().ok()).map(|problem| t.people_problem(problem));
    view! {
        {done
            .map(|text| {
                view! {
                    <p class="note" role="status">
                        <Icon picture=Picture::Tick />
                        {text}
                    </p>
                }
            })}
        {problem_note(problem)}
    }
}

/// A link back to a list.
pub(super) fn back(href: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <p class="way">
            <a class="link" href=href>
                {text}
            </a>
        </p>
    }
}
