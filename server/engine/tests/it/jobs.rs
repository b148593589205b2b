//! Tests of the queue of background jobs: claims, leases, retries, recurring jobs, and what an admin sees.

use crate::{
    raw_sql::sql,
    support::{
        Backend::{self, *},
        TestEngine,
    },
};
use domain::{
    ids::JobId,
    job::{JobKind, JobState, Lane, MAX_ATTEMPTS},
    time::Timestamp,
};
use engine::{
    Error,
    jobs::{Handler, Job, JobFuture, Progress, Worker},
};
use rstest::rstest;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// A handler that records the jobs it runs, and answers as the test tells it to.
struct Recorder {
    kind: JobKind,
    answer: fn(&Job) -> Result<Progress, Error>,
    ran: Mutex<Vec<String>>,
    due: AtomicBool,
    looks: AtomicUsize,
}

impl Recorder {
    fn new(kind: JobKind, answer: fn(&Job) -> Result<Progress, Error>) -> Arc<Self> {
        let due = AtomicBool::new(true);
        Arc::new(Self { kind, answer, ran: Mutex::default(), due, looks: AtomicUsize::new(0) })
    }

    fn ran(&self) -> Vec<String> {
        self.ran.lock().unwrap().clone()
    }
}

impl Handler for Recorder {
    fn kind(&self) -> JobKind {
        self.kind
    }

    fn is_due(&self) -> JobFuture<'_, bool> {
        self.looks.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Ok(self.due.load(Ordering::SeqCst)) })
    }

    fn run<'a>(&'a self, job: &'a Job) -> JobFuture<'a, Progress> {
        Box::pin(async {
            self.ran.lock().unwrap().push(job.subject.clone());
            (self.answer)(job)
        })
    }
}

fn worker(test: &TestEngine, handler: &Arc<Recorder>) -> Worker {
    let handler: Arc<dyn Handler> = handler.clone();
    Worker::new(test.jobs().clone(), handler.kind().lane(), [handler])
}

/// The states of all jobs, as an admin sees them.
async fn states(test: &TestEngine) -> Vec<(String, JobState, i64)> {
    let by = test
        .engine
        .people()
        .actor(test.engine.people().first_admin().await.unwrap())
        .await
        .unwrap()
        .administer()
        .unwrap();
    let page = test.jobs().list_jobs(by, None).await.unwrap();
    let shown: i64 = page.counts.iter().sum();
    assert_eq!(usize::try_from(shown).unwrap(), page.rows.len(), "the counts are of what is shown");
    page.rows.into_iter().map(|row| (row.subject, row.state, row.attempts)).collect()
}

const TWO_IMPORTS: &str = "INSERT INTO job (kind, subject, payload, created_at, run_at) VALUES \
                         ('import.run', '1', '{}', 0, 0), ('import.run', '2', '{}', 0, 0)";

#[rstest]
#[tokio::test]
async fn failing_job_delays_no_other_and_is_retried_later(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    sql(&test, TWO_IMPORTS).await;
    let handler = Recorder::new(JobKind::RunImport, |job| match job.subject.as_str() {
        "1" => Err(Error::NotAFile),
        _ => Ok(Progress::Done),
    });
    let mut worker = worker(&test, &handler);
    assert!(worker.round().await.unwrap());
    assert_eq!(handler.ran(), ["1", "2"]);
    assert_eq!(states(&test).await, [("1".to_owned(), JobState::Retrying, 1)]);
    assert!(!worker.round().await.unwrap(), "its time has not come");
    test.clock.forward_seconds(2);
    worker.round().await.unwrap();
    assert_eq!(handler.ran(), ["1", "2", "1"]);
    assert_eq!(states(&test).await, [("1".to_owned(), JobState::Retrying, 2)]);
    assert_eq!(test.metrics().await.unwrap().jobs.failures.get(&JobKind::RunImport), Some(&2));
}

#[rstest]
#[tokio::test]
async fn job_that_keeps_failing_is_dead_until_an_admin_retries(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let admin = test.admin().await;
    sql(&test, TWO_IMPORTS).await;
    let handler = Recorder::new(JobKind::RunImport, |_| Err(Error::NotAFile));
    let mut worker = worker(&test, &handler);
    for _ in 0..MAX_ATTEMPTS + 5 {
        worker.round().await.unwrap();
        test.clock.forward_seconds(3_601);
    }
    let dead = |subject: &str| (subject.to_owned(), JobState::Dead, MAX_ATTEMPTS);
    assert_eq!(states(&test).await, [dead("1"), dead("2")]);
    assert_eq!(handler.ran().len(), 2 * usize::try_from(MAX_ATTEMPTS).unwrap());

    let by = admin.administer().unwrap();
    test.jobs().retry_job(by, JobId(1)).await.unwrap();
    assert_eq!(states(&test).await, [dead("2"), ("1".to_owned(), JobState::Waiting, 0)]);
    assert!(matches!(test.jobs().retry_job(by, JobId(1)).await, Err(Error::NotFound)), "it has not failed again yet");
    assert!(matches!(test.jobs().retry_job(by, JobId(99)).await, Err(Error::NotFound)));
    worker.round().await.unwrap();
    assert_eq!(states(&test).await, [dead("2"), ("1".to_owned(), JobState::Retrying, 1)]);
}

#[rstest]
#[tokio::test]
async fn job_of_a_dead_worker_runs_again_after_its_lease(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    sql(&test, TWO_IMPORTS).await;
    let first = Recorder::new(JobKind::RunImport, |_| Ok(Progress::More));
    let mut dying = worker(&test, &first);
    dying.round().await.unwrap();
    drop(dying);
    let second = Recorder::new(JobKind::RunImport, |_| Ok(Progress::Done));
    let mut other = worker(&test, &second);
    assert!(!other.round().await.unwrap(), "the lease holds");
    assert!(states(&test).await.iter().all(|(_, state, _)| *state == JobState::Running));
    test.clock.forward_seconds(i64::try_from(Lane::Imports.lease().as_secs()).unwrap() + 1);
    assert!(other.round().await.unwrap());
    assert_eq!(second.ran(), ["1", "2"]);
    assert!(states(&test).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn worker_that_lost_its_lease_neither_removes_nor_fails_the_job(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    sql(&test, TWO_IMPORTS).await;
    let slow = Recorder::new(JobKind::RunImport, |job| match job.subject.as_str() {
        "1" => Ok(Progress::Done),
        _ => Err(Error::NotAFile),
    });
    let more = Recorder::new(JobKind::RunImport, |_| Ok(Progress::More));
    let mut first = Worker::new(test.jobs().clone(), Lane::Imports, [Arc::clone(&more) as Arc<dyn Handler>]);
    first.round().await.unwrap();
    test.clock.forward_seconds(i64::try_from(Lane::Imports.lease().as_secs()).unwrap() + 1);
    let mut second = worker(&test, &more);
    second.round().await.unwrap();
    // The first worker continues without knowing that it lost its lease: its handler succeeds with one job and fails
    // with the other.
    let mut first = first.with_handlers([Arc::clone(&slow) as Arc<dyn Handler>]);
    first.round().await.unwrap();
    assert_eq!(slow.ran(), ["1", "2"]);
    let running = |subject: &str| (subject.to_owned(), JobState::Running, 0);
    assert_eq!(states(&test).await, [running("1"), running("2")]);
}

#[rstest]
#[tokio::test]
async fn job_enqueued_again_while_it_runs_runs_once_more(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    sql(&test, TWO_IMPORTS).await;
    let more = Recorder::new(JobKind::RunImport, |_| Ok(Progress::More));
    let mut worker = worker(&test, &more);
    worker.round().await.unwrap();
    sql(&test, "UPDATE job SET revision = revision + 1 WHERE subject = '1'").await;
    let done = Recorder::new(JobKind::RunImport, |_| Ok(Progress::Done));
    let mut worker = worker.with_handlers([Arc::clone(&done) as Arc<dyn Handler>]);
    while worker.round().await.unwrap() {}
    assert_eq!(done.ran(), ["1", "2", "1"]);
    assert!(states(&test).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn workers_of_several_programs_run_each_job_once(#[values(Sqlite, Postgres)] database: Backend) {
    const JOBS: usize = 40;
    let test = TestEngine::on(database).await;
    test.admin().await;
    for _ in 0..JOBS {
        sql(
            &test,
            "INSERT INTO job (kind, subject, payload, created_at, run_at) \
             SELECT 'import.run', CAST(count(*) AS TEXT), '{}', 0, 0 FROM job",
        )
        .await;
    }
    let handler = Recorder::new(JobKind::RunImport, |_| Ok(Progress::Done));
    let mut workers: Vec<Worker> = (0..4).map(|_| worker(&test, &handler)).collect();
    let [a, b, c, d] = workers.as_mut_slice() else { unreachable!() };
    let all = async |worker: &mut Worker| while !matches!(worker.round().await, Ok(false)) {};
    tokio::join!(all(a), all(b), all(c), all(d));
    let mut ran = handler.ran();
    ran.sort();
    ran.dedup();
    assert_eq!((handler.ran().len(), ran.len()), (JOBS, JOBS));
}

#[rstest]
#[tokio::test]
async fn recurring_job_runs_once_a_period_in_all_programs(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let admin = test.admin().await;
    let handler = Recorder::new(JobKind::PurgeExpired, |_| Ok(Progress::Done));
    let (mut one, mut other) = (worker(&test, &handler), worker(&test, &handler));
    for worker in [&mut one, &mut other] {
        worker.round().await.unwrap();
        worker.round().await.unwrap();
    }
    assert_eq!(handler.ran().len(), 1);
    test.clock.forward_seconds(61);
    for worker in [&mut other, &mut one] {
        worker.round().await.unwrap();
    }
    assert_eq!(handler.ran().len(), 2);
    let page = test.jobs().list_jobs(admin.administer().unwrap(), Some(JobState::Waiting)).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    let row = &page.rows[0];
    assert_eq!(row.kind, JobKind::PurgeExpired);
    assert!(row.succeeded_at.is_some_and(|at| at < row.run_at));
}

#[rstest]
#[tokio::test]
async fn failed_recurring_job_is_retried_soon_and_never_dead(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let handler = Recorder::new(JobKind::DeleteExpiredAudit, |_| Err(Error::NotAFile));
    let mut worker = worker(&test, &handler);
    worker.round().await.unwrap();
    test.clock.forward_seconds(2);
    worker.round().await.unwrap();
    assert_eq!(handler.ran().len(), 2, "not only in an hour");
    for _ in 0..MAX_ATTEMPTS {
        test.clock.forward_seconds(3_601);
        worker.round().await.unwrap();
    }
    assert_eq!(states(&test).await, [(String::new(), JobState::Retrying, MAX_ATTEMPTS + 2)]);
}

#[rstest]
#[tokio::test]
async fn recurring_job_that_is_not_due_leaves_no_row(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let handler = Recorder::new(JobKind::PurgeExpired, |_| Ok(Progress::Done));
    handler.due.store(false, Ordering::SeqCst);
    let mut worker = worker(&test, &handler);
    worker.round().await.unwrap();
    worker.round().await.unwrap();
    assert_eq!(handler.looks.load(Ordering::SeqCst), 1, "it is asked once a period");
    assert!(states(&test).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn job_put_off_waits_without_a_failure(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    sql(&test, TWO_IMPORTS).await;
    let handler = Recorder::new(JobKind::RunImport, |_| Ok(Progress::Later(Timestamp(i64::MAX))));
    let mut worker = worker(&test, &handler);
    assert!(!worker.round().await.unwrap());
    let waiting = |subject: &str| (subject.to_owned(), JobState::Waiting, 0);
    assert_eq!(states(&test).await, [waiting("1"), waiting("2")]);
}
