//! What happened to a record, as its timeline tells it.

use super::RecordInput;
use crate::{
    association::{Activity, LinkChange, LinkRole, RecordRef},
    ids::OperationId,
    object::{FURTHER_KEYS, OWNER, Object, STAGE},
    people::Person,
    surface::Surface,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeSet};

/// One field that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's key.
    pub field: String,
    /// What it was.
    pub old: Option<String>,
    /// What it became.
    pub new: Option<String>,
}

/// One entry of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// By whom; nobody means the system.
    pub by: Option<Person>,
    /// From where.
    pub surface: Surface,
    /// What.
    pub what: What,
}

/// Entries of a timeline, latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinePage {
    /// The entries.
    pub entries: Vec<TimelineEntry>,
    /// Whether there are older ones than these.
    pub more: bool,
}

impl TimelinePage {
    /// The latest `limit` of these. Of two at one moment the one that was given first stays first.
    pub fn latest(mut entries: Vec<TimelineEntry>, limit: i64) -> Self {
        entries.sort_by_key(|entry| Reverse(entry.at));
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = entries.len() > limit;
        entries.truncate(limit);
        Self { entries, more }
    }
}

/// What can happen to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// It was created.
    Created,
    /// Some of its values changed.
    Edited(Vec<Change>),
    /// It was deleted, with so many others.
    Deleted {
        /// The operation.
        operation: OperationId,
        /// Other records of the same operation.
        others: i64,
    },
    /// It was restored.
    Restored {
        /// The operation.
        operation: OperationId,
        /// What it had to leave behind: keys that a living record had taken.
        without: Vec<String>,
    },
    /// Something was done to its link with another record.
    Linked {
        /// What.
        change: LinkChange,
        /// The other record.
        other: RecordRef,
        /// What the other is to it since, or was until then.
        roles: BTreeSet<LinkRole>,
        /// The operation that did it, where it was one.
        operation: Option<OperationId>,
    },
    /// An activity took place that it has part in.
    Activity(Activity),
}

/// The fields in which two forms differ, in the order of the form. White space around a value is no difference.
pub fn changes(object: &Object, old: &RecordInput, new: &RecordInput) -> Vec<Change> {
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let value = |input: &RecordInput, key: &str| input.values.get(key).and_then(|text| some(text));
    let fields = object
        .properties
        .iter()
        .map(|property| (property.key.as_str(), value(old, &property.key), value(new, &property.key)))
        .chain([
            (FURTHER_KEYS, some(&old.further_keys), some(&new.further_keys)),
            (OWNER, some(&old.owner), some(&new.owner)),
            (STAGE, some(&old.stage), some(&new.stage)),
        ]);
    fields
        .filter(|(_, old, new)| old != new)
        .map(|(field, old, new)| Change { field: field.to_owned(), old, new })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::tests::contact;

    #[test]
    fn only_what_differs_is_a_change() {
        let mut old = RecordInput { owner: "1".to_owned(), ..RecordInput::default() };
        old.values.insert("first_name".to_owned(), "Anna".to_owned());
        old.values.insert("phone".to_owned(), "1".to_owned());
        let mut new = old.clone();
        new.values.insert("phone".to_owned(), " ".to_owned());
        new.values.insert("first_name".to_owned(), "Anna ".to_owned());
        new.owner = "2".to_owned();
        let change = |field: &str, old: Option<&str>, new: Option<&str>| Change {
            field: field.to_owned(),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
        };
        assert_eq!(
            changes(&contact(), &old, &new),
            [change("phone", Some("1"), None), change(OWNER, Some("1"), Some("2"))]
        );
        assert!(changes(&contact(), &old, &old).is_empty());
    }
}
