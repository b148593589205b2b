//! Records: the form of a record, its checks, and the data that pages show.

mod change;
mod check;

pub use change::{Change, TimelineEntry, TimelinePage, What, changes};
pub use check::{Accepted, FieldError, RecordInput, SECONDARY_KEYS_MAX, check};

use crate::{
    ids::{OperationId, RecordId, StageId, UserId},
    people::Person,
    surface::Surface,
    text::normalize_value,
    time::Timestamp,
    value::Values,
};
use serde::{Deserialize, Serialize};

/// The [normalized](normalize_value) form of the values that are not all ASCII, by which the databases search and sort. For the
/// others they compute it themselves, with `lower()`.
pub fn normalized(values: &Values) -> Values {
    let others = values.iter().filter(|(_, value)| !value.is_ascii());
    others.map(|(key, value)| (key.clone(), normalize_value(value))).collect()
}

/// A row of an index page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// The id of the record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its unique key: a contact's e-mail.
    pub key: Option<String>,
    /// Its other values.
    pub values: Values,
    /// Its owner.
    pub owner: Option<Person>,
    /// Its stage, if its object has stages.
    pub stage: Option<StageId>,
    /// When it was created.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// Whether the user may delete it.
    pub may_delete: bool,
}

/// A record with all of its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// The id of the record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its unique key: a contact's first e-mail.
    pub key: Option<String>,
    /// Its secondary keys: a contact's other emails.
    pub secondary_keys: Vec<String>,
    /// Its other values.
    pub values: Values,
    /// Its owner.
    pub owner: Option<Person>,
    /// Its stage, if its object has stages.
    pub stage: Option<StageId>,
    /// When it was created.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// The number of its changes. An edit names the version it started from and is refused if the record has a newer one.
    pub version: i64,
    /// Whether the user may edit it.
    pub may_edit: bool,
    /// Whether the user may delete it.
    pub may_delete: bool,
}

/// The state of a record, as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordState {
    /// The record is active.
    Living(RecordView),
    /// The record is in the trash; its page offers to restore it (L80).
    Deleted(Tombstone),
}

/// A record in the trash, which its page shows read-only (L47).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// The record as it was deleted.
    pub record: RecordView,
    /// The operation that deleted it.
    pub operation: OperationId,
    /// The user who deleted it.
    pub by: Option<Person>,
    /// The moment of the deletion.
    pub at: Timestamp,
    /// The surface of the deletion.
    pub surface: Surface,
    /// The moment until which it can be restored.
    pub until: Timestamp,
    /// Days left until then.
    pub days_left: i64,
    /// Whether the user may restore it.
    pub may_restore: bool,
}

/// The reason why a record was not saved. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotSaved {
    /// Some fields are not valid.
    Invalid(Vec<FieldError>),
    /// Another user saved first. The form shows both values.
    Moved(Box<Moved>),
}

/// The current record, for a user whose edit started from an older version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The current record.
    pub current: RecordView,
    /// The user who changed it last, if known.
    pub by: Option<Person>,
    /// The fields that differ, from the current value to the one that was sent.
    pub differences: Vec<Change>,
}

impl RecordView {
    /// The value of a field of the form: the unique key or a property.
    pub fn field(&self, object: &crate::object::Object, key: &str) -> Option<&str> {
        if object.is_key(key) { self.key.as_deref() } else { self.values.get(key).map(String::as_str) }
    }

    /// The record as a form sends it, so that two versions can be compared field by field.
    pub fn as_input(&self, object: &crate::object::Object) -> RecordInput {
        let values = object
            .properties
            .iter()
            .filter_map(|property| Some((property.key.clone(), self.field(object, &property.key)?.to_owned())));
        RecordInput {
            values: values.collect(),
            secondary_keys: self.secondary_keys.join("\n"),
            owner: self.owner.as_ref().map(|owner| owner.id.to_string()).unwrap_or_default(),
            stage: self.stage.map(|stage| stage.to_string()).unwrap_or_default(),
        }
    }

    /// The owner's id.
    pub fn owner_id(&self) -> Option<UserId> {
        self.owner.as_ref().map(|owner| owner.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ascii_values_are_normalized_by_lowercase(value in "[a-cA-CàÀßÜЖж \\t\u{301}]{0,12}|\\PC{0,12}") {
            let beside = normalized(&Values::from([("key".to_owned(), value.clone())]));
            let compared = beside.get("key").cloned().unwrap_or_else(|| value.to_ascii_lowercase());
            prop_assert_eq!(compared, normalize_value(&value));
        }
    }

    #[test]
    fn ascii_values_need_no_normalized_form() {
        let values = ["Lumen Srl", "2026-11-26", "1200.00 EUR", "two\nlines", "CITTÀ"];
        let values: Values =
            (0..).zip(values).map(|(place, value): (i32, _)| (place.to_string(), value.to_owned())).collect();
        assert_eq!(normalized(&values), Values::from([("4".to_owned(), "citta".to_owned())]));
    }
}
