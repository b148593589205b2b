//! Tests of reauthentication, which keeps the values of the form that required it, and of two-step verification at
//! sign-in, as a browser does both.

use crate::{
    support::{
        Backend::{self, Postgres, Sqlite},
        PASSWORD, TestEngine, fresh,
        totp::{code, turn_on},
    },
    web::{Answer, Web, ask, form_to, page},
};
use axum::http::header;
use domain::{
    account::RECOVERY_CODES,
    ids::UserId,
    policy::{BuiltInRole, REAUTHENTICATION_MINUTES},
};
use rstest::rstest;

fn typed(text: &str) -> String {
    text.replace(' ', "+")
}

/// Whether the answer is the page that requires reauthentication.
fn asks(answer: &Answer) -> bool {
    answer.status == 200 && answer.body.contains("name=\"reauth-password\"")
}

/// The fields that a page carries, as a browser sends them back with `proof`.
fn carried(page: &str, proof: &str) -> String {
    let inputs = page.split("<input type=\"hidden\" name=\"").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once('"')?;
        let value = rest.split_once("value=\"").map(|(_, value)| value.split_once('"').unwrap().0).unwrap_or_default();
        let plain =
            |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        Some((plain(name), plain(value)))
    });
    let mut form = url_form(inputs);
    form.push('&');
    form.push_str(proof);
    form
}

fn url_form(pairs: impl Iterator<Item = (String, String)>) -> String {
    let escape = |text: &str| -> String {
        text.bytes()
            .map(
                |byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") },
            )
            .collect()
    };
    pairs.map(|(name, value)| format!("{}={}", escape(&name), escape(&value))).collect::<Vec<_>>().join("&")
}

async fn role_of(test: &TestEngine, user: UserId) -> Option<BuiltInRole> {
    let admin = test.people().actor(test.people().first_admin().await.unwrap()).await.unwrap();
    let by = admin.administer_users().unwrap();
    test.people().user_view(&by, &admin, user).await.unwrap().user.role.built_in()
}

#[rstest]
#[tokio::test]
async fn a_change_of_rights_waits_for_a_proof_and_then_goes_on(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let ben = test.user("Ben Member", BuiltInRole::Member).await.user;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    let reader = test.role_id(BuiltInRole::ReadOnly).await;
    let change = format!("id={ben}&role={reader}");
    let send = |body: String| form_to("/api/users/role", &body, cookie.as_deref());
    test.clock.forward_seconds(REAUTHENTICATION_MINUTES * 60);

    let asked = web.send(send(change.clone())).await;
    assert!(asks(&asked), "{}", asked.body);
    assert!(asked.body.contains("action=\"/api/users/role\"") && !asked.body.contains("name=\"reauth-code\""));
    assert_eq!(asked.headers[header::CACHE_CONTROL], "no-store");
    assert!(asked.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("form-action 'self'"));
    assert_eq!(role_of(&test, ben).await, Some(BuiltInRole::Member));

    let mut request = send(change.clone());
    let from = format!("http://reprieve.test/settings/users/{ben}");
    request.headers_mut().insert(header::REFERER, from.parse().unwrap());
    let asked = web.send(request).await;
    let back = format!("href=\"/settings/users/{ben}\"");
    assert!(asked.body.contains(&back));
    let wrong = web.send(send(carried(&asked.body, "reauth-password=wrong+password"))).await;
    assert!(wrong.body.contains(&back), "the way back is kept");
    assert!(asks(&wrong) && wrong.body.contains("role=\"alert\""));
    assert_eq!(role_of(&test, ben).await, Some(BuiltInRole::Member));

    let done = web.send(send(carried(&wrong.body, &format!("reauth-password={}", typed(PASSWORD))))).await;
    assert_eq!(done.status, 302);
    assert!(done.headers[header::LOCATION].to_str().unwrap().starts_with(&format!("/settings/users/{ben}?done=saved")));
    assert_eq!(role_of(&test, ben).await, Some(BuiltInRole::ReadOnly));
    // The reauthentication holds for the requests that follow.
    let member = test.role_id(BuiltInRole::Member).await;
    assert_eq!(web.send(send(format!("id={ben}&role={member}"))).await.status, 302);
    assert_eq!(role_of(&test, ben).await, Some(BuiltInRole::Member));
}

#[rstest]
#[tokio::test]
async fn nothing_that_was_filled_in_is_lost(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ada.admin")).await;
    test.clock.forward_seconds(REAUTHENTICATION_MINUTES * 60);
    let name = "Nord & \"Süd\" <b>";
    let pairs =
        [("form[name]", name), ("form[members][]", "1")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let send = |body: String| form_to("/api/teams/save", &body, cookie.as_deref());
    let asked = web.send(send(url_form(pairs.into_iter()))).await;
    assert!(asks(&asked) && !asked.body.contains("<b>\""));
    let done = web.send(send(carried(&asked.body, &format!("reauth-password={}", typed(PASSWORD))))).await;
    assert_eq!(done.status, 302, "{}", done.body);
    let by = fresh(
        test.people().actor(test.people().first_admin().await.unwrap()).await.unwrap().administer_users().unwrap(),
    );
    let team = test.people().teams(&by).await.unwrap().remove(0);
    assert_eq!((team.name.as_str(), team.members.len()), (name, 1));
}

#[rstest]
#[tokio::test]
async fn what_needs_a_proof_and_what_does_not(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let ada = test.admin().await;
    let web = Web::new(&test);
    let contact = test.contact(&ada, "Gone", "gone@example.com").await;
    let cookie = web.sign_in(Some("ada.admin")).await;
    test.clock.forward_seconds(REAUTHENTICATION_MINUTES * 60);
    let shown = "form[preview][fingerprint]=0&form[preview][token]=t";
    let purge = format!("form[object]=contacts&form[ids]={contact}&form[typed]=1&{shown}");
    for (path, body) in [
        ("/api/operations/purge", purge.as_str()),
        ("/api/users/invite", "email=x@example.com&role=2&lang=en"),
        ("/api/users/invite-again", "id=1"),
        ("/api/users/withdraw", "id=1"),
        ("/api/users/deactivate", "id=1"),
        ("/api/users/reactivate", "id=1"),
        ("/api/users/role", "id=1&role=1"),
        ("/api/users/end-session", "id=1&session=1"),
        ("/api/users/reset-two-step", "id=1"),
        ("/settings/roles/4", "name=X"),
        ("/api/roles/copy", "id=2"),
        ("/api/roles/remove", "id=2"),
        ("/api/teams/save", "form[name]=X"),
        ("/api/teams/remove", "id=1"),
        ("/api/account/begin-two-step", ""),
        ("/account/two-step", ""),
    ] {
        assert!(asks(&web.send(form_to(path, body, cookie.as_deref())).await), "{path}");
        // A call of the program in the browser gets an error, and the program asks the user.
        let told = web.send(ask(path, body, cookie.as_deref())).await;
        assert!(told.status == 403 || path == "/account/two-step", "{path}: {}", told.status);
    }
    assert!(!asks(&web.send(form_to("/api/preferences", "lang=it", cookie.as_deref())).await));
    assert!(!asks(&web.send(form_to("/api/account/end-others", "", cookie.as_deref())).await));
}

#[rstest]
#[tokio::test]
async fn who_may_not_is_asked_for_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    test.user("Ben Member", BuiltInRole::Member).await;
    let web = Web::new(&test);
    let cookie = web.sign_in(Some("ben.member")).await;
    test.clock.forward_seconds(REAUTHENTICATION_MINUTES * 60);
    assert!(!asks(&web.send(form_to("/api/users/deactivate", "id=1", cookie.as_deref())).await));
    let proof = format!("id=1&reauth-password={}", typed(PASSWORD));
    let answer = web.send(form_to("/api/users/deactivate", &proof, cookie.as_deref())).await;
    assert!(!asks(&answer) && !answer.headers[header::LOCATION].to_str().unwrap().contains("done="));
    assert!(test.people().actor(test.people().first_admin().await.unwrap()).await.is_ok());
}

#[rstest]
#[tokio::test]
async fn a_second_step_stands_between_the_password_and_the_pages(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let token = test.people().sign_in("ada.admin@example.com", PASSWORD, "127.0.0.1").await.unwrap().unwrap().token;
    let session = test.people().current_session(&token).await.unwrap().unwrap();
    let (secret, recovery) = turn_on(&test, &session).await;
    let web = Web::new(&test);
    let body = format!("email=ada.admin@example.com&password={}&next=/trash", typed(PASSWORD));
    let answer = web.send(form_to("/api/sign-in", &body, None)).await;
    assert_eq!(answer.headers[header::LOCATION], "/sign-in/code?next=%2Ftrash");
    let half = answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    assert!(half.starts_with("reprieve-pending-mfa="), "{half}");
    let stays = web.send(page("/contacts", Some(&half))).await;
    assert_eq!(stays.status, 302, "half a session opens no page");
    let enter = |code: &str| form_to("/api/sign-in/code", &format!("code={code}&next=/trash"), Some(&half));
    let wrong = web.send(enter("000000")).await;
    assert_eq!(wrong.headers[header::LOCATION], "/sign-in/code?problem=wrong-code&next=%2Ftrash");
    let right = web.send(enter(&code(&test, &secret, 1))).await;
    assert_eq!(right.headers[header::LOCATION], "/trash");
    let cookies: Vec<_> =
        right.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("reprieve-pending-mfa=;")), "{cookies:?}");
    let cookie = cookies.iter().find(|cookie| cookie.starts_with("reprieve=")).unwrap().split(';').next().unwrap();
    assert_eq!(web.send(page("/contacts", Some(cookie))).await.status, 200);
    assert_eq!(web.send(enter(&recovery[0])).await.headers[header::LOCATION], "/sign-in?problem=late&next=%2Ftrash");

    // With two-step verification on, reauthentication needs both password and code.
    test.clock.forward_seconds(REAUTHENTICATION_MINUTES * 60);
    let send = |body: String| form_to("/account/two-step", &body, Some(cookie));
    let asked = web.send(send(String::new())).await;
    assert!(asks(&asked) && asked.body.contains("name=\"reauth-code\""));
    let password = format!("reauth-password={}", typed(PASSWORD));
    assert!(asks(&web.send(send(password.clone())).await));
    let codes = web.send(send(format!("{password}&reauth-code={}", recovery[1]))).await;
    let list = codes.body.split("class=\"codes\"").nth(1).unwrap().split("</ol>").next().unwrap();
    assert_eq!(list.matches("<li>").count(), RECOVERY_CODES);
}
