//! Tests of boards: totals that follow every change, the order of cards, moves and the rights they need.

use crate::support::{
    self,
    Backend::{self, Postgres, Sqlite},
    TestEngine, form, fresh,
    operations::run_to_the_end,
};
use domain::{
    association::TimelineFilter,
    board::{Board, BoardQuery, CardCursor, MOVE_MAX, MoveOrder, MoveRefused, Moved},
    filter::Filter,
    ids::{ObjectId, PipelineId, RecordId, StageId, UserId},
    object::{Object, STAGE},
    operation::{
        AssignOrder, Choices, DeleteOrder, PurgeOrder, Receipt, RecordQuery, RestoreOrder, Selection, SelectionSummary,
        Source, TrashSet,
    },
    policy::{Actor, BuiltInRole, Reach, ScopedGrant},
    record::{NotSaved, RecordInput, RecordState, What},
    surface::Surface,
    value::Money,
};
use engine::{Error, ImportFile};
use rstest::rstest;
use std::collections::BTreeMap;

/// The stages of the sales pipeline, and one of the support pipeline.
const QUALIFIED: StageId = StageId(1);
const PROPOSAL: StageId = StageId(2);
const WON: StageId = StageId(4);
const NEW_TICKET: StageId = StageId(6);

async fn deals(test: &TestEngine) -> Object {
    test.engine.objects().object("deals").await.unwrap()
}

/// A new deal in a stage.
async fn deal(
    test: &TestEngine,
    by: &Actor,
    owner: Option<UserId>,
    name: &str,
    amount: &str,
    stage: StageId,
) -> RecordId {
    let object = deals(test).await;
    let input = RecordInput {
        owner: owner.map(|owner| owner.to_string()).unwrap_or_default(),
        stage: stage.to_string(),
        ..form(&[("name", name), ("amount", amount)])
    };
    test.records()
        .create_record(&by.create(object.id).unwrap(), &object, &input, Surface::Index)
        .await
        .unwrap()
        .unwrap()
}

async fn board(test: &TestEngine, who: &Actor, query: &BoardQuery) -> engine::Result<Board> {
    let object = deals(test).await;
    test.engine.boards().board(&who.view(object.id)?, who.edit(object.id).ok().as_ref(), &object, query).await
}

/// The headers of the columns that have records: stage, count, sums.
async fn heads(test: &TestEngine, who: &Actor, search: &str) -> Vec<(i64, i64, Vec<String>)> {
    let board = board(test, who, &BoardQuery { search: search.to_owned(), ..BoardQuery::default() }).await.unwrap();
    assert_eq!(board.total, board.columns.iter().map(|column| column.count).sum::<i64>());
    for column in &board.columns {
        // The header agrees with the cards below it, as long as all of them fit.
        assert_eq!(column.count, i64::try_from(column.cards.len()).unwrap());
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for money in column.cards.iter().filter_map(|card| Money::parse_text(card.values.get("amount")?)) {
            *sums.entry(money.currency).or_default() += money.cents;
        }
        let sums: Vec<Money> = sums.into_iter().map(|(currency, cents)| Money { cents, currency }).collect();
        assert_eq!(column.sums, sums);
    }
    let heads = board.columns.iter().filter(|column| column.count > 0);
    heads.map(|column| (column.stage.id.0, column.count, column.sums.iter().map(Money::to_text).collect())).collect()
}

async fn move_as(
    test: &TestEngine,
    who: &Actor,
    selection: Selection,
    to: StageId,
) -> engine::Result<Result<Moved, MoveRefused>> {
    let object = deals(test).await;
    let order = MoveOrder { selection, from: None, to };
    test.boards().move_to_stage(&who.edit(object.id)?, &object, &order).await
}

async fn delete(test: &TestEngine, who: &Actor, selection: &Selection) -> Receipt {
    let object = deals(test).await;
    let permit = who.delete(object.id).unwrap();
    let preview = test.operations().preview_delete(&permit, selection).await.unwrap();
    let confirm = preview.confirm(Some(preview.count));
    let order = DeleteOrder { selection: selection.clone(), confirm, surface: Surface::Board, reason: None };
    let receipt = test.engine.operations().delete(&permit, &order).await.unwrap().unwrap();
    run_to_the_end(test).await;
    receipt
}

async fn undo(test: &TestEngine, who: &Actor, set: TrashSet) {
    let object = deals(test).await;
    let order = RestoreOrder { set, choices: Choices::default(), surface: Surface::Operation };
    test.operations().restore(who, &object, &order).await.unwrap().unwrap();
    run_to_the_end(test).await;
}

fn these(ids: &[RecordId]) -> Selection {
    Selection::Records(ids.to_vec())
}

fn pipeline(search: &str, except: &[RecordId]) -> Selection {
    let all = RecordQuery::all(Source::Pipeline(PipelineId(1)));
    Selection::Query(RecordQuery { search: search.to_owned(), except: except.to_vec(), ..all })
}

/// The actor, limited to `reach` for seeing, editing and deleting.
fn within(mut actor: Actor, object: ObjectId, reach: Reach) -> Actor {
    let grant = ScopedGrant { reach, unassigned: false };
    let grants = actor.grants.objects.get_mut(&object).unwrap();
    (grants.view, grants.edit, grants.delete) = (grant, grant, grant);
    actor
}

#[rstest]
#[tokio::test]
async fn totals_follow_every_change(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = deals(&test).await;
    assert!(heads(&test, &ada, "").await.is_empty());
    let one = deal(&test, &ada, Some(ada.user), "One", "100.50", QUALIFIED).await;
    let two = deal(&test, &ada, None, "Two", "200 USD", QUALIFIED).await;
    let three = deal(&test, &ada, Some(ada.user), "Three", "", PROPOSAL).await;
    deal(&test, &ada, Some(ada.user), "Less", "-20.25", QUALIFIED).await;
    let qualified = |sums: &[&str], count| (1, count, sums.iter().map(|sum| (*sum).to_owned()).collect::<Vec<_>>());
    assert_eq!(heads(&test, &ada, "").await, [qualified(&["80.25 EUR", "200.00 USD"], 3), (2, 1, vec![])]);
    // A search computes its own totals and gets the same ones.
    assert_eq!(heads(&test, &ada, "one").await, [qualified(&["100.50 EUR"], 1)]);

    let mut input = RecordInput { owner: ada.user.to_string(), ..form(&[("name", "One"), ("amount", "7 CHF")]) };
    input.stage = PROPOSAL.to_string();
    let edit = ada.edit(object.id).unwrap();
    test.records().edit_record(&edit, &object, one, 1, &input, Surface::RecordPage).await.unwrap().unwrap();
    let after_edit = [qualified(&["-20.25 EUR", "200.00 USD"], 2), (2, 2, vec!["7.00 CHF".to_owned()])];
    assert_eq!(heads(&test, &ada, "").await, after_edit);

    // A deletion lowers the totals, its undo restores them, and a purge no longer changes them.
    let gone = delete(&test, &ada, &these(&[two, one])).await;
    assert_eq!(heads(&test, &ada, "").await, [qualified(&["-20.25 EUR"], 1), (2, 1, vec![])]);
    undo(&test, &ada, TrashSet::Deletion(gone.operation)).await;
    assert_eq!(heads(&test, &ada, "").await, after_edit);
    delete(&test, &ada, &these(&[two])).await;
    let set = TrashSet::Records(vec![two]);
    let purge = fresh(ada.purge(object.id).unwrap());
    let preview = test.operations().preview_purge(&purge, &set).await.unwrap();
    let order = PurgeOrder { set, confirm: preview.confirm(Some(1)), surface: Surface::Trash, reason: None };
    test.engine.operations().purge(&purge, &order).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    assert_eq!(heads(&test, &ada, "").await, [qualified(&["-20.25 EUR"], 1), (2, 2, vec!["7.00 CHF".to_owned()])]);

    // A bulk change of owner: the same board, another scope.
    let olga = test.user("Olga Owner", BuiltInRole::Member).await;
    let preview = test.operations().preview_assign(&edit, &these(&[one, three])).await.unwrap();
    let order = AssignOrder {
        selection: these(&[one, three]),
        to: Some(olga.user),
        confirm: preview.confirm(None),
        surface: Surface::Board,
    };
    test.operations().assign(&edit, &order).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    assert_eq!(heads(&test, &ada, "").await, [qualified(&["-20.25 EUR"], 1), (2, 2, vec!["7.00 CHF".to_owned()])]);
    let hers = within(olga, object.id, Reach::Owned);
    assert_eq!(heads(&test, &hers, "").await, [(2, 2, vec!["7.00 CHF".to_owned()])]);
}

#[rstest]
#[tokio::test]
async fn contacts_stand_on_no_board(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.contact(&ada, "Anna", "anna@example.com").await;
    let object = test.contacts().await;
    let permit = ada.view(object.id).unwrap();
    let none = test.engine.boards().board(&permit, None, &object, &BoardQuery::default()).await;
    assert!(matches!(none, Err(Error::NotFound)));
    assert!(heads(&test, &ada, "").await.is_empty());
    for (pipeline, stage) in [(Some(PipelineId(2)), None), (Some(PipelineId(0)), None), (None, Some(NEW_TICKET))] {
        let after = CardCursor { updated: support::START, id: RecordId(1) };
        let column = stage.map(|stage| (stage, after));
        let query = BoardQuery { pipeline, column, ..BoardQuery::default() };
        assert!(matches!(board(&test, &ada, &query).await, Err(Error::NotFound)));
    }
}

#[rstest]
#[tokio::test]
async fn a_column_comes_page_by_page_latest_change_first(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mut expected = Vec::new();
    for index in 0..60 {
        expected.push(deal(&test, &ada, None, &format!("Deal {index}"), "10", QUALIFIED).await);
    }
    // The first card is moved away and back, so it is the latest change.
    let first = expected.remove(0);
    for stage in [WON, QUALIFIED] {
        move_as(&test, &ada, these(&[first]), stage).await.unwrap().unwrap();
    }
    expected.push(first);
    expected.reverse();
    for search in ["", "deal"] {
        let mut query = BoardQuery { search: search.to_owned(), ..BoardQuery::default() };
        let (mut seen, mut pages) = (Vec::new(), 0);
        loop {
            let board = board(&test, &ada, &query).await.unwrap();
            let column = &board.columns[0];
            assert_eq!((column.stage.id, column.count, board.total), (QUALIFIED, 60, 60));
            assert_eq!(column.sums, [Money { cents: 60_000, currency: "EUR".to_owned() }]);
            seen.extend(column.cards.iter().map(|card| card.id));
            pages += 1;
            let Some(next) = column.next else { break };
            query.column = Some((QUALIFIED, next));
        }
        assert_eq!((seen, pages), (expected.clone(), 3));
    }
}

#[rstest]
#[tokio::test]
async fn a_move_is_an_edit_of_the_stage(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = deals(&test).await;
    let one = deal(&test, &ada, None, "One", "10", QUALIFIED).await;
    assert_eq!(move_as(&test, &ada, these(&[one]), WON).await.unwrap(), Ok(Moved { there: 1, not_yours: vec![] }));
    assert_eq!(heads(&test, &ada, "").await, [(4, 1, vec!["10.00 EUR".to_owned()])]);
    let timeline = test.records().timeline(&ada, &object, one, TimelineFilter::Changes, 9).await.unwrap();
    let What::Edited(changes) = &timeline.entries[0].what else { panic!("{timeline:?}") };
    assert_eq!((changes[0].field.as_str(), changes.len()), (STAGE, 1));
    assert_eq!((changes[0].old.as_deref(), changes[0].new.as_deref()), (Some("1"), Some("4")));
    assert_eq!(timeline.entries[0].surface, Surface::Board);
    assert_eq!(timeline.entries[0].by.as_ref().unwrap().id, ada.user);
    // A move to the current stage is no change.
    assert_eq!(move_as(&test, &ada, these(&[one]), WON).await.unwrap(), Ok(Moved { there: 1, not_yours: vec![] }));
    let RecordState::Living(view) = test.records().record(&ada, &object, one).await.unwrap() else { panic!("gone") };
    assert_eq!((view.version, view.stage), (2, Some(WON)));
    // A form that was opened before the move gets a conflict; its other values are not lost to the move.
    let input = RecordInput { stage: QUALIFIED.to_string(), ..form(&[("name", "One more"), ("amount", "10")]) };
    let edit = ada.edit(object.id).unwrap();
    let stale = test.records().edit_record(&edit, &object, one, 1, &input, Surface::RecordPage).await.unwrap();
    assert!(matches!(stale, Err(NotSaved::Moved(_))), "{stale:?}");
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_moved_is_refused(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = deals(&test).await;
    let one = deal(&test, &ada, None, "One", "10", QUALIFIED).await;
    let gone = deal(&test, &ada, None, "Gone", "10", QUALIFIED).await;
    let contact = test.contact(&ada, "Anna", "anna@example.com").await;
    delete(&test, &ada, &these(&[gone])).await;
    for stage in [NEW_TICKET, StageId(0), StageId(-1)] {
        let refused = move_as(&test, &ada, these(&[one]), stage).await.unwrap();
        assert_eq!(refused, Err(MoveRefused::NoSuchStage));
    }
    for id in [gone, contact, RecordId(999)] {
        assert!(matches!(move_as(&test, &ada, these(&[id]), WON).await, Err(Error::NotFound)));
    }
    assert!(matches!(move_as(&test, &ada, these(&[]), WON).await, Err(Error::NotFound)));
    // In a bulk move, the deleted one is skipped.
    let moved = move_as(&test, &ada, these(&[gone, one]), WON).await.unwrap();
    assert_eq!(moved, Ok(Moved { there: 1, not_yours: vec![] }));
    // Another user moved it since it was shown.
    let order = MoveOrder { selection: these(&[one]), from: Some(QUALIFIED), to: PROPOSAL };
    let refused = test.boards().move_to_stage(&ada.edit(object.id).unwrap(), &object, &order).await.unwrap();
    assert_eq!(refused, Err(MoveRefused::Elsewhere(Some(WON))));
    assert_eq!(heads(&test, &ada, "").await, [(4, 1, vec!["10.00 EUR".to_owned()])]);
}

#[rstest]
#[tokio::test]
async fn each_moves_what_they_may_edit(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let rita = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let object = deals(&test).await;
    let his = deal(&test, &ada, Some(ben.user), "His", "1", QUALIFIED).await;
    let hers = deal(&test, &ada, Some(ada.user), "Hers", "2", QUALIFIED).await;
    let unassigned = deal(&test, &ada, None, "Unassigned", "4", QUALIFIED).await;
    assert!(matches!(move_as(&test, &rita, these(&[his]), WON).await, Err(Error::Forbidden(_))));
    assert!(matches!(move_as(&test, &ben, these(&[hers]), WON).await, Err(Error::Forbidden(_))));
    let moved = move_as(&test, &ben, these(&[his, hers, unassigned]), WON).await.unwrap();
    assert_eq!(moved, Ok(Moved { there: 1, not_yours: vec![hers, unassigned] }));
    assert_eq!(
        test.boards().names_of(&ben.view(object.id).unwrap(), &[hers, unassigned]).await.unwrap(),
        ["Hers", "Unassigned"]
    );
    let shown = board(&test, &ben, &BoardQuery::default()).await.unwrap();
    let may: Vec<(RecordId, bool)> =
        shown.columns.iter().flat_map(|column| &column.cards).map(|card| (card.id, card.may_move)).collect();
    assert_eq!(may, [(unassigned, false), (hers, false), (his, true)]);
    assert!(
        board(&test, &rita, &BoardQuery::default()).await.unwrap().columns[3].cards.iter().all(|card| !card.may_move)
    );
    // A record out of sight is not counted, not shown, and not found.
    let only = within(ben, object.id, Reach::Owned);
    assert_eq!(heads(&test, &only, "").await, [(4, 1, vec!["1.00 EUR".to_owned()])]);
    assert!(matches!(move_as(&test, &only, these(&[hers]), WON).await, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn all_of_a_pipeline_is_one_selection(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let object = deals(&test).await;
    let mut ids = Vec::new();
    for (index, stage) in [QUALIFIED, PROPOSAL, WON, WON].into_iter().enumerate() {
        let owner = (index == 0).then_some(ben.user);
        ids.push(deal(&test, &ada, owner, &format!("Deal {index}"), "10", stage).await);
    }
    let delete_permit = ada.delete(object.id).unwrap();
    let other = Selection::all(Source::Pipeline(PipelineId(2)));
    assert!(matches!(test.operations().preview_delete(&delete_permit, &other).await, Err(Error::NotFound)));
    let preview = test.operations().preview_delete(&delete_permit, &pipeline("", &[ids[3]])).await.unwrap();
    assert_eq!((preview.count, preview.names.len()), (3, 3));
    // A member deletes and moves only their own cards of it; the others are counted as skipped.
    let preview = test.operations().preview_delete(&ben.delete(object.id).unwrap(), &pipeline("", &[])).await.unwrap();
    assert_eq!((preview.count, preview.skipped[0].count), (1, 3));
    let moved = move_as(&test, &ben, pipeline("", &[]), PROPOSAL).await.unwrap().unwrap();
    assert_eq!((moved.there, moved.not_yours.len()), (1, 3));
    let moved = move_as(&test, &ada, pipeline("deal 3", &[]), PROPOSAL).await.unwrap().unwrap();
    assert_eq!(moved.there, 1);
    assert_eq!(heads(&test, &ada, "").await.iter().map(|head| (head.0, head.1)).collect::<Vec<_>>(), [(2, 3), (4, 1)]);

    let receipt = delete(&test, &ada, &pipeline("", &[ids[3]])).await;
    assert_eq!(heads(&test, &ada, "").await, [(2, 1, vec!["10.00 EUR".to_owned()])]);
    let view = test.operations().operation(&ada, receipt.operation).await.unwrap();
    assert_eq!(view.surface, Surface::Board);
    let chosen = SelectionSummary::Query {
        source: Source::Pipeline(PipelineId(1)),
        search: String::new(),
        filter: Filter::default(),
        except: 1,
    };
    assert_eq!(view.selection, Some(chosen));
    undo(&test, &ada, TrashSet::Deletion(receipt.operation)).await;
    assert_eq!(board(&test, &ada, &BoardQuery::default()).await.unwrap().total, 4);
}

#[rstest]
#[tokio::test]
async fn a_large_pipeline_is_deleted_in_chunks_and_not_moved_at_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(engine::operations::Limits { at_once: 10, ..Default::default() });
    let ada = test.admin().await;
    let object = deals(&test).await;
    let csv = test.folder.join("deals.csv");
    let rows: Vec<String> = (0..=MOVE_MAX).map(|row| format!("Deal {row},12.50 EUR")).collect();
    std::fs::write(&csv, format!("Name,Amount\n{}\n", rows.join("\n"))).unwrap();
    let permit = ada.import(object.id).unwrap();
    let file = ImportFile { name: "deals.csv", path: &csv, size: 1, uploaded: true };
    let import = test.imports().begin_import(&permit, file).await.unwrap();
    let sample = test.imports().import(&ada, import).await.unwrap().1.sample.unwrap().unwrap();
    test.imports().start_import(&permit, import, &sample.proposal).await.unwrap();
    test.imports().run_import(import, |_| {}).await.unwrap();
    let total = MOVE_MAX + 1;
    let heads_now = |test: &TestEngine| {
        let (engine, ada, object) = (test.engine.clone(), ada.clone(), object.clone());
        async move {
            let board = engine
                .boards()
                .board(&ada.view(object.id).unwrap(), None, &object, &BoardQuery::default())
                .await
                .unwrap();
            (board.total, board.columns[0].sums.iter().map(Money::to_text).collect::<Vec<_>>())
        }
    };
    let whole = (total, vec!["12512.50 EUR".to_owned()]);
    assert_eq!(heads_now(&test).await, whole);
    let refused = move_as(&test, &ada, pipeline("", &[]), WON).await.unwrap();
    assert_eq!(refused, Err(MoveRefused::TooMany { count: total, most: MOVE_MAX }));
    let receipt = delete(&test, &ada, &pipeline("", &[])).await;
    assert_eq!(heads_now(&test).await, (0, vec![]));
    undo(&test, &ada, TrashSet::Deletion(receipt.operation)).await;
    assert_eq!(heads_now(&test).await, whole);
}

#[rstest]
#[tokio::test]
async fn moves_at_once_lose_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = deals(&test).await;
    let mut ids = Vec::new();
    for index in 0..12 {
        ids.push(
            deal(&test, &ada, (index % 2 == 0).then_some(ada.user), &format!("Deal {index}"), "1", QUALIFIED).await,
        );
    }
    let mut running = tokio::task::JoinSet::new();
    for round in 0..16 {
        let (engine, object, permit) = (test.engine.clone(), object.clone(), ada.edit(object.id).unwrap());
        let mut chosen: Vec<RecordId> = ids.iter().copied().skip(round % 5).step_by(1 + round % 3).collect();
        if round % 2 == 0 {
            chosen.reverse();
        }
        let to = [PROPOSAL, WON, QUALIFIED][round % 3];
        running.spawn(async move {
            let order = MoveOrder { selection: Selection::Records(chosen), from: None, to };
            engine.boards().move_to_stage(&permit, &object, &order).await
        });
    }
    let edit = |id: RecordId| {
        let (engine, object, permit) = (test.engine.clone(), object.clone(), ada.edit(object.id).unwrap());
        async move {
            // The form keeps the stage that it shows: the version says whether it is still current.
            let input = RecordInput { stage: QUALIFIED.to_string(), ..form(&[("name", "Edited"), ("amount", "5")]) };
            engine.records().edit_record(&permit, &object, id, 1, &input, Surface::RecordPage).await
        }
    };
    let (first, second) = tokio::join!(edit(ids[0]), edit(ids[1]));
    let (_, _) = (first.unwrap(), second.unwrap());
    while let Some(moved) = running.join_next().await {
        assert!(moved.unwrap().unwrap().is_ok());
    }
    // The headers agree with the cards, and each record has as many versions as its version number says.
    let heads = heads(&test, &ada, "").await;
    assert_eq!(heads.iter().map(|head| head.1).sum::<i64>(), 12);
    for id in ids {
        let timeline = test.records().timeline(&ada, &object, id, TimelineFilter::Changes, 99).await.unwrap();
        let RecordState::Living(view) = test.records().record(&ada, &object, id).await.unwrap() else { panic!("gone") };
        assert_eq!(i64::try_from(timeline.entries.len()).unwrap(), view.version);
    }
}
