//! The avatar of a user or a record.

use super::{Icon, Picture};
use domain::text::initials;
use leptos::prelude::*;

/// The initials of a name in a circle, hidden from screen readers because the name is beside it.
#[component]
pub fn Avatar(
    /// The name.
    name: String,
    /// Whether it has the large size of a record page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <span class="avatar" class:large=large aria-hidden="true">
            {initials(&name)}
        </span>
    }
}

/// The avatar of a record: initials for a person, the icon of the object for any other record.
#[component]
pub fn Face(
    /// The icon of the object.
    icon: String,
    /// The record's name.
    name: String,
    /// Whether it has the large size of a record page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    if icon == "person" {
        return view! { <Avatar name=name large=large /> }.into_any();
    }
    view! {
        <span class="avatar thing" class:large=large aria-hidden="true">
            <Icon picture=Picture::of_object(&icon) />
        </span>
    }
    .into_any()
}
