//! Mail transports: a mail server, or a folder of files.

use anyhow::{Result, bail};
use domain::{
    ids::MailId,
    mail::{MailFailure, MailWay},
};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    transport::smtp::{self, extension::ClientId},
};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::fs;

/// How long the mail server may take for one message.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);

/// Reply codes of a mail server that concern authentication.
const SIGN_IN: [u16; 4] = [530, 534, 535, 538];

pub(super) enum Transport {
    Server { smtp: AsyncSmtpTransport<Tokio1Executor>, name: String },
    Folder(PathBuf),
}

/// The folder of messages inside the data folder, where there is no mail server.
pub fn folder_in(data: &Path) -> PathBuf {
    data.join("mail")
}

impl Transport {
    /// A mail server by its URL. The greeting uses the public host name, unless the URL has one.
    pub fn server(url: &str, origin: &str) -> Result<Self> {
        // The URL is not part of the error, because it holds a password.
        let Ok(mut smtp) = AsyncSmtpTransport::<Tokio1Executor>::from_url(url) else {
            bail!(
                "not the address of a mail server, such as smtps://USER:PASSWORD@HOST or \
                 smtp://USER:PASSWORD@HOST?tls=required"
            );
        };
        let (name, greeting) = parts(url);
        if greeting.is_empty() {
            smtp = smtp.hello_name(ClientId::Domain(parts(origin).0.split(':').next().unwrap_or_default().to_owned()));
        }
        Ok(Self::Server { smtp: smtp.timeout(Some(PATIENCE)).build(), name: name.to_owned() })
    }

    /// Messages as files inside the data folder.
    pub fn folder(data: &Path) -> Self {
        Self::Folder(folder_in(data))
    }

    pub fn way(&self) -> MailWay {
        match self {
            Self::Server { name, .. } => MailWay::Server(name.clone()),
            Self::Folder(folder) => MailWay::Folder(folder.display().to_string()),
        }
    }

    /// Sends a message.
    pub async fn send(&self, id: MailId, letter: Message) -> Result<(), MailFailure> {
        match self {
            Self::Server { smtp, .. } => match tokio::time::timeout(PATIENCE, smtp.send(letter)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(kind(&error)),
                Err(_) => Err(MailFailure::TimedOut),
            },
            Self::Folder(folder) => write(folder, id, &letter.formatted()).await.map_err(|error| {
                tracing::warn!(mail = id.0, kind = ?error.kind(), "failed to write a message to its folder");
                MailFailure::Folder
            }),
        }
    }
}

/// Writes a message completely or not at all.
async fn write(folder: &Path, id: MailId, letter: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(folder).await?;
    let (part, whole) = (folder.join(format!("{id}.part")), folder.join(format!("{id}.eml")));
    fs::write(&part, letter).await?;
    fs::rename(part, whole).await
}

/// The kind of a failure.
fn kind(error: &smtp::Error) -> MailFailure {
    if let Some(code) = error.status() {
        let code = u16::from(code);
        return match code {
            code if SIGN_IN.contains(&code) => MailFailure::SignIn { code },
            code if error.is_permanent() => MailFailure::Refused { code },
            code => MailFailure::PutOff { code },
        };
    }
    if error.is_timeout() {
        MailFailure::TimedOut
    } else if error.is_tls() {
        MailFailure::Tls
    } else if error.is_response() {
        MailFailure::Misunderstood
    } else if error.is_client() {
        MailFailure::Unable
    } else {
        MailFailure::Unreachable
    }
}

/// Host and port of a URL, without user and password, and its path.
fn parts(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    (authority.rsplit('@').next().unwrap_or_default(), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_transport_name_has_no_password() {
        for (url, name) in [
            ("smtps://user:pass%40word@mail.example:465", "mail.example:465"),
            ("smtp://mail.example?tls=required", "mail.example"),
            ("smtp://user:pass@mail.example:587/crm.example?tls=required", "mail.example:587"),
        ] {
            let transport = Transport::server(url, "https://crm.example").unwrap();
            assert_eq!(transport.way(), MailWay::Server(name.to_owned()));
        }
        assert_eq!(parts("smtp://mail.example/crm.example?tls=required").1, "crm.example");
        assert_eq!(parts("https://crm.example:8443"), ("crm.example:8443", ""));
    }

    #[test]
    fn invalid_smtp_url_error_has_no_password() {
        for url in ["mail.example", "http://user:secret@mail.example", "smtps://user:secret@:x", ""] {
            let error = Transport::server(url, "https://crm.example").err().unwrap();
            assert!(!format!("{error:?} {error:#}").contains("secret"), "{url}");
        }
    }
}
