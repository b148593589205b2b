//! Labels of associations, on the settings of their objects.

use super::define_messages;

define_messages! {
    labels = "Association labels", "Etichette delle associazioni";
    labels_none = "Its records are simply associated with others. A label says what one is to the other.", "I suoi record sono semplicemente associati ad altri. Un’etichetta dice che cos’è l’uno per l’altro.";
    label_new = "New label", "Nuova etichetta";
    label_other = "With records of", "Con record di";
    label_other_choose = "Choose an object", "Scegli un oggetto";
    label_with(many: &str) = "Of links with {many}.", "Dei collegamenti con: {many}.";
    label_name = "What the other record is to this one", "Che cos’è l’altro record per questo";
    label_back = "What this one is to the other record", "Che cos’è questo per l’altro record";
    label_back_hint = "Left empty, it is the same from both ends.", "Se vuoto, è uguale da entrambe le parti.";
    label_one = "A record has at most one living other with this label", "Un record ha al massimo un altro record attivo con questa etichetta";
    label_one_hint = "A newer one takes its place, and the former stays associated.", "Uno più recente ne prende il posto, e il precedente resta associato.";
    label_one_later = "A limit of one counts from the object that was there first, which is the other: it is set in the settings of that one.", "Il limite di uno vale dall’oggetto creato prima, che qui è l’altro: si sceglie nelle impostazioni di quello.";
    label_standard = "It comes with the product: it can be called otherwise, and nothing else.", "Fa parte del prodotto: si può solo chiamare diversamente.";
    label_seen_back(name: &str) = "from there: {name}", "da lì: {name}";
    flag_one = "one only", "uno solo";
    part_label = "association label", "etichetta di associazione";
    archive_label_text = "Nobody can choose it, and no record page shows it. Links keep it, unseen. For 90 days it can be brought back with all of them; after that it goes for good, and the links stay without it.", "Nessuno può più sceglierla, e nessuna pagina la mostra. I collegamenti la conservano, nascosta. Per 90 giorni si può riportare con tutti; poi sparisce per sempre, e i collegamenti restano senza.";
    uses_links = "Links between living records", "Collegamenti tra record attivi";
    uses_links_deleted = "Links with a record in the trash", "Collegamenti con un record nel cestino";
    barrier_label = "It comes with the product. It can be called otherwise.", "Fa parte del prodotto. Si può chiamare diversamente.";
    define_several(records: &str) = "Living records have several: {records}. Leave each of them one first.", "Ci sono record attivi che ne hanno più di uno: {records}. Prima lasciane uno a ciascuno.";
    define_mutual = "Two that are the same to each other cannot be limited to one. Give each end a name of its own.", "Due che sono la stessa cosa l’uno per l’altro non si possono limitare a uno. Dai a ciascuna parte un nome suo.";
}
