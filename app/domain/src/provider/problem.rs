//! Why somebody did not come through the provider, as they are told.

use super::ProviderRefusal;
use std::str::FromStr;

/// Why. The words are ours: nothing that the provider wrote is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderProblem {
    /// They pressed cancel there.
    Cancelled,
    /// It took too long, was begun in another browser, or was used already.
    Over,
    /// The provider does not answer.
    Unreachable,
    /// It refused, or what it answered cannot be trusted.
    Distrusted,
    /// Its clock and ours differ too much.
    Clock,
    /// It says no address of theirs.
    NoAddress,
    /// It does not say that their address is verified.
    NotVerified,
    /// They may not sign in: nobody is told whether they were deactivated or have no role.
    NoAccess,
    /// The user with their address is another of the provider's.
    OtherIdentity,
    /// A proof was asked for, and the provider did not ask them.
    NotProved,
    /// A proof was asked for, and somebody else gave it.
    SomebodyElse,
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
        Self::SomebodyElse,
        Self::Gone,
    ];

    /// The word in addresses.
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
            Self::SomebodyElse => "somebody-else",
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
    fn problems_are_read_back() {
        for problem in ProviderProblem::ALL {
            assert_eq!(problem.tag().parse(), Ok(problem));
        }
        assert!("x".parse::<ProviderProblem>().is_err());
    }
}
