//! Tests of the privacy settings over HTTP: the forms, the upload of a file of addresses, and the reauthentication for a lift.

use crate::{
    support::{
        Backend::{self, Postgres, Sqlite},
        TestEngine,
    },
    web::{Answer, Web, ask, form_to, page},
};
use axum::{
    body::Body,
    http::{HeaderValue, Request, header},
};
use domain::{
    ids::BlockId,
    policy::{Actor, BuiltInRole, REAUTHENTICATION_MINUTES},
    privacy::ADDRESS_LINES_MAX,
};
use rstest::rstest;

const PAGE: &str = "/settings/privacy";

fn upload(reason: &str, file: &[u8], cookie: Option<&str>) -> Request<Body> {
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"reason\"\r\n\r\n{reason}\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"addresses.csv\"\r\n\r\n"
    );
    let mut request = ask(PAGE, "", cookie);
    let kind = HeaderValue::from_static("multipart/form-data; boundary=edge");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    *request.body_mut() = Body::from([head.as_bytes(), file, b"\r\n--edge--\r\n"].concat());
    request
}

fn location(answer: &Answer) -> &str {
    answer.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default()
}

async fn count(test: &TestEngine, ada: &Actor) -> i64 {
    test.privacy().blocklist(ada.manage_privacy().unwrap(), false, None).await.unwrap().count
}

#[rstest]
#[tokio::test]
async fn address_is_blocked_checked_and_lifted(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    let send = async |body: &str| web.send(form_to(PAGE, body, cookie.as_deref())).await;

    let free = send("form=check&address=anna@example.com").await;
    assert!(free.body.contains("Not on the blocklist."), "{}", free.body);
    let blocked = send("form=block&address=ANNA@example.com&reason=Asked+on+the+phone").await;
    let entry = location(&blocked).split('?').next().unwrap().to_owned();
    let id: BlockId = entry.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!((blocked.status.as_u16(), entry.as_str()), (302, format!("{PAGE}/blocklist/{id}").as_str()));
    let shown = web.send(page(location(&blocked), cookie.as_deref())).await;
    assert!(shown.body.contains("The address is blocked.") && shown.body.contains("Asked on the phone"));
    assert!(!shown.body.contains("anna@"));
    // The page shows what was typed to the user who typed it, and nothing keeps it.
    let checked = send("form=check&address=anna@example.com").await;
    assert!(checked.body.contains("Blocked since") && checked.body.contains(&format!("href=\"{entry}\"")));
    let again = send("form=block&address=anna@example.com&reason=x").await;
    assert!(again.body.contains("Blocked since") && again.body.contains("aria-invalid=\"true\""), "{}", again.body);
    assert!(!web.send(page(PAGE, cookie.as_deref())).await.body.contains("anna@"));

    assert!(free.body.contains("<a href=\"/settings/privacy\""), "the page is in the navigation");

    // The form of a contact names the blocklist at the field.
    let refused = web.send(form_to("/contacts/new", "email=Anna@example.com", cookie.as_deref())).await;
    let field = refused.body.split("id=\"error-email\"").nth(1).and_then(|rest| rest.split("</span>").next());
    assert!(field.is_some_and(|field| field.contains("This address is on the blocklist")), "{field:?}");

    // A lift needs the password as soon as the sign-in is old, and a reason before that.
    test.clock.forward_seconds(REAUTHENTICATION_MINUTES * 60);
    let lift = async |body: &str| web.send(form_to(&entry, body, cookie.as_deref())).await;
    assert!(lift("reason=+").await.body.contains("Enter a reason."));
    let asked = lift("reason=A+mistake").await;
    assert!(asked.body.contains("name=\"reauth-password\"") && asked.body.contains("A mistake"), "{}", asked.body);
    assert_eq!(count(&test, &ada).await, 1);
    let lifted = lift("reason=A+mistake&reauth-password=correct+horse+battery").await;
    assert_eq!((lifted.status.as_u16(), location(&lifted)), (302, format!("{entry}?done=lifted").as_str()));
    assert_eq!(count(&test, &ada).await, 0);
    let shown = web.send(page(&entry, cookie.as_deref())).await;
    assert!(shown.body.contains("A mistake") && !shown.body.contains("<textarea"));
    let added = web.send(form_to("/contacts/new", "email=Anna@example.com", cookie.as_deref())).await;
    assert_eq!(added.status, 302);
}

#[rstest]
#[tokio::test]
async fn contact_with_the_address_is_named_and_linked(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let id = test.contact(&ada, "Anna", "anna@example.com").await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    for body in ["form=block&address=anna@example.com&reason=x", "form=check&address=anna@example.com"] {
        let answer = web.send(form_to(PAGE, body, cookie.as_deref())).await;
        assert!(answer.body.contains(&format!("href=\"/contacts/{id}\"")), "{body}");
    }
    assert_eq!(count(&test, &ada).await, 0);
}

#[rstest]
#[tokio::test]
async fn file_with_a_problem_blocks_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.user("Ben Member", BuiltInRole::Member).await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    let many = "a@example.com\n".repeat(ADDRESS_LINES_MAX + 1);
    for (file, says) in [
        (&b""[..], "Choose a file with at least one address."),
        (b"E-mail\n", "Choose a file with at least one address."),
        (b"PK\x03\x04\x14\0\0", "This file is not a CSV file in UTF-8."),
        (b"anna@example.com\nbo\n", "Line 2: there is no e-mail address."),
        ("anna@example.com\n\u{430}nna@example.com\n".as_bytes(), "Line 2: the address mixes letters"),
        (many.as_bytes(), "The file has more than 200,000 lines."),
    ] {
        let answer = web.send(upload("Officer", file, cookie.as_deref())).await;
        assert_eq!(answer.status, 200);
        assert!(answer.body.contains(says) && answer.body.contains(">Officer</textarea>"), "{says}: {}", answer.body);
    }
    let answer = web.send(upload("", b"anna@example.com", cookie.as_deref())).await;
    assert!(answer.body.contains("Enter a reason."));
    assert_eq!(count(&test, &ada).await, 0);

    let done = web.send(upload("Officer", b"anna@example.com\nbo@example.com\n", cookie.as_deref())).await;
    assert_eq!((done.status.as_u16(), location(&done)), (303, "/settings/privacy?blocked=2&already=0&in_use=0"));
    let shown = web.send(page(location(&done), cookie.as_deref())).await;
    assert!(shown.body.contains("2 addresses were blocked."));
    assert_eq!(count(&test, &ada).await, 2);

    // Who does not manage privacy learns nothing of it.
    let ben = web.sign_in(Some("ben.member")).await;
    assert_eq!(web.send(upload("Officer", b"c@example.com", ben.as_deref())).await.status, 404);
    let anonymous = web.send(upload("Officer", b"c@example.com", None)).await;
    assert_eq!((anonymous.status.as_u16(), location(&anonymous)), (303, "/sign-in?next=/settings/privacy"));
    assert_eq!(count(&test, &ada).await, 2);
}
