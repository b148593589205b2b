-- The blocklist: addresses that must not enter the active records again.

-- One row as soon as there is a blocklist: by what its key is recognized. The key itself is in a file outside of the database.
CREATE TABLE blocklist_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- An HMAC of a constant, in hexadecimal.
    check_value TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

-- An address that was blocked. The address itself is not stored, and the row stays when the block is lifted.
CREATE TABLE blocklist (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The HMAC of the address in its normal form, in hexadecimal. Compared byte by byte.
    hash TEXT NOT NULL,
    blocked_at INTEGER NOT NULL,
    -- NULL: the program itself.
    blocked_by_id INTEGER REFERENCES app_user (id),
    -- The erasure that blocked it; NULL if a user blocked it by hand. There is no reference to `erasure`, because the ledger can
    -- name an erasure that a database from a backup does not know.
    erasure_id INTEGER,
    -- Why, as the user wrote it. NULL for an erasure, which has a legal basis.
    reason TEXT,
    -- NULL: still blocked.
    lifted_at INTEGER,
    lifted_by_id INTEGER REFERENCES app_user (id),
    lift_reason TEXT
);
-- An address is blocked once at a time. A hash is looked up here for every key that enters the active records.
CREATE UNIQUE INDEX blocklist_active ON blocklist (hash) WHERE lifted_at IS NULL;
CREATE INDEX blocklist_history ON blocklist (hash, id);
CREATE INDEX blocklist_erasure ON blocklist (erasure_id) WHERE erasure_id IS NOT NULL;
