//! Making, labelling and removing links.
//!
//! Who changes a link must be allowed to edit the record on whose page they are, and to see the other. Where a record can
//! have one link of a label only, a new one takes the place of the living one that had it, which keeps its link; one that
//! is hidden, because its other end is in the trash, is left as it is.

use super::{
    Kinds, Sight,
    event::{self, Event},
    labels, living,
};
use crate::{
    Engine, Error, Result,
    db::{Sql, Tx},
    records::{Life, read::load, write::Author},
};
use domain::{
    association::{AT_ONCE, AssociationLabel, End, LinkChange, NotAssociated, Role},
    ids::{ObjectId, RecordId},
    object::Object,
    operation::Surface,
    policy::{Action, Actor, Denied, Edit, Permit},
    time::Timestamp,
};
use std::collections::{BTreeMap, BTreeSet};

/// What somebody wants associated.
#[derive(Clone, Copy, Debug)]
pub struct Associate<'a> {
    /// The object of the record whose page they are on.
    pub object: &'a Object,
    /// That record.
    pub record: RecordId,
    /// The others.
    pub others: &'a [RecordId],
    /// What each of them is to it from now on: these labels and no others.
    pub roles: &'a BTreeSet<Role>,
    /// From where.
    pub surface: Surface,
}

/// A row of a link: where it begins, where it leads, its label.
type Link = (RecordId, RecordId, String);

impl Engine {
    /// Associates records, or changes what they are to each other. Nothing happens where one of them is out of sight or in
    /// the trash.
    pub async fn associate(&self, actor: &Actor, order: Associate<'_>) -> Result<Result<(), NotAssociated>> {
        let Associate { object, record, others, roles, surface } = order;
        let permit = actor.edit(object.id)?;
        if others.is_empty() {
            return Ok(Err(NotAssociated::Nothing));
        }
        if others.len() > AT_ONCE {
            return Ok(Err(NotAssociated::TooMany));
        }
        let mut tx = self.db.write().await?;
        hold(&mut tx, record, others).await?;
        must_edit(&mut tx, &permit, record).await?;
        let sight = Sight::of(&mut tx, actor, Kinds::Any).await?;
        let objects = living(&mut tx, &sight, others).await?;
        let labels = labels(&mut tx).await?;
        let author = Author { user: Some(actor.user), at: self.now(), surface, operation: None };
        let mut events = Vec::new();
        for id in others {
            let there = *objects.get(id).filter(|_| *id != record).ok_or(Error::NotFound)?;
            let meant = |role: &Role| labels.iter().find(|label| label.is(role, object.id, there));
            let meant = roles.iter().map(|role| Some((role, meant(role)?))).collect::<Option<Vec<_>>>();
            let meant = meant.ok_or(Error::NotFound)?;
            if others.len() > 1 && meant.iter().any(|(role, label)| label.is_alone(role)) {
                return Ok(Err(NotAssociated::OnlyOne));
            }
            let pair = Pair { here: (object.id, record), there: (there, *id) };
            events.extend(link(&mut tx, pair, &meant, author.at).await?);
        }
        event::write(&mut tx, author, &events).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Removes the link between two records, whatever it means.
    pub async fn dissociate(
        &self,
        actor: &Actor,
        object: &Object,
        record: RecordId,
        other: RecordId,
        surface: Surface,
    ) -> Result<()> {
        let permit = actor.edit(object.id)?;
        let mut tx = self.db.write().await?;
        hold(&mut tx, record, &[other]).await?;
        must_edit(&mut tx, &permit, record).await?;
        let sight = Sight::of(&mut tx, actor, Kinds::Any).await?;
        let there = *living(&mut tx, &sight, &[other]).await?.get(&other).ok_or(Error::NotFound)?;
        let pair = Pair { here: (object.id, record), there: (there, other) };
        let links = pair.links(&mut tx).await?;
        if links.is_empty() {
            return Err(Error::NotFound);
        }
        for link in &links {
            remove(&mut tx, link).await?;
        }
        let author = Author { user: Some(actor.user), at: self.now(), surface, operation: None };
        event::write(&mut tx, author, &[pair.event(LinkChange::Removed, &links)]).await?;
        tx.commit().await
    }
}

/// Associates a record that was just made in this transaction with one that its maker sees.
pub(crate) async fn link_new(
    tx: &mut Tx,
    actor: &Actor,
    author: Author,
    (object, record): (ObjectId, RecordId),
    with: RecordId,
) -> Result<()> {
    let sight = Sight::of(tx, actor, Kinds::Any).await?;
    hold(tx, record, &[with]).await?;
    let there = *living(tx, &sight, &[with]).await?.get(&with).ok_or(Error::NotFound)?;
    let pair = Pair { here: (object, record), there: (there, with) };
    let events: Vec<Event> = link(tx, pair, &[], author.at).await?;
    event::write(tx, author, &events).await
}

/// A record by its object and id.
pub(crate) type Named = (ObjectId, RecordId);

/// A record, what is associated with it, and what that is to it.
#[derive(Clone, Copy)]
pub(crate) struct Labelled<'a> {
    pub here: Named,
    pub there: Named,
    pub role: &'a Role,
    pub label: &'a AssociationLabel,
}

/// Associates many pairs at once, without a label: those that have no link yet. Whoever calls has looked whether they may.
/// Says which of the first ones got a link.
pub(crate) async fn link_many(tx: &mut Tx, author: Author, pairs: &[(Named, Named)]) -> Result<BTreeSet<RecordId>> {
    if pairs.is_empty() {
        return Ok(BTreeSet::new());
    }
    let others: BTreeSet<i64> = pairs.iter().map(|(_, (_, there))| there.0).collect();
    let sql = Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").list(others);
    tx.hold(sql.push(&Life::Living.condition("r"))).await?;
    let mut begun: BTreeMap<(RecordId, RecordId), RecordId> = BTreeMap::new();
    for (here, there) in pairs {
        let (from, to, _) = Pair { here: *here, there: *there }.link(End::of(here.0, there.0).unwrap_or(End::From), "");
        begun.insert((from, to), here.1);
    }
    let rows = begun.keys().map(|(from, to)| serde_json::json!([from, to]));
    let sql = Sql::new(
        "INSERT INTO association (from_id, to_id, label, made) SELECT p.from_id, p.to_id, '', ",
    )
    .bind(author.at)
    .push(
        " FROM (SELECT CAST(each.value ->> 0 AS BIGINT) AS from_id, CAST(each.value ->> 1 AS BIGINT) AS to_id FROM ",
    )
    .each(rows)
    .push(
        ") AS p WHERE NOT EXISTS (SELECT 1 FROM association AS a WHERE a.from_id = p.from_id AND a.to_id = p.to_id) \
         AND NOT EXISTS (SELECT 1 FROM association AS a WHERE a.from_id = p.to_id AND a.to_id = p.from_id) \
         RETURNING from_id, to_id",
    );
    let mut events = Vec::new();
    let mut linked = BTreeSet::new();
    for row in tx.all(sql).await? {
        let (from, to) = (RecordId(row.int("from_id")?), RecordId(row.int("to_id")?));
        linked.extend(begun.get(&(from, to)));
        events.push(Event { from, to, change: LinkChange::Added, roles: BTreeSet::new(), made: 0 });
    }
    event::write(tx, author, &events).await?;
    Ok(linked)
}

/// Associates pairs and gives each its label, beside those that it has; a label that only one can have goes to the last of
/// them. Whoever calls has looked whether they may. Says which of the first ones got something that they had not. Each
/// pair is looked at by itself: a label may have to be taken from another.
pub(crate) async fn label_many(tx: &mut Tx, author: Author, pairs: &[Labelled<'_>]) -> Result<BTreeSet<RecordId>> {
    let mut labelled = BTreeSet::new();
    if pairs.is_empty() {
        return Ok(labelled);
    }
    let others: BTreeSet<i64> = pairs.iter().map(|pair| pair.there.1.0).collect();
    let sql = Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").list(others);
    tx.hold(sql.push(&Life::Living.condition("r"))).await?;
    let mut events = Vec::new();
    for &Labelled { here, there, role, label } in pairs {
        let told = add_label(tx, Pair { here, there }, role, label, author.at).await?;
        if !told.is_empty() {
            labelled.insert(here.1);
        }
        events.extend(told);
    }
    event::write(tx, author, &events).await?;
    Ok(labelled)
}

/// Keeps others from deleting these records, and from linking them, until the end of the transaction.
async fn hold(tx: &mut Tx, record: RecordId, others: &[RecordId]) -> Result<()> {
    let ids: Vec<RecordId> = others.iter().copied().chain([record]).collect();
    let sql = Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").records(&ids);
    tx.hold(sql.push(&Life::Living.condition("r"))).await
}

async fn must_edit(tx: &mut Tx, permit: &Permit<Edit>, record: RecordId) -> Result<()> {
    let stored = load(tx, permit.object(), permit.view(), record).await?.ok_or(Error::NotFound)?;
    if stored.deletion.is_some() {
        return Err(Error::NotFound);
    }
    if permit.covers(stored.view.owner_id()) {
        return Ok(());
    }
    Err(Error::Forbidden(Denied::action(Action::Edit, permit.object()).of(record)))
}

/// Two records, seen from the first.
#[derive(Clone, Copy)]
struct Pair {
    here: (ObjectId, RecordId),
    there: (ObjectId, RecordId),
}

impl Pair {
    /// The end of a link without a label that the first stands at.
    fn end(self) -> End {
        End::of(self.here.0, self.there.0).unwrap_or(End::From)
    }

    fn link(self, end: End, label: &str) -> Link {
        let ((_, here), (_, there)) = (self.here, self.there);
        match end {
            End::From => (here, there, label.to_owned()),
            End::To => (there, here, label.to_owned()),
        }
    }

    /// The rows there are.
    async fn links(self, tx: &mut Tx) -> Result<Vec<Link>> {
        let sql = Sql::new(
            "SELECT from_id, to_id, label FROM association WHERE (from_id = $1 AND to_id = $2) \
             OR (from_id = $2 AND to_id = $1) ORDER BY from_id, label",
        );
        let rows = tx.all(sql.with(self.here.1).with(self.there.1)).await?;
        let link =
            |row: &crate::db::Row| Ok((RecordId(row.int("from_id")?), RecordId(row.int("to_id")?), row.text("label")?));
        rows.iter().map(link).collect()
    }

    /// What is told of the link that has these rows.
    fn event(self, change: LinkChange, links: &[Link]) -> Event {
        let (from, to, _) = self.link(self.end(), "");
        let labelled = links.iter().filter(|(.., label)| !label.is_empty());
        let roles = labelled.map(|(begins, _, label)| Role {
            tag: label.clone(),
            end: if *begins == from { End::From } else { End::To },
        });
        Event { from, to, change, roles: roles.collect(), made: 0 }
    }
}

/// Gives a pair these labels and no others, and takes them from those that must give way. What is to be told.
async fn link(tx: &mut Tx, pair: Pair, roles: &[(&Role, &AssociationLabel)], at: Timestamp) -> Result<Vec<Event>> {
    let there = pair.links(tx).await?;
    let plain = there.iter().find(|(.., label)| label.is_empty()).cloned();
    let mut wanted: Vec<Link> = roles.iter().map(|(role, _)| pair.link(role.end, &role.tag)).collect();
    if wanted.is_empty() {
        wanted.push(plain.unwrap_or_else(|| pair.link(pair.end(), "")));
    }
    let mut events = Vec::new();
    for old in there.iter().filter(|link| !wanted.contains(link)) {
        remove(tx, old).await?;
    }
    for new in wanted.iter().filter(|link| !there.contains(link)) {
        insert(tx, new, at.0).await?;
        let alone = roles.iter().find(|(role, label)| label.one_per_from && role.tag == new.2);
        if let Some((_, label)) = alone {
            events.extend(take_over(tx, label, new).await?);
        }
    }
    let change = if there.is_empty() { LinkChange::Added } else { LinkChange::Labelled };
    let same = wanted.len() == there.len() && wanted.iter().all(|link| there.contains(link));
    if !same {
        events.push(pair.event(change, &wanted));
    }
    Ok(events)
}

/// Gives a pair a label beside those that it has. What is to be told; nothing where it has it.
async fn add_label(
    tx: &mut Tx,
    pair: Pair,
    role: &Role,
    label: &AssociationLabel,
    at: Timestamp,
) -> Result<Vec<Event>> {
    let mut links = pair.links(tx).await?;
    let new = pair.link(role.end, &role.tag);
    if links.contains(&new) {
        return Ok(Vec::new());
    }
    let change = if links.is_empty() { LinkChange::Added } else { LinkChange::Labelled };
    if let Some(plain) = links.iter().position(|(.., label)| label.is_empty()) {
        remove(tx, &links.remove(plain)).await?;
    }
    insert(tx, &new, at.0).await?;
    let mut events = if label.one_per_from { take_over(tx, label, &new).await? } else { Vec::new() };
    links.push(new);
    events.push(pair.event(change, &links));
    Ok(events)
}

/// Takes a label that only one can have from the others that live.
async fn take_over(tx: &mut Tx, label: &AssociationLabel, (from, to, tag): &Link) -> Result<Vec<Event>> {
    let sql = Sql::new(
        "SELECT a.to_id, a.made FROM association AS a JOIN record AS r ON r.id = a.to_id WHERE a.from_id = $1 \
         AND a.to_id <> $2 AND a.label = $3",
    )
    .with(*from)
    .with(*to)
    .with(tag)
    .push(&Life::Living.by_id("r"));
    let mut events = Vec::new();
    for row in tx.all(sql).await? {
        let pair = Pair { here: (label.from, *from), there: (label.to, RecordId(row.int("to_id")?)) };
        let former = pair.link(End::From, tag);
        remove(tx, &former).await?;
        let mut left = pair.links(tx).await?;
        if left.is_empty() {
            left.push(pair.link(End::From, ""));
            insert(tx, &pair.link(End::From, ""), row.int("made")?).await?;
        }
        events.push(pair.event(LinkChange::Labelled, &left));
    }
    Ok(events)
}

async fn remove(tx: &mut Tx, (from, to, label): &Link) -> Result<()> {
    let sql = Sql::new("DELETE FROM association WHERE from_id = $1 AND to_id = $2 AND label = $3");
    tx.execute(sql.with(*from).with(*to).with(label)).await?;
    Ok(())
}

async fn insert(tx: &mut Tx, (from, to, label): &Link, made: i64) -> Result<()> {
    let sql = Sql::new("INSERT INTO association (from_id, to_id, label, made) VALUES ($1, $2, $3, $4)");
    tx.execute(sql.with(*from).with(*to).with(label).with(made)).await?;
    Ok(())
}
