//! Activities whose linked records are all in the trash: no timeline shows them, their own pages mark them (R4.5).

use super::{ObjectKinds, VisibleObjects};
use crate::{Result, db::Sql, records::Records};
use domain::{
    ids::{ObjectId, RecordId},
    policy::Actor,
};
use std::collections::BTreeMap;

impl Records {
    /// Those of `activities` whose visible links all lead to records in the trash, each with the object of one of these
    /// records.
    pub async fn linked_to_deleted(
        &self,
        actor: &Actor,
        activities: &[RecordId],
    ) -> Result<BTreeMap<RecordId, ObjectId>> {
        if activities.is_empty() {
            return Ok(BTreeMap::new());
        }
        let sight =
            VisibleObjects::among(&self.definitions.current().await?.objects, actor, ObjectKinds::NonActivities);
        let sql = Sql::new(
            "SELECT l.id, min(r.object_id) AS object_id FROM (SELECT from_id AS id, to_id AS other FROM association \
             WHERE from_id IN ",
        )
        .records(activities)
        .push(" UNION ALL SELECT to_id AS id, from_id AS other FROM association WHERE to_id IN ")
        .records(activities)
        .push(") AS l CROSS JOIN record AS r WHERE r.id = l.other AND ")
        .push(&sight.condition("r"))
        .push(" GROUP BY l.id HAVING count(r.deletion) = count(*)");
        let rows = self.store.all(sql).await?;
        rows.iter().map(|row| Ok((RecordId(row.int("id")?), ObjectId(row.int("object_id")?)))).collect()
    }
}
