//! Every read and change of Reprieve's data, in transactions.
//!
//! The rules of this crate: it alone knows the database; a change takes a [`domain::policy::Permit`] whose scope is
//! part of the SQL of the transaction that makes it; the clock and the source of randomness are passed in. The README
//! has the data model and where to start reading.

mod address_key;
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
pub mod jobs;
mod keys;
mod metrics;
mod objects;
pub mod operations;
pub mod outbox;
pub mod people;
pub mod privacy;
mod recent;
mod records;
mod retention;
mod rows;
mod search;
mod secret;
mod trash;
mod views;

pub use associations::{Associate, AssociateFailure};
pub use audit::{Chain, ChainBreak, ExportSource};
pub use db::Database;
pub use error::{Error, KeyFault, Result};
pub use imports::{ImportFile, Progress};
pub use metrics::Metrics;
pub use objects::{ArchiveFailure, SaveFailure};

pub use privacy::{LedgerReplay, LedgerSurplus, ledger_surplus};

use clock::{Clock, Entropy};
use db::Db;
use definitions::DefinitionCache;
use domain::time::Timestamp;
use std::{fmt::Write, path::Path, sync::Arc};
use tokio::sync::Notify;

/// The data of one installation. Cheap to clone; all clones share the same connections.
#[derive(Clone)]
pub struct Engine {
    db: Db,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Notified when an operation is confirmed that runs in the background.
    work: Arc<Notify>,
    /// Notified when there is mail to send.
    mail: Arc<Notify>,
    /// Wake the workers of background jobs.
    wakers: jobs::Wakers,
    /// Failed attempts of background jobs since the program started.
    job_failures: jobs::Failures,
    limits: operations::Limits,
    sessions: people::SessionDays,
    password_cost: people::PasswordCost,
    /// Record views that are not written yet.
    opened: Arc<recent::Opened>,
    definition_cache: DefinitionCache,
    /// What was blocked and lifted, in a file outside of the database.
    ledger: privacy::Ledger,
    /// The folder that mail is written to, where there is no mail server.
    mail_folder: Option<Arc<Path>>,
}

impl Engine {
    /// Connects. Creates the file of a SQLite database if it does not exist, and changes nothing else.
    pub async fn open(database: &Database, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self> {
        Ok(Self {
            db: Db::open(database).await?,
            clock,
            entropy,
            work: Arc::default(),
            mail: Arc::default(),
            wakers: jobs::Wakers::new(),
            job_failures: jobs::Failures::default(),
            limits: operations::Limits::default(),
            sessions: people::SessionDays::default(),
            password_cost: people::PasswordCost::default(),
            opened: Arc::default(),
            definition_cache: DefinitionCache::default(),
            ledger: privacy::Ledger::default(),
            mail_folder: None,
        })
    }

    /// The same data, for one request from this IP address: the audit records the address, and the definitions stay
    /// those that the request read first.
    #[must_use]
    pub fn for_client(&self, address: &str) -> Self {
        Self { db: self.db.for_client(address), definition_cache: self.definition_cache.for_request(), ..self.clone() }
    }

    /// The same data, for work that continues after the request of this handle: it reads current definitions.
    #[must_use]
    pub fn for_background(&self) -> Self {
        Self { definition_cache: self.definition_cache.for_background(), ..self.clone() }
    }

    /// Migrates the schema and creates the indexes of properties that are missing.
    pub async fn migrate(&self) -> Result<()> {
        self.db.migrate().await?;
        self.make_lacking_indexes().await
    }

    /// Whether the database answers and its schema is current.
    pub async fn ready(&self) -> Result<bool> {
        self.db.ready().await
    }

    /// Closes every connection after its current query.
    pub async fn close(&self) {
        // Recent views are written if possible; losing them is harmless.
        drop(self.write_opened().await);
        // Unsealed events are sealed at the next start.
        drop(self.seal_audit().await);
        self.db.close().await;
    }

    /// The current time, by the clock that was passed in.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A random token that makes a repeated request idempotent.
    pub fn token(&self) -> String {
        self.random::<16>().iter().fold(String::new(), |mut token, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(token, "{byte:02x}");
            token
        })
    }

    /// `N` random bytes.
    fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.entropy.fill(&mut bytes);
        bytes
    }
}
