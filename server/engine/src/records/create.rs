//! Creating a record.

use super::write::{Author, insert};
use crate::{
    Result,
    db::{Sql, Tx},
    keys::{claim, holders, key_field, refused, taken},
    records::Records,
};
use domain::{
    ids::{RecordId, UserId},
    object::{OWNER, Object, PropertyKind},
    policy::{Create, Permit},
    record::{Accepted, FieldError, RecordInput, check},
    surface::Surface,
    value::Problem,
};

impl Records {
    /// Creates a record, or returns every field with a problem and changes nothing.
    pub async fn create_record(
        &self,
        permit: &Permit<Create>,
        object: &Object,
        input: &RecordInput,
        surface: Surface,
    ) -> Result<Result<RecordId, Vec<FieldError>>> {
        let mut tx = self.store.write().await?;
        let author = Author { user: Some(permit.actor()), at: self.store.now(), surface, operation: None };
        let created = create(&mut tx, permit, object, input, author).await?;
        match &created {
            Ok(_) => tx.commit().await?,
            Err(errors) => {
                drop(tx);
                self.audit.record_blocked_address(permit.actor(), object.id, surface, errors).await?;
            }
        }
        Ok(created)
    }
}

/// Checks and inserts a record, or returns every field with a problem.
pub(crate) async fn create(
    tx: &mut Tx,
    permit: &Permit<Create>,
    object: &Object,
    input: &RecordInput,
    author: Author,
) -> Result<Result<RecordId, Vec<FieldError>>> {
    let accepted = match check(object, input) {
        Ok(accepted) => accepted,
        Err(errors) => return Ok(Err(errors)),
    };
    let sight = |owner| permit.view().covers(owner);
    let errors = cannot_save(tx, object, &accepted, None, sight).await?;
    if !errors.is_empty() {
        return Ok(Err(errors));
    }
    let ids = insert(tx, object.id, author, std::slice::from_ref(&accepted)).await?;
    Ok(ids.first().copied().ok_or_else(Vec::new))
}

/// Claims the keys of a record and returns the problems that only the database knows: an owner that does not exist, a
/// new owner who is deactivated, a key of another active record, an e-mail on the blocklist.
pub(super) async fn cannot_save(
    tx: &mut Tx,
    object: &Object,
    record: &Accepted,
    itself: Option<RecordId>,
    sight: impl Fn(Option<UserId>) -> bool,
) -> Result<Vec<FieldError>> {
    let mut errors = Vec::new();
    let keys = || record.key.iter().chain(&record.secondary_keys).map(String::as_str);
    let mut blocked = claim(tx, object, keys()).await?;
    for holder in holders(tx, object.id, keys().collect::<Vec<_>>()).await? {
        if Some(holder.record) == itself {
            // What the record had when it was blocked does not keep it from being edited.
            blocked.remove(&holder.key);
            continue;
        }
        let field = key_field(object, &holder.key, record.key.as_deref());
        errors.push(taken(field, holder, &sight));
    }
    errors.extend(blocked.iter().map(|key| refused(object, key, record.key.as_deref())));
    let users = object.properties.iter().filter(|property| property.kind == PropertyKind::User);
    let named = users.filter_map(|user| Some((user.key.as_str(), record.values.get(&user.key)?.parse().ok()?)));
    for (field, user) in named.chain(record.owner.map(|owner| (OWNER, owner.0))) {
        let mut sql = Sql::new("SELECT id AS value FROM app_user WHERE id = ").bind(user);
        if field == OWNER {
            // A deactivated user keeps their records and gets no new ones.
            sql = sql
                .push(
                    " AND (deactivated_at IS NULL OR EXISTS (SELECT 1 FROM record WHERE owner_id = app_user.id AND id = ",
                )
                .bind(itself)
                .push("))");
        }
        if tx.value::<i64>(sql).await?.is_none() {
            errors.push(FieldError::new(field, Problem::NoSuchUser));
        }
    }
    Ok(errors)
}
