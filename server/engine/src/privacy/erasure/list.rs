//! Erasures and their certificates as pages show them.

use crate::{
    Error, Result,
    db::{Row, Sql, Tx},
    keys::blocklist_key,
    privacy::Privacy,
    rows::person,
};
use domain::{
    ids::{ErasureId, ObjectId, RecordId},
    policy::ErasureReader,
    privacy::{
        Address, Certificate, CertificateView, ERASURE_PAGE, ErasedNotice, ErasurePage, ErasureQuery, ErasureRow, Seal,
    },
    time::Timestamp,
};

impl Privacy {
    /// A page of erasures, latest first.
    pub async fn list_erasures(&self, _: ErasureReader, query: &ErasureQuery) -> Result<ErasurePage> {
        let mut sql = Sql::new(
            "SELECT e.id, e.ordered_at, e.basis, e.state, e.ordered_by_id AS by_id, u.name AS by_name, \
             (SELECT count(*) FROM erased_record AS r WHERE r.erasure_id = e.id) AS contacts \
             FROM erasure AS e LEFT JOIN app_user AS u ON u.id = e.ordered_by_id WHERE TRUE",
        );
        let mut tx = self.store.snapshot().await?;
        if let Some(only) = searched(&mut tx, &query.search).await? {
            sql = sql.push(" AND e.id IN ").in_list(only);
        }
        if let Some(before) = query.before {
            sql = sql.push(" AND e.id < ").bind(before);
        }
        let rows = tx.all(sql.push(" ORDER BY e.id DESC LIMIT ").bind(ERASURE_PAGE + 1)).await?;
        let mut rows = rows.iter().map(erasure_row).collect::<Result<Vec<_>>>()?;
        let most = usize::try_from(ERASURE_PAGE).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        let total = tx.value(Sql::new("SELECT count(*) AS value FROM erasure")).await?.unwrap_or_default();
        Ok(ErasurePage { rows, more, total })
    }

    /// The parts of a certificate, the first one first. Empty while the first scan runs.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is no such erasure.
    pub async fn certificate(&self, _: ErasureReader, id: ErasureId) -> Result<Vec<CertificateView>> {
        let mut tx = self.store.snapshot().await?;
        if tx.optional(Sql::new("SELECT id FROM erasure WHERE id = ").bind(id)).await?.is_none() {
            return Err(Error::NotFound);
        }
        let sql = Sql::new(
            "SELECT c.content, c.hash, e.freed_at, e.ordered_by_id AS by_id, u.name AS by_name, \
             e.approved_by_id AS approver_id, a.name AS approver_name, s.seq, s.hash AS seal, \
             (SELECT p.hash FROM audit_seal AS p WHERE p.seq = s.seq - 1) AS previous, \
             (SELECT anchor.hash FROM audit_anchor AS anchor WHERE anchor.seq = s.seq - 1) AS anchor \
             FROM certificate AS c JOIN erasure AS e ON e.id = c.erasure_id \
             LEFT JOIN app_user AS u ON u.id = e.ordered_by_id LEFT JOIN app_user AS a ON a.id = e.approved_by_id \
             LEFT JOIN audit_event AS v ON v.kind = 'erasure_certified' AND v.created_at = c.issued_at \
             AND v.details ->> 'certificate' = c.hash LEFT JOIN audit_seal AS s ON s.event_id = v.id \
             WHERE c.erasure_id = ",
        )
        .bind(id)
        .push(" ORDER BY c.part");
        let mut parts = tx.all(sql).await?.iter().map(part).collect::<Result<Vec<_>>>()?;
        if let Some(last) = parts.last_mut() {
            last.is_last = true;
        }
        Ok(parts)
    }

    /// Whether a record was erased, and by which erasure: what its address answers to those who may see erasures.
    pub async fn erased_notice(
        &self,
        _: ErasureReader,
        object: ObjectId,
        id: RecordId,
    ) -> Result<Option<ErasedNotice>> {
        let sql = Sql::new(
            "SELECT e.id, e.ordered_at FROM erased_record AS r JOIN erasure AS e ON e.id = r.erasure_id WHERE r.record_id = ",
        )
        .bind(id)
        .push(" AND r.object_id = ")
        .bind(object);
        let row = self.store.optional(sql).await?;
        row.map(|row| Ok(ErasedNotice { erasure: ErasureId(row.int("id")?), at: row.time("ordered_at")? })).transpose()
    }
}

/// The numbers of the erasures that a search is for; `None` for all of them.
async fn searched(tx: &mut Tx, search: &str) -> Result<Option<Vec<i64>>> {
    let search = search.trim();
    if search.is_empty() {
        return Ok(None);
    }
    if let Ok(number) = search.parse::<ErasureId>() {
        return Ok(Some(vec![number.0]));
    }
    let (Ok(address), Some(key)) = (Address::parse(search), blocklist_key(tx).await?) else {
        return Ok(Some(Vec::new()));
    };
    let sql =
        Sql::new("SELECT erasure_id FROM blocklist WHERE erasure_id IS NOT NULL AND hash = ").bind(key.hash(&address));
    tx.ints(sql).await.map(Some)
}

fn erasure_row(row: &Row) -> Result<ErasureRow> {
    Ok(ErasureRow {
        id: ErasureId(row.int("id")?),
        at: row.time("ordered_at")?,
        by: person(row, "by")?,
        basis: row.json("basis")?,
        contacts: row.int("contacts")?,
        state: row.tag("state")?,
    })
}

fn part(row: &Row) -> Result<CertificateView> {
    let document = row.text("content")?;
    let certificate: Certificate =
        serde_json::from_str(&document).map_err(|error| Error::Corrupt(format!("a certificate: {error}")))?;
    let previous = row.get::<Option<String>>("previous")?.or(row.get("anchor")?).unwrap_or_default();
    let seal = row.get::<Option<i64>>("seq")?.zip(row.get::<Option<String>>("seal")?);
    Ok(CertificateView {
        certificate,
        ordered_by: person(row, "by")?,
        approved_by: person(row, "approver")?,
        document,
        hash: row.tag("hash")?,
        seal: seal.map(|(position, hash)| Seal { position, hash, previous }),
        freed_at: row.get::<Option<i64>>("freed_at")?.map(Timestamp),
        is_last: false,
    })
}
