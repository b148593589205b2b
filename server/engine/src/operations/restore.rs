//! Restoring: plan, decisions, and one transaction that does all of it or nothing.
//!
//! A restore sets one column back. What can stand in the way is a key that somebody living has by now (R3.10): an
//! expected outcome with ways out, never a dead end. Restoring validates nothing else: it is not an edit (L32).

use super::{Begin, begin, items};
use crate::{
    Engine, Error, Result,
    db::{Sql, Tx},
    keys::{Holder, claim, holders},
    records::{
        Life,
        read::load,
        select,
        write::{Author, Update, update},
    },
};
use domain::{
    ids::{RecordId, UserId},
    object::Object,
    operation::{
        Choice, Choices, Conflict, OperationKind, Outcome, Receipt, RestoreOrder, RestorePlan, RestoreRefused,
        RestoreSet, Skip, SkipReason, TakenKey,
    },
    policy::{Edit, Permit, Restore},
    record::{RecordInput, RecordView, changes, check},
    text::search_text,
};
use std::collections::{BTreeMap, BTreeSet};

const NAMES: usize = 5;

/// A deleted record that may come back.
struct Candidate {
    id: RecordId,
    name: String,
    key: Option<String>,
    further_keys: Vec<String>,
}

impl Candidate {
    fn keys(&self) -> impl Iterator<Item = &str> {
        self.key.iter().chain(&self.further_keys).map(String::as_str)
    }
}

/// A set, decided for one actor at one moment.
struct Planned {
    candidates: Vec<Candidate>,
    skipped: Vec<(RecordId, SkipReason)>,
    conflicts: Vec<Conflict>,
}

impl Engine {
    /// What restoring the set would do. Changes nothing. `edit` says which living records a key may be taken back
    /// from.
    pub async fn plan_restore(
        &self,
        permit: &Permit<Restore>,
        edit: Option<&Permit<Edit>>,
        object: &Object,
        set: &RestoreSet,
    ) -> Result<RestorePlan> {
        let mut tx = self.db.snapshot().await?;
        let planned = plan(&mut tx, permit, edit, object, set).await?;
        Ok(planned.show())
    }

    /// Restores the set. Every conflict needs a decision that is open to the actor; otherwise nothing happens and the
    /// plan comes back.
    pub async fn restore(
        &self,
        permit: &Permit<Restore>,
        edit: Option<&Permit<Edit>>,
        object: &Object,
        order: &RestoreOrder,
    ) -> Result<Result<Receipt, RestoreRefused>> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        // Before the look, so that what is free stays free.
        let keys = keys_of(&mut tx, permit, &order.set).await?;
        claim(&mut tx, object.id, keys.iter().map(String::as_str)).await?;
        let planned = plan(&mut tx, permit, edit, object, &order.set).await?;
        if !planned.conflicts.iter().all(|conflict| decided(conflict, &order.choices)) {
            return Ok(Err(RestoreRefused::Conflicts(planned.show())));
        }
        let mut outcomes: BTreeMap<RecordId, Option<Outcome>> =
            planned.candidates.iter().map(|candidate| (candidate.id, None)).collect();
        let author = Author { user: Some(permit.actor()), at: now, surface: order.surface };
        for conflict in &planned.conflicts {
            let choice = order.choices.of(conflict.record).unwrap_or(Choice::Skip);
            let outcome = match choice {
                Choice::Skip => Outcome::Skipped { reason: SkipReason::KeyTaken },
                Choice::Without => leave_keys(&mut tx, object, author, conflict).await?,
                Choice::TakeBack => take_back(&mut tx, object, author, permit, conflict).await?,
            };
            outcomes.insert(conflict.record, Some(outcome));
        }
        for (record, reason) in &planned.skipped {
            outcomes.insert(*record, Some(Outcome::Skipped { reason: *reason }));
        }
        let back: Vec<RecordId> = outcomes
            .iter()
            .filter(|(_, outcome)| !matches!(outcome, Some(Outcome::Skipped { .. })))
            .map(|(id, _)| *id)
            .collect();
        if back.is_empty() {
            return Ok(Err(RestoreRefused::Nothing));
        }
        let done = count(back.len());
        let skipped = count(outcomes.len()) - done;
        let undoes = match &order.set {
            RestoreSet::Deletion(deletion) => Some(*deletion),
            RestoreSet::Records(_) => None,
        };
        let begun = Begin {
            kind: OperationKind::Restore,
            object: object.id,
            actor: permit.actor(),
            surface: order.surface,
            reason: None,
            token: None,
            undoes,
            at: now,
            done,
            skipped,
        };
        let operation = begin(&mut tx, begun).await?;
        items::write(&mut tx, operation, &outcomes.into_iter().collect::<Vec<_>>()).await?;
        let sql = Sql::new("UPDATE record SET deletion = NULL WHERE deletion IS NOT NULL AND object_id = ")
            .bind(object.id)
            .and_in_scope("owner_id", permit.view())
            .push(" AND id IN ")
            .records(&back);
        if tx.execute(sql).await? != done {
            // PostgreSQL: somebody else restored one of them since we looked; all is rolled back.
            return Err(Error::Busy);
        }
        tx.commit().await?;
        Ok(Ok(Receipt { operation, kind: OperationKind::Restore, done, skipped, until: now.retained_until() }))
    }
}

impl Planned {
    fn show(&self) -> RestorePlan {
        let mut skipped: BTreeMap<SkipReason, i64> = BTreeMap::new();
        for (_, reason) in &self.skipped {
            *skipped.entry(*reason).or_default() += 1;
        }
        RestorePlan {
            count: count(self.candidates.len()),
            names: self.candidates.iter().take(NAMES).map(|candidate| candidate.name.clone()).collect(),
            conflicts: self.conflicts.clone(),
            skipped: skipped.into_iter().map(|(reason, count)| Skip { reason, count }).collect(),
        }
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn decided(conflict: &Conflict, choices: &Choices) -> bool {
    choices.of(conflict.record).is_some_and(|choice| conflict.ways_out().any(|open| open == choice))
}

/// The rows of the set in sight, with the one who deleted each.
fn set_rows(columns: &str, permit: &Permit<Restore>, set: &RestoreSet) -> Sql {
    let source = Sql::new("record AS r LEFT JOIN operation AS o ON o.id = r.deletion");
    match set {
        RestoreSet::Records(records) => {
            select(columns, source, Life::Any, permit.object(), permit.view()).push(" AND r.id IN ").records(records)
        }
        RestoreSet::Deletion(deletion) => select(columns, source, Life::Deleted, permit.object(), permit.view())
            .push(" AND r.deletion = ")
            .bind(*deletion),
    }
}

async fn keys_of(tx: &mut Tx, permit: &Permit<Restore>, set: &RestoreSet) -> Result<Vec<String>> {
    let mut keys = Vec::new();
    let first = set_rows("r.unique_key AS key", permit, set).push(" AND r.unique_key IS NOT NULL");
    let ids = set_rows("r.id", permit, set);
    let further = ids.after("SELECT key FROM further_key WHERE record_id IN (").push(")");
    for sql in [first, further] {
        for row in tx.all(sql).await? {
            keys.push(row.text("key")?);
        }
    }
    Ok(keys)
}

async fn plan(
    tx: &mut Tx,
    permit: &Permit<Restore>,
    edit: Option<&Permit<Edit>>,
    object: &Object,
    set: &RestoreSet,
) -> Result<Planned> {
    let mut planned = Planned { candidates: Vec::new(), skipped: Vec::new(), conflicts: Vec::new() };
    let sql = set_rows("r.id, r.name, r.unique_key, r.deletion, o.actor_id", permit, set).push(" ORDER BY r.id");
    let rows = tx.all(sql).await?;
    if rows.is_empty() {
        return Err(Error::NotFound);
    }
    for row in rows {
        let id = RecordId(row.int("id")?);
        if row.get::<Option<i64>>("deletion")?.is_none() {
            planned.skipped.push((id, SkipReason::Already));
        } else if !permit.covers_deletion_by(row.get::<Option<i64>>("actor_id")?.map(UserId)) {
            planned.skipped.push((id, SkipReason::NotYours));
        } else {
            planned.candidates.push(Candidate {
                id,
                name: row.text("name")?,
                key: row.get("unique_key")?,
                further_keys: Vec::new(),
            });
        }
    }
    let index: BTreeMap<RecordId, usize> =
        planned.candidates.iter().enumerate().map(|(index, candidate)| (candidate.id, index)).collect();
    let ids = set_rows("r.id", permit, set);
    let sql =
        ids.after("SELECT record_id, key FROM further_key WHERE record_id IN (").push(") ORDER BY record_id, position");
    for row in tx.all(sql).await? {
        let candidate =
            index.get(&RecordId(row.int("record_id")?)).and_then(|index| planned.candidates.get_mut(*index));
        if let Some(candidate) = candidate {
            candidate.further_keys.push(row.text("key")?);
        }
    }
    planned.conflicts = conflicts(tx, permit, edit, object, &planned.candidates).await?;
    Ok(planned)
}

async fn conflicts(
    tx: &mut Tx,
    permit: &Permit<Restore>,
    edit: Option<&Permit<Edit>>,
    object: &Object,
    candidates: &[Candidate],
) -> Result<Vec<Conflict>> {
    let keys: Vec<&str> = candidates.iter().flat_map(Candidate::keys).collect();
    let mut taken: BTreeMap<String, Holder> = BTreeMap::new();
    for holder in holders(tx, object.id, keys).await? {
        taken.insert(holder.key.clone(), holder);
    }
    // Two records of one set can want the same key: the first of them gets it.
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    let mut conflicts = Vec::new();
    for candidate in candidates {
        let keys: Vec<TakenKey> = candidate
            .keys()
            .filter_map(|key| {
                let first = candidate.key.as_deref() == Some(key);
                if let Some(holder) = taken.get(key) {
                    let seen = permit.view().covers(holder.owner);
                    return Some(TakenKey {
                        key: key.to_owned(),
                        first,
                        holder: seen.then(|| (holder.record, holder.name.clone())),
                        may_take_back: seen && edit.is_some_and(|edit| edit.covers(holder.owner)),
                    });
                }
                let again = !wanted.insert(key);
                again.then(|| TakenKey { key: key.to_owned(), first, holder: None, may_take_back: false })
            })
            .collect();
        if !keys.is_empty() {
            conflicts.push(Conflict { record: candidate.id, name: candidate.name.clone(), keys });
        }
    }
    Ok(conflicts)
}

/// Restores a record without the keys that are taken: they are cleared on it, as an edit that its timeline tells.
async fn leave_keys(tx: &mut Tx, object: &Object, author: Author, conflict: &Conflict) -> Result<Outcome> {
    let keys: Vec<String> = conflict.keys.iter().map(|key| key.key.clone()).collect();
    let stored = load(tx, object.id, &domain::policy::Scope::Everything, conflict.record).await?;
    let record = stored.ok_or(Error::NotFound)?.view;
    clear_keys(tx, object, author, Life::Deleted, record, &keys).await?;
    Ok(Outcome::Without { keys })
}

/// Clears the keys on the living records that have them, so that the restored one has them again.
async fn take_back(
    tx: &mut Tx,
    object: &Object,
    author: Author,
    permit: &Permit<Restore>,
    conflict: &Conflict,
) -> Result<Outcome> {
    let mut by_holder: BTreeMap<RecordId, Vec<String>> = BTreeMap::new();
    for key in &conflict.keys {
        if let Some((holder, _)) = &key.holder {
            by_holder.entry(*holder).or_default().push(key.key.clone());
        }
    }
    let from: Vec<RecordId> = by_holder.keys().copied().collect();
    for (holder, keys) in by_holder {
        let stored = load(tx, object.id, permit.view(), holder).await?.ok_or(Error::Busy)?;
        clear_keys(tx, object, author, Life::Living, stored.view, &keys).await?;
    }
    Ok(Outcome::TookBack { keys: conflict.keys.iter().map(|key| key.key.clone()).collect(), from })
}

async fn clear_keys(
    tx: &mut Tx,
    object: &Object,
    author: Author,
    life: Life,
    record: RecordView,
    keys: &[String],
) -> Result<()> {
    let before = record.as_input(object);
    let mut after = RecordInput { further_keys: String::new(), ..before.clone() };
    if record.key.as_ref().is_some_and(|key| keys.contains(key))
        && let Some(property) = &object.key_property
    {
        after.values.remove(property);
    }
    let further: Vec<String> = record.further_keys.iter().filter(|key| !keys.contains(key)).cloned().collect();
    after.further_keys = further.join("\n");
    let changed = changes(object, &before, &after);
    // A record that was known by its e-mail alone keeps it as its name; the rule for forms does not stand in the way.
    let accepted = check(object, &after).ok();
    let name = accepted.as_ref().map_or(record.name.as_str(), |accepted| accepted.name.as_str());
    let accepted = domain::record::Accepted {
        name: name.to_owned(),
        key: after.values.get(object.key_property.as_deref().unwrap_or_default()).cloned(),
        search: search_text(
            name,
            record.key.iter().chain(&further).map(String::as_str).filter(|key| !keys.iter().any(|gone| gone == key)),
            record.values.get(domain::object::PHONE).map(String::as_str),
        ),
        further_keys: further,
        values: record.values.clone(),
        owner: record.owner_id(),
    };
    let change = Update { life, id: record.id, from: record.version, record: &accepted, changes: &changed };
    if update(tx, object.id, author, change).await? { Ok(()) } else { Err(Error::Busy) }
}
