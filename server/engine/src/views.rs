//! Saved views. Removing a view removes no record (R10.5).

use crate::{
    Error, Result,
    audit::note,
    db::{Row, Sql, Store, Tx},
    keys::lock_of,
};
use domain::{
    audit::Event,
    ids::{ObjectId, TeamId, UserId, ViewId},
    people::Person,
    policy::{Actor, Permit, View},
    saved_view::{Audience, SavedView, Share, VIEW_NAME_MAX, VIEWS_MAX, ViewProblem},
};

/// The saved views of index pages.
#[derive(Clone)]
pub struct Views {
    store: Store,
}

impl Views {
    pub(crate) fn new(store: Store) -> Self {
        Self { store }
    }
}

impl Views {
    /// The saved views of an object that the actor sees: their own, then those shared with everyone, with one of their
    /// teams or with a team above one, each group by name.
    pub async fn saved_views(&self, actor: &Actor, permit: &Permit<View>) -> Result<Vec<SavedView>> {
        let sql = Sql::new(
            "SELECT v.id, v.name, v.query, v.shared, v.user_id, u.name AS user_name, v.team_id, t.name AS team_name \
             FROM saved_view AS v JOIN app_user AS u ON u.id = v.user_id LEFT JOIN team AS t ON t.id = v.team_id \
             WHERE v.object_id = ",
        )
        .bind(permit.object())
        .push(" AND (v.shared OR v.user_id = ")
        .bind(actor.user)
        .push(" OR v.team_id IN (WITH RECURSIVE mine (id) AS (SELECT team_id FROM team_member WHERE user_id = ")
        .bind(actor.user)
        .push(
            " UNION SELECT team.parent_team_id FROM team JOIN mine ON mine.id = team.id WHERE team.parent_team_id IS NOT NULL) \
             SELECT id FROM mine)) ORDER BY v.name, v.id",
        );
        let mut views = Vec::new();
        for row in self.store.all(sql).await? {
            let by = Person { id: UserId(row.int("user_id")?), name: row.text("user_name")? };
            let team = row.get::<Option<i64>>("team_id")?.map(TeamId).zip(row.get::<Option<String>>("team_name")?);
            let audience = match team {
                _ if row.get("shared")? => Audience::Everyone,
                Some((team, name)) => Audience::Team(team, name),
                None => Audience::Maker,
            };
            views.push(SavedView {
                id: ViewId(row.int("id")?),
                name: row.text("name")?,
                query: row.text("query")?,
                audience,
                may_remove: by.id == actor.user || actor.administer_objects().is_ok(),
                by,
            });
        }
        views.sort_by_key(|view| view.by.id != actor.user);
        Ok(views)
    }

    /// The teams that the actor can share a view with: their own, by name.
    pub async fn teams_to_share_with(&self, actor: &Actor) -> Result<Vec<(TeamId, String)>> {
        let sql =
            Sql::new("SELECT t.id, t.name FROM team AS t JOIN team_member AS m ON m.team_id = t.id WHERE m.user_id = ")
                .bind(actor.user)
                .push(" ORDER BY t.name_normalized, t.id");
        self.store.all(sql).await?.iter().map(|row| Ok((TeamId(row.int("id")?), row.text("name")?))).collect()
    }

    /// Saves a view under a name. A view of the actor with this name is not replaced.
    pub async fn save_view(
        &self,
        permit: &Permit<View>,
        name: &str,
        query: &str,
        share: Share,
    ) -> Result<Result<ViewId, ViewProblem>> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().any(char::is_control) {
            return Ok(Err(ViewProblem::Nameless));
        }
        if name.chars().count() > VIEW_NAME_MAX {
            return Ok(Err(ViewProblem::TooLong));
        }
        let mut tx = self.store.write().await?;
        // Of two concurrent calls the second waits here and finds the name taken.
        tx.lock(None, &[lock_of(&["views", &permit.actor().to_string()])]).await?;
        let own = own(&mut tx, permit.object(), permit.actor()).await?;
        if let Some(there) = own.iter().find(|there| there.name.to_lowercase() == name.to_lowercase()) {
            // The same view again, as from a form that was sent twice, is answered as saved.
            let same = there.query == query && there.share == share;
            return Ok(if same { Ok(there.id) } else { Err(ViewProblem::Twice) });
        }
        if i64::try_from(own.len()).unwrap_or(VIEWS_MAX) >= VIEWS_MAX {
            return Ok(Err(ViewProblem::TooMany));
        }
        if let Share::Team(team) = share
            && !is_member(&mut tx, team, permit.actor()).await?
        {
            return Ok(Err(ViewProblem::NotTheirTeam));
        }
        let sql = Sql::new("INSERT INTO saved_view (object_id, user_id, name, query, shared, team_id) VALUES (")
            .bind(permit.object())
            .push(", ")
            .bind(permit.actor())
            .push(", ")
            .bind(name)
            .push(", ")
            .bind(query)
            .push(", ")
            .bind(share == Share::Everyone)
            .push(", ")
            .bind(if let Share::Team(team) = share { Some(team.0) } else { None })
            .push(") RETURNING id AS value");
        let id = tx.value(sql).await?.map(ViewId).ok_or(Error::Busy)?;
        if share != Share::No {
            let event = Event::ViewShared { view: id, object: permit.object() };
            note(&mut tx, Some(permit.actor()), &event, self.store.now()).await?;
        }
        tx.commit().await?;
        Ok(Ok(id))
    }

    /// Removes a view of the actor, or a shared view of another user if the actor administers objects.
    pub async fn remove_view(&self, actor: &Actor, id: ViewId) -> Result<()> {
        let mut tx = self.store.write().await?;
        let sql = Sql::new("DELETE FROM saved_view WHERE id = ").bind(id);
        let sql = if actor.administer_objects().is_ok() {
            sql.push(" AND (shared OR team_id IS NOT NULL OR user_id = ").bind(actor.user).push(")")
        } else {
            sql.push(" AND user_id = ").bind(actor.user)
        };
        let sql = sql.push(" RETURNING object_id, shared OR team_id IS NOT NULL AS shared");
        let removed = tx.optional(sql).await?.ok_or(Error::NotFound)?;
        if removed.get("shared")? {
            let event = Event::SharedViewRemoved { view: id, object: ObjectId(removed.int("object_id")?) };
            note(&mut tx, Some(actor.user), &event, self.store.now()).await?;
        }
        tx.commit().await
    }
}

async fn is_member(tx: &mut Tx, team: TeamId, user: UserId) -> Result<bool> {
    let sql =
        Sql::new("SELECT 1 AS value FROM team_member WHERE team_id = ").bind(team).push(" AND user_id = ").bind(user);
    Ok(tx.optional(sql).await?.is_some())
}

/// A saved view of the actor.
struct Own {
    id: ViewId,
    name: String,
    query: String,
    share: Share,
}

async fn own(tx: &mut Tx, object: ObjectId, user: UserId) -> Result<Vec<Own>> {
    let sql = Sql::new("SELECT id, name, query, shared, team_id FROM saved_view WHERE object_id = ").bind(object);
    let own = |row: &Row| {
        let share = match row.get::<Option<i64>>("team_id")? {
            Some(team) => Share::Team(TeamId(team)),
            None if row.get("shared")? => Share::Everyone,
            None => Share::No,
        };
        Ok(Own { id: ViewId(row.int("id")?), name: row.text("name")?, query: row.text("query")?, share })
    };
    tx.all(sql.push(" AND user_id = ").bind(user)).await?.iter().map(own).collect()
}
