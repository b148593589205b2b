//! Tests of the middleware around every request: headers, origin, cookies, request ids, probes.

use crate::{
    support::{
        Backend::{self, Postgres, Sqlite},
        PASSWORD, TestEngine,
    },
    web::{Answer, Web, ask, page},
};
use axum::{
    body::Body,
    http::{HeaderValue, Request, header},
};
use domain::policy::BuiltInRole;
use rstest::rstest;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

#[rstest]
#[tokio::test]
async fn probes_answer(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let web = Web::new(&test);
    assert_eq!(web.send(page("/healthz", None)).await.status, 200);
    assert_eq!(web.send(page("/readyz", None)).await.status, 200);
    test.close().await;
    assert_eq!(web.send(page("/healthz", None)).await.status, 200);
    assert_eq!(web.send(page("/readyz", None)).await.status, 503);
}

#[rstest]
#[tokio::test]
async fn pages_are_answered_while_another_site_is_made(#[values(Sqlite, Postgres)] database: Backend) {
    const PAGES: u64 = 30;
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    let enough = Arc::new(AtomicBool::new(false));
    let other = std::thread::spawn({
        let enough = enough.clone();
        move || {
            while !enough.load(Ordering::SeqCst) {
                assert!(!reprieve::http::routes().is_empty());
            }
        }
    });
    for _ in 0..PAGES {
        assert_eq!(web.send(page("/settings/retention", cookie.as_deref())).await.status, 200);
    }
    enough.store(true, Ordering::SeqCst);
    other.join().unwrap();
}

#[rstest]
#[tokio::test]
async fn a_page_runs_only_its_own_scripts(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let web = Web::new(&test);
    let one = web.send(page("/sign-in", None)).await;
    let two = web.send(page("/sign-in", None)).await;
    let policy = |answer: &Answer| answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(!policy(&one).contains("unsafe-inline") && policy(&one).contains("frame-ancestors 'none'"));
    assert_ne!(policy(&one), policy(&two), "a nonce is used once");
    let nonce = policy(&one).split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
    assert_eq!(one.body.matches("<script").count(), one.body.matches(&format!("nonce=\"{nonce}\"")).count());
    assert_eq!(one.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(one.headers[header::REFERRER_POLICY], "same-origin");
    assert_eq!(one.headers[header::CACHE_CONTROL], "no-store");
    assert!(!one.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    assert!(!one.body.contains(" style=\""), "an inline style would not be obeyed");
}

#[rstest]
#[tokio::test]
async fn a_page_of_another_build_is_told_to_load_again(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    let mut request = ask("/api/session", "{}", cookie.as_deref());
    request.headers_mut().insert(app::PROGRAM_HEADER, HeaderValue::from_static("/pkg/app.old.wasm"));
    assert_eq!(web.send(request).await.status, 409);
}

#[rstest]
#[tokio::test]
async fn other_sites_can_change_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    let post = |name: &'static str, value: &'static str| {
        let mut request = ask("/api/preferences", "lang=it", cookie.as_deref());
        request.headers_mut().remove(header::ORIGIN);
        if !name.is_empty() {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        request
    };
    for (name, value, status) in [
        ("origin", "http://reprieve.test", 200),
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("sec-fetch-site", "same-origin", 200),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("", "", 403),
    ] {
        assert_eq!(web.send(post(name, value)).await.status, status, "{name} {value}");
    }
}

#[rstest]
#[tokio::test]
async fn the_cookie_of_a_session_is_kept_from_scripts(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    for (url, name, secure) in
        [("http://reprieve.test", "reprieve=", false), ("https://reprieve.test", "__Host-reprieve=", true)]
    {
        let web = Web::at(&test, url);
        let body = format!("email=ada.admin@example.com&password={PASSWORD}&next=/trash");
        let mut request = ask("/api/sign-in", &body.replace(' ', "+"), None);
        request.headers_mut().insert(header::ACCEPT, "text/html".parse().unwrap());
        request.headers_mut().insert(header::ORIGIN, url.parse().unwrap());
        let answer = web.send(request).await;
        assert_eq!((answer.status.as_u16(), &answer.headers[header::LOCATION]), (302, &"/trash".parse().unwrap()));
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(cookie.starts_with(name), "{cookie}");
        for flag in ["; HttpOnly", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.contains(flag), "{cookie}");
        }
        assert_eq!(cookie.contains("; Secure"), secure);
        assert_eq!(answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), secure);
    }
}

#[rstest]
#[tokio::test]
async fn signing_in_leads_to_this_site_only(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = Web::new(&test);
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "trash", "/sign-in?next=/x", ""] {
        let body = format!("email=ada.admin@example.com&password={}&next={next}", PASSWORD.replace(' ', "+"));
        let mut request = ask("/api/sign-in", &body, None);
        request.headers_mut().insert(header::ACCEPT, "text/html".parse().unwrap());
        let answer = web.send(request).await;
        assert_eq!(answer.headers[header::LOCATION], "/", "{next}");
    }
}

#[rstest]
#[tokio::test]
async fn signing_in_leads_back_to_what_was_wanted(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = Web::new(&test);
    // A filter contains characters with a meaning in a URL: they are escaped in it, and the whole URL is escaped once
    // more.
    for wanted in ["/contacts?f=%2Bname.known.", "/contacts?q=100%25&f=city.is.A%20%26%20B"] {
        let led = web.send(page(wanted, None)).await;
        let sign_in = led.headers[header::LOCATION].to_str().unwrap().to_owned();
        let form = web.send(page(&sign_in, None)).await.body;
        let field = form.split("name=\"next\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(field.replace("&amp;", "&"), wanted, "{sign_in}");
    }
}

#[rstest]
#[tokio::test]
async fn a_file_speaks_the_language_of_the_pages(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    for (asked, head) in [("it-IT,it;q=0.9", "Nome"), ("en", "First name"), ("", "First name")] {
        let mut request = page("/contacts/export.csv", cookie.as_deref());
        request.headers_mut().insert(header::ACCEPT_LANGUAGE, asked.parse().unwrap());
        let file = web.send(request).await.body;
        assert!(file.lines().next().unwrap().contains(head), "{asked}: {file}");
    }
}

#[rstest]
#[tokio::test]
async fn who_may_not_delete_is_offered_no_way_to(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    test.user("Lia Manager", domain::policy::BuiltInRole::ListManager).await;
    test.contact(&ada, "Anna", "anna@example.com").await;
    let web = Web::new(&test);
    for (who, offered) in [("ada.admin", true), ("lia.manager", false)] {
        let cookie = web.sign_in(Some(who)).await;
        let page = web.send(page("/contacts", cookie.as_deref())).await.body;
        assert!(page.contains("/contacts/assign"), "{who}");
        assert_eq!((page.contains("Delete selected"), page.contains("Delete all")), (offered, offered), "{who}");
    }
}

#[rstest]
#[tokio::test]
async fn an_address_is_read_once(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    for address in ["/contacts?q=20%2541+%2Bx", "/search?q=20%2541+%2Bx", "/trash?object=contacts&q=20%2541%20%2Bx"] {
        let page = web.send(page(address, cookie.as_deref())).await.body;
        assert!(page.contains("value=\"20%41 +x\""), "{address}: {page}");
    }
}

#[rstest]
#[tokio::test]
async fn whoever_is_not_signed_in_is_led_there_whatever_they_accept(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = Web::new(&test);
    for accept in ["text/html", "*/*", "application/json", ""] {
        for address in ["/contacts", "/trash", "/settings/roles/1"] {
            let mut request = page(address, None);
            request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
            let answer = web.send(request).await;
            assert_eq!(answer.status, 302, "{address} {accept:?}");
            assert!(answer.headers[header::LOCATION].to_str().unwrap().starts_with("/sign-in"), "{address} {accept:?}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn every_answer_names_its_request(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let web = Web::new(&test);
    let one = web.send(page("/healthz", None)).await.headers["x-request-id"].clone();
    let two = web.send(page("/nothing/here/at/all", None)).await.headers["x-request-id"].clone();
    assert_eq!(one.len(), 16);
    assert_ne!(one, two);
}

#[rstest]
#[tokio::test]
async fn a_fault_tells_its_request_and_nothing_else(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    test.close().await;
    let answer = web.send(page("/contacts", cookie.as_deref())).await;
    assert_eq!(answer.status, 503);
    let answer = web.send(ask("/api/sign-in", "email=a@example.com&password=x&next=/", None)).await;
    assert_eq!(answer.status, 500);
    let id = answer.headers["x-request-id"].to_str().unwrap().to_owned();
    assert!(answer.body.contains(&id), "{}", answer.body);
    assert!(!answer.body.to_lowercase().contains("sqlite") && !answer.body.to_lowercase().contains("pool"));
}

/// A file upload as a form sends it.
fn upload(address: &str, file: &str, cookie: Option<&str>) -> Request<Body> {
    let body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n\r\n{file}\r\n--edge--\r\n"
    );
    let mut request = ask(address, "", cookie);
    let kind = HeaderValue::from_static("multipart/form-data; boundary=edge");
    request.headers_mut().insert(header::CONTENT_TYPE, kind);
    *request.body_mut() = Body::from(body);
    request
}

#[rstest]
#[tokio::test]
async fn files_of_imports_are_their_importer_s(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    test.user("Ben Member", BuiltInRole::Member).await;
    test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    let web = Web::new(&test);
    let (ada, ben, rita) = (
        web.sign_in(Some("ada.admin")).await,
        web.sign_in(Some("ben.member")).await,
        web.sign_in(Some("rita.reader")).await,
    );
    let to = "/imports/upload?object=contacts";
    let anonymous = web.send(upload(to, "Nome\nX\n", None)).await;
    assert_eq!(
        (anonymous.status.as_u16(), anonymous.headers[header::LOCATION].to_str().unwrap()),
        (303, "/sign-in?next=/imports/new")
    );
    assert_eq!(web.send(upload(to, "Nome\nX\n", rita.as_deref())).await.status, 403);
    assert_eq!(web.send(upload("/imports/upload?object=nothing", "Nome\nX\n", ada.as_deref())).await.status, 404);
    let none = web.send(upload(to, "", ada.as_deref())).await;
    let kept = web.send(upload(to, "Nome\nX\n", ada.as_deref())).await;
    assert_eq!((none.status.as_u16(), kept.status.as_u16()), (303, 303));
    let address = kept.headers[header::LOCATION].to_str().unwrap().to_owned();
    assert!(address.starts_with("/imports/"), "{address}");
    let refused = format!("{address}/refused.csv");
    for (cookie, status) in [(None, 401), (rita.as_deref(), 404), (ben.as_deref(), 404), (ada.as_deref(), 200)] {
        assert_eq!(web.send(page(&refused, cookie)).await.status, status);
    }
    assert_eq!(web.send(page("/imports/999/refused.csv", ada.as_deref())).await.status, 404);
    let mut foreign = upload(to, "Nome\nX\n", ada.as_deref());
    foreign.headers_mut().insert(header::ORIGIN, HeaderValue::from_static("https://evil.example"));
    assert_eq!(web.send(foreign).await.status, 403);
}
