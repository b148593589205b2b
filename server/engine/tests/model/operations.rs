//! What the model knows of an operation, and what of it can still be undone.

use crate::state::{Life, Model, Record, Slug, count};
use domain::{
    ids::{OperationId, RecordId, UserId},
    operation::{
        Choices, LaterOperation, OperationKind, OperationState, Outcome, Receipt, SelectionSummary, SkipReason,
    },
    surface::Surface,
    time::Timestamp,
};
use std::collections::BTreeMap;

/// What only the engine knows of a new operation: its number and its moments.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    pub id: OperationId,
    pub at: Timestamp,
    pub until: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Operation {
    pub id: OperationId,
    pub kind: OperationKind,
    pub object: Slug,
    pub by: Option<UserId>,
    pub surface: Surface,
    pub reason: Option<String>,
    pub chosen: SelectionSummary,
    pub to: Option<UserId>,
    pub choices: Choices,
    /// The operation that it undoes, all of it or some.
    pub reverts: Option<OperationId>,
    /// The operation that it undoes whole.
    pub undoes: Option<OperationId>,
    pub at: Timestamp,
    pub until: Timestamp,
    pub state: OperationState,
    /// Whether it goes through its set in chunks.
    pub chunked: bool,
    pub total: i64,
    pub done: i64,
    pub skipped: i64,
    pub items: BTreeMap<RecordId, Option<Outcome>>,
    pub watermark: Option<RecordId>,
    pub lease: Option<(u64, Timestamp)>,
}

impl Operation {
    pub fn new(
        kind: OperationKind,
        object: Slug,
        by: Option<UserId>,
        surface: Surface,
        chosen: SelectionSummary,
        stamp: Stamp,
    ) -> Self {
        Self {
            id: stamp.id,
            kind,
            object,
            by,
            surface,
            reason: None,
            chosen,
            to: None,
            choices: Choices::default(),
            reverts: None,
            undoes: None,
            at: stamp.at,
            until: stamp.until,
            state: OperationState::Done,
            chunked: false,
            total: 0,
            done: 0,
            skipped: 0,
            items: BTreeMap::new(),
            watermark: None,
            lease: None,
        }
    }

    /// The same, with its set frozen and nothing done.
    pub fn frozen(self, ids: &[RecordId]) -> Self {
        let items = ids.iter().map(|id| (*id, None)).collect();
        Self { state: OperationState::Running, chunked: true, total: count(ids.len()), items, ..self }
    }

    pub fn is_open(&self) -> bool {
        !self.state.has_ended()
    }

    fn reached(&self, id: RecordId) -> bool {
        self.state == OperationState::Done || self.watermark.is_some_and(|watermark| id <= watermark)
    }

    /// What its page says of a record.
    pub fn outcome(&self, id: RecordId) -> Outcome {
        match self.items.get(&id) {
            Some(Some(told)) => told.clone(),
            _ if self.reached(id) => Outcome::Done,
            _ if self.state == OperationState::Stopped => Outcome::Skipped { reason: SkipReason::NotReached },
            _ => Outcome::Waiting,
        }
    }

    /// Whether it did to a record what it does.
    pub fn did(&self, id: RecordId) -> bool {
        self.items.contains_key(&id) && !matches!(self.outcome(id), Outcome::Skipped { .. } | Outcome::Waiting)
    }

    /// Notes what happened to records of it, and counts it.
    pub fn note(&mut self, outcomes: BTreeMap<RecordId, Option<Outcome>>) {
        let all = count(outcomes.len());
        let skipped = count(outcomes.values().filter(|outcome| is_skip(outcome.as_ref())).count());
        self.skipped += skipped;
        self.done += all - skipped;
        self.items.extend(outcomes);
    }

    pub fn receipt(&self) -> Receipt {
        Receipt {
            operation: self.id,
            kind: self.kind,
            done: if self.is_open() { self.total - self.skipped } else { self.done },
            skipped: self.skipped,
            state: self.state,
            until: self.until,
        }
    }
}

impl Model {
    /// Whether a record is still as an operation left it.
    pub fn undoable(&self, operation: &Operation, record: &Record) -> bool {
        match operation.kind {
            OperationKind::Delete => record.life == Life::Trash(operation.id),
            OperationKind::Restore => {
                let moved = |later: &Operation| {
                    matches!(later.kind, OperationKind::Delete | OperationKind::Restore) && later.did(record.id)
                };
                record.life == Life::Living
                    && operation.did(record.id)
                    && !self.operations.values().any(|later| later.id > operation.id && moved(later))
            }
            OperationKind::Assign => {
                record.life == Life::Living && record.given(operation.id).is_some_and(|(_, to)| to == record.ties.owner)
            }
            OperationKind::Purge => false,
        }
    }

    /// The later operations that have records of this one, latest first.
    pub fn later(&self, operation: &Operation) -> Vec<LaterOperation> {
        let shared = |later: &Operation| later.items.keys().filter(|id| operation.items.contains_key(id)).count();
        self.operations
            .values()
            .rev()
            .filter(|later| later.id > operation.id && shared(later) > 0)
            .take(20)
            .map(|later| LaterOperation {
                id: later.id,
                kind: later.kind,
                at: later.at,
                by: self.person(later.by),
                records: count(shared(later)),
            })
            .collect()
    }

    /// An undo of all of an operation that has not ended.
    pub fn open_undo(&self, of: OperationId) -> Option<&Operation> {
        self.operations.values().find(|operation| operation.undoes == Some(of) && operation.is_open())
    }
}

pub fn is_skip(outcome: Option<&Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Skipped { .. }))
}
