//! Digests: what is told of deletions by mail.

use super::{Messages, define_messages};
use domain::{mail::DigestLine, object::ObjectNames};

define_messages! {
    deleted_subject(what: &str) = "Others deleted {what} of yours", "Altri hanno eliminato {what} di cui sei proprietario";
    deleted_lead = "You own these records, and others deleted them. They wait in the trash with everything they had, and come back exactly as they were.", "Sei proprietario di questi record e altri li hanno eliminati. Aspettano nel cestino con tutto ciò che avevano e tornano esattamente come erano.";
    deleted_nothing = "If that is right, there is nothing to do. If you may not restore them yourself, ask whoever deleted them: the page of the deletion says who.", "Se va bene così, non c’è nulla da fare. Se non puoi ripristinarli tu, chiedi a chi li ha eliminati: la pagina dell’eliminazione dice chi è.";
    expiring_subject(what: &str, until: &str) = "{what} in the trash: time to restore until {until}", "{what} nel cestino: c’è tempo fino al {until}";
    expiring_subject_first(what: &str, until: &str) = "{what} in the trash: time to restore the first until {until}", "{what} nel cestino: per i primi c’è tempo fino al {until}";
    digest_records(count: &str) = "{count} records", "{count} record";
    expiring_lead = "What is deleted waits in the trash and is then gone for good. For these the time is nearly over.", "Ciò che viene eliminato aspetta nel cestino e poi è rimosso per sempre. Per questi il tempo sta per scadere.";
    expiring_own = "You deleted:", "Hai eliminato:";
    expiring_others = "Others deleted, and they are yours:", "Altri hanno eliminato, e sono tuoi:";
    digest_line(what: &str, at: &str, until: &str) = "- {what}, deleted on {at}. Can be restored until {until}:", "- {what}, eliminazione del {at}. Ripristino possibile fino al {until}:";
    digest_more(count: &str) = "and {count} more deletions.", "e altre {count} eliminazioni.";
    digest_trash(address: &str) = "All of them are in the trash: {address}", "Sono tutti nel cestino: {address}";
    expiring_nothing = "If they are meant to go, there is nothing to do.", "Se devono essere rimossi, non c’è nulla da fare.";
}

/// Most deletions that a message lists; the trash has the rest.
const LISTED: usize = 20;

impl Messages {
    /// The text that says that others deleted what the receiver owns.
    pub(super) fn deleted_text(self, deletions: &[DigestLine], origin: &str) -> Vec<String> {
        let mut text = vec![self.deleted_lead().to_owned(), self.digest_lines(deletions.iter(), origin).join("\n")];
        text.extend(self.digest_rest(deletions, origin));
        text.push(self.deleted_nothing().to_owned());
        text
    }

    /// The subject that says that deletions expire.
    pub(super) fn expiring_digest_subject(self, deletions: &[DigestLine]) -> String {
        let what = self.digest_what(deletions);
        let until = deletions.first().map(|first| self.date(first.expires.date())).unwrap_or_default();
        if deletions.len() > 1 {
            self.expiring_subject_first(&what, &until)
        } else {
            self.expiring_subject(&what, &until)
        }
    }

    /// The text that says that deletions expire.
    pub(super) fn expiring_text(self, deletions: &[DigestLine], origin: &str) -> Vec<String> {
        let mut text = vec![self.expiring_lead().to_owned()];
        for (own, heading) in [(true, self.expiring_own()), (false, self.expiring_others())] {
            let listed = deletions.iter().take(LISTED).filter(|deletion| deletion.own == own);
            let lines = self.digest_lines(listed, origin);
            if !lines.is_empty() {
                text.push(format!("{heading}\n{}", lines.join("\n")));
            }
        }
        text.extend(self.digest_rest(deletions, origin));
        text.push(self.expiring_nothing().to_owned());
        text
    }

    /// Two lines for each deletion: what, when and until when, and where it is.
    fn digest_lines<'a>(self, deletions: impl Iterator<Item = &'a DigestLine>, origin: &str) -> Vec<String> {
        let line = |deletion: &DigestLine| {
            let what = self.digest_what([deletion]);
            let line = self.digest_line(&what, &self.date(deletion.at.date()), &self.moment(deletion.expires));
            format!("{line}\n  {origin}/operations/{}", deletion.operation)
        };
        deletions.take(LISTED).map(line).collect()
    }

    /// How many are not listed, and where all of them are.
    fn digest_rest(self, deletions: &[DigestLine], origin: &str) -> Vec<String> {
        let more = deletions.len().checked_sub(LISTED).filter(|more| *more > 0);
        let more = more.map(|more| self.digest_more(&self.number(i64::try_from(more).unwrap_or(i64::MAX))));
        more.into_iter().chain([self.digest_trash(&format!("{origin}/trash"))]).collect()
    }

    /// `12 contacts`; of several objects, `12 records`.
    pub(super) fn digest_what<'a>(self, deletions: impl IntoIterator<Item = &'a DigestLine>) -> String {
        let mut count = 0;
        let mut names: Option<&ObjectNames> = None;
        let mut mixed = false;
        for deletion in deletions {
            count += deletion.records;
            mixed |= names.is_some_and(|names| *names != deletion.names);
            names = Some(&deletion.names);
        }
        match names.filter(|_| !mixed) {
            Some(names) => self.count(count, names.singular(self.0), names.plural(self.0)),
            None => self.digest_records(&self.number(count)),
        }
    }
}
