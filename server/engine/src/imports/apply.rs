//! Applying one batch of rows in one transaction.

use super::{
    links::{Links, NamedLink},
    run::Progress,
    source::{FilePosition, FileRow},
};
use crate::{
    Error, Result,
    audit::note,
    db::{Sql, Tx},
    imports::Imports,
    jobs::Job,
    keys::{Holder, claim, hold_holders, holders, key_field, refused, taken},
    records::{
        Lifecycle,
        read::load_many,
        write::{Author, Update, insert, update},
    },
};
use domain::{
    audit::Event,
    ids::{ImportId, RecordId, UserId},
    import::{Counts, Refused, Row, Target, read_row},
    object::{Object, SECONDARY_KEYS},
    policy::{Actor, Import, Permit},
    record::{Accepted, FieldError, RecordInput, RecordView, SECONDARY_KEYS_MAX, changes, check},
    surface::Surface,
    text::normalize,
    value::{Problem, as_key, check_email},
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

pub(super) struct Batch<'a> {
    pub import: ImportId,
    /// The claimed job that runs the import.
    pub job: &'a Job,
    pub object: &'a Object,
    pub actor: &'a Actor,
    pub permit: &'a Permit<Import>,
    pub mapping: &'a [Target],
    pub from: FilePosition,
    pub next: FilePosition,
}

/// A row whose values could be read.
struct Pending {
    line: i64,
    cells: Vec<String>,
    row: Row,
    /// The records it is associated with.
    links: Vec<NamedLink>,
    /// Its keys, normalized; the first one is the record's own key.
    keys: Vec<String>,
    has_first: bool,
    /// Those of its keys that are on the blocklist.
    blocked: Vec<String>,
}

struct RefusedLine {
    line: i64,
    reason: Refused,
    cells: Vec<String>,
}

impl Imports {
    /// Applies one batch. `None` if another program has applied it.
    pub(super) async fn apply_batch(&self, batch: Batch<'_>, rows: Vec<FileRow>) -> Result<Option<Progress>> {
        let author = Author {
            user: Some(batch.permit.actor()),
            at: self.store.now(),
            surface: Surface::Import,
            operation: None,
        };
        let mut tx = self.store.write().await?;
        if !batch.job.renew_lease(&mut tx, self.store.now()).await? {
            return Ok(None);
        }
        let owners = owners(&mut tx).await?;
        let links = Links::of(&self.objects, &mut tx, batch.actor, batch.mapping, &rows).await?;
        let mut counts = Counts::default();
        let mut out = Vec::new();
        let mut waiting = Vec::new();
        for row in rows {
            match pend(&batch, &owners, &links, row) {
                Ok(Some(pending)) => waiting.push(pending),
                // An empty line is not a row.
                Ok(None) => {}
                Err(refused) => out.push(refused),
            }
        }
        let claimed: Vec<&str> = waiting.iter().flat_map(|pending| &pending.keys).map(String::as_str).collect();
        let blocked = claim(&mut tx, batch.object, claimed.iter().copied()).await?;
        hold_holders(&mut tx, batch.object.id, claimed).await?;
        if !blocked.is_empty() {
            for pending in &mut waiting {
                pending.blocked = pending.keys.iter().filter(|key| blocked.contains(*key)).cloned().collect();
            }
        }
        // Rows with a common key are applied one after the other: the later one updates the record that the earlier
        // one created.
        while !waiting.is_empty() {
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            let alone = waiting.iter().position(|pending| {
                let again = pending.keys.iter().any(|key| seen.contains(key.as_str()));
                seen.extend(pending.keys.iter().map(String::as_str));
                again
            });
            let rest = alone.map_or_else(Vec::new, |index| waiting.split_off(index));
            waiting = apply_run(&mut tx, &batch, author, &links, waiting, &mut counts, &mut out).await?;
            waiting.extend(rest);
        }
        counts.refused = i64::try_from(out.len()).unwrap_or_default();
        let came_back = out.iter().filter(|out| out.reason.is_blocked()).count();
        if came_back > 0 {
            let records = i64::try_from(came_back).unwrap_or_default();
            let event = Event::BlockedAddressRefused { object: batch.object.id, surface: Surface::Import, records };
            note(&mut tx, author.user, &event, author.at).await?;
        }
        out.sort_by_key(|out| out.line);
        refuse(&mut tx, batch.import, out).await?;
        let sql = Sql::new("UPDATE import SET read_bytes = ")
            .bind(batch.next.bytes)
            .push(", read_lines = ")
            .bind(batch.next.lines)
            .push(", created_count = created_count + ")
            .bind(counts.created)
            .push(", updated_count = updated_count + ")
            .bind(counts.updated)
            .push(", unchanged_count = unchanged_count + ")
            .bind(counts.unchanged)
            .push(", refused_count = refused_count + ")
            .bind(counts.refused)
            .push(" WHERE id = ")
            .bind(batch.import)
            .push(" AND read_bytes = ")
            .bind(batch.from.bytes)
            .push(" RETURNING created_count, updated_count, unchanged_count, refused_count");
        let Some(row) = tx.optional(sql).await? else { return Ok(None) };
        let counts = Counts {
            created: row.int("created_count")?,
            updated: row.int("updated_count")?,
            unchanged: row.int("unchanged_count")?,
            refused: row.int("refused_count")?,
        };
        // The batch may have taken a good part of the lease.
        batch.job.renew_lease(&mut tx, self.store.now()).await?;
        tx.commit().await?;
        Ok(Some(Progress { bytes: batch.next.bytes, counts }))
    }
}

/// Users by normalized e-mail and name. A name that two users share identifies neither.
async fn owners(tx: &mut Tx) -> Result<BTreeMap<String, Option<UserId>>> {
    let mut owners = BTreeMap::new();
    for row in tx.all(Sql::new("SELECT id, email, name_normalized FROM app_user")).await? {
        let id = UserId(row.int("id")?);
        owners.insert(row.text("email")?, Some(id));
        owners.entry(row.text("name_normalized")?).and_modify(|owner| *owner = None).or_insert(Some(id));
    }
    Ok(owners)
}

fn pend(
    batch: &Batch<'_>,
    owners: &BTreeMap<String, Option<UserId>>,
    links: &Links,
    row: FileRow,
) -> Result<Option<Pending>, RefusedLine> {
    let line = row.line;
    let cells = match row.cells {
        Ok(cells) => cells,
        Err(cells) => return Err(RefusedLine { line, reason: Refused::NotText, cells }),
    };
    let mut read = match read_row(batch.mapping, &cells) {
        Ok(row) if row.is_blank() => return Ok(None),
        Ok(row) => row,
        Err(reason) => return Err(RefusedLine { line, reason, cells }),
    };
    if !read.input.owner.is_empty() {
        let Some(owner) = owners.get(&normalize(&read.input.owner)).copied().flatten() else {
            let reason = Refused::UnknownOwner(read.input.owner);
            return Err(RefusedLine { line, reason, cells });
        };
        read.input.owner = owner.to_string();
    }
    let links = match links.named(batch.object.id, &read.links) {
        Ok(links) => links,
        Err(reason) => return Err(RefusedLine { line, reason, cells }),
    };
    let property = batch.object.key_property.as_ref().and_then(|key| batch.object.property(key));
    let first = property.and_then(|property| as_key(property, read.input.values.get(&property.key)?).ok());
    let has_first = first.is_some();
    let further = read.input.secondary_keys.split([',', ';', '\n']).filter_map(|key| check_email(key.trim()).ok());
    let keys: Vec<String> = first.into_iter().chain(further).collect();
    if keys.len() > SECONDARY_KEYS_MAX + 1 {
        let error = FieldError::new(SECONDARY_KEYS, Problem::TooMany(SECONDARY_KEYS_MAX));
        return Err(RefusedLine { line, reason: Refused::Fields(vec![error]), cells });
    }
    Ok(Some(Pending { line, cells, row: read, links, keys, has_first, blocked: Vec::new() }))
}

/// Applies rows that share no key. Returns the rows that must be applied in a later run, beginning with the first one
/// whose record was changed by an earlier row of this run: two e-mail addresses can belong to one contact.
async fn apply_run(
    tx: &mut Tx,
    batch: &Batch<'_>,
    author: Author,
    links: &Links,
    run: Vec<Pending>,
    counts: &mut Counts,
    out: &mut Vec<RefusedLine>,
) -> Result<Vec<Pending>> {
    let keys: Vec<&str> = run.iter().flat_map(|pending| &pending.keys).map(String::as_str).collect();
    let mut held: BTreeMap<String, Holder> = BTreeMap::new();
    for holder in holders(tx, batch.object.id, keys).await? {
        held.insert(holder.key.clone(), holder);
    }
    let known: BTreeSet<RecordId> = held.values().map(|holder| holder.record).collect();
    let mut there: BTreeMap<RecordId, RecordView> =
        load_many(tx, batch.object.id, &known).await?.into_iter().map(|view| (view.id, view)).collect();
    let mut new: Vec<Accepted> = Vec::new();
    let mut new_links: Vec<Vec<NamedLink>> = Vec::new();
    // For existing records: the associations of each, and whether its row changed anything else.
    let mut linked: Vec<(RecordId, Vec<NamedLink>, bool)> = Vec::new();
    let mut run = run.into_iter();
    let mut later = Vec::new();
    while let Some(pending) = run.next() {
        let met = pending.keys.first().filter(|_| pending.has_first).and_then(|key| held.get(key));
        let met = met.map(|holder| holder.record);
        if met.is_some_and(|id| !there.contains_key(&id)) {
            later.push(pending);
            later.extend(run);
            break;
        }
        let view = met.and_then(|id| there.remove(&id));
        let decided = decide(batch, &held, pending.row, &pending.keys, &pending.blocked, view.as_ref());
        match (decided, view) {
            (Err(reason), _) => out.push(RefusedLine { line: pending.line, reason, cells: pending.cells }),
            (Ok(accepted), None) => {
                counts.created += 1;
                new.push(accepted);
                new_links.push(pending.links);
            }
            (Ok(accepted), Some(view)) => {
                let changed = changes(batch.object, &view.as_input(batch.object), &accepted.as_input(batch.object));
                if changed.is_empty() {
                    linked.push((view.id, pending.links, false));
                    continue;
                }
                let change = Update {
                    life: Lifecycle::Active,
                    id: view.id,
                    from: view.version,
                    record: &accepted,
                    changes: &changed,
                };
                if update(tx, batch.object.id, author, change).await? {
                    linked.push((view.id, pending.links, true));
                } else {
                    // A concurrent edit of the record; the whole batch is retried.
                    return Err(Error::Busy);
                }
            }
        }
    }
    let ids = insert(tx, batch.object.id, author, &new).await?;
    let wanted = linked.iter().map(|(id, others, _)| (*id, others)).chain(ids.into_iter().zip(&new_links));
    let added = links.add(tx, author, batch.object.id, wanted).await?;
    for (id, _, changed) in &linked {
        *if *changed || added.contains(id) { &mut counts.updated } else { &mut counts.unchanged } += 1;
    }
    Ok(later)
}

/// The record that a row creates or updates.
fn decide(
    batch: &Batch<'_>,
    held: &BTreeMap<String, Holder>,
    row: Row,
    keys: &[String],
    blocked: &[String],
    met: Option<&RecordView>,
) -> Result<Accepted, Refused> {
    let sight = |owner| batch.permit.view().covers(owner);
    if let Some(view) = met
        && !batch.permit.covers(view.owner_id())
    {
        return Err(Refused::NotYours);
    }
    let first = keys.first().map(String::as_str);
    let others: Vec<FieldError> = keys
        .iter()
        .filter_map(|key| match held.get(key) {
            Some(holder) if Some(holder.record) == met.map(|view| view.id) => None,
            Some(holder) => {
                let copy = Holder { key: key.clone(), name: holder.name.clone(), ..*holder };
                Some(taken(key_field(batch.object, key, first), copy, sight))
            }
            None => blocked.contains(key).then(|| refused(batch.object, key, first)),
        })
        .collect();
    if !others.is_empty() {
        return Err(Refused::Fields(others));
    }
    let base = match met {
        Some(view) => view.as_input(batch.object),
        None => RecordInput { owner: batch.permit.actor().to_string(), ..RecordInput::default() },
    };
    let accepted = check(batch.object, &row.over(batch.object, &base)).map_err(Refused::Fields)?;
    Ok(match met {
        Some(view) => accepted.keeping(batch.object, &view.values),
        None => accepted,
    })
}

async fn refuse(tx: &mut Tx, import: ImportId, out: Vec<RefusedLine>) -> Result<()> {
    if out.is_empty() {
        return Ok(());
    }
    let rows = out.into_iter().map(|out| json!([out.line, out.reason, out.cells]));
    let sql = Sql::new("INSERT INTO import_refusal (import_id, line, reason, cells) SELECT ")
        .bind(import)
        .push(", CAST(each.value ->> 0 AS BIGINT), each.value -> 1, each.value -> 2 FROM ")
        .json_rows(rows);
    tx.execute(sql).await?;
    Ok(())
}
