//! Actions of an admin on labels, and what pages and timelines then show.

use crate::support::{TestEngine, form, operations::run_to_the_end, refusal::Split};
use domain::{
    association::{AssociationLabel, LabelInput, NotAssociated, TimelineFilter, parse_roles},
    ids::{LabelId, ObjectId, OperationId, RecordId},
    object::{DefineProblem, ObjectInput, Part},
    operation::{Choices, DeleteOrder, RestoreOrder, Selection, TrashSet},
    policy::{Actor, Administrator},
    record::{RecordInput, What},
    surface::Surface,
};
use engine::Associate;

pub const CONTACT: ObjectId = ObjectId(1);

pub fn by(actor: &Actor) -> Administrator {
    actor.administer().unwrap()
}

/// An admin with an object of their own (vehicles).
pub async fn with_vehicles(test: &TestEngine) -> Actor {
    let ada = test.admin().await;
    let vehicles = ObjectInput {
        singular_en: "Vehicle".to_owned(),
        plural_en: "Vehicles".to_owned(),
        name_en: "Model".to_owned(),
        code_en: "Plate".to_owned(),
        ..ObjectInput::default()
    };
    test.objects().create_object(by(&ada), &vehicles).await.unwrap();
    test.people().actor(ada.user).await.unwrap()
}

pub async fn vehicle(test: &TestEngine, actor: &Actor, model: &str) -> RecordId {
    let object = test.objects().object("vehicles").await.unwrap();
    let input = RecordInput { owner: actor.user.to_string(), ..form(&[("model", model), ("plate", model)]) };
    test.records()
        .create_record(&actor.create(object.id).unwrap(), &object, &input, Surface::Index)
        .await
        .unwrap()
        .unwrap()
}

pub fn input(other: &str, name: &str, back: &str) -> LabelInput {
    let [other, name_en, inverse_en] = [other, name, back].map(str::to_owned);
    LabelInput { other, name_en, inverse_en, ..LabelInput::default() }
}

pub async fn define(test: &TestEngine, actor: &Actor, slug: &str, input: &LabelInput) -> LabelId {
    test.objects().save_label(by(actor), slug, None, input).await.unwrap()
}

/// The validation errors of a label that is refused.
pub async fn wrong(
    test: &TestEngine,
    actor: &Actor,
    slug: &str,
    id: Option<LabelId>,
    input: &LabelInput,
) -> Vec<(String, DefineProblem)> {
    let errors = test.objects().save_label(by(actor), slug, id, input).await.split().unwrap().unwrap_err();
    errors.into_iter().map(|error| (error.field, error.problem)).collect()
}

pub async fn label(test: &TestEngine, id: LabelId) -> AssociationLabel {
    test.records().association_labels().await.unwrap().into_iter().find(|label| label.id == id).unwrap()
}

pub async fn link(
    test: &TestEngine,
    actor: &Actor,
    slug: &str,
    here: RecordId,
    others: &[RecordId],
    roles: &str,
) -> engine::Result<Result<(), NotAssociated>> {
    let object = test.objects().object(slug).await.unwrap();
    let roles = parse_roles(roles);
    let order = Associate { object: &object, record: here, others, roles: &roles, surface: Surface::RecordPage };
    test.records().associate(actor, order).await.split()
}

/// The associations on the page of a record as `name (labels)`, those with labels first.
pub async fn links(test: &TestEngine, actor: &Actor, slug: &str, id: RecordId) -> Vec<String> {
    let object = test.objects().object(slug).await.unwrap();
    let groups = test.records().associations(actor, &object, id, 10).await.unwrap();
    let shown = groups.into_values().flat_map(|group| group.first).map(|linked| {
        let roles: Vec<String> = linked.roles.iter().map(ToString::to_string).collect();
        format!("{} ({})", linked.name, roles.join(" "))
    });
    shown.collect()
}

/// The association events on the timeline of a record, newest first.
pub async fn told(test: &TestEngine, actor: &Actor, slug: &str, id: RecordId) -> Vec<String> {
    let object = test.objects().object(slug).await.unwrap();
    let entries = test.records().timeline(actor, &object, id, TimelineFilter::Changes, 50).await.unwrap().entries;
    let linked = entries.into_iter().filter_map(|entry| match entry.what {
        What::Linked { change, other, roles, .. } => {
            let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
            Some(format!("{} {} ({})", change.tag(), other.name, roles.join(" ")))
        }
        _ => None,
    });
    linked.collect()
}

pub async fn delete(test: &TestEngine, actor: &Actor, slug: &str, records: &[RecordId]) {
    let permit = actor.delete(test.objects().object(slug).await.unwrap().id).unwrap();
    let selection = Selection::Records(records.to_vec());
    let shown = test.operations().preview_delete(&permit, &selection).await.unwrap();
    let confirm = shown.confirm(Some(shown.count));
    let order = DeleteOrder { selection, confirm, surface: Surface::Index, reason: None };
    test.engine.operations().delete(&permit, &order).await.unwrap().unwrap();
    run_to_the_end(test).await;
}

pub async fn restore(test: &TestEngine, actor: &Actor, slug: &str, records: &[RecordId]) -> OperationId {
    let object = test.objects().object(slug).await.unwrap();
    let set = TrashSet::Records(records.to_vec());
    let order = RestoreOrder { set, choices: Choices::default(), surface: Surface::Trash };
    let receipt = test.engine.operations().restore(actor, &object, &order).await.unwrap().unwrap();
    run_to_the_end(test).await;
    receipt.operation
}

pub async fn undo(test: &TestEngine, actor: &Actor, operation: OperationId) {
    test.operations().undo(actor, operation, &[]).await.unwrap().unwrap();
    run_to_the_end(test).await;
}

pub async fn archive(test: &TestEngine, actor: &Actor, slug: &str, id: LabelId) {
    test.objects().archive(by(actor), slug, &Part::Label(id)).await.unwrap();
}

pub async fn remove_archived(test: &TestEngine) {
    while test.objects().remove_archived().await.unwrap() {}
}

/// Every row of the associations as stored in the database.
pub async fn rows(test: &TestEngine) -> Vec<String> {
    query(
        test,
        "SELECT concat(from_id, ' ', to_id, ' ', label, ' ', created_at) FROM association ORDER BY from_id, to_id, label",
    )
    .await
}

/// The same rows without the times at which they were made.
pub async fn rows_of(test: &TestEngine) -> Vec<String> {
    query(test, "SELECT concat(from_id, ' ', to_id, ' ', label) FROM association ORDER BY from_id, to_id, label").await
}

pub async fn query(test: &TestEngine, sql: &'static str) -> Vec<String> {
    use sqlx::Connection;
    match &test.database {
        engine::Database::Sqlite(path) => {
            let address = format!("sqlite:{}", path.display());
            let mut on = sqlx::SqliteConnection::connect(&address).await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&mut on).await.unwrap()
        }
        engine::Database::Postgres(address) => {
            let mut on = sqlx::PgConnection::connect(address).await.unwrap();
            sqlx::query_scalar(sql).fetch_all(&mut on).await.unwrap()
        }
    }
}
