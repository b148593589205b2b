//! Digest mails: owners learn what others deleted, and deleters and owners are warned before records are purged.
//!
//! A person gets one message of each kind about everything that concerns them. When one deletion is due, those that
//! will be due soon are included, so that there is not a message for each. A deletion is marked as notified in the
//! transaction that writes the messages; one that has nothing left in the trash is marked without a message.
//!
//! A message mentions only records that its recipient may see in the trash: they could not restore others, and even
//! their number would reveal what the role hides. Deactivated users get no message. Records on hold are not purged, so
//! there is no warning about them.

use crate::{
    Result,
    db::{Row, Sql, Tx},
    operations::Operations,
    outbox::queue,
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

/// Most deletions of one digest.
const BATCH: i64 = 1_000;
/// Days by which an expiry warning looks ahead to include later ones.
const AHEAD: i64 = 1;
/// Hours after which owners are notified of a deletion; by then a mistake has usually been undone.
const SETTLED: i64 = 6;
/// Hours after which a deletion is included in the message about an earlier one.
const SETTLED_WITH: i64 = 1;

/// A kind of digest.
#[derive(Clone, Copy)]
enum Digest {
    /// For owners: another user deleted their records (S19).
    Deleted,
    /// For the deleter and the owners: the records will be purged soon (R3.4).
    Expiring,
}

/// A deletion that is due for a digest.
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

impl Operations {
    /// Queues the digests that are due. Returns whether there may be more.
    pub async fn queue_digests(&self) -> Result<bool> {
        let mut more = false;
        for digest in [Digest::Deleted, Digest::Expiring] {
            more |= self.queue_digest(digest).await?;
        }
        Ok(more)
    }

    async fn queue_digest(&self, digest: Digest) -> Result<bool> {
        let now = self.store.now();
        let mut tx = self.store.snapshot().await?;
        let first = digest.due("SELECT 1 AS value FROM operation", now, false).push(" LIMIT 1");
        if tx.optional(first).await?.is_none() {
            return Ok(false);
        }
        let deletions = digest.deletions(&mut tx, now).await?;
        drop(tx);
        let messages = self.messages(digest, &deletions, now).await?;
        let mut tx = self.store.write().await?;
        // Meanwhile another program may have notified about some, or their retention may have been extended.
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
        self.outbox.wake();
        Ok(i64::try_from(deletions.len()).is_ok_and(|count| count >= BATCH))
    }

    /// The lines of each recipient.
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
        // Expired deletions are left out.
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

    /// The deleters and owners of these deletions who are active.
    async fn concerned(&self, deletions: &[Due]) -> Result<BTreeMap<UserId, Actor>> {
        let users: BTreeSet<i64> =
            deletions.iter().flat_map(|deletion| deletion.owners().chain(deletion.by)).map(|user| user.0).collect();
        let sql = Sql::new("SELECT id FROM app_user WHERE deactivated_at IS NULL AND id IN ").in_list(users);
        let mut actors = BTreeMap::new();
        for row in self.store.all(sql).await? {
            let user = UserId(row.int("id")?);
            actors.insert(user, self.people.actor(user).await?);
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
    /// The column that marks a deletion as notified.
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

    /// Appends the condition that a deletion is due, or with `with`, may be included in the message about another.
    /// Expiry warnings follow [`domain::retention::warned_from`]: never before half of the retention time is over.
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

    /// The deletions that are due, the most urgent first, with the records that are in the trash.
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
        // The condition on the object is what makes the index of the trash usable.
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
