-- What each user looked at last: ids alone, the latest few of each. No reference to `record`: an id that is gone for good
-- is passed over, and is never handed out again.
CREATE TABLE recent_record (
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    record_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (user_id, record_id)
);
CREATE INDEX recent_record_record ON recent_record (record_id);

-- One's tasks that are not done, in the order in which they are due.
CREATE INDEX task_open ON record (object_id, owner_id, (lower(properties ->> 'due') COLLATE "C"), id)
WHERE object_id = 7 AND deletion IS NULL AND coalesce(properties ->> 'done', 'no') <> 'yes';

-- The owner is part of it, so that what was made in the last days is counted by owner without a look at the records.
DROP INDEX record_by_created;
CREATE INDEX record_by_created ON record (object_id, created, id, owner_id) WHERE deletion IS NULL;
