//! The rows of the link between two records: one per label, or one with an empty label.

use super::event::LinkEvent;
use crate::{
    Result,
    db::{Sql, Tx},
    records::Lifecycle,
};
use domain::{
    association::{AssociationLabel, End, LinkChange, LinkRole},
    ids::{ObjectId, RecordId},
    time::Timestamp,
};
use std::collections::BTreeSet;

/// A record: its object and its id.
pub(crate) type ObjectRecord = (ObjectId, RecordId);

/// A row of a link: `from`, `to` and the tag of the label.
pub(super) type LinkRow = (RecordId, RecordId, String);

/// The tags of the labels that are hidden because they are archived.
pub(super) fn archived(labels: &[AssociationLabel]) -> BTreeSet<&str> {
    labels.iter().filter(|label| !label.is_offered()).map(|label| label.tag.as_str()).collect()
}

/// Two records, `here` and `there`.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub here: ObjectRecord,
    pub there: ObjectRecord,
}

impl Pair {
    /// The end of `here` in a row without a label.
    fn end(self) -> End {
        End::of(self.here.0, self.there.0).unwrap_or(End::From)
    }

    pub fn link(self, end: End, label: &str) -> LinkRow {
        let ((_, here), (_, there)) = (self.here, self.there);
        match end {
            End::From => (here, there, label.to_owned()),
            End::To => (there, here, label.to_owned()),
        }
    }

    /// Reads the rows of the link.
    pub async fn links(self, tx: &mut Tx) -> Result<Vec<LinkRow>> {
        let sql = Sql::new(
            "SELECT from_id, to_id, label FROM association WHERE (from_id = $1 AND to_id = $2) \
             OR (from_id = $2 AND to_id = $1) ORDER BY from_id, label",
        );
        let rows = tx.all(sql.with(self.here.1).with(self.there.1)).await?;
        let link =
            |row: &crate::db::Row| Ok((RecordId(row.int("from_id")?), RecordId(row.int("to_id")?), row.text("label")?));
        rows.iter().map(link).collect()
    }

    /// The event for a change that left the link with these rows.
    pub fn event(self, change: LinkChange, links: &[LinkRow]) -> LinkEvent {
        let (from, to, _) = self.link(self.end(), "");
        let labelled = links.iter().filter(|(.., label)| !label.is_empty());
        let roles = labelled.map(|(begins, _, label)| LinkRole {
            tag: label.clone(),
            end: if *begins == from { End::From } else { End::To },
        });
        LinkEvent { from, to, change, roles: roles.collect(), made: 0 }
    }

    /// Sets the labels of the link, creating the link if there is none, and removes the labels that are limited to one link
    /// from other links. Hidden labels stay. Returns the events to write.
    pub async fn set(self, tx: &mut Tx, meant: NewLabels<'_>, at: Timestamp) -> Result<Vec<LinkEvent>> {
        let (there, kept): (Vec<LinkRow>, Vec<LinkRow>) =
            self.links(tx).await?.into_iter().partition(|link| meant.sees(link));
        let plain = there.iter().find(|(.., label)| label.is_empty()).cloned();
        let mut wanted = meant.rows(self, &there);
        if wanted.is_empty() && kept.is_empty() {
            wanted.push(plain.unwrap_or_else(|| self.link(self.end(), "")));
        }
        let mut events = Vec::new();
        for old in there.iter().filter(|link| !wanted.contains(link)) {
            remove(tx, old).await?;
        }
        for new in wanted.iter().filter(|link| !there.contains(link)) {
            events.extend(meant.give(tx, new, at).await?);
        }
        let change = if there.is_empty() && kept.is_empty() { LinkChange::Added } else { LinkChange::Labelled };
        let same = wanted.len() == there.len() && wanted.iter().all(|link| there.contains(link));
        if !same {
            events.push(self.event(change, &wanted));
        }
        Ok(events)
    }

    /// Adds labels to the link, creating the link if there is none. Returns the events to write; none if the link has the
    /// labels already.
    pub async fn add(self, tx: &mut Tx, meant: NewLabels<'_>, at: Timestamp) -> Result<Vec<LinkEvent>> {
        let mut links = self.links(tx).await?;
        let change = if links.is_empty() { LinkChange::Added } else { LinkChange::Labelled };
        let mut new = meant.rows(self, &links);
        new.retain(|link| !links.contains(link));
        if new.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(plain) = links.iter().position(|(.., label)| label.is_empty()) {
            remove(tx, &links.remove(plain)).await?;
        }
        let mut events = Vec::new();
        for link in &new {
            events.extend(meant.give(tx, link, at).await?);
        }
        links.extend(new);
        links.retain(|link| meant.sees(link));
        events.push(self.event(change, &links));
        Ok(events)
    }
}

/// The labels that a link is to get.
#[derive(Clone, Copy)]
pub(super) struct NewLabels<'a> {
    /// The labels, each read from `here`.
    pub roles: &'a [(&'a LinkRole, &'a AssociationLabel)],
    /// The tags of archived labels, which links keep.
    pub archived: &'a BTreeSet<&'a str>,
}

impl NewLabels<'_> {
    /// The rows of the labels for a pair with the rows `there`. A mutual label keeps an existing row in either direction.
    fn rows(self, pair: Pair, there: &[LinkRow]) -> Vec<LinkRow> {
        let mut rows: Vec<LinkRow> = Vec::new();
        for (role, label) in self.roles {
            let row = pair.link(role.end, &role.tag);
            let turned = pair.link(role.end.flipped(), &role.tag);
            let row =
                if label.is_mutual() && (there.contains(&turned) || rows.contains(&turned)) { turned } else { row };
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        rows
    }

    fn sees(self, (.., tag): &LinkRow) -> bool {
        !self.archived.contains(tag.as_str())
    }

    /// Inserts a row. If its label is limited to one link, removes the label from other active links.
    async fn give(self, tx: &mut Tx, new: &LinkRow, at: Timestamp) -> Result<Vec<LinkEvent>> {
        insert(tx, new, at.0).await?;
        match self.roles.iter().find(|(role, label)| label.one_per_from && role.tag == new.2) {
            Some((_, label)) => self.take_over(tx, label, new).await,
            None => Ok(Vec::new()),
        }
    }

    /// Removes a label that is limited to one link from the other active links of the record.
    async fn take_over(
        self,
        tx: &mut Tx,
        label: &AssociationLabel,
        (from, to, tag): &LinkRow,
    ) -> Result<Vec<LinkEvent>> {
        // A record in the trash may be restored at this moment: wait for that, so that its link loses the label too.
        let sql = Sql::new(
            "SELECT r.id FROM record AS r WHERE r.id IN (SELECT a.to_id FROM association AS a WHERE a.from_id = $1 \
             AND a.to_id <> $2 AND a.label = $3)",
        );
        tx.hold(sql.with(*from).with(*to).with(tag)).await?;
        let sql = Sql::new(
            "SELECT a.to_id, a.created_at FROM association AS a JOIN record AS r ON r.id = a.to_id WHERE a.from_id = $1 \
             AND a.to_id <> $2 AND a.label = $3",
        )
        .with(*from)
        .with(*to)
        .with(tag)
        .push(&Lifecycle::Active.by_id("r"));
        let mut events = Vec::new();
        for row in tx.all(sql).await? {
            let pair = Pair { here: (label.from, *from), there: (label.to, RecordId(row.int("to_id")?)) };
            let former = pair.link(End::From, tag);
            remove(tx, &former).await?;
            let mut left = pair.links(tx).await?;
            if left.is_empty() {
                left.push(pair.link(End::From, ""));
                insert(tx, &pair.link(End::From, ""), row.int("created_at")?).await?;
            }
            left.retain(|link| self.sees(link));
            events.push(pair.event(LinkChange::Labelled, &left));
        }
        Ok(events)
    }
}

pub(super) async fn remove(tx: &mut Tx, (from, to, label): &LinkRow) -> Result<()> {
    let sql = Sql::new("DELETE FROM association WHERE from_id = $1 AND to_id = $2 AND label = $3");
    tx.execute(sql.with(*from).with(*to).with(label)).await?;
    Ok(())
}

async fn insert(tx: &mut Tx, (from, to, label): &LinkRow, made: i64) -> Result<()> {
    let sql = Sql::new(
        "INSERT INTO association (from_id, from_object, to_id, to_object, label, created_at) \
         SELECT f.id, f.object_id, t.id, t.object_id, $3, $4 FROM record AS f CROSS JOIN record AS t \
         WHERE f.id = $1 AND t.id = $2",
    );
    tx.execute(sql.with(*from).with(*to).with(label).with(made)).await?;
    Ok(())
}
