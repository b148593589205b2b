//! Databases for tests: each test has its own, copied from one that this program migrated once.
//!
//! SQLite: a file in a temporary folder. PostgreSQL: a database of the cluster that `REPRIEVE_TEST_POSTGRES` names,
//! which `make` starts once for all test programs; without that variable this program starts a cluster that ends with
//! it. Folders and databases are removed with the test that used them, so that a whole run fits into memory.

use super::{Backend, START, TestClock, TestEntropy};
use engine::{Database, Engine, people::PasswordCost};
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio, id},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
        mpsc::{Receiver, sync_channel},
    },
};

/// How many copies of the PostgreSQL template are made before a test asks for them.
const READY: usize = 2;

/// The folder and the database of one test, removed with the last handle.
pub struct Place {
    pub folder: PathBuf,
    pub database: Database,
}

impl Place {
    /// A migrated database that no other test uses, and an empty folder.
    pub async fn new(backend: Backend) -> Self {
        let folder = temporary_folder();
        let database = match backend {
            Backend::Sqlite => {
                let file = folder.join("test.db");
                std::fs::write(&file, sqlite_template().await).unwrap();
                Database::Sqlite(file)
            }
            Backend::Postgres => Database::Postgres(named(&postgres_copy())),
        };
        Self { folder, database }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        if let Database::Postgres(address) = &self.database {
            static PSQL: OnceLock<Mutex<Psql>> = OnceLock::new();
            let name = address.rsplit('/').next().unwrap_or_default();
            // The cluster may stop before the last statement is done, which is no error.
            let psql = PSQL.get_or_init(|| Mutex::new(Psql::start(Stdio::null())));
            // A test that failed drops its database too, and must not fail twice.
            if let Ok(mut psql) = psql.lock() {
                psql.send(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            }
        }
    }
}

/// Opens a database with a clock at [`START`], the same random bytes in each run, and cheap password hashes.
pub async fn open(database: &Database) -> (Engine, Arc<TestClock>) {
    let clock = Arc::new(TestClock(AtomicI64::new(START.0)));
    let entropy = Arc::new(TestEntropy(AtomicU64::new(1)));
    let engine = Engine::open(database, clock.clone(), entropy).await.unwrap();
    (engine.with_password_cost(PasswordCost { memory_kib: 8, passes: 1 }), clock)
}

fn temporary_folder() -> PathBuf {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let folder = std::env::temp_dir().join(format!("reprieve-test-{}-{}", id(), NEXT.fetch_add(1, Ordering::SeqCst)));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

async fn migrate(database: &Database) {
    let (engine, _) = open(database).await;
    engine.migrate().await.unwrap();
    engine.close().await;
}

/// The bytes of a migrated SQLite file. Closing the engine emptied its write-ahead log.
async fn sqlite_template() -> &'static [u8] {
    static TEMPLATE: tokio::sync::OnceCell<Vec<u8>> = tokio::sync::OnceCell::const_new();
    let make = || async {
        let folder = temporary_folder();
        let file = folder.join("template.db");
        migrate(&Database::Sqlite(file.clone())).await;
        let bytes = std::fs::read(&file).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        bytes
    };
    TEMPLATE.get_or_init(make).await
}

/// The name of a new copy of the migrated PostgreSQL database.
fn postgres_copy() -> String {
    static COPIES: OnceLock<Mutex<Receiver<String>>> = OnceLock::new();
    let copies = COPIES.get_or_init(|| {
        let (ready, copies) = sync_channel(READY);
        // PostgreSQL copies a database only while it has no connection, so one thread makes all copies.
        std::thread::spawn(move || {
            let mut psql = Psql::start(Stdio::inherit());
            let template = format!("template_{}", id());
            psql.run(&format!("CREATE DATABASE {template}"));
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(migrate(&Database::Postgres(named(&template))));
            for number in 0.. {
                let name = format!("test_{}_{number}", id());
                psql.run(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
                if ready.send(name).is_err() {
                    return;
                }
            }
        });
        Mutex::new(copies)
    });
    let copies = copies.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    copies.recv().unwrap_or_else(|_| panic!("there is no PostgreSQL database; the reason is printed above"))
}

/// The URL of a database of the cluster.
fn named(database: &str) -> String {
    format!("{}/{database}", cluster().trim_end_matches("/postgres"))
}

/// The URL of the cluster that this program uses: `postgres://…/postgres`.
fn cluster() -> &'static str {
    static CLUSTER: OnceLock<(String, Option<Mutex<Child>>)> = OnceLock::new();
    let (address, _) = CLUSTER.get_or_init(|| {
        if let Ok(address) = std::env::var("REPRIEVE_TEST_POSTGRES") {
            return (address, None);
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find_map(|folder| {
            let script = folder.join("end2end/postgres.sh");
            script.exists().then_some(script)
        });
        // The server ends when its standard input closes, at the end of this program.
        let mut child = Command::new(script.unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("end2end/postgres.sh: {error}"));
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("postgres://"), "end2end/postgres.sh did not start a server");
        (line.trim().to_owned(), Some(Mutex::new(child)))
    });
    address
}

/// A `psql` connection to the cluster that lasts as long as this program.
struct Psql {
    client: Child,
    output: BufReader<ChildStdout>,
}

impl Psql {
    fn start(errors: Stdio) -> Self {
        let mut client = Command::new("psql")
            .args([cluster(), "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap_or_else(|error| panic!("psql: {error}"));
        let output = BufReader::new(client.stdout.take().unwrap());
        Self { client, output }
    }

    /// Sends a statement without waiting for it.
    fn send(&mut self, sql: &str) {
        let _ = writeln!(self.client.stdin.as_mut().unwrap(), "{sql};");
    }

    /// Runs a statement, and waits for its end.
    fn run(&mut self, sql: &str) {
        self.send(sql);
        let _ = writeln!(self.client.stdin.as_mut().unwrap(), "\\echo done");
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "done", "psql failed: {sql}");
    }
}
