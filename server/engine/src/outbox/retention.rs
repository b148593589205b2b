//! Retrying of failed messages and deletion of old ones.

use crate::{Error, Result, audit::note, db::Sql, outbox::Outbox};
use domain::{audit::Event, ids::MailId, mail::MAIL_KEPT_DAYS, policy::Administrator};

impl Outbox {
    /// Retries a dead letter as if it were new, or all of them if `id` is `None`.
    ///
    /// # Errors
    /// [`Error::NotFound`] if `id` is not a dead letter.
    pub async fn retry_mail(&self, by: Administrator, id: Option<MailId>) -> Result<()> {
        let mut tx = self.store.write().await?;
        let mut sql = Sql::new("UPDATE outbox SET attempts = 0, next_attempt_at = ")
            .bind(self.store.now())
            .push(" WHERE sent_at IS NULL AND next_attempt_at IS NULL");
        if let Some(id) = id {
            sql = sql.push(" AND id = ").bind(id);
        }
        let again = tx.execute(sql).await?;
        if again == 0 && id.is_some() {
            return Err(Error::NotFound);
        }
        if again > 0 {
            note(&mut tx, Some(by.user()), &Event::MailRetried { mail: id }, self.store.now()).await?;
        }
        tx.commit().await?;
        self.mail.notify_one();
        Ok(())
    }

    /// Deletes messages that were sent or given up more than [`MAIL_KEPT_DAYS`] ago.
    pub async fn delete_expired_mail(&self) -> Result<()> {
        let mut tx = self.store.write().await?;
        let sql = Sql::new("DELETE FROM outbox WHERE next_attempt_at IS NULL AND created_at <= ")
            .bind(self.store.now().plus_days(-MAIL_KEPT_DAYS));
        tx.execute(sql).await?;
        tx.commit().await
    }
}
