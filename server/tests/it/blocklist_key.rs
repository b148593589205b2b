//! Tests of the program: it does not start without the key of its blocklist, and compares a backup with the ledger.

use crate::support::{Backend::Sqlite, TestEngine};
use domain::policy::Actor;
use engine::Database;
use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

/// How often it is looked whether the program has ended, and after how many looks it is killed.
const LOOK: Duration = Duration::from_millis(20);
const LOOKS: u32 = 3_000;

/// Runs the program over the database of a test until it ends.
fn run(test: &TestEngine, data: &Path, args: &[&str]) -> Output {
    let Database::Sqlite(path) = &test.database else { panic!("a file is needed") };
    let mut child = Command::new(env!("CARGO_BIN_EXE_reprieve"))
        .args(args)
        .args(["--database", &format!("sqlite:{}", path.display()), "--data", data.to_str().unwrap()])
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut looks = 0;
    while child.try_wait().unwrap().is_none() {
        std::thread::sleep(LOOK);
        looks += 1;
        if looks == LOOKS {
            child.kill().unwrap();
        }
    }
    child.wait_with_output().unwrap()
}

async fn block(test: &TestEngine, actor: &Actor, address: &str) {
    let by = actor.manage_privacy().unwrap();
    test.privacy().block_address(by, actor, address, "asked on the phone").await.unwrap().unwrap();
}

#[tokio::test]
async fn server_without_the_key_of_its_blocklist_does_not_start() {
    let test = TestEngine::on(Sqlite).await;
    let ada = test.admin().await;
    block(&test, &ada, "anna@example.com").await;
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let elsewhere = test.folder.join("elsewhere");
    let missing = run(&test, &elsewhere, &serve);
    let said = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(!missing.status.success() && missing.stdout.is_empty(), "{said}");
    for part in ["the server does not start", "elsewhere/blocklist.key", "--blocklist-key-file"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("blocklist.key"), "00".repeat(32)).unwrap();
    let wrong = run(&test, &elsewhere, &serve);
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && said.contains("is not the one of the blocklist"), "{said}");
}

#[tokio::test]
async fn restore_check_counts_what_a_backup_does_not_know() {
    let test = TestEngine::on(Sqlite).await;
    let ada = test.admin().await;
    block(&test, &ada, "bo@example.com").await;
    let backup = test.folder.join("backup.db");
    test.back_up(&backup).await.unwrap();
    let check = || {
        let checked = run(&test, &test.folder, &["restore-check", backup.to_str().unwrap()]);
        assert!(checked.status.success(), "{checked:?}");
        String::from_utf8(checked.stdout).unwrap()
    };
    assert!(!check().contains("blocked since"));
    block(&test, &ada, "anna@example.com").await;
    assert!(check().contains("It does not know 1 addresses that were blocked since (0 erasures)."), "{}", check());
}
