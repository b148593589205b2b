//! Comparison of a record's links and timeline with the model.

use super::{Viewer, there};
use crate::state::{Life, Model, Record, Slug, count};
use domain::{
    association::{
        Activity, LabelConflict, LinkChange, LinkGroup, LinkGroups, LinkRole, LinkedRecord, RecordRef, TimelineFilter,
        moment_of,
    },
    ids::{ObjectId, OperationId, RecordId},
    operation::{OperationKind, Outcome},
    privacy::ERASED_TOKEN,
    record::{TimelineEntry, What},
    text::normalize,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// The number of links shown for each object.
const SHOWN: usize = 2;
/// More entries than any timeline here has.
const ENTRIES: i64 = 1_000;

/// An event on a link: the change, the other record, its labels since, and the operation.
type Told = (String, RecordRef, BTreeSet<LinkRole>, Option<OperationId>);

impl Viewer<'_> {
    pub async fn links(&mut self, record: &Record) -> engine::Result<()> {
        let (id, object) = (record.id, &self.objects[&record.object]);
        let shown = count(SHOWN);
        let groups = there(self.test.records().associations(self.actor, object, id, shown).await)?;
        let expected = (record.life != Life::Purged).then(|| self.model.groups(record));
        self.same(format!("what {id} is linked to"), &expected, &groups);
        let timeline = there(self.test.records().timeline(self.actor, object, id, TimelineFilter::All, ENTRIES).await)?;
        let Some(timeline) = timeline else {
            self.same(format!("whether {id} is there"), &record.life, &Life::Purged);
            return Ok(());
        };
        let (mut activities, mut told, mut moved, mut edits) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for TimelineEntry { what, .. } in timeline.entries {
            match what {
                What::Created => {}
                What::Edited(_) => edits += 1,
                What::Deleted { operation, others } => moved.push((operation, Some(others), Vec::new())),
                What::Restored { operation, without } => moved.push((operation, None, without)),
                // What is told of a contact that was erased has no name, and is not in the model.
                What::Linked { other, .. } if other.name == ERASED_TOKEN => {}
                What::Linked { change, other, roles, operation } => {
                    told.push((change.tag().to_owned(), other, roles, operation));
                }
                What::Activity(activity) => activities.push(activity),
            }
        }
        self.same(format!("activities on the timeline of {id}"), &self.model.activities(record), &activities);
        let sorted = |mut told: Vec<Told>| {
            told.sort_by_key(|told| format!("{told:?}"));
            told
        };
        self.same(format!("association history of {id}"), &sorted(self.model.told(record)), &sorted(told));
        self.same(format!("edits on the timeline of {id}"), &record.versions.len(), &edits);
        self.same(format!("operations on the timeline of {id}"), &self.model.moved(id), &moved);
        Ok(())
    }

    pub async fn orphans(&mut self) -> engine::Result<()> {
        let calls: Vec<RecordId> = self.model.all(Slug::Calls).map(|call| call.id).collect();
        let expected: BTreeMap<RecordId, ObjectId> =
            self.model.orphans().map(|(call, object)| (call, object.id())).collect();
        let marked = self.test.records().linked_to_deleted(self.actor, &calls).await?;
        self.same("activities that hang on deleted records alone", &expected, &marked);
        Ok(())
    }
}

impl Model {
    fn other(&self, id: RecordId) -> RecordRef {
        let record = &self.records[&id];
        RecordRef { id, object: record.object.id(), name: record.name.clone() }
    }

    /// The active records that a record is linked to, without activities.
    fn groups(&self, record: &Record) -> LinkGroups {
        let living = self.linked(record.id).filter(|other| other.life == Life::Living && !other.object.is_activity());
        let mut living: Vec<&Record> = living.collect();
        living.sort_by_key(|other| (self.roles(record.id, other.id).is_empty(), normalize(&other.name), other.id));
        let mut groups = LinkGroups::new();
        for other in living {
            let group: &mut LinkGroup = groups.entry(other.object.id()).or_default();
            group.count += 1;
            if group.first.len() < SHOWN {
                group.first.push(LinkedRecord {
                    id: other.id,
                    name: other.name.clone(),
                    key: other.ties.keys.first.clone(),
                    values: other.values.clone(),
                    stage: other.ties.stage,
                    roles: self.roles(record.id, other.id),
                });
            }
        }
        groups
    }

    fn activities(&self, record: &Record) -> Vec<Activity> {
        let living = self.linked(record.id).filter(|other| other.life == Life::Living && other.object.is_activity());
        let mut living: Vec<&Record> = living.collect();
        living.sort_by_key(|other| Reverse((moment_of(&other.values, other.created), other.id)));
        living.iter().map(|call| Activity { record: self.other(call.id), values: call.values.clone() }).collect()
    }

    fn told(&self, record: &Record) -> Vec<Told> {
        let told = self.events.iter().filter_map(|event| {
            let (other, end) = match (record.id, event.ends) {
                (id, (from, to)) if id == from => (to, domain::association::End::From),
                (id, (from, to)) if id == to => (from, domain::association::End::To),
                _ => return None,
            };
            // The entry of the activity itself shows that it was added.
            let by_itself = event.change == LinkChange::Added && self.records[&other].object.is_activity();
            if by_itself && !record.object.is_activity() {
                return None;
            }
            let roles = event.labels.iter().map(|label| LinkRole { tag: label.clone(), end }).collect();
            Some((event.change.tag().to_owned(), self.other(other), roles, event.operation))
        });
        told.collect()
    }

    /// The operations that deleted and restored a record, newest first: with how many others it was deleted, and
    /// without which addresses it was restored.
    fn moved(&self, id: RecordId) -> Vec<(OperationId, Option<i64>, Vec<String>)> {
        let did = self.operations.values().rev().filter(|operation| operation.did(id));
        did.filter_map(|operation| match (operation.kind, operation.outcome(id)) {
            (OperationKind::Delete, _) => Some((operation.id, Some(operation.done - 1), Vec::new())),
            (OperationKind::Restore, Outcome::Without { keys, .. }) => Some((operation.id, None, keys)),
            (OperationKind::Restore, _) => Some((operation.id, None, Vec::new())),
            (OperationKind::Assign | OperationKind::Purge, _) => None,
        })
        .collect()
    }

    /// The links that a restore took a label from and whose two records are both active.
    pub fn label_conflicts(&self, restore: OperationId) -> Vec<LabelConflict> {
        let gave = self.events.iter().filter(|event| {
            event.change == LinkChange::LabelRemoved
                && event.operation == Some(restore)
                && self.lives(event.ends.0)
                && self.lives(event.ends.1)
        });
        let gave = gave.map(|event| LabelConflict {
            record: self.other(event.ends.0),
            other: self.other(event.ends.1),
            tag: event.labels.iter().next().unwrap().clone(),
        });
        gave.collect()
    }
}
