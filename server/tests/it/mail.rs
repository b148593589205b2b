//! Tests of sending mail: into a folder, to a mail server, and to servers that defer or refuse it.

use crate::{
    support::{
        Backend::{self, Postgres, Sqlite},
        PASSWORD, START, TestEngine,
        operations::{delete, these},
    },
    web::{Web, ask, page},
};
use app::i18n::Messages;
use domain::{
    ids::OperationId,
    mail::{DigestLine, MailFailure, MailQuery, MailRow, MailState, MailWay, Message},
    object::ObjectNames,
    people::Lang,
    policy::{Actor, BuiltInRole},
};
use engine::people::NewUser;
use reprieve::mail::{MailSettings, Mailer};
use rstest::rstest;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// Lucia, who reads Italian, and a deletion of hers from 83 days ago. The admin, who owns the record, gets the message
/// about the deletion and the one about its expiry; Lucia gets the one about its expiry.
async fn digest(test: &TestEngine) -> Actor {
    let ada = test.admin().await;
    let lucia = NewUser {
        name: "Lucìa D’Arco".to_owned(),
        email: "lucia@example.com".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let lucia = test.people().create_user(&lucia, BuiltInRole::Admin).await.unwrap().unwrap();
    let lucia = test.people().actor(lucia).await.unwrap();
    test.people().set_preferences(lucia.user, Some(Lang::It), None).await.unwrap();
    let contact = test.contact(&ada, "Zaccaria", "zaccaria@example.com").await;
    delete(test, &lucia, &these(&[contact])).await;
    test.clock.forward_days(83);
    test.operations().queue_digests().await.unwrap();
    ada
}

fn mailer(test: &TestEngine, smtp_url: Option<&str>) -> Mailer {
    let settings = MailSettings {
        smtp_url,
        from: Some("Reprieve <crm@crm.example>"),
        data: &test.folder,
        public_url: "https://crm.example/",
    };
    Mailer::new(test.engine.clone(), settings).unwrap()
}

async fn rows(test: &TestEngine, admin: &Actor) -> Vec<MailRow> {
    test.outbox().list_mail(admin.administer().unwrap(), &MailQuery::default()).await.unwrap().rows
}

/// A header with its folded lines joined.
fn header(letter: &str, name: &str) -> String {
    let head = letter.split_once("\r\n\r\n").unwrap().0.replace("\r\n ", " ");
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap().to_owned()
}

/// Decodes quoted-printable text.
fn unquoted(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut parts = text.split('=');
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}

/// Decodes a header whose non-ASCII words are base64.
fn decoded(value: &str) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut parts = value.split("=?utf-8?b?");
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (word, rest) = part.split_once("?=").unwrap();
        let mut bytes = Vec::new();
        for four in word.trim_end_matches('=').as_bytes().chunks(4) {
            let digit = |byte: u8| u32::try_from(DIGITS.find(char::from(byte)).unwrap()).unwrap();
            let bits = four.iter().fold(0, |bits, byte| bits << 6 | digit(*byte)) << (6 * (4 - four.len()));
            bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
        }
        text.push_str(&String::from_utf8(bytes).unwrap());
        text.push_str(rest);
    }
    text
}

/// A fake mail server, with its answers to the user and password, and to a receiver.
struct MailServer {
    address: SocketAddr,
    /// The letters that it accepted.
    letters: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    async fn start(sign_in: &'static str, receiver: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let letters = Arc::default();
        let taken = Arc::clone(&letters);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(talk(stream, sign_in, receiver, Arc::clone(&taken)));
            }
        });
        Self { address, letters }
    }

    fn url(&self) -> String {
        format!("smtp://crm:pass%20word@{}", self.address)
    }
}

async fn talk(stream: TcpStream, sign_in: &str, receiver: &str, letters: Arc<Mutex<Vec<String>>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 mail.example\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.split(' ').next().unwrap_or_default() {
            "EHLO" => {
                assert_eq!(line, "EHLO crm.example");
                "250-mail.example\r\n250 AUTH PLAIN"
            }
            "AUTH" => sign_in,
            "RCPT" => receiver,
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                let mut letter = String::new();
                while let Some(line) = lines.next_line().await.unwrap().filter(|line| line != ".") {
                    letter.push_str(&line);
                    letter.push_str("\r\n");
                }
                letters.lock().unwrap().push(letter);
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 well",
        };
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

#[rstest]
#[tokio::test]
async fn without_a_mail_server_messages_are_files(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = digest(&test).await;
    let mailer = mailer(&test, None);
    assert_eq!(mailer.way(), MailWay::Folder(test.folder.join("mail").display().to_string()));
    assert!(mailer.send_due().await.unwrap());
    assert!(!mailer.send_due().await.unwrap(), "once");
    let rows = rows(&test, &ada).await;
    assert!(rows.iter().all(|row| row.state == MailState::Sent), "{rows:?}");
    let read = |id: i64| std::fs::read_to_string(test.folder.join(format!("mail/{id}.eml"))).unwrap();

    let deleted = read(1);
    assert_eq!(header(&deleted, "Subject"), "Records you own were deleted: 1 contact");
    let text = unquoted(deleted.split_once("\r\n\r\n").unwrap().1);
    for part in [
        "- 1 contact, deleted on 1 Nov 2026.",
        "until 30 Jan 2027, 12:00 UTC",
        "https://crm.example/operations/1\r\n",
        "https://crm.example/trash\r\n",
        "ask the user who deleted them",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }

    let english = read(2);
    assert!(english.is_ascii());
    assert_eq!(header(&english, "From"), "Reprieve <crm@crm.example>");
    assert_eq!(header(&english, "To"), "\"Ada Admin\" <ada.admin@example.com>");
    assert_eq!(header(&english, "Subject"), "1 contact in the trash: restore until 30 Jan 2027");
    assert_eq!(header(&english, "Date"), "Sat, 23 Jan 2027 12:00:00 +0000");
    assert_eq!(header(&english, "Auto-Submitted"), "auto-generated");
    assert!(header(&english, "Message-ID").ends_with(".reprieve@crm.example>"));
    let text = unquoted(english.split_once("\r\n\r\n").unwrap().1);
    for part in [
        "Deleted by others, owned by you:",
        "- 1 contact, deleted on 1 Nov 2026.",
        "until 30 Jan 2027, 12:00 UTC",
        "https://crm.example/operations/1\r\n",
        "https://crm.example/trash\r\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("You deleted"));

    let italian = read(3);
    assert!(italian.is_ascii());
    assert_eq!(
        decoded(&header(&italian, "Subject")),
        "1 contatto nel cestino: ripristino possibile fino al 30 gen 2027"
    );
    assert_eq!(header(&italian, "Content-Language"), "it");
    assert_eq!(header(&italian, "Content-Type"), "text/plain; charset=utf-8");
    let text = unquoted(italian.split_once("\r\n\r\n").unwrap().1);
    assert!(text.contains("I record eliminati restano") && text.contains("Hai eliminato:"), "{text}");
    for letter in [deleted, english, italian] {
        assert!(!letter.contains("Zaccaria") && !letter.contains("zaccaria@"), "a message holds nothing of a contact");
    }
    assert_eq!(std::fs::read_dir(test.folder.join("mail")).unwrap().count(), 3, "no part is left");
}

#[rstest]
#[tokio::test]
async fn a_folder_that_cannot_be_written_to_is_tried_again(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = digest(&test).await;
    std::fs::write(test.folder.join("mail"), "in the way").unwrap();
    let mailer = mailer(&test, None);
    assert!(mailer.send_due().await.unwrap());
    let all = rows(&test, &ada).await;
    assert!(all.iter().all(|row| (row.state, row.failure) == (MailState::Waiting, Some(MailFailure::Folder))));
    std::fs::remove_file(test.folder.join("mail")).unwrap();
    test.clock.forward_seconds(61);
    assert!(mailer.send_due().await.unwrap());
    assert!(rows(&test, &ada).await.iter().all(|row| row.state == MailState::Sent));
}

#[rstest]
#[tokio::test]
async fn a_mail_server_takes_each_message_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = digest(&test).await;
    let server = MailServer::start("235 welcome", "250 known").await;
    let mailer = mailer(&test, Some(&server.url()));
    assert_eq!(mailer.way(), MailWay::Server(server.address.to_string()));
    assert!(mailer.send_due().await.unwrap());
    assert!(!mailer.send_due().await.unwrap());
    let letters = server.letters.lock().unwrap().clone();
    let to: Vec<String> = letters.iter().map(|letter| header(letter, "To")).collect();
    assert_eq!((to.len(), to[0].as_str()), (3, "\"Ada Admin\" <ada.admin@example.com>"));
    assert!(rows(&test, &ada).await.iter().all(|row| row.state == MailState::Sent && row.attempts == 1));
}

#[rstest]
#[tokio::test]
async fn what_is_put_off_is_tried_again_and_what_is_refused_is_given_up(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = digest(&test).await;
    let server = MailServer::start("235 welcome", "450 ada.admin@example.com is busy").await;
    mailer(&test, Some(&server.url())).send_due().await.unwrap();
    let all = rows(&test, &ada).await;
    let put_off = Some(MailFailure::PutOff { code: 450 });
    assert!(all.iter().all(|row| (row.state, row.failure) == (MailState::Waiting, put_off)), "{all:?}");

    test.clock.forward_seconds(61);
    let server = MailServer::start("535 who are you, crm", "250 known").await;
    mailer(&test, Some(&server.url())).send_due().await.unwrap();
    let sign_in = Some(MailFailure::SignIn { code: 535 });
    let all = rows(&test, &ada).await;
    assert!(all.iter().all(|row| (row.state, row.failure) == (MailState::Waiting, sign_in)), "{all:?}");

    test.clock.forward_seconds(301);
    mailer(&test, Some("smtp://127.0.0.1:1")).send_due().await.unwrap();
    assert!(rows(&test, &ada).await.iter().all(|row| row.failure == Some(MailFailure::Unreachable)));

    test.clock.forward_seconds(901);
    let server = MailServer::start("235 welcome", "550 no ada.admin@example.com here").await;
    mailer(&test, Some(&server.url())).send_due().await.unwrap();
    let refused = Some(MailFailure::Refused { code: 550 });
    let all = rows(&test, &ada).await;
    assert!(all.iter().all(|row| (row.state, row.failure) == (MailState::Dead, refused)), "{all:?}");
    assert!(server.letters.lock().unwrap().is_empty());

    let server = MailServer::start("235 welcome", "250 known").await;
    test.outbox().retry_mail(ada.administer().unwrap(), None).await.unwrap();
    mailer(&test, Some(&server.url())).send_due().await.unwrap();
    assert_eq!(server.letters.lock().unwrap().len(), 3);
}

#[rstest]
#[tokio::test]
async fn the_outbox_is_read_and_retried_without_a_program(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = digest(&test).await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    let cookie = cookie.as_deref();
    let server = MailServer::start("235 welcome", "550 no").await;
    let waiting = web.send(page("/settings/mail", cookie)).await.body;
    assert!(waiting.contains("data/mail") && waiting.contains("Waiting") && !waiting.contains("Retry all"));
    assert!(!waiting.contains("modulepreload"), "a plain page");
    mailer(&test, Some(&server.url())).send_due().await.unwrap();

    let dead = web.send(page("/settings/mail?state=dead", cookie)).await.body;
    for part in [
        "Failed",
        "The mail server rejected the message (550)",
        "Retry all",
        "href=\"/settings/mail/3\"",
        "Lucìa D’Arco",
    ] {
        assert!(dead.contains(part), "{part} in {dead}");
    }
    let letter = web.send(page("/settings/mail/3", cookie)).await.body;
    assert!(letter.contains("Hai eliminato:") && letter.contains("http://reprieve.test/operations/1"), "{letter}");
    let sent = web.send(page("/settings/mail?state=sent", cookie)).await.body;
    assert!(sent.contains("No messages with this status."));

    let mut retry = ask("/api/mail/retry", "id=3", cookie);
    retry.headers_mut().insert("accept", "text/html".parse().unwrap());
    let answer = web.send(retry).await;
    assert_eq!((answer.status.as_u16(), answer.headers["location"].to_str().unwrap()), (302, "/settings/mail"));
    let states: Vec<MailState> = rows(&test, &ada).await.iter().map(|row| row.state).collect();
    assert_eq!(states, [MailState::Dead, MailState::Dead, MailState::Waiting]);
}

/// A deletion of `records` records, as the message to its deleter describes it.
fn deletion(id: i64, names: &ObjectNames, records: i64, own: bool) -> DigestLine {
    DigestLine {
        operation: OperationId(id),
        slug: names.plural_en.clone(),
        names: names.clone(),
        at: START,
        expires: START.plus_days(90),
        records,
        own,
    }
}

#[test]
fn a_message_about_many_deletions_lists_some_and_counts_the_rest() {
    let names = |one: &str, many: &str| ObjectNames {
        singular_en: one.to_owned(),
        plural_en: many.to_owned(),
        singular_it: one.to_owned(),
        plural_it: many.to_owned(),
    };
    let (contacts, deals) = (names("contact", "contacts"), names("deal", "deals"));
    let t = Messages(Lang::En);
    let alike = (1..=25).map(|id| deletion(id, &contacts, 2, id != 2)).collect();
    let alike = Message::Expiring { deletions: alike };
    assert_eq!(t.mail_subject(&alike), "50 contacts in the trash: restore the first until 30 Jan 2027");
    let text = t.mail_text(&alike, "https://crm.example", None);
    assert_eq!(text.matches("https://crm.example/operations/").count(), 20);
    assert!(text.contains("and 5 more deletions."), "{text}");
    let (own, others) = text.split_once("Deleted by others").unwrap();
    assert_eq!((own.matches("- 2 contacts").count(), others.matches("- 2 contacts").count()), (19, 1));

    let mixed = Message::Expiring { deletions: vec![deletion(1, &contacts, 1, true), deletion(2, &deals, 1, true)] };
    assert_eq!(Messages(Lang::It).mail_subject(&mixed), "2 record nel cestino: i primi scadono il 30 gen 2027");
    let text = t.mail_text(&mixed, "https://crm.example", None);
    assert!(text.contains("- 1 contact,") && text.contains("- 1 deal,") && !text.contains("more deletions"), "{text}");
}

#[test]
fn letter_of_an_erasure_has_number_counts_and_link() {
    let message = |complete| Message::Erased {
        erasure: domain::ids::ErasureId(27),
        at: domain::time::Timestamp(1_793_534_400_000_000),
        contacts: 1,
        erased: 60,
        anonymised: 17,
        remaining: 1,
        complete,
    };
    let t = Messages(Lang::En);
    assert_eq!(t.mail_subject(&message(true)), "Permanent deletion 27 is complete");
    let text = t.mail_text(&message(true), "https://crm.example", None);
    for part in
        ["Contacts: 1\nErased: 60\nAnonymized: 17\nRemaining: 1\n", "https://crm.example/erasures/27\n", "1 Nov 2026"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    let t = Messages(Lang::It);
    assert_eq!(t.mail_subject(&message(false)), "L’eliminazione definitiva 27 è incompleta");
    assert!(t.mail_text(&message(false), "https://crm.example", None).contains("eseguila di nuovo"));
}

#[tokio::test]
async fn settings_that_mean_nothing_stop_the_start() {
    let test = TestEngine::on(Sqlite).await;
    let new = |smtp_url, from| {
        let settings = MailSettings { smtp_url, from, data: &test.folder, public_url: "https://crm.example" };
        Mailer::new(test.engine.clone(), settings).is_ok()
    };
    assert!(!new(Some("mail.example"), Some("crm@crm.example")));
    assert!(!new(None, Some("nobody")));
    assert!(new(None, None) && new(Some("smtps://mail.example"), Some("crm@crm.example")));
}
