//! Helpers that delete and restore as a user does.

use super::TestEngine;
use domain::{
    ids::{OperationId, RecordId, UserId},
    operation::{
        AssignOrder, Choice, Choices, DeleteOrder, OperationView, OrderRefused, Preview, Receipt, RestoreOrder,
        RestoreRefused, Selection, Source, TrashSet,
    },
    policy::Actor,
    surface::Surface,
};
use engine::operations::Limits;
use std::time::Duration;

/// Limits that run an operation on two records as a large one, in chunks of one record.
pub fn one_by_one() -> Limits {
    Limits { at_once: 1, frozen: 1, first_batch: 1, min_batch: 1, max_batch: 1, ..Limits::default() }
}

/// A selection of these records.
pub fn these(records: &[RecordId]) -> Selection {
    Selection::Records(records.to_vec())
}

/// A selection of all records in the index.
pub fn everything() -> Selection {
    Selection::all(Source::Index)
}

pub fn all(choice: Choice) -> Choices {
    Choices { all: Some(choice), ..Choices::default() }
}

pub async fn preview(test: &TestEngine, actor: &Actor, selection: &Selection) -> engine::Result<Preview> {
    let object = test.contacts().await;
    test.operations().preview_delete(&actor.delete(object.id).unwrap(), selection).await
}

/// The confirmation of a preview, with the right number typed.
pub fn order(selection: &Selection, preview: &Preview) -> DeleteOrder {
    DeleteOrder {
        selection: selection.clone(),
        confirm: preview.confirm(Some(preview.count)),
        surface: Surface::Index,
        reason: Some("spring cleaning".to_owned()),
    }
}

pub async fn confirm(test: &TestEngine, actor: &Actor, order: &DeleteOrder) -> Result<Receipt, OrderRefused> {
    let object = test.contacts().await;
    test.engine.operations().delete(&actor.delete(object.id).unwrap(), order).await.unwrap()
}

pub async fn delete(test: &TestEngine, actor: &Actor, selection: &Selection) -> Receipt {
    let shown = preview(test, actor, selection).await.unwrap();
    confirm(test, actor, &order(selection, &shown)).await.unwrap()
}

pub async fn restore(
    test: &TestEngine,
    actor: &Actor,
    set: TrashSet,
    choices: Choices,
) -> Result<Receipt, RestoreRefused> {
    let object = test.contacts().await;
    let order = RestoreOrder { set, choices, surface: Surface::Trash };
    test.engine.operations().restore(actor, &object, &order).await.unwrap()
}

pub async fn operation(test: &TestEngine, actor: &Actor, id: OperationId) -> OperationView {
    test.engine.operations().operation(actor, id).await.unwrap()
}

pub async fn run_to_the_end(test: &TestEngine) {
    let mut runner = test.engine.runner();
    while runner.round().await.unwrap() {}
}

pub async fn assign_order(test: &TestEngine, actor: &Actor, selection: &Selection, to: Option<UserId>) -> AssignOrder {
    let permit = actor.edit(test.contacts().await.id).unwrap();
    let shown = test.operations().preview_assign(&permit, selection).await.unwrap();
    AssignOrder { selection: selection.clone(), to, confirm: shown.confirm(None), surface: Surface::Index }
}

pub async fn assign(test: &TestEngine, actor: &Actor, selection: &Selection, to: Option<UserId>) -> Receipt {
    let order = assign_order(test, actor, selection, to).await;
    test.engine.operations().assign(&actor.edit(test.contacts().await.id).unwrap(), &order).await.unwrap().unwrap()
}

/// The confirmation of a preview, with this number typed.
pub fn order_typed(selection: &Selection, preview: &Preview, typed: Option<i64>) -> DeleteOrder {
    DeleteOrder { confirm: preview.confirm(typed), ..order(selection, preview) }
}

/// The offsets at which a race is tried: a sample of `0..all`, spread over the range. `REPRIEVE_RACES` sets its size in
/// percent; `make nightly` tries all.
pub fn offsets(all: u64) -> impl Iterator<Item = u64> {
    let percent: u64 = std::env::var("REPRIEVE_RACES").map_or(20, |percent| percent.parse().unwrap());
    // Steps of about the golden ratio fill the range evenly, and reach each offset once if the step and the range are
    // coprime.
    let step = (1..=all * 618 / 1000)
        .rev()
        .find(|step| (2..=*step).all(|by| !(all.is_multiple_of(by) && step.is_multiple_of(by))));
    let step = step.unwrap_or(1);
    (0..all.min(8.max(all * percent / 100))).map(move |index| index * step % all)
}

/// Sends the same request twice, the second time some [`later`] steps after the first. Returns both answers.
pub async fn race<T>(steps: u64, send: impl AsyncFn() -> T) -> (T, T) {
    tokio::join!(Box::pin(send()), Box::pin(later(steps, send())))
}

/// Starts a future some steps of a third of a millisecond later. Many values of `steps` let it meet every phase of a
/// future that starts at once.
pub async fn later<T>(steps: u64, what: impl Future<Output = T>) -> T {
    tokio::time::sleep(Duration::from_micros(300 * steps)).await;
    what.await
}
