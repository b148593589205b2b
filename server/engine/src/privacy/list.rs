//! Reads for the page of the blocklist: entries, and the check of an address.

use crate::{
    Error, Result,
    db::{Row, Sql, Tx},
    keys::blocklist_key,
    privacy::Privacy,
    rows::person,
};
use domain::{
    ids::{BlockId, ErasureId},
    policy::{Actor, PrivacyManager},
    privacy::{
        Address, AddressCheck, AddressProblem, BLOCKLIST_COUNTED, BLOCKLIST_PAGE, BlockEntry, BlockLift, BlocklistPage,
    },
};

/// Digits of a hash that are shown.
const DIGITS: usize = 8;
/// Earlier blocks of one address that are shown.
const EARLIER: i64 = 20;

const ENTRY: &str = "SELECT b.id, b.hash, b.blocked_at, b.erasure_id, b.reason, b.lifted_at, b.lift_reason, \
     b.blocked_by_id, blocker.name AS blocked_by_name, b.lifted_by_id, lifter.name AS lifted_by_name FROM blocklist AS b \
     LEFT JOIN app_user AS blocker ON blocker.id = b.blocked_by_id \
     LEFT JOIN app_user AS lifter ON lifter.id = b.lifted_by_id WHERE ";

impl Privacy {
    /// A page of the blocklist, the latest entries first: those that hold, or all of the history.
    pub async fn blocklist(&self, _: PrivacyManager, history: bool, before: Option<BlockId>) -> Result<BlocklistPage> {
        let mut tx = self.store.snapshot().await?;
        let sql = Sql::new(ENTRY)
            .push(if history { "b.id < " } else { "b.lifted_at IS NULL AND b.id < " })
            .bind(before.map_or(i64::MAX, |id| id.0))
            .push(" ORDER BY b.id DESC LIMIT ")
            .bind(BLOCKLIST_PAGE + 1);
        let mut entries = tx.all(sql).await?.iter().map(entry).collect::<Result<Vec<_>>>()?;
        let shown = usize::try_from(BLOCKLIST_PAGE).unwrap_or(usize::MAX);
        let more = entries.len() > shown;
        entries.truncate(shown);
        let sql = Sql::new("SELECT count(*) AS value FROM (SELECT hash FROM blocklist WHERE lifted_at IS NULL LIMIT ")
            .bind(BLOCKLIST_COUNTED + 1)
            .push(") AS counted");
        Ok(BlocklistPage { entries, more, count: tx.value(sql).await?.unwrap_or_default() })
    }

    /// An entry.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such entry.
    pub async fn block_entry(&self, _: PrivacyManager, id: BlockId) -> Result<BlockEntry> {
        let row = self.store.optional(Sql::new(ENTRY).push("b.id = ").bind(id)).await?;
        entry(&row.ok_or(Error::NotFound)?)
    }

    /// Whether an address is blocked, its earlier blocks, and the active records that have it.
    ///
    /// # Errors
    /// [`Error::BlocklistKey`] if there is a blocklist and its key cannot be used.
    pub async fn check_address(
        &self,
        _: PrivacyManager,
        actor: &Actor,
        typed: &str,
    ) -> Result<Result<AddressCheck, AddressProblem>> {
        let address = match Address::parse_typed(typed) {
            Ok(address) => address,
            Err(problem) => return Ok(Err(problem)),
        };
        let mut tx = self.store.snapshot().await?;
        let (_, holders) = self.address_holders(&mut tx, actor, &address).await?;
        let mut check = AddressCheck { block: None, earlier: Vec::new(), holders };
        if let Some(key) = blocklist_key(&mut tx).await? {
            let hash = key.hash(&address);
            check.block = active_entry(&mut tx, &hash).await?;
            let sql = Sql::new(ENTRY).push("b.lifted_at IS NOT NULL AND b.hash = ").bind(hash);
            let sql = sql.push(" ORDER BY b.id DESC LIMIT ").bind(EARLIER);
            check.earlier = tx.all(sql).await?.iter().map(entry).collect::<Result<_>>()?;
        }
        Ok(Ok(check))
    }
}

/// The block of a hash that holds now.
pub(super) async fn active_entry(tx: &mut Tx, hash: &str) -> Result<Option<BlockEntry>> {
    let sql = Sql::new(ENTRY).push("b.lifted_at IS NULL AND b.hash = ").bind(hash);
    tx.optional(sql).await?.as_ref().map(entry).transpose()
}

fn entry(row: &Row) -> Result<BlockEntry> {
    let lifted: Option<i64> = row.get("lifted_at")?;
    let lift = match lifted {
        None => None,
        Some(_) => Some(BlockLift {
            at: row.time("lifted_at")?,
            by: person(row, "lifted_by")?,
            reason: row.get::<Option<String>>("lift_reason")?.unwrap_or_default(),
        }),
    };
    Ok(BlockEntry {
        id: BlockId(row.int("id")?),
        hash: row.text("hash")?.chars().take(DIGITS).collect(),
        at: row.time("blocked_at")?,
        by: person(row, "blocked_by")?,
        erasure: row.get::<Option<i64>>("erasure_id")?.map(ErasureId),
        reason: row.get("reason")?,
        lift,
    })
}
