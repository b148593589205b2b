//! The form of a pipeline, and its checks.

use super::{DefineError, DefineProblem, Reader};
use crate::{
    ids::StageId,
    object::{Pipeline, Stage, StageKind},
    text::normalize,
};
use serde::{Deserialize, Serialize};

/// The maximum of stages of a pipeline.
pub const STAGES_MAX: usize = 30;

/// The fields of the form, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineInput {
    /// English name.
    pub name_en: String,
    /// Italian name; the English one if empty.
    pub name_it: String,
    /// Its stages in order; rows without text are ignored.
    pub stages: Vec<StageInput>,
}

/// The fields of one stage, unchecked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageInput {
    /// The id; `None` for a new stage.
    pub id: Option<StageId>,
    /// English name.
    pub name_en: String,
    /// Italian name; the English one if empty.
    pub name_it: String,
    /// The tag of its [`StageKind`].
    pub kind: String,
}

/// A pipeline that passed the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptedPipeline {
    /// English name.
    pub name_en: String,
    /// Italian name.
    pub name_it: String,
    /// Its stages in order: id (`None` for a new one), English name, Italian name, kind.
    pub stages: Vec<(Option<StageId>, String, String, StageKind)>,
}

impl PipelineInput {
    /// The form of an existing pipeline.
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

    /// Checks the form; `before` is the pipeline that is edited. An existing stage that the form leaves out is kept, at the
    /// end: stages are removed by archiving.
    ///
    /// # Errors
    /// One error for each field that is not valid.
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
            let same = |stage: &(_, String, String, _)| {
                normalize(&stage.1) == normalize(&en) || normalize(&stage.2) == normalize(&it)
            };
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
