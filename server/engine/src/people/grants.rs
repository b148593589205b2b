//! What a role grants, as rows.

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{ObjectId, RoleId},
    policy::{Grants, Right, ScopedGrant},
};

/// Reads what a role grants now. A right this program does not know grants nothing.
pub(super) async fn load(tx: &mut Tx, role: RoleId) -> Result<Grants> {
    let mut grants = Grants::default();
    let sql = Sql::new("SELECT object_id, action, reach, unassigned FROM role_grant WHERE role_id = ").bind(role);
    for row in tx.all(sql).await? {
        let object = grants.objects.entry(ObjectId(row.int("object_id")?)).or_default();
        let grant = ScopedGrant { reach: row.tag("reach")?, unassigned: row.get("unassigned")? };
        match row.text("action")?.as_str() {
            "view" => object.view = grant,
            "edit" => object.edit = grant,
            "delete" => object.delete = grant,
            _ => {}
        }
    }
    for row in tx.all(Sql::new("SELECT tag FROM role_right WHERE role_id = ").bind(role)).await? {
        grants.rights.extend(row.text("tag")?.parse::<Right>());
    }
    Ok(grants)
}
