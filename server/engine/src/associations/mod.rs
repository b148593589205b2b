//! Associations: links between records, and their labels.
//!
//! - A deletion changes no link. Every query joins both records, so a link is hidden while one of its ends is in the trash
//!   and is back with it. Only a restore may have to remove a label: see [`resolve_label_conflicts`].
//! - Two records have at most one link, with any number of labels: a row per label, or one row with an empty label.
//! - An archived label stays on its links, hidden, and still counts towards the limit of one link: so restoring it from the
//!   archive makes no conflict.
//! - A user sees a link only if they may see both of its ends.

mod activities;
mod change;
mod create;
mod event;
mod list;
mod orphan;
mod pair;
mod remove_label;
mod resolve_label_conflicts;
mod timeline;

use change::link_new;
pub use change::{Associate, AssociateFailure};
pub(crate) use change::{LabelledPair, label_many, link_many};
pub(crate) use remove_label::remove_label;
pub(crate) use resolve_label_conflicts::{resolve_label_conflicts, return_labels};

use crate::{
    Error, Result,
    db::{PlanCache, PlannerHint, Row, Sql, Tx},
    records::Records,
    records::{Lifecycle, select},
};
use domain::{
    association::{AssociationLabel, End, RecordRef},
    ids::{ObjectId, RecordId},
    object::Object,
    policy::{Actor, Scope},
};
use std::collections::BTreeMap;

impl Records {
    /// Every label, archived and deleted ones included: links and timelines refer to them.
    pub async fn association_labels(&self) -> Result<Vec<AssociationLabel>> {
        Ok(self.definitions.current().await?.labels.clone())
    }

    /// An active record that the actor may see, and the slug of its object.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none with this id.
    pub async fn named(&self, actor: &Actor, id: RecordId) -> Result<(RecordRef, String)> {
        let sight = VisibleObjects::among(&self.definitions.current().await?.objects, actor, ObjectKinds::Any);
        let mut tx = self.store.snapshot().await?;
        let sql = Sql::new(
            "SELECT r.id AS other_id, r.object_id AS other_object, r.name AS other_name, o.slug FROM record AS r \
             JOIN object AS o ON o.id = r.object_id WHERE r.id = ",
        )
        .bind(id)
        .push(&Lifecycle::Active.condition("r"))
        .push(" AND ")
        .push(&sight.condition("r"))
        .unprepared();
        let row = tx.optional(sql).await?.ok_or(Error::NotFound)?;
        Ok((other(&row, "other")?, row.text("slug")?))
    }
}

/// The advisory lock of label definitions: exclusive for changing them, shared for giving labels to links.
pub(crate) const LABELS_LOCK: i64 = 0x006c_6162_656c_7300;

/// Takes a shared lock on the label definitions until the end of the transaction, so that no label becomes limited to one
/// link while this transaction gives it. To avoid deadlocks, take it before any lock on a record.
pub(crate) async fn lock_labels(tx: &mut Tx) -> Result<()> {
    tx.lock(Some(LABELS_LOCK), &[]).await
}

/// The SQL condition on the tag of a link that its label is archived.
const ARCHIVED: &str = "IN (SELECT tag FROM association_label WHERE archived_at IS NOT NULL)";

/// The objects that a query covers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectKinds {
    /// All of them.
    Any,
    /// Calls, emails, notes, tasks and meetings.
    Activities,
    /// The others.
    NonActivities,
}

/// The objects of which a user may see records, with the scope of each: the visible ends of links.
pub(crate) struct VisibleObjects(BTreeMap<ObjectId, Scope>);

impl VisibleObjects {
    /// Reads the active objects in `tx`.
    pub async fn of(tx: &mut Tx, actor: &Actor, kinds: ObjectKinds) -> Result<Self> {
        let rows = tx.all(Sql::new("SELECT id, activity FROM object WHERE archived_at IS NULL")).await?;
        let object = |row: &Row| Ok((ObjectId(row.int("id")?), row.get("activity")?));
        let objects = rows.iter().map(object).collect::<Result<Vec<_>>>()?;
        Ok(Self::seen(objects, actor, kinds))
    }

    /// Takes the objects from the definitions that a request already has.
    pub fn among(objects: &[Object], actor: &Actor, kinds: ObjectKinds) -> Self {
        Self::seen(objects.iter().map(|object| (object.id, object.activity)), actor, kinds)
    }

    fn seen(objects: impl IntoIterator<Item = (ObjectId, bool)>, actor: &Actor, kinds: ObjectKinds) -> Self {
        let wanted = |activity| kinds == ObjectKinds::Any || activity == (kinds == ObjectKinds::Activities);
        let objects = objects.into_iter().filter(|(_, activity)| wanted(*activity));
        Self(objects.filter_map(|(id, _)| Some((id, actor.view(id).ok()?.view().clone()))).collect())
    }

    /// The plan mode of queries with [`Self::condition`]. A user who sees everything shares the condition with most others,
    /// so its plan is worth keeping.
    fn plans(&self) -> PlanCache {
        if self.0.values().all(|scope| *scope == Scope::Everything) { PlanCache::Generic } else { PlanCache::Custom }
    }

    /// The planner hints for a transaction of such queries.
    pub fn way(&self) -> PlannerHint {
        PlannerHint::NestedLoop(self.plans())
    }

    /// Sets the plan mode of a query with [`Self::condition`].
    pub fn keep(&self, sql: Sql) -> Sql {
        if self.plans() == PlanCache::Generic { sql } else { sql.unprepared() }
    }

    /// The query `SELECT id` of the records of these objects that are linked to the record `$1`, which must be the first
    /// bound value. `more` adds columns for the end that `$1` is at. A record appears once per label.
    pub fn linked(&self, more: impl Fn(End) -> String) -> String {
        let objects: Vec<String> = self.0.keys().map(ToString::to_string).collect();
        let objects = if objects.is_empty() { "NULL".to_owned() } else { objects.join(", ") };
        let half = |end, here, there| {
            let more = more(end);
            format!(
                "SELECT {there}_id AS id{more} FROM association WHERE {here}_id = $1 AND {there}_object IN ({objects})"
            )
        };
        format!("{} UNION ALL {}", half(End::From, "from", "to"), half(End::To, "to", "from"))
    }

    /// The SQL condition that a record is visible. It contains ids only, so it needs no bound values.
    pub fn condition(&self, table: &str) -> String {
        let mut whole = Vec::new();
        let mut parts = Vec::new();
        for (object, scope) in &self.0 {
            match scope {
                Scope::Everything => whole.push(object.to_string()),
                Scope::Owners { .. } => {
                    let owner = Sql::scope(&format!("{table}.owner_id"), scope);
                    parts.push(format!("({table}.object_id = {object} AND {owner})"));
                }
            }
        }
        if !whole.is_empty() {
            parts.push(format!("{table}.object_id IN ({})", whole.join(", ")));
        }
        if parts.is_empty() { "FALSE".to_owned() } else { format!("({})", parts.join(" OR ")) }
    }
}

/// Checks that the actor may see a record, active or in the trash.
///
/// # Errors
/// [`Error::NotFound`] if not.
async fn must_see(tx: &mut Tx, actor: &Actor, object: &Object, id: RecordId) -> Result<()> {
    let permit = actor.view(object.id)?;
    let sql =
        select("r.deletion", Sql::new("record AS r"), Lifecycle::Any, object.id, permit.view()).push(" AND r.id = ");
    let row = tx.optional(sql.bind(id)).await?.ok_or(Error::NotFound)?;
    if row.get::<Option<i64>>("deletion")?.is_some() {
        actor.see_trash(object.id).map_err(|_| Error::NotFound)?;
    }
    Ok(())
}

/// The record in the columns `{prefix}_id`, `{prefix}_object` and `{prefix}_name`.
pub(crate) fn other(row: &Row, prefix: &str) -> Result<RecordRef> {
    Ok(RecordRef {
        id: RecordId(row.int(&format!("{prefix}_id"))?),
        object: ObjectId(row.int(&format!("{prefix}_object"))?),
        name: row.text(&format!("{prefix}_name"))?,
    })
}

/// Those of `records` that are active and visible, with their objects.
async fn active_records(
    tx: &mut Tx,
    sight: &VisibleObjects,
    records: &[RecordId],
) -> Result<BTreeMap<RecordId, ObjectId>> {
    let sql = Sql::new("SELECT r.id, r.object_id FROM record AS r WHERE ")
        .push(&sight.condition("r"))
        .push(&Lifecycle::Active.by_id("r"))
        .push(" AND r.id IN ")
        .records(records);
    let rows = tx.all(sql).await?;
    rows.iter().map(|row| Ok((RecordId(row.int("id")?), ObjectId(row.int("object_id")?)))).collect()
}
