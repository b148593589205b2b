//! Deleting, restoring, and the operations that did it.

#![expect(missing_docs, reason = "the server macro makes structs of the arguments")]

#[cfg(feature = "ssr")]
use crate::context::{actor, fail, object, refuse, send_form_to, services};
use crate::error::AppError;
use domain::{
    ids::{OperationId, RecordId, parse_record_ids},
    object::{Object, ObjectNames},
    operation::{
        OperationItems, OperationView, OrderRefused, Preview, Receipt, RestorePlan, RestoreRefused, Selection,
    },
};
#[cfg(feature = "ssr")]
use engine::operations::Restorer;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::{Json, Postcard};

/// A confirmed deletion as a form sends it, with or without JavaScript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteForm {
    /// The object's word in addresses.
    pub object: String,
    /// The selected records, `1,2,3`; of a selection of all, those that are left out.
    #[serde(default)]
    pub ids: String,
    /// Whether all that the view shows is selected.
    #[serde(default)]
    pub all: bool,
    /// What the view searches for.
    #[serde(default)]
    pub search: String,
    /// The typed number; absent from a record page, where none is asked (R2.7).
    #[serde(default)]
    pub typed: Option<String>,
    /// From the preview.
    pub fingerprint: String,
    /// From the preview.
    pub token: String,
    /// Whether it comes from a record page rather than the table.
    #[serde(default)]
    pub from_record: bool,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

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

/// What the page of an operation shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationScreen {
    /// The operation.
    pub view: OperationView,
    /// Some of its records.
    pub items: OperationItems,
}

/// What the dry run of a restore shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreScreen {
    /// The object.
    pub object: Object,
    /// What would happen.
    pub plan: RestorePlan,
}

/// What the page and the dialog of a deletion show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteScreen {
    /// The object's names.
    pub names: ObjectNames,
    /// What would happen; nothing where nothing is selected.
    pub preview: Option<Preview>,
}

/// What deleting a selection would do.
#[server(prefix = "/api", endpoint = "operations/preview-delete", input = Json, output = Postcard)]
pub async fn preview_delete(slug: String, selection: Selection) -> Result<DeleteScreen, AppError> {
    let (engine, actor, object) = object(&slug).await?;
    let permit = actor.delete(object.id).map_err(refuse)?;
    let nothing = matches!(&selection, Selection::Records(records) if records.is_empty());
    let preview = if nothing { None } else { Some(engine.preview_delete(&permit, &selection).await.map_err(fail)?) };
    Ok(DeleteScreen { names: object.names, preview })
}

/// Deletes a selection that the person saw and confirmed, or says why not, with nothing changed.
#[server(prefix = "/api", endpoint = "operations/delete", output = Postcard)]
pub async fn delete_records(order: DeleteForm) -> Result<Result<Receipt, OrderRefused>, AppError> {
    use domain::operation::{DeleteOrder, Surface};

    let (engine, actor, object) = object(&order.object).await?;
    let permit = actor.delete(object.id).map_err(refuse)?;
    // What is no number is certainly not the number: it counts as one that no set has.
    let number = |typed: &str| typed.trim().replace(['.', ',', ' '], "").parse().unwrap_or(-1);
    let typed = match (&order.typed, order.from_record) {
        (None, true) => None,
        (typed, _) => Some(number(typed.as_deref().unwrap_or_default())),
    };
    let delete = DeleteOrder {
        selection: order.selection().ok_or(AppError::BadInput)?,
        typed,
        fingerprint: order.fingerprint.parse().map_err(|_| AppError::BadInput)?,
        token: order.token.clone(),
        surface: if order.from_record { Surface::RecordPage } else { Surface::Index },
        reason: Some(order.reason.clone()),
    };
    // Without a number only one record goes: the record page has no more.
    if delete.typed.is_none() && !matches!(&delete.selection, Selection::Records(records) if records.len() == 1) {
        return Err(AppError::BadInput);
    }
    let answer = engine.delete(&permit, &delete).await.map_err(fail)?;
    let again = |problem: &str| format!("{}&problem={problem}", order.address());
    match &answer {
        Ok(receipt) => send_form_to(&format!("/operations/{}?done=1", receipt.operation)),
        Err(OrderRefused::WrongCount { .. }) => send_form_to(&again("count")),
        Err(OrderRefused::Moved(_)) => send_form_to(&again("moved")),
        Err(OrderRefused::Nothing) => send_form_to(&again("nothing")),
    }
    Ok(answer)
}

/// What restoring a set would do.
#[server(prefix = "/api", endpoint = "operations/plan-restore", input = Json, output = Postcard)]
pub async fn plan_restore(form: RestoreForm) -> Result<RestoreScreen, AppError> {
    let (engine, actor, object) = object(&form.object).await?;
    let permit = actor.restore(object.id).map_err(refuse)?;
    let edit = actor.edit(object.id).ok();
    let by = Restorer { permit: &permit, edit: edit.as_ref(), object: &object };
    let plan = engine.plan_restore(by, &restore_set(&form)?).await.map_err(fail)?;
    Ok(RestoreScreen { object, plan })
}

/// Restores a set, or says what must be decided first, with nothing changed.
#[server(prefix = "/api", endpoint = "operations/restore", output = Postcard)]
pub async fn restore_records(form: RestoreForm) -> Result<Result<Receipt, RestoreRefused>, AppError> {
    use domain::operation::{Choices, RestoreOrder, Surface};

    let (engine, actor, object) = object(&form.object).await?;
    let permit = actor.restore(object.id).map_err(refuse)?;
    let edit = actor.edit(object.id).ok();
    let by = Restorer { permit: &permit, edit: edit.as_ref(), object: &object };
    let by_record = form.choices.iter().filter_map(|(id, choice)| Some((id.parse().ok()?, choice.parse().ok()?)));
    let order = RestoreOrder {
        set: restore_set(&form)?,
        choices: Choices { all: form.all.parse().ok(), by_record: by_record.collect() },
        surface: if form.undo { Surface::Operation } else { Surface::Trash },
    };
    let answer = engine.restore(by, &order).await.map_err(fail)?;
    match &answer {
        Ok(receipt) => send_form_to(&format!("/operations/{}?done=1", receipt.operation)),
        Err(RestoreRefused::Conflicts(_)) => send_form_to(&form.address("conflicts")),
        Err(RestoreRefused::Nothing) => send_form_to(&form.address("nothing")),
    }
    Ok(answer)
}

/// An operation by its address, with some of its records.
#[server(prefix = "/api", endpoint = "operations/get", input = Json, output = Postcard)]
pub async fn get_operation(id: OperationId, after: Option<RecordId>) -> Result<OperationScreen, AppError> {
    const ITEMS: i64 = 50;

    let actor = actor()?;
    let engine = services()?.engine;
    let view = engine.operation(&actor, id).await.map_err(fail)?;
    let items = engine.operation_items(&actor, id, after, ITEMS).await.map_err(fail)?;
    Ok(OperationScreen { view, items })
}

/// Does something about an operation that is not done.
#[server(prefix = "/api", endpoint = "operations/control", output = Postcard)]
pub async fn control_operation(id: OperationId, control: String) -> Result<(), AppError> {
    let actor = actor()?;
    let control = control.parse().map_err(|()| crate::error::bad_input())?;
    let receipt = services()?.engine.control_operation(&actor, id, control).await.map_err(fail)?;
    let page = receipt.map_or(id, |receipt| receipt.operation);
    send_form_to(&format!("/operations/{page}"));
    Ok(())
}

impl DeleteForm {
    /// What is selected; nothing where the ids are none.
    pub fn selection(&self) -> Option<Selection> {
        let ids = parse_record_ids(&self.ids).ok()?;
        Some(if self.all {
            Selection::View { search: self.search.clone(), except: ids }
        } else {
            Selection::Records(ids)
        })
    }

    /// The page that asks for the number.
    #[cfg(feature = "ssr")]
    fn address(&self) -> String {
        let from = if self.from_record { "&from=record" } else { "" };
        let all = if self.all {
            format!("&all=1&q={}", leptos_router::location::Url::escape(&self.search))
        } else {
            String::new()
        };
        format!("/{}/delete?ids={}{all}{from}", self.object, self.ids)
    }

    /// The fields of the form, as [`delete_records`] takes them.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut fields = vec![
            ("order[object]".to_owned(), self.object.clone()),
            ("order[ids]".to_owned(), self.ids.clone()),
            ("order[all]".to_owned(), self.all.to_string()),
            ("order[search]".to_owned(), self.search.clone()),
            ("order[fingerprint]".to_owned(), self.fingerprint.clone()),
            ("order[token]".to_owned(), self.token.clone()),
            ("order[from_record]".to_owned(), self.from_record.to_string()),
            ("order[reason]".to_owned(), self.reason.clone()),
        ];
        fields.extend(self.typed.clone().map(|typed| ("order[typed]".to_owned(), typed)));
        fields
    }
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
}

#[cfg(feature = "ssr")]
fn restore_set(form: &RestoreForm) -> Result<domain::operation::TrashSet, AppError> {
    use domain::{operation::TrashSet, trash::TrashQuery};

    if !form.view.is_empty() {
        let url = leptos_router::location::Url::unescape;
        let pairs: Vec<(&str, String)> = form
            .view
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name, url(value)))
            .collect();
        let get = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
        return Ok(TrashSet::Trash(TrashQuery::from_address(get)));
    }
    match form.operation.as_deref().filter(|operation| !operation.is_empty()) {
        Some(operation) => operation.parse().map(TrashSet::Deletion).map_err(|_| AppError::BadInput),
        None => parse_record_ids(&form.ids).map(TrashSet::Records).map_err(|_| AppError::BadInput),
    }
}
