//! The session as the layout of the pages shows it: the person, what they may do, and the objects with their counts.

use crate::{Engine, Result, people::CurrentSession};
use domain::{people::Lang, policy::Offer, session::SessionView};

impl Engine {
    /// The session as the layout of the pages shows it. `asked` is the browser's language, used if the user
    /// chose none.
    pub async fn session_view(&self, session: &CurrentSession, asked: Lang) -> Result<SessionView> {
        let offers = session.actor.grants.objects.keys().map(|object| session.actor.offer(*object));
        let offer = offers.fold(Offer::default(), Offer::or);
        Ok(SessionView {
            person: session.person.clone(),
            email: session.email.clone(),
            role: session.role.clone(),
            lang: session.lang.unwrap_or(asked),
            theme: session.theme,
            offer,
            objects: self.objects().object_counts(&session.actor).await?,
        })
    }
}
