//! The steps of an erasure after its transaction: files, the second scan with the certificate, and the freed space.
//!
//! Each step is idempotent and moves the erasure to the next one in a transaction of its own, so an erasure survives a kill at
//! every point: the job that was enqueued with it continues where it was.

use super::{certify::issue, data_map::DATA_MAP, decide::Decided, files, tally::Tally};
use crate::{
    Error, Result,
    db::Sql,
    jobs::{Handler, Job, JobFuture, Progress},
    privacy::Privacy,
};
use domain::{
    ids::ErasureId,
    job::{JobKind, Lane},
    privacy::{EraseReceipt, ErasureState, Identifiers, Place},
};
use serde_json::json;
use std::{str::FromStr, time::Duration};

/// Seconds before it is tried again to truncate a log that a reader needs.
const AGAIN: i64 = 1;

/// How long a request does steps itself. In a very large database the erasure is answered as running.
const REQUEST_PATIENCE: Duration = Duration::from_secs(5);

/// The next step of an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Change or delete files.
    Files,
    /// Search everything again, and issue the certificate.
    Scan,
    /// Remove old copies of the changed rows from the files of the database.
    Free,
    /// Nothing.
    Done,
}

impl Step {
    const ALL: [Self; 4] = [Self::Files, Self::Scan, Self::Free, Self::Done];

    /// The tag in the database.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Scan => "scan",
            Self::Free => "free",
            Self::Done => "done",
        }
    }
}

impl FromStr for Step {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|step| step.tag() == tag).ok_or(())
    }
}

/// An erasure that is not finished.
pub(super) struct Unfinished {
    pub id: ErasureId,
    pub step: Step,
    pub tally: Tally,
    pub decided: Decided,
    pub identifiers: Identifiers,
}

/// Does the steps of erasures.
pub(crate) struct FinishErasure(pub Privacy);

impl Handler for FinishErasure {
    fn kind(&self) -> JobKind {
        JobKind::Erase
    }

    fn run<'a>(&'a self, job: &'a Job) -> JobFuture<'a, Progress> {
        Box::pin(async { self.0.advance_erasure(ErasureId(job.payload()?)).await })
    }
}

impl Privacy {
    /// Does the steps up to the certificate in the request that ordered the erasure, unless a worker has it, and returns the
    /// state that was reached. A failure is a worker's to try again: the contact is gone by now.
    pub(super) async fn finish_erasure(&self, receipt: EraseReceipt) -> EraseReceipt {
        let state = self.certify_now(receipt.erasure).await;
        self.jobs.wake(Lane::Privacy);
        match state {
            Ok(state) => EraseReceipt { state, ..receipt },
            Err(error) => {
                tracing::warn!(erasure = receipt.erasure.0, %error, "failed to finish an erasure; a job tries it again");
                receipt
            }
        }
    }

    async fn certify_now(&self, id: ErasureId) -> Result<ErasureState> {
        let owner = i64::from_be_bytes(self.store.random());
        if let Some(job) = self.jobs.claim_job(owner, JobKind::Erase, &id.to_string()).await? {
            let steps = async {
                while let Some(Unfinished { step: Step::Files | Step::Scan, .. }) = self.unfinished(id).await? {
                    self.advance_erasure(id).await?;
                }
                Ok::<(), Error>(())
            };
            let done = tokio::time::timeout(REQUEST_PATIENCE, steps).await;
            self.jobs.release_job(&job, self.store.now()).await?;
            // A step that took too long is begun again by the worker.
            done.unwrap_or(Ok(()))?;
        }
        let sql = Sql::new("SELECT state FROM erasure WHERE id = ").bind(id);
        self.store.optional(sql).await?.ok_or(Error::NotFound)?.tag("state")
    }

    /// Does the next step.
    async fn advance_erasure(&self, id: ErasureId) -> Result<Progress> {
        let Some(unfinished) = self.unfinished(id).await? else { return Ok(Progress::Done) };
        match unfinished.step {
            Step::Files => self.erase_files(unfinished).await?,
            Step::Scan => issue(self, unfinished).await?,
            Step::Free => {
                if !self.store.free_space(&changed_tables()).await? {
                    return Ok(Progress::Later(self.store.now().plus_seconds(AGAIN)));
                }
                let mut tx = self.store.write().await?;
                let sql = Sql::new("UPDATE erasure SET freed_at = ").bind(self.store.now()).push(", step = ");
                let sql = sql.bind(Step::Done.tag()).push(" WHERE step = ").bind(Step::Free.tag());
                tx.execute(sql.push(" AND id = ").bind(id)).await?;
                tx.commit().await?;
            }
            Step::Done => return Ok(Progress::Done),
        }
        Ok(Progress::More)
    }

    async fn unfinished(&self, id: ErasureId) -> Result<Option<Unfinished>> {
        let sql = Sql::new("SELECT step, places, decisions, identifiers FROM erasure WHERE id = ").bind(id);
        let Some(row) = self.store.optional(sql).await? else { return Ok(None) };
        Ok(Some(Unfinished {
            id,
            step: row.tag("step")?,
            tally: row.json("places")?,
            decided: row.json("decisions")?,
            identifiers: row.json_or_null("identifiers")?.unwrap_or_default(),
        }))
    }

    /// Removes the person from the uploads on which it was decided so, and deletes mail to them that was written to a folder.
    async fn erase_files(&self, unfinished: Unfinished) -> Result<()> {
        let Unfinished { id, mut tally, decided, identifiers, .. } = unfinished;
        for (import, delete) in &decided.files {
            let path = self.imports.stored_import(*import).await?.path;
            if *delete {
                files::delete(&path).await?;
                tally.erase(Place::ImportFiles, 1);
            } else {
                tally.erase(Place::ImportFiles, files::remove_rows(&path, &identifiers).await?);
            }
        }
        if let Some(folder) = &self.mail_folder {
            for path in files::files_that_mention(folder, &identifiers).await?.0 {
                files::delete(&path).await?;
                tally.erase(Place::MailFiles, 1);
            }
        }
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE erasure SET places = ").bind(json!(tally)).push(", step = ").bind(Step::Scan.tag());
        let sql = sql.push(" WHERE step = ").bind(Step::Files.tag()).push(" AND id = ").bind(id);
        tx.execute(sql).await?;
        tx.commit().await
    }
}

/// The tables whose old rows can hold data of a person.
pub(super) fn changed_tables() -> Vec<&'static str> {
    let changed = DATA_MAP.iter().filter(|table| !table.of_record.is_empty() || table.scanned().next().is_some());
    changed.map(|table| table.name).chain(["erasure"]).collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}
