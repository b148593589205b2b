//! The home page: tasks, deals, activities and expiring deletions of a user.
//!
//! Tasks and deals are objects that an admin can change or archive. They are found by their slugs; if one is missing, or
//! lacks the properties that its card needs, the card is not shown.

use crate::{
    ids::{OperationId, RecordId},
    object::{Object, ObjectNames, Stage},
    people::Person,
    time::{Date, Timestamp},
    value::Money,
};
use serde::{Deserialize, Serialize};

/// The slug of the object *task*.
pub const TASKS: &str = "tasks";
/// The key of the due date of a task.
pub const DUE: &str = "due";
/// The key of the property that says whether a task is done.
pub const DONE: &str = "done";
/// The slug of the object *deal*.
pub const DEALS: &str = "deals";
/// The slug of the object *contact*, which a new installation starts with.
pub const CONTACTS: &str = "contacts";

/// The maximum of recently viewed records of a user.
pub const RECENT_MAX: i64 = 30;
/// The days of the chart of activities, today included.
pub const ACTIVITY_DAYS: i64 = 30;
/// The days ahead that the card of expiring deletions covers.
pub const EXPIRY_DAYS: i64 = 7;
/// The highest number that counts on the home page reach.
pub const COUNT_MAX: i64 = 999;

/// A count that stops at [`COUNT_MAX`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpTo {
    /// The number, at most [`COUNT_MAX`].
    pub count: i64,
    /// Whether there are more.
    pub more: bool,
}

impl UpTo {
    /// From a query that counted up to [`COUNT_MAX`]` + 1`.
    pub fn of(counted: i64) -> Self {
        Self { count: counted.min(COUNT_MAX), more: counted > COUNT_MAX }
    }
}

/// A recently viewed record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentRecord {
    /// The id of the record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// The slug of its object.
    pub slug: String,
    /// The names of its object.
    pub names: ObjectNames,
    /// The name of the icon of its object.
    pub icon: String,
    /// When it was viewed last.
    pub at: Timestamp,
}

/// A task that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTask {
    /// The id of the task.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// The due date.
    pub due: Option<Date>,
    /// The name of the first linked record that is not an activity.
    pub with: Option<String>,
}

/// The open tasks of the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTasks {
    /// The object.
    pub object: Object,
    /// The first of them, by due date.
    pub rows: Vec<OpenTask>,
    /// The number of them.
    pub open: UpTo,
    /// The number of them that are overdue.
    pub overdue: UpTo,
}

/// The deals of the user in one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageSum {
    /// The stage.
    pub stage: Stage,
    /// The number of deals.
    pub count: i64,
    /// The sum of their amounts, by currency.
    pub sums: Vec<Money>,
}

/// The open deals of the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDeals {
    /// The object.
    pub object: Object,
    /// The open stages with deals, in order.
    pub stages: Vec<StageSum>,
    /// The total number.
    pub count: i64,
    /// The sum of their amounts, by currency.
    pub sums: Vec<Money>,
}

/// A deletion whose records will soon be deleted permanently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiring {
    /// The deletion.
    pub operation: OperationId,
    /// The slug of its object.
    pub slug: String,
    /// The names of its object.
    pub names: ObjectNames,
    /// The user who deleted.
    pub by: Option<Person>,
    /// The moment of the deletion.
    pub at: Timestamp,
    /// Days left, rounded up.
    pub days_left: i64,
    /// Its records that are in the trash and visible to the user.
    pub records: UpTo,
}

/// The number of activities of one owner and object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityCount {
    /// The owner; `None` for activities without one.
    pub owner: Option<Person>,
    /// The slug of the object.
    pub slug: String,
    /// The names of the object.
    pub names: ObjectNames,
    /// The number of activities.
    pub count: i64,
}

/// The cards of the home page, apart from recently viewed records and recent operations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Today, by the clock of the server.
    pub today: Date,
    /// Whether the user sees no record at all.
    pub new: bool,
    /// The open tasks.
    pub tasks: Option<OpenTasks>,
    /// The open deals.
    pub deals: Option<OpenDeals>,
    /// The deletions that expire within [`EXPIRY_DAYS`], the soonest first; `None` for a user who may not see the trash.
    pub expiring: Option<Vec<Expiring>>,
    /// The activities of the last [`ACTIVITY_DAYS`] by owner and object; `None` for a user who may not see any. Activities of
    /// a record that was deleted since count too (R4.6).
    pub activities: Option<Vec<ActivityCount>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_stops_at_its_maximum() {
        assert_eq!(UpTo::of(COUNT_MAX), UpTo { count: COUNT_MAX, more: false });
        assert_eq!(UpTo::of(COUNT_MAX + 1), UpTo { count: COUNT_MAX, more: true });
    }
}
