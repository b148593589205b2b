-- A file that somebody imports. Progress and counts move in the transaction that writes the rows.
CREATE TABLE import (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    object_id INTEGER NOT NULL REFERENCES object (id),
    actor_id INTEGER NOT NULL REFERENCES app_user (id),
    file TEXT NOT NULL,
    path TEXT NOT NULL,
    -- Whether the file was uploaded, and so goes when every row was looked at.
    uploaded INTEGER NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL,
    mapping TEXT,
    headers TEXT,
    -- Where the next row begins.
    read_bytes INTEGER NOT NULL DEFAULT 0,
    read_lines INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER
);

CREATE TABLE import_refusal (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES import (id),
    line INTEGER NOT NULL,
    reason TEXT NOT NULL,
    cells TEXT NOT NULL
);
CREATE INDEX import_refusal_import ON import_refusal (import_id, id);
