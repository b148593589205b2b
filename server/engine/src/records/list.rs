//! Index pages: keyset pages of a sorted view.
//!
//! A view is a row of sections, each of which one index serves in order: the records that have a sort value, then
//! those that have none; for a sort by owner, the records of each owner in the order of their names; for one by stage,
//! those of each stage. A page starts at its cursor and runs through sections until it is full, so that its cost does
//! not depend on its depth.
//!
//! What a search or a filter leaves is looked for first, up to a number that a person still counts with: few records are
//! put in order by themselves, and of many the page finds its own soon by walking through the view. Only what no index
//! serves reads all records, and stops when nobody waits for it any more.

use super::{
    person,
    section::{Found, Sight, cursor, few_in_sight, section_of},
};
use crate::{Engine, Result, db::Row, objects::count};
use domain::{
    ids::{RecordId, StageId},
    object::Object,
    policy::{Delete, Permit, View},
    record::RecordRow,
    text,
    view::{IndexQuery, RecordPage, Side, Total},
};

const COLUMNS: &str = "r.id, r.name, r.unique_key, r.properties, r.owner_id, owner.name AS owner_name, \
                       r.stage_id, r.created, r.updated";

impl Engine {
    /// One page of the living records the actor sees. `delete` says which of them may be deleted.
    pub async fn list_records(
        &self,
        permit: &Permit<View>,
        delete: Option<&Permit<Delete>>,
        object: &Object,
        query: &IndexQuery,
    ) -> Result<RecordPage> {
        let mut tx = self.db.snapshot().await?;
        let term = text::search_term(&query.search);
        let filter = &query.filter;
        let long = term.is_some() || !filter.is_empty() || query.sort.by.unindexed(object).is_some();
        let wanted = if long { Some(self.db.wanted(&mut tx).await?) } else { None };
        let found = self.found(&mut tx, permit, object, filter, term.as_deref()).await?;
        let total = match &found {
            Found::All => Total::exact(count(&mut tx, permit.object(), permit.view()).await?.0),
            Found::These(ids) => Total::exact(i64::try_from(ids.len()).unwrap_or_default()),
            Found::Many => Total { count: self.limits.counted, more: true },
        };
        let sight = Sight { permit, filter, term: term.as_deref(), found: &found };
        let mut sections = self.sections(&mut tx, permit, object, query).await?;
        if few_in_sight(&mut tx, permit).await? {
            sections = sections.into_iter().map(|section| section.without_index(&self.db)).collect();
        }
        let backward = query.cursor.as_ref().is_some_and(|cursor| cursor.side == Side::Before);
        let size = usize::try_from(query.size).unwrap_or_default();

        let mut rows = Vec::new();
        let mut from = query.cursor.clone();
        let start = from.as_ref().map_or(0, |cursor| section_of(&sections, cursor));
        let run: Vec<usize> = if backward { (0..=start).rev().collect() } else { (start..sections.len()).collect() };
        for index in run {
            let Some(section) = sections.get(index) else { break };
            let limit = size + 1 - rows.len();
            let descending = query.sort.descending != backward;
            let sql = self.section_rows(COLUMNS, &sight, section, from.take().as_ref(), descending);
            let sql = sql.push(" LIMIT ").bind(i64::try_from(limit).unwrap_or_default());
            rows.extend(tx.all(sql).await?);
            if rows.len() > size {
                break;
            }
        }
        if let Some(wanted) = wanted {
            wanted.done();
        }

        let more = rows.len() > size;
        rows.truncate(size);
        if backward {
            rows.reverse();
        }
        let count = i64::try_from(rows.len()).unwrap_or_default();
        let position = match &query.cursor {
            None => 0,
            // The beginning is the beginning, whatever has changed since the cursor was made.
            Some(_) if backward && !more => 0,
            Some(cursor) if backward => (cursor.position - count).max(1),
            Some(cursor) => cursor.position,
        };
        let edge =
            |row: Option<&Row>, side, position| row.map(|row| cursor(&query.sort.by, row, side, position)).transpose();
        let has_previous = if backward { more } else { query.cursor.is_some() };
        let has_next = if backward { true } else { more };
        Ok(RecordPage {
            previous: if has_previous { edge(rows.first(), Side::Before, position)? } else { None },
            next: if has_next { edge(rows.last(), Side::After, position + count)? } else { None },
            rows: rows.iter().map(|row| record_row(object, row, delete)).collect::<Result<_>>()?,
            total,
            position,
        })
    }
}

fn record_row(object: &Object, row: &Row, delete: Option<&Permit<Delete>>) -> Result<RecordRow> {
    let owner = person(row, "owner")?;
    let mut values: domain::record::Values = row.json("properties")?;
    values.retain(|key, _| object.property(key).is_some());
    Ok(RecordRow {
        id: RecordId(row.int("id")?),
        name: row.text("name")?,
        key: row.get("unique_key")?,
        may_delete: delete.is_some_and(|permit| permit.covers(owner.as_ref().map(|owner| owner.id))),
        values,
        owner,
        stage: row.get::<Option<i64>>("stage_id")?.map(StageId),
        created: row.time("created")?,
        updated: row.time("updated")?,
    })
}
