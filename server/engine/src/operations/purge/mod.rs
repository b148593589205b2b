//! Purging: removing records of the trash for good, chosen by a person or because they waited long enough.
//!
//! A purge always runs in chunks, whatever its size: nobody can take it back, so it can at least be stopped. What a
//! person purges is typed and confirmed like a deletion, by one who proved a moment ago who they are. What is restored before its chunk comes is kept, even if it is
//! deleted again: its new deletion has a time of its own. So is what a hold keeps, asked in the transaction that removes:
//! `domain::retention::Unheld` is the proof, and nothing is removed without it. What the operation did stays told by its
//! items, as numbers: the names are gone.

mod chunk;
mod expiry;

pub(super) use chunk::Purger;

use super::{
    begin::Begin,
    confirm::{Moves, reason, same},
    select::{Selected, sums},
};
use crate::{
    Engine, Error, Result,
    db::{Sql, Tx},
    records::Lifecycle,
};
use domain::{
    operation::{Chosen, Fingerprint, OperationKind, OrderRefused, Preview, PurgeOrder, Receipt, SkipReason, TrashSet},
    policy::{Fresh, Permit, Purge},
};

/// That a hold keeps the record `r`.
const HELD: &str = " EXISTS (SELECT 1 FROM hold WHERE hold.record_id = r.id)";
/// Names that a preview shows.
const NAMES: i64 = 5;

impl Engine {
    /// What purging a set would do. Changes nothing. Unknown when nothing of it is in sight; forbidden when it is more
    /// than chosen records and the actor may purge those only.
    pub async fn preview_purge(&self, permit: &Permit<Purge>, set: &TrashSet) -> Result<Preview> {
        let mut tx = self.db.snapshot().await?;
        let selected = self.select_to_purge(&mut tx, permit, set).await?;
        Ok(self.shown(&selected, None))
    }

    /// Lets what the order names be purged, if it is what the person saw and they typed its number. The same order twice
    /// is one operation.
    pub async fn purge(
        &self,
        permit: &Fresh<Permit<Purge>>,
        order: &PurgeOrder,
    ) -> Result<Result<Receipt, OrderRefused>> {
        let same = same(&order.confirm, permit.actor(), permit.object());
        let mut tx = match self.first(same).await? {
            Ok(tx) => tx,
            Err(receipt) => return Ok(Ok(receipt)),
        };
        let selected = self.select_to_purge(&mut tx, permit, &order.set).await?;
        let moves = || Moves {
            came: self.purgeable("r.name", permit, &order.set),
            went: self.purgeable("r.name", permit, &order.set).push(" AND FALSE"),
        };
        if let Some(refused) = self.refused(&mut tx, &selected, &order.confirm, None, moves).await? {
            return Ok(Err(refused));
        }
        let ids = tx.ints(self.purgeable("r.id", permit, &order.set)).await?;
        drop(tx);
        let operation = Begin {
            reason: reason(order.reason.as_deref()),
            token: Some(&order.confirm.token),
            total: selected.count + selected.left(),
            skipped: selected.left(),
            chosen: Some(Chosen::in_trash(&order.set)),
            ..Begin::new(OperationKind::Purge, permit.object(), Some(permit.actor()), order.surface, self.now())
        };
        self.begin_later(same, operation, ids, Vec::new()).await.map(Ok)
    }

    /// `SELECT columns` of those that may be purged.
    fn purgeable(&self, columns: &str, permit: &Permit<Purge>, set: &TrashSet) -> Sql {
        self.set_rows(columns, permit, set)
            .push(&Lifecycle::Trashed.condition("r"))
            .and_in_scope("r.owner_id", permit.scope())
            .push(" AND NOT")
            .push(HELD)
    }

    async fn select_to_purge(&self, tx: &mut Tx, permit: &Permit<Purge>, set: &TrashSet) -> Result<Selected> {
        if !matches!(set, TrashSet::Records(_)) {
            permit.allow_view()?;
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
