//! The command line. Every flag can also be set by an environment variable; `--help` is the reference.

use crate::oidc::OidcArgs;
use clap::{Parser, Subcommand, ValueEnum};
use std::{convert::Infallible, fmt, net::SocketAddr, path::PathBuf, str::FromStr};

/// A self-hosted CRM in which deleting is safe.
#[derive(Debug, Parser)]
#[command(name = "reprieve", version)]
pub struct Cli {
    /// The database: sqlite:PATH or postgres://…
    #[arg(long, global = true, env = "REPRIEVE_DATABASE", default_value = "sqlite:data/reprieve.db")]
    pub database: String,

    /// The folder of uploaded files, of messages if no mail server is set, and of the blocklist's key and ledger; servers of one
    /// database must share it
    #[arg(long, global = true, env = "REPRIEVE_DATA", default_value = "data")]
    pub data: PathBuf,

    /// The file of the secret key of the blocklist; the file `blocklist.key` in the data folder if omitted. It is created with the
    /// first blocked address. Keep a copy: without it the server does not start
    #[arg(long, global = true, env = "REPRIEVE_BLOCKLIST_KEY_FILE")]
    pub blocklist_key_file: Option<PathBuf>,

    /// The log level, or a filter such as reprieve=debug,warn
    #[arg(long, global = true, env = "REPRIEVE_LOG", default_value = "info")]
    pub log: String,

    /// The format of log lines
    #[arg(long, global = true, env = "REPRIEVE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// The command to run
    #[command(subcommand)]
    pub command: Command,
}

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Human-readable lines.
    Text,
    /// One JSON object per line.
    Json,
}

/// The commands of the program.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server until it is interrupted
    Serve(Box<Serve>),
    /// Bring the database schema up to date
    Migrate,
    /// Copy a SQLite database into one file, also while it is served
    Backup {
        /// The file to create; it must not exist
        file: PathBuf,
    },
    /// Check a backup without changing it, and report whether it can be used
    RestoreCheck {
        /// The backup file
        file: PathBuf,
    },
    /// Create an administrator; the password is read from standard input
    CreateAdmin {
        /// The administrator's name
        #[arg(long, env = "REPRIEVE_ADMIN_NAME")]
        name: String,
        /// The administrator's e-mail address, used to sign in
        #[arg(long, env = "REPRIEVE_ADMIN_EMAIL")]
        email: String,
    },
    /// Import a CSV file; refused rows are written to a file beside it
    Import {
        /// The CSV file
        file: PathBuf,
        /// The object to import into
        #[arg(long, env = "REPRIEVE_IMPORT_OBJECT", default_value = "contacts")]
        object: String,
        /// The e-mail address of the user who imports and owns new records; the first administrator if omitted
        #[arg(long = "as", env = "REPRIEVE_IMPORT_AS")]
        user: Option<String>,
    },
    /// Verify that no audit event was changed or removed
    Audit {
        /// The audit command to run
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Rewrite the tables that hold data of persons, so that freed space keeps nothing of what was deleted permanently; run it in a
    /// maintenance window, because the tables are locked meanwhile
    Scrub,
    /// Fill an empty installation with sample data and print the sign-in details
    Demo {
        /// The number of contacts
        #[arg(long, env = "REPRIEVE_DEMO_CONTACTS", default_value_t = 2_000)]
        contacts: u64,
        /// How many of them are in the trash; a handful if omitted
        #[arg(long, env = "REPRIEVE_DEMO_TRASH")]
        trash: Option<u64>,
    },
}

/// The audit commands.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Verify the hash chain; print its length and its last hash (the head), which should be kept elsewhere, or the
    /// first place at which it is broken
    Verify {
        /// A head printed earlier that must still be part of the chain
        #[arg(long, env = "REPRIEVE_AUDIT_EXPECT")]
        expect: Option<String>,
    },
}

/// A text that is not shown in logs and errors.
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

/// The settings of the server.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    /// The address to listen on; port 0 picks a free port
    #[arg(long, env = "REPRIEVE_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,

    /// The folder of the built client files
    #[arg(long, env = "REPRIEVE_SITE", default_value = "target/site")]
    pub site: PathBuf,

    /// The public address, such as `https://crm.example`; with https the cookies are secure
    #[arg(long, env = "REPRIEVE_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// The mail server: `smtps://USER:PASSWORD@HOST`, or `smtp://USER:PASSWORD@HOST?tls=required`. Without one,
    /// messages are written to the folder `mail` of the data folder and shown at `/settings/mail`
    #[arg(long, env = "REPRIEVE_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    pub smtp_url: Option<Secret>,

    /// The sender of mail, such as `Reprieve <crm@crm.example>`
    #[arg(long, env = "REPRIEVE_MAIL_FROM")]
    pub mail_from: Option<String>,

    /// Requests per second and user, with bursts of four times as many; 0 for no limit
    #[arg(long, env = "REPRIEVE_REQUESTS_PER_SECOND", default_value_t = 100)]
    pub requests_per_second: u32,

    /// The address to serve Prometheus metrics on, at `/metrics`; not served if omitted
    #[arg(long, env = "REPRIEVE_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,

    /// Days after which an unused session ends
    #[arg(long, env = "REPRIEVE_SESSION_IDLE_DAYS", default_value_t = 14, value_parser = clap::value_parser!(i64).range(1..=3650))]
    pub session_idle_days: i64,

    /// Days after which every session ends
    #[arg(long, env = "REPRIEVE_SESSION_DAYS", default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=3650))]
    pub session_days: i64,

    /// The OpenID Connect provider for sign-in
    #[command(flatten)]
    pub oidc: OidcArgs,

    /// Fill a new database with sample data: this number of contacts
    #[arg(long, env = "REPRIEVE_DEMO")]
    pub demo: Option<u64>,
}
