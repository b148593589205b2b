//! The activities of a record: one query over its links, ordered by the moment they took place.

use super::{VisibleObjects, other};
use crate::{
    Result,
    db::{Sql, Tx},
    records::Lifecycle,
    records::Records,
    rows::person,
};
use domain::{
    association::{Activity, moment_of},
    ids::RecordId,
    record::{TimelineEntry, What},
};

impl Records {
    /// The latest `limit` active activities of a record.
    pub(super) async fn activities(
        &self,
        tx: &mut Tx,
        sight: &VisibleObjects,
        id: RecordId,
        limit: i64,
    ) -> Result<Vec<TimelineEntry>> {
        // The SQL form of `moment_of`. Both databases compare it byte by byte, which for this format is the order of time.
        let moment = self.store.bytewise(&format!(
            "coalesce(r.properties ->> 'at', (r.properties ->> 'due') || 'T00:00:00Z', {})",
            self.store.moment("r.created_at")
        ));
        let sql = Sql::new(
            "SELECT r.id AS other_id, r.object_id AS other_object, r.name AS other_name, r.properties, r.created_at, \
             r.created_surface AS surface, r.created_by_id AS actor_id, \
             (SELECT name FROM app_user WHERE id = r.created_by_id) AS actor_name FROM (SELECT DISTINCT id FROM (",
        )
        .push(&sight.linked(|_| String::new()))
        .with(id)
        .push(") AS ends) AS l CROSS JOIN record AS r WHERE r.id = l.id")
        .push(&Lifecycle::Active.by_id("r"))
        .push(" AND ")
        .push(&sight.condition("r"))
        .push(&format!(" ORDER BY {moment} DESC, r.id DESC LIMIT "))
        .bind(limit);
        let mut entries = Vec::new();
        for row in tx.all(sight.keep(sql)).await? {
            let values = row.json("properties")?;
            entries.push(TimelineEntry {
                at: moment_of(&values, row.time("created_at")?),
                by: person(&row, "actor")?,
                surface: row.tag("surface")?,
                what: What::Activity(Activity { record: other(&row, "other")?, values }),
            });
        }
        Ok(entries)
    }
}
