-- Operations of any size.
ALTER TABLE operation ADD COLUMN state TEXT NOT NULL DEFAULT 'done';
-- Records of the frozen set; those of them that were looked at are the ones up to the watermark, in the order of ids.
ALTER TABLE operation ADD COLUMN total BIGINT NOT NULL DEFAULT 0;
ALTER TABLE operation ADD COLUMN watermark BIGINT;
-- What was decided when it was confirmed, beyond the set.
ALTER TABLE operation ADD COLUMN decisions JSONB;
ALTER TABLE operation ADD COLUMN ended BIGINT;
-- Which program runs it, and until when nobody else may.
ALTER TABLE operation ADD COLUMN lease_owner BIGINT;
ALTER TABLE operation ADD COLUMN lease_until BIGINT NOT NULL DEFAULT 0;
UPDATE operation SET total = done + skipped, ended = at;
CREATE INDEX operation_open ON operation (lease_until, id) WHERE state IN ('preparing', 'running');

-- Many rows are handed over as one value, by the name that SQLite has for it.
CREATE FUNCTION json_each(document JSONB) RETURNS TABLE (value JSONB)
LANGUAGE sql IMMUTABLE ROWS 1000 AS $$ SELECT element FROM jsonb_array_elements(document) AS element $$;
