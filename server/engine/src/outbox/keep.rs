//! What is left of messages: dead letters are tried again when somebody says so, old ones are forgotten.

use crate::{Engine, Error, Result, audit::note, db::Sql};
use domain::{audit::Event, ids::MailId, mail::MAIL_KEPT_DAYS, policy::Administrator};

impl Engine {
    /// Tries a dead letter again, as if it were new; without an id all of them. One that is none is not found.
    pub async fn retry_mail(&self, by: Administrator, id: Option<MailId>) -> Result<()> {
        let mut tx = self.db.write().await?;
        let mut sql = Sql::new("UPDATE outbox SET attempts = 0, next_attempt_at = ")
            .bind(self.now())
            .push(" WHERE sent_at IS NULL AND next_attempt_at IS NULL");
        if let Some(id) = id {
            sql = sql.push(" AND id = ").bind(id);
        }
        let again = tx.execute(sql).await?;
        if again == 0 && id.is_some() {
            return Err(Error::NotFound);
        }
        if again > 0 {
            note(&mut tx, Some(by.user()), &Event::MailRetried { mail: id }, self.now()).await?;
        }
        tx.commit().await?;
        self.mail.notify_one();
        Ok(())
    }

    /// Forgets messages that were sent or given up long ago.
    pub async fn forget_mail(&self) -> Result<()> {
        let mut tx = self.db.write().await?;
        let sql = Sql::new("DELETE FROM outbox WHERE next_attempt_at IS NULL AND created_at <= ")
            .bind(self.now().plus_days(-MAIL_KEPT_DAYS));
        tx.execute(sql).await?;
        tx.commit().await
    }
}
