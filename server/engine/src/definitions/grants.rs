//! The grants and rights of roles, as rows.

use crate::{
    Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{ObjectId, RoleId},
    policy::{ApprovalPolicy, Grants, Right, ScopedGrant},
};
use std::collections::BTreeMap;

/// Reads the grants of one role.
pub(crate) async fn load(tx: &mut Tx, role: RoleId) -> Result<Grants> {
    Ok(read(tx, Some(role)).await?.remove(&role).unwrap_or_default())
}

/// Reads the grants of every role.
pub(crate) async fn load_all(tx: &mut Tx) -> Result<BTreeMap<RoleId, Grants>> {
    read(tx, None).await
}

/// A right that this version does not know is ignored.
async fn read(tx: &mut Tx, role: Option<RoleId>) -> Result<BTreeMap<RoleId, Grants>> {
    let of = |sql: Sql, column: &str| match role {
        Some(role) => sql.push(" WHERE ").push(column).push(" = ").bind(role),
        None => sql,
    };
    let mut roles: BTreeMap<RoleId, Grants> = BTreeMap::new();
    let sql = Sql::new("SELECT role_id, object_id, action, reach, unassigned FROM role_grant");
    for row in tx.all(of(sql, "role_id")).await? {
        let grants = roles.entry(RoleId(row.int("role_id")?)).or_default();
        let object = grants.objects.entry(ObjectId(row.int("object_id")?)).or_default();
        let grant = ScopedGrant { reach: row.tag("reach")?, unassigned: row.get("unassigned")? };
        match row.text("action")?.as_str() {
            "view" => object.view = grant,
            "edit" => object.edit = grant,
            "delete" => object.delete = grant,
            _ => {}
        }
    }
    let sql = Sql::new(
        "SELECT role.id, role.approval_threshold_records, role.approval_threshold_amount, role_right.tag FROM role \
         LEFT JOIN role_right ON role_right.role_id = role.id",
    );
    for row in tx.all(of(sql, "role.id")).await? {
        let grants = roles.entry(RoleId(row.int("id")?)).or_default();
        grants.approval_policy = ApprovalPolicy {
            count: row.get("approval_threshold_records")?,
            amount: row.get("approval_threshold_amount")?,
        };
        grants.rights.extend(row.get::<Option<String>>("tag")?.and_then(|tag| tag.parse::<Right>().ok()));
    }
    Ok(roles)
}
