//! Verification of the hash chain.

use super::chain::{COLUMNS, Link};
use crate::{
    Result,
    audit::Audit,
    db::{Sql, Tx},
};
use std::fmt;

/// Seals read per query.
const CHUNK: i64 = 1_000;

/// A chain that is intact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Events in the chain.
    pub events: i64,
    /// Earlier events, removed by retention.
    pub forgotten: i64,
    /// Events that are not sealed yet.
    pub waiting: i64,
    /// The last hash, to be kept elsewhere. Empty if nothing was ever sealed.
    pub head: String,
    /// Whether the expected hash is in the chain, or is the last one that retention removed.
    pub expected: bool,
}

/// The first place at which a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainBreak {
    /// A seal is missing.
    Gap {
        /// Its position in the chain.
        seq: i64,
    },
    /// A sealed event is missing.
    Gone {
        /// Its position in the chain.
        seq: i64,
        /// Its id.
        event: i64,
    },
    /// An event, or one before it, differs from what was sealed.
    Altered {
        /// Its position in the chain.
        seq: i64,
        /// Its id.
        event: i64,
    },
    /// An event exists that was neither sealed nor waits to be.
    Unsealed {
        /// Its id.
        event: i64,
    },
    /// An event that waits to be sealed is missing.
    GoneUnsealed {
        /// Its id.
        event: i64,
    },
}

impl fmt::Display for ChainBreak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { seq } => write!(f, "a seal is missing at {seq}"),
            Self::Gone { seq, event } => write!(f, "event {event}, sealed at {seq}, is gone"),
            Self::Altered { seq, event } => write!(f, "event {event} is not what was sealed at {seq}"),
            Self::Unsealed { event } => write!(f, "event {event} was never sealed"),
            Self::GoneUnsealed { event } => write!(f, "event {event}, which was not sealed yet, is gone"),
        }
    }
}

impl Audit {
    /// Verifies the whole chain in one snapshot. `expect` is a hash of an earlier head that must be part of it.
    pub async fn verify_audit(&self, expect: Option<&str>) -> Result<Result<Chain, ChainBreak>> {
        let mut tx = self.store.snapshot().await?;
        let anchor = Link::anchor(&mut tx).await?;
        let mut link = anchor.clone();
        let mut expected = expect.is_none_or(|expect| expect == link.hash);
        loop {
            let sql = Sql::new("SELECT s.seq, s.event_id, s.hash, e.id IS NOT NULL AS there, ")
                .push(COLUMNS)
                .push(" FROM audit_seal AS s LEFT JOIN audit_event AS e ON e.id = s.event_id WHERE s.seq > ")
                .bind(link.seq)
                .push(" ORDER BY s.seq LIMIT ")
                .bind(CHUNK);
            let rows = tx.all(sql).await?;
            for row in &rows {
                let (seq, event) = (row.int("seq")?, row.int("event_id")?);
                if seq != link.seq + 1 {
                    return Ok(Err(ChainBreak::Gap { seq: link.seq + 1 }));
                }
                if !row.get::<bool>("there")? {
                    return Ok(Err(ChainBreak::Gone { seq, event }));
                }
                // An event that cannot be parsed was altered too.
                match link.next(row) {
                    Ok(next) if next.hash == row.text("hash")? => link = next,
                    _ => return Ok(Err(ChainBreak::Altered { seq, event })),
                }
                expected |= expect == Some(link.hash.as_str());
            }
            if rows.is_empty() {
                break;
            }
        }
        if let Some(unsealed) = unsealed(&mut tx).await? {
            return Ok(Err(unsealed));
        }
        let waiting = tx.value(Sql::new("SELECT count(*) AS value FROM audit_unsealed")).await?.unwrap_or_default();
        let (events, forgotten) = (link.seq - anchor.seq, anchor.seq);
        Ok(Ok(Chain { events, forgotten, waiting, head: link.hash, expected }))
    }
}

/// An event outside the chain that should not exist, or a missing one that should.
async fn unsealed(tx: &mut Tx) -> Result<Option<ChainBreak>> {
    let sql = "SELECT e.id AS value FROM audit_event AS e WHERE NOT EXISTS (SELECT 1 FROM audit_seal AS s \
               WHERE s.event_id = e.id) AND NOT EXISTS (SELECT 1 FROM audit_unsealed AS w WHERE w.event_id = e.id) \
               ORDER BY e.id LIMIT 1";
    if let Some(event) = tx.value(Sql::new(sql)).await? {
        return Ok(Some(ChainBreak::Unsealed { event }));
    }
    let sql = "SELECT w.event_id AS value FROM audit_unsealed AS w WHERE NOT EXISTS (SELECT 1 FROM audit_event AS e \
               WHERE e.id = w.event_id) ORDER BY w.event_id LIMIT 1";
    Ok(tx.value(Sql::new(sql)).await?.map(|event| ChainBreak::GoneUnsealed { event }))
}
