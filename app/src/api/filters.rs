//! Server functions for the filter editor of a view.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{fail, object, refuse};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::{board::BoardQuery, view::IndexQuery};
use domain::{filter::Filter, object::Object, people::Person};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// The data of the filter editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterScreen {
    /// The definition of the object.
    pub object: Object,
    /// The present filter.
    pub filter: Filter,
    /// The parameters of the view, as hidden fields of the form.
    pub view: Vec<(String, String)>,
    /// The address of the view.
    pub back: String,
    /// Whether the view is a board.
    pub board: bool,
    /// The localized conditions by group, each with the address of the view without it.
    pub chips: Vec<Vec<(String, String)>>,
    /// The users who can own a record.
    pub owners: Vec<Person>,
    /// Whether the submitted condition could not be parsed.
    pub problem: bool,
}

/// Returns the filter editor for the view and the partial condition in `pairs`. A complete condition redirects to the
/// view with it.
#[server(prefix = "/api", endpoint = "records/filter", input = Json, output = Postcard)]
pub async fn get_filter(slug: String, pairs: Vec<(String, String)>) -> Result<FilterScreen, AppError> {
    use domain::filter::{Condition, Field, GROUPS_MAX, Test};

    let (engine, actor, object) = object(&slug).await?;
    actor.view(object.id).map_err(refuse)?;
    let all =
        |name: &str| pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect::<Vec<_>>();
    let one = |name: &str| all(name).pop().unwrap_or_default();
    let place = Place::of(&object, &pairs);
    let filter = place.filter().clone();
    let tag = one("test");
    let mut problem = false;
    if !tag.is_empty() {
        let condition = Field::from_word(&one("field")).and_then(|field| {
            let test = Test::ALL.into_iter().find(|test| test.tag() == tag)?;
            let values = match test {
                Test::Last | Test::Next => all("days"),
                Test::Between | Test::Within => vec![one("value"), one("to")],
                Test::Known | Test::Unknown => Vec::new(),
                _ => all("value"),
            };
            Condition::typed(&object, field, test, &values)
        });
        match condition {
            Some(condition) => {
                let filter = filter.clone().with(one("group").parse().unwrap_or(GROUPS_MAX), condition);
                leptos_axum::redirect(&place.with(filter).address(&object));
            }
            None => problem = true,
        }
    }
    let chips = super::index::chips(&engine, &object, &filter, |filter| place.with(filter).address(&object)).await?;
    let owners = engine.records().owners().await.map_err(fail)?;
    let (view, back, board) = (place.fields(&object), place.address(&object), matches!(place, Place::Board(_)));
    Ok(FilterScreen { object, filter, view, back, board, chips, owners, problem })
}

/// The kind of view that is filtered: a table or a board.
#[cfg(feature = "ssr")]
enum Place {
    Table(Box<IndexQuery>),
    Board(BoardQuery),
}

#[cfg(feature = "ssr")]
impl Place {
    /// The form field that marks the view as a board.
    const BOARD: &str = "board";

    fn of(object: &Object, pairs: &[(String, String)]) -> Self {
        let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        if get(Self::BOARD).is_none() {
            return Self::Table(Box::new(IndexQuery { cursor: None, ..IndexQuery::from_address(object, get) }));
        }
        let query = BoardQuery::from_address(get).whole();
        Self::Board(BoardQuery { filter: query.filter.checked(object), ..query })
    }

    fn filter(&self) -> &Filter {
        match self {
            Self::Table(query) => &query.filter,
            Self::Board(query) => &query.filter,
        }
    }

    fn with(&self, filter: Filter) -> Self {
        match self {
            Self::Table(query) => Self::Table(Box::new(IndexQuery { filter, ..*query.clone() })),
            Self::Board(query) => Self::Board(BoardQuery { filter, ..query.clone() }),
        }
    }

    fn address(&self, object: &Object) -> String {
        match self {
            Self::Table(query) => crate::url::address(&format!("/{}", object.slug), &query.to_address(object)),
            Self::Board(query) => crate::url::address(&format!("/{}/board", object.slug), &query.to_address()),
        }
    }

    fn fields(&self, object: &Object) -> Vec<(String, String)> {
        let pairs = match self {
            Self::Table(query) => query.to_address(object),
            Self::Board(query) => {
                let board = std::iter::once((Self::BOARD, "1".to_owned()));
                board.chain(query.to_address()).collect()
            }
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
