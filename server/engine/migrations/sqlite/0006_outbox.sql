-- Mail, written in the transaction of what it tells of. A message holds numbers and dates, and nothing of a person.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    message TEXT NOT NULL,
    created INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Not before then; while it is being tried, until when nobody else may. NULL when it was sent or given up.
    next_try INTEGER,
    sent INTEGER,
    -- Why the last try failed: the kind alone.
    failure TEXT
);
CREATE INDEX outbox_next_try ON outbox (next_try) WHERE next_try IS NOT NULL;

-- Deletions that those concerned were not told of.
CREATE INDEX operation_unwarned ON operation (expires) WHERE expires IS NOT NULL AND NOT warned;
