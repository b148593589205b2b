//! A pipeline as a form sends it, and as it may be written.

use super::{DefineError, DefineProblem, Reader};
use crate::{
    ids::StageId,
    object::{Pipeline, Stage, StageKind},
    text::fold,
};
use serde::{Deserialize, Serialize};

/// Most stages of a pipeline.
pub const STAGES_MAX: usize = 30;
/// A pipeline as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineInput {
    /// English name.
    pub name_en: String,
    /// Italian name; the English one where it is empty.
    pub name_it: String,
    /// Its stages in order; rows without any text are no stages.
    pub stages: Vec<StageInput>,
}

/// A stage as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageInput {
    /// Which; nothing for a new one.
    pub id: Option<StageId>,
    /// English name.
    pub name_en: String,
    /// Italian name; the English one where it is empty.
    pub name_it: String,
    /// The word of its kind.
    pub kind: String,
}

/// A pipeline that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedPipeline {
    /// English name.
    pub name_en: String,
    /// Italian name.
    pub name_it: String,
    /// Its stages, in order; a new one has no id.
    pub stages: Vec<(Option<StageId>, String, String, StageKind)>,
}

impl PipelineInput {
    /// A pipeline as its form shows it.
    pub fn of(pipeline: &Pipeline) -> Self {
        let stage = |stage: &Stage| StageInput {
            id: Some(stage.id),
            name_en: stage.name_en.clone(),
            name_it: stage.name_it.clone(),
            kind: stage.kind.tag().to_owned(),
        };
        Self {
            name_en: pipeline.name_en.clone(),
            name_it: pipeline.name_it.clone(),
            stages: pipeline.stages.iter().map(stage).collect(),
        }
    }

    /// Accepts a pipeline, or names every field that stands in the way. A stage that was there and is not in the form
    /// stays, at the end.
    pub fn check(&self, before: Option<&Pipeline>) -> Result<AcceptedPipeline, Vec<DefineError>> {
        let mut read = Reader::default();
        let (name_en, name_it) = read.both(("name_en", &self.name_en), ("name_it", &self.name_it));
        let old = before.map_or(&[][..], |before| &before.stages);
        let mut stages: Vec<(Option<StageId>, String, String, StageKind)> = Vec::new();
        for (place, row) in self.stages.iter().enumerate() {
            let known = old.iter().find(|stage| Some(stage.id) == row.id);
            if known.is_none() && row.name_en.trim().is_empty() && row.name_it.trim().is_empty() {
                continue;
            }
            let (field_en, field_it) = (format!("stage.{place}.en"), format!("stage.{place}.it"));
            let (en, it) = read.both((&field_en, &row.name_en), (&field_it, &row.name_it));
            let same = |stage: &(_, String, String, _)| fold(&stage.1) == fold(&en) || fold(&stage.2) == fold(&it);
            if !en.is_empty() && stages.iter().any(same) {
                read.wrong(field_en, DefineProblem::Taken);
            }
            let kind = row.kind.parse().unwrap_or_else(|()| {
                read.wrong(format!("stage.{place}.kind"), DefineProblem::NoSuchChoice);
                StageKind::Open
            });
            stages.push((known.map(|known| known.id), en, it, kind));
        }
        for stage in old {
            if stages.iter().all(|(id, ..)| *id != Some(stage.id)) {
                stages.push((Some(stage.id), stage.name_en.clone(), stage.name_it.clone(), stage.kind));
            }
        }
        if stages.len() > STAGES_MAX {
            read.wrong("stages", DefineProblem::TooMany(STAGES_MAX));
        } else if stages.is_empty() && read.errors.is_empty() {
            read.wrong("stages", DefineProblem::Required);
        }
        read.end(AcceptedPipeline { name_en, name_it, stages })
    }
}
