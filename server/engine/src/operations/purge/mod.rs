//! Purge: removing records from the trash permanently, chosen by a user or because their retention is over.
//!
//! - A purge always runs in batches, whatever its size: it cannot be undone, so it can at least be stopped.
//! - A user's purge is confirmed with the typed number, by a user who reauthenticated a moment ago, and reaches the records
//!   that they may delete.
//! - A record that is restored before its batch is kept, even if it is deleted again: the new deletion has its own retention.
//! - A record on hold is kept. The transaction that removes records asks for holds; `domain::retention::Unheld` is the
//!   proof, and nothing is removed without it.
//! - The items of the operation remain, as ids without names.

mod batch;
mod expiry;

pub(super) use batch::Purger;

use super::{
    confirm::{DiffQueries, reason},
    idempotency::{Existing, IdempotencyKey},
    new_operation::NewOperation,
    select::{Selected, sums},
};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    operations::Operations,
    records::Lifecycle,
};
use domain::{
    operation::{
        Fingerprint, OperationKind, OrderRefused, Preview, PurgeOrder, Receipt, SelectionSummary, SkipReason, TrashSet,
    },
    policy::{Permit, Purge, Reauthenticated},
};

/// The condition that the record `r` is on hold.
const HELD: &str = " EXISTS (SELECT 1 FROM hold WHERE hold.record_id = r.id)";
/// Most names that a preview shows.
const NAMES: i64 = 5;

impl Operations {
    /// Previews purging a set. Changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where none of its records is visible, [`Error::Forbidden`] for a whole view or deletion where
    /// the actor may purge chosen records only.
    pub async fn preview_purge(&self, permit: &Permit<Purge>, set: &TrashSet) -> Result<Preview> {
        let mut tx = self.store.snapshot().await?;
        let selected = self.select_to_purge(&mut tx, permit, set).await?;
        Ok(self.preview_of(&selected, None))
    }

    /// Enqueues the purge of a set, if it is the set that was previewed and its number was typed. The same order sent twice is
    /// one operation.
    pub async fn purge(
        &self,
        permit: &Reauthenticated<Permit<Purge>>,
        order: &PurgeOrder,
    ) -> Result<Result<Receipt, OrderRefused>> {
        let key = IdempotencyKey::of(&order.confirm, permit);
        let mut tx = match self.find_existing(key).await? {
            Existing::New(tx) => tx,
            Existing::Duplicate(receipt) => return Ok(Ok(receipt)),
        };
        let selected = self.select_to_purge(&mut tx, permit, &order.set).await?;
        let diff = || DiffQueries {
            added: self.purgeable("r.name", permit, &order.set),
            removed: self.purgeable("r.name", permit, &order.set).push(" AND FALSE"),
        };
        if let Some(refused) = self.check_confirm(&mut tx, &selected, &order.confirm, None, diff).await? {
            return Ok(Err(refused));
        }
        let ids = tx.ints(self.purgeable("r.id", permit, &order.set)).await?;
        drop(tx);
        let operation = NewOperation {
            reason: reason(order.reason.as_deref()),
            token: Some(&order.confirm.token),
            total: selected.count + selected.left(),
            skipped: selected.left(),
            selection: Some(SelectionSummary::from(&order.set)),
            ..NewOperation::new(
                OperationKind::Purge,
                permit.object(),
                Some(permit.actor()),
                order.surface,
                self.store.now(),
            )
        };
        self.enqueue_once(key, operation, ids, Vec::new()).await.map(Ok)
    }

    /// `SELECT columns` of the records `r` of a set that may be purged.
    fn purgeable(&self, columns: &str, permit: &Permit<Purge>, set: &TrashSet) -> Sql {
        self.set_rows(columns, permit, set)
            .push(&Lifecycle::Trashed.condition("r"))
            .and_in_scope("r.owner_id", permit.scope())
            .push(" AND NOT")
            .push(HELD)
    }

    async fn select_to_purge(&self, tx: &mut Tx, permit: &Permit<Purge>, set: &TrashSet) -> Result<Selected> {
        if !matches!(set, TrashSet::Records(_)) {
            permit.require_empty_trash_right()?;
        }
        let row = tx.optional(self.purgeable(&sums("r.id"), permit, set)).await?.ok_or(Error::Busy)?;
        let sums = [row.int("count")?, row.int("ids")?, row.int("squares")?, row.int("products")?];
        // A record that the actor may not delete counts as not theirs, even if it is held or not in the trash.
        let own = Sql::scope("r.owner_id", permit.scope());
        let columns = format!(
            "count(*) AS seen, CAST(coalesce(sum(CASE WHEN {own} THEN 0 ELSE 1 END), 0) AS BIGINT) AS not_yours, \
             CAST(coalesce(sum(CASE WHEN {own} AND r.deletion IS NOT NULL AND{HELD} THEN 1 ELSE 0 END), 0) AS BIGINT) \
             AS held"
        );
        let row = tx.optional(self.set_rows(&columns, permit, set).unprepared()).await?.ok_or(Error::Busy)?;
        let (seen, not_yours, held) = (row.int("seen")?, row.int("not_yours")?, row.int("held")?);
        if seen == 0 {
            return Err(Error::NotFound);
        }
        let names = self.purgeable("r.name", permit, set).push(" ORDER BY r.name_normalized, r.id LIMIT ").bind(NAMES);
        let names = tx.all(names).await?.iter().map(|row| row.text("name")).collect::<Result<_>>()?;
        let skipped = [
            (SkipReason::NotYours, not_yours),
            (SkipReason::Held, held),
            (SkipReason::Newer, seen - not_yours - held - sums[0]),
        ];
        Ok(Selected {
            count: sums[0],
            fingerprint: Fingerprint::of_sums(sums),
            names,
            skipped: skipped.into_iter().filter(|(_, count)| *count > 0).collect(),
        })
    }
}
