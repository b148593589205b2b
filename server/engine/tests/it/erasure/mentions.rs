//! Tests of mentions: texts elsewhere that name the person, and what is decided about each.

use super::{anna, certificate, certificates, counts, erase, erased, events, gone, link, make, order, preview, work};
use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine, form, fresh,
        operations::{delete, these},
    },
};
use domain::{
    audit::EventKind,
    hold::HoldReason,
    ids::{ImportId, RecordId},
    import::ImportState,
    object::CONTACT,
    operation::{DeleteOrder, Selection},
    policy::{Actor, BuiltInRole, ScopedGrant},
    privacy::{
        DecidedMention, Decision, EraseOrder, EraseRefused, ErasureState, IdentifierKind, MentionSource, Place,
        Remainder,
    },
    record::RecordState,
    saved_view::Share,
    surface::Surface,
    time::Date,
    users::Invite,
};
use engine::ImportFile;
use rstest::rstest;

async fn name(test: &TestEngine, actor: &Actor, slug: &str, id: RecordId) -> String {
    let object = test.objects().object(slug).await.unwrap();
    match test.records().record(actor, &object, id).await.unwrap() {
        RecordState::Living(view) => view.name,
        RecordState::Deleted(tombstone) => tombstone.record.name,
    }
}

fn decide(order: &EraseOrder, decided: &[(MentionSource, Decision, &str)]) -> EraseOrder {
    let mut order = order.clone();
    for (source, decision, reason) in decided {
        let mention = order.mentions.iter_mut().find(|mention| mention.source == *source).unwrap();
        (mention.decision, mention.reason) = (*decision, (*reason).to_owned());
    }
    order
}

pub async fn upload(test: &TestEngine, actor: &Actor, name: &str, text: &str) -> ImportId {
    let path = test.folder.join(format!("upload-{name}"));
    std::fs::write(&path, text).unwrap();
    let permit = actor.import(CONTACT).unwrap();
    let file = ImportFile { name, path: &path, size: text.len() as u64, uploaded: true };
    test.imports().begin_import(&permit, file).await.unwrap()
}

/// Starts an import with the mapping that its page proposes.
pub async fn start(test: &TestEngine, actor: &Actor, id: ImportId) {
    let sample = test.imports().import(actor, id).await.unwrap().1.sample.unwrap().unwrap();
    test.imports().start_import(&actor.import(CONTACT).unwrap(), id, &sample.proposal).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn each_mention_is_redacted_deleted_or_left(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let redact = make(&test, &ada, "deals", &[("name", "Refit for ANNA  Moretti")]).await;
    let remove = make(&test, &ada, "tickets", &[("name", "Wrong address"), ("description", "am@lumen.example")]).await;
    let leave = make(&test, &ada, "companies", &[("name", "Lumen"), ("phone", "0039 06-555-0134")]).await;
    let note = make(&test, &ada, "notes", &[("body", "Nothing of interest")]).await;
    let shown = preview(&test, &ada, id).await;
    let found: Vec<_> = shown
        .mentions
        .iter()
        .map(|mention| (mention.source, mention.found.iter().copied().collect::<Vec<_>>()))
        .collect();
    assert_eq!(
        found,
        [
            (MentionSource::Record(redact), vec![IdentifierKind::Name]),
            (MentionSource::Record(remove), vec![IdentifierKind::Address]),
            (MentionSource::Record(leave), vec![IdentifierKind::Phone]),
        ]
    );
    assert_eq!(shown.mentions[0].excerpt.found, "ANNA  Moretti");
    assert_eq!((shown.mentions[1].title.as_str(), shown.mentions[1].may_delete), ("Wrong address", true));
    let mut order = decide(
        &order(&shown),
        &[
            (MentionSource::Record(remove), Decision::Delete, ""),
            (MentionSource::Record(leave), Decision::Leave, "The number of the switchboard"),
        ],
    );
    order.mentions[2].until = Date::parse_iso("2036-11-04");
    let receipt = erase(&test, &ada, &order).await.unwrap();
    assert_eq!(receipt.state, ErasureState::Complete);
    assert_eq!(name(&test, &ada, "deals", redact).await, "Refit for [deleted contact]");
    assert!(gone(&test, &ada, "tickets", remove).await && !gone(&test, &ada, "notes", note).await);
    assert_eq!(name(&test, &ada, "companies", leave).await, "Lumen");
    let certificate = certificate(&test, &ada, receipt.erasure).await;
    assert_eq!(counts(&certificate, Place::OtherRecords), [3, 1, 1, 1]);
    assert_eq!(certificate.scan.left_out, 1);
    let Remainder::Mention(Place::OtherRecords, reason) = &certificate.remains[0].what else { panic!() };
    assert_eq!(reason.as_str(), "The number of the switchboard");
    assert_eq!(certificate.remains[0].until, Date::parse_iso("2036-11-04"));
}

#[rstest]
#[tokio::test]
async fn views_operations_approvals_and_holds_are_mentions(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let view = ada.view(CONTACT).unwrap();
    let query = "f=email%3Ais%3Aanna.moretti%40example.com&sort=name";
    test.views().save_view(&view, "Anna Moretti only", query, Share::No).await.unwrap().unwrap();
    let other = test.contact(&ada, "Bruno", "bruno@example.com").await;
    let shown = test
        .operations()
        .preview_delete(&ada.delete(CONTACT).unwrap(), &Selection::Records(vec![other]))
        .await
        .unwrap();
    let deletion = DeleteOrder {
        selection: these(&[other]),
        confirm: shown.confirm(Some(1)),
        surface: Surface::Index,
        reason: Some("Duplicate of anna.moretti@example.com".to_owned()),
    };
    let deletion = test.operations().delete(&ada.delete(CONTACT).unwrap(), &deletion).await.unwrap().unwrap().operation;
    let held = test.contact(&ada, "Carla", "carla@example.com").await;
    test.trash()
        .put_on_hold(&ada.hold(CONTACT).unwrap(), held, &HoldReason::parse("Case of Anna Moretti").unwrap())
        .await
        .unwrap();
    raw_sql::sql(
        &test,
        "INSERT INTO approval (operation_id, requested_at, expires_at, comment) VALUES (1, 1, 2, 'call +39 06 555 0134')",
    )
    .await;

    let shown = preview(&test, &ada, id).await;
    let sources: Vec<String> = shown.mentions.iter().map(|mention| mention.source.to_string()).collect();
    assert_eq!(sources, ["view-1", &format!("operation-{deletion}"), "approval-1", &format!("hold-{held}")]);
    assert_eq!(shown.mentions[0].title, "Anna Moretti only");
    let hold = MentionSource::Hold(held);
    let cannot = decide(&order(&shown), &[(hold, Decision::Delete, "")]);
    assert_eq!(erase(&test, &ada, &cannot).await, Err(EraseRefused::CannotDelete(hold)));
    assert_eq!(erase(&test, &ada, &order(&shown)).await.unwrap().state, ErasureState::Complete);
    let views = test.views().saved_views(&ada, &view).await.unwrap();
    assert_eq!(views[0].name, "[deleted contact] only");
    assert_eq!(views[0].query, "f=email%3Ais%3A%5Bdeleted+contact%5D&sort=name");
    let operation = test.operations().operation(&ada, deletion).await.unwrap();
    assert_eq!(operation.reason.as_deref(), Some("Duplicate of [deleted contact]"));
    let hold = test.trash().hold_on(&ada, CONTACT, held).await.unwrap().unwrap();
    assert_eq!(hold.reason, "Case of [deleted contact]");
    assert_eq!(raw_sql::texts(&test, "SELECT comment FROM approval").await, ["call +[deleted contact]"]);
}

#[rstest]
#[tokio::test]
async fn deleted_mentions_go_and_leave_what_they_were_on(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let view = ada.view(CONTACT).unwrap();
    test.views().save_view(&view, "Anna Moretti", "sort=name", Share::No).await.unwrap().unwrap();
    let other = test.contact(&ada, "Bruno", "bruno@example.com").await;
    let deletion = delete(&test, &ada, &these(&[other])).await.operation;
    raw_sql::sql(&test, "UPDATE operation SET reason = 'Anna Moretti asked'").await;
    let shown = preview(&test, &ada, id).await;
    let all: Vec<_> = shown.mentions.iter().map(|mention| (mention.source, Decision::Delete, "")).collect();
    assert_eq!(all.len(), 2);
    assert_eq!(erase(&test, &ada, &decide(&order(&shown), &all)).await.unwrap().state, ErasureState::Complete);
    assert_eq!(test.views().saved_views(&ada, &view).await.unwrap(), []);
    assert_eq!(test.operations().operation(&ada, deletion).await.unwrap().reason, None);
}

#[rstest]
#[tokio::test]
async fn mention_on_hold_is_not_deleted_and_another_contact_never(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let namesake = make(
        &test,
        &ada,
        "contacts",
        &[("first_name", "Anna"), ("last_name", "Moretti"), ("email", "other@example.com")],
    )
    .await;
    let deal = make(&test, &ada, "deals", &[("name", "Anna Moretti's refit")]).await;
    let deals = test.objects().object("deals").await.unwrap().id;
    test.trash().put_on_hold(&ada.hold(deals).unwrap(), deal, &HoldReason::parse("Case").unwrap()).await.unwrap();
    let shown = preview(&test, &ada, id).await;
    let (one, two) = (MentionSource::Record(namesake), MentionSource::Record(deal));
    assert_eq!(
        shown.mentions.iter().map(|mention| (mention.source, mention.may_delete)).collect::<Vec<_>>(),
        [(one, false), (two, true)]
    );
    let right = order(&shown);
    let refused = erase(&test, &ada, &decide(&right, &[(one, Decision::Delete, "")])).await;
    assert_eq!(refused, Err(EraseRefused::CannotDelete(one)));
    let refused =
        erase(&test, &ada, &decide(&right, &[(one, Decision::Leave, "Another person"), (two, Decision::Delete, "")]))
            .await;
    assert!(matches!(refused, Err(EraseRefused::Held(held)) if held.len() == 1 && held[0].record == deal));
    assert!(!gone(&test, &ada, "contacts", id).await);
    // A namesake whose name is redacted has another name, and keeps its address.
    assert_eq!(erase(&test, &ada, &right).await.unwrap().state, ErasureState::Complete);
    assert_eq!(name(&test, &ada, "contacts", namesake).await, "[deleted contact]");
    assert_eq!(name(&test, &ada, "deals", deal).await, "[deleted contact]'s refit");
}

#[rstest]
#[tokio::test]
async fn mention_that_the_user_does_not_see_leaves_the_erasure_incomplete(
    #[values(Sqlite, Postgres)] database: Backend,
) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let secret = make(&test, &ada, "deals", &[("name", "Secret of Anna Moretti")]).await;
    let mut eve = test.user("Eve Eraser", BuiltInRole::Admin).await;
    let deals = test.objects().object("deals").await.unwrap().id;
    if let Some(grants) = eve.grants.objects.get_mut(&deals) {
        grants.view = ScopedGrant::OWNED;
    }
    let shown = preview(&test, &eve, id).await;
    assert_eq!((shown.mentions.len(), shown.unseen_mentions), (0, 1));
    let receipt = erase(&test, &eve, &order(&shown)).await.unwrap();
    assert_eq!(receipt.state, ErasureState::Incomplete);
    let first = certificate(&test, &ada, receipt.erasure).await;
    assert!(!first.is_complete());
    assert!(first.remains.iter().any(|remains| remains.what == Remainder::Identifiers));
    assert_eq!(counts(&first, Place::OtherRecords), [1, 0, 0, 1]);
    assert!(first.scan.hits.iter().any(|hit| hit.column == "record.name" && hit.count == 1));

    // Who sees it decides, and the erasure is run again.
    let permit = fresh(ada.erase(CONTACT).unwrap());
    let mentions = test.privacy().incomplete_mentions(&ada, &permit, receipt.erasure).await.unwrap();
    assert_eq!(mentions.iter().map(|mention| mention.source).collect::<Vec<_>>(), [MentionSource::Record(secret)]);
    let source = MentionSource::Record(secret);
    assert_eq!(
        test.privacy().erase_again(&ada, &permit, receipt.erasure, &[]).await.unwrap(),
        Err(EraseRefused::Undecided(vec![source]))
    );
    let decided = DecidedMention { source, decision: Decision::Redact, reason: String::new(), until: None };
    let again = test.privacy().erase_again(&ada, &permit, receipt.erasure, &[decided]).await.unwrap().unwrap();
    assert_eq!((again.erasure, again.state), (receipt.erasure, ErasureState::Complete));
    assert_eq!(name(&test, &ada, "deals", secret).await, "Secret of [deleted contact]");
    let parts = certificates(&test, &ada, receipt.erasure).await;
    assert_eq!(
        parts.iter().map(|part| (part.certificate.part, part.is_last)).collect::<Vec<_>>(),
        [(1, false), (2, true)]
    );
    assert_eq!(parts[0].certificate, first, "the first part stays as it was issued");
    assert_eq!(counts(&parts[1].certificate, Place::OtherRecords), [1, 0, 1, 0]);
    assert_eq!(events(&test, &ada, EventKind::ErasureCertified).await, 2);
    // A complete one is not run again.
    assert!(test.privacy().incomplete_mentions(&ada, &permit, receipt.erasure).await.is_err());
}

#[rstest]
#[tokio::test]
async fn refused_rows_invitations_and_outcomes_go_without_asking(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let import =
        upload(&test, &ada, "rows.csv", "First name,Last name,E-mail\nAnna,Moretti,not an address\nBruno,,also none\n")
            .await;
    start(&test, &ada, import).await;
    test.imports().run_import(import, |_| {}).await.unwrap();
    assert_eq!(test.imports().refused_rows(import, 0, 9).await.unwrap().len(), 2);
    let role = Some(test.role_id(BuiltInRole::Member).await);
    let invite = Invite { email: "am@lumen.example".to_owned(), role, lang: domain::people::Lang::En };
    test.people().invite(&fresh(ada.administer_users().unwrap()), &invite).await.unwrap().unwrap();
    let shown = preview(&test, &ada, id).await;
    assert_eq!(shown.mentions, []);
    let count = |place| shown.erased.iter().find(|count| count.place == place).map(|count| count.count);
    assert_eq!((count(Place::RefusedRows), count(Place::Outbox)), (Some(1), Some(1)));
    let receipt = erase(&test, &ada, &order(&shown)).await.unwrap();
    assert_eq!(receipt.state, ErasureState::Complete);
    let rows = test.imports().refused_rows(import, 0, 9).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].1.cells[0], "Bruno");
    assert_eq!(test.imports().import(&ada, import).await.unwrap().1.counts.refused, 2, "the count stays");
    assert_eq!(raw_sql::texts(&test, "SELECT email FROM invitation").await, [""; 0]);
    let mails = test.outbox().take_mail(9).await.unwrap();
    assert!(mails.iter().all(|mail| mail.email == "ada.admin@example.com"), "the invitation is not sent");
}

#[rstest]
#[tokio::test]
async fn uploaded_file_loses_its_rows_or_is_deleted(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let text = "First name;E-mail\nCarla;carla@example.com\nAnna;Anna.Moretti@example.com\nMoretti Anna;\n";
    let kept = upload(&test, &ada, "kept.csv", text).await;
    let id = anna(&test, &ada).await;
    let dropped = upload(&test, &ada, "dropped.csv", text).await;
    upload(&test, &ada, "innocent.csv", "First name\nDario\n").await;
    let shown = preview(&test, &ada, id).await;
    let sources: Vec<_> = shown.mentions.iter().map(|mention| (mention.source, mention.title.as_str())).collect();
    assert_eq!(sources, [(MentionSource::Import(kept), "kept.csv"), (MentionSource::Import(dropped), "dropped.csv")]);
    let decided = decide(&order(&shown), &[(MentionSource::Import(dropped), Decision::Delete, "")]);
    let receipt = erase(&test, &ada, &decided).await.unwrap();
    assert_eq!(receipt.state, ErasureState::Complete);
    let left = std::fs::read_to_string(test.folder.join("upload-kept.csv")).unwrap();
    assert_eq!(left, "First name;E-mail\nCarla;carla@example.com\n");
    assert!(!test.folder.join("upload-dropped.csv").exists());
    assert_eq!(test.imports().import(&ada, dropped).await.unwrap().1.state, ImportState::Failed);
    assert_eq!(counts(&certificate(&test, &ada, receipt.erasure).await, Place::ImportFiles), [3, 3, 0, 0]);
    start(&test, &ada, kept).await;
    test.imports().run_import(kept, |_| {}).await.unwrap();
    assert_eq!(test.imports().import(&ada, kept).await.unwrap().1.counts.created, 1);
}

#[rstest]
#[tokio::test]
async fn running_import_of_the_person_is_waited_for(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let import = upload(&test, &ada, "runs.csv", "First name,Last name,E-mail\nAnna,Moretti,x@example.com\n").await;
    start(&test, &ada, import).await;
    let shown = preview(&test, &ada, id).await;
    assert_eq!(shown.running_imports, [import]);
    assert_eq!(erase(&test, &ada, &order(&shown)).await, Err(EraseRefused::ImportRunning(vec![import])));
    test.imports().run_import(import, |_| {}).await.unwrap();
    assert_eq!(preview(&test, &ada, id).await.running_imports, []);
}

#[rstest]
#[tokio::test]
async fn account_of_a_user_with_the_same_address_stays(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.user("Anna Moretti", BuiltInRole::Member).await;
    let id = anna(&test, &ada).await;
    let receipt = erased(&test, &ada, id).await;
    assert_eq!(receipt.state, ErasureState::Complete);
    let certificate = certificate(&test, &ada, receipt.erasure).await;
    let account = certificate.remains.iter().find(|remains| remains.what == Remainder::Account).unwrap();
    assert_eq!(account.count, Some(1));
}

#[rstest]
#[tokio::test]
async fn history_of_other_records_is_redacted_too(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let deals = test.objects().object("deals").await.unwrap();
    let deal = make(&test, &ada, "deals", &[("name", "Refit"), ("description", "ask Anna Moretti")]).await;
    let permit = ada.edit(deals.id).unwrap();
    let input = domain::record::RecordInput {
        owner: ada.user.to_string(),
        ..form(&[("name", "Refit"), ("description", "ask Bruno")])
    };
    test.records().edit_record(&permit, &deals, deal, 1, &input, Surface::RecordPage).await.unwrap().unwrap();
    let email = make(
        &test,
        &ada,
        "emails",
        &[("title", "Prices"), ("sender", "anna.moretti@example.com"), ("recipient", "am@lumen.example")],
    )
    .await;
    link(&test, &ada, "contacts", id, &[email]).await;
    link(&test, &ada, "deals", deal, &[email]).await;
    let shown = preview(&test, &ada, id).await;
    assert_eq!(shown.mentions.len(), 1, "the deal, whose history mentions her");
    let receipt = erase(&test, &ada, &order(&shown)).await.unwrap();
    assert_eq!(receipt.state, ErasureState::Complete);
    let changes =
        raw_sql::texts(&test, "SELECT CAST(changes AS TEXT) FROM record_version ORDER BY record_id, version").await;
    assert!(changes.iter().all(|changes| !changes.contains("Moretti")) && changes[0].contains("[deleted contact]"));
    let emails = test.objects().object("emails").await.unwrap();
    let RecordState::Living(view) = test.records().record(&ada, &emails, email).await.unwrap() else { panic!() };
    assert_eq!(
        (view.values["sender"].as_str(), view.values["recipient"].as_str()),
        ("deleted-contact@erased.invalid", "deleted-contact@erased.invalid")
    );
    work(&test).await;
}
