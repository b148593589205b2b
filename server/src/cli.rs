//! The command line. Every flag is also an environment variable; `--help` is the reference.

use crate::oidc::OidcArgs;
use clap::{Parser, Subcommand, ValueEnum};
use std::{convert::Infallible, fmt, net::SocketAddr, path::PathBuf, str::FromStr};

/// A self-hosted CRM in which deleting is safe.
#[derive(Debug, Parser)]
#[command(name = "reprieve", version)]
pub struct Cli {
    /// Where the data is: sqlite:PATH or postgres://…
    #[arg(long, global = true, env = "REPRIEVE_DATABASE", default_value = "sqlite:data/reprieve.db")]
    pub database: String,

    /// What is logged: a level, or a filter such as reprieve=debug,warn
    #[arg(long, global = true, env = "REPRIEVE_LOG", default_value = "info")]
    pub log: String,

    /// How it is logged
    #[arg(long, global = true, env = "REPRIEVE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The form of a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the CRM until interrupted
    Serve(Box<Serve>),
    /// Bring the schema of the database up to date
    Migrate,
    /// Copy a SQLite database into one file, while it is served
    Backup {
        /// The file, which must not be there yet
        file: PathBuf,
    },
    /// Look into a copy, without changing it, and say whether it can be gone on with
    RestoreCheck {
        /// The file
        file: PathBuf,
    },
    /// Add an administrator; the password is read from standard input
    CreateAdmin {
        /// Their name
        #[arg(long, env = "REPRIEVE_ADMIN_NAME")]
        name: String,
        /// Their e-mail, with which they sign in
        #[arg(long, env = "REPRIEVE_ADMIN_EMAIL")]
        email: String,
    },
    /// Import a CSV file of contacts; refused rows go to a file beside it
    Import {
        /// The file
        file: PathBuf,
        /// The kind of record
        #[arg(long, env = "REPRIEVE_IMPORT_OBJECT", default_value = "contacts")]
        object: String,
        /// The e-mail of the user who imports, and owns what is new; the first admin where it is left out
        #[arg(long = "as", env = "REPRIEVE_IMPORT_AS")]
        user: Option<String>,
    },
    /// Prove that nothing of the audit was changed or taken away
    Audit {
        /// What to do
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Fill an empty installation with sample data and print how to sign in
    Demo {
        /// How many contacts
        #[arg(long, env = "REPRIEVE_DEMO_CONTACTS", default_value_t = 2_000)]
        contacts: u64,
        /// How many of them are in the trash; a handful where it is left out
        #[arg(long, env = "REPRIEVE_DEMO_TRASH")]
        trash: Option<u64>,
    },
}

/// What can be done with the audit.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Go through the chain of events and print its length and its last hash, the head, to be kept elsewhere; or where it
    /// breaks first
    Verify {
        /// A head that was kept before: is it still one of the chain?
        #[arg(long, env = "REPRIEVE_AUDIT_EXPECT")]
        expect: Option<String>,
    },
}

/// A text that no log and no fault shows.
#[derive(Clone)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(text.to_owned()))
    }
}

/// How to serve.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    /// The address to listen on; port 0 takes any free one
    #[arg(long, env = "REPRIEVE_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// The folder of the built site
    #[arg(long, env = "REPRIEVE_SITE", default_value = "target/site")]
    pub site: PathBuf,

    /// The folder of uploaded files, and of mail where there is no mail server; servers of one database share it
    #[arg(long, env = "REPRIEVE_DATA", default_value = "data")]
    pub data: PathBuf,

    /// The address people use, such as `https://crm.example`; https makes the cookies secure
    #[arg(long, env = "REPRIEVE_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// The mail server: `smtps://USER:PASSWORD@HOST`, or `smtp://USER:PASSWORD@HOST?tls=required`. Without one, messages
    /// are files in the folder `mail` of the data, and can be read at `/settings/mail`
    #[arg(long, env = "REPRIEVE_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    pub smtp_url: Option<Secret>,

    /// Whom mail is from, such as `Reprieve <crm@crm.example>`
    #[arg(long, env = "REPRIEVE_MAIL_FROM")]
    pub mail_from: Option<String>,

    /// Requests a second that one person may make, and four times as many at once; 0 for any number
    #[arg(long, env = "REPRIEVE_REQUESTS_PER_SECOND", default_value_t = 100)]
    pub requests_per_second: u32,

    /// The address to serve figures for Prometheus on, at `/metrics`; not served where it is left out
    #[arg(long, env = "REPRIEVE_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,

    /// Days after which a session that nobody uses ends
    #[arg(long, env = "REPRIEVE_SESSION_IDLE_DAYS", default_value_t = 14, value_parser = clap::value_parser!(i64).range(1..=3650))]
    pub session_idle_days: i64,

    /// Days after which any session ends
    #[arg(long, env = "REPRIEVE_SESSION_DAYS", default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=3650))]
    pub session_days: i64,

    /// The provider that people may sign in through
    #[command(flatten)]
    pub oidc: OidcArgs,

    /// Fill a new database with sample data: so many contacts
    #[arg(long, env = "REPRIEVE_DEMO")]
    pub demo: Option<u64>,
}
