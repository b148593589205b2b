//! Erasing a contact.
//!
//! Mentions of the person are searched for in a snapshot, because the search reads the whole database. Then one transaction
//! locks the records, checks that they are what was searched for and that no hold is in the way, and removes, anonymises and
//! blocks: before it commits nothing has happened, and afterwards the contact is gone for everyone. What follows are steps that
//! are done in the request and, if the program is killed, by a [job](super::run).

use super::{
    decide::Decided,
    findings::{Findings, holds_on, removed},
    person::activities_of,
    redact::strip_outcomes,
    remove::remove,
    run::Step,
};
use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    jobs::enqueue,
    keys::lock_of,
    privacy::Privacy,
    privacy::{blocklist::NewBlock, ledger::Act},
    records::write::Author,
};
use domain::{
    audit::Event,
    ids::{ErasureId, RecordId, UserId},
    job::JobKind,
    policy::{Actor, Erase, Permit, Reauthenticated},
    privacy::{
        Address, Erasable, EraseOrder, EraseReceipt, EraseRefused, ErasureState, Identifiers, LegalBasis,
        LegalBasisKind,
    },
    time::Timestamp,
};
use serde_json::json;

impl Privacy {
    /// Erases a contact, active or in the trash, if the order is the one that was previewed. The same order sent twice is one
    /// erasure. The answer comes after the second scan, unless another program does it.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the actor does not see the contact, [`Error::Forbidden`] where they may not delete it.
    pub async fn erase(
        &self,
        actor: &Actor,
        permit: &Reauthenticated<Permit<Erase>>,
        order: &EraseOrder,
    ) -> Result<Result<EraseReceipt, EraseRefused>> {
        let mut tx = self.store.snapshot().await?;
        if let Some(receipt) = find_existing(&mut tx, permit.actor(), &order.token).await? {
            return Ok(Ok(receipt));
        }
        drop(tx);
        let findings = match self.findings(actor, permit, order.record).await {
            Ok(findings) => findings,
            // The same order, sent at the same time, was faster.
            Err(Error::NotFound) => {
                let mut tx = self.store.snapshot().await?;
                let existing = find_existing(&mut tx, permit.actor(), &order.token).await?;
                return existing.map(Ok).ok_or(Error::NotFound);
            }
            Err(error) => return Err(error),
        };
        let (basis, decided) = match check_order(&findings, order) {
            Ok(checked) => checked,
            Err(refused) => return Ok(Err(refused)),
        };
        match self.erase_now(actor, permit, order, findings, basis, decided).await? {
            Ok((receipt, act)) => {
                self.append_to_ledger(act.into_iter().collect()).await;
                Ok(Ok(self.finish_erasure(receipt).await))
            }
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// The transaction of an erasure. Returns what the ledger is to say of it.
    async fn erase_now(
        &self,
        actor: &Actor,
        permit: &Permit<Erase>,
        order: &EraseOrder,
        findings: Findings,
        basis: LegalBasis,
        decided: Decided,
    ) -> Result<Result<(EraseReceipt, Option<Act>), EraseRefused>> {
        let id = order.record;
        let mut tx = self.store.write().await?;
        tx.lock(None, &[lock_of(&["erase", &order.token])]).await?;
        if let Some(receipt) = find_existing(&mut tx, permit.actor(), &order.token).await? {
            return Ok(Ok((receipt, None)));
        }
        let Findings { person, activities, mut tally, elsewhere, .. } = findings;
        let now = self.store.now();
        let addresses: Vec<Address> = person.addresses().filter_map(|address| Address::parse(address).ok()).collect();
        // Before any lock on a record, as everything that adds keys to the active records does.
        let key = if addresses.is_empty() { None } else { Some(self.lock_blocklist(&mut tx, now).await?) };
        let mut locked = removed(id, &activities);
        locked.extend(activities.shared.iter().copied());
        locked.extend(decided.deleted_records());
        locked.extend(decided.redacted_records());
        tx.hold(Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").records(&locked)).await?;
        let current = self.person(&mut tx, permit, id).await?;
        let linked = activities_of(&mut tx, id).await?;
        if current.view.version != person.view.version || linked != activities {
            let records = removed(id, &linked).len();
            return Ok(Err(EraseRefused::Changed(i64::try_from(records).unwrap_or(i64::MAX))));
        }
        let mut gone = removed(id, &activities);
        gone.extend(decided.deleted_records());
        let holds = holds_on(&mut tx, actor, &gone).await?;
        let erasable = match Erasable::of(gone, holds) {
            Ok(erasable) => erasable,
            Err(held) => return Ok(Err(EraseRefused::Held(held))),
        };
        let author = Author { user: Some(permit.actor()), at: now, surface: order.surface, operation: None };
        for shared in &activities.shared {
            self.redact_record(&mut tx, &person.identifiers, author, *shared).await?;
        }
        self.apply_decisions(&mut tx, &person.identifiers, author, &decided, &elsewhere.copies, &mut tally).await?;
        strip_outcomes(&mut tx, &erasable.records()).await?;
        let sql = Sql::new(
            "INSERT INTO erasure (surface, ordered_by_id, ordered_at, basis, idempotency_key, step, places, decisions, \
             identifiers, addresses) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id AS value",
        )
        .with(order.surface.tag())
        .with(permit.actor())
        .with(author.at)
        .with(json!(basis))
        .with(&order.token)
        .with(Step::Files.tag())
        .with(json!(tally))
        .with(json!(decided))
        .with(json!(person.identifiers))
        .with(i64::try_from(addresses.len()).unwrap_or(i64::MAX));
        let erasure = tx.value(sql).await?.map(ErasureId).ok_or(Error::Busy)?;
        let sql = Sql::new("INSERT INTO erased_record (record_id, object_id, erasure_id) VALUES ($1, $2, $3)");
        tx.execute(sql.with(id).with(permit.object()).with(erasure)).await?;
        note_associations(&mut tx, id, now, &erasable).await?;
        remove(&mut tx, &erasable).await?;
        let act = match key {
            Some(key) => {
                let new = NewBlock { by: Some(permit.actor()), at: now, erasure: Some(erasure), reason: None };
                Some(self.block_in(&mut tx, &key, new, &addresses).await?)
            }
            None => None,
        };
        let event = Event::PersonErased { erasure, object: permit.object(), surface: order.surface, contacts: 1 };
        note(&mut tx, Some(permit.actor()), &event, author.at).await?;
        enqueue(&mut tx, JobKind::Erase, &erasure.to_string(), &erasure, author.at).await?;
        tx.commit().await?;
        Ok(Ok((EraseReceipt { erasure, state: ErasureState::Running }, act)))
    }
}

/// Notes which records that stay were associated with the contact, for their timelines.
async fn note_associations(tx: &mut Tx, id: RecordId, at: Timestamp, erasable: &Erasable) -> Result<()> {
    let sql = Sql::new("INSERT INTO erased_association (record_id, erased_id, created_at) SELECT other.id, ")
        .bind(id)
        .push(", ")
        .bind(at)
        .push(" FROM (SELECT to_id AS id FROM association WHERE from_id = ")
        .bind(id)
        .push(" UNION SELECT from_id AS id FROM association WHERE to_id = ")
        .bind(id)
        .push(") AS other WHERE other.id NOT IN ")
        .records(&erasable.records());
    tx.execute(sql).await?;
    Ok(())
}

/// The erasure that was made of an order with this token.
async fn find_existing(tx: &mut Tx, actor: UserId, token: &str) -> Result<Option<EraseReceipt>> {
    let sql = Sql::new("SELECT id, state FROM erasure WHERE idempotency_key = ").bind(token);
    let row = tx.optional(sql.push(" AND ordered_by_id = ").bind(actor)).await?;
    row.map(|row| Ok(EraseReceipt { erasure: ErasureId(row.int("id")?), state: row.tag("state")? })).transpose()
}

/// Compares an order with what was found.
fn check_order(findings: &Findings, order: &EraseOrder) -> Result<(LegalBasis, Decided), EraseRefused> {
    let person = &findings.person;
    if !findings.held.is_empty() {
        return Err(EraseRefused::Held(findings.held.clone()));
    }
    let elsewhere = &findings.elsewhere;
    if !elsewhere.running_imports.is_empty() {
        return Err(EraseRefused::ImportRunning(elsewhere.running_imports.clone()));
    }
    if !person.confirmation().is_met_by(&order.typed) {
        return Err(EraseRefused::Typed);
    }
    let basis = legal_basis(order, &person.identifiers)?;
    let records: Vec<RecordId> = findings.removed();
    let records = i64::try_from(records.len()).unwrap_or(i64::MAX);
    if records != order.records {
        return Err(EraseRefused::Changed(records));
    }
    let decided = Decided::of(&elsewhere.mentions, &order.mentions, &person.identifiers)?;
    Ok((basis, decided))
}

fn legal_basis(order: &EraseOrder, identifiers: &Identifiers) -> Result<LegalBasis, EraseRefused> {
    Ok(match order.basis {
        LegalBasisKind::Request => LegalBasis::Request,
        LegalBasisKind::ConsentWithdrawn => LegalBasis::ConsentWithdrawn,
        LegalBasisKind::RetentionOver => LegalBasis::RetentionOver,
        LegalBasisKind::Other => {
            LegalBasis::Other(identifiers.statement(&order.basis_text).map_err(EraseRefused::Basis)?)
        }
    })
}
