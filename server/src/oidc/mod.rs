//! The OpenID Connect provider: where users are sent to, and the verified claims of those who come back.
//!
//! The provider's metadata is fetched at sign-in and not at start, so that the server starts while the provider is
//! down; it is cached for an hour. A token signed by an unknown key triggers another fetch, so a rotation of keys
//! needs no restart.

mod claims;
mod client;
mod settings;

pub use settings::{OidcArgs, Settings};

use anyhow::Result;
use claims::{ExtraClaims, ProviderClaims};
use client::HttpClient;
use domain::{
    provider::{CLOCKS_APART, Claimed, Mapping, ProviderProblem},
    time::Timestamp,
};
use engine::{clock::Clock, people::OidcLoginAttempt};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, Client,
    ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IdTokenFields, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    Scope, SignatureVerificationError, StandardErrorResponse, StandardTokenResponse, TokenResponse, UserInfoClaims,
    UserInfoError,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
        CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreResponseType,
        CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
    },
};
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};
use tokio::sync::Mutex;

/// The path that the provider redirects back to.
pub const CALLBACK: &str = "/sign-in/provider/callback";
/// Seconds that the provider's metadata is cached.
const KEPT: i64 = 3_600;
/// Seconds after which it is fetched again because of an unknown key.
const AGAIN: i64 = 60;
/// Seconds for which the provider counts as down after it did not answer, so that waiting requests fail fast.
const DOWN: i64 = 5;
/// Most seconds between the issue of a token and its arrival here.
const TOKEN_AGE: i64 = 10 * 60;

/// Asymmetric signature algorithms only: a shared secret would not prove who signed.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

type Fields = IdTokenFields<
    ExtraClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type OidcClient = Client<
    ExtraClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A configured provider. Cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    settings: Settings,
    http: HttpClient,
    clock: Arc<dyn Clock>,
    cached: Mutex<CachedMetadata>,
}

/// The cached metadata.
#[derive(Default)]
struct CachedMetadata {
    /// The client built from it, and when it was fetched.
    known: Option<(Timestamp, Arc<OidcClient>)>,
    /// When the provider did not answer.
    down: Option<Timestamp>,
}

impl Provider {
    /// A provider with these settings. It is not contacted yet.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self> {
        let http = HttpClient::new(settings.issuer.url())?;
        Ok(Self(Arc::new(Inner { settings, http, clock, cached: Mutex::default() })))
    }

    /// Its display name.
    pub fn name(&self) -> &str {
        &self.0.settings.name
    }

    /// Its issuer URL.
    pub fn issuer(&self) -> &str {
        &self.0.settings.issuer
    }

    /// The mapping of groups to roles.
    pub fn mapping(&self) -> &Mapping {
        &self.0.settings.mapping
    }

    /// Fetches the metadata if it is not cached. Fails if the provider is unreachable.
    pub async fn reach(&self) -> Result<(), ProviderProblem> {
        self.known(KEPT).await.map(drop)
    }

    /// The authorization URL. `reauthenticate` makes the provider ask for credentials even if it remembers the user.
    pub async fn address(&self, attempt: &OidcLoginAttempt, reauthenticate: bool) -> Result<String, ProviderProblem> {
        let known = self.known(KEPT).await?;
        let (state, nonce) = (attempt.state.clone(), attempt.nonce());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(attempt.verifier()));
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut request = known
            .authorize_url(flow, move || CsrfToken::new(state), move || Nonce::new(nonce))
            .add_scopes(self.0.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge);
        if reauthenticate {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (url, ..) = request.url();
        Ok(url.into())
    }

    /// Exchanges a code for the verified claims of the person.
    pub async fn claimed(&self, attempt: &OidcLoginAttempt, code: &str) -> Result<Claimed, ProviderProblem> {
        let known = self.known(KEPT).await?;
        let asked =
            known.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|_| distrust("no token endpoint"))?;
        let tokens = asked.set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier())).request_async(&self.0.http);
        let tokens = tokens.await.map_err(|error| match error {
            RequestTokenError::Request(error) => unreachable(&error),
            RequestTokenError::ServerResponse(_) => distrust("it refused the code"),
            _ => distrust("invalid token response"),
        })?;
        match self.verified(&known, &tokens, attempt).await {
            // The key may be newer than the cached metadata.
            Err(TokenError::Key) => {
                let known = self.known(AGAIN).await?;
                self.verified(&known, &tokens, attempt).await.map_err(TokenError::problem)
            }
            verified => verified.map_err(TokenError::problem),
        }
    }

    async fn verified(
        &self,
        known: &OidcClient,
        tokens: &Tokens,
        attempt: &OidcLoginAttempt,
    ) -> Result<Claimed, TokenError> {
        let now = self.0.clock.now();
        let verifier = known
            .id_token_verifier()
            .set_allowed_algs(SIGNATURES)
            .set_time_fn(move || system_time(now.plus_seconds(-CLOCKS_APART)).into())
            .set_issue_time_verifier_fn(move |issued| {
                let age = now.0 / 1_000_000 - issued.timestamp();
                if (-CLOCKS_APART..=TOKEN_AGE).contains(&age) { Ok(()) } else { Err(String::new()) }
            });
        let token = tokens.id_token().ok_or(TokenError::Other("no ID token"))?;
        let claims = token.claims(&verifier, &Nonce::new(attempt.nonce()))?;
        let access = tokens.access_token();
        if let Some(expected) = claims.access_token_hash() {
            let alg = token.signing_alg().map_err(|_| TokenError::Other("invalid signature algorithm"))?;
            let key = token.signing_key(&verifier).map_err(|_| TokenError::Key)?;
            if AccessTokenHash::from_token(access, alg, key).ok().as_ref() != Some(expected) {
                return Err(TokenError::Other("the access token does not match the ID token"));
            }
        }
        let groups = &self.0.settings.groups;
        let mut person = ProviderClaims::new(claims, groups);
        if person.lacks(!self.mapping().is_empty())
            && let Some(more) = self.more(known, access, claims.subject()).await?
        {
            person = person.or(ProviderClaims::new(&more, groups));
        }
        let (email, verified) = person.email();
        Ok(Claimed {
            issuer: self.issuer().to_owned(),
            subject: claims.subject().to_string(),
            email,
            verified,
            name: person.name().to_owned(),
            groups: person.groups(),
            proved: claims.auth_time().map(|at| Timestamp(at.timestamp_micros())),
        })
    }

    /// The claims of the `UserInfo` endpoint, if the provider has one.
    async fn more(
        &self,
        known: &OidcClient,
        access: &AccessToken,
        subject: &openidconnect::SubjectIdentifier,
    ) -> Result<Option<UserInfoClaims<ExtraClaims, CoreGenderClaim>>, TokenError> {
        // The library writes the token into a header without checking it.
        if !access.secret().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokenError::Other("invalid access token"));
        }
        let Ok(asked) = known.user_info(access.clone(), Some(subject.clone())) else { return Ok(None) };
        match asked.request_async(&self.0.http).await {
            Ok(more) => Ok(Some(more)),
            Err(UserInfoError::Request(error)) => Err(TokenError::Unreachable(unreachable(&error))),
            Err(_) => Err(TokenError::Other("invalid UserInfo response")),
        }
    }

    /// The metadata, at most `oldest` seconds old. One task fetches it; others wait for its result.
    async fn known(&self, oldest: i64) -> Result<Arc<OidcClient>, ProviderProblem> {
        let Inner { settings, http, clock, cached } = &*self.0;
        let mut cached = cached.lock().await;
        if let Some((at, known)) = &cached.known
            && clock.now().seconds_since(*at) < oldest
        {
            return Ok(known.clone());
        }
        if cached.down.is_some_and(|at| clock.now().seconds_since(at) < DOWN) {
            return Err(ProviderProblem::Unreachable);
        }
        let found = match CoreProviderMetadata::discover_async(settings.issuer.clone(), http).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "failed to fetch the metadata of the sign-in provider; sign-in through it is refused");
                cached.down = Some(clock.now());
                return Err(ProviderProblem::Unreachable);
            }
        };
        let by_post = found.token_endpoint_auth_methods_supported().is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        if !settings::is_allowed_url(found.authorization_endpoint().url()) {
            return Err(distrust("its authorization endpoint does not use TLS"));
        }
        let secret = settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.0.clone()));
        let back =
            RedirectUrl::new(settings.redirect_uri.clone()).map_err(|_| distrust("the public URL is invalid"))?;
        let client = OidcClient::from_provider_metadata(found, ClientId::new(settings.client_id.clone()), secret);
        let auth = if by_post { AuthType::RequestBody } else { AuthType::BasicAuth };
        let fresh = Arc::new(client.set_redirect_uri(back).set_auth_type(auth));
        *cached = CachedMetadata { known: Some((clock.now(), fresh.clone())), down: None };
        Ok(fresh)
    }
}

/// Why a token is not accepted.
enum TokenError {
    /// It is signed by a key that is not in the cached metadata.
    Key,
    Clock,
    Unreachable(ProviderProblem),
    Other(&'static str),
}

impl TokenError {
    fn problem(self) -> ProviderProblem {
        match self {
            Self::Key => distrust("unknown signing key"),
            Self::Clock => {
                tracing::warn!("the clocks of the sign-in provider and of this server differ; its token is refused");
                ProviderProblem::Clock
            }
            Self::Unreachable(problem) => problem,
            Self::Other(what) => distrust(what),
        }
    }
}

impl From<ClaimsVerificationError> for TokenError {
    /// The texts of these errors contain what the provider sent, so they are neither shown nor logged.
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::Expired(_) => Self::Clock,
            ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey | SignatureVerificationError::CryptoError(_),
            ) => Self::Key,
            ClaimsVerificationError::SignatureVerification(_) => Self::Other("invalid token signature"),
            ClaimsVerificationError::InvalidAudience(_) => Self::Other("wrong audience"),
            ClaimsVerificationError::InvalidIssuer(_) => Self::Other("wrong issuer"),
            ClaimsVerificationError::InvalidNonce(_) => Self::Other("wrong nonce"),
            _ => Self::Other("invalid token"),
        }
    }
}

fn distrust(what: &'static str) -> ProviderProblem {
    tracing::warn!(what, "an answer of the sign-in provider is refused");
    ProviderProblem::Distrusted
}

fn unreachable(error: &client::RequestFailure) -> ProviderProblem {
    tracing::warn!(%error, "the sign-in provider does not answer");
    ProviderProblem::Unreachable
}

/// The moment in the type that the library takes.
fn system_time(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.0).unwrap_or_default())
}
