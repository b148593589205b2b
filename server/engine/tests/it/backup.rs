//! Tests of backups: a copy of the database in one file, made while the database is in use.

use crate::{
    raw_sql,
    support::{
        Backend::{Postgres, Sqlite},
        TestEngine,
        operations::{delete, these},
    },
};
use engine::{Error, backup::inspect};

#[tokio::test]
async fn a_copy_is_whole_while_others_write() {
    let test = TestEngine::on(Sqlite).await;
    let ada = test.admin().await;
    let mut ids = Vec::new();
    for n in 0..20 {
        ids.push(test.contact(&ada, &format!("c{n}"), &format!("c{n}@example.com")).await);
    }
    delete(&test, &ada, &these(&ids[..3])).await;
    let file = test.folder.join("copy.db");
    let (copied, _) = tokio::join!(test.back_up(&file), test.contact(&ada, "meanwhile", "meanwhile@example.com"));
    copied.unwrap();
    let found = inspect(&file).await.unwrap();
    assert_eq!((found.faults.as_slice(), found.deleted, found.users), ([].as_slice(), 3, 1));
    assert!((17..=18).contains(&found.living), "{found:?}");
    // The check reads the file without changing it, and a backup never overwrites it.
    let before = std::fs::read(&file).unwrap();
    inspect(&file).await.unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert!(matches!(test.back_up(&file).await, Err(Error::FileExists)));
    // An installation can continue from the copy.
    let copy = TestEngine::on(Sqlite).await;
    copy.close().await;
    std::fs::copy(&file, copy.folder.join("test.db")).unwrap();
    let _ = std::fs::remove_file(copy.folder.join("test.db-wal"));
    let again = engine::Engine::open(
        &copy.database,
        std::sync::Arc::new(engine::clock::SystemClock),
        std::sync::Arc::new(engine::clock::SystemEntropy),
    )
    .await
    .unwrap();
    again.migrate().await.unwrap();
    assert!(again.ready().await.unwrap());
}

#[tokio::test]
async fn what_is_wrong_with_a_copy_is_told() {
    let test = TestEngine::on(Sqlite).await;
    let ada = test.admin().await;
    let id = test.contact(&ada, "One", "one@example.com").await;
    delete(&test, &ada, &these(&[id])).await;
    let file = test.folder.join("copy.db");
    test.back_up(&file).await.unwrap();
    assert!(matches!(inspect(&test.folder.join("none.db")).await, Err(Error::NotFound)));

    let mut bytes = std::fs::read(&file).unwrap();
    // A page in the middle of the file is damaged.
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xff);
    let torn = test.folder.join("torn.db");
    std::fs::write(&torn, &bytes).unwrap();
    assert!(inspect(&torn).await.map_or(true, |found| !found.faults.is_empty()));

    raw_sql::sql(&test, "PRAGMA foreign_keys = OFF").await;
    raw_sql::sql(&test, "UPDATE _sqlx_migrations SET checksum = x'00' WHERE version = 1").await;
    let odd = test.folder.join("odd.db");
    test.back_up(&odd).await.unwrap();
    assert!(inspect(&odd).await.unwrap().faults.iter().any(|fault| fault.contains("migration 1 ")));
}

#[tokio::test]
async fn backup_of_postgres_is_refused() {
    let test = TestEngine::on(Postgres).await;
    assert!(matches!(test.back_up(&test.folder.join("copy.db")).await, Err(Error::NotAFile)));
}
