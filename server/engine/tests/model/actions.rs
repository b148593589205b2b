//! Actions of users, run against the engine and the model; both must give the same answer.

use crate::{
    forms::{Form, Made},
    links::offered,
    operations::Stamp,
    orders::{Answer, Decided},
    picking::lives,
    state::{Record, Slug, Ties, count},
    steps::{Fields, Owner, Pick, Who},
    support::{START, fresh, refusal::Split},
    surfaces,
    world::{World, Wrong},
};
use domain::{
    association::NotAssociated,
    ids::{OperationId, RecordId},
    object::EMAIL,
    operation::{
        AssignOrder, Confirm, Control, DeleteOrder, OperationKind, OrderRefused, Preview, PurgeOrder, Receipt,
        RestoreOrder, RestorePlan, RestoreRefused, SkipReason, TrashSet,
    },
    privacy::{BlockReason, DecidedMention, Decision, EraseOrder, ErasureState, LegalBasisKind, Mention},
    record::{FieldError, NotSaved, RecordInput},
    surface::Surface,
    text::normalize,
    time::Timestamp,
    value::Problem,
};
use engine::{Associate, Error, clock::Clock};
use std::collections::{BTreeMap, BTreeSet};

const DAY: i64 = 86_400_000_000;

impl World {
    pub async fn create(&mut self, who: Who, slug: Slug, fields: &Fields) -> Result<(), Wrong> {
        let (form, actor, object) = (self.form(slug, fields, None), self.actor(who).clone(), &self.objects[&slug]);
        let (thing, index) = fields.with;
        let with = if slug.is_activity() { self.record(thing, index, lives) } else { None };
        let made = if let Some(with) = with {
            self.test.records().create_record_once(&actor, object, &input(&form), Some(with), "").await
        } else {
            let permit = actor.create(object.id).unwrap();
            self.test.records().create_record(&permit, object, &input(&form), Surface::Index).await
        };
        let (answer, id) = match made {
            Ok(Ok(id)) => (Answer::Created(id), id),
            Ok(Err(errors)) => (Answer::Invalid(wrong(errors)), RecordId(0)),
            Err(error) => (refusal(error)?, RecordId(0)),
        };
        let created = match &answer {
            Answer::Created(_) if self.model.records.contains_key(&id) => return Err(format!("{id} was there")),
            Answer::Created(_) => surfaces::created(&self.test, object, &self.model, id).await.map_err(broken)?,
            _ => Timestamp(0),
        };
        self.answered("create", &answer);
        let made = Made { id, object: slug, created, with };
        same!("create", self.model.create(actor.user, form, &made), answer);
        Ok(())
    }

    pub async fn edit(&mut self, who: Who, id: RecordId, stale: bool, fields: &Fields) -> Result<(), Wrong> {
        let record = &self.model.records[&id];
        let (form, actor) = (self.form(record.object, fields, Some(id)), self.actor(who).clone());
        let object = &self.objects[&record.object];
        let permit = actor.edit(object.id).unwrap();
        let version = record.version() - i64::from(stale);
        let edited =
            self.test.records().edit_record(&permit, object, id, version, &input(&form), Surface::RecordPage).await;
        let answer = match edited {
            Ok(Ok(version)) => Answer::Saved(version),
            Ok(Err(NotSaved::Invalid(errors))) => Answer::Invalid(wrong(errors)),
            Ok(Err(NotSaved::Moved(_))) => Answer::Stale,
            Err(error) => refusal(error)?,
        };
        self.answered("edit", &answer);
        same!(format!("edit of {id}"), self.model.edit(actor.user, id, stale, form), answer);
        Ok(())
    }

    pub async fn link(
        &mut self,
        who: Who,
        (slug, index): (Slug, usize),
        (other, indices): &(Slug, Vec<usize>),
        labels: u8,
    ) -> Result<(), Wrong> {
        let Some(here) = self.record(slug, index, lives) else { return Ok(()) };
        let others = self.records(*other, indices, lives);
        if others.is_empty() {
            return Ok(());
        }
        let chosen = |place: usize| labels & (1 << place) > 0;
        let offered = offered(slug, *other).enumerate().filter(|(place, _)| chosen(*place));
        let roles = offered.map(|(_, (role, _))| role).collect();
        let (actor, object) = (self.actor(who).clone(), &self.objects[&slug]);
        let surface = Surface::RecordPage;
        let order = Associate { object, record: here, others: &others, roles: &roles, surface };
        let answer = match self.test.records().associate(&actor, order).await.split() {
            Ok(Ok(())) => Answer::Linked,
            Ok(Err(NotAssociated::OnlyOne)) => Answer::OnlyOne,
            Ok(Err(refused)) => return Err(format!("refused: {refused:?}")),
            Err(error) => refusal(error)?,
        };
        self.answered("link", &answer);
        same!(format!("link of {here} to {others:?}"), self.model.associate(actor.user, here, &others, &roles), answer);
        Ok(())
    }

    pub async fn unlink(
        &mut self,
        who: Who,
        (slug, index): (Slug, usize),
        there: Slug,
        other: usize,
    ) -> Result<(), Wrong> {
        let linked = |id| self.model.linked(id).any(|other| other.object == there);
        let Some(here) = self.record(slug, index, |record| lives(record) && linked(record.id)) else { return Ok(()) };
        let theirs = |record: &Record| self.model.linked(here).any(|other| other.id == record.id);
        let Some(other) = self.record(there, other, theirs) else { return Ok(()) };
        let (actor, object) = (self.actor(who).clone(), &self.objects[&slug]);
        let removed = self.test.records().dissociate(&actor, object, here, other, Surface::RecordPage).await;
        let answer = removed.map(|()| Answer::Linked).or_else(refusal)?;
        self.answered("unlink", &answer);
        same!(format!("unlink {here} and {other}"), self.model.dissociate(actor.user, here, other), answer);
        Ok(())
    }

    pub async fn delete(&mut self, who: Who, object: Slug, pick: &Pick) -> Result<Answer, Wrong> {
        let (selection, actor) = (self.selection(object, pick), self.actor(who).clone());
        let permit = actor.delete(object.id()).unwrap();
        let decided = self.model.decide(actor.user, object, &selection);
        let expected = decided.as_ref().map(|decided| self.model.impact(actor.user, decided));
        let shown = self.test.operations().preview_delete(&permit, &selection).await;
        let Some(shown) = self.previewed(shown, decided)? else { return Ok(Answer::NotFound) };
        let impact = self.test.operations().preview_impact(&actor, &permit, &selection).await.map_err(broken)?;
        same!("impact", expected, Some(impact));
        let reason = Some("spring".to_owned());
        let confirm = shown.confirm(Some(shown.count));
        let order = DeleteOrder { selection: selection.clone(), confirm, surface: Surface::Index, reason };
        let wrong = Confirm { typed: Some(shown.count + 1), ..order.confirm.clone() };
        let wrong = DeleteOrder { confirm: wrong, ..order.clone() };
        let refused = self.test.engine.operations().delete(&permit, &wrong).await.map_err(broken)?;
        let expected = OrderRefused::WrongCount { expected: shown.count };
        let expected = if shown.count == 0 { OrderRefused::Nothing } else { expected };
        same!("a wrong number", Err::<Receipt, _>(expected), refused);
        let first = self.test.engine.operations().delete(&permit, &order).await;
        let again = self.test.engine.operations().delete(&permit, &order).await;
        let (answer, stamp) = self.ordered(first, again).await?;
        let filtered = matches!(pick, Pick::View { filter: 1.., .. } | Pick::Board { filter: 1.., .. });
        self.answered(if filtered { "delete all that is filtered" } else { "delete" }, &answer);
        same!("delete", self.model.delete(actor.user, object, &selection, "spring", stamp), answer);
        Ok(answer)
    }

    pub async fn assign(&mut self, who: Who, object: Slug, pick: &Pick, to: Owner) -> Result<Answer, Wrong> {
        let (selection, actor, to) = (self.selection(object, pick), self.actor(who).clone(), self.owner(to));
        let permit = actor.edit(object.id()).unwrap();
        let decided = self.model.decide(actor.user, object, &selection);
        let shown = self.test.operations().preview_assign(&permit, &selection).await;
        let Some(shown) = self.previewed(shown, decided)? else { return Ok(Answer::NotFound) };
        let confirm = shown.confirm(None);
        let order = AssignOrder { selection: selection.clone(), to, confirm, surface: Surface::Index };
        let first = self.test.engine.operations().assign(&permit, &order).await;
        let again = self.test.engine.operations().assign(&permit, &order).await;
        let (answer, stamp) = self.ordered(first, again).await?;
        self.answered("assign", &answer);
        same!("assign", self.model.assign(actor.user, object, &selection, to, stamp), answer);
        Ok(answer)
    }

    pub async fn purge(&mut self, object: Slug, set: TrashSet) -> Result<(), Wrong> {
        let actor = self.model.ada.clone();
        let permit = fresh(actor.purge(object.id()).unwrap());
        let decided = self.model.decide_purge(object, &set);
        let shown = self.test.operations().preview_purge(&permit, &set).await;
        let Some(shown) = self.previewed(shown, decided)? else { return Ok(()) };
        let confirm = shown.confirm(Some(shown.count));
        let order = PurgeOrder { set: set.clone(), confirm, surface: Surface::Trash, reason: None };
        let first = self.test.engine.operations().purge(&permit, &order).await;
        let again = self.test.engine.operations().purge(&permit, &order).await;
        let (answer, stamp) = self.ordered(first, again).await?;
        self.answered("purge", &answer);
        same!("purge", self.model.purge(actor.user, object, &set, stamp), answer);
        Ok(())
    }

    /// Erases a contact with every mention left, and frees its addresses again, which the model does not block.
    pub async fn erase(&mut self, id: RecordId) -> Result<(), Wrong> {
        let actor = self.model.ada.clone();
        let permit = fresh(actor.erase(Slug::Contacts.id()).unwrap());
        let shown = self.test.privacy().preview_erase(&actor, &permit, id).await.map_err(broken)?;
        let gone = self.model.erase(id);
        same!(format!("records that an erasure of {id} removes"), count(gone.len()), shown.records);
        let leave = |mention: &Mention| DecidedMention {
            source: mention.source,
            decision: Decision::Leave,
            reason: "Of another".to_owned(),
            until: None,
        };
        let order = EraseOrder {
            record: id,
            typed: shown.confirmation.text().to_owned(),
            basis: LegalBasisKind::Request,
            basis_text: String::new(),
            mentions: shown.mentions.iter().map(leave).collect(),
            records: shown.records,
            token: shown.token.clone(),
            surface: Surface::RecordPage,
        };
        let first = Box::pin(self.test.engine.privacy().erase(&actor, &permit, &order)).await.map_err(broken)?;
        let again = Box::pin(self.test.engine.privacy().erase(&actor, &permit, &order)).await.map_err(broken)?;
        same!("the same erasure again", first, again);
        same!("erasure", Ok(ErasureState::Complete), first.map(|receipt| receipt.state));
        let manager = actor.manage_privacy().unwrap();
        let blocked = self.test.privacy().blocklist(manager, false, None).await.map_err(broken)?;
        for entry in blocked.entries {
            let reason = BlockReason::parse("free again").unwrap();
            self.test.privacy().lift_block(&fresh(manager), entry.id, &reason).await.map_err(broken)?;
        }
        let mut worker = self.test.privacy_worker();
        while worker.round().await.map_err(broken)? {}
        Ok(())
    }

    /// The engine's preview, if it agrees with the model's; `None` where no record is in sight.
    pub fn previewed(
        &self,
        shown: engine::Result<Preview>,
        decided: Option<Decided>,
    ) -> Result<Option<Preview>, Wrong> {
        let shown = match shown {
            Ok(shown) => Some(shown),
            Err(Error::NotFound) => None,
            Err(error) => return Err(broken(error)),
        };
        let told = shown.as_ref().map(|shown| {
            let skipped: BTreeMap<SkipReason, i64> =
                shown.skipped.iter().map(|skip| (skip.reason, skip.count)).collect();
            (shown.count, skipped, shown.names.clone())
        });
        let decided = decided.map(|decided| {
            let mut records: Vec<_> = decided.ids.iter().map(|id| &self.model.records[id]).collect();
            records.sort_by_key(|record| (normalize(&record.name), record.id));
            let names: Vec<String> = records.iter().take(5).map(|record| record.name.clone()).collect();
            (count(decided.ids.len()), decided.skipped(), names)
        });
        same!("preview", decided, told);
        Ok(shown)
    }

    /// The answer to a request, and its operation. The same request sent again must give the same answer.
    pub async fn ordered(
        &self,
        first: engine::Result<Result<Receipt, OrderRefused>>,
        again: engine::Result<Result<Receipt, OrderRefused>>,
    ) -> Result<(Answer, Stamp), Wrong> {
        let (first, again) = match (first, again) {
            (Ok(first), Ok(again)) => (first, again),
            (Err(error), _) | (_, Err(error)) => return Ok((refusal(error)?, NONE)),
        };
        match first {
            Ok(receipt) => {
                same!("a confirm sent twice", Ok::<_, OrderRefused>(receipt.clone()), again);
                self.begun(receipt).await
            }
            Err(OrderRefused::Nothing) => Ok((Answer::Nothing, NONE)),
            Err(refused) => Err(format!("refused: {refused:?}")),
        }
    }

    /// The answer for a receipt, whether its operation is new or known.
    pub async fn begun(&self, receipt: Receipt) -> Result<(Answer, Stamp), Wrong> {
        let now = self.test.clock.now();
        let id = receipt.operation;
        let view = self.test.operations().operation(&self.model.ada, id).await.map_err(broken)?;
        if !self.model.operations.contains_key(&id) {
            let object = Slug::ALL.into_iter().find(|object| object.word() == view.slug).unwrap();
            let days = if receipt.kind == OperationKind::Delete { self.model.retention[&object] } else { 0 };
            // The time of the operation and the end of its retention are read from the clock one after the other.
            let apart = receipt.until.0 - view.at.0 - days * DAY;
            if id <= self.latest() || view.at > now || now.seconds_since(view.at) > 1 || apart.abs() > 1_000 {
                return Err(format!("operation {id} of {:?} until {:?}, now {now:?}", view.at, receipt.until));
            }
        }
        let stamp = Stamp { id, at: view.at, until: receipt.until };
        Ok((Answer::Begun(receipt), stamp))
    }

    pub async fn restore(&mut self, who: Who, slug: Slug, order: RestoreOrder) -> Result<Answer, Wrong> {
        let (actor, object) = (self.actor(who).clone(), &self.objects[&slug]);
        let all: Vec<RecordId> = self.model.set(slug, &order.set).iter().map(|record| record.id).collect();
        let plan = match self.test.operations().plan_restore(&actor, object, &order.set).await {
            Ok(plan) => Some(RestorePlan { names: Vec::new(), ..plan }),
            Err(Error::NotFound) => None,
            Err(error) => return Err(broken(error)),
        };
        same!("dry run", self.model.dry_run(actor.user, &all), plan);
        let (answer, stamp) = match self.test.engine.operations().restore(&actor, object, &order).await {
            Ok(Ok(receipt)) => self.begun(receipt).await?,
            Ok(Err(RestoreRefused::Nothing)) => (Answer::Nothing, NONE),
            Ok(Err(RestoreRefused::Conflicts(plan))) => {
                (Answer::Conflicts(RestorePlan { names: Vec::new(), ..plan }), NONE)
            }
            Err(error) => (refusal(error)?, NONE),
        };
        self.answered("restore", &answer);
        same!("restore", self.model.restore(actor.user, slug, &order, stamp), answer);
        Ok(answer)
    }

    pub async fn undo(&mut self, who: Who, id: OperationId, only: &[RecordId]) -> Result<Answer, Wrong> {
        let actor = self.actor(who).clone();
        let (answer, stamp) = match self.test.operations().undo(&actor, id, only).await {
            Ok(Ok(receipt)) => self.begun(receipt).await?,
            Ok(Err(OrderRefused::Nothing)) => (Answer::Nothing, NONE),
            Ok(Err(refused)) => return Err(format!("refused: {refused:?}")),
            Err(error) => (refusal(error)?, NONE),
        };
        self.answered("undo", &answer);
        same!(format!("undo of {id}"), self.model.undo(actor.user, id, only, stamp), answer);
        Ok(answer)
    }

    pub async fn control(&mut self, who: Who, id: OperationId, control: Control) -> Result<(), Wrong> {
        let actor = self.actor(who).clone();
        let (answer, stamp) = match self.test.operations().control_operation(&actor, id, control).await {
            Ok(Some(receipt)) => (Answer::Controlled(Some(receipt.clone())), self.begun(receipt).await?.1),
            Ok(None) => (Answer::Controlled(None), NONE),
            Err(error) => (refusal(error)?, NONE),
        };
        self.answered(&format!("{control:?}"), &answer);
        same!(format!("{control:?} of {id}"), self.model.control(actor.user, id, control, stamp), answer);
        Ok(())
    }
}

const NONE: Stamp = Stamp { id: OperationId(0), at: START, until: START };

fn input(form: &Form) -> RecordInput {
    let Ties { keys, owner, stage } = &form.ties;
    let key = keys.first.iter().map(|key| (EMAIL.to_owned(), key.clone()));
    RecordInput {
        values: form.values.clone().into_iter().chain(key).collect(),
        secondary_keys: keys.further.join("\n"),
        owner: owner.map(|owner| owner.to_string()).unwrap_or_default(),
        stage: stage.map(|stage| stage.to_string()).unwrap_or_default(),
    }
}

/// The fields with errors: addresses that are taken, an owner who can get no new records, an unknown stage.
fn wrong(errors: Vec<FieldError>) -> BTreeSet<String> {
    let word = |error: FieldError| match error.problem {
        Problem::KeyTaken { key, .. } => Some(key),
        Problem::NoSuchUser | Problem::NoSuchStage => Some(error.field),
        _ => None,
    };
    errors.into_iter().filter_map(word).collect()
}

pub fn refusal(error: Error) -> Result<Answer, Wrong> {
    match error {
        Error::NotFound => Ok(Answer::NotFound),
        Error::Forbidden(_) => Ok(Answer::Forbidden),
        error => Err(broken(error)),
    }
}

pub fn broken(error: Error) -> Wrong {
    format!("the engine failed: {error:?}")
}
