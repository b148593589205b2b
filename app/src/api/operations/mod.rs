//! Operations: what changes many records, and the pages that tell of it.

mod assign;
mod delete;
mod purge;
mod read;
mod restore;
mod touched;

pub use assign::*;
pub use delete::*;
pub use purge::*;
pub use read::*;
pub use restore::*;
pub use touched::*;

#[cfg(feature = "ssr")]
use crate::{context::send_form_to, error::AppError};
use domain::operation::Preview;
#[cfg(feature = "ssr")]
use domain::operation::{Confirm, OrderRefused, Receipt};
#[cfg(feature = "ssr")]
use domain::{filter::Filter, ids::parse_record_ids, object::Object, operation::Selection};
use serde::{Deserialize, Serialize};

/// What was shown before a confirm, as a form sends it back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Which set.
    pub fingerprint: String,
    /// Which confirm.
    pub token: String,
    /// How many records.
    #[serde(default)]
    pub count: i64,
    /// When, in microseconds.
    #[serde(default)]
    pub at: i64,
}

impl Shown {
    /// What this preview showed.
    pub fn of(preview: &Preview) -> Self {
        Self {
            fingerprint: preview.fingerprint.to_string(),
            token: preview.token.clone(),
            count: preview.count,
            at: preview.seen.0,
        }
    }

    /// The fields of a form whose argument has this name.
    pub fn fields(&self, form: &str) -> Vec<(String, String)> {
        let field = |name: &str, value: String| (format!("{form}[shown][{name}]"), value);
        vec![
            field("fingerprint", self.fingerprint.clone()),
            field("token", self.token.clone()),
            field("count", self.count.to_string()),
            field("at", self.at.to_string()),
        ]
    }

    #[cfg(feature = "ssr")]
    fn confirm(&self, typed: Option<i64>) -> Result<Confirm, AppError> {
        let fingerprint = self.fingerprint.parse().map_err(|_| crate::error::bad_input())?;
        let shown = (self.at > 0).then_some((self.count, domain::time::Timestamp(self.at)));
        Ok(Confirm { typed, fingerprint, token: self.token.clone(), shown })
    }
}

/// What a form selects: its ids, or all that a view shows but for them; on the board of a pipeline, all of the pipeline.
/// Nothing where its ids are none.
#[cfg(feature = "ssr")]
pub(super) fn selection(
    object: &Object,
    ids: &str,
    all: bool,
    search: &str,
    filter: &str,
    pipeline: &str,
) -> Option<Selection> {
    let (ids, search) = (parse_record_ids(ids).ok()?, search.to_owned());
    let filter = Filter::from_text(filter).checked(object);
    Some(match (all, pipeline) {
        (false, _) => Selection::Records(ids),
        (true, "") => Selection::View { search, filter, except: ids },
        (true, pipeline) => Selection::Pipeline { pipeline: pipeline.parse().ok()?, search, filter, except: ids },
    })
}

/// A selection that came from outside, as far as it makes sense.
#[cfg(feature = "ssr")]
pub(super) fn checked(object: &Object, selection: Selection) -> Selection {
    match selection {
        Selection::View { search, filter, except } => {
            Selection::View { search, filter: filter.checked(object), except }
        }
        Selection::Pipeline { pipeline, search, filter, except } => {
            Selection::Pipeline { pipeline, search, filter: filter.checked(object), except }
        }
        selection @ Selection::Records(_) => selection,
    }
}

/// What of such a query says the reason again that somebody typed.
#[cfg(feature = "ssr")]
fn reason_query(reason: &str) -> String {
    let reason = leptos_router::location::Url::escape(reason.trim());
    if reason.is_empty() { reason } else { format!("&reason={reason}") }
}

/// The query of the page that asks about this selection.
#[cfg(feature = "ssr")]
fn selection_query(ids: &str, all: bool, search: &str, filter: &str, pipeline: &str) -> String {
    use leptos_router::location::Url;

    let all = if all { format!("&all=1&q={}&f={}", Url::escape(search), Url::escape(filter)) } else { String::new() };
    let pipeline = if pipeline.is_empty() { String::new() } else { format!("&pipeline={}", Url::escape(pipeline)) };
    format!("ids={ids}{all}{pipeline}")
}

/// What somebody typed where a number is asked. What is no number is certainly not the number: it counts as one that no
/// set has.
#[cfg(feature = "ssr")]
fn typed_number(typed: &str) -> i64 {
    typed.trim().replace(['.', ',', ' '], "").parse().unwrap_or(-1)
}

/// Sends a form without JavaScript on to the operation, or back to the page at `asked` with what stood in the way.
#[cfg(feature = "ssr")]
fn redirect_after(answer: &Result<Receipt, OrderRefused>, asked: &str) {
    match answer {
        Ok(receipt) => send_form_to(&format!("/operations/{}?done=1", receipt.operation)),
        Err(OrderRefused::WrongCount { .. }) => send_form_to(&format!("{asked}&problem=count")),
        Err(OrderRefused::Moved(difference)) => {
            let before = difference.before.map(|before| format!("&before={before}")).unwrap_or_default();
            send_form_to(&format!("{asked}&problem=moved{before}"));
        }
        Err(OrderRefused::Nothing) => send_form_to(&format!("{asked}&problem=nothing")),
    }
}
