//! Columns in words.

use super::define_messages;

define_messages! {
    columns_title(many: &str) = "Columns of {many}", "Colonne: {many}";
    columns_hint = "Ticked columns are shown in this order. Without a width a column takes what its values need.", "Le colonne spuntate sono mostrate in quest’ordine. Senza larghezza una colonna occupa ciò che serve ai suoi valori.";
    columns_export = "An export has every property, whatever is shown here.", "Un’esportazione contiene ogni proprietà, qualunque cosa sia mostrata qui.";
    columns_show = "Show these", "Mostra queste";
    columns_usual = "As usual", "Come al solito";
    column_show(label: &str) = "Show {label}", "Mostra {label}";
    column_width(label: &str) = "Width of {label} in pixels", "Larghezza di {label} in pixel";
    column_edge(label: &str) = "Width of {label}", "Larghezza di {label}";
    column_up(label: &str) = "Move {label} up", "Sposta {label} in su";
    column_down(label: &str) = "Move {label} down", "Sposta {label} in giù";
    column_pixels = "auto", "auto";
    without_index(names: &str) = "No index: {names}. All records are read for this view.", "Nessun indice: {names}. Per questa vista si leggono tutti i record.";
    board_back = "Back to the board", "Torna alla bacheca";
}
