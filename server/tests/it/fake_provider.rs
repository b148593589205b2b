//! A fake OpenID Connect provider that answers as a test tells it, right or wrong. `end2end` tests against a provider
//! that others wrote.

use crate::support::TestEngine;
use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use engine::clock::Clock;
use openidconnect::{
    JsonWebKeyId, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey,
    core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm},
    url::Url,
};
use reprieve::oidc::{OidcArgs, Provider};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

pub const CLIENT: &str = "reprieve";
pub const SECRET: &str = "a secret & more";

/// The answers and the behavior of the provider.
pub struct Says {
    /// Claims of its token that override the valid ones.
    pub claims: Value,
    /// Claims outside the token.
    pub besides: Value,
    /// The number of the key that signs.
    pub signs: u8,
    /// The number of the key that it publishes.
    pub publishes: u8,
    /// Whether its answer is larger than the client accepts.
    pub endless: bool,
    /// The nonce and the challenge that each code was requested with.
    codes: HashMap<String, (String, String)>,
    now: i64,
}

#[derive(Clone)]
pub struct Fake {
    pub says: Arc<Mutex<Says>>,
    pub issuer: String,
}

impl Fake {
    /// Starts a provider on a free port of this machine.
    pub async fn start(test: &TestEngine) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Says {
            claims: json!({}),
            besides: json!({}),
            signs: 1,
            publishes: 1,
            endless: false,
            codes: HashMap::new(),
            now: test.clock.now().0 / 1_000_000,
        };
        let fake = Self { says: Arc::new(Mutex::new(says)), issuer };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(published))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/besides", get(besides))
            .with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    /// The provider as the server is configured for it.
    pub async fn provider(&self, test: &TestEngine, roles: &[&str]) -> Provider {
        provider(test, &self.issuer, roles).await
    }

    pub fn say(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }

    /// Admits the user who was sent to this address; returns the query that their browser brings back.
    pub fn let_in(&self, address: &str) -> String {
        let url = Url::parse(address).unwrap();
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert!(address.starts_with(&format!("{}/authorize?", self.issuer)), "{address}");
        for (name, value) in [("response_type", "code"), ("client_id", CLIENT), ("code_challenge_method", "S256")] {
            assert_eq!(asked[name], value);
        }
        assert_eq!(asked["redirect_uri"], "http://reprieve.test/sign-in/provider/callback");
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        let code = format!("code {}", asked["state"]);
        let kept = (asked["nonce"].clone(), asked["code_challenge"].clone());
        self.says.lock().unwrap().codes.insert(code.clone(), kept);
        form_urlencoded::Serializer::new(String::new())
            .append_pair("state", &asked["state"])
            .append_pair("code", &code)
            .finish()
    }
}

/// A provider at this address, as the server is configured for it.
pub async fn provider(test: &TestEngine, issuer: &str, roles: &[&str]) -> Provider {
    let args = OidcArgs {
        oidc_issuer: Some(issuer.to_owned()),
        oidc_client_id: Some(CLIENT.to_owned()),
        oidc_client_secret: Some(reprieve::cli::Secret(SECRET.to_owned())),
        oidc_name: "Example ID".to_owned(),
        oidc_scopes: "email profile".to_owned(),
        oidc_groups: "groups".to_owned(),
        oidc_roles: roles.iter().map(|line| line.parse().unwrap()).collect(),
    };
    let settings = args.check(&test.engine, "http://reprieve.test").await.unwrap().unwrap();
    Provider::new(settings, test.clock.clone()).unwrap()
}

fn key(number: u8) -> CoreEdDsaPrivateSigningKey {
    // The DER bytes before the 32 bytes of such a key (RFC 8410).
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend([number; 32]);
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64.encode(&der));
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(number.to_string()))).unwrap()
}

async fn published(State(fake): State<Fake>) -> Response {
    if fake.says.lock().unwrap().endless {
        return "x".repeat(300_000).into_response();
    }
    let issuer = &fake.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/besides"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
    }))
    .into_response()
}

async fn keys(State(fake): State<Fake>) -> Json<Value> {
    let published = fake.says.lock().unwrap().publishes;
    Json(json!({ "keys": [key(published).as_verification_key()] }))
}

async fn token(State(fake): State<Fake>, headers: HeaderMap, Form(form): Form<HashMap<String, String>>) -> Response {
    let mut says = fake.says.lock().unwrap();
    if says.endless {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let refuse = || (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    let secret: String = form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    let expected = format!("Basic {}", BASE64.encode(format!("{CLIENT}:{secret}").as_bytes()));
    assert_eq!(headers[header::AUTHORIZATION], expected);
    let Some((nonce, challenge)) = says.codes.remove(&form["code"]) else { return refuse() };
    let verifier = PkceCodeVerifier::new(form["code_verifier"].clone());
    if PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str() != challenge {
        return refuse();
    }
    let mut claims = json!({
        "iss": fake.issuer, "aud": CLIENT, "sub": "nora", "nonce": nonce,
        "iat": says.now, "exp": says.now + 600,
    });
    claims.as_object_mut().unwrap().extend(says.claims.as_object().unwrap().clone());
    let token = sign(&claims, says.signs);
    Json(json!({ "access_token": "access", "token_type": "Bearer", "id_token": token })).into_response()
}

async fn besides(State(fake): State<Fake>) -> Json<Value> {
    let mut claims = json!({ "sub": "nora" });
    claims.as_object_mut().unwrap().extend(fake.says.lock().unwrap().besides.as_object().unwrap().clone());
    Json(claims)
}

/// A token signed by this key; 0 for an unsigned one.
fn sign(claims: &Value, number: u8) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    if number == 0 {
        return format!("{}.{}.", part(&json!({ "alg": "none" })), part(claims));
    }
    let text = format!("{}.{}", part(&json!({ "alg": "EdDSA", "kid": number.to_string() })), part(claims));
    let signature = key(number).sign(&CoreJwsSigningAlgorithm::EdDsa, text.as_bytes()).unwrap();
    format!("{text}.{}", BASE64URL_NOPAD.encode(&signature))
}
