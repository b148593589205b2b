-- What was deleted along with a deletion: records of another object, as a deletion of their own.
ALTER TABLE operation ADD COLUMN part_of BIGINT REFERENCES operation (id);
CREATE INDEX operation_part ON operation (part_of) WHERE part_of IS NOT NULL;
