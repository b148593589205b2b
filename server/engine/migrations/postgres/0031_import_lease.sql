-- Who runs an import, and until when nobody else goes on with it unless they renew it.
ALTER TABLE import ADD COLUMN lease_owner BIGINT;
ALTER TABLE import ADD COLUMN lease_until BIGINT NOT NULL DEFAULT 0;
