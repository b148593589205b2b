//! The model of the stages of deals: moves, and stages that are archived, restored and permanently removed.

use crate::{
    orders::Answer,
    state::{Life, Model, Record, Slug, Ties, count},
};
use domain::{
    board::{MoveOrder, MoveRefused, Moved},
    ids::{PipelineId, RecordId, StageId, UserId},
    object::{ARCHIVE_DAYS, ArchiveBarrier, Stage},
    operation::GoneStage,
    time::Timestamp,
};
use std::collections::BTreeMap;

/// The only pipeline of deals.
pub const PIPELINE: PipelineId = PipelineId(1);

#[derive(Clone, Debug, Default)]
pub struct Stages {
    /// All stages that were not permanently removed, in their order.
    pub known: BTreeMap<StageId, Stage>,
    /// The archived stages, and the time when each was archived.
    pub archived: BTreeMap<StageId, Timestamp>,
}

impl Stages {
    /// The stages that a record can be put in.
    pub fn standing(&self) -> impl Iterator<Item = &Stage> {
        self.known.values().filter(|stage| !self.archived.contains_key(&stage.id))
    }

    pub fn stands(&self, id: StageId) -> bool {
        self.standing().any(|stage| stage.id == id)
    }

    /// The stage of a record, if that stage is archived.
    pub fn gone(&self, id: Option<StageId>) -> Option<GoneStage> {
        let stage = id.filter(|id| self.archived.contains_key(id)).map(|id| &self.known[&id])?;
        let instead = self.standing().next().map(|stage| stage.id);
        Some(GoneStage { name_en: stage.name_en.clone(), name_it: stage.name_it.clone(), instead })
    }
}

impl Model {
    /// The active deals of a stage.
    pub fn standing_in(&self, stage: StageId) -> impl Iterator<Item = &Record> {
        self.living(Slug::Deals).filter(move |deal| deal.ties.stage == Some(stage))
    }

    pub fn move_to_stage(&mut self, by: UserId, order: &MoveOrder) -> Answer {
        if !self.stages.stands(order.to) {
            return Answer::Unmoved(MoveRefused::NoSuchStage);
        }
        let wanted = self.selected(by, Slug::Deals, &order.selection);
        let wanted = wanted.into_iter().filter(|deal| deal.life == Life::Living);
        let (may, may_not): (Vec<&Record>, Vec<&Record>) =
            wanted.partition(|deal| self.may_change(by, deal.ties.owner));
        match (&may[..], &may_not[..]) {
            ([], []) => return Answer::NotFound,
            ([], [_]) => return Answer::Forbidden,
            _ => {}
        }
        let moving = may.iter().filter(|deal| deal.ties.stage != Some(order.to));
        let moving: Vec<RecordId> = moving.map(|deal| deal.id).collect();
        let stood = |id: &RecordId| self.records[id].ties.stage;
        if let Some(elsewhere) = moving.iter().find(|id| order.from.is_some_and(|from| stood(id) != Some(from))) {
            return Answer::Unmoved(MoveRefused::Elsewhere(stood(elsewhere)));
        }
        let moved = Moved { there: count(may.len()), not_yours: may_not.iter().map(|deal| deal.id).collect() };
        let author = self.author(by, None);
        for id in moving {
            let deal = self.records.get_mut(&id).unwrap();
            deal.put(author, Ties { stage: Some(order.to), ..deal.ties.clone() });
        }
        Answer::Moved(moved)
    }

    /// Archives a stage without active deals, if it is not the last one.
    pub fn archive(&mut self, id: StageId, now: Timestamp) -> Answer {
        if !self.stages.stands(id) {
            return Answer::NotFound;
        }
        let holds = count(self.standing_in(id).count());
        let barrier = match self.stages.standing().count() {
            1 => Some(ArchiveBarrier::Last),
            _ => (holds > 0).then_some(ArchiveBarrier::Holds(holds)),
        };
        if barrier.is_none() {
            self.stages.archived.insert(id, now);
        }
        Answer::Archived(barrier)
    }

    pub fn unarchive(&mut self, id: StageId) -> Answer {
        self.stages.archived.remove(&id).map_or(Answer::NotFound, |_| Answer::Archived(None))
    }

    /// Permanently removes stages that were archived long ago and hold no record.
    pub fn remove_stages(&mut self, now: Timestamp) {
        let stands =
            |id: &StageId| self.all(Slug::Deals).any(|deal| deal.life != Life::Purged && deal.ties.stage == Some(*id));
        let old = self.stages.archived.iter().filter(|(_, at)| at.plus_days(ARCHIVE_DAYS) <= now).map(|(id, _)| *id);
        let old: Vec<StageId> = old.filter(|id| !stands(id)).collect();
        for id in old {
            self.meet("a stage goes for good");
            self.stages.archived.remove(&id);
            self.stages.known.remove(&id);
        }
    }
}
