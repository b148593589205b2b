//! A provider of OpenID Connect: where it sends people to, and what it says of those who come back.
//!
//! What it publishes of itself is asked for when somebody signs in, not at start, so that the server starts while the
//! provider is down, and kept for an hour. A token that a newer key signed lets it be asked for again, so a change of keys
//! needs no restart here.

mod claims;
mod client;
mod settings;

pub use settings::{OidcArgs, Settings};

use anyhow::Result;
use claims::{Rest, Told};
use client::Asking;
use domain::{
    provider::{CLOCKS_APART, Claimed, Mapping, ProviderProblem},
    time::Timestamp,
};
use engine::{clock::Clock, people::Passage};
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

/// Where the provider sends people back to.
pub const CALLBACK: &str = "/sign-in/provider/callback";
/// Seconds that what the provider publishes of itself is kept.
const KEPT: i64 = 3_600;
/// Seconds before it is asked for again because of a key that is not among those it published.
const AGAIN: i64 = 60;
/// Seconds for which it is taken to be down after it did not answer, so that those who wait do not wait for each other.
const DOWN: i64 = 5;
/// Seconds that may lie between the making of a token and its arrival here.
const TOKEN_AGE: i64 = 10 * 60;

/// Signatures that prove who signed. A shared secret would not.
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
    Rest,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type Known = Client<
    Rest,
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

/// A provider that is configured. Cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    settings: Settings,
    asking: Asking,
    clock: Arc<dyn Clock>,
    published: Mutex<Published>,
}

/// What it published of itself.
#[derive(Default)]
struct Published {
    /// What, and when it was asked for.
    known: Option<(Timestamp, Arc<Known>)>,
    /// When it did not answer.
    down: Option<Timestamp>,
}

impl Provider {
    /// A provider with these settings. It is not asked for anything yet.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self> {
        let asking = Asking::new(settings.issuer.url())?;
        Ok(Self(Arc::new(Inner { settings, asking, clock, published: Mutex::default() })))
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.0.settings.name
    }

    /// Its address.
    pub fn issuer(&self) -> &str {
        &self.0.settings.issuer
    }

    /// Which group means which role.
    pub fn mapping(&self) -> &Mapping {
        &self.0.settings.mapping
    }

    /// Whether somebody can be sent to it now.
    pub async fn reach(&self) -> Result<(), ProviderProblem> {
        self.known(KEPT).await.map(drop)
    }

    /// Where a browser is sent. `prove` lets the provider ask who they are even where it remembers them.
    pub async fn address(&self, passage: &Passage, prove: bool) -> Result<String, ProviderProblem> {
        let known = self.known(KEPT).await?;
        let (state, nonce) = (passage.state.clone(), passage.nonce());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(passage.verifier()));
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut request = known
            .authorize_url(flow, move || CsrfToken::new(state), move || Nonce::new(nonce))
            .add_scopes(self.0.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge);
        if prove {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        }
        let (url, ..) = request.url();
        Ok(url.into())
    }

    /// What it says of whoever came back with this code.
    pub async fn claimed(&self, passage: &Passage, code: &str) -> Result<Claimed, ProviderProblem> {
        let known = self.known(KEPT).await?;
        let asked = known.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|_| distrust("no tokens"))?;
        let tokens = asked.set_pkce_verifier(PkceCodeVerifier::new(passage.verifier())).request_async(&self.0.asking);
        let tokens = tokens.await.map_err(|error| match error {
            RequestTokenError::Request(error) => unreachable(&error),
            RequestTokenError::ServerResponse(_) => distrust("the code was refused"),
            _ => distrust("the tokens cannot be read"),
        })?;
        match self.verified(&known, &tokens, passage).await {
            // The key may be newer than what we have of it.
            Err(Unverified::Key) => {
                let known = self.known(AGAIN).await?;
                self.verified(&known, &tokens, passage).await.map_err(Unverified::problem)
            }
            verified => verified.map_err(Unverified::problem),
        }
    }

    async fn verified(&self, known: &Known, tokens: &Tokens, passage: &Passage) -> Result<Claimed, Unverified> {
        let now = self.0.clock.now();
        let verifier = known
            .id_token_verifier()
            .set_allowed_algs(SIGNATURES)
            .set_time_fn(move || moment(now.plus_seconds(-CLOCKS_APART)).into())
            .set_issue_time_verifier_fn(move |issued| {
                let age = now.0 / 1_000_000 - issued.timestamp();
                if (-CLOCKS_APART..=TOKEN_AGE).contains(&age) { Ok(()) } else { Err(String::new()) }
            });
        let token = tokens.id_token().ok_or(Unverified::Other("there is no token"))?;
        let claims = token.claims(&verifier, &Nonce::new(passage.nonce()))?;
        let access = tokens.access_token();
        if let Some(expected) = claims.access_token_hash() {
            let alg = token.signing_alg().map_err(|_| Unverified::Other("the signature"))?;
            let key = token.signing_key(&verifier).map_err(|_| Unverified::Key)?;
            if AccessTokenHash::from_token(access, alg, key).ok().as_ref() != Some(expected) {
                return Err(Unverified::Other("the tokens do not belong together"));
            }
        }
        let groups = &self.0.settings.groups;
        let mut told = Told::new(claims, groups);
        if told.lacks(!self.mapping().is_empty())
            && let Some(more) = self.more(known, access, claims.subject()).await?
        {
            told = told.or(Told::new(&more, groups));
        }
        let (email, verified) = told.email();
        Ok(Claimed {
            issuer: self.issuer().to_owned(),
            subject: claims.subject().to_string(),
            email,
            verified,
            name: told.name().to_owned(),
            groups: told.groups(),
            proved: claims.auth_time().map(|at| Timestamp(at.timestamp_micros())),
        })
    }

    /// What it says besides its token, where it has an address for that.
    async fn more(
        &self,
        known: &Known,
        access: &AccessToken,
        subject: &openidconnect::SubjectIdentifier,
    ) -> Result<Option<UserInfoClaims<Rest, CoreGenderClaim>>, Unverified> {
        // The library puts it into a header and trusts that it fits.
        if !access.secret().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Unverified::Other("the access token"));
        }
        let Ok(asked) = known.user_info(access.clone(), Some(subject.clone())) else { return Ok(None) };
        match asked.request_async(&self.0.asking).await {
            Ok(more) => Ok(Some(more)),
            Err(UserInfoError::Request(error)) => Err(Unverified::Unreachable(unreachable(&error))),
            Err(_) => Err(Unverified::Other("what it says besides its token")),
        }
    }

    /// What it published of itself, no older than so many seconds. One asks; others wait for the same answer.
    async fn known(&self, oldest: i64) -> Result<Arc<Known>, ProviderProblem> {
        let Inner { settings, asking, clock, published } = &*self.0;
        let mut published = published.lock().await;
        if let Some((at, known)) = &published.known
            && clock.now().seconds_since(*at) < oldest
        {
            return Ok(known.clone());
        }
        if published.down.is_some_and(|at| clock.now().seconds_since(at) < DOWN) {
            return Err(ProviderProblem::Unreachable);
        }
        let found = match CoreProviderMetadata::discover_async(settings.issuer.clone(), asking).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(%error, "the provider of sign-in does not say what it is");
                published.down = Some(clock.now());
                return Err(ProviderProblem::Unreachable);
            }
        };
        let by_post = found.token_endpoint_auth_methods_supported().is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        if !settings::may_be_asked(found.authorization_endpoint().url()) {
            return Err(distrust("people would be sent where no TLS is"));
        }
        let secret = settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.0.clone()));
        let back = RedirectUrl::new(settings.back.clone()).map_err(|_| distrust("the public address is none"))?;
        let client = Known::from_provider_metadata(found, ClientId::new(settings.client_id.clone()), secret);
        let auth = if by_post { AuthType::RequestBody } else { AuthType::BasicAuth };
        let fresh = Arc::new(client.set_redirect_uri(back).set_auth_type(auth));
        *published = Published { known: Some((clock.now(), fresh.clone())), down: None };
        Ok(fresh)
    }
}

/// Why a token is not taken.
enum Unverified {
    /// The key that signed it is not among those we have.
    Key,
    Clock,
    Unreachable(ProviderProblem),
    Other(&'static str),
}

impl Unverified {
    fn problem(self) -> ProviderProblem {
        match self {
            Self::Key => distrust("the key of its token"),
            Self::Clock => {
                tracing::warn!("the clocks of the provider of sign-in and of this server differ");
                ProviderProblem::Clock
            }
            Self::Unreachable(problem) => problem,
            Self::Other(what) => distrust(what),
        }
    }
}

impl From<ClaimsVerificationError> for Unverified {
    /// The texts of the errors hold what the provider wrote: none of it is told or logged.
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::Expired(_) => Self::Clock,
            ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey | SignatureVerificationError::CryptoError(_),
            ) => Self::Key,
            ClaimsVerificationError::SignatureVerification(_) => Self::Other("the signature of its token"),
            ClaimsVerificationError::InvalidAudience(_) => Self::Other("whom its token is for"),
            ClaimsVerificationError::InvalidIssuer(_) => Self::Other("whose token it is"),
            ClaimsVerificationError::InvalidNonce(_) => Self::Other("what its token answers"),
            _ => Self::Other("its token"),
        }
    }
}

fn distrust(what: &'static str) -> ProviderProblem {
    tracing::warn!(what, "the provider of sign-in is not trusted");
    ProviderProblem::Distrusted
}

fn unreachable(error: &client::Unanswered) -> ProviderProblem {
    tracing::warn!(%error, "the provider of sign-in does not answer");
    ProviderProblem::Unreachable
}

/// The same moment in the form the library takes.
fn moment(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.0).unwrap_or_default())
}
