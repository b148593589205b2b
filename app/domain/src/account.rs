//! A user's own account: sessions, password and two-factor authentication.

use crate::{
    ids::{SessionId, UserId},
    password::PasswordError,
    provider::IdentityRow,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Recovery codes generated at once.
pub const RECOVERY_CODES: usize = 10;
/// Most characters of a device description.
const DEVICE_MAX: usize = 40;

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// The session's id.
    pub id: SessionId,
    /// The browser and system; empty if unknown.
    pub device: String,
    /// The network address it was last used from.
    pub address: String,
    /// When it began.
    pub begun: Timestamp,
    /// When it was last used, to within some minutes.
    pub seen: Timestamp,
    /// Whether it began at the sign-in provider.
    pub provider: bool,
    /// Whether it is the session of the request.
    pub this: bool,
}

/// Two-factor authentication that is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoStep {
    /// When it was turned on.
    pub since: Timestamp,
    /// Recovery codes that are left.
    pub codes_left: i64,
}

/// The account page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// The user's id.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Whether they have a password; otherwise the provider is their only way to sign in.
    pub password: bool,
    /// The identities they are linked to.
    pub identities: Vec<IdentityRow>,
    /// Two-factor authentication, if it is on.
    pub two_step: Option<TwoStep>,
    /// Their sessions: this one first, then the most recently used.
    pub sessions: Vec<SessionRow>,
}

/// The state of two-factor authentication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TwoStepView {
    /// It is off.
    Off,
    /// A secret was created and waits for its first code.
    Begun {
        /// The secret as text, for entry by hand.
        secret: String,
        /// The `otpauth` URL for the QR code.
        address: String,
    },
    /// It is on.
    On(TwoStep),
}

/// Why a change of the account was refused. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountProblem {
    /// The current password is wrong.
    WrongPassword,
    /// The code is wrong, expired or used already.
    WrongCode,
    /// Too many failed attempts; the next is accepted after this many minutes.
    Wait(i64),
    /// The two entries of the new password differ.
    Differ,
    /// The new password is not allowed.
    Password(PasswordError),
    /// The user has no password, so they could no longer sign in.
    NoPassword,
}

impl AccountProblem {
    /// The value in query parameters.
    pub fn tag(self) -> String {
        match self {
            Self::WrongPassword => "wrong-password".to_owned(),
            Self::WrongCode => "wrong-code".to_owned(),
            Self::Wait(minutes) => format!("wait-{minutes}"),
            Self::Differ => "differ".to_owned(),
            Self::Password(error) => error.tag().to_owned(),
            Self::NoPassword => "no-password".to_owned(),
        }
    }
}

impl FromStr for AccountProblem {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        match tag {
            "wrong-password" => Ok(Self::WrongPassword),
            "wrong-code" => Ok(Self::WrongCode),
            "differ" => Ok(Self::Differ),
            "no-password" => Ok(Self::NoPassword),
            _ => match tag.strip_prefix("wait-") {
                Some(minutes) => minutes.parse().map(Self::Wait).map_err(|_| ()),
                None => tag.parse().map(Self::Password),
            },
        }
    }
}

/// Describes a browser by its `User-Agent`, for example `Firefox, Linux`. Nothing else is kept, since it would only
/// identify people.
pub fn device(user_agent: &str) -> String {
    // Each browser also claims to be the ones listed after it.
    const BROWSERS: [(&str, &str); 8] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| (*name).to_owned())
    };
    match (first(&BROWSERS), first(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => {
            let program = user_agent.split(['/', ' ']).next().unwrap_or_default();
            program.chars().filter(|c| !c.is_control()).take(DEVICE_MAX).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn device_is_browser_and_system() {
        for (agent, said) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox, Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 \
                 Safari/537.36 Edg/142.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/26.0 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile \
                 Safari/537.36",
                "Chrome, Android",
            ),
            ("curl/8.14.1", "curl"),
            ("", ""),
        ] {
            assert_eq!(device(agent), said);
        }
    }

    #[test]
    fn account_problem_tag_round_trips() {
        for problem in [
            AccountProblem::WrongPassword,
            AccountProblem::WrongCode,
            AccountProblem::Wait(9),
            AccountProblem::Differ,
            AccountProblem::NoPassword,
            AccountProblem::Password(PasswordError::Common),
        ] {
            assert_eq!(problem.tag().parse(), Ok(problem));
        }
        assert!("x".parse::<AccountProblem>().is_err() && "wait-x".parse::<AccountProblem>().is_err());
    }
}
