//! Tests of races between an admin who changes a definition and a user who writes a record.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::{later, offsets},
    refusal::Split,
};
use domain::{
    board::MoveOrder,
    ids::StageId,
    object::{Part, PipelineInput, PropertyInput, StageInput},
    operation::Selection,
    record::RecordInput,
    surface::Surface,
    view::{IndexQuery, Sort, SortBy},
};
use engine::Error;
use rstest::rstest;

fn property(label: &str, kind: &str) -> PropertyInput {
    PropertyInput { label_en: label.to_owned(), kind: kind.to_owned(), ..PropertyInput::default() }
}

/// Whether the call succeeded. The only refusal allowed is the one that asks to try again because a definition changed
/// meanwhile.
fn done<T, E>(answer: engine::Result<Result<T, E>>) -> bool {
    match answer {
        Ok(done) => done.is_ok(),
        Err(Error::Busy) => false,
        Err(error) => unreachable!("{error}"),
    }
}

#[rstest]
#[tokio::test]
async fn a_value_is_of_the_kind_that_its_property_has(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let by = ada.administer().unwrap();
    for round in offsets(24) {
        let label = format!("Number {round}");
        let key = test.objects().save_property(by, "deals", None, &property(&label, "text")).await.unwrap();
        let deals = test.objects().object("deals").await.unwrap();
        let (permit, number) = (ada.create(deals.id).unwrap(), property(&label, "number"));
        let input = form(&[("name", "Deal"), (&key, "no number")]);
        let written = later(round % 6, test.records().create_record(&permit, &deals, &input, Surface::Index));
        let changed = later(round / 6, test.objects().save_property(by, "deals", Some(&key), &number));
        let (written, changed) = tokio::join!(written, changed);
        let (written, changed) = (done(written), done(changed.split()));
        assert!(written != changed, "one of both");
        let deals = test.objects().object("deals").await.unwrap();
        let sort = Sort { by: SortBy::Property(key), descending: false };
        let query = IndexQuery { sort, ..IndexQuery::default() };
        test.records().list_records(&ada.view(deals.id).unwrap(), None, &deals, &query).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn no_record_comes_into_a_stage_that_goes(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let by = ada.administer().unwrap();
    let deals = test.objects().object("deals").await.unwrap();
    let (create, input) = (ada.create(deals.id).unwrap(), form(&[("name", "Deal")]));
    let deal = test.records().create_record(&create, &deals, &input, Surface::Index).await.unwrap().unwrap();
    for round in offsets(24) {
        let sales = test.objects().object("deals").await.unwrap().pipelines[0].clone();
        let mut input = PipelineInput::of(&sales);
        let kind = "open".to_owned();
        input.stages.insert(0, StageInput { name_en: format!("Stage {round}"), kind, ..StageInput::default() });
        test.objects().save_pipeline(by, "deals", Some(sales.id), &input).await.unwrap();
        let deals = test.objects().object("deals").await.unwrap();
        let stage: StageId = deals.pipelines[0].stages[0].id;
        let edit = ada.edit(deals.id).unwrap();
        let input = RecordInput { stage: stage.to_string(), ..form(&[("name", "Another")]) };
        let order = MoveOrder { selection: Selection::Records(vec![deal]), from: None, to: stage };
        let came = later(round % 6, async {
            if round % 2 == 0 {
                done(test.records().create_record(&create, &deals, &input, Surface::Index).await)
            } else {
                done(test.boards().move_to_stage(&edit, &deals, &order).await)
            }
        });
        let part = Part::Stage(stage);
        let (came, gone) = tokio::join!(came, later(round / 6, test.objects().archive(by, "deals", &part)));
        assert!(came != done(gone.split()), "one of both");
    }
}
