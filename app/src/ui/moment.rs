//! A moment.

use crate::i18n::messages;
use domain::time::Timestamp;
use leptos::prelude::*;

/// A moment as text, in UTC: the same on the server and in the browser. The whole of it is in the title.
#[component]
pub fn Moment(
    /// When.
    at: Timestamp,
    /// Whether the day is enough.
    #[prop(optional)]
    day: bool,
) -> impl IntoView {
    let t = messages();
    let text = if day { t.date(at.date()) } else { t.moment(at) };
    view! {
        <time datetime=at.rfc3339() title=t.moment(at)>
            {text}
        </time>
    }
}
