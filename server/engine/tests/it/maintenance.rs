//! Tests of recurring maintenance: a failing job does not keep the other jobs or the operations from running.

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
        operations::{delete, one_by_one, operation, these},
    },
};
use domain::{job::JobKind, operation::OperationState};
use rstest::rstest;

/// The number of failures of a job since the program started, and its last success in seconds since 1970.
async fn status(test: &TestEngine, kind: JobKind) -> (u64, Option<i64>) {
    let jobs = test.metrics().await.unwrap().jobs;
    let last = jobs.last_success.iter().find(|(of, _)| *of == kind).map(|(_, at)| *at);
    (jobs.failures.get(&kind).copied().unwrap_or_default(), last)
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
    let mut runner = test.engine.runner();
    while runner.round().await.unwrap() {}
    let view = operation(&test, &ada, receipt.operation).await;
    assert_eq!((view.state, view.done), (OperationState::Done, 2));

    let anomalies = JobKind::DetectAnomalies;
    let (failures, last_success) = status(&test, anomalies).await;
    assert!(failures > 0 && last_success.is_none(), "{failures} {last_success:?}");
    for kind in [JobKind::SealAudit, JobKind::PurgeExpired, JobKind::RemoveArchived, JobKind::DeleteExpiredAudit] {
        let (failures, last_success) = status(&test, kind).await;
        assert!(failures == 0 && last_success.is_some(), "{kind}: {failures} {last_success:?}");
    }

    // The job is retried, though not in every round, and recovers.
    test.clock.forward_seconds(1_000);
    runner.round().await.unwrap();
    assert_eq!(status(&test, anomalies).await, (failures + 1, None));
    runner.round().await.unwrap();
    assert_eq!(status(&test, anomalies).await, (failures + 1, None), "it backs off");
    raw_sql::sql(&test, "ALTER TABLE elsewhere RENAME TO deletion_anomaly").await;
    test.clock.forward_seconds(1_000);
    runner.round().await.unwrap();
    let (recovered, last_success) = status(&test, anomalies).await;
    assert!(recovered == failures + 1 && last_success.is_some(), "{last_success:?}");
}
