//! A form that is sent twice, by a double click or after an answer that was lost, makes one record.

use super::link_new;
use crate::{
    Engine, Result,
    db::{Sql, Tx},
    records::{create::create, write::Author},
};
use domain::{
    ids::{RecordId, UserId},
    object::Object,
    policy::Actor,
    record::{FieldError, RecordInput},
    surface::Surface,
};

/// Days that a form is remembered for.
const REMEMBERED: i64 = 1;
/// Most characters of the token of a form that are looked at.
const TOKEN_MAX: usize = 64;

impl Engine {
    /// Creates the record of a form, associated with `with` if there is one, which its maker must see; or names every field
    /// that stands in the way and changes nothing. The same form again, by its token, is answered with the record it made.
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
        let mut tx = self.db.write().await?;
        if let Some(made) = made_by(&mut tx, actor.user, &token).await? {
            return Ok(Ok(made));
        }
        let surface = if with.is_some() { Surface::RecordPage } else { Surface::Index };
        let author = Author { user: Some(actor.user), at: self.now(), surface, operation: None };
        let id = match create(&mut tx, &permit, object, input, author).await? {
            Ok(id) => id,
            // What stands in the way may be what the same form made while this one waited.
            Err(errors) => return Ok(made_by(&mut tx, actor.user, &token).await?.ok_or(errors)),
        };
        if let Some(with) = with {
            link_new(&mut tx, actor, author, (object.id, id), with).await?;
        }
        if !token.is_empty() {
            let sql = Sql::new(
                "INSERT INTO form_token (user_id, token, record_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            )
            .with(actor.user)
            .with(token.clone())
            .with(id)
            .with(author.at);
            if tx.execute(sql).await? == 0 {
                // The same form was faster, and has committed: what this one made is not kept.
                drop(tx);
                let mut tx = self.db.write().await?;
                return Ok(made_by(&mut tx, actor.user, &token).await?.ok_or_else(Vec::new));
            }
            tx.execute(Sql::new("DELETE FROM form_token WHERE at < ").bind(author.at.plus_days(-REMEMBERED))).await?;
        }
        tx.commit().await?;
        Ok(Ok(id))
    }
}

async fn made_by(tx: &mut Tx, user: UserId, token: &str) -> Result<Option<RecordId>> {
    let sql = Sql::new("SELECT record_id AS value FROM form_token WHERE user_id = ").bind(user).push(" AND token = ");
    Ok(tx.value(sql.bind(token)).await?.map(RecordId))
}
