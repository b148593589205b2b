-- Who runs an import, and until when nobody else goes on with it unless they renew it.
ALTER TABLE import ADD COLUMN lease_owner INTEGER;
ALTER TABLE import ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;
