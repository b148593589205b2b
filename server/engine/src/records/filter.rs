//! Translates a filter into SQL. Values are bound. The key of a property is part of the text, because only then is the
//! index of the property used; it consists of letters, digits and `_`.

use crate::{db::Sql, records::Records};
use domain::{
    filter::{Condition, Field, Filter, ME, Test},
    ids::UserId,
    object::{Object, PropertyKind},
    text::{normalize, normalize_value},
    time::Date,
    value::BETWEEN,
};

/// The context of a filter: the user that "me" stands for, and today's date.
#[derive(Clone, Copy)]
struct Look {
    me: UserId,
    today: Date,
    /// Whether the query scans an index in the order of the list, so that conditions must not use another index.
    in_order: bool,
}

impl Records {
    /// Appends ` AND` the record `r` matches the filter; nothing for an empty filter.
    pub(crate) fn apply_filter(&self, sql: Sql, filter: &Filter, me: UserId) -> Sql {
        self.apply_filter_with(sql, filter, me, false)
    }

    /// The same for a query that scans an index in its order and tests each record.
    pub(crate) fn apply_filter_in_order(&self, sql: Sql, filter: &Filter, me: UserId) -> Sql {
        self.apply_filter_with(sql, filter, me, true)
    }

    fn apply_filter_with(&self, sql: Sql, filter: &Filter, me: UserId, in_order: bool) -> Sql {
        if filter.is_empty() {
            return sql;
        }
        let look = Look { me, today: self.store.now().date(), in_order };
        let mut sql = sql.push(" AND (");
        for (place, group) in filter.any.iter().enumerate() {
            sql = sql.push(if place == 0 { "(" } else { " OR (" });
            for (place, condition) in group.iter().enumerate() {
                sql = self.condition(sql.push(if place == 0 { "" } else { " AND " }), condition, look);
            }
            sql = sql.push(")");
        }
        sql.push(")")
    }

    fn condition(&self, sql: Sql, condition: &Condition, look: Look) -> Sql {
        let Some(column) = self.column(condition) else { return sql.push("FALSE") };
        let column = if look.in_order { self.store.unindexed(&column) } else { column };
        match condition.test {
            Test::Is | Test::IsNot => words(sql, &column, condition, look),
            Test::Starts => starts(sql, &column, condition),
            Test::Contains | Test::Lacks => text(sql, &column, condition),
            Test::Equal | Test::Unequal | Test::Less | Test::More | Test::Within => {
                self.number(sql, &column, condition)
            }
            Test::Any | Test::NoneOf => choices(sql, &column, condition),
            Test::On | Test::Before | Test::After | Test::Between | Test::Last | Test::Next => {
                time(sql, &column, condition, look.today)
            }
            Test::Known => sql.push(&column).push(" IS NOT NULL"),
            Test::Unknown => sql.push(&column).push(" IS NULL"),
        }
    }

    /// The expression of a field; for a property the one that its index has. `None` for an invalid key.
    fn column(&self, condition: &Condition) -> Option<String> {
        let number = matches!(condition.test, Test::Equal | Test::Unequal | Test::Less | Test::More | Test::Within);
        let kind = if number { PropertyKind::Number } else { PropertyKind::Text };
        Some(match &condition.field {
            Field::Name => "r.name_normalized".to_owned(),
            Field::Key => "r.unique_key".to_owned(),
            Field::Owner => "r.owner_id".to_owned(),
            Field::Stage => "r.stage_id".to_owned(),
            Field::Created => "r.created_at".to_owned(),
            Field::Updated => "r.updated_at".to_owned(),
            Field::Property(key) => self.property_expression(key, kind).ok()?,
            Field::Gone => return None,
        })
    }

    fn number(&self, sql: Sql, column: &str, condition: &Condition) -> Sql {
        let bind = |sql: Sql, value: &String| {
            let placeholder = self.store.number_of(sql.next());
            sql.push(&placeholder).with(value)
        };
        let compare = |sql: Sql, sign: &str, value: Option<&String>| match value {
            Some(value) => bind(sql.push(column).push(sign), value),
            None => sql.push("FALSE"),
        };
        let mut values = condition.values.iter();
        match condition.test {
            Test::Less => compare(sql, " < ", values.next()),
            Test::More => compare(sql, " > ", values.next()),
            Test::Within => {
                let sql = compare(sql, " >= ", values.next()).push(" AND ");
                compare(sql, " <= ", values.next())
            }
            _ => one_of(sql, column, condition, |sql, value| bind(sql, value)),
        }
    }
}

/// Whether an index serves a group of conditions: an index for one of them is enough.
pub(super) fn is_served(object: &Object, group: &[Condition]) -> bool {
    group.iter().any(|condition| {
        condition.test.is_range()
            && match &condition.field {
                Field::Property(key) => object.property(key).is_some_and(|property| property.indexed),
                // What is gone is met in none.
                _ => true,
            }
    })
}

/// Whether an index that ends with the record's id can answer the condition for one record.
pub(super) fn is_probed(object: &Object, condition: &Condition) -> bool {
    matches!(condition.test, Test::Is | Test::Equal)
        && match &condition.field {
            Field::Owner => true,
            Field::Property(key) => object.property(key).is_some_and(|property| property.indexed),
            _ => false,
        }
}

/// `column IN (…)`, or its negation.
fn one_of(sql: Sql, column: &str, condition: &Condition, bind: impl Fn(Sql, &String) -> Sql) -> Sql {
    let not = matches!(condition.test, Test::IsNot | Test::Unequal);
    let sql = if not { sql.push("(").push(column).push(" IS NULL OR ") } else { sql };
    let mut sql = sql.push(column).push(if not { " NOT IN (" } else { " IN (" });
    for (place, value) in condition.values.iter().enumerate() {
        sql = bind(if place == 0 { sql } else { sql.push(", ") }, value);
    }
    sql.push(if not { "))" } else { ")" })
}

/// A text as its column has it.
fn normalized(field: &Field, text: &str) -> String {
    match field {
        Field::Name => normalize(text),
        Field::Property(_) => normalize_value(text),
        _ => text.to_lowercase(),
    }
}

/// Binds a value in the form that its column has.
fn bind_word(sql: Sql, field: &Field, value: &str) -> Sql {
    match field {
        Field::Owner | Field::Stage | Field::Created | Field::Updated => {
            sql.bind(value.parse::<i64>().unwrap_or_default())
        }
        Field::Name | Field::Key | Field::Property(_) | Field::Gone => sql.bind(normalized(field, value)),
    }
}

/// The value is one of several, or none of them.
fn words(sql: Sql, column: &str, condition: &Condition, look: Look) -> Sql {
    let me = look.me.to_string();
    one_of(sql, column, condition, |sql, value| bind_word(sql, &condition.field, if value == ME { &me } else { value }))
}

/// The normalized text of a condition. `None` if the field is no text or the normalized text is empty.
fn looked_for(condition: &Condition) -> Option<String> {
    let textless = matches!(condition.field, Field::Owner | Field::Stage | Field::Created | Field::Updated);
    let value = condition.values.first().filter(|_| !textless)?;
    Some(normalized(&condition.field, value)).filter(|value| !value.is_empty())
}

/// The text begins with a prefix: a range from the prefix up to the prefix followed by the highest character. An index
/// serves a range and not `LIKE`.
fn starts(sql: Sql, column: &str, condition: &Condition) -> Sql {
    const LAST: char = char::MAX;

    match looked_for(condition) {
        Some(value) => {
            let sql = sql.push(column).push(" >= ").bind(&value);
            sql.push(" AND ").push(column).push(" < ").bind(format!("{value}{LAST}"))
        }
        None => sql.push("FALSE"),
    }
}

/// The text contains another, or does not. A record without a value contains nothing.
fn text(sql: Sql, column: &str, condition: &Condition) -> Sql {
    let not = condition.test == Test::Lacks;
    let Some(value) = looked_for(condition) else { return sql.push(if not { "TRUE" } else { "FALSE" }) };
    let sql = if not { sql.push("(").push(column).push(" IS NULL OR NOT ") } else { sql };
    let sql = sql.push(column).push(" LIKE ").bind(format!("%{}%", escaped(&value)));
    sql.push(" ESCAPE '\\'").push(if not { ")" } else { "" })
}

/// Escapes the wildcards of `LIKE`.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// A range of days. Properties are texts and the moments of a record are numbers; both sort by time.
fn time(sql: Sql, column: &str, condition: &Condition, today: Date) -> Sql {
    let number = matches!(condition.field, Field::Created | Field::Updated | Field::Owner | Field::Stage);
    let plus = |date: Date, days: i64| date.start().plus_days(days).date();
    let day = |place: usize| condition.values.get(place).and_then(|value| Date::parse_iso(value));
    let days = || condition.values.first().and_then(|days| days.parse::<i64>().ok());
    // From the first day, inclusive, to the second, exclusive.
    let (from, before) = match condition.test {
        Test::Before => (None, day(0)),
        Test::After => (day(0).map(|day| plus(day, 1)), None),
        Test::Between => (day(0), day(1).map(|day| plus(day, 1))),
        Test::Last => (days().map(|days| plus(today, 1 - days)), Some(plus(today, 1))),
        Test::Next => (Some(today), days().map(|days| plus(today, days))),
        _ => (day(0), day(0).map(|day| plus(day, 1))),
    };
    let bind = |sql: Sql, date: Date| if number { sql.bind(date.start()) } else { sql.bind(date.iso()) };
    match (from, before) {
        (None, None) => sql.push("FALSE"),
        (Some(from), None) => bind(sql.push(column).push(" >= "), from),
        (None, Some(before)) => bind(sql.push(column).push(" < "), before),
        (Some(from), Some(before)) => {
            let sql = bind(sql.push(column).push(" >= "), from);
            bind(sql.push(" AND ").push(column).push(" < "), before)
        }
    }
}

/// Choices are compared with separators around them, so that no choice matches a part of another.
fn choices(sql: Sql, column: &str, condition: &Condition) -> Sql {
    let not = condition.test == Test::NoneOf;
    let mut sql = if not { sql.push("(").push(column).push(" IS NULL OR NOT (") } else { sql.push("(") };
    for (place, value) in condition.values.iter().enumerate() {
        let pattern = format!("%{BETWEEN}{}{BETWEEN}%", escaped(value));
        let sql_or = if place == 0 { sql } else { sql.push(" OR ") };
        sql =
            sql_or.push(&format!("('{BETWEEN}' || {column} || '{BETWEEN}') LIKE ")).bind(pattern).push(" ESCAPE '\\'");
    }
    sql.push(if not { "))" } else { ")" })
}
