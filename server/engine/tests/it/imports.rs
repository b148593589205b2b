//! Tests of imports: every file format, which records a row matches, and resuming after a crash.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::{assign, everything, offsets},
};
use domain::{
    association::{TimelineFilter, join_roles},
    ids::{ImportId, RecordId},
    import::{Counts, ImportState, ImportView, Refused, Target, Unreadable},
    job::{JobKind, JobState},
    object::Object,
    operation::{DeleteOrder, Selection},
    policy::{Actor, BuiltInRole},
    record::{RecordInput, RecordState, RecordView, What},
    surface::Surface,
    value::Problem,
    view::IndexQuery,
};
use engine::{Error, ImportFile};
use proptest::prelude::*;
use rstest::rstest;
use std::{
    fmt::Write,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

async fn upload(test: &TestEngine, actor: &Actor, bytes: &[u8]) -> ImportId {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let path = test.folder.join(format!("file-{}.csv", NEXT.fetch_add(1, Ordering::Relaxed)));
    std::fs::write(&path, bytes).unwrap();
    let permit = actor.import(test.contacts().await.id).unwrap();
    let file = ImportFile { name: "contacts.csv", path: &path, size: bytes.len() as u64, uploaded: true };
    test.imports().begin_import(&permit, file).await.unwrap()
}

async fn view(test: &TestEngine, actor: &Actor, id: ImportId) -> ImportView {
    test.imports().import(actor, id).await.unwrap().1
}

/// Uploads a file, accepts the proposed mapping, and runs the import to its end.
async fn import(test: &TestEngine, actor: &Actor, bytes: &[u8]) -> ImportView {
    let id = upload(test, actor, bytes).await;
    let sample = view(test, actor, id).await.sample.unwrap().unwrap();
    let permit = actor.import(test.contacts().await.id).unwrap();
    test.imports().start_import(&permit, id, &sample.proposal).await.unwrap();
    test.imports().run_import(id, |_| {}).await.unwrap();
    view(test, actor, id).await
}

async fn names(test: &TestEngine, actor: &Actor) -> Vec<String> {
    let object = test.contacts().await;
    let query = IndexQuery { size: 100, ..IndexQuery::default() };
    let page = test.records().list_records(&actor.view(object.id).unwrap(), None, &object, &query).await.unwrap();
    page.rows.into_iter().map(|row| row.name).collect()
}

async fn living(test: &TestEngine, actor: &Actor, object: &Object, id: RecordId) -> RecordView {
    match test.records().record(actor, object, id).await.unwrap() {
        RecordState::Living(view) => view,
        RecordState::Deleted(_) => panic!("{id} is deleted"),
    }
}

fn counts(created: i64, updated: i64, unchanged: i64, refused: i64) -> Counts {
    Counts { created, updated, unchanged, refused }
}

#[rstest]
#[tokio::test]
async fn a_file_comes_in_many_forms(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for (text, made) in [
        ("First name,E-mail\nComma,comma@example.com\n", "Comma"),
        ("\u{feff}Nome;E-mail\r\nSemi;semi@example.com\r\n", "Semi"),
        ("Nome\tEmail\nTab\ttab@example.com", "Tab"),
        ("First name,Email\n\"Line\nbreak\",line@example.com\n", "Line break"),
        ("First name,Email\n\"Quo\"\"ted\",quote@example.com\n", "Quo\"ted"),
        ("First name,Email,City\nShort\n", "Short"),
        ("First name,Email\nLong,long@example.com,,,\n", "Long"),
    ] {
        let done = import(&test, &ada, text.as_bytes()).await;
        assert_eq!((done.state, done.counts), (ImportState::Done, counts(1, 0, 0, 0)), "{text:?}");
        assert!(names(&test, &ada).await.contains(&made.to_owned()), "{made}");
        assert_eq!(done.read, done.size);
    }
}

#[rstest]
#[tokio::test]
async fn what_is_no_csv_is_told(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for (bytes, why) in [
        (&b""[..], Unreadable::Empty),
        (b" \n ", Unreadable::Empty),
        (b"\xef\xbb\xbf", Unreadable::Empty),
        (b"PK\x03\x04rest", Unreadable::Spreadsheet),
        (b"\xff\xfeN\x00", Unreadable::NotUtf8),
        (b"Name,Citt\xe0\nx,y\n", Unreadable::NotUtf8),
        (b"Name,Email\n", Unreadable::HeaderOnly),
    ] {
        let id = upload(&test, &ada, bytes).await;
        assert_eq!(view(&test, &ada, id).await.sample, Some(Err(why)), "{bytes:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_quote_that_is_never_closed_stops_the_import_and_keeps_what_went_in(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let rest = "x".repeat(domain::import::ROW_MAX + 100_000);
    let id = upload(&test, &ada, format!("Name,Email\n\"never closed,{rest}").as_bytes()).await;
    assert_eq!(view(&test, &ada, id).await.sample, Some(Err(Unreadable::RowTooLong)));

    let good: String = (0..600).fold(String::new(), |mut text, row| {
        writeln!(text, "Nina {row},n{row}@example.com").unwrap();
        text
    });
    let done = import(&test, &ada, format!("First name,Email\n{good}\"never closed,{rest}").as_bytes()).await;
    assert_eq!((done.state, done.counts), (ImportState::Failed, counts(500, 0, 0, 0)), "the batches before it");
    let long = import(&test, &ada, format!("First name,Email\nLong,\"{}\"\n", "x".repeat(900_000)).as_bytes()).await;
    assert_eq!(long.counts, counts(0, 0, 0, 1), "a long row is a row");
}

#[rstest]
#[tokio::test]
async fn a_file_that_is_gone_is_told(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = upload(&test, &ada, b"Name,Email\nx,y\n").await;
    for file in std::fs::read_dir(&test.folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            std::fs::remove_file(path).unwrap();
        }
    }
    assert_eq!(view(&test, &ada, id).await.sample, Some(Err(Unreadable::Gone)));
}

#[rstest]
#[tokio::test]
async fn rows_that_stay_out_say_why(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mut file = b"First name,Email,Owner\n".to_vec();
    file.extend(b"Good,good@example.com,\n,nope,\nX,x@example.com,,extra\nY,y@example.com,Nobody At All\n\xe0,z@example.com,\n,,\n");
    let done = import(&test, &ada, &file).await;
    assert_eq!(done.counts, counts(1, 0, 0, 4));
    let reasons: Vec<(i64, Refused)> = done.refused.into_iter().map(|row| (row.line, row.reason)).collect();
    let Refused::Fields(fields) = &reasons[0].1 else { panic!("{reasons:?}") };
    assert_eq!((reasons[0].0, fields[0].problem.clone()), (3, Problem::NotAnEmail));
    assert_eq!(reasons[1], (4, Refused::ExtraCells));
    assert_eq!(reasons[2], (5, Refused::UnknownOwner("Nobody At All".to_owned())));
    assert_eq!(reasons[3], (6, Refused::NotText));
    assert_eq!(names(&test, &ada).await, ["Good"]);
}

#[rstest]
#[tokio::test]
async fn a_known_address_updates_and_empty_cells_change_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.user("Ben Member", BuiltInRole::Member).await;
    let object = test.contacts().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let file = "First name,Email,Phone,Owner,Additional email addresses\n\
                ,ANNA@example.com,12,ben member,more@example.com\n\
                Anna,anna@example.com,,,\n\
                Annabella,more@example.com,,ben.member@example.com,\n\
                New,new@example.com,,,\n\
                Newer,new@example.com,,,\n";
    let done = import(&test, &ada, file.as_bytes()).await;
    assert_eq!(done.counts, counts(1, 3, 1, 0));
    let view = living(&test, &ada, &object, anna).await;
    assert_eq!((view.name.as_str(), view.key.as_deref()), ("Annabella", Some("anna@example.com")));
    assert_eq!(view.secondary_keys, ["more@example.com"]);
    assert_eq!(view.owner.unwrap().name, "Ben Member");
    assert_eq!(names(&test, &ada).await, ["Annabella", "Newer"]);
    let timeline = test.records().timeline(&ada, &object, anna, TimelineFilter::Changes, 9).await.unwrap();
    assert_eq!(timeline.entries.iter().filter(|entry| matches!(entry.what, What::Edited(_))).count(), 2);
    assert_eq!(timeline.entries[0].surface, Surface::Import);
    // The same file again changes only the values that its own rows alternate, and nothing else.
    let again = import(&test, &ada, b"First name,Email\nAnnabella,anna@example.com\n").await;
    assert_eq!(again.counts, counts(0, 0, 1, 0));
}

#[rstest]
#[tokio::test]
async fn a_row_cannot_take_what_others_have(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    test.contact(&ada, "Hers", "hers@example.com").await;
    test.contact(&ben, "His", "his@example.com").await;
    let file = "First name,Email,Other emails\nMine,hers@example.com,\nMine,his@example.com,\nNew,new@example.com,hers@example.com\n";
    let done = import(&test, &ben, file.as_bytes()).await;
    assert_eq!(done.counts, counts(0, 1, 0, 2));
    assert_eq!(done.refused[0].reason, Refused::NotYours);
    assert!(
        matches!(&done.refused[1].reason, Refused::Fields(fields) if matches!(fields[0].problem, Problem::KeyTaken { .. }))
    );
    assert_eq!(names(&test, &ada).await, ["Hers", "Mine"]);
}

#[rstest]
#[tokio::test]
async fn an_address_in_the_trash_makes_a_new_contact(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let old = test.contact(&ada, "Old", "same@example.com").await;
    let permit = ada.delete(test.contacts().await.id).unwrap();
    let preview = test.operations().preview_delete(&permit, &Selection::Records(vec![old])).await.unwrap();
    let order = DeleteOrder {
        selection: Selection::Records(vec![old]),
        confirm: preview.confirm(Some(1)),
        surface: Surface::Index,
        reason: None,
    };
    test.operations().delete(&permit, &order).await.unwrap().unwrap();
    assert_eq!(import(&test, &ada, b"First name,Email\nNew,same@example.com\n").await.counts, counts(1, 0, 0, 0));
    assert_eq!(names(&test, &ada).await, ["New"]);
}

#[rstest]
#[tokio::test]
async fn an_uploaded_file_goes_and_its_columns_stay(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let files = || {
        std::fs::read_dir(&test.folder)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("file-"))
            .count()
    };
    let id = upload(&test, &ada, b"Nome;Email\n;nope\n").await;
    assert_eq!(files(), 1);
    let sample = view(&test, &ada, id).await.sample.unwrap().unwrap();
    let permit = ada.import(test.contacts().await.id).unwrap();
    test.imports().start_import(&permit, id, &sample.proposal).await.unwrap();
    test.imports().run_import(id, |_| {}).await.unwrap();
    assert_eq!(files(), 0);
    assert_eq!(test.imports().import_headers(&ada, id).await.unwrap(), ["Nome", "Email"]);
    assert_eq!(test.imports().refused_rows(id, 0, 9).await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn strange_rows_do_not_stop_the_others(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mut file = b"First name,Email,Other emails\n".to_vec();
    for row in 0..500 {
        let further: Vec<String> = (0..20).map(|key| format!("f{row}.{key}@example.com")).collect();
        file.extend(format!("N{row},n{row}@example.com,{}\n", further.join(";")).bytes());
    }
    let many: Vec<String> = (0..30_000).map(|key| format!("m{key}@example.com")).collect();
    file.extend(format!("Many,many@example.com,{}\n", many.join(";")).bytes());
    file.extend(b"Zero,zero\0@example.com,\nLatin,\xe9@example.com,\nLast,last@example.com,\n");
    // The file type is detected from its beginning; such bytes later in the file are a row like any other.
    let done = import(&test, &ada, &file).await;
    assert_eq!((done.state, done.counts), (ImportState::Done, counts(501, 0, 0, 3)));
    assert_eq!(done.refused[1].reason, Refused::NotText);
    assert_eq!(done.refused[2].cells, ["Latin", "\u{fffd}@example.com", ""]);
}

#[rstest]
#[tokio::test]
async fn rows_are_associated_with_what_they_name(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let companies = test.objects().object("companies").await.unwrap();
    let create = async |name: &str, domain: &str, actor: &Actor| {
        let input = RecordInput { owner: actor.user.to_string(), ..form(&[("name", name), ("domain", domain)]) };
        let permit = ada.create(companies.id).unwrap();
        test.records().create_record(&permit, &companies, &input, Surface::Index).await.unwrap().unwrap()
    };
    create("First", "first.example", &ada).await;
    let second = create("Second", "second.example", &ben).await;
    let gone = create("Gone", "gone.example", &ada).await;
    let permit = ada.delete(companies.id).unwrap();
    let selection = Selection::Records(vec![gone]);
    let preview = test.operations().preview_delete(&permit, &selection).await.unwrap();
    let order = DeleteOrder { selection, confirm: preview.confirm(Some(1)), surface: Surface::Index, reason: None };
    test.operations().delete(&permit, &order).await.unwrap().unwrap();

    let file = format!(
        "Name,Email,Firms\nAnn,ann@example.com,https://www.First.example/; {second}\nBob,bob@example.com,gone.example\n\
         Cid,cid@example.com,{gone}\nDan,dan@example.com,nowhere.example\nEve,eve@example.com,\n\
         Ann,ann@example.com,second.example\nEve,eve@example.com,first.example\n"
    );
    let key = |key: &str| Target::Property(key.to_owned());
    let mapping = [key("first_name"), key("email"), Target::link("companies", None)];
    let run = async |actor: &Actor, file: &str| {
        let id = upload(&test, actor, file.as_bytes()).await;
        test.imports().start_import(&actor.import(test.contacts().await.id).unwrap(), id, &mapping).await.unwrap();
        test.imports().run_import(id, |_| {}).await.unwrap();
        view(&test, actor, id).await
    };
    let done = run(&ada, &file).await;
    // Ann has both already; Eve gets one more.
    assert_eq!(done.counts, counts(2, 1, 1, 3));
    let unknown = |name: &str| Refused::UnknownRecord(name.to_owned());
    let reasons: Vec<_> = done.refused.iter().map(|row| row.reason.clone()).collect();
    assert_eq!(reasons, [unknown("gone.example"), unknown(&gone.to_string()), unknown("nowhere.example")]);

    let contacts = test.contacts().await;
    let permit = ada.view(contacts.id).unwrap();
    let page = test.records().list_records(&permit, None, &contacts, &IndexQuery::default()).await.unwrap();
    let mut linked = Vec::new();
    for row in &page.rows {
        let groups = test.records().associations(&ada, &contacts, row.id, 9).await.unwrap();
        let names = groups.values().flat_map(|group| &group.first).map(|link| link.name.clone());
        linked.push((row.name.clone(), names.collect::<Vec<_>>().join(" ")));
        // The timeline shows it, once for each record.
        let told = test.records().timeline(&ada, &contacts, row.id, TimelineFilter::Changes, 50).await.unwrap().entries;
        let links = told.iter().filter(|entry| matches!(entry.what, What::Linked { .. })).count();
        assert_eq!(links, groups.values().map(|group| group.first.len()).sum::<usize>());
    }
    assert_eq!(linked, [("Ann".to_owned(), "First Second".to_owned()), ("Eve".to_owned(), "First".to_owned())]);
}

#[rstest]
#[tokio::test]
async fn a_column_says_what_records_are_to_each_other(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let companies = test.objects().object("companies").await.unwrap();
    for name in ["First", "Second"] {
        let input = form(&[("name", name), ("domain", &format!("{name}.example"))]);
        let permit = ada.create(companies.id).unwrap();
        test.records().create_record(&permit, &companies, &input, Surface::Index).await.unwrap().unwrap();
    }
    let contacts = test.contacts().await;
    let linked = async |name: &str| {
        let query = IndexQuery { search: name.to_owned(), ..IndexQuery::default() };
        let page = test.records().list_records(&ada.view(contacts.id).unwrap(), None, &contacts, &query).await.unwrap();
        let groups = test.records().associations(&ada, &contacts, page.rows[0].id, 9).await.unwrap();
        let links = groups.into_values().flat_map(|group| group.first);
        links.map(|link| format!("{} {}", link.name, join_roles(&link.roles))).collect::<Vec<_>>().join(", ")
    };
    // Mapped by the names of the columns alone.
    let done = import(
        &test,
        &ada,
        b"Name,Email,Company domain,Primary company domain\n\
        Ann,ann@example.com,first.example,second.example\n\
        Bob,bob@example.com,first.example;second.example,first.example\n\
        Cid,cid@example.com,,first.example;second.example\n",
    )
    .await;
    let two = Refused::OnlyOne(vec!["first.example".to_owned(), "second.example".to_owned()]);
    assert_eq!((done.counts, &done.refused[0].reason), (counts(2, 0, 0, 1), &two));
    assert_eq!(linked("ann").await, "Second primary, First ");
    assert_eq!(linked("bob").await, "First primary, Second ");
    // Importing it again changes nothing; another primary company replaces the first, which stays associated.
    let again = b"Email,Primary company domain\nann@example.com,second.example\nbob@example.com,second.example\n";
    let done = import(&test, &ada, again).await;
    assert_eq!(done.counts, counts(0, 1, 1, 0));
    assert_eq!(linked("ann").await, "Second primary, First ");
    assert_eq!(linked("bob").await, "Second primary, First ");
}

#[rstest]
#[tokio::test]
async fn an_import_is_its_importer_s(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let reader = test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let object = test.contacts().await;
    let id = upload(&test, &ada, b"Nome\nX\n").await;
    assert!(matches!(test.imports().import(&ben, id).await, Err(Error::NotFound)));
    assert!(matches!(
        test.imports().start_import(&ben.import(object.id).unwrap(), id, &[]).await,
        Err(Error::NotFound)
    ));
    assert!(reader.import(object.id).is_err());
    // An import that is started twice runs once.
    let permit = ada.import(object.id).unwrap();
    let mapping = [Target::Property("first_name".to_owned())];
    test.imports().start_import(&permit, id, &mapping).await.unwrap();
    assert!(matches!(test.imports().start_import(&permit, id, &mapping).await, Err(Error::NotFound)));
}

/// The imports that a worker may claim.
async fn waiting_imports(test: &TestEngine, actor: &Actor) -> usize {
    let page = test.jobs().list_jobs(actor.administer().unwrap(), Some(JobState::Waiting)).await.unwrap();
    page.rows.iter().filter(|row| row.kind == JobKind::RunImport).count()
}

#[rstest]
#[tokio::test]
async fn started_import_is_run_by_the_worker_in_turns(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let permit = ada.import(test.contacts().await.id).unwrap();
    let mut ids = Vec::new();
    for file in ["a", "b"] {
        let rows = (0..2_600).fold("First name,Email\n".to_owned(), |mut rows, index| {
            writeln!(rows, "N{index},{file}{index}@example.com").unwrap();
            rows
        });
        let id = upload(&test, &ada, rows.as_bytes()).await;
        let sample = view(&test, &ada, id).await.sample.unwrap().unwrap();
        test.imports().start_import(&permit, id, &sample.proposal).await.unwrap();
        ids.push(id);
    }
    assert_eq!(waiting_imports(&test, &ada).await, 2);
    let mut worker = test.import_worker();
    assert!(worker.round().await.unwrap());
    for id in &ids {
        let view = view(&test, &ada, *id).await;
        assert!(view.state == ImportState::Running && view.counts.created > 0, "each has had its turn: {view:?}");
    }
    while worker.round().await.unwrap() {}
    for id in ids {
        let view = view(&test, &ada, id).await;
        assert_eq!((view.state, view.counts), (ImportState::Done, counts(2_600, 0, 0, 0)));
    }
    let all = test.jobs().list_jobs(ada.administer().unwrap(), None).await.unwrap();
    assert_eq!(all.rows, [], "a job that is done is removed");
}

#[rstest]
#[tokio::test]
async fn a_program_that_dies_goes_on_where_it_was(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let mut file = "First name,Email\n".to_owned();
    for index in 0..2_600 {
        // Some rows span two lines and some are rejected: row numbers and line numbers must still agree.
        let name = if index % 7 == 0 { format!("\"A\nB{index}\"") } else { format!("N{index}") };
        let email = if index % 100 == 99 { "nope".to_owned() } else { format!("n{index}@example.com") };
        writeln!(file, "{name},{email}").unwrap();
    }
    let id = upload(&test, &ada, file.as_bytes()).await;
    let permit = ada.import(test.contacts().await.id).unwrap();
    let sample = view(&test, &ada, id).await.sample.unwrap().unwrap();
    test.imports().start_import(&permit, id, &sample.proposal).await.unwrap();
    for _ in 0..3 {
        // The import is dropped after the first batch, as by a kill, and must still finish.
        let engine = test.engine.clone();
        let (first, mut done) = tokio::sync::mpsc::unbounded_channel();
        let run = tokio::spawn(async move {
            engine
                .imports()
                .run_import(id, move |progress| {
                    let _ = first.send(progress);
                })
                .await
        });
        let _ = done.recv().await;
        run.abort();
        let _ = run.await;
        let runs = view(&test, &ada, id).await.state == ImportState::Running;
        // No other worker resumes it before its lease has expired.
        test.imports().run_import(id, |_| panic!("the lease of another")).await.unwrap();
        assert_eq!(waiting_imports(&test, &ada).await, 0);
        test.clock.forward_seconds(11);
        assert_eq!(waiting_imports(&test, &ada).await, usize::from(runs));
    }
    test.imports().run_import(id, |_| {}).await.unwrap();
    let done = view(&test, &ada, id).await;
    assert_eq!((done.state, done.counts), (ImportState::Done, counts(2_574, 0, 0, 26)));
    assert_eq!(test.objects().object_counts(&ada).await.unwrap()[0].living, 2_574);
    // Line 2 is row 0; every seventh row takes one more line.
    let line = |row: i64| 2 + row + row / 7 + i64::from(row % 7 > 0);
    let lines: Vec<i64> = done.refused.iter().map(|row| row.line).collect();
    assert_eq!(lines[..3], [line(99), line(199), line(299)]);
    test.clock.forward_seconds(11);
    assert_eq!(waiting_imports(&test, &ada).await, 0);
}

#[rstest]
#[tokio::test]
async fn an_import_meets_those_who_change_the_same_records_in_another_order(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let file = |name: &str, numbers: &[i32]| {
        numbers.iter().fold("First name,Email\n".to_owned(), |mut file, number| {
            writeln!(file, "{name},n{number}@example.com").unwrap();
            file
        })
    };
    let mut numbers: Vec<i32> = (0..40).collect();
    import(&test, &ada, file("A", &numbers).as_bytes()).await;
    numbers.reverse();
    for round in offsets(16) {
        let file = file(&format!("B{round}"), &numbers);
        let (to, set) = (if round % 2 == 0 { Some(ben.user) } else { Some(ada.user) }, everything());
        let given = async {
            // The change of owner starts at any point of the import.
            tokio::time::sleep(Duration::from_millis(round)).await;
            assign(&test, &ada, &set, to).await
        };
        let (done, given) = tokio::join!(import(&test, &ada, file.as_bytes()), given);
        assert_eq!((done.state, done.counts), (ImportState::Done, counts(0, 40, 0, 0)));
        assert_eq!(given.done, 40);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_file_brings_it_down(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let test = TestEngine::on(Sqlite).await;
            let ada = test.admin().await;
            let id = upload(&test, &ada, &bytes).await;
            if let Some(Ok(sample)) = view(&test, &ada, id).await.sample {
                let permit = ada.import(test.contacts().await.id).unwrap();
                test.imports().start_import(&permit, id, &sample.proposal).await.unwrap();
                test.imports().run_import(id, |_| {}).await.unwrap();
                assert_eq!(view(&test, &ada, id).await.state, ImportState::Done);
            }
        });
    }
}
