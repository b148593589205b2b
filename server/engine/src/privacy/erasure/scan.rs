//! The search of the whole database for the identifiers of a person: for the mentions of a preview, and again at the end of an
//! erasure.
//!
//! Each table of the data map is read once. The database hands out the rows that may contain an identifier: those that match a
//! pattern, and those with letters outside of ASCII, whose case and accents it cannot ignore. Each text is then compared here,
//! as a preview, a redaction and a certificate compare it.

use super::{
    data_map::{Class, DATA_MAP, MappedTable, Search},
    texts::each_text,
};
use crate::{
    Result,
    db::{Sql, Store, Tx},
};
use domain::privacy::{Excerpt, IdentifierKind, Identifiers};
use std::collections::BTreeSet;

/// A stored value that contains an identifier.
#[derive(Debug)]
pub(super) struct Hit {
    /// Its table.
    pub table: &'static MappedTable,
    /// Its column.
    pub column: &'static str,
    /// The class of its column.
    pub class: Class,
    /// The number that finds its row again, by the key of the table.
    pub key: i64,
    /// The kinds of identifiers.
    pub found: BTreeSet<IdentifierKind>,
    /// The first place.
    pub excerpt: Excerpt,
}

/// How many columns a scan reads.
pub(super) fn columns() -> usize {
    DATA_MAP.iter().map(|table| table.scanned().count()).sum()
}

/// Every stored value that contains an identifier.
pub(super) async fn scan(db: &Store, tx: &mut Tx, identifiers: &Identifiers) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    if identifiers.is_empty() {
        return Ok(hits);
    }
    let patterns = identifiers.like_patterns();
    for table in DATA_MAP {
        if table.scanned().next().is_some() {
            scan_table(db, tx, table, identifiers, &patterns, &mut hits).await?;
        }
    }
    Ok(hits)
}

async fn scan_table(
    db: &Store,
    tx: &mut Tx,
    table: &'static MappedTable,
    identifiers: &Identifiers,
    patterns: &[String],
    hits: &mut Vec<Hit>,
) -> Result<()> {
    let columns: Vec<(&'static str, Class)> = table.scanned().collect();
    let texts: Vec<String> = columns.iter().map(|(column, _)| format!("CAST({column} AS TEXT) AS {column}")).collect();
    let sql = Sql::new(&format!(
        "SELECT CAST({} AS BIGINT) AS hit_key, {} FROM {} WHERE ",
        table.key,
        texts.join(", "),
        table.name
    ));
    let sql = match table.search {
        Search::Index => {
            let sql = sql.push("record_id IN (SELECT hit.id FROM ");
            db.hits(sql, &identifiers.search_terms()).push(")")
        }
        Search::Normalized(searched) => matching(db, sql, searched, false, patterns),
        Search::Patterns => {
            let searched: Vec<&str> = columns.iter().map(|(column, _)| *column).collect();
            matching(db, sql, &searched, true, patterns)
        }
    };
    for row in tx.all(sql).await? {
        let key = row.int("hit_key")?;
        for (column, class) in &columns {
            let Some(text) = row.get::<Option<String>>(column)? else { continue };
            let (mut found, mut excerpt) = (BTreeSet::new(), None);
            each_text(&text, &mut |text| {
                for (range, kind) in identifiers.find(text) {
                    found.insert(kind);
                    excerpt.get_or_insert_with(|| Excerpt::of(text, range));
                }
                true
            });
            if let Some(excerpt) = excerpt {
                hits.push(Hit { table, column, class: *class, key, found, excerpt });
            }
        }
    }
    Ok(())
}

/// Adds the condition that one of these columns matches a pattern or, with `not_ascii`, has letters that the database cannot
/// compare.
fn matching(db: &Store, sql: Sql, columns: &[&str], not_ascii: bool, patterns: &[String]) -> Sql {
    let first = sql.next();
    // A percent sign can hide letters, as in the address of a saved view.
    let any = |column: &str| {
        let text = format!("CAST({column} AS TEXT)");
        let encoded = if column == "query" { format!(" OR {text} LIKE '%\\%%' ESCAPE '\\'") } else { String::new() };
        format!("octet_length({text}) <> length({text}){encoded} OR ")
    };
    let condition = |column: &&str| {
        format!("{}{}", if not_ascii { any(column) } else { String::new() }, db.like_any(column, first, patterns.len()))
    };
    let conditions: Vec<String> = columns.iter().map(condition).collect();
    let sql = sql.push(&conditions.join(" OR "));
    patterns.iter().fold(sql, Sql::with)
}
