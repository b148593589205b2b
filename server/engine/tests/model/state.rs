//! What the model knows: records, links, operations, retention, and who runs the jobs. Plain values, no database.

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

/// An object, by its word in addresses.
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

    /// The other property that a form has.
    pub fn other(self) -> &'static str {
        match self {
            Self::Contacts => "company",
            Self::Companies => "city",
            Self::Deals => AMOUNT,
            Self::Calls => "at",
        }
    }
}

/// Where a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    Living,
    /// In the trash because of this operation.
    Trash(OperationId),
    Purged,
}

/// The addresses of a contact: the first and the further ones. Other records have none.
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

/// What of a record a restore may have to decide about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    pub keys: Keys,
    pub owner: Option<UserId>,
    pub stage: Option<StageId>,
}

/// Who changes something, as part of which operation, and when by the model's own clock.
#[derive(Clone, Copy, Debug)]
pub struct Author {
    pub by: UserId,
    /// Nothing for an edit.
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
    /// What it is called. An address that it was called by stays its name when it is taken from it.
    pub name: String,
    pub ties: Ties,
    pub created: Timestamp,
    /// When it last changed, by the model's own clock.
    pub changed: u64,
    pub life: Life,
    pub versions: Vec<Version>,
}

impl Record {
    pub fn version(&self) -> i64 {
        1 + count(self.versions.len())
    }

    /// Whether a search finds it.
    pub fn matches(&self, typed: &str) -> bool {
        let text = search_text(&self.name, self.ties.keys.all().map(String::as_str), None);
        search_term(typed).is_none_or(|term| text.contains(&term))
    }

    /// Changes it, and names it anew, if it has something to be called by.
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

    /// From whom and to whom an operation gave it.
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
    /// Those of them who were deactivated.
    pub gone: BTreeSet<UserId>,
    pub records: BTreeMap<RecordId, Record>,
    /// What links there are, and when each of their labels was given. One without a label has an empty one.
    pub links: BTreeMap<Ends, BTreeMap<String, u64>>,
    /// What was done to links.
    pub events: Vec<Event>,
    pub stages: Stages,
    pub views: BTreeMap<ViewId, View>,
    pub operations: BTreeMap<OperationId, Operation>,
    pub retention: BTreeMap<Slug, i64>,
    /// The sizes that decide which way an operation goes.
    pub at_once: i64,
    pub chunk: usize,
    pub listed: usize,
    /// Who runs the jobs, and when it next looks for what has expired.
    pub runner: u64,
    pub expiry: Timestamp,
    /// The model's own clock: it moves with every change.
    pub clock: u64,
    /// What came to pass that no answer and no outcome tells, and how often.
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

    /// The name of an owner, if that one was deactivated.
    pub fn gone_owner(&self, owner: Option<UserId>) -> Option<&String> {
        owner.filter(|owner| self.gone.contains(owner)).map(|owner| &self.names[&owner])
    }

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

    /// The number of records that live, and of those in the trash.
    pub fn counts(&self, object: Slug) -> (i64, i64) {
        (count(self.living(object).count()), count(self.in_trash(object).count()))
    }

    /// The living contact that has an address.
    pub fn holder(&self, key: &str) -> Option<&Record> {
        self.living(Slug::Contacts).find(|record| record.ties.keys.all().any(|theirs| theirs == key))
    }

    /// The records of somebody's selection that are there, by number.
    pub fn selected(&self, by: UserId, object: Slug, selection: &Selection) -> Vec<&Record> {
        match selection {
            Selection::Records(ids) => self.there(ids),
            // All deals stand on the one board.
            Selection::Query(RecordQuery { search, filter, except, .. }) => self
                .living(object)
                .filter(|record| record.matches(search) && record.fits(filter, by) && !except.contains(&record.id))
                .collect(),
        }
    }

    /// The records of a set in the trash, by number; of single ones those that live too.
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

    /// What every surface relies on: no address is that of two living contacts, no count is wrong, and nobody has two
    /// links of which there can be one.
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
