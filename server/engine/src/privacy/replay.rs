//! Comparing the ledger with the database: what a backup that was put back does not know is blocked again, and contacts that
//! were erased after it was made are [erased again](super::erasure).
//!
//! Only the last act on each address counts. An address whose last act is a block, and that is neither blocked nor was lifted
//! later, was forgotten. An address that was lifted after the backup stays blocked, which is the safe side: it can be lifted
//! again.

use super::{
    blocklist::NewBlock,
    erasure::enqueue_came_back,
    ledger::{Act, Deed, Ledger, key_name},
};
use crate::{
    Result,
    audit::note,
    db::{Sql, blocked_in_backup},
    error::KeyFault,
    keys::blocklist_key,
    privacy::Privacy,
};
use domain::{audit::Event, ids::ErasureId, job::Lane, time::Timestamp};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Rows that are read, and hashes that are blocked, at once.
const CHUNK: i64 = 20_000;

/// The result of a replay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerReplay {
    /// Addresses that were blocked again.
    pub addresses: i64,
    /// The erasures that blocked them, which this database forgot.
    pub erasures: BTreeSet<ErasureId>,
    /// Contacts that came back and are erased again by a job.
    pub contacts: i64,
}

/// Acts that are in the ledger and not in a backup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerSurplus {
    /// Addresses that the backup does not block.
    pub addresses: usize,
    /// Erasures that blocked some of them.
    pub erasures: usize,
}

/// The content of the ledger.
#[derive(Default)]
struct Known {
    /// The last act of each hash.
    last: BTreeMap<String, LastAct>,
    /// The latest erasure.
    erasure: Option<ErasureId>,
}

#[derive(Clone, Debug)]
struct LastAct {
    at: Timestamp,
    deed: Deed,
    erasure: Option<ErasureId>,
    key: String,
}

impl Privacy {
    /// Appends acts to the ledger. A failure is logged and nothing else: the acts are in the database, and are appended at the
    /// next start.
    pub(crate) async fn append_to_ledger(&self, acts: Vec<Act>) {
        if let Err(error) = self.ledger.append(acts).await {
            tracing::error!(%error, "failed to append to the ledger of the blocklist; retrying at the next start");
        }
    }

    /// Blocks again what the ledger says is blocked and the database does not know, and appends to the ledger what it lacks.
    ///
    /// # Errors
    /// [`crate::Error::BlocklistKey`] if the key of the ledger's hashes is not there.
    pub async fn replay_ledger(&self) -> Result<LedgerReplay> {
        let Known { mut last, erasure: latest } = read(&self.ledger).await?;
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        if last.is_empty() && blocklist_key(&mut tx).await?.is_none() {
            return Ok(LedgerReplay::default());
        }
        // A new key would make the hashes of the ledger meaningless.
        if let Some(path) = tx.address_key().path().filter(|path| !path.exists()) {
            return Err(KeyFault::Missing(path.to_owned()).into());
        }
        let key = self.lock_blocklist(&mut tx, now).await?;
        let name = key_name(&key);
        if last.values().any(|act| act.key != name) {
            let path = tx.address_key().path().map(Path::to_owned).unwrap_or_default();
            return Err(KeyFault::Wrong(path).into());
        }
        let mut lacking: BTreeMap<(Timestamp, Option<ErasureId>), Vec<String>> = BTreeMap::new();
        let mut after = 0;
        loop {
            let sql = Sql::new("SELECT id, hash, blocked_at, erasure_id, lifted_at FROM blocklist WHERE id > ")
                .bind(after)
                .push(" ORDER BY id LIMIT ")
                .bind(CHUNK);
            let rows = tx.all(sql).await?;
            let Some(end) = rows.last() else { break };
            after = end.int("id")?;
            for row in &rows {
                let (hash, lifted) = (row.text("hash")?, row.get::<Option<i64>>("lifted_at")?);
                let (blocked, known) = (row.time("blocked_at")?, last.get(&hash));
                let newer = known.is_none_or(|act| act.deed == Deed::Lift && act.at < blocked);
                if newer && lifted.is_none() {
                    let erasure = row.get::<Option<i64>>("erasure_id")?.map(ErasureId);
                    lacking.entry((blocked, erasure)).or_default().push(hash.clone());
                }
                if is_known(known, lifted) {
                    last.remove(&hash);
                }
            }
        }
        let mut replay = LedgerReplay::default();
        let mut forgotten: BTreeMap<Option<ErasureId>, Vec<String>> = BTreeMap::new();
        for (hash, act) in last.into_iter().filter(|(_, act)| act.deed == Deed::Block) {
            replay.addresses += 1;
            replay.erasures.extend(act.erasure);
            forgotten.entry(act.erasure).or_default().push(hash);
        }
        for (erasure, hashes) in forgotten {
            if let Some(erasure) = erasure {
                replay.contacts += enqueue_came_back(&mut tx, &key, erasure, &hashes, now).await?;
            }
            let new = NewBlock { by: None, at: now, erasure, reason: None };
            super::blocklist::insert(&mut tx, &key, new, hashes).await?;
        }
        if let Some(latest) = latest {
            // The number of an erasure stands on its certificate, so it is never given twice.
            tx.skip_ids("erasure", latest.0).await?;
        }
        if replay.addresses > 0 {
            note(&mut tx, None, &Event::BlocksReplayed { addresses: replay.addresses }, now).await?;
        }
        tx.commit().await?;
        self.jobs.wake(Lane::Privacy);
        let lacking = lacking.into_iter();
        let lacking = lacking.map(|((at, erasure), hashes)| Act::new(&key, Deed::Block, at, erasure, hashes));
        self.append_to_ledger(lacking.collect()).await;
        Ok(replay)
    }
}

/// Whether a row of the database accounts for the last act in the ledger: it holds, or it was lifted after that act.
fn is_known(act: Option<&LastAct>, lifted: Option<i64>) -> bool {
    act.is_some_and(|act| lifted.is_none_or(|lifted| lifted >= act.at.0))
}

async fn read(ledger: &Ledger) -> Result<Known> {
    let keep = |known: &mut Known, act: Act| {
        known.erasure = known.erasure.max(act.erasure);
        for hash in act.hashes {
            // An act that was appended late, at a start, does not hide a later one.
            if known.last.get(&hash).is_none_or(|last| last.at <= act.at) {
                let now = LastAct { at: act.at, deed: act.deed, erasure: act.erasure, key: act.key.clone() };
                known.last.insert(hash, now);
            }
        }
    };
    ledger.read(Known::default(), keep).await
}

/// Acts that are in the ledger at `ledger` and not in a backup of a SQLite database.
pub async fn ledger_surplus(ledger: &Path, backup: &Path) -> Result<LedgerSurplus> {
    let Known { mut last, .. } = read(&Ledger::at(ledger.to_owned())).await?;
    last.retain(|_, act| act.deed == Deed::Block);
    if !last.is_empty() {
        for (hash, lifted) in blocked_in_backup(backup).await? {
            if is_known(last.get(&hash), lifted) {
                last.remove(&hash);
            }
        }
    }
    let erasures: BTreeSet<ErasureId> = last.values().filter_map(|act| act.erasure).collect();
    Ok(LedgerSurplus { addresses: last.len(), erasures: erasures.len() })
}
