//! The states of an operation, and the controls of a running one.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The state of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    /// Its set is being frozen; no record has changed.
    Preparing,
    /// Its set is frozen, and it waits for approval.
    Waiting,
    /// It is working through its set.
    Running,
    /// A user paused it.
    Paused,
    /// A user stopped it, or its actor lost the right to it. The records after the watermark are not changed.
    Stopped,
    /// It has worked through its set.
    Done,
    /// Its approval was refused or expired; no record has changed.
    Declined,
}

impl OperationState {
    const ALL: [Self; 7] =
        [Self::Preparing, Self::Waiting, Self::Running, Self::Paused, Self::Stopped, Self::Done, Self::Declined];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::Declined => "declined",
        }
    }

    /// Whether it continues without a user.
    pub fn goes_on(self) -> bool {
        matches!(self, Self::Preparing | Self::Running)
    }

    /// Whether it is final.
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Stopped | Self::Done | Self::Declined)
    }
}

impl FromStr for OperationState {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.tag() == tag).ok_or(())
    }
}

/// A control of an operation that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// Pause it.
    Pause,
    /// Continue it.
    Resume,
    /// End it where it is.
    Stop,
    /// End it and undo what it did.
    PutBack,
}

impl Control {
    /// Every control, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Pause, Self::Resume, Self::Stop, Self::PutBack];

    /// The word in forms.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Stop => "stop",
            Self::PutBack => "put_back",
        }
    }

    /// The state that follows `state`; `None` if the control does not apply.
    pub fn applied_to(self, state: OperationState) -> Option<OperationState> {
        match (self, state) {
            (Self::Pause, OperationState::Running) => Some(OperationState::Paused),
            (Self::Resume, OperationState::Paused) => Some(OperationState::Running),
            (Self::Stop, OperationState::Waiting) => Some(OperationState::Stopped),
            (Self::Stop | Self::PutBack, OperationState::Running | OperationState::Paused) => {
                Some(OperationState::Stopped)
            }
            _ => None,
        }
    }
}

impl FromStr for Control {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|control| control.tag() == tag).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ended_operation_has_no_controls() {
        for state in OperationState::ALL {
            assert_eq!(state.tag().parse(), Ok(state));
            let open = Control::ALL.into_iter().any(|control| control.applied_to(state).is_some());
            assert_eq!(open, !state.has_ended() && state != OperationState::Preparing);
            assert!(!(open && state.has_ended()));
        }
        for control in Control::ALL {
            assert_eq!(control.tag().parse(), Ok(control));
        }
    }
}
