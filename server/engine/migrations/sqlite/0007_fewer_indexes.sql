-- What a deletion has in the trash is found by the index of the trash, which begins with the object. One index less is
-- written for each record that is deleted or restored.
DROP INDEX record_deletion;
