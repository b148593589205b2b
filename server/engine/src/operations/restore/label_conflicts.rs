//! The links that lost a label to a restore, for its receipt.

use crate::{
    Result,
    associations::{ObjectKinds, VisibleObjects, other},
    db::{Row, Sql},
    operations::Operations,
    operations::in_sight,
    records::Lifecycle,
};
use domain::{association::LabelConflict, ids::OperationId, policy::Actor};

/// The maximum of links that a receipt names.
const NAMED: i64 = 20;

impl Operations {
    /// The first links that lost a label to a restore, if the actor may see both of their ends.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if the actor may not see the operation.
    pub async fn label_conflicts(&self, actor: &Actor, operation: OperationId) -> Result<Vec<LabelConflict>> {
        let mut tx = self.store.snapshot().await?;
        in_sight(&mut tx, actor, operation).await?;
        let sight = VisibleObjects::of(&mut tx, actor, ObjectKinds::Any).await?;
        let sql = Sql::new(
            "SELECT e.labels, f.id AS from_id, f.object_id AS from_object, f.name AS from_name, t.id AS to_id, \
             t.object_id AS to_object, t.name AS to_name FROM association_event AS e \
             JOIN record AS f ON f.id = e.from_id JOIN record AS t ON t.id = e.to_id WHERE e.change = 'gave_way' \
             AND e.operation_id = ",
        )
        .bind(operation)
        .push(&Lifecycle::Active.condition("f"))
        .push(&Lifecycle::Active.condition("t"))
        .push(" AND ")
        .push(&sight.condition("f"))
        .push(" AND ")
        .push(&sight.condition("t"))
        .push(" ORDER BY e.id LIMIT ")
        .bind(NAMED)
        .unprepared();
        let rows = tx.all(sql).await?;
        let conflict = |row: &Row| {
            Ok(LabelConflict { record: other(row, "from")?, other: other(row, "to")?, tag: row.text("labels")? })
        };
        rows.iter().map(conflict).collect()
    }
}
