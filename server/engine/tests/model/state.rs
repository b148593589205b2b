//! What the model knows: contacts, operations, retention, and who runs the jobs. Plain values, no database.

use domain::{
    ids::{OperationId, RecordId, UserId},
    operation::{
        Choices, Chosen, LaterOperation, OperationKind, OperationState, Outcome, Receipt, Selection, SkipReason,
        Surface, TrashSet,
    },
    people::Person,
    policy::Actor,
    text::{search_term, search_text},
    time::Timestamp,
};
use std::collections::BTreeMap;

/// Where a contact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    Living,
    /// In the trash because of this operation.
    Trash(OperationId),
    Purged,
}

/// The addresses of a contact: the first and the further ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    pub first: Option<String>,
    pub further: Vec<String>,
}

impl Keys {
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.first.iter().chain(&self.further)
    }

    /// Those of them that are wanted, in their places.
    pub fn only(&self, wanted: impl Fn(&String) -> bool) -> Self {
        Self {
            first: self.first.clone().filter(|key| wanted(key)),
            further: self.further.iter().filter(|key| wanted(key)).cloned().collect(),
        }
    }
}

/// A change of a contact.
#[derive(Clone, Debug)]
pub struct Version {
    pub by: UserId,
    /// The operation it was part of; nothing for an edit.
    pub operation: Option<OperationId>,
    /// The addresses before it.
    pub keys: Keys,
    /// Of a change of owner by an operation: from whom and to whom.
    pub owner: Option<(Option<UserId>, Option<UserId>)>,
}

#[derive(Clone, Debug)]
pub struct Contact {
    pub id: RecordId,
    pub first_name: Option<String>,
    pub company: Option<String>,
    /// What it is called. An address that it was called by stays its name when it is taken from it.
    pub name: String,
    pub keys: Keys,
    pub owner: Option<UserId>,
    pub created: Timestamp,
    pub life: Life,
    pub versions: Vec<Version>,
}

impl Contact {
    pub fn version(&self) -> i64 {
        1 + count(self.versions.len())
    }

    /// Whether a search finds it.
    pub fn matches(&self, typed: &str) -> bool {
        let text = search_text(&self.name, self.keys.all().map(String::as_str), None);
        search_term(typed).is_none_or(|term| text.contains(&term))
    }

    /// Names it anew, if it has something to be called by.
    pub fn rename(&mut self) {
        if let Some(name) = self.first_name.as_ref().or(self.keys.first.as_ref()) {
            self.name.clone_from(name);
        }
    }

    /// Gives it other addresses, as part of an operation.
    pub fn put_keys(&mut self, by: UserId, operation: OperationId, keys: Keys) {
        let before = std::mem::replace(&mut self.keys, keys);
        self.versions.push(Version { by, operation: Some(operation), keys: before, owner: None });
        self.rename();
    }
}

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
    pub by: Option<UserId>,
    pub surface: Surface,
    pub reason: Option<String>,
    pub chosen: Chosen,
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
    pub fn new(kind: OperationKind, by: Option<UserId>, surface: Surface, chosen: Chosen, stamp: Stamp) -> Self {
        Self {
            id: stamp.id,
            kind,
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

    fn reached(&self, record: RecordId) -> bool {
        self.state == OperationState::Done || self.watermark.is_some_and(|watermark| record <= watermark)
    }

    /// What its page says of a record.
    pub fn outcome(&self, record: RecordId) -> Outcome {
        match self.items.get(&record) {
            Some(Some(told)) => told.clone(),
            _ if self.reached(record) => Outcome::Done,
            _ if self.state == OperationState::Stopped => Outcome::Skipped { reason: SkipReason::NotReached },
            _ => Outcome::Waiting,
        }
    }

    /// Whether it did to a record what it does.
    pub fn did(&self, record: RecordId) -> bool {
        self.items.contains_key(&record) && !matches!(self.outcome(record), Outcome::Skipped { .. } | Outcome::Waiting)
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

#[derive(Clone, Debug)]
pub struct Model {
    pub ada: Actor,
    pub ben: Actor,
    pub names: BTreeMap<UserId, String>,
    pub contacts: BTreeMap<RecordId, Contact>,
    pub operations: BTreeMap<OperationId, Operation>,
    pub retention: i64,
    /// The sizes that decide which way an operation goes.
    pub at_once: i64,
    pub chunk: usize,
    pub listed: usize,
    /// Who runs the jobs, and when it next looks for what has expired.
    pub runner: u64,
    pub expiry: Timestamp,
}

impl Model {
    /// Whether somebody may edit and delete what this owner has.
    pub fn may_change(&self, by: UserId, owner: Option<UserId>) -> bool {
        by == self.ada.user || owner == Some(by)
    }

    /// Whether somebody may restore what this operation deleted.
    pub fn may_restore(&self, by: UserId, deletion: OperationId) -> bool {
        by == self.ada.user || self.operations[&deletion].by == Some(by)
    }

    /// Whether somebody may undo this operation at all.
    pub fn may_undo(&self, by: UserId, operation: &Operation) -> bool {
        operation.kind != OperationKind::Purge && (by == self.ada.user || operation.by == Some(by))
    }

    pub fn person(&self, user: Option<UserId>) -> Option<Person> {
        user.map(|id| Person { id, name: self.names[&id].clone() })
    }

    pub fn living(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.values().filter(|contact| contact.life == Life::Living)
    }

    pub fn in_trash(&self) -> impl Iterator<Item = (&Contact, &Operation)> {
        self.contacts.values().filter_map(|contact| match contact.life {
            Life::Trash(operation) => Some((contact, &self.operations[&operation])),
            _ => None,
        })
    }

    /// The living contact that has an address.
    pub fn holder(&self, key: &str) -> Option<&Contact> {
        self.living().find(|contact| contact.keys.all().any(|theirs| theirs == key))
    }

    /// The contacts of a selection that are there, by number.
    pub fn selected(&self, selection: &Selection) -> Vec<&Contact> {
        match selection {
            Selection::Records(ids) => self.there(ids),
            Selection::View { search, except, .. } => {
                self.living().filter(|contact| contact.matches(search) && !except.contains(&contact.id)).collect()
            }
            // Contacts stand on no board.
            Selection::Pipeline { .. } => Vec::new(),
        }
    }

    /// The contacts of a set in the trash, by number; of single ones those that live too.
    pub fn set(&self, set: &TrashSet) -> Vec<&Contact> {
        match set {
            TrashSet::Records(ids) => self.there(ids),
            TrashSet::Deletion(deletion) => {
                self.contacts.values().filter(|contact| contact.life == Life::Trash(*deletion)).collect()
            }
            TrashSet::Trash(query) => self
                .in_trash()
                .filter(|(contact, deletion)| {
                    contact.matches(&query.search) && query.by.is_none_or(|by| deletion.by == Some(by))
                })
                .map(|(contact, _)| contact)
                .collect(),
        }
    }

    fn there(&self, ids: &[RecordId]) -> Vec<&Contact> {
        self.contacts.values().filter(|contact| ids.contains(&contact.id) && contact.life != Life::Purged).collect()
    }

    /// Whether a contact is still as an operation left it.
    pub fn undoable(&self, operation: &Operation, contact: &Contact) -> bool {
        match operation.kind {
            OperationKind::Delete => contact.life == Life::Trash(operation.id),
            OperationKind::Restore => {
                let moved = |later: &Operation| {
                    matches!(later.kind, OperationKind::Delete | OperationKind::Restore) && later.did(contact.id)
                };
                contact.life == Life::Living
                    && operation.did(contact.id)
                    && !self.operations.values().any(|later| later.id > operation.id && moved(later))
            }
            OperationKind::Assign => {
                contact.life == Life::Living && given(contact, operation.id).is_some_and(|(_, to)| to == contact.owner)
            }
            OperationKind::Purge => false,
        }
    }

    /// The later operations that have contacts of this one, latest first.
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

    /// What every surface relies on: no address is that of two living contacts, and no count is wrong.
    pub fn broken(&self) -> Option<String> {
        for contact in self.living() {
            for key in contact.keys.all() {
                let holder = self.holder(key).map(|holder| holder.id);
                if holder != Some(contact.id) {
                    return Some(format!("{key} is that of {holder:?} and of {}", contact.id));
                }
            }
        }
        let wrong = self.operations.values().find(|operation| {
            let did = operation.items.keys().filter(|id| operation.did(**id)).count();
            operation.done != count(did)
        });
        wrong.map(|operation| format!("operation {} did not do {}", operation.id, operation.done))
    }
}

/// From whom and to whom an operation gave a contact.
pub fn given(contact: &Contact, operation: OperationId) -> Option<(Option<UserId>, Option<UserId>)> {
    contact.versions.iter().find(|version| version.operation == Some(operation)).and_then(|version| version.owner)
}

pub fn is_skip(outcome: Option<&Outcome>) -> bool {
    matches!(outcome, Some(Outcome::Skipped { .. }))
}

pub fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap()
}
