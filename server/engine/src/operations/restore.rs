//! Restoring: plan, decisions, and one transaction that does all of it or nothing.
//!
//! A restore sets one column back. What can stand in the way is a key that somebody living has by now (R3.10): an
//! expected outcome with ways out, never a dead end. Restoring validates nothing else: it is not an edit (L32).
//!
//! Many records are restored as a job, see [`super::jobs`]. A record that is deleted again, restored by somebody else or
//! purged before its chunk comes is left alone, and the operation says so.

use super::{AT_ONCE, Begin, begin, items};
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
        Choice, Choices, Conflict, OperationKind, OperationState, Outcome, Receipt, RestoreOrder, RestorePlan,
        RestoreRefused, RestoreSet, Skip, SkipReason, TakenKey,
    },
    policy::{Edit, Permit, Restore, RestoreReach},
    record::{RecordInput, RecordView, changes, check},
    text::search_text,
    time::Timestamp,
};
use std::collections::{BTreeMap, BTreeSet};

const NAMES: usize = 5;
/// Conflicts of a large set that are listed.
const LISTED: i64 = 50;

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

/// Who restores what into where.
pub(super) struct Set<'a> {
    pub permit: &'a Permit<Restore>,
    /// Says which living records a key may be taken back from.
    pub edit: Option<&'a Permit<Edit>>,
    pub object: &'a Object,
    pub author: Author,
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
        let at_once = self.set_count(&mut tx, permit, set).await? <= AT_ONCE;
        if at_once {
            return Ok(self.plan(&mut tx, permit, edit, object, set).await?.show());
        }
        self.plan_many(&mut tx, permit, edit, object, set).await
    }

    /// Restores the set. Every conflict needs a decision that is open to the actor; otherwise nothing happens and the
    /// plan comes back. A large set is frozen and restored as a job; of it each conflict needs the decision for all,
    /// and where that is not open the record stays in the trash.
    pub async fn restore(
        &self,
        permit: &Permit<Restore>,
        edit: Option<&Permit<Edit>>,
        object: &Object,
        order: &RestoreOrder,
    ) -> Result<Result<Receipt, RestoreRefused>> {
        let mut tx = self.db.snapshot().await?;
        if self.set_count(&mut tx, permit, &order.set).await? > AT_ONCE {
            return self.restore_later(tx, permit, edit, object, order).await;
        }
        drop(tx);
        let now = self.now();
        let mut tx = self.db.write().await?;
        // Before the look, so that what is free stays free.
        let keys = self.keys_of(&mut tx, permit, &order.set).await?;
        claim(&mut tx, object.id, keys.iter().map(String::as_str)).await?;
        let planned = self.plan(&mut tx, permit, edit, object, &order.set).await?;
        if !planned.conflicts.iter().all(|conflict| decided(conflict, &order.choices)) {
            return Ok(Err(RestoreRefused::Conflicts(planned.show())));
        }
        let author = Author { user: Some(permit.actor()), at: now, surface: order.surface };
        let set = Set { permit, edit, object, author };
        let outcomes = apply(&mut tx, &set, &planned, &order.choices).await?;
        let done = count(outcomes.values().filter(|outcome| comes_back(outcome.as_ref())).count());
        if done == 0 {
            return Ok(Err(RestoreRefused::Nothing));
        }
        let skipped = count(outcomes.len()) - done;
        let begun = Begin { done, ..begun(permit, order, now, OperationState::Done, count(outcomes.len())) };
        let operation = begin(&mut tx, Begin { skipped, ..begun }).await?;
        items::write(&mut tx, operation, &outcomes.into_iter().collect::<Vec<_>>()).await?;
        tx.commit().await?;
        let (kind, state) = (OperationKind::Restore, OperationState::Done);
        Ok(Ok(Receipt { operation, kind, done, skipped, state, until: now.retained_until() }))
    }

    async fn restore_later(
        &self,
        mut tx: Tx,
        permit: &Permit<Restore>,
        edit: Option<&Permit<Edit>>,
        object: &Object,
        order: &RestoreOrder,
    ) -> Result<Result<Receipt, RestoreRefused>> {
        if order.choices.all.is_none() {
            let plan = self.plan_many(&mut tx, permit, edit, object, &order.set).await?;
            if plan.conflict_count > 0 {
                return Ok(Err(RestoreRefused::Conflicts(plan)));
            }
        }
        let mut ids = tx.ints(self.restorable("r.id", permit, &order.set)).await?;
        drop(tx);
        ids.sort_unstable();
        let (now, total) = (self.now(), count(ids.len()));
        let mut tx = self.db.write().await?;
        let operation = begin(&mut tx, begun(permit, order, now, OperationState::Preparing, total)).await?;
        tx.commit().await?;
        self.freeze(operation, &ids).await?;
        let (kind, state) = (OperationKind::Restore, OperationState::Running);
        Ok(Ok(Receipt { operation, kind, done: total, skipped: 0, state, until: now.retained_until() }))
    }

    /// Restores records of a frozen set. A conflict without a decision that is open leaves its record in the trash.
    pub(super) async fn restore_records(
        &self,
        tx: &mut Tx,
        set: &Set<'_>,
        ids: Vec<RecordId>,
        choices: &Choices,
    ) -> Result<BTreeMap<RecordId, Option<Outcome>>> {
        let gone: Vec<RecordId> = ids.clone();
        let records = RestoreSet::Records(ids);
        let keys = self.keys_of(tx, set.permit, &records).await?;
        claim(tx, set.object.id, keys.iter().map(String::as_str)).await?;
        let planned = match self.plan(tx, set.permit, set.edit, set.object, &records).await {
            // None of them is there, or in sight, any more.
            Err(Error::NotFound) => Planned { candidates: Vec::new(), skipped: Vec::new(), conflicts: Vec::new() },
            planned => planned?,
        };
        let mut open = choices.clone();
        for conflict in &planned.conflicts {
            if !decided(conflict, choices) {
                open.by_record.insert(conflict.record, Choice::Skip);
            }
        }
        let mut outcomes = apply(tx, set, &planned, &open).await?;
        for id in gone {
            outcomes.entry(id).or_insert(Some(Outcome::Skipped { reason: SkipReason::Gone }));
        }
        Ok(outcomes)
    }

    /// `SELECT columns` of the rows of the set in sight, with the operation that deleted each as `o`.
    fn set_rows(&self, columns: &str, permit: &Permit<Restore>, set: &RestoreSet) -> Sql {
        let source = Sql::new("record AS r LEFT JOIN operation AS o ON o.id = r.deletion");
        let (object, view) = (permit.object(), permit.view());
        match set {
            RestoreSet::Records(records) => {
                select(columns, source, Life::Any, object, view).push(" AND r.id IN ").records(records)
            }
            RestoreSet::Deletion(deletion) => {
                select(columns, source, Life::Deleted, object, view).push(" AND r.deletion = ").bind(*deletion)
            }
            RestoreSet::Trash(query) => self.trash_rows(columns, object, view, query),
        }
    }

    /// `SELECT columns` of those that the actor may restore.
    fn restorable(&self, columns: &str, permit: &Permit<Restore>, set: &RestoreSet) -> Sql {
        let sql = self.set_rows(columns, permit, set).push(&Life::Deleted.condition("r"));
        match permit.reach() {
            RestoreReach::Any => sql,
            RestoreReach::Own => sql.push(" AND o.actor_id = ").bind(permit.actor()),
        }
    }

    async fn set_count(&self, tx: &mut Tx, permit: &Permit<Restore>, set: &RestoreSet) -> Result<i64> {
        Ok(tx.value(self.set_rows("count(*) AS value", permit, set)).await?.unwrap_or_default())
    }

    /// The dry run of a large set: counted by the database, and the first conflicts looked at one by one.
    async fn plan_many(
        &self,
        tx: &mut Tx,
        permit: &Permit<Restore>,
        edit: Option<&Permit<Edit>>,
        object: &Object,
        set: &RestoreSet,
    ) -> Result<RestorePlan> {
        let total = self.set_count(tx, permit, set).await?;
        let restorable = self.restorable("count(*) AS value", permit, set);
        let restorable: i64 = tx.value(restorable).await?.unwrap_or_default();
        let names = self.restorable("r.name", permit, set).push(" LIMIT ").bind(count(NAMES));
        let names = tx.all(names).await?.iter().map(|row| row.text("name")).collect::<Result<_>>()?;
        let taken = self.restorable("count(*) AS value", permit, set).push(TAKEN);
        let conflict_count = tx.value(taken).await?.unwrap_or_default();
        let taken = self.restorable("r.id", permit, set).push(TAKEN).push(" ORDER BY r.id LIMIT ").bind(LISTED);
        let first = tx.ints(taken).await?.into_iter().map(RecordId).collect::<Vec<_>>();
        let conflicts = if first.is_empty() {
            Vec::new()
        } else {
            self.plan(tx, permit, edit, object, &RestoreSet::Records(first)).await?.conflicts
        };
        let skips = [(SkipReason::NotYours, total - restorable)];
        let skipped = skips.into_iter().filter(|(_, count)| *count > 0).map(|(reason, count)| Skip { reason, count });
        Ok(RestorePlan { count: restorable, names, conflict_count, conflicts, skipped: skipped.collect() })
    }

    async fn keys_of(&self, tx: &mut Tx, permit: &Permit<Restore>, set: &RestoreSet) -> Result<Vec<String>> {
        let mut keys = Vec::new();
        let first = self.set_rows("r.unique_key AS key", permit, set).push(" AND r.unique_key IS NOT NULL");
        let ids = self.set_rows("r.id", permit, set);
        let further = ids.after("SELECT key FROM further_key WHERE record_id IN (").push(")");
        for sql in [first, further] {
            for row in tx.all(sql).await? {
                keys.push(row.text("key")?);
            }
        }
        Ok(keys)
    }

    async fn plan(
        &self,
        tx: &mut Tx,
        permit: &Permit<Restore>,
        edit: Option<&Permit<Edit>>,
        object: &Object,
        set: &RestoreSet,
    ) -> Result<Planned> {
        let mut planned = Planned { candidates: Vec::new(), skipped: Vec::new(), conflicts: Vec::new() };
        let sql =
            self.set_rows("r.id, r.name, r.unique_key, r.deletion, o.actor_id", permit, set).push(" ORDER BY r.id");
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
        let ids = self.set_rows("r.id", permit, set);
        let sql = ids
            .after("SELECT record_id, key FROM further_key WHERE record_id IN (")
            .push(") ORDER BY record_id, position");
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
}

/// That a living record has a key of the record `r`, as its first or as a further one.
const TAKEN: &str = " AND (EXISTS (SELECT 1 FROM record AS l WHERE l.deletion IS NULL AND l.object_id = r.object_id \
     AND l.unique_key = r.unique_key) \
     OR EXISTS (SELECT 1 FROM further_key AS f JOIN record AS l ON l.id = f.record_id WHERE l.deletion IS NULL \
     AND f.object_id = r.object_id AND f.key = r.unique_key) \
     OR EXISTS (SELECT 1 FROM further_key AS own WHERE own.record_id = r.id AND ( \
     EXISTS (SELECT 1 FROM record AS l WHERE l.deletion IS NULL AND l.object_id = r.object_id \
     AND l.unique_key = own.key) \
     OR EXISTS (SELECT 1 FROM further_key AS f JOIN record AS l ON l.id = f.record_id WHERE l.deletion IS NULL \
     AND f.object_id = own.object_id AND f.key = own.key))))";

fn begun<'a>(
    permit: &Permit<Restore>,
    order: &'a RestoreOrder,
    at: Timestamp,
    state: OperationState,
    total: i64,
) -> Begin<'a> {
    Begin {
        kind: OperationKind::Restore,
        object: permit.object(),
        actor: permit.actor(),
        surface: order.surface,
        reason: None,
        token: None,
        undoes: match &order.set {
            RestoreSet::Deletion(deletion) => Some(*deletion),
            RestoreSet::Records(_) | RestoreSet::Trash(_) => None,
        },
        at,
        state,
        total,
        done: 0,
        skipped: 0,
        decisions: (state == OperationState::Preparing).then(|| serde_json::json!(order.choices)),
    }
}

fn comes_back(outcome: Option<&Outcome>) -> bool {
    !matches!(outcome, Some(Outcome::Skipped { .. }))
}

/// Carries out a plan whose conflicts are all decided. What happened to each record.
async fn apply(
    tx: &mut Tx,
    set: &Set<'_>,
    planned: &Planned,
    choices: &Choices,
) -> Result<BTreeMap<RecordId, Option<Outcome>>> {
    let mut outcomes: BTreeMap<RecordId, Option<Outcome>> =
        planned.candidates.iter().map(|candidate| (candidate.id, None)).collect();
    for conflict in &planned.conflicts {
        let choice = choices.of(conflict.record).unwrap_or(Choice::Skip);
        let outcome = match choice {
            Choice::Skip => Outcome::Skipped { reason: SkipReason::KeyTaken },
            Choice::Without => leave_keys(tx, set.object, set.author, conflict).await?,
            Choice::TakeBack => take_back(tx, set.object, set.author, set.permit, conflict).await?,
        };
        outcomes.insert(conflict.record, Some(outcome));
    }
    for (record, reason) in &planned.skipped {
        outcomes.insert(*record, Some(Outcome::Skipped { reason: *reason }));
    }
    let back: Vec<RecordId> =
        outcomes.iter().filter(|(_, outcome)| comes_back(outcome.as_ref())).map(|(id, _)| *id).collect();
    if !back.is_empty() {
        let sql = Sql::new("UPDATE record SET deletion = NULL WHERE deletion IS NOT NULL AND object_id = ")
            .bind(set.object.id)
            .and_in_scope("owner_id", set.permit.view())
            .push(" AND id IN ")
            .records(&back);
        if tx.execute(sql).await? != count(back.len()) {
            // PostgreSQL: somebody else restored one of them since we looked; all is rolled back.
            return Err(Error::Busy);
        }
    }
    Ok(outcomes)
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
            conflict_count: count(self.conflicts.len()),
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
