//! Every read and change of Reprieve's data, in transactions.
//!
//! The rules this crate keeps: it alone knows the database; each change takes a [`domain::policy::Permit`] whose scope
//! is ANDed into the SQL of the transaction that changes; the clock and the source of randomness are passed in.

mod associations;
mod audit;
pub mod backup;
mod board;
pub mod clock;
mod db;
mod definitions;
mod demo;
mod error;
mod holds;
mod home;
mod imports;
mod keys;
mod metrics;
mod objects;
pub mod operations;
pub mod outbox;
pub mod people;
mod recent;
mod records;
mod retention;
mod rows;
mod search;
mod secret;
mod trash;
mod views;

pub use associations::{Associate, AssociateFailure};
pub use audit::{Chain, ChainBreak, Taken};
pub use db::Database;
pub use error::{Error, Result};
pub use imports::{ImportFile, Progress};
pub use metrics::Metrics;
pub use objects::{ArchiveFailure, SaveFailure};

use clock::{Clock, Entropy};
use db::Db;
use definitions::DefinitionCache;
use domain::time::Timestamp;
use std::{fmt::Write, sync::Arc};
use tokio::sync::Notify;

/// The data of one installation. Cheap to clone; all clones share the same connections.
#[derive(Clone)]
pub struct Engine {
    db: Db,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Rings when an operation was confirmed that is run in chunks.
    work: Arc<Notify>,
    /// Rings when there is mail to send.
    mail: Arc<Notify>,
    limits: operations::Limits,
    chores: Arc<operations::ChoreLog>,
    sessions: people::SessionDays,
    password_cost: people::PasswordCost,
    /// What was looked at and is not written yet.
    opened: Arc<recent::Opened>,
    definition_cache: DefinitionCache,
}

impl Engine {
    /// Connects, creating the file of a SQLite database that is not there yet. Changes nothing else.
    pub async fn open(database: &Database, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self> {
        Ok(Self {
            db: Db::open(database).await?,
            clock,
            entropy,
            work: Arc::default(),
            mail: Arc::default(),
            limits: operations::Limits::default(),
            chores: Arc::default(),
            sessions: people::SessionDays::default(),
            password_cost: people::PasswordCost::default(),
            opened: Arc::default(),
            definition_cache: DefinitionCache::default(),
        })
    }

    /// The same data, for one request of a client at this address: the audit says so, and what is defined stays what it was
    /// when the session was read.
    #[must_use]
    pub fn for_client(&self, address: &str) -> Self {
        Self { db: self.db.for_client(address), definition_cache: self.definition_cache.for_request(), ..self.clone() }
    }

    /// The same data, for what goes on when the request of this handle has ended.
    #[must_use]
    pub fn for_background(&self) -> Self {
        Self { definition_cache: self.definition_cache.for_background(), ..self.clone() }
    }

    /// Brings the schema up to date and creates the indexes of properties that are missing.
    pub async fn migrate(&self) -> Result<()> {
        self.db.migrate().await?;
        self.make_lacking_indexes().await
    }

    /// Whether the database answers and its schema is up to date.
    pub async fn ready(&self) -> Result<bool> {
        self.db.ready().await
    }

    /// Closes every connection, after what runs on them.
    pub async fn close(&self) {
        // What somebody looked at is worth a try, and no more.
        drop(self.write_opened().await);
        // Whoever opens the database next seals what waits.
        drop(self.seal_audit().await);
        self.db.close().await;
    }

    /// This moment, by the clock that was passed in.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A token for what must be done once, however often it is sent.
    pub fn token(&self) -> String {
        self.random::<16>().iter().fold(String::new(), |mut token, byte| {
            // Writing to a text cannot fail.
            let _ = write!(token, "{byte:02x}");
            token
        })
    }

    /// `N` bytes that nobody can guess.
    fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }
}
