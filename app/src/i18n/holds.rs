//! Holds.

use super::define_messages;

define_messages! {
    hold_put = "Put on hold", "Blocca";
    hold_put_item = "Put on hold…", "Blocca…";
    hold_put_title(name: &str) = "Put {name} on hold", "Blocca {name}";
    hold_text = "What is on hold is never removed for good: not by anybody, and not when its time in the trash is over. It can still be edited, deleted and restored.", "Ciò che è bloccato non viene mai rimosso per sempre: né da qualcuno, né quando scade il tempo nel cestino. Può ancora essere modificato, eliminato e ripristinato.";
    hold_reason = "Reason", "Motivo";
    hold_reason_hint = "Everybody who sees the record reads it.", "Lo legge chiunque veda il record.";
    hold_reason_empty = "Please say why it must be kept.", "Scrivi perché deve essere conservato.";
    hold_reason_long(most: usize) = "At most {most} characters, please.", "Al massimo {most} caratteri.";
    hold_release = "Release from hold", "Togli il blocco";
    hold_release_item = "Release from hold…", "Togli il blocco…";
    hold_release_title(name: &str) = "Release {name} from hold", "Togli il blocco a {name}";
    hold_release_text = "Then it can be removed for good again, by those who may and when its time in the trash is over.", "Dopo potrà di nuovo essere rimosso per sempre, da chi ne ha il diritto e quando scade il tempo nel cestino.";
    hold_since(at: &str, who: &str) = "On hold since {at}, by {who}", "Bloccato dal {at}, da {who}";
    hold_badge = "On hold", "Bloccato";
    hold_days = "It is on hold and not removed for good.", "È bloccato e non viene rimosso per sempre.";
}
