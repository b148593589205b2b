//! Server functions for operations: bulk changes of records, and the pages about them.

mod assign;
mod delete;
mod impact;
mod purge;
mod read;
mod restore;
mod trash_form;

pub use assign::*;
pub use delete::*;
pub use impact::*;
pub use purge::*;
pub use read::*;
pub use restore::*;
pub use trash_form::TrashForm;

#[cfg(feature = "ssr")]
use crate::{context::send_form_to, error::AppError, url::address};
use domain::operation::Preview;
#[cfg(feature = "ssr")]
use domain::{
    object::Object,
    operation::{Confirm, InvalidSelection, OrderRefused, Receipt, Selection},
};
use serde::{Deserialize, Serialize};

/// The preview that a form confirms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRef {
    /// The fingerprint of the set that it showed.
    pub fingerprint: String,
    /// Its idempotency token: a second form with it is the same operation.
    pub token: String,
    /// The number of records that it showed.
    #[serde(default)]
    pub count: i64,
    /// The moment of the preview, in microseconds since 1970.
    #[serde(default)]
    pub at: i64,
}

impl PreviewRef {
    /// The reference to this preview.
    pub fn of(preview: &Preview) -> Self {
        Self {
            fingerprint: preview.fingerprint.to_string(),
            token: preview.token.clone(),
            count: preview.count,
            at: preview.seen.0,
        }
    }

    #[cfg(feature = "ssr")]
    fn confirm(&self, typed: Option<i64>) -> Result<Confirm, AppError> {
        let fingerprint = self.fingerprint.parse().map_err(|_| crate::error::bad_input())?;
        let shown = (self.at > 0).then_some((self.count, domain::time::Timestamp(self.at)));
        Ok(Confirm { typed, fingerprint, token: self.token.clone(), shown })
    }
}

/// The reason why a form without JavaScript was refused, in the query of the page that shows the form again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedQuery {
    /// `count`, `moved`, `also` or `nothing`; empty on the first visit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub problem: String,
    /// The number of records that the refused form confirmed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The reason that was typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

#[cfg(feature = "ssr")]
impl RefusedQuery {
    /// The query that reports this refusal and keeps the typed reason.
    fn of(refused: &OrderRefused, reason: &str) -> Self {
        let (problem, before) = match refused {
            OrderRefused::WrongCount { .. } => ("count", None),
            OrderRefused::Moved(difference) => ("moved", difference.before),
            OrderRefused::Nothing => ("nothing", None),
        };
        let before = before.map(|before| before.to_string()).unwrap_or_default();
        Self { problem: problem.to_owned(), before, reason: reason.trim().to_owned() }
    }
}

/// Checks a selection from a request against its object.
#[cfg(feature = "ssr")]
pub(super) fn checked(object: &Object, selection: Selection) -> Result<Selection, AppError> {
    selection.checked(object).map_err(|InvalidSelection| crate::error::bad_input())
}

/// Parses the typed number; a text that is not a number becomes one that no set has.
#[cfg(feature = "ssr")]
fn typed_number(typed: &str) -> i64 {
    typed.trim().replace(['.', ',', ' '], "").parse().unwrap_or(-1)
}

/// Redirects a form without JavaScript: to the operation, or back to the page of the form, with the query that `back`
/// makes.
#[cfg(feature = "ssr")]
fn redirect_after<Q: Serialize>(
    answer: &Result<Receipt, OrderRefused>,
    page: &str,
    reason: &str,
    back: impl FnOnce(RefusedQuery) -> Q,
) {
    send_form_to(&match answer {
        Ok(receipt) => format!("/operations/{}?done=1", receipt.operation),
        Err(refused) => address(page, &crate::form::fields(&back(RefusedQuery::of(refused, reason)))),
    });
}
