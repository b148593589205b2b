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
    /// One job that runs in the background.
    JobId;
    /// A permanent deletion for privacy law, which has a certificate.
    ErasureId;
    /// An entry of the blocklist: one block of one address.
    BlockId;
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

/// Record ids as one text, `1,2,3`, for a field of a form. Reads a list of such texts too: a form without JavaScript sends
/// one for each ticked box.
pub mod ids_as_text {
    use super::{RecordId, join_record_ids, parse_record_ids};
    use serde::{
        Deserializer, Serializer,
        de::{Error, SeqAccess, Visitor},
    };
    use std::fmt;

    /// Writes the ids as [`join_record_ids`] does.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(ids: &[RecordId], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&join_record_ids(ids))
    }

    /// Reads ids, each once.
    ///
    /// # Errors
    /// When one of them is no number.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<RecordId>, D::Error> {
        struct Ids;

        impl<'de> Visitor<'de> for Ids {
            type Value = Vec<RecordId>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("record ids")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Vec<RecordId>, E> {
                parse_record_ids(text).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut texts: A) -> Result<Vec<RecordId>, A::Error> {
                let mut all = Vec::new();
                while let Some(text) = texts.next_element::<String>()? {
                    all.push(text);
                }
                self.visit_str(&all.join(","))
            }
        }

        deserializer.deserialize_any(Ids)
    }
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
