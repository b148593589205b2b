//! A date and time.

use crate::i18n::messages;
use domain::time::Timestamp;
use leptos::prelude::*;

/// A date and time in UTC, so that server and browser render the same. The title has the full text.
#[component]
pub fn Moment(
    /// The moment.
    at: Timestamp,
    /// Whether only the date is shown.
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
