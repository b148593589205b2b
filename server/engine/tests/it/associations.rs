//! Tests of associations: created, labelled and removed; hidden with a deleted record and restored with it, including
//! the label and the primary flag.

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form,
    operations::{later, offsets, one_by_one, run_to_the_end},
    refusal::Split,
};
use domain::{
    association::{NotAssociated, TimelineFilter, parse_roles},
    ids::{ObjectId, OperationId, RecordId},
    operation::{Choices, DeleteOrder, Receipt, RestoreOrder, Selection, TrashSet},
    policy::{Actor, BuiltInRole, Reach, ScopedGrant},
    record::{RecordInput, TimelineEntry, What},
    surface::Surface,
};
use engine::{Associate, Error};
use rstest::rstest;

/// A new record of any object, owned by `actor`.
async fn make(test: &TestEngine, actor: &Actor, slug: &str, pairs: &[(&str, &str)]) -> RecordId {
    let object = test.objects().object(slug).await.unwrap();
    let input = RecordInput { owner: actor.user.to_string(), ..form(pairs) };
    let permit = actor.create(object.id).unwrap();
    test.records().create_record(&permit, &object, &input, Surface::Index).await.unwrap().unwrap()
}

async fn company(test: &TestEngine, actor: &Actor, name: &str) -> RecordId {
    make(test, actor, "companies", &[("name", name)]).await
}

/// Associates two records as the page of the first record does.
async fn link(test: &TestEngine, actor: &Actor, slug: &str, here: RecordId, there: RecordId, roles: &str) {
    link_many(test, actor, slug, here, &[there], roles).await.unwrap().unwrap();
}

async fn link_many(
    test: &TestEngine,
    actor: &Actor,
    slug: &str,
    here: RecordId,
    there: &[RecordId],
    roles: &str,
) -> engine::Result<Result<(), NotAssociated>> {
    let object = test.objects().object(slug).await.unwrap();
    let roles = parse_roles(roles);
    let order = Associate { object: &object, record: here, others: there, roles: &roles, surface: Surface::RecordPage };
    test.records().associate(actor, order).await.split()
}

/// The associations on the page of a record, each as `object: name (labels)`.
async fn links(test: &TestEngine, actor: &Actor, slug: &str, id: RecordId) -> Vec<String> {
    let object = test.objects().object(slug).await.unwrap();
    let groups = test.records().associations(actor, &object, id, 10).await.unwrap();
    let mut shown = Vec::new();
    for (object, group) in groups {
        assert!(group.count >= i64::try_from(group.first.len()).unwrap());
        for linked in group.first {
            let roles: Vec<String> = linked.roles.iter().map(ToString::to_string).collect();
            shown.push(format!("{object}: {} ({})", linked.name, roles.join(" ")));
        }
    }
    shown
}

async fn entries(
    test: &TestEngine,
    actor: &Actor,
    slug: &str,
    id: RecordId,
    show: TimelineFilter,
) -> Vec<TimelineEntry> {
    let object = test.objects().object(slug).await.unwrap();
    test.records().timeline(actor, &object, id, show, 50).await.unwrap().entries
}

/// The activities on a timeline, by name.
async fn activities(test: &TestEngine, actor: &Actor, slug: &str, id: RecordId) -> Vec<String> {
    let entries = entries(test, actor, slug, id, TimelineFilter::Activities).await;
    let name = |entry: TimelineEntry| match entry.what {
        What::Activity(activity) => activity.record.name,
        what => panic!("{what:?}"),
    };
    entries.into_iter().map(name).collect()
}

async fn told(test: &TestEngine, actor: &Actor, slug: &str, id: RecordId) -> Vec<String> {
    let entries = entries(test, actor, slug, id, TimelineFilter::Changes).await;
    let linked = entries.into_iter().filter_map(|entry| match entry.what {
        What::Linked { change, other, roles, .. } => {
            let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
            Some(format!("{} {} ({})", change.tag(), other.name, roles.join(" ")))
        }
        _ => None,
    });
    linked.collect()
}

async fn delete(test: &TestEngine, actor: &Actor, slug: &str, records: &[RecordId]) -> Receipt {
    let object = test.objects().object(slug).await.unwrap();
    let permit = actor.delete(object.id).unwrap();
    let selection = Selection::Records(records.to_vec());
    let shown = test.operations().preview_delete(&permit, &selection).await.unwrap();
    let confirm = shown.confirm(Some(shown.count));
    let order = DeleteOrder { selection, confirm, surface: Surface::Index, reason: None };
    let receipt = test.engine.operations().delete(&permit, &order).await.unwrap().unwrap();
    run_to_the_end(test).await;
    receipt
}

async fn restore(test: &TestEngine, actor: &Actor, slug: &str, set: TrashSet) -> OperationId {
    let object = test.objects().object(slug).await.unwrap();
    let order = RestoreOrder { set, choices: Choices::default(), surface: Surface::Trash };
    let receipt = test.engine.operations().restore(actor, &object, &order).await.unwrap().unwrap();
    run_to_the_end(test).await;
    receipt.operation
}

/// Every row of the associations as stored in the database.
async fn rows(test: &TestEngine) -> Vec<String> {
    use sqlx::{Connection, Row};
    let sql = "SELECT concat(from_id, ' ', to_id, ' ', label, ' ', created_at) FROM association ORDER BY from_id, to_id, label";
    match &test.database {
        engine::Database::Sqlite(path) => {
            let address = format!("sqlite:{}", path.display());
            let mut on = sqlx::SqliteConnection::connect(&address).await.unwrap();
            sqlx::query(sql).fetch_all(&mut on).await.unwrap().iter().map(|row| row.get(0)).collect()
        }
        engine::Database::Postgres(address) => {
            let mut on = sqlx::PgConnection::connect(address).await.unwrap();
            sqlx::query(sql).fetch_all(&mut on).await.unwrap().iter().map(|row| row.get(0)).collect()
        }
    }
}

/// The actor, limited to their own records of an object.
fn sees_own(actor: &Actor, object: ObjectId) -> Actor {
    let mut narrow = actor.clone();
    let own = ScopedGrant { reach: Reach::Owned, unassigned: false };
    narrow.grants.objects.get_mut(&object).unwrap().view = own;
    narrow
}

#[rstest]
#[tokio::test]
async fn a_link_is_seen_and_told_at_both_ends(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let (lumen, rialto) = (company(&test, &ada, "Lumen").await, company(&test, &ada, "Rialto").await);
    let deal = make(&test, &ada, "deals", &[("name", "Refit")]).await;
    link(&test, &ada, "contacts", anna, lumen, "primary").await;
    link(&test, &ada, "companies", rialto, anna, "").await;
    link(&test, &ada, "deals", deal, anna, "~decision_maker;~billing").await;
    assert_eq!(
        links(&test, &ada, "contacts", anna).await,
        ["2: Lumen (primary)", "2: Rialto ()", "3: Refit (billing decision_maker)",]
    );
    assert_eq!(links(&test, &ada, "companies", lumen).await, ["1: Anna (~primary)"]);
    assert_eq!(links(&test, &ada, "deals", deal).await, ["1: Anna (~billing ~decision_maker)"]);
    assert_eq!(
        told(&test, &ada, "contacts", anna).await,
        ["added Refit (billing decision_maker)", "added Rialto ()", "added Lumen (primary)",]
    );
    assert_eq!(told(&test, &ada, "companies", lumen).await, ["added Anna (~primary)"]);

    // Another primary company replaces the first, which stays associated.
    link(&test, &ada, "contacts", anna, rialto, "primary").await;
    assert_eq!(links(&test, &ada, "contacts", anna).await[..2], ["2: Rialto (primary)", "2: Lumen ()"]);
    assert_eq!(told(&test, &ada, "companies", lumen).await[0], "labelled Anna ()");
    assert_eq!(told(&test, &ada, "companies", rialto).await[0], "labelled Anna (~primary)");
    // A request that changes nothing adds nothing to the timeline.
    link(&test, &ada, "contacts", anna, rialto, "primary").await;
    assert_eq!(told(&test, &ada, "companies", rialto).await.len(), 2);

    let contacts = test.contacts().await;
    test.records().dissociate(&ada, &contacts, anna, rialto, Surface::RecordPage).await.unwrap();
    assert_eq!(links(&test, &ada, "companies", rialto).await, Vec::<String>::new());
    assert_eq!(told(&test, &ada, "companies", rialto).await[0], "removed Anna (~primary)");
    let again = test.records().dissociate(&ada, &contacts, anna, rialto, Surface::RecordPage).await.unwrap_err();
    assert!(matches!(again, Error::NotFound));
}

#[rstest]
#[tokio::test]
async fn companies_have_parents_and_subsidiaries(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let (child, parent) = (company(&test, &ada, "Child").await, company(&test, &ada, "Parent").await);
    link(&test, &ada, "companies", parent, child, "~parent").await;
    assert_eq!(links(&test, &ada, "companies", parent).await, ["2: Child (~parent)"]);
    assert_eq!(links(&test, &ada, "companies", child).await, ["2: Parent (parent)"]);
    assert_eq!(told(&test, &ada, "companies", child).await, ["added Parent (parent)"]);
    // From the other side it is the same association, with its direction reversed.
    link(&test, &ada, "companies", child, parent, "parent").await;
    assert_eq!(rows(&test).await.len(), 1);
    link(&test, &ada, "companies", child, parent, "~parent").await;
    assert_eq!(links(&test, &ada, "companies", parent).await, ["2: Child (parent)"]);
    assert_eq!(rows(&test).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_associated_changes_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let his = test.contact(&ben, "His", "his@example.com").await;
    let (one, two) = (company(&test, &ada, "One").await, company(&test, &ada, "Two").await);
    let many: Vec<RecordId> = (0..51).map(|_| one).collect();
    assert_eq!(link_many(&test, &ada, "contacts", anna, &[], "").await.unwrap(), Err(NotAssociated::Nothing));
    assert_eq!(link_many(&test, &ada, "contacts", anna, &many, "").await.unwrap(), Err(NotAssociated::TooMany));
    let both = link_many(&test, &ada, "contacts", anna, &[one, two], "primary").await.unwrap();
    assert_eq!(both, Err(NotAssociated::OnlyOne));
    for (here, there, roles) in
        [(anna, one, "parent"), (anna, one, "~primary"), (anna, anna, ""), (anna, RecordId(999), "")]
    {
        let error = link_many(&test, &ada, "contacts", here, &[there], roles).await.unwrap_err();
        assert!(matches!(error, Error::NotFound), "{there} {roles}");
    }
    // A member associates their own contact with any company they see, but not a contact of another user.
    let error = link_many(&test, &ben, "contacts", anna, &[one], "").await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)));
    delete(&test, &ada, "companies", &[two]).await;
    let error = link_many(&test, &ada, "contacts", anna, &[one, two], "").await.unwrap_err();
    assert!(matches!(error, Error::NotFound));
    assert!(rows(&test).await.is_empty());
    link(&test, &ben, "contacts", his, one, "").await;
    let error = test
        .records()
        .dissociate(&ben, &test.objects().object("companies").await.unwrap(), one, his, Surface::RecordPage)
        .await;
    assert!(matches!(error, Err(Error::Forbidden(_))));
    assert_eq!(rows(&test).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn what_one_may_not_see_is_not_linked_for_them(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await;
    let his = test.contact(&ben, "His", "his@example.com").await;
    let hidden = company(&test, &ada, "Hidden").await;
    link(&test, &ada, "contacts", his, hidden, "primary").await;
    let narrow = sees_own(&ben, ObjectId(2));
    assert_eq!(links(&test, &ben, "contacts", his).await, ["2: Hidden (primary)"]);
    assert!(links(&test, &narrow, "contacts", his).await.is_empty());
    assert!(told(&test, &narrow, "contacts", his).await.is_empty());
    let companies = test.objects().object("companies").await.unwrap();
    let found = test
        .records()
        .association_candidates(&narrow, &test.contacts().await, his, &companies, "", None)
        .await
        .unwrap();
    assert!(found.records.is_empty());
    let error = link_many(&test, &narrow, "contacts", his, &[hidden], "").await.unwrap_err();
    assert!(matches!(error, Error::NotFound));
    let error =
        test.records().dissociate(&narrow, &test.contacts().await, his, hidden, Surface::RecordPage).await.unwrap_err();
    assert!(matches!(error, Error::NotFound));
}

#[rstest]
#[tokio::test]
async fn candidates_say_what_they_are_already(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let (lumen, rialto) = (company(&test, &ada, "Lumen").await, company(&test, &ada, "Rialto").await);
    link(&test, &ada, "contacts", anna, rialto, "primary").await;
    let (contacts, companies) = (test.contacts().await, test.objects().object("companies").await.unwrap());
    let look = async |search: &str, pick| {
        let found =
            test.records().association_candidates(&ada, &contacts, anna, &companies, search, pick).await.unwrap();
        found
            .records
            .into_iter()
            .map(|found| (found.record.id, found.linked, found.record.roles.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(look("", None).await, [(lumen, false, 0), (rialto, true, 1)]);
    assert_eq!(look("", Some(rialto)).await, [(rialto, true, 1), (lumen, false, 0)]);
    assert_eq!(look("ume", None).await, [(lumen, false, 0)]);
    let others = test.records().association_candidates(&ada, &contacts, anna, &contacts, "", None).await.unwrap();
    assert!(others.records.is_empty(), "not itself");
}

// T6: the company's contacts stay; the association is hidden and comes back unchanged.
#[rstest]
#[tokio::test]
async fn a_deleted_company_takes_its_links_along_and_brings_them_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let lumen = company(&test, &ada, "Lumen").await;
    link(&test, &ada, "contacts", anna, lumen, "primary").await;
    let before = rows(&test).await;
    let receipt = delete(&test, &ada, "companies", &[lumen]).await;
    assert_eq!(rows(&test).await, before, "a delete writes nothing on a link");
    assert!(links(&test, &ada, "contacts", anna).await.is_empty());
    // The page of the deleted record still shows what it belonged to.
    assert_eq!(links(&test, &ada, "companies", lumen).await, ["1: Anna (~primary)"]);
    restore(&test, &ada, "companies", TrashSet::Deletion(receipt.operation)).await;
    assert_eq!(links(&test, &ada, "contacts", anna).await, ["2: Lumen (primary)"]);
    assert_eq!(links(&test, &ada, "companies", lumen).await, ["1: Anna (~primary)"]);
    assert_eq!(rows(&test).await, before);
}

// T7: the activity stays on the company alone, and is on both after the restore.
#[rstest]
#[tokio::test]
async fn a_shared_note_stays_where_somebody_lives(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let lumen = company(&test, &ada, "Lumen").await;
    let note = make(&test, &ada, "notes", &[("body", "Shared")]).await;
    link(&test, &ada, "notes", note, anna, "").await;
    link(&test, &ada, "notes", note, lumen, "").await;
    let call = make(&test, &ada, "calls", &[("title", "Alone")]).await;
    link(&test, &ada, "calls", call, anna, "").await;
    assert_eq!(activities(&test, &ada, "contacts", anna).await, ["Alone", "Shared"]);
    assert_eq!(test.records().linked_to_deleted(&ada, &[note, call]).await.unwrap(), [].into());
    let before = rows(&test).await;

    let receipt = delete(&test, &ada, "contacts", &[anna]).await;
    assert_eq!(activities(&test, &ada, "companies", lumen).await, ["Shared"]);
    assert_eq!(links(&test, &ada, "notes", note).await, ["2: Lumen ()"]);
    assert_eq!(test.records().linked_to_deleted(&ada, &[note, call]).await.unwrap(), [(call, ObjectId(1))].into());
    // The page of the deleted contact keeps both.
    assert_eq!(activities(&test, &ada, "contacts", anna).await, ["Alone", "Shared"]);

    restore(&test, &ada, "contacts", TrashSet::Deletion(receipt.operation)).await;
    assert_eq!(activities(&test, &ada, "contacts", anna).await, ["Alone", "Shared"]);
    assert_eq!(activities(&test, &ada, "companies", lumen).await, ["Shared"]);
    assert_eq!(test.records().linked_to_deleted(&ada, &[note, call]).await.unwrap(), [].into());
    assert_eq!(rows(&test).await, before);
}

#[rstest]
#[tokio::test]
async fn activities_stand_in_the_order_in_which_they_took_place(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let contacts = test.contacts().await;
    for (slug, pairs) in [
        ("calls", vec![("title", "Late"), ("at", "2026-12-24 10:00")]),
        ("tasks", vec![("title", "Due"), ("due", "2026-12-01")]),
        ("notes", vec![("body", "Now")]),
        ("meetings", vec![("title", "Early"), ("at", "2026-10-01 09:00")]),
    ] {
        let object = test.objects().object(slug).await.unwrap();
        let with = test.records().create_record_once(&ada, &object, &form(&pairs), Some(anna), "").await;
        with.unwrap().unwrap();
    }
    assert_eq!(activities(&test, &ada, "contacts", anna).await, ["Late", "Due", "Now", "Early"]);
    let all = entries(&test, &ada, "contacts", anna, TimelineFilter::All).await;
    assert!(all.is_sorted_by_key(|entry| std::cmp::Reverse(entry.at)));
    assert_eq!(all.len(), 5, "that an activity was added is told once, by itself: {all:?}");
    let page = test.records().timeline(&ada, &contacts, anna, TimelineFilter::Activities, 3).await.unwrap();
    assert_eq!((page.entries.len(), page.more), (3, true));
    // A record that cannot be associated with something its creator does not see is not created at all.
    let calls = test.objects().object("calls").await.unwrap();
    let lost =
        test.records().create_record_once(&ada, &calls, &form(&[("title", "Lost")]), Some(RecordId(999)), "").await;
    assert!(matches!(lost, Err(Error::NotFound)));
    let listed = test
        .records()
        .list_records(&ada.view(calls.id).unwrap(), None, &calls, &domain::view::IndexQuery::default())
        .await;
    assert_eq!(listed.unwrap().total.count, 1);
}

#[rstest]
#[tokio::test]
async fn the_newer_primary_is_kept_and_the_older_can_return(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    conflict(&test).await;
}

#[rstest]
#[tokio::test]
async fn the_same_in_chunks(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    conflict(&test.with_limits(one_by_one())).await;
}

#[rstest]
#[tokio::test]
async fn of_two_that_return_together_the_newer_stays_primary(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let test = test.with_limits(one_by_one());
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let (old, new) = (company(&test, &ada, "Old").await, company(&test, &ada, "New").await);
    link(&test, &ada, "contacts", anna, old, "primary").await;
    delete(&test, &ada, "companies", &[old]).await;
    link(&test, &ada, "contacts", anna, new, "primary").await;
    let before = rows(&test).await;
    // The contact itself is in the trash while the older company returns, so there is no conflict yet.
    delete(&test, &ada, "contacts", &[anna]).await;
    restore(&test, &ada, "companies", TrashSet::Records(vec![old])).await;
    assert_eq!(rows(&test).await, before);
    let back = restore(&test, &ada, "contacts", TrashSet::Records(vec![anna])).await;
    assert_eq!(links(&test, &ada, "contacts", anna).await, ["2: New (primary)", "2: Old ()"]);
    assert_eq!(test.operations().label_conflicts(&ada, back).await.unwrap().len(), 1);
    test.operations().undo(&ada, back, &[]).await.unwrap().unwrap();
    run_to_the_end(&test).await;
    assert_eq!(rows(&test).await, before);
}

#[rstest]
#[tokio::test]
async fn one_that_returns_while_another_becomes_primary_leaves_one(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    for round in offsets(24) {
        let anna = test.contact(&ada, "Anna", "").await;
        let (old, new) = (company(&test, &ada, "Old").await, company(&test, &ada, "New").await);
        link(&test, &ada, "contacts", anna, old, "primary").await;
        delete(&test, &ada, "companies", &[old]).await;
        tokio::join!(
            later(round / 6, restore(&test, &ada, "companies", TrashSet::Records(vec![old]))),
            later(round % 6, link(&test, &ada, "contacts", anna, new, "primary")),
        );
        let links = links(&test, &ada, "contacts", anna).await;
        assert_eq!(links.iter().filter(|link| link.ends_with("(primary)")).count(), 1, "{links:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_purge_takes_the_links_and_what_is_told_of_them(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let lumen = company(&test, &ada, "Lumen").await;
    link(&test, &ada, "contacts", anna, lumen, "primary").await;
    delete(&test, &ada, "companies", &[lumen]).await;
    test.clock.forward_days(91);
    run_to_the_end(&test).await;
    run_to_the_end(&test).await;
    assert!(rows(&test).await.is_empty());
    assert!(told(&test, &ada, "contacts", anna).await.is_empty());
}

/// A company is deleted, another becomes primary, the first returns: in one transaction or in chunks.
async fn conflict(test: &TestEngine) {
    let ada = test.admin().await;
    let anna = test.contact(&ada, "Anna", "anna@example.com").await;
    let bert = test.contact(&ada, "Bert", "bert@example.com").await;
    let (old, new) = (company(test, &ada, "Old").await, company(test, &ada, "New").await);
    for contact in [anna, bert] {
        link(test, &ada, "contacts", contact, old, "primary").await;
    }
    let deleted = delete(test, &ada, "companies", &[old]).await;
    link(test, &ada, "contacts", anna, new, "primary").await;
    let before = rows(test).await;
    let back = restore(test, &ada, "companies", TrashSet::Deletion(deleted.operation)).await;
    assert_eq!(links(test, &ada, "contacts", anna).await, ["2: New (primary)", "2: Old ()"]);
    assert_eq!(links(test, &ada, "contacts", bert).await, ["2: Old (primary)"]);
    assert_eq!(told(test, &ada, "contacts", anna).await[0], "gave_way Old (primary)");
    assert_eq!(told(test, &ada, "companies", old).await[0], "gave_way Anna (~primary)");
    let gave = test.operations().label_conflicts(&ada, back).await.unwrap();
    assert_eq!((gave.len(), gave[0].record.id, gave[0].other.id, gave[0].tag.as_str()), (1, anna, old, "primary"));

    // The undo of the restore gives back the label that the restore took; another restore takes it again.
    let undone = test.operations().undo(&ada, back, &[]).await.unwrap().unwrap();
    run_to_the_end(test).await;
    assert_eq!(rows(test).await, before);
    let again = restore(test, &ada, "companies", TrashSet::Deletion(undone.operation)).await;
    assert_eq!(links(test, &ada, "contacts", anna).await, ["2: New (primary)", "2: Old ()"]);

    // Made primary again by hand: this is the latest decision of a user, so the undo keeps it.
    link(test, &ada, "contacts", anna, old, "primary").await;
    assert_eq!(links(test, &ada, "contacts", anna).await, ["2: Old (primary)", "2: New ()"]);
    let chosen = rows(test).await;
    test.operations().undo(&ada, again, &[]).await.unwrap().unwrap();
    run_to_the_end(test).await;
    assert_eq!(rows(test).await, chosen);
    assert_eq!(links(test, &ada, "contacts", anna).await, ["2: New ()"]);
}
