//! The configuration of the OpenID Connect provider, and its validation at start.

use crate::cli::Secret;
use anyhow::{Context, Result, bail};
use domain::provider::{GroupRole, Mapping};
use engine::Engine;
use openidconnect::{IssuerUrl, url::Url};
use std::net::IpAddr;

/// The flags of the provider. All others require the issuer and the client id.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct OidcArgs {
    /// Let users sign in through this OpenID Connect provider, given by its issuer URL, such as `https://id.example`
    #[arg(long, env = "REPRIEVE_OIDC_ISSUER", requires = "oidc_client_id")]
    pub oidc_issuer: Option<String>,

    /// The client id of this installation; its redirect URI is PUBLIC-URL/sign-in/provider/callback
    #[arg(long, env = "REPRIEVE_OIDC_CLIENT_ID", requires = "oidc_issuer")]
    pub oidc_client_id: Option<String>,

    /// The client secret of this installation; safer in the environment than on the command line
    #[arg(long, env = "REPRIEVE_OIDC_CLIENT_SECRET", hide_env_values = true, requires = "oidc_issuer")]
    pub oidc_client_secret: Option<Secret>,

    /// The name of the provider on the button "Sign in with NAME"
    #[arg(long, env = "REPRIEVE_OIDC_NAME", default_value = "single sign-on")]
    pub oidc_name: String,

    /// The scopes to request besides `openid`, separated by spaces
    #[arg(long, env = "REPRIEVE_OIDC_SCOPES", default_value = "email profile")]
    pub oidc_scopes: String,

    /// The claim that holds a person's groups
    #[arg(long, env = "REPRIEVE_OIDC_GROUPS", default_value = "groups")]
    pub oidc_groups: String,

    /// Map a group to a role, by tag or name, such as `crm-sales=sales`. Repeat it, or separate entries with
    /// semicolons; the first match counts. People in a mapped group get a user at their first sign-in, and their role
    /// follows their groups
    #[arg(
        long = "oidc-role",
        env = "REPRIEVE_OIDC_ROLES",
        value_name = "GROUP=ROLE",
        value_delimiter = ';',
        requires = "oidc_issuer"
    )]
    pub oidc_roles: Vec<GroupRole>,
}

/// Validated settings of a provider.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The issuer URL.
    pub issuer: IssuerUrl,
    /// The client id.
    pub client_id: String,
    /// The client secret, if there is one.
    pub client_secret: Option<Secret>,
    /// The name on the button.
    pub name: String,
    /// The scopes besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that holds the groups.
    pub groups: String,
    /// The mapping of groups to roles.
    pub mapping: Mapping,
    /// The redirect URI.
    pub redirect_uri: String,
}

impl OidcArgs {
    /// Validates the flags. `None` if no provider is configured.
    pub async fn check(&self, engine: &Engine, public_url: &str) -> Result<Option<Settings>> {
        let Some(issuer) = &self.oidc_issuer else { return Ok(None) };
        let issuer = check_issuer(issuer).with_context(|| format!("--oidc-issuer {issuer}"))?;
        let client_id = self.oidc_client_id.clone().filter(|id| !id.trim().is_empty());
        let client_id = client_id.context("--oidc-client-id is empty")?;
        if self.oidc_client_secret.as_ref().is_some_and(|secret| secret.0.trim().is_empty()) {
            bail!("--oidc-client-secret is empty; omit it if the provider gave none");
        }
        if self.oidc_name.trim().is_empty() {
            bail!("--oidc-name is empty; the button needs a name");
        }
        if self.oidc_groups.trim().is_empty() {
            bail!("--oidc-groups is empty; it is the name of the claim that holds the groups");
        }
        let mapping = match engine.people().group_mapping(&self.oidc_roles).await? {
            Ok(mapping) => mapping,
            Err(role) => {
                bail!("--oidc-role: there is no role {role}; give its tag (such as list_manager) or its name")
            }
        };
        Ok(Some(Settings {
            issuer,
            client_id,
            client_secret: self.oidc_client_secret.clone(),
            name: self.oidc_name.trim().to_owned(),
            scopes: self.oidc_scopes.split_whitespace().filter(|scope| *scope != "openid").map(str::to_owned).collect(),
            groups: self.oidc_groups.trim().to_owned(),
            mapping,
            redirect_uri: format!("{}{}", public_url.trim_end_matches('/'), super::CALLBACK),
        }))
    }
}

fn check_issuer(text: &str) -> Result<IssuerUrl> {
    let issuer = IssuerUrl::new(text.to_owned()).context("this is not a URL")?;
    let url = issuer.url();
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        bail!("an issuer is a URL without query, fragment and user name");
    }
    if !is_allowed_url(url) {
        bail!("an issuer must use https; http is allowed on this machine only");
    }
    Ok(issuer)
}

/// Whether a URL may be requested, or a browser sent to it: over TLS, or on this machine.
pub(super) fn is_allowed_url(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    !host.is_empty() && (url.scheme() == "https" || (url.scheme() == "http" && loopback))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser;

    #[test]
    fn oidc_flags_incomplete_names_the_missing_one() {
        let parse = |flags: &[&str]| Cli::try_parse_from(["reprieve", "serve"].iter().chain(flags));
        let wrong = |flags: &[&str]| parse(flags).unwrap_err().to_string();
        let issuer = ["--oidc-issuer", "https://id.example"];
        assert!(wrong(&issuer).contains("--oidc-client-id"));
        for flag in [["--oidc-client-id", "a"], ["--oidc-client-secret", "a"], ["--oidc-role", "a=sales"]] {
            assert!(wrong(&flag).contains("--oidc-issuer"), "{flag:?}");
        }
        let whole = [issuer[0], issuer[1], "--oidc-client-id", "a"];
        let with = |flags: &[&'static str]| [whole.as_slice(), flags].concat();
        assert!(wrong(&with(&["--oidc-role", "sales"])).contains("group=role"));
        let Command::Serve(serve) = parse(&with(&["--oidc-role", "a=b;c=d", "--oidc-role", "e=f"])).unwrap().command
        else {
            panic!("it serves")
        };
        assert_eq!(serve.oidc.oidc_roles.len(), 3);
    }

    #[test]
    fn issuer_without_tls_is_local_only() {
        for good in [
            "https://id.example",
            "https://id.example/realms/crm/",
            "http://127.0.0.1:9",
            "http://[::1]:9",
            "http://localhost:9",
        ] {
            assert!(check_issuer(good).is_ok(), "{good}");
        }
        for wrong in [
            "",
            "id.example",
            "http://id.example",
            "ftp://id.example",
            "https://id.example?x=1",
            "https://a@id.example",
            "http://127.0.0.1.id.example",
            "file:///etc",
        ] {
            assert!(check_issuer(wrong).is_err(), "{wrong}");
        }
    }
}
