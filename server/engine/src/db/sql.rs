//! The SQL builder: a text and its values, appended in step.
//!
//! Both databases accept `$1` placeholders, CTEs, `RETURNING` and `->>`, so a query is written once. A value is always bound, never
//! part of the text, except for ids.

use domain::{
    ids::{
        BlockId, ErasureId, ImportId, InvitationId, JobId, LabelId, MailId, ObjectId, OperationId, PipelineId,
        RecordId, RoleId, SessionId, StageId, TeamId, UserId, ViewId,
    },
    policy::Scope,
    time::Timestamp,
};
use std::fmt::Write;

/// A value of a query.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A number, or NULL.
    Int(Option<i64>),
    /// A text, or NULL.
    Text(Option<String>),
    /// A JSON document, or NULL.
    Json(Option<serde_json::Value>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A boolean.
    Bool(bool),
}

macro_rules! from {
    ($($from:ty => |$value:ident| $to:expr;)*) => {$(
        impl From<$from> for Value {
            fn from($value: $from) -> Self {
                $to
            }
        }
    )*};
}

from! {
    i64 => |value| Self::Int(Some(value));
    Option<i64> => |value| Self::Int(value);
    bool => |value| Self::Bool(value);
    &str => |value| Self::Text(Some(value.to_owned()));
    &String => |value| Self::Text(Some(value.clone()));
    String => |value| Self::Text(Some(value));
    Option<String> => |value| Self::Text(value);
    Option<&str> => |value| Self::Text(value.map(str::to_owned));
    serde_json::Value => |value| Self::Json(Some(value));
    Option<serde_json::Value> => |value| Self::Json(value);
    &[u8] => |value| Self::Bytes(value.to_owned());
    Timestamp => |value| Self::Int(Some(value.0));
    ObjectId => |value| Self::Int(Some(value.0));
    RecordId => |value| Self::Int(Some(value.0));
    Option<RecordId> => |value| Self::Int(value.map(|id| id.0));
    OperationId => |value| Self::Int(Some(value.0));
    Option<OperationId> => |value| Self::Int(value.map(|id| id.0));
    UserId => |value| Self::Int(Some(value.0));
    Option<UserId> => |value| Self::Int(value.map(|id| id.0));
    ViewId => |value| Self::Int(Some(value.0));
    LabelId => |value| Self::Int(Some(value.0));
    StageId => |value| Self::Int(Some(value.0));
    PipelineId => |value| Self::Int(Some(value.0));
    Option<StageId> => |value| Self::Int(value.map(|id| id.0));
    RoleId => |value| Self::Int(Some(value.0));
    SessionId => |value| Self::Int(Some(value.0));
    ImportId => |value| Self::Int(Some(value.0));
    MailId => |value| Self::Int(Some(value.0));
    JobId => |value| Self::Int(Some(value.0));
    InvitationId => |value| Self::Int(Some(value.0));
    BlockId => |value| Self::Int(Some(value.0));
    ErasureId => |value| Self::Int(Some(value.0));
    Option<ErasureId> => |value| Self::Int(value.map(|id| id.0));
    TeamId => |value| Self::Int(Some(value.0));
    Option<TeamId> => |value| Self::Int(value.map(|id| id.0));
}

/// A statement under construction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sql {
    pub(super) text: String,
    pub(super) values: Vec<Value>,
    /// Whether the statement is prepared and cached. Not if the text holds literals.
    pub(super) keep: bool,
}

impl Sql {
    /// Starts with `text`. Placeholders in it (`$1`, `$2`, …) get their values by [`Self::with`].
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new(), keep: true }
    }

    /// Appends text.
    pub fn push(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Prepends text, which must have no placeholders.
    pub fn prepend(mut self, text: &str) -> Self {
        self.text.insert_str(0, text);
        self
    }

    /// Marks the statement as not worth caching, because its text holds literals: it is planned on each execution.
    pub fn unprepared(mut self) -> Self {
        self.keep = false;
        self
    }

    /// Appends a placeholder and binds its value.
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        // Writing to a text cannot fail.
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// The number of the placeholder that the next value will have.
    pub fn next(&self) -> usize {
        self.values.len() + 1
    }

    /// Binds the value of the next placeholder that the text has already.
    pub fn with(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// Appends `(1, 2, 3)`, with the ids as literals: a cached statement for each length would fill the cache. An empty list matches
    /// nothing.
    pub fn in_list(mut self, ids: impl IntoIterator<Item = i64>) -> Self {
        self.keep = false;
        let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
        let ids = if ids.is_empty() { "NULL".to_owned() } else { ids.join(", ") };
        self.push("(").push(&ids).push(")")
    }

    /// Appends the ids of records, like [`Self::in_list`].
    pub fn records(self, ids: &[RecordId]) -> Self {
        self.in_list(ids.iter().map(|id| id.0))
    }

    /// Appends `json_each($4) AS each`: a table with one row for each of `rows`, whose cells are `each.value ->> 0` and so on. Many
    /// rows are one bound value, because SQLite scans all earlier placeholders for each new one. Texts must not contain NUL.
    pub fn json_rows(self, rows: impl IntoIterator<Item = serde_json::Value>) -> Self {
        self.push("json_each(").bind(serde_json::Value::Array(rows.into_iter().collect())).push(") AS each")
    }

    /// Appends a condition: the text in `column` contains one of `terms`, which must be normalized.
    pub fn matching(self, column: &str, terms: &[String]) -> Self {
        let mut sql = self.push("(");
        for (place, term) in terms.iter().enumerate() {
            let plain = term.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            sql = sql.push(if place == 0 { "" } else { " OR " }).push(column).push(" LIKE ");
            sql = sql.bind(format!("%{plain}%")).push(" ESCAPE '\\'");
        }
        sql.push(")")
    }

    /// Appends ` AND` the owner in `column` is in scope; nothing for a scope that covers everything.
    pub fn and_in_scope(self, column: &str, scope: &Scope) -> Self {
        match scope {
            Scope::Everything => self,
            Scope::Owners { .. } => self.push(" AND ").in_scope(column, scope),
        }
    }

    /// Appends the condition that the owner in `column` is in scope.
    pub fn in_scope(mut self, column: &str, scope: &Scope) -> Self {
        self.keep = false;
        self.push(&Self::scope(column, scope))
    }

    /// The condition that the owner in `column` is in scope, as a text without placeholders.
    pub fn scope(column: &str, scope: &Scope) -> String {
        match scope {
            Scope::Everything => "TRUE".to_owned(),
            Scope::Owners { owners, unassigned } => {
                let owners: Vec<String> = owners.iter().map(ToString::to_string).collect();
                let owners = if owners.is_empty() { "NULL".to_owned() } else { owners.join(", ") };
                let unassigned_too = if *unassigned { format!(" OR {column} IS NULL") } else { String::new() };
                format!("({column} IN ({owners}){unassigned_too})")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_never_enter_the_text() {
        let sql = Sql::new("SELECT * FROM record WHERE name = ").bind("'; DROP").push(" AND id > ").bind(4_i64);
        assert_eq!(sql.text, "SELECT * FROM record WHERE name = $1 AND id > $2");
        assert_eq!(sql.values.len(), 2);
        assert!(sql.keep);
    }

    #[test]
    fn scopes() {
        let own = |unassigned| Scope::Owners { owners: vec![UserId(1), UserId(2)], unassigned };
        assert_eq!(Sql::new("x").and_in_scope("o", &Scope::Everything).text, "x");
        assert_eq!(Sql::new("x").and_in_scope("o", &own(false)).text, "x AND (o IN (1, 2))");
        assert_eq!(Sql::new("").in_scope("o", &own(true)).text, "(o IN (1, 2) OR o IS NULL)");
        let empty = Scope::Owners { owners: vec![], unassigned: false };
        assert_eq!(Sql::new("").in_scope("o", &empty).text, "(o IN (NULL))");
    }
}
