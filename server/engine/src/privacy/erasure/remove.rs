//! Removing the records of an erasure with every row that belongs to them.

use super::data_map::DATA_MAP;
use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::privacy::Erasable;

/// Removes records, active or in the trash, and all rows that belong to them, in the order of the data map: a record is removed
/// after what refers to it. A hold that was put meanwhile makes the removal of its record fail.
pub(super) async fn remove(tx: &mut Tx, erasable: &Erasable) -> Result<()> {
    let records = erasable.records();
    for table in DATA_MAP {
        for column in table.of_record {
            let sql = Sql::new(&format!("DELETE FROM {} WHERE {column} IN ", table.name)).records(&records);
            tx.execute(sql).await?;
        }
    }
    Ok(())
}
