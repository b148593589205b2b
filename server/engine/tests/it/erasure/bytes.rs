//! The blunt test: after an erasure the bytes of the person are nowhere in the files of the database and of the data folder.

use super::{
    certificate, erase, link, make,
    mentions::{start, upload},
    order, preview, work,
};
use crate::{
    raw_sql,
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine, form, fresh,
        operations::{delete, restore, these},
    },
};
use domain::{
    ids::RecordId,
    object::CONTACT,
    operation::{Choices, DeleteOrder, RecordQuery, Selection, Source, TrashSet},
    policy::{Actor, BuiltInRole},
    privacy::{ErasureState, Remainder, Unreachable},
    record::RecordInput,
    saved_view::Share,
    surface::Surface,
    users::Invite,
};
use rstest::rstest;
use std::path::{Path, PathBuf};

/// Parts of the name, the addresses and the phone, as they are written anywhere below.
const NEEDLES: [&str; 7] =
    ["zephyrine", "quackenbush", "zq.rare@", "zq.rare%40", "second.zq@", "0676543210", "06 7654 3210"];

/// The files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The needles in the bytes of these files, in upper and lower case.
fn found_in(files: &[PathBuf]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        // A file can be removed meanwhile.
        let Ok(bytes) = std::fs::read(file) else { continue };
        let lower = bytes.to_ascii_lowercase();
        for needle in NEEDLES {
            if memmem(&lower, needle.as_bytes()) {
                found.push(format!("{needle} in {}", file.display()));
            }
        }
    }
    found
}

fn memmem(bytes: &[u8], needle: &[u8]) -> bool {
    let first = needle[0];
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == first) {
        rest = &rest[at..];
        if rest.starts_with(needle) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// The files of the database, and those of the data folder. The write-ahead log of PostgreSQL is left out, which certificates
/// name as not reached.
async fn stored(test: &TestEngine) -> Vec<PathBuf> {
    let mut stored = files(&test.folder);
    if matches!(test.database, engine::Database::Postgres(_)) {
        raw_sql::sql(test, "CHECKPOINT").await;
        let folder = raw_sql::texts(
            test,
            "SELECT current_setting('data_directory') || '/base/' || CAST(oid AS TEXT) FROM pg_database WHERE datname = current_database()",
        )
        .await;
        stored.extend(files(Path::new(&folder[0])));
    }
    stored
}

/// Fills the installation with everything that can hold a person.
async fn fill(test: &TestEngine, ada: &Actor) -> RecordId {
    let object = test.contacts().await;
    let input = |email: &str| RecordInput {
        owner: ada.user.to_string(),
        secondary_keys: "second.zq@rare.example".to_owned(),
        ..form(&[
            ("first_name", "Zephyrine"),
            ("last_name", "Quackenbush"),
            ("email", email),
            ("phone", "+39 06 7654 3210"),
            ("company", "Zephyrine Quackenbush & Figli"),
        ])
    };
    let create = ada.create(CONTACT).unwrap();
    let id = test
        .records()
        .create_record(&create, &object, &input("zq.rare@old.example"), Surface::Index)
        .await
        .unwrap()
        .unwrap();
    let edit = ada.edit(CONTACT).unwrap();
    let edited = input("zq.rare@rare.example");
    test.records().edit_record(&edit, &object, id, 1, &edited, Surface::RecordPage).await.unwrap().unwrap();
    let bruno = test.contact(ada, "Bruno", "bruno@example.com").await;
    let company = make(test, ada, "companies", &[("name", "Lumen")]).await;
    let deal = make(test, ada, "deals", &[("name", "Quackenbush, Zephyrine: refit")]).await;
    let note = make(test, ada, "notes", &[("body", "Zephyrine Quackenbush likes mornings")]).await;
    let task = make(test, ada, "tasks", &[("title", "Call zephyrine quackenbush")]).await;
    let call = make(test, ada, "calls", &[("title", "Zephyrine"), ("body", "+390676543210")]).await;
    let email = make(
        test,
        ada,
        "emails",
        &[
            ("title", "Prices for ZEPHYRINE QUACKENBUSH"),
            ("sender", "zq.rare@rare.example"),
            ("recipient", "bruno@example.com"),
            ("body", "Dear Zephyrine Quackenbush,\nyour number is 06 7654 3210 with +39 before it: +39 06 7654 3210"),
        ],
    )
    .await;
    let company_note = make(test, ada, "notes", &[("body", "Ask second.zq@rare.example")]).await;
    link(test, ada, "contacts", id, &[company, deal, note, task, call, email]).await;
    link(test, ada, "contacts", bruno, &[email]).await;
    link(test, ada, "companies", company, &[company_note]).await;
    let rows = "First name,Last name,E-mail,Phone\nZephyrine,Quackenbush,zq.rare at rare.example,+39 06 7654 3210\n\
                Zephyrine,Quackenbush,zq.rare@rare.example,+39 06 7654 3210\nDario,,dario@example.com,\n";
    let import = upload(test, ada, "done.csv", rows).await;
    start(test, ada, import).await;
    test.imports().run_import(import, |_| {}).await.unwrap();
    upload(test, ada, "waiting.csv", rows).await;
    let role = Some(test.role_id(BuiltInRole::Member).await);
    let invite = Invite { email: "second.zq@rare.example".to_owned(), role, lang: domain::people::Lang::En };
    test.people().invite(&fresh(ada.administer_users().unwrap()), &invite).await.unwrap().unwrap();
    let query = "f=email%3Ais%3Azq.rare%40rare.example&q=Zephyrine+Quackenbush";
    test.views()
        .save_view(&ada.view(CONTACT).unwrap(), "Zephyrine Quackenbush", query, Share::Everyone)
        .await
        .unwrap()
        .unwrap();
    let selection = Selection::Query(RecordQuery {
        source: Source::Index,
        search: "zq.rare@rare.example".to_owned(),
        filter: domain::filter::Filter::default(),
        except: Vec::new(),
    });
    let permit = ada.delete(CONTACT).unwrap();
    let shown = test.operations().preview_delete(&permit, &selection).await.unwrap();
    let reason = Some("Zephyrine Quackenbush asked".to_owned());
    let order = DeleteOrder { selection, confirm: shown.confirm(Some(shown.count)), surface: Surface::Index, reason };
    let deletion = test.operations().delete(&permit, &order).await.unwrap().unwrap().operation;
    restore(test, ada, TrashSet::Deletion(deletion), Choices::default()).await.unwrap();
    test.home().note_opened(ada.user, id);
    test.home().write_opened().await.unwrap();
    let mail = test.folder.join("mail");
    std::fs::create_dir_all(&mail).unwrap();
    std::fs::write(mail.join("1.eml"), "To: second.zq@rare.example\r\nSubject: Invitation\r\n\r\nWelcome").unwrap();
    std::fs::write(mail.join("2.eml"), "To: bruno@example.com\r\n\r\nWelcome").unwrap();
    // One that is in the trash when it is erased has its search text and history all the same.
    delete(test, ada, &these(&[id])).await;
    id
}

#[rstest]
#[tokio::test]
async fn bytes_of_an_erased_person_are_nowhere(#[values(Sqlite, Postgres)] database: Backend) {
    let mut test = TestEngine::on(database).await;
    test.engine = test.engine.clone().with_mail_folder(&test.folder.join("mail"));
    let ada = test.admin().await;
    let id = fill(&test, &ada).await;
    let before = found_in(&stored(&test).await);
    for needle in NEEDLES {
        assert!(before.iter().any(|found| found.starts_with(needle)), "the test is blind for {needle}");
    }
    // As autovacuum does, which keeps samples of values.
    if database == Postgres {
        raw_sql::sql(&test, "ANALYZE").await;
    }
    let shown = preview(&test, &ada, id).await;
    let receipt = erase(&test, &ada, &order(&shown)).await.unwrap();
    assert_eq!(receipt.state, ErasureState::Complete);
    work(&test).await;
    let certificate = certificate(&test, &ada, receipt.erasure).await;
    assert_eq!(certificate.scan.files, 2, "the waiting upload and the other message");
    assert!(!test.folder.join("mail/1.eml").exists() && test.folder.join("mail/2.eml").exists());
    let freed = Remainder::Unreachable(Unreachable::FreedSpace);
    let names_freed_space = certificate.remains.iter().any(|remains| remains.what == freed);
    assert_eq!(names_freed_space, database == Postgres);
    if names_freed_space {
        test.privacy().scrub().await.unwrap();
    }
    let after = found_in(&stored(&test).await);
    assert!(after.is_empty(), "{}", after.join("\n"));
}
