//! What a role grants, as rows.

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{ObjectId, RoleId},
    policy::{Grants, Guard, Right, ScopedGrant},
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
    let sql = "SELECT role.guard_count, role.guard_amount, role_right.tag FROM role \
               LEFT JOIN role_right ON role_right.role_id = role.id WHERE role.id = ";
    for row in tx.all(Sql::new(sql).bind(role)).await? {
        grants.guard = Guard { count: row.get("guard_count")?, amount: row.get("guard_amount")? };
        grants.rights.extend(row.get::<Option<String>>("tag")?.and_then(|tag| tag.parse::<Right>().ok()));
    }
    Ok(grants)
}
