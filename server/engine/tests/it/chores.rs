//! Recurring maintenance: chores that fail keep neither each other nor operations from running.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
        operations::{delete, one_by_one, operation, these},
    },
};
use domain::operation::OperationState;
use engine::operations::{ChoreStatus, Runner};
use rstest::rstest;

async fn status(test: &TestEngine, chore: &str) -> ChoreStatus {
    test.metrics().await.unwrap().chores.get(chore).copied().unwrap_or_default()
}

#[rstest]
#[tokio::test]
async fn failing_chore_stops_no_operation_and_no_other_chore(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await.with_limits(one_by_one());
    let ada = test.admin().await;
    let ids = [test.contact(&ada, "a", "a@example.com").await, test.contact(&ada, "b", "b@example.com").await];
    raw_sql::sql(&test, "ALTER TABLE deletion_anomaly RENAME TO elsewhere").await;
    let receipt = delete(&test, &ada, &these(&ids)).await;
    assert_eq!(receipt.state, OperationState::Running);
    let mut runner = Runner::new(test.engine.clone());
    while runner.round().await.unwrap() {}
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.done), (OperationState::Done, 2));

    let failed = status(&test, "detect_deletion_anomalies").await;
    assert!(failed.failures > 0 && failed.last_success.is_none(), "{failed:?}");
    for chore in ["seal_audit", "discard_abandoned", "purge_expired", "remove_archived", "delete_expired_audit_events"]
    {
        let status = status(&test, chore).await;
        assert!(status.failures == 0 && status.last_success.is_some(), "{chore}: {status:?}");
    }

    // It is tried again, though not in every round, and recovers.
    test.clock.forward_seconds(1_000);
    runner.round().await.unwrap();
    let again = status(&test, "detect_deletion_anomalies").await;
    assert_eq!(again.failures, failed.failures + 1);
    runner.round().await.unwrap();
    assert_eq!(status(&test, "detect_deletion_anomalies").await, again, "it backs off");
    raw_sql::sql(&test, "ALTER TABLE elsewhere RENAME TO deletion_anomaly").await;
    test.clock.forward_seconds(1_000);
    runner.round().await.unwrap();
    let recovered = status(&test, "detect_deletion_anomalies").await;
    assert!(recovered.failures == again.failures && recovered.last_success.is_some(), "{recovered:?}");
}
