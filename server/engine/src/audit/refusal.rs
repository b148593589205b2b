//! Audit of refusals. Repeated refusals are rate limited so that they cannot flood the audit.

use super::note;
use crate::{Result, audit::Audit, db::Sql};
use domain::{
    audit::{Event, REFUSAL_APART, REFUSALS_MOST},
    ids::{ObjectId, UserId},
    policy::Denied,
    record::FieldError,
    surface::Surface,
    value::Problem,
};

impl Audit {
    /// Records that a user was refused something they can see. Does nothing if the same refusal was recorded a moment
    /// ago, or if too many others were.
    pub async fn record_refusal(&self, user: UserId, denied: Denied) -> Result<()> {
        let Denied { lacks, object, record } = denied;
        self.record_limited(user, &Event::Refused { lacks, object, record }).await
    }

    /// Records that an address on the blocklist was refused in a form, if one of the `errors` of the form says so.
    pub(crate) async fn record_blocked_address(
        &self,
        user: UserId,
        object: ObjectId,
        surface: Surface,
        errors: &[FieldError],
    ) -> Result<()> {
        if errors.iter().any(|error| error.problem == Problem::Blocked) {
            self.record_limited(user, &Event::BlockedAddressRefused { object, surface, records: 1 }).await?;
        }
        Ok(())
    }

    /// Records an event of a user, unless the same was recorded a moment ago, or too many others of its kind were.
    async fn record_limited(&self, user: UserId, event: &Event) -> Result<()> {
        let now = self.store.now();
        let sql = Sql::new("SELECT details FROM audit_event WHERE coalesce(actor_id, 0) = ")
            .bind(user)
            .push(" AND kind = ")
            .bind(event.kind().tag())
            .push(" AND created_at > ")
            .bind(now.plus_seconds(-REFUSAL_APART))
            .push(" ORDER BY created_at DESC, id DESC LIMIT ")
            .bind(REFUSALS_MOST);
        let lately = self.store.all(sql).await?;
        let mut details = serde_json::json!(event);
        if let Some(details) = details.as_object_mut() {
            details.remove("kind");
        }
        let same = lately.iter().any(|row| row.json::<serde_json::Value>("details").is_ok_and(|was| was == details));
        if same || i64::try_from(lately.len()).is_ok_and(|count| count >= REFUSALS_MOST) {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        note(&mut tx, Some(user), event, now).await?;
        tx.commit().await
    }
}
