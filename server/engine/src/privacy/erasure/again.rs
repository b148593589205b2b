//! Running an incomplete erasure again: the contact is gone, and what the second scan found is decided on now.

use super::{
    decide::Decided,
    findings::{Elsewhere, holds_on},
    remove::remove,
    run::Step,
    tally::Tally,
};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    jobs::enqueue,
    privacy::Privacy,
    records::write::Author,
};
use domain::{
    ids::ErasureId,
    job::JobKind,
    policy::{Actor, Erase, Permit, Reauthenticated},
    privacy::{
        DecidedMention, Erasable, EraseReceipt, EraseRefused, ErasureState, Identifiers, Mention, MentionSource,
    },
    surface::Surface,
};
use serde_json::json;
use std::collections::BTreeSet;

/// An incomplete erasure.
struct Incomplete {
    surface: Surface,
    tally: Tally,
    decided: Decided,
    identifiers: Identifiers,
}

impl Privacy {
    /// The mentions that an incomplete erasure still has to decide on, as far as the actor may see them.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is no such erasure, or it is not incomplete.
    pub async fn incomplete_mentions(&self, actor: &Actor, _: &Permit<Erase>, id: ErasureId) -> Result<Vec<Mention>> {
        let mut tx = self.store.snapshot().await?;
        let incomplete = incomplete(&mut tx, id).await?;
        Ok(self.left(&mut tx, actor, &incomplete, &mut Tally::default()).await?.mentions)
    }

    /// Runs an incomplete erasure again, with a decision about each of [`Privacy::incomplete_mentions`]. It gets another part of
    /// its certificate.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is no such erasure, or it is not incomplete.
    pub async fn erase_again(
        &self,
        actor: &Actor,
        permit: &Reauthenticated<Permit<Erase>>,
        id: ErasureId,
        mentions: &[DecidedMention],
    ) -> Result<Result<EraseReceipt, EraseRefused>> {
        let mut tx = self.store.snapshot().await?;
        let mut found = incomplete(&mut tx, id).await?;
        let mut tally = std::mem::take(&mut found.tally);
        let left = self.left(&mut tx, actor, &found, &mut tally).await?;
        drop(tx);
        if !left.running_imports.is_empty() {
            return Ok(Err(EraseRefused::ImportRunning(left.running_imports)));
        }
        let Incomplete { surface, decided: before, identifiers, .. } = found;
        let mut decided = match Decided::of(&left.mentions, mentions, &identifiers) {
            Ok(decided) => decided,
            Err(refused) => return Ok(Err(refused)),
        };
        let now = self.store.now();
        let author = Author { user: Some(permit.actor()), at: now, surface, operation: None };
        let mut tx = self.store.write().await?;
        // Of two at once the second waits here and finds it running.
        tx.lock_row("erasure", id).await?;
        incomplete(&mut tx, id).await?;
        let (gone, mut locked) = (decided.deleted_records(), decided.redacted_records());
        locked.extend(&gone);
        tx.hold(Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").records(&locked)).await?;
        let holds = holds_on(&mut tx, actor, &gone).await?;
        let erasable = match Erasable::of(gone, holds) {
            Ok(erasable) => erasable,
            Err(held) => return Ok(Err(EraseRefused::Held(held))),
        };
        self.apply_decisions(&mut tx, &identifiers, author, &decided, &left.copies, &mut tally).await?;
        remove(&mut tx, &erasable).await?;
        decided.kept.splice(0..0, before.kept);
        let sql = Sql::new("UPDATE erasure SET state = ")
            .bind(ErasureState::Running.tag())
            .push(", freed_at = NULL, step = ")
            .bind(Step::Files.tag())
            .push(", places = ")
            .bind(json!(tally))
            .push(", decisions = ")
            .bind(json!(decided))
            .push(" WHERE id = ")
            .bind(id);
        tx.execute(sql).await?;
        enqueue(&mut tx, JobKind::Erase, &id.to_string(), &id, now).await?;
        tx.commit().await?;
        Ok(Ok(self.finish_erasure(EraseReceipt { erasure: id, state: ErasureState::Running }).await))
    }

    /// Mentions of the person that no decision covers.
    async fn left(&self, tx: &mut Tx, actor: &Actor, incomplete: &Incomplete, tally: &mut Tally) -> Result<Elsewhere> {
        let kept: BTreeSet<MentionSource> = incomplete.decided.kept.iter().map(|kept| kept.source).collect();
        self.elsewhere(tx, actor, &incomplete.identifiers, &kept, tally).await
    }
}

async fn incomplete(tx: &mut Tx, id: ErasureId) -> Result<Incomplete> {
    let sql = Sql::new("SELECT surface, places, decisions, identifiers FROM erasure WHERE state = ");
    let sql = sql.bind(ErasureState::Incomplete.tag()).push(" AND id = ").bind(id);
    let row = tx.optional(sql).await?.ok_or(Error::NotFound)?;
    Ok(Incomplete {
        surface: row.tag("surface")?,
        tally: row.json("places")?,
        decided: row.json("decisions")?,
        identifiers: row.json_or_null("identifiers")?.unwrap_or_default(),
    })
}
