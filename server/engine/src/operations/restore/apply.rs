//! Applying a restore whose conflicts are decided.

use super::{Restorer, plan::Planned};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    operations::count,
    records::{
        Lifecycle,
        read::load,
        write::{Author, Update, update},
    },
};
use domain::{
    ids::RecordId,
    object::Object,
    operation::{Choice, Choices, Conflict, Outcome, SkipReason},
    policy::Scope,
    record::{Accepted, RecordInput, RecordView, changes, check},
    text::search_text,
};
use std::collections::BTreeMap;

/// The outcome of each record, `None` for a plain restore.
pub(super) type Outcomes = BTreeMap<RecordId, Option<Outcome>>;

/// Whether a record with this outcome was restored.
pub(super) fn is_restored(outcome: Option<&Outcome>) -> bool {
    !matches!(outcome, Some(Outcome::Skipped { .. }))
}

/// Applies a plan whose conflicts are all decided.
///
/// # Errors
///
/// [`Error::Busy`] where a record was restored by another transaction meanwhile.
pub(super) async fn apply(
    tx: &mut Tx,
    by: Restorer<'_>,
    author: Author,
    planned: &Planned,
    choices: &Choices,
) -> Result<Outcomes> {
    let mut outcomes: Outcomes = planned.candidates.iter().map(|candidate| (candidate.id, None)).collect();
    for conflict in &planned.conflicts {
        let choice = choices.of(conflict.record).unwrap_or(Choice::Skip);
        let outcome = match choice {
            Choice::Skip => Some(Outcome::Skipped { reason: reason(conflict) }),
            Choice::Without => Some(clear_conflict(tx, by, author, conflict).await?),
            Choice::Keep => None,
            Choice::TakeBack => Some(take_back(tx, by, author, conflict).await?),
        };
        outcomes.insert(conflict.record, outcome);
    }
    for (record, reason) in &planned.skipped {
        outcomes.insert(*record, Some(Outcome::Skipped { reason: *reason }));
    }
    let back: Vec<RecordId> =
        outcomes.iter().filter(|(_, outcome)| is_restored(outcome.as_ref())).map(|(id, _)| *id).collect();
    if !back.is_empty() {
        // The condition on `deletion` hides the partial indexes of the trash from the planner: PostgreSQL estimates them as
        // nearly empty until it has analyzed the table after a large deletion, and would scan all of the trash each time.
        let sql = Sql::new("UPDATE record SET deletion = NULL WHERE coalesce(deletion, 0) <> 0 AND object_id = ")
            .bind(by.object.id)
            .and_in_scope("owner_id", by.permit.view())
            .push(" AND id IN ")
            .records(&back);
        if tx.execute(sql).await? != count(back.len()) {
            // On PostgreSQL another transaction has restored one of them since the plan; all is rolled back.
            return Err(Error::Busy);
        }
    }
    Ok(outcomes)
}

/// Why a conflict leaves its record in the trash: the first of key, stage, owner.
fn reason(conflict: &Conflict) -> SkipReason {
    if !conflict.keys.is_empty() {
        SkipReason::KeyTaken
    } else if conflict.stage.is_some() {
        SkipReason::StageGone
    } else {
        SkipReason::OwnerGone
    }
}

/// Prepares a record to be restored without what conflicts: clears taken keys, an archived stage and a deactivated owner, as
/// an edit on its timeline.
async fn clear_conflict(tx: &mut Tx, by: Restorer<'_>, author: Author, conflict: &Conflict) -> Result<Outcome> {
    let keys: Vec<String> = conflict.keys.iter().map(|key| key.key.clone()).collect();
    let stored = load(tx, by.object.id, &Scope::Everything, conflict.record).await?;
    let record = stored.ok_or(Error::NotFound)?.view;
    let mut after = cleared(by.object, &record, &keys, conflict);
    if conflict.owner.is_some() {
        after.owner.clear();
    }
    put(tx, by.object, author, Lifecycle::Trashed, record, &after).await?;
    Ok(Outcome::Without { keys, restaged: conflict.stage.is_some(), unassigned: conflict.owner.is_some() })
}

/// Clears the keys on the living records that hold them, so that the restored one has them again.
async fn take_back(tx: &mut Tx, by: Restorer<'_>, author: Author, conflict: &Conflict) -> Result<Outcome> {
    let mut by_holder: BTreeMap<RecordId, Vec<String>> = BTreeMap::new();
    for key in &conflict.keys {
        if let Some((holder, _)) = &key.holder {
            by_holder.entry(*holder).or_default().push(key.key.clone());
        }
    }
    let from: Vec<RecordId> = by_holder.keys().copied().collect();
    for (holder, keys) in by_holder {
        let stored = load(tx, by.object.id, by.permit.view(), holder).await?.ok_or(Error::Busy)?;
        let after = without(by.object, &stored.view, &keys);
        put(tx, by.object, author, Lifecycle::Active, stored.view, &after).await?;
    }
    if conflict.stage.is_some() {
        let stored = load(tx, by.object.id, &Scope::Everything, conflict.record).await?.ok_or(Error::NotFound)?;
        let after = cleared(by.object, &stored.view, &[], conflict);
        put(tx, by.object, author, Lifecycle::Trashed, stored.view, &after).await?;
    }
    let keys = conflict.keys.iter().map(|key| key.key.clone()).collect();
    Ok(Outcome::TookBack { keys, from, restaged: conflict.stage.is_some() })
}

/// The record as a form, without these keys.
fn without(object: &Object, record: &RecordView, keys: &[String]) -> RecordInput {
    let mut after = record.as_input(object);
    if record.key.as_ref().is_some_and(|key| keys.contains(key))
        && let Some(property) = &object.key_property
    {
        after.values.remove(property);
    }
    let further: Vec<String> = record.secondary_keys.iter().filter(|key| !keys.contains(key)).cloned().collect();
    after.secondary_keys = further.join("\n");
    after
}

/// The record as a form, without these keys, and in another stage where its own is archived.
fn cleared(object: &Object, record: &RecordView, keys: &[String], conflict: &Conflict) -> RecordInput {
    let mut after = without(object, record, keys);
    if let Some(gone) = &conflict.stage {
        after.stage = gone.instead.map(|stage| stage.to_string()).unwrap_or_default();
    }
    after
}

/// Changes the keys, the stage or the owner of a record, as an edit on its timeline. The keys must be claimed and free.
///
/// # Errors
///
/// [`Error::Busy`] where the record was changed meanwhile.
pub(in crate::operations) async fn put(
    tx: &mut Tx,
    object: &Object,
    author: Author,
    life: Lifecycle,
    record: RecordView,
    after: &RecordInput,
) -> Result<()> {
    let changed = changes(object, &record.as_input(object), after);
    // A record whose only name was its e-mail keeps it as its name, although a form without a name would be refused.
    let name = check(object, after).map_or(record.name, |accepted| accepted.name);
    let key = after.values.get(object.key_property.as_deref().unwrap_or_default()).cloned();
    let further: Vec<String> = after.secondary_keys.lines().map(str::to_owned).collect();
    let accepted = Accepted {
        search: search_text(
            &name,
            key.iter().chain(&further).map(String::as_str),
            record.values.get(domain::object::PHONE).map(String::as_str),
        ),
        name,
        key,
        secondary_keys: further,
        values: record.values,
        owner: after.owner.parse().ok(),
        stage: after.stage.parse().ok(),
    };
    let change = Update { life, id: record.id, from: record.version, record: &accepted, changes: &changed };
    if update(tx, object.id, author, change).await? { Ok(()) } else { Err(Error::Busy) }
}
