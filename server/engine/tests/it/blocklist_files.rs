//! Tests of the files of the blocklist: the key without which it is refused, and the ledger that survives a backup.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine, form, fresh,
    },
};
use domain::{
    audit::{AuditQuery, EventKind},
    ids::{BlockId, ErasureId},
    object::EMAIL,
    policy::Actor,
    privacy::BlockReason,
    surface::Surface,
};
use engine::{Engine, Error, KeyFault, LedgerReplay, LedgerSurplus, clock::SystemEntropy, ledger_surplus};
use rstest::rstest;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

async fn block(test: &TestEngine, actor: &Actor, address: &str) -> BlockId {
    let by = actor.manage_privacy().unwrap();
    test.privacy().block_address(by, actor, address, "asked on the phone").await.unwrap().unwrap()
}

async fn is_blocked(engine: &Engine, actor: &Actor, address: &str) -> bool {
    let check = engine.privacy().check_address(actor.manage_privacy().unwrap(), actor, address).await.unwrap();
    check.unwrap().block.is_some()
}

fn key(test: &TestEngine) -> PathBuf {
    test.folder.join("blocklist.key")
}

fn ledger(test: &TestEngine) -> PathBuf {
    test.folder.join("blocklist.ledger")
}

/// The same database, as another program sees it that has its key in `key`.
async fn with_key(test: &TestEngine, key: &Path) -> Engine {
    let engine = Engine::open(&test.database, test.clock.clone(), Arc::new(SystemEntropy)).await.unwrap();
    engine.with_blocklist_files(key.to_owned(), ledger(test))
}

/// What a backup from before the first block leaves.
async fn forget(test: &TestEngine) {
    raw_sql::sql(test, "DELETE FROM blocklist").await;
    raw_sql::sql(test, "DELETE FROM blocklist_key").await;
}

#[rstest]
#[tokio::test]
async fn blocklist_without_its_key_is_refused(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let key = key(&test);
    // Nothing is created before it is needed.
    test.privacy().check_blocklist_key().await.unwrap();
    test.contact(&ada, "Bo", "bo@example.com").await;
    assert!(!key.exists() && !ledger(&test).exists());
    block(&test, &ada, "anna@example.com").await;
    let text = fs::read_to_string(&key).unwrap();
    assert_eq!((text.trim().len(), fs::metadata(&key).unwrap().permissions().mode() & 0o777), (64, 0o600));

    let fault = async |path: &Path| match with_key(&test, path).await.privacy().check_blocklist_key().await {
        Err(Error::BlocklistKey(fault)) => fault,
        other => panic!("{other:?}"),
    };
    let elsewhere = test.folder.join("other.key");
    assert!(matches!(fault(&elsewhere).await, KeyFault::Missing(path) if path == elsewhere));
    fs::write(&elsewhere, "00".repeat(32)).unwrap();
    assert!(matches!(fault(&elsewhere).await, KeyFault::Wrong(path) if path == elsewhere));
    for malformed in ["", "0011", &"zz".repeat(32)] {
        fs::write(&elsewhere, malformed).unwrap();
        assert!(matches!(fault(&elsewhere).await, KeyFault::Malformed(_)), "{malformed:?}");
    }
    fs::write(&elsewhere, [0xff; 64]).unwrap();
    assert!(matches!(fault(&elsewhere).await, KeyFault::Malformed(_)));
    // A program without the key adds no address, because it cannot know whether it is blocked.
    let object = test.contacts().await;
    let input = form(&[("first_name", "Anna"), (EMAIL, "other@example.com")]);
    let without = with_key(&test, &test.folder.join("none.key")).await;
    let created =
        without.records().create_record(&ada.create(object.id).unwrap(), &object, &input, Surface::Index).await;
    assert!(matches!(created, Err(Error::BlocklistKey(KeyFault::Missing(_)))), "{created:?}");
    // A copy of the key works, in upper case too.
    fs::write(&elsewhere, text.to_uppercase()).unwrap();
    with_key(&test, &elsewhere).await.privacy().check_blocklist_key().await.unwrap();
    assert!(is_blocked(&with_key(&test, &elsewhere).await, &ada, "anna@example.com").await);
}

#[rstest]
#[tokio::test]
async fn two_programs_use_the_key_that_one_created(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let other = with_key(&test, &key(&test)).await;
    other.privacy().check_blocklist_key().await.unwrap();
    block(&test, &ada, "anna@example.com").await;
    assert!(is_blocked(&other, &ada, "anna@example.com").await);
}

#[rstest]
#[tokio::test]
async fn ledger_blocks_again_what_a_backup_forgot(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    assert_eq!(test.privacy().replay_ledger().await.unwrap(), LedgerReplay::default());
    assert!(!key(&test).exists());
    block(&test, &ada, "anna@example.com").await;
    let lifted = block(&test, &ada, "bo@example.com").await;
    let by = fresh(ada.manage_privacy().unwrap());
    test.privacy().lift_block(&by, lifted, &BlockReason::parse("mistake").unwrap()).await.unwrap();
    assert_eq!(test.privacy().replay_ledger().await.unwrap(), LedgerReplay::default());
    let lines = fs::read_to_string(ledger(&test)).unwrap();
    assert_eq!(lines.lines().count(), 3);
    assert!(!lines.contains('@'), "{lines}");

    forget(&test).await;
    let again = with_key(&test, &key(&test)).await;
    let replay = again.privacy().replay_ledger().await.unwrap();
    assert_eq!(replay, LedgerReplay { addresses: 1, ..LedgerReplay::default() });
    assert!(is_blocked(&again, &ada, "anna@example.com").await);
    assert!(!is_blocked(&again, &ada, "bo@example.com").await);
    let query = AuditQuery { kind: Some(EventKind::BlocksReplayed), ..AuditQuery::default() };
    assert_eq!(test.audit().list_audit(ada.audit().unwrap(), &query, 50).await.unwrap().rows.len(), 1);
    assert_eq!(again.privacy().replay_ledger().await.unwrap(), LedgerReplay::default());

    // Without the key the hashes mean nothing, and a new one would hide that.
    forget(&test).await;
    let none = with_key(&test, &test.folder.join("none.key")).await;
    assert!(matches!(none.privacy().replay_ledger().await, Err(Error::BlocklistKey(KeyFault::Missing(_)))));
    let other = test.folder.join("other.key");
    fs::write(&other, "00".repeat(32)).unwrap();
    let wrong = with_key(&test, &other).await.privacy().replay_ledger().await;
    assert!(matches!(wrong, Err(Error::BlocklistKey(KeyFault::Wrong(_)))), "{wrong:?}");
}

#[rstest]
#[tokio::test]
async fn ledger_gets_what_a_crash_kept_from_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    block(&test, &ada, "anna@example.com").await;
    raw_sql::sql(&test, "UPDATE blocklist SET erasure_id = 27, reason = NULL").await;
    // The program was killed after the transaction.
    fs::remove_file(ledger(&test)).unwrap();
    assert_eq!(test.privacy().replay_ledger().await.unwrap(), LedgerReplay::default());
    forget(&test).await;
    let again = with_key(&test, &key(&test)).await;
    let replay = again.privacy().replay_ledger().await.unwrap();
    assert_eq!(replay, LedgerReplay { addresses: 1, erasures: [ErasureId(27)].into(), contacts: 0 });
    let page = again.privacy().blocklist(ada.manage_privacy().unwrap(), false, None).await.unwrap();
    assert_eq!((page.entries[0].erasure, page.entries[0].by.clone()), (Some(ErasureId(27)), None));
}

#[tokio::test]
async fn backup_check_counts_what_the_ledger_knows_better() {
    let test = TestEngine::on(Sqlite).await;
    let ada = test.admin().await;
    let (before, after) = (test.folder.join("before.db"), test.folder.join("after.db"));
    block(&test, &ada, "bo@example.com").await;
    test.back_up(&before).await.unwrap();
    block(&test, &ada, "anna@example.com").await;
    test.back_up(&after).await.unwrap();
    let surplus = async |backup: &Path| ledger_surplus(&ledger(&test), backup).await.unwrap();
    assert_eq!(surplus(&before).await, LedgerSurplus { addresses: 1, erasures: 0 });
    assert_eq!(surplus(&after).await, LedgerSurplus::default());
    // A backup of a version without a blocklist.
    raw_sql::sql(&test, "DROP TABLE blocklist").await;
    let old = test.folder.join("old.db");
    test.back_up(&old).await.unwrap();
    assert_eq!(surplus(&old).await, LedgerSurplus { addresses: 2, erasures: 0 });
}
