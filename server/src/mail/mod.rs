//! Mail: the messages of the outbox get their words and go out, and digests are asked for.
//!
//! A log line names a message by its number, and says what kind of trouble there was: what a mail server answers may
//! hold an address.

mod letter;
mod transport;

use anyhow::{Context, Result};
use domain::mail::{MailFailure, MailWay};
use engine::{Engine, outbox::Outgoing};
use lettre::message::Mailbox;
use std::{path::Path, sync::Arc, time::Duration};
use transport::Transport;

/// Messages that are taken at once. Each can last as long as [`transport::PATIENCE`], and all of them must be done before
/// the engine gives them to another.
const AT_ONCE: i64 = 10;
/// How often digests are asked for.
const HOUR: Duration = Duration::from_hours(1);
/// Whom mail is from where nobody said.
const FROM: &str = "Reprieve <reprieve@localhost>";

/// How mail is to be sent.
#[derive(Clone, Copy)]
pub struct MailSettings<'a> {
    /// The mail server, with user and password. Without one, messages are files.
    pub smtp_url: Option<&'a str>,
    /// Whom mail is from.
    pub from: Option<&'a str>,
    /// The folder of data, where the files are.
    pub data: &'a Path,
    /// The address people use.
    pub public_url: &'a str,
}

/// Sends what the outbox holds.
pub struct Mailer {
    engine: Engine,
    transport: Transport,
    from: Mailbox,
    origin: Arc<str>,
}

impl Mailer {
    /// A sender of this data's mail. Fails where the settings mean nothing; the mail server is not asked.
    pub fn new(engine: Engine, settings: MailSettings<'_>) -> Result<Self> {
        let from = settings.from.unwrap_or(FROM).parse().context("--mail-from")?;
        let origin = settings.public_url.trim_end_matches('/');
        let transport = match settings.smtp_url {
            Some(url) => Transport::server(url, origin).context("--smtp-url")?,
            None => Transport::folder(settings.data),
        };
        Ok(Self { engine, transport, from, origin: origin.into() })
    }

    /// How mail is sent, for people.
    pub fn way(&self) -> MailWay {
        self.transport.way()
    }

    /// Sends for as long as the program runs.
    pub async fn run(self) {
        let mut hour = tokio::time::interval(HOUR);
        loop {
            tokio::select! {
                _ = hour.tick() => self.tell().await,
                () = self.engine.wait_for_mail() => {}
            }
            loop {
                match self.round().await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::error!(%error, "mail stands still for a moment");
                        break;
                    }
                }
            }
        }
    }

    /// Sends some of what is due. Says whether there was anything.
    pub async fn round(&self) -> engine::Result<bool> {
        let taken = self.engine.take_mail(AT_ONCE).await?;
        for mail in &taken {
            match self.send(mail).await {
                Ok(()) => {
                    self.engine.mail_sent(mail).await?;
                    tracing::info!(mail = mail.id.0, "mail sent");
                }
                Err(failure) => {
                    let again = self.engine.mail_failed(mail, failure).await?.is_some();
                    tracing::warn!(mail = mail.id.0, attempt = mail.attempt, ?failure, again, "mail not sent");
                }
            }
        }
        Ok(!taken.is_empty())
    }

    async fn send(&self, mail: &Outgoing) -> Result<(), MailFailure> {
        let letter = letter::write(mail, &self.from, &self.origin)?;
        self.transport.send(mail.id, letter).await
    }

    /// Writes the digests that are due, and forgets what is old.
    async fn tell(&self) {
        let told = async {
            while self.engine.queue_digests().await? {}
            self.engine.forget_mail().await
        };
        if let Err(error) = told.await {
            tracing::error!(%error, "digests wait for the next hour");
        }
    }
}
