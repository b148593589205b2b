-- Permanent deletion of persons (erasure): what was erased, and the certificates that prove it.

-- An erasure: an order to delete persons permanently, and how far it is.
CREATE TABLE erasure (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The operation that erases many. NULL: one contact, erased in the request.
    operation_id INTEGER REFERENCES operation (id),
    surface TEXT NOT NULL,
    ordered_by_id INTEGER NOT NULL REFERENCES app_user (id),
    approved_by_id INTEGER REFERENCES app_user (id),
    ordered_at INTEGER NOT NULL,
    -- The legal basis. A text in it was compared with the person's identifiers and contains none.
    basis TEXT NOT NULL,
    -- Issued by the preview: an order that is sent twice makes one erasure.
    idempotency_key TEXT UNIQUE,
    -- A tag: running, complete or incomplete.
    state TEXT NOT NULL DEFAULT 'running',
    -- A tag: what is done next.
    step TEXT NOT NULL,
    -- By place: how much was found, erased, anonymised and left.
    places TEXT NOT NULL,
    -- What was decided about each mention that stays, with its reason.
    decisions TEXT NOT NULL,
    -- The names, addresses and phones that the second scan looks for. NULL as soon as the erasure is complete.
    identifiers TEXT,
    -- Addresses that were put on the blocklist.
    addresses INTEGER NOT NULL DEFAULT 0,
    -- When the second scan ended.
    ended_at INTEGER,
    -- When old copies of the changed rows were removed from the files of the database.
    freed_at INTEGER
);
CREATE INDEX erasure_unfinished ON erasure (id) WHERE freed_at IS NULL;

-- A record that was erased. There is no reference to `record`: its row is gone, and its id is never used again.
CREATE TABLE erased_record (
    record_id INTEGER PRIMARY KEY,
    object_id INTEGER NOT NULL REFERENCES object (id),
    erasure_id INTEGER NOT NULL REFERENCES erasure (id)
);
CREATE INDEX erased_record_erasure ON erased_record (erasure_id);

-- A certificate, or a supplement of it: rows are added and never changed. It holds no personal data.
CREATE TABLE certificate (
    erasure_id INTEGER NOT NULL REFERENCES erasure (id),
    -- 1 for the certificate, then its supplements.
    part INTEGER NOT NULL,
    issued_at INTEGER NOT NULL,
    -- A JSON document, as a text because its hash is of these bytes.
    content TEXT NOT NULL,
    -- The hexadecimal SHA-256 of the content, which is also in the audit event of the certificate.
    hash TEXT NOT NULL,
    PRIMARY KEY (erasure_id, part)
) WITHOUT ROWID;
CREATE TRIGGER certificate_unchanged BEFORE UPDATE ON certificate BEGIN
    SELECT RAISE(ABORT, 'certificates are never changed');
END;
CREATE TRIGGER certificate_kept BEFORE DELETE ON certificate BEGIN
    SELECT RAISE(ABORT, 'certificates are never changed');
END;

-- Both rights are off for every role but Admin.
INSERT INTO role_right (role_id, tag) VALUES (1, 'permanent_delete'), (1, 'manage_privacy');
