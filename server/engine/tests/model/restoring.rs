//! The model's plan of a restore, and its execution.

use crate::{
    orders::comes_back,
    running::Outcomes,
    state::{Author, Keys, Life, Model, Ties, count},
};
use domain::{
    ids::{OperationId, RecordId, UserId},
    operation::{Choice, Choices, Conflict, GoneOwner, Outcome, RestorePlan, Skip, SkipReason, TakenKey},
};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, Default)]
pub struct Planned {
    pub candidates: Vec<RecordId>,
    pub skipped: Outcomes,
    pub conflicts: Vec<Conflict>,
}

impl Planned {
    /// The plan as a user sees it, without the names.
    pub fn shown(&self) -> RestorePlan {
        let mut skipped: BTreeMap<SkipReason, i64> = BTreeMap::new();
        for outcome in self.skipped.values() {
            if let Some(Outcome::Skipped { reason }) = outcome {
                *skipped.entry(*reason).or_default() += 1;
            }
        }
        RestorePlan {
            count: count(self.candidates.len()),
            names: Vec::new(),
            conflict_count: count(self.conflicts.len()),
            conflicts: self.conflicts.clone(),
            skipped: skipped.into_iter().map(|(reason, count)| Skip { reason, count }).collect(),
        }
    }
}

pub fn decided(conflict: &Conflict, choices: &Choices) -> bool {
    choices.of(conflict.record).is_some_and(|choice| conflict.ways_out().any(|open| open == choice))
}

impl Model {
    /// The records of a set that a user may restore.
    pub fn restorable(&self, by: UserId, ids: &[RecordId]) -> Vec<RecordId> {
        let may = |id: &&RecordId| match self.records[*id].life {
            Life::Trash(deletion) => self.may_restore(by, deletion),
            _ => false,
        };
        ids.iter().filter(may).copied().collect()
    }

    /// Plans the restore of these records. `job` is the operation whose chunk they are.
    pub fn plan(&self, by: UserId, ids: &[RecordId], job: Option<OperationId>) -> Planned {
        let mut planned = Planned::default();
        for id in ids {
            let reason = match self.records[id].life {
                Life::Purged => SkipReason::Gone,
                Life::Living => SkipReason::Already,
                Life::Trash(deletion) if !self.may_restore(by, deletion) => SkipReason::NotYours,
                Life::Trash(deletion) if job.is_some_and(|job| deletion > job) => SkipReason::Newer,
                Life::Trash(_) => {
                    planned.candidates.push(*id);
                    continue;
                }
            };
            planned.skipped.insert(*id, Some(Outcome::Skipped { reason }));
        }
        let mut wanted: BTreeSet<&String> = BTreeSet::new();
        for id in &planned.candidates {
            let record = &self.records[id];
            let taken = record.ties.keys.all().filter_map(|key| {
                let first = record.ties.keys.first.as_ref() == Some(key);
                // A key that another record of the same restore wants, or has already got, cannot be taken back from
                // it.
                let again = !wanted.insert(key);
                let holder = self.holder(key);
                let its = holder.is_some_and(|holder| job.is_some_and(|job| self.operations[&job].did(holder.id)));
                if again || its {
                    return Some(TakenKey { key: key.clone(), first, holder: None, may_take_back: false });
                }
                let holder = holder?;
                Some(TakenKey {
                    key: key.clone(),
                    first,
                    holder: Some((holder.id, holder.name.clone())),
                    may_take_back: self.may_change(by, holder.ties.owner),
                })
            });
            let keys: Vec<TakenKey> = taken.collect();
            // All users here see records without an owner.
            let owner =
                self.gone_owner(record.ties.owner).map(|name| GoneOwner { name: name.clone(), may_unassign: true });
            let stage = self.stages.gone(record.ties.stage);
            if !keys.is_empty() || stage.is_some() || owner.is_some() {
                planned.conflicts.push(Conflict { record: *id, name: record.name.clone(), keys, stage, owner });
            }
        }
        planned
    }

    /// The dry run of a large set: all conflicts are counted, except those between two restored records; the first are
    /// listed.
    pub fn plan_many(&self, by: UserId, all: &[RecordId]) -> RestorePlan {
        let restorable = self.restorable(by, all);
        let hindered = |id: &&RecordId| {
            let record = &self.records[*id];
            record.ties.keys.all().any(|key| self.holder(key).is_some())
                || self.stages.gone(record.ties.stage).is_some()
                || self.gone_owner(record.ties.owner).is_some()
        };
        let hindered: Vec<RecordId> = restorable.iter().filter(hindered).copied().collect();
        let listed: Vec<RecordId> = hindered.iter().take(self.listed).copied().collect();
        let left = count(all.len() - restorable.len());
        let skipped = [Skip { reason: SkipReason::NotYours, count: left }];
        RestorePlan {
            count: count(restorable.len()),
            names: Vec::new(),
            conflict_count: count(hindered.len()),
            conflicts: self.plan(by, &listed, None).conflicts,
            skipped: skipped.into_iter().filter(|skip| skip.count > 0).collect(),
        }
    }

    /// The dry run of a set.
    pub fn dry_run(&self, by: UserId, all: &[RecordId]) -> Option<RestorePlan> {
        if count(all.len()) > self.at_once {
            return Some(self.plan_many(by, all));
        }
        (!all.is_empty()).then(|| self.plan(by, all, None).shown())
    }

    /// Restores those of these records that can be restored.
    pub fn restore_each(&mut self, id: OperationId, ids: &[RecordId]) -> Outcomes {
        let operation = self.operations[&id].clone();
        let author = self.author(operation.by.unwrap(), Some(id));
        let planned = self.plan(author.by, ids, operation.is_open().then_some(id));
        let mut outcomes: Outcomes = planned.candidates.iter().map(|id| (*id, None)).collect();
        for conflict in &planned.conflicts {
            let choice = operation.choices.of(conflict.record).filter(|_| decided(conflict, &operation.choices));
            let keys: Vec<String> = conflict.keys.iter().map(|key| key.key.clone()).collect();
            let outcome = match choice.unwrap_or(Choice::Skip) {
                Choice::Skip => Some(Outcome::Skipped {
                    reason: match (&conflict.keys[..], &conflict.stage) {
                        ([], None) => SkipReason::OwnerGone,
                        ([], Some(_)) => SkipReason::StageGone,
                        _ => SkipReason::KeyTaken,
                    },
                }),
                Choice::Keep => {
                    self.meet("it comes back to an owner who is gone");
                    None
                }
                Choice::Without => {
                    let (restaged, unassigned) = (conflict.stage.is_some(), conflict.owner.is_some());
                    let ties = &self.records[&conflict.record].ties;
                    let owner = ties.owner.filter(|_| !unassigned);
                    let stage = conflict.stage.as_ref().map_or(ties.stage, |gone| gone.instead);
                    self.put(author, conflict.record, Ties { keys: left(ties, &keys), owner, stage });
                    Some(Outcome::Without { keys, restaged, unassigned })
                }
                Choice::TakeBack => {
                    let holders = conflict.keys.iter().filter_map(|key| key.holder.as_ref());
                    let from: BTreeSet<RecordId> = holders.map(|(holder, _)| *holder).collect();
                    for holder in &from {
                        let ties = &self.records[holder].ties;
                        self.put(author, *holder, Ties { keys: left(ties, &keys), ..ties.clone() });
                    }
                    Some(Outcome::TookBack { keys, from: from.into_iter().collect(), restaged: false })
                }
            };
            outcomes.insert(conflict.record, outcome);
        }
        for (id, outcome) in &outcomes {
            if comes_back(outcome.as_ref()) {
                self.records.get_mut(id).unwrap().life = Life::Living;
            }
        }
        outcomes.extend(planned.skipped);
        self.give_way(author, ids);
        outcomes
    }

    fn put(&mut self, author: Author, id: RecordId, ties: Ties) {
        self.records.get_mut(&id).unwrap().put(author, ties);
    }
}

/// The addresses that remain without some of them.
fn left(ties: &Ties, without: &[String]) -> Keys {
    ties.keys.only(|key| !without.contains(key))
}
