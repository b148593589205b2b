//! Claiming jobs, and recording how they ended.

use super::Job;
use crate::{
    Error, Result,
    db::{Row, Sql, Tx},
    jobs::Jobs,
};
use domain::{
    ids::JobId,
    job::{JobKind, Lane, MAX_ATTEMPTS, retry_after},
    time::Timestamp,
};

/// The columns of a [`Job`].
const COLUMNS: &str = "id, kind, subject, payload, attempts, revision";

impl Job {
    fn from_row(row: &Row, owner: i64) -> Result<Self> {
        Ok(Self {
            id: JobId(row.int("id")?),
            kind: row.tag("kind")?,
            subject: row.text("subject")?,
            attempts: row.int("attempts")?,
            payload: row.json_or_null("payload")?,
            revision: row.int("revision")?,
            owner,
        })
    }

    /// Renews the lease in the transaction of a change, which locks the job until it commits. `false` where another worker
    /// has the job by now: then the change must not be made.
    pub(crate) async fn renew_lease(&self, tx: &mut Tx, now: Timestamp) -> Result<bool> {
        let sql = Sql::new("UPDATE job SET lease_until = ")
            .bind(now.plus(self.kind.lane().lease()))
            .push(" WHERE id = ")
            .bind(self.id)
            .push(" AND lease_owner = ")
            .bind(self.owner);
        Ok(tx.execute(sql).await? == 1)
    }
}

impl Jobs {
    /// Frees the jobs that a program left when it died, where one program at a time has the database: this one starts, so
    /// the other has ended. Imports are left out, because the command line imports beside a server.
    pub async fn release_abandoned_jobs(&self) -> Result<()> {
        if self.store.is_shared() {
            return Ok(());
        }
        let kinds = JobKind::ALL.iter().filter(|kind| kind.lane() != Lane::Imports);
        let mut tx = self.store.write().await?;
        let sql = with_kinds(Sql::new("UPDATE job SET lease_owner = NULL, lease_until = 0 WHERE "), kinds.copied());
        tx.execute(sql).await?;
        tx.commit().await
    }

    /// Claims at most `limit` jobs of these kinds that are due.
    pub(super) async fn claim_jobs(&self, owner: i64, kinds: &[JobKind], limit: i64) -> Result<Vec<Job>> {
        let Some(lease) = kinds.first().map(|kind| kind.lane().lease()) else { return Ok(Vec::new()) };
        let now = self.store.now();
        // Mostly there is nothing to do, and to find that out needs no transaction that writes.
        let any = claimable(Sql::new("SELECT 1 AS value FROM job WHERE "), kinds, now).push(" LIMIT 1");
        if limit < 1 || self.store.optional(any).await?.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE job SET lease_owner = ").bind(owner).push(", lease_until = ").bind(now.plus(lease));
        // The condition stands twice: a statement that waited for the lock of another looks at the row again, but not at the
        // list of ids.
        let sql = claimable(sql.push(" WHERE "), kinds, now).push(" AND id IN (SELECT id FROM job WHERE ");
        let sql = claimable(sql, kinds, now).push(" ORDER BY run_at, id LIMIT ").bind(limit);
        let sql = sql.push(") RETURNING ").push(COLUMNS);
        let mut jobs = tx.all(sql).await?.iter().map(|row| Job::from_row(row, owner)).collect::<Result<Vec<_>>>()?;
        tx.commit().await?;
        jobs.sort_by_key(|job| job.id);
        Ok(jobs)
    }

    /// Claims a job by its subject, due or not, unless another worker has it.
    pub(crate) async fn claim_job(&self, owner: i64, kind: JobKind, subject: &str) -> Result<Option<Job>> {
        let now = self.store.now();
        let sql = Sql::new("UPDATE job SET lease_owner = ")
            .bind(owner)
            .push(", lease_until = ")
            .bind(now.plus(kind.lane().lease()))
            .push(" WHERE lease_until < ")
            .bind(now)
            .push(" AND kind = ")
            .bind(kind.tag())
            .push(" AND subject = ")
            .bind(subject)
            .push(" RETURNING ")
            .push(COLUMNS);
        let mut tx = self.store.write().await?;
        let job = tx.optional(sql).await?.map(|row| Job::from_row(&row, owner)).transpose()?;
        tx.commit().await?;
        Ok(job)
    }

    /// Claims a recurring job whose time has come, unless another worker has it. Its row is made where there is none.
    pub(super) async fn claim_recurring(&self, owner: i64, kind: JobKind) -> Result<Option<Job>> {
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        let sql = Sql::new(
            "INSERT INTO job (kind, subject, created_at, run_at) VALUES ($1, '', $2, $2) ON CONFLICT DO NOTHING",
        );
        tx.execute(sql.with(kind.tag()).with(now)).await?;
        let sql = Sql::new("UPDATE job SET lease_owner = ")
            .bind(owner)
            .push(", lease_until = ")
            .bind(now.plus(kind.lane().lease()))
            .push(" WHERE ");
        let sql = claimable(sql, &[kind], now).push(" RETURNING ").push(COLUMNS);
        let job = tx.optional(sql).await?.map(|row| Job::from_row(&row, owner)).transpose()?;
        tx.commit().await?;
        Ok(job)
    }

    /// Records that a job is done.
    pub(crate) async fn complete_job(&self, job: &Job) -> Result<()> {
        let mut tx = self.store.write().await?;
        job.complete(&mut tx, self.store.now()).await?;
        tx.commit().await
    }

    /// Gives a job back, to be run from `run_at` on. It counts as no failure.
    pub(crate) async fn release_job(&self, job: &Job, run_at: Timestamp) -> Result<()> {
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE job SET lease_owner = NULL, lease_until = 0, run_at = ").bind(run_at);
        tx.execute(job.owned(sql)).await?;
        tx.commit().await
    }

    /// Records that an attempt failed: the job is tried again later, or is dead. Returns when it is tried again.
    pub(crate) async fn fail_job(&self, job: &Job, error: &Error) -> Result<Option<Timestamp>> {
        let attempts = job.attempts + 1;
        let dead = job.kind.every().is_none() && attempts >= MAX_ATTEMPTS;
        let next = self.store.now().plus(retry_after(attempts));
        let sql = Sql::new("UPDATE job SET lease_owner = NULL, lease_until = 0, attempts = ")
            .bind(attempts)
            .push(", dead = ")
            .bind(dead)
            .push(", failure = ")
            .bind(error.class())
            .push(", run_at = ")
            .bind(next);
        let mut tx = self.store.write().await?;
        tx.execute(job.owned(sql)).await?;
        tx.commit().await?;
        Ok((!dead).then_some(next))
    }
}

impl Job {
    /// Records that it is done, where this worker still has it: it is removed, unless it was enqueued again meanwhile. A
    /// recurring job waits for its next time.
    pub(crate) async fn complete(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        const RELEASED: &str = "UPDATE job SET attempts = 0, failure = NULL, lease_owner = NULL, lease_until = 0";

        if let Some(every) = self.kind.every() {
            let sql = Sql::new(RELEASED).push(", succeeded_at = ").bind(now);
            tx.execute(self.owned(sql.push(", run_at = ").bind(now.plus(every)))).await?;
        } else {
            let done = self.owned(Sql::new("DELETE FROM job")).push(" AND revision = ").bind(self.revision);
            if tx.execute(done).await? == 0 {
                tx.execute(self.owned(Sql::new(RELEASED))).await?;
            }
        }
        Ok(())
    }

    /// Adds `WHERE` it is this job and this worker has it.
    fn owned(&self, sql: Sql) -> Sql {
        sql.push(" WHERE id = ").bind(self.id).push(" AND lease_owner = ").bind(self.owner)
    }
}

/// Adds the condition that a job of these kinds may be claimed.
fn claimable(sql: Sql, kinds: &[JobKind], now: Timestamp) -> Sql {
    with_kinds(sql, kinds.iter().copied())
        .push(" AND NOT dead AND run_at <= ")
        .bind(now)
        .push(" AND lease_until < ")
        .bind(now)
}

/// Adds the condition that a job is of one of these kinds. Their tags are words of ours.
fn with_kinds(sql: Sql, kinds: impl Iterator<Item = JobKind>) -> Sql {
    let tags: Vec<String> = kinds.map(|kind| format!("'{kind}'")).collect();
    sql.push(&format!("kind IN ({})", tags.join(", ")))
}
