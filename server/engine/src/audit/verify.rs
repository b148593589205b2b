//! Proving the chain.

use super::chain::{COLUMNS, Link};
use crate::{
    Engine, Result,
    db::{Sql, Tx},
};
use std::fmt;

/// Seals that are read at a time.
const CHUNK: i64 = 1_000;

/// A chain that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Events of the chain.
    pub events: i64,
    /// Earlier events, which retention removed.
    pub forgotten: i64,
    /// Events that are not sealed yet.
    pub waiting: i64,
    /// The last hash, to be kept elsewhere. Empty where nothing was ever sealed.
    pub head: String,
    /// Whether the hash that was asked for is one of the chain, or the last one that retention removed.
    pub expected: bool,
}

/// Where a chain breaks first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainBreak {
    /// A seal is missing at this place of the chain.
    Gap {
        /// The place.
        seq: i64,
    },
    /// The event that was sealed there is gone.
    Gone {
        /// The place.
        seq: i64,
        /// The event.
        event: i64,
    },
    /// The event that was sealed there is not what it was, or one before it is not.
    Altered {
        /// The place.
        seq: i64,
        /// The event.
        event: i64,
    },
    /// An event is there that was never sealed and does not wait for it.
    Unsealed {
        /// The event.
        event: i64,
    },
    /// An event that waits to be sealed is gone.
    GoneUnsealed {
        /// The event.
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

impl Engine {
    /// Goes through the whole chain, as it is at one moment, and says whether a hash that was kept from an earlier head is
    /// one of it; or where it breaks first.
    pub async fn verify_audit(&self, expect: Option<&str>) -> Result<Result<Chain, ChainBreak>> {
        let mut tx = self.db.snapshot().await?;
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
                // What cannot even be read was altered too.
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

/// An event beside the chain that should not be there, or should.
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
