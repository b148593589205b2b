//! What somebody may do, and why: asked of the policy that decides it.

use super::{user::with_role, users::user_by_id};
use crate::{
    Engine, Error, Result,
    db::{Sql, Tx},
    rows::{object_names, person},
};
use domain::{
    ids::{ObjectId, RecordId, UserId},
    policy::{Act, Actor, Subject, UserAdministrator},
    users::{CanAnswer, CanAsk, CanRecord, CanView},
};

impl Engine {
    /// What a user may do to the records of an object, or to one of them. Of a record that `asker`, who administers users,
    /// does not see, nothing is told.
    pub async fn what_can(
        &self,
        _: &UserAdministrator,
        asker: &Actor,
        user: UserId,
        ask: Option<&CanAsk>,
    ) -> Result<CanView> {
        let mut tx = self.db.snapshot().await?;
        let (row, _) = user_by_id(&mut tx, user).await?;
        let them = with_role(&mut tx, user, row.role.id).await?;
        let mut objects = Vec::new();
        let sql = "SELECT id, slug, singular_en, plural_en, singular_it, plural_it FROM object ORDER BY id";
        for row in tx.all(Sql::new(sql)).await? {
            objects.push((ObjectId(row.int("id")?), row.text("slug")?, object_names(&row)?));
        }
        objects.retain(|(id, ..)| asker.view(*id).is_ok());
        let (found, record, subject) = match ask {
            None => (None, None, None),
            Some(CanAsk::Object(slug)) => {
                (Some(objects.iter().find(|(_, known, _)| known == slug).ok_or(Error::NotFound)?), None, None)
            }
            Some(CanAsk::Record(id)) => {
                let (object, record, subject) = record(&mut tx, asker, &them, *id).await?;
                let found = objects.iter().find(|(known, ..)| *known == object).ok_or(Error::NotFound)?;
                (Some(found), Some(record), Some(subject))
            }
        };
        let acts: &[Act] = match &record {
            None => &Act::ALL,
            Some(record) if record.deleted => &Act::DELETED,
            Some(_) => &Act::LIVING,
        };
        let answer = found.map(|(object, slug, names)| CanAnswer {
            object: *object,
            slug: slug.clone(),
            names: names.clone(),
            record,
            verdicts: acts.iter().map(|act| them.explain(*object, *act, subject)).collect(),
        });
        let objects = objects.iter().map(|(_, slug, names)| (slug.clone(), names.clone())).collect();
        Ok(CanView { user: row, objects, answer })
    }
}

/// A record as the asker sees it, and as the policy is asked about it.
async fn record(tx: &mut Tx, asker: &Actor, them: &Actor, id: RecordId) -> Result<(ObjectId, CanRecord, Subject)> {
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
    let record = CanRecord { id, name: row.text("name")?, owner, whose: them.whose(owner_id), deleted };
    Ok((object, record, Subject { owner: owner_id, deleter }))
}
