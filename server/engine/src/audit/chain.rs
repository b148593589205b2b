//! The hash of an event in the chain.
//!
//! It is the hexadecimal SHA-256 of the previous hash (empty for the first event), a line feed, and the event as a
//! JSON array without whitespace: id, time, actor, address, object, kind, details. Object members are sorted by name,
//! because PostgreSQL does not keep their order.

use crate::{
    Result,
    db::{Row, Sql, Tx},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The columns of an event `e` that its hash covers.
pub(super) const COLUMNS: &str = "e.id, e.created_at, e.actor_id, e.client_address, e.object_id, e.kind, e.details";

/// A position in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The number of events up to here, counting those that retention removed.
    pub seq: i64,
    /// The hash of the event.
    pub hash: String,
}

impl Link {
    /// The position after this one, for an event as it is stored.
    pub fn next(&self, event: &Row) -> Result<Self> {
        let event = Value::Array(vec![
            event.int("id")?.into(),
            event.int("created_at")?.into(),
            event.get::<Option<i64>>("actor_id")?.into(),
            event.get::<Option<String>>("client_address")?.into(),
            event.get::<Option<i64>>("object_id")?.into(),
            event.text("kind")?.into(),
            event.json("details")?,
        ]);
        Ok(Self { seq: self.seq + 1, hash: chained(&self.hash, &event) })
    }

    /// The start of the chain.
    pub async fn anchor(tx: &mut Tx) -> Result<Self> {
        let row = tx.optional(Sql::new("SELECT seq, hash FROM audit_anchor WHERE id = 1")).await?;
        // Without an anchor no hash matches, so its removal is detected.
        let Some(row) = row else { return Ok(Self { seq: 0, hash: "none".to_owned() }) };
        Ok(Self { seq: row.int("seq")?, hash: row.text("hash")? })
    }

    /// The end of the chain.
    pub async fn head(tx: &mut Tx) -> Result<Self> {
        match tx.optional(Sql::new("SELECT seq, hash FROM audit_seal ORDER BY seq DESC LIMIT 1")).await? {
            Some(row) => Ok(Self { seq: row.int("seq")?, hash: row.text("hash")? }),
            None => Self::anchor(tx).await,
        }
    }
}

fn chained(before: &str, event: &Value) -> String {
    let mut text = format!("{before}\n");
    canonical(event, &mut text);
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hash, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Array(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                canonical(value, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (place, (name, value)) in members.into_iter().enumerate() {
                text.push_str(if place == 0 { "" } else { "," });
                canonical(&Value::from(name.as_str()), text);
                text.push(':');
                canonical(value, text);
            }
            text.push('}');
        }
        // With the escaping of JSON.
        value => text.push_str(&value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_is_stable() {
        let event =
            serde_json::json!([1, 2, null, "::1", null, "x", { "b": [true, { "d": 1, "c": "\"\n" }], "a": null }]);
        let mut text = String::new();
        canonical(&event, &mut text);
        assert_eq!(text, r#"[1,2,null,"::1",null,"x",{"a":null,"b":[true,{"c":"\"\n","d":1}]}]"#);
        // The output of `printf '\n[1]' | sha256sum`.
        let first = chained("", &serde_json::json!([1]));
        assert_eq!(first, "09a2975dd53ea1b98c622e023951151094edfcb0bbd6bf53654efb0b12cdafbf");
        assert_ne!(chained(&first, &serde_json::json!([1])), first);
    }
}
