//! The preview of an erasure.

use super::findings::{Elsewhere, Findings};
use crate::{Result, db::Sql, privacy::Privacy};
use domain::{
    audit::EventKind,
    ids::RecordId,
    policy::{Actor, Erase, Permit},
    privacy::{ErasurePreview, PlaceCount, Unreachable},
};

impl Privacy {
    /// Previews the erasure of a contact, active or in the trash: what goes, what stays without the person, what mentions the
    /// person elsewhere and is to be decided, and what cannot be reached. Changes nothing.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotFound`] where the actor does not see the contact, [`crate::Error::Forbidden`] where they may not
    /// delete it.
    pub async fn preview_erase(&self, actor: &Actor, permit: &Permit<Erase>, id: RecordId) -> Result<ErasurePreview> {
        let findings = self.findings(actor, permit, id).await?;
        let unreachable = self.unreachable().await?;
        let records = i64::try_from(findings.removed().len()).unwrap_or(i64::MAX);
        let Findings { person, tally, elsewhere, held, .. } = findings;
        let Elsewhere { mentions, unseen, running_imports, .. } = elsewhere;
        let count = |(place, count)| PlaceCount { place, count };
        Ok(ErasurePreview {
            record: id,
            name: person.view.name.clone(),
            trashed: person.trashed,
            confirmation: person.confirmation(),
            erased: tally.erased().map(count).collect(),
            anonymised: tally.anonymised().map(count).collect(),
            addresses: i64::try_from(person.addresses().count()).unwrap_or(i64::MAX),
            records,
            mentions,
            unseen_mentions: unseen,
            unreachable: unreachable.into_iter().map(|(what, count)| (what, count, None)).collect(),
            held,
            running_imports,
            token: self.store.token(),
        })
    }

    /// Copies that the program cannot reach, with their number if it is known.
    pub(super) async fn unreachable(&self) -> Result<Vec<(Unreachable, Option<i64>)>> {
        let mut unreachable = vec![(Unreachable::Backups, None)];
        if self.store.is_shared() {
            unreachable.push((Unreachable::LogArchive, None));
            unreachable.push((Unreachable::FreedSpace, None));
        }
        let mut tx = self.store.snapshot().await?;
        let exports =
            Sql::new("SELECT count(*) AS value FROM audit_event WHERE kind = ").bind(EventKind::Exported.tag());
        let exports = tx.value::<i64>(exports).await?.unwrap_or_default();
        let files = tx.value::<i64>(Sql::new("SELECT count(*) AS value FROM import WHERE NOT uploaded")).await?;
        for (what, count) in [(Unreachable::Exports, exports), (Unreachable::LocalFiles, files.unwrap_or_default())] {
            if count > 0 {
                unreachable.push((what, Some(count)));
            }
        }
        Ok(unreachable)
    }
}
