-- A session ends some days after it was seen last, and some days after it began, whatever is done with it: both are
-- settings, so neither is stored.
ALTER TABLE session ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
-- When its user last proved who they are, by password and code.
ALTER TABLE session ADD COLUMN proved INTEGER NOT NULL DEFAULT 0;
-- The browser and the system in two words, and the address it came from last.
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
UPDATE session SET seen = created, proved = created;
ALTER TABLE session DROP COLUMN expires;

-- A second step of sign-in: codes of an app that holds the same secret (RFC 6238).
CREATE TABLE two_step (
    user_id INTEGER PRIMARY KEY REFERENCES app_user (id),
    secret BLOB NOT NULL,
    -- NULL until the first code: nothing is asked before.
    confirmed INTEGER,
    -- The step of time of the last code that was used: no code is taken twice.
    used_step INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE recovery_code (
    user_id INTEGER NOT NULL REFERENCES two_step (user_id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    PRIMARY KEY (user_id, code_hash)
) WITHOUT ROWID;

-- Who gave the right password and no code yet.
CREATE TABLE half_session (
    token_hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    created INTEGER NOT NULL
);
CREATE INDEX half_session_user ON half_session (user_id);
