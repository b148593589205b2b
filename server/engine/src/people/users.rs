//! Users and invitations as the administration pages list them.

use crate::{
    Error, Result,
    db::{Row, Sql, Tx},
    definitions::grants,
    people::People,
    rows::{object_names, person, role_name},
};
use domain::{
    ids::{InvitationId, ObjectId, UserId},
    people::Person,
    policy::{Actor, UserAdministrator},
    text::search_term,
    time::Timestamp,
    users::{InvitationRow, Owned, PeopleProblem, USERS_PAGE, UserCursor, UserQuery, UserRow, UserView, UsersPage},
};
use std::collections::BTreeMap;

const USERS: &str = "SELECT u.id AS user_id, u.name AS user_name, u.name_normalized, u.email, u.deactivated_at, u.created_at, \
                     r.id AS role_id, r.tag AS role_tag, r.name AS role_name FROM app_user AS u \
                     JOIN role AS r ON r.id = u.role_id WHERE ";

impl People {
    /// One page of users, by name.
    pub async fn list_users(&self, by: &UserAdministrator, query: &UserQuery) -> Result<UsersPage> {
        let mut tx = self.store.snapshot().await?;
        let state = if query.deactivated { "u.deactivated_at IS NOT NULL" } else { "u.deactivated_at IS NULL" };
        let mut sql = Sql::new(USERS).push(state);
        let term = search_term(&query.search);
        if let Some(term) = &term {
            let like = like(term);
            sql = sql
                .push(" AND (u.name_normalized LIKE ")
                .bind(&like)
                .push(" ESCAPE '\\' OR u.email LIKE ")
                .bind(&like)
                .push(" ESCAPE '\\')");
        }
        if let Some(UserCursor { id, name }) = &query.after {
            sql = sql.push(" AND (u.name_normalized, u.id) > (").bind(name).push(", ").bind(*id).push(")");
        }
        let sql = sql.push(" ORDER BY u.name_normalized, u.id LIMIT ").bind(USERS_PAGE + 1);
        let mut found = tx.all(sql).await?;
        let wanted = usize::try_from(USERS_PAGE).unwrap_or_default();
        let more = found.len() > wanted;
        found.truncate(wanted);
        let cursor = |row: &Row| {
            Ok::<_, Error>(UserCursor { id: UserId(row.int("user_id")?), name: row.text("name_normalized")? })
        };
        let next = found.last().filter(|_| more).map(cursor).transpose()?;
        let mut rows = found.iter().map(user_row).collect::<Result<Vec<_>>>()?;
        let ids: Vec<i64> = rows.iter().map(|row| row.person.id.0).collect();
        let mut teams = team_names(&mut tx, ids).await?;
        for row in &mut rows {
            row.teams = teams.remove(&row.person.id).unwrap_or_default();
        }
        let counts = "SELECT count(*) AS every, count(deactivated_at) AS deactivated FROM app_user";
        let counts = tx.optional(Sql::new(counts)).await?.ok_or(Error::Busy)?;
        let deactivated = counts.int("deactivated")?;
        let invitations = if query.deactivated || query.after.is_some() {
            Vec::new()
        } else {
            self.invitations(&mut tx, by, term.as_deref()).await?
        };
        Ok(UsersPage { rows, active: counts.int("every")? - deactivated, deactivated, next, invitations })
    }

    /// The page of one user. The records they own are counted as far as `asker`, the administrator, may see them.
    pub async fn user_view(&self, by: &UserAdministrator, asker: &Actor, id: UserId) -> Result<UserView> {
        let mut tx = self.store.snapshot().await?;
        let (user, created) = user_by_id(&mut tx, id).await?;
        let count = |text: &str| Sql::new(text).bind(id);
        let invitations = tx.value(count("SELECT count(*) AS value FROM invitation WHERE invited_by_id = ")).await?;
        let mut roles = Vec::new();
        for role in super::roles::all(&mut tx).await? {
            if by.may_grant(&grants::load(&mut tx, role.id).await?) {
                roles.push(role);
            }
        }
        let fixed = if id == by.user() {
            Some(PeopleProblem::Yourself)
        } else if !by.may_grant(&grants::load(&mut tx, user.role.id).await?) {
            Some(PeopleProblem::Beyond)
        } else if user.role.is_admin()
            && user.deactivated.is_none()
            && super::change::other_admins(&mut tx, id).await? == 0
        {
            Some(PeopleProblem::LastAdmin)
        } else {
            None
        };
        Ok(UserView {
            owned: owned(&mut tx, asker, id).await?,
            teams: super::teams::all(&mut tx).await?,
            invitations: invitations.unwrap_or_default(),
            identities: super::identity::of_user(&mut tx, id).await?,
            sessions: self.open_sessions(&mut tx, id, None).await?,
            two_step: super::two_step::on(&mut tx, id).await?,
            user,
            created,
            roles,
            fixed,
        })
    }

    async fn invitations(&self, tx: &mut Tx, by: &UserAdministrator, term: Option<&str>) -> Result<Vec<InvitationRow>> {
        let mut sql = Sql::new(
            "SELECT i.id, i.email, i.expires_at, r.id AS role_id, r.tag AS role_tag, r.name AS role_name, \
             u.id AS by_id, u.name AS by_name FROM invitation AS i JOIN role AS r ON r.id = i.role_id \
             JOIN app_user AS u ON u.id = i.invited_by_id",
        );
        if let Some(term) = term {
            sql = sql.push(" WHERE i.email LIKE ").bind(like(term)).push(" ESCAPE '\\'");
        }
        let now = self.store.now();
        let mut invitations = Vec::new();
        for row in tx.all(sql.push(" ORDER BY i.id DESC")).await? {
            let role = role_name(&row)?;
            let expires = row.time("expires_at")?;
            invitations.push(InvitationRow {
                id: InvitationId(row.int("id")?),
                email: row.text("email")?,
                may_change: by.may_grant(&grants::load(tx, role.id).await?),
                role,
                by: person(&row, "by")?,
                expires,
                expired: expires <= now,
            });
        }
        Ok(invitations)
    }
}

/// A user, and when they were created.
pub(super) async fn user_by_id(tx: &mut Tx, id: UserId) -> Result<(UserRow, Timestamp)> {
    let row = tx.optional(Sql::new(USERS).push("u.id = ").bind(id)).await?.ok_or(Error::NotFound)?;
    let mut user = user_row(&row)?;
    user.teams = team_names(tx, vec![id.0]).await?.remove(&id).unwrap_or_default();
    Ok((user, row.time("created_at")?))
}

fn user_row(row: &Row) -> Result<UserRow> {
    Ok(UserRow {
        person: Person { id: UserId(row.int("user_id")?), name: row.text("user_name")? },
        email: row.text("email")?,
        role: role_name(row)?,
        teams: Vec::new(),
        deactivated: row.get::<Option<i64>>("deactivated_at")?.map(Timestamp),
    })
}

async fn team_names(tx: &mut Tx, users: Vec<i64>) -> Result<BTreeMap<UserId, Vec<String>>> {
    let sql = Sql::new(
        "SELECT m.user_id, t.name FROM team_member AS m JOIN team AS t ON t.id = m.team_id WHERE m.user_id IN ",
    );
    let mut teams: BTreeMap<UserId, Vec<String>> = BTreeMap::new();
    for row in tx.all(sql.in_list(users).push(" ORDER BY t.name_normalized, t.id")).await? {
        teams.entry(UserId(row.int("user_id")?)).or_default().push(row.text("name")?);
    }
    Ok(teams)
}

/// The number of records a user owns per object, as far as `asker` may see them.
async fn owned(tx: &mut Tx, asker: &Actor, user: UserId) -> Result<Vec<Owned>> {
    let sql = Sql::new(
        "SELECT object.id, slug, singular_en, plural_en, singular_it, plural_it, active, trashed FROM record_count \
         JOIN object ON object.id = record_count.object_id WHERE active + trashed > 0 AND owner_id = ",
    );
    let mut owned = Vec::new();
    for row in tx.all(sql.bind(user).push(" ORDER BY object.id")).await? {
        let object = ObjectId(row.int("id")?);
        if !asker.view(object).is_ok_and(|permit| permit.covers(Some(user))) {
            continue;
        }
        let (living, deleted) = (row.int("active")?, row.int("trashed")?);
        owned.push(Owned {
            slug: row.text("slug")?,
            names: object_names(&row)?,
            living,
            deleted: if asker.see_trash(object).is_ok() { deleted } else { 0 },
            may_assign: living > 0 && asker.edit(object).is_ok_and(|permit| permit.covers(Some(user))),
        });
    }
    Ok(owned)
}

/// A pattern for `LIKE … ESCAPE '\'` that matches the term anywhere.
fn like(term: &str) -> String {
    format!("%{}%", term.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}
