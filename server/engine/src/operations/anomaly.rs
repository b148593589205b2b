//! Deletion anomalies: days on which a user deletes far more than usual (C12). Approvers are notified once per user and day.

use super::approval::approvers;
use crate::{
    Result,
    audit::note,
    db::{Sql, Tx},
    operations::Operations,
    outbox::queue,
    rows::person,
};
use domain::{
    audit::Event,
    ids::UserId,
    mail::Message,
    operation::{ANOMALY_MIN, BASELINE_DAYS, DeletionAnomaly, is_deletion_anomaly},
    policy::Actor,
    time::Timestamp,
};

const DAY: i64 = 86_400_000_000;
/// Days that the home page shows an anomaly.
const ALERT_DAYS: i64 = 7;

impl Operations {
    /// Looks for users who deleted unusually much today, and notifies the approvers of each new one.
    pub(crate) async fn detect_deletion_anomalies(&self) -> Result<()> {
        let now = self.store.now();
        let today = now.date();
        let start = today.start();
        let mut tx = self.store.snapshot().await?;
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
        .bind(ANOMALY_MIN);
        let mut noticed = Vec::new();
        for row in tx.all(sql).await? {
            let (user, records) = (UserId(row.int("actor_id")?), row.int("records")?);
            if is_deletion_anomaly(records, busiest(&mut tx, user, start).await?) {
                noticed.push((user, records));
            }
        }
        drop(tx);
        for (user, records) in noticed {
            let mut tx = self.store.write().await?;
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
            self.outbox.wake();
        }
        Ok(())
    }

    /// The anomalies of the last days by other users, latest first. Empty for an actor who does not receive the alerts.
    pub async fn deletion_anomalies(&self, actor: &Actor) -> Result<Vec<DeletionAnomaly>> {
        if !actor.receives_anomaly_alerts() {
            return Ok(Vec::new());
        }
        let sql = Sql::new(
            "SELECT d.user_id, u.name AS user_name, d.day_start, d.records FROM deletion_anomaly AS d \
             JOIN app_user AS u ON u.id = d.user_id WHERE d.day_start > ",
        )
        .bind(self.store.now().plus_days(-ALERT_DAYS))
        .push(" AND d.user_id <> ")
        .bind(actor.user)
        .push(" ORDER BY d.day_start DESC, d.records DESC LIMIT 10");
        let rows = self.store.all(sql).await?;
        let anomalies = rows.iter().filter_map(|row| {
            let day = row.time("day_start").map(Timestamp::date);
            let told = |by| Ok(DeletionAnomaly { by, day: day?, records: row.int("records")? });
            person(row, "user").transpose().map(|by| by.and_then(told))
        });
        anomalies.collect()
    }
}

/// Most records that a user deleted on one of the days of their baseline, before `start`.
async fn busiest(tx: &mut Tx, user: UserId, start: Timestamp) -> Result<i64> {
    let day = format!("({} - created_at - 1) / {DAY}", start.0);
    let sql = Sql::new("SELECT CAST(coalesce(max(days.records), 0) AS BIGINT) AS value FROM (SELECT sum(done) AS records FROM operation WHERE kind = 'delete' AND actor_id = ")
        .bind(user)
        .push(" AND created_at >= ")
        .bind(start.plus_days(-BASELINE_DAYS))
        .push(" AND created_at < ")
        .bind(start)
        .push(&format!(" GROUP BY {day}) AS days"));
    Ok(tx.value(sql).await?.unwrap_or_default())
}
