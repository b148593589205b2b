//! Tests of the steps of an erasure: killed at every point it is whole or nothing, and nothing happens twice.

use super::{anna, certificates, erase, gone, link, make, order, preview, work};
use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, fresh,
};
use domain::{
    ids::RecordId,
    object::CONTACT,
    policy::Actor,
    privacy::{EraseOrder, ErasureQuery, ErasureState},
};
use rstest::rstest;
use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
};

/// Polls a future so many times and then drops it, as a kill of the program would. Returns its output if it ended before.
async fn killed_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// A contact with a note of its own, a shared call, and a deal that mentions it.
async fn person(test: &TestEngine, actor: &Actor, number: usize) -> (RecordId, RecordId) {
    let email = format!("kill{number}@example.com");
    let id = make(
        test,
        actor,
        "contacts",
        &[("first_name", "Kim"), ("last_name", &format!("Killed{number}")), ("email", &email)],
    )
    .await;
    let note = make(test, actor, "notes", &[("body", "Own")]).await;
    let call = make(test, actor, "calls", &[("title", &email)]).await;
    let deal = make(test, actor, "deals", &[("name", &format!("For {email}"))]).await;
    link(test, actor, "contacts", id, &[note, call]).await;
    link(test, actor, "deals", deal, &[call]).await;
    (id, note)
}

#[rstest]
#[tokio::test]
async fn erasure_killed_at_any_point_is_whole_or_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    const ENOUGH: i64 = 12;
    const SWEEP: usize = 150;
    const MOST: usize = 600;
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let permit = fresh(ada.erase(CONTACT).unwrap());
    let (mut nothing, mut whole, mut after_commit) = (0, 0, 0);
    // How often a future is polled depends on the load, so the points sweep over more than the whole of it, until enough of
    // them were before the commit and enough after it.
    for number in 0..MOST {
        if nothing >= ENOUGH && after_commit >= ENOUGH {
            break;
        }
        let (id, note) = person(&test, &ada, number).await;
        let order = order(&preview(&test, &ada, id).await);
        let ended = killed_after(1 + number * 7 % SWEEP, Box::pin(test.privacy().erase(&ada, &permit, &order))).await;
        // The worker of a program that died has the job until its lease ends.
        test.clock.forward_seconds(600);
        work(&test).await;
        let index = test.privacy().list_erasures(ada.read_erasures().unwrap(), &ErasureQuery::default()).await.unwrap();
        let is_gone = gone(&test, &ada, "contacts", id).await;
        assert_eq!(gone(&test, &ada, "notes", note).await, is_gone, "after {number}");
        assert_eq!(index.total, whole + i64::from(is_gone));
        if is_gone {
            whole += 1;
            assert_eq!(index.rows[0].state, ErasureState::Complete, "after {number}");
            let parts = certificates(&test, &ada, index.rows[0].id).await;
            assert!(parts.len() == 1 && parts[0].freed_at.is_some(), "after {number}");
        } else {
            nothing += 1;
        }
        after_commit += i64::from(is_gone && ended.is_none());
        if let Some(ended) = ended {
            assert!(is_gone && ended.is_ok_and(|receipt| receipt.is_ok()));
        }
        // The request that the user sends again ends it, and makes no other.
        let receipt = test.privacy().erase(&ada, &permit, &order).await.unwrap().unwrap();
        work(&test).await;
        whole += i64::from(!is_gone);
        let index = test.privacy().list_erasures(ada.read_erasures().unwrap(), &ErasureQuery::default()).await.unwrap();
        assert_eq!(
            (index.total, index.rows[0].id, index.rows[0].state),
            (whole, receipt.erasure, ErasureState::Complete)
        );
    }
    assert!(
        nothing >= ENOUGH && after_commit >= ENOUGH,
        "killed before and after the commit: {nothing}, {after_commit}"
    );
}

#[rstest]
#[tokio::test]
async fn orders_at_once_make_one_erasure(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let order = order(&preview(&test, &ada, id).await);
    let (one, two) = tokio::join!(erase(&test, &ada, &order), erase(&test, &ada, &order));
    assert_eq!(one.unwrap().erasure, two.unwrap().erasure);
    work(&test).await;
    let index = test.privacy().list_erasures(ada.read_erasures().unwrap(), &ErasureQuery::default()).await.unwrap();
    assert_eq!((index.total, index.rows[0].state), (1, ErasureState::Complete));
    // An order of another preview of it finds nothing.
    let permit = fresh(ada.erase(CONTACT).unwrap());
    let late = EraseOrder { token: "another".to_owned(), ..order };
    assert!(matches!(test.privacy().erase(&ada, &permit, &late).await, Err(engine::Error::NotFound)));
}
