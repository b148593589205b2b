//! The model of running operations: what they do to records, and how their jobs progress.

use crate::{
    operations::{Operation, Stamp},
    state::{Author, Life, Model, Slug, Ties, Version},
};
use domain::{
    ids::{OperationId, RecordId},
    operation::{OperationKind, OperationState, Outcome, SelectionSummary, SkipReason},
    surface::Surface,
    time::Timestamp,
};
use std::collections::BTreeMap;

/// Seconds that a lease lasts, between two checks for expired records, and between two purges of them.
const LEASE: i64 = 5;
const LOOK: i64 = 60;
const APART: i64 = 3_600;

pub type Outcomes = BTreeMap<RecordId, Option<Outcome>>;

/// The outcome of a record; `None` if the operation did what it does.
type Fate = Option<Outcome>;

macro_rules! left {
    ($reason:expr) => {
        Some(Outcome::Skipped { reason: $reason })
    };
}

impl Model {
    /// Another runner takes over the jobs. A runner that starts as the only one frees the leases of the one before.
    pub fn new_runner(&mut self, frees: bool) {
        if frees {
            self.operations.values_mut().for_each(|operation| operation.lease = None);
        }
        self.runner += 1;
        self.expiry = Timestamp(0);
    }

    /// The expired records that a purge would take now.
    pub fn due(&self, object: Slug, now: Timestamp) -> Vec<RecordId> {
        let lately = |operation: &Operation| {
            operation.object == object
                && operation.surface == Surface::Retention
                && operation.at > now.plus_seconds(-APART)
        };
        if self.expiry > now || self.operations.values().any(lately) {
            return Vec::new();
        }
        self.in_trash(object).filter(|(_, deletion)| deletion.until <= now).map(|(record, _)| record.id).collect()
    }

    /// One round of the runner of jobs. `purges` are those that the engine started for expired records. Returns whether
    /// any operation progressed.
    pub fn round(&mut self, purges: &BTreeMap<Slug, Stamp>, now: Timestamp) -> bool {
        for (object, stamp) in purges {
            let due = self.due(*object, now);
            let new = Operation::new(
                OperationKind::Purge,
                *object,
                None,
                Surface::Retention,
                SelectionSummary::Expired,
                *stamp,
            );
            self.begin(new.frozen(&due));
        }
        if self.expiry <= now {
            self.remove_stages(now);
            self.expiry = now.plus_seconds(LOOK);
        }
        let mine = |operation: &&Operation| {
            operation.state == OperationState::Running
                && operation.lease.is_none_or(|(runner, until)| runner == self.runner || until < now)
        };
        let open: Vec<OperationId> = self.operations.values().filter(mine).map(|operation| operation.id).collect();
        for id in &open {
            self.chunk(*id, now);
        }
        !open.is_empty()
    }

    fn chunk(&mut self, id: OperationId, now: Timestamp) {
        let (runner, size) = (self.runner, self.chunk);
        let operation = self.operations.get_mut(&id).unwrap();
        operation.lease = Some((runner, now.plus_seconds(LEASE)));
        if operation.by.is_some_and(|by| self.gone.contains(&by)) {
            operation.state = OperationState::Stopped;
            self.meet("it stops with its actor");
            return;
        }
        let waiting = operation
            .items
            .iter()
            .filter(|(id, told)| told.is_none() && operation.watermark.is_none_or(|watermark| **id > watermark));
        let ids: Vec<RecordId> = waiting.map(|(id, _)| *id).take(size).collect();
        let Some(last) = ids.last().copied() else {
            operation.state = OperationState::Done;
            return;
        };
        let outcomes = self.go_through(id, &ids, now);
        self.note(id, outcomes);
        self.operations.get_mut(&id).unwrap().watermark = Some(last);
    }

    /// Applies an operation to these records.
    pub fn go_through(&mut self, id: OperationId, ids: &[RecordId], now: Timestamp) -> Outcomes {
        match self.operations[&id].kind {
            OperationKind::Delete => self.delete_each(id, ids),
            OperationKind::Restore => self.restore_each(id, ids),
            OperationKind::Assign => self.assign_each(id, ids),
            OperationKind::Purge => self.each(id, ids, |model, operation, id| model.purge_one(operation, id, now)),
        }
    }

    fn each(
        &mut self,
        id: OperationId,
        ids: &[RecordId],
        mut one: impl FnMut(&mut Self, &Operation, RecordId) -> Fate,
    ) -> Outcomes {
        let operation = self.operations[&id].clone();
        ids.iter().map(|id| (*id, one(self, &operation, *id))).collect()
    }

    fn delete_each(&mut self, id: OperationId, ids: &[RecordId]) -> Outcomes {
        let outcomes = self.each(id, ids, Self::delete_one);
        let operation = &self.operations[&id];
        let (by, reverts) = (operation.by.unwrap(), operation.reverts);
        if let Some(restore) = reverts {
            let author = self.author(by, Some(id));
            let deleted = outcomes.iter().filter(|(_, outcome)| outcome.is_none());
            let deleted: Vec<RecordId> = deleted.map(|(id, _)| *id).collect();
            for again in &deleted {
                self.give_ties_back(author, restore, *again);
            }
            self.give_links_back(restore, &deleted);
        }
        outcomes
    }

    fn delete_one(&mut self, operation: &Operation, id: RecordId) -> Fate {
        let record = &self.records[&id];
        match record.life {
            Life::Purged => left!(SkipReason::Gone),
            Life::Trash(_) => left!(SkipReason::Already),
            Life::Living if !self.may_change(operation.by.unwrap(), record.ties.owner) => left!(SkipReason::NotYours),
            Life::Living if operation.reverts.is_some_and(|restore| self.moved_since(restore, operation.id, id)) => {
                left!(SkipReason::Newer)
            }
            Life::Living => {
                self.records.get_mut(&id).unwrap().life = Life::Trash(operation.id);
                None
            }
        }
    }

    /// Gives back what a restore took from a record, or from the users who had it meanwhile.
    fn give_ties_back(&mut self, author: Author, restore: OperationId, id: RecordId) {
        match self.operations[&restore].outcome(id) {
            Outcome::Without { keys, .. } => self.put_back(author, restore, id, &keys),
            Outcome::TookBack { keys, from, .. } => {
                for holder in from {
                    self.put_back(author, restore, holder, &keys);
                }
            }
            _ => {}
        }
    }

    /// Gives back the addresses, the owner and the stage that a restore took from a record, if only that restore and
    /// its undo changed the record since and the addresses are free.
    fn put_back(&mut self, author: Author, restore: OperationId, id: RecordId, keys: &[String]) {
        let record = &self.records[&id];
        let took = |version: &&Version| version.author.operation == Some(restore);
        let Some(first) = record.versions.iter().find(took) else { return };
        let mut since = record.versions.iter().skip_while(|version| !took(version));
        let its = |version: &Version| {
            let by = version.author.operation;
            by.is_some_and(|by| by == restore || self.operations[&by].reverts == Some(restore))
        };
        let held = |key: &String| self.holder(key).is_some_and(|holder| holder.id != id);
        let now = &record.ties;
        let keys = first.before.keys.only(|key| keys.contains(key) || now.keys.all().any(|now| now == key));
        // A stage that was permanently removed is not given back.
        let stage = first.before.stage.filter(|stage| self.stages.known.contains_key(stage)).or(now.stage);
        let after = Ties { keys, owner: first.before.owner, stage };
        if record.life == Life::Purged
            || !since.all(its)
            || after == *now
            || (record.life == Life::Living && after.keys.all().any(held))
        {
            return;
        }
        let (owner, stage) = (after.owner != now.owner, after.stage != now.stage);
        if owner {
            self.meet("its undo gives the owner back who is gone");
        }
        if stage {
            self.meet("its undo gives back the stage that is gone");
        }
        self.records.get_mut(&id).unwrap().put(author, after);
    }

    fn assign_each(&mut self, id: OperationId, ids: &[RecordId]) -> Outcomes {
        let by = self.operations[&id].by.unwrap();
        let author = self.author(by, Some(id));
        self.each(id, ids, |model, operation, id| model.assign_one(author, operation, id))
    }

    fn assign_one(&mut self, author: Author, operation: &Operation, id: RecordId) -> Fate {
        let (by, record) = (author.by, &self.records[&id]);
        match record.life {
            Life::Purged => return left!(SkipReason::Gone),
            Life::Trash(_) => return left!(SkipReason::Newer),
            Life::Living => {}
        }
        let may = self.may_change(by, record.ties.owner);
        let (old, new) = (record.ties.owner, operation.to);
        let new = match operation.reverts {
            None if !may => return left!(SkipReason::NotYours),
            None if old == new => return left!(SkipReason::Already),
            None => new,
            Some(undone) => {
                let version = record.versions.iter().find(|version| version.author.operation == Some(undone));
                let (former, given) = record.given(undone).unwrap();
                let gave = version.is_some_and(|version| version.author.by == by) && self.may_change(by, former);
                if given != old || !(may || gave) {
                    return left!(if may { SkipReason::Newer } else { SkipReason::NotYours });
                }
                former
            }
        };
        let record = self.records.get_mut(&id).unwrap();
        record.put(author, Ties { owner: new, ..record.ties.clone() });
        None
    }

    fn purge_one(&mut self, operation: &Operation, id: RecordId, now: Timestamp) -> Fate {
        match self.records[&id].life {
            Life::Purged => left!(SkipReason::Gone),
            Life::Living => left!(SkipReason::Newer),
            Life::Trash(deletion) if deletion > operation.id => left!(SkipReason::Newer),
            Life::Trash(deletion) if operation.by.is_none() && self.operations[&deletion].until > now => {
                left!(SkipReason::Kept)
            }
            Life::Trash(_) => {
                self.records.get_mut(&id).unwrap().life = Life::Purged;
                self.unlink(id);
                None
            }
        }
    }
}
