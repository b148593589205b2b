//! Ids: 64-bit integers assigned by the database, with a type per kind so that they cannot be mixed up.

use serde::{Deserialize, Serialize};
use std::{fmt, num::ParseIntError, str::FromStr};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// An object: a kind of record, such as contacts.
    ObjectId;
    /// A record of any object.
    RecordId;
    /// An operation: a deletion, a restore, a purge.
    OperationId;
    /// A user.
    UserId;
    /// A role.
    RoleId;
    /// A session.
    SessionId;
    /// An import of a file.
    ImportId;
    /// A message of the outbox.
    MailId;
    /// A saved view.
    ViewId;
    /// A pipeline.
    PipelineId;
    /// A stage of a pipeline.
    StageId;
    /// An association label.
    LabelId;
    /// An invitation.
    InvitationId;
    /// A team.
    TeamId;
}

/// Parses `1,2,3` as used in URLs; an empty text is an empty list. The order is kept and duplicates are dropped,
/// because the typed number must match the number of records.
pub fn parse_record_ids(text: &str) -> Result<Vec<RecordId>, ParseIntError> {
    let mut ids = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let id = part.parse()?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Formats ids for [`parse_record_ids`].
pub fn join_record_ids(ids: &[RecordId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parse_record_ids_drops_duplicates() {
        let ids = parse_record_ids("3, 1,,3").unwrap();
        assert_eq!(ids, [RecordId(3), RecordId(1)]);
        assert_eq!(join_record_ids(&ids), "3,1");
        assert!(parse_record_ids("3,x").is_err());
    }
}
