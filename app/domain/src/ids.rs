//! Identities: 64-bit numbers given by the database, one type per thing so that none is taken for another.

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
    /// A kind of record.
    ObjectId;
    /// One record of any object.
    RecordId;
    /// One operation: a deletion, a restore, a purge.
    OperationId;
    /// A person who signs in.
    UserId;
    /// A role: what its holders may do.
    RoleId;
    /// One signed-in browser.
    SessionId;
    /// One import of a file.
    ImportId;
    /// One message of the outbox.
    MailId;
    /// A view that is kept under a name.
    ViewId;
    /// A row of stages.
    PipelineId;
    /// One stage of a pipeline.
    StageId;
    /// What a link between records may mean.
    LabelId;
    /// An invitation that nobody accepted yet.
    InvitationId;
    /// Some users who share what they reach.
    TeamId;
}

/// Reads `1,2,3` as it stands in an address; an empty text is an empty set. Order is kept and doubles are dropped,
/// because the typed number must count records, not mentions.
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

/// Writes ids as [`parse_record_ids`] reads them.
pub fn join_record_ids(ids: &[RecordId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_each_record_once() {
        let ids = parse_record_ids("3, 1,,3").unwrap();
        assert_eq!(ids, [RecordId(3), RecordId(1)]);
        assert_eq!(join_record_ids(&ids), "3,1");
        assert!(parse_record_ids("3,x").is_err());
    }
}
