//! Creating, labelling and removing links.
//!
//! - A user must be allowed to edit the record on whose page they are, and to see the other record.
//! - A label that is limited to one link moves: the active link that had it loses it and stays a link. A link that is
//!   hidden, because its other end is in the trash, keeps it.
//! - Archived labels cannot be added or removed; links keep them.

use super::{
    ObjectKinds, VisibleObjects, active_records,
    event::{self, LinkEvent},
    lock_labels,
    pair::{NewLabels, ObjectRecord, Pair, archived, remove},
};
use crate::{
    Error, Result,
    db::{Sql, Tx},
    definitions::labels,
    records::Records,
    records::{Lifecycle, read::load, write::Author},
};
use domain::{
    association::{AT_ONCE, AssociationLabel, End, LinkChange, LinkRole, NotAssociated},
    ids::{ObjectId, RecordId},
    object::Object,
    policy::{Action, Actor, Denied, Edit, Permit},
    surface::Surface,
};
use std::collections::{BTreeMap, BTreeSet};

/// The reason why records were not associated. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AssociateFailure {
    /// The request cannot be carried out.
    #[error("the request is refused: {0:?}")]
    Refused(NotAssociated),
    /// The call failed.
    #[error(transparent)]
    Engine(#[from] Error),
}

impl From<NotAssociated> for AssociateFailure {
    fn from(refused: NotAssociated) -> Self {
        Self::Refused(refused)
    }
}

/// A request to associate records.
#[derive(Clone, Copy, Debug)]
pub struct Associate<'a> {
    /// The object of the record on whose page the user is.
    pub object: &'a Object,
    /// The record.
    pub record: RecordId,
    /// The other records.
    pub others: &'a [RecordId],
    /// The labels that each link has afterwards, read from the record.
    pub roles: &'a BTreeSet<LinkRole>,
    /// The surface of the request.
    pub surface: Surface,
}

impl Records {
    /// Links records, or changes the labels of their links.
    ///
    /// # Errors
    /// [`AssociateFailure::Refused`] for a request that cannot be carried out; [`Error::NotFound`] if a record is in the trash
    /// or not visible, or a label does not exist; [`Error::Forbidden`] if the actor may not edit the record.
    pub async fn associate(&self, actor: &Actor, order: Associate<'_>) -> Result<(), AssociateFailure> {
        let Associate { object, record, others, roles, surface } = order;
        let permit = actor.edit(object.id).map_err(Error::from)?;
        if others.is_empty() {
            return Err(NotAssociated::Nothing.into());
        }
        if others.len() > AT_ONCE {
            return Err(NotAssociated::TooMany.into());
        }
        let mut tx = self.store.write().await?;
        lock_labels(&mut tx).await?;
        lock_records(&mut tx, record, others).await?;
        must_edit(&mut tx, &permit, record).await?;
        let sight = VisibleObjects::of(&mut tx, actor, ObjectKinds::Any).await?;
        let objects = active_records(&mut tx, &sight, others).await?;
        let labels = labels(&mut tx).await?;
        let archived = archived(&labels);
        let author = Author { user: Some(actor.user), at: self.store.now(), surface, operation: None };
        let mut events = Vec::new();
        for id in others {
            let there = *objects.get(id).filter(|_| *id != record).ok_or(Error::NotFound)?;
            let meant =
                |role: &LinkRole| labels.iter().find(|label| label.is_offered() && label.is(role, object.id, there));
            let meant = roles.iter().map(|role| Some((role, meant(role)?))).collect::<Option<Vec<_>>>();
            let meant = meant.ok_or(Error::NotFound)?;
            if others.len() > 1 && meant.iter().any(|(role, label)| label.is_alone(role)) {
                return Err(NotAssociated::OnlyOne.into());
            }
            let pair = Pair { here: (object.id, record), there: (there, *id) };
            events.extend(pair.set(&mut tx, NewLabels { roles: &meant, archived: &archived }, author.at).await?);
        }
        event::write(&mut tx, author, &events).await?;
        Ok(tx.commit().await?)
    }

    /// Removes the link between two records, with all of its labels.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no link, or a record is in the trash or not visible; [`Error::Forbidden`] if the actor
    /// may not edit `record`.
    pub async fn dissociate(
        &self,
        actor: &Actor,
        object: &Object,
        record: RecordId,
        other: RecordId,
        surface: Surface,
    ) -> Result<()> {
        let permit = actor.edit(object.id)?;
        let mut tx = self.store.write().await?;
        lock_records(&mut tx, record, &[other]).await?;
        must_edit(&mut tx, &permit, record).await?;
        let sight = VisibleObjects::of(&mut tx, actor, ObjectKinds::Any).await?;
        let there = *active_records(&mut tx, &sight, &[other]).await?.get(&other).ok_or(Error::NotFound)?;
        let pair = Pair { here: (object.id, record), there: (there, other) };
        let links = pair.links(&mut tx).await?;
        if links.is_empty() {
            return Err(Error::NotFound);
        }
        for link in &links {
            remove(&mut tx, link).await?;
        }
        let author = Author { user: Some(actor.user), at: self.store.now(), surface, operation: None };
        event::write(&mut tx, author, &[pair.event(LinkChange::Removed, &links)]).await?;
        tx.commit().await
    }
}

/// Links a record that was created in this transaction to one that the actor may see.
pub(super) async fn link_new(
    tx: &mut Tx,
    actor: &Actor,
    author: Author,
    (object, record): (ObjectId, RecordId),
    with: RecordId,
) -> Result<()> {
    let sight = VisibleObjects::of(tx, actor, ObjectKinds::Any).await?;
    lock_records(tx, record, &[with]).await?;
    let there = *active_records(tx, &sight, &[with]).await?.get(&with).ok_or(Error::NotFound)?;
    let pair = Pair { here: (object, record), there: (there, with) };
    let nothing = NewLabels { roles: &[], archived: &BTreeSet::new() };
    let events = pair.set(tx, nothing, author.at).await?;
    event::write(tx, author, &events).await
}

/// A link to create with a label.
#[derive(Clone, Copy)]
pub(crate) struct LabelledPair<'a> {
    pub here: ObjectRecord,
    pub there: ObjectRecord,
    pub role: &'a LinkRole,
    pub label: &'a AssociationLabel,
}

/// Links many pairs at once without a label, leaving existing links as they are. The caller checks the rights. Returns the
/// first records of the pairs that got a link.
pub(crate) async fn link_many(
    tx: &mut Tx,
    author: Author,
    pairs: &[(ObjectRecord, ObjectRecord)],
) -> Result<BTreeSet<RecordId>> {
    if pairs.is_empty() {
        return Ok(BTreeSet::new());
    }
    let others: BTreeSet<i64> = pairs.iter().map(|(_, (_, there))| there.0).collect();
    let sql = Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").in_list(others);
    tx.hold(sql.push(&Lifecycle::Active.condition("r"))).await?;
    let mut begun: BTreeMap<(RecordId, RecordId), RecordId> = BTreeMap::new();
    for (here, there) in pairs {
        let (from, to, _) = Pair { here: *here, there: *there }.link(End::of(here.0, there.0).unwrap_or(End::From), "");
        begun.insert((from, to), here.1);
    }
    let rows = begun.keys().map(|(from, to)| serde_json::json!([from, to]));
    let sql = Sql::new(
        "INSERT INTO association (from_id, from_object, to_id, to_object, label, created_at) \
         SELECT p.from_id, f.object_id, p.to_id, t.object_id, '', ",
    )
    .bind(author.at)
    .push(" FROM (SELECT CAST(each.value ->> 0 AS BIGINT) AS from_id, CAST(each.value ->> 1 AS BIGINT) AS to_id FROM ")
    .json_rows(rows)
    .push(
        ") AS p CROSS JOIN record AS f CROSS JOIN record AS t WHERE f.id = p.from_id AND t.id = p.to_id \
         AND NOT EXISTS (SELECT 1 FROM association AS a WHERE a.from_id = p.from_id AND a.to_id = p.to_id) \
         AND NOT EXISTS (SELECT 1 FROM association AS a WHERE a.from_id = p.to_id AND a.to_id = p.from_id) \
         RETURNING from_id, to_id",
    );
    let mut events = Vec::new();
    let mut linked = BTreeSet::new();
    for row in tx.all(sql).await? {
        let (from, to) = (RecordId(row.int("from_id")?), RecordId(row.int("to_id")?));
        linked.extend(begun.get(&(from, to)));
        events.push(LinkEvent { from, to, change: LinkChange::Added, roles: BTreeSet::new(), made: 0 });
    }
    event::write(tx, author, &events).await?;
    Ok(linked)
}

/// Adds a label to the link of each pair, creating links that do not exist. Of several pairs with a label that is limited
/// to one link, the last one gets it. `known` are all labels. The caller checks the rights and holds the lock on labels.
/// Returns the first records of the pairs that changed.
pub(crate) async fn label_many(
    tx: &mut Tx,
    author: Author,
    known: &[AssociationLabel],
    pairs: &[LabelledPair<'_>],
) -> Result<BTreeSet<RecordId>> {
    let mut labelled = BTreeSet::new();
    if pairs.is_empty() {
        return Ok(labelled);
    }
    let others: BTreeSet<i64> = pairs.iter().map(|pair| pair.there.1.0).collect();
    let sql = Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").in_list(others);
    tx.hold(sql.push(&Lifecycle::Active.condition("r"))).await?;
    let archived = archived(known);
    let mut events = Vec::new();
    for &LabelledPair { here, there, role, label } in pairs {
        let meant = NewLabels { roles: &[(role, label)], archived: &archived };
        let told = Pair { here, there }.add(tx, meant, author.at).await?;
        if !told.is_empty() {
            labelled.insert(here.1);
        }
        events.extend(told);
    }
    event::write(tx, author, &events).await?;
    Ok(labelled)
}

/// Locks active records until the end of the transaction, against being deleted or linked by others.
async fn lock_records(tx: &mut Tx, record: RecordId, others: &[RecordId]) -> Result<()> {
    let ids: Vec<RecordId> = others.iter().copied().chain([record]).collect();
    let sql = Sql::new("SELECT r.id FROM record AS r WHERE r.id IN ").records(&ids);
    tx.hold(sql.push(&Lifecycle::Active.condition("r"))).await
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
