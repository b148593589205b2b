//! The places where a person can be: what a preview counts, and what a certificate lists as checked.

use serde::{Deserialize, Serialize};

macro_rules! places {
    ($($(#[$doc:meta])* $name:ident = $tag:literal;)*) => {
        /// A place where a person can be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Place {
            $($(#[$doc])* $name,)*
        }

        impl Place {
            /// Every place, in the order of the certificate.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its tag, in documents and in the database.
            pub fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag,)* }
            }
        }
    };
}

places! {
    /// The record: each of its properties counts.
    Record = "record";
    /// Further e-mail addresses.
    SecondaryKeys = "secondary_keys";
    /// The history of its changes.
    History = "history";
    /// Its text in the search index.
    Search = "search";
    /// Its associations with other records, and their history.
    Associations = "associations";
    /// Activities of this contact alone.
    OwnActivities = "own_activities";
    /// Activities that are shared with other records.
    SharedActivities = "shared_activities";
    /// Other records that mention the contact, with their history.
    OtherRecords = "other_records";
    /// Lists of recently viewed records.
    RecentRecords = "recent_records";
    /// Operations: reasons, selections, decisions, and the outcome of each record.
    Operations = "operations";
    /// Comments of approvals.
    Approvals = "approvals";
    /// Reasons of holds.
    Holds = "holds";
    /// Saved views.
    SavedViews = "saved_views";
    /// Imports: the names and headers of their files.
    Imports = "imports";
    /// Uploaded files.
    ImportFiles = "import_files";
    /// Rows of files that were refused.
    RefusedRows = "refused_rows";
    /// Mail that waits or was sent lately, and invitations.
    Outbox = "outbox";
    /// Mail that was written to files.
    MailFiles = "mail_files";
    /// Background jobs.
    Jobs = "jobs";
    /// The audit.
    Audit = "audit";
    /// Objects, properties, pipelines, labels, roles, teams and settings.
    Definitions = "definitions";
    /// Accounts of users.
    Users = "users";
    /// Erasures, certificates and the blocklist.
    Privacy = "privacy";
    /// Logs of the program.
    Logs = "logs";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_the_serialized_names() {
        for place in Place::ALL {
            assert_eq!(serde_json::to_value(place).unwrap(), place.tag());
        }
    }
}
