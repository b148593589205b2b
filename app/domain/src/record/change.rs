//! Changes of a record, and the entries of its timeline.

use super::RecordInput;
use crate::{
    association::{Activity, LinkChange, LinkRole, RecordRef},
    ids::OperationId,
    object::{OWNER, Object, SECONDARY_KEYS, STAGE},
    people::Person,
    surface::Surface,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::BTreeSet};

/// A changed field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's key.
    pub field: String,
    /// The old value.
    pub old: Option<String>,
    /// The new value.
    pub new: Option<String>,
}

/// An entry of a timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineEntry {
    /// The moment.
    pub at: Timestamp,
    /// The user; `None` for the system.
    pub by: Option<Person>,
    /// The surface.
    pub surface: Surface,
    /// The change.
    pub what: What,
}

/// Entries of a timeline, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinePage {
    /// The entries.
    pub entries: Vec<TimelineEntry>,
    /// Whether there are older ones.
    pub more: bool,
}

impl TimelinePage {
    /// The latest `limit` of `entries`. Entries with equal moments keep their order.
    pub fn latest(mut entries: Vec<TimelineEntry>, limit: i64) -> Self {
        entries.sort_by_key(|entry| Reverse(entry.at));
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = entries.len() > limit;
        entries.truncate(limit);
        Self { entries, more }
    }
}

/// A change of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// It was created.
    Created,
    /// Some of its values changed.
    Edited(Vec<Change>),
    /// It was deleted.
    Deleted {
        /// The operation.
        operation: OperationId,
        /// The number of other records of the operation.
        others: i64,
    },
    /// It was restored.
    Restored {
        /// The operation.
        operation: OperationId,
        /// The keys that it lost because an active record had them.
        without: Vec<String>,
    },
    /// A link with another record changed.
    Linked {
        /// The change.
        change: LinkChange,
        /// The other record.
        other: RecordRef,
        /// The labels after the change, or before it for a removed link.
        roles: BTreeSet<LinkRole>,
        /// The operation that changed it, if any.
        operation: Option<OperationId>,
    },
    /// A linked activity took place.
    Activity(Activity),
}

/// The fields in which two forms differ, in the order of the form. White space around values is ignored.
pub fn changes(object: &Object, old: &RecordInput, new: &RecordInput) -> Vec<Change> {
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let value = |input: &RecordInput, key: &str| input.values.get(key).and_then(|text| some(text));
    let fields = object
        .properties
        .iter()
        .map(|property| (property.key.as_str(), value(old, &property.key), value(new, &property.key)))
        .chain([
            (SECONDARY_KEYS, some(&old.secondary_keys), some(&new.secondary_keys)),
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
    fn only_different_values_are_changes() {
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
