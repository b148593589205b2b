//! Tests of sign-in through an OpenID Connect provider as a browser does it: what the callback must bring, which claims
//! are accepted, and reauthentication before irreversible actions.

use crate::{
    fake_provider::{self, Fake},
    support::{
        Backend::{self, Postgres, Sqlite},
        PASSWORD, TestEngine,
    },
    web::{Answer, Web, form_to, page},
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Request, header},
};
use domain::{
    ids::UserId,
    policy::{BuiltInRole, REAUTHENTICATION_MINUTES},
    provider::OIDC_LOGIN_MINUTES,
};
use reprieve::oidc::Provider;
use rstest::rstest;
use serde_json::{Value, json};
use std::path::Path;

fn site(test: &TestEngine, provider: Provider) -> Web {
    let parts = reprieve::http::SiteParts {
        engine: test.engine.clone(),
        site: Path::new("no-site"),
        data: &test.folder,
        public_url: "http://reprieve.test",
        mail: domain::mail::MailWay::Folder("data/mail".to_owned()),
        per_second: 0,
        provider: Some(provider),
    };
    Web::of(test, parts)
}

const SALES: &[&str] = &["crm-sales=sales"];

/// A provider that knows Nora, and the site configured to sign in through it.
async fn start(test: &TestEngine, roles: &[&str]) -> (Fake, Web) {
    let fake = Fake::start(test).await;
    fake.say(|says| says.claims = json!({ "email": "nora.nord@example.com", "email_verified": true, "name": "Nora Nord", "groups": ["crm-sales"] }));
    let web = site(test, fake.provider(test, roles).await);
    (fake, web)
}

/// A browser that was redirected to the provider: its cookie, and the address it was sent to.
struct Sent {
    cookie: String,
    address: String,
}

fn kept(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
    let mut named = cookies.filter(|cookie| cookie.starts_with(&format!("{name}=")));
    named.next().map(|cookie| cookie.split(';').next().unwrap().to_owned())
}

fn sent(answer: &Answer) -> Sent {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("form-action 'self'"), "{policy}");
    let cookie = answer.headers.get_all(header::SET_COOKIE).iter().next().unwrap().to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Max-Age=600", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let address = answer.body.split("content=\"0;url=").nth(1).unwrap().split('"').next().unwrap();
    Sent { cookie: kept(&answer.headers, "reprieve-oidc-login").unwrap(), address: address.replace("&amp;", "&") }
}

async fn begin(web: &Web, next: &str) -> Sent {
    sent(&web.send(form_to("/sign-in/provider", &format!("next={next}"), None)).await)
}

fn callback(query: &str, cookie: &str) -> Request<Body> {
    let mut request = page(&format!("/sign-in/provider/callback?{query}"), Some(cookie));
    // The headers of a browser that is redirected from another site.
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")]
    {
        request.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    request
}

/// Runs the login from start to callback; returns the answer to the callback.
async fn through(fake: &Fake, web: &Web) -> Answer {
    let Sent { cookie, address } = begin(web, "/deals").await;
    web.send(callback(&fake.let_in(&address), &cookie)).await
}

fn to(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.headers[header::LOCATION].to_str().unwrap()
}

fn told(problem: &str) -> String {
    format!("/sign-in?problem={problem}&next=%2Fdeals")
}

#[rstest]
#[tokio::test]
async fn there_and_back(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let (fake, web) = start(&test, SALES).await;
    let asked = web.send(page("/sign-in?next=/deals", None)).await;
    assert!(asked.body.contains("Sign in with Example ID") && asked.body.contains("action=\"/sign-in/provider\""));
    let answer = through(&fake, &web).await;
    assert_eq!(to(&answer), "/deals");
    assert_eq!(kept(&answer.headers, "reprieve-oidc-login").unwrap(), "reprieve-oidc-login=", "it is used up");
    let cookie = kept(&answer.headers, "reprieve").unwrap();
    let account = web.send(page("/account", Some(&cookie))).await;
    assert_eq!(account.status, 200);
    assert!(account.body.contains("Nora Nord") && account.body.contains("through the provider"));
    assert!(!account.body.contains("/api/account/password") && !account.body.contains("/api/account/unlink"));
}

#[rstest]
#[tokio::test]
async fn what_a_browser_brings_back_is_good_once_and_its_own(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let (fake, web) = start(&test, SALES).await;
    let over = |answer: &Answer| {
        to(answer).starts_with("/sign-in?problem=over") && kept(&answer.headers, "reprieve").is_none()
    };
    let Sent { cookie, address } = begin(&web, "/deals").await;
    let query = fake.let_in(&address);
    // The callback without its cookie, with another one, with another state, and with nothing.
    let another = begin(&web, "/deals").await;
    assert!(over(&web.send(page(&format!("/sign-in/provider/callback?{query}"), None)).await));
    assert!(over(&web.send(callback(&query, &another.cookie)).await));
    assert!(over(&web.send(callback("state=x&code=y", &cookie)).await));
    assert!(over(&web.send(callback("", &cookie)).await));
    // None of these used the attempt up.
    assert_eq!(to(&web.send(callback(&query, &cookie)).await), "/deals");
    assert!(over(&web.send(callback(&query, &cookie)).await), "played again");
    let Sent { cookie, address } = begin(&web, "/deals").await;
    let query = fake.let_in(&address);
    test.clock.forward_seconds(OIDC_LOGIN_MINUTES * 60);
    assert!(over(&web.send(callback(&query, &cookie)).await), "too late");
}

#[rstest]
#[tokio::test]
async fn nobody_else_sends_a_browser_there_or_elsewhere(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    let (fake, web) = start(&test, SALES).await;
    let mut request = form_to("/sign-in/provider", "next=/", None);
    request.headers_mut().insert(header::ORIGIN, HeaderValue::from_static("https://evil.example"));
    assert_eq!(web.send(request).await.status, 403);
    let again = web.send(page("/sign-in/provider", None)).await;
    assert_eq!(to(&again), "/sign-in");
    for next in ["https://evil.example", "//evil.example", "/%5Cevil.example", "/sign-in", "/api/sign-out"] {
        let Sent { cookie, address } = begin(&web, next).await;
        assert_eq!(to(&web.send(callback(&fake.let_in(&address), &cookie)).await), "/", "{next}");
    }
    // A callback that another provider answers is refused, and no page shows the text that a provider sent.
    let Sent { cookie, address } = begin(&web, "/deals").await;
    let query = format!("{}&iss=https://evil.example", fake.let_in(&address));
    assert_eq!(to(&web.send(callback(&query, &cookie)).await), told("distrusted"));
    for (error, problem) in
        [("access_denied", "cancelled"), ("server_error", "unreachable"), ("%3Cb%3Ex", "distrusted")]
    {
        let Sent { cookie, address } = begin(&web, "/deals").await;
        let state = fake.let_in(&address);
        let state = state.split('&').next().unwrap();
        let error = format!("{state}&error={error}&error_description=%3Cb%3Ecall+me");
        let answer = web.send(callback(&error, &cookie)).await;
        assert_eq!(to(&answer), told(problem));
        let shown = web.send(page(to(&answer), None)).await;
        assert!(shown.body.contains("Example ID") && !shown.body.contains("call me"));
    }
}

#[rstest]
#[tokio::test]
async fn only_a_token_that_is_right_is_taken(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let (fake, web) = start(&test, SALES).await;
    let right = fake.says.lock().unwrap().claims.clone();
    let now = engine::clock::Clock::now(&*test.clock).0 / 1_000_000;
    let wrong: &[(&str, Value, &str)] = &[
        ("nonce", json!("another"), "distrusted"),
        ("nonce", Value::Null, "distrusted"),
        ("aud", json!("another"), "distrusted"),
        ("iss", json!("https://evil.example"), "distrusted"),
        ("exp", json!(now - 120), "clock"),
        ("iat", json!(now + 300), "clock"),
        ("iat", json!(now - 3_600), "clock"),
        ("at_hash", json!("another"), "distrusted"),
    ];
    for (name, value, problem) in wrong {
        fake.say(|says| {
            says.claims = right.clone();
            says.claims[*name] = value.clone();
        });
        let answer = through(&fake, &web).await;
        assert_eq!(to(&answer), told(problem), "{name} {value}");
        assert!(kept(&answer.headers, "reprieve").is_none());
    }
    // Two clocks may differ by up to a minute.
    for (name, value) in [("exp", now - 30), ("iat", now + 30)] {
        fake.say(|says| {
            says.claims = right.clone();
            says.claims[name] = json!(value);
        });
        assert_eq!(to(&through(&fake, &web).await), "/deals", "{name}");
    }
    // A token signed by an unpublished key, and one without a signature.
    fake.say(|says| says.claims = right.clone());
    for signs in [2, 0] {
        fake.say(|says| says.signs = signs);
        assert_eq!(to(&through(&fake, &web).await), told("distrusted"), "{signs}");
    }
    // A key that was published since is fetched, but not more than once a minute.
    fake.say(|says| (says.signs, says.publishes) = (2, 2));
    test.clock.forward_seconds(61);
    fake.say(|says| says.claims["exp"] = json!(now + 3_600));
    assert_eq!(to(&through(&fake, &web).await), "/deals");
}

#[rstest]
#[tokio::test]
async fn what_the_token_does_not_say_is_asked_for(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let (fake, web) = start(&test, SALES).await;
    fake.say(|says| (says.besides, says.claims) = (says.claims.clone(), json!({})));
    assert_eq!(to(&through(&fake, &web).await), "/deals");
    fake.say(|says| says.besides["sub"] = json!("another"));
    assert_eq!(to(&through(&fake, &web).await), told("distrusted"));
    fake.say(|says| says.besides = json!({ "email": "olga.owner@example.com", "groups": ["crm-sales"] }));
    fake.say(|says| says.claims = json!({ "sub": "olga", "email_verified": true }));
    fake.say(|says| says.besides["sub"] = json!("olga"));
    assert_eq!(to(&through(&fake, &web).await), told("not-verified"));
}

#[rstest]
#[tokio::test]
async fn a_provider_that_is_down_is_told_and_found_again(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let web = site(&test, fake_provider::provider(&test, "http://127.0.0.1:1", SALES).await);
    let answer = web.send(form_to("/sign-in/provider", "next=/deals", None)).await;
    assert_eq!(to(&answer), told("unreachable"));
    let shown = web.send(page(to(&answer), None)).await;
    assert!(shown.body.contains("Example ID cannot be reached"));
    let mut italian = page(to(&answer), None);
    italian.headers_mut().insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static("it"));
    assert!(web.send(italian).await.body.contains("Example ID non è raggiungibile"));
    let (fake, web) = start(&test, SALES).await;
    fake.say(|says| says.endless = true);
    assert_eq!(to(&web.send(form_to("/sign-in/provider", "next=/deals", None)).await), told("unreachable"));
    fake.say(|says| says.endless = false);
    test.clock.forward_seconds(5);
    assert_eq!(to(&through(&fake, &web).await), "/deals");
    // The provider goes down while the user is there.
    let Sent { cookie, address } = begin(&web, "/deals").await;
    let query = fake.let_in(&address);
    fake.say(|says| says.endless = true);
    assert_eq!(to(&web.send(callback(&query, &cookie)).await), told("unreachable"));
}

#[rstest]
#[tokio::test]
async fn who_is_not_let_in_is_told_why_in_our_words(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let (fake, web) = start(&test, SALES).await;
    let right = fake.says.lock().unwrap().claims.clone();
    for (name, value, problem) in [
        ("groups", json!(["staff"]), "no-access"),
        ("email_verified", json!(false), "not-verified"),
        ("email", json!("none"), "no-address"),
    ] {
        fake.say(|says| {
            says.claims = right.clone();
            says.claims[name] = value;
        });
        assert_eq!(to(&through(&fake, &web).await), told(problem));
    }
    assert!(test.people().user_by_email("nora.nord@example.com").await.is_err());
    // By now she was created by hand, with a password that stays valid.
    test.user("Nora Nord", BuiltInRole::Member).await;
    fake.say(|says| says.claims = right.clone());
    assert_eq!(to(&through(&fake, &web).await), "/deals");
    assert!(test.people().sign_in("nora.nord@example.com", PASSWORD, "127.0.0.1").await.unwrap().is_ok());
}

#[rstest]
#[tokio::test]
async fn a_proof_is_given_at_the_provider_and_loses_nothing(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let (fake, web) = start(&test, &["crm-sales=admin"]).await;
    let answer = through(&fake, &web).await;
    let cookie = kept(&answer.headers, "reprieve").unwrap();
    let nora = test.people().user_by_email("nora.nord@example.com").await.unwrap();
    let ben = test.user("Ben Member", BuiltInRole::Member).await.user;
    let reader = test.role_id(BuiltInRole::ReadOnly).await;
    let change = format!("id={ben}&role={reader}");
    // The provider did not say when she authenticated, so reauthentication is required.
    let send = |body: &str| form_to("/api/users/role", body, Some(&cookie));
    let asked = web.send(send(&change)).await;
    assert_eq!(asked.status, 200);
    assert!(
        asked.body.contains("Continue with Example ID") && !asked.body.contains("reauth-password"),
        "{}",
        asked.body
    );
    for secret in ["reauth-password=x", "reauth-code=1"] {
        assert!(!web.send(send(&format!("{change}&{secret}"))).await.headers.contains_key(header::LOCATION));
    }
    assert_eq!(role_of(&test, ben).await, Some(BuiltInRole::Member));

    // Only a new login at the provider reauthenticates her.
    let go = || async {
        sent(&web.send(send(&format!("{change}&reauth-back=/settings/users/{ben}&reauth-provider=1"))).await)
    };
    let back = |sent: Sent| {
        let query = fake.let_in(&sent.address);
        web.send(callback(&query, &format!("{cookie}; {}", sent.cookie)))
    };
    let away = go().await;
    assert!(away.address.contains("prompt=login") && away.address.contains("max_age=0"), "{}", away.address);
    let now = engine::clock::Clock::now(&*test.clock).0 / 1_000_000;
    for (claims, why) in [
        (json!({}), "did not ask you to sign in again"),
        (json!({ "auth_time": now - 120 }), "did not ask you to sign in again"),
        (json!({ "auth_time": now, "sub": "another" }), "A different user signed in"),
    ] {
        let right = fake.says.lock().unwrap().claims.clone();
        fake.say(|says| says.claims.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone()));
        let answer = back(go().await).await;
        assert!(answer.status == 200 && answer.body.contains(why), "{why}: {}", answer.body);
        assert!(answer.body.contains("action=\"/api/users/role\"") && answer.body.contains("Continue with Example ID"));
        fake.say(|says| says.claims = right);
    }
    fake.say(|says| says.claims["auth_time"] = json!(now));
    let given = back(go().await).await;
    assert!(
        given.body.contains("Identity confirmed") && given.body.contains("action=\"/api/users/role\""),
        "{}",
        given.body
    );
    assert!(
        given.body.contains(&format!("name=\"id\" value=\"{ben}\""))
            && given.body.contains(&format!("href=\"/settings/users/{ben}\""))
    );
    assert_eq!(given.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(role_of(&test, ben).await, Some(BuiltInRole::Member), "coming back does nothing by itself");
    let done = web.send(send(&change)).await;
    assert!(done.headers[header::LOCATION].to_str().unwrap().contains("done=saved"));
    assert_eq!(role_of(&test, ben).await, Some(BuiltInRole::ReadOnly));

    // The callback in another browser, signed in as another user, reauthenticates neither of them.
    test.clock.forward_seconds(REAUTHENTICATION_MINUTES * 60);
    let away = go().await;
    let ada = web.sign_in(Some("ada.admin")).await.unwrap();
    let query = fake.let_in(&away.address);
    let answer = web.send(callback(&query, &format!("{ada}; {}", away.cookie))).await;
    assert!(to(&answer).starts_with("/sign-in?problem=over"));
    assert_eq!(nora, UserId(2));
}

#[rstest]
#[tokio::test]
async fn whoever_has_a_password_gives_it(#[values(Sqlite, Postgres)] database: Backend) {
    let test = TestEngine::on(database).await;
    test.admin().await;
    let (fake, web) = start(&test, &[]).await;
    test.user("Nora Nord", BuiltInRole::Admin).await;
    let cookie = kept(&through(&fake, &web).await.headers, "reprieve").unwrap();
    let asked = web.send(form_to("/api/users/deactivate", "id=1&reauth-provider=1", Some(&cookie))).await;
    assert!(asked.body.contains("reauth-password") && !asked.body.contains("http-equiv"), "{}", asked.body);
    let account = web.send(page("/account", Some(&cookie))).await;
    assert!(account.body.contains("/api/account/unlink") && account.body.contains("/api/account/password"));
    let issuer: String = form_urlencoded::byte_serialize(fake.issuer.as_bytes()).collect();
    let gone = web.send(form_to("/api/account/unlink", &format!("issuer={issuer}"), Some(&cookie))).await;
    assert_eq!(gone.headers[header::LOCATION], "/account?done=unlinked#provider");
}

async fn role_of(test: &TestEngine, user: UserId) -> Option<BuiltInRole> {
    let admin = test.people().actor(test.people().first_admin().await.unwrap()).await.unwrap();
    let by = admin.administer_users().unwrap();
    test.people().user_view(&by, &admin, user).await.unwrap().user.role.built_in()
}
