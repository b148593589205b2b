//! Tests of erasures that meet other changes of the same records: each is whole or refused, and none fails.

use super::{certificate, erase, gone, link, make, order, preview, work};
use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form, fresh,
    operations::these,
};
use domain::{
    object::CONTACT,
    operation::DeleteOrder,
    policy::Actor,
    privacy::{EraseRefused, ErasureState},
    record::RecordInput,
    surface::Surface,
};
use engine::{Associate, Error};
use rstest::rstest;
use std::collections::BTreeSet;

/// Rounds of a race, each with records of its own.
const ROUNDS: usize = 12;

fn email(round: usize) -> String {
    format!("race{round}@example.com")
}

/// What a change of a record may come to that is being erased: it is done, or the record is gone, or changed meanwhile.
fn fair<T>(answer: engine::Result<T>) -> bool {
    matches!(answer, Ok(_) | Err(Error::NotFound | Error::Busy))
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn erasing_while_others_change_the_contact_is_whole_or_refused(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = test.contacts().await;
    let (mut erased, mut refused) = (0, 0);
    for round in 0..ROUNDS {
        let email = email(round);
        let id = make(&test, &ada, "contacts", &[("first_name", "Rae"), ("email", &email)]).await;
        let note = make(&test, &ada, "notes", &[("body", "Own")]).await;
        link(&test, &ada, "contacts", id, &[note]).await;
        let late = make(&test, &ada, "notes", &[("body", &format!("About {email}"))]).await;
        let mut right = order(&preview(&test, &ada, id).await);
        // The late note is a mention until it is linked.
        right.mentions.retain(|mention| mention.source.to_string() == format!("record-{late}"));
        let input = RecordInput {
            owner: ada.user.to_string(),
            ..form(&[("first_name", "Rae"), ("email", &email), ("city", "Rome")])
        };
        let edit = ada.edit(CONTACT).unwrap();
        let roles = BTreeSet::new();
        let others = [late];
        let associate =
            Associate { object: &object, record: id, others: &others, roles: &roles, surface: Surface::RecordPage };
        let deletes = ada.delete(CONTACT).unwrap();
        let shown = test.operations().preview_delete(&deletes, &these(&[id])).await.unwrap();
        let deletion = DeleteOrder {
            selection: these(&[id]),
            confirm: shown.confirm(Some(1)),
            surface: Surface::RecordPage,
            reason: None,
        };
        let permit = fresh(ada.erase(CONTACT).unwrap());
        let (erasing, edited, linked, deleted) = tokio::join!(
            Box::pin(test.privacy().erase(&ada, &permit, &right)),
            Box::pin(test.records().edit_record(&edit, &object, id, 1, &input, Surface::RecordPage)),
            Box::pin(test.records().associate(&ada, associate)),
            Box::pin(async {
                if round % 2 == 0 {
                    test.engine.operations().delete(&deletes, &deletion).await.map(drop)
                } else {
                    Ok(())
                }
            }),
        );
        assert!(fair(edited) && fair(deleted), "round {round}");
        assert!(linked.is_ok() || !format!("{linked:?}").contains("Database"), "round {round}: {linked:?}");
        match erasing.unwrap() {
            Ok(receipt) => {
                erased += 1;
                work(&test).await;
                assert!(gone(&test, &ada, "contacts", id).await && gone(&test, &ada, "notes", note).await);
                let certificate = certificate(&test, &ada, receipt.erasure).await;
                assert_eq!(certificate.is_complete(), receipt.state == ErasureState::Complete, "round {round}");
                // What was changed after the search is found by the second scan at the latest.
                assert!(receipt.state == ErasureState::Complete, "round {round}: {:?}", certificate.scan.hits);
            }
            Err(EraseRefused::Changed(_) | EraseRefused::Undecided(_)) => {
                refused += 1;
                assert!(!gone(&test, &ada, "contacts", id).await, "round {round}");
                // The new preview is of what it is now.
                let again = order(&preview(&test, &ada, id).await);
                assert_eq!(erase(&test, &ada, &again).await.unwrap().state, ErasureState::Complete);
            }
            Err(other) => panic!("round {round}: {other:?}"),
        }
    }
    assert_eq!(erased + refused, ROUNDS);
}

async fn shared(test: &TestEngine, actor: &Actor, round: usize) -> [domain::ids::RecordId; 3] {
    let one =
        make(test, actor, "contacts", &[("first_name", "One"), ("email", &format!("one{round}@example.com"))]).await;
    let two =
        make(test, actor, "contacts", &[("first_name", "Two"), ("email", &format!("two{round}@example.com"))]).await;
    let call =
        make(test, actor, "calls", &[("title", &format!("one{round}@example.com, two{round}@example.com"))]).await;
    link(test, actor, "calls", call, &[one, two]).await;
    [one, two, call]
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn contacts_that_share_an_activity_are_erased_at_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for round in 0..ROUNDS {
        let [one, two, call] = shared(&test, &ada, round).await;
        let orders = [order(&preview(&test, &ada, one).await), order(&preview(&test, &ada, two).await)];
        let (first, second) =
            tokio::join!(Box::pin(erase(&test, &ada, &orders[0])), Box::pin(erase(&test, &ada, &orders[1])));
        // The call was shared with one that is gone by now: it is the second one's own, and goes with it.
        for (id, answer) in [(one, first), (two, second)] {
            if let Err(refused) = answer {
                assert!(matches!(refused, EraseRefused::Changed(2)), "round {round}: {refused:?}");
                let again = order(&preview(&test, &ada, id).await);
                assert_eq!(erase(&test, &ada, &again).await.unwrap().state, ErasureState::Complete);
            }
        }
        work(&test).await;
        assert!(gone(&test, &ada, "contacts", one).await && gone(&test, &ada, "contacts", two).await);
        assert!(gone(&test, &ada, "calls", call).await, "round {round}");
    }
}
