//! Tests of the blocklist: every way in which a blocked address could come back, lifting, and files of addresses (T9, T10).

use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine, form, fresh,
        operations::{all, delete, one_by_one, operation, restore, run_to_the_end, these},
    },
};
use domain::{
    audit::{AuditQuery, EventKind},
    ids::{BlockId, RecordId},
    import::{Counts, Refused},
    object::{EMAIL, SECONDARY_KEYS},
    operation::{Choice, Choices, RestoreRefused, SkipReason, TrashSet},
    policy::{Actor, BuiltInRole},
    privacy::{AddressProblem, BlockReason, BlockedFile, NotBlocked, ReasonProblem, read_addresses},
    record::{FieldError, NotSaved, RecordInput, RecordState},
    surface::Surface,
    value::Problem,
};
use engine::{Error, ImportFile};
use rstest::rstest;
use std::fmt::Write;

async fn block(test: &TestEngine, actor: &Actor, address: &str) -> Result<BlockId, NotBlocked> {
    test.privacy().block_address(actor.manage_privacy().unwrap(), actor, address, "asked on the phone").await.unwrap()
}

async fn lift(test: &TestEngine, actor: &Actor, id: BlockId) -> engine::Result<()> {
    let by = fresh(actor.manage_privacy().unwrap());
    test.privacy().lift_block(&by, id, &BlockReason::parse("blocked by mistake").unwrap()).await
}

async fn is_blocked(test: &TestEngine, actor: &Actor, address: &str) -> bool {
    let check = test.privacy().check_address(actor.manage_privacy().unwrap(), actor, address).await.unwrap();
    check.unwrap().block.is_some()
}

async fn create(test: &TestEngine, actor: &Actor, input: &RecordInput) -> Result<RecordId, Vec<FieldError>> {
    let object = test.contacts().await;
    let permit = actor.create(object.id).unwrap();
    test.records().create_record(&permit, &object, input, Surface::Index).await.unwrap()
}

fn contact(email: &str) -> RecordInput {
    form(&[("first_name", "Anna"), (EMAIL, email)])
}

fn refused(field: &str) -> Vec<FieldError> {
    vec![FieldError::new(field, Problem::Blocked)]
}

async fn import(test: &TestEngine, actor: &Actor, file: &str) -> (Counts, Vec<Refused>) {
    let path = test.folder.join("contacts.csv");
    std::fs::write(&path, file).unwrap();
    let permit = actor.import(test.contacts().await.id).unwrap();
    let upload = ImportFile { name: "contacts.csv", path: &path, size: file.len() as u64, uploaded: false };
    let id = test.imports().begin_import(&permit, upload).await.unwrap();
    let sample = test.imports().import(actor, id).await.unwrap().1.sample.unwrap().unwrap();
    test.imports().start_import(&permit, id, &sample.proposal).await.unwrap();
    test.imports().run_import(id, |_| {}).await.unwrap();
    let view = test.imports().import(actor, id).await.unwrap().1;
    (view.counts, view.refused.into_iter().map(|row| row.reason).collect())
}

async fn events(test: &TestEngine, actor: &Actor, kind: EventKind) -> usize {
    let query = AuditQuery { kind: Some(kind), ..AuditQuery::default() };
    test.audit().list_audit(actor.audit().unwrap(), &query, 50).await.unwrap().rows.len()
}

#[rstest]
#[tokio::test]
async fn blocked_address_cannot_be_added_by_hand(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let other = test.contact(&ada, "Bo", "bo@example.com").await;
    // Of nobody, in another spelling (T10).
    block(&test, &ada, " <mailto:ANNA@bücher.example.> ").await.unwrap();
    for spelling in ["anna@bücher.example", "Anna@XN--BCHER-KVA.example", "ａnna@bücher.example"] {
        assert_eq!(create(&test, &ada, &contact(spelling)).await, Err(refused(EMAIL)), "{spelling}");
    }
    let secondary = RecordInput { secondary_keys: "anna@bücher.example".to_owned(), ..contact("anna@example.com") };
    assert_eq!(create(&test, &ada, &secondary).await, Err(refused(SECONDARY_KEYS)));
    // A tag makes another address.
    create(&test, &ada, &contact("anna+news@bücher.example")).await.unwrap();

    let object = test.contacts().await;
    let permit = ada.edit(object.id).unwrap();
    let edit = async |input: RecordInput| {
        test.records().edit_record(&permit, &object, other, 1, &input, Surface::RecordPage).await.unwrap()
    };
    let owned = |input: RecordInput| RecordInput { owner: ada.user.to_string(), ..input };
    assert_eq!(edit(owned(contact("anna@bücher.example"))).await, Err(NotSaved::Invalid(refused(EMAIL))));
    let secondary = RecordInput { secondary_keys: "anna@bücher.example".to_owned(), ..contact("bo@example.com") };
    assert_eq!(edit(owned(secondary)).await, Err(NotSaved::Invalid(refused(SECONDARY_KEYS))));
    // Refusals in the same way within a minute are one event.
    assert_eq!(events(&test, &ada, EventKind::BlockedAddressRefused).await, 2);
    assert_eq!(events(&test, &ada, EventKind::AddressBlocked).await, 1);
}

#[rstest]
#[tokio::test]
async fn lifted_address_is_free_and_can_be_blocked_again(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let first = block(&test, &ada, "anna@example.com").await.unwrap();
    let Err(NotBlocked::Already(entry)) = block(&test, &ada, "ANNA@example.com").await else { panic!("blocked twice") };
    assert_eq!((entry.id, entry.reason.as_deref()), (first, Some("asked on the phone")));
    lift(&test, &ada, first).await.unwrap();
    assert!(matches!(lift(&test, &ada, first).await, Err(Error::NotFound)));
    assert!(!is_blocked(&test, &ada, "anna@example.com").await);

    let id = create(&test, &ada, &contact("anna@example.com")).await.unwrap();
    assert!(matches!(block(&test, &ada, "anna@example.com").await, Err(NotBlocked::InUse(_))));
    delete(&test, &ada, &these(&[id])).await;
    let second = block(&test, &ada, "anna@example.com").await.unwrap();
    assert!(is_blocked(&test, &ada, "anna@example.com").await);

    let by = ada.manage_privacy().unwrap();
    let check = test.privacy().check_address(by, &ada, "anna@example.com").await.unwrap().unwrap();
    assert_eq!(check.block.map(|entry| entry.id), Some(second));
    let earlier = &check.earlier[0];
    assert_eq!((earlier.id, earlier.by.as_ref().map(|by| by.id)), (first, Some(ada.user)));
    assert_eq!(earlier.lift.as_ref().map(|lift| lift.reason.as_str()), Some("blocked by mistake"));
    let (now, history) = (
        test.privacy().blocklist(by, false, None).await.unwrap(),
        test.privacy().blocklist(by, true, None).await.unwrap(),
    );
    assert_eq!((now.entries.len(), now.count, history.entries.len()), (1, 1, 2));
    assert_eq!(events(&test, &ada, EventKind::BlockLifted).await, 1);
}

#[rstest]
#[tokio::test]
async fn block_of_an_address_in_use_names_the_contact(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let input = RecordInput { secondary_keys: "info@bücher.example".to_owned(), ..contact("anna@example.com") };
    let id = create(&test, &ada, &input).await.unwrap();
    let Err(NotBlocked::InUse(holders)) = block(&test, &ada, "info@xn--bcher-kva.example").await else {
        panic!("blocked although a contact has it");
    };
    assert_eq!(holders.iter().map(|holder| (holder.slug.as_str(), holder.id)).collect::<Vec<_>>(), [("contacts", id)]);
    assert!(!is_blocked(&test, &ada, "info@bücher.example").await);
    // Who may not see the contact is told that it exists, and no more.
    raw_sql::sql(&test, "UPDATE record SET owner_id = NULL").await;
    raw_sql::sql(&test, "UPDATE role_grant SET reach = 'owned', unassigned = FALSE WHERE role_id = 1").await;
    raw_sql::sql(&test, "UPDATE definition_version SET version = version + 1").await;
    let ada = test.people().actor(ada.user).await.unwrap();
    assert_eq!(block(&test, &ada, "anna@example.com").await, Err(NotBlocked::InUse(Vec::new())));
}

#[rstest]
#[tokio::test]
async fn block_with_a_problem_changes_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let by = ada.manage_privacy().unwrap();
    let mut answers = Vec::new();
    for (address, reason) in
        [("anna", "why"), ("аnna@example.com", "why"), ("anna@example.com", " "), ("a@b.example", "is a@b.example")]
    {
        answers.push(test.privacy().block_address(by, &ada, address, reason).await.unwrap().unwrap_err());
    }
    let expected = [
        NotBlocked::Address(AddressProblem::NotAnEmail),
        NotBlocked::Address(AddressProblem::MixedScripts),
        NotBlocked::Reason(ReasonProblem::Empty),
        NotBlocked::Reason(ReasonProblem::Address),
    ];
    assert_eq!(answers, expected);
    assert_eq!(test.privacy().blocklist(by, true, None).await.unwrap().entries, []);
    let member = test.user("Max Member", BuiltInRole::Manager).await;
    assert!(member.manage_privacy().is_err());
}

#[rstest]
#[tokio::test]
async fn contact_that_was_blocked_later_can_still_be_edited(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    block(&test, &ada, "bo@example.com").await.unwrap();
    let id = test.contact(&ada, "Anna", "anna@example.com").await;
    // As an erasure that is under way, or a backup that was put back, leaves it.
    raw_sql::sql(
        &test,
        "UPDATE record SET unique_key = 'bo@example.com', properties = '{\"email\": \"bo@example.com\"}'",
    )
    .await;
    let object = test.contacts().await;
    let input = RecordInput { owner: ada.user.to_string(), ..contact("bo@example.com") };
    let permit = ada.edit(object.id).unwrap();
    let saved = test.records().edit_record(&permit, &object, id, 1, &input, Surface::RecordPage).await.unwrap();
    assert_eq!(saved, Ok(2));
    // An import updates it as well.
    let (counts, _) = import(&test, &ada, "First name,Email,City\nBo,bo@example.com,Torino\n").await;
    assert_eq!(counts, Counts { updated: 1, ..Counts::default() });
}

#[rstest]
#[tokio::test]
async fn import_refuses_the_row_of_a_blocked_address(#[values(Sqlite, Postgres)] database: Backend) {
    const ROWS: i64 = 10_000;
    const BLOCKED: i64 = 7_311;

    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    block(&test, &ada, &format!("c{BLOCKED}@example.com")).await.unwrap();
    let mut file = "First name,Email\n".to_owned();
    for row in 0..ROWS {
        writeln!(file, "c{row},C{row}@Example.com").unwrap();
    }
    let (counts, reasons) = import(&test, &ada, &file).await;
    assert_eq!(counts, Counts { created: ROWS - 1, refused: 1, ..Counts::default() });
    assert_eq!(reasons, [Refused::Fields(refused(EMAIL))]);
    assert_eq!(events(&test, &ada, EventKind::BlockedAddressRefused).await, 1);
    // A blocked secondary address refuses its row too.
    let file = format!("First name,Email,Other emails\nSec,sec@example.com,c{BLOCKED}@example.com\n");
    let (counts, reasons) = import(&test, &ada, &file).await;
    assert_eq!((counts.refused, reasons), (1, vec![Refused::Fields(refused(SECONDARY_KEYS))]));
}

#[rstest]
#[tokio::test]
async fn restore_leaves_a_blocked_contact_in_the_trash(
    #[values(Sqlite, Postgres)] database: Backend,
    #[values(false, true)] large: bool,
) {
    let mut test = TestEngine::on(database).await;
    if large {
        test = test.with_limits(one_by_one());
    }
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let bo = test.contact(&ada, "Bo", "bo@example.com").await;
    let receipt = delete(&test, &ada, &these(&[anna, bo])).await;
    run_to_the_end(&test).await;
    block(&test, &ada, "anna@example.com").await.unwrap();

    let set = TrashSet::Deletion(receipt.operation);
    let restored = restore(&test, &ada, set, Choices::default()).await.unwrap();
    run_to_the_end(&test).await;
    let view = operation(&test, &ada, restored.operation).await;
    assert_eq!((view.done, view.skipped), (1, 1));
    let object = test.contacts().await;
    assert!(matches!(test.records().record(&ada, &object, anna).await.unwrap(), RecordState::Deleted(_)));
    assert!(matches!(test.records().record(&ada, &object, bo).await.unwrap(), RecordState::Living(_)));

    // Alone, no decision lets it come back.
    let set = TrashSet::Records(vec![anna]);
    let plan = test.operations().plan_restore(&ada, &object, &set).await.unwrap();
    assert_eq!((plan.count, plan.skipped[0].reason), (0, SkipReason::Blocked));
    assert_eq!(restore(&test, &ada, set.clone(), all(Choice::Without)).await, Err(RestoreRefused::Nothing));
    assert_eq!(events(&test, &ada, EventKind::BlockedAddressRefused).await, 2);

    let check =
        test.privacy().check_address(ada.manage_privacy().unwrap(), &ada, "anna@example.com").await.unwrap().unwrap();
    lift(&test, &ada, check.block.unwrap().id).await.unwrap();
    restore(&test, &ada, set, Choices::default()).await.unwrap();
    assert!(matches!(test.records().record(&ada, &object, anna).await.unwrap(), RecordState::Living(_)));
}

#[rstest]
#[tokio::test]
async fn concurrent_create_and_block_exclude_each_other(#[values(Sqlite, Postgres)] database: Backend) {
    const RACES: usize = 30;

    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    block(&test, &ada, "first@example.com").await.unwrap();
    for race in 0..RACES {
        // In two spellings, which have different locks.
        let (created, blocked) = (format!("c{race}@bücher.example"), format!("c{race}@xn--bcher-kva.example"));
        let (maker, blocker) = (test.clone(), test.clone());
        let (one, two) = (ada.clone(), ada.clone());
        let make = tokio::spawn(async move { create(&maker, &one, &contact(&created)).await });
        if race % 3 == 1 {
            tokio::task::yield_now().await;
        }
        let block = tokio::spawn(async move { block(&blocker, &two, &blocked).await });
        match (make.await.unwrap(), block.await.unwrap()) {
            (Ok(_), Err(NotBlocked::InUse(_))) => {}
            (Err(errors), Ok(_)) => assert_eq!(errors, refused(EMAIL)),
            both => panic!("both came through, or none: {both:?}"),
        }
    }
}

#[rstest]
#[tokio::test]
async fn file_of_addresses_is_blocked_as_a_whole(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let by = ada.manage_privacy().unwrap();
    block(&test, &ada, "c1@example.com").await.unwrap();
    test.contact(&ada, "Two", "c2@example.com").await;
    let mut file = "E-mail\n".to_owned();
    for n in 0..6_000 {
        writeln!(file, "<C{n}@example.com>").unwrap();
    }
    let reason = BlockReason::parse("list of the data protection officer").unwrap();
    let addresses = read_addresses(file.as_bytes()).unwrap();
    let done = test.privacy().block_addresses(by, addresses.clone(), &reason).await.unwrap();
    assert_eq!(done, BlockedFile { blocked: 5_998, already: 1, in_use: 1 });
    let again = test.privacy().block_addresses(by, addresses, &reason).await.unwrap();
    assert_eq!(again, BlockedFile { blocked: 0, already: 5_999, in_use: 1 });
    for address in ["c0@example.com", "c5999@example.com"] {
        assert!(is_blocked(&test, &ada, address).await, "{address}");
    }
    assert!(!is_blocked(&test, &ada, "c2@example.com").await);
    assert_eq!(events(&test, &ada, EventKind::AddressesBlocked).await, 1);
    let page = test.privacy().blocklist(by, false, None).await.unwrap();
    assert_eq!((page.count, page.more), (5_999, true));
    let next = test.privacy().blocklist(by, false, page.entries.last().map(|entry| entry.id)).await.unwrap();
    assert!(next.entries[0].id < page.entries.last().unwrap().id);
}

/// SQLite looks up the first digits of a hash.
#[rstest]
#[tokio::test]
async fn address_whose_hash_begins_like_a_blocked_one_is_free(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for address in ["anna@example.com", "bo@example.com"] {
        block(&test, &ada, address).await.unwrap();
    }
    raw_sql::sql(&test, "UPDATE blocklist SET hash = substr(hash, 1, 12) || 'other' WHERE id = 1").await;
    // One more entry with the same digits, besides the blocked one.
    raw_sql::sql(
        &test,
        "INSERT INTO blocklist (hash, blocked_at, reason) SELECT substr(hash, 1, 12) || 'other', 1, '' FROM blocklist WHERE id = 2",
    )
    .await;
    create(&test, &ada, &contact("anna@example.com")).await.unwrap();
    assert_eq!(create(&test, &ada, &contact("bo@example.com")).await, Err(refused(EMAIL)));
}
