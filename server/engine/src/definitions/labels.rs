//! Association labels, as rows.

use crate::{
    Result,
    db::{Row, Sql, Tx},
};
use domain::{
    association::AssociationLabel,
    ids::{LabelId, ObjectId},
    time::Timestamp,
};

/// Reads every label, archived and deleted ones included: links and timelines refer to them.
pub(crate) async fn labels(tx: &mut Tx) -> Result<Vec<AssociationLabel>> {
    let sql = Sql::new(
        "SELECT id, from_object, to_object, tag, name_en, name_it, inverse_en, inverse_it, one_per_from, archived_at \
         FROM association_label ORDER BY id",
    );
    let label = |row: &Row| {
        Ok(AssociationLabel {
            id: LabelId(row.int("id")?),
            from: ObjectId(row.int("from_object")?),
            to: ObjectId(row.int("to_object")?),
            tag: row.text("tag")?,
            name_en: row.text("name_en")?,
            name_it: row.text("name_it")?,
            inverse_en: row.text("inverse_en")?,
            inverse_it: row.text("inverse_it")?,
            one_per_from: row.get("one_per_from")?,
            archived: row.get::<Option<i64>>("archived_at")?.map(Timestamp),
        })
    };
    tx.all(sql).await?.iter().map(label).collect()
}
