//! Associations between imported records and existing ones.

use super::source::FileRow;
use crate::{
    Error, Result,
    associations::{LabelledPair, label_many, link_many, lock_labels},
    db::{Sql, Tx},
    definitions::labels,
    keys::holders,
    objects::Objects,
    records::{Lifecycle, write::Author},
};
use domain::{
    association::{AssociationLabel, LinkRole},
    ids::{ObjectId, RecordId},
    import::{Refused, RowLink, Target, read_row},
    object::Object,
    policy::{Actor, Permit, View},
    value::as_key,
};
use std::collections::{BTreeMap, BTreeSet};

/// The records that the rows of a batch refer to, by key or id.
#[derive(Default)]
pub(super) struct Links {
    /// By object slug and the text in the file.
    records: BTreeMap<(String, String), (ObjectId, RecordId)>,
    /// The association labels that may be used.
    labels: Vec<AssociationLabel>,
}

/// A record to associate, with its role.
pub(super) type NamedLink = (RecordId, Option<LinkRole>);

impl Links {
    /// Resolves all references of the rows of a batch. Only active records that the user may see are found.
    pub async fn of(
        objects: &Objects,
        tx: &mut Tx,
        actor: &Actor,
        mapping: &[Target],
        rows: &[FileRow],
    ) -> Result<Self> {
        let mut links = Self::default();
        if !mapping.iter().any(|target| matches!(target, Target::Link(_))) {
            return Ok(links);
        }
        let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for cells in rows.iter().filter_map(|row| row.cells.as_ref().ok()) {
            for link in read_row(mapping, cells).map(|row| row.links).unwrap_or_default() {
                named.entry(link.slug).or_default().insert(link.value);
            }
        }
        lock_labels(tx).await?;
        links.labels = labels(tx).await?;
        for (slug, values) in named {
            let object = match objects.object(&slug).await {
                Err(Error::NotFound) => continue,
                object => object?,
            };
            // An object whose records the user may not see is treated like an unknown one.
            let Ok(permit) = actor.view(object.id) else { continue };
            for (value, record) in look_up(tx, &object, &permit, values).await? {
                links.records.insert((slug.clone(), value), (object.id, record));
            }
        }
        Ok(links)
    }

    /// The records that a row of `object` refers to, or why a reference is refused.
    pub fn named(&self, object: ObjectId, links: &[RowLink]) -> Result<Vec<NamedLink>, Refused> {
        let mut wanted: Vec<NamedLink> = Vec::new();
        for link in links {
            let unknown = || Refused::UnknownRecord(link.value.clone());
            let (there, record) = *self.records.get(&(link.slug.clone(), link.value.clone())).ok_or_else(unknown)?;
            if let Some(role) = &link.role {
                // If the label was removed in the meantime, associating the record without it would change its
                // meaning.
                let label = self.label(role, object, there).ok_or_else(unknown)?;
                let same = |other: &&RowLink| other.slug == link.slug && other.role == link.role;
                if label.is_alone(role)
                    && wanted.iter().any(|(other, is)| is.as_ref() == Some(role) && *other != record)
                {
                    return Err(Refused::OnlyOne(links.iter().filter(same).map(|other| other.value.clone()).collect()));
                }
            }
            wanted.push((record, link.role.clone()));
        }
        Ok(wanted)
    }

    fn label(&self, role: &LinkRole, here: ObjectId, there: ObjectId) -> Option<&AssociationLabel> {
        self.labels.iter().find(|label| label.is_offered() && label.is(role, here, there))
    }

    /// Associates the records of `object` with those their rows refer to; existing associations stay. Returns the
    /// records that got a new association or label.
    pub async fn add<'a>(
        &self,
        tx: &mut Tx,
        author: Author,
        object: ObjectId,
        wanted: impl Iterator<Item = (RecordId, &'a Vec<NamedLink>)>,
    ) -> Result<BTreeSet<RecordId>> {
        let objects: BTreeMap<RecordId, ObjectId> = self.records.values().map(|(object, id)| (*id, *object)).collect();
        let (mut plain, mut labelled) = (Vec::new(), Vec::new());
        for (record, others) in wanted {
            for (other, role) in others.iter().filter(|(other, _)| *other != record) {
                let there = *objects.get(other).ok_or(Error::NotFound)?;
                let (here, there) = ((object, record), (there, *other));
                match role {
                    None => plain.push((here, there)),
                    Some(role) => {
                        let label = self.label(role, object, there.0).ok_or(Error::NotFound)?;
                        labelled.push(LabelledPair { here, there, role, label });
                    }
                }
            }
        }
        let mut added = label_many(tx, author, &self.labels, &labelled).await?;
        added.extend(link_many(tx, author, &plain).await?);
        Ok(added)
    }
}

/// Resolves records by key, or by id if no record has this key.
async fn look_up(
    tx: &mut Tx,
    object: &Object,
    permit: &Permit<View>,
    values: BTreeSet<String>,
) -> Result<Vec<(String, RecordId)>> {
    let property = object.key_property.as_ref().and_then(|key| object.property(key));
    let key = |value: &String| property.and_then(|property| as_key(property, value).ok());
    let keys: BTreeMap<&String, String> = values.iter().filter_map(|value| Some((value, key(value)?))).collect();
    let mut by_key = BTreeMap::new();
    for holder in holders(tx, object.id, keys.values().map(String::as_str)).await? {
        if permit.view().covers(holder.owner) {
            by_key.insert(holder.key, holder.record);
        }
    }
    let mut found = Vec::new();
    let mut ids: BTreeMap<i64, String> = BTreeMap::new();
    for value in &values {
        match keys.get(value).and_then(|key| by_key.get(key)) {
            Some(record) => found.push((value.clone(), *record)),
            None => ids.extend(value.parse().ok().map(|id: i64| (id, value.clone()))),
        }
    }
    if ids.is_empty() {
        return Ok(found);
    }
    let sql = Sql::new("SELECT r.id FROM record AS r WHERE r.object_id = ")
        .bind(object.id)
        .push(&Lifecycle::Active.condition("r"))
        .and_in_scope("r.owner_id", permit.view())
        .push(" AND r.id IN ")
        .in_list(ids.keys().copied());
    let there = tx.ints(sql).await?;
    found.extend(there.into_iter().filter_map(|id| Some((ids.remove(&id)?, RecordId(id)))));
    Ok(found)
}
