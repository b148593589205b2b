//! The plan of a restore: which records are restored, which are skipped, and the conflicts.

use super::Restorer;
use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    keys::{Holder, blocked, holder, holders},
    operations::Operations,
    operations::count,
    records::Lifecycle,
};
use domain::{
    audit::Event,
    ids::{OperationId, PipelineId, RecordId, StageId, UserId},
    object::Object,
    operation::{Choice, Choices, Conflict, GoneOwner, GoneStage, RestorePlan, Skip, SkipReason, TakenKey, TrashSet},
    policy::{Permit, Restore, RestoreReach},
    surface::Surface,
    time::Timestamp,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most names that a plan shows.
const NAMES: usize = 5;

/// A deleted record that the actor may restore.
pub(super) struct RestoreCandidate {
    pub id: RecordId,
    name: String,
    key: Option<String>,
    secondary_keys: Vec<String>,
    stage: Option<StageId>,
    owner: Option<UserId>,
}

impl RestoreCandidate {
    fn keys(&self) -> impl Iterator<Item = &str> {
        self.key.iter().chain(&self.secondary_keys).map(String::as_str)
    }
}

/// The operation whose batch is planned, and how far it has run.
#[derive(Clone, Copy)]
pub(super) struct Midway {
    pub running: OperationId,
    pub watermark: i64,
}

/// The plan of a set for one actor at one moment, record by record.
#[derive(Default)]
pub(super) struct Planned {
    pub candidates: Vec<RestoreCandidate>,
    pub skipped: Vec<(RecordId, SkipReason)>,
    pub conflicts: Vec<Conflict>,
}

impl Operations {
    /// `SELECT columns` of the records `r` of a set that the permit covers.
    pub(super) fn restorable(&self, columns: &str, permit: &Permit<Restore>, set: &TrashSet) -> Sql {
        let sql = self.set_rows(columns, permit, set).push(&Lifecycle::Trashed.condition("r"));
        match permit.reach() {
            RestoreReach::Any => sql,
            RestoreReach::Own => sql.push(" AND o.actor_id = ").bind(permit.actor()),
        }
    }

    /// The plan of a large set: counted by the database, with only the first conflicts listed.
    pub(super) async fn plan_many(&self, tx: &mut Tx, by: Restorer<'_>, set: &TrashSet) -> Result<RestorePlan> {
        let total = self.set_count(tx, by.permit, set).await?;
        let restorable = self.restorable("count(*) AS value", by.permit, set);
        let restorable: i64 = tx.value(restorable).await?.unwrap_or_default();
        let names = self.restorable("r.name", by.permit, set).push(" ORDER BY r.id LIMIT ").bind(count(NAMES));
        let names = tx.all(names).await?.iter().map(|row| row.text("name")).collect::<Result<_>>()?;
        let taken = self.restorable("r.id", by.permit, set).push(&has_conflict(by.object, &gone_owners(tx).await?));
        tx.allow_sort(false).await?;
        let mut taken = tx.ints(taken).await?;
        tx.allow_sort(true).await?;
        taken.sort_unstable();
        let conflict_count = count(taken.len());
        let listed = usize::try_from(self.limits.listed).unwrap_or_default();
        let first: Vec<RecordId> = taken.into_iter().take(listed).map(RecordId).collect();
        let conflicts = if first.is_empty() {
            Vec::new()
        } else {
            self.plan(tx, by, &TrashSet::Records(first), None).await?.conflicts
        };
        let skips = [(SkipReason::NotYours, total - restorable)];
        let skipped = skips.into_iter().filter(|(_, count)| *count > 0).map(|(reason, count)| Skip { reason, count });
        Ok(RestorePlan { count: restorable, names, conflict_count, conflicts, skipped: skipped.collect() })
    }

    /// The keys of all records of a set, first and further ones.
    pub(super) async fn keys_of(&self, tx: &mut Tx, permit: &Permit<Restore>, set: &TrashSet) -> Result<Vec<String>> {
        let mut keys = Vec::new();
        let first = self.set_rows("r.unique_key AS key", permit, set).push(" AND r.unique_key IS NOT NULL");
        let ids = self.set_rows("r.id", permit, set);
        let further = ids.prepend("SELECT key FROM secondary_key WHERE record_id IN (").push(")");
        for sql in [first, further] {
            for row in tx.all(sql).await? {
                keys.push(row.text("key")?);
            }
        }
        Ok(keys)
    }

    /// Plans a set record by record. `midway` is given for a batch of a running restore.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where no record of the set is visible.
    pub(super) async fn plan(
        &self,
        tx: &mut Tx,
        by: Restorer<'_>,
        set: &TrashSet,
        midway: Option<Midway>,
    ) -> Result<Planned> {
        let mut planned = Planned::default();
        let sql = self
            .set_rows("r.id, r.name, r.unique_key, r.stage_id, r.owner_id, r.deletion, o.actor_id", by.permit, set)
            .push(" ORDER BY r.id");
        let rows = tx.all(sql).await?;
        if rows.is_empty() {
            return Err(Error::NotFound);
        }
        for row in rows {
            let id = RecordId(row.int("id")?);
            let Some(deletion) = row.get::<Option<i64>>("deletion")? else {
                planned.skipped.push((id, SkipReason::Already));
                continue;
            };
            if !by.permit.covers_deletion_by(row.get::<Option<i64>>("actor_id")?.map(UserId)) {
                planned.skipped.push((id, SkipReason::NotYours));
            } else if midway.is_some_and(|midway| deletion > midway.running.0) {
                planned.skipped.push((id, SkipReason::Newer));
            } else {
                planned.candidates.push(RestoreCandidate {
                    id,
                    name: row.text("name")?,
                    key: row.get("unique_key")?,
                    secondary_keys: Vec::new(),
                    stage: row.get::<Option<i64>>("stage_id")?.map(StageId),
                    owner: row.get::<Option<i64>>("owner_id")?.map(UserId),
                });
            }
        }
        let index: BTreeMap<RecordId, usize> =
            planned.candidates.iter().enumerate().map(|(index, candidate)| (candidate.id, index)).collect();
        let ids = self.set_rows("r.id", by.permit, set);
        let sql = ids
            .prepend("SELECT record_id, key FROM secondary_key WHERE record_id IN (")
            .push(") ORDER BY record_id, position");
        for row in tx.all(sql).await? {
            let candidate =
                index.get(&RecordId(row.int("record_id")?)).and_then(|index| planned.candidates.get_mut(*index));
            if let Some(candidate) = candidate {
                candidate.secondary_keys.push(row.text("key")?);
            }
        }
        let keys = planned.candidates.iter().flat_map(RestoreCandidate::keys);
        let blocked = blocked(tx, by.object, keys).await?;
        if !blocked.is_empty() {
            // Not a conflict: nothing that the actor could decide lets it be restored.
            let stays = |candidate: &RestoreCandidate| candidate.keys().any(|key| blocked.contains(key));
            let stay = planned.candidates.extract_if(.., |candidate| stays(candidate));
            planned.skipped.extend(stay.map(|candidate| (candidate.id, SkipReason::Blocked)));
        }
        planned.conflicts = conflicts(tx, by, &planned.candidates, midway).await?;
        Ok(planned)
    }
}

/// The names of deactivated users. They are few, so they are read once and not joined for each record.
pub(super) async fn gone_owners(tx: &mut Tx) -> Result<BTreeMap<UserId, String>> {
    let rows = tx.all(Sql::new("SELECT id, name FROM app_user WHERE deactivated_at IS NOT NULL")).await?;
    rows.iter().map(|row| Ok((UserId(row.int("id")?), row.text("name")?))).collect()
}

/// The condition that the record `r` has a conflict: a living record holds one of its keys, its stage is archived, or its
/// owner deactivated.
fn has_conflict(object: &Object, owners: &BTreeMap<UserId, String>) -> String {
    let one_of = |column: &str, ids: Vec<String>| {
        if ids.is_empty() { String::new() } else { format!(" OR r.{column} ({})", ids.join(", ")) }
    };
    let stages = one_of("stage_id NOT IN", object.stages().map(|stage| stage.id.to_string()).collect());
    let owners = one_of("owner_id IN", owners.keys().map(UserId::to_string).collect());
    let gone = format!("{stages}{owners}");
    format!(
        " AND ({} IS NOT NULL OR (SELECT own.record_id FROM secondary_key AS own WHERE own.record_id = r.id \
         AND {} IS NOT NULL LIMIT 1) IS NOT NULL{gone})",
        holder(object.id, "r.unique_key"),
        holder(object.id, "own.key"),
    )
}

impl Planned {
    /// Whether these decisions leave all records in the trash.
    pub fn restores_nothing(&self, choices: &Choices) -> bool {
        let stay = |conflict: &&Conflict| choices.of(conflict.record) == Some(Choice::Skip);
        self.conflicts.iter().filter(stay).count() == self.candidates.len()
    }

    /// Writes to the audit that records stay in the trash because an e-mail of theirs is on the blocklist.
    pub async fn note_blocked(&self, tx: &mut Tx, by: Restorer<'_>, surface: Surface, at: Timestamp) -> Result<()> {
        let records = count(self.skipped.iter().filter(|(_, reason)| *reason == SkipReason::Blocked).count());
        if records > 0 {
            let event = Event::BlockedAddressRefused { object: by.object.id, surface, records };
            note(tx, Some(by.permit.actor()), &event, at).await?;
        }
        Ok(())
    }

    /// The plan as it is shown.
    pub fn show(&self) -> RestorePlan {
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

async fn conflicts(
    tx: &mut Tx,
    by: Restorer<'_>,
    candidates: &[RestoreCandidate],
    midway: Option<Midway>,
) -> Result<Vec<Conflict>> {
    let keys: Vec<&str> = candidates.iter().flat_map(RestoreCandidate::keys).collect();
    let mut taken: BTreeMap<String, Holder> = BTreeMap::new();
    for holder in holders(tx, by.object.id, keys).await? {
        taken.insert(holder.key.clone(), holder);
    }
    let back = match midway {
        Some(midway) => restored_before(tx, midway, taken.values().map(|holder| holder.record)).await?,
        None => BTreeSet::new(),
    };
    let gone = gone_stages(tx, by.object, candidates).await?;
    let owners = gone_owners(tx).await?;
    let may_unassign = by.permit.view().covers(None);
    // Two records of one set can want the same key: the first gets it, and the other cannot take it back.
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    let mut conflicts = Vec::new();
    for candidate in candidates {
        let keys: Vec<TakenKey> = candidate
            .keys()
            .filter_map(|key| {
                let first = candidate.key.as_deref() == Some(key);
                let again = !wanted.insert(key);
                let holder = taken.get(key);
                if again || holder.is_some_and(|holder| back.contains(&holder.record)) {
                    return Some(TakenKey { key: key.to_owned(), first, holder: None, may_take_back: false });
                }
                let holder = holder?;
                let seen = by.permit.view().covers(holder.owner);
                Some(TakenKey {
                    key: key.to_owned(),
                    first,
                    holder: seen.then(|| (holder.record, holder.name.clone())),
                    may_take_back: seen && by.edit.is_some_and(|edit| edit.covers(holder.owner)),
                })
            })
            .collect();
        let stage = candidate.stage.and_then(|stage| gone.get(&stage)).cloned();
        let owner = candidate.owner.and_then(|owner| owners.get(&owner));
        let owner = owner.map(|name| GoneOwner { name: name.clone(), may_unassign });
        if !keys.is_empty() || stage.is_some() || owner.is_some() {
            conflicts.push(Conflict { record: candidate.id, name: candidate.name.clone(), keys, stage, owner });
        }
    }
    Ok(conflicts)
}

/// The stages of the candidates that are archived.
async fn gone_stages(
    tx: &mut Tx,
    object: &Object,
    candidates: &[RestoreCandidate],
) -> Result<BTreeMap<StageId, GoneStage>> {
    let stages = candidates.iter().filter_map(|candidate| candidate.stage);
    let gone: BTreeSet<StageId> = stages.filter(|stage| object.stage(*stage).is_none()).collect();
    if gone.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = Sql::new("SELECT id, pipeline_id, name_en, name_it FROM stage WHERE id IN ");
    let rows = tx.all(sql.in_list(gone.iter().map(|stage| stage.0))).await?;
    rows.iter()
        .map(|row| {
            let pipeline = PipelineId(row.int("pipeline_id")?);
            let own = object.pipelines.iter().find(|one| one.id == pipeline).and_then(|one| one.stages.first());
            let instead = own.or_else(|| object.stages().next()).map(|stage| stage.id);
            let (name_en, name_it) = (row.text("name_en")?, row.text("name_it")?);
            Ok((StageId(row.int("id")?), GoneStage { name_en, name_it, instead }))
        })
        .collect()
}

/// Those of `records` that the operation restored in its earlier batches.
async fn restored_before(
    tx: &mut Tx,
    Midway { running, watermark }: Midway,
    records: impl Iterator<Item = RecordId>,
) -> Result<BTreeSet<RecordId>> {
    let sql =
        Sql::new("SELECT record_id FROM operation_item WHERE (outcome ->> 'skipped') IS NULL AND operation_id = ")
            .bind(running)
            .push(" AND record_id <= ")
            .bind(watermark)
            .push(" AND record_id IN ")
            .in_list(records.map(|record| record.0));
    Ok(tx.ints(sql).await?.into_iter().map(RecordId).collect())
}
