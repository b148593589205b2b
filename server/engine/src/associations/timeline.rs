//! The timeline of a record: its changes, the changes of its links, and its activities.

use super::{ObjectKinds, VisibleObjects, must_see, other};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    records::Lifecycle,
    records::Records,
    rows::person,
};
use domain::{
    association::{End, LinkChange, RecordRef, TimelineFilter, parse_roles},
    ids::{ObjectId, OperationId, RecordId},
    object::Object,
    policy::Actor,
    privacy::ERASED_TOKEN,
    record::{TimelineEntry, TimelinePage, What},
};
use std::collections::BTreeSet;

impl Records {
    /// The latest `limit` entries of a timeline, of an active record or of one in the trash.
    pub async fn timeline(
        &self,
        actor: &Actor,
        object: &Object,
        id: RecordId,
        show: TimelineFilter,
        limit: i64,
    ) -> Result<TimelinePage> {
        let permit = actor.view(object.id)?;
        let definitions = self.definitions.current().await?;
        let begin = async |kinds| {
            let sight = VisibleObjects::among(&definitions.objects, actor, kinds);
            let mut tx = self.store.snapshot_with(sight.way()).await?;
            must_see(&mut tx, actor, object, id).await?;
            Ok::<_, Error>((tx, sight))
        };
        let changes = async {
            if show == TimelineFilter::Activities {
                return Ok(Vec::new());
            }
            let (mut tx, sight) = begin(ObjectKinds::Any).await?;
            let mut entries = self.changes(&mut tx, &permit, object, id, limit).await?;
            entries.extend(links(&mut tx, &sight, object, id, limit).await?);
            entries.extend(erased(&mut tx, actor, id, limit).await?);
            Ok(entries)
        };
        let activities = async {
            if show == TimelineFilter::Changes {
                return Ok(Vec::new());
            }
            let (mut tx, sight) = begin(ObjectKinds::Activities).await?;
            self.activities(&mut tx, &sight, id, limit + 1).await
        };
        // In parallel, because for a record with many entries each of the two queries takes about half the time.
        let (mut entries, activities) = tokio::try_join!(changes, activities)?;
        entries.extend(activities);
        Ok(TimelinePage::latest(entries, limit))
    }
}

/// The changes of the links of a record. Adding an activity is left out, because the activity itself is an entry. Links to
/// records in the trash are included, links to records that the actor may not see are not.
async fn links(
    tx: &mut Tx,
    sight: &VisibleObjects,
    object: &Object,
    id: RecordId,
    limit: i64,
) -> Result<Vec<TimelineEntry>> {
    let half = |here: &str, there: &str| {
        let told = if object.activity { "" } else { " AND NOT (o.activity AND e.change = 'added')" };
        format!(
            "SELECT e.id, e.change, e.labels, e.created_at, e.surface, e.operation_id, e.actor_id, '{here}' AS here, \
             r.id AS other_id, r.object_id AS other_object, r.name AS other_name FROM association_event AS e \
             JOIN record AS r ON r.id = e.{there} JOIN object AS o ON o.id = r.object_id WHERE e.{here} = $1{told} AND {}{}",
            sight.condition("r"),
            Lifecycle::Any.condition("r"),
        )
    };
    let sql = Sql::new(&format!(
        "SELECT told.*, actor.name AS actor_name FROM ({} UNION ALL {}) AS told \
         LEFT JOIN app_user AS actor ON actor.id = told.actor_id ORDER BY told.id DESC LIMIT ",
        half("from_id", "to_id"),
        half("to_id", "from_id"),
    ))
    .with(id)
    .bind(limit + 1);
    let mut entries = Vec::new();
    for row in tx.all(sight.keep(sql)).await? {
        let end = if row.text("here")? == "from_id" { End::From } else { End::To };
        let roles = parse_roles(&row.text("labels")?);
        let change: LinkChange = row.tag("change")?;
        entries.push(TimelineEntry {
            at: row.time("created_at")?,
            by: person(&row, "actor")?,
            surface: row.tag("surface")?,
            what: What::Linked {
                change,
                other: other(&row, "other")?,
                roles: if end == End::From {
                    roles
                } else {
                    roles.iter().map(domain::association::LinkRole::flipped).collect()
                },
                operation: row.get::<Option<i64>>("operation_id")?.map(OperationId),
            },
        });
    }
    Ok(entries)
}

/// The links to records that were deleted permanently, without their names, if the actor sees records of their object.
async fn erased(tx: &mut Tx, actor: &Actor, id: RecordId, limit: i64) -> Result<Vec<TimelineEntry>> {
    let sql = Sql::new(
        "SELECT l.erased_id, l.created_at, r.object_id, e.surface, e.ordered_by_id AS actor_id, actor.name AS actor_name \
         FROM erased_association AS l JOIN erased_record AS r ON r.record_id = l.erased_id \
         JOIN erasure AS e ON e.id = r.erasure_id LEFT JOIN app_user AS actor ON actor.id = e.ordered_by_id \
         WHERE l.record_id = ",
    )
    .bind(id)
    .push(" ORDER BY l.created_at DESC, l.erased_id DESC LIMIT ")
    .bind(limit + 1);
    let mut entries = Vec::new();
    for row in tx.all(sql).await? {
        let object = ObjectId(row.int("object_id")?);
        if actor.view(object).is_err() {
            continue;
        }
        let other = RecordRef { id: RecordId(row.int("erased_id")?), object, name: ERASED_TOKEN.to_owned() };
        entries.push(TimelineEntry {
            at: row.time("created_at")?,
            by: person(&row, "actor")?,
            surface: row.tag("surface")?,
            what: What::Linked { change: LinkChange::Removed, other, roles: BTreeSet::new(), operation: None },
        });
    }
    Ok(entries)
}
