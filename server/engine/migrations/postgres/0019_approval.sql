-- How much of it a role may delete without a second person: records, and what open deals come to. NULL: any.
ALTER TABLE role ADD COLUMN guard_count BIGINT;
ALTER TABLE role ADD COLUMN guard_amount BIGINT;
INSERT INTO role_right (role_id, tag) VALUES (1, 'approve');

-- Deletions that a second person had to approve.
CREATE TABLE approval (
    operation_id BIGINT PRIMARY KEY REFERENCES operation (id) ON DELETE CASCADE,
    asked BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    decided BIGINT,
    -- Nobody where it ran out.
    approver_id BIGINT REFERENCES app_user (id),
    approved BOOLEAN,
    comment TEXT
);

-- Who deleted unusually much on a day, told once.
CREATE TABLE unusual_day (
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    -- When the day began.
    day BIGINT NOT NULL,
    records BIGINT NOT NULL,
    PRIMARY KEY (user_id, day)
);
CREATE INDEX operation_deleted_at ON operation (at) WHERE kind = 'delete';
