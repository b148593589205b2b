//! The model of links between records, and of what a restore, its undo and a purge do to them.

use crate::{
    orders::Answer,
    state::{Author, Life, Model, Record, Slug},
};
use domain::{
    association::{End, LinkChange, LinkRole},
    ids::{OperationId, RecordId, UserId},
    operation::Outcome,
    privacy::ERASED_TOKEN,
};
use std::collections::BTreeSet;

/// The records at both ends of a link; the record of the older object comes first.
pub type Ends = (RecordId, RecordId);

/// A label: the objects of both ends, its key, and whether the first record has at most one such link.
type Label = (Slug, Slug, &'static str, bool);

const LABELS: [Label; 3] = [
    (Slug::Contacts, Slug::Companies, PRIMARY, true),
    (Slug::Contacts, Slug::Deals, "decision_maker", false),
    (Slug::Contacts, Slug::Deals, "billing", false),
];
const PRIMARY: &str = "primary";
const PLAIN: &str = "";

/// An event on a link.
#[derive(Clone, Debug)]
pub struct Event {
    pub ends: Ends,
    pub change: LinkChange,
    /// The labels that the link has since the event, or had until then.
    pub labels: BTreeSet<String>,
    /// For a label that was removed by a conflict: the time when it had been given.
    made: u64,
    pub operation: Option<OperationId>,
}

/// The labels that a record of one object can have towards a record of another.
pub fn offered(here: Slug, there: Slug) -> impl Iterator<Item = (LinkRole, bool)> {
    LABELS.into_iter().filter_map(move |(from, to, tag, alone)| {
        let end = match (here, there) {
            ends if ends == (from, to) => End::From,
            ends if ends == (to, from) => End::To,
            _ => return None,
        };
        Some((LinkRole { tag: tag.to_owned(), end }, alone))
    })
}

impl Model {
    fn ends(&self, one: RecordId, other: RecordId) -> Ends {
        if self.records[&one].object <= self.records[&other].object { (one, other) } else { (other, one) }
    }

    /// The records that a record is linked to, active and deleted.
    pub fn linked(&self, id: RecordId) -> impl Iterator<Item = &Record> {
        let other = move |&(from, to): &Ends| match id {
            id if id == from => Some(to),
            id if id == to => Some(from),
            _ => None,
        };
        self.links.keys().filter_map(other).map(|other| &self.records[&other])
    }

    /// The labels of another record towards this one.
    pub fn roles(&self, id: RecordId, other: RecordId) -> BTreeSet<LinkRole> {
        let ends = self.ends(id, other);
        let end = if ends.0 == id { End::From } else { End::To };
        let labels = self.links.get(&ends).into_iter().flat_map(|labels| labels.keys());
        labels.filter(|label| *label != PLAIN).map(|label| LinkRole { tag: label.clone(), end }).collect()
    }

    /// The active primary companies of a contact.
    pub fn primaries(&self, contact: RecordId) -> impl Iterator<Item = RecordId> {
        let primary =
            self.links.iter().filter(move |((from, _), labels)| *from == contact && labels.contains_key(PRIMARY));
        primary.map(|((_, to), _)| *to).filter(|to| self.lives(*to))
    }

    pub fn associate(&mut self, by: UserId, here: RecordId, others: &[RecordId], roles: &BTreeSet<LinkRole>) -> Answer {
        if let Some(refused) = self.must_edit(by, here) {
            return refused;
        }
        for other in others {
            if !self.lives(*other) {
                return Answer::NotFound;
            }
            let mut offered = offered(self.records[&here].object, self.records[other].object);
            let alone = offered.any(|(role, alone)| alone && role.end == End::From && roles.contains(&role));
            if others.len() > 1 && alone {
                return Answer::OnlyOne;
            }
        }
        let author = self.author(by, None);
        let labels = roles.iter().map(|role| role.tag.clone()).collect();
        for other in others {
            self.link(author, here, *other, &labels);
        }
        Answer::Linked
    }

    /// Sets the labels of a link, and removes labels that a record can have only once from its other active links.
    pub fn link(&mut self, author: Author, one: RecordId, other: RecordId, labels: &BTreeSet<String>) {
        let ends = self.ends(one, other);
        let there = self.links.get(&ends).cloned().unwrap_or_default();
        let plain = BTreeSet::from([PLAIN.to_owned()]);
        let wanted = if labels.is_empty() { &plain } else { labels };
        let made = |label: &String| (label.clone(), there.get(label).copied().unwrap_or(author.at));
        self.links.insert(ends, wanted.iter().map(made).collect());
        if wanted.contains(PRIMARY) && !there.contains_key(PRIMARY) {
            let former: Vec<RecordId> = self.primaries(ends.0).filter(|company| *company != ends.1).collect();
            for company in former {
                self.demote((ends.0, company));
                let left = self.links[&(ends.0, company)].keys().cloned().collect();
                self.tell(author, (ends.0, company), LinkChange::Labelled, left);
            }
        }
        if !wanted.iter().eq(there.keys()) {
            let change = if there.is_empty() { LinkChange::Added } else { LinkChange::Labelled };
            self.tell(author, ends, change, labels.clone());
        }
    }

    /// Removes the primary label from a link, and keeps the link. Returns the time when the label had been given.
    fn demote(&mut self, ends: Ends) -> u64 {
        let labels = self.links.get_mut(&ends).unwrap();
        let made = labels.remove(PRIMARY).unwrap();
        if labels.is_empty() {
            labels.insert(PLAIN.to_owned(), made);
        }
        made
    }

    fn tell(&mut self, author: Author, ends: Ends, change: LinkChange, labels: BTreeSet<String>) {
        let labels = labels.into_iter().filter(|label| label != PLAIN).collect();
        self.events.push(Event { ends, change, labels, made: 0, operation: author.operation });
    }

    pub fn dissociate(&mut self, by: UserId, here: RecordId, other: RecordId) -> Answer {
        if let Some(refused) = self.must_edit(by, here) {
            return refused;
        }
        let ends = self.ends(here, other);
        if !self.lives(other) || !self.links.contains_key(&ends) {
            return Answer::NotFound;
        }
        let labels = self.links.remove(&ends).unwrap().into_keys().collect();
        let author = self.author(by, None);
        self.tell(author, ends, LinkChange::Removed, labels);
        Answer::Linked
    }

    /// Resolves label conflicts after a restore: of two primary companies that are active now, the newer stays.
    pub fn give_way(&mut self, author: Author, back: &[RecordId]) {
        let touched = self.links.keys().filter(|(from, to)| back.contains(from) || back.contains(to));
        let contacts: BTreeSet<RecordId> = touched.map(|(from, _)| *from).filter(|from| self.lives(*from)).collect();
        for contact in contacts {
            let made = |company: &RecordId| self.links[&(contact, *company)][PRIMARY];
            let mut companies: Vec<RecordId> = self.primaries(contact).collect();
            companies.sort_by_key(made);
            companies.pop();
            for company in companies.into_iter().rev() {
                self.meet("a primary company gives way");
                let ends = (contact, company);
                let made = self.demote(ends);
                let (labels, change) = (BTreeSet::from([PRIMARY.to_owned()]), LinkChange::LabelRemoved);
                self.events.push(Event { ends, change, labels, made, operation: author.operation });
            }
        }
    }

    /// Gives back the labels that a restore removed from links of these records, where the links are unchanged since.
    pub fn give_links_back(&mut self, restore: OperationId, deleted: &[RecordId]) {
        let took = |(place, event): &(usize, &Event)| {
            event.change == LinkChange::LabelRemoved
                && event.operation == Some(restore)
                && (deleted.contains(&event.ends.0) || deleted.contains(&event.ends.1))
                && self.links.contains_key(&event.ends)
                && !self.events[place + 1..].iter().any(|later| later.ends == event.ends)
        };
        let took: Vec<(Ends, u64)> =
            self.events.iter().enumerate().filter(took).map(|(_, event)| (event.ends, event.made)).collect();
        for (ends, made) in took {
            self.meet("its undo makes a company primary again");
            let labels = self.links.get_mut(&ends).unwrap();
            labels.remove(PLAIN);
            labels.insert(PRIMARY.to_owned(), made);
        }
    }

    /// Removes the links of a purged record, and their events.
    pub fn unlink(&mut self, id: RecordId) {
        self.links.retain(|(from, to), _| *from != id && *to != id);
        self.events.retain(|event| event.ends.0 != id && event.ends.1 != id);
    }

    /// Erases a contact with its own activities, and returns what is gone. No outcome of an operation keeps its addresses.
    pub fn erase(&mut self, id: RecordId) -> Vec<RecordId> {
        let touches = |ends: &Ends, id: RecordId| ends.0 == id || ends.1 == id;
        let own = |activity: &&Record| {
            let mut links = self.links.keys().filter(|ends| touches(ends, activity.id)).peekable();
            activity.object.is_activity() && links.peek().is_some() && links.all(|ends| touches(ends, id))
        };
        let own: Vec<RecordId> = self.records.values().filter(own).map(|activity| activity.id).collect();
        self.meet(if self.records[&id].life == Life::Living {
            "a contact is erased"
        } else {
            "a contact is erased from the trash"
        });
        let gone: Vec<RecordId> = std::iter::once(id).chain(own).collect();
        let addresses: BTreeSet<String> = self.records[&id].ties.keys.all().cloned().collect();
        for id in &gone {
            self.records.get_mut(id).unwrap().life = Life::Purged;
            self.unlink(*id);
        }
        for (item, outcome) in self.operations.values_mut().flat_map(|operation| &mut operation.items) {
            let Some(Outcome::Without { keys, .. } | Outcome::TookBack { keys, .. }) = outcome else { continue };
            if gone.contains(item) {
                keys.clear();
            }
            for key in keys.iter_mut().filter(|key| addresses.contains(*key)) {
                ERASED_TOKEN.clone_into(key);
            }
        }
        gone
    }

    /// The activities whose records are all deleted, each with the object of the first of those records.
    pub fn orphans(&self) -> impl Iterator<Item = (RecordId, Slug)> {
        self.records.values().filter(|record| record.object.is_activity()).filter_map(|activity| {
            let others = || self.linked(activity.id).filter(|other| !other.object.is_activity());
            let alone = others().all(|other| matches!(other.life, Life::Trash(_)));
            others().map(|other| other.object).min().filter(|_| alone).map(|object| (activity.id, object))
        })
    }
}
