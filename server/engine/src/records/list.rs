//! Pages of a sorted list, by keyset pagination.
//!
//! A list is a row of index ranges, each of which one index serves in order: the records that have a sort value, then
//! those without one; one range for each owner, in the order of their names; one for each stage. A page starts at its
//! cursor and reads ranges until it is full, so that its cost does not depend on its depth.
//!
//! With a search or a filter, the candidates are read first, up to a limit. Few candidates are sorted by themselves.
//! With more than the limit, the page scans the order of the list and tests each record, because its rows are near if
//! matches are frequent. If that scan does not fill the page within a bounded number of records, matches are rare after
//! all, and the candidates are sorted, up to a higher limit. Only a query that no index serves reads all records, and
//! it is cancelled when the client disconnects. How many matches there are beyond the limit is counted by a second
//! request.

use super::{
    candidates::{Candidates, FilterParts},
    index_range::{IndexRange, Visibility, cursor, few_visible, range_of},
};
use crate::{
    Result,
    db::{Row, Tx},
    records::Records,
    records::count,
    rows::person,
};
use domain::{
    filter::Filter,
    ids::{RecordId, StageId},
    object::Object,
    page::PAGE_SIZE,
    policy::{Delete, Permit, View},
    record::RecordRow,
    text,
    view::{Cursor, IndexQuery, RecordPage, Side, Total},
};

const COLUMNS: &str = "r.id, r.name, r.unique_key, r.properties, r.owner_id, \
                       (SELECT name FROM app_user WHERE id = r.owner_id) AS owner_name, r.stage_id, r.created_at, r.updated_at";

impl Records {
    /// One page of the active records that the actor sees. `delete` decides which of them may be deleted. If all rows
    /// after the cursor are gone, it is the first page again.
    pub async fn list_records(
        &self,
        permit: &Permit<View>,
        delete: Option<&Permit<Delete>>,
        object: &Object,
        query: &IndexQuery,
    ) -> Result<RecordPage> {
        let page = self.page(permit, delete, object, query).await?;
        if !page.rows.is_empty() || query.cursor.is_none() {
            return Ok(page);
        }
        self.page(permit, delete, object, &IndexQuery { cursor: None, ..query.clone() }).await
    }

    async fn page(
        &self,
        permit: &Permit<View>,
        delete: Option<&Permit<Delete>>,
        object: &Object,
        query: &IndexQuery,
    ) -> Result<RecordPage> {
        let term = text::search_term(&query.search);
        let (filter, term) = (&query.filter, term.as_deref());
        let parts = FilterParts::of(object, filter, term);
        let mut tx = self.store.snapshot_with(parts.planner_hint()).await?;
        let soon = parts.are_found_at_once(permit) && query.sort.by.unindexed(object).is_none();
        let mut wanted = if soon { None } else { Some(self.store.cancel_on_drop(&mut tx).await?) };
        let mut found = self.found(&mut tx, permit, &parts, term, self.limits.counted).await?;
        let (few, part) = few_visible(&mut tx, permit).await?;
        let mut ranges = self.ranges(&mut tx, permit, object, query).await?;
        if few {
            ranges = ranges.into_iter().map(|range| range.without_index(&self.store)).collect();
        }
        let size = usize::try_from(query.size).unwrap_or_default();
        let pagination = Pagination { ranges, descending: query.sort.descending, cursor: query.cursor.as_ref(), size };
        let backward = pagination.is_backward();

        let mut rows = Vec::new();
        if found == Candidates::TooMany && !few {
            let sight = Visibility { permit, object, filter, term, found: &found };
            // Never more than it takes to find and sort the candidates.
            let most = (self.limits.walked * query.size / PAGE_SIZE).min(self.limits.sorted) / part;
            rows = self.scan_prefix(&mut tx, &sight, &pagination, most).await?;
        }
        if rows.len() <= size {
            if found == Candidates::TooMany {
                if wanted.is_none() {
                    wanted = Some(self.store.cancel_on_drop(&mut tx).await?);
                }
                found = self.found(&mut tx, permit, &parts, term, self.limits.sorted).await?;
                tx.allow_bitmap_scan().await?;
            }
            rows = self.run(&mut tx, &Visibility { permit, object, filter, term, found: &found }, &pagination).await?;
        }
        let total = match &found {
            Candidates::All => Total::exact(count(&mut tx, permit.object(), permit.view()).await?.0),
            Candidates::Records(ids) => Total::exact(i64::try_from(ids.len()).unwrap_or_default()),
            Candidates::TooMany => Total { count: self.limits.counted, more: true },
        };
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
            // The first page has position 0, whatever has changed since the cursor was made.
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

/// How a page reads the ranges of its list.
struct Pagination<'a> {
    ranges: Vec<IndexRange>,
    descending: bool,
    /// The last row of the page before; `None` for the first page.
    cursor: Option<&'a Cursor>,
    /// Rows of the page. One more is read, which says whether there is another page.
    size: usize,
}

impl Pagination<'_> {
    fn is_backward(&self) -> bool {
        self.cursor.is_some_and(|cursor| cursor.side == Side::Before)
    }

    /// Whether the rows of a range are read in descending order.
    fn is_descending(&self) -> bool {
        self.descending != self.is_backward()
    }

    /// The first range.
    fn start(&self) -> usize {
        self.cursor.map_or(0, |cursor| range_of(&self.ranges, cursor))
    }
}

impl Records {
    /// The rows of a page, and one more if there is another page.
    async fn run(&self, tx: &mut Tx, sight: &Visibility<'_>, pagination: &Pagination<'_>) -> Result<Vec<Row>> {
        let start = pagination.start();
        let way: Vec<usize> = if pagination.is_backward() {
            (0..=start).rev().collect()
        } else {
            (start..pagination.ranges.len()).collect()
        };
        let mut rows = Vec::new();
        let mut from = pagination.cursor;
        for range in way.into_iter().filter_map(|index| pagination.ranges.get(index)) {
            let limit = pagination.size + 1 - rows.len();
            let sql = self.range_rows(COLUMNS, sight, range, from.take(), pagination.is_descending());
            // The limit of a whole page is a literal: PostgreSQL keeps a good plan only if it knows that few rows are
            // wanted.
            let sql = if rows.is_empty() {
                sql.push(&format!(" LIMIT {limit}"))
            } else {
                sql.push(" LIMIT ").bind(i64::try_from(limit).unwrap_or_default())
            };
            let mut found = tx.all(sql).await?;
            range.cut(&mut found)?;
            rows.append(&mut found);
            if rows.len() > pagination.size {
                break;
            }
        }
        Ok(rows)
    }

    /// The rows of a page that are among the first `most` records of its first range.
    async fn scan_prefix(
        &self,
        tx: &mut Tx,
        sight: &Visibility<'_>,
        pagination: &Pagination<'_>,
        most: i64,
    ) -> Result<Vec<Row>> {
        let Some(range) = pagination.ranges.get(pagination.start()).filter(|range| range.is_indexed()) else {
            return Ok(Vec::new());
        };
        let sql = self.range_prefix(COLUMNS, sight, range, pagination.cursor, pagination.is_descending(), most);
        tx.all(sql.push(&format!(" LIMIT {}", pagination.size + 1))).await
    }

    /// How many active records the actor sees that match a search and a filter: for a page whose total is "or more".
    pub async fn count_records(
        &self,
        permit: &Permit<View>,
        object: &Object,
        search: &str,
        filter: &Filter,
    ) -> Result<Total> {
        let mut tx = self.store.snapshot().await?;
        let term = text::search_term(search);
        let wanted = self.store.cancel_on_drop(&mut tx).await?;
        let total = match self.found_count(&mut tx, permit, object, filter, term.as_deref()).await? {
            Some(counted) => counted,
            None => count(&mut tx, permit.object(), permit.view()).await?.0,
        };
        wanted.done();
        let most = self.limits.counted_beside;
        Ok(Total { count: total.min(most), more: total > most })
    }
}

fn record_row(object: &Object, row: &Row, delete: Option<&Permit<Delete>>) -> Result<RecordRow> {
    let owner = person(row, "owner")?;
    let mut values: domain::value::Values = row.json("properties")?;
    values.retain(|key, _| object.property(key).is_some());
    Ok(RecordRow {
        id: RecordId(row.int("id")?),
        name: row.text("name")?,
        key: row.get("unique_key")?,
        may_delete: delete.is_some_and(|permit| permit.covers(owner.as_ref().map(|owner| owner.id))),
        values,
        owner,
        stage: row.get::<Option<i64>>("stage_id")?.map(StageId),
        created: row.time("created_at")?,
        updated: row.time("updated_at")?,
    })
}
