//! The model of an operation, and of the part of it that can still be undone.

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

/// What only the engine knows of a new operation: its id and its times.
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
    /// The operation that it undoes, completely or in part.
    pub reverts: Option<OperationId>,
    /// The operation that it undoes completely.
    pub undoes: Option<OperationId>,
    pub at: Timestamp,
    pub until: Timestamp,
    pub state: OperationState,
    /// Whether it runs in chunks.
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

    /// The operation with its set frozen and no record done.
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

    /// The outcome that its page shows for a record.
    pub fn outcome(&self, id: RecordId) -> Outcome {
        match self.items.get(&id) {
            Some(Some(told)) => told.clone(),
            _ if self.reached(id) => Outcome::Done,
            _ if self.state == OperationState::Stopped => Outcome::Skipped { reason: SkipReason::NotReached },
            _ => Outcome::Waiting,
        }
    }

    /// Whether the operation changed a record as intended.
    pub fn did(&self, id: RecordId) -> bool {
        self.items.contains_key(&id) && !matches!(self.outcome(id), Outcome::Skipped { .. } | Outcome::Waiting)
    }

    /// Records the outcomes of some of its records, and counts them.
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

    /// The later operations that share records with this one, latest first.
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

    /// An undo of a whole operation that has not ended.
    pub fn open_undo(&self, of: OperationId) -> Option<&Operation> {
        self.operations.values().find(|operation| operation.undoes == Some(of) && operation.is_open())
    }
}

pub fn is_skip(outcome: Option<&Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Skipped { .. }))
}
