//! Recently viewed records of each user.
//!
//! Viewing a record must cost nothing: SQLite has one writer, which can be busy for a while. So a view is noted in
//! memory and written a moment later, together with others; a noted view counts at once. Only ids are stored, the
//! latest few of each user; a reader applies the actor's scope again.

use crate::{
    Error, Result,
    associations::{ObjectKinds, VisibleObjects},
    db::{Row, Sql},
    home::HomePage,
    records::Lifecycle,
    rows::object_names,
};
use domain::{
    home::{RECENT_MAX, RecentRecord},
    ids::{RecordId, UserId},
    policy::Actor,
    time::Timestamp,
};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How long a noted view waits for others to be written with it.
const PAUSE: Duration = Duration::from_secs(1);
/// The most views held in memory. While nothing can be written for so long, further ones are dropped.
const WAITING_MAX: usize = 10_000;

/// The views that are noted and not written yet.
#[derive(Default)]
pub(crate) struct Opened(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    at: BTreeMap<(UserId, RecordId), Timestamp>,
    /// Whether a task is scheduled to write them.
    writing: bool,
}

impl Opened {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // A panic leaves the map consistent: no update of it takes two steps.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HomePage {
    /// Notes that a user views a record. Never waits and never fails.
    pub fn note_opened(&self, user: UserId, record: RecordId) {
        let now = self.store.now();
        let mut waiting = self.opened.lock();
        if waiting.at.len() < WAITING_MAX {
            waiting.at.insert((user, record), now);
        }
        if !std::mem::replace(&mut waiting.writing, true) {
            let engine = self.clone();
            tokio::spawn(async move { engine.write_opened_later().await });
        }
    }

    async fn write_opened_later(&self) {
        loop {
            tokio::time::sleep(PAUSE).await;
            let written = self.write_opened().await;
            let mut waiting = self.opened.lock();
            match written {
                // The database is busy: the views stay noted for the next attempt.
                Err(Error::Busy) => continue,
                Err(error) => {
                    tracing::warn!(%error, "failed to write recent views; dropping them");
                    waiting.at.clear();
                }
                Ok(()) => {}
            }
            if waiting.at.is_empty() {
                waiting.writing = false;
                return;
            }
        }
    }

    /// Writes the noted views.
    pub async fn write_opened(&self) -> Result<()> {
        let opened = self.opened.lock().at.clone();
        if opened.is_empty() {
            return Ok(());
        }
        let rows = opened.iter().map(|((user, record), at)| json!([user, record, at]));
        let mut tx = self.store.write().await?;
        let sql = Sql::new(
            "INSERT INTO recent_record (user_id, record_id, viewed_at) SELECT CAST(each.value ->> 0 AS BIGINT), \
             CAST(each.value ->> 1 AS BIGINT), CAST(each.value ->> 2 AS BIGINT) FROM ",
        )
        .json_rows(rows)
        .push(" WHERE TRUE ON CONFLICT (user_id, record_id) DO UPDATE SET viewed_at = excluded.viewed_at");
        tx.execute(sql).await?;
        for user in opened.keys().map(|(user, _)| *user).collect::<BTreeSet<_>>() {
            let sql = Sql::new(
                "DELETE FROM recent_record WHERE user_id = $1 AND record_id NOT IN (SELECT record_id FROM recent_record \
                 WHERE user_id = $1 ORDER BY viewed_at DESC, record_id DESC LIMIT ",
            )
            .with(user)
            .bind(RECENT_MAX)
            .push(")");
            tx.execute(sql).await?;
        }
        tx.commit().await?;
        // A record that was viewed again meanwhile stays noted.
        self.opened.lock().at.retain(|key, at| opened.get(key) != Some(at));
        Ok(())
    }

    /// The records that a person viewed recently, latest first, as far as they are active and in scope.
    pub async fn recent_records(&self, actor: &Actor, limit: usize) -> Result<Vec<RecentRecord>> {
        let mut seen: BTreeMap<RecordId, Timestamp> = BTreeMap::new();
        let mut tx = self.store.snapshot().await?;
        let sql = Sql::new("SELECT record_id, viewed_at FROM recent_record WHERE user_id = ")
            .bind(actor.user)
            .push(" ORDER BY viewed_at DESC, record_id DESC LIMIT ")
            .bind(RECENT_MAX);
        for row in tx.all(sql).await? {
            seen.insert(RecordId(row.int("record_id")?), row.time("viewed_at")?);
        }
        let waiting = self.opened.lock().at.clone();
        seen.extend(waiting.into_iter().filter(|((user, _), _)| *user == actor.user).map(|((_, id), at)| (id, at)));
        if seen.is_empty() {
            return Ok(Vec::new());
        }
        let mut latest: Vec<(Timestamp, RecordId)> = seen.iter().map(|(id, at)| (*at, *id)).collect();
        latest.sort_unstable_by(|one, two| two.cmp(one));
        latest.truncate(usize::try_from(RECENT_MAX).unwrap_or_default());
        let ids: Vec<RecordId> = latest.iter().map(|(_, id)| *id).collect();
        let sight = VisibleObjects::of(&mut tx, actor, ObjectKinds::Any).await?;
        let sql = Sql::new(
            "SELECT r.id, r.name, o.slug, o.icon, o.singular_en, o.plural_en, o.singular_it, o.plural_it FROM record AS r \
             JOIN object AS o ON o.id = r.object_id WHERE ",
        )
        .push(&sight.condition("r"))
        .push(&Lifecycle::Active.condition("r"))
        .push(" AND r.id IN ")
        .records(&ids);
        let mut found = BTreeMap::new();
        for row in tx.all(sql).await? {
            found.insert(RecordId(row.int("id")?), row);
        }
        let there = latest.into_iter().filter_map(|(at, id)| Some((at, id, found.remove(&id)?)));
        there.take(limit).map(|(at, id, row)| recent(at, id, &row)).collect()
    }
}

fn recent(at: Timestamp, id: RecordId, row: &Row) -> Result<RecentRecord> {
    Ok(RecentRecord {
        id,
        name: row.text("name")?,
        slug: row.text("slug")?,
        names: object_names(row)?,
        icon: row.text("icon")?,
        at,
    })
}
