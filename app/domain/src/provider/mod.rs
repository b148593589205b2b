//! Sign-in through an OpenID Connect provider: verified claims, the group mapping, and admission.

mod admit;
mod mapping;
mod problem;

pub use admit::{Admission, Member, ProviderRefusal, Standing, admit};
pub use mapping::{GroupRole, Mapping, NotAGroupRole};
pub use problem::ProviderProblem;

use crate::{email::Email, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Minutes that a login attempt at the provider may take.
pub const OIDC_LOGIN_MINUTES: i64 = 10;
/// Seconds by which the provider's clock and ours may differ.
pub const CLOCKS_APART: i64 = 60;
/// Most characters of a name taken from the provider; the same as for a typed name.
const NAME_MAX: usize = 100;

/// The verified claims of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The issuer URL of the provider.
    pub issuer: String,
    /// The provider's stable id of the person. Together with the issuer it identifies them.
    pub subject: String,
    /// Their e-mail address, if the provider gives one.
    pub email: Option<Email>,
    /// Whether the provider says that the address is theirs.
    pub verified: bool,
    /// Their name.
    pub name: String,
    /// Their groups.
    pub groups: Vec<String>,
    /// When they last authenticated at the provider, if it says so.
    pub proved: Option<Timestamp>,
}

/// An identity that a user is linked to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityRow {
    /// The issuer URL of the provider.
    pub issuer: String,
    /// When it was linked.
    pub since: Timestamp,
    /// Whether the group mapping created the user, so that their role follows their groups.
    pub role_managed_by_idp: bool,
}

/// The first of these candidates that is not blank, normalized to a valid name.
pub fn name_of<'a>(candidates: impl IntoIterator<Item = &'a str>) -> String {
    let clean = |text: &str| -> String {
        let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        visible.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_MAX).collect()
    };
    candidates.into_iter().map(clean).find(|name| !name.is_empty()).unwrap_or_default()
}

/// Whether the person authenticated at the provider after they were sent there. An older sign-in that the provider
/// remembers does not count. A small difference of the clocks is tolerated.
pub fn proved_since(sent: Timestamp, proved: Option<Timestamp>) -> bool {
    proved.is_some_and(|proved| proved.plus_seconds(CLOCKS_APART) >= sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_of_first_candidate_is_truncated() {
        assert_eq!(name_of(["", " \u{7} ", "Nora\n Nord", "nora"]), "Nora Nord");
        assert_eq!(name_of([" "]), "");
        assert_eq!(name_of([&*"n".repeat(300)]).len(), NAME_MAX);
    }

    #[test]
    fn proved_since_ignores_older_sign_ins() {
        let sent = Timestamp(0).plus_days(9);
        assert!(proved_since(sent, Some(sent)) && proved_since(sent, Some(sent.plus_seconds(9))));
        assert!(proved_since(sent, Some(sent.plus_seconds(-CLOCKS_APART))));
        assert!(!proved_since(sent, Some(sent.plus_seconds(-CLOCKS_APART - 1))) && !proved_since(sent, None));
    }
}
