//! Tests of large deletions that a second person approves, and of the alerts about unusual ones.

use crate::{
    raw_sql,
    support::{
        self,
        Backend::{self, Postgres, Sqlite},
        START, TestEngine,
        operations::{confirm, delete, one_by_one, operation, order, preview, restore, run_to_the_end, these},
    },
};
use domain::{
    ids::{OperationId, RecordId},
    mail::Message,
    operation::{ANOMALY_MIN, APPROVAL_DAYS, Choices, Control, Decision, OperationState, TrashSet},
    policy::{Actor, BuiltInRole},
    time::Timestamp,
};
use engine::Error;
use rstest::rstest;

/// A member who may delete one contact without approval, an admin who decides, and two contacts of the member.
async fn guarded(test: &TestEngine) -> (Actor, Actor, Vec<RecordId>) {
    let ada = test.admin().await;
    test.user("Mina Member", BuiltInRole::Member).await;
    raw_sql::sql(test, "UPDATE role SET approval_threshold_records = 1 WHERE tag = 'member'").await;
    let mina =
        test.people().actor(test.people().user_by_email("mina.member@example.com").await.unwrap()).await.unwrap();
    let ids =
        vec![test.contact(&mina, "One", "one@example.com").await, test.contact(&mina, "Two", "two@example.com").await];
    (ada, mina, ids)
}

async fn living(test: &TestEngine, ids: &[RecordId]) -> bool {
    let ada = test.people().actor(test.people().first_admin().await.unwrap()).await.unwrap();
    let object = test.contacts().await;
    let mut living = true;
    for id in ids {
        living &=
            matches!(test.records().record(&ada, &object, *id).await.unwrap(), domain::record::RecordState::Living(_));
    }
    living
}

fn decision(approve: bool, comment: &str) -> Decision {
    Decision { approve, comment: Some(comment.to_owned()) }
}

/// The queued messages, oldest first.
async fn told(test: &TestEngine) -> Vec<Message> {
    test.outbox().take_mail(50).await.unwrap().into_iter().filter_map(|mail| mail.message).collect()
}

async fn ask(test: &TestEngine, mina: &Actor, ids: &[RecordId]) -> OperationId {
    let receipt = delete(test, mina, &these(ids)).await;
    assert_eq!(receipt.state, OperationState::Waiting);
    receipt.operation
}

#[rstest]
#[tokio::test]
async fn a_large_deletion_waits_for_a_second_person(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, mina, ids) = guarded(&test).await;
    let shown = preview(&test, &mina, &these(&ids)).await.unwrap();
    assert!(shown.requires_approval && !preview(&test, &mina, &these(&ids[..1])).await.unwrap().requires_approval);
    assert!(!preview(&test, &ada, &these(&ids)).await.unwrap().requires_approval);
    let order = order(&these(&ids), &shown);
    let receipt = confirm(&test, &mina, &order).await.unwrap();
    assert_eq!(confirm(&test, &mina, &order).await.unwrap(), receipt, "a confirm that is sent twice asks once");
    let id = receipt.operation;
    run_to_the_end(&test).await;
    assert!(living(&test, &ids).await);
    assert!(
        matches!(&told(&test).await[..], [Message::ApprovalAsked { operation, records: 2, .. }] if *operation == id)
    );

    // The requester cannot decide, and a user without the right learns nothing.
    assert!(matches!(test.operations().decide(&mina, id, &decision(true, "")).await, Err(Error::Forbidden(_))));
    let rita = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    assert!(matches!(test.operations().decide(&rita, id, &decision(true, "")).await, Err(Error::NotFound)));
    assert!(!operation(&test, &mina, id).await.approval.unwrap().may_decide);
    assert!(operation(&test, &ada, id).await.approval.unwrap().may_decide);
    assert_eq!(test.operations().waiting_for(&rita).await.unwrap(), None);
    assert_eq!(test.operations().waiting_for(&ada).await.unwrap().unwrap()[0].operation, id);
    assert_eq!(test.operations().operation_items(&ada, id, "", false, None, 9).await.unwrap().items.len(), 2);
    // The user who decides sees the impact; it is refused to the other users.
    let impact = test.operations().impact_of_waiting(&ada, id).await.unwrap();
    assert_eq!((impact.looked_at, impact.of_others, impact.whole), (2, 0, true));
    assert!(matches!(test.operations().impact_of_waiting(&mina, id).await, Err(Error::Forbidden(_))));
    assert!(matches!(test.operations().impact_of_waiting(&rita, id).await, Err(Error::NotFound)));

    test.clock.forward_days(2);
    assert!(test.operations().decide(&ada, id, &decision(true, " all duplicates ")).await.unwrap());
    assert!(!test.operations().decide(&ada, id, &decision(false, "")).await.unwrap(), "it is decided");
    run_to_the_end(&test).await;
    assert!(!living(&test, &ids[..1]).await && !living(&test, &ids[1..]).await);
    let view = operation(&test, &mina, id).await;
    let decided = view.approval.clone().unwrap().decided.unwrap();
    assert_eq!((decided.by.unwrap().id, decided.decision), (ada.user, decision(true, "all duplicates")));
    assert_eq!((view.state, view.done), (OperationState::Done, 2));
    // The days in the trash count from the approval.
    assert!(view.at >= START.plus_days(2) && view.until >= START.plus_days(92), "{view:?}");
    assert!(matches!(told(&test).await.last(), Some(Message::ApprovalDecided { approved: true, .. })));
    assert_eq!(test.operations().waiting_for(&ada).await.unwrap(), Some(Vec::new()));
}

#[rstest]
#[tokio::test]
async fn what_is_declined_withdrawn_or_run_out_deletes_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, mina, ids) = guarded(&test).await;
    let declined = ask(&test, &mina, &ids).await;
    assert!(test.operations().decide(&ada, declined, &decision(false, "not these")).await.unwrap());
    let withdrawn = ask(&test, &mina, &ids).await;
    test.operations().control_operation(&mina, withdrawn, Control::Stop).await.unwrap();
    assert!(!test.operations().decide(&ada, withdrawn, &decision(true, "")).await.unwrap());
    let late = ask(&test, &mina, &ids).await;
    test.clock.forward_days(APPROVAL_DAYS + 1);
    assert!(!operation(&test, &ada, late).await.approval.unwrap().may_decide);
    run_to_the_end(&test).await;
    assert!(living(&test, &ids).await);
    let states = [declined, withdrawn, late];
    let expected = [OperationState::Declined, OperationState::Stopped, OperationState::Declined];
    for (id, state) in states.into_iter().zip(expected) {
        let view = operation(&test, &mina, id).await;
        assert_eq!((view.state, view.done, view.undoable), (state, 0, 0));
    }
    let decided = operation(&test, &mina, late).await.approval.unwrap().decided.unwrap();
    assert_eq!((decided.by, decided.decision), (None, Decision::default()));
}

#[rstest]
#[tokio::test]
async fn an_approval_gives_no_rights(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, mina, ids) = guarded(&test).await;
    let id = ask(&test, &mina, &ids).await;
    test.people().deactivate_user(&support::fresh(ada.administer_users().unwrap()), mina.user).await.unwrap().unwrap();
    assert!(test.operations().decide(&ada, id, &decision(true, "")).await.unwrap());
    run_to_the_end(&test).await;
    assert!(living(&test, &ids).await);
    assert_eq!(operation(&test, &ada, id).await.state, OperationState::Stopped);
}

#[rstest]
#[tokio::test]
async fn open_deals_of_some_worth_ask_too(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    test.user("Mina Member", BuiltInRole::Member).await;
    raw_sql::sql(&test, "UPDATE role SET approval_threshold_amount = 5000 WHERE tag = 'member'").await;
    let mina =
        test.people().actor(test.people().user_by_email("mina.member@example.com").await.unwrap()).await.unwrap();
    let deals = test.objects().object("deals").await.unwrap();
    let open = deals.stages().find(|stage| stage.kind == domain::object::StageKind::Open).unwrap().id;
    let won = deals.stages().find(|stage| stage.kind == domain::object::StageKind::Won).unwrap().id;
    let mut ids = Vec::new();
    for (amount, stage) in [("3000 EUR", open), ("2000 EUR", open), ("1 EUR", open), ("9000 EUR", won)] {
        let input = domain::record::RecordInput {
            owner: mina.user.to_string(),
            stage: stage.to_string(),
            ..support::form(&[("name", "Refit"), ("amount", amount)])
        };
        let permit = mina.create(deals.id).unwrap();
        let surface = domain::surface::Surface::Index;
        ids.push(test.records().create_record(&permit, &deals, &input, surface).await.unwrap().unwrap());
    }
    let guarded = async |ids: &[RecordId]| {
        test.operations().preview_delete(&mina.delete(deals.id).unwrap(), &these(ids)).await.unwrap().requires_approval
    };
    assert!(!guarded(&ids[..2]).await);
    assert!(guarded(&ids[..3]).await);
    assert!(!guarded(&ids[3..]).await);
}

#[rstest]
#[tokio::test]
async fn who_deletes_unusually_much_is_told_of_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, olga) = (test.admin().await, test.user("Olga Owner", BuiltInRole::Member).await);
    let mut ids = Vec::new();
    for n in 0..=ANOMALY_MIN {
        ids.push(test.contact(&olga, &format!("c{n}"), &format!("c{n}@example.com")).await);
    }
    delete(&test, &olga, &these(&ids)).await;
    for _ in 0..2 {
        run_to_the_end(&test).await;
        test.clock.forward_seconds(120);
    }
    let unusual = test.operations().deletion_anomalies(&ada).await.unwrap();
    assert_eq!((unusual.len(), unusual[0].by.id, unusual[0].records), (1, olga.user, ANOMALY_MIN + 1));
    assert_eq!(unusual[0].day, Timestamp(START.0).date());
    assert!(test.operations().deletion_anomalies(&olga).await.unwrap().is_empty());
    assert!(matches!(told(&test).await[..], [Message::Unusual { user, .. }] if user == olga.user));
    // A day that resembles an earlier one is not an anomaly.
    let receipt = support::operations::restore(
        &test,
        &ada,
        domain::operation::TrashSet::Records(ids.clone()),
        domain::operation::Choices::default(),
    );
    receipt.await.unwrap();
    test.clock.forward_days(1);
    delete(&test, &olga, &these(&ids)).await;
    run_to_the_end(&test).await;
    assert_eq!(test.operations().deletion_anomalies(&ada).await.unwrap().len(), 1);
}

/// The restore of two contacts by the member, who may delete one of them without approval.
async fn restored_by_member(test: &TestEngine) -> (Actor, Actor, Vec<RecordId>, OperationId) {
    let (ada, mina, ids) = guarded(test).await;
    delete(test, &ada, &these(&ids)).await;
    run_to_the_end(test).await;
    let beyond = test.role_id(BuiltInRole::Member).await;
    assert_eq!(beyond.0, 2, "the statement is a literal");
    raw_sql::sql(test, "INSERT INTO role_right (role_id, tag) VALUES (2, 'restore_any')").await;
    let mina = test.people().actor(mina.user).await.unwrap();
    let receipt = restore(test, &mina, TrashSet::Records(ids.clone()), Choices::default()).await.unwrap();
    run_to_the_end(test).await;
    assert!(living(test, &ids).await);
    (ada, mina, ids, receipt.operation)
}

#[rstest]
#[tokio::test]
async fn undo_of_restore_above_policy_waits_for_approval(
    #[values(Sqlite, Postgres)] database: Backend,
    #[values(true, false)] whole: bool,
) {
    let test = TestEngine::on(database).await;
    let (ada, mina, ids, restored) = restored_by_member(&test).await;
    let only = if whole { Vec::new() } else { ids.clone() };
    let receipt = test.operations().undo(&mina, restored, &only).await.unwrap().unwrap();
    assert_eq!((receipt.state, receipt.done), (OperationState::Waiting, 2));
    let again = test.operations().undo(&mina, restored, &only).await.unwrap().unwrap();
    assert_eq!(again, receipt, "sent twice it asks once");
    run_to_the_end(&test).await;
    assert!(living(&test, &ids).await);
    assert!(
        matches!(&told(&test).await[..], [Message::ApprovalAsked { operation, records: 2, .. }] if *operation == receipt.operation)
    );
    assert_eq!(test.operations().waiting_for(&ada).await.unwrap().unwrap()[0].operation, receipt.operation);
    assert!(operation(&test, &ada, receipt.operation).await.approval.unwrap().may_decide);

    // After the undo is declined, the restore can still be undone.
    assert!(test.operations().decide(&ada, receipt.operation, &decision(false, "")).await.unwrap());
    assert!(living(&test, &ids).await);
    let asked = test.operations().undo(&mina, restored, &only).await.unwrap().unwrap();
    assert!(asked.state == OperationState::Waiting && asked.operation != receipt.operation);
    assert!(test.operations().decide(&ada, asked.operation, &decision(true, "")).await.unwrap());
    run_to_the_end(&test).await;
    assert!(!living(&test, &ids[..1]).await && !living(&test, &ids[1..]).await);
    let view = operation(&test, &mina, asked.operation).await;
    assert_eq!((view.state, view.done, view.undoes), (OperationState::Done, 2, whole.then_some(restored)));
}

#[rstest]
#[tokio::test]
async fn undo_of_restore_within_policy_needs_no_approval(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (ada, mina, ids, restored) = restored_by_member(&test).await;
    let receipt = test.operations().undo(&mina, restored, &ids[..1]).await.unwrap().unwrap();
    assert_eq!((receipt.state, receipt.done), (OperationState::Done, 1));
    let rest = test.operations().undo(&mina, restored, &[]).await.unwrap().unwrap();
    assert_eq!((rest.state, rest.done), (OperationState::Done, 1));
    assert_eq!(test.operations().waiting_for(&ada).await.unwrap(), Some(Vec::new()));
    assert!(!living(&test, &ids[..1]).await && !living(&test, &ids[1..]).await);
}

#[rstest]
#[tokio::test]
async fn large_undo_of_restore_waits_for_approval(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await.with_limits(one_by_one());
    let (ada, mina, ids, restored) = restored_by_member(&test).await;
    let receipt = test.operations().undo(&mina, restored, &[]).await.unwrap().unwrap();
    assert_eq!(receipt.state, OperationState::Waiting);
    run_to_the_end(&test).await;
    assert!(living(&test, &ids).await);
    assert!(test.operations().decide(&ada, receipt.operation, &decision(true, "")).await.unwrap());
    run_to_the_end(&test).await;
    assert_eq!(operation(&test, &ada, receipt.operation).await.done, 2);
}
