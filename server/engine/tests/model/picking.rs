//! What a step means: whom, which contacts, which operations, and what a form says.

use crate::{
    orders::Form,
    state::{Contact, Keys, Life, Operation},
    steps::{COMPANIES, Fields, KEYS, NAMES, Owner, Pick, SEARCHES, Set, Who, Wish},
    world::World,
};
use domain::{
    filter::Filter,
    ids::{OperationId, RecordId, UserId},
    operation::{OperationKind, Selection, TrashSet},
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
            Owner::Nobody => None,
            Owner::Ada => Some(people[0]),
            Owner::Ben => Some(people[1]),
            Owner::Olga => Some(people[2]),
        }
    }

    pub fn contact(&self, index: usize, fits: impl Fn(&Contact) -> bool) -> Option<RecordId> {
        prefer(self.model.contacts.values(), fits, index).map(|contact| contact.id)
    }

    pub fn contacts(&self, indices: &[usize], fits: impl Fn(&Contact) -> bool) -> Vec<RecordId> {
        let ids: BTreeSet<RecordId> = indices.iter().filter_map(|index| self.contact(*index, &fits)).collect();
        ids.into_iter().collect()
    }

    /// An operation, counted from the latest.
    pub fn operation(&self, back: usize, fits: impl Fn(&Operation) -> bool) -> Option<OperationId> {
        prefer(self.model.operations.values().rev(), fits, back).map(|operation| operation.id)
    }

    pub fn latest(&self) -> OperationId {
        self.model.operations.keys().next_back().copied().unwrap_or(OperationId(0))
    }

    pub fn selection(&self, pick: &Pick) -> Selection {
        match pick {
            Pick::These(indices) => Selection::Records(self.contacts(indices, lives)),
            Pick::View { search, except } => Selection::View {
                search: SEARCHES[*search].to_owned(),
                filter: Filter::default(),
                except: self.contacts(except, lives),
            },
        }
    }

    pub fn set(&self, set: &Set) -> Option<TrashSet> {
        Some(match set {
            Set::These(indices) => TrashSet::Records(self.contacts(indices, waits)),
            Set::Deletion(back) => {
                let deletions = self.model.operations.values().rev();
                let deletions = deletions.filter(|operation| operation.kind == OperationKind::Delete);
                let fits = |deletion: &Operation| {
                    deletion.is_open() || self.model.in_trash().any(|(_, operation)| operation.id == deletion.id)
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

    pub fn form(&self, fields: &Fields, itself: Option<RecordId>) -> Form {
        let free = |key: &str| self.model.holder(key).is_none_or(|holder| Some(holder.id) == itself);
        let left = |key: &str| {
            free(key) && self.model.in_trash().any(|(contact, _)| contact.keys.all().any(|theirs| theirs == key))
        };
        let wished: Vec<&str> = KEYS
            .into_iter()
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
        Form {
            first_name: fields.name.map(|name| NAMES[name].to_owned()),
            company: fields.company.map(|company| COMPANIES[company].to_owned()),
            keys: Keys { first, further: keys },
            owner: self.owner(fields.owner),
        }
    }
}

/// The one at a place among those that fit, or, every fourth time and where none does, among all.
fn prefer<'a, T>(all: impl Iterator<Item = &'a T>, fits: impl Fn(&T) -> bool, index: usize) -> Option<&'a T> {
    let all: Vec<&T> = all.collect();
    let fitting: Vec<&T> = all.iter().filter(|one| fits(one)).copied().collect();
    let among = if fitting.is_empty() || index % 4 == 3 { all } else { fitting };
    (!among.is_empty()).then(|| among[index % among.len()])
}

pub fn lives(contact: &Contact) -> bool {
    contact.life == Life::Living
}

pub fn waits(contact: &Contact) -> bool {
    matches!(contact.life, Life::Trash(_))
}
