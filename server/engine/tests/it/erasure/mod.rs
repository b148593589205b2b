//! Tests of erasures: who may order one, what it removes, what it leaves, and what its certificate says.

mod bytes;
mod came_back;
mod data_map;
mod export;
mod mentions;
mod races;
mod steps;

use crate::support::{
    Backend::{self, Postgres, Sqlite},
    TestEngine, form, fresh,
    operations::{delete, these},
};
use domain::{
    association::{LinkChange, TimelineFilter},
    audit::{AuditQuery, EventKind},
    hold::HoldReason,
    ids::{ErasureId, ObjectId, RecordId},
    mail::Message,
    object::CONTACT,
    policy::{Actor, BuiltInRole, Denied, Lack, Refusal, Right},
    privacy::{
        Certificate, CertificateView, DecidedMention, Decision, EraseOrder, EraseReceipt, EraseRefused, ErasurePreview,
        ErasureQuery, ErasureState, LegalBasis, LegalBasisKind, MentionSource, Place, StatementProblem,
    },
    record::{RecordInput, TimelineEntry, What},
    surface::Surface,
};
use engine::{Associate, Error};
use rstest::rstest;
use std::collections::BTreeSet;

/// A new record of any object, owned by `actor`.
pub async fn make(test: &TestEngine, actor: &Actor, slug: &str, pairs: &[(&str, &str)]) -> RecordId {
    let object = test.objects().object(slug).await.unwrap();
    let input = RecordInput { owner: actor.user.to_string(), ..form(pairs) };
    let permit = actor.create(object.id).unwrap();
    test.records().create_record(&permit, &object, &input, Surface::Index).await.unwrap().unwrap()
}

/// A contact named Anna Moretti, with a further address and a phone.
pub async fn anna(test: &TestEngine, actor: &Actor) -> RecordId {
    let object = test.contacts().await;
    let input = RecordInput {
        owner: actor.user.to_string(),
        secondary_keys: "am@lumen.example".to_owned(),
        ..form(&[
            ("first_name", "Anna"),
            ("last_name", "Moretti"),
            ("email", "anna.moretti@example.com"),
            ("phone", "+39 06 555 0134"),
        ])
    };
    let permit = actor.create(object.id).unwrap();
    test.records().create_record(&permit, &object, &input, Surface::Index).await.unwrap().unwrap()
}

pub async fn link(test: &TestEngine, actor: &Actor, slug: &str, here: RecordId, others: &[RecordId]) {
    let object = test.objects().object(slug).await.unwrap();
    let roles = BTreeSet::default();
    let order = Associate { object: &object, record: here, others, roles: &roles, surface: Surface::RecordPage };
    test.records().associate(actor, order).await.unwrap();
}

pub async fn preview(test: &TestEngine, actor: &Actor, id: RecordId) -> ErasurePreview {
    test.privacy().preview_erase(actor, &actor.erase(CONTACT).unwrap(), id).await.unwrap()
}

/// The order that a preview asks for, with every mention redacted.
pub fn order(shown: &ErasurePreview) -> EraseOrder {
    let redact = |source| DecidedMention { source, decision: Decision::Redact, reason: String::new(), until: None };
    EraseOrder {
        record: shown.record,
        typed: shown.confirmation.text().to_owned(),
        basis: LegalBasisKind::Request,
        basis_text: String::new(),
        mentions: shown.mentions.iter().map(|mention| redact(mention.source)).collect(),
        records: shown.records,
        token: shown.token.clone(),
        surface: Surface::RecordPage,
    }
}

pub async fn erase(test: &TestEngine, actor: &Actor, order: &EraseOrder) -> Result<EraseReceipt, EraseRefused> {
    test.privacy().erase(actor, &fresh(actor.erase(CONTACT).unwrap()), order).await.unwrap()
}

/// Previews and erases, with every mention redacted.
pub async fn erased(test: &TestEngine, actor: &Actor, id: RecordId) -> EraseReceipt {
    let shown = preview(test, actor, id).await;
    erase(test, actor, &order(&shown)).await.unwrap()
}

/// Lets the background worker do what is left.
pub async fn work(test: &TestEngine) {
    let mut worker = test.privacy_worker();
    while worker.round().await.unwrap() {}
}

pub async fn certificates(test: &TestEngine, actor: &Actor, id: ErasureId) -> Vec<CertificateView> {
    test.privacy().certificate(actor.read_erasures().unwrap(), id).await.unwrap()
}

pub async fn certificate(test: &TestEngine, actor: &Actor, id: ErasureId) -> Certificate {
    certificates(test, actor, id).await.pop().unwrap().certificate
}

pub fn counts(certificate: &Certificate, place: Place) -> [i64; 4] {
    let place = certificate.places.iter().find(|checked| checked.place == place).unwrap();
    [place.found, place.erased, place.anonymised, place.remaining]
}

pub async fn gone(test: &TestEngine, actor: &Actor, slug: &str, id: RecordId) -> bool {
    let object = test.objects().object(slug).await.unwrap();
    matches!(test.records().record(actor, &object, id).await, Err(Error::NotFound))
}

async fn events(test: &TestEngine, actor: &Actor, kind: EventKind) -> usize {
    let query = AuditQuery { kind: Some(kind), ..AuditQuery::default() };
    test.audit().list_audit(actor.audit().unwrap(), &query, 9).await.unwrap().rows.len()
}

#[rstest]
#[tokio::test]
async fn contact_is_erased_with_what_is_its_own(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let (company, deal) = (
        make(&test, &ada, "companies", &[("name", "Lumen")]).await,
        make(&test, &ada, "deals", &[("name", "Refit")]).await,
    );
    let note = make(&test, &ada, "notes", &[("body", "Prefers calls before ten")]).await;
    let call =
        make(&test, &ada, "calls", &[("title", "Call about the refit"), ("body", "anna.moretti@example.com asked")])
            .await;
    link(&test, &ada, "contacts", id, &[company, deal, note, call]).await;
    link(&test, &ada, "deals", deal, &[call]).await;

    let shown = preview(&test, &ada, id).await;
    assert_eq!((shown.name.as_str(), shown.trashed, shown.addresses, shown.records), ("Anna Moretti", false, 2, 2));
    let erased = |place| shown.erased.iter().find(|count| count.place == place).map(|count| count.count);
    assert_eq!(erased(Place::Record), Some(4), "first name, last name, e-mail, phone");
    assert_eq!((erased(Place::OwnActivities), erased(Place::SecondaryKeys)), (Some(1), Some(1)));
    assert_eq!(shown.anonymised.iter().find(|count| count.place == Place::SharedActivities).unwrap().count, 1);
    assert_eq!(shown.mentions, [], "the call is shared, and changed without asking");
    assert!(!gone(&test, &ada, "contacts", id).await, "a preview changes nothing");

    let receipt = erase(&test, &ada, &order(&shown)).await.unwrap();
    assert_eq!(receipt.state, ErasureState::Complete);
    assert!(gone(&test, &ada, "contacts", id).await && gone(&test, &ada, "notes", note).await);
    assert!(!gone(&test, &ada, "companies", company).await && !gone(&test, &ada, "deals", deal).await);
    let calls = test.objects().object("calls").await.unwrap();
    let domain::record::RecordState::Living(view) = test.records().record(&ada, &calls, call).await.unwrap() else {
        panic!()
    };
    assert_eq!(view.values["body"], "[deleted contact] asked");
    assert_eq!(view.name, "Call about the refit");
    let linked = test.records().associations(&ada, &calls, call, 10).await.unwrap();
    assert_eq!(linked.values().map(|group| group.count).sum::<i64>(), 1, "the deal, and not the contact");

    let companies = test.objects().object("companies").await.unwrap();
    let removed = async |actor: &Actor| {
        let timeline = test.records().timeline(actor, &companies, company, TimelineFilter::Changes, 9).await.unwrap();
        let other = |entry: &TimelineEntry| match &entry.what {
            What::Linked { change: LinkChange::Removed, other, .. } => Some((other.id, other.name.clone())),
            _ => None,
        };
        timeline.entries.iter().filter_map(other).collect::<Vec<_>>()
    };
    assert_eq!(removed(&ada).await, [(id, "[deleted contact]".to_owned())], "R6.17");
    let mut blind = ada.clone();
    blind.grants.objects.remove(&CONTACT);
    assert_eq!(removed(&blind).await, []);

    let certificate = certificate(&test, &ada, receipt.erasure).await;
    assert_eq!((certificate.ordered_by, certificate.contacts, certificate.addresses), (ada.user, 1, 2));
    assert_eq!(certificate.basis, LegalBasis::Request);
    assert_eq!(counts(&certificate, Place::OwnActivities), [1, 1, 0, 0]);
    assert_eq!(counts(&certificate, Place::SharedActivities), [1, 0, 1, 0]);
    assert_eq!(certificate.places.len(), Place::ALL.len());
    assert!(certificate.is_complete() && certificate.scan.columns > 40);
    assert_eq!((certificate.scan.addresses, certificate.scan.phones, certificate.scan.names), (2, 1, 2));
    assert_eq!(events(&test, &ada, EventKind::PersonErased).await, 1);
    assert_eq!(events(&test, &ada, EventKind::ErasureCertified).await, 1);
    let mail = test.outbox().take_mail(9).await.unwrap();
    let [mail] = mail.as_slice() else { panic!("R2.5: {mail:?}") };
    let message = mail.message.clone().unwrap();
    assert!(
        matches!(message, Message::Erased { erasure, contacts: 1, complete: true, remaining: 0, .. } if erasure == receipt.erasure)
    );
    assert_eq!(mail.email, "ada.admin@example.com");

    // The same order again is the same erasure.
    assert_eq!(erase(&test, &ada, &order(&shown)).await.unwrap(), receipt);
    let index = test.privacy().list_erasures(ada.read_erasures().unwrap(), &ErasureQuery::default()).await.unwrap();
    assert_eq!((index.total, index.rows.len(), index.more), (1, 1, false));
    assert_eq!((index.rows[0].contacts, index.rows[0].state), (1, ErasureState::Complete));
    let notice = test.privacy().erased_notice(ada.read_erasures().unwrap(), CONTACT, id).await.unwrap().unwrap();
    assert_eq!(notice.erasure, receipt.erasure);
    assert_eq!(test.privacy().erased_notice(ada.read_erasures().unwrap(), ObjectId(2), id).await.unwrap(), None);
    assert_eq!(test.privacy().erased_notice(ada.read_erasures().unwrap(), CONTACT, company).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn contact_in_the_trash_is_erased_and_counts_stay(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let other = test.contact(&ada, "Bruno", "bruno@example.com").await;
    let deletion = delete(&test, &ada, &these(&[id, other])).await.operation;
    let receipt = erased(&test, &ada, id).await;
    assert_eq!(receipt.state, ErasureState::Complete);
    let object = test.contacts().await;
    let trash = ada.see_trash(object.id).unwrap();
    let page = test.trash().list_trash(&trash, None, &object, &domain::trash::TrashQuery::default()).await.unwrap();
    assert_eq!(page.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [other], "R3.12");
    let operation = test.operations().operation(&ada, deletion).await.unwrap();
    assert_eq!(operation.done, 2, "R6.16");

    // Who may not see the trash does not see it here either.
    let mut blind = ada.clone();
    blind.grants.rights.remove(&Right::SeeTrash);
    let permit = blind.erase(CONTACT).unwrap();
    assert!(matches!(test.privacy().preview_erase(&blind, &permit, other).await, Err(Error::NotFound)));
    assert!(test.privacy().preview_erase(&ada, &ada.erase(CONTACT).unwrap(), other).await.is_ok());
}

#[rstest]
#[tokio::test]
async fn erasing_takes_sight_before_the_right(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    for role in BuiltInRole::ALL {
        let user = test.user(&format!("User {}", role.tag().replace('_', "")), role).await;
        let refused = user.erase(CONTACT).err();
        let lacks = |refused| {
            matches!(refused, Refusal::Forbidden(Denied { lacks: Some(Lack::Right(Right::PermanentDelete)), .. }))
        };
        assert_eq!(refused.is_none(), role == BuiltInRole::Admin, "{role:?}");
        assert!(refused.is_none_or(lacks), "{role:?}");
        assert_eq!(user.read_erasures().is_ok(), role == BuiltInRole::Admin);
    }
    // With the right, the record is still looked for within what is seen, and then within what may be deleted.
    let mut mia = test.user("Mia Member", BuiltInRole::Member).await;
    mia.grants.rights.insert(Right::PermanentDelete);
    let permit = fresh(mia.erase(CONTACT).unwrap());
    let shown = preview(&test, &ada, id).await;
    assert!(matches!(test.privacy().preview_erase(&mia, &permit, id).await, Err(Error::Forbidden(_))));
    assert!(matches!(test.privacy().erase(&mia, &permit, &order(&shown)).await, Err(Error::Forbidden(_))));
    if let Some(grants) = mia.grants.objects.get_mut(&CONTACT) {
        grants.view = domain::policy::ScopedGrant::OWNED;
    }
    let permit = fresh(mia.erase(CONTACT).unwrap());
    assert!(matches!(test.privacy().preview_erase(&mia, &permit, id).await, Err(Error::NotFound)));
    assert!(matches!(test.privacy().erase(&mia, &permit, &order(&shown)).await, Err(Error::NotFound)));
    assert!(!gone(&test, &ada, "contacts", id).await);
    let own = test.contact(&mia, "Own", "own@example.com").await;
    assert_eq!(erased(&test, &mia, own).await.state, ErasureState::Complete);
}

#[rstest]
#[tokio::test]
async fn hold_on_the_contact_or_an_activity_prevents_erasing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let note = make(&test, &ada, "notes", &[("body", "Evidence")]).await;
    link(&test, &ada, "contacts", id, &[note]).await;
    let before = preview(&test, &ada, id).await;
    let notes = test.objects().object("notes").await.unwrap().id;
    for (object, held) in [(CONTACT, id), (notes, note)] {
        let permit = ada.hold(object).unwrap();
        test.trash().put_on_hold(&permit, held, &HoldReason::parse("A case at court").unwrap()).await.unwrap();
        let shown = preview(&test, &ada, id).await;
        assert_eq!(shown.held.iter().map(|held| held.record).collect::<Vec<_>>(), [held]);
        let Err(EraseRefused::Held(refused)) = erase(&test, &ada, &order(&before)).await else { panic!() };
        assert_eq!(refused, shown.held);
        assert_eq!(refused[0].reason, "A case at court");
        test.trash().release_hold(&permit, held).await.unwrap();
    }
    assert!(!gone(&test, &ada, "contacts", id).await && !gone(&test, &ada, "notes", note).await);
    assert_eq!(erase(&test, &ada, &order(&before)).await.unwrap().state, ErasureState::Complete);
}

#[rstest]
#[tokio::test]
async fn wrong_orders_change_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let deal = make(&test, &ada, "deals", &[("name", "Refit for Anna Moretti")]).await;
    let shown = preview(&test, &ada, id).await;
    assert_eq!(shown.mentions.iter().map(|mention| mention.source).collect::<Vec<_>>(), [MentionSource::Record(deal)]);
    let right = order(&shown);
    let source = MentionSource::Record(deal);
    let decide =
        |decision, reason: &str| vec![DecidedMention { source, decision, reason: reason.to_owned(), until: None }];
    let other = |text: &str| EraseOrder { basis: LegalBasisKind::Other, basis_text: text.to_owned(), ..right.clone() };
    for (order, refused) in [
        (EraseOrder { typed: "bruno@example.com".to_owned(), ..right.clone() }, EraseRefused::Typed),
        (EraseOrder { typed: "Anna Moretti".to_owned(), ..right.clone() }, EraseRefused::Typed),
        (other(" "), EraseRefused::Basis(StatementProblem::Empty)),
        (other("asked by anna.moretti@EXAMPLE.com"), EraseRefused::Basis(StatementProblem::NamesPerson)),
        (EraseOrder { mentions: Vec::new(), ..right.clone() }, EraseRefused::Undecided(vec![source])),
        (
            EraseOrder { mentions: decide(Decision::Leave, ""), ..right.clone() },
            EraseRefused::Reason(source, StatementProblem::Empty),
        ),
        (EraseOrder { records: 5, ..right.clone() }, EraseRefused::Changed(1)),
    ] {
        assert_eq!(erase(&test, &ada, &order).await, Err(refused));
    }
    assert!(!gone(&test, &ada, "contacts", id).await);
    assert_eq!(events(&test, &ada, EventKind::PersonErased).await, 0);
    // An address of another contact does not make it theirs, and a contact that does not exist is none.
    let missing = EraseOrder { record: RecordId(99_999), ..right };
    let permit = fresh(ada.erase(CONTACT).unwrap());
    assert!(matches!(test.privacy().erase(&ada, &permit, &missing).await, Err(Error::NotFound)));
}

#[rstest]
#[tokio::test]
async fn contact_without_an_address_is_confirmed_by_name(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = make(&test, &ada, "contacts", &[("first_name", "José"), ("last_name", "Núñez")]).await;
    let shown = preview(&test, &ada, id).await;
    assert_eq!((shown.confirmation.text(), shown.addresses), ("José Núñez", 0));
    let typed = EraseOrder { typed: "jose nunez".to_owned(), ..order(&shown) };
    assert_eq!(erase(&test, &ada, &typed).await.unwrap().state, ErasureState::Complete);
}

#[rstest]
#[tokio::test]
async fn certificate_is_sealed_and_never_changes(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let receipt = erased(&test, &ada, id).await;
    assert_eq!(certificates(&test, &ada, receipt.erasure).await[0].seal, None);
    assert_eq!(certificates(&test, &ada, receipt.erasure).await[0].freed_at, None);
    test.audit().seal_audit().await.unwrap();
    work(&test).await;
    let parts = certificates(&test, &ada, receipt.erasure).await;
    let [part] = parts.as_slice() else { panic!("{parts:?}") };
    let seal = part.seal.as_ref().unwrap();
    assert!(seal.position > 1 && seal.hash.len() == 64 && seal.previous.len() == 64);
    assert!(part.freed_at.is_some() && part.is_last);
    assert_eq!(serde_json::from_str::<Certificate>(&part.document).unwrap(), part.certificate);
    let query = AuditQuery { kind: Some(EventKind::ErasureCertified), ..AuditQuery::default() };
    let event = test.audit().list_audit(ada.audit().unwrap(), &query, 9).await.unwrap().rows.pop().unwrap();
    assert!(event.details.contains(&part.hash.to_string()));
    for change in
        ["UPDATE certificate SET issued_at = 1", "DELETE FROM certificate", "UPDATE certificate SET content = ''"]
    {
        assert!(crate::raw_sql::try_sql(&test, change).await.is_err(), "{change}");
    }
    let lower = part.document.to_lowercase();
    for word in ["anna", "moretti", "0134", "example.com", "lumen"] {
        assert!(!lower.contains(word), "{word} in {lower}");
    }
}

#[rstest]
#[tokio::test]
async fn addresses_of_an_erased_contact_do_not_come_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = anna(&test, &ada).await;
    let receipt = erased(&test, &ada, id).await;
    let object = test.contacts().await;
    let again = form(&[("first_name", "Anna"), ("email", "AM@lumen.example")]);
    let create = ada.create(CONTACT).unwrap();
    let refused = test.records().create_record(&create, &object, &again, Surface::Index).await.unwrap().unwrap_err();
    assert_eq!(refused.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["email"], "T9");
    let list = test.privacy().blocklist(ada.manage_privacy().unwrap(), false, None).await.unwrap();
    assert_eq!(list.entries.iter().map(|entry| entry.erasure).collect::<Vec<_>>(), [Some(receipt.erasure); 2]);
    let reader = ada.read_erasures().unwrap();
    let search = async |search: &str| {
        let query = ErasureQuery { search: search.to_owned(), before: None };
        test.privacy()
            .list_erasures(reader, &query)
            .await
            .unwrap()
            .rows
            .into_iter()
            .map(|row| row.id)
            .collect::<Vec<_>>()
    };
    let other = test.contact(&ada, "Bruno", "bruno@example.com").await;
    let second = erased(&test, &ada, other).await.erasure;
    assert_eq!(search("").await, [second, receipt.erasure]);
    assert_eq!(search(&format!(" {} ", receipt.erasure)).await, [receipt.erasure]);
    assert_eq!(search("mailto:Anna.Moretti@example.com").await, [receipt.erasure]);
    for nothing in ["anna", "unknown@example.com", "99"] {
        assert_eq!(search(nothing).await, [], "{nothing}");
    }
}
