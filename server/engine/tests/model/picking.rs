//! Resolution of a step: which user, records, operations and form values its numbers stand for.

use crate::{
    forms::Form,
    operations::Operation,
    stages::PIPELINE,
    state::{Keys, Life, Record, Slug, Ties},
    steps::{AMOUNTS, CITIES, COMPANIES, Fields, KEYS, MOMENTS, NAMES, Owner, Pick, SEARCHES, Set, Who, Wish, filter},
    world::World,
};
use domain::{
    ids::{OperationId, RecordId, StageId, UserId},
    operation::{OperationKind, RecordQuery, Selection, Source, TrashSet},
    policy::Actor,
    trash::TrashQuery,
};
use std::collections::BTreeSet;

impl World {
    pub fn actor(&self, who: Who) -> &Actor {
        match who {
            Who::Ada => &self.model.ada,
            Who::Ben => &self.model.ben,
        }
    }

    pub fn owner(&self, owner: Owner) -> Option<UserId> {
        let people: Vec<UserId> = self.model.names.keys().copied().collect();
        match owner {
            Owner::Unassigned => None,
            Owner::Ada => Some(people[0]),
            Owner::Ben => Some(people[1]),
            Owner::Olga => Some(people[2]),
        }
    }

    pub fn record(&self, object: Slug, index: usize, fits: impl Fn(&Record) -> bool) -> Option<RecordId> {
        prefer(self.model.all(object), fits, index).map(|record| record.id)
    }

    pub fn records(&self, object: Slug, indices: &[usize], fits: impl Fn(&Record) -> bool) -> Vec<RecordId> {
        let ids: BTreeSet<RecordId> = indices.iter().filter_map(|index| self.record(object, *index, &fits)).collect();
        ids.into_iter().collect()
    }

    /// A stage, active or archived.
    pub fn stage(&self, index: usize) -> StageId {
        let stages: Vec<StageId> = self.model.stages.known.keys().copied().collect();
        stages[index % stages.len()]
    }

    /// An operation, counted back from the latest.
    pub fn operation(&self, back: usize, fits: impl Fn(&Operation) -> bool) -> Option<OperationId> {
        prefer(self.model.operations.values().rev(), fits, back).map(|operation| operation.id)
    }

    pub fn latest(&self) -> OperationId {
        self.model.operations.keys().next_back().copied().unwrap_or(OperationId(0))
    }

    /// The object, or another one that has records in the trash where this one has none.
    pub fn with_trash(&self, object: Slug) -> Slug {
        let waits = |object: &Slug| self.model.in_trash(*object).next().is_some();
        [object].into_iter().chain(Slug::ALL).find(waits).unwrap_or(object)
    }

    pub fn selection(&self, object: Slug, pick: &Pick) -> Selection {
        match pick {
            Pick::These(indices) => Selection::Records(self.records(object, indices, lives)),
            Pick::Board { search, filter: of, except } if object == Slug::Deals => Selection::Query(RecordQuery {
                source: Source::Pipeline(PIPELINE),
                search: SEARCHES[*search].to_owned(),
                filter: filter(object, *of),
                except: self.records(object, except, lives),
            }),
            Pick::View { search, filter: of, except } | Pick::Board { search, filter: of, except } => {
                Selection::Query(RecordQuery {
                    source: Source::Index,
                    search: SEARCHES[*search].to_owned(),
                    filter: filter(object, *of),
                    except: self.records(object, except, lives),
                })
            }
        }
    }

    pub fn set(&self, object: Slug, set: &Set) -> Option<TrashSet> {
        Some(match set {
            Set::These(indices) => TrashSet::Records(self.records(object, indices, waits)),
            Set::Deletion(back) => {
                let deletions = self.model.operations.values().rev();
                let deletions =
                    deletions.filter(|operation| operation.kind == OperationKind::Delete && operation.object == object);
                let fits = |deletion: &Operation| {
                    deletion.is_open() || self.model.in_trash(object).any(|(_, operation)| operation.id == deletion.id)
                };
                TrashSet::Deletion(prefer(deletions, fits, *back)?.id)
            }
            Set::Trash { search, by } => TrashSet::Trash(TrashQuery {
                search: SEARCHES[*search].to_owned(),
                by: by.map(|by| self.actor(by).user),
                ..TrashQuery::default()
            }),
        })
    }

    pub fn form(&self, object: Slug, fields: &Fields, itself: Option<RecordId>) -> Form {
        let free = |key: &str| self.model.holder(key).is_none_or(|holder| Some(holder.id) == itself);
        let left = |key: &str| {
            free(key)
                && self
                    .model
                    .in_trash(Slug::Contacts)
                    .any(|(record, _)| record.ties.keys.all().any(|theirs| theirs == key))
        };
        let wished: Vec<&str> = KEYS
            .into_iter()
            .filter(|_| object == Slug::Contacts)
            .filter(|key| match fields.wish {
                Wish::Free => free(key),
                Wish::Left => left(key),
                Wish::Any => true,
            })
            .collect();
        let mut keys: Vec<String> = Vec::new();
        for key in fields.keys.iter().filter(|_| !wished.is_empty()) {
            let key = wished[key % wished.len()];
            if !keys.iter().any(|other| other == key) {
                keys.push(key.to_owned());
            }
        }
        let first = if fields.only_further || keys.is_empty() { None } else { Some(keys.remove(0)) };
        let others = match object {
            Slug::Contacts => COMPANIES,
            Slug::Companies => CITIES,
            Slug::Deals => AMOUNTS,
            Slug::Calls => MOMENTS,
        };
        let name = fields.name.map(|name| (object.naming().to_owned(), NAMES[name].to_owned()));
        let other = fields.other.map(|other| (object.other().to_owned(), others[other].to_owned()));
        let (keys, owner) = (Keys { first, further: keys }, self.owner(fields.owner));
        let stage = (object == Slug::Deals).then(|| self.stage(fields.stage));
        Form { values: name.into_iter().chain(other).collect(), ties: Ties { keys, owner, stage } }
    }
}

/// The item at a position among those that fit, or, every fourth time and where none fits, among all.
fn prefer<'a, T>(all: impl Iterator<Item = &'a T>, fits: impl Fn(&T) -> bool, index: usize) -> Option<&'a T> {
    let all: Vec<&T> = all.collect();
    let fitting: Vec<&T> = all.iter().filter(|one| fits(one)).copied().collect();
    let among = if fitting.is_empty() || index % 4 == 3 { all } else { fitting };
    (!among.is_empty()).then(|| among[index % among.len()])
}

pub fn lives(record: &Record) -> bool {
    record.life == Life::Living
}

pub fn waits(record: &Record) -> bool {
    matches!(record.life, Life::Trash(_))
}
