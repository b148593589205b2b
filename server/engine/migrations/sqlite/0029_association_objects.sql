-- The objects of both ends, which never change: what somebody asks for is told from the rest without a look at the records.
CREATE TABLE association_between (
    from_id INTEGER NOT NULL REFERENCES record (id),
    to_id INTEGER NOT NULL REFERENCES record (id),
    label TEXT NOT NULL,
    made INTEGER NOT NULL DEFAULT 0,
    from_object INTEGER NOT NULL,
    to_object INTEGER NOT NULL,
    PRIMARY KEY (from_id, to_id, label)
) WITHOUT ROWID;
INSERT INTO association_between (from_id, to_id, label, made, from_object, to_object)
    SELECT a.from_id, a.to_id, a.label, a.made, f.object_id, t.object_id FROM association AS a
    CROSS JOIN record AS f ON f.id = a.from_id CROSS JOIN record AS t ON t.id = a.to_id;
DROP TABLE association;
ALTER TABLE association_between RENAME TO association;
CREATE INDEX association_to ON association (to_id, from_object);
