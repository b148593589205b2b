//! Approval of large deletions by a second person (C12).
//!
//! A deletion above the approval policy of its actor's role is frozen like any other large one and then waits. So does the
//! undo of a restore, which deletes. The approvers see the frozen set. Approved, it runs as the actor who asked for it,
//! with the rights they hold then: a user who was deactivated meanwhile deletes nothing. Its retention counts from the
//! approval. Declined or expired, it has changed no record.
//!
//! The actor who asks cannot decide. Of two decisions at once the second finds the deletion decided and changes nothing.

use super::{
    children::{CascadeSet, children_of},
    operation_audit::record_start,
};
use crate::{
    Error, Result,
    audit::note,
    db::{Row, Sql, Tx},
    operations::Operations,
    outbox::queue,
    people,
    rows::{object_names, person},
    trash::expires_at,
};
use domain::{
    audit::Event,
    ids::{ObjectId, OperationId, UserId},
    mail::Message,
    operation::{
        APPROVAL_DAYS, Approval, COMMENT_MAX, Decided, Decision, Open, OperationState, Selection, WaitingDeletion,
    },
    people::Person,
    policy::{Actor, ApprovalPolicy, Delete, Denied, Permit, Right, View},
    time::Timestamp,
};

/// Most deletions that the home page lists as waiting.
const LISTED: i64 = 10;
/// Most approvers that are notified of one deletion.
const NOTIFIED: i64 = 50;

/// Inserts the request for the approval of a new operation.
pub(super) async fn request_approval(tx: &mut Tx, operation: OperationId, now: Timestamp) -> Result<()> {
    let sql = Sql::new("INSERT INTO approval (operation_id, requested_at, expires_at) VALUES ($1, $2, $3)");
    tx.execute(sql.with(operation).with(now).with(now.plus_days(APPROVAL_DAYS))).await?;
    Ok(())
}

impl Operations {
    /// Whether deleting `count` records, of a selection and its cascade, requires approval.
    pub(super) async fn delete_requires_approval(
        &self,
        tx: &mut Tx,
        permit: &Permit<Delete>,
        selection: &Selection,
        count: i64,
        cascade: &[CascadeSet],
    ) -> Result<bool> {
        let columns = self.open_columns();
        let sets = cascade.iter().map(|set| (&set.permit, &set.selection)).chain([(permit, selection)]);
        let sets = sets.map(|(permit, selection)| self.changeable(&columns, permit, selection)).collect();
        self.requires_approval(tx, permit.approval_policy(), count, sets).await
    }

    /// The columns that each set of [`Self::requires_approval`] selects.
    pub(super) fn open_columns(&self) -> String {
        format!("count(*) AS n, {}", self.amount())
    }

    /// Whether a policy requires approval of deleting `count` records. Each of `sets` selects [`Self::open_columns`] of the
    /// records `r` of one object.
    pub(super) async fn requires_approval(
        &self,
        tx: &mut Tx,
        policy: ApprovalPolicy,
        count: i64,
        sets: Vec<Sql>,
    ) -> Result<bool> {
        let mut open = Open::default();
        for sql in sets.into_iter().filter(|_| policy.amount.is_some()) {
            let sql = sql.push(" AND r.stage_id IN (SELECT id FROM stage WHERE kind = 'open') GROUP BY 3");
            for row in tx.all(sql).await? {
                let sum = row.get::<Option<String>>("currency")?.zip(Some(row.int("cents")?));
                open.add(row.int("n")?, sum);
            }
        }
        Ok(policy.requires_approval(count, &open))
    }

    /// Notifies the approvers of an operation whose set was frozen. Returns whether it requires approval at all.
    pub(super) async fn notify_approvers(&self, tx: &mut Tx, operation: OperationId) -> Result<bool> {
        let sql = Sql::new(
            "SELECT a.expires_at, o.total, o.skipped, o.object_id, o.actor_id, object.singular_en, object.plural_en, \
             object.singular_it, object.plural_it FROM approval AS a JOIN operation AS o ON o.id = a.operation_id \
             JOIN object ON object.id = o.object_id WHERE a.operation_id = ",
        );
        let Some(row) = tx.optional(sql.bind(operation)).await? else { return Ok(false) };
        let (object, asks) = (ObjectId(row.int("object_id")?), row.get::<Option<i64>>("actor_id")?.map(UserId));
        let message = Message::ApprovalAsked {
            operation,
            names: object_names(&row)?,
            records: row.int("total")? - row.int("skipped")?,
            expires: row.time("expires_at")?,
        };
        for user in approvers(tx, asks).await? {
            if people::actor(tx, user).await?.approve(object).is_ok() {
                queue(tx, user, &message, self.store.now()).await?;
            }
        }
        note(tx, asks, &Event::ApprovalAsked { operation, object }, self.store.now()).await?;
        Ok(true)
    }

    /// Approves or declines a waiting deletion. Returns `false` where it waits no more: it was decided, withdrawn, or has
    /// expired.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where the actor may not see the operation, [`Error::Forbidden`] where they may not approve, or
    /// asked for it themselves.
    pub async fn decide(&self, actor: &Actor, id: OperationId, decision: &Decision) -> Result<bool> {
        let mut tx = self.store.write().await?;
        let (row, permit) = super::in_sight(&mut tx, actor, id).await?;
        actor.approve(permit.object())?;
        let asks = row.get::<Option<i64>>("actor_id")?.map(UserId);
        if asks == Some(actor.user) {
            return Err(Error::Forbidden(Denied::right(Right::Approve, permit.object())));
        }
        let comment = decision.comment.as_deref().map(str::trim).filter(|comment| !comment.is_empty());
        let comment = comment.map(|comment| comment.chars().take(COMMENT_MAX).collect());
        let decision = Decision { comment, ..decision.clone() };
        let decided = self.decide_locked(&mut tx, id, permit.object(), Some(actor.user), &decision).await?;
        tx.commit().await?;
        self.work.notify_one();
        self.outbox.wake();
        Ok(decided)
    }

    /// Declines the deletions whose approval has expired.
    pub(crate) async fn decline_unanswered(&self) -> Result<()> {
        let sql = Sql::new(
            "SELECT o.id, o.object_id FROM operation AS o JOIN approval AS a ON a.operation_id = o.id \
             WHERE o.state = 'waiting' AND a.expires_at <= ",
        );
        for row in self.store.all(sql.bind(self.store.now())).await? {
            let (id, object) = (OperationId(row.int("id")?), ObjectId(row.int("object_id")?));
            let mut tx = self.store.write().await?;
            self.decide_locked(&mut tx, id, object, None, &Decision::default()).await?;
            tx.commit().await?;
            self.outbox.wake();
        }
        Ok(())
    }

    /// Writes down a decision, `by` is `None` where the approval expired, and applies it to the operation and its children.
    async fn decide_locked(
        &self,
        tx: &mut Tx,
        id: OperationId,
        object: ObjectId,
        by: Option<UserId>,
        decision: &Decision,
    ) -> Result<bool> {
        let now = self.store.now();
        let Some(row) = decided(tx, id, object, decision.approve, now).await? else { return Ok(false) };
        let sql = Sql::new("UPDATE approval SET decided_at = ")
            .bind(now)
            .push(", approver_id = ")
            .bind(by)
            .push(", approved = ")
            .bind(decision.approve)
            .push(", comment = ")
            .bind(decision.comment.clone())
            .push(" WHERE operation_id = ")
            .bind(id);
        tx.execute(sql).await?;
        if let Some(asks) = row.get::<Option<i64>>("actor_id")?.map(UserId) {
            let message = Message::ApprovalDecided { operation: id, approved: decision.approve };
            queue(tx, asks, &message, now).await?;
        }
        note(tx, by, &Event::ApprovalDecided { operation: id, object, approved: decision.approve }, now).await?;
        if decision.approve {
            record_start(tx, id).await?;
        }
        for (child, object) in children_of(tx, id).await? {
            decided(tx, child, object, decision.approve, now).await?;
            if decision.approve {
                record_start(tx, child).await?;
            }
        }
        Ok(true)
    }

    /// The deletions that wait for a decision of this actor, oldest first; `None` where the actor approves no object.
    pub async fn waiting_for(&self, actor: &Actor) -> Result<Option<Vec<WaitingDeletion>>> {
        let mut tx = self.store.snapshot().await?;
        let objects = actor.grants.objects.keys().copied().filter(|object| actor.approve(*object).is_ok());
        let objects: Vec<i64> = objects.map(|object| object.0).collect();
        if objects.is_empty() {
            return Ok(None);
        }
        let sql = Sql::new(
            "SELECT o.id, o.total, o.skipped, o.actor_id, u.name AS actor_name, a.requested_at, object.singular_en, object.plural_en, \
             object.singular_it, object.plural_it FROM operation AS o JOIN approval AS a ON a.operation_id = o.id \
             JOIN object ON object.id = o.object_id LEFT JOIN app_user AS u ON u.id = o.actor_id \
             WHERE o.state = 'waiting' AND o.actor_id <> ",
        )
        .bind(actor.user)
        .push(" AND a.expires_at > ")
        .bind(self.store.now())
        .push(" AND o.object_id IN ")
        .in_list(objects)
        .push(" ORDER BY o.id LIMIT ")
        .bind(LISTED);
        let rows = tx.all(sql).await?;
        let waiting = rows.iter().map(|row| {
            Ok(WaitingDeletion {
                operation: OperationId(row.int("id")?),
                names: object_names(row)?,
                by: person(row, "actor")?,
                asked: row.time("requested_at")?,
                records: row.int("total")? - row.int("skipped")?,
            })
        });
        waiting.collect::<Result<_>>().map(Some)
    }
}

/// Lets a waiting deletion run, or ends it as declined. Returns a row with its actor, `None` where it waits no more.
async fn decided(tx: &mut Tx, id: OperationId, object: ObjectId, approve: bool, now: Timestamp) -> Result<Option<Row>> {
    let sql = if approve {
        let until = expires_at(tx, object, now).await?;
        Sql::new("UPDATE operation SET state = 'running', created_at = ").bind(now).push(", expires_at = ").bind(until)
    } else {
        Sql::new("UPDATE operation SET state = 'declined', ended_at = ").bind(now)
    };
    tx.optional(sql.push(" WHERE state = 'waiting' AND id = ").bind(id).push(" RETURNING actor_id")).await
}

/// Active users with the right to approve something, except one.
pub(super) async fn approvers(tx: &mut Tx, except: Option<UserId>) -> Result<Vec<UserId>> {
    let sql = Sql::new(
        "SELECT u.id FROM app_user AS u JOIN role_right AS granted ON granted.role_id = u.role_id \
         WHERE granted.tag = 'approve' AND u.deactivated_at IS NULL AND u.id <> ",
    )
    .bind(except.map_or(0, |user| user.0))
    .push(" ORDER BY u.id LIMIT ")
    .bind(NOTIFIED);
    Ok(tx.ints(sql).await?.into_iter().map(UserId).collect())
}

/// The approval of an operation as `actor` sees it, `None` where it required none.
pub(super) async fn approval(
    tx: &mut Tx,
    actor: &Actor,
    permit: &Permit<View>,
    id: OperationId,
    state: OperationState,
    now: Timestamp,
) -> Result<Option<Approval>> {
    let sql = Sql::new(
        "SELECT a.requested_at, a.expires_at, a.decided_at, a.approved, a.comment, a.approver_id, u.name AS approver_name, \
         o.actor_id FROM approval AS a JOIN operation AS o ON o.id = a.operation_id \
         LEFT JOIN app_user AS u ON u.id = a.approver_id WHERE a.operation_id = ",
    );
    let Some(row) = tx.optional(sql.bind(id)).await? else { return Ok(None) };
    let expires: Timestamp = row.time("expires_at")?;
    let own = row.get::<Option<i64>>("actor_id")?.map(UserId) == Some(actor.user);
    let waits = state == OperationState::Waiting && expires > now;
    let by: Option<Person> = person(&row, "approver")?;
    let decided = row.get::<Option<i64>>("decided_at")?.map(|at| -> Result<Decided> {
        let approve = row.get::<Option<bool>>("approved")?.unwrap_or_default();
        Ok(Decided { by, at: Timestamp(at), decision: Decision { approve, comment: row.get("comment")? } })
    });
    Ok(Some(Approval {
        asked: row.time("requested_at")?,
        expires,
        decided: decided.transpose()?,
        may_decide: waits && !own && actor.approve(permit.object()).is_ok(),
    }))
}
