//! Jobs as the page of jobs and the metrics show them.

use crate::{
    Error, Result,
    audit::note,
    db::{Row, Sql},
    jobs::Jobs,
};
use domain::{
    audit::Event,
    ids::JobId,
    job::{JOB_PAGE, JobKind, JobPage, JobRow, JobState},
    policy::Administrator,
    time::Timestamp,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The position of a job's state in [`JobState::ALL`]; `$1` is the present moment.
const STATE: &str =
    "CAST(CASE WHEN dead THEN 0 WHEN lease_until >= $1 THEN 2 WHEN attempts > 0 THEN 1 ELSE 3 END AS BIGINT)";

/// Failed attempts of this program since it started, by kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Failures(Arc<Mutex<BTreeMap<JobKind, u64>>>);

impl Failures {
    /// Counts a failed attempt.
    pub fn count(&self, kind: JobKind) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(kind).or_default() += 1;
    }

    fn all(&self) -> BTreeMap<JobKind, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The metrics of jobs at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobMetrics {
    /// Jobs by kind and state.
    pub jobs: Vec<(JobKind, JobState, i64)>,
    /// The last success of each recurring job, in seconds since 1970.
    pub last_success: Vec<(JobKind, i64)>,
    /// Failed attempts of this program since it started, by kind.
    pub failures: BTreeMap<JobKind, u64>,
}

impl Jobs {
    /// One page of jobs, the most urgent first; those of one state, where one is given.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn list_jobs(&self, _: Administrator, state: Option<JobState>) -> Result<JobPage> {
        let now = self.store.now();
        let mut tx = self.store.snapshot().await?;
        let counts = format!("SELECT {STATE} AS state, count(*) AS jobs FROM job GROUP BY 1");
        let mut page = JobPage::default();
        for row in tx.all(Sql::new(&counts).with(now)).await? {
            if let Some(count) = usize::try_from(row.int("state")?).ok().and_then(|state| page.counts.get_mut(state)) {
                *count = row.int("jobs")?;
            }
        }
        let columns = format!(
            "SELECT id, kind, subject, attempts, run_at, succeeded_at, failure, {STATE} AS state FROM job WHERE "
        );
        let sql = Sql::new(&columns).with(now);
        let sql = match state.and_then(|state| JobState::ALL.iter().position(|other| *other == state)) {
            Some(state) => sql.push(STATE).push(" = ").bind(i64::try_from(state).unwrap_or_default()),
            None => sql.push("TRUE"),
        };
        let sql = sql.push(" ORDER BY ").push(STATE).push(", run_at, id LIMIT ").bind(JOB_PAGE + 1);
        // A kind that this program does not know belongs to a newer one, which shows it.
        page.rows = tx.all(sql).await?.iter().filter_map(|row| job_row(row).transpose()).collect::<Result<_>>()?;
        page.more = page.rows.len() > usize::try_from(JOB_PAGE).unwrap_or(usize::MAX);
        page.rows.truncate(usize::try_from(JOB_PAGE).unwrap_or(usize::MAX));
        Ok(page)
    }

    /// Runs a job now whose last attempt failed, as if it had not failed before.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such job, or its last attempt did not fail.
    pub async fn retry_job(&self, by: Administrator, id: JobId) -> Result<()> {
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE job SET attempts = 0, dead = FALSE, run_at = ")
            .bind(now)
            .push(" WHERE attempts > 0 AND id = ")
            .bind(id)
            .push(" RETURNING kind");
        let kind: JobKind = tx.optional(sql).await?.ok_or(Error::NotFound)?.tag("kind")?;
        note(&mut tx, Some(by.user()), &Event::JobRetried { job: id, job_kind: kind }, now).await?;
        tx.commit().await?;
        self.wake(kind.lane());
        Ok(())
    }

    /// The metrics of jobs at this moment.
    pub(crate) async fn job_metrics(&self) -> Result<JobMetrics> {
        let sql = format!(
            "SELECT kind, {STATE} AS state, count(*) AS jobs, max(succeeded_at) AS succeeded_at FROM job GROUP BY 1, 2 \
             ORDER BY 1, 2"
        );
        let mut metrics = JobMetrics { failures: self.failures.all(), ..JobMetrics::default() };
        for row in self.store.all(Sql::new(&sql).with(self.store.now())).await? {
            let Ok(kind) = row.tag::<JobKind>("kind") else { continue };
            metrics.jobs.push((kind, state(&row)?, row.int("jobs")?));
            if let Some(at) = row.get::<Option<i64>>("succeeded_at")? {
                metrics.last_success.push((kind, Timestamp(at).seconds_since(Timestamp(0))));
            }
        }
        Ok(metrics)
    }
}

fn state(row: &Row) -> Result<JobState> {
    let position = usize::try_from(row.int("state")?).unwrap_or(usize::MAX);
    JobState::ALL.get(position).copied().ok_or_else(|| Error::Corrupt("the state of a job".to_owned()))
}

fn job_row(row: &Row) -> Result<Option<JobRow>> {
    let Ok(kind) = row.tag("kind") else { return Ok(None) };
    Ok(Some(JobRow {
        id: JobId(row.int("id")?),
        kind,
        subject: row.text("subject")?,
        state: state(row)?,
        attempts: row.int("attempts")?,
        run_at: row.time("run_at")?,
        succeeded_at: row.get::<Option<i64>>("succeeded_at")?.map(Timestamp),
        failure: row.get("failure")?,
    }))
}
