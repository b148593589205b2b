//! The decisions of an order: which mentions are redacted, deleted, or left, and with which reason.

use super::{
    findings::Copies,
    redact::{redact_copies, redact_operation, redact_text, redact_view},
    tally::Tally,
};
use crate::{
    Result,
    db::{Sql, Tx},
    privacy::Privacy,
    records::write::Author,
};
use domain::{
    ids::{ImportId, RecordId},
    import::ImportState,
    privacy::{DecidedMention, Decision, EraseRefused, Identifiers, Kept, Mention, MentionSource, Place},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The decisions as they are stored with the erasure: what stays, and what is to be done with files after the commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Decided {
    /// The mentions that stay.
    pub kept: Vec<Kept>,
    /// Uploaded files to change, `true` for those to delete.
    pub files: Vec<(ImportId, bool)>,
    /// Mentions to redact in the transaction of the order.
    #[serde(skip)]
    pub redact: Vec<MentionSource>,
    /// Mentions to delete in the transaction of the order.
    #[serde(skip)]
    pub delete: Vec<MentionSource>,
}

impl Decided {
    /// Checks that each mention has a decision that the actor may make.
    pub fn of(
        mentions: &[Mention],
        decisions: &[DecidedMention],
        identifiers: &Identifiers,
    ) -> Result<Self, EraseRefused> {
        let decisions: BTreeMap<MentionSource, &DecidedMention> =
            decisions.iter().map(|decided| (decided.source, decided)).collect();
        let undecided: Vec<MentionSource> =
            mentions.iter().map(|mention| mention.source).filter(|source| !decisions.contains_key(source)).collect();
        if !undecided.is_empty() {
            return Err(EraseRefused::Undecided(undecided));
        }
        let mut checked = Self::default();
        for mention in mentions {
            let Some(decided) = decisions.get(&mention.source) else { continue };
            let source = mention.source;
            match (decided.decision, source) {
                (Decision::Leave, _) => {
                    let reason = identifiers.statement(&decided.reason);
                    let reason = reason.map_err(|problem| EraseRefused::Reason(source, problem))?;
                    checked.kept.push(Kept { source, reason, until: decided.until });
                }
                (Decision::Delete, _) if !mention.may_delete => return Err(EraseRefused::CannotDelete(source)),
                (decision, MentionSource::Import(import)) => {
                    checked.files.push((import, decision == Decision::Delete));
                }
                (Decision::Delete, _) => checked.delete.push(source),
                (Decision::Redact, _) => checked.redact.push(source),
            }
        }
        Ok(checked)
    }

    /// The records that are deleted because they mention the person.
    pub fn deleted_records(&self) -> Vec<RecordId> {
        let record = |source: &MentionSource| if let MentionSource::Record(id) = source { Some(*id) } else { None };
        self.delete.iter().filter_map(record).collect()
    }

    /// The records that are changed.
    pub fn redacted_records(&self) -> Vec<RecordId> {
        let record = |source: &MentionSource| if let MentionSource::Record(id) = source { Some(*id) } else { None };
        self.redact.iter().filter_map(record).collect()
    }
}

/// The place that a mention is counted in.
pub(super) fn place_of(source: MentionSource) -> Place {
    match source {
        MentionSource::Record(_) => Place::OtherRecords,
        MentionSource::View(_) => Place::SavedViews,
        MentionSource::Operation(_) => Place::Operations,
        MentionSource::Approval(_) => Place::Approvals,
        MentionSource::Hold(_) => Place::Holds,
        MentionSource::Import(_) => Place::ImportFiles,
    }
}

impl Privacy {
    /// Makes the decisions about everything but files and the records to delete, which the caller removes with a proof that none
    /// of them is on hold. The records must be locked.
    pub(super) async fn apply_decisions(
        &self,
        tx: &mut Tx,
        identifiers: &Identifiers,
        author: Author,
        decided: &Decided,
        copies: &Copies,
        tally: &mut Tally,
    ) -> Result<()> {
        for source in &decided.redact {
            match *source {
                MentionSource::Record(id) => self.redact_record(tx, identifiers, author, id).await?,
                MentionSource::View(id) => redact_view(tx, identifiers, id).await?,
                MentionSource::Operation(id) => redact_operation(tx, identifiers, id).await?,
                MentionSource::Approval(id) => {
                    redact_text(tx, identifiers, ("approval", "operation_id", "comment"), id.0).await?;
                }
                MentionSource::Hold(id) => redact_text(tx, identifiers, ("hold", "record_id", "reason"), id.0).await?,
                // A file is changed after the commit.
                MentionSource::Import(_) => {}
            }
            tally.anonymise(place_of(*source), 1);
        }
        for source in &decided.delete {
            let sql = match *source {
                MentionSource::View(id) => Sql::new("DELETE FROM saved_view WHERE id = ").bind(id),
                MentionSource::Operation(id) => {
                    // What was decided at the confirmation is still needed by its undo.
                    redact_operation(tx, identifiers, id).await?;
                    Sql::new("UPDATE operation SET reason = NULL, selection = NULL WHERE id = ").bind(id)
                }
                MentionSource::Approval(id) => {
                    Sql::new("UPDATE approval SET comment = NULL WHERE operation_id = ").bind(id)
                }
                MentionSource::Record(_) | MentionSource::Hold(_) | MentionSource::Import(_) => continue,
            };
            tx.execute(sql).await?;
        }
        for source in &decided.delete {
            tally.erase(place_of(*source), 1);
        }
        for (import, delete) in &decided.files {
            if *delete {
                // So that it cannot be started meanwhile.
                let sql = Sql::new("UPDATE import SET state = ").bind(ImportState::Failed.tag());
                let sql = sql.push(", ended_at = ").bind(author.at).push(" WHERE state = ");
                let sql = sql.bind(ImportState::Uploaded.tag()).push(" AND id = ").bind(*import);
                tx.execute(sql).await?;
            }
        }
        redact_copies(tx, identifiers, copies).await
    }
}
