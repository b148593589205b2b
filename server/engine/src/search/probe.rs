//! The three sources of the search.

use super::{Looked, Place};
use crate::{
    Result,
    db::{PlanCache, PlannerHint, Row, Sql, Tx},
    records::Lifecycle,
    search::Search,
};
use domain::{
    ids::{ObjectId, RecordId},
    policy::Scope,
    search::{Candidate, GROUP_ROWS, beginning},
};
use std::collections::{BTreeMap, BTreeSet};

const COLUMNS: &str = "r.id, r.object_id, r.name_normalized, r.unique_key, r.owner_id, r.deletion";

/// The most matches of the search index that are examined for each form of a term.
const HITS: usize = 500;
/// The most records of small objects that are scanned.
const BY_ITSELF: i64 = 2_000;
/// The most records beginning with a term that are examined for an actor who sees only some of them.
const SIFTED: usize = 200;

type Candidates = BTreeMap<RecordId, Candidate>;

impl Search {
    /// The matches of a term that is long enough to be searched inside texts.
    pub(super) async fn look(&self, tx: &mut Tx, places: &[Place], term: &str, terms: &[String]) -> Result<Looked> {
        let mut candidates = Candidates::new();
        let mut cut = false;
        // The digits of a phone number first: they are rarer than the separators, which every such number has. If the
        // digits alone have too many matches, the term with separators is not searched.
        for term in terms.iter().rev().map(std::slice::from_ref) {
            let (found, more) = self.hits(tx, places, term).await?;
            candidates.extend(found);
            cut = more;
            if cut {
                break;
            }
        }
        let mut whole = BTreeSet::new();
        if cut {
            tx.set_planner_hints(PlannerHint::NestedLoop(plans(places))).await?;
            candidates.extend(beginnings(tx, places, term).await?);
            let small = small(tx, places).await?;
            candidates.extend(by_themselves(tx, &small, terms).await?);
            whole.extend(small.iter().map(|small| small.place.id));
        }
        Ok(Looked { candidates, cut, whole })
    }

    /// The first visible records that contain one of `terms`, and whether there are more than were examined.
    async fn hits(&self, tx: &mut Tx, places: &[Place], terms: &[String]) -> Result<(Candidates, bool)> {
        let sql = Sql::new(&format!(
            "SELECT {COLUMNS}, CAST(CASE WHEN {} THEN 1 ELSE 0 END AS BIGINT) AS seen FROM (",
            in_sight(places)
        ));
        let sql = self.store.hits(sql.push("SELECT hit.id FROM "), terms).push(" LIMIT ").bind(count(HITS + 1));
        // Planned for this very term, because the plan depends on how frequent the term is.
        let mut rows = tx.all(sql.push(") AS hit CROSS JOIN record AS r WHERE r.id = hit.id").unprepared()).await?;
        let more = rows.len() > HITS;
        rows.truncate(HITS);
        let mut candidates = Candidates::new();
        for row in &rows {
            if row.int("seen")? == 1 {
                let (id, candidate) = candidate(row)?;
                candidates.insert(id, candidate);
            }
        }
        Ok((candidates, more))
    }
}

/// The first records whose name or key begins with the term.
pub(super) async fn beginnings(tx: &mut Tx, places: &[Place], term: &str) -> Result<Candidates> {
    let mut parts = Vec::new();
    for place in places {
        let most = if place.view == Scope::Everything { GROUP_ROWS + 1 } else { SIFTED };
        let columns = [Some("r.name_normalized"), place.keyed.then_some("r.unique_key")];
        for column in columns.into_iter().flatten() {
            parts.push(format!(
                "SELECT * FROM (SELECT {COLUMNS} FROM record AS r WHERE r.object_id = {}{} AND {column} >= $1 \
                 AND {column} < $2 ORDER BY {column}, r.id LIMIT {most}) AS r WHERE {}",
                place.id,
                Lifecycle::Active.condition("r"),
                Sql::scope("r.owner_id", &place.view),
            ));
        }
    }
    if parts.is_empty() {
        return Ok(Candidates::new());
    }
    let (from, to) = beginning(term);
    let sql = Sql::new(&parts.join(" UNION ALL ")).with(from).with(to);
    read(tx, keep(sql, places)).await
}

/// The condition that a record is visible: active, or in the trash if the actor may see that.
fn in_sight(places: &[Place]) -> String {
    let seen = |place: &Place| {
        let life = if place.trash { Lifecycle::Any } else { Lifecycle::Active };
        format!("({}{})", owned(place), life.condition("r"))
    };
    let seen: Vec<String> = places.iter().map(seen).collect();
    if seen.is_empty() { "FALSE".to_owned() } else { seen.join(" OR ") }
}

/// All matches in objects with few records; active and trashed ones are found by an index each.
async fn by_themselves(tx: &mut Tx, objects: &[Small<'_>], terms: &[String]) -> Result<Candidates> {
    let mut candidates = Candidates::new();
    for life in [Lifecycle::Active, Lifecycle::Trashed] {
        let there = |small: &&Small| {
            if life == Lifecycle::Active { small.living > 0 } else { small.deleted > 0 && small.place.trash }
        };
        let places: Vec<&Place> = objects.iter().filter(there).map(|small| small.place).collect();
        if places.is_empty() {
            continue;
        }
        let ids: Vec<String> = places.iter().map(|place| place.id.to_string()).collect();
        let owned: Vec<String> = places.iter().map(|place| owned(place)).collect();
        let sql = Sql::new(&format!(
            "SELECT {COLUMNS} FROM record AS r CROSS JOIN record_search AS s WHERE r.object_id IN ({}){} \
             AND s.record_id = r.id AND ({}) AND ",
            ids.join(", "),
            life.condition("r"),
            owned.join(" OR "),
        ));
        candidates.extend(read(tx, keep(sql.matching("s.text", terms), places)).await?);
    }
    Ok(candidates)
}

/// The plan cache of queries that contain the actor's scope: a generic plan if the scope is everything.
fn plans<'a>(places: impl IntoIterator<Item = &'a Place>) -> PlanCache {
    let whole = places.into_iter().all(|place| place.view == Scope::Everything);
    if whole { PlanCache::Generic } else { PlanCache::Custom }
}

/// Such a query, as it is kept.
fn keep<'a>(sql: Sql, places: impl IntoIterator<Item = &'a Place>) -> Sql {
    if plans(places) == PlanCache::Generic { sql } else { sql.unprepared() }
}

/// The condition that a record is of this object and in scope.
fn owned(place: &Place) -> String {
    format!("(r.object_id = {} AND {})", place.id, Sql::scope("r.owner_id", &place.view))
}

/// An object with few records.
struct Small<'a> {
    place: &'a Place,
    living: i64,
    deleted: i64,
}

/// The objects with the fewest records, as many as are scanned.
async fn small<'a>(tx: &mut Tx, places: &'a [Place]) -> Result<Vec<Small<'a>>> {
    let sql = "SELECT object_id, CAST(sum(active) AS BIGINT) AS active, CAST(sum(trashed) AS BIGINT) AS trashed \
               FROM record_count GROUP BY object_id";
    let mut sizes: BTreeMap<ObjectId, (i64, i64)> = BTreeMap::new();
    for row in tx.all(Sql::new(sql)).await? {
        sizes.insert(ObjectId(row.int("object_id")?), (row.int("active")?, row.int("trashed")?));
    }
    let sized = |place: &'a Place| {
        let (living, deleted) = sizes.get(&place.id).copied().unwrap_or_default();
        Small { place, living, deleted }
    };
    let mut by_size: Vec<Small> = places.iter().map(sized).collect();
    by_size.sort_by_key(|small| (small.living + small.deleted, small.place.id));
    let mut left = BY_ITSELF;
    let fits = |small: &Small| {
        left -= small.living + small.deleted;
        left >= 0
    };
    Ok(by_size.into_iter().take_while(fits).collect())
}

async fn read(tx: &mut Tx, sql: Sql) -> Result<Candidates> {
    tx.all(sql).await?.iter().map(candidate).collect()
}

fn candidate(row: &Row) -> Result<(RecordId, Candidate)> {
    let id = RecordId(row.int("id")?);
    let candidate = Candidate {
        id,
        object: ObjectId(row.int("object_id")?),
        name: row.text("name_normalized")?,
        key: row.get("unique_key")?,
        deleted: row.get::<Option<i64>>("deletion")?.is_some(),
    };
    Ok((id, candidate))
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}
