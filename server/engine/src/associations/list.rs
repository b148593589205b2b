//! The linked records of a record, and the records that it can be linked to.

use super::{ARCHIVED, ObjectKinds, VisibleObjects, must_see};
use crate::{
    Result,
    db::{Row, Sql, Tx},
    records::Lifecycle,
    records::Records,
};
use domain::{
    association::{BACK, BETWEEN, End, LinkCandidate, LinkCandidates, LinkGroups, LinkRole, LinkedRecord, parse_roles},
    ids::{ObjectId, RecordId, StageId},
    object::Object,
    policy::Actor,
    text,
};
use std::collections::{BTreeMap, BTreeSet};

/// The maximum of candidates of a page; a search finds the others.
const CANDIDATES: i64 = 25;

const COLUMNS: &str = "r.id, r.object_id, r.name, r.unique_key, r.properties, r.stage_id";

impl Records {
    /// The linked records of a record, without activities: of each object the first `limit`, and the number of all.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if the actor may not see the record.
    pub async fn associations(&self, actor: &Actor, object: &Object, id: RecordId, limit: i64) -> Result<LinkGroups> {
        let sight =
            VisibleObjects::among(&self.definitions.current().await?.objects, actor, ObjectKinds::NonActivities);
        let mut tx = self.store.snapshot_with(sight.way()).await?;
        must_see(&mut tx, actor, object, id).await?;
        // Records with labels come first. The inner query ranks ids only; the few that are shown are read again with their
        // columns.
        let sql = Sql::new(&format!(
            "SELECT {COLUMNS}, placed.n, placed.roles FROM (SELECT r.id, r.object_id, string_agg(l.role, '{BETWEEN}') AS roles, \
             count(*) OVER (PARTITION BY r.object_id) AS n, row_number() OVER (PARTITION BY r.object_id \
             ORDER BY CASE WHEN count(l.role) > 0 THEN 0 ELSE 1 END, r.name_normalized, r.id) AS place \
             FROM ({}) AS l CROSS JOIN record AS r WHERE r.id = l.id",
            sight.linked(role),
        ))
        .with(id)
        .push(&Lifecycle::Active.by_id("r"))
        .push(" AND ")
        .push(&sight.condition("r"))
        .push(
            " GROUP BY r.id, r.object_id, r.name_normalized) AS placed CROSS JOIN record AS r WHERE r.id = placed.id \
             AND placed.place <= ",
        )
        .bind(limit)
        .push(" ORDER BY placed.object_id, placed.place");
        let mut groups = LinkGroups::new();
        for row in tx.all(sight.keep(sql)).await? {
            let group = groups.entry(ObjectId(row.int("object_id")?)).or_default();
            group.count = row.int("n")?;
            let roles = row.get::<Option<String>>("roles")?;
            group.first.push(linked(&row, roles.as_deref().map(parse_roles).unwrap_or_default())?);
        }
        Ok(groups)
    }

    /// Active records of `to` that a record can be linked to: those that a search finds, or the first by name. `pick` comes
    /// before them if it is one. The record itself is left out.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if the actor may not see the record.
    pub async fn association_candidates(
        &self,
        actor: &Actor,
        object: &Object,
        id: RecordId,
        to: &Object,
        search: &str,
        pick: Option<RecordId>,
    ) -> Result<LinkCandidates> {
        let view = actor.view(to.id)?;
        let mut tx = self.store.snapshot().await?;
        must_see(&mut tx, actor, object, id).await?;
        let mut rows = Vec::new();
        if let Some(pick) = pick {
            let sql =
                self.find(COLUMNS, None, "", Lifecycle::Active, to.id, view.view()).push(" AND r.id = ").bind(pick);
            rows.extend(tx.optional(sql).await?);
        }
        let sql = self
            .find(COLUMNS, text::search_term(search).as_deref(), "", Lifecycle::Active, to.id, view.view())
            .push(" AND r.id <> ")
            .bind(id)
            .push(" AND r.id <> ")
            .bind(pick.unwrap_or(id))
            .push(" ORDER BY r.name_normalized, r.id LIMIT ")
            .bind(CANDIDATES + 1);
        let mut found = tx.all(sql).await?;
        let most = usize::try_from(CANDIDATES).unwrap_or_default();
        let more = found.len() > most;
        found.truncate(most);
        rows.extend(found);
        let ids = rows.iter().map(|row| row.int("id").map(RecordId)).collect::<Result<Vec<_>>>()?;
        let roles = roles(&mut tx, id, &ids).await?;
        let candidate = |row: &Row| {
            let roles = roles.get(&RecordId(row.int("id")?));
            Ok(LinkCandidate { linked: roles.is_some(), record: linked(row, roles.cloned().unwrap_or_default())? })
        };
        Ok(LinkCandidates { records: rows.iter().map(candidate).collect::<Result<_>>()?, more })
    }
}

/// The active labels of the links from the record `id` to `others`. Records without a link have no entry.
async fn roles(tx: &mut Tx, id: RecordId, others: &[RecordId]) -> Result<BTreeMap<RecordId, BTreeSet<LinkRole>>> {
    let half = |here, there, end| {
        let role = role(end);
        format!("SELECT {there} AS id{role} FROM association WHERE {here} = $1 AND {there} IN ")
    };
    let sql = Sql::new(&half("from_id", "to_id", End::From))
        .with(id)
        .records(others)
        .push(" UNION ALL ")
        .push(&half("to_id", "from_id", End::To))
        .records(others);
    let mut roles: BTreeMap<RecordId, BTreeSet<LinkRole>> = BTreeMap::new();
    for row in tx.all(sql).await? {
        let role = row.get::<Option<String>>("role")?;
        roles.entry(RecordId(row.int("id")?)).or_default().extend(role.iter().flat_map(|role| parse_roles(role)));
    }
    Ok(roles)
}

/// The SQL column `, … AS role`: the active label of a row as [`parse_roles`] reads it from `end`, or NULL.
fn role(end: End) -> String {
    let mark = if end == End::From { String::new() } else { BACK.to_string() };
    format!(", CASE WHEN label <> '' AND NOT label {ARCHIVED} THEN '{mark}' || label END AS role")
}

fn linked(row: &Row, roles: BTreeSet<LinkRole>) -> Result<LinkedRecord> {
    Ok(LinkedRecord {
        id: RecordId(row.int("id")?),
        name: row.text("name")?,
        key: row.get("unique_key")?,
        values: row.json("properties")?,
        stage: row.get::<Option<i64>>("stage_id")?.map(StageId),
        roles,
    })
}
