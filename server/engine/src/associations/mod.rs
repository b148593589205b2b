//! Associations: links between records, what they mean, and what becomes of them when one end is deleted.
//!
//! A delete writes nothing here. A link is hidden while one of its ends is in the trash, because whoever reads it asks for
//! both records, and it is as it was when that end returns. What a restore may have to change is told in [`give_way`].
//!
//! Two records have one link with any number of labels: a row for each, or one row with an empty label. A label that is
//! archived stays on its links, unseen, and counts where there can be one only: so nothing has to give way when it is back.
//! Who may see one end only does not know of the link.

mod activities;
mod change;
mod create;
mod event;
mod forget;
pub(crate) mod give_way;
mod list;
mod orphan;
mod pair;
mod timeline;

pub use change::Associate;
use change::link_new;
pub(crate) use change::{Labelled, label_many, link_many};
pub(crate) use forget::forget;

use crate::{
    Engine, Error, Result,
    db::{Plans, Row, Sql, Tx, Way},
    records::{Life, select},
};
use domain::{
    association::{AssociationLabel, End, Other},
    ids::{LabelId, ObjectId, RecordId},
    object::Object,
    policy::{Actor, Scope},
    time::Timestamp,
};
use std::collections::BTreeMap;

impl Engine {
    /// Every label that a link has, or had: archived ones and those that are gone for good are among them.
    pub async fn association_labels(&self) -> Result<Vec<AssociationLabel>> {
        Ok(self.definitions().await?.labels.clone())
    }

    /// A living record in sight, whatever its object, and that object's word in addresses.
    pub async fn named(&self, actor: &Actor, id: RecordId) -> Result<(Other, String)> {
        let sight = Sight::among(&self.definitions().await?.objects, actor, Kinds::Any);
        let mut tx = self.db.snapshot().await?;
        let sql = Sql::new(
            "SELECT r.id AS other_id, r.object_id AS other_object, r.name AS other_name, o.slug FROM record AS r \
             JOIN object AS o ON o.id = r.object_id WHERE r.id = ",
        )
        .bind(id)
        .push(&Life::Living.condition("r"))
        .push(" AND ")
        .push(&sight.condition("r"))
        .once();
        let row = tx.optional(sql).await?.ok_or(Error::NotFound)?;
        Ok((other(&row, "other")?, row.text("slug")?))
    }
}

/// The lock of those who define labels.
pub(crate) const LABELS: i64 = 0x006c_6162_656c_7300;

/// Keeps what is said of labels as it is until the end of the transaction, with others who do: whoever says that there can
/// be one only counts those that live, and no other comes to them meanwhile. To be asked for before any record is held.
pub(crate) async fn hold_labels(tx: &mut Tx) -> Result<()> {
    tx.lock(Some(LABELS), &[]).await
}

/// What is archived, as a condition on the tag of a link.
const UNSEEN: &str = "IN (SELECT tag FROM association_label WHERE archived IS NOT NULL)";

/// Which objects a query is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kinds {
    /// All of them.
    Any,
    /// Calls, e-mails, notes, tasks, meetings.
    Activities,
    /// The others.
    Things,
}

/// The objects of which somebody may see records, and whose of them: the other ends of links that they know of.
pub(crate) struct Sight(BTreeMap<ObjectId, Scope>);

impl Sight {
    /// Of the objects that are in use as `tx` sees it.
    pub async fn of(tx: &mut Tx, actor: &Actor, kinds: Kinds) -> Result<Self> {
        let rows = tx.all(Sql::new("SELECT id, activity FROM object WHERE archived IS NULL")).await?;
        let object = |row: &Row| Ok((ObjectId(row.int("id")?), row.get("activity")?));
        let objects = rows.iter().map(object).collect::<Result<Vec<_>>>()?;
        Ok(Self::seen(objects, actor, kinds))
    }

    /// Of these objects.
    pub fn among(objects: &[Object], actor: &Actor, kinds: Kinds) -> Self {
        Self::seen(objects.iter().map(|object| (object.id, object.activity)), actor, kinds)
    }

    fn seen(objects: impl IntoIterator<Item = (ObjectId, bool)>, actor: &Actor, kinds: Kinds) -> Self {
        let wanted = |activity| kinds == Kinds::Any || activity == (kinds == Kinds::Activities);
        let objects = objects.into_iter().filter(|(_, activity)| wanted(*activity));
        Self(objects.filter_map(|(id, _)| Some((id, actor.view(id).ok()?.view().clone()))).collect())
    }

    /// How queries that hold the condition are planned: once, where it is that of most people.
    fn plans(&self) -> Plans {
        if self.0.values().all(|scope| *scope == Scope::Everything) { Plans::Kept } else { Plans::Anew }
    }

    /// The way of a transaction of such queries.
    pub fn way(&self) -> Way {
        Way::ByKeys(self.plans())
    }

    /// A query that holds the condition, as it is kept.
    pub fn keep(&self, sql: Sql) -> Sql {
        if self.plans() == Plans::Kept { sql } else { sql.once() }
    }

    /// `SELECT id` of what is linked to the record `$1`, which must be the first value, and is of one of these objects, with
    /// what `more` adds for the end that `$1` is at. One may be there several times.
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

    /// The condition that a record is one of them. It holds numbers of ours only.
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

/// Nothing where the actor may see this record, living or in the trash.
async fn must_see(tx: &mut Tx, actor: &Actor, object: &Object, id: RecordId) -> Result<()> {
    let permit = actor.view(object.id)?;
    let sql = select("r.deletion", Sql::new("record AS r"), Life::Any, object.id, permit.view()).push(" AND r.id = ");
    let row = tx.optional(sql.bind(id)).await?.ok_or(Error::NotFound)?;
    if row.get::<Option<i64>>("deletion")?.is_some() {
        actor.see_trash(object.id).map_err(|_| Error::NotFound)?;
    }
    Ok(())
}

/// The record of a row with the columns `{prefix}_id`, `{prefix}_object` and `{prefix}_name`.
pub(crate) fn other(row: &Row, prefix: &str) -> Result<Other> {
    Ok(Other {
        id: RecordId(row.int(&format!("{prefix}_id"))?),
        object: ObjectId(row.int(&format!("{prefix}_object"))?),
        name: row.text(&format!("{prefix}_name"))?,
    })
}

/// Those of `records` that live and are in sight, with their objects.
async fn living(tx: &mut Tx, sight: &Sight, records: &[RecordId]) -> Result<BTreeMap<RecordId, ObjectId>> {
    let sql = Sql::new("SELECT r.id, r.object_id FROM record AS r WHERE ")
        .push(&sight.condition("r"))
        .push(&Life::Living.by_id("r"))
        .push(" AND r.id IN ")
        .records(records);
    let rows = tx.all(sql).await?;
    rows.iter().map(|row| Ok((RecordId(row.int("id")?), ObjectId(row.int("object_id")?)))).collect()
}
