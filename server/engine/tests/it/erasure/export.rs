//! Tests of the export of a person's data: it has all that an erasure would find, and nothing that its reader may not see.

use super::{anna, events, link, make};
use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::{delete, these},
};
use domain::{
    audit::EventKind,
    ids::ObjectId,
    object::CONTACT,
    policy::{Right, ScopedGrant},
    privacy::{MentionSource, Place},
    record::RecordInput,
    surface::Surface,
};
use engine::Error;
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn export_has_all_that_an_erasure_finds(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let by = ada.manage_privacy().unwrap();
    let id = anna(&test, &ada).await;
    let object = test.contacts().await;
    let input = RecordInput {
        owner: ada.user.to_string(),
        secondary_keys: "am@lumen.example".to_owned(),
        ..form(&[
            ("first_name", "Anna"),
            ("last_name", "Moretti"),
            ("email", "anna.moretti@example.com"),
            ("city", "Rome"),
        ])
    };
    test.records()
        .edit_record(&ada.edit(CONTACT).unwrap(), &object, id, 1, &input, Surface::RecordPage)
        .await
        .unwrap()
        .unwrap();
    let note = make(&test, &ada, "notes", &[("body", "Own note")]).await;
    let call = make(&test, &ada, "calls", &[("title", "Shared call")]).await;
    let deal = make(&test, &ada, "deals", &[("name", "Refit for Anna Moretti")]).await;
    let secret = make(&test, &ada, "tickets", &[("name", "About anna.moretti@example.com")]).await;
    let other = make(&test, &ada, "notes", &[("body", "About another matter")]).await;
    link(&test, &ada, "contacts", id, &[note, call]).await;
    link(&test, &ada, "deals", deal, &[call, other]).await;

    let data = test.privacy().export_person(&ada, by, CONTACT, id).await.unwrap();
    assert_eq!(data.name, "Anna Moretti");
    let json = serde_json::to_string(&data).unwrap();
    for part in ["anna.moretti@example.com", "am@lumen.example", "+39 06 555 0134", "Rome", "Own note", "Shared call"] {
        assert!(json.contains(part), "{part}");
    }
    assert!(!json.contains("another matter"));
    let places = |place| data.rows.iter().filter(|row| row.place == place).count();
    assert_eq!((places(Place::Record), places(Place::SecondaryKeys), places(Place::History)), (3, 1, 1));
    let sources: Vec<_> = data.mentions.iter().map(|mention| mention.source).collect();
    assert_eq!(sources, [MentionSource::Record(deal), MentionSource::Record(secret)]);
    let created = data.rows.iter().flat_map(|row| &row.values).find(|(column, _)| column == "created_at").unwrap();
    assert!(created.1.as_str().unwrap().starts_with("2026-11-01T12:"));
    assert!(data.lines().count() > 20);
    assert_eq!(events(&test, &ada, EventKind::Exported).await, 1);

    // In the trash too, for those who see it.
    delete(&test, &ada, &these(&[id])).await;
    assert!(test.privacy().export_person(&ada, by, CONTACT, id).await.is_ok());
    let mut blind = ada.clone();
    blind.grants.rights.remove(&Right::SeeTrash);
    assert!(matches!(test.privacy().export_person(&blind, by, CONTACT, id).await, Err(Error::NotFound)));
    assert_eq!(events(&test, &ada, EventKind::Exported).await, 2);
}

#[rstest]
#[tokio::test]
async fn export_has_nothing_that_its_reader_does_not_see(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let deal = make(&test, &ada, "deals", &[("name", "Secret of Anna Moretti")]).await;
    let notes = test.objects().object("notes").await.unwrap().id;
    let note = make(&test, &ada, "notes", &[("body", "Secret note")]).await;
    link(&test, &ada, "contacts", id, &[note]).await;
    let mut eve = ada.clone();
    let deals = test.objects().object("deals").await.unwrap().id;
    for object in [deals, notes] {
        if let Some(grants) = eve.grants.objects.get_mut(&object) {
            grants.view = ScopedGrant::default();
        }
    }
    let by = eve.manage_privacy().unwrap();
    let data = test.privacy().export_person(&eve, by, CONTACT, id).await.unwrap();
    assert_eq!((data.mentions.len(), data.unseen), (0, 2));
    assert!(!serde_json::to_string(&data).unwrap().contains("Secret"));
    assert!(matches!(test.privacy().export_person(&eve, by, deals, deal).await, Err(Error::NotFound)));
    assert!(matches!(test.privacy().export_person(&eve, by, ObjectId(99), id).await, Err(Error::NotFound)));
}
