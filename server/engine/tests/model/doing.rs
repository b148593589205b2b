//! What people do, done to the engine and to the model: both answer the same.

use crate::{
    orders::{Answer, Decided, Form},
    picking::lives,
    state::{Stamp, count},
    steps::{Fields, Owner, Pick, Who},
    support::{START, fresh},
    surfaces,
    world::{World, Wrong},
};
use domain::{
    ids::{OperationId, RecordId},
    object::EMAIL,
    operation::{
        AssignOrder, Choices, Confirm, Control, DeleteOrder, OperationKind, OrderRefused, Preview, PurgeOrder, Receipt,
        RestoreOrder, RestorePlan, RestoreRefused, SkipReason, Surface, TrashSet,
    },
    record::{FieldError, NotSaved, Problem, RecordInput},
    text::fold,
    time::Timestamp,
};
use engine::{Error, clock::Clock, operations::Restorer};
use std::collections::{BTreeMap, BTreeSet};

const DAY: i64 = 86_400_000_000;

impl World {
    pub async fn create(&mut self, who: Who, fields: &Fields) -> Result<(), Wrong> {
        let form = self.form(fields, None);
        let permit = self.actor(who).create(self.object.id).unwrap();
        let made = self.test.create_record(&permit, &self.object, &input(&form), Surface::Index).await;
        let (answer, id) = match made.map_err(broken)? {
            Ok(id) => (Answer::Created(id), id),
            Err(errors) => (Answer::Invalid(taken(errors)), RecordId(0)),
        };
        let created = match &answer {
            Answer::Created(_) if self.model.contacts.contains_key(&id) => return Err(format!("{id} was there")),
            Answer::Created(_) => surfaces::created(&self.test, &self.object, &self.model, id).await.map_err(broken)?,
            _ => Timestamp(0),
        };
        self.answered("create", &answer);
        same!("create", self.model.create(form, id, created), answer);
        Ok(())
    }

    pub async fn edit(&mut self, who: Who, contact: usize, stale: bool, fields: &Fields) -> Result<(), Wrong> {
        let Some(id) = self.contact(contact, lives) else { return Ok(()) };
        let (form, actor) = (self.form(fields, Some(id)), self.actor(who).clone());
        let permit = actor.edit(self.object.id).unwrap();
        let version = self.model.contacts[&id].version() - i64::from(stale);
        let edited =
            self.test.edit_record(&permit, &self.object, id, version, &input(&form), Surface::RecordPage).await;
        let answer = match edited {
            Ok(Ok(version)) => Answer::Saved(version),
            Ok(Err(NotSaved::Invalid(errors))) => Answer::Invalid(taken(errors)),
            Ok(Err(NotSaved::Moved(_))) => Answer::Moved,
            Err(error) => refusal(error)?,
        };
        self.answered("edit", &answer);
        same!(format!("edit of {id}"), self.model.edit(actor.user, id, stale, form), answer);
        Ok(())
    }

    pub async fn delete(&mut self, who: Who, pick: &Pick) -> Result<Answer, Wrong> {
        let (selection, actor) = (self.selection(pick), self.actor(who).clone());
        let permit = actor.delete(self.object.id).unwrap();
        let decided = self.model.decide(actor.user, &selection);
        let shown = self.test.preview_delete(&permit, &selection).await;
        let Some(shown) = self.previewed(shown, decided)? else { return Ok(Answer::NotFound) };
        let reason = Some("spring".to_owned());
        let confirm = shown.confirm(Some(shown.count));
        let order = DeleteOrder { selection: selection.clone(), confirm, surface: Surface::Index, reason };
        let wrong = Confirm { typed: Some(shown.count + 1), ..order.confirm.clone() };
        let wrong = DeleteOrder { confirm: wrong, ..order.clone() };
        let refused = self.test.engine.delete(&permit, &wrong).await.map_err(broken)?;
        let expected = OrderRefused::WrongCount { expected: shown.count };
        let expected = if shown.count == 0 { OrderRefused::Nothing } else { expected };
        same!("a wrong number", Err::<Receipt, _>(expected), refused);
        let first = self.test.engine.delete(&permit, &order).await;
        let again = self.test.engine.delete(&permit, &order).await;
        let (answer, stamp) = self.ordered(first, again).await?;
        self.answered("delete", &answer);
        same!("delete", self.model.delete(actor.user, &selection, Some("spring"), stamp), answer);
        Ok(answer)
    }

    pub async fn assign(&mut self, who: Who, pick: &Pick, to: Owner) -> Result<Answer, Wrong> {
        let (selection, actor, to) = (self.selection(pick), self.actor(who).clone(), self.owner(to));
        let permit = actor.edit(self.object.id).unwrap();
        let decided = self.model.decide(actor.user, &selection);
        let shown = self.test.preview_assign(&permit, &selection).await;
        let Some(shown) = self.previewed(shown, decided)? else { return Ok(Answer::NotFound) };
        let confirm = shown.confirm(None);
        let order = AssignOrder { selection: selection.clone(), to, confirm, surface: Surface::Index };
        let first = self.test.engine.assign(&permit, &order).await;
        let again = self.test.engine.assign(&permit, &order).await;
        let (answer, stamp) = self.ordered(first, again).await?;
        self.answered("assign", &answer);
        same!("assign", self.model.assign(actor.user, &selection, to, stamp), answer);
        Ok(answer)
    }

    pub async fn purge(&mut self, set: TrashSet) -> Result<(), Wrong> {
        let actor = self.model.ada.clone();
        let permit = fresh(actor.purge(self.object.id).unwrap());
        let decided = self.model.decide_purge(&set);
        let shown = self.test.preview_purge(&permit, &set).await;
        let Some(shown) = self.previewed(shown, decided)? else { return Ok(()) };
        let confirm = shown.confirm(Some(shown.count));
        let order = PurgeOrder { set: set.clone(), confirm, surface: Surface::Trash, reason: None };
        let first = self.test.engine.purge(&permit, &order).await;
        let again = self.test.engine.purge(&permit, &order).await;
        let (answer, stamp) = self.ordered(first, again).await?;
        self.answered("purge", &answer);
        same!("purge", self.model.purge(actor.user, &set, stamp), answer);
        Ok(())
    }

    /// The preview, if it is the model's; nothing where nothing is in sight.
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
            let mut contacts: Vec<_> = decided.ids.iter().map(|id| &self.model.contacts[id]).collect();
            contacts.sort_by_key(|contact| (fold(&contact.name), contact.id));
            let names: Vec<String> = contacts.iter().take(5).map(|contact| contact.name.clone()).collect();
            (count(decided.ids.len()), decided.skipped(), names)
        });
        same!("preview", decided, told);
        Ok(shown)
    }

    /// What an order came to, and its operation. The same order again must come to the same.
    pub async fn ordered(
        &self,
        first: engine::Result<Result<Receipt, OrderRefused>>,
        again: engine::Result<Result<Receipt, OrderRefused>>,
    ) -> Result<(Answer, Stamp), Wrong> {
        let (first, again) = (first.map_err(broken)?, again.map_err(broken)?);
        match first {
            Ok(receipt) => {
                same!("a confirm sent twice", Ok::<_, OrderRefused>(receipt.clone()), again);
                self.begun(receipt).await
            }
            Err(OrderRefused::Nothing) => Ok((Answer::Nothing, NONE)),
            Err(refused) => Err(format!("refused: {refused:?}")),
        }
    }

    /// The receipt of an operation that is new, or of one that is known.
    pub async fn begun(&self, receipt: Receipt) -> Result<(Answer, Stamp), Wrong> {
        let now = self.test.clock.now();
        let id = receipt.operation;
        let view = self.test.operation(&self.model.ada, id).await.map_err(broken)?;
        if !self.model.operations.contains_key(&id) {
            let days = if receipt.kind == OperationKind::Delete { self.model.retention } else { 0 };
            // The moment of the operation and the end of its time are taken one after the other.
            let apart = receipt.until.0 - view.at.0 - days * DAY;
            if id <= self.latest() || view.at > now || now.seconds_since(view.at) > 1 || apart.abs() > 1_000 {
                return Err(format!("operation {id} of {:?} until {:?}, now {now:?}", view.at, receipt.until));
            }
        }
        let stamp = Stamp { id, at: view.at, until: receipt.until };
        Ok((Answer::Begun(receipt), stamp))
    }

    pub async fn restore(
        &mut self,
        who: Who,
        set: TrashSet,
        choices: Choices,
        surface: Surface,
    ) -> Result<Answer, Wrong> {
        let actor = self.actor(who).clone();
        let (permit, edit) = (actor.restore(self.object.id).unwrap(), actor.edit(self.object.id).unwrap());
        let by = Restorer { permit: &permit, edit: Some(&edit), object: &self.object };
        let all: Vec<RecordId> = self.model.set(&set).iter().map(|contact| contact.id).collect();
        let plan = match self.test.plan_restore(by, &set).await {
            Ok(plan) => Some(RestorePlan { names: Vec::new(), ..plan }),
            Err(Error::NotFound) => None,
            Err(error) => return Err(broken(error)),
        };
        same!("dry run", self.model.dry_run(actor.user, &all), plan);
        let order = RestoreOrder { set: set.clone(), choices: choices.clone(), surface };
        let (answer, stamp) = match self.test.engine.restore(by, &order).await {
            Ok(Ok(receipt)) => self.begun(receipt).await?,
            Ok(Err(RestoreRefused::Nothing)) => (Answer::Nothing, NONE),
            Ok(Err(RestoreRefused::Conflicts(plan))) => {
                (Answer::Conflicts(RestorePlan { names: Vec::new(), ..plan }), NONE)
            }
            Err(error) => (refusal(error)?, NONE),
        };
        self.answered("restore", &answer);
        same!("restore", self.model.restore(actor.user, &set, &choices, surface, stamp), answer);
        Ok(answer)
    }

    pub async fn undo(&mut self, who: Who, id: OperationId, only: &[RecordId]) -> Result<Answer, Wrong> {
        let actor = self.actor(who).clone();
        let (answer, stamp) = match self.test.undo(&actor, id, only).await {
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
        let (answer, stamp) = match self.test.control_operation(&actor, id, control).await {
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
    let values = [("first_name", &form.first_name), ("company", &form.company), (EMAIL, &form.keys.first)];
    let values = values.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)));
    RecordInput {
        values: values.collect(),
        further_keys: form.keys.further.join("\n"),
        owner: form.owner.map(|owner| owner.to_string()).unwrap_or_default(),
        stage: String::new(),
    }
}

/// The addresses that are taken.
fn taken(errors: Vec<FieldError>) -> BTreeSet<String> {
    let key = |error: FieldError| if let Problem::KeyTaken { key, .. } = error.problem { Some(key) } else { None };
    errors.into_iter().filter_map(key).collect()
}

fn refusal(error: Error) -> Result<Answer, Wrong> {
    match error {
        Error::NotFound => Ok(Answer::NotFound),
        Error::Forbidden(_) => Ok(Answer::Forbidden),
        error => Err(broken(error)),
    }
}

pub fn broken(error: Error) -> Wrong {
    format!("the engine failed: {error:?}")
}
