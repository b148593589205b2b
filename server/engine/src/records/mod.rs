//! Records of every object: one table, one set of queries.

mod candidates;
pub(crate) mod create;
mod edit;
mod filter;
mod index_range;
mod index_scan;
mod limits;
mod list;
mod normalized;
pub(crate) mod read;
mod timeline;
pub(crate) mod write;

pub use limits::ListLimits;
pub(crate) use normalized::renormalize;

use crate::{
    Result,
    audit::Audit,
    db::{Sql, Store, Tx},
    definitions::DefinitionCache,
    rows::person,
};
use domain::{
    ids::{ObjectId, UserId},
    people::Person,
    policy::Scope,
};

/// The state of the records that a query means: active ones, those in the trash, or both. No query spells the condition itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lifecycle {
    /// Not deleted.
    Active,
    /// In the trash.
    Trashed,
    /// Either.
    Any,
}

impl Lifecycle {
    /// The condition on `table`, beginning with ` AND`.
    pub fn condition(self, table: &str) -> String {
        match self {
            Self::Active => format!(" AND {table}.deletion IS NULL"),
            Self::Trashed => format!(" AND {table}.deletion IS NOT NULL"),
            Self::Any => String::new(),
        }
    }

    /// The same for records that are looked up by id, in a form that uses no index of active records. Without
    /// statistics PostgreSQL takes such an index for the shorter path and scans all of it.
    pub fn by_id(self, table: &str) -> String {
        match self {
            Self::Active => format!(" AND coalesce({table}.deletion, 0) = 0"),
            other => other.condition(table),
        }
    }
}

/// How a query finds its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// By the index that the database chooses.
    Usual,
    /// By the index of a condition other than the object, which holds for most records.
    Served,
    /// By a full table scan: no index serves.
    Whole,
}

/// `SELECT columns FROM source WHERE` the record `r` is of `object`, in the given state and in scope. `source` must
/// contain `record AS r`.
pub(crate) fn select(columns: &str, source: Sql, life: Lifecycle, object: ObjectId, sight: &Scope) -> Sql {
    select_where(columns, source, &of_object(object), life, sight)
}

/// The same with another form of the condition on the object.
fn select_where(columns: &str, source: Sql, of_object: &str, life: Lifecycle, sight: &Scope) -> Sql {
    source
        .prepend(&format!("SELECT {columns} FROM "))
        .push(&format!(" WHERE {of_object}"))
        .push(&life.condition("r"))
        .and_in_scope("r.owner_id", sight)
}

/// The id is a literal, because only then is an index of one object used.
fn of_object(object: ObjectId) -> String {
    format!("r.object_id = {object}")
}

/// The number of active and of trashed records in scope, from the totals.
pub(crate) async fn count(tx: &mut Tx, object: ObjectId, scope: &Scope) -> Result<(i64, i64)> {
    let sql = Sql::new(
        "SELECT CAST(coalesce(sum(active), 0) AS BIGINT) AS active, \
         CAST(coalesce(sum(trashed), 0) AS BIGINT) AS trashed FROM record_count WHERE object_id = ",
    )
    .bind(object)
    .and_in_scope("nullif(owner_id, 0)", scope);
    match tx.optional(sql).await? {
        Some(row) => Ok((row.int("active")?, row.int("trashed")?)),
        None => Ok((0, 0)),
    }
}

/// Records and their associations.
#[derive(Clone)]
pub struct Records {
    pub(crate) store: Store,
    pub(crate) audit: Audit,
    pub(crate) definitions: DefinitionCache,
    pub(crate) limits: ListLimits,
}

impl Records {
    pub(crate) fn new(store: Store, audit: Audit, definitions: DefinitionCache, limits: ListLimits) -> Self {
        Self { store, audit, definitions, limits }
    }
}

impl Records {
    /// The users who can be given a record, by name, and the users in `kept`, who own one already.
    pub async fn new_owners(&self, kept: &[UserId]) -> Result<Vec<Person>> {
        let sql = Sql::new(
            "SELECT id AS person_id, name AS person_name FROM app_user WHERE deactivated_at IS NULL OR id IN ",
        )
        .in_list(kept.iter().map(|user| user.0));
        let rows = self.store.all(sql.push(" ORDER BY name_normalized, id")).await?;
        rows.iter().filter_map(|row| person(row, "person").transpose()).collect()
    }

    /// All users, by name, including deactivated ones, who may still own records.
    pub async fn owners(&self) -> Result<Vec<Person>> {
        let sql = Sql::new("SELECT id AS person_id, name AS person_name FROM app_user ORDER BY name_normalized, id");
        let rows = self.store.all(sql).await?;
        rows.iter().filter_map(|row| person(row, "person").transpose()).collect()
    }
}
