-- How much of it a role may delete without a second person: records, and what open deals come to. NULL: any.
ALTER TABLE role ADD COLUMN guard_count INTEGER;
ALTER TABLE role ADD COLUMN guard_amount INTEGER;
INSERT INTO role_right (role_id, tag) VALUES (1, 'approve');

-- Deletions that a second person had to approve.
CREATE TABLE approval (
    operation_id INTEGER PRIMARY KEY REFERENCES operation (id) ON DELETE CASCADE,
    asked INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    decided INTEGER,
    -- Nobody where it ran out.
    approver_id INTEGER REFERENCES app_user (id),
    approved BOOLEAN,
    comment TEXT
);

-- Who deleted unusually much on a day, told once.
CREATE TABLE unusual_day (
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    -- When the day began.
    day INTEGER NOT NULL,
    records INTEGER NOT NULL,
    PRIMARY KEY (user_id, day)
) WITHOUT ROWID;
CREATE INDEX operation_deleted_at ON operation (at) WHERE kind = 'delete';
