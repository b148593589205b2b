//! The data map: every table and column of the schema, and what of a person it can hold.
//!
//! Erasures, their previews, the second scan and the export of a person's data read this map and nothing else, so a column
//! that is not in it would be forgotten: a test reads the schema of both databases and fails on a column that the map does
//! not name, and on a name that the schema does not have.

use Class::{Account, Definition, Derived, Duplicate, Mention, Nothing, Record, Verified};
use domain::privacy::Place;

/// The kind of personal data that a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Nothing: ids, numbers, moments, tags, hashes.
    Nothing,
    /// Data of a record. It is removed with the record; in another record it is a mention.
    Record,
    /// Computed from columns of class [`Class::Record`] of the same row, and changed with them.
    Derived,
    /// A text that a user wrote, which may mention a person: the user who orders the erasure decides.
    Mention(Source),
    /// A duplicate that the program made. The erasure changes it without asking.
    Duplicate(Rule),
    /// The account of a user, which is not erased with a contact of the same name or address.
    Account,
    /// A name that an admin gave to something that everyone uses. It is reported and not changed.
    Definition,
    /// Ids and tags by construction. The second scan verifies it.
    Verified,
}

/// The kind of text that a mention is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A saved view.
    View,
    /// An operation.
    Operation,
    /// The approval of an operation.
    Approval,
    /// The hold on a record.
    Hold,
}

/// The treatment of a copy that holds an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It deletes the row.
    DeleteRow,
    /// It replaces the identifiers.
    Redact,
}

/// How the second scan finds the rows that may contain an identifier, before it compares their texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Search {
    /// By patterns; and every row with letters outside of ASCII, whose case and accents the database cannot ignore.
    Patterns,
    /// By patterns in these columns, which have the normalized form of the others.
    Normalized(&'static [&'static str]),
    /// By the search index of the records.
    Index,
}

/// A table of the schema.
#[derive(Debug)]
pub struct MappedTable {
    /// Its name.
    pub name: &'static str,
    /// The place that it is a part of.
    pub place: Place,
    /// An SQL expression of a number that finds a row again, for tables that the scan reads.
    pub(crate) key: &'static str,
    /// The columns by which a row belongs to a record: it is removed with the record.
    pub(crate) of_record: &'static [&'static str],
    /// How the scan finds the rows that may contain an identifier.
    pub(crate) search: Search,
    /// Its columns.
    pub columns: &'static [(&'static str, Class)],
}

impl MappedTable {
    /// The columns that the scan reads.
    pub(crate) fn scanned(&self) -> impl Iterator<Item = (&'static str, Class)> + '_ {
        self.columns.iter().copied().filter(|(_, class)| !matches!(class, Nothing | Derived))
    }
}

/// Columns without anything of a person.
macro_rules! plain {
    ($($column:literal)*) => { &[$(($column, Nothing)),*] };
}

const fn table(name: &'static str, place: Place, columns: &'static [(&'static str, Class)]) -> MappedTable {
    MappedTable { name, place, key: "id", of_record: &[], search: Search::Patterns, columns }
}

/// Every table of the schema. The rows of a record are removed in this order, so that `record` is after what refers to it.
pub const DATA_MAP: &[MappedTable] = &[
    table(
        "object",
        Place::Definitions,
        &[
            ("id", Nothing),
            ("slug", Nothing),
            ("singular_en", Definition),
            ("plural_en", Definition),
            ("singular_it", Definition),
            ("plural_it", Definition),
            ("icon", Nothing),
            ("activity", Nothing),
            ("name_properties", Nothing),
            ("key_property", Nothing),
            ("retention_days", Nothing),
            ("archived_at", Nothing),
        ],
    ),
    table(
        "property",
        Place::Definitions,
        &[
            ("id", Nothing),
            ("object_id", Nothing),
            ("position", Nothing),
            ("key", Definition),
            ("label_en", Definition),
            ("label_it", Definition),
            ("kind", Nothing),
            ("options", Definition),
            ("required", Nothing),
            ("listed", Nothing),
            ("indexed", Nothing),
            ("index_name", Nothing),
            ("archived_at", Nothing),
        ],
    ),
    table(
        "pipeline",
        Place::Definitions,
        &[
            ("id", Nothing),
            ("object_id", Nothing),
            ("position", Nothing),
            ("name_en", Definition),
            ("name_it", Definition),
            ("archived_at", Nothing),
        ],
    ),
    table(
        "stage",
        Place::Definitions,
        &[
            ("id", Nothing),
            ("pipeline_id", Nothing),
            ("position", Nothing),
            ("name_en", Definition),
            ("name_it", Definition),
            ("kind", Nothing),
            ("archived_at", Nothing),
        ],
    ),
    table(
        "association_label",
        Place::Definitions,
        &[
            ("id", Nothing),
            ("from_object", Nothing),
            ("to_object", Nothing),
            ("tag", Definition),
            ("name_en", Definition),
            ("name_it", Definition),
            ("inverse_en", Definition),
            ("inverse_it", Definition),
            ("one_per_from", Nothing),
            ("archived_at", Nothing),
        ],
    ),
    table("definition_version", Place::Definitions, plain!["version"]),
    table(
        "role",
        Place::Definitions,
        &[
            ("id", Nothing),
            ("tag", Nothing),
            ("name", Definition),
            ("approval_threshold_records", Nothing),
            ("approval_threshold_amount", Nothing),
            ("removed_at", Nothing),
        ],
    ),
    table("role_grant", Place::Definitions, plain!["role_id" "object_id" "action" "reach" "unassigned"]),
    table("role_right", Place::Definitions, plain!["role_id" "tag"]),
    table(
        "app_user",
        Place::Users,
        &[
            ("id", Nothing),
            ("email", Account),
            ("name", Account),
            ("name_normalized", Derived),
            ("password_hash", Nothing),
            ("role_id", Nothing),
            ("lang", Nothing),
            ("theme", Nothing),
            ("created_at", Nothing),
            ("deactivated_at", Nothing),
        ],
    ),
    table(
        "team",
        Place::Definitions,
        &[("id", Nothing), ("name", Definition), ("name_normalized", Derived), ("parent_team_id", Nothing)],
    ),
    table("team_member", Place::Users, plain!["team_id" "user_id"]),
    table(
        "session",
        Place::Users,
        &[
            ("id", Nothing),
            ("token_hash", Nothing),
            ("user_id", Nothing),
            ("created_at", Nothing),
            ("last_seen_at", Nothing),
            ("authenticated_at", Nothing),
            ("via_oidc", Nothing),
            ("device", Account),
            ("client_address", Account),
        ],
    ),
    table("pending_mfa_session", Place::Users, plain!["token_hash" "user_id" "created_at" "authenticated_at"]),
    table("two_step", Place::Users, plain!["user_id" "secret" "confirmed_at" "last_used_step"]),
    table("recovery_code", Place::Users, plain!["user_id" "code_hash"]),
    table("sign_in_failure", Place::Users, plain!["id" "throttle_key" "failed_at"]),
    MappedTable {
        key: "user_id",
        ..table(
            "identity",
            Place::Users,
            &[
                ("issuer", Nothing),
                ("subject", Account),
                ("user_id", Nothing),
                ("role_managed_by_idp", Nothing),
                ("created_at", Nothing),
            ],
        )
    },
    // A form that waits for its user to authenticate again is kept for some minutes.
    MappedTable {
        key: "created_at",
        ..table(
            "oidc_login_attempt",
            Place::Users,
            &[
                ("state_hash", Nothing),
                ("browser_hash", Nothing),
                ("client_address", Account),
                ("return_to", Duplicate(Rule::DeleteRow)),
                ("session_id", Nothing),
                ("pending_form", Duplicate(Rule::DeleteRow)),
                ("created_at", Nothing),
            ],
        )
    },
    table(
        "invitation",
        Place::Outbox,
        &[
            ("id", Nothing),
            ("email", Duplicate(Rule::DeleteRow)),
            ("role_id", Nothing),
            ("lang", Nothing),
            ("invited_by_id", Nothing),
            ("created_at", Nothing),
            ("expires_at", Nothing),
        ],
    ),
    table("invitation_link", Place::Outbox, plain!["token_hash" "invitation_id"]),
    table(
        "operation",
        Place::Operations,
        &[
            ("id", Nothing),
            ("kind", Nothing),
            ("object_id", Nothing),
            ("actor_id", Nothing),
            ("surface", Nothing),
            ("reason", Mention(Source::Operation)),
            ("selection", Mention(Source::Operation)),
            ("decisions", Mention(Source::Operation)),
            ("idempotency_key", Nothing),
            ("undoes_operation_id", Nothing),
            ("parent_operation_id", Nothing),
            ("created_at", Nothing),
            ("ended_at", Nothing),
            ("state", Nothing),
            ("total", Nothing),
            ("done", Nothing),
            ("skipped", Nothing),
            ("watermark", Nothing),
            ("lease_owner", Nothing),
            ("lease_until", Nothing),
            ("expires_at", Nothing),
            ("expiry_notified", Nothing),
            ("owner_notified", Nothing),
        ],
    ),
    // The row stays, so that the counts of the operation stay; its record is an id without a name.
    MappedTable {
        key: "operation_id",
        ..table(
            "operation_item",
            Place::Operations,
            &[("operation_id", Nothing), ("record_id", Nothing), ("outcome", Duplicate(Rule::Redact))],
        )
    },
    MappedTable {
        key: "operation_id",
        ..table(
            "approval",
            Place::Approvals,
            &[
                ("operation_id", Nothing),
                ("requested_at", Nothing),
                ("expires_at", Nothing),
                ("decided_at", Nothing),
                ("approver_id", Nothing),
                ("approved", Nothing),
                ("comment", Mention(Source::Approval)),
            ],
        )
    },
    table("deletion_anomaly", Place::Operations, plain!["user_id" "day_start" "records"]),
    table("record_sequence", Place::Record, plain!["last"]),
    MappedTable {
        of_record: &["from_id", "to_id"],
        ..table(
            "association",
            Place::Associations,
            plain!["from_id" "to_id" "label" "created_at" "from_object" "to_object"],
        )
    },
    MappedTable {
        of_record: &["from_id", "to_id"],
        ..table(
            "association_event",
            Place::Associations,
            plain!["id" "from_id" "to_id" "change" "labels" "created_at" "actor_id" "surface" "operation_id" "link_created_at"],
        )
    },
    MappedTable {
        key: "record_id",
        of_record: &["record_id"],
        ..table(
            "secondary_key",
            Place::SecondaryKeys,
            &[("record_id", Nothing), ("object_id", Nothing), ("key", Record), ("position", Nothing)],
        )
    },
    MappedTable {
        key: "record_id",
        of_record: &["record_id"],
        ..table(
            "record_version",
            Place::History,
            &[
                ("record_id", Nothing),
                ("version", Nothing),
                ("created_at", Nothing),
                ("actor_id", Nothing),
                ("surface", Nothing),
                ("changes", Record),
                ("operation_id", Nothing),
            ],
        )
    },
    // The trigram index of SQLite, `record_fts`, is maintained by the triggers of this table.
    MappedTable {
        key: "record_id",
        of_record: &["record_id"],
        search: Search::Index,
        ..table("record_search", Place::Search, &[("record_id", Nothing), ("text", Record)])
    },
    // A record on hold is not erased, so no row of a hold belongs to one that is.
    MappedTable {
        key: "record_id",
        ..table(
            "hold",
            Place::Holds,
            &[
                ("record_id", Nothing),
                ("actor_id", Nothing),
                ("created_at", Nothing),
                ("reason", Mention(Source::Hold)),
            ],
        )
    },
    // An id without a name: the form that made the record is recognized for a while.
    table("form_token", Place::Record, plain!["user_id" "token" "record_id" "created_at"]),
    MappedTable {
        of_record: &["record_id"],
        ..table("recent_record", Place::RecentRecords, plain!["user_id" "record_id" "viewed_at"])
    },
    table("record_count", Place::Record, plain!["object_id" "owner_id" "active" "trashed"]),
    table("stage_count", Place::Record, plain!["stage_id" "owner_id" "currency" "active" "amount"]),
    MappedTable {
        of_record: &["id"],
        search: Search::Normalized(&["name_normalized", "properties", "normalized", "unique_key"]),
        ..table(
            "record",
            Place::Record,
            &[
                ("id", Nothing),
                ("object_id", Nothing),
                ("deletion", Nothing),
                ("owner_id", Nothing),
                ("stage_id", Nothing),
                ("version", Nothing),
                ("created_at", Nothing),
                ("created_by_id", Nothing),
                ("updated_at", Nothing),
                ("created_surface", Nothing),
                ("name", Record),
                ("name_normalized", Derived),
                ("unique_key", Record),
                ("properties", Record),
                ("normalized", Derived),
            ],
        )
    },
    table(
        "saved_view",
        Place::SavedViews,
        &[
            ("id", Nothing),
            ("object_id", Nothing),
            ("user_id", Nothing),
            ("name", Mention(Source::View)),
            ("query", Mention(Source::View)),
            ("shared", Nothing),
            ("team_id", Nothing),
        ],
    ),
    table(
        "import",
        Place::Imports,
        &[
            ("id", Nothing),
            ("object_id", Nothing),
            ("actor_id", Nothing),
            ("file_name", Duplicate(Rule::Redact)),
            // Named by the program for an upload, by the operator for a file of the command line.
            ("file_path", Nothing),
            ("uploaded", Nothing),
            ("size_bytes", Nothing),
            ("state", Nothing),
            ("mapping", Nothing),
            ("headers", Duplicate(Rule::Redact)),
            ("read_bytes", Nothing),
            ("read_lines", Nothing),
            ("created_count", Nothing),
            ("updated_count", Nothing),
            ("unchanged_count", Nothing),
            ("refused_count", Nothing),
            ("created_at", Nothing),
            ("started_at", Nothing),
            ("ended_at", Nothing),
        ],
    ),
    table(
        "import_refusal",
        Place::RefusedRows,
        &[
            ("id", Nothing),
            ("import_id", Nothing),
            ("line", Nothing),
            ("reason", Duplicate(Rule::DeleteRow)),
            ("cells", Duplicate(Rule::DeleteRow)),
        ],
    ),
    table(
        "job",
        Place::Jobs,
        &[
            ("id", Nothing),
            ("kind", Nothing),
            ("subject", Verified),
            ("payload", Verified),
            ("revision", Nothing),
            ("created_at", Nothing),
            ("run_at", Nothing),
            ("attempts", Nothing),
            ("lease_owner", Nothing),
            ("lease_until", Nothing),
            ("succeeded_at", Nothing),
            ("failure", Verified),
            ("dead", Nothing),
        ],
    ),
    table(
        "outbox",
        Place::Outbox,
        &[
            ("id", Nothing),
            ("user_id", Nothing),
            ("invitation_id", Nothing),
            ("message", Verified),
            ("created_at", Nothing),
            ("attempts", Nothing),
            ("next_attempt_at", Nothing),
            ("sent_at", Nothing),
            ("failure", Verified),
        ],
    ),
    MappedTable { key: "0", ..table("setting", Place::Definitions, &[("key", Nothing), ("value", Definition)]) },
    table(
        "audit_event",
        Place::Audit,
        &[
            ("id", Nothing),
            ("created_at", Nothing),
            ("actor_id", Nothing),
            ("client_address", Account),
            ("object_id", Nothing),
            ("kind", Nothing),
            ("details", Verified),
        ],
    ),
    table("audit_seal", Place::Audit, plain!["seq" "event_id" "hash"]),
    table("audit_unsealed", Place::Audit, plain!["event_id"]),
    table("audit_anchor", Place::Audit, plain!["id" "seq" "hash"]),
    table(
        "erasure",
        Place::Privacy,
        &[
            ("id", Nothing),
            ("operation_id", Nothing),
            ("surface", Nothing),
            ("ordered_by_id", Nothing),
            ("approved_by_id", Nothing),
            ("ordered_at", Nothing),
            ("basis", Verified),
            ("idempotency_key", Nothing),
            ("state", Nothing),
            ("step", Nothing),
            ("places", Verified),
            ("decisions", Verified),
            // What the second scan looks for, until the erasure is complete. The scan leaves it out.
            ("identifiers", Nothing),
            ("addresses", Nothing),
            ("ended_at", Nothing),
            ("freed_at", Nothing),
        ],
    ),
    table("blocklist_key", Place::Privacy, plain!["id" "check_value" "created_at"]),
    table(
        "blocklist",
        Place::Privacy,
        &[
            ("id", Nothing),
            ("hash", Nothing),
            ("blocked_at", Nothing),
            ("blocked_by_id", Nothing),
            ("erasure_id", Nothing),
            ("reason", Duplicate(Rule::Redact)),
            ("lifted_at", Nothing),
            ("lifted_by_id", Nothing),
            ("lift_reason", Duplicate(Rule::Redact)),
        ],
    ),
    table("erased_record", Place::Privacy, plain!["record_id" "object_id" "erasure_id"]),
    table("erased_association", Place::Associations, plain!["record_id" "erased_id" "created_at"]),
    MappedTable {
        key: "erasure_id",
        ..table(
            "certificate",
            Place::Privacy,
            &[
                ("erasure_id", Nothing),
                ("part", Nothing),
                ("issued_at", Nothing),
                ("content", Verified),
                ("hash", Nothing),
            ],
        )
    },
];

/// Places outside of the database where a person can be, and whether the program reaches them.
pub const OUTSIDE: &[(Place, &str)] = &[
    (Place::ImportFiles, "Uploaded files that wait for their import, in the folder of the data: searched and changed"),
    (Place::MailFiles, "Messages as files where there is no mail server: the operator's, not searched"),
    (Place::Logs, "Logs of the program: they hold no value of a record and no address of a person"),
];

/// The table with this name.
pub(crate) fn mapped(name: &str) -> Option<&'static MappedTable> {
    DATA_MAP.iter().find(|table| table.name == name)
}
