-- What an admin defines. Archived: since when it is put away; NULL is in use.
ALTER TABLE object ADD COLUMN archived INTEGER;
ALTER TABLE property ADD COLUMN archived INTEGER;
ALTER TABLE pipeline ADD COLUMN archived INTEGER;
ALTER TABLE stage ADD COLUMN archived INTEGER;

-- The index of an indexed property, which is dropped by its name.
ALTER TABLE property ADD COLUMN index_name TEXT;
UPDATE property SET index_name = CASE object_id
    WHEN 1 THEN 'contact' WHEN 2 THEN 'company' WHEN 3 THEN 'deal' WHEN 4 THEN 'ticket' WHEN 5 THEN 'call'
    WHEN 6 THEN 'email' WHEN 7 THEN 'task' WHEN 8 THEN 'note' WHEN 9 THEN 'meeting' END || '_by_' || key
WHERE indexed;

-- Ids of what an admin makes are never those of what comes with the product.
UPDATE sqlite_sequence SET seq = 999 WHERE name IN ('pipeline', 'stage');
