//! Creating a record from a form, once: a form that is sent twice, by a double click or after a lost response, makes one
//! record.

use super::link_new;
use crate::{
    Result,
    db::{Sql, Tx},
    records::Records,
    records::{create::create, write::Author},
};
use domain::{
    ids::{RecordId, UserId},
    object::Object,
    policy::Actor,
    record::{FieldError, RecordInput},
    surface::Surface,
};

/// The days for which the token of a form is kept.
const REMEMBERED: i64 = 1;
/// The characters of a token that count.
const TOKEN_MAX: usize = 64;

impl Records {
    /// Creates a record and links it to `with`, if given, which the actor must be allowed to see. The same token again returns
    /// the record that it made. The inner error names each field that is not valid; nothing is changed then.
    pub async fn create_record_once(
        &self,
        actor: &Actor,
        object: &Object,
        input: &RecordInput,
        with: Option<RecordId>,
        token: &str,
    ) -> Result<Result<RecordId, Vec<FieldError>>> {
        let permit = actor.create(object.id)?;
        let token: String = token.chars().take(TOKEN_MAX).collect();
        let mut tx = self.store.write().await?;
        if let Some(made) = made_by(&mut tx, actor.user, &token).await? {
            return Ok(Ok(made));
        }
        let surface = if with.is_some() { Surface::RecordPage } else { Surface::Index };
        let author = Author { user: Some(actor.user), at: self.store.now(), surface, operation: None };
        let id = match create(&mut tx, &permit, object, input, author).await? {
            Ok(id) => id,
            // The conflict may be with the record that the same form made while this request waited.
            Err(errors) => {
                let made = made_by(&mut tx, actor.user, &token).await?;
                drop(tx);
                if made.is_none() {
                    self.audit.record_blocked_address(actor.user, object.id, surface, &errors).await?;
                }
                return Ok(made.ok_or(errors));
            }
        };
        if let Some(with) = with {
            link_new(&mut tx, actor, author, (object.id, id), with).await?;
        }
        if !token.is_empty() {
            let sql = Sql::new(
                "INSERT INTO form_token (user_id, token, record_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            )
            .with(actor.user)
            .with(token.clone())
            .with(id)
            .with(author.at);
            if tx.execute(sql).await? == 0 {
                // The same form committed first: roll back what this request made.
                drop(tx);
                let mut tx = self.store.write().await?;
                return Ok(made_by(&mut tx, actor.user, &token).await?.ok_or_else(Vec::new));
            }
            tx.execute(Sql::new("DELETE FROM form_token WHERE created_at < ").bind(author.at.plus_days(-REMEMBERED)))
                .await?;
        }
        tx.commit().await?;
        Ok(Ok(id))
    }
}

async fn made_by(tx: &mut Tx, user: UserId, token: &str) -> Result<Option<RecordId>> {
    let sql = Sql::new("SELECT record_id AS value FROM form_token WHERE user_id = ").bind(user).push(" AND token = ");
    Ok(tx.value(sql.bind(token)).await?.map(RecordId))
}
