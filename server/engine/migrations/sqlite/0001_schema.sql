-- The whole schema, for SQLite. The file for PostgreSQL has the same tables and columns in the same order.
--
-- Moments are microseconds since 1970 in UTC; their columns end in `_at`. A `tag` is a fixed word of the program. Texts that an
-- admin enters in two languages are pairs of columns that end in `_en` and `_it`. `…_normalized` holds a text without accents
-- and in lower case, as texts are compared and sorted.
--
-- This file is never edited once a version is released: later changes are files of their own, beside it.

-- ============================================================================================================================
-- objects: what an admin defines
-- ============================================================================================================================

-- A kind of record: contacts, companies, an object that an admin made.
CREATE TABLE object (
    id INTEGER PRIMARY KEY,
    -- Its part of a page's address.
    slug TEXT NOT NULL UNIQUE,
    singular_en TEXT NOT NULL,
    plural_en TEXT NOT NULL,
    singular_it TEXT NOT NULL,
    plural_it TEXT NOT NULL,
    icon TEXT NOT NULL DEFAULT 'square',
    -- Whether its records are activities, which appear on the timelines of the records they are associated with.
    activity INTEGER NOT NULL DEFAULT FALSE,
    -- Keys of the properties that make a record's name, separated by spaces.
    name_properties TEXT NOT NULL,
    -- The property whose value no two active records share.
    key_property TEXT,
    -- How long a deleted record stays in the trash.
    retention_days INTEGER NOT NULL DEFAULT 90,
    -- NULL: in use. 0: removed permanently, while the row stays for what refers to it.
    archived_at INTEGER
);

-- A property of an object's records. Its values are members of `record.properties`.
CREATE TABLE property (
    id INTEGER PRIMARY KEY,
    object_id INTEGER NOT NULL REFERENCES object (id),
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    label_en TEXT NOT NULL,
    label_it TEXT NOT NULL,
    -- A tag: text, number, money, date, one_of, …
    kind TEXT NOT NULL,
    -- The choices of a one_of or many_of, as [{"tag": …, "en": …, "it": …}].
    options TEXT NOT NULL DEFAULT '[]',
    required INTEGER NOT NULL DEFAULT FALSE,
    -- Whether it is a column of the object's table by default.
    listed INTEGER NOT NULL DEFAULT FALSE,
    -- Whether filters and sorts by it use an index, and the name of that index. The program creates the indexes that are missing
    -- when it starts.
    indexed INTEGER NOT NULL DEFAULT FALSE,
    index_name TEXT,
    archived_at INTEGER,
    UNIQUE (object_id, key)
);

-- A sequence of stages that the records of an object go through.
CREATE TABLE pipeline (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    object_id INTEGER NOT NULL REFERENCES object (id),
    position INTEGER NOT NULL,
    name_en TEXT NOT NULL,
    name_it TEXT NOT NULL,
    archived_at INTEGER
);

-- A stage of a pipeline: a column of its board.
CREATE TABLE stage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pipeline_id INTEGER NOT NULL REFERENCES pipeline (id),
    position INTEGER NOT NULL,
    name_en TEXT NOT NULL,
    name_it TEXT NOT NULL,
    -- A tag: open, won or lost.
    kind TEXT NOT NULL,
    archived_at INTEGER
);

-- A meaning that an association between two objects can have. `name` is what the record at `to` is to the record at `from`;
-- `inverse` is what the record at `from` is to the record at `to`.
CREATE TABLE association_label (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    from_object INTEGER NOT NULL REFERENCES object (id),
    to_object INTEGER NOT NULL REFERENCES object (id),
    tag TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_it TEXT NOT NULL,
    inverse_en TEXT NOT NULL,
    inverse_it TEXT NOT NULL,
    -- Whether an active record at `from` has at most one association with this label.
    one_per_from INTEGER NOT NULL DEFAULT FALSE,
    -- NULL: in use. 0: removed permanently, while its names stay for the timelines.
    archived_at INTEGER,
    UNIQUE (from_object, to_object, tag)
);
-- An association names its label by the tag alone.
CREATE UNIQUE INDEX association_label_tag ON association_label (tag);

-- One row: a number that grows with every change of a definition, in the transaction that makes the change. Definitions are
-- cached in memory; the number tells whether a cached copy is current. The triggers at the end of this file maintain it.
CREATE TABLE definition_version (version INTEGER NOT NULL);
INSERT INTO definition_version (version) VALUES (1);

-- ============================================================================================================================
-- people: users, what they may do, and how they sign in
-- ============================================================================================================================

-- A role. The row of a removed role stays: the audit refers to it, and its id is never used again.
CREATE TABLE role (
    id INTEGER PRIMARY KEY,
    tag TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- A larger deletion needs the approval of a second person: the most records, and the most that the open deals among them
    -- are worth, in whole units of any one currency. NULL: no limit.
    approval_threshold_records INTEGER,
    approval_threshold_amount INTEGER,
    removed_at INTEGER
);

-- What a role may do to the records of an object.
CREATE TABLE role_grant (
    role_id INTEGER NOT NULL REFERENCES role (id),
    object_id INTEGER NOT NULL REFERENCES object (id),
    -- A tag: view, edit or delete.
    action TEXT NOT NULL,
    -- A tag: owned, team or everything.
    reach TEXT NOT NULL,
    -- Whether records without an owner are included.
    unassigned INTEGER NOT NULL DEFAULT FALSE,
    PRIMARY KEY (role_id, object_id, action)
) WITHOUT ROWID;

-- A right of a role that is not about one object: bulk_delete, see_trash, import, …
CREATE TABLE role_right (
    role_id INTEGER NOT NULL REFERENCES role (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (role_id, tag)
) WITHOUT ROWID;

-- A person who can sign in.
CREATE TABLE app_user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_normalized TEXT NOT NULL,
    -- Argon2id. Empty for a user who only signs in through an identity provider.
    password_hash TEXT NOT NULL,
    role_id INTEGER NOT NULL REFERENCES role (id),
    lang TEXT,
    theme TEXT NOT NULL DEFAULT 'system',
    created_at INTEGER NOT NULL,
    deactivated_at INTEGER
);
CREATE INDEX app_user_role ON app_user (role_id);

-- A team. The members of a team also reach the records of the teams below it.
CREATE TABLE team (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_normalized TEXT NOT NULL,
    parent_team_id INTEGER REFERENCES team (id)
);
CREATE TABLE team_member (
    team_id INTEGER NOT NULL REFERENCES team (id),
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    PRIMARY KEY (team_id, user_id)
) WITHOUT ROWID;
CREATE INDEX team_member_user ON team_member (user_id, team_id);

-- A signed-in browser. A session ends some days after it was last seen and some days after it was created; both periods are
-- settings, so no end is stored.
CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL DEFAULT 0,
    -- When the user last entered their password and code, or signed in at the identity provider.
    authenticated_at INTEGER NOT NULL DEFAULT 0,
    via_oidc INTEGER NOT NULL DEFAULT FALSE,
    -- The browser and the operating system, in two words.
    device TEXT NOT NULL DEFAULT '',
    -- The IP address of the last request.
    client_address TEXT NOT NULL DEFAULT ''
);
CREATE INDEX session_of_user ON session (user_id);

-- A user who entered the right password, or came back from the identity provider, and has not entered a code yet.
CREATE TABLE pending_mfa_session (
    token_hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    created_at INTEGER NOT NULL,
    -- When the user signed in at the identity provider. NULL after a password.
    authenticated_at INTEGER
);
CREATE INDEX pending_mfa_session_user ON pending_mfa_session (user_id);

-- Two-step verification of a user: the secret of an authenticator app (TOTP, RFC 6238).
CREATE TABLE two_step (
    user_id INTEGER PRIMARY KEY REFERENCES app_user (id),
    secret BLOB NOT NULL,
    -- NULL until the first code was entered: no code is asked for before.
    confirmed_at INTEGER,
    -- The time step of the last accepted code: no code is accepted twice.
    last_used_step INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE recovery_code (
    user_id INTEGER NOT NULL REFERENCES two_step (user_id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (user_id, code_hash)
) WITHOUT ROWID;

-- A failed sign-in, for the login throttle.
CREATE TABLE sign_in_failure (
    id INTEGER PRIMARY KEY,
    -- The hash of an e-mail or of an IP address.
    throttle_key BLOB NOT NULL,
    failed_at INTEGER NOT NULL
);
CREATE INDEX sign_in_failure_throttle_key ON sign_in_failure (throttle_key, failed_at);

-- A user's identity at an OpenID Connect provider: `subject` is the provider's own id of the user, never an e-mail. A user has
-- at most one identity per provider, so an e-mail that is given to another person there does not open the account.
CREATE TABLE identity (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    -- Whether the groups at the provider decide the role.
    role_managed_by_idp INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
CREATE UNIQUE INDEX identity_user ON identity (user_id, issuer);

-- A browser that was redirected to the identity provider and has not come back: valid for some minutes, and once. The `state`
-- and the browser's cookie are stored as hashes; nonce and PKCE verifier are derived from the cookie's secret.
CREATE TABLE oidc_login_attempt (
    state_hash BLOB PRIMARY KEY,
    browser_hash BLOB NOT NULL,
    client_address TEXT NOT NULL,
    -- The page that a sign-in continues to.
    return_to TEXT NOT NULL,
    -- For a reauthentication: the session, and the form that is sent afterwards. NULL for a sign-in.
    session_id INTEGER UNIQUE REFERENCES session (id) ON DELETE CASCADE,
    pending_form TEXT,
    created_at INTEGER NOT NULL
);
CREATE INDEX oidc_login_attempt_address ON oidc_login_attempt (client_address, created_at);

-- An invitation that was not accepted yet.
CREATE TABLE invitation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    role_id INTEGER NOT NULL REFERENCES role (id),
    lang TEXT NOT NULL,
    invited_by_id INTEGER NOT NULL REFERENCES app_user (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
-- The link in one message. Each message has its own; all links of an invitation stop working together.
CREATE TABLE invitation_link (
    token_hash BLOB PRIMARY KEY,
    invitation_id INTEGER NOT NULL REFERENCES invitation (id) ON DELETE CASCADE
);
CREATE INDEX invitation_link_invitation ON invitation_link (invitation_id);

-- ============================================================================================================================
-- operations: deletions, restores, assignments and purges
-- ============================================================================================================================

-- One act on a set of records: who, when, from which surface, why, on which set.
CREATE TABLE operation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- A tag: delete, restore, assign or purge.
    kind TEXT NOT NULL,
    object_id INTEGER NOT NULL REFERENCES object (id),
    -- NULL: the program itself.
    actor_id INTEGER REFERENCES app_user (id),
    surface TEXT NOT NULL,
    reason TEXT,
    -- What was selected, for the operation's page: it outlives the records.
    selection TEXT,
    -- What was decided at the confirmation, beyond the set.
    decisions TEXT,
    -- Issued by the preview: a confirmation that is sent twice makes one operation.
    idempotency_key TEXT UNIQUE,
    -- The operation that this one undoes.
    undoes_operation_id INTEGER REFERENCES operation (id),
    -- The deletion that this one is a part of: records of another object that were deleted along.
    parent_operation_id INTEGER REFERENCES operation (id),
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- A tag: preparing, waiting, running, paused, stopped, done or declined.
    state TEXT NOT NULL DEFAULT 'done',
    -- Records in the set, records done, records skipped.
    total INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    -- The last record that was processed: a run goes through the set in the order of ids.
    watermark INTEGER,
    -- The process that runs it, and the moment until which no other process may.
    lease_owner INTEGER,
    lease_until INTEGER NOT NULL DEFAULT 0,
    -- Of a deletion: when its records are purged. Fixed when it is made, so that a shorter retention applies to later deletions.
    expires_at INTEGER,
    -- Of a deletion: whether the people concerned were notified that it expires, and the owners that it happened.
    expiry_notified INTEGER NOT NULL DEFAULT FALSE,
    owner_notified INTEGER NOT NULL DEFAULT FALSE
);
CREATE INDEX operation_actor ON operation (actor_id);
CREATE INDEX operation_state ON operation (state, lease_until);
CREATE INDEX operation_expires ON operation (object_id, expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX operation_expiry_not_notified ON operation (expires_at) WHERE expires_at IS NOT NULL AND NOT expiry_notified;
CREATE INDEX operation_owner_not_notified ON operation (ended_at) WHERE kind = 'delete' AND NOT owner_notified;
CREATE INDEX operation_deleted_at ON operation (created_at) WHERE kind = 'delete';
CREATE INDEX operation_parent ON operation (parent_operation_id) WHERE parent_operation_id IS NOT NULL;

-- A record of an operation's frozen set. There is no reference to `record`, because the operation outlives its records.
CREATE TABLE operation_item (
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    record_id INTEGER NOT NULL,
    -- Only where it differs from what the operation does: skipped and why, restored without its key, …
    outcome TEXT,
    PRIMARY KEY (operation_id, record_id)
) WITHOUT ROWID;
CREATE INDEX operation_item_record ON operation_item (record_id);

-- The approval that a deletion needs, or needed.
CREATE TABLE approval (
    operation_id INTEGER PRIMARY KEY REFERENCES operation (id) ON DELETE CASCADE,
    requested_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    decided_at INTEGER,
    -- NULL: it expired.
    approver_id INTEGER REFERENCES app_user (id),
    approved INTEGER,
    comment TEXT
);

-- A user who deleted unusually many records on a day. A row means that the administrators were notified.
CREATE TABLE deletion_anomaly (
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    -- The moment at which the day began.
    day_start INTEGER NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (user_id, day_start)
) WITHOUT ROWID;

-- ============================================================================================================================
-- records: the records of all objects, their keys, history, search text and totals
-- ============================================================================================================================

-- Record ids come from here and are never used again.
CREATE TABLE record_sequence (last INTEGER NOT NULL);
INSERT INTO record_sequence VALUES (0);

-- A record of any object.
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    object_id INTEGER NOT NULL REFERENCES object (id),
    -- The operation that deleted it; NULL means active. A deletion and a restore change nothing else.
    deletion INTEGER REFERENCES operation (id),
    owner_id INTEGER REFERENCES app_user (id),
    stage_id INTEGER REFERENCES stage (id),
    -- Grows by one with every edit. Deleting and restoring are no edits.
    version INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    created_by_id INTEGER REFERENCES app_user (id),
    updated_at INTEGER NOT NULL,
    created_surface TEXT NOT NULL,
    name TEXT NOT NULL,
    name_normalized TEXT NOT NULL,
    -- The value of the object's key property: a contact's e-mail, a company's domain.
    unique_key TEXT,
    -- An object of texts by property key. An empty value is left out.
    properties TEXT NOT NULL,
    -- The normalized form of the values that are not all ASCII, by property key. For the others lower() gives the same.
    normalized TEXT
);
CREATE INDEX record_by_name ON record (object_id, name_normalized, id) WHERE deletion IS NULL;
-- The owner is included so that recent records are counted by owner without reading the table; `deletion` because SQLite reads
-- the table for every column that a query names, even one that is NULL in the whole index.
CREATE INDEX record_by_created ON record (object_id, created_at, id, owner_id, deletion) WHERE deletion IS NULL;
CREATE INDEX record_by_updated ON record (object_id, updated_at, id) WHERE deletion IS NULL;
CREATE INDEX record_by_owner ON record (object_id, owner_id, id) WHERE deletion IS NULL;
CREATE INDEX record_by_stage ON record (stage_id, updated_at, id) WHERE deletion IS NULL AND stage_id IS NOT NULL;
CREATE UNIQUE INDEX record_by_key ON record (object_id, unique_key) WHERE deletion IS NULL;
CREATE INDEX record_without_key ON record (object_id, id) WHERE deletion IS NULL AND unique_key IS NULL;
-- Serves a single deletion too, because a deletion has one object. An index on `deletion` alone would be one more index to write
-- for every record that is deleted or restored.
CREATE INDEX record_in_trash ON record (object_id, deletion, id) WHERE deletion IS NOT NULL;
-- A user's open tasks, by due date.
CREATE INDEX task_open ON record (object_id, owner_id, coalesce(normalized ->> 'due', lower(properties ->> 'due')), id)
    WHERE object_id = 7 AND deletion IS NULL AND coalesce(properties ->> 'done', 'no') <> 'yes';
-- The indexes of properties are created by the program: see `property.index_name`.

-- A further key of a record: a contact's other e-mails. First and secondary keys share one uniqueness among active records,
-- which the engine keeps: see its module `keys`.
CREATE TABLE secondary_key (
    record_id INTEGER NOT NULL REFERENCES record (id),
    object_id INTEGER NOT NULL REFERENCES object (id),
    -- Compared byte by byte, like `record.unique_key`, so that a comparison of the two uses the index.
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (record_id, key)
) WITHOUT ROWID;
CREATE INDEX secondary_key_by_key ON secondary_key (object_id, key);

-- An edit of a record: one row for each version after the first.
CREATE TABLE record_version (
    record_id INTEGER NOT NULL REFERENCES record (id),
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    actor_id INTEGER REFERENCES app_user (id),
    surface TEXT NOT NULL,
    -- [{"field": …, "old": …, "new": …}]
    changes TEXT NOT NULL,
    -- The operation that made the edit. Its undo reads the old values here.
    operation_id INTEGER REFERENCES operation (id),
    PRIMARY KEY (record_id, version)
) WITHOUT ROWID;
CREATE INDEX record_version_operation ON record_version (operation_id, record_id) WHERE operation_id IS NOT NULL;

-- The text of a record that a search looks through. A deletion leaves it alone; searches join `record` and hide what is deleted.
CREATE TABLE record_search (
    record_id INTEGER PRIMARY KEY REFERENCES record (id),
    text TEXT NOT NULL
);
-- The trigram index of `record_search`, maintained by the triggers. With secure-delete no text of a removed record stays in it.
CREATE VIRTUAL TABLE record_fts USING fts5 (
    text, content = 'record_search', content_rowid = 'record_id', tokenize = 'trigram case_sensitive 1'
);
INSERT INTO record_fts (record_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER record_search_added AFTER INSERT ON record_search BEGIN
    INSERT INTO record_fts (rowid, text) VALUES (new.record_id, new.text);
END;
CREATE TRIGGER record_search_removed AFTER DELETE ON record_search BEGIN
    INSERT INTO record_fts (record_fts, rowid, text) VALUES ('delete', old.record_id, old.text);
END;
CREATE TRIGGER record_search_changed AFTER UPDATE ON record_search BEGIN
    INSERT INTO record_fts (record_fts, rowid, text) VALUES ('delete', old.record_id, old.text);
    INSERT INTO record_fts (rowid, text) VALUES (new.record_id, new.text);
END;

-- A legal hold: the record cannot be purged.
CREATE TABLE hold (
    record_id INTEGER PRIMARY KEY REFERENCES record (id),
    actor_id INTEGER REFERENCES app_user (id),
    created_at INTEGER NOT NULL,
    reason TEXT NOT NULL
);

-- A form that created a record: a form that is sent twice creates one. No reference to `record`: it may be purged by now, and its
-- id is never used again.
CREATE TABLE form_token (
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    token TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, token)
) WITHOUT ROWID;
CREATE INDEX form_token_created ON form_token (created_at);

-- A record that a user viewed; the latest few of each user are kept. No reference to `record`: a purged id is passed over.
CREATE TABLE recent_record (
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    record_id INTEGER NOT NULL,
    viewed_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, record_id)
) WITHOUT ROWID;
CREATE INDEX recent_record_record ON recent_record (record_id);

-- How many records an owner has of an object, so that no page counts a million rows. Owner 0 stands for unassigned. Maintained
-- by triggers, so that no change of a record is missed.
CREATE TABLE record_count (
    object_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    active INTEGER NOT NULL,
    trashed INTEGER NOT NULL,
    PRIMARY KEY (object_id, owner_id)
) WITHOUT ROWID;

-- How many active records an owner has in a stage, and what they are worth, so that no board counts a hundred thousand deals.
-- Owner 0 stands for unassigned; a record without an amount counts under the currency ''.
CREATE TABLE stage_count (
    stage_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    currency TEXT NOT NULL,
    active INTEGER NOT NULL,
    -- Hundredths of the currency's unit.
    amount INTEGER NOT NULL,
    PRIMARY KEY (stage_id, owner_id, currency)
) WITHOUT ROWID;

CREATE TRIGGER record_count_added AFTER INSERT ON record BEGIN
    INSERT INTO record_count (object_id, owner_id, active, trashed)
    VALUES (new.object_id, coalesce(new.owner_id, 0), new.deletion IS NULL, new.deletion IS NOT NULL)
    ON CONFLICT (object_id, owner_id) DO UPDATE
    SET active = active + excluded.active, trashed = trashed + excluded.trashed;
END;
CREATE TRIGGER record_count_removed AFTER DELETE ON record BEGIN
    UPDATE record_count SET active = active - (old.deletion IS NULL), trashed = trashed - (old.deletion IS NOT NULL)
    WHERE object_id = old.object_id AND owner_id = coalesce(old.owner_id, 0);
END;

-- An insert here adds one record to `stage_count` (active 1) or takes one away (active -1): the one place that splits a stored
-- amount into its number and its currency.
CREATE VIEW stage_change AS SELECT stage_id, owner_id, currency AS amount, active FROM stage_count;
CREATE TRIGGER stage_change_counted INSTEAD OF INSERT ON stage_change BEGIN
    INSERT INTO stage_count (stage_id, owner_id, currency, active, amount)
    SELECT new.stage_id, coalesce(new.owner_id, 0), CASE WHEN money THEN substr(new.amount, -3) ELSE '' END, new.active,
        CASE WHEN money
        THEN new.active * CAST(replace(substr(new.amount, 1, length(new.amount) - 4), '.', '') AS INTEGER) ELSE 0 END
    FROM (SELECT new.amount GLOB '*[0-9].[0-9][0-9] [A-Z][A-Z][A-Z]' AS money)
    WHERE TRUE
    ON CONFLICT (stage_id, owner_id, currency) DO UPDATE
    SET active = active + excluded.active, amount = amount + excluded.amount;
END;
CREATE TRIGGER stage_count_added AFTER INSERT ON record WHEN new.stage_id IS NOT NULL AND new.deletion IS NULL BEGIN
    INSERT INTO stage_change (stage_id, owner_id, amount, active)
    VALUES (new.stage_id, new.owner_id, new.properties ->> 'amount', 1);
END;
CREATE TRIGGER stage_count_removed AFTER DELETE ON record WHEN old.stage_id IS NOT NULL AND old.deletion IS NULL BEGIN
    INSERT INTO stage_change (stage_id, owner_id, amount, active)
    VALUES (old.stage_id, old.owner_id, old.properties ->> 'amount', -1);
END;
-- One trigger for a deletion, a restore and a change of owner maintains both totals: a second trigger made a large deletion of
-- contacts half as slow again, although contacts are in no stage.
CREATE TRIGGER record_count_changed AFTER UPDATE OF deletion, owner_id ON record
WHEN (old.deletion IS NULL) <> (new.deletion IS NULL) OR old.owner_id IS NOT new.owner_id
BEGIN
    UPDATE record_count SET active = active - (old.deletion IS NULL), trashed = trashed - (old.deletion IS NOT NULL)
    WHERE object_id = old.object_id AND owner_id = coalesce(old.owner_id, 0);
    INSERT INTO record_count (object_id, owner_id, active, trashed)
    VALUES (new.object_id, coalesce(new.owner_id, 0), new.deletion IS NULL, new.deletion IS NOT NULL)
    ON CONFLICT (object_id, owner_id) DO UPDATE
    SET active = active + excluded.active, trashed = trashed + excluded.trashed;
    INSERT INTO stage_change (stage_id, owner_id, amount, active)
    SELECT old.stage_id, old.owner_id, old.properties ->> 'amount', -1
    WHERE old.stage_id IS NOT NULL AND old.deletion IS NULL;
    INSERT INTO stage_change (stage_id, owner_id, amount, active)
    SELECT new.stage_id, new.owner_id, new.properties ->> 'amount', 1
    WHERE new.stage_id IS NOT NULL AND new.deletion IS NULL;
END;
CREATE TRIGGER stage_count_changed AFTER UPDATE OF stage_id, properties ON record
WHEN (old.stage_id IS NOT NULL OR new.stage_id IS NOT NULL) AND old.deletion IS NULL AND new.deletion IS NULL
    AND old.owner_id IS new.owner_id AND (old.stage_id IS NOT new.stage_id OR old.properties IS NOT new.properties)
BEGIN
    INSERT INTO stage_change (stage_id, owner_id, amount, active)
    SELECT old.stage_id, old.owner_id, old.properties ->> 'amount', -1 WHERE old.stage_id IS NOT NULL;
    INSERT INTO stage_change (stage_id, owner_id, amount, active)
    SELECT new.stage_id, new.owner_id, new.properties ->> 'amount', 1 WHERE new.stage_id IS NOT NULL;
END;

-- ============================================================================================================================
-- associations: links between records
-- ============================================================================================================================

-- An association of two records under one label; '' is the association without a label.
CREATE TABLE association (
    from_id INTEGER NOT NULL REFERENCES record (id),
    to_id INTEGER NOT NULL REFERENCES record (id),
    label TEXT NOT NULL,
    -- Of two associations of which a label allows one, the newer stays. 0: unknown.
    created_at INTEGER NOT NULL DEFAULT 0,
    -- The objects of both ends, which never change, so that a query selects by object without reading the records.
    from_object INTEGER NOT NULL,
    to_object INTEGER NOT NULL,
    PRIMARY KEY (from_id, to_id, label)
) WITHOUT ROWID;
CREATE INDEX association_to ON association (to_id, from_object);

-- A change of an association, for the timelines of both records.
CREATE TABLE association_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    from_id INTEGER NOT NULL REFERENCES record (id),
    to_id INTEGER NOT NULL REFERENCES record (id),
    -- A tag: added, labelled, removed or gave_way.
    change TEXT NOT NULL,
    -- The labels after the change, or at the removal, seen from `from`. Of gave_way: the label that was lost.
    labels TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    actor_id INTEGER REFERENCES app_user (id),
    surface TEXT NOT NULL,
    operation_id INTEGER REFERENCES operation (id),
    -- Of gave_way: when the association had been created.
    link_created_at INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX association_event_from ON association_event (from_id, id);
CREATE INDEX association_event_to ON association_event (to_id, id);
CREATE INDEX association_event_operation ON association_event (operation_id) WHERE operation_id IS NOT NULL;

-- ============================================================================================================================
-- views, imports, mail, settings
-- ============================================================================================================================

-- A view of an object's table that a user saved.
CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    object_id INTEGER NOT NULL REFERENCES object (id),
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    name TEXT NOT NULL,
    -- The query string of the view's address, without the page.
    query TEXT NOT NULL,
    -- Whether everyone who sees the object sees the view.
    shared INTEGER NOT NULL DEFAULT FALSE,
    -- The team that it is shared with. When the team is removed, the view is private again.
    team_id INTEGER REFERENCES team (id) ON DELETE SET NULL
);
CREATE INDEX saved_view_object ON saved_view (object_id, user_id);
CREATE INDEX saved_view_team ON saved_view (team_id) WHERE team_id IS NOT NULL;

-- An import of a CSV file. Progress and counts change in the transaction that writes the rows.
CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    object_id INTEGER NOT NULL REFERENCES object (id),
    actor_id INTEGER NOT NULL REFERENCES app_user (id),
    file_name TEXT NOT NULL,
    file_path TEXT NOT NULL,
    -- Whether the file was uploaded, and is removed when the import ends.
    uploaded INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    -- A tag: uploaded, running, done or failed.
    state TEXT NOT NULL,
    -- The field of each column, and the titles of the columns.
    mapping TEXT,
    headers TEXT,
    -- Where the next row begins.
    read_bytes INTEGER NOT NULL DEFAULT 0,
    read_lines INTEGER NOT NULL DEFAULT 0,
    created_count INTEGER NOT NULL DEFAULT 0,
    updated_count INTEGER NOT NULL DEFAULT 0,
    unchanged_count INTEGER NOT NULL DEFAULT 0,
    refused_count INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER
);

-- A row of a file that was not imported, and why.
CREATE TABLE import_refusal (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES import (id),
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    cells TEXT NOT NULL
);
CREATE INDEX import_refusal_import ON import_refusal (import_id, id);

-- A job: work that runs in the background. Removed when it is done; the row of a recurring job stays.
CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What it does: a tag of `domain::job::JobKind`.
    kind TEXT NOT NULL,
    -- What it is about, such as the number of an operation; empty for a recurring job. One job of a kind for a subject.
    subject TEXT NOT NULL,
    payload TEXT,
    -- Grows each time the job is enqueued again, so that a request that arrives while it runs is not lost.
    revision INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    -- It runs not before then.
    run_at INTEGER NOT NULL,
    -- Failed attempts in a row.
    attempts INTEGER NOT NULL DEFAULT 0,
    -- The worker that has it, and until when it is left to that worker.
    lease_owner INTEGER,
    lease_until INTEGER NOT NULL DEFAULT 0,
    -- The end of the last attempt that succeeded, of a recurring job.
    succeeded_at INTEGER,
    -- Why the last attempt failed: a class of failure, never a value of a record.
    failure TEXT,
    -- It failed too often, and runs again only when an admin says so.
    dead BOOLEAN NOT NULL DEFAULT FALSE,
    UNIQUE (kind, subject)
);
CREATE INDEX job_run_at ON job (kind, run_at) WHERE NOT dead;

-- A message to send, written in the transaction that causes it. It holds ids, numbers and dates, and no personal data.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The recipient: a user or the address of an invitation.
    user_id INTEGER REFERENCES app_user (id),
    invitation_id INTEGER REFERENCES invitation (id) ON DELETE CASCADE,
    message TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Not before this moment; during an attempt, the end of its lease. NULL: sent, or given up.
    next_attempt_at INTEGER,
    sent_at INTEGER,
    -- Why the last attempt failed: the kind of failure, without a text of the mail server.
    failure TEXT,
    CONSTRAINT outbox_recipient CHECK ((user_id IS NULL) <> (invitation_id IS NULL))
);
CREATE INDEX outbox_next_attempt ON outbox (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX outbox_invitation ON outbox (invitation_id) WHERE invitation_id IS NOT NULL;

-- A setting of the installation: a JSON value or a text by its key.
CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- ============================================================================================================================
-- audit: an append-only log with a hash chain
-- ============================================================================================================================

-- An event: rows are added and never changed. Details hold ids and tags, never a name or an address of a person. There are no
-- references, because an event outlives what it names.
CREATE TABLE audit_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    created_at INTEGER NOT NULL,
    -- NULL: the program itself, or an unknown person.
    actor_id INTEGER,
    -- The IP address of the client, if there was one.
    client_address TEXT,
    -- The object that the event is about, for the filter of the audit page.
    object_id INTEGER,
    kind TEXT NOT NULL,
    details TEXT NOT NULL
);
-- The audit page: latest first, filtered by one of these.
CREATE INDEX audit_event_created ON audit_event (created_at, id);
CREATE INDEX audit_event_actor ON audit_event (coalesce(actor_id, 0), created_at, id);
CREATE INDEX audit_event_kind ON audit_event (kind, created_at, id);
CREATE INDEX audit_event_object ON audit_event (object_id, created_at, id);
CREATE INDEX audit_event_client_address ON audit_event (client_address, created_at, id);

-- A link of the chain: the hash of the previous link and of an event.
CREATE TABLE audit_seal (
    seq INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL UNIQUE,
    hash TEXT NOT NULL
);
-- An event that is committed and not sealed yet.
CREATE TABLE audit_unsealed (event_id INTEGER PRIMARY KEY);
-- One row: where the chain begins, which is the last link that was removed together with the events up to it.
CREATE TABLE audit_anchor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_anchor (id, seq, hash) VALUES (1, 0, '');

CREATE TRIGGER audit_event_added AFTER INSERT ON audit_event BEGIN
    INSERT INTO audit_unsealed (event_id) VALUES (new.id);
END;

-- Events and links are never changed, and only those that the anchor has passed can be deleted.
CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON audit_event BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event
WHEN NOT EXISTS (
    SELECT 1 FROM audit_seal JOIN audit_anchor ON audit_seal.seq <= audit_anchor.seq WHERE audit_seal.event_id = old.id
) BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_seal_unchanged BEFORE UPDATE ON audit_seal BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_seal_kept BEFORE DELETE ON audit_seal
WHEN old.seq > (SELECT seq FROM audit_anchor) BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- ============================================================================================================================
-- definition_version: every change of a definition counts
-- ============================================================================================================================

CREATE TRIGGER object_definition_added AFTER INSERT ON object BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER object_definition_changed AFTER UPDATE ON object BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER object_definition_removed AFTER DELETE ON object BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER property_definition_added AFTER INSERT ON property BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER property_definition_changed AFTER UPDATE ON property BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER property_definition_removed AFTER DELETE ON property BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER pipeline_definition_added AFTER INSERT ON pipeline BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER pipeline_definition_changed AFTER UPDATE ON pipeline BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER pipeline_definition_removed AFTER DELETE ON pipeline BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER stage_definition_added AFTER INSERT ON stage BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER stage_definition_changed AFTER UPDATE ON stage BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER stage_definition_removed AFTER DELETE ON stage BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER association_label_definition_added AFTER INSERT ON association_label BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER association_label_definition_changed AFTER UPDATE ON association_label BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER association_label_definition_removed AFTER DELETE ON association_label BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER role_definition_added AFTER INSERT ON role BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_definition_changed AFTER UPDATE ON role BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_definition_removed AFTER DELETE ON role BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER role_grant_definition_added AFTER INSERT ON role_grant BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_grant_definition_changed AFTER UPDATE ON role_grant BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_grant_definition_removed AFTER DELETE ON role_grant BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER role_right_definition_added AFTER INSERT ON role_right BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_right_definition_changed AFTER UPDATE ON role_right BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_right_definition_removed AFTER DELETE ON role_right BEGIN UPDATE definition_version SET version = version + 1; END;

-- ============================================================================================================================
-- What every installation starts with
-- ============================================================================================================================

INSERT INTO object (id, slug, singular_en, plural_en, singular_it, plural_it, name_properties, key_property, icon, activity) VALUES
    (1, 'contacts', 'contact', 'contacts', 'contatto', 'contatti', 'first_name last_name', 'email', 'person', FALSE),
    (2, 'companies', 'company', 'companies', 'azienda', 'aziende', 'name', 'domain', 'building', FALSE),
    (3, 'deals', 'deal', 'deals', 'trattativa', 'trattative', 'name', NULL, 'coin', FALSE),
    (4, 'tickets', 'ticket', 'tickets', 'ticket', 'ticket', 'name', NULL, 'ticket', FALSE),
    (5, 'calls', 'call', 'calls', 'chiamata', 'chiamate', 'title', NULL, 'phone', TRUE),
    (6, 'emails', 'e-mail', 'e-mails', 'e-mail', 'e-mail', 'title', NULL, 'letter', TRUE),
    (7, 'tasks', 'task', 'tasks', 'compito', 'compiti', 'title', NULL, 'task', TRUE),
    (8, 'notes', 'note', 'notes', 'nota', 'note', 'body', NULL, 'note', TRUE),
    (9, 'meetings', 'meeting', 'meetings', 'incontro', 'incontri', 'title', NULL, 'calendar', TRUE);

INSERT INTO property (object_id, position, key, label_en, label_it, kind, indexed, listed, options) VALUES
    (1, 1, 'first_name', 'First name', 'Nome', 'text', FALSE, FALSE, '[]'),
    (1, 2, 'last_name', 'Last name', 'Cognome', 'text', FALSE, FALSE, '[]'),
    (1, 3, 'email', 'E-mail', 'E-mail', 'email', FALSE, TRUE, '[]'),
    (1, 4, 'phone', 'Phone', 'Telefono', 'phone', TRUE, TRUE, '[]'),
    (1, 5, 'company', 'Company name', 'Azienda', 'text', TRUE, TRUE, '[]'),
    (1, 6, 'job_title', 'Job title', 'Ruolo', 'text', FALSE, FALSE, '[]'),
    (1, 7, 'city', 'City', 'Città', 'text', FALSE, FALSE, '[]'),
    (1, 8, 'lifecycle', 'Lifecycle', 'Ciclo di vita', 'one_of', FALSE, FALSE, '[{"tag": "subscriber", "en": "Subscriber", "it": "Iscritto"}, {"tag": "lead", "en": "Lead", "it": "Lead"}, {"tag": "opportunity", "en": "Opportunity", "it": "Opportunità"}, {"tag": "customer", "en": "Customer", "it": "Cliente"}, {"tag": "partner", "en": "Partner", "it": "Partner"}]'),
    (1, 9, 'interests', 'Interests', 'Interessi', 'many_of', FALSE, FALSE, '[{"tag": "news", "en": "News", "it": "Novità"}, {"tag": "offers", "en": "Offers", "it": "Offerte"}, {"tag": "events", "en": "Events", "it": "Eventi"}]'),
    (1, 10, 'birthday', 'Birthday', 'Compleanno', 'date', FALSE, FALSE, '[]'),
    (1, 11, 'newsletter', 'Newsletter', 'Newsletter', 'yes_no', FALSE, FALSE, '[]'),
    (2, 1, 'name', 'Name', 'Nome', 'text', FALSE, FALSE, '[]'),
    (2, 2, 'domain', 'Domain', 'Dominio', 'domain', FALSE, TRUE, '[]'),
    (2, 3, 'phone', 'Phone', 'Telefono', 'phone', FALSE, TRUE, '[]'),
    (2, 4, 'industry', 'Industry', 'Settore', 'one_of', TRUE, TRUE, '[{"tag": "retail", "en": "Retail", "it": "Commercio"}, {"tag": "manufacturing", "en": "Manufacturing", "it": "Manifattura"}, {"tag": "software", "en": "Software", "it": "Software"}, {"tag": "construction", "en": "Construction", "it": "Edilizia"}, {"tag": "energy", "en": "Energy", "it": "Energia"}, {"tag": "services", "en": "Services", "it": "Servizi"}, {"tag": "public", "en": "Public sector", "it": "Settore pubblico"}]'),
    (2, 5, 'city', 'City', 'Città', 'text', TRUE, TRUE, '[]'),
    (2, 6, 'country', 'Country', 'Paese', 'text', FALSE, FALSE, '[]'),
    (2, 7, 'employees', 'Employees', 'Dipendenti', 'number', TRUE, FALSE, '[]'),
    (2, 8, 'revenue', 'Yearly revenue', 'Fatturato annuo', 'money', TRUE, FALSE, '[]'),
    (2, 9, 'website', 'Website', 'Sito web', 'link', FALSE, FALSE, '[]'),
    (2, 10, 'description', 'Description', 'Descrizione', 'long_text', FALSE, FALSE, '[]'),
    (3, 1, 'name', 'Name', 'Nome', 'text', FALSE, FALSE, '[]'),
    (3, 2, 'amount', 'Amount', 'Importo', 'money', TRUE, TRUE, '[]'),
    (3, 3, 'close_date', 'Close date', 'Data di chiusura', 'date', TRUE, TRUE, '[]'),
    (3, 4, 'deal_type', 'Type', 'Tipo', 'one_of', FALSE, FALSE, '[{"tag": "new", "en": "New business", "it": "Nuovo cliente"}, {"tag": "existing", "en": "Existing business", "it": "Cliente esistente"}]'),
    (3, 5, 'priority', 'Priority', 'Priorità', 'one_of', TRUE, FALSE, '[{"tag": "low", "en": "Low", "it": "Bassa"}, {"tag": "medium", "en": "Medium", "it": "Media"}, {"tag": "high", "en": "High", "it": "Alta"}, {"tag": "urgent", "en": "Urgent", "it": "Urgente"}]'),
    (3, 6, 'description', 'Description', 'Descrizione', 'long_text', FALSE, FALSE, '[]'),
    (4, 1, 'name', 'Subject', 'Oggetto', 'text', FALSE, FALSE, '[]'),
    (4, 2, 'priority', 'Priority', 'Priorità', 'one_of', TRUE, TRUE, '[{"tag": "low", "en": "Low", "it": "Bassa"}, {"tag": "medium", "en": "Medium", "it": "Media"}, {"tag": "high", "en": "High", "it": "Alta"}, {"tag": "urgent", "en": "Urgent", "it": "Urgente"}]'),
    (4, 3, 'category', 'Category', 'Categoria', 'one_of', TRUE, TRUE, '[{"tag": "question", "en": "Question", "it": "Domanda"}, {"tag": "problem", "en": "Problem", "it": "Problema"}, {"tag": "request", "en": "Request", "it": "Richiesta"}, {"tag": "billing", "en": "Billing", "it": "Fatturazione"}]'),
    (4, 4, 'source', 'Source', 'Provenienza', 'one_of', FALSE, FALSE, '[{"tag": "email", "en": "E-mail", "it": "E-mail"}, {"tag": "phone", "en": "Phone", "it": "Telefono"}, {"tag": "form", "en": "Form", "it": "Modulo"}, {"tag": "chat", "en": "Chat", "it": "Chat"}]'),
    (4, 5, 'due', 'Answer by', 'Rispondere entro', 'date_time', TRUE, FALSE, '[]'),
    (4, 6, 'description', 'Description', 'Descrizione', 'long_text', FALSE, FALSE, '[]'),
    (5, 1, 'title', 'Title', 'Titolo', 'text', FALSE, FALSE, '[]'),
    (5, 2, 'at', 'When', 'Quando', 'date_time', TRUE, TRUE, '[]'),
    (5, 3, 'direction', 'Direction', 'Direzione', 'one_of', FALSE, TRUE, '[{"tag": "out", "en": "Outgoing", "it": "In uscita"}, {"tag": "in", "en": "Incoming", "it": "In entrata"}]'),
    (5, 4, 'outcome', 'Outcome', 'Esito', 'one_of', TRUE, TRUE, '[{"tag": "connected", "en": "Connected", "it": "Risposto"}, {"tag": "no_answer", "en": "No answer", "it": "Nessuna risposta"}, {"tag": "busy", "en": "Busy", "it": "Occupato"}, {"tag": "voicemail", "en": "Voicemail", "it": "Segreteria"}, {"tag": "wrong", "en": "Wrong number", "it": "Numero errato"}]'),
    (5, 5, 'minutes', 'Minutes', 'Minuti', 'number', FALSE, FALSE, '[]'),
    (5, 6, 'body', 'Notes', 'Note', 'long_text', FALSE, FALSE, '[]'),
    (6, 1, 'title', 'Subject', 'Oggetto', 'text', FALSE, FALSE, '[]'),
    (6, 2, 'at', 'When', 'Quando', 'date_time', TRUE, TRUE, '[]'),
    (6, 3, 'direction', 'Direction', 'Direzione', 'one_of', FALSE, TRUE, '[{"tag": "out", "en": "Sent", "it": "Inviata"}, {"tag": "in", "en": "Received", "it": "Ricevuta"}]'),
    (6, 4, 'sender', 'From', 'Da', 'email', FALSE, TRUE, '[]'),
    (6, 5, 'recipient', 'To', 'A', 'email', FALSE, FALSE, '[]'),
    (6, 6, 'body', 'Text', 'Testo', 'long_text', FALSE, FALSE, '[]'),
    (7, 1, 'title', 'Title', 'Titolo', 'text', FALSE, FALSE, '[]'),
    (7, 2, 'due', 'Due', 'Scadenza', 'date', TRUE, TRUE, '[]'),
    (7, 3, 'task_type', 'Type', 'Tipo', 'one_of', FALSE, TRUE, '[{"tag": "call", "en": "Call", "it": "Chiamata"}, {"tag": "email", "en": "E-mail", "it": "E-mail"}, {"tag": "todo", "en": "To do", "it": "Da fare"}]'),
    (7, 4, 'priority', 'Priority', 'Priorità', 'one_of', FALSE, FALSE, '[{"tag": "low", "en": "Low", "it": "Bassa"}, {"tag": "medium", "en": "Medium", "it": "Media"}, {"tag": "high", "en": "High", "it": "Alta"}, {"tag": "urgent", "en": "Urgent", "it": "Urgente"}]'),
    (7, 5, 'done', 'Done', 'Fatta', 'yes_no', TRUE, TRUE, '[]'),
    (7, 6, 'body', 'Notes', 'Note', 'long_text', FALSE, FALSE, '[]'),
    (8, 1, 'body', 'Note', 'Nota', 'long_text', FALSE, FALSE, '[]'),
    (8, 2, 'at', 'When', 'Quando', 'date_time', TRUE, TRUE, '[]'),
    (9, 1, 'title', 'Title', 'Titolo', 'text', FALSE, FALSE, '[]'),
    (9, 2, 'at', 'When', 'Quando', 'date_time', TRUE, TRUE, '[]'),
    (9, 3, 'minutes', 'Minutes', 'Minuti', 'number', FALSE, FALSE, '[]'),
    (9, 4, 'place', 'Place', 'Luogo', 'text', FALSE, TRUE, '[]'),
    (9, 5, 'outcome', 'Outcome', 'Esito', 'one_of', FALSE, TRUE, '[{"tag": "planned", "en": "Planned", "it": "In programma"}, {"tag": "held", "en": "Held", "it": "Svolto"}, {"tag": "no_show", "en": "No show", "it": "Assente"}, {"tag": "cancelled", "en": "Cancelled", "it": "Annullato"}]'),
    (9, 6, 'body', 'Notes', 'Note', 'long_text', FALSE, FALSE, '[]');

-- Ids of what an admin adds to these three tables begin at 1000.
INSERT INTO pipeline (id, object_id, position, name_en, name_it) VALUES
    (1, 3, 1, 'Sales pipeline', 'Vendite'),
    (2, 4, 1, 'Support pipeline', 'Assistenza');
INSERT INTO stage (id, pipeline_id, position, name_en, name_it, kind) VALUES
    (1, 1, 1, 'Qualified', 'Qualificata', 'open'),
    (2, 1, 2, 'Proposal', 'Proposta', 'open'),
    (3, 1, 3, 'Negotiation', 'Negoziazione', 'open'),
    (4, 1, 4, 'Won', 'Vinta', 'won'),
    (5, 1, 5, 'Lost', 'Persa', 'lost'),
    (6, 2, 1, 'New', 'Nuovo', 'open'),
    (7, 2, 2, 'Waiting for the customer', 'In attesa del cliente', 'open'),
    (8, 2, 3, 'Waiting for us', 'In attesa di noi', 'open'),
    (9, 2, 4, 'Closed', 'Chiuso', 'won');
INSERT INTO association_label
    (id, from_object, to_object, tag, name_en, name_it, inverse_en, inverse_it, one_per_from) VALUES
    (1, 1, 2, 'primary', 'Primary', 'Principale', 'Primary', 'Principale', TRUE),
    (2, 1, 3, 'decision_maker', 'Decides', 'Decide', 'Decision maker', 'Decisore', FALSE),
    (3, 1, 3, 'billing', 'Pays', 'Paga', 'Billing contact', 'Contatto per la fatturazione', FALSE),
    (4, 2, 2, 'parent', 'Parent', 'Capogruppo', 'Subsidiary', 'Controllata', FALSE);
UPDATE sqlite_sequence SET seq = 999 WHERE name IN ('pipeline', 'stage', 'association_label');

INSERT INTO role (id, tag, name) VALUES
    (1, 'admin', 'Admin'), (2, 'member', 'Member'), (3, 'read_only', 'Read-only'), (4, 'manager', 'Manager'),
    (5, 'sales', 'Sales'), (6, 'service', 'Service'), (7, 'list_manager', 'List manager');

-- Every role views every object.
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT role.id, object.id, 'view', 'everything', TRUE FROM role CROSS JOIN object;
-- Admin edits and deletes everything, Manager edits everything and deletes the team's, List manager edits everything.
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT role.id, object.id, 'edit', 'everything', TRUE FROM role CROSS JOIN object WHERE role.id IN (1, 4, 7);
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT 1, object.id, 'delete', 'everything', TRUE FROM object;
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT 4, object.id, 'delete', 'team', FALSE FROM object;
-- Member edits and deletes what they own.
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT 2, object.id, action.tag, 'owned', FALSE FROM object CROSS JOIN (SELECT 'edit' AS tag UNION SELECT 'delete') AS action;
-- Sales and Service edit what their team owns or what is unassigned and delete what they own: Sales except tickets (4), Service
-- except deals (3).
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT role.id, object.id, 'edit', 'team', TRUE FROM role CROSS JOIN object
WHERE (role.id = 5 AND object.id <> 4) OR (role.id = 6 AND object.id <> 3);
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT role.id, object.id, 'delete', 'owned', FALSE FROM role CROSS JOIN object
WHERE (role.id = 5 AND object.id <> 4) OR (role.id = 6 AND object.id <> 3);

INSERT INTO role_right (role_id, tag) VALUES
    (1, 'bulk_delete'), (1, 'see_trash'), (1, 'restore_own'), (1, 'restore_any'), (1, 'purge'), (1, 'empty_trash'),
    (1, 'import'), (1, 'export'), (1, 'hold'), (1, 'approve'), (1, 'audit'), (1, 'workflows'),
    (1, 'administer'), (1, 'administer_users'), (1, 'administer_objects'),
    (2, 'bulk_delete'), (2, 'see_trash'), (2, 'restore_own'), (2, 'import'), (2, 'export'),
    (4, 'bulk_delete'), (4, 'see_trash'), (4, 'restore_own'), (4, 'restore_any'), (4, 'import'), (4, 'export'),
    (5, 'see_trash'), (5, 'restore_own'),
    (6, 'see_trash'), (6, 'restore_own'),
    (7, 'import'), (7, 'export');
