//! Saved views in words.

use super::{Messages, define_messages};
use domain::saved_view::{VIEW_NAME_MAX, VIEWS_MAX, ViewProblem};

define_messages! {
    views_title(many: &str) = "Views of {many}", "Viste: {many}";
    views_everything = "This view shows everything, without a filter.", "Questa vista mostra tutto, senza filtri.";
    view_name = "Save this view as", "Salva questa vista come";
    view_share = "Who sees the view", "Chi vede la vista";
    view_share_nobody = "Only you", "Solo tu";
    view_share_team(team: &str) = "{team}, and teams below it", "{team} e i team sotto";
    view_share_everyone = "Everyone who sees these records", "Chiunque veda questi record";
    view_shared_with(team: &str, who: &str) = "shared with {team} by {who}", "condivisa con {team} da {who}";
    view_not_their_team = "You are not in this team any more. Choose again.", "Non fai più parte di questo team. Scegli di nuovo.";
    view_save = "Save the view", "Salva la vista";
    view_shared_by(who: &str) = "shared by {who}", "condivisa da {who}";
    view_private = "only for you", "solo per te";
    view_remove = "Remove", "Rimuovi";
    view_remove_named(name: &str) = "Remove the view {name}; its records stay", "Rimuovi la vista {name}; i record restano";
    view_nameless = "Give the view a name.", "Dai un nome alla vista.";
    view_too_long(most: usize) = "A name has at most {most} characters.", "Un nome ha al massimo {most} caratteri.";
    view_twice = "You have a view of this name already.", "Hai già una vista con questo nome.";
    view_too_many(most: i64) = "You have {most} views of these records. Remove one first.", "Hai già {most} viste di questi record. Rimuovine una prima.";
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
