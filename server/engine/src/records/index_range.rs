//! The index ranges of a sorted list: the parts of it that one index serves in order.

use super::{Lifecycle, Path, candidates::Candidates, index_scan::and_matches, of_object, select, select_where};
use crate::{
    Error, Result,
    db::{Row, Sql, Store, Tx},
    records::Records,
    records::count,
};
use domain::{
    filter::Filter,
    ids::{ObjectId, RecordId},
    object::{Object, PropertyKind},
    policy::{Permit, Scope, View},
    text::search_terms,
    view::{Cursor, IndexQuery, Side, SortBy},
};

/// About the number of rows of a page.
const PAGE: i64 = 50;

/// A part of a view.
pub(super) enum IndexRange {
    /// Records with a value of this expression, in its order; the flag says whether an index has that order.
    Ordered(String, Values, bool),
    /// Records that have none.
    Missing(String, bool),
    /// Records of one owner.
    Owner(i64),
    /// Unassigned records.
    Unassigned,
    /// Records in one stage, by their last change.
    Stage(i64),
    /// Records in none.
    NoStage,
}

/// The type of the values of an expression. A property is a text or a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    Text,
    /// Whole numbers of 64 bits.
    Int,
    /// Decimal numbers.
    Number,
}

/// What the queries of all ranges of a list have in common.
pub(super) struct Visibility<'a> {
    pub permit: &'a Permit<View>,
    pub object: &'a Object,
    pub filter: &'a Filter,
    pub term: Option<&'a str>,
    pub found: &'a Candidates,
}

impl Records {
    /// The ranges of a list, in its order.
    pub(super) async fn ranges(
        &self,
        tx: &mut Tx,
        permit: &Permit<View>,
        object: &Object,
        query: &IndexQuery,
    ) -> Result<Vec<IndexRange>> {
        let ordered = |expression: &str, values| Ok(vec![IndexRange::Ordered(expression.to_owned(), values, true)]);
        let (expression, values, indexed) = match &query.sort.by {
            SortBy::Name => return ordered("r.name_normalized", Values::Text),
            SortBy::Created => return ordered("r.created_at", Values::Int),
            SortBy::Updated => return ordered("r.updated_at", Values::Int),
            SortBy::Owner => return owners(tx, permit, query.sort.descending).await,
            SortBy::Stage => return stages(tx, permit, object, query.sort.descending).await,
            SortBy::Key => ("r.unique_key".to_owned(), Values::Text, true),
            SortBy::Property(key) => {
                let Some(property) = object.property(key) else { return Err(Error::NotFound) };
                let values = if property.kind.is_number() { Values::Number } else { Values::Text };
                (self.property_expression(key, property.kind)?, values, property.indexed)
            }
        };
        Ok(vec![IndexRange::Ordered(expression.clone(), values, indexed), IndexRange::Missing(expression, indexed)])
    }

    /// The expression of a property's index.
    pub(crate) fn property_expression(&self, key: &str, kind: PropertyKind) -> Result<String> {
        // The key is part of the text, because only then is the index of the expression used.
        if !key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            return Err(Error::Corrupt(format!("property key {key:?}")));
        }
        Ok(if kind.is_number() {
            self.store.number(&format!("r.properties ->> '{key}'"))
        } else {
            self.store.normalized(key)
        })
    }

    /// The query of the rows of a range, after the cursor if there is one. Without an index, rows without a value
    /// follow: see [`IndexRange::cut`].
    pub(super) fn range_rows(
        &self,
        columns: &str,
        sight: &Visibility<'_>,
        range: &IndexRange,
        from: Option<&Cursor>,
        descending: bool,
    ) -> Sql {
        let (beyond, direction) = if descending { ("<", "DESC") } else { (">", "ASC") };
        let (value, order) = match range {
            IndexRange::Ordered(expression, values, _) => {
                let value = match values {
                    Values::Text | Values::Int => expression.clone(),
                    Values::Number => format!("CAST({expression} AS TEXT)"),
                };
                // Rows without a value are removed after reading: a condition for them would double the time.
                let last = if range.is_indexed() { "" } else { " NULLS LAST" };
                (value, format!("{expression} {direction}{last}, "))
            }
            IndexRange::Missing(..) | IndexRange::Unassigned | IndexRange::NoStage => {
                ("NULL".to_owned(), String::new())
            }
            IndexRange::Owner(_) => ("r.owner_id".to_owned(), String::new()),
            IndexRange::Stage(_) => ("r.updated_at".to_owned(), format!("r.updated_at {direction}, ")),
        };
        let columns = format!("{columns}, {value} AS sort_value");
        let sql = self.range_of(sight, range, &columns);
        let sql = match range {
            // A row after a value has a value itself.
            IndexRange::Ordered(..) if from.is_some() || !range.is_indexed() => sql,
            IndexRange::Ordered(expression, Values::Text, _) => {
                sql.push(" AND ").push(&self.store.known(expression, "''"))
            }
            IndexRange::Ordered(expression, Values::Number, _) => {
                sql.push(" AND ").push(&self.store.known(expression, "-9e999"))
            }
            // Every record has a moment of creation and of its last change.
            IndexRange::Ordered(_, Values::Int, _) => sql,
            IndexRange::Missing(expression, _) => sql.push(" AND ").push(expression).push(" IS NULL"),
            IndexRange::Owner(owner) => sql.push(" AND r.owner_id = ").bind(*owner),
            IndexRange::Unassigned => sql.push(" AND r.owner_id IS NULL"),
            IndexRange::Stage(stage) => sql.push(" AND r.stage_id = ").bind(*stage),
            IndexRange::NoStage => sql.push(" AND r.stage_id IS NULL"),
        };
        let sql = match from {
            Some(cursor) => self.beyond(sql, range, cursor, beyond),
            None => sql,
        };
        sql.push(" ORDER BY ").push(&order).push("r.id ").push(direction)
    }

    /// The query of the records that a range is a part of.
    fn range_of(&self, sight: &Visibility<'_>, range: &IndexRange, columns: &str) -> Sql {
        let Visibility { permit, filter, term, found, .. } = sight;
        let find =
            |path, term| self.find_by(path, columns, term, "", Lifecycle::Active, permit.object(), permit.view());
        match (found, term) {
            // The ids drive the join: a list of ids in a condition would be compared with every record of the order.
            (Candidates::Records(ids), _) => {
                let source = Sql::new("").json_rows(ids.iter().map(|id| (*id).into())).push(" CROSS JOIN record AS r");
                select(columns, source, Lifecycle::Active, permit.object(), permit.view())
                    .push(" AND r.id = CAST(each.value AS BIGINT)")
            }
            (_, term) if range.is_indexed() => {
                self.apply_filter_in_order(and_matches(find(range.path(), None), *term), filter, permit.actor())
            }
            // The hits lead.
            (_, Some(_)) => self.apply_filter(find(Path::Usual, *term), filter, permit.actor()),
            (_, None) => self.apply_filter(find(Path::Whole, None), filter, permit.actor()),
        }
    }

    fn beyond(&self, sql: Sql, range: &IndexRange, cursor: &Cursor, beyond: &str) -> Sql {
        let (expression, values) = match range {
            IndexRange::Ordered(expression, values, _) => (expression.as_str(), *values),
            IndexRange::Stage(_) => ("r.updated_at", Values::Int),
            _ => return sql.push(" AND r.id ").push(beyond).push(" ").bind(cursor.id),
        };
        let value = cursor.value.as_deref().unwrap_or_default();
        let placeholder = format!("${}", sql.next());
        let (placeholder, sql) = match values {
            Values::Text => (placeholder, sql.with(value)),
            // In a cursor by stage, the part after the stage's id.
            Values::Int => {
                let int = value.rsplit('~').next().and_then(|int| int.parse::<i64>().ok()).unwrap_or_default();
                (placeholder, sql.with(int))
            }
            // A cursor comes from an address and can hold anything; what is no number counts as 0. SQLite writes small
            // numbers with an exponent.
            Values::Number => {
                let number = value.parse().is_ok_and(f64::is_finite);
                (self.store.number_of(sql.next()), sql.with(if number { value } else { "0" }))
            }
        };
        let sql = match range.path() {
            Path::Served => sql.push(&self.store.and_from(expression, beyond, &placeholder)),
            Path::Usual | Path::Whole => sql,
        };
        sql.push(&format!(" AND ({expression}, r.id) {beyond} ({placeholder}, ")).bind(cursor.id).push(")")
    }

    /// `SELECT columns` of the records in scope that match a search. The matches drive the join: SQLite keeps the order
    /// of a cross join, and would otherwise scan the whole table.
    pub(crate) fn find(
        &self,
        columns: &str,
        term: Option<&str>,
        joins: &str,
        life: Lifecycle,
        object: ObjectId,
        sight: &Scope,
    ) -> Sql {
        self.find_by(Path::Usual, columns, term, joins, life, object, sight)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a query, and the way through it")]
    pub(super) fn find_by(
        &self,
        path: Path,
        columns: &str,
        term: Option<&str>,
        joins: &str,
        life: Lifecycle,
        object: ObjectId,
        sight: &Scope,
    ) -> Sql {
        if let Some(term) = term {
            let source = self.store.hits(Sql::new(""), &search_terms(term)).push(" CROSS JOIN record AS r").push(joins);
            return select(columns, source, life, object, sight).push(" AND r.id = hit.id");
        }
        let whole = if path == Path::Whole { self.store.end_to_end() } else { "" };
        let of_object = of_object(object);
        let of_object = if path == Path::Served { self.store.likelihood(&of_object) } else { of_object };
        select_where(columns, Sql::new("record AS r").push(whole).push(joins), &of_object, life, sight)
    }
}

impl IndexRange {
    /// Whether an index has the order of the range.
    pub fn is_indexed(&self) -> bool {
        !matches!(self, Self::Ordered(_, _, false) | Self::Missing(_, false) | Self::NoStage)
    }

    /// Removes the rows without a value that follow those of the range.
    pub fn cut(&self, rows: &mut Vec<Row>) -> Result<()> {
        if let Self::Ordered(_, _, false) = self {
            let values = rows.iter().map(|row| row.get::<Option<String>>("sort_value")).collect::<Result<Vec<_>>>()?;
            rows.truncate(values.iter().take_while(|value| value.is_some()).count());
        }
        Ok(())
    }

    /// The path to the records of the range. The index of a property covers one object; without a hint SQLite would
    /// take an index that begins with the object and sort.
    fn path(&self) -> Path {
        match self {
            Self::Ordered(expression, ..) | Self::Missing(expression, _)
                if expression.contains("r.properties") && !expression.starts_with('+') =>
            {
                Path::Served
            }
            _ => Path::Usual,
        }
    }

    /// The same range, found by owner and sorted.
    pub fn without_index(self, db: &Store) -> Self {
        match self {
            Self::Ordered(expression, values, indexed) => Self::Ordered(db.unindexed(&expression), values, indexed),
            Self::Missing(expression, indexed) => Self::Missing(db.unindexed(&expression), indexed),
            range => range,
        }
    }
}

/// Whether the actor sees so few of the object's records that sorting them is faster than scanning an index of the
/// whole object, and how many records such a scan reads for each visible one.
pub(super) async fn few_visible(tx: &mut Tx, permit: &Permit<View>) -> Result<(bool, i64)> {
    if *permit.view() == Scope::Everything {
        return Ok((false, 1));
    }
    let all = count(tx, permit.object(), &Scope::Everything).await?.0;
    let seen = count(tx, permit.object(), permit.view()).await?.0;
    Ok((seen.saturating_mul(seen) < all.saturating_mul(PAGE), all / seen.max(1) + 1))
}

/// One range for each visible owner with records, by name, and one for unassigned records.
async fn owners(tx: &mut Tx, permit: &Permit<View>, descending: bool) -> Result<Vec<IndexRange>> {
    let sql = Sql::new(
        "SELECT owner.id AS id FROM record_count JOIN app_user AS owner ON owner.id = record_count.owner_id \
         WHERE record_count.active > 0 AND record_count.object_id = ",
    )
    .bind(permit.object())
    .and_in_scope("owner.id", permit.view())
    .push(" ORDER BY owner.name_normalized, owner.id");
    let mut owners =
        tx.all(sql).await?.iter().map(|row| row.int("id").map(IndexRange::Owner)).collect::<Result<Vec<_>>>()?;
    if descending {
        owners.reverse();
    }
    owners.push(IndexRange::Unassigned);
    Ok(owners)
}

/// One range for each stage, and one for records without a stage if the totals say that there are any, because no index
/// finds those.
async fn stages(tx: &mut Tx, permit: &Permit<View>, object: &Object, descending: bool) -> Result<Vec<IndexRange>> {
    let mut stages: Vec<IndexRange> = object.stages().map(|stage| IndexRange::Stage(stage.id.0)).collect();
    if descending {
        stages.reverse();
    }
    let sql = Sql::new("SELECT CAST(coalesce(sum(active), 0) AS BIGINT) AS value FROM stage_count WHERE stage_id IN ")
        .in_list(object.stages().map(|stage| stage.id.0))
        .and_in_scope("nullif(owner_id, 0)", permit.view());
    let placed = tx.value::<i64>(sql).await?.unwrap_or_default();
    if placed < count(tx, permit.object(), permit.view()).await?.0 {
        stages.push(IndexRange::NoStage);
    }
    Ok(stages)
}

/// The index of the range that holds a cursor; the first if it is unknown.
pub(super) fn range_of(ranges: &[IndexRange], cursor: &Cursor) -> usize {
    let value = cursor.value.as_deref();
    let found = ranges.iter().position(|range| match range {
        IndexRange::Ordered(..) => value.is_some(),
        IndexRange::Owner(owner) => value == Some(owner.to_string().as_str()),
        IndexRange::Stage(stage) => {
            value.and_then(|value| value.split_once('~')).is_some_and(|(of, _)| of == stage.to_string())
        }
        IndexRange::Missing(..) | IndexRange::Unassigned | IndexRange::NoStage => value.is_none(),
    });
    found.unwrap_or_default()
}

/// The cursor beside a row.
pub(super) fn cursor(by: &SortBy, row: &Row, side: Side, position: i64) -> Result<Cursor> {
    let int = || row.get::<Option<i64>>("sort_value");
    let value = match by {
        SortBy::Created | SortBy::Updated | SortBy::Owner => int()?.map(|value| value.to_string()),
        SortBy::Stage => {
            let stage: Option<i64> = row.get("stage_id")?;
            stage.zip(int()?).map(|(stage, updated)| format!("{stage}~{updated}"))
        }
        SortBy::Name | SortBy::Key | SortBy::Property(_) => row.get("sort_value")?,
    };
    Ok(Cursor { side, position, id: RecordId(row.int("id")?), value })
}

#[cfg(test)]
mod tests;
