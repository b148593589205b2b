//! Index pages: keyset pages of a sorted view.
//!
//! A view is a row of sections, each of which one index serves in order: the records that have a sort value, then
//! those that have none; for a sort by owner, the records of each owner in the order of their names. A page starts
//! at its cursor and runs through sections until it is full, so that its cost does not depend on its depth.

use super::{Life, person, select};
use crate::{
    Engine, Error, Result,
    db::{Db, Row, Sql, Tx},
    objects::count,
};
use domain::{
    filter::Filter,
    ids::{ObjectId, RecordId, StageId},
    object::{Object, PropertyKind},
    policy::{Delete, Permit, Scope, View},
    record::RecordRow,
    text,
    view::{Cursor, IndexQuery, RecordPage, Side, SortBy},
};

/// Rows of a page, more or less.
const PAGE: i64 = 50;

const COLUMNS: &str = "r.id, r.name, r.unique_key, r.properties, r.owner_id, owner.name AS owner_name, \
                       r.stage_id, r.created";

enum Section {
    /// Records that have a value of this expression, in its order.
    Ordered(String, Values),
    /// Records that have none.
    Missing(String),
    /// Records of one owner.
    Owner(i64),
    /// Records of nobody.
    Nobody,
}

/// What the values of an expression are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Values {
    Text,
    /// Whole numbers of 64 bits.
    Int,
    /// Decimal numbers.
    Number,
}

impl Section {
    /// The same, but found by owner and sorted.
    fn without_index(self, db: &Db) -> Self {
        match self {
            Self::Ordered(expression, values) => Self::Ordered(db.unindexed(&expression), values),
            Self::Missing(expression) => Self::Missing(db.unindexed(&expression)),
            section => section,
        }
    }
}

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
        let mut sections = self.sections(&mut tx, permit, object, query).await?;
        if few_in_sight(&mut tx, permit).await? {
            sections = sections.into_iter().map(|section| section.without_index(&self.db)).collect();
        }
        let backward = query.cursor.as_ref().is_some_and(|cursor| cursor.side == Side::Before);
        let wanted = usize::try_from(query.size).unwrap_or_default();

        let mut rows = Vec::new();
        let mut from = query.cursor.clone();
        let start = from.as_ref().map_or(0, |cursor| section_of(&sections, cursor));
        let run: Vec<usize> = if backward { (0..=start).rev().collect() } else { (start..sections.len()).collect() };
        for index in run {
            let Some(section) = sections.get(index) else { break };
            let limit = wanted + 1 - rows.len();
            let descending = query.sort.descending != backward;
            let sql =
                self.section_rows(permit, &query.filter, term.as_deref(), section, from.take().as_ref(), descending);
            let sql = sql.push(" LIMIT ").bind(i64::try_from(limit).unwrap_or_default());
            rows.extend(tx.all(sql).await?);
            if rows.len() > wanted {
                break;
            }
        }

        let more = rows.len() > wanted;
        rows.truncate(wanted);
        if backward {
            rows.reverse();
        }
        let count = i64::try_from(rows.len()).unwrap_or_default();
        let total = self.total(&mut tx, permit, &query.filter, term.as_deref()).await?;
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

    async fn sections(
        &self,
        tx: &mut Tx,
        permit: &Permit<View>,
        object: &Object,
        query: &IndexQuery,
    ) -> Result<Vec<Section>> {
        let (expression, values) = match &query.sort.by {
            SortBy::Name => return Ok(vec![Section::Ordered("r.name_folded".to_owned(), Values::Text)]),
            SortBy::Created => return Ok(vec![Section::Ordered("r.created".to_owned(), Values::Int)]),
            SortBy::Owner => {
                let sql = Sql::new(
                    "SELECT owner.id AS id FROM record_count JOIN app_user AS owner ON owner.id = record_count.owner_id \
                     WHERE record_count.living > 0 AND record_count.object_id = ",
                )
                .bind(permit.object())
                .and_in_scope("owner.id", permit.view())
                .push(" ORDER BY owner.name_folded, owner.id");
                let mut owners = tx
                    .all(sql)
                    .await?
                    .iter()
                    .map(|row| row.int("id").map(Section::Owner))
                    .collect::<Result<Vec<_>>>()?;
                if query.sort.descending {
                    owners.reverse();
                }
                owners.push(Section::Nobody);
                return Ok(owners);
            }
            SortBy::Key => ("r.unique_key".to_owned(), Values::Text),
            SortBy::Property(key) => {
                let Some(property) = object.property(key) else { return Err(Error::NotFound) };
                let values = if property.kind.is_number() { Values::Number } else { Values::Text };
                (self.property_expression(key, property.kind)?, values)
            }
        };
        Ok(vec![Section::Ordered(expression.clone(), values), Section::Missing(expression)])
    }

    /// The expression that the index of a property is made of.
    pub(crate) fn property_expression(&self, key: &str, kind: PropertyKind) -> Result<String> {
        // The key is part of the text, because only then does the index of the expression serve.
        if !key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            return Err(Error::Corrupt(format!("property key {key:?}")));
        }
        Ok(if kind.is_number() {
            self.db.number(&format!("r.properties ->> '{key}'"))
        } else {
            self.db.bytewise(&format!("lower(r.properties ->> '{key}')"))
        })
    }

    fn section_rows(
        &self,
        permit: &Permit<View>,
        filter: &Filter,
        term: Option<&str>,
        section: &Section,
        from: Option<&Cursor>,
        descending: bool,
    ) -> Sql {
        let (beyond, direction) = if descending { ("<", "DESC") } else { (">", "ASC") };
        let (value, order) = match section {
            Section::Ordered(expression, values) => {
                let value = match values {
                    Values::Text | Values::Int => expression.clone(),
                    Values::Number => format!("CAST({expression} AS TEXT)"),
                };
                (value, format!("{expression} {direction}, "))
            }
            Section::Missing(_) | Section::Nobody => ("NULL".to_owned(), String::new()),
            Section::Owner(_) => ("r.owner_id".to_owned(), String::new()),
        };
        let columns = format!("{COLUMNS}, {value} AS sort_value");
        let owner = " LEFT JOIN app_user AS owner ON owner.id = r.owner_id";
        let sql = self.find(&columns, term, owner, Life::Living, permit.object(), permit.view());
        let mut sql = self.narrow(sql, filter, permit.actor());
        sql = match section {
            Section::Ordered(expression, _) => sql.push(" AND ").push(expression).push(" IS NOT NULL"),
            Section::Missing(expression) => sql.push(" AND ").push(expression).push(" IS NULL"),
            Section::Owner(owner) => sql.push(" AND r.owner_id = ").bind(*owner),
            Section::Nobody => sql.push(" AND r.owner_id IS NULL"),
        };
        if let Some(cursor) = from {
            sql = match section {
                Section::Ordered(expression, values) => {
                    let sql = sql.push(" AND (").push(expression).push(", r.id) ").push(beyond).push(" (");
                    let value = cursor.value.as_deref().unwrap_or_default();
                    let sql = match values {
                        Values::Text => sql.bind(value),
                        Values::Int => sql.bind(value.parse::<i64>().unwrap_or_default()),
                        // An address can hold anything; what is no number is none.
                        Values::Number => {
                            let number = domain::value::parse_number(value).unwrap_or_else(|| "0".to_owned());
                            let placeholder = self.db.number_of(sql.next());
                            sql.push(&placeholder).with(number)
                        }
                    };
                    sql.push(", ").bind(cursor.id).push(")")
                }
                _ => sql.push(" AND r.id ").push(beyond).push(" ").bind(cursor.id),
            };
        }
        sql.push(" ORDER BY ").push(&order).push("r.id ").push(direction)
    }

    /// `SELECT columns` of the records in sight, narrowed to what a search finds. The hits lead: SQLite keeps the order
    /// of a cross join, and would otherwise walk the whole table in the hope of meeting them.
    pub(crate) fn find(
        &self,
        columns: &str,
        term: Option<&str>,
        joins: &str,
        life: Life,
        object: ObjectId,
        sight: &Scope,
    ) -> Sql {
        match term {
            None => select(columns, Sql::new("record AS r").push(joins), life, object, sight),
            Some(term) => {
                let source = self.db.hits(Sql::new(""), term).push(" CROSS JOIN record AS r").push(joins);
                select(columns, source, life, object, sight).push(" AND r.id = hit.id")
            }
        }
    }

    async fn total(&self, tx: &mut Tx, permit: &Permit<View>, filter: &Filter, term: Option<&str>) -> Result<i64> {
        if term.is_none() && filter.is_empty() {
            return Ok(count(tx, permit.object(), permit.view()).await?.0);
        }
        let sql = self.find("count(*) AS value", term, "", Life::Living, permit.object(), permit.view());
        Ok(tx.value(self.narrow(sql, filter, permit.actor())).await?.unwrap_or_default())
    }
}

/// Whether so few of the object's records are in sight that it is quicker to sort all of these than to walk an index of
/// the whole object in the hope of meeting them. A walk meets one in sight each (records / in sight) steps.
async fn few_in_sight(tx: &mut Tx, permit: &Permit<View>) -> Result<bool> {
    if *permit.view() == Scope::Everything {
        return Ok(false);
    }
    let all = count(tx, permit.object(), &Scope::Everything).await?.0;
    let seen = count(tx, permit.object(), permit.view()).await?.0;
    Ok(seen.saturating_mul(seen) < all.saturating_mul(PAGE))
}

/// The section a cursor lies in; the first where it is not known any more.
fn section_of(sections: &[Section], cursor: &Cursor) -> usize {
    let found = sections.iter().position(|section| match section {
        Section::Ordered(..) => cursor.value.is_some(),
        Section::Owner(owner) => cursor.value.as_deref() == Some(owner.to_string().as_str()),
        Section::Missing(_) | Section::Nobody => cursor.value.is_none(),
    });
    found.unwrap_or_default()
}

fn cursor(by: &SortBy, row: &Row, side: Side, position: i64) -> Result<Cursor> {
    let value = match by {
        SortBy::Created | SortBy::Owner => row.get::<Option<i64>>("sort_value")?.map(|value| value.to_string()),
        SortBy::Name | SortBy::Key | SortBy::Property(_) => row.get("sort_value")?,
    };
    Ok(Cursor { side, position, id: RecordId(row.int("id")?), value })
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
    })
}
