-- A record that was associated with an erased one, for its timeline. There is no reference to `record`: the record may be purged
-- by now, and its id is never used again.
CREATE TABLE erased_association (
    record_id BIGINT NOT NULL,
    erased_id BIGINT NOT NULL REFERENCES erased_record (record_id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (record_id, erased_id)
);
CREATE INDEX erased_association_erased ON erased_association (erased_id);
