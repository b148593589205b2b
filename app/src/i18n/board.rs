//! Boards: the pipeline as columns, moving cards.

use super::define_messages;

define_messages! {
    as_table = "Table", "Tabella";
    as_board = "Board", "Bacheca";
    shown_as = "Shown as", "Mostra come";
    pipeline = "Pipeline", "Pipeline";
    surface_board = "from the board", "dalla bacheca";
    chosen_board = "All of a pipeline, on the board.", "Tutta una pipeline, dalla bacheca.";
    select_pipeline(what: &str) = "Select all {what} in this pipeline", "Seleziona tutta la pipeline: {what}";
    select_pipeline_found(what: &str, search: &str) = "Select all {what} in this pipeline that match “{search}”", "Seleziona tutti i corrispondenti a “{search}” nella pipeline: {what}";
    select_pipeline_filtered(what: &str) = "Select all {what} in this pipeline that are like this", "Seleziona tutti i corrispondenti nella pipeline: {what}";
    move_to_stage = "Move to stage", "Sposta in una fase";
    move_card(name: &str) = "Move {name} to another stage", "Sposta {name} in un’altra fase";
    move_to(stage: &str) = "Move to {stage}", "Sposta in {stage}";
    move_title(what: &str) = "Move {what} to a stage", "Sposta {what} in una fase";
    move_text = "Only the stage changes, at once. Each record’s timeline tells where it stood before.", "Cambia solo la fase, subito. La cronologia di ogni record dice dov’era prima.";
    move_button(what: &str) = "Move {what}", "Sposta {what}";
    moved_one(stage: &str) = "Moved to {stage}.", "Spostamento in {stage} eseguito.";
    moved_many(what: &str, stage: &str) = "Moved to {stage}: {what}.", "Spostamento in {stage} eseguito: {what}.";
    moved_not_yours(names: &str) = "Not moved, because they belong to others: {names}.", "Non spostati perché appartengono ad altri: {names}.";
    move_elsewhere(stage: &str) = "Somebody moved it to {stage} meanwhile. Nothing was changed.", "Nel frattempo qualcuno l’ha spostato in {stage}. Nulla è stato modificato.";
    move_no_stage = "There is no such stage any more. Nothing was changed.", "Questa fase non esiste più. Nulla è stato modificato.";
    move_too_many(count: &str, most: &str) = "These are {count}; at most {most} can be moved at once. Nothing was changed.", "Sono {count}; se ne possono spostare al massimo {most} alla volta. Nulla è stato modificato.";
    move_failed = "It was not moved: it may be deleted by now, or out of reach. Load the page again to see.", "Non è stato spostato: forse nel frattempo è stato eliminato o non è raggiungibile. Ricarica la pagina per vedere.";
    nothing_to_move = "There is nothing left to move here that you may move.", "Non resta nulla da spostare che tu possa spostare.";
    column_empty = "Nothing stands here.", "Qui non c’è nulla.";
    show_more = "Show more", "Mostra altri";
    whole_board = "Back to the whole board", "Torna alla bacheca intera";
    owned_by(name: &str) = "Owner: {name}", "Proprietario: {name}";
}
