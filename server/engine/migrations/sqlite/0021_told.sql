-- Whether the owners of what a deletion took were told of it. What was deleted before this is not told any more.
ALTER TABLE operation ADD COLUMN told INTEGER NOT NULL DEFAULT FALSE;
UPDATE operation SET told = TRUE;
CREATE INDEX operation_untold ON operation (ended) WHERE kind = 'delete' AND NOT told;
