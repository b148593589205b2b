//! Separation of a call's refusals, which tests expect, from errors of the engine.

use domain::{
    association::NotAssociated,
    object::{ArchiveBarrier, DefineError},
};
use engine::{ArchiveFailure, AssociateFailure, Error, SaveFailure};

/// A result whose failure is a refusal or an error of the engine.
pub trait Split {
    type Value;
    type Refusal;

    /// The answer or refusal, or the error of the engine.
    fn split(self) -> Result<Result<Self::Value, Self::Refusal>, Error>;
}

macro_rules! split {
    ($failure:ident, $refused:ident, $refusal:ty) => {
        impl<T> Split for Result<T, $failure> {
            type Value = T;
            type Refusal = $refusal;

            fn split(self) -> Result<Result<T, $refusal>, Error> {
                match self {
                    Ok(value) => Ok(Ok(value)),
                    Err($failure::$refused(refusal)) => Ok(Err(refusal)),
                    Err($failure::Engine(error)) => Err(error),
                }
            }
        }
    };
}

split!(SaveFailure, Invalid, Vec<DefineError>);
split!(ArchiveFailure, Blocked, ArchiveBarrier);
split!(AssociateFailure, Refused, NotAssociated);
