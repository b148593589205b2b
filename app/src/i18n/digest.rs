//! Texts of the mails about deleted and expiring records.

use super::{Messages, define_messages};
use domain::{mail::DigestLine, object::ObjectNames};

define_messages! {
    deleted_subject(what: &str) = "Records you own were deleted: {what}", "Eliminati record di cui sei proprietario: {what}";
    deleted_lead = "Other users deleted records that you own. They are in the trash and can be restored as they were.", "Altri utenti hanno eliminato record di cui sei proprietario. Sono nel cestino e si possono ripristinare com’erano.";
    deleted_nothing = "If this is expected, you do not need to do anything. If you cannot restore them yourself, ask the user who deleted them; the page of the deletion shows the name.", "Se è previsto, non devi fare nulla. Se non puoi ripristinarli tu, chiedi all’utente che li ha eliminati: la pagina dell’eliminazione ne mostra il nome.";
    expiring_subject(what: &str, until: &str) = "{what} in the trash: restore until {until}", "{what} nel cestino: ripristino possibile fino al {until}";
    expiring_subject_first(what: &str, until: &str) = "{what} in the trash: restore the first until {until}", "{what} nel cestino: i primi scadono il {until}";
    digest_records[count]() = { one: "1 record", other: "{count} records" }, { one: "1 record", other: "{count} record" };
    expiring_lead = "Deleted records are kept in the trash and then permanently deleted. These expire soon.", "I record eliminati restano nel cestino e poi vengono eliminati definitivamente. Questi stanno per scadere.";
    expiring_own = "You deleted:", "Hai eliminato:";
    expiring_others = "Deleted by others, owned by you:", "Eliminati da altri, di tua proprietà:";
    digest_line(what: &str, at: &str, until: &str) = "- {what}, deleted on {at}. Can be restored until {until}:", "- {what}, eliminazione del {at}. Ripristino possibile fino al {until}:";
    digest_more[count]() = { one: "and 1 more deletion.", other: "and {count} more deletions." }, { one: "e un’altra eliminazione.", other: "e altre {count} eliminazioni." };
    digest_trash(address: &str) = "All of them are in the trash: {address}", "Sono tutti nel cestino: {address}";
    expiring_nothing = "If they are no longer needed, you do not need to do anything.", "Se non servono più, non devi fare nulla.";
}

/// The highest number of deletions that a mail lists.
const LISTED: usize = 20;

impl Messages {
    /// The body of the mail about deletions of records that the recipient owns.
    pub(super) fn deleted_text(self, deletions: &[DigestLine], origin: &str) -> Vec<String> {
        let mut text = vec![self.deleted_lead().to_owned(), self.digest_lines(deletions.iter(), origin).join("\n")];
        text.extend(self.digest_rest(deletions, origin));
        text.push(self.deleted_nothing().to_owned());
        text
    }

    /// The subject of the mail about deletions that expire.
    pub(super) fn expiring_digest_subject(self, deletions: &[DigestLine]) -> String {
        let what = self.digest_what(deletions);
        let until = deletions.first().map(|first| self.date(first.expires.date())).unwrap_or_default();
        if deletions.len() > 1 {
            self.expiring_subject_first(&what, &until)
        } else {
            self.expiring_subject(&what, &until)
        }
    }

    /// The body of the mail about deletions that expire.
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

    /// Two lines for each deletion: the records with the dates, and the address of its page.
    fn digest_lines<'a>(self, deletions: impl Iterator<Item = &'a DigestLine>, origin: &str) -> Vec<String> {
        let line = |deletion: &DigestLine| {
            let what = self.digest_what([deletion]);
            let line = self.digest_line(&what, &self.date(deletion.at.date()), &self.moment(deletion.expires));
            format!("{line}\n  {origin}/operations/{}", deletion.operation)
        };
        deletions.take(LISTED).map(line).collect()
    }

    /// The number of deletions that are not listed, and the address of the trash.
    fn digest_rest(self, deletions: &[DigestLine], origin: &str) -> Vec<String> {
        let more = deletions.len().checked_sub(LISTED).filter(|more| *more > 0);
        let more = more.map(|more| self.digest_more(i64::try_from(more).unwrap_or(i64::MAX)));
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
            Some(names) => self.counted(count, names),
            None => self.digest_records(count),
        }
    }
}
