//! What a record is associated with, and what it could be.

use super::{Kinds, LINKED, Sight, UNSEEN, must_see};
use crate::{
    Engine, Result,
    db::{Row, Sql, Tx},
    records::Life,
};
use domain::{
    association::{Candidate, Candidates, End, LinkGroups, Linked, Role},
    ids::{ObjectId, RecordId, StageId},
    object::Object,
    policy::Actor,
    text,
};
use std::collections::{BTreeMap, BTreeSet};

/// Candidates that a page shows; a search finds the others.
const CANDIDATES: i64 = 25;

const COLUMNS: &str = "r.id, r.object_id, r.name, r.unique_key, r.properties, r.stage_id";

impl Engine {
    /// What a record is associated with, activities apart: of each object the first `limit` and how many there are.
    pub async fn associations(&self, actor: &Actor, object: &Object, id: RecordId, limit: i64) -> Result<LinkGroups> {
        let sight = Sight::among(&self.definitions().await?.objects, actor, Kinds::Things);
        let mut tx = self.db.snapshot().await?;
        tx.by_keys(sight.plans()).await?;
        must_see(&mut tx, actor, object, id).await?;
        let sql = Sql::new(&format!(
            "SELECT placed.id, placed.object_id, placed.n, placed.place FROM (SELECT r.id, r.object_id, \
             count(*) OVER (PARTITION BY r.object_id) AS n, row_number() OVER (PARTITION BY r.object_id \
             ORDER BY min(CASE WHEN l.label = '' OR l.label {UNSEEN} THEN 1 ELSE 0 END), r.name_folded, r.id) AS place \
             FROM (SELECT to_id AS id, label FROM association WHERE from_id = $1 \
             UNION ALL SELECT from_id AS id, label FROM association WHERE to_id = $1) AS l \
             CROSS JOIN record AS r WHERE r.id = l.id",
        ))
        .with(id)
        .push(&Life::Living.by_id("r"))
        .push(" AND ")
        .push(&sight.condition("r"))
        .push(" GROUP BY r.id, r.object_id, r.name_folded) AS placed WHERE placed.place <= ")
        .bind(limit)
        .push(" ORDER BY placed.object_id, placed.place");
        let mut groups = LinkGroups::new();
        let mut order = Vec::new();
        for row in tx.all(sight.keep(sql)).await? {
            groups.entry(ObjectId(row.int("object_id")?)).or_default().count = row.int("n")?;
            order.push(RecordId(row.int("id")?));
        }
        if order.is_empty() {
            return Ok(groups);
        }
        let roles = roles(&mut tx, id, &order).await?;
        let mut found: BTreeMap<RecordId, (ObjectId, Linked)> = BTreeMap::new();
        let sql = Sql::new("SELECT ").push(COLUMNS).push(" FROM record AS r WHERE r.id IN ").records(&order);
        for row in tx.all(sql).await? {
            let linked = linked(&row, &roles)?;
            found.insert(linked.id, (ObjectId(row.int("object_id")?), linked));
        }
        for id in order {
            if let Some((object, linked)) = found.remove(&id) {
                groups.entry(object).or_default().first.push(linked);
            }
        }
        Ok(groups)
    }

    /// Living records of `to` that a record could be associated with, those that a search finds, or else the first; and
    /// `pick`, where it is one, before them. The record itself is none.
    pub async fn association_candidates(
        &self,
        actor: &Actor,
        object: &Object,
        id: RecordId,
        to: &Object,
        search: &str,
        pick: Option<RecordId>,
    ) -> Result<Candidates> {
        let view = actor.view(to.id)?;
        let mut tx = self.db.snapshot().await?;
        must_see(&mut tx, actor, object, id).await?;
        let mut rows = Vec::new();
        if let Some(pick) = pick {
            let sql = self.find(COLUMNS, None, "", Life::Living, to.id, view.view()).push(" AND r.id = ").bind(pick);
            rows.extend(tx.optional(sql).await?);
        }
        let sql = self
            .find(COLUMNS, text::search_term(search).as_deref(), "", Life::Living, to.id, view.view())
            .push(" AND r.id <> ")
            .bind(id)
            .push(" AND r.id <> ")
            .bind(pick.unwrap_or(id))
            .push(" ORDER BY r.name_folded, r.id LIMIT ")
            .bind(CANDIDATES + 1);
        let mut found = tx.all(sql).await?;
        let most = usize::try_from(CANDIDATES).unwrap_or_default();
        let more = found.len() > most;
        found.truncate(most);
        rows.extend(found);
        let ids = rows.iter().map(|row| row.int("id").map(RecordId)).collect::<Result<Vec<_>>>()?;
        let roles = roles(&mut tx, id, &ids).await?;
        let linked_to: BTreeSet<i64> = tx.ints(Sql::new(LINKED).with(id)).await?.into_iter().collect();
        let candidate = |row: &Row| {
            let record = linked(row, &roles)?;
            Ok(Candidate { linked: linked_to.contains(&record.id.0), record })
        };
        Ok(Candidates { records: rows.iter().map(candidate).collect::<Result<_>>()?, more })
    }
}

/// What each of `others` is to the record `id`, by the labels that are in use.
async fn roles(tx: &mut Tx, id: RecordId, others: &[RecordId]) -> Result<BTreeMap<RecordId, BTreeSet<Role>>> {
    let half = |there: &str, here: &str, end: &str| {
        format!(
            "SELECT {there} AS id, label, '{end}' AS here FROM association WHERE {here} = $1 AND label <> '' \
             AND NOT label {UNSEEN} AND {there} IN "
        )
    };
    let sql = Sql::new(&half("to_id", "from_id", "from"))
        .with(id)
        .records(others)
        .push(" UNION ALL ")
        .push(&half("from_id", "to_id", "to"))
        .records(others);
    let mut roles: BTreeMap<RecordId, BTreeSet<Role>> = BTreeMap::new();
    for row in tx.all(sql).await? {
        let end = if row.text("here")? == "from" { End::From } else { End::To };
        roles.entry(RecordId(row.int("id")?)).or_default().insert(Role { tag: row.text("label")?, end });
    }
    Ok(roles)
}

fn linked(row: &Row, roles: &BTreeMap<RecordId, BTreeSet<Role>>) -> Result<Linked> {
    let id = RecordId(row.int("id")?);
    Ok(Linked {
        id,
        name: row.text("name")?,
        key: row.get("unique_key")?,
        values: row.json("properties")?,
        stage: row.get::<Option<i64>>("stage_id")?.map(StageId),
        roles: roles.get(&id).cloned().unwrap_or_default(),
    })
}
