-- A faster lookup of the keys of an import in the blocklist.

-- The index of the first digits of the hashes is a third of that of whole ones and stays in memory. What agrees in them is compared
-- whole.
CREATE INDEX blocklist_prefix ON blocklist (substr(hash, 1, 12)) WHERE lifted_at IS NULL;
