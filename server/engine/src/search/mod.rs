//! The search over all objects.
//!
//! It examines a bounded number of records, so that it takes the same few milliseconds for a rare word and for one that
//! a million records contain. There are three sources: the indexes of names and keys find what begins with the term;
//! the search index finds the first records that contain it; and if more records contain it than are examined, small
//! objects are scanned, so that one deal is not lost among a million contacts. The result says what was not examined.

mod probe;

use crate::{
    Result,
    db::{PlanCache, PlannerHint, Row, Sql, Store, Tx},
    objects::Objects,
    rows::person,
};
use domain::{
    ids::{ObjectId, RecordId},
    object::Object,
    policy::{Actor, Scope},
    search::{Arranged, Candidate, Found, Group, INSIDE_MIN, SearchPage, SearchedObject, arrange, beside},
    text::{search_term, search_terms},
};
use std::collections::{BTreeMap, BTreeSet};

/// An object that the actor may search.
struct Place {
    id: ObjectId,
    object: SearchedObject,
    /// Whether its records have keys.
    keyed: bool,
    view: Scope,
    trash: bool,
}

/// What was looked at.
struct Looked {
    candidates: BTreeMap<RecordId, Candidate>,
    /// Whether there are more matches than that.
    cut: bool,
    /// The objects whose active records were all examined.
    whole: BTreeSet<ObjectId>,
}

/// The search through all objects.
#[derive(Clone)]
pub struct Search {
    store: Store,
    objects: Objects,
}

impl Search {
    pub(crate) fn new(store: Store, objects: Objects) -> Self {
        Self { store, objects }
    }
}

impl Search {
    /// Searches everything that the actor may see.
    pub async fn results(&self, actor: &Actor, typed: &str) -> Result<SearchPage> {
        let Some(term) = search_term(typed) else { return Ok(SearchPage::default()) };
        let places = places(actor, self.objects.active().await?);
        let mut tx = self.store.snapshot_with(PlannerHint::NestedLoop(PlanCache::Custom)).await?;
        let terms = search_terms(&term);
        let short = term.chars().count() < INSIDE_MIN;
        let Looked { candidates, cut, whole } = if short {
            let candidates = probe::beginnings(&mut tx, &places, &term).await?;
            Looked { candidates, cut: true, whole: BTreeSet::new() }
        } else {
            self.look(&mut tx, &places, &term, &terms).await?
        };
        let (living, trash) = arrange(&term, candidates.into_values());
        let shown = living.iter().chain(&trash).flat_map(|group| group.shown.iter().copied());
        let mut found = details(&mut tx, &terms, shown.collect()).await?;
        let by_id: BTreeMap<ObjectId, &Place> = places.iter().map(|place| (place.id, place)).collect();
        let seen: BTreeSet<ObjectId> = living.iter().map(|group| group.object).collect();
        let unseen = |place: &&Place| cut && !short && !seen.contains(&place.id) && !whole.contains(&place.id);
        let rest = places.iter().filter(unseen).map(|place| place.object.clone()).collect();
        let mut groups = |arranged: Vec<Arranged>| {
            let group = |Arranged { object, shown, count }: Arranged| {
                let rows: Vec<Found> = shown.iter().filter_map(|id| found.remove(id)).collect();
                // For a short term one more match than is shown was read.
                let more = if short {
                    i64::try_from(rows.len()).is_ok_and(|shown| count > shown)
                } else {
                    cut && !whole.contains(&object)
                };
                Some(Group { object: by_id.get(&object)?.object.clone(), rows, count, more })
            };
            arranged.into_iter().filter_map(group).collect()
        };
        Ok(SearchPage { groups: groups(living), trash: groups(trash), short, rest })
    }
}

/// The objects in sight.
fn places(actor: &Actor, objects: Vec<Object>) -> Vec<Place> {
    let place = |object: Object| {
        let permit = actor.view(object.id).ok()?;
        Some(Place {
            id: object.id,
            keyed: object.key_property.is_some(),
            object: SearchedObject { slug: object.slug, names: object.names, icon: object.icon },
            view: permit.view().clone(),
            trash: actor.see_trash(object.id).is_ok(),
        })
    };
    objects.into_iter().filter_map(place).collect()
}

/// The details of these records, which are known to be visible.
async fn details(tx: &mut Tx, terms: &[String], ids: Vec<RecordId>) -> Result<BTreeMap<RecordId, Found>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = Sql::new(
        "SELECT r.id, r.name, r.unique_key, r.owner_id, owner.name AS owner_name, s.text, r.deletion, o.created_at, \
         o.actor_id, actor.name AS actor_name FROM record AS r LEFT JOIN app_user AS owner ON owner.id = r.owner_id \
         LEFT JOIN record_search AS s ON s.record_id = r.id LEFT JOIN operation AS o ON o.id = r.deletion \
         LEFT JOIN app_user AS actor ON actor.id = o.actor_id WHERE r.id IN ",
    )
    .records(&ids);
    let found = |row: &Row| {
        let key: Option<String> = row.get("unique_key")?;
        let text: Option<String> = row.get("text")?;
        let id = RecordId(row.int("id")?);
        let deleted = match row.get::<Option<i64>>("deletion")? {
            Some(_) => Some((row.time("created_at")?, person(row, "actor")?)),
            None => None,
        };
        let beside = beside(terms, text.as_deref().unwrap_or_default(), key.as_deref());
        Ok((id, Found { id, name: row.text("name")?, beside, owner: person(row, "owner")?, deleted }))
    };
    tx.all(sql).await?.iter().map(found).collect()
}
