-- What an admin defines. Archived: since when it is put away; NULL is in use.
ALTER TABLE object ADD COLUMN archived BIGINT;
ALTER TABLE property ADD COLUMN archived BIGINT;
ALTER TABLE pipeline ADD COLUMN archived BIGINT;
ALTER TABLE stage ADD COLUMN archived BIGINT;

-- The index of an indexed property, which is dropped by its name.
ALTER TABLE property ADD COLUMN index_name TEXT;
UPDATE property SET index_name = CASE object_id
    WHEN 1 THEN 'contact' WHEN 2 THEN 'company' WHEN 3 THEN 'deal' WHEN 4 THEN 'ticket' WHEN 5 THEN 'call'
    WHEN 6 THEN 'email' WHEN 7 THEN 'task' WHEN 8 THEN 'note' WHEN 9 THEN 'meeting' END || '_by_' || key
WHERE indexed;

