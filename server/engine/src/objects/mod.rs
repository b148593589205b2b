//! Objects: reading them, and the changes that an admin makes to them and their parts.
//!
//! Every change locks the row of its object first, so changes of one object run one after the other. Archived parts are
//! left out of what is read, except where a function says otherwise.

mod archive;
mod define;
mod expiry;
mod failure;
mod index;
mod labels;
mod pipelines;
mod properties;
mod unique;
mod usage;

pub use failure::{ArchiveFailure, SaveFailure};

use crate::{
    Error, Result,
    db::{Sql, Store},
    definitions::{DefinitionCache, object_in},
    records::Records,
};
use domain::{
    ids::ObjectId,
    object::{Object, ObjectCount},
    policy::{Actor, Permit, Scope, View},
};
use std::collections::BTreeMap;

/// The objects that records are of, with their properties, pipelines and association labels.
#[derive(Clone)]
pub struct Objects {
    store: Store,
    definitions: DefinitionCache,
    records: Records,
}

impl Objects {
    pub(crate) fn new(store: Store, definitions: DefinitionCache, records: Records) -> Self {
        Self { store, definitions, records }
    }
}

impl Objects {
    /// Every active object, in the order of the navigation.
    pub async fn active(&self) -> Result<Vec<Object>> {
        Ok(self.definitions.current().await?.objects.clone())
    }

    /// The active object with this slug.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none.
    pub async fn object(&self, slug: &str) -> Result<Object> {
        let definitions = self.definitions.current().await?;
        definitions.objects.iter().find(|object| object.slug == slug).cloned().ok_or(Error::NotFound)
    }

    /// The object with this id, archived or not: operations and events of its records stay readable.
    pub(crate) async fn object_by_id(&self, id: ObjectId) -> Result<Object> {
        let definitions = self.definitions.current().await?;
        if let Some(object) = definitions.objects.iter().find(|object| object.id == id) {
            return Ok(object.clone());
        }
        object_in(&mut self.store.snapshot().await?, id).await
    }

    /// The number of records, active and in the trash, that the actor may see of each object. Objects that they may not see
    /// are left out.
    pub async fn object_counts(&self, actor: &Actor) -> Result<Vec<ObjectCount>> {
        let definitions = self.definitions.current().await?;
        let seen: Vec<(&Object, Permit<View>)> =
            definitions.objects.iter().filter_map(|object| Some((object, actor.view(object.id).ok()?))).collect();
        // One query for all objects, because the navigation of every page shows the counts.
        let in_sight: Vec<String> = seen
            .iter()
            .map(|(object, permit)| {
                format!("object_id = {} AND {}", object.id, Sql::scope("nullif(owner_id, 0)", permit.view()))
            })
            .collect();
        let sql = Sql::new(
            "SELECT object_id, CAST(sum(active) AS BIGINT) AS active, CAST(sum(trashed) AS BIGINT) AS trashed \
             FROM record_count WHERE ",
        )
        .push(if in_sight.is_empty() { "FALSE" } else { "" })
        .push(&in_sight.join(" OR "))
        .push(" GROUP BY object_id");
        let own = seen.iter().any(|(_, permit)| *permit.view() != Scope::Everything);
        let mut totals = BTreeMap::new();
        for row in self.store.all(if own { sql.unprepared() } else { sql }).await? {
            totals.insert(row.int("object_id")?, (row.int("active")?, row.int("trashed")?));
        }
        let count = |(object, _): (&Object, _)| {
            let (living, deleted) = totals.get(&object.id.0).copied().unwrap_or_default();
            ObjectCount {
                slug: object.slug.clone(),
                names: object.names.clone(),
                icon: object.icon.clone(),
                activity: object.activity,
                living,
                deleted: if actor.see_trash(object.id).is_ok() { deleted } else { 0 },
            }
        };
        Ok(seen.into_iter().map(count).collect())
    }
}
