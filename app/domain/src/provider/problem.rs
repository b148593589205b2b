//! Why sign-in or reauthentication through the provider failed, as the user is told.

use super::ProviderRefusal;
use std::str::FromStr;

/// The reason. Nothing that the provider sent is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderProblem {
    /// The user cancelled at the provider.
    Cancelled,
    /// The attempt expired, began in another browser, or was used already.
    Over,
    /// The provider does not answer.
    Unreachable,
    /// The provider refused the request, or its answer cannot be trusted.
    Distrusted,
    /// The provider's clock and ours differ too much.
    Clock,
    /// The provider gives no address.
    NoAddress,
    /// The provider does not say that the address is verified.
    NotVerified,
    /// The person may not sign in. Whether they are deactivated or have no role is not revealed.
    NoAccess,
    /// The user with this address has another identity of this provider.
    OtherIdentity,
    /// Reauthentication was requested, but the provider did not ask for credentials.
    NotProved,
    /// Another person signed in for the reauthentication.
    OtherUser,
    /// No provider is configured any more.
    Gone,
}

impl ProviderProblem {
    const ALL: [Self; 12] = [
        Self::Cancelled,
        Self::Over,
        Self::Unreachable,
        Self::Distrusted,
        Self::Clock,
        Self::NoAddress,
        Self::NotVerified,
        Self::NoAccess,
        Self::OtherIdentity,
        Self::NotProved,
        Self::OtherUser,
        Self::Gone,
    ];

    /// The value in query parameters.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Over => "over",
            Self::Unreachable => "unreachable",
            Self::Distrusted => "distrusted",
            Self::Clock => "clock",
            Self::NoAddress => "no-address",
            Self::NotVerified => "not-verified",
            Self::NoAccess => "no-access",
            Self::OtherIdentity => "other-identity",
            Self::NotProved => "not-proved",
            Self::OtherUser => "other-user",
            Self::Gone => "gone",
        }
    }
}

impl FromStr for ProviderProblem {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|problem| problem.tag() == tag).ok_or(())
    }
}

impl From<ProviderRefusal> for ProviderProblem {
    fn from(refusal: ProviderRefusal) -> Self {
        match refusal {
            ProviderRefusal::NoAddress => Self::NoAddress,
            ProviderRefusal::NotVerified => Self::NotVerified,
            ProviderRefusal::NoRole | ProviderRefusal::Deactivated => Self::NoAccess,
            ProviderRefusal::OtherIdentity => Self::OtherIdentity,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provider_problem_tag_round_trips() {
        for problem in ProviderProblem::ALL {
            assert_eq!(problem.tag().parse(), Ok(problem));
        }
        assert!("x".parse::<ProviderProblem>().is_err());
    }
}
