//! A moment.

use crate::words::say;
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
    let say = say();
    let text = if day { say.date(at.date()) } else { say.moment(at) };
    view! {
        <time datetime=at.rfc3339() title=say.moment(at)>
            {text}
        </time>
    }
}
