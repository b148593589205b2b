//! Noticing who deletes unusually much in a day (C12), and telling those who decide about large deletions, once.

use super::approval::approvers;
use crate::{
    Engine, Result,
    audit::note,
    db::{Sql, Tx},
    outbox::queue,
    rows::person,
};
use domain::{
    audit::Event,
    ids::UserId,
    mail::Message,
    operation::{FEW, USUAL_DAYS, Unusual, is_unusual},
    policy::Actor,
    time::Timestamp,
};

const DAY: i64 = 86_400_000_000;
/// Days that the home page tells of it.
const TOLD_DAYS: i64 = 7;

impl Engine {
    /// Looks at what everybody deleted today.
    pub(super) async fn notice_unusual(&self) -> Result<()> {
        let now = self.now();
        let today = now.date();
        let start = today.start();
        let mut tx = self.db.snapshot().await?;
        let sql = Sql::new(
            "SELECT actor_id, CAST(sum(done) AS BIGINT) AS records FROM operation WHERE kind = 'delete' AND created_at >= ",
        )
        .bind(start)
        .push(
            " AND actor_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deletion_anomaly AS noticed \
                   WHERE noticed.user_id = operation.actor_id AND noticed.day_start = ",
        )
        .bind(start)
        .push(") GROUP BY actor_id HAVING sum(done) > ")
        .bind(FEW);
        let mut noticed = Vec::new();
        for row in tx.all(sql).await? {
            let (user, records) = (UserId(row.int("actor_id")?), row.int("records")?);
            if is_unusual(records, busiest(&mut tx, user, start).await?) {
                noticed.push((user, records));
            }
        }
        drop(tx);
        for (user, records) in noticed {
            let mut tx = self.db.write().await?;
            let sql = Sql::new(
                "INSERT INTO deletion_anomaly (user_id, day_start, records) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            );
            if tx.execute(sql.with(user).with(start).with(records)).await? == 0 {
                continue;
            }
            for told in approvers(&mut tx, Some(user)).await? {
                queue(&mut tx, told, &Message::Unusual { user, day: today, records }, now).await?;
            }
            note(&mut tx, None, &Event::UnusualDeletions { user, records }, now).await?;
            tx.commit().await?;
            self.mail.notify_one();
        }
        Ok(())
    }

    /// Who deleted unusually much in the last days, latest first; nothing for one who is not told of it.
    pub async fn unusual_deletions(&self, actor: &Actor) -> Result<Vec<Unusual>> {
        if !actor.is_told_of_the_unusual() {
            return Ok(Vec::new());
        }
        let sql = Sql::new(
            "SELECT d.user_id, u.name AS user_name, d.day_start, d.records FROM deletion_anomaly AS d \
             JOIN app_user AS u ON u.id = d.user_id WHERE d.day_start > ",
        )
        .bind(self.now().plus_days(-TOLD_DAYS))
        .push(" AND d.user_id <> ")
        .bind(actor.user)
        .push(" ORDER BY d.day_start DESC, d.records DESC LIMIT 10");
        let rows = self.db.all(sql).await?;
        let unusual = rows.iter().filter_map(|row| {
            let day = row.time("day_start").map(Timestamp::date);
            let told = |by| Ok(Unusual { by, day: day?, records: row.int("records")? });
            person(row, "user").transpose().map(|by| by.and_then(told))
        });
        unusual.collect()
    }
}

/// The most that somebody deleted in one of their last days.
async fn busiest(tx: &mut Tx, user: UserId, start: Timestamp) -> Result<i64> {
    let day = format!("({} - created_at - 1) / {DAY}", start.0);
    let sql = Sql::new("SELECT CAST(coalesce(max(days.records), 0) AS BIGINT) AS value FROM (SELECT sum(done) AS records FROM operation WHERE kind = 'delete' AND actor_id = ")
        .bind(user)
        .push(" AND created_at >= ")
        .bind(start.plus_days(-USUAL_DAYS))
        .push(" AND created_at < ")
        .bind(start)
        .push(&format!(" GROUP BY {day}) AS days"));
    Ok(tx.value(sql).await?.unwrap_or_default())
}
