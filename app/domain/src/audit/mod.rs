//! The audit: events that record who did what and when (R8.6).
//!
//! An event holds ids, enum values and counts, never text that a user typed: so nothing of it has to be erased when a
//! person is. Edits of single records are not events; they are versions of the record.

mod event;
mod kind;
mod part;
mod query;
#[cfg(test)]
mod tests;
mod view;

pub use event::{Definition, Event, Exported};
pub use kind::{EventGroup, EventKind};
pub use part::PartWord;
pub use query::{AUDIT_PAGE, AuditBy, AuditCursor, AuditQuery};
pub use view::{AuditNames, AuditObject, AuditPage, AuditRow};

/// Days that events are kept by default: two years.
pub const AUDIT_DAYS: i64 = 730;
/// The shortest retention of events, in days.
pub const AUDIT_DAYS_MIN: i64 = 30;
/// The longest retention of events, in days: ten years.
pub const AUDIT_DAYS_MAX: i64 = 3_650;

/// Seconds in which a repeated refusal of the same user is recorded once.
pub const REFUSAL_APART: i64 = 60;
/// Most refusals of one user recorded in that time, so that the audit cannot be flooded.
pub const REFUSALS_MOST: i64 = 30;

/// Parses a typed number of days; `None` unless it is within the limits.
pub fn parse_audit_days(text: &str) -> Option<i64> {
    text.trim().parse().ok().filter(|days| (AUDIT_DAYS_MIN..=AUDIT_DAYS_MAX).contains(days))
}
