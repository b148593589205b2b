//! Erasing again what came back with a backup.
//!
//! The ledger has the hashes of the addresses that an erasure blocked. Contacts that have one of them, and that the database
//! does not know as erased, came back. A job erases each of them, as the erasure was ordered and confirmed before: with every
//! mention redacted, on behalf of the first administrator, who gets the mail about it. It is an erasure of its own, with a new
//! number and a certificate that names the first one.

use crate::{
    Error, Result,
    address_key::AddressKey,
    db::{Sql, Tx},
    jobs::{Handler, Job, JobFuture, Progress, enqueue},
    privacy::Privacy,
};
use domain::{
    ids::{ErasureId, RecordId},
    job::JobKind,
    object::CONTACT,
    policy::{Denied, Reauthentication},
    privacy::{Address, DecidedMention, Decision, EraseOrder, LegalBasisKind},
    surface::Surface,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Keys that are read at once.
const CHUNK: i64 = 20_000;

/// The payload of the job.
#[derive(Debug, Serialize, Deserialize)]
struct CameBack {
    /// The erasure of the ledger.
    erasure: ErasureId,
    /// The contacts.
    records: BTreeSet<RecordId>,
}

/// Enqueues the erasure of the contacts, active or in the trash, that have an address with one of these hashes. Returns how many
/// there are.
pub(in crate::privacy) async fn enqueue_came_back(
    tx: &mut Tx,
    key: &AddressKey,
    erasure: ErasureId,
    hashes: &[String],
    now: Timestamp,
) -> Result<i64> {
    let hashes: BTreeSet<&str> = hashes.iter().map(String::as_str).collect();
    let (first, further) = (
        "SELECT id AS record_id, unique_key AS key FROM record WHERE unique_key IS NOT NULL AND object_id = $1 AND id > $2 \
         ORDER BY id LIMIT $3",
        // A contact has few further addresses, so a chunk that ends within those of one contact begins with it again.
        "SELECT record_id, key FROM secondary_key WHERE object_id = $1 AND record_id >= $2 ORDER BY record_id, key LIMIT $3",
    );
    let mut records = BTreeSet::new();
    for text in [first, further] {
        let mut after = 0;
        loop {
            let rows = tx.all(Sql::new(text).with(CONTACT).with(after).with(CHUNK)).await?;
            for row in &rows {
                let address = Address::parse(&row.text("key")?);
                if address.is_ok_and(|address| hashes.contains(key.hash(&address).as_str())) {
                    records.insert(RecordId(row.int("record_id")?));
                }
            }
            match rows.last() {
                Some(last) if i64::try_from(rows.len()).is_ok_and(|count| count == CHUNK) => {
                    after = last.int("record_id")?;
                }
                _ => break,
            }
        }
    }
    let count = i64::try_from(records.len()).unwrap_or(i64::MAX);
    if count > 0 {
        enqueue(tx, JobKind::EraseAgain, &erasure.to_string(), &CameBack { erasure, records }, now).await?;
    }
    Ok(count)
}

/// Erases the contacts that came back.
pub(crate) struct EraseAgain(pub Privacy);

impl Handler for EraseAgain {
    fn kind(&self) -> JobKind {
        JobKind::EraseAgain
    }

    fn run<'a>(&'a self, job: &'a Job) -> JobFuture<'a, Progress> {
        Box::pin(async {
            let CameBack { erasure, records } = job.payload()?;
            for record in records {
                self.0.erase_came_back(erasure, record).await?;
            }
            Ok(Progress::Done)
        })
    }
}

impl Privacy {
    /// Erases a contact that came back, unless it is gone by now.
    ///
    /// # Errors
    ///
    /// [`Error::Forbidden`] where a hold or a running import is in the way: the job tries it again.
    async fn erase_came_back(&self, erasure: ErasureId, record: RecordId) -> Result<()> {
        let actor = self.people.actor(self.people.first_admin().await?).await?;
        let permit = actor.erase(CONTACT)?;
        let shown = match self.preview_erase(&actor, &permit, record).await {
            Err(Error::NotFound) => return Ok(()),
            shown => shown?,
        };
        let redact = |source| DecidedMention { source, decision: Decision::Redact, reason: String::new(), until: None };
        let order = EraseOrder {
            record,
            typed: shown.confirmation.text().to_owned(),
            basis: LegalBasisKind::Other,
            basis_text: format!("Erasure {erasure} again, after a backup was restored"),
            mentions: shown.mentions.iter().map(|mention| redact(mention.source)).collect(),
            records: shown.records,
            token: format!("ledger-{erasure}-{record}"),
            surface: Surface::Ledger,
        };
        // The order was confirmed when it was first given.
        let now = self.store.now();
        let refused = Error::Forbidden(Denied { lacks: None, object: Some(CONTACT), record: Some(record) });
        let Ok(permit) = Reauthentication::new(now, now).authorize(permit) else { return Err(refused) };
        if let Err(why) = self.erase(&actor, &permit, &order).await? {
            tracing::warn!(
                erasure = erasure.0,
                record = record.0,
                why = why.class(),
                "failed to erase again a contact that came back with a backup; retrying"
            );
            return Err(refused);
        }
        Ok(())
    }
}
