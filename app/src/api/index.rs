//! Server functions for the index of an object. The server formats all values, so that the WASM program stays
//! small.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use super::{
    associations::marks,
    records::{user_names, users},
};
#[cfg(feature = "ssr")]
use crate::{
    context::{cancel_with_request, fail, object, refuse},
    i18n::messages,
    url::address,
};
use crate::{error::AppError, tab::Tab};
#[cfg(feature = "ssr")]
use domain::{
    columns::Column,
    filter::Field,
    object::{Object, PropertyKind, STAGE},
    page::PAGE_SIZES,
    record::RecordRow,
    view::{IndexQuery, RecordPage, SortBy},
};
use domain::{filter::Filter, ids::RecordId, object::ObjectNames, policy::Offer, view::Total};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};
#[cfg(feature = "ssr")]
use std::collections::BTreeMap;

/// The maximum length of a value in a cell, in characters. The record page shows the whole value.
#[cfg(feature = "ssr")]
const CELL_MAX: usize = 200;

/// The data of an index page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The slug of the object.
    pub slug: String,
    /// The names of the object.
    pub names: ObjectNames,
    /// The name of its icon.
    pub icon: String,
    /// The actions that the user may perform.
    pub offer: Offer,
    /// The search term of the view.
    pub search: String,
    /// The filter of the view.
    pub filter: Filter,
    /// The localized conditions by group, each with the address of the view without it.
    pub chips: Vec<Vec<(String, String)>>,
    /// A tab for each view.
    pub tabs: Vec<Tab>,
    /// The addresses of the buttons of the view.
    pub links: Links,
    /// A warning about unindexed properties in the query, and for admins the address of the object's settings.
    pub slow: Option<(String, Option<String>)>,
    /// The text of the button that selects all records of the view.
    pub select_all: String,
    /// The column headers.
    pub heads: Vec<Head>,
    /// The rows of the page.
    pub rows: Vec<Row>,
    /// The number of records in the view.
    pub total: Total,
    /// The position of the page in the view, and the addresses of the adjacent pages.
    pub pages: Pages,
}

/// The addresses of the buttons of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// The same records on a board; `None` if the object has no pipeline.
    pub board: Option<String>,
    /// The filter editor.
    pub filter: String,
    /// The column editor.
    pub columns: String,
    /// The export of the view.
    pub export: String,
    /// The page of saved views.
    pub views: String,
    /// The view without its search.
    pub unsearched: String,
    /// The parameters of that address, which the search form keeps.
    pub kept: Vec<(String, String)>,
    /// The page that deletes all records of the view, for a browser without JavaScript.
    pub delete_all: String,
}

/// The kind of the values in a column, which decides their format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColumnKind {
    /// Names of records. Every screen size shows this column.
    Name,
    /// Text.
    Text,
    /// Numbers and amounts.
    Number,
    /// Moments, such as the creation of a record.
    Moment,
}

/// A column header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The key of the column in addresses.
    pub word: String,
    /// The localized name.
    pub label: String,
    /// The kind of the values.
    pub kind: ColumnKind,
    /// The address of the view sorted by this column, or in the opposite order if it already is; `None` if it cannot be
    /// sorted.
    pub sort: Option<String>,
    /// Whether the view is sorted by it in descending order; `None` if it is sorted by another column.
    pub descending: Option<bool>,
    /// The width in pixels, if the user changed it.
    pub width: Option<u16>,
    /// The accessible name of the handle that resizes the column.
    pub edge: String,
}

/// A record as a row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The id of the record.
    pub id: RecordId,
    /// Its name.
    pub name: String,
    /// Its most important value besides the name, for phones, which show no other column.
    pub most: Option<String>,
    /// A badge beside the name: an activity all of whose associated records are deleted.
    pub mark: Option<String>,
    /// Its formatted values in the order of the columns after the name, each with an optional detail.
    pub cells: Vec<(String, Option<String>)>,
}

/// The position of a page in its view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pages {
    /// The number of its first row.
    pub from: i64,
    /// The number of its last row.
    pub to: i64,
    /// The address of the previous page.
    pub previous: Option<String>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The available page sizes, each with its address and whether it is the present one.
    pub sizes: Vec<(i64, String, bool)>,
}

/// Returns an index page; `pairs` are the query parameters of its address.
#[server(prefix = "/api", endpoint = "records/list", input = Json, output = Postcard)]
pub async fn list_records(slug: String, pairs: Vec<(String, String)>) -> Result<Index, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let query = query(&object, &pairs);
    let view = actor.view(object.id).map_err(refuse)?;
    let delete = actor.delete(object.id).ok();
    let listed = cancel_with_request(engine.records().list_records(&view, delete.as_ref(), &object, &query));
    let base = format!("/{slug}");
    let chips = chips(&engine, &object, &query.filter, |filter| {
        address(&base, &IndexQuery { filter, ..query.at(None) }.to_address(&object))
    });
    let (page, chips, tabs, users) = tokio::try_join!(
        async { listed.await.map_err(fail) },
        chips,
        tabs(&engine, &actor, &view, &object, &query),
        users(&engine, &object),
    )?;
    let RecordPage { rows, total, position, previous, next } = page;
    let ids: Vec<RecordId> = rows.iter().map(|row| row.id).collect();
    let mut marks = marks(&engine, &actor, &object, &ids).await?;
    let columns = query.columns.of(&object);
    let shown = i64::try_from(rows.len()).unwrap_or_default();
    let place = |cursor| address(&base, &query.at(Some(cursor)).to_address(&object));
    let pages = Pages {
        from: position + 1,
        to: position + shown,
        previous: previous.map(place),
        next: next.map(place),
        sizes: PAGE_SIZES
            .map(|size| {
                let sized = IndexQuery { size, ..query.at(None) };
                (size, address(&base, &sized.to_address(&object)), size == query.size)
            })
            .to_vec(),
    };
    Ok(Index {
        offer: actor.offer(object.id),
        links: links(&object, &query),
        slow: slow(&object, &query, actor.administer_objects().is_ok()),
        select_all: select_all(&object, &query, total),
        heads: columns.iter().map(|column| head(&object, &query, column)).collect(),
        rows: rows.into_iter().map(|row| cells(&object, &columns, row, &users, &mut marks)).collect(),
        total,
        pages,
        chips,
        tabs,
        slug,
        names: object.names,
        icon: object.icon,
        search: query.search,
        filter: query.filter,
    })
}

/// The number of records in a view, counted separately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The number of records.
    pub total: Total,
    /// The text of the button that selects all of them.
    pub select_all: String,
}

/// Returns the number of records in a view whose page stopped counting at a limit.
#[server(prefix = "/api", endpoint = "records/count", input = Json, output = Postcard)]
pub async fn count_records(slug: String, pairs: Vec<(String, String)>) -> Result<Counted, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let query = query(&object, &pairs);
    let view = actor.view(object.id).map_err(refuse)?;
    let counted = engine.records().count_records(&view, &object, &query.search, &query.filter);
    let total = cancel_with_request(counted).await.map_err(fail)?;
    Ok(Counted { total, select_all: select_all(&object, &query, total) })
}

/// Parses the query parameters of an address.
#[cfg(feature = "ssr")]
fn query(object: &Object, pairs: &[(String, String)]) -> IndexQuery {
    IndexQuery::from_address(object, |name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()))
}

#[cfg(feature = "ssr")]
fn links(object: &Object, query: &IndexQuery) -> Links {
    let unplaced = query.at(None);
    let pairs = unplaced.to_address(object);
    let to = |page: &str| address(&format!("/{}/{page}", object.slug), &pairs);
    // A board has its own order and no columns, so it keeps only the search and the filter.
    let narrowed: Vec<_> = pairs.iter().filter(|(name, _)| matches!(*name, "q" | "f")).cloned().collect();
    let kept = IndexQuery { search: String::new(), ..unplaced.clone() }.to_address(object);
    let board = (!object.pipelines.is_empty()).then(|| address(&format!("/{}/board", object.slug), &narrowed));
    let all = [("all", "1".to_owned()), ("q", query.search.clone()), ("f", query.filter.to_text())];
    Links {
        board,
        filter: to("filter"),
        columns: to("columns"),
        export: to("export.csv"),
        views: to("views"),
        unsearched: address(&format!("/{}", object.slug), &kept),
        kept: kept.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        delete_all: address(&format!("/{}/delete", object.slug), &all),
    }
}

/// The warning about unindexed properties in the query, and for admins the address of the object's settings.
#[cfg(feature = "ssr")]
fn slow(object: &Object, query: &IndexQuery, administers: bool) -> Option<(String, Option<String>)> {
    let names: Vec<&str> = query.unindexed(object).into_iter().map(|property| property.label(messages().0)).collect();
    (!names.is_empty()).then(|| {
        let way = administers.then(|| format!("/settings/objects/{}", object.slug));
        (messages().without_index(&names.join(", ")), way)
    })
}

#[cfg(feature = "ssr")]
fn select_all(object: &Object, query: &IndexQuery, total: Total) -> String {
    let t = messages();
    let names = if total.count == 1 && !total.more { object.names.singular(t.0) } else { object.names.plural(t.0) };
    let what = format!("{} {names}", t.total(total));
    match (query.filter.is_empty(), query.search.is_empty()) {
        (false, _) => t.select_all_filtered(&what),
        (true, true) => t.select_all(&what),
        (true, false) => t.select_all_found(&what, &query.search),
    }
}

#[cfg(feature = "ssr")]
fn head(object: &Object, query: &IndexQuery, Column { field, width }: &Column) -> Head {
    let label = messages().field(object, field);
    let by = SortBy::of(object, field);
    let number = field.property(object).is_some_and(|property| property.kind.is_number());
    let kind = match field {
        Field::Name => ColumnKind::Name,
        Field::Created | Field::Updated => ColumnKind::Moment,
        _ if number => ColumnKind::Number,
        _ => ColumnKind::Text,
    };
    let here = by.as_ref() == Some(&query.sort.by);
    Head {
        word: field.word().to_owned(),
        kind,
        sort: by.map(|by| address(&format!("/{}", object.slug), &query.sorted_by(by).to_address(object))),
        descending: here.then_some(query.sort.descending),
        width: *width,
        edge: messages().column_edge(&label),
        label,
    }
}

#[cfg(feature = "ssr")]
fn cells(
    object: &Object,
    columns: &[Column],
    row: RecordRow,
    users: &BTreeMap<String, String>,
    marks: &mut BTreeMap<RecordId, String>,
) -> Row {
    let t = messages();
    let values = t.values(object, &row.values, row.stage, users);
    let value = |field: &Field| match field {
        Field::Name => Some(row.name.clone()),
        Field::Key => row.key.clone(),
        Field::Property(key) => values.get(key).cloned(),
        Field::Stage => values.get(STAGE).cloned(),
        Field::Owner => row.owner.as_ref().map(|owner| owner.name.clone()),
        Field::Created => Some(t.date(row.created.date())),
        Field::Updated => Some(t.date(row.updated.date())),
        Field::Gone => None,
    };
    let cell = |Column { field, .. }: &Column| {
        let text = value(field).unwrap_or_else(|| t.none().to_owned());
        // Long texts are cut on the server, because a cell shows only one line.
        let text = text.chars().take(CELL_MAX).collect::<String>();
        let more = match field {
            Field::Created => Some(t.moment(row.created)),
            Field::Updated => Some(t.moment(row.updated)),
            _ => None,
        };
        (text, more)
    };
    let says_most = |field: &&Field| matches!(field, Field::Property(_) | Field::Stage);
    let most = columns.iter().map(|column| &column.field).filter(says_most).find_map(value);
    Row {
        id: row.id,
        cells: columns.iter().filter(|column| column.field != Field::Name).map(cell).collect(),
        most: row.key.clone().or(most).map(|text| text.chars().take(CELL_MAX).collect()),
        mark: marks.remove(&row.id),
        name: row.name,
    }
}

/// The names of users by id, if a condition of the filter compares with users; otherwise empty.
#[cfg(feature = "ssr")]
pub(super) async fn filter_users(
    engine: &engine::Engine,
    object: &Object,
    filter: &Filter,
) -> Result<BTreeMap<String, String>, AppError> {
    if filter.any.iter().flatten().any(|condition| names_user(object, &condition.field)) {
        user_names(engine).await
    } else {
        Ok(BTreeMap::new())
    }
}

/// The localized conditions of a filter by group, each with the address of the view without it.
#[cfg(feature = "ssr")]
pub(super) async fn chips(
    engine: &engine::Engine,
    object: &Object,
    filter: &Filter,
    address: impl Fn(Filter) -> String,
) -> Result<Vec<Vec<(String, String)>>, AppError> {
    if filter.is_empty() {
        return Ok(Vec::new());
    }
    let users = filter_users(engine, object, filter).await?;
    let group = |(group, conditions): (usize, &Vec<domain::filter::Condition>)| {
        let chip = |(place, condition)| {
            (messages().condition(object, condition, &users), address(filter.clone().without(group, place)))
        };
        conditions.iter().enumerate().map(chip).collect()
    };
    Ok(filter.any.iter().enumerate().map(group).collect())
}

/// Whether the values of a field are user ids.
#[cfg(feature = "ssr")]
fn names_user(object: &Object, field: &Field) -> bool {
    *field == Field::Owner || field.property(object).is_some_and(|property| property.kind == PropertyKind::User)
}

/// The tabs of an object: all records, then the saved views.
#[cfg(feature = "ssr")]
async fn tabs(
    engine: &engine::Engine,
    actor: &domain::policy::Actor,
    permit: &domain::policy::Permit<domain::policy::View>,
    object: &Object,
    query: &IndexQuery,
) -> Result<Vec<Tab>, AppError> {
    let here = super::views::query_of(object, query);
    let views = engine.views().saved_views(actor, permit).await.map_err(fail)?;
    let base = format!("/{}", object.slug);
    let tab = |name, href, here| Tab { name, count: String::new(), href, here };
    let all = tab(messages().all_of(&object.names), base.clone(), here.is_empty());
    let saved = views.into_iter().map(|view| tab(view.name, format!("{base}?{}", view.query), view.query == here));
    Ok(std::iter::once(all).chain(saved).collect())
}
