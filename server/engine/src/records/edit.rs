//! Editing a record, with optimistic locking by its version.

use super::{
    Lifecycle,
    create::cannot_save,
    read::load,
    write::{Author, Update, update},
};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    records::Records,
    rows::person,
};
use domain::{
    ids::RecordId,
    object::Object,
    policy::{Action, Denied, Edit, Permit},
    record::{Moved, NotSaved, RecordInput, RecordView, changes, check},
    surface::Surface,
};

impl Records {
    /// Saves a record that the person read at `version` and returns its new version. A form that changes nothing saves
    /// nothing. A record in the trash is read-only and answered as [`Error::NotFound`] (L47).
    pub async fn edit_record(
        &self,
        permit: &Permit<Edit>,
        object: &Object,
        id: RecordId,
        version: i64,
        input: &RecordInput,
        surface: Surface,
    ) -> Result<Result<i64, NotSaved>> {
        let mut tx = self.store.write().await?;
        let stored = load(&mut tx, object.id, permit.view(), id).await?.ok_or(Error::NotFound)?;
        if stored.deletion.is_some() {
            return Err(Error::NotFound);
        }
        let current = stored.view;
        if !permit.covers(current.owner_id()) {
            return Err(Error::Forbidden(Denied::action(Action::Edit, object.id).of(id)));
        }
        if current.version != version {
            return moved(&mut tx, object, current, input).await;
        }
        let accepted = match check(object, input) {
            Ok(accepted) => accepted.keeping(object, &current.values),
            Err(errors) => return Ok(Err(NotSaved::Invalid(errors))),
        };
        // Compares what was accepted, not what was typed: an upper-case letter in an e-mail is no change.
        let changes = changes(object, &current.as_input(object), &accepted.as_input(object));
        if changes.is_empty() {
            return Ok(Ok(version));
        }
        let sight = |owner| permit.view().covers(owner);
        let errors = cannot_save(&mut tx, object, &accepted, Some(id), sight).await?;
        if !errors.is_empty() {
            drop(tx);
            self.audit.record_blocked_address(permit.actor(), object.id, surface, &errors).await?;
            return Ok(Err(NotSaved::Invalid(errors)));
        }
        let author = Author { user: Some(permit.actor()), at: self.store.now(), surface, operation: None };
        let change = Update { life: Lifecycle::Active, id, from: version, record: &accepted, changes: &changes };
        if !update(&mut tx, object.id, author, change).await? {
            // A concurrent edit came between the read and the write. A new transaction sees it.
            drop(tx);
            let mut tx = self.store.write().await?;
            let stored = load(&mut tx, object.id, permit.view(), id).await?.ok_or(Error::NotFound)?;
            if stored.deletion.is_some() {
                return Err(Error::NotFound);
            }
            return moved(&mut tx, object, stored.view, input).await;
        }
        tx.commit().await?;
        Ok(Ok(version + 1))
    }
}

/// The answer to a form whose record has changed since it was opened: the differences, or success if there are none, as
/// after a form that was sent twice.
async fn moved(
    tx: &mut Tx,
    object: &Object,
    current: RecordView,
    input: &RecordInput,
) -> Result<Result<i64, NotSaved>> {
    let meant = match check(object, input) {
        // In the form in which it would be saved, so that line endings and seconds are no difference.
        Ok(accepted) => accepted.keeping(object, &current.values).as_input(object),
        Err(_) => input.clone(),
    };
    let differences = changes(object, &current.as_input(object), &meant);
    if differences.is_empty() {
        return Ok(Ok(current.version));
    }
    let sql = Sql::new(
        "SELECT record_version.actor_id, actor.name AS actor_name FROM record_version \
         LEFT JOIN app_user AS actor ON actor.id = record_version.actor_id WHERE record_version.record_id = ",
    )
    .bind(current.id)
    .push(" AND record_version.version = ")
    .bind(current.version);
    let by = match tx.optional(sql).await? {
        Some(row) => person(&row, "actor")?,
        None => None,
    };
    Ok(Err(NotSaved::Moved(Box::new(Moved { current, by, differences }))))
}
