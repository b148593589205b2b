-- Forms that made a record: one that is sent twice makes one. The record may be gone by now; the number is never another's.
CREATE TABLE form_token (
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    token TEXT NOT NULL,
    record_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (user_id, token)
) WITHOUT ROWID;
CREATE INDEX form_token_at ON form_token (at);
