//! The mailer: renders the messages of the outbox and sends them.
//!
//! Log lines name a message by its id and the kind of the failure only, because the answer of a mail server may
//! contain an address.

mod letter;
mod transport;

pub use transport::folder_in;

use anyhow::{Context, Result};
use domain::mail::{MailFailure, MailWay};
use engine::{Engine, outbox::Outgoing};
use lettre::message::Mailbox;
use std::{path::Path, sync::Arc};
use transport::Transport;

/// Messages taken at once. Each may take as long as [`transport::PATIENCE`], and all must be done before their lease
/// in the engine ends.
const AT_ONCE: i64 = 10;
/// The sender if none is configured.
const FROM: &str = "Reprieve <reprieve@localhost>";

/// How mail is sent.
#[derive(Clone, Copy)]
pub struct MailSettings<'a> {
    /// The URL of the mail server, with user and password. Without one, messages are written to files.
    pub smtp_url: Option<&'a str>,
    /// The sender.
    pub from: Option<&'a str>,
    /// The data folder, which holds the files.
    pub data: &'a Path,
    /// The public address.
    pub public_url: &'a str,
}

/// Sends the messages of the outbox.
pub struct Mailer {
    engine: Engine,
    transport: Transport,
    from: Mailbox,
    origin: Arc<str>,
}

impl Mailer {
    /// A mailer with these settings. Fails if they are invalid; the mail server is not contacted.
    pub fn new(engine: Engine, settings: MailSettings<'_>) -> Result<Self> {
        let from = settings.from.unwrap_or(FROM).parse().context("--mail-from")?;
        let origin = settings.public_url.trim_end_matches('/');
        let transport = match settings.smtp_url {
            Some(url) => Transport::server(url, origin).context("--smtp-url")?,
            None => Transport::folder(settings.data),
        };
        Ok(Self { engine, transport, from, origin: origin.into() })
    }

    /// How mail is sent, for the settings page.
    pub fn way(&self) -> MailWay {
        self.transport.way()
    }

    /// Sends for as long as the program runs.
    pub async fn run(self) {
        loop {
            match self.send_due().await {
                Ok(true) => {}
                Ok(false) => self.engine.outbox().wait_for_mail().await,
                Err(error) => {
                    tracing::error!(%error, "failed to send mail; retrying in a few seconds");
                    self.engine.outbox().wait_for_mail().await;
                }
            }
        }
    }

    /// Sends some of the messages that are due. Returns whether there were any.
    pub async fn send_due(&self) -> engine::Result<bool> {
        let taken = self.engine.outbox().take_mail(AT_ONCE).await?;
        for mail in &taken {
            match self.send(mail).await {
                Ok(()) => {
                    self.engine.outbox().mail_sent(mail).await?;
                    tracing::info!(mail = mail.id.0, "mail sent");
                }
                Err(failure) => {
                    let again = self.engine.outbox().mail_failed(mail, failure).await?.is_some();
                    tracing::warn!(mail = mail.id.0, attempt = mail.attempt, ?failure, again, "failed to send mail");
                }
            }
        }
        Ok(!taken.is_empty())
    }

    async fn send(&self, mail: &Outgoing) -> Result<(), MailFailure> {
        let letter = letter::write(mail, &self.from, &self.origin)?;
        self.transport.send(mail.id, letter).await
    }
}
