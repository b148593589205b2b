-- `json_each` is at home here: many rows are handed over as one value.
SELECT 1;
