//! Views that people keep under a name. Removing one removes no record (R10.5).

use crate::{
    Engine, Error, Result,
    audit::note,
    db::{Sql, Tx},
};
use domain::{
    audit::Event,
    ids::{ObjectId, UserId, ViewId},
    people::Person,
    policy::{Actor, Permit, View},
    view::{SavedView, VIEW_NAME_MAX, VIEWS_MAX, ViewProblem},
};

impl Engine {
    /// The views of an object that the actor has: their own, then those that others share, each by name.
    pub async fn saved_views(&self, actor: &Actor, permit: &Permit<View>) -> Result<Vec<SavedView>> {
        let sql = Sql::new(
            "SELECT v.id, v.name, v.query, v.shared, v.user_id, u.name AS user_name FROM saved_view AS v \
             JOIN app_user AS u ON u.id = v.user_id WHERE v.object_id = ",
        )
        .bind(permit.object())
        .push(" AND (v.shared OR v.user_id = ")
        .bind(actor.user)
        .push(") ORDER BY v.name, v.id");
        let mut views = Vec::new();
        for row in self.db.all(sql).await? {
            let by = Person { id: UserId(row.int("user_id")?), name: row.text("user_name")? };
            views.push(SavedView {
                id: ViewId(row.int("id")?),
                name: row.text("name")?,
                query: row.text("query")?,
                shared: row.get("shared")?,
                may_remove: by.id == actor.user || actor.administer_objects().is_ok(),
                by,
            });
        }
        views.sort_by_key(|view| view.by.id != actor.user);
        Ok(views)
    }

    /// Keeps a view under a name. One of the person's own that has this name already stays as it is.
    pub async fn save_view(
        &self,
        permit: &Permit<View>,
        name: &str,
        query: &str,
        shared: bool,
    ) -> Result<Result<ViewId, ViewProblem>> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().any(char::is_control) {
            return Ok(Err(ViewProblem::Nameless));
        }
        if name.chars().count() > VIEW_NAME_MAX {
            return Ok(Err(ViewProblem::TooLong));
        }
        let mut tx = self.db.write().await?;
        let own = own(&mut tx, permit.object(), permit.actor()).await?;
        if own.iter().any(|there| there.to_lowercase() == name.to_lowercase()) {
            return Ok(Err(ViewProblem::Twice));
        }
        if i64::try_from(own.len()).unwrap_or(VIEWS_MAX) >= VIEWS_MAX {
            return Ok(Err(ViewProblem::TooMany));
        }
        let sql = Sql::new("INSERT INTO saved_view (object_id, user_id, name, query, shared) VALUES (")
            .bind(permit.object())
            .push(", ")
            .bind(permit.actor())
            .push(", ")
            .bind(name)
            .push(", ")
            .bind(query)
            .push(", ")
            .bind(shared)
            .push(") RETURNING id AS value");
        let id = tx.value(sql).await?.map(ViewId).ok_or(Error::Busy)?;
        if shared {
            let event = Event::ViewShared { view: id, object: permit.object() };
            note(&mut tx, Some(permit.actor()), &event, self.now()).await?;
        }
        tx.commit().await?;
        Ok(Ok(id))
    }

    /// Removes a view of the actor's, or, for one who administers objects, a shared one of somebody else. Any other is unknown.
    pub async fn remove_view(&self, actor: &Actor, id: ViewId) -> Result<()> {
        let mut tx = self.db.write().await?;
        let sql = Sql::new("DELETE FROM saved_view WHERE id = ").bind(id);
        let sql = if actor.administer_objects().is_ok() {
            sql.push(" AND (shared OR user_id = ").bind(actor.user).push(")")
        } else {
            sql.push(" AND user_id = ").bind(actor.user)
        };
        let sql = sql.push(" RETURNING object_id, shared");
        let removed = tx.optional(sql).await?.ok_or(Error::NotFound)?;
        if removed.get("shared")? {
            let event = Event::SharedViewRemoved { view: id, object: ObjectId(removed.int("object_id")?) };
            note(&mut tx, Some(actor.user), &event, self.now()).await?;
        }
        tx.commit().await
    }
}

async fn own(tx: &mut Tx, object: ObjectId, user: UserId) -> Result<Vec<String>> {
    let sql =
        Sql::new("SELECT name FROM saved_view WHERE object_id = ").bind(object).push(" AND user_id = ").bind(user);
    tx.all(sql).await?.iter().map(|row| row.text("name")).collect()
}
