//! Texts of holds.

use super::define_messages;

define_messages! {
    hold_put = "Put on hold", "Blocca";
    hold_put_item = "Put on hold…", "Blocca…";
    hold_put_title(name: &str) = "Put {name} on hold", "Blocca {name}";
    hold_text = "A record on hold is never permanently deleted, neither by a user nor when its retention period ends. It can still be edited, deleted and restored.", "Un record bloccato non viene mai eliminato definitivamente, né da un utente né al termine della conservazione. Può comunque essere modificato, eliminato e ripristinato.";
    hold_reason = "Reason", "Motivo";
    hold_reason_hint = "Visible to everyone who can see the record.", "Visibile a chiunque veda il record.";
    hold_reason_empty = "Enter a reason.", "Inserisci un motivo.";
    hold_reason_long(most: usize) = "At most {most} characters.", "Al massimo {most} caratteri.";
    hold_release = "Release hold", "Rimuovi il blocco";
    hold_release_item = "Release hold…", "Rimuovi il blocco…";
    hold_release_title(name: &str) = "Release the hold on {name}", "Rimuovi il blocco da {name}";
    hold_release_text = "The record can then be permanently deleted, by users with the permission or when its retention period ends.", "Il record potrà di nuovo essere eliminato definitivamente, da chi ne ha il permesso o al termine della conservazione.";
    hold_since(at: &str, who: &str) = "On hold since {at}, by {who}", "Bloccato dal {at}, da {who}";
    hold_badge = "On hold", "Bloccato";
    hold_days = "On hold: not permanently deleted.", "Bloccato: non viene eliminato definitivamente.";
}
