//! Restoring a record whose owner was deactivated while it waited in the trash: asked about, never decided silently.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use domain::{
    ids::{RecordId, UserId},
    operation::{Choice, Choices, Outcome, RestorePlan, RestoreRefused, SkipReason, TrashSet},
    policy::{Actor, BuiltInRole},
    record::RecordState,
};
use support::{
    TestEngine,
    operations::{all, delete, one_by_one, restore, run_to_the_end, these},
};

/// Three contacts in the trash: two of a user who was deactivated since, one of the admin's.
async fn deleted(test: &TestEngine) -> (Actor, UserId, Vec<RecordId>) {
    let ada = test.admin().await;
    let dora = test.user("Dora Deactivated", BuiltInRole::Member).await.user;
    let mut ids = Vec::new();
    for (name, owner) in [("One", dora), ("Two", dora), ("Three", ada.user)] {
        ids.push(test.contact_of(&ada, Some(owner), name, &format!("{name}@example.com")).await);
    }
    delete(test, &ada, &these(&ids)).await;
    run_to_the_end(test).await;
    test.deactivate_user(&support::fresh(ada.administer_users().unwrap()), dora).await.unwrap().unwrap();
    (ada, dora, ids)
}

async fn owner(test: &TestEngine, actor: &Actor, id: RecordId) -> Option<UserId> {
    let RecordState::Living(view) = test.record(actor, &test.contacts().await, id).await.unwrap() else {
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
    let items = test.operation_items(&ada, receipt.operation, "", false, None, 9).await.unwrap().items;
    let outcome = |id| items.iter().find(|item| item.record == id).map(|item| item.outcome.clone()).unwrap();
    assert_eq!(outcome(ids[0]), Outcome::Done);
    assert_eq!(outcome(ids[1]), Outcome::Without { keys: Vec::new(), restaged: false, unassigned: true });
    assert_eq!(outcome(ids[2]), Outcome::Done);
    assert_eq!(owner(&test, &ada, ids[0]).await, Some(dora));
    assert_eq!(owner(&test, &ada, ids[1]).await, None);

    // The undo of the restore gives the owner back; what is left in the trash says why.
    test.undo(&ada, receipt.operation, &[]).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    let receipt = restore(&test, &ada, TrashSet::Records(ids.clone()), all(Choice::Skip)).await.unwrap();
    run_to_the_end(&test).await;
    let items = test.operation_items(&ada, receipt.operation, "", true, None, 9).await.unwrap().items;
    let reasons: Vec<_> = items.into_iter().map(|item| (item.record, item.outcome)).collect();
    let left = Outcome::Skipped { reason: SkipReason::OwnerGone };
    assert_eq!(reasons, [(ids[0], left.clone()), (ids[1], left)]);

    // Back at work, nothing stands in the way, and both are theirs again.
    test.reactivate_user(&support::fresh(ada.administer_users().unwrap()), dora).await.unwrap().unwrap();
    restore(&test, &ada, TrashSet::Records(ids[..2].to_vec()), Choices::default()).await.unwrap();
    run_to_the_end(&test).await;
    assert_eq!((owner(&test, &ada, ids[0]).await, owner(&test, &ada, ids[1]).await), (Some(dora), Some(dora)));
}

on_both! {
    async fn an_owner_who_was_deactivated_is_asked_about(test: TestEngine) {
        owner_gone(test).await;
    }

    async fn an_owner_who_was_deactivated_is_asked_about_in_a_large_restore_too(test: TestEngine) {
        owner_gone(test.with_limits(one_by_one())).await;
    }
}
