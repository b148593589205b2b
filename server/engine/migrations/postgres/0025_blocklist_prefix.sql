-- A faster lookup of the keys of an import in the blocklist: SQLite has an index of the first digits of the hashes. PostgreSQL, whose
-- pages are twice as large, looks up whole hashes as fast.
SELECT 1;
