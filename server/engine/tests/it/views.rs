//! Tests of views: tables and boards, filtered and sorted by any property, with an index and without.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::offsets,
};
use domain::{
    board::{BoardQuery, MoveOrder},
    filter::{Field, Filter},
    ids::{PipelineId, SessionId, StageId},
    object::Object,
    operation::{DeleteOrder, RecordQuery, Selection, Source},
    policy::{Actor, BuiltInRole, Reach, ScopedGrant},
    record::RecordInput,
    surface::Surface,
    view::{IndexQuery, Sort, SortBy, Total},
};
use engine::ListLimits;
use rstest::rstest;
use std::time::Duration;
use tokio::time::Instant;

async fn deals(test: &TestEngine) -> Object {
    test.objects().object("deals").await.unwrap()
}

/// Deals 0 to `count`: some without an amount, in three stages, of two owners and without an owner.
async fn fill(test: &TestEngine, ada: &Actor, count: usize) {
    let object = deals(test).await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    for index in 0..count {
        let owner = [Some(ada.user), Some(ben.user), None][index % 3];
        let amount = if index % 5 == 0 { String::new() } else { format!("{} EUR", index * 10) };
        let description = if index % 7 == 0 { String::new() } else { format!("Told {} times", index % 4) };
        let input = RecordInput {
            stage: [1, 2, 4][index % 3].to_string(),
            owner: owner.map(|owner| owner.to_string()).unwrap_or_default(),
            ..form(&[
                ("name", &format!("Deal {index:02}")),
                ("amount", &amount),
                ("close_date", &format!("2026-11-{:02}", index % 28 + 1)),
                ("priority", ["low", "high", ""][index % 3]),
                ("description", &description),
            ])
        };
        let permit = ada.create(object.id).unwrap();
        test.records().create_record(&permit, &object, &input, Surface::Index).await.unwrap().unwrap();
    }
}

/// The same data with other limits.
fn limited(test: &TestEngine, limits: ListLimits) -> TestEngine {
    test.clone().with_list_limits(limits)
}

fn filtered(text: &str, object: &Object) -> Filter {
    let filter = Filter::from_text(text).checked(object);
    assert_eq!(filter.to_text(), text, "nothing of it is left out");
    filter
}

/// The names in a whole view, read forward and back, and the total that each page showed.
async fn walk(test: &TestEngine, actor: &Actor, object: &Object, query: &IndexQuery) -> (Vec<String>, Total) {
    let permit = actor.view(object.id).unwrap();
    let page = async |query: &IndexQuery| test.records().list_records(&permit, None, object, query).await.unwrap();
    let mut query = IndexQuery { size: 25, ..query.clone() };
    let (mut names, mut pages): (Vec<String>, Vec<Vec<String>>) = (Vec::new(), Vec::new());
    let (total, mut last) = loop {
        let shown = page(&query).await;
        pages.push(shown.rows.iter().map(|row| row.name.clone()).collect());
        names.extend(shown.rows.into_iter().map(|row| row.name));
        match shown.next {
            Some(next) => query = query.at(Some(next)),
            None => break (shown.total, shown.previous),
        }
    };
    for before in pages.iter().rev().skip(1) {
        let shown = page(&query.at(last.take())).await;
        assert_eq!(&shown.rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>(), before, "{query:?}");
        last = shown.previous;
    }
    (names, total)
}

fn selection(filter: Filter) -> Selection {
    Selection::Query(RecordQuery { filter, ..RecordQuery::all(Source::Pipeline(PipelineId(1))) })
}

#[rstest]
#[tokio::test]
async fn every_column_is_an_order(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = deals(&test).await;
    fill(&test, &ada, 60).await;
    for field in Field::all(&object) {
        let by = SortBy::of(&object, &field).unwrap();
        for descending in [false, true] {
            let query = IndexQuery { sort: Sort { by: by.clone(), descending }, ..IndexQuery::default() };
            let (mut names, total) = walk(&test, &ada, &object, &query).await;
            assert_eq!(total, Total::exact(60));
            names.sort();
            names.dedup();
            assert_eq!(names.len(), 60, "{field:?}");
        }
    }
    let first = async |by: SortBy, descending| {
        let query = IndexQuery { sort: Sort { by, descending }, ..IndexQuery::default() };
        walk(&test, &ada, &object, &query).await.0.swap_remove(0)
    };
    // Stages sort in the order of the board, and records within a stage by their last change.
    assert_eq!(first(SortBy::Stage, false).await, "Deal 00");
    assert_eq!(first(SortBy::Stage, true).await, "Deal 59");
    assert_eq!(first(SortBy::Updated, true).await, "Deal 59");
    assert_eq!(first(SortBy::Property("description".to_owned()), true).await, "Deal 59");
    assert_eq!(first(SortBy::Property("amount".to_owned()), false).await, "Deal 01");
}

#[rstest]
#[tokio::test]
async fn the_smallest_numbers_are_an_order(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = test.objects().object("companies").await.unwrap();
    let permit = ada.create(object.id).unwrap();
    for index in 0..60 {
        let employees = ["0.00001", "0.000002", "-0.00003", "123456789.123456", "-0.5"][index % 5];
        let input = form(&[("name", &format!("Company {index:02}")), ("employees", employees)]);
        test.records().create_record(&permit, &object, &input, Surface::Index).await.unwrap().unwrap();
    }
    for descending in [false, true] {
        let sort = Sort { by: SortBy::Property("employees".to_owned()), descending };
        let (names, _) = walk(&test, &ada, &object, &IndexQuery { sort, ..IndexQuery::default() }).await;
        let mut order: Vec<usize> = names.iter().map(|name| name[8..].parse::<usize>().unwrap() % 5).collect();
        order.dedup();
        assert_eq!(order, if descending { [3, 0, 1, 2, 4] } else { [4, 2, 1, 0, 3] });
        assert_eq!(names.len(), 60);
    }
}

#[rstest]
#[tokio::test]
async fn few_and_many_records_are_found_alike(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = deals(&test).await;
    fill(&test, &ada, 60).await;
    // Small sets are sorted. Large sets are scanned in the order of the view, and matches come early or late; the rest
    // is sorted or scanned to the end.
    let ways = [
        ListLimits { counted: 3, walked: 200, ..ListLimits::default() },
        ListLimits { counted: 3, walked: 60, ..ListLimits::default() },
        ListLimits { counted: 3, walked: 7, ..ListLimits::default() },
        ListLimits { counted: 3, walked: 1, sorted: 12, counted_beside: 12 },
    ];
    let ways = ways.map(|limits| (limited(&test, limits), limits.counted_beside));
    for (text, count) in [
        ("priority.is.high", 20),
        ("+owner.is.me", 20),
        ("+owner.is.me|priority.is.high", 40),
        ("+owner.is.me;amount.gt.300|priority.is.high;+stage.is.2", 28),
        ("description.is.told 1 times", 13),
        ("description.has.told", 51),
        ("+name.starts.DEAL 5", 10),
        ("+stage.is.2|priority.is.low", 40),
        ("+stage.is.2|description.is.Told 3 times", 29),
        ("close_date.before.2026-11-05;priority.unknown.", 4),
        ("+updated.last.1;amount.lt.50", 4),
    ] {
        for by in [
            SortBy::Name,
            SortBy::Owner,
            SortBy::Stage,
            SortBy::Updated,
            SortBy::Property("amount".to_owned()),
            SortBy::Property("description".to_owned()),
        ] {
            let query = IndexQuery {
                filter: filtered(text, &object),
                sort: Sort { by, descending: true },
                ..IndexQuery::default()
            };
            let (names, total) = walk(&test, &ada, &object, &query).await;
            assert_eq!((names.len(), total), (count, Total::exact(i64::try_from(count).unwrap())), "{text}");
            let exact = Total::exact(i64::try_from(count).unwrap());
            for (way, most) in &ways {
                let (again, total) = walk(way, &ada, &object, &query).await;
                assert_eq!(names, again, "{query:?}");
                assert!(total == exact || total == Total { count: 3, more: true }, "{text}: {total:?}");
                let beside = way
                    .records()
                    .count_records(&ada.view(object.id).unwrap(), &object, "", &query.filter)
                    .await
                    .unwrap();
                let all = if exact.count > *most { Total { count: *most, more: true } } else { exact };
                assert_eq!(beside, all, "{text}");
            }
        }
    }
    // A search that finds all records, some, and almost none; in an order that has an index and in one that has none.
    for (search, count) in [("deal", 60), ("deal 1", 10), ("deal 17", 1)] {
        for by in [SortBy::Name, SortBy::Property("description".to_owned())] {
            let query =
                IndexQuery { search: search.to_owned(), sort: Sort { by, descending: false }, ..IndexQuery::default() };
            let (names, _) = walk(&test, &ada, &object, &query).await;
            assert_eq!(names.len(), count, "{search}");
            for (way, _) in &ways {
                assert_eq!(walk(way, &ada, &object, &query).await.0, names, "{search}");
            }
            let view = ada.view(object.id).unwrap();
            let counted = test.records().count_records(&view, &object, search, &Filter::default()).await.unwrap();
            assert_eq!(counted, Total::exact(i64::try_from(count).unwrap()));
        }
    }
    let all =
        test.records().count_records(&ada.view(object.id).unwrap(), &object, "", &Filter::default()).await.unwrap();
    assert_eq!(all, Total::exact(60));
}

#[rstest]
#[tokio::test]
async fn who_sees_some_finds_and_counts_these(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = deals(&test).await;
    fill(&test, &ada, 60).await;
    let mut sam = test.user("Sam Member", BuiltInRole::Member).await;
    let seen = ScopedGrant { reach: Reach::Owned, unassigned: true };
    sam.grants.objects.get_mut(&object.id).unwrap().view = seen;
    let own = form(&[("name", "Deal own"), ("description", "told 1 times")]);
    let own = RecordInput { owner: sam.user.to_string(), ..own };
    test.records()
        .create_record(&ada.create(object.id).unwrap(), &object, &own, Surface::Index)
        .await
        .unwrap()
        .unwrap();
    let view = sam.view(object.id).unwrap();
    let seen =
        test.objects().object_counts(&sam).await.unwrap().iter().find(|count| count.slug == "deals").unwrap().living;
    assert_eq!(seen, 21);
    for walked in [1, 2_000] {
        let limits = ListLimits { counted: 0, walked, ..ListLimits::default() };
        let way = limited(&test, limits);
        for search in ["", "deal"] {
            let filter = filtered("+name.starts.deal o", &object);
            let query = IndexQuery { filter: filter.clone(), search: search.to_owned(), ..IndexQuery::default() };
            assert_eq!(walk(&way, &sam, &object, &query).await.0, ["Deal own"]);
            assert_eq!(way.records().count_records(&view, &object, search, &filter).await.unwrap(), Total::exact(1));
        }
        let query = IndexQuery { search: "deal".to_owned(), ..IndexQuery::default() };
        assert_eq!(walk(&way, &sam, &object, &query).await.0.len(), usize::try_from(seen).unwrap());
    }
}

#[rstest]
#[tokio::test]
async fn who_sees_nearly_all_walks_past_the_rest(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = deals(&test).await;
    fill(&test, &ada, 60).await;
    let create = ada.create(object.id).unwrap();
    for index in 0..100 {
        let input = form(&[("name", &format!("More {index:02}")), ("priority", "high")]);
        let input = RecordInput { owner: ada.user.to_string(), ..input };
        test.records().create_record(&create, &object, &input, Surface::Index).await.unwrap().unwrap();
    }
    let mut sam = test.user("Sam Member", BuiltInRole::Member).await;
    sam.team_mates = vec![sam.user, ada.user];
    let seen = ScopedGrant { reach: Reach::Team, unassigned: true };
    sam.grants.objects.get_mut(&object.id).unwrap().view = seen;
    let limits = ListLimits { counted: 3, walked: 200, ..ListLimits::default() };
    let way = limited(&test, limits);
    for (text, search, count) in [("priority.is.high", "", 100), ("+name.known.", "", 140), ("", "more", 100)] {
        for descending in [false, true] {
            let sort = Sort { by: SortBy::Name, descending };
            let filter = filtered(text, &object);
            let query = IndexQuery { filter, search: search.to_owned(), sort, ..IndexQuery::default() };
            let (names, _) = walk(&test, &sam, &object, &query).await;
            assert_eq!(names.len(), count, "{text}");
            assert_eq!(walk(&way, &sam, &object, &query).await.0, names, "{text}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn numbers_without_an_index_are_in_order_and_missing_ones_last(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let calls = test.objects().object("calls").await.unwrap();
    for index in 0..60 {
        let minutes = if index % 3 == 0 { String::new() } else { (index * 7 % 60).to_string() };
        let input = form(&[("title", &format!("Call {index}")), ("at", "2026-11-04 10:00"), ("minutes", &minutes)]);
        let permit = ada.create(calls.id).unwrap();
        test.records().create_record(&permit, &calls, &input, Surface::Index).await.unwrap().unwrap();
    }
    let minutes = |name: &String| {
        let index: i64 = name.trim_start_matches("Call ").parse().unwrap();
        (index % 3 != 0).then_some(index * 7 % 60)
    };
    for (filter, some) in [("", 60), ("minutes.gt.20", 26), ("+name.has.call 1", 11)] {
        for descending in [false, true] {
            let sort = Sort { by: SortBy::Property("minutes".to_owned()), descending };
            let query = IndexQuery { filter: filtered(filter, &calls), sort, ..IndexQuery::default() };
            let (names, total) = walk(&test, &ada, &calls, &query).await;
            assert_eq!((names.len(), total), (some, Total::exact(some.try_into().unwrap())), "{filter}");
            let shown: Vec<Option<i64>> = names.iter().map(minutes).collect();
            let known: Vec<i64> = shown.iter().copied().map_while(|minutes| minutes).collect();
            assert!(
                known.is_sorted_by(|one, two| if descending { one >= two } else { one <= two }),
                "{filter} {known:?}"
            );
            assert!(shown[known.len()..].iter().all(Option::is_none), "{filter} {shown:?}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn what_begins_so_is_found_to_its_end(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let contacts = test.contacts().await;
    for (name, company) in
        [("a", "Zoë & Co"), ("b", "zoo"), ("c", "Zo"), ("d", "zp"), ("e", "ZO~z"), ("f", "100% Zo"), ("g", "")]
    {
        let input = form(&[("first_name", name), ("company", company), ("city", company)]);
        let permit = ada.create(contacts.id).unwrap();
        test.records().create_record(&permit, &contacts, &input, Surface::Index).await.unwrap().unwrap();
    }
    for (typed, expected) in [("zo", "abce"), ("ZO", "abce"), ("100%", "f"), ("%", ""), ("zoo", "b"), ("z", "abcde")] {
        for key in ["company", "city"] {
            let filter = filtered(&format!("{key}.starts.{typed}"), &contacts);
            let query = IndexQuery { filter, ..IndexQuery::default() };
            assert_eq!(walk(&test, &ada, &contacts, &query).await.0.concat(), expected, "{key} {typed}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_board_shows_moves_and_deletes_what_is_like_its_filter(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let object = deals(&test).await;
    fill(&test, &ada, 30).await;
    let view = ada.view(object.id).unwrap();
    let heads = async |text: &str, search: &str| {
        let query = BoardQuery { filter: filtered(text, &object), search: search.to_owned(), ..BoardQuery::default() };
        let board = test.boards().board(&view, None, &object, &query).await.unwrap();
        assert_eq!(board.total, board.columns.iter().map(|column| column.count).sum::<i64>());
        let mut heads = Vec::new();
        for column in board.columns.iter().filter(|column| column.count > 0) {
            assert_eq!(column.count, i64::try_from(column.cards.len()).unwrap());
            let cents = column.sums.iter().map(|sum| sum.cents).sum::<i64>();
            heads.push((column.stage.id.0, column.count, cents / 100));
        }
        heads
    };
    assert_eq!(heads("priority.is.high", "").await, [(2, 10, 1_100)]);
    assert_eq!(heads("amount.lt.50", "").await, [(1, 1, 30), (2, 2, 50), (4, 1, 20)]);
    assert_eq!(heads("amount.lt.50", "04").await, [(2, 1, 40)]);
    assert_eq!(heads("+stage.is.4", "").await.len(), 1);
    assert_eq!(heads("priority.is.urgent", "").await, []);

    // The move and the deletion cover all records on the board and no others.
    let all = filtered("amount.lt.50", &object);
    let edit = ada.edit(object.id).unwrap();
    let order = MoveOrder { selection: selection(all.clone()), from: None, to: StageId(5) };
    assert_eq!(test.boards().move_to_stage(&edit, &object, &order).await.unwrap().unwrap().there, 4);
    assert_eq!(heads("amount.lt.50", "").await, [(5, 4, 100)]);
    let delete = ada.delete(object.id).unwrap();
    let preview = test.operations().preview_delete(&delete, &selection(all.clone())).await.unwrap();
    assert_eq!(preview.count, 4);
    let confirm = preview.confirm(Some(4));
    let order = DeleteOrder { selection: selection(all), confirm, surface: Surface::Board, reason: None };
    assert_eq!(test.operations().delete(&delete, &order).await.unwrap().unwrap().done, 4);
    assert_eq!(heads("+name.known.", "").await.iter().map(|head| head.1).sum::<i64>(), 26);
}

#[rstest]
#[tokio::test]
async fn who_leaves_at_any_moment_harms_nobody_who_comes(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let contacts = test.contacts().await;
    let view = ada.view(contacts.id).unwrap();
    let query = IndexQuery::default();
    let nobodys = SessionId(1_000_000);
    for moment in offsets(400) {
        let leaves = async {
            for _ in 0..moment * 5 {
                tokio::task::yield_now().await;
            }
        };
        // A client starts to read or write, and disconnects.
        let stays = async {
            if moment % 2 == 0 {
                test.people().sign_out(nobodys).await.unwrap();
            } else {
                test.records().list_records(&view, None, &contacts, &query).await.unwrap();
            }
        };
        tokio::select! {
            biased;
            () = stays => {}
            () = leaves => {}
        }
        // The next request gets the same connections.
        test.objects().active().await.unwrap();
        test.records().list_records(&view, None, &contacts, &query).await.unwrap();
        test.objects().active().await.unwrap();
        test.people().sign_out(nobodys).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn what_nobody_waits_for_ends(#[values(Sqlite, Postgres)] database: Backend) {
    // As many as the largest pool has connections: if only one of the reads continued, the reads that follow would
    // wait.
    const READS: usize = 16;
    /// Ten times what as many fast reads take.
    const LONG: Duration = Duration::from_secs(1);
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let companies = test.objects().object("companies").await.unwrap();
    let (view, create) = (ada.view(companies.id).unwrap(), ada.create(companies.id).unwrap());
    // Every text is compared with each condition but the last, which matches none.
    let group = |group: usize| {
        let conditions = (0..19).map(|word| format!("description.lacks.{group}x{word};"));
        conditions.chain([format!("+name.has.nobody {group}")]).collect::<String>()
    };
    let filter = filtered(&(0..10).map(group).collect::<Vec<_>>().join("|"), &companies);
    let slow = IndexQuery { filter, ..IndexQuery::default() };
    let long = "lorem ipsum ".repeat(1_600);
    // So many records that the read is slow on any machine.
    let mut whole = Duration::ZERO;
    while whole < LONG {
        for index in 0..60 {
            let input = form(&[("name", &format!("{index}")), ("description", &long)]);
            test.records().create_record(&create, &companies, &input, Surface::Index).await.unwrap().unwrap();
        }
        let begin = Instant::now();
        assert_eq!(test.records().list_records(&view, None, &companies, &slow).await.unwrap().total, Total::exact(0));
        whole = begin.elapsed();
    }

    let given_up = async || {
        let read = test.records().list_records(&view, None, &companies, &slow);
        tokio::time::timeout(whole / 20, read).await.is_err()
    };
    for _ in 0..READS {
        assert!(given_up().await, "it takes {whole:?}");
    }
    // An object without records: only reads that still run could make this wait.
    let contacts = test.contacts().await;
    let quick = ada.view(contacts.id).unwrap();
    let begin = Instant::now();
    for _ in 0..READS {
        test.records().list_records(&quick, None, &contacts, &IndexQuery::default()).await.unwrap();
    }
    let then = begin.elapsed();
    assert!(then < whole, "{then:?} after what takes {whole:?}");
}
