//! Server functions for the column editor of a table.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

use crate::context::{object, refuse};
use crate::error::AppError;
use domain::{
    columns::{Column, Columns, width_of},
    filter::Field,
    object::Object,
    view::IndexQuery,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the column editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnsScreen {
    /// The definition of the object.
    pub object: Object,
    /// The view whose columns are edited.
    pub query: IndexQuery,
    /// Every available column in the edited order, and whether it is shown.
    pub choices: Vec<(Column, bool)>,
    /// The column that was moved, and whether it moved up. It keeps the keyboard focus.
    pub moved: Option<(Field, bool)>,
}

/// Returns the column editor for the view and the edits in `pairs`. A complete choice redirects to the view with it.
#[server(prefix = "/api", endpoint = "records/columns", input = Json, output = Postcard)]
pub async fn get_columns(slug: String, pairs: Vec<(String, String)>) -> Result<ColumnsScreen, AppError> {
    let (_, actor, object) = object(&slug).await?;
    actor.view(object.id).map_err(refuse)?;
    let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let mut query = IndexQuery { cursor: None, ..IndexQuery::from_address(&object, get) };
    let mut choices = choices(&object, &query.columns, &pairs);
    if get("show").is_some() {
        let chosen = choices.into_iter().filter(|(_, ticked)| *ticked).map(|(column, _)| column);
        query.columns = Columns::new(chosen).checked(&object);
        leptos_axum::redirect(&crate::url::address(&format!("/{slug}"), &query.to_address(&object)));
        return Ok(ColumnsScreen { object, query, choices: Vec::new(), moved: None });
    }
    let moved = [("up", true), ("down", false)].into_iter().find_map(|(name, up)| {
        let field = Field::from_word(get(name)?)?;
        shift(&mut choices, &field, up).then_some((field, up))
    });
    Ok(ColumnsScreen { object, query, choices, moved })
}

/// Every column in the order of the form, or else of the view; columns in neither come last.
fn choices(object: &Object, columns: &Columns, pairs: &[(String, String)]) -> Vec<(Column, bool)> {
    let sent = |name: &'static str| {
        pairs.iter().filter(move |(key, _)| key == name).filter_map(|(_, word)| Field::from_word(word))
    };
    let is_there = |field: &Field| field.compared(object).is_some();
    let order: Vec<Field> = sent("order").filter(is_there).collect();
    let (mut choices, ticked): (Vec<Column>, Vec<Field>) = if order.is_empty() {
        let chosen = columns.of(object);
        let ticked = chosen.iter().map(|column| column.field.clone()).collect();
        (chosen, ticked)
    } else {
        let width = |field: &Field| {
            let name = format!("width.{}", field.word());
            pairs.iter().find(|(key, _)| *key == name).and_then(|(_, width)| width_of(width))
        };
        (order.into_iter().map(|field| Column { width: width(&field), field }).collect(), sent("on").collect())
    };
    for field in Field::all(object) {
        if choices.iter().all(|column| column.field != field) {
            choices.push(Column { field, width: None });
        }
    }
    // The name is always first, and no column occurs twice.
    choices.sort_by_key(|column| column.field != Field::Name);
    let mut once: Vec<(Column, bool)> = Vec::new();
    for column in choices {
        if once.iter().all(|(there, _)| there.field != column.field) {
            let ticked = column.field == Field::Name || ticked.contains(&column.field);
            once.push((column, ticked));
        }
    }
    once
}

/// Moves a column by one position and returns whether it moved. The name stays first.
fn shift(choices: &mut [(Column, bool)], field: &Field, up: bool) -> bool {
    let Some(place) = choices.iter().position(|(column, _)| column.field == *field) else { return false };
    let other = if up { place.saturating_sub(1) } else { place + 1 };
    let may = place > 0 && other > 0 && other < choices.len();
    if may {
        choices.swap(place, other);
    }
    may
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::object::{ObjectNames, Property, PropertyKind};

    fn object() -> Object {
        let property = |key: &str| Property {
            key: key.to_owned(),
            label_en: key.to_owned(),
            label_it: key.to_owned(),
            kind: PropertyKind::Text,
            options: Vec::new(),
            required: false,
            indexed: false,
            listed: key == "a",
        };
        let [singular_en, plural_en, singular_it, plural_it] = ["x", "x", "x", "x"].map(str::to_owned);
        Object {
            id: domain::ids::ObjectId(3),
            slug: "x".to_owned(),
            names: ObjectNames { singular_en, plural_en, singular_it, plural_it },
            name_properties: Vec::new(),
            key_property: None,
            icon: "coin".to_owned(),
            activity: false,
            properties: vec![property("a"), property("b")],
            pipelines: Vec::new(),
        }
    }

    fn told(choices: &[(Column, bool)]) -> String {
        let tell = |(column, on): &(Column, bool)| {
            let width = column.width.map(|width| format!("~{width}")).unwrap_or_default();
            format!("{}{}{width}", if *on { "" } else { "-" }, column.field.word())
        };
        choices.iter().map(tell).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_form_keeps_the_order_that_was_made() {
        let usual = choices(&object(), &Columns::default(), &[]);
        assert_eq!(told(&usual), "+name a +owner +created -b -+updated");
        let pairs = |text: &str| {
            let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
            text.split('&').filter_map(pair).collect::<Vec<_>>()
        };
        let sent = pairs("order=b&order=shoe&order=+created&order=b&on=b&on=shoe&width.b=120&width.+created=x");
        let mut made = choices(&object(), &Columns::default(), &sent);
        assert_eq!(told(&made), "+name b~120 -+created -a -+owner -+updated");
        // The name does not move, and no column leaves the list.
        for (word, up) in [("b", true), ("+name", false), ("+updated", false), ("shoe", true)] {
            assert!(!shift(&mut made, &Field::from_word(word).unwrap(), up), "{word}");
        }
        assert!(shift(&mut made, &Field::Created, true));
        assert_eq!(told(&made), "+name -+created b~120 -a -+owner -+updated");
        assert!(shift(&mut made, &Field::Created, false));
        assert_eq!(told(&made), "+name b~120 -+created -a -+owner -+updated");
    }
}
