//! How far an operation is, and what a person may do about it meanwhile.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How far an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    /// Its set is being frozen; nothing was done to any record yet.
    Preparing,
    /// Its set is frozen, and a second person must approve it.
    Waiting,
    /// It goes through its set.
    Running,
    /// It waits for somebody to let it go on.
    Paused,
    /// Somebody stopped it, or its actor may not go on with it: what is behind the watermark is left alone.
    Stopped,
    /// It went through its whole set.
    Done,
    /// A second person said no, or nobody said anything in time. Nothing was done.
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

    /// Whether it goes on by itself.
    pub fn goes_on(self) -> bool {
        matches!(self, Self::Preparing | Self::Running)
    }

    /// Whether nothing more will come of it.
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

/// What a person does about an operation that is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// It waits.
    Pause,
    /// It goes on.
    Resume,
    /// It ends where it is.
    Stop,
    /// It ends, and what it did is undone.
    PutBack,
}

impl Control {
    /// Every control, in the order a page offers them.
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

    /// What it makes of an operation in this state; nothing where it does not apply.
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
    fn what_has_ended_takes_no_control() {
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
