//! Restoring.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{fail, object, send_form_to};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use domain::{ids::parse_record_ids, operation::TrashSet, trash::TrashQuery};
use domain::{
    object::Object,
    operation::{Receipt, RestorePlan, RestoreRefused},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// A restore as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreForm {
    /// The object's word in addresses.
    pub object: String,
    /// The records, `1,2,3`; empty for a whole deletion.
    #[serde(default)]
    pub ids: String,
    /// The deletion to undo whole.
    #[serde(default)]
    pub operation: Option<String>,
    /// The query of a view of the trash, for all that it shows.
    #[serde(default)]
    pub view: String,
    /// Whether it comes from an operation's page or a toast rather than the trash.
    #[serde(default)]
    pub undo: bool,
    /// The way out for all conflicts; empty for none.
    #[serde(default)]
    pub all: String,
    /// The way out for single records, by id.
    #[serde(default)]
    pub choices: std::collections::BTreeMap<String, String>,
}

/// What the dry run of a restore shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreScreen {
    /// The object.
    pub object: Object,
    /// What would happen.
    pub plan: RestorePlan,
}

/// What restoring a set would do.
#[server(prefix = "/api", endpoint = "operations/plan-restore", input = Json, output = Postcard)]
pub async fn plan_restore(form: RestoreForm) -> Result<RestoreScreen, AppError> {
    let (engine, actor, object) = object(&form.object).await?;
    let plan = engine.plan_restore(&actor, &object, &form.set()?).await.map_err(fail)?;
    Ok(RestoreScreen { object, plan })
}

/// Restores a set, or says what must be decided first, with nothing changed.
#[server(prefix = "/api", endpoint = "operations/restore", output = Postcard)]
pub async fn restore_records(form: RestoreForm) -> Result<Result<Receipt, RestoreRefused>, AppError> {
    use domain::{
        operation::{Choices, RestoreOrder},
        surface::Surface,
    };

    let (engine, actor, object) = object(&form.object).await?;
    let by_record = form.choices.iter().filter_map(|(id, choice)| Some((id.parse().ok()?, choice.parse().ok()?)));
    let order = RestoreOrder {
        set: form.set()?,
        choices: Choices { all: form.all.parse().ok(), by_record: by_record.collect() },
        surface: if form.undo { Surface::Operation } else { Surface::Trash },
    };
    let answer = engine.restore(&actor, &object, &order).await.map_err(fail)?;
    match &answer {
        Ok(receipt) => send_form_to(&format!("/operations/{}?done=1", receipt.operation)),
        Err(RestoreRefused::Conflicts(_)) => send_form_to(&form.address("conflicts")),
        Err(RestoreRefused::Nothing) => send_form_to(&form.address("nothing")),
    }
    Ok(answer)
}

impl RestoreForm {
    /// The fields of the form, as [`restore_records`] takes them.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut fields = vec![
            ("form[object]".to_owned(), self.object.clone()),
            ("form[ids]".to_owned(), self.ids.clone()),
            ("form[undo]".to_owned(), self.undo.to_string()),
            ("form[all]".to_owned(), self.all.clone()),
            ("form[view]".to_owned(), self.view.clone()),
        ];
        fields.extend(self.operation.clone().map(|operation| ("form[operation]".to_owned(), operation)));
        fields.extend(self.choices.iter().map(|(id, choice)| (format!("form[choices][{id}]"), choice.clone())));
        fields
    }

    /// The page of the dry run of this restore. `problem` says why one is sent there; it may be empty.
    pub fn address(&self, problem: &str) -> String {
        let what = match &self.operation {
            Some(operation) => format!("operation={operation}"),
            None if self.view.is_empty() => format!("ids={}", self.ids),
            None => format!("view={}", leptos_router::location::Url::escape(&self.view)),
        };
        let problem = if problem.is_empty() { String::new() } else { format!("&problem={problem}") };
        format!("/trash/restore?object={}&{what}{problem}", self.object)
    }

    #[cfg(feature = "ssr")]
    fn set(&self) -> Result<TrashSet, AppError> {
        trash_set(&self.ids, self.operation.as_deref(), &self.view)
    }
}

/// What of the trash a form means: records, a whole deletion, or all that a view shows whose address has this query.
#[cfg(feature = "ssr")]
pub(super) fn trash_set(ids: &str, operation: Option<&str>, view: &str) -> Result<TrashSet, AppError> {
    if !view.is_empty() {
        let view = crate::query::Query::of(view.trim_start_matches('?'));
        return Ok(TrashSet::Trash(TrashQuery::from_address(|name| view.get_str(name))));
    }
    match operation.filter(|operation| !operation.is_empty()) {
        Some(operation) => operation.parse().map(TrashSet::Deletion).map_err(|_| AppError::BadInput),
        None => parse_record_ids(ids).map(TrashSet::Records).map_err(|_| AppError::BadInput),
    }
}
