//! Effective permissions: what a user may do, and which grant or right decides it.

use super::{user::with_role, users::user_by_id};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    people::People,
    rows::{object_names, person},
};
use domain::{
    ids::{ObjectId, RecordId, UserId},
    policy::{Actor, RecordAction, RecordRelation, UserAdministrator},
    users::{EffectivePermissions, EffectivePermissionsView, PermissionQuery, PermissionRecord},
};

impl People {
    /// Explains what a user may do to the records of an object, or to one record.
    ///
    /// # Errors
    /// [`Error::NotFound`] if `asker`, the administrator, may not see the object or the record.
    pub async fn effective_permissions(
        &self,
        _: &UserAdministrator,
        asker: &Actor,
        user: UserId,
        ask: Option<&PermissionQuery>,
    ) -> Result<EffectivePermissionsView> {
        let mut tx = self.store.snapshot().await?;
        let (row, _) = user_by_id(&mut tx, user).await?;
        let them = with_role(&mut tx, user, row.role.id).await?;
        let mut objects = Vec::new();
        let sql = "SELECT id, slug, singular_en, plural_en, singular_it, plural_it FROM object ORDER BY id";
        for row in tx.all(Sql::new(sql)).await? {
            objects.push((ObjectId(row.int("id")?), row.text("slug")?, object_names(&row)?));
        }
        objects.retain(|(id, ..)| asker.view(*id).is_ok());
        let (found, record, relation) = match ask {
            None => (None, None, None),
            Some(PermissionQuery::Object(slug)) => {
                (Some(objects.iter().find(|(_, known, _)| known == slug).ok_or(Error::NotFound)?), None, None)
            }
            Some(PermissionQuery::Record(id)) => {
                let (object, record, relation) = record(&mut tx, asker, &them, *id).await?;
                let found = objects.iter().find(|(known, ..)| *known == object).ok_or(Error::NotFound)?;
                (Some(found), Some(record), Some(relation))
            }
        };
        let actions: &[RecordAction] = match &record {
            None => &RecordAction::ALL,
            Some(record) if record.deleted => &RecordAction::DELETED,
            Some(_) => &RecordAction::LIVING,
        };
        let answer = found.map(|(object, slug, names)| EffectivePermissions {
            object: *object,
            slug: slug.clone(),
            names: names.clone(),
            record,
            explanations: actions
                .iter()
                .filter(|action| action.applies_to(*object))
                .map(|action| them.explain(*object, *action, relation))
                .collect(),
        });
        let objects = objects.iter().map(|(_, slug, names)| (slug.clone(), names.clone())).collect();
        Ok(EffectivePermissionsView { user: row, objects, answer })
    }
}

/// The record as the administrator sees it, and its relation to users, which the policy decides by.
async fn record(
    tx: &mut Tx,
    asker: &Actor,
    them: &Actor,
    id: RecordId,
) -> Result<(ObjectId, PermissionRecord, RecordRelation)> {
    let sql = Sql::new(
        "SELECT r.object_id, r.name, r.owner_id, owner.name AS owner_name, r.deletion IS NOT NULL AS deleted, \
         o.actor_id AS deleter_id FROM record AS r LEFT JOIN app_user AS owner ON owner.id = r.owner_id \
         LEFT JOIN operation AS o ON o.id = r.deletion WHERE r.id = ",
    );
    let row = tx.optional(sql.bind(id)).await?.ok_or(Error::NotFound)?;
    let object = ObjectId(row.int("object_id")?);
    let owner = person(&row, "owner")?;
    let owner_id = owner.as_ref().map(|owner| owner.id);
    let deleted = row.get("deleted")?;
    let seen = if deleted {
        asker.see_trash(object).is_ok_and(|permit| permit.covers(owner_id))
    } else {
        asker.view(object).is_ok_and(|permit| permit.covers(owner_id))
    };
    if !seen {
        return Err(Error::NotFound);
    }
    let deleter = row.get::<Option<i64>>("deleter_id")?.map(UserId);
    let record =
        PermissionRecord { id, name: row.text("name")?, owner, ownership: them.ownership_of(owner_id), deleted };
    Ok((object, record, RecordRelation { owner: owner_id, deleter }))
}
