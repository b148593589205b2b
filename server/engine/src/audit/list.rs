//! The audit as its page and its export list it.

use crate::{
    Result,
    audit::Audit,
    db::{Row, Sql, Tx},
    rows::{object_names, person, role_name},
};
use domain::{
    audit::{AuditBy, AuditCursor, AuditNames, AuditObject, AuditPage, AuditQuery, AuditRow},
    ids::{ObjectId, TeamId},
    policy::Auditor,
};

impl Audit {
    /// At most `limit` events of a view, newest first. Each filter has an index; the total is not counted.
    pub async fn list_audit(&self, _: Auditor, query: &AuditQuery, limit: i64) -> Result<AuditPage> {
        let mut tx = self.store.snapshot().await?;
        // Names and seals are joined for the rows of the page only.
        let sql = narrowed(&mut tx, Sql::new("SELECT * FROM audit_event AS e WHERE TRUE"), query)
            .await?
            .push(" ORDER BY e.created_at DESC, e.id DESC LIMIT ")
            .bind(limit + 1)
            .prepend("SELECT e.id, e.created_at, e.actor_id, u.name AS actor_name, e.client_address, e.kind, e.details, s.hash FROM (")
            .push(
                ") AS e LEFT JOIN app_user AS u ON u.id = e.actor_id LEFT JOIN audit_seal AS s ON s.event_id = e.id \
                 ORDER BY e.created_at DESC, e.id DESC",
            );
        let mut rows = tx.all(sql).await?.iter().map(row).collect::<Result<Vec<_>>>()?;
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|last| AuditCursor { at: last.at, id: last.id });
        Ok(AuditPage { rows, next, names: audit_names(&mut tx).await? })
    }
}

async fn narrowed(tx: &mut Tx, mut sql: Sql, query: &AuditQuery) -> Result<Sql> {
    if let Some(by) = query.by {
        let id = match by {
            AuditBy::User(id) => id.0,
            AuditBy::System => 0,
        };
        sql = sql.push(" AND coalesce(e.actor_id, 0) = ").bind(id);
    }
    if let Some(kind) = query.kind {
        sql = sql.push(" AND e.kind = ").bind(kind.tag());
    }
    if let Some(slug) = &query.object {
        let object = Sql::new("SELECT id AS value FROM object WHERE slug = ").bind(slug);
        sql = match tx.value::<i64>(object).await? {
            Some(object) => sql.push(" AND e.object_id = ").bind(object),
            None => sql.push(" AND FALSE"),
        };
    }
    if let Some(from) = query.from {
        sql = sql.push(" AND e.created_at >= ").bind(from.start());
    }
    if let Some(to) = query.to {
        sql = sql.push(" AND e.created_at < ").bind(to.end());
    }
    if let Some(address) = &query.address {
        sql = sql.push(" AND e.client_address = ").bind(address);
    }
    if let Some(AuditCursor { at, id }) = query.after {
        sql = sql.push(" AND (e.created_at, e.id) < (").bind(at).push(", ").bind(id).push(")");
    }
    Ok(sql)
}

fn row(row: &Row) -> Result<AuditRow> {
    Ok(AuditRow {
        id: row.int("id")?,
        at: row.time("created_at")?,
        by: person(row, "actor")?,
        address: row.get("client_address")?,
        kind: row.text("kind")?.parse().ok(),
        details: row.json::<serde_json::Value>("details")?.to_string(),
        seal: row.get("hash")?,
    })
}

async fn audit_names(tx: &mut Tx) -> Result<AuditNames> {
    let users = Sql::new("SELECT id AS person_id, name AS person_name FROM app_user ORDER BY name_normalized, id");
    let users = tx.all(users).await?;
    let roles = Sql::new("SELECT id AS role_id, tag AS role_tag, name AS role_name FROM role ORDER BY id");
    let roles = tx.all(roles).await?;
    let teams = tx.all(Sql::new("SELECT id, name FROM team ORDER BY id")).await?;
    let objects = "SELECT id, slug, singular_en, plural_en, singular_it, plural_it, archived_at IS NULL AS open FROM object ORDER BY id";
    let object = |row: &Row| {
        Ok(AuditObject {
            id: ObjectId(row.int("id")?),
            slug: row.text("slug")?,
            names: object_names(row)?,
            open: row.get("open")?,
        })
    };
    Ok(AuditNames {
        users: users.iter().filter_map(|row| person(row, "person").transpose()).collect::<Result<_>>()?,
        roles: roles.iter().map(role_name).collect::<Result<_>>()?,
        teams: teams.iter().map(|row| Ok((TeamId(row.int("id")?), row.text("name")?))).collect::<Result<_>>()?,
        objects: tx.all(Sql::new(objects)).await?.iter().map(object).collect::<Result<_>>()?,
    })
}
