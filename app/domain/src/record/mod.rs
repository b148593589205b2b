//! Records: what a form sends, what is accepted, and what the pages show.

mod change;
mod check;

pub use change::{Change, TimelineEntry, TimelinePage, What, changes};
pub use check::{Accepted, FURTHER_KEYS_MAX, FieldError, RecordInput, check};

use crate::{
    ids::{OperationId, RecordId, StageId, UserId},
    people::Person,
    surface::Surface,
    text::fold_letters,
    time::Timestamp,
    value::Values,
};
use serde::{Deserialize, Serialize};

/// What [folding](fold_letters) makes of those values that are not all ASCII: the databases find and sort by these instead.
/// Of the others they make small letters themselves, which is the same.
pub fn folded(values: &Values) -> Values {
    let others = values.iter().filter(|(_, value)| !value.is_ascii());
    others.map(|(key, value)| (key.clone(), fold_letters(value))).collect()
}

/// One row of an index page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// Which record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its unique key: a contact's e-mail.
    pub key: Option<String>,
    /// Its other values.
    pub values: Values,
    /// Who owns it.
    pub owner: Option<Person>,
    /// Where it stands, for an object with stages.
    pub stage: Option<StageId>,
    /// When it was created.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// Whether the viewer may delete it.
    pub may_delete: bool,
}

/// One record, whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// Which record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its unique key: a contact's first e-mail.
    pub key: Option<String>,
    /// Its further keys: a contact's other e-mails.
    pub further_keys: Vec<String>,
    /// Its other values.
    pub values: Values,
    /// Who owns it.
    pub owner: Option<Person>,
    /// Where it stands, for an object with stages.
    pub stage: Option<StageId>,
    /// When it was created.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// Counts its changes. An edit names the version it started from and is refused when it moved.
    pub version: i64,
    /// Whether the viewer may edit it.
    pub may_edit: bool,
    /// Whether the viewer may delete it.
    pub may_delete: bool,
}

/// What the address of a record shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordState {
    /// The record lives.
    Living(RecordView),
    /// The record waits in the trash; its address says so, and shows the way back (L80).
    Deleted(Tombstone),
}

/// A deleted record as its address shows it: read-only (L47).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// What it was.
    pub record: RecordView,
    /// The operation that deleted it.
    pub operation: OperationId,
    /// Who deleted it.
    pub by: Option<Person>,
    /// When.
    pub at: Timestamp,
    /// From where.
    pub surface: Surface,
    /// Until when it can be restored.
    pub until: Timestamp,
    /// Days left until then.
    pub days_left: i64,
    /// Whether the viewer may restore it.
    pub may_restore: bool,
}

/// Why a record was not saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotSaved {
    /// Some fields are not acceptable; nothing was changed.
    Invalid(Vec<FieldError>),
    /// Somebody else saved first; nothing was changed. Both values are shown.
    Moved(Box<Moved>),
}

/// What is there now, for a person whose edit started from an older version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The record as it is now.
    pub current: RecordView,
    /// Who changed it last, where that is known.
    pub by: Option<Person>,
    /// The fields in which the two differ: key, the value now, the value sent.
    pub differences: Vec<Change>,
}

impl RecordView {
    /// The value of a field of the form, whichever place it is kept in.
    pub fn field(&self, object: &crate::object::Object, key: &str) -> Option<&str> {
        if object.is_key(key) { self.key.as_deref() } else { self.values.get(key).map(String::as_str) }
    }

    /// The record as a form would send it, so that two versions compare field by field.
    pub fn as_input(&self, object: &crate::object::Object) -> RecordInput {
        let values = object
            .properties
            .iter()
            .filter_map(|property| Some((property.key.clone(), self.field(object, &property.key)?.to_owned())));
        RecordInput {
            values: values.collect(),
            further_keys: self.further_keys.join("\n"),
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
        fn what_is_not_beside_a_value_is_its_small_letters(value in "[a-cA-CàÀßÜЖж \\t\u{301}]{0,12}|\\PC{0,12}") {
            let beside = folded(&Values::from([("key".to_owned(), value.clone())]));
            let compared = beside.get("key").cloned().unwrap_or_else(|| value.to_ascii_lowercase());
            prop_assert_eq!(compared, fold_letters(&value));
        }
    }

    #[test]
    fn values_of_ascii_have_nothing_beside_them() {
        let values = ["Lumen Srl", "2026-11-26", "1200.00 EUR", "two\nlines", "CITTÀ"];
        let values: Values =
            (0..).zip(values).map(|(place, value): (i32, _)| (place.to_string(), value.to_owned())).collect();
        assert_eq!(folded(&values), Values::from([("4".to_owned(), "citta".to_owned())]));
    }
}
