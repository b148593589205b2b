//! Queries of a [`TrashSet`]: single records, a whole deletion, or all that a view of the trash shows.

use crate::{
    Result,
    db::{Sql, Tx},
    operations::Operations,
    records::{Lifecycle, select},
    trash::trash_rows,
};
use domain::{operation::TrashSet, policy::Permit};

impl Operations {
    /// `SELECT columns` of the visible records `r` of the set, with the operation that deleted each as `o`. Single records may
    /// be living ones.
    pub(super) fn set_rows<A>(&self, columns: &str, permit: &Permit<A>, set: &TrashSet) -> Sql {
        let source = Sql::new("record AS r LEFT JOIN operation AS o ON o.id = r.deletion");
        let (object, view) = (permit.object(), permit.view());
        match set {
            TrashSet::Records(records) => {
                select(columns, source, Lifecycle::Any, object, view).push(" AND r.id IN ").records(records)
            }
            TrashSet::Deletion(deletion) => {
                select(columns, source, Lifecycle::Trashed, object, view).push(" AND r.deletion = ").bind(*deletion)
            }
            TrashSet::Trash(query) => trash_rows(&self.records, columns, object, view, query),
        }
    }

    /// How many visible records the set has.
    pub(super) async fn set_count<A>(&self, tx: &mut Tx, permit: &Permit<A>, set: &TrashSet) -> Result<i64> {
        Ok(tx.value(self.set_rows("count(*) AS value", permit, set)).await?.unwrap_or_default())
    }
}
