//! The contact that is to be erased, and what belongs to it.

use super::data_map::DATA_MAP;
use crate::{
    Error, Result,
    db::{Sql, Tx},
    privacy::Privacy,
    records::read::load,
};
use domain::{
    ids::RecordId,
    object::{Object, PropertyKind},
    policy::{Action, Denied, Erase, Permit, Scope},
    privacy::{Confirmation, Identifiers, Place},
    record::RecordView,
};

/// The contact that is to be erased.
pub(super) struct Person {
    /// Its values.
    pub view: RecordView,
    /// Whether it is in the trash.
    pub trashed: bool,
    /// By what it is found elsewhere.
    pub identifiers: Identifiers,
}

/// The activities of a contact.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Activities {
    /// Those that are associated with no other record.
    pub own: Vec<RecordId>,
    /// Those that are associated with other records too, active or in the trash.
    pub shared: Vec<RecordId>,
}

impl Privacy {
    /// The contact, if the permit covers it.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the holder of the permit does not see it, [`Error::Forbidden`] where they may not delete it.
    pub(super) async fn person(&self, tx: &mut Tx, permit: &Permit<Erase>, id: RecordId) -> Result<Person> {
        let object = self.objects.object_by_id(permit.object()).await?;
        let person = load_person(tx, &object, permit.view(), id).await?;
        if person.trashed && !permit.covers_the_trash() {
            return Err(Error::NotFound);
        }
        if !permit.covers(person.view.owner_id()) {
            return Err(Error::Forbidden(Denied::action(Action::Delete, object.id).of(id)));
        }
        Ok(person)
    }
}

/// A contact within the scope of what is seen, active or in the trash.
///
/// # Errors
///
/// [`Error::NotFound`] where there is none.
pub(super) async fn load_person(tx: &mut Tx, object: &Object, view: &Scope, id: RecordId) -> Result<Person> {
    let stored = load(tx, object.id, view, id).await?.ok_or(Error::NotFound)?;
    let identifiers = identifiers(object, &stored.view);
    Ok(Person { trashed: stored.deletion.is_some(), view: stored.view, identifiers })
}

impl Person {
    /// Its addresses, the first one first.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.view.key.iter().chain(&self.view.secondary_keys).map(String::as_str)
    }

    /// The text to type as the confirmation of its erasure.
    pub fn confirmation(&self) -> Confirmation {
        match &self.view.key {
            Some(key) => Confirmation::Address(key.clone()),
            None => Confirmation::Name(self.view.name.clone()),
        }
    }
}

fn identifiers(object: &Object, view: &RecordView) -> Identifiers {
    let of_kind = |kind| {
        let properties = object.properties.iter().filter(move |property| property.kind == kind);
        properties.filter_map(|property| view.values.get(&property.key).map(String::as_str))
    };
    let addresses = view.key.iter().chain(&view.secondary_keys).map(String::as_str);
    let name: Vec<&str> =
        object.name_properties.iter().filter_map(|key| view.values.get(key).map(String::as_str)).collect();
    Identifiers::new(addresses.chain(of_kind(PropertyKind::Email)), of_kind(PropertyKind::Phone), &name)
}

/// The activities of a record. Where the record and its activities are locked, no association is added or removed meanwhile.
pub(super) async fn activities_of(tx: &mut Tx, id: RecordId) -> Result<Activities> {
    let sql = Sql::new(
        "SELECT l.id, EXISTS (SELECT 1 FROM association AS a WHERE a.from_id = l.id AND a.to_id <> $1) \
         OR EXISTS (SELECT 1 FROM association AS a WHERE a.to_id = l.id AND a.from_id <> $1) AS shared FROM (\
         SELECT to_id AS id, to_object AS object_id FROM association WHERE from_id = $1 UNION \
         SELECT from_id AS id, from_object AS object_id FROM association WHERE to_id = $1) AS l \
         JOIN object AS o ON o.id = l.object_id WHERE o.activity ORDER BY l.id",
    );
    let mut activities = Activities::default();
    for row in tx.all(sql.with(id)).await? {
        let list = if row.get("shared")? { &mut activities.shared } else { &mut activities.own };
        list.push(RecordId(row.int("id")?));
    }
    Ok(activities)
}

/// How many rows of each place belong to these records.
pub(super) async fn rows_of(tx: &mut Tx, ids: &[RecordId]) -> Result<Vec<(Place, i64)>> {
    let mut counts = Vec::new();
    for table in DATA_MAP.iter().filter(|table| !table.of_record.is_empty()) {
        let mut sql = Sql::new(&format!("SELECT count(*) AS value FROM {} WHERE ", table.name));
        for (place, column) in table.of_record.iter().enumerate() {
            sql = sql.push(if place == 0 { "" } else { " OR " }).push(&format!("{column} IN ")).records(ids);
        }
        counts.push((table.place, tx.value(sql).await?.unwrap_or_default()));
    }
    Ok(counts)
}
