//! The preview of an operation, and the comparison of a confirm with the set as it is now.

use super::select::Selected;
use crate::{
    Result,
    db::{Sql, Tx},
    operations::Operations,
};
use domain::{
    operation::{Confirm, Difference, OrderRefused, Preview, REASON_MAX, Skip},
    time::Timestamp,
};

/// Most names that show how a set changed.
const NAMES: i64 = 5;

impl Operations {
    /// The preview of a set.
    pub(super) fn preview_of(&self, selected: &Selected, until: Option<Timestamp>) -> Preview {
        Preview {
            count: selected.count,
            names: selected.names.clone(),
            skipped: selected.skipped.iter().map(|(reason, count)| Skip { reason: *reason, count: *count }).collect(),
            fingerprint: selected.fingerprint,
            token: self.store.token(),
            until,
            seen: self.store.now(),
            requires_approval: false,
            cascade: Vec::new(),
        }
    }

    /// Compares a confirm with the set as it is now. `None` where they match, otherwise why the confirm is refused.
    pub(super) async fn check_confirm(
        &self,
        tx: &mut Tx,
        selected: &Selected,
        confirm: &Confirm,
        until: Option<Timestamp>,
        diff: impl FnOnce() -> DiffQueries,
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
            let diff = diff();
            let sql = diff
                .added
                .push(" AND (r.updated_at >= ")
                .bind(seen)
                .push(
                    " OR r.id IN (SELECT i.record_id FROM operation AS moved JOIN operation_item AS i \
                     ON i.operation_id = moved.id WHERE moved.created_at >= ",
                )
                .bind(seen);
            came = names(tx, sql.push("))")).await?;
            let sql = diff
                .removed
                .push(" AND r.deletion IN (SELECT moved.id FROM operation AS moved WHERE moved.created_at >= ");
            went = names(tx, sql.bind(seen).push(")")).await?;
        }
        Ok(Some(OrderRefused::Moved(Box::new(Difference {
            now: self.preview_of(selected, until),
            before: confirm.shown.map(|(count, _)| count),
            came,
            went,
        }))))
    }
}

/// Queries `SELECT r.name …` of the candidates for the difference between the set that was previewed and the set now.
pub(super) struct DiffQueries {
    /// The set as it is now.
    pub added: Sql,
    /// What would be in the set if it were not in the trash.
    pub removed: Sql,
}

async fn names(tx: &mut Tx, sql: Sql) -> Result<Vec<String>> {
    let sql = sql.push(" ORDER BY r.id DESC LIMIT ").bind(NAMES);
    tx.all(sql).await?.iter().map(|row| row.text("name")).collect()
}

/// A reason as it is stored: trimmed and cut, `None` where it is empty.
pub(super) fn reason(typed: Option<&str>) -> Option<String> {
    let typed = typed.map(str::trim).filter(|reason| !reason.is_empty())?;
    Some(typed.chars().take(REASON_MAX).collect())
}
