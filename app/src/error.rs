//! How a server function fails, as the browser is told.

use crate::i18n::Messages;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use server_fn::codec::PostcardEncoding;

/// A server function that did nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// There is no such thing, or the person may not see it.
    NotFound,
    /// They see it and may not do this.
    Forbidden,
    /// Nobody is signed in.
    SignedOut,
    /// Others were in the way for too long.
    Busy,
    /// The request does not decode.
    BadInput,
    /// Our fault; the log has the rest under this request id.
    Fault {
        /// The id of the request.
        request: String,
    },
    /// The server did not answer.
    Offline,
    /// The page is of another version than the server, and they would misunderstand each other.
    OldPage,
    /// It needs a fresh proof of who they are.
    Stale,
}

impl FromServerFnError for AppError {
    type Encoder = PostcardEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                bad_input()
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Offline,
            _ => Self::Fault { request: String::new() },
        }
    }
}

/// The error of a request that means nothing, with its status.
#[cfg(feature = "ssr")]
pub(crate) fn bad_input() -> AppError {
    crate::context::set_status(axum::http::StatusCode::BAD_REQUEST);
    AppError::BadInput
}

#[cfg(not(feature = "ssr"))]
fn bad_input() -> AppError {
    AppError::BadInput
}

impl AppError {
    /// What to tell a person.
    pub fn message(&self, t: Messages) -> String {
        match self {
            Self::NotFound => t.not_found_text().to_owned(),
            Self::Forbidden => t.forbidden_text().to_owned(),
            Self::SignedOut => t.error_signed_out().to_owned(),
            Self::Busy => t.error_busy().to_owned(),
            Self::BadInput => t.error_bad_input().to_owned(),
            Self::Fault { request } => t.error_fault(request),
            Self::OldPage => t.error_old_page().to_owned(),
            Self::Stale => t.proof_title().to_owned(),
            Self::Offline => t.error_offline().to_owned(),
        }
    }
}
