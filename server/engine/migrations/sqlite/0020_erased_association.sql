-- A record that was associated with an erased one, for its timeline. There is no reference to `record`: the record may be purged
-- by now, and its id is never used again.
CREATE TABLE erased_association (
    record_id INTEGER NOT NULL,
    erased_id INTEGER NOT NULL REFERENCES erased_record (record_id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (record_id, erased_id)
) WITHOUT ROWID;
CREATE INDEX erased_association_erased ON erased_association (erased_id);
