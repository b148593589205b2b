-- Totals of each stage, so that no board counts a hundred thousand deals. Kept by triggers, as those of objects are:
-- owner 0 is nobody, and a record without an amount counts under no currency. Records that stand in no stage are passed
-- over.
CREATE TABLE stage_count (
    stage_id BIGINT NOT NULL,
    owner_id BIGINT NOT NULL,
    currency TEXT NOT NULL,
    living BIGINT NOT NULL,
    -- Hundredths of the currency's unit.
    amount BIGINT NOT NULL,
    PRIMARY KEY (stage_id, owner_id, currency)
);
CREATE FUNCTION amount_currency(properties JSONB) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN properties ->> 'amount' ~ '^-?[0-9]{1,13}\.[0-9]{2} [A-Z]{3}$'
    THEN right(properties ->> 'amount', 3) ELSE '' END
$$;
CREATE FUNCTION amount_cents(properties JSONB) RETURNS BIGINT LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN properties ->> 'amount' ~ '^-?[0-9]{1,13}\.[0-9]{2} [A-Z]{3}$'
    THEN CAST(replace(left(properties ->> 'amount', -4), '.', '') AS BIGINT) ELSE 0 END
$$;
CREATE FUNCTION stage_count_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stage_count AS total (stage_id, owner_id, currency, living, amount)
    SELECT stage_id, coalesce(owner_id, 0), amount_currency(properties), count(*), sum(amount_cents(properties))
    FROM added WHERE stage_id IS NOT NULL AND deletion IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (stage_id, owner_id, currency) DO UPDATE
    SET living = total.living + excluded.living, amount = total.amount + excluded.amount;
    RETURN NULL;
END $$;
CREATE FUNCTION stage_count_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stage_count AS total (stage_id, owner_id, currency, living, amount)
    SELECT stage_id, coalesce(owner_id, 0), amount_currency(properties), -count(*), -sum(amount_cents(properties))
    FROM removed WHERE stage_id IS NOT NULL AND deletion IS NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (stage_id, owner_id, currency) DO UPDATE
    SET living = total.living + excluded.living, amount = total.amount + excluded.amount;
    RETURN NULL;
END $$;
CREATE FUNCTION stage_count_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stage_count AS total (stage_id, owner_id, currency, living, amount)
    SELECT stage_id, owner, currency, sum(living), sum(amount)
    FROM (
        SELECT stage_id, coalesce(owner_id, 0) AS owner, amount_currency(properties) AS currency, 1 AS living,
            amount_cents(properties) AS amount
        FROM added WHERE stage_id IS NOT NULL AND deletion IS NULL
        UNION ALL
        SELECT stage_id, coalesce(owner_id, 0), amount_currency(properties), -1, -amount_cents(properties)
        FROM removed WHERE stage_id IS NOT NULL AND deletion IS NULL
    ) AS moved
    GROUP BY 1, 2, 3 HAVING sum(living) <> 0 OR sum(amount) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (stage_id, owner_id, currency) DO UPDATE
    SET living = total.living + excluded.living, amount = total.amount + excluded.amount;
    RETURN NULL;
END $$;
CREATE TRIGGER stage_count_added AFTER INSERT ON record
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION stage_count_added();
CREATE TRIGGER stage_count_removed AFTER DELETE ON record
REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION stage_count_removed();
CREATE TRIGGER stage_count_changed AFTER UPDATE ON record
REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION stage_count_changed();

INSERT INTO stage_count (stage_id, owner_id, currency, living, amount)
SELECT stage_id, coalesce(owner_id, 0), amount_currency(properties), count(*), sum(amount_cents(properties))
FROM record WHERE stage_id IS NOT NULL AND deletion IS NULL GROUP BY 1, 2, 3;
