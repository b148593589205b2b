//! The cookies of sessions and of sign-ins that are not complete.

use axum::http::{HeaderMap, HeaderValue, header};
use leptos::prelude::use_context;

/// A cookie with a random token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// A session.
    Session,
    /// A sign-in with the right password that waits for the code.
    PendingMfa,
    /// A sign-in at the provider.
    OidcLogin,
}

impl Cookie {
    /// The name. The prefix makes browsers refuse it without TLS or from another host.
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-reprieve",
            (Self::Session, false) => "reprieve",
            (Self::PendingMfa, true) => "__Host-reprieve-pending-mfa",
            (Self::PendingMfa, false) => "reprieve-pending-mfa",
            (Self::OidcLogin, true) => "__Host-reprieve-oidc-login",
            (Self::OidcLogin, false) => "reprieve-oidc-login",
        }
    }

    /// Its token in the headers of a request.
    pub fn of(self, headers: &HeaderMap, secure: bool) -> Option<String> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name(secure)).map(|(_, token)| token.to_owned())
    }

    /// The `Set-Cookie` header that keeps a token for so many seconds. `Lax`: the browser also sends it
    /// when a link or redirect of another site leads here, as the provider's does, and never with a request that another
    /// site makes in the background.
    pub fn to_keep(self, secure: bool, token: &str, seconds: i64) -> Option<HeaderValue> {
        let (name, flags) = (self.name(secure), if secure { "; Secure" } else { "" });
        let cookie = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{flags}");
        HeaderValue::from_str(&cookie).ok()
    }

    /// Sets the cookie for so many seconds.
    pub(crate) fn keep(self, secure: bool, token: &str, seconds: i64) {
        let response = use_context::<leptos_axum::ResponseOptions>();
        if let (Some(response), Some(value)) = (response, self.to_keep(secure, token, seconds)) {
            response.append_header(header::SET_COOKIE, value);
        }
    }

    /// Removes the cookie.
    pub(crate) fn forget(self, secure: bool) {
        self.keep(secure, "", 0);
    }
}
