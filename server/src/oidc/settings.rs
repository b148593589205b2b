//! What is configured of a provider of OpenID Connect, and what is wrong with it, said at start.

use crate::cli::Secret;
use anyhow::{Context, Result, bail};
use domain::provider::{GroupRole, Mapping};
use engine::Engine;
use openidconnect::{IssuerUrl, url::Url};
use std::net::IpAddr;

/// The flags of a provider. Whatever else is said of one needs its address and its name for this installation.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct OidcArgs {
    /// Let people sign in through this provider of OpenID Connect: its issuer, such as `https://id.example`
    #[arg(long, env = "REPRIEVE_OIDC_ISSUER", requires = "oidc_client_id")]
    pub oidc_issuer: Option<String>,

    /// What the provider calls this installation. It sends people back to PUBLIC-URL/sign-in/provider/callback
    #[arg(long, env = "REPRIEVE_OIDC_CLIENT_ID", requires = "oidc_issuer")]
    pub oidc_client_id: Option<String>,

    /// The secret that the provider gave this installation; better in the environment than on the command line
    #[arg(long, env = "REPRIEVE_OIDC_CLIENT_SECRET", hide_env_values = true, requires = "oidc_issuer")]
    pub oidc_client_secret: Option<Secret>,

    /// What the provider is called on the button: Sign in with NAME
    #[arg(long, env = "REPRIEVE_OIDC_NAME", default_value = "single sign-on")]
    pub oidc_name: String,

    /// What is asked of the provider besides `openid`, with spaces between
    #[arg(long, env = "REPRIEVE_OIDC_SCOPES", default_value = "email profile")]
    pub oidc_scopes: String,

    /// The claim that holds the groups of a person
    #[arg(long, env = "REPRIEVE_OIDC_GROUPS", default_value = "groups")]
    pub oidc_groups: String,

    /// Whoever is in this group has this role, by its word or its name, such as `crm-sales=sales`. Given several times, or with
    /// semicolons between; the first that fits counts. Who is new is made a user then, and their role follows their groups
    #[arg(
        long = "oidc-role",
        env = "REPRIEVE_OIDC_ROLES",
        value_name = "GROUP=ROLE",
        value_delimiter = ';',
        requires = "oidc_issuer"
    )]
    pub oidc_roles: Vec<GroupRole>,
}

/// A provider as it is configured, found to be whole.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its address.
    pub issuer: IssuerUrl,
    /// What it calls this installation.
    pub client_id: String,
    /// The secret it gave this installation, if it did.
    pub client_secret: Option<Secret>,
    /// What it is called.
    pub name: String,
    /// What is asked of it besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that holds the groups.
    pub groups: String,
    /// Which group means which role.
    pub mapping: Mapping,
    /// Where it sends people back to.
    pub back: String,
}

impl OidcArgs {
    /// The settings, or what is wrong with them; none where no provider is configured.
    pub async fn check(&self, engine: &Engine, public_url: &str) -> Result<Option<Settings>> {
        let Some(issuer) = &self.oidc_issuer else { return Ok(None) };
        let issuer = check_issuer(issuer).with_context(|| format!("--oidc-issuer {issuer}"))?;
        let client_id = self.oidc_client_id.clone().filter(|id| !id.trim().is_empty());
        let client_id = client_id.context("--oidc-client-id is empty")?;
        if self.oidc_client_secret.as_ref().is_some_and(|secret| secret.0.trim().is_empty()) {
            bail!("--oidc-client-secret is empty: leave it out where the provider gave none");
        }
        if self.oidc_name.trim().is_empty() {
            bail!("--oidc-name is empty: the button would say nothing");
        }
        if self.oidc_groups.trim().is_empty() {
            bail!("--oidc-groups is empty: it names the claim that holds the groups");
        }
        let mapping = match engine.group_mapping(&self.oidc_roles).await? {
            Ok(mapping) => mapping,
            Err(role) => {
                bail!("--oidc-role: there is no role {role}; its word (such as list_manager) or its name is meant")
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
            back: format!("{}{}", public_url.trim_end_matches('/'), super::CALLBACK),
        }))
    }
}

fn check_issuer(text: &str) -> Result<IssuerUrl> {
    let issuer = IssuerUrl::new(text.to_owned()).context("this is no address")?;
    let url = issuer.url();
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        bail!("an issuer is an address alone, without anything after ? or # and without a name before @");
    }
    if !may_be_asked(url) {
        bail!("an issuer is reached over https; http is for one on this machine");
    }
    Ok(issuer)
}

/// Whether an address may be asked or a browser sent to it: over TLS, or on this machine.
pub(super) fn may_be_asked(url: &Url) -> bool {
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
    fn half_a_configuration_says_what_is_missing() {
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
    fn an_issuer_is_reached_over_tls_or_is_on_this_machine() {
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
