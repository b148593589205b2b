-- Operations of any size. `json_each` is at home here: many rows are handed over as one value.
ALTER TABLE operation ADD COLUMN state TEXT NOT NULL DEFAULT 'done';
-- Records of the frozen set; those of them that were looked at are the ones up to the watermark, in the order of ids.
ALTER TABLE operation ADD COLUMN total INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation ADD COLUMN watermark INTEGER;
-- What was decided when it was confirmed, beyond the set.
ALTER TABLE operation ADD COLUMN decisions TEXT;
ALTER TABLE operation ADD COLUMN ended INTEGER;
-- Which program runs it, and until when nobody else may.
ALTER TABLE operation ADD COLUMN lease_owner INTEGER;
ALTER TABLE operation ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;
UPDATE operation SET total = done + skipped, ended = at;
CREATE INDEX operation_open ON operation (lease_until, id) WHERE state IN ('preparing', 'running');
