//! Identities: the accounts at an OpenID Connect provider that users are linked to, and sign-in through them.
//!
//! Whether a person is admitted, and with which role, is decided in [`domain::provider`].

use super::{
    Client, CurrentSession, SignIn, change::other_admins, login_throttle::ThrottleKey, roles, session::SignInMethod,
    two_step, user,
};
use crate::{
    Error, Result,
    audit::note,
    db::{Row, Sql, Tx},
    people::People,
};
use domain::{
    account::AccountProblem,
    audit::Event,
    ids::{InvitationId, RoleId, UserId},
    policy::{BuiltInRole, Reauthentication},
    provider::{Admission, Claimed, GroupRole, IdentityRow, Mapping, Member, ProviderRefusal, Standing, admit},
    text::normalize,
    time::Timestamp,
};

/// Why a person known to the provider is not signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAdmitted {
    /// Admission was refused.
    Refused(ProviderRefusal),
    /// The provider's answer is accepted and the user has a second factor: a code is required next.
    NeedsCode {
        /// The token that the browser sends together with the code.
        token: String,
    },
}

/// How a person stands, with the invitation that admits them.
struct Candidate {
    standing: Standing,
    invitation: Option<InvitationId>,
}

const MEMBER: &str = "SELECT u.id, u.role_id, r.tag, u.deactivated_at IS NOT NULL AS deactivated, i.role_managed_by_idp \
                      FROM app_user AS u JOIN role AS r ON r.id = u.role_id ";

impl People {
    /// Resolves the configured group mapping: roles are given by tag or by name. Returns the first role that
    /// does not exist as the error.
    pub async fn group_mapping(&self, configured: &[GroupRole]) -> Result<Result<Mapping, String>> {
        let roles = roles::all(&mut self.store.snapshot().await?).await?;
        let mut mapping = Mapping::default();
        for GroupRole { group, role } in configured {
            let by_tag = roles.iter().find(|known| known.tag == *role);
            let Some(known) = by_tag.or_else(|| roles.iter().find(|known| normalize(&known.name) == normalize(role)))
            else {
                return Ok(Err(role.clone()));
            };
            mapping.0.push((group.clone(), known.id));
        }
        Ok(Ok(mapping))
    }

    /// Signs in the person that the provider authenticated.
    ///
    /// A second factor that is enabled here is required for sign-in through the provider too: it was enabled
    /// so that one secret is not enough.
    pub async fn sign_in_through(
        &self,
        claimed: &Claimed,
        mapping: &Mapping,
        from: Client<'_>,
    ) -> Result<Result<SignIn, NotAdmitted>> {
        let now = self.store.now();
        let mut tx = self.store.for_client(from.address).write().await?;
        tx.lock(None, &[super::LOCK]).await?;
        let mapping = existing(&mut tx, mapping).await?;
        let Candidate { standing, invitation } = find(&mut tx, claimed, now).await?;
        let role = mapping.role_of(&claimed.groups);
        let user = match admit(standing, claimed.verified, !mapping.is_empty(), role) {
            Ok(admission) => admitted(&mut tx, admission, claimed, invitation, now).await?,
            Err(reason) => {
                refused(&mut tx, standing, reason, from, now).await?;
                tx.commit().await?;
                return Ok(Err(NotAdmitted::Refused(reason)));
            }
        };
        let method = SignInMethod::Provider { proved: claimed.proved.unwrap_or(Timestamp(0)).min(now) };
        let answer = if two_step::on(&mut tx, user).await?.is_some() {
            Err(NotAdmitted::NeedsCode { token: self.begin_pending_mfa(&mut tx, user, method, now).await? })
        } else {
            Ok(self.begin_session_by(&mut tx, user, method, from).await?)
        };
        tx.commit().await?;
        Ok(answer)
    }

    /// Reauthenticates the session with a fresh sign-in at the provider. Returns `None` if another person
    /// signed in there.
    pub async fn reauthenticate_with_provider(
        &self,
        session: &CurrentSession,
        claimed: &Claimed,
    ) -> Result<Option<Reauthentication>> {
        let now = self.store.now();
        let user = session.person.id;
        let mut tx = self.store.write().await?;
        let sql = Sql::new("SELECT 1 AS value FROM identity WHERE issuer = ").bind(&claimed.issuer);
        let sql = sql.push(" AND subject = ").bind(&claimed.subject).push(" AND user_id = ").bind(user);
        if tx.optional(sql).await?.is_none() {
            note(&mut tx, None, &Event::ReauthenticationFailed { user }, now).await?;
            tx.commit().await?;
            return Ok(None);
        }
        tx.execute(Sql::new("UPDATE session SET authenticated_at = ").bind(now).push(" WHERE id = ").bind(session.id))
            .await?;
        note(&mut tx, Some(user), &Event::Reauthenticated, now).await?;
        tx.commit().await?;
        Ok(Some(Reauthentication::new(now, now)))
    }

    /// Unlinks an identity from the signed-in user. Requires a password, so that they can still sign in.
    pub async fn unlink_identity(&self, session: &CurrentSession, issuer: &str) -> Result<Result<(), AccountProblem>> {
        let user = session.person.id;
        let mut tx = self.store.write().await?;
        if !user::has_password(&mut tx, user).await? {
            return Ok(Err(AccountProblem::NoPassword));
        }
        let sql = Sql::new("DELETE FROM identity WHERE user_id = ").bind(user).push(" AND issuer = ").bind(issuer);
        if tx.execute(sql).await? == 0 {
            return Err(Error::NotFound);
        }
        note(&mut tx, Some(user), &Event::IdentityUnlinked, self.store.now()).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// The identities of a user.
pub(super) async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<IdentityRow>> {
    let sql = Sql::new("SELECT issuer, role_managed_by_idp, created_at FROM identity WHERE user_id = ").bind(user);
    let rows = tx.all(sql.push(" ORDER BY issuer")).await?;
    let row = |row: &Row| {
        Ok(IdentityRow {
            issuer: row.text("issuer")?,
            since: row.time("created_at")?,
            role_managed_by_idp: row.get("role_managed_by_idp")?,
        })
    };
    rows.iter().map(row).collect()
}

/// The lines of a mapping whose role still exists.
async fn existing(tx: &mut Tx, mapping: &Mapping) -> Result<Mapping> {
    let roles = roles::all(tx).await?;
    let lines = mapping.0.iter().filter(|(_, role)| roles.iter().any(|known| known.id == *role));
    Ok(Mapping(lines.cloned().collect()))
}

async fn find(tx: &mut Tx, claimed: &Claimed, now: Timestamp) -> Result<Candidate> {
    let found = |standing| Candidate { standing, invitation: None };
    let sql = Sql::new(MEMBER).push("JOIN identity AS i ON i.user_id = u.id WHERE i.issuer = ").bind(&claimed.issuer);
    if let Some(row) = tx.optional(sql.push(" AND i.subject = ").bind(&claimed.subject)).await? {
        return Ok(found(Standing::Known(member(tx, &row, row.get("role_managed_by_idp")?).await?)));
    }
    let Some(email) = &claimed.email else { return Ok(found(Standing::NoAddress)) };
    let sql = Sql::new(MEMBER).push("LEFT JOIN identity AS i ON i.user_id = u.id AND i.issuer = ");
    let sql = sql.bind(&claimed.issuer).push(" WHERE u.email = ").bind(email.as_str());
    if let Some(row) = tx.optional(sql).await? {
        let another = row.get::<Option<bool>>("role_managed_by_idp")?.is_some();
        let standing =
            if another { Standing::OtherIdentity } else { Standing::SameAddress(member(tx, &row, false).await?) };
        return Ok(found(standing));
    }
    let sql = Sql::new("SELECT id, role_id FROM invitation WHERE email = ").bind(email.as_str());
    let Some(row) = tx.optional(sql.push(" AND expires_at > ").bind(now)).await? else {
        return Ok(found(Standing::Unknown { invited: None }));
    };
    let invited = Some(RoleId(row.int("role_id")?));
    Ok(Candidate { standing: Standing::Unknown { invited }, invitation: Some(InvitationId(row.int("id")?)) })
}

async fn member(tx: &mut Tx, row: &Row, role_managed_by_idp: bool) -> Result<Member> {
    let (user, deactivated) = (UserId(row.int("id")?), row.get::<bool>("deactivated")?);
    let admin = row.text("tag")? == BuiltInRole::Admin.tag();
    let last_admin = admin && !deactivated && other_admins(tx, user).await? == 0;
    Ok(Member { user, role: RoleId(row.int("role_id")?), deactivated, role_managed_by_idp, last_admin })
}

/// Applies the decision and returns the user who signs in.
async fn admitted(
    tx: &mut Tx,
    admission: Admission,
    claimed: &Claimed,
    invitation: Option<InvitationId>,
    now: Timestamp,
) -> Result<UserId> {
    match admission {
        Admission::Enter { user, role: None } => Ok(user),
        Admission::Enter { user, role: Some(to) } => {
            let sql = Sql::new("SELECT role_id AS value FROM app_user WHERE id = ").bind(user);
            let from = tx.value(sql).await?.map(RoleId).ok_or(Error::NotFound)?;
            tx.execute(Sql::new("UPDATE app_user SET role_id = ").bind(to).push(" WHERE id = ").bind(user)).await?;
            note(tx, None, &Event::RoleSynced { user, from, to }, now).await?;
            Ok(user)
        }
        Admission::Link { user } => {
            link(tx, user, claimed, false, now).await?;
            Ok(user)
        }
        Admission::Create { role, role_managed_by_idp } => {
            let email = claimed.email.as_ref().ok_or(Error::NotFound)?.as_str();
            let name = if claimed.name.is_empty() { email } else { &claimed.name };
            let user = user::insert(tx, (email, name, ""), role, now).await?;
            match invitation {
                Some(invitation) => {
                    super::invite::settle(tx, invitation, user).await?;
                    note(tx, Some(user), &Event::InvitationAccepted { invitation, user, role }, now).await?;
                }
                None => note(tx, Some(user), &Event::UserCreated { user, role }, now).await?,
            }
            link(tx, user, claimed, role_managed_by_idp, now).await?;
            Ok(user)
        }
    }
}

async fn link(tx: &mut Tx, user: UserId, claimed: &Claimed, role_managed_by_idp: bool, now: Timestamp) -> Result<()> {
    let sql = Sql::new(
        "INSERT INTO identity (issuer, subject, user_id, role_managed_by_idp, created_at) VALUES ($1, $2, $3, $4, $5)",
    );
    let sql = sql.with(&claimed.issuer).with(&claimed.subject).with(user).with(role_managed_by_idp).with(now);
    tx.execute(sql).await?;
    note(tx, Some(user), &Event::IdentityLinked { user }, now).await
}

/// Records the refusal in the audit and counts it as a failure of the client address.
async fn refused(
    tx: &mut Tx,
    standing: Standing,
    reason: ProviderRefusal,
    from: Client<'_>,
    now: Timestamp,
) -> Result<()> {
    let user = match standing {
        Standing::Known(member) => {
            if reason == ProviderRefusal::NoRole {
                // The role came from their groups and is gone, so their sessions end.
                super::session::end_all(tx, member.user).await?;
            }
            Some(member.user)
        }
        Standing::SameAddress(member) => Some(member.user),
        Standing::OtherIdentity | Standing::Unknown { .. } | Standing::NoAddress => None,
    };
    ThrottleKey::address(from.address).record_failure(tx, now).await?;
    note(tx, None, &Event::ProviderRefused { user, reason }, now).await
}
