//! Test support: databases, a clock that is set by hand, users with roles.
#![allow(dead_code, clippy::allow_attributes, reason = "each test program uses a part of this")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot stand up must fall")]

mod databases;
pub mod operations;
pub mod refusal;
pub mod totp;

use databases::{Place, open};
use domain::{
    ids::{RecordId, RoleId, UserId},
    object::Object,
    policy::{Actor, BuiltInRole, Reauthenticated, Reauthentication},
    record::RecordInput,
    time::Timestamp,
};
use engine::{
    Database, Engine, ListLimits,
    clock::{Clock, Entropy},
    operations::Limits,
    people::NewUser,
};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

/// The password of every user in tests.
pub const PASSWORD: &str = "correct horse battery";

/// The seed of the random inputs of tests where `REPRIEVE_SEED` is not set.
pub const SEED: u64 = 2;

/// The seed of the random inputs of tests.
pub fn seed() -> u64 {
    std::env::var("REPRIEVE_SEED").map_or(SEED, |seed| seed.parse().unwrap())
}

/// 1 November 2026, noon.
pub const START: Timestamp = Timestamp(1_793_534_400_000_000);

/// A clock that stands still until a test moves it.
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
        // Each reading advances it by a microsecond: as on a real clock, no two readings are the same.
        Timestamp(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

/// Random bytes that differ at each call and are the same in each run.
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

/// An installation with a database of its own. Clones share it; the last one removes it.
#[derive(Clone)]
pub struct TestEngine {
    pub engine: Engine,
    pub clock: Arc<TestClock>,
    pub database: Database,
    /// An empty folder of this test.
    pub folder: PathBuf,
    _place: Arc<Place>,
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
        let place = Place::new(backend).await;
        let (engine, clock) = open(&place.database).await;
        let engine =
            engine.with_blocklist_files(place.folder.join("blocklist.key"), place.folder.join("blocklist.ledger"));
        Self { engine, clock, database: place.database.clone(), folder: place.folder.clone(), _place: Arc::new(place) }
    }

    /// The same installation with other limits, such as the size of a chunk.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.engine = self.engine.clone().with_limits(limits);
        self
    }

    /// The same installation with other limits of lists.
    pub fn with_list_limits(mut self, limits: ListLimits) -> Self {
        self.engine = self.engine.clone().with_list_limits(limits);
        self
    }

    /// A new user with a role, as an actor.
    pub async fn user(&self, name: &str, role: BuiltInRole) -> Actor {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let user = NewUser { name: name.to_owned(), email, password: PASSWORD.to_owned() };
        let id = self.engine.people().create_user(&user, role).await.unwrap().unwrap();
        self.engine.people().actor(id).await.unwrap()
    }

    pub async fn admin(&self) -> Actor {
        self.user("Ada Admin", BuiltInRole::Admin).await
    }

    /// The id of a built-in role. An admin must exist.
    pub async fn role_id(&self, role: BuiltInRole) -> RoleId {
        let by = self
            .engine
            .people()
            .actor(self.engine.people().first_admin().await.unwrap())
            .await
            .unwrap()
            .administer_users()
            .unwrap();
        let roles = self.engine.people().roles(&by).await.unwrap();
        roles.into_iter().find(|view| view.role.built_in() == Some(role)).unwrap().role.id
    }

    pub async fn contacts(&self) -> Object {
        self.engine.objects().object("contacts").await.unwrap()
    }

    /// A new contact of `actor`, who owns it.
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
        self.engine
            .records()
            .create_record(&actor.create(object.id).unwrap(), &object, &input, surface)
            .await
            .unwrap()
            .unwrap()
    }
}

/// A permit of a user who has just reauthenticated.
pub fn fresh<P>(permit: P) -> Reauthenticated<P> {
    Reauthentication::new(START, START).authorize(permit).unwrap_or_else(|stale| panic!("{stale}"))
}

/// A form with these values.
pub fn form(pairs: &[(&str, &str)]) -> RecordInput {
    RecordInput {
        values: pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        ..RecordInput::default()
    }
}
