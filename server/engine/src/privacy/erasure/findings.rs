//! The findings of an erasure: read in one snapshot, for the preview and again for the order.

use super::{
    data_map::{Class, Rule, Source},
    files::{FileMention, Upload, mention_in, uploads},
    person::{Activities, Person, activities_of, rows_of},
    scan::{Hit, scan},
    tally::Tally,
};
use crate::{
    Result,
    db::{Row, Sql, Tx},
    privacy::Privacy,
};
use domain::{
    audit::EventKind,
    ids::{ImportId, ObjectId, OperationId, RecordId, UserId, ViewId},
    object::CONTACT,
    policy::{Actor, Erase, Permit},
    privacy::{Excerpt, HeldRecord, IdentifierKind, Identifiers, Mention, MentionSource, Place},
};
use std::collections::{BTreeMap, BTreeSet};

/// The findings of an erasure.
pub(super) struct Findings {
    /// The contact.
    pub person: Person,
    /// Its activities.
    pub activities: Activities,
    /// Items that are removed or anonymised without a decision.
    pub tally: Tally,
    /// Mentions of the person elsewhere.
    pub elsewhere: Elsewhere,
    /// Holds on the contact and its own activities.
    pub held: Vec<HeldRecord>,
}

/// Mentions of a person outside of their own records.
pub(super) struct Elsewhere {
    /// The mentions that the actor may see.
    pub mentions: Vec<Mention>,
    /// How many mentions they may not see.
    pub unseen: i64,
    /// Rows with copies of the person's data.
    pub copies: Copies,
    /// Imports that run with a file that mentions the person.
    pub running_imports: Vec<ImportId>,
}

/// Rows with copies of a person's data: table, rule and key.
pub(super) type Copies = Vec<(&'static str, Rule, i64)>;

/// A text that mentions the person, before it is known who may see it.
struct Raw {
    found: BTreeSet<IdentifierKind>,
    excerpt: Excerpt,
}

impl Findings {
    /// The records that are removed: the contact and its own activities.
    pub fn removed(&self) -> Vec<RecordId> {
        removed(self.person.view.id, &self.activities)
    }
}

/// The records that an erasure of this contact removes.
pub(super) fn removed(contact: RecordId, activities: &Activities) -> Vec<RecordId> {
    std::iter::once(contact).chain(activities.own.iter().copied()).collect()
}

impl Privacy {
    /// Looks for everything about a contact. Changes nothing.
    pub(super) async fn findings(&self, actor: &Actor, permit: &Permit<Erase>, id: RecordId) -> Result<Findings> {
        let mut tx = self.store.snapshot().await?;
        let person = self.person(&mut tx, permit, id).await?;
        let activities = activities_of(&mut tx, id).await?;
        let gone = removed(id, &activities);
        let mut tally = Tally::default();
        count_rows(&mut tx, &person, &activities, &gone, &mut tally).await?;
        let held = holds_on(&mut tx, actor, &gone).await?.into_values().collect();
        // What the contact and its own activities hold goes with them, and what shared activities hold is replaced.
        let records =
            gone.iter().chain(&activities.shared).flat_map(|id| [MentionSource::Record(*id), MentionSource::Hold(*id)]);
        let elsewhere = self.elsewhere(&mut tx, actor, &person.identifiers, &records.collect(), &mut tally).await?;
        Ok(Findings { person, activities, tally, elsewhere, held })
    }

    /// Looks for what mentions a person, apart from what is `settled`. Counts the copies.
    pub(super) async fn elsewhere(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        identifiers: &Identifiers,
        settled: &BTreeSet<MentionSource>,
        tally: &mut Tally,
    ) -> Result<Elsewhere> {
        let hits = scan(&self.store, tx, identifiers).await?;
        let (mut raw, copies) = sort(hits, settled, tally);
        let (mut waiting, mut running_imports) = (BTreeMap::new(), Vec::new());
        for upload in uploads(tx).await? {
            let source = MentionSource::Import(upload.import);
            if settled.contains(&source) {
                continue;
            }
            let Some(FileMention { found, excerpt }) = mention_in(&upload.path, identifiers).await? else { continue };
            if upload.running {
                running_imports.push(upload.import);
            } else {
                raw.insert(source, Raw { found, excerpt });
                waiting.insert(upload.import, upload);
            }
        }
        let (mentions, unseen) = describe(tx, actor, raw, &waiting).await?;
        Ok(Elsewhere { mentions, unseen, copies, running_imports })
    }
}

/// Counts the rows that belong to the records, which need no search.
async fn count_rows(
    tx: &mut Tx,
    person: &Person,
    activities: &Activities,
    gone: &[RecordId],
    tally: &mut Tally,
) -> Result<()> {
    for (place, count) in rows_of(tx, gone).await? {
        match place {
            // Of a record its properties are counted.
            Place::Record => {}
            _ => tally.erase(place, count),
        }
    }
    let properties = person.view.values.len() + usize::from(person.view.key.is_some());
    tally.erase(Place::Record, count(properties));
    tally.erase(Place::OwnActivities, count(activities.own.len()));
    tally.anonymise(Place::SharedActivities, count(activities.shared.len()));
    let items = Sql::new("SELECT count(*) AS value FROM operation_item WHERE record_id IN ").records(gone);
    tally.anonymise(Place::Operations, tx.value(items).await?.unwrap_or_default());
    // The events that name a record, which keep its id without a name.
    let kinds =
        [EventKind::HoldPut, EventKind::HoldReleased, EventKind::Refused].map(|kind| format!("'{}'", kind.tag()));
    let events = Sql::new(&format!(
        "SELECT count(*) AS value FROM audit_event WHERE kind IN ({}) AND CAST(details ->> 'record' AS BIGINT) IN ",
        kinds.join(", ")
    ));
    tally.anonymise(Place::Audit, tx.value(events.records(gone)).await?.unwrap_or_default());
    Ok(())
}

/// Sorts the hits into mentions, which are decided, and copies, which are not.
fn sort(
    mut hits: Vec<Hit>,
    settled: &BTreeSet<MentionSource>,
    tally: &mut Tally,
) -> (BTreeMap<MentionSource, Raw>, Copies) {
    // The excerpt is from the record as it is now, where that mentions the person.
    hits.sort_by_key(|hit| hit.table.name != "record");
    let mut mentions: BTreeMap<MentionSource, Raw> = BTreeMap::new();
    let mut copies = BTreeSet::new();
    for hit in hits {
        if let Class::Duplicate(rule) = hit.class {
            if copies.insert((hit.table.name, rule == Rule::Redact, hit.key)) {
                match rule {
                    Rule::DeleteRow => tally.erase(hit.table.place, 1),
                    Rule::Redact => tally.anonymise(hit.table.place, 1),
                }
            }
        } else if let Some(source) = source_of(&hit)
            && !settled.contains(&source)
        {
            let raw =
                mentions.entry(source).or_insert_with(|| Raw { found: BTreeSet::new(), excerpt: hit.excerpt.clone() });
            raw.found.extend(hit.found);
        }
    }
    let rule = |redact| if redact { Rule::Redact } else { Rule::DeleteRow };
    (mentions, copies.into_iter().map(|(table, redact, key)| (table, rule(redact), key)).collect())
}

/// The text that a hit is in, for the classes that are decided on.
pub(super) fn source_of(hit: &Hit) -> Option<MentionSource> {
    match hit.class {
        Class::Record => Some(MentionSource::Record(RecordId(hit.key))),
        Class::Mention(Source::View) => Some(MentionSource::View(ViewId(hit.key))),
        Class::Mention(Source::Operation) => Some(MentionSource::Operation(OperationId(hit.key))),
        Class::Mention(Source::Approval) => Some(MentionSource::Approval(OperationId(hit.key))),
        Class::Mention(Source::Hold) => Some(MentionSource::Hold(RecordId(hit.key))),
        _ => None,
    }
}

fn record_of(source: MentionSource) -> Option<RecordId> {
    match source {
        MentionSource::Record(record) | MentionSource::Hold(record) => Some(record),
        _ => None,
    }
}

/// The facts about the text of a mention: its object, its title, whether the actor may see it and delete it.
struct Known {
    object: ObjectId,
    title: String,
    visible: bool,
    may_delete: bool,
}

/// The mentions that the actor may see, and the number of the others.
async fn describe(
    tx: &mut Tx,
    actor: &Actor,
    raw: BTreeMap<MentionSource, Raw>,
    uploads: &BTreeMap<ImportId, Upload>,
) -> Result<(Vec<Mention>, i64)> {
    let known = known(tx, actor, raw.keys().copied().collect(), uploads).await?;
    let (mut mentions, mut unseen) = (Vec::new(), 0);
    for (source, Raw { found, excerpt }) in raw {
        match known.get(&source) {
            Some(Known { object, title, visible: true, may_delete }) => mentions.push(Mention {
                source,
                object: *object,
                title: title.clone(),
                found,
                excerpt,
                may_delete: *may_delete,
            }),
            _ => unseen += 1,
        }
    }
    Ok((mentions, unseen))
}

async fn known(
    tx: &mut Tx,
    actor: &Actor,
    sources: Vec<MentionSource>,
    uploads: &BTreeMap<ImportId, Upload>,
) -> Result<BTreeMap<MentionSource, Known>> {
    let ids = |of: &dyn Fn(MentionSource) -> Option<i64>| sources.iter().filter_map(|source| of(*source)).collect();
    let records: Vec<i64> = ids(&|source| record_of(source).map(|record| record.0));
    let mut known = BTreeMap::new();
    let sql = Sql::new("SELECT id, object_id, name, owner_id, deletion FROM record WHERE id IN ").in_list(records);
    for row in tx.all(sql).await? {
        let id = RecordId(row.int("id")?);
        for (source, is_record) in [(MentionSource::Record(id), true), (MentionSource::Hold(id), false)] {
            let record = record_known(&row, actor)?;
            known.insert(source, Known { may_delete: is_record && record.may_delete, ..record });
        }
    }
    let views: Vec<i64> = ids(&|source| if let MentionSource::View(id) = source { Some(id.0) } else { None });
    let operations: Vec<i64> = ids(&|source| match source {
        MentionSource::Operation(id) | MentionSource::Approval(id) => Some(id.0),
        _ => None,
    });
    let text = |row: &Row| {
        let object = ObjectId(row.int("object_id")?);
        let title = row.get::<Option<String>>("title")?.unwrap_or_default();
        Ok::<_, crate::Error>(Known { object, title, visible: actor.view(object).is_ok(), may_delete: true })
    };
    let sql = Sql::new("SELECT id, object_id, name AS title FROM saved_view WHERE id IN ").in_list(views);
    for row in tx.all(sql).await? {
        known.insert(MentionSource::View(ViewId(row.int("id")?)), text(&row)?);
    }
    let sql = Sql::new("SELECT id, object_id, reason AS title FROM operation WHERE id IN ").in_list(operations);
    for row in tx.all(sql).await? {
        let id = OperationId(row.int("id")?);
        known.insert(MentionSource::Operation(id), text(&row)?);
        known.insert(MentionSource::Approval(id), text(&row)?);
    }
    for upload in uploads.values() {
        let visible = actor.view(upload.object).is_ok();
        let import = Known { object: upload.object, title: upload.name.clone(), visible, may_delete: true };
        known.insert(MentionSource::Import(upload.import), import);
    }
    Ok(known)
}

fn record_known(row: &Row, actor: &Actor) -> Result<Known> {
    let object = ObjectId(row.int("object_id")?);
    let owner = row.get::<Option<i64>>("owner_id")?.map(UserId);
    let trashed = row.get::<Option<i64>>("deletion")?.is_some();
    let sees = actor.view(object).is_ok_and(|permit| permit.covers(owner));
    // Another person is erased by an erasure of their own, which blocks their addresses.
    let may_delete = object != CONTACT && actor.delete(object).is_ok_and(|permit| permit.covers(owner));
    let visible = sees && (!trashed || actor.see_trash(object).is_ok());
    Ok(Known { object, title: row.text("name")?, visible, may_delete })
}

/// Those of these records that the actor may see.
pub(super) async fn visible(tx: &mut Tx, actor: &Actor, records: &[RecordId]) -> Result<BTreeSet<RecordId>> {
    let sql = Sql::new("SELECT id, object_id, name, owner_id, deletion FROM record WHERE id IN ").records(records);
    let mut visible = BTreeSet::new();
    for row in tx.all(sql).await? {
        if record_known(&row, actor)?.visible {
            visible.insert(RecordId(row.int("id")?));
        }
    }
    Ok(visible)
}

/// The holds on these records, with their names where the actor may see them.
pub(super) async fn holds_on(
    tx: &mut Tx,
    actor: &Actor,
    records: &[RecordId],
) -> Result<BTreeMap<RecordId, HeldRecord>> {
    let sql = Sql::new(
        "SELECT r.id, r.object_id, r.name, r.owner_id, r.deletion, hold.reason FROM hold \
         JOIN record AS r ON r.id = hold.record_id WHERE hold.record_id IN ",
    );
    let mut held = BTreeMap::new();
    for row in tx.all(sql.records(records)).await? {
        let record = RecordId(row.int("id")?);
        let Known { object, title, visible, .. } = record_known(&row, actor)?;
        let (name, reason) = if visible { (title, row.text("reason")?) } else { Default::default() };
        held.insert(record, HeldRecord { record, object, name, reason });
    }
    Ok(held)
}

fn count(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}
