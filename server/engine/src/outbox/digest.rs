//! The digest: who deleted something, and who owns what others deleted, is told before it is purged.
//!
//! One message to a person, about all that concerns them. As soon as the time of one deletion has come, those of the
//! day ahead are told with it, so that nobody gets more than about one message a day. A deletion is marked as told in
//! the transaction that writes the messages; one of which nothing is left in the trash is marked and told to nobody.
//!
//! A person is told of what they may see in the trash and of nothing else: what they could not look at they could not
//! take back, and the number alone would give away what their role hides. Those who were deactivated are told nothing.
//! What is on hold does not go, so nobody is told that it does.

use super::queue;
use crate::{
    Engine, Result,
    db::{Row, Sql, Tx},
    objects::names,
};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    mail::{ExpiringDeletion, Message},
    object::ObjectNames,
    policy::Actor,
    retention::WARNING_DAYS,
    time::Timestamp,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most deletions that are told of at once.
const BATCH: i64 = 1_000;
/// Days ahead that are told with what must be told now.
const AHEAD: i64 = 1;

/// A deletion whose time has come.
struct Expiring {
    id: OperationId,
    object: ObjectId,
    slug: String,
    names: ObjectNames,
    by: Option<UserId>,
    at: Timestamp,
    expires: Timestamp,
    /// Records in the trash, by owner.
    records: Vec<(Option<UserId>, i64)>,
}

impl Engine {
    /// Writes the messages about deletions that will soon be purged. Says whether there are more to write.
    pub async fn queue_digests(&self) -> Result<bool> {
        let now = self.now();
        let mut tx = self.db.snapshot().await?;
        if tx.optional(due("SELECT 1 AS value FROM operation", now, 0).push(" LIMIT 1")).await?.is_none() {
            return Ok(false);
        }
        let deletions = expiring(&mut tx, now).await?;
        drop(tx);
        let messages = self.messages(&deletions, now).await?;
        let mut tx = self.db.write().await?;
        // Another program may have told of some meanwhile, or somebody given them more time.
        let sql = due("UPDATE operation SET warned = TRUE", now, AHEAD)
            .push(" AND id IN ")
            .list(deletions.iter().map(|deletion| deletion.id.0))
            .push(" RETURNING id");
        let marked: BTreeSet<i64> = tx.ints(sql).await?.into_iter().collect();
        for (user, mut deletions) in messages {
            deletions.retain(|deletion| marked.contains(&deletion.operation.0));
            if !deletions.is_empty() {
                queue(&mut tx, user, &Message::Expiring { deletions }, now).await?;
            }
        }
        tx.commit().await?;
        self.mail.notify_one();
        Ok(i64::try_from(deletions.len()).is_ok_and(|count| count >= BATCH))
    }

    /// What each person is told.
    async fn messages(
        &self,
        deletions: &[Expiring],
        now: Timestamp,
    ) -> Result<BTreeMap<UserId, Vec<ExpiringDeletion>>> {
        let people = self.concerned(deletions).await?;
        let mut messages: BTreeMap<UserId, Vec<ExpiringDeletion>> = BTreeMap::new();
        let mut tell = |user: UserId, deletion: &Expiring, own: bool| {
            let Some(permit) = people.get(&user).and_then(|actor| actor.see_trash(deletion.object).ok()) else {
                return;
            };
            let records = deletion.records.iter();
            let records = records.filter(|(owner, _)| (own || *owner == Some(user)) && permit.covers(*owner));
            let records: i64 = records.map(|(_, count)| count).sum();
            if records > 0 {
                messages.entry(user).or_default().push(deletion.told(records, own));
            }
        };
        // Of what is over already there is nothing to say.
        for deletion in deletions.iter().filter(|deletion| deletion.expires > now) {
            if let Some(by) = deletion.by {
                tell(by, deletion, true);
            }
            for owner in deletion.owners().filter(|owner| deletion.by != Some(*owner)) {
                tell(owner, deletion, false);
            }
        }
        Ok(messages)
    }

    /// Those who deleted or own something of these, as far as they still work here.
    async fn concerned(&self, deletions: &[Expiring]) -> Result<BTreeMap<UserId, Actor>> {
        let users: BTreeSet<i64> =
            deletions.iter().flat_map(|deletion| deletion.owners().chain(deletion.by)).map(|user| user.0).collect();
        let sql = Sql::new("SELECT id FROM app_user WHERE deactivated IS NULL AND id IN ").list(users);
        let mut actors = BTreeMap::new();
        for row in self.db.all(sql).await? {
            let user = UserId(row.int("id")?);
            actors.insert(user, self.actor(user).await?);
        }
        Ok(actors)
    }
}

impl Expiring {
    fn of(row: &Row) -> Result<Self> {
        Ok(Self {
            id: OperationId(row.int("operation_id")?),
            object: ObjectId(row.int("object_id")?),
            slug: row.text("slug")?,
            names: names(row)?,
            by: row.get::<Option<i64>>("actor_id")?.map(UserId),
            at: row.time("at")?,
            expires: row.time("expires")?,
            records: Vec::new(),
        })
    }

    fn owners(&self) -> impl Iterator<Item = UserId> {
        self.records.iter().filter_map(|(owner, _)| *owner)
    }

    fn told(&self, records: i64, own: bool) -> ExpiringDeletion {
        ExpiringDeletion {
            operation: self.id,
            slug: self.slug.clone(),
            names: self.names.clone(),
            at: self.at,
            expires: self.expires,
            records,
            own,
        }
    }
}

/// Adds the condition: a deletion that nobody was told of and must be by now, or so many days ahead. As
/// [`domain::retention::warned_from`] says, and never before half of its time is over.
fn due(text: &str, now: Timestamp, ahead: i64) -> Sql {
    Sql::new(text)
        .push(" WHERE kind = 'delete' AND expires IS NOT NULL AND NOT warned AND expires <= ")
        .bind(now.plus_days(WARNING_DAYS + ahead))
        .push(" AND expires - (expires - at) / 2 <= ")
        .bind(now)
}

/// The deletions to tell of, soonest purged first, with what of them is in the trash.
async fn expiring(tx: &mut Tx, now: Timestamp) -> Result<Vec<Expiring>> {
    let columns = "SELECT operation.id AS operation_id, object_id, actor_id, at, expires, slug, one_en, many_en, one_it, \
                   many_it FROM operation JOIN object ON object.id = operation.object_id";
    let sql = due(columns, now, AHEAD).push(" ORDER BY expires, operation.id LIMIT ").bind(BATCH);
    let mut deletions = tx.all(sql).await?.iter().map(Expiring::of).collect::<Result<Vec<_>>>()?;
    let places: BTreeMap<i64, usize> =
        deletions.iter().enumerate().map(|(place, deletion)| (deletion.id.0, place)).collect();
    // With the object, because only then does the index of the trash serve.
    let sql = Sql::new("SELECT r.deletion, r.owner_id, count(*) AS records FROM record AS r WHERE r.object_id IN ")
        .list(deletions.iter().map(|deletion| deletion.object.0).collect::<BTreeSet<_>>())
        .push(" AND r.deletion IN ")
        .list(places.keys().copied())
        .push(" AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.record_id = r.id) GROUP BY r.deletion, r.owner_id");
    for row in tx.all(sql).await? {
        let deletion = places.get(&row.int("deletion")?).and_then(|place| deletions.get_mut(*place));
        if let Some(deletion) = deletion {
            deletion.records.push((row.get::<Option<i64>>("owner_id")?.map(UserId), row.int("records")?));
        }
    }
    Ok(deletions)
}
