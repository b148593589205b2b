//! Blocking addresses and freeing them.
//!
//! An address that is blocked is not in the database: an entry has its keyed hash. Whether a key of a record is blocked is
//! asked where keys enter the active records, in [`crate::keys`]. A transaction that blocks takes the lock that those share, so
//! that of a creation and a block of one address at once the second sees the first.
//!
//! Each act is also appended to the [ledger](super::ledger), after the transaction: an act that the ledger lacks because the
//! program was killed in between is added at the next start.

use super::ledger::{Act, Deed};
use crate::{
    Error, Result,
    address_key::AddressKey,
    audit::note,
    db::{Sql, Tx},
    keys::{BLOCKLIST, blocklist_key, holders},
    privacy::Privacy,
};
use domain::{
    audit::Event,
    ids::{BlockId, ErasureId, UserId},
    policy::{Actor, PrivacyManager, Reauthenticated},
    privacy::{Address, AddressHolder, BlockReason, NotBlocked},
    time::Timestamp,
};
use serde_json::json;
use std::collections::BTreeSet;

/// Entries that one statement inserts.
const CHUNK: usize = 5_000;

/// A block of addresses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewBlock<'a> {
    /// The user who blocks them; `None` for the program itself.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// The erasure that blocks them.
    pub erasure: Option<ErasureId>,
    /// Why, if a user blocks them by hand.
    pub reason: Option<&'a str>,
}

impl Privacy {
    /// Whether the key of the blocklist can be used, if there is a blocklist.
    ///
    /// # Errors
    /// [`Error::BlocklistKey`] with what to do about it.
    pub async fn check_blocklist_key(&self) -> Result<()> {
        let mut tx = self.store.snapshot().await?;
        blocklist_key(&mut tx).await.map(drop)
    }

    /// Blocks an address that no active record has (R6.14).
    pub async fn block_address(
        &self,
        by: PrivacyManager,
        actor: &Actor,
        typed: &str,
        reason: &str,
    ) -> Result<Result<BlockId, NotBlocked>> {
        let (address, reason) = match (Address::parse_typed(typed), BlockReason::parse(reason)) {
            (Err(problem), _) => return Ok(Err(NotBlocked::Address(problem))),
            (_, Err(problem)) => return Ok(Err(NotBlocked::Reason(problem))),
            (Ok(address), Ok(reason)) => (address, reason),
        };
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        let key = self.lock_blocklist(&mut tx, now).await?;
        let hash = key.hash(&address);
        if let Some(entry) = super::list::active_entry(&mut tx, &hash).await? {
            return Ok(Err(NotBlocked::Already(Box::new(entry))));
        }
        let (count, seen) = self.address_holders(&mut tx, actor, &address).await?;
        if count > 0 {
            return Ok(Err(NotBlocked::InUse(seen)));
        }
        let new = NewBlock { by: Some(by.user()), at: now, erasure: None, reason: Some(reason.as_str()) };
        let act = insert(&mut tx, &key, new, vec![hash.clone()]).await?;
        let sql = Sql::new("SELECT id AS value FROM blocklist WHERE lifted_at IS NULL AND hash = ").bind(hash);
        let id = BlockId(tx.value(sql).await?.ok_or(Error::Busy)?);
        note(&mut tx, Some(by.user()), &Event::AddressBlocked { block: id }, now).await?;
        tx.commit().await?;
        self.append_to_ledger(vec![act]).await;
        Ok(Ok(id))
    }

    /// Blocks addresses in a transaction of the caller, who has taken the lock with [`Self::lock_blocklist`] before it locked keys
    /// or records. Addresses that are blocked already stay as they are. The act belongs into the ledger as soon as the
    /// transaction is committed: [`Self::append_to_ledger`].
    pub(crate) async fn block_in(
        &self,
        tx: &mut Tx,
        key: &AddressKey,
        new: NewBlock<'_>,
        addresses: &[Address],
    ) -> Result<Act> {
        let hashes: BTreeSet<String> = addresses.iter().map(|address| key.hash(address)).collect();
        insert(tx, key, new, hashes.into_iter().collect()).await
    }

    /// Waits until no other transaction adds keys to the active records or blocks addresses, and excludes them until the end of
    /// this one. Returns the key of the blocklist, which is created with the first block.
    pub(crate) async fn lock_blocklist(&self, tx: &mut Tx, now: Timestamp) -> Result<AddressKey> {
        tx.lock(None, &[BLOCKLIST]).await?;
        if let Some(key) = blocklist_key(tx).await? {
            return Ok(key);
        }
        // Not verified yet, and so not kept: the transaction may roll back.
        let key = tx.address_key().read_or_create(self.store.random())?;
        let sql = Sql::new("INSERT INTO blocklist_key (id, check_value, created_at) VALUES (1, ")
            .bind(key.check_value())
            .push(", ")
            .bind(now)
            .push(")");
        tx.execute(sql).await?;
        Ok(key)
    }

    /// Frees a blocked address. Its block stays in the history.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such block, or it was lifted before.
    pub async fn lift_block(
        &self,
        by: &Reauthenticated<PrivacyManager>,
        id: BlockId,
        reason: &BlockReason,
    ) -> Result<()> {
        let now = self.store.now();
        let mut tx = self.store.write().await?;
        let sql = Sql::new("UPDATE blocklist SET lifted_at = ")
            .bind(now)
            .push(", lifted_by_id = ")
            .bind(by.user())
            .push(", lift_reason = ")
            .bind(reason.as_str())
            .push(" WHERE lifted_at IS NULL AND id = ")
            .bind(id)
            .push(" RETURNING hash AS value");
        let hash: String = tx.value(sql).await?.ok_or(Error::NotFound)?;
        let key = blocklist_key(&mut tx).await?.ok_or(Error::NotFound)?;
        note(&mut tx, Some(by.user()), &Event::BlockLifted { block: id }, now).await?;
        tx.commit().await?;
        self.append_to_ledger(vec![Act::new(&key, Deed::Lift, now, None, vec![hash])]).await;
        Ok(())
    }

    /// How many active records have an address, and those that the actor may see.
    pub(super) async fn address_holders(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        address: &Address,
    ) -> Result<(usize, Vec<AddressHolder>)> {
        let keys = BTreeSet::from(address.stored_forms());
        let (mut count, mut seen) = (0, Vec::new());
        for object in self.objects.active().await?.iter().filter(|object| object.has_secondary_keys()) {
            let view = actor.view(object.id).ok();
            for holder in holders(tx, object.id, keys.iter().map(String::as_str)).await? {
                count += 1;
                if view.as_ref().is_some_and(|view| view.covers(holder.owner)) {
                    seen.push(AddressHolder { slug: object.slug.clone(), id: holder.record, name: holder.name });
                }
            }
        }
        Ok((count, seen))
    }
}

/// Inserts those of `hashes` that are not blocked, and returns what the ledger says of all of them.
pub(super) async fn insert(tx: &mut Tx, key: &AddressKey, new: NewBlock<'_>, hashes: Vec<String>) -> Result<Act> {
    for chunk in hashes.chunks(CHUNK) {
        let sql = Sql::new(
            "INSERT INTO blocklist (hash, blocked_at, blocked_by_id, erasure_id, reason) SELECT each.value ->> 0, ",
        )
        .bind(new.at)
        .push(", CAST(")
        .bind(new.by)
        .push(" AS BIGINT), CAST(")
        .bind(new.erasure)
        .push(" AS BIGINT), CAST(")
        .bind(new.reason)
        .push(" AS TEXT) FROM ")
        .json_rows(chunk.iter().map(|hash| json!([hash])))
        // SQLite takes an `ON` after a table for a join unless there is a `WHERE`.
        .push(" WHERE TRUE ON CONFLICT (hash) WHERE lifted_at IS NULL DO NOTHING");
        tx.execute(sql).await?;
    }
    Ok(Act::new(key, Deed::Block, new.at, new.erasure, hashes))
}
