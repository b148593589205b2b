//! The definitions of an installation, cached in memory: objects with their properties and pipelines, association labels,
//! and the grants of roles.
//!
//! Every page needs most of them and they rarely change. Triggers of the database count their changes in the transaction
//! that makes them. A reader asks for that version first and reads the definitions again if the cache has another one, so a
//! change holds from the next request on, on every server. A request asks once, together with its session.

pub(crate) mod grants;
mod labels;
mod objects;

pub(crate) use labels::labels;
pub(crate) use objects::{active_objects, object_in};

use crate::{
    Error, Result,
    db::{Row, Sql, Store},
};
use domain::{association::AssociationLabel, ids::RoleId, object::Object, policy::Grants};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

/// The definitions of one version.
pub(crate) struct Definitions {
    version: i64,
    /// Every active object, in the order of the navigation.
    pub objects: Vec<Object>,
    /// Every association label, archived and deleted ones included.
    pub labels: Vec<AssociationLabel>,
    /// The grants of each role.
    pub grants: BTreeMap<RoleId, Grants>,
}

/// The definitions that were read last, which all clones share.
#[derive(Clone)]
pub(crate) struct DefinitionCache {
    store: Store,
    last: Arc<Mutex<Option<Arc<Definitions>>>>,
    /// The definitions of one request, once it has asked for them.
    request: Option<Arc<OnceLock<Arc<Definitions>>>>,
}

impl DefinitionCache {
    /// An empty cache of the definitions in this database.
    pub fn new(store: Store) -> Self {
        Self { store, last: Arc::default(), request: None }
    }

    /// A handle for one request: it keeps the definitions that it reads first.
    pub fn for_request(&self) -> Self {
        Self { request: Some(Arc::default()), ..self.clone() }
    }

    /// A handle for background work: it always reads the current definitions.
    pub fn for_background(&self) -> Self {
        Self { request: None, ..self.clone() }
    }

    fn last(&self) -> MutexGuard<'_, Option<Arc<Definitions>>> {
        // The lock guards one assignment, so a panic cannot leave it half done.
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The SQL column `definitions`: the version that a query sees.
pub(crate) const VERSION: &str = "(SELECT version FROM definition_version) AS definitions";

impl DefinitionCache {
    /// The current definitions, or those of the request of this handle.
    pub async fn current(&self) -> Result<Arc<Definitions>> {
        if let Some(known) = self.request.as_ref().and_then(|request| request.get()) {
            return Ok(known.clone());
        }
        let row = self.store.optional(version()).await?;
        self.since(row.as_ref()).await
    }

    /// The definitions of the version in a row with the column [`VERSION`], or later ones. The request of this handle keeps
    /// them.
    pub async fn since(&self, row: Option<&Row>) -> Result<Arc<Definitions>> {
        let wanted = version_in(row)?;
        let last = self.last().clone();
        let definitions = match last.filter(|last| last.version == wanted) {
            Some(last) => last,
            None => self.read().await?,
        };
        if let Some(request) = &self.request {
            // If another call was first, the request keeps its definitions.
            drop(request.set(definitions.clone()));
        }
        Ok(definitions)
    }

    async fn read(&self) -> Result<Arc<Definitions>> {
        let mut tx = self.store.snapshot().await?;
        let version = version_in(tx.optional(version()).await?.as_ref())?;
        let definitions = Arc::new(Definitions {
            version,
            objects: active_objects(&mut tx).await?,
            labels: labels(&mut tx).await?,
            grants: grants::load_all(&mut tx).await?,
        });
        // Stored even if a concurrent reader has stored a newer version: the next call reads again. Comparing versions
        // would keep outdated definitions after the database is restored from a backup.
        *self.last() = Some(definitions.clone());
        Ok(definitions)
    }
}

fn version() -> Sql {
    Sql::new("SELECT ").push(VERSION)
}

fn version_in(row: Option<&Row>) -> Result<i64> {
    row.ok_or_else(|| Error::Corrupt("no version of definitions".to_owned()))?.int("definitions")
}
