-- The objects of both ends, which never change: what somebody asks for is told from the rest without a look at the records.
ALTER TABLE association ADD COLUMN from_object BIGINT, ADD COLUMN to_object BIGINT;
UPDATE association SET from_object = f.object_id, to_object = t.object_id FROM record AS f, record AS t
    WHERE f.id = from_id AND t.id = to_id;
ALTER TABLE association ALTER COLUMN from_object SET NOT NULL, ALTER COLUMN to_object SET NOT NULL;

ALTER TABLE association DROP CONSTRAINT association_pkey;
ALTER TABLE association ADD PRIMARY KEY (from_id, to_id, label) INCLUDE (to_object);
DROP INDEX association_to;
CREATE INDEX association_to ON association (to_id, from_id, label) INCLUDE (from_object);
ANALYZE association;
