//! The editor of a view's filter.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{fail, object, refuse};
use crate::error::AppError;
use domain::{object::Object, people::Person, view::IndexQuery};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// What the editor shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterScreen {
    /// The object.
    pub object: Object,
    /// The view.
    pub query: IndexQuery,
    /// Its conditions in words, group by group, each with the address of the view without it.
    pub chips: Vec<Vec<(String, String)>>,
    /// Who can own a record.
    pub owners: Vec<Person>,
    /// Whether a condition was given that cannot be read.
    pub problem: bool,
}

/// The editor at an address: that of the view, and of the condition that is being made. A whole condition leads on to the
/// view that has it.
#[server(prefix = "/api", endpoint = "records/filter", input = Json, output = Postcard)]
pub async fn get_filter(slug: String, pairs: Vec<(String, String)>) -> Result<FilterScreen, AppError> {
    use domain::filter::{Condition, Field, GROUPS_MAX, Test};

    let (engine, actor, object) = object(&slug).await?;
    actor.view(object.id).map_err(refuse)?;
    let all =
        |name: &str| pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect::<Vec<_>>();
    let one = |name: &str| all(name).pop().unwrap_or_default();
    let mut query = IndexQuery::from_address(&object, |name| {
        pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    });
    query.cursor = None;
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
                query.filter = query.filter.with(one("group").parse().unwrap_or(GROUPS_MAX), condition);
                leptos_axum::redirect(&crate::pages::address(&format!("/{slug}"), &query.to_address(&object)));
            }
            None => problem = true,
        }
    }
    let chips = super::records::chips(&engine, &object, &query).await?;
    let owners = engine.owners().await.map_err(fail)?;
    Ok(FilterScreen { object, query, chips, owners, problem })
}
