//! The home page: what one has to do, what one looked at, what will soon be gone.
//!
//! Tasks and deals are objects as data: they are known here by their words, and where an installation has no such object,
//! or it lacks what is asked of it, its card is not shown.

use crate::{
    ids::{OperationId, RecordId},
    object::{Object, ObjectNames, Stage},
    people::Person,
    time::{Date, Timestamp},
    value::Money,
};
use serde::{Deserialize, Serialize};

/// The object whose records are to be done.
pub const TASKS: &str = "tasks";
/// Until when.
pub const DUE: &str = "due";
/// Whether it is done.
pub const DONE: &str = "done";
/// The object whose records are sold.
pub const DEALS: &str = "deals";
/// The object that a new installation begins with.
pub const CONTACTS: &str = "contacts";

/// Records that are kept of those a person looked at last.
pub const RECENT_MAX: i64 = 30;
/// Days that the chart of activities looks back, today included.
pub const ACTIVITY_DAYS: i64 = 30;
/// Days ahead that the card of what expires tells of.
pub const EXPIRY_DAYS: i64 = 7;
/// Where counting ends: more than so many is "many".
pub const COUNT_MAX: i64 = 999;

/// A count that ends at [`COUNT_MAX`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpTo {
    /// How many, at least.
    pub count: i64,
    /// Whether there are more.
    pub more: bool,
}

impl UpTo {
    /// From a count that went one further.
    pub fn of(counted: i64) -> Self {
        Self { count: counted.min(COUNT_MAX), more: counted > COUNT_MAX }
    }
}

/// A record that somebody looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentRecord {
    /// Which.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its object's word in addresses.
    pub slug: String,
    /// Its object's names.
    pub names: ObjectNames,
    /// The word of its object's picture.
    pub icon: String,
    /// When they last did.
    pub at: Timestamp,
}

/// A task that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTask {
    /// Which.
    pub id: RecordId,
    /// What is to be done.
    pub name: String,
    /// Until when.
    pub due: Option<Date>,
    /// The name of what it is to be done for: the first record it is associated with that is no activity.
    pub with: Option<String>,
}

/// One's tasks that are not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTasks {
    /// The object.
    pub object: Object,
    /// The first of them, those that are due first before the others.
    pub rows: Vec<OpenTask>,
    /// How many there are.
    pub open: UpTo,
    /// How many of them should have been done by now.
    pub overdue: UpTo,
}

/// One's deals that stand in one stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageSum {
    /// The stage.
    pub stage: Stage,
    /// How many.
    pub count: i64,
    /// What they come to, by currency.
    pub sums: Vec<Money>,
}

/// One's deals that are open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDeals {
    /// The object.
    pub object: Object,
    /// The open stages that have some, in order.
    pub stages: Vec<StageSum>,
    /// How many there are in all.
    pub count: i64,
    /// What they come to, by currency.
    pub sums: Vec<Money>,
}

/// A deletion of which something will soon be gone for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiring {
    /// Which.
    pub operation: OperationId,
    /// Its object's word in addresses.
    pub slug: String,
    /// Its object's names.
    pub names: ObjectNames,
    /// Who deleted.
    pub by: Option<Person>,
    /// When.
    pub at: Timestamp,
    /// Days left, rounded up.
    pub days_left: i64,
    /// What of it is in the trash and in sight.
    pub records: UpTo,
}

/// Activities that one person logged, of one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityCount {
    /// Who; nobody where they have no owner.
    pub owner: Option<Person>,
    /// The object's word in addresses.
    pub slug: String,
    /// The object's names.
    pub names: ObjectNames,
    /// How many.
    pub count: i64,
}

/// What the home page tells beside what one looked at and what was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Today, as the database has it.
    pub today: Date,
    /// Whether there is no record at all within sight.
    pub new: bool,
    /// One's tasks.
    pub tasks: Option<OpenTasks>,
    /// One's deals.
    pub deals: Option<OpenDeals>,
    /// What will be gone within [`EXPIRY_DAYS`], soonest first; nothing for one who sees no trash.
    pub expiring: Option<Vec<Expiring>>,
    /// Activities of the last [`ACTIVITY_DAYS`] by owner and object; nothing for one who sees none. What was logged on a
    /// record counts even when that record was deleted since (R4.6).
    pub activities: Option<Vec<ActivityCount>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_ends_where_nobody_counts_on() {
        assert_eq!(UpTo::of(COUNT_MAX), UpTo { count: COUNT_MAX, more: false });
        assert_eq!(UpTo::of(COUNT_MAX + 1), UpTo { count: COUNT_MAX, more: true });
    }
}
