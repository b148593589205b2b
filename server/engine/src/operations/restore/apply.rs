//! Carrying out a restore whose conflicts are decided.

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

/// What happened to each record; nothing stands for a plain restore.
pub(super) type Outcomes = BTreeMap<RecordId, Option<Outcome>>;

/// Whether a record with this outcome lives again.
pub(super) fn comes_back(outcome: Option<&Outcome>) -> bool {
    !matches!(outcome, Some(Outcome::Skipped { .. }))
}

/// Carries out a plan whose conflicts are all decided. What happened to each record.
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
            Choice::Without => Some(leave(tx, by, author, conflict).await?),
            Choice::Keep => None,
            Choice::TakeBack => Some(take_back(tx, by, author, conflict).await?),
        };
        outcomes.insert(conflict.record, outcome);
    }
    for (record, reason) in &planned.skipped {
        outcomes.insert(*record, Some(Outcome::Skipped { reason: *reason }));
    }
    let back: Vec<RecordId> =
        outcomes.iter().filter(|(_, outcome)| comes_back(outcome.as_ref())).map(|(id, _)| *id).collect();
    if !back.is_empty() {
        // Said so that the indexes of the trash do not serve: PostgreSQL thinks them nearly empty until it has counted
        // again after a large deletion, and would go through all of the trash for each chunk.
        let sql = Sql::new("UPDATE record SET deletion = NULL WHERE coalesce(deletion, 0) <> 0 AND object_id = ")
            .bind(by.object.id)
            .and_in_scope("owner_id", by.permit.view())
            .push(" AND id IN ")
            .records(&back);
        if tx.execute(sql).await? != count(back.len()) {
            // PostgreSQL: somebody else restored one of them since we looked; all is rolled back.
            return Err(Error::Busy);
        }
    }
    Ok(outcomes)
}

/// Why a record is left in the trash: what matters most of what stands in its way.
fn reason(conflict: &Conflict) -> SkipReason {
    if !conflict.keys.is_empty() {
        SkipReason::KeyTaken
    } else if conflict.stage.is_some() {
        SkipReason::StageGone
    } else {
        SkipReason::OwnerGone
    }
}

/// Restores a record without what stands in its way: keys that are taken, a stage that is archived, an owner who was
/// deactivated are cleared on it, as an edit that its timeline tells.
async fn leave(tx: &mut Tx, by: Restorer<'_>, author: Author, conflict: &Conflict) -> Result<Outcome> {
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

/// Clears the keys on the living records that have them, so that the restored one has them again.
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

/// A record without these keys.
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

/// A record without these keys, and in another stage where its own is archived.
fn cleared(object: &Object, record: &RecordView, keys: &[String], conflict: &Conflict) -> RecordInput {
    let mut after = without(object, record, keys);
    if let Some(gone) = &conflict.stage {
        after.stage = gone.instead.map(|stage| stage.to_string()).unwrap_or_default();
    }
    after
}

/// Gives a record other keys, another stage or another owner, as an edit that its timeline tells. Keys must be claimed and
/// free.
pub(in crate::operations) async fn put(
    tx: &mut Tx,
    object: &Object,
    author: Author,
    life: Lifecycle,
    record: RecordView,
    after: &RecordInput,
) -> Result<()> {
    let changed = changes(object, &record.as_input(object), after);
    // A record that was known by its e-mail alone keeps it as its name; the rule for forms does not stand in the way.
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
