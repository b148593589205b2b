//! Tests of the definition cache: a change by an admin holds on every server from the next request on, though each
//! server caches definitions in memory.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    PASSWORD, TestEngine, fresh,
    refusal::Split,
};
use domain::{
    association::LabelInput,
    object::{ArchiveBarrier, ObjectInput, OptionInput, Part, PipelineInput, PropertyInput, StageInput},
    policy::{Actor, Administrator, BuiltInRole, Reauthenticated, Right, UserAdministrator},
    roles::RoleDraft,
};
use engine::{Engine, clock::SystemEntropy, people::CurrentSession};
use rstest::rstest;
use std::sync::Arc;

fn by(actor: &Actor) -> Administrator {
    actor.administer().unwrap()
}

/// Another server over the same data.
async fn another(test: &TestEngine) -> Engine {
    Engine::open(&test.database, test.clock.clone(), Arc::new(SystemEntropy)).await.unwrap()
}

fn texts(one: &str) -> ObjectInput {
    ObjectInput {
        singular_en: one.to_owned(),
        plural_en: format!("{one}s"),
        name_en: "Model".to_owned(),
        slug: "vehicles".to_owned(),
        staged: true,
        ..ObjectInput::default()
    }
}

/// All cached definitions, in a form that can be compared.
async fn seen(engine: &Engine) -> String {
    let objects = engine.objects().active().await.unwrap();
    format!("{objects:?} {:?}", engine.records().association_labels().await.unwrap())
}

#[rstest]
#[tokio::test]
async fn another_server_knows_each_change_at_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let there = another(&test).await;
    let mut before = seen(&there).await;
    let mut changes = 0;
    let mut other = async |what: &str| {
        let now = seen(&there).await;
        assert_ne!(now, before, "{what} is not known");
        assert_eq!(now, seen(&test).await, "{what} is known in another way");
        before = now;
        changes += 1;
    };

    test.objects().create_object(by(&ada), &texts("Vehicle")).await.unwrap();
    other("an object").await;
    let ada = test.people().actor(ada.user).await.unwrap();
    test.objects().edit_object(by(&ada), "vehicles", &texts("Van")).await.unwrap();
    other("its name").await;
    let color = PropertyInput { label_en: "Colour".into(), kind: "text".into(), ..PropertyInput::default() };
    let key = test.objects().save_property(by(&ada), "vehicles", None, &color).await.unwrap();
    other("a property").await;
    let indexed = PropertyInput { indexed: true, ..color };
    test.objects().save_property(by(&ada), "vehicles", Some(&key), &indexed).await.unwrap();
    other("its index").await;
    test.objects().move_property(by(&ada), "vehicles", &key, true).await.unwrap();
    other("its place").await;
    let stage = |name: &str| StageInput { name_en: name.into(), kind: "open".into(), ..StageInput::default() };
    let pipeline = PipelineInput { name_en: "Sale".into(), stages: vec![stage("New")], ..PipelineInput::default() };
    test.objects().save_pipeline(by(&ada), "vehicles", None, &pipeline).await.unwrap();
    other("a pipeline").await;
    let object = test.objects().object("vehicles").await.unwrap();
    let id = object.pipelines.last().unwrap().id;
    let first = object.pipelines.last().unwrap().stages[0].id;
    let renamed = StageInput { id: Some(first), ..stage("Old") };
    let pipeline = PipelineInput { stages: vec![renamed, stage("Sold")], ..pipeline };
    test.objects().save_pipeline(by(&ada), "vehicles", Some(id), &pipeline).await.unwrap();
    other("a stage").await;
    let label = LabelInput { other: "contacts".into(), name_en: "Driver".into(), ..LabelInput::default() };
    let label = test.objects().save_label(by(&ada), "vehicles", None, &label).await.unwrap();
    other("a label").await;
    for part in [Part::Label(label), Part::Property(key), Part::Stage(first), Part::Pipeline(id), Part::Object] {
        test.objects().archive(by(&ada), "vehicles", &part).await.unwrap();
        other("what was archived").await;
    }
    test.objects().unarchive(by(&ada), "vehicles", &Part::Object).await.unwrap();
    other("what came back").await;
    test.objects().archive(by(&ada), "vehicles", &Part::Object).await.unwrap();
    other("an object that goes").await;
    assert_eq!(changes, 15);
    there.close().await;
}

#[rstest]
#[tokio::test]
async fn a_role_means_the_same_on_every_server(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.user("Sam Sales", BuiltInRole::Sales).await;
    let there = another(&test).await;
    let token = test.people().sign_in("sam.sales@example.com", PASSWORD, "").await.unwrap().unwrap().token;
    let session = async |engine: &Engine| -> CurrentSession {
        engine.for_client("192.0.2.1").people().current_session(&token).await.unwrap().unwrap()
    };
    let (here, mut before) = (session(&test).await, session(&there).await);
    assert_eq!(here.actor, before.actor);
    let admin = |actor: &Actor| -> Reauthenticated<UserAdministrator> { fresh(actor.administer_users().unwrap()) };
    let role = test.role_id(BuiltInRole::Sales).await;
    let view = test.people().role(&ada.administer_users().unwrap(), role).await.unwrap();
    let mut draft = RoleDraft { name: view.role.name, grants: view.grants };
    for step in 0..3 {
        match step {
            0 => draft.grants.rights.insert(Right::Export),
            1 => draft.grants.rights.remove(&Right::Export),
            _ => draft.grants.approval_policy.count.replace(50).is_none(),
        };
        test.people().save_role(&admin(&ada), role, &draft).await.unwrap().unwrap();
        let now = session(&there).await;
        assert_ne!(now.actor, before.actor, "step {step}");
        assert_eq!(now.actor, session(&test).await.actor, "step {step}");
        before = now;
    }
    there.close().await;
}

#[rstest]
#[tokio::test]
async fn what_changes_a_definition_reads_it_as_it_is_then(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.objects().create_object(by(&ada), &texts("Vehicle")).await.unwrap();
    let option = |tag: &str| OptionInput { tag: tag.into(), en: tag.into(), it: String::new() };
    let color = PropertyInput {
        label_en: "Colour".into(),
        kind: "one_of".into(),
        options: vec![option("red"), option("blue")],
        ..PropertyInput::default()
    };
    let key = test.objects().save_property(by(&ada), "vehicles", None, &color).await.unwrap();
    let token = test.people().sign_in("ada.admin@example.com", PASSWORD, "").await.unwrap().unwrap().token;
    let request = test.for_client("192.0.2.1");
    request.people().current_session(&token).await.unwrap().unwrap();
    // While this request is in progress, another admin adds an option; both changes are kept.
    let more = PropertyInput { options: vec![option("red"), option("blue"), option("green")], ..color };
    test.objects().save_property(by(&ada), "vehicles", Some(&key), &more).await.unwrap();
    request.objects().archive(by(&ada), "vehicles", &Part::Option(key.clone(), "red".into())).await.unwrap();
    let object = test.objects().object("vehicles").await.unwrap();
    let options = object.property(&key).unwrap().options.iter();
    let tags: Vec<&str> =
        options.filter(|option| option.archived.is_none()).map(|option| option.tag.as_str()).collect();
    assert_eq!(tags, ["blue", "green"]);
    // Of the last two stages only one can be archived, whatever the request had read.
    let stages: Vec<_> = object.pipelines[0].stages.iter().map(|stage| stage.id).collect();
    let request = test.for_client("192.0.2.1");
    request.people().current_session(&token).await.unwrap().unwrap();
    for stage in &stages[1..] {
        test.objects().archive(by(&ada), "vehicles", &Part::Stage(*stage)).await.unwrap();
    }
    let last = request.objects().archive(by(&ada), "vehicles", &Part::Stage(stages[0])).await.split().unwrap();
    assert_eq!(last, Err(ArchiveBarrier::Last));
}

#[rstest]
#[tokio::test]
async fn a_request_sees_one_moment(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let token = test.people().sign_in("ada.admin@example.com", PASSWORD, "").await.unwrap().unwrap().token;
    let request = test.for_client("192.0.2.1");
    request.people().current_session(&token).await.unwrap().unwrap();
    let before = seen(&request).await;
    test.objects().create_object(by(&ada), &texts("Vehicle")).await.unwrap();
    assert_eq!(seen(&request).await, before);
    assert_ne!(seen(&request.for_background()).await, before, "what outlives the request goes on with what is true");
    let next = test.for_client("192.0.2.1");
    next.people().current_session(&token).await.unwrap().unwrap();
    assert_ne!(seen(&next).await, before);
}
