//! Texts of saved views.

use super::{Messages, define_messages};
use domain::saved_view::{VIEW_NAME_MAX, VIEWS_MAX, ViewProblem};

define_messages! {
    views_title(many: &str) = "Views of {many}", "Viste di {many}";
    views_everything = "This view has no filters.", "Questa vista non ha filtri.";
    view_name = "View name", "Nome della vista";
    view_share = "Visible to", "Visibile a";
    view_share_nobody = "Only me", "Solo io";
    view_share_team(team: &str) = "{team} and its sub-teams", "{team} e i suoi team sottostanti";
    view_share_everyone = "Everyone with access to these records", "Chiunque abbia accesso a questi record";
    view_shared_with(team: &str, who: &str) = "shared with {team} by {who}", "condivisa con {team} da {who}";
    view_not_their_team = "You are no longer in this team. Choose again.", "Non fai più parte di questo team. Scegli di nuovo.";
    view_save = "Save view", "Salva vista";
    view_shared_by(who: &str) = "shared by {who}", "condivisa da {who}";
    view_private = "private", "privata";
    view_remove = "Delete", "Elimina";
    view_remove_named(name: &str) = "Delete view {name}", "Elimina la vista {name}";
    view_nameless = "Enter a name.", "Inserisci un nome.";
    view_too_long(most: usize) = "A name has at most {most} characters.", "Un nome ha al massimo {most} caratteri.";
    view_twice = "You already have a view with this name.", "Hai già una vista con questo nome.";
    view_too_many(most: i64) = "You have {most} views of these records. Delete one first.", "Hai già {most} viste di questi record. Prima eliminane una.";
}

impl Messages {
    /// Why a view was not saved.
    pub fn view_problem(self, problem: ViewProblem) -> String {
        match problem {
            ViewProblem::Nameless => self.view_nameless().to_owned(),
            ViewProblem::TooLong => self.view_too_long(VIEW_NAME_MAX),
            ViewProblem::Twice => self.view_twice().to_owned(),
            ViewProblem::NotTheirTeam => self.view_not_their_team().to_owned(),
            ViewProblem::TooMany => self.view_too_many(VIEWS_MAX),
        }
    }
}
