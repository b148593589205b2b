-- Totals of each stage, so that no board counts a hundred thousand deals. Kept by triggers, as those of objects are:
-- owner 0 is nobody, and a record without an amount counts under no currency. Records that stand in no stage are passed
-- over.
CREATE TABLE stage_count (
    stage_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    currency TEXT NOT NULL,
    living INTEGER NOT NULL,
    -- Hundredths of the currency's unit.
    amount INTEGER NOT NULL,
    PRIMARY KEY (stage_id, owner_id, currency)
) WITHOUT ROWID;

-- What comes (living 1) and what goes (living -1): the one place that reads an amount, as it is stored, in two numbers.
CREATE VIEW stage_change AS SELECT stage_id, owner_id, currency AS amount, living FROM stage_count;
CREATE TRIGGER stage_change_counted INSTEAD OF INSERT ON stage_change BEGIN
    INSERT INTO stage_count (stage_id, owner_id, currency, living, amount)
    SELECT new.stage_id, coalesce(new.owner_id, 0), CASE WHEN money THEN substr(new.amount, -3) ELSE '' END, new.living,
        CASE WHEN money
        THEN new.living * CAST(replace(substr(new.amount, 1, length(new.amount) - 4), '.', '') AS INTEGER) ELSE 0 END
    FROM (SELECT new.amount GLOB '*[0-9].[0-9][0-9] [A-Z][A-Z][A-Z]' AS money)
    WHERE TRUE
    ON CONFLICT (stage_id, owner_id, currency) DO UPDATE
    SET living = living + excluded.living, amount = amount + excluded.amount;
END;
CREATE TRIGGER stage_count_added AFTER INSERT ON record WHEN new.stage_id IS NOT NULL AND new.deletion IS NULL BEGIN
    INSERT INTO stage_change (stage_id, owner_id, amount, living)
    VALUES (new.stage_id, new.owner_id, new.properties ->> 'amount', 1);
END;
CREATE TRIGGER stage_count_removed AFTER DELETE ON record WHEN old.stage_id IS NOT NULL AND old.deletion IS NULL BEGIN
    INSERT INTO stage_change (stage_id, owner_id, amount, living)
    VALUES (old.stage_id, old.owner_id, old.properties ->> 'amount', -1);
END;
-- One trigger for a change of life or owner keeps both totals: each trigger more would cost a large deletion of contacts
-- half as much again, though they stand in no stage.
DROP TRIGGER record_count_changed;
CREATE TRIGGER record_count_changed AFTER UPDATE OF deletion, owner_id ON record
WHEN (old.deletion IS NULL) <> (new.deletion IS NULL) OR old.owner_id IS NOT new.owner_id
BEGIN
    UPDATE record_count SET living = living - (old.deletion IS NULL), deleted = deleted - (old.deletion IS NOT NULL)
    WHERE object_id = old.object_id AND owner_id = coalesce(old.owner_id, 0);
    INSERT INTO record_count (object_id, owner_id, living, deleted)
    VALUES (new.object_id, coalesce(new.owner_id, 0), new.deletion IS NULL, new.deletion IS NOT NULL)
    ON CONFLICT (object_id, owner_id) DO UPDATE
    SET living = living + excluded.living, deleted = deleted + excluded.deleted;
    INSERT INTO stage_change (stage_id, owner_id, amount, living)
    SELECT old.stage_id, old.owner_id, old.properties ->> 'amount', -1
    WHERE old.stage_id IS NOT NULL AND old.deletion IS NULL;
    INSERT INTO stage_change (stage_id, owner_id, amount, living)
    SELECT new.stage_id, new.owner_id, new.properties ->> 'amount', 1
    WHERE new.stage_id IS NOT NULL AND new.deletion IS NULL;
END;
CREATE TRIGGER stage_count_changed AFTER UPDATE OF stage_id, properties ON record
WHEN (old.stage_id IS NOT NULL OR new.stage_id IS NOT NULL) AND old.deletion IS NULL AND new.deletion IS NULL
    AND old.owner_id IS new.owner_id AND (old.stage_id IS NOT new.stage_id OR old.properties IS NOT new.properties)
BEGIN
    INSERT INTO stage_change (stage_id, owner_id, amount, living)
    SELECT old.stage_id, old.owner_id, old.properties ->> 'amount', -1 WHERE old.stage_id IS NOT NULL;
    INSERT INTO stage_change (stage_id, owner_id, amount, living)
    SELECT new.stage_id, new.owner_id, new.properties ->> 'amount', 1 WHERE new.stage_id IS NOT NULL;
END;

INSERT INTO stage_change (stage_id, owner_id, amount, living)
SELECT stage_id, owner_id, properties ->> 'amount', 1 FROM record WHERE stage_id IS NOT NULL AND deletion IS NULL;
