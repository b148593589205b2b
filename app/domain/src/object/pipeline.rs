//! Pipelines: the stages that records of an object go through.

use crate::{
    ids::{PipelineId, StageId},
    people::Lang,
};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// An ordered list of stages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// The id in the database.
    pub id: PipelineId,
    /// English name.
    pub name_en: String,
    /// Italian name.
    pub name_it: String,
    /// Its stages, in order.
    pub stages: Vec<Stage>,
}

/// A step of a pipeline: every record of an object with pipelines is in one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// The id in the database.
    pub id: StageId,
    /// English name.
    pub name_en: String,
    /// Italian name.
    pub name_it: String,
    /// Whether its records are open, won or lost.
    pub kind: StageKind,
}

/// The state of the records in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Not closed yet.
    Open,
    /// Closed with success.
    Won,
    /// Closed without success.
    Lost,
}

impl StageKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Open, Self::Won, Self::Lost];

    /// The word in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

impl FromStr for StageKind {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.tag() == tag).ok_or(())
    }
}

impl Pipeline {
    /// Its name.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.name_en,
            Lang::It => &self.name_it,
        }
    }
}

impl Stage {
    /// Its name.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.name_en,
            Lang::It => &self.name_it,
        }
    }
}
