//! What is shown before an operation, and what a confirm of it is compared with.

use super::{begin::Same, select::Selected};
use crate::{
    Engine, Result,
    db::{Sql, Tx},
};
use domain::{
    ids::{ObjectId, UserId},
    operation::{Confirm, Difference, OrderRefused, Preview, REASON_MAX, Skip},
    time::Timestamp,
};

/// Names that tell how a set moved.
const NAMES: i64 = 5;

impl Engine {
    /// What is shown of a set before it is changed.
    pub(super) fn shown(&self, selected: &Selected, until: Option<Timestamp>) -> Preview {
        Preview {
            count: selected.count,
            names: selected.names.clone(),
            skipped: selected.skipped.iter().map(|(reason, count)| Skip { reason: *reason, count: *count }).collect(),
            fingerprint: selected.fingerprint,
            token: self.token(),
            until,
            seen: self.now(),
            guarded: false,
            also: Vec::new(),
        }
    }

    /// Why a confirm is refused; nothing where it is of the set as it is now.
    pub(super) async fn refused(
        &self,
        tx: &mut Tx,
        selected: &Selected,
        confirm: &Confirm,
        until: Option<Timestamp>,
        moves: impl FnOnce() -> Moves,
    ) -> Result<Option<OrderRefused>> {
        if selected.count == 0 {
            return Ok(Some(OrderRefused::Nothing));
        }
        if selected.fingerprint == confirm.fingerprint {
            let wrong = confirm.typed.is_some_and(|typed| typed != selected.count);
            return Ok(wrong.then_some(OrderRefused::WrongCount { expected: selected.count }));
        }
        let (mut came, mut went) = (Vec::new(), Vec::new());
        if let Some((_, seen)) = confirm.shown {
            let moves = moves();
            let sql = moves
                .came
                .push(" AND (r.updated_at >= ")
                .bind(seen)
                .push(
                    " OR r.id IN (SELECT i.record_id FROM operation AS moved JOIN operation_item AS i \
                     ON i.operation_id = moved.id WHERE moved.created_at >= ",
                )
                .bind(seen);
            came = names(tx, sql.push("))")).await?;
            let sql = moves
                .went
                .push(" AND r.deletion IN (SELECT moved.id FROM operation AS moved WHERE moved.created_at >= ");
            went = names(tx, sql.bind(seen).push(")")).await?;
        }
        Ok(Some(OrderRefused::Moved(Box::new(Difference {
            now: self.shown(selected, until),
            before: confirm.shown.map(|(count, _)| count),
            came,
            went,
        }))))
    }
}

/// Where to look for what moved: `SELECT r.name …`, to be narrowed to what did.
pub(super) struct Moves {
    /// The set as it is now.
    pub came: Sql,
    /// What would be of the set if it were not in the trash.
    pub went: Sql,
}

async fn names(tx: &mut Tx, sql: Sql) -> Result<Vec<String>> {
    let sql = sql.push(" ORDER BY r.id DESC LIMIT ").bind(NAMES);
    tx.all(sql).await?.iter().map(|row| row.text("name")).collect()
}

/// Which operation the same confirm may have begun before.
pub(super) fn same(confirm: &Confirm, actor: UserId, object: ObjectId) -> Same<'_> {
    Same::Token(&confirm.token, actor, object)
}

/// A reason as it is kept: nothing where nothing was typed.
pub(super) fn reason(typed: Option<&str>) -> Option<String> {
    let typed = typed.map(str::trim).filter(|reason| !reason.is_empty())?;
    Some(typed.chars().take(REASON_MAX).collect())
}
