//! A person's own account: where they are signed in, and the second step of their sign-in.

use crate::{
    ids::{SessionId, UserId},
    password::PasswordError,
    provider::IdentityRow,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Recovery codes that are made at once.
pub const RECOVERY_CODES: usize = 10;
/// Most characters of a description of a device.
const DEVICE_MAX: usize = 40;

/// One signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Which.
    pub id: SessionId,
    /// What it is; empty where it does not say.
    pub device: String,
    /// The address it came from last.
    pub address: String,
    /// When it signed in.
    pub begun: Timestamp,
    /// When it was here last, to some minutes.
    pub seen: Timestamp,
    /// Whether it came through the provider.
    pub provider: bool,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// A second step that is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TwoStep {
    /// Since when.
    pub since: Timestamp,
    /// Recovery codes that nobody used yet.
    pub codes_left: i64,
}

/// What a person sees of their account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether they have a password; else the provider is their only way in.
    pub password: bool,
    /// The identities they are linked to.
    pub identities: Vec<IdentityRow>,
    /// Their second step, where it is on.
    pub two_step: Option<TwoStep>,
    /// Where they are signed in, this browser first, then the latest.
    pub sessions: Vec<SessionRow>,
}

/// A second step that is being set up, or is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TwoStepView {
    /// There is none.
    Off,
    /// The secret waits for its first code.
    Begun {
        /// The secret as text, for an app that cannot look.
        secret: String,
        /// The address that an app reads from a picture.
        address: String,
    },
    /// It is on.
    On(TwoStep),
}

/// Why a change of the account was not made. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccountProblem {
    /// The present password is another.
    WrongPassword,
    /// The code is another, is too old, or was used already.
    WrongCode,
    /// There were too many failures: the next try counts after so many minutes.
    Wait(i64),
    /// The two new passwords differ.
    Differ,
    /// The new password may not be used.
    Password(PasswordError),
    /// There is no password, and so no other way in than what would be taken away.
    NoPassword,
}

impl AccountProblem {
    /// The word in addresses.
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

/// What a browser says of itself, in two words: `Firefox, Linux`. The rest of it would only tell people apart.
pub fn device(user_agent: &str) -> String {
    // Each says that it is also those that come later here.
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
    fn devices_are_told_in_two_words() {
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
    fn problems_are_read_back() {
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
