-- Forms that made a record: one that is sent twice makes one. The record may be gone by now; the number is never another's.
CREATE TABLE form_token (
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    token TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, token)
);
CREATE INDEX form_token_at ON form_token (at);
