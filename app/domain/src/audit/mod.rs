//! The audit: what is written down of who did what, to be read, filtered and proved later (R8.6).
//!
//! An event holds ids, words of ours and counts, never a text that a person typed: so nothing of it has to be erased when
//! a person is. Single edits are no events: they are versions of their record.

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

/// Days that events are kept, until somebody says otherwise: two years.
pub const AUDIT_DAYS: i64 = 730;
/// Fewest days.
pub const AUDIT_DAYS_MIN: i64 = 30;
/// Most days: ten years.
pub const AUDIT_DAYS_MAX: i64 = 3_650;

/// Seconds in which the same refusal of the same person is written down once.
pub const REFUSAL_APART: i64 = 60;
/// Most refusals of one person that are written down in that time, so that nobody can flood the audit.
pub const REFUSALS_MOST: i64 = 30;

/// Reads a number of days that somebody typed; nothing where it is not one that can be kept.
pub fn parse_audit_days(text: &str) -> Option<i64> {
    text.trim().parse().ok().filter(|days| (AUDIT_DAYS_MIN..=AUDIT_DAYS_MAX).contains(days))
}
