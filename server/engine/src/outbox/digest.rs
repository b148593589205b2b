//! Digests: owners are told once of what others deleted, and whoever deleted or owns is told before it is purged.
//!
//! One message of a kind to a person, about all that concerns them. As soon as the time of one deletion has come, those
//! whose time is near are told with it, so that nobody gets a message for each. A deletion is marked as told in the
//! transaction that writes the messages; one of which nothing is left in the trash is marked and told to nobody.
//!
//! A person is told of what they may see in the trash and of nothing else: what they could not look at they could not
//! take back, and the number alone would give away what their role hides. Those who were deactivated are told nothing.
//! What is on hold does not go, so nobody is told that it will be purged.

use super::queue;
use crate::{
    Engine, Result,
    db::{Row, Sql, Tx},
    rows::object_names,
};
use domain::{
    ids::{ObjectId, OperationId, UserId},
    mail::{DigestLine, Message},
    object::ObjectNames,
    policy::Actor,
    retention::WARNING_DAYS,
    time::Timestamp,
};
use std::collections::{BTreeMap, BTreeSet};

/// Most deletions that are told of at once.
const BATCH: i64 = 1_000;
/// Days ahead that are told with what will be purged.
const AHEAD: i64 = 1;
/// Hours after its end at which a deletion is told to the owners: by then a slip was taken back.
const SETTLED: i64 = 6;
/// Hours after its end from which on a deletion is told with an earlier one.
const SETTLED_WITH: i64 = 1;

/// What there is to tell of a deletion.
#[derive(Clone, Copy)]
enum Digest {
    /// To the owners: that another deleted what is theirs (S19).
    Deleted,
    /// To the deleter and the owners: that it will soon be purged (R3.4).
    Expiring,
}

/// A deletion whose time has come.
struct Due {
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
    /// Writes the messages about what others deleted and about what will soon be purged. Says whether there are more to
    /// write.
    pub async fn queue_digests(&self) -> Result<bool> {
        let mut more = false;
        for digest in [Digest::Deleted, Digest::Expiring] {
            more |= self.queue_digest(digest).await?;
        }
        Ok(more)
    }

    async fn queue_digest(&self, digest: Digest) -> Result<bool> {
        let now = self.now();
        let mut tx = self.db.snapshot().await?;
        let first = digest.due("SELECT 1 AS value FROM operation", now, false).push(" LIMIT 1");
        if tx.optional(first).await?.is_none() {
            return Ok(false);
        }
        let deletions = digest.deletions(&mut tx, now).await?;
        drop(tx);
        let messages = self.messages(digest, &deletions, now).await?;
        let mut tx = self.db.write().await?;
        // Another program may have told of some meanwhile, or somebody given them more time.
        let sql = digest
            .due(&format!("UPDATE operation SET {} = TRUE", digest.mark()), now, true)
            .push(" AND id IN ")
            .in_list(deletions.iter().map(|deletion| deletion.id.0))
            .push(" RETURNING id");
        let marked: BTreeSet<i64> = tx.ints(sql).await?.into_iter().collect();
        for (user, mut lines) in messages {
            lines.retain(|line| marked.contains(&line.operation.0));
            if !lines.is_empty() {
                queue(&mut tx, user, &digest.message(lines), now).await?;
            }
        }
        tx.commit().await?;
        self.mail.notify_one();
        Ok(i64::try_from(deletions.len()).is_ok_and(|count| count >= BATCH))
    }

    /// What each person is told.
    async fn messages(
        &self,
        digest: Digest,
        deletions: &[Due],
        now: Timestamp,
    ) -> Result<BTreeMap<UserId, Vec<DigestLine>>> {
        let people = self.concerned(deletions).await?;
        let mut messages: BTreeMap<UserId, Vec<DigestLine>> = BTreeMap::new();
        let mut tell = |user: UserId, deletion: &Due, own: bool| {
            let Some(permit) = people.get(&user).and_then(|actor| actor.see_trash(deletion.object).ok()) else {
                return;
            };
            let records = deletion.records.iter();
            let records = records.filter(|(owner, _)| (own || *owner == Some(user)) && permit.covers(*owner));
            let records: i64 = records.map(|(_, count)| count).sum();
            if records > 0 {
                messages.entry(user).or_default().push(deletion.line(records, own));
            }
        };
        // Of what is over already there is nothing to say.
        for deletion in deletions.iter().filter(|deletion| deletion.expires > now) {
            if let (Digest::Expiring, Some(by)) = (digest, deletion.by) {
                tell(by, deletion, true);
            }
            for owner in deletion.owners().filter(|owner| deletion.by != Some(*owner)) {
                tell(owner, deletion, false);
            }
        }
        Ok(messages)
    }

    /// Those who deleted or own something of these, as far as they still work here.
    async fn concerned(&self, deletions: &[Due]) -> Result<BTreeMap<UserId, Actor>> {
        let users: BTreeSet<i64> =
            deletions.iter().flat_map(|deletion| deletion.owners().chain(deletion.by)).map(|user| user.0).collect();
        let sql = Sql::new("SELECT id FROM app_user WHERE deactivated_at IS NULL AND id IN ").in_list(users);
        let mut actors = BTreeMap::new();
        for row in self.db.all(sql).await? {
            let user = UserId(row.int("id")?);
            actors.insert(user, self.actor(user).await?);
        }
        Ok(actors)
    }
}

impl Due {
    fn of(row: &Row) -> Result<Self> {
        Ok(Self {
            id: OperationId(row.int("operation_id")?),
            object: ObjectId(row.int("object_id")?),
            slug: row.text("slug")?,
            names: object_names(row)?,
            by: row.get::<Option<i64>>("actor_id")?.map(UserId),
            at: row.time("created_at")?,
            expires: row.time("expires_at")?,
            records: Vec::new(),
        })
    }

    fn owners(&self) -> impl Iterator<Item = UserId> {
        self.records.iter().filter_map(|(owner, _)| *owner)
    }

    fn line(&self, records: i64, own: bool) -> DigestLine {
        DigestLine {
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

impl Digest {
    /// The column that says who was told.
    fn mark(self) -> &'static str {
        match self {
            Self::Deleted => "owner_notified",
            Self::Expiring => "expiry_notified",
        }
    }

    fn message(self, lines: Vec<DigestLine>) -> Message {
        match self {
            Self::Deleted => Message::Deleted { deletions: lines },
            Self::Expiring => Message::Expiring { deletions: lines },
        }
    }

    /// Adds the condition: a deletion that nobody was told of and must be by now, or may be `with` another. Of what
    /// expires as [`domain::retention::warned_from`] says, and never before half of its time is over.
    fn due(self, text: &str, now: Timestamp, with: bool) -> Sql {
        let sql = Sql::new(text).push(" WHERE kind = 'delete' AND expires_at IS NOT NULL AND NOT ").push(self.mark());
        match self {
            Self::Deleted => {
                let hours = if with { SETTLED_WITH } else { SETTLED };
                sql.push(" AND ended_at <= ").bind(now.plus_seconds(-hours * 3_600))
            }
            Self::Expiring => sql
                .push(" AND expires_at <= ")
                .bind(now.plus_days(WARNING_DAYS + if with { AHEAD } else { 0 }))
                .push(" AND expires_at - (expires_at - created_at) / 2 <= ")
                .bind(now),
        }
    }

    /// The deletions to tell of, the most urgent first, with what of them is in the trash.
    async fn deletions(self, tx: &mut Tx, now: Timestamp) -> Result<Vec<Due>> {
        let columns = "SELECT operation.id AS operation_id, object_id, actor_id, created_at, expires_at, slug, singular_en, plural_en, singular_it, \
                       plural_it FROM operation JOIN object ON object.id = operation.object_id";
        let order = match self {
            Self::Deleted => " ORDER BY ended_at, operation.id LIMIT ",
            Self::Expiring => " ORDER BY expires_at, operation.id LIMIT ",
        };
        let sql = self.due(columns, now, true).push(order).bind(BATCH);
        let mut deletions = tx.all(sql).await?.iter().map(Due::of).collect::<Result<Vec<_>>>()?;
        let places: BTreeMap<i64, usize> =
            deletions.iter().enumerate().map(|(place, deletion)| (deletion.id.0, place)).collect();
        // With the object, because only then does the index of the trash serve.
        let mut sql =
            Sql::new("SELECT r.deletion, r.owner_id, count(*) AS records FROM record AS r WHERE r.object_id IN ")
                .in_list(deletions.iter().map(|deletion| deletion.object.0).collect::<BTreeSet<_>>())
                .push(" AND r.deletion IN ")
                .in_list(places.keys().copied());
        if let Self::Expiring = self {
            sql = sql.push(" AND NOT EXISTS (SELECT 1 FROM hold WHERE hold.record_id = r.id)");
        }
        for row in tx.all(sql.push(" GROUP BY r.deletion, r.owner_id")).await? {
            let deletion = places.get(&row.int("deletion")?).and_then(|place| deletions.get_mut(*place));
            if let Some(deletion) = deletion {
                deletion.records.push((row.get::<Option<i64>>("owner_id")?.map(UserId), row.int("records")?));
            }
        }
        Ok(deletions)
    }
}
