//! Blocking the addresses of a file: all of them, or none.

use super::blocklist::NewBlock;
use crate::{
    Result,
    audit::note,
    keys::{blocked_hashes, holders},
    privacy::Privacy,
};
use domain::{
    audit::Event,
    policy::PrivacyManager,
    privacy::{Address, BlockReason, BlockedFile},
};
use std::collections::BTreeSet;

/// Addresses that are looked up at once.
const CHUNK: usize = 1_000;

impl Privacy {
    /// Blocks addresses in one transaction. Those that active records have are left alone and counted: these records have to be
    /// deleted permanently, which blocks their addresses.
    pub async fn block_addresses(
        &self,
        by: PrivacyManager,
        addresses: Vec<Address>,
        reason: &BlockReason,
    ) -> Result<BlockedFile> {
        let now = self.store.now();
        let objects = self.objects.active().await?;
        let mut tx = self.store.write().await?;
        let key = self.lock_blocklist(&mut tx, now).await?;
        let mut done = BlockedFile::default();
        let mut free = Vec::new();
        for chunk in addresses.chunks(CHUNK) {
            let keys: BTreeSet<String> = chunk.iter().flat_map(Address::stored_forms).collect();
            let mut in_use = BTreeSet::new();
            for object in objects.iter().filter(|object| object.has_secondary_keys()) {
                let held = holders(&mut tx, object.id, keys.iter().map(String::as_str)).await?;
                in_use.extend(held.iter().filter_map(|holder| Address::parse(&holder.key).ok()));
            }
            let hashes: Vec<String> = chunk.iter().map(|address| key.hash(address)).collect();
            let already = blocked_hashes(&mut tx, hashes.iter().map(String::as_str)).await?;
            for (address, hash) in chunk.iter().zip(hashes) {
                if already.contains(&hash) {
                    done.already += 1;
                } else if in_use.contains(address) {
                    done.in_use += 1;
                } else {
                    done.blocked += 1;
                    free.push(address.clone());
                }
            }
        }
        let new = NewBlock { by: Some(by.user()), at: now, erasure: None, reason: Some(reason.as_str()) };
        let act = self.block_in(&mut tx, &key, new, &free).await?;
        if done.blocked > 0 {
            note(&mut tx, Some(by.user()), &Event::AddressesBlocked { addresses: done.blocked }, now).await?;
        }
        tx.commit().await?;
        self.append_to_ledger(vec![act]).await;
        Ok(done)
    }
}
