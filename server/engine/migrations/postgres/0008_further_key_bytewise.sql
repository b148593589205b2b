-- Further keys are compared byte by byte, like the first ones: what compares the two can then use the index.
ALTER TABLE further_key ALTER COLUMN key TYPE TEXT COLLATE "C";
