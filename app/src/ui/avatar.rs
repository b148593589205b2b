//! What stands for somebody or something beside a name.

use super::{Icon, Picture};
use domain::text::initials;
use leptos::prelude::*;

/// The initials of a name in a circle. The name stands beside it, so it is hidden from screen readers.
#[component]
pub fn Avatar(
    /// Whose.
    name: String,
    /// Whether it is the large one of a record page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <span class="avatar" class:large=large aria-hidden="true">
            {initials(&name)}
        </span>
    }
}

/// What stands beside the name of a record: initials for people, the picture of the object for everything else.
#[component]
pub fn Face(
    /// The word of the object's picture.
    icon: String,
    /// The record's name.
    name: String,
    /// Whether it is the large one of a record page.
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
