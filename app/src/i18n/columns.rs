//! Texts of the choice of columns.

use super::define_messages;

define_messages! {
    columns_title(many: &str) = "Columns of {many}", "Colonne di {many}";
    columns_hint = "Selected columns are shown in this order. Without a width, a column fits its values.", "Le colonne selezionate sono mostrate in quest’ordine. Senza larghezza, una colonna si adatta ai suoi valori.";
    columns_export = "An export always contains every property.", "Un’esportazione contiene sempre tutte le proprietà.";
    columns_show = "Apply", "Applica";
    columns_usual = "Reset to default", "Ripristina predefinite";
    column_show(label: &str) = "Show {label}", "Mostra {label}";
    column_width(label: &str) = "Width of {label} in pixels", "Larghezza di {label} in pixel";
    column_edge(label: &str) = "Width of {label}", "Larghezza di {label}";
    column_up(label: &str) = "Move {label} up", "Sposta {label} in su";
    column_down(label: &str) = "Move {label} down", "Sposta {label} in giù";
    column_pixels = "auto", "auto";
    without_index(names: &str) = "This view may be slow: no index for {names}.", "Questa vista può essere lenta: nessun indice per {names}.";
    board_back = "Back to the board", "Torna alla bacheca";
}
