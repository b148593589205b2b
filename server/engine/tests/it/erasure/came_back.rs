//! Tests of contacts that come back with a backup: the ledger has them erased again.

use super::{anna, certificate, erased, gone, make, work};
use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine,
    operations::{delete, these},
};
use domain::{
    hold::HoldReason,
    ids::ErasureId,
    job::{JobKind, JobState},
    object::CONTACT,
    privacy::{ErasureQuery, LegalBasis},
};
use engine::LedgerReplay;
use rstest::rstest;

/// The database `backup` in the place of that of `test`: with its key and its ledger.
fn put_back(test: &TestEngine, mut backup: TestEngine) -> TestEngine {
    let (key, ledger) = (test.folder.join("blocklist.key"), test.folder.join("blocklist.ledger"));
    backup.engine = backup.engine.clone().with_blocklist_files(key, ledger);
    backup
}

#[rstest]
#[tokio::test]
async fn contact_that_a_backup_brings_back_is_erased_again(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let backup = TestEngine::on(database).await;
    let its_ada = backup.admin().await;
    // In the backup the further address belongs to a contact of its own, which is in the trash.
    let old = make(&backup, &its_ada, "contacts", &[("first_name", "Old"), ("email", "am@lumen.example")]).await;
    delete(&backup, &its_ada, &these(&[old])).await;
    let back = make(&backup, &its_ada, "contacts", &[("first_name", "A"), ("email", "anna.moretti@example.com")]).await;
    let note = make(&backup, &its_ada, "deals", &[("name", "Offer for anna.moretti@example.com")]).await;
    let stays = backup.contact(&its_ada, "Bo", "bo@example.com").await;

    let anna = anna(&test, &ada).await;
    assert_eq!(erased(&test, &ada, anna).await.erasure, ErasureId(1));
    let backup = put_back(&test, backup);
    let replay = backup.privacy().replay_ledger().await.unwrap();
    assert_eq!(replay, LedgerReplay { addresses: 2, erasures: [ErasureId(1)].into(), contacts: 2 });
    work(&backup).await;
    for id in [old, back] {
        assert!(gone(&backup, &its_ada, "contacts", id).await, "{id}");
    }
    assert!(!gone(&backup, &its_ada, "contacts", stays).await);
    assert!(!gone(&backup, &its_ada, "deals", note).await);
    // The number of the erasure that the backup forgot is not given again.
    let reader = its_ada.read_erasures().unwrap();
    let page = backup.privacy().list_erasures(reader, &ErasureQuery::default()).await.unwrap();
    assert_eq!(page.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [ErasureId(3), ErasureId(2)]);
    let LegalBasis::Other(basis) = certificate(&backup, &its_ada, ErasureId(2)).await.basis else { panic!("basis") };
    assert_eq!(basis.as_str(), "Erasure 1 again, after a backup was restored");
    assert_eq!(backup.privacy().replay_ledger().await.unwrap(), LedgerReplay::default());
}

#[rstest]
#[tokio::test]
async fn contact_on_hold_that_came_back_is_tried_again(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let backup = TestEngine::on(database).await;
    let its_ada = backup.admin().await;
    let back = make(&backup, &its_ada, "contacts", &[("first_name", "A"), ("email", "anna.moretti@example.com")]).await;
    let hold = its_ada.hold(CONTACT).unwrap();
    backup.trash().put_on_hold(&hold, back, &HoldReason::parse("A case at court").unwrap()).await.unwrap();
    let anna = anna(&test, &ada).await;
    erased(&test, &ada, anna).await;

    let backup = put_back(&test, backup);
    assert_eq!(backup.privacy().replay_ledger().await.unwrap().contacts, 1);
    work(&backup).await;
    assert!(!gone(&backup, &its_ada, "contacts", back).await);
    let jobs = backup.jobs().list_jobs(its_ada.administer().unwrap(), Some(JobState::Retrying)).await.unwrap();
    assert_eq!(jobs.rows.iter().map(|job| job.kind).collect::<Vec<_>>(), [JobKind::EraseAgain]);
    backup.trash().release_hold(&hold, back).await.unwrap();
    backup.clock.forward_seconds(5);
    work(&backup).await;
    assert!(gone(&backup, &its_ada, "contacts", back).await);
}
