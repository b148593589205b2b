//! The search over all objects.
//!
//! It looks at no more than so many records, however many match, so that it takes the same few milliseconds for a rare
//! word and for one that stands in a million records. Three ways lead to what is looked at: the indexes of names and keys
//! give what begins with the term, the index of the search gives the first of what has it somewhere, and where there is
//! more of that than is looked at, small objects are gone through by themselves, so that one deal is not lost among
//! a million contacts. What was not looked at is said.

mod probe;

use crate::{
    Engine, Result,
    db::{Row, Sql, Tx},
    objects::names,
    records::person,
};
use domain::{
    ids::{ObjectId, RecordId},
    policy::{Actor, Scope},
    search::{Arranged, Candidate, Found, Group, INSIDE_MIN, SearchPage, SearchedObject, arrange, beside},
    text::{search_term, search_terms},
};
use std::collections::{BTreeMap, BTreeSet};

/// An object that the person may search.
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
    /// Whether more matches than that.
    cut: bool,
    /// Of these objects all that lives was looked at.
    whole: BTreeSet<ObjectId>,
}

impl Engine {
    /// What of all that a person may see matches what they typed.
    pub async fn search(&self, actor: &Actor, typed: &str) -> Result<SearchPage> {
        let Some(term) = search_term(typed) else { return Ok(SearchPage::default()) };
        let mut tx = self.db.snapshot().await?;
        tx.by_keys().await?;
        let places = places(&mut tx, actor).await?;
        let short = term.chars().count() < INSIDE_MIN;
        let Looked { candidates, cut, whole } = if short {
            let candidates = self.beginnings(&mut tx, &places, &term).await?;
            Looked { candidates, cut: true, whole: BTreeSet::new() }
        } else {
            self.look(&mut tx, &places, &term).await?
        };
        let (living, trash) = arrange(&term, candidates.into_values());
        let shown = living.iter().chain(&trash).flat_map(|group| group.shown.iter().copied());
        let mut found = details(&mut tx, &search_terms(&term), shown.collect()).await?;
        let by_id: BTreeMap<ObjectId, &Place> = places.iter().map(|place| (place.id, place)).collect();
        let mut group = |arranged: Arranged, more: bool| {
            let rows = arranged.shown.iter().filter_map(|id| found.remove(id)).collect();
            let object = by_id.get(&arranged.object)?.object.clone();
            Some(Group { object, rows, count: arranged.count, more })
        };
        let seen: BTreeSet<ObjectId> = living.iter().map(|group| group.object).collect();
        let more = |group: &Arranged| {
            // Of a short term one more than is shown was asked for.
            if short { group.count > shown_of(group) } else { cut && !whole.contains(&group.object) }
        };
        let rest =
            places.iter().filter(|place| cut && !short && !seen.contains(&place.id) && !whole.contains(&place.id));
        Ok(SearchPage {
            rest: rest.map(|place| place.object.clone()).collect(),
            groups: living
                .into_iter()
                .filter_map(|arranged| {
                    let more = more(&arranged);
                    group(arranged, more)
                })
                .collect(),
            trash: trash.into_iter().filter_map(|arranged| group(arranged, cut)).collect(),
            short,
        })
    }
}

fn shown_of(group: &Arranged) -> i64 {
    i64::try_from(group.shown.len()).unwrap_or(i64::MAX)
}

/// The objects in sight.
async fn places(tx: &mut Tx, actor: &Actor) -> Result<Vec<Place>> {
    let sql = "SELECT id, slug, one_en, many_en, one_it, many_it, icon, key_property FROM object ORDER BY id";
    let mut places = Vec::new();
    for row in tx.all(Sql::new(sql)).await? {
        let id = ObjectId(row.int("id")?);
        let Ok(permit) = actor.view(id) else { continue };
        places.push(Place {
            id,
            object: SearchedObject { slug: row.text("slug")?, names: names(&row)?, icon: row.text("icon")? },
            keyed: row.get::<Option<String>>("key_property")?.is_some(),
            view: permit.view().clone(),
            trash: actor.see_trash(id).is_ok(),
        });
    }
    Ok(places)
}

/// What is told of these records, which were found to be in sight.
async fn details(tx: &mut Tx, terms: &[String], ids: Vec<RecordId>) -> Result<BTreeMap<RecordId, Found>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let sql = Sql::new(
        "SELECT r.id, r.name, r.unique_key, r.owner_id, owner.name AS owner_name, s.text, r.deletion, o.at, \
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
            Some(_) => Some((row.time("at")?, person(row, "actor")?)),
            None => None,
        };
        let beside = beside(terms, text.as_deref().unwrap_or_default(), key.as_deref());
        Ok((id, Found { id, name: row.text("name")?, beside, owner: person(row, "owner")?, deleted }))
    };
    tx.all(sql).await?.iter().map(found).collect()
}
