-- Objects are data: a kind of record is a row here, its properties are rows of `property`.
CREATE TABLE object (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    one_en TEXT NOT NULL,
    many_en TEXT NOT NULL,
    one_it TEXT NOT NULL,
    many_it TEXT NOT NULL,
    -- Keys of the properties that make a record's name, separated by blanks.
    name_properties TEXT NOT NULL,
    key_property TEXT
);

CREATE TABLE property (
    id INTEGER PRIMARY KEY,
    object_id INTEGER NOT NULL REFERENCES object (id),
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    label_en TEXT NOT NULL,
    label_it TEXT NOT NULL,
    kind TEXT NOT NULL,
    required INTEGER NOT NULL DEFAULT 0,
    indexed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (object_id, key)
);

CREATE TABLE role (
    id INTEGER PRIMARY KEY,
    tag TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
);

CREATE TABLE role_grant (
    role_id INTEGER NOT NULL REFERENCES role (id),
    object_id INTEGER NOT NULL REFERENCES object (id),
    action TEXT NOT NULL,
    reach TEXT NOT NULL,
    unassigned INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (role_id, object_id, action)
) WITHOUT ROWID;

CREATE TABLE role_right (
    role_id INTEGER NOT NULL REFERENCES role (id),
    tag TEXT NOT NULL,
    PRIMARY KEY (role_id, tag)
) WITHOUT ROWID;

CREATE TABLE app_user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role_id INTEGER NOT NULL REFERENCES role (id),
    lang TEXT,
    theme TEXT NOT NULL DEFAULT 'system',
    created INTEGER NOT NULL
);

CREATE TABLE session (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    token_hash BLOB NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX session_of_user ON session (user_id);

-- Failed sign-ins, per account and per address, both as hashes.
CREATE TABLE sign_in_failure (
    id INTEGER PRIMARY KEY,
    subject BLOB NOT NULL,
    at INTEGER NOT NULL
);
CREATE INDEX sign_in_failure_subject ON sign_in_failure (subject, at);

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- A deletion is a thing: who, when, through what, why, on which set.
CREATE TABLE operation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    object_id INTEGER NOT NULL REFERENCES object (id),
    actor_id INTEGER REFERENCES app_user (id),
    surface TEXT NOT NULL,
    reason TEXT,
    -- Given out by the preview, so that a confirm sent twice is one operation.
    token TEXT UNIQUE,
    undoes INTEGER REFERENCES operation (id),
    at INTEGER NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX operation_actor ON operation (actor_id);

-- The frozen set. A row carries an outcome only where it differs from the operation's own. No reference to `record`:
-- what was done outlives what it was done to.
CREATE TABLE operation_item (
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    record_id INTEGER NOT NULL,
    outcome TEXT,
    PRIMARY KEY (operation_id, record_id)
) WITHOUT ROWID;
CREATE INDEX operation_item_record ON operation_item (record_id);

-- Ids are handed out from here and never again.
CREATE TABLE record_sequence (last INTEGER NOT NULL);
INSERT INTO record_sequence VALUES (0);

CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    object_id INTEGER NOT NULL REFERENCES object (id),
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    unique_key TEXT,
    owner_id INTEGER REFERENCES app_user (id),
    properties TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    created INTEGER NOT NULL,
    created_by INTEGER REFERENCES app_user (id),
    created_through TEXT NOT NULL,
    updated INTEGER NOT NULL,
    -- The operation that deleted it; NULL means living. Nothing else changes when a record is deleted or restored.
    deletion INTEGER REFERENCES operation (id)
);
CREATE INDEX record_by_name ON record (object_id, name_folded, id) WHERE deletion IS NULL;
CREATE INDEX record_by_created ON record (object_id, created, id) WHERE deletion IS NULL;
CREATE INDEX record_by_owner ON record (object_id, owner_id, id) WHERE deletion IS NULL;
CREATE UNIQUE INDEX record_by_key ON record (object_id, unique_key) WHERE deletion IS NULL;
CREATE INDEX record_without_key ON record (object_id, id) WHERE deletion IS NULL AND unique_key IS NULL;
CREATE INDEX record_by_phone ON record (object_id, lower(properties ->> 'phone'), id) WHERE deletion IS NULL;
CREATE INDEX record_by_company ON record (object_id, lower(properties ->> 'company'), id) WHERE deletion IS NULL;
CREATE INDEX record_in_trash ON record (object_id, deletion, id) WHERE deletion IS NOT NULL;
CREATE INDEX record_deletion ON record (deletion) WHERE deletion IS NOT NULL;

-- Further keys (a contact's other e-mails). First and further keys share one uniqueness among the living, which the
-- engine keeps: see its module `keys`.
CREATE TABLE further_key (
    record_id INTEGER NOT NULL REFERENCES record (id),
    object_id INTEGER NOT NULL REFERENCES object (id),
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (record_id, key)
) WITHOUT ROWID;
CREATE INDEX further_key_key ON further_key (object_id, key);

CREATE TABLE association (
    from_id INTEGER NOT NULL REFERENCES record (id),
    to_id INTEGER NOT NULL REFERENCES record (id),
    label TEXT NOT NULL,
    PRIMARY KEY (from_id, to_id, label)
) WITHOUT ROWID;
CREATE INDEX association_to ON association (to_id);

-- What an edit changed: one row per version after the first.
CREATE TABLE record_version (
    record_id INTEGER NOT NULL REFERENCES record (id),
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor_id INTEGER REFERENCES app_user (id),
    surface TEXT NOT NULL,
    changes TEXT NOT NULL,
    PRIMARY KEY (record_id, version)
) WITHOUT ROWID;

-- What a search looks through. A soft delete does not touch it.
CREATE TABLE record_search (
    record_id INTEGER PRIMARY KEY REFERENCES record (id),
    text TEXT NOT NULL
);
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

-- Totals, so that no page counts a million rows. Kept by triggers: no change of a record can forget them. Owner 0 is
-- nobody.
CREATE TABLE record_count (
    object_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    living INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    PRIMARY KEY (object_id, owner_id)
) WITHOUT ROWID;
CREATE TRIGGER record_count_added AFTER INSERT ON record BEGIN
    INSERT INTO record_count (object_id, owner_id, living, deleted)
    VALUES (new.object_id, coalesce(new.owner_id, 0), new.deletion IS NULL, new.deletion IS NOT NULL)
    ON CONFLICT (object_id, owner_id) DO UPDATE
    SET living = living + excluded.living, deleted = deleted + excluded.deleted;
END;
CREATE TRIGGER record_count_removed AFTER DELETE ON record BEGIN
    UPDATE record_count SET living = living - (old.deletion IS NULL), deleted = deleted - (old.deletion IS NOT NULL)
    WHERE object_id = old.object_id AND owner_id = coalesce(old.owner_id, 0);
END;
CREATE TRIGGER record_count_changed AFTER UPDATE OF deletion, owner_id ON record
WHEN (old.deletion IS NULL) <> (new.deletion IS NULL) OR old.owner_id IS NOT new.owner_id
BEGIN
    UPDATE record_count SET living = living - (old.deletion IS NULL), deleted = deleted - (old.deletion IS NOT NULL)
    WHERE object_id = old.object_id AND owner_id = coalesce(old.owner_id, 0);
    INSERT INTO record_count (object_id, owner_id, living, deleted)
    VALUES (new.object_id, coalesce(new.owner_id, 0), new.deletion IS NULL, new.deletion IS NOT NULL)
    ON CONFLICT (object_id, owner_id) DO UPDATE
    SET living = living + excluded.living, deleted = deleted + excluded.deleted;
END;

INSERT INTO object (id, slug, one_en, many_en, one_it, many_it, name_properties, key_property)
VALUES (1, 'contacts', 'contact', 'contacts', 'contatto', 'contatti', 'first_name last_name', 'email');

INSERT INTO property (object_id, position, key, label_en, label_it, kind, indexed) VALUES
    (1, 1, 'first_name', 'First name', 'Nome', 'text', FALSE),
    (1, 2, 'last_name', 'Last name', 'Cognome', 'text', FALSE),
    (1, 3, 'email', 'E-mail', 'E-mail', 'email', FALSE),
    (1, 4, 'phone', 'Phone', 'Telefono', 'phone', TRUE),
    (1, 5, 'company', 'Company name', 'Azienda', 'text', TRUE),
    (1, 6, 'job_title', 'Job title', 'Ruolo', 'text', FALSE),
    (1, 7, 'city', 'City', 'Città', 'text', FALSE);

INSERT INTO role (id, tag, name) VALUES (1, 'admin', 'Admin'), (2, 'member', 'Member'), (3, 'read_only', 'Read-only');

INSERT INTO role_grant (role_id, object_id, action, reach, unassigned) VALUES
    (1, 1, 'view', 'everything', TRUE),
    (1, 1, 'edit', 'everything', TRUE),
    (1, 1, 'delete', 'everything', TRUE),
    (2, 1, 'view', 'everything', TRUE),
    (2, 1, 'edit', 'owned', FALSE),
    (2, 1, 'delete', 'owned', FALSE),
    (3, 1, 'view', 'everything', TRUE);

INSERT INTO role_right (role_id, tag) VALUES
    (1, 'bulk_delete'), (1, 'see_trash'), (1, 'restore_own'), (1, 'restore_any'), (1, 'import'),
    (2, 'bulk_delete'), (2, 'see_trash'), (2, 'restore_own'), (2, 'import');
