-- Texts are compared folded, as names always were: without accents, in small letters of every alphabet, the same in both
-- databases. What that makes of a value that is not all ASCII stands beside the values; lower() does the rest.
ALTER TABLE record ADD COLUMN folded JSONB;

-- Only the program can fold: it does so with these when it starts.
CREATE TABLE unfolded (record_id BIGINT PRIMARY KEY);
INSERT INTO unfolded (record_id) SELECT id FROM record
    WHERE properties::text ~ '[^ -~]';

-- The indexes of properties are made of what is compared. The program makes anew those that it lacks.
DROP INDEX IF EXISTS contact_by_phone;
DROP INDEX IF EXISTS contact_by_company;
DROP INDEX IF EXISTS company_by_industry;
DROP INDEX IF EXISTS company_by_city;
DROP INDEX IF EXISTS deal_by_close_date;
DROP INDEX IF EXISTS deal_by_priority;
DROP INDEX IF EXISTS ticket_by_priority;
DROP INDEX IF EXISTS ticket_by_category;
DROP INDEX IF EXISTS ticket_by_due;
DROP INDEX IF EXISTS call_by_at;
DROP INDEX IF EXISTS call_by_outcome;
DROP INDEX IF EXISTS email_by_at;
DROP INDEX IF EXISTS task_by_due;
DROP INDEX IF EXISTS task_by_done;
DROP INDEX IF EXISTS note_by_at;
DROP INDEX IF EXISTS meeting_by_at;
UPDATE property SET index_name = NULL WHERE kind NOT IN ('number', 'money') AND index_name IS NOT NULL;
DROP INDEX task_open;
CREATE INDEX task_open ON record
    (object_id, owner_id, (coalesce(folded ->> 'due', lower((properties ->> 'due') COLLATE "C"))), id)
    WHERE object_id = 7 AND deletion IS NULL AND coalesce(properties ->> 'done', 'no') <> 'yes';
