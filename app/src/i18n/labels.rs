//! Texts of the settings of association labels.

use super::define_messages;

define_messages! {
    labels = "Association labels", "Etichette delle associazioni";
    labels_none = "Associations of its records have no labels yet. A label says how two records are related.", "Le associazioni dei suoi record non hanno ancora etichette. Un’etichetta indica la relazione tra due record.";
    label_new = "New label", "Nuova etichetta";
    label_other = "Associated object", "Oggetto associato";
    label_other_choose = "Choose an object", "Scegli un oggetto";
    label_with(many: &str) = "For associations with {many}.", "Per le associazioni con {many}.";
    label_name = "Label of the other record", "Etichetta dell’altro record";
    label_back = "Label of this record", "Etichetta di questo record";
    label_back_hint = "Leave empty to use the same label on both sides.", "Lascia vuoto per usare la stessa etichetta da entrambi i lati.";
    label_one = "Allow only one active record with this label", "Consenti un solo record attivo con questa etichetta";
    label_one_hint = "A new record takes the label, and the previous one stays associated without it.", "Un nuovo record prende l’etichetta; il precedente resta associato senza.";
    label_one_later = "This limit is set in the settings of the other object.", "Questo limite si imposta nelle impostazioni dell’altro oggetto.";
    label_standard = "Built-in label: only its name can be changed.", "Etichetta predefinita: si può cambiare solo il nome.";
    label_seen_back(name: &str) = "from the other side: {name}", "dall’altro lato: {name}";
    flag_one = "one only", "uno solo";
    part_label = "association label", "etichetta di associazione";
    archive_label_text = "It can no longer be chosen, and record pages do not show it. Associations keep it for 90 days, during which it can be restored. After that it is permanently deleted, and the associations stay without it.", "Non si può più scegliere e le pagine dei record non la mostrano. Le associazioni la conservano per 90 giorni, durante i quali si può ripristinare. Poi viene eliminata definitivamente e le associazioni restano senza.";
    uses_links = "Associations between active records", "Associazioni tra record attivi";
    uses_links_deleted = "Associations with a record in the trash", "Associazioni con un record nel cestino";
    barrier_label = "Built-in label: it can only be renamed.", "Etichetta predefinita: si può solo rinominare.";
    define_several(records: &str) = "Active records with more than one: {records}. First leave only one on each.", "Record attivi con più di uno: {records}. Prima lasciane uno solo per ciascuno.";
    define_mutual = "A label with the same name on both sides cannot be limited to one. Give each side its own name.", "Un’etichetta con lo stesso nome sui due lati non si può limitare a uno. Dai un nome a ciascun lato.";
}
