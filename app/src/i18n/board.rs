//! Texts of boards and of moves between stages.

use super::define_messages;

define_messages! {
    as_table = "Table", "Tabella";
    as_board = "Board", "Bacheca";
    shown_as = "View as", "Visualizza come";
    pipeline = "Pipeline", "Pipeline";
    surface_board = "from the board", "dalla bacheca";
    chosen_board = "All records in the pipeline.", "Tutti i record della pipeline.";
    select_pipeline(what: &str) = "Select all {what} in this pipeline", "Seleziona {what} in questa pipeline";
    select_pipeline_found(what: &str, search: &str) = "Select all {what} in this pipeline that match “{search}”", "Seleziona {what} in questa pipeline con “{search}”";
    select_pipeline_filtered(what: &str) = "Select all {what} in this pipeline that match the filter", "Seleziona {what} in questa pipeline con il filtro attivo";
    move_to_stage = "Move to stage", "Sposta in una fase";
    move_card(name: &str) = "Move {name} to another stage", "Sposta {name} in un’altra fase";
    move_to(stage: &str) = "Move to {stage}", "Sposta in {stage}";
    move_title(what: &str) = "Move {what} to a stage", "Sposta {what} in una fase";
    move_text = "Only the stage changes. The timeline of each record shows the previous stage.", "Cambia solo la fase. La cronologia di ogni record mostra la fase precedente.";
    move_button(what: &str) = "Move {what}", "Sposta {what}";
    moved_one(stage: &str) = "Moved to {stage}.", "Spostamento in {stage} eseguito.";
    moved_many(moved: &str, stage: &str) = "{moved} to {stage}.", "{moved} in {stage}.";
    moved_not_yours(names: &str) = "Not moved, because you cannot edit them: {names}.", "Non spostati perché non puoi modificarli: {names}.";
    move_elsewhere(stage: &str) = "This was moved to {stage} in the meantime. Nothing was changed.", "Nel frattempo è stato spostato in {stage}. Nulla è stato modificato.";
    move_no_stage = "This stage no longer exists. Nothing was changed.", "Questa fase non esiste più. Nulla è stato modificato.";
    move_too_many(count: &str, most: &str) = "You selected {count}. At most {most} can be moved at once.", "Ne hai selezionati {count}. Se ne possono spostare al massimo {most} alla volta.";
    move_failed = "This was not moved: it may have been deleted, or you lost access to it. Reload the page.", "Non è stato spostato: forse è stato eliminato o non hai più accesso. Ricarica la pagina.";
    nothing_to_move = "You cannot move any of these.", "Non puoi spostare nessuno di questi.";
    column_empty = "No records in this stage.", "Nessun record in questa fase.";
    show_more = "Show more", "Mostra altri";
    whole_board = "Back to the board", "Torna alla bacheca";
    owned_by(name: &str) = "Owner: {name}", "Proprietario: {name}";
}
