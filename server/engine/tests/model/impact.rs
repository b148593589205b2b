//! The model's impact of a deletion.

use crate::{
    orders::Decided,
    state::{Model, Record, Slug, count},
};
use domain::{
    ids::{RecordId, UserId},
    object::StageKind,
    operation::{DeletionImpact, Open},
};
use std::collections::BTreeSet;

impl Model {
    pub fn impact(&self, by: UserId, decided: &Decided) -> DeletionImpact {
        let chosen = |record: &Record| decided.ids.contains(&record.id);
        let records = || decided.ids.iter().map(|id| &self.records[id]);
        let mut impact =
            DeletionImpact { looked_at: count(decided.ids.len()), whole: true, ..DeletionImpact::default() };
        let others = |record: &&Record| record.ties.owner.is_some_and(|owner| owner != by);
        impact.of_others = count(records().filter(others).count());
        records().for_each(|record| self.add(&mut impact.open, record));
        let linked = records().flat_map(|record| self.linked(record.id)).map(|other| other.id);
        let linked: BTreeSet<RecordId> = linked.filter(|id| self.lives(*id) && !decided.ids.contains(id)).collect();
        for record in linked.iter().map(|id| &self.records[id]) {
            if record.object.is_activity() {
                impact.activities += 1;
                let stays = |other: &Record| !other.object.is_activity() && self.lives(other.id) && !chosen(other);
                if self.linked(record.id).any(stays) {
                    impact.still_shown += 1;
                } else {
                    *impact.leaving.entry(record.object.id()).or_default() += 1;
                }
            } else {
                let losing = impact.losing.entry(record.object.id()).or_default();
                losing.count += 1;
                self.add(&mut losing.open, record);
            }
        }
        impact
    }

    /// Adds a deal in an open stage.
    fn add(&self, open: &mut Open, record: &Record) {
        let stage = record.ties.stage.map(|stage| self.stages.known[&stage].kind);
        if record.object == Slug::Deals && stage == Some(StageKind::Open) {
            open.add(1, record.amount().map(|money| (money.currency, money.cents)));
        }
    }
}
