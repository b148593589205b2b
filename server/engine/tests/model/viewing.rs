//! Saving and removing views, run against the engine and the model.

use crate::{
    actions::refusal,
    orders::Answer,
    state::Slug,
    steps::{SEARCHES, VIEW_NAMES, Who, filter},
    views::View,
    world::{World, Wrong},
};
use domain::{
    ids::ViewId,
    saved_view::Share,
    view::{IndexQuery, Sort, SortBy},
};

impl World {
    pub async fn save_view(&mut self, who: Who, object: Slug, kept: &crate::steps::Kept) -> Result<(), Wrong> {
        let actor = self.actor(who).clone();
        let by = if kept.sorted { SortBy::Property(object.other().to_owned()) } else { SortBy::Name };
        let shown = IndexQuery {
            search: SEARCHES[kept.search].to_owned(),
            filter: filter(object, kept.filter),
            sort: Sort { by, descending: kept.sorted },
            ..IndexQuery::default()
        };
        let pairs = shown.to_address(&self.objects[&object]);
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let (name, shared) = (VIEW_NAMES[kept.name].to_owned(), kept.shared);
        let permit = actor.view(object.id()).unwrap();
        let answer = match self
            .test
            .views()
            .save_view(&permit, &name, &query, if shared { Share::Everyone } else { Share::No })
            .await
        {
            Ok(Ok(id)) => Answer::Kept(id),
            Ok(Err(problem)) => Answer::NotKept(problem),
            Err(error) => refusal(error)?,
        };
        self.answered("view", &answer);
        let id = if let Answer::Kept(id) = answer { id } else { ViewId(0) };
        let view = View { id, object, by: actor.user, name, query, shared };
        same!("keep a view", self.model.save_view(view), answer);
        Ok(())
    }

    pub async fn remove_view(&mut self, who: Who, index: usize) -> Result<(), Wrong> {
        let ids: Vec<ViewId> = self.model.views.keys().copied().collect();
        if ids.is_empty() {
            return Ok(());
        }
        let (id, actor) = (ids[index % ids.len()], self.actor(who).clone());
        let answer = self.test.views().remove_view(&actor, id).await.map(|()| Answer::Kept(id)).or_else(refusal)?;
        self.answered("remove a view", &answer);
        same!("remove a view", self.model.remove_view(actor.user, id), answer);
        Ok(())
    }
}
