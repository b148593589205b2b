//! The state of the model: records, links, operations, retention, and the runner of jobs. Plain values, no database.

use crate::{
    links::{Ends, Event},
    operations::Operation,
    stages::Stages,
    views::View,
};
use domain::{
    board::AMOUNT,
    ids::{ObjectId, OperationId, RecordId, StageId, UserId, ViewId},
    operation::{RecordQuery, Selection, TrashSet},
    people::Person,
    policy::Actor,
    text::{search_term, search_text},
    time::Timestamp,
    value::Values,
};
use std::collections::{BTreeMap, BTreeSet};

/// An object, by its slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slug {
    Contacts,
    Companies,
    Deals,
    Calls,
}

impl Slug {
    pub const ALL: [Self; 4] = [Self::Contacts, Self::Companies, Self::Deals, Self::Calls];

    pub fn word(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Companies => "companies",
            Self::Deals => "deals",
            Self::Calls => "calls",
        }
    }

    pub fn id(self) -> ObjectId {
        match self {
            Self::Contacts => ObjectId(1),
            Self::Companies => ObjectId(2),
            Self::Deals => ObjectId(3),
            Self::Calls => ObjectId(5),
        }
    }

    pub fn is_activity(self) -> bool {
        self == Self::Calls
    }

    /// The property that names a record.
    pub fn naming(self) -> &'static str {
        match self {
            Self::Contacts => "first_name",
            Self::Companies | Self::Deals => "name",
            Self::Calls => "title",
        }
    }

    /// The other property of its form.
    pub fn other(self) -> &'static str {
        match self {
            Self::Contacts => "company",
            Self::Companies => "city",
            Self::Deals => AMOUNT,
            Self::Calls => "at",
        }
    }
}

/// The lifecycle of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    Living,
    /// In the trash, deleted by this operation.
    Trash(OperationId),
    Purged,
}

/// The addresses of a contact: the first and the secondary ones. Other records have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    pub first: Option<String>,
    pub further: Vec<String>,
}

impl Keys {
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.first.iter().chain(&self.further)
    }

    /// The addresses that `wanted` accepts, in their fields.
    pub fn only(&self, wanted: impl Fn(&String) -> bool) -> Self {
        Self {
            first: self.first.clone().filter(|key| wanted(key)),
            further: self.further.iter().filter(|key| wanted(key)).cloned().collect(),
        }
    }
}

/// The parts of a record that can conflict in a restore.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    pub keys: Keys,
    pub owner: Option<UserId>,
    pub stage: Option<StageId>,
}

/// The author of a change: the user, the operation, and the time on the model's own clock.
#[derive(Clone, Copy, Debug)]
pub struct Author {
    pub by: UserId,
    /// `None` for an edit.
    pub operation: Option<OperationId>,
    pub at: u64,
}

/// A change of a record.
#[derive(Clone, Debug)]
pub struct Version {
    pub author: Author,
    pub before: Ties,
}

#[derive(Clone, Debug)]
pub struct Record {
    pub id: RecordId,
    pub object: Slug,
    pub values: Values,
    /// The name of the record. An address that was its name stays its name when another record takes the address.
    pub name: String,
    pub ties: Ties,
    pub created: Timestamp,
    /// The time of its last change, on the model's own clock.
    pub changed: u64,
    pub life: Life,
    pub versions: Vec<Version>,
}

impl Record {
    pub fn version(&self) -> i64 {
        1 + count(self.versions.len())
    }

    /// Whether a search finds the record.
    pub fn matches(&self, typed: &str) -> bool {
        let text = search_text(&self.name, self.ties.keys.all().map(String::as_str), None);
        search_term(typed).is_none_or(|term| text.contains(&term))
    }

    /// Changes the record, and updates its name if it has a value that names it.
    pub fn put(&mut self, author: Author, ties: Ties) {
        let before = std::mem::replace(&mut self.ties, ties);
        self.versions.push(Version { author, before });
        self.changed = author.at;
        self.rename();
    }

    pub fn rename(&mut self) {
        if let Some(name) = self.values.get(self.object.naming()).or(self.ties.keys.first.as_ref()) {
            self.name.clone_from(name);
        }
    }

    /// The old and the new owner, if this operation reassigned the record.
    pub fn given(&self, operation: OperationId) -> Option<(Option<UserId>, Option<UserId>)> {
        let place = self.versions.iter().position(|version| version.author.operation == Some(operation))?;
        let after = self.versions.get(place + 1).map_or(&self.ties, |next| &next.before);
        Some((self.versions[place].before.owner, after.owner))
    }
}

#[derive(Clone, Debug)]
pub struct Model {
    pub ada: Actor,
    pub ben: Actor,
    pub names: BTreeMap<UserId, String>,
    /// The users who are deactivated.
    pub gone: BTreeSet<UserId>,
    pub records: BTreeMap<RecordId, Record>,
    /// The links, with the time when each of their labels was given. A link without a label has an empty one.
    pub links: BTreeMap<Ends, BTreeMap<String, u64>>,
    /// The events on links.
    pub events: Vec<Event>,
    pub stages: Stages,
    pub views: BTreeMap<ViewId, View>,
    pub operations: BTreeMap<OperationId, Operation>,
    pub retention: BTreeMap<Slug, i64>,
    /// The sizes that decide whether an operation runs in one transaction or in chunks.
    pub at_once: i64,
    pub chunk: usize,
    pub listed: usize,
    /// The runner of jobs, and when it next checks for expired records.
    pub runner: u64,
    pub expiry: Timestamp,
    /// The model's own clock: it advances with every change.
    pub clock: u64,
    /// Situations that no answer and no outcome shows, and how often each was met.
    pub met: BTreeMap<&'static str, usize>,
}

impl Model {
    pub fn meet(&mut self, what: &'static str) {
        *self.met.entry(what).or_default() += 1;
    }

    pub fn author(&mut self, by: UserId, operation: Option<OperationId>) -> Author {
        self.clock += 1;
        Author { by, operation, at: self.clock }
    }

    /// The name of an owner, if they are deactivated.
    pub fn gone_owner(&self, owner: Option<UserId>) -> Option<&String> {
        owner.filter(|owner| self.gone.contains(owner)).map(|owner| &self.names[&owner])
    }

    /// Whether a user may edit and delete the records of this owner.
    pub fn may_change(&self, by: UserId, owner: Option<UserId>) -> bool {
        by == self.ada.user || owner == Some(by)
    }

    /// Whether a user may restore what this operation deleted.
    pub fn may_restore(&self, by: UserId, deletion: OperationId) -> bool {
        by == self.ada.user || self.operations[&deletion].by == Some(by)
    }

    /// Whether a user may undo this operation at all.
    pub fn may_undo(&self, by: UserId, operation: &Operation) -> bool {
        operation.kind != domain::operation::OperationKind::Purge && (by == self.ada.user || operation.by == Some(by))
    }

    pub fn person(&self, user: Option<UserId>) -> Option<Person> {
        user.map(|id| Person { id, name: self.names[&id].clone() })
    }

    pub fn all(&self, object: Slug) -> impl Iterator<Item = &Record> {
        self.records.values().filter(move |record| record.object == object)
    }

    pub fn living(&self, object: Slug) -> impl Iterator<Item = &Record> {
        self.all(object).filter(|record| record.life == Life::Living)
    }

    pub fn lives(&self, id: RecordId) -> bool {
        self.records[&id].life == Life::Living
    }

    pub fn in_trash(&self, object: Slug) -> impl Iterator<Item = (&Record, &Operation)> {
        self.all(object).filter_map(|record| match record.life {
            Life::Trash(operation) => Some((record, &self.operations[&operation])),
            _ => None,
        })
    }

    /// The number of active records, and of those in the trash.
    pub fn counts(&self, object: Slug) -> (i64, i64) {
        (count(self.living(object).count()), count(self.in_trash(object).count()))
    }

    /// The active contact that has an address.
    pub fn holder(&self, key: &str) -> Option<&Record> {
        self.living(Slug::Contacts).find(|record| record.ties.keys.all().any(|theirs| theirs == key))
    }

    /// The records of a user's selection that exist, by number.
    pub fn selected(&self, by: UserId, object: Slug, selection: &Selection) -> Vec<&Record> {
        match selection {
            Selection::Records(ids) => self.there(ids),
            // All deals are on the one board.
            Selection::Query(RecordQuery { search, filter, except, .. }) => self
                .living(object)
                .filter(|record| record.matches(search) && record.fits(filter, by) && !except.contains(&record.id))
                .collect(),
        }
    }

    /// The records of a set in the trash, by number; a set of single records includes active ones.
    pub fn set(&self, object: Slug, set: &TrashSet) -> Vec<&Record> {
        match set {
            TrashSet::Records(ids) => self.there(ids),
            TrashSet::Deletion(deletion) => {
                self.records.values().filter(|record| record.life == Life::Trash(*deletion)).collect()
            }
            TrashSet::Trash(query) => self
                .in_trash(object)
                .filter(|(record, deletion)| {
                    record.matches(&query.search) && query.by.is_none_or(|by| deletion.by == Some(by))
                })
                .map(|(record, _)| record)
                .collect(),
        }
    }

    fn there(&self, ids: &[RecordId]) -> Vec<&Record> {
        self.records.values().filter(|record| ids.contains(&record.id) && record.life != Life::Purged).collect()
    }

    /// A violated invariant, if any: no address belongs to two active contacts, every count is right, and no record has
    /// two links of a kind it can have only once.
    pub fn broken(&self) -> Option<String> {
        for contact in self.living(Slug::Contacts) {
            for key in contact.ties.keys.all() {
                let holder = self.holder(key).map(|holder| holder.id);
                if holder != Some(contact.id) {
                    return Some(format!("{key} is that of {holder:?} and of {}", contact.id));
                }
            }
            if self.primaries(contact.id).count() > 1 {
                return Some(format!("{} has two primary companies", contact.id));
            }
        }
        let wrong = self.operations.values().find(|operation| {
            let did = operation.items.keys().filter(|id| operation.did(**id)).count();
            operation.done != count(did)
        });
        wrong.map(|operation| format!("operation {} did not do {}", operation.id, operation.done))
    }
}

pub fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap()
}
