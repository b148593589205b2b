//! What the model does to the contacts of an operation, and how its jobs go on.

use crate::state::{Keys, Life, Model, Operation, Stamp, Version, count, given};
use domain::{
    ids::{OperationId, RecordId, UserId},
    operation::{Chosen, OperationKind, OperationState, Outcome, SkipReason, Surface},
    time::Timestamp,
};
use std::collections::BTreeMap;

/// Seconds that a lease holds, that lie between two looks for what expired, and between two purges of it.
const LEASE: i64 = 5;
const LOOK: i64 = 60;
const APART: i64 = 3_600;

pub type Outcomes = BTreeMap<RecordId, Option<Outcome>>;

/// What becomes of a contact; nothing stands for what the operation does.
type Fate = Option<Outcome>;

macro_rules! left {
    ($reason:expr) => {
        Some(Outcome::Skipped { reason: $reason })
    };
}

impl Model {
    /// Somebody takes over the jobs. Whoever begins where only one runs them frees what the one before left.
    pub fn new_runner(&mut self, frees: bool) {
        if frees {
            self.operations.values_mut().for_each(|operation| operation.lease = None);
        }
        self.runner += 1;
        self.expiry = Timestamp(0);
    }

    /// The contacts that a purge begins with now because they waited long enough.
    pub fn due(&self, now: Timestamp) -> Vec<RecordId> {
        let lately =
            |operation: &Operation| operation.surface == Surface::Retention && operation.at > now.plus_seconds(-APART);
        if self.expiry > now || self.operations.values().any(lately) {
            return Vec::new();
        }
        self.in_trash().filter(|(_, deletion)| deletion.until <= now).map(|(contact, _)| contact.id).collect()
    }

    /// One round of whoever runs the jobs. `purge` is what the engine began because contacts waited long enough. Whether
    /// it came further with any.
    pub fn round(&mut self, purge: Option<Stamp>, now: Timestamp) -> bool {
        if let Some(stamp) = purge {
            let due = self.due(now);
            let new = Operation::new(OperationKind::Purge, None, Surface::Retention, Chosen::Expired, stamp);
            self.begin(new.frozen(&due));
        }
        if self.expiry <= now {
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

    /// Does to these contacts what an operation does.
    pub fn go_through(&mut self, id: OperationId, ids: &[RecordId], now: Timestamp) -> Outcomes {
        match self.operations[&id].kind {
            OperationKind::Delete => self.delete_each(id, ids),
            OperationKind::Restore => self.restore_each(id, ids),
            OperationKind::Assign => self.each(id, ids, Self::assign_one),
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
            let deleted = outcomes.iter().filter(|(_, outcome)| outcome.is_none());
            for record in deleted.map(|(record, _)| *record).collect::<Vec<_>>() {
                self.give_keys_back(by, id, restore, record);
            }
        }
        outcomes
    }

    fn delete_one(&mut self, operation: &Operation, id: RecordId) -> Fate {
        let contact = &self.contacts[&id];
        match contact.life {
            Life::Purged => left!(SkipReason::Gone),
            Life::Trash(_) => left!(SkipReason::Already),
            Life::Living if !self.may_change(operation.by.unwrap(), contact.owner) => left!(SkipReason::NotYours),
            Life::Living if operation.reverts.is_some_and(|restore| self.moved_since(restore, operation.id, id)) => {
                left!(SkipReason::Newer)
            }
            Life::Living => {
                self.contacts.get_mut(&id).unwrap().life = Life::Trash(operation.id);
                None
            }
        }
    }

    /// Gives back what a restore took from a contact, or from those who had it meanwhile.
    fn give_keys_back(&mut self, by: UserId, operation: OperationId, restore: OperationId, record: RecordId) {
        match self.operations[&restore].outcome(record) {
            Outcome::Without { keys, .. } => self.put_back(by, operation, restore, record, &keys),
            Outcome::TookBack { keys, from, .. } => {
                for holder in from {
                    self.put_back(by, operation, restore, holder, &keys);
                }
            }
            _ => {}
        }
    }

    /// Puts addresses back that a restore took from a contact, if nothing but that restore and its undo changed it since
    /// and nobody has them now.
    fn put_back(
        &mut self,
        by: UserId,
        operation: OperationId,
        restore: OperationId,
        record: RecordId,
        keys: &[String],
    ) {
        let contact = &self.contacts[&record];
        let took = |version: &&Version| version.operation == Some(restore);
        let Some(first) = contact.versions.iter().find(took) else { return };
        let since = contact.versions.iter().skip_while(|version| version.operation != Some(restore));
        let its = |version: &Version| {
            version.operation.is_some_and(|id| id == restore || self.operations[&id].reverts == Some(restore))
        };
        let held = |key: &String| self.holder(key).is_some_and(|holder| holder.id != record);
        let after: Keys = first.keys.only(|key| keys.contains(key) || contact.keys.all().any(|now| now == key));
        if contact.life == Life::Purged
            || !since.clone().all(its)
            || (contact.life == Life::Living && after.all().any(held))
        {
            return;
        }
        self.contacts.get_mut(&record).unwrap().put_keys(by, operation, after);
    }

    fn assign_one(&mut self, operation: &Operation, id: RecordId) -> Fate {
        let (by, contact) = (operation.by.unwrap(), &self.contacts[&id]);
        match contact.life {
            Life::Purged => return left!(SkipReason::Gone),
            Life::Trash(_) => return left!(SkipReason::Newer),
            Life::Living => {}
        }
        let may = self.may_change(by, contact.owner);
        let (old, new) = (contact.owner, operation.to);
        let new = match operation.reverts {
            None if !may => return left!(SkipReason::NotYours),
            None if old == new => return left!(SkipReason::Already),
            None => new,
            Some(undone) => {
                let version = contact.versions.iter().find(|version| version.operation == Some(undone));
                let (former, given) = given(contact, undone).unwrap();
                let gave = version.is_some_and(|version| version.by == by) && self.may_change(by, former);
                if given != old || !(may || gave) {
                    return left!(if may { SkipReason::Newer } else { SkipReason::NotYours });
                }
                former
            }
        };
        let contact = self.contacts.get_mut(&id).unwrap();
        contact.owner = new;
        let (operation, keys) = (Some(operation.id), contact.keys.clone());
        contact.versions.push(Version { by, operation, keys, owner: Some((old, new)) });
        None
    }

    fn purge_one(&mut self, operation: &Operation, id: RecordId, now: Timestamp) -> Fate {
        match self.contacts[&id].life {
            Life::Purged => left!(SkipReason::Gone),
            Life::Living => left!(SkipReason::Newer),
            Life::Trash(deletion) if deletion > operation.id => left!(SkipReason::Newer),
            Life::Trash(deletion) if operation.by.is_none() && self.operations[&deletion].until > now => {
                left!(SkipReason::Kept)
            }
            Life::Trash(_) => {
                self.contacts.get_mut(&id).unwrap().life = Life::Purged;
                None
            }
        }
    }

    /// The number of contacts that live, and of those in the trash.
    pub fn counts(&self) -> (i64, i64) {
        (count(self.living().count()), count(self.in_trash().count()))
    }
}
