-- How long what is deleted waits is a matter of the object; until when a deletion waits is fixed when it is made, so that
-- a shorter time holds for later deletions only.
ALTER TABLE object ADD COLUMN retention_days BIGINT NOT NULL DEFAULT 90;
ALTER TABLE operation ADD COLUMN expires BIGINT;
-- Whether those concerned were told by mail that it expires.
ALTER TABLE operation ADD COLUMN warned BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE operation SET expires = at + 90 * 86400000000 WHERE kind = 'delete';
CREATE INDEX operation_expires ON operation (object_id, expires) WHERE expires IS NOT NULL;
-- What was selected, for its page: records outlive no purge, the words of a filter do.
ALTER TABLE operation ADD COLUMN selection JSONB;

-- What an operation changed in values is a version like any other and says so; its undo reads the old values there.
ALTER TABLE record_version ADD COLUMN operation_id BIGINT REFERENCES operation (id);
CREATE INDEX record_version_operation ON record_version (operation_id, record_id) WHERE operation_id IS NOT NULL;

-- Records that nothing may purge.
CREATE TABLE hold (
    record_id BIGINT PRIMARY KEY REFERENCES record (id),
    actor_id BIGINT REFERENCES app_user (id),
    at BIGINT NOT NULL,
    reason TEXT NOT NULL
);

ALTER TABLE app_user ADD COLUMN deactivated BIGINT;

INSERT INTO role_right (role_id, tag) VALUES (1, 'purge'), (1, 'empty_trash'), (1, 'administer');
