//! The errors of server functions, as they are sent to the browser.

use crate::i18n::Messages;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use server_fn::codec::PostcardEncoding;

/// The error of a server function, which then changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// It does not exist, or the user may not see it.
    NotFound,
    /// A permanently deleted contact, for users who may see permanent deletions.
    Erased {
        /// The day of the deletion, in the language of the user.
        on: String,
        /// The number of the permanent deletion.
        erasure: String,
    },
    /// The user sees it and may not do this.
    Forbidden,
    /// The user is not signed in.
    SignedOut,
    /// A lock or the database was busy for too long.
    Busy,
    /// The request cannot be decoded.
    BadInput,
    /// A failure of the server; its log has the details under this request id.
    Fault {
        /// The id of the request in the log.
        request: String,
    },
    /// The server cannot be reached.
    Offline,
    /// The page was rendered by another version of the server.
    OldPage,
    /// The user has to confirm their identity first.
    ReauthenticationRequired,
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

/// The error of a request that cannot be decoded. Sets the status.
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
    /// The message to show.
    pub fn message(&self, t: Messages) -> String {
        match self {
            Self::NotFound => t.not_found_text().to_owned(),
            Self::Erased { on, erasure } => t.erased_notice(on, erasure),
            Self::Forbidden => t.forbidden_text().to_owned(),
            Self::SignedOut => t.error_signed_out().to_owned(),
            Self::Busy => t.error_busy().to_owned(),
            Self::BadInput => t.error_bad_input().to_owned(),
            Self::Fault { request } => t.error_fault(request),
            Self::OldPage => t.error_old_page().to_owned(),
            Self::ReauthenticationRequired => t.reauth_title().to_owned(),
            Self::Offline => t.error_offline().to_owned(),
        }
    }
}
