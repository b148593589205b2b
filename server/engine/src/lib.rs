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
mod home;
mod imports;
pub mod jobs;
mod keys;
mod maintenance;
mod metrics;
mod objects;
pub mod operations;
pub mod outbox;
pub mod people;
pub mod privacy;
mod records;
mod rows;
mod search;
mod secret;
mod session_view;
mod trash;
mod views;

pub use associations::{Associate, AssociateFailure};
pub use audit::{Audit, Chain, ChainBreak, ExportSource};
pub use board::Boards;
pub use db::Database;
pub use error::{Error, KeyFault, Result};
pub use home::HomePage;
pub use imports::{ImportFile, Imports, Progress};
pub use metrics::Metrics;
pub use objects::{ArchiveFailure, Objects, SaveFailure};
pub use records::{ListLimits, Records};
pub use search::Search;
pub use trash::Trash;
pub use views::Views;

pub use privacy::{LedgerReplay, LedgerSurplus, ledger_surplus};

use clock::{Clock, Entropy};
use db::Store;
use definitions::DefinitionCache;
use domain::time::Timestamp;
use jobs::Jobs;
use operations::Operations;
use outbox::Outbox;
use people::People;
use privacy::Privacy;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Notify;

/// The data of one installation: it hands out the areas that read and change it. Cheap to clone; all clones share the
/// same connections.
#[derive(Clone)]
pub struct Engine(Arc<Areas>);

/// The areas, over the parts that they share.
struct Areas {
    parts: Parts,
    audit: Audit,
    jobs: Jobs,
    outbox: Outbox,
    people: People,
    records: Records,
    objects: Objects,
    trash: Trash,
    operations: Operations,
    imports: Imports,
    privacy: Privacy,
    views: Views,
    search: Search,
    boards: Boards,
    home: HomePage,
}

/// The parts that the areas share.
#[derive(Clone)]
struct Parts {
    store: Store,
    definitions: DefinitionCache,
    /// Notified when an operation is confirmed that runs in the background.
    work: Arc<Notify>,
    /// Notified when there is mail to send.
    mail: Arc<Notify>,
    /// Wake the workers of background jobs.
    wakers: jobs::Wakers,
    /// Failed attempts of background jobs since the program started.
    job_failures: jobs::Failures,
    /// Record views that are not written yet.
    opened: Arc<home::Opened>,
    list_limits: ListLimits,
    limits: operations::Limits,
    sessions: people::SessionDays,
    password_cost: people::PasswordCost,
    /// The record of blocks and lifts, in a file outside of the database.
    ledger: privacy::Ledger,
    /// The folder that mail is written to, where there is no mail server.
    mail_folder: Option<Arc<Path>>,
}

impl Parts {
    fn assemble(self) -> Engine {
        let store = || self.store.clone();
        let audit = Audit::new(store());
        let jobs = Jobs::new(store(), self.wakers.clone(), self.job_failures.clone());
        let outbox = Outbox::new(store(), self.mail.clone());
        let people = People::new(store(), self.definitions.clone(), outbox.clone(), self.sessions, self.password_cost);
        let records = Records::new(store(), audit.clone(), self.definitions.clone(), self.list_limits);
        let objects = Objects::new(store(), self.definitions.clone(), records.clone());
        let trash = Trash::new(store(), records.clone());
        let operations = Operations::new(
            store(),
            people.clone(),
            records.clone(),
            objects.clone(),
            outbox.clone(),
            self.limits,
            self.work.clone(),
        );
        let imports = Imports::new(store(), jobs.clone(), people.clone(), records.clone(), objects.clone());
        let privacy = Privacy {
            store: store(),
            jobs: jobs.clone(),
            outbox: outbox.clone(),
            people: people.clone(),
            objects: objects.clone(),
            imports: imports.clone(),
            ledger: self.ledger.clone(),
            mail_folder: self.mail_folder.clone(),
        };
        let views = Views::new(store());
        let search = Search::new(store(), objects.clone());
        let boards = Boards::new(store(), records.clone(), operations.clone());
        let home = HomePage::new(store(), records.clone(), objects.clone(), self.opened.clone());
        Engine(Arc::new(Areas {
            parts: self,
            audit,
            jobs,
            outbox,
            people,
            records,
            objects,
            trash,
            operations,
            imports,
            privacy,
            views,
            search,
            boards,
            home,
        }))
    }
}

impl Engine {
    /// Connects. Creates the file of a SQLite database if it does not exist, and changes nothing else.
    pub async fn open(database: &Database, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Result<Self> {
        let store = Store::open(database, clock, entropy).await?;
        let parts = Parts {
            definitions: DefinitionCache::new(store.clone()),
            store,
            work: Arc::default(),
            mail: Arc::default(),
            wakers: jobs::Wakers::new(),
            job_failures: jobs::Failures::default(),
            opened: Arc::default(),
            list_limits: ListLimits::default(),
            limits: operations::Limits::default(),
            sessions: people::SessionDays::default(),
            password_cost: people::PasswordCost::default(),
            ledger: privacy::Ledger::default(),
            mail_folder: None,
        };
        Ok(parts.assemble())
    }

    /// The same data, for one request from this IP address: the audit records the address, and the definitions stay
    /// those that the request read first.
    #[must_use]
    pub fn for_client(&self, address: &str) -> Self {
        let parts = self.parts();
        let (store, definitions) = (parts.store.for_client(address), parts.definitions.for_request());
        Parts { store, definitions, ..parts }.assemble()
    }

    /// The same data, for work that continues after the request of this handle: it reads current definitions.
    #[must_use]
    pub fn for_background(&self) -> Self {
        let parts = self.parts();
        Parts { definitions: parts.definitions.for_background(), ..parts }.assemble()
    }

    /// The same data with other limits of lists, for tests.
    #[must_use]
    pub fn with_list_limits(self, list_limits: ListLimits) -> Self {
        Parts { list_limits, ..self.parts() }.assemble()
    }

    /// The same data with other limits of operations, for tests.
    #[must_use]
    pub fn with_limits(self, limits: operations::Limits) -> Self {
        Parts { limits, ..self.parts() }.assemble()
    }

    /// The same data with another session lifetime.
    #[must_use]
    pub fn with_sessions(self, sessions: people::SessionDays) -> Self {
        Parts { sessions, ..self.parts() }.assemble()
    }

    /// The same data, with new passwords hashed at another cost than the default, for tests.
    #[must_use]
    pub fn with_password_cost(self, password_cost: people::PasswordCost) -> Self {
        Parts { password_cost, ..self.parts() }.assemble()
    }

    /// The same data, with the key of the blocklist and its ledger in these files. They are created when an address is
    /// blocked.
    #[must_use]
    pub fn with_blocklist_files(self, key: PathBuf, ledger: PathBuf) -> Self {
        let parts = self.parts();
        let store = parts.store.clone().with_address_key(address_key::KeyFile::at(key));
        Parts { store, ledger: privacy::Ledger::at(ledger), ..parts }.assemble()
    }

    /// The same data, with the folder that mail is written to where there is no mail server: an erasure searches it.
    #[must_use]
    pub fn with_mail_folder(self, folder: &Path) -> Self {
        Parts { mail_folder: Some(folder.into()), ..self.parts() }.assemble()
    }

    fn parts(&self) -> Parts {
        self.0.parts.clone()
    }

    fn store(&self) -> &Store {
        &self.0.parts.store
    }

    /// The audit log.
    pub fn audit(&self) -> &Audit {
        &self.0.audit
    }

    /// The queue of background jobs.
    pub fn jobs(&self) -> &Jobs {
        &self.0.jobs
    }

    /// The messages that wait to be sent.
    pub fn outbox(&self) -> &Outbox {
        &self.0.outbox
    }

    /// Users, roles, teams, sign-in and sessions.
    pub fn people(&self) -> &People {
        &self.0.people
    }

    /// Records and their associations.
    pub fn records(&self) -> &Records {
        &self.0.records
    }

    /// The objects that records are of, with their properties, pipelines and association labels.
    pub fn objects(&self) -> &Objects {
        &self.0.objects
    }

    /// The trash, its retention, and the records on hold.
    pub fn trash(&self) -> &Trash {
        &self.0.trash
    }

    /// Deletions, restores and the other changes of many records.
    pub fn operations(&self) -> &Operations {
        &self.0.operations
    }

    /// Imports of files.
    pub fn imports(&self) -> &Imports {
        &self.0.imports
    }

    /// Permanent deletion of persons, and the blocklist.
    pub fn privacy(&self) -> &Privacy {
        &self.0.privacy
    }

    /// The saved views of index pages.
    pub fn views(&self) -> &Views {
        &self.0.views
    }

    /// The search through all objects.
    pub fn search(&self) -> &Search {
        &self.0.search
    }

    /// The boards of pipelines.
    pub fn boards(&self) -> &Boards {
        &self.0.boards
    }

    /// The home page, with the recently viewed records.
    pub fn home(&self) -> &HomePage {
        &self.0.home
    }

    /// Migrates the schema and creates the indexes of properties that are missing.
    pub async fn migrate(&self) -> Result<()> {
        self.store().migrate().await?;
        self.objects().make_lacking_indexes().await
    }

    /// Whether the database answers and its schema is current.
    pub async fn ready(&self) -> Result<bool> {
        self.store().ready().await
    }

    /// Closes every connection after its current query.
    pub async fn close(&self) {
        // Recent views are written if possible; losing them is harmless.
        drop(self.home().write_opened().await);
        // Unsealed events are sealed at the next start.
        drop(self.audit().seal_audit().await);
        self.store().close().await;
    }

    /// The current time, by the clock that was passed in.
    pub fn now(&self) -> Timestamp {
        self.store().now()
    }

    /// A random token that makes a repeated request idempotent.
    pub fn token(&self) -> String {
        self.store().token()
    }
}
