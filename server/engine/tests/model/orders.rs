//! The model's answers to requests for operations, and the operations that follow.

use crate::{
    operations::{Operation, Stamp, is_skip},
    state::{Life, Model, Record, Slug, count},
};
use domain::{
    board::{MoveRefused, Moved},
    ids::{OperationId, RecordId, UserId, ViewId},
    object::ArchiveBarrier,
    operation::{
        Choice, Choices, Control, OperationKind, OperationState, Outcome, Receipt, RestoreOrder, RestorePlan,
        Selection, SelectionSummary, SkipReason, TrashSet,
    },
    retention::RetentionChange,
    saved_view::ViewProblem,
    surface::Surface,
};
use std::collections::{BTreeMap, BTreeSet};

/// An answer of the engine, or of the model.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    NotFound,
    Forbidden,
    Nothing,
    Conflicts(RestorePlan),
    Begun(Receipt),
    Controlled(Option<Receipt>),
    Created(RecordId),
    Saved(i64),
    /// Another user saved first.
    Stale,
    /// The invalid fields: addresses that are taken, an `owner` who can get no new records, an unknown `stage`, or no
    /// value that names the record.
    Invalid(BTreeSet<String>),
    Linked,
    /// Several values were chosen for a field that takes one.
    OnlyOne,
    Moved(Moved),
    Unmoved(MoveRefused),
    Archived(Option<ArchiveBarrier>),
    Kept(ViewId),
    NotKept(ViewProblem),
    Changed(RetentionChange),
}

/// A selection or a set, as decided for one user.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    pub ids: Vec<RecordId>,
    pub left: Vec<(RecordId, SkipReason)>,
}

impl Decided {
    pub fn skipped(&self) -> BTreeMap<SkipReason, i64> {
        self.left.iter().fold(BTreeMap::new(), |mut skipped, (_, reason)| {
            *skipped.entry(*reason).or_default() += 1;
            skipped
        })
    }

    /// The items of skipped records, where the selection names its records one by one.
    fn items(&self, selection: &Selection) -> BTreeMap<RecordId, Option<Outcome>> {
        match selection {
            Selection::Records(_) => {
                self.left.iter().map(|(id, reason)| (*id, Some(Outcome::Skipped { reason: *reason }))).collect()
            }
            Selection::Query(_) => BTreeMap::new(),
        }
    }
}

impl Model {
    /// Decides a selection for a user who wants to change it. `None` where no record of it is in sight.
    pub fn decide(&self, by: UserId, object: Slug, selection: &Selection) -> Option<Decided> {
        let mut decided = Decided::default();
        for record in self.selected(by, object, selection) {
            if !self.may_change(by, record.ties.owner) {
                decided.left.push((record.id, SkipReason::NotYours));
            } else if record.life == Life::Living {
                decided.ids.push(record.id);
            } else {
                decided.left.push((record.id, SkipReason::Already));
            }
        }
        (!decided.ids.is_empty() || !decided.left.is_empty()).then_some(decided)
    }

    pub fn delete(&mut self, by: UserId, object: Slug, selection: &Selection, reason: &str, stamp: Stamp) -> Answer {
        let Some(decided) = self.decide(by, object, selection) else { return Answer::NotFound };
        if decided.ids.is_empty() {
            return Answer::Nothing;
        }
        let new = Operation::new(
            OperationKind::Delete,
            object,
            Some(by),
            Surface::Index,
            SelectionSummary::from(selection),
            stamp,
        );
        let new = new.frozen(&decided.ids);
        let left = count(decided.left.len());
        let many = new.total > self.at_once;
        let new = Operation { reason: Some(reason.to_owned()), total: new.total + left, skipped: left, ..new };
        if many {
            return self.begin(new);
        }
        let mut new = Operation { state: OperationState::Done, chunked: false, ..new };
        new.items.extend(decided.items(selection));
        self.begin(new);
        let outcomes = self.go_through(stamp.id, &decided.ids, stamp.at);
        self.note(stamp.id, outcomes);
        Answer::Begun(self.operations[&stamp.id].receipt())
    }

    pub fn assign(
        &mut self,
        by: UserId,
        object: Slug,
        selection: &Selection,
        to: Option<UserId>,
        stamp: Stamp,
    ) -> Answer {
        if self.gone_owner(to).is_some() {
            return Answer::NotFound;
        }
        let Some(decided) = self.decide(by, object, selection) else { return Answer::NotFound };
        if decided.ids.is_empty() {
            return Answer::Nothing;
        }
        let new = Operation::new(
            OperationKind::Assign,
            object,
            Some(by),
            Surface::Index,
            SelectionSummary::from(selection),
            stamp,
        );
        let new = Operation { to, ..new.frozen(&decided.ids) };
        if new.total > self.at_once {
            let left = count(decided.left.len());
            return self.begin(Operation { total: new.total + left, skipped: left, ..new });
        }
        // Records that are not named one by one are counted too.
        let left = decided.items(selection);
        let skipped = count(decided.left.len() - left.len());
        self.at_once(Operation { skipped, ..new }, &decided.ids, left)
    }

    /// Runs an operation in one transaction; it leaves no trace if it changes nothing.
    pub fn at_once(&mut self, new: Operation, ids: &[RecordId], left: BTreeMap<RecordId, Option<Outcome>>) -> Answer {
        let (before, id, at) = (self.clone(), new.id, new.at);
        self.begin(Operation { state: OperationState::Done, chunked: false, ..new });
        self.note(id, left);
        let outcomes = self.go_through(id, ids, at);
        self.note(id, outcomes);
        let operation = self.operations.get_mut(&id).unwrap();
        operation.total = operation.done + operation.skipped;
        if operation.done == 0 {
            *self = before;
            return Answer::Nothing;
        }
        Answer::Begun(self.operations[&id].receipt())
    }

    pub fn begin(&mut self, new: Operation) -> Answer {
        let receipt = new.receipt();
        self.operations.insert(new.id, new);
        Answer::Begun(receipt)
    }

    pub fn note(&mut self, id: OperationId, outcomes: BTreeMap<RecordId, Option<Outcome>>) {
        self.operations.get_mut(&id).unwrap().note(outcomes);
    }

    /// Decides a set of the trash for a user who wants to purge it. `None` where no record of it is in sight.
    pub fn decide_purge(&self, object: Slug, set: &TrashSet) -> Option<Decided> {
        let (living, waiting): (Vec<_>, Vec<_>) =
            self.set(object, set).into_iter().partition(|record| record.life == Life::Living);
        let left = living.iter().map(|record| (record.id, SkipReason::Newer)).collect();
        let decided = Decided { ids: waiting.iter().map(|record| record.id).collect(), left };
        (!decided.ids.is_empty() || !decided.left.is_empty()).then_some(decided)
    }

    pub fn purge(&mut self, by: UserId, object: Slug, set: &TrashSet, stamp: Stamp) -> Answer {
        let Some(decided) = self.decide_purge(object, set) else { return Answer::NotFound };
        if decided.ids.is_empty() {
            return Answer::Nothing;
        }
        let new =
            Operation::new(OperationKind::Purge, object, Some(by), Surface::Trash, SelectionSummary::from(set), stamp);
        let (new, left) = (new.frozen(&decided.ids), count(decided.left.len()));
        self.begin(Operation { total: new.total + left, skipped: left, ..new })
    }

    /// Stops an operation that has not ended, at its current position.
    fn stop(&mut self, id: OperationId) {
        if let Some(operation) = self.operations.get_mut(&id).filter(|operation| operation.is_open()) {
            operation.state = OperationState::Stopped;
        }
    }

    pub fn restore(&mut self, by: UserId, object: Slug, order: &RestoreOrder, stamp: Stamp) -> Answer {
        let RestoreOrder { set, choices, surface } = order;
        let undoes = if let TrashSet::Deletion(deletion) = set { Some(*deletion) } else { None };
        if let Some(deletion) = undoes {
            if let Some(undo) = self.open_undo(deletion) {
                return Answer::Begun(undo.receipt());
            }
            if self.operations[&deletion].is_open() {
                if !self.may_restore(by, deletion) {
                    return Answer::Forbidden;
                }
                self.stop(deletion);
            }
        }
        let all: Vec<RecordId> = self.set(object, set).iter().map(|record| record.id).collect();
        if let Some(restored) = self.restored(by, &all, set).map(Operation::receipt) {
            self.meet("a restore is answered with the one before");
            return Answer::Begun(restored);
        }
        let new =
            Operation::new(OperationKind::Restore, object, Some(by), *surface, SelectionSummary::from(set), stamp);
        let new = Operation { undoes, choices: choices.clone(), ..new };
        if count(all.len()) <= self.at_once {
            if all.is_empty() {
                return Answer::NotFound;
            }
            let planned = self.plan(by, &all, None);
            if !planned.conflicts.iter().all(|conflict| crate::restoring::decided(conflict, choices)) {
                return Answer::Conflicts(planned.shown());
            }
            return self.at_once(new, &all, BTreeMap::new());
        }
        if choices.all.is_none() {
            let plan = self.plan_many(by, &all);
            let decided = plan.conflicts.iter().all(|conflict| crate::restoring::decided(conflict, choices));
            if plan.conflict_count > count(plan.conflicts.len()) || !decided {
                return Answer::Conflicts(plan);
            }
        }
        let ids = self.restorable(by, &all);
        if ids.is_empty() {
            return Answer::Nothing;
        }
        self.begin(new.frozen(&ids))
    }

    /// The earlier restore by the same user that left nothing of a set to restore, as long as some of its records are
    /// active.
    fn restored(&self, by: UserId, all: &[RecordId], set: &TrashSet) -> Option<&Operation> {
        if all.iter().any(|id| matches!(self.records[id].life, Life::Trash(_))) {
            return None;
        }
        let last = |id: &RecordId| self.operations.values().rev().find(|operation| operation.items.contains_key(id));
        let theirs = |operation: &&Operation| {
            let mut items = operation.items.iter().filter(|(_, told)| !is_skip(told.as_ref())).map(|(id, _)| id);
            operation.kind == OperationKind::Restore
                && operation.by == Some(by)
                && match set {
                    TrashSet::Deletion(deletion) => {
                        operation.undoes == Some(*deletion) && items.any(|id| self.lives(*id))
                    }
                    TrashSet::Records(ids) => {
                        let lasts = ids.iter().filter_map(last).any(|last| last.id == operation.id);
                        lasts && items.any(|id| ids.contains(id) && self.lives(*id))
                    }
                    TrashSet::Trash(_) => false,
                }
        };
        self.operations.values().rev().find(theirs)
    }

    pub fn undo(&mut self, by: UserId, id: OperationId, only: &[RecordId], stamp: Stamp) -> Answer {
        let operation = &self.operations[&id];
        if !self.may_undo(by, operation) {
            return Answer::Forbidden;
        }
        let kind = match operation.kind {
            OperationKind::Restore => OperationKind::Delete,
            OperationKind::Assign => OperationKind::Assign,
            OperationKind::Delete | OperationKind::Purge => return Answer::NotFound,
        };
        let whole = only.is_empty();
        if whole && let Some(undo) = self.open_undo(id) {
            return Answer::Begun(undo.receipt());
        }
        self.stop(id);
        let operation = &self.operations[&id];
        let wanted = |record: &&Record| whole || only.contains(&record.id);
        let ids: Vec<RecordId> = self
            .records
            .values()
            .filter(wanted)
            .filter(|record| self.undoable(operation, record))
            .map(|record| record.id)
            .collect();
        if ids.is_empty() {
            return Answer::Nothing;
        }
        let chosen = if whole { SelectionSummary::Operation(id) } else { SelectionSummary::Records };
        let object = operation.object;
        let new = Operation::new(kind, object, Some(by), Surface::Operation, chosen, stamp).frozen(&ids);
        let new = Operation { reverts: Some(id), undoes: whole.then_some(id), ..new };
        if new.total > self.at_once { self.begin(new) } else { self.at_once(new, &ids, BTreeMap::new()) }
    }

    /// The controls that a user has over an operation.
    pub fn controls(&self, by: UserId, operation: &Operation) -> Vec<Control> {
        if by != self.ada.user && operation.by != Some(by) {
            return Vec::new();
        }
        let open = |control: &Control| {
            control.applied_to(operation.state).is_some()
                && (*control != Control::PutBack || self.may_undo(by, operation))
        };
        Control::ALL.into_iter().filter(open).collect()
    }

    pub fn control(&mut self, by: UserId, id: OperationId, control: Control, stamp: Stamp) -> Answer {
        let operation = &self.operations[&id];
        if !self.controls(by, operation).contains(&control) {
            return Answer::Forbidden;
        }
        if control == Control::PutBack {
            let answer = if operation.kind == OperationKind::Delete {
                let choices = Choices { all: Some(Choice::Skip), ..Choices::default() };
                let order = RestoreOrder { set: TrashSet::Deletion(id), choices, surface: Surface::Operation };
                self.restore(by, operation.object, &order, stamp)
            } else {
                self.undo(by, id, &[], stamp)
            };
            return Answer::Controlled(if let Answer::Begun(receipt) = answer { Some(receipt) } else { None });
        }
        let state = control.applied_to(operation.state).unwrap();
        self.operations.get_mut(&id).unwrap().state = state;
        Answer::Controlled(None)
    }

    pub fn set_retention(&mut self, object: Slug, days: i64) -> Answer {
        let before = self.retention.insert(object, days).unwrap();
        let change = RetentionChange::of(before, days);
        if change == RetentionChange::Longer {
            let theirs = |each: &&mut Operation| each.kind == OperationKind::Delete && each.object == object;
            for operation in self.operations.values_mut().filter(theirs) {
                operation.until = operation.until.max(operation.at.plus_days(days));
            }
        }
        Answer::Changed(change)
    }

    /// Whether an operation later than `since`, other than `but`, changed a record.
    pub fn moved_since(&self, since: OperationId, but: OperationId, id: RecordId) -> bool {
        self.operations.values().any(|later| {
            later.id > since
                && later.id != but
                && matches!(later.kind, OperationKind::Delete | OperationKind::Restore)
                && later.did(id)
        })
    }
}

/// Whether a record with this outcome is restored.
pub fn comes_back(outcome: Option<&Outcome>) -> bool {
    !is_skip(outcome)
}
