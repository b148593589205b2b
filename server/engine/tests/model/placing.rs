//! Moves of deals and archiving of their stages, run against the engine and the model.

use crate::{
    actions::{broken, refusal},
    orders::Answer,
    state::Slug,
    steps::{Pick, Who},
    support::refusal::Split,
    world::{World, Wrong},
};
use domain::{
    board::{MoveOrder, MoveRefused},
    ids::StageId,
    object::{ArchiveBarrier, Part},
};
use engine::clock::Clock;

impl World {
    pub async fn move_to_stage(&mut self, who: Who, pick: &Pick, from: Option<usize>, to: usize) -> Result<(), Wrong> {
        let (selection, actor) = (self.selection(Slug::Deals, pick), self.actor(who).clone());
        let order = MoveOrder { selection, from: from.map(|from| self.stage(from)), to: self.stage(to) };
        let object = &self.objects[&Slug::Deals];
        let answer = match self.test.boards().move_to_stage(&actor.edit(object.id).unwrap(), object, &order).await {
            Ok(Ok(moved)) => Answer::Moved(moved),
            Ok(Err(refused)) => Answer::Unmoved(refused),
            Err(error) => refusal(error)?,
        };
        self.answered("move", &answer);
        same!("move", settled(self.model.move_to_stage(actor.user, &order)), settled(answer));
        Ok(())
    }

    pub async fn archive(&mut self, id: StageId) -> Result<(), Wrong> {
        let (by, now) = (self.model.ada.administer().unwrap(), self.test.clock.now());
        let answer = match self.test.objects().archive(by, Slug::Deals.word(), &Part::Stage(id)).await.split() {
            Ok(archived) => Answer::Archived(archived.err()),
            Err(error) => refusal(error)?,
        };
        let held = matches!(answer, Answer::Archived(Some(ArchiveBarrier::Holds(_))));
        self.answered(if held { "archive where deals stand" } else { "archive" }, &answer);
        same!(format!("archive stage {id}"), self.model.archive(id, now), answer);
        self.look_at_stages().await
    }

    pub async fn unarchive(&mut self, id: StageId) -> Result<(), Wrong> {
        let by = self.model.ada.administer().unwrap();
        let back = self.test.objects().unarchive(by, Slug::Deals.word(), &Part::Stage(id)).await;
        let answer = back.map(|()| Answer::Archived(None)).or_else(refusal)?;
        same!(format!("bring stage {id} back"), self.model.unarchive(id), answer);
        self.look_at_stages().await
    }

    /// Reads the object again, as every page does.
    async fn look_at_stages(&mut self) -> Result<(), Wrong> {
        let deals = self.test.objects().object(Slug::Deals.word()).await.map_err(broken)?;
        let standing: Vec<_> = self.model.stages.standing().collect();
        same!("the stages that stand", standing, deals.stages().collect::<Vec<_>>());
        self.objects.insert(Slug::Deals, deals);
        Ok(())
    }
}

/// An answer about several records, in an order that can be compared.
fn settled(answer: Answer) -> Answer {
    match answer {
        Answer::Moved(mut moved) => {
            moved.not_yours.sort_unstable();
            Answer::Moved(moved)
        }
        Answer::Unmoved(MoveRefused::Elsewhere(_)) => Answer::Unmoved(MoveRefused::Elsewhere(None)),
        answer => answer,
    }
}
