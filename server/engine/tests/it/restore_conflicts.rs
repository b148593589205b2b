//! Tests of restoring a record whose owner was deactivated, or whose stage was archived, while it was in the trash: the
//! user decides, nothing is decided silently, and the decision is undone as far as possible.

use crate::support::{
    self,
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::{all, delete, one_by_one, order, restore, run_to_the_end, these},
};
use domain::{
    ids::{RecordId, UserId},
    object::Part,
    operation::{Choice, Choices, Outcome, RestoreOrder, RestorePlan, RestoreRefused, SkipReason, TrashSet},
    policy::{Actor, BuiltInRole},
    record::{RecordInput, RecordState},
    surface::Surface,
};
use engine::operations::Limits;
use rstest::rstest;

/// Three contacts in the trash: two of a user who was deactivated since, one of the admin.
async fn deleted(test: &TestEngine) -> (Actor, UserId, Vec<RecordId>) {
    let ada = test.admin().await;
    let dora = test.user("Dora Deactivated", BuiltInRole::Member).await.user;
    let mut ids = Vec::new();
    for (name, owner) in [("One", dora), ("Two", dora), ("Three", ada.user)] {
        ids.push(test.contact_of(&ada, Some(owner), name, &format!("{name}@example.com")).await);
    }
    delete(test, &ada, &these(&ids)).await;
    run_to_the_end(test).await;
    test.people().deactivate_user(&support::fresh(ada.administer_users().unwrap()), dora).await.unwrap().unwrap();
    (ada, dora, ids)
}

async fn owner(test: &TestEngine, actor: &Actor, id: RecordId) -> Option<UserId> {
    let RecordState::Living(view) = test.records().record(actor, &test.contacts().await, id).await.unwrap() else {
        panic!("{id} is back")
    };
    view.owner_id()
}

async fn refused(test: &TestEngine, actor: &Actor, ids: &[RecordId], choices: Choices) -> RestorePlan {
    match restore(test, actor, TrashSet::Records(ids.to_vec()), choices).await {
        Err(RestoreRefused::Conflicts(plan)) => plan,
        other => panic!("an owner who is gone is a conflict: {other:?}"),
    }
}

async fn owner_gone(test: TestEngine) {
    let (ada, dora, ids) = deleted(&test).await;
    let plan = refused(&test, &ada, &ids, Choices::default()).await;
    assert_eq!((plan.count, plan.conflict_count), (3, 2));
    let gone = plan.conflicts[0].owner.as_ref().unwrap();
    assert_eq!((gone.name.as_str(), gone.may_unassign), ("Dora Deactivated", true));

    let choices = Choices { all: Some(Choice::Keep), by_record: [(ids[1], Choice::Without)].into() };
    let receipt = restore(&test, &ada, TrashSet::Records(ids.clone()), choices).await.unwrap();
    run_to_the_end(&test).await;
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 9).await.unwrap().items;
    let outcome = |id| items.iter().find(|item| item.record == id).map(|item| item.outcome.clone()).unwrap();
    assert_eq!(outcome(ids[0]), Outcome::Done);
    assert_eq!(outcome(ids[1]), Outcome::Without { keys: Vec::new(), restaged: false, unassigned: true });
    assert_eq!(outcome(ids[2]), Outcome::Done);
    assert_eq!(owner(&test, &ada, ids[0]).await, Some(dora));
    assert_eq!(owner(&test, &ada, ids[1]).await, None);

    // The undo of the restore gives the owner back; the records left in the trash say why.
    test.operations().undo(&ada, receipt.operation, &[]).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    let receipt = restore(&test, &ada, TrashSet::Records(ids.clone()), all(Choice::Skip)).await.unwrap();
    run_to_the_end(&test).await;
    let items = test.operations().operation_items(&ada, receipt.operation, "", true, None, 9).await.unwrap().items;
    let reasons: Vec<_> = items.into_iter().map(|item| (item.record, item.outcome)).collect();
    let left = Outcome::Skipped { reason: SkipReason::OwnerGone };
    assert_eq!(reasons, [(ids[0], left.clone()), (ids[1], left)]);

    // With the owner reactivated there is no conflict, and both contacts are theirs again.
    test.people().reactivate_user(&support::fresh(ada.administer_users().unwrap()), dora).await.unwrap().unwrap();
    restore(&test, &ada, TrashSet::Records(ids[..2].to_vec()), Choices::default()).await.unwrap();
    run_to_the_end(&test).await;
    assert_eq!((owner(&test, &ada, ids[0]).await, owner(&test, &ada, ids[1]).await), (Some(dora), Some(dora)));
}

/// Two deals were restored without their stage, which was permanently removed since: the undo leaves them in their
/// current stage.
async fn stage_gone_for_good(test: TestEngine) {
    let ada = test.admin().await;
    let deals = test.objects().object("deals").await.unwrap();
    let create = ada.create(deals.id).unwrap();
    let delete = ada.delete(deals.id).unwrap();
    let stage = deals.stages().nth(1).unwrap().id;
    let mut ids = Vec::new();
    for name in ["One", "Two"] {
        let input = RecordInput { stage: stage.to_string(), ..form(&[("name", name)]) };
        ids.push(test.records().create_record(&create, &deals, &input, Surface::Index).await.unwrap().unwrap());
    }
    let preview = test.operations().preview_delete(&delete, &these(&ids)).await.unwrap();
    let order = order(&these(&ids), &preview);
    test.engine.operations().delete(&delete, &order).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    let by = ada.administer().unwrap();
    test.objects().archive(by, "deals", &Part::Stage(stage)).await.unwrap();
    let deals = test.objects().object("deals").await.unwrap();
    let order =
        RestoreOrder { set: TrashSet::Records(ids.clone()), choices: all(Choice::Without), surface: Surface::Trash };
    let receipt = test.engine.operations().restore(&ada, &deals, &order).await.unwrap().unwrap();
    run_to_the_end(&test).await;

    test.clock.forward_days(91);
    run_to_the_end(&test).await;
    test.operations().undo(&ada, receipt.operation, &[]).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    for id in ids {
        let RecordState::Deleted(shown) = test.records().record(&ada, &deals, id).await.unwrap() else {
            panic!("{id} is back")
        };
        assert_eq!(shown.record.stage, deals.stages().next().map(|stage| stage.id));
    }
}

#[rstest]
#[tokio::test]
async fn an_owner_who_was_deactivated_is_asked_about(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    owner_gone(test).await;
}

#[rstest]
#[tokio::test]
async fn an_owner_who_was_deactivated_is_asked_about_in_a_large_restore_too(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    owner_gone(test.with_limits(one_by_one())).await;
}

#[rstest]
#[tokio::test]
async fn a_stage_that_is_gone_for_good_stays_gone(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    stage_gone_for_good(test).await;
}

#[rstest]
#[tokio::test]
async fn a_stage_that_is_gone_for_good_stays_gone_after_a_large_restore(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    stage_gone_for_good(test.with_limits(one_by_one())).await;
}

// The first of two records that share a key gets it, even where that record needs a decision for another reason.
#[rstest]
#[tokio::test]
async fn whoever_comes_first_gets_the_key_though_the_owner_is_gone(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(Limits { at_once: 1, ..Limits::default() });
    let ada = test.admin().await;
    let dora = test.user("Dora Deactivated", BuiltInRole::Member).await.user;
    let contacts = test.contacts().await;
    let create = ada.create(contacts.id).unwrap();
    let input = RecordInput {
        owner: dora.to_string(),
        secondary_keys: "shared@example.com".to_owned(),
        ..form(&[("first_name", "First")])
    };
    let first = test.records().create_record(&create, &contacts, &input, Surface::Index).await.unwrap().unwrap();
    delete(&test, &ada, &these(&[first])).await;
    let second = test.contact(&ada, "Second", "shared@example.com").await;
    delete(&test, &ada, &these(&[second])).await;
    test.people().deactivate_user(&support::fresh(ada.administer_users().unwrap()), dora).await.unwrap().unwrap();

    let both = TrashSet::Records(vec![first, second]);
    let receipt = restore(&test, &ada, both, all(Choice::Keep)).await.unwrap();
    run_to_the_end(&test).await;
    let items = test.operations().operation_items(&ada, receipt.operation, "", false, None, 9).await.unwrap().items;
    let outcomes: Vec<_> = items.into_iter().map(|item| (item.record, item.outcome)).collect();
    let left = Outcome::Skipped { reason: SkipReason::KeyTaken };
    assert_eq!(outcomes, [(first, Outcome::Done), (second, left)]);
    assert_eq!(owner(&test, &ada, first).await, Some(dora));
}
