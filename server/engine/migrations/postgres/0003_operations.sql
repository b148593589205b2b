-- Many rows are handed over as one value, by the name that SQLite has for it.
CREATE FUNCTION json_each(document JSONB) RETURNS TABLE (value JSONB)
LANGUAGE sql IMMUTABLE ROWS 1000 AS $$ SELECT element FROM jsonb_array_elements(document) AS element $$;
