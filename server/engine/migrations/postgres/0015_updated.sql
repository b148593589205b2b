-- A table is sorted by the last change like by the first.
CREATE INDEX record_by_updated ON record (object_id, updated, id) WHERE deletion IS NULL;
