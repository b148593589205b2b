//! What an admin defines, kept in memory: objects with their properties and pipelines, labels, and what roles grant.
//!
//! Every page needs most of it and it hardly ever changes. The database counts its changes, in the transaction that makes
//! them; whoever reads asks for that number first, and reads the rest again where it is another. So a change holds from
//! the next request on, whichever server made it. A request asks once, together with its session.

pub(crate) mod grants;
mod labels;
mod objects;

pub(crate) use labels::labels;
pub(crate) use objects::{active_objects, object_in};

use crate::{
    Engine, Error, Result,
    db::{Row, Sql},
};
use domain::{association::AssociationLabel, ids::RoleId, object::Object, policy::Grants};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

/// What was defined at one moment.
pub(crate) struct Definitions {
    version: i64,
    /// Every object that is in use, in the order of the navigation.
    pub objects: Vec<Object>,
    /// Every label that a link has, or had.
    pub labels: Vec<AssociationLabel>,
    /// What each role grants.
    pub grants: BTreeMap<RoleId, Grants>,
}

/// What this program read last. Its clones share it.
#[derive(Clone, Default)]
pub(crate) struct Kept {
    last: Arc<Mutex<Option<Arc<Definitions>>>>,
    /// What one request goes by, once it has asked.
    request: Option<Arc<OnceLock<Arc<Definitions>>>>,
}

impl Kept {
    /// The same, for one request.
    pub fn for_request(&self) -> Self {
        Self { last: self.last.clone(), request: Some(Arc::default()) }
    }

    /// The same, for what goes on when its request has ended.
    pub fn for_later(&self) -> Self {
        Self { last: self.last.clone(), request: None }
    }

    fn last(&self) -> MutexGuard<'_, Option<Arc<Definitions>>> {
        // Nothing in here is done halfway.
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The column `definitions` that says which version of them a query sees.
pub(crate) const VERSION: &str = "(SELECT version FROM definition_version) AS definitions";

impl Engine {
    /// What is defined now, or was when the request of this handle began.
    pub(crate) async fn definitions(&self) -> Result<Arc<Definitions>> {
        if let Some(known) = self.kept.request.as_ref().and_then(|request| request.get()) {
            return Ok(known.clone());
        }
        let row = self.db.optional(version()).await?;
        self.definitions_since(row.as_ref()).await
    }

    /// The definitions of the version in a row, or later ones. The request of this handle goes by them from here on.
    pub(crate) async fn definitions_since(&self, row: Option<&Row>) -> Result<Arc<Definitions>> {
        let wanted = version_in(row)?;
        let last = self.kept.last().clone();
        let definitions = match last.filter(|last| last.version == wanted) {
            Some(last) => last,
            None => self.read_definitions().await?,
        };
        if let Some(request) = &self.kept.request {
            // The first ones count.
            drop(request.set(definitions.clone()));
        }
        Ok(definitions)
    }

    async fn read_definitions(&self) -> Result<Arc<Definitions>> {
        let mut tx = self.db.snapshot().await?;
        let version = version_in(tx.optional(version()).await?.as_ref())?;
        let definitions = Arc::new(Definitions {
            version,
            objects: active_objects(&mut tx).await?,
            labels: labels(&mut tx).await?,
            grants: grants::load_all(&mut tx).await?,
        });
        // Of an older version too, where somebody who began later was quicker: it is read again, and a database that was
        // brought back to an earlier moment is not taken for the one it was.
        *self.kept.last() = Some(definitions.clone());
        Ok(definitions)
    }
}

fn version() -> Sql {
    Sql::new("SELECT ").push(VERSION)
}

fn version_in(row: Option<&Row>) -> Result<i64> {
    row.ok_or_else(|| Error::Corrupt("no version of definitions".to_owned()))?.int("definitions")
}
