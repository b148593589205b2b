-- Labels that an admin makes. Archived: since when it is put away; NULL is in use, and 0 is gone for good: its names stay, for
-- what timelines tell.
ALTER TABLE association_label ADD COLUMN archived INTEGER;

-- A link holds the tag of its label alone.
CREATE UNIQUE INDEX association_label_tag ON association_label (tag);

-- Ids of what an admin makes are never those of what comes with the product.
UPDATE sqlite_sequence SET seq = 999 WHERE name = 'association_label';
