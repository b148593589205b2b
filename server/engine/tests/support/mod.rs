//! What tests stand on: both databases, a clock that is set by hand, people with roles.
//!
//! SQLite is a file in a temporary folder. PostgreSQL is one private cluster for the test program, started by
//! `end2end/postgres.sh` and ended with it; each test has a database of its own, copied from a migrated one.
#![allow(dead_code, clippy::allow_attributes, reason = "each test program uses a part of this")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot stand up must fall")]

pub mod operations;
pub mod refusal;
pub mod totp;

use domain::{
    ids::{RecordId, RoleId, UserId},
    object::Object,
    policy::{Actor, BuiltInRole, Fresh, Proof},
    record::RecordInput,
    time::Timestamp,
};
use engine::{
    Database, Engine,
    clock::{Clock, Entropy},
    operations::Limits,
    people::NewUser,
};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

/// The password of everybody in tests.
pub const PASSWORD: &str = "correct horse battery";

/// 1 November 2026, noon.
pub const START: Timestamp = Timestamp(1_793_534_400_000_000);

/// A clock that stands still until it is moved.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn forward_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub fn forward_days(&self, days: i64) {
        self.forward_seconds(days * 86_400);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        // A microsecond each time it is asked: no two moments are the same, as on a real clock.
        Timestamp(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

/// Bytes that differ each time and are the same in each run.
struct TestEntropy(AtomicU64);

impl Entropy for TestEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let state = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            *byte = ((state ^ (state >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 56) as u8;
        }
    }
}

/// The databases that tests run on. As the value of a test's parameter its variant ends the test's name, so
/// `-- --skip Postgres` runs the SQLite half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// An installation of its own.
pub struct TestEngine {
    pub engine: Engine,
    pub clock: Arc<TestClock>,
    pub database: Database,
    /// A folder of its own, removed with it.
    pub folder: PathBuf,
}

impl Drop for TestEngine {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl std::ops::Deref for TestEngine {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        &self.engine
    }
}

impl TestEngine {
    /// A new, migrated installation on this database.
    pub async fn on(backend: Backend) -> Self {
        let folder = temporary_folder();
        match backend {
            Backend::Sqlite => {
                let test = Self::open(Database::Sqlite(folder.join("test.db")), folder).await;
                test.engine.migrate().await.unwrap();
                test
            }
            Backend::Postgres => Self::open(Database::Postgres(fresh_postgres().await), folder).await,
        }
    }

    async fn open(database: Database, folder: PathBuf) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(START.0)));
        let entropy = Arc::new(TestEntropy(AtomicU64::new(1)));
        let engine = Engine::open(&database, clock.clone(), entropy).await.unwrap();
        Self { engine, clock, database, folder }
    }

    /// The same, with operations cut up in another way.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.engine = self.engine.clone().with_limits(limits);
        self
    }

    /// A user with a role, as they may act.
    pub async fn user(&self, name: &str, role: BuiltInRole) -> Actor {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let user = NewUser { name: name.to_owned(), email, password: PASSWORD.to_owned() };
        let id = self.engine.create_user(&user, role).await.unwrap().unwrap();
        self.engine.actor(id).await.unwrap()
    }

    pub async fn admin(&self) -> Actor {
        self.user("Ada Admin", BuiltInRole::Admin).await
    }

    /// A built-in role, by its number. An admin is there.
    pub async fn role_id(&self, role: BuiltInRole) -> RoleId {
        let by = self.engine.actor(self.engine.first_admin().await.unwrap()).await.unwrap().administer_users().unwrap();
        let roles = self.engine.roles(&by).await.unwrap();
        roles.into_iter().find(|view| view.role.built_in() == Some(role)).unwrap().role.id
    }

    pub async fn contacts(&self) -> Object {
        self.engine.object("contacts").await.unwrap()
    }

    /// A contact made by `actor`, who owns it.
    pub async fn contact(&self, actor: &Actor, first_name: &str, email: &str) -> RecordId {
        self.contact_of(actor, Some(actor.user), first_name, email).await
    }

    pub async fn contact_of(&self, actor: &Actor, owner: Option<UserId>, first_name: &str, email: &str) -> RecordId {
        let object = self.contacts().await;
        let input = RecordInput {
            owner: owner.map(|owner| owner.to_string()).unwrap_or_default(),
            ..form(&[("first_name", first_name), ("email", email)])
        };
        let surface = domain::surface::Surface::Index;
        self.engine.create_record(&actor.create(object.id).unwrap(), &object, &input, surface).await.unwrap().unwrap()
    }
}

/// A permit of somebody who proved this moment who they are.
pub fn fresh<P>(permit: P) -> Fresh<P> {
    Proof::new(START, START).with(permit).unwrap_or_else(|stale| panic!("{stale}"))
}

/// A form with these values.
pub fn form(pairs: &[(&str, &str)]) -> RecordInput {
    RecordInput {
        values: pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        ..RecordInput::default()
    }
}

fn temporary_folder() -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let name = format!("reprieve-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The address of a new, migrated PostgreSQL database.
pub async fn fresh_postgres() -> String {
    static TEMPLATE: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    static NEXT: AtomicU64 = AtomicU64::new(0);
    // One copy at a time: PostgreSQL copies a database only while nobody uses it.
    static COPY: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let cluster = cluster();
    TEMPLATE
        .get_or_init(|| async {
            psql(cluster, "CREATE DATABASE template_reprieve");
            let database = Database::Postgres(named(cluster, "template_reprieve"));
            let clock = Arc::new(TestClock(AtomicI64::new(START.0)));
            let entropy = Arc::new(TestEntropy(AtomicU64::new(1)));
            let engine = Engine::open(&database, clock, entropy).await.unwrap();
            engine.migrate().await.unwrap();
            engine.close().await;
        })
        .await;
    let _alone = COPY.lock().await;
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::SeqCst));
    psql(cluster, &format!("CREATE DATABASE {name} TEMPLATE template_reprieve"));
    named(cluster, &name)
}

/// The address of the database `name` of a cluster.
fn named(cluster: &str, name: &str) -> String {
    format!("{}/{name}", cluster.trim_end_matches("/postgres"))
}

/// The cluster of this test program: `…/postgres`.
fn cluster() -> &'static str {
    static CLUSTER: OnceLock<(String, Mutex<Child>)> = OnceLock::new();
    let (address, _) = CLUSTER.get_or_init(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find_map(|folder| {
            let script = folder.join("end2end/postgres.sh");
            script.exists().then_some(script)
        });
        // Its standard input stays open for as long as this program lives.
        let mut child = Command::new(script.unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("end2end/postgres.sh: {error}"));
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("postgres://"), "end2end/postgres.sh did not start a server");
        (line.trim().to_owned(), Mutex::new(child))
    });
    address
}

fn psql(address: &str, sql: &str) {
    let output = Command::new("psql").args([address, "--quiet", "-v", "ON_ERROR_STOP=1", "-c", sql]).output();
    let output = output.unwrap_or_else(|error| panic!("psql: {error}"));
    assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
}
