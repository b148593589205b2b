//! Audit of refusals. Repeated refusals are rate limited so that they cannot flood the audit.

use super::note;
use crate::{Engine, Result, db::Sql};
use domain::{
    audit::{Event, EventKind, REFUSAL_APART, REFUSALS_MOST},
    ids::UserId,
    policy::Denied,
};

impl Engine {
    /// Records that a user was refused something they can see. Does nothing if the same refusal was recorded a moment
    /// ago, or if too many others were.
    pub async fn record_refusal(&self, user: UserId, denied: Denied) -> Result<()> {
        let Denied { lacks, object, record } = denied;
        let event = Event::Refused { lacks, object, record };
        let now = self.now();
        let sql = Sql::new("SELECT details FROM audit_event WHERE coalesce(actor_id, 0) = ")
            .bind(user)
            .push(" AND kind = ")
            .bind(EventKind::Refused.tag())
            .push(" AND created_at > ")
            .bind(now.plus_seconds(-REFUSAL_APART))
            .push(" ORDER BY created_at DESC, id DESC LIMIT ")
            .bind(REFUSALS_MOST);
        let lately = self.db.all(sql).await?;
        let mut details = serde_json::json!(event);
        if let Some(details) = details.as_object_mut() {
            details.remove("kind");
        }
        let same = lately.iter().any(|row| row.json::<serde_json::Value>("details").is_ok_and(|was| was == details));
        if same || i64::try_from(lately.len()).is_ok_and(|count| count >= REFUSALS_MOST) {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        note(&mut tx, Some(user), &event, now).await?;
        tx.commit().await
    }
}
