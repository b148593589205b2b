-- From which address of a client, where there was one; and which object it is about, to find it by.
ALTER TABLE audit_event ADD COLUMN address TEXT;
ALTER TABLE audit_event ADD COLUMN object_id BIGINT;
UPDATE audit_event SET object_id = CAST(details ->> 'object' AS BIGINT) WHERE kind = 'object_defined';

-- The page of the audit: latest first, and narrowed by one thing or another.
CREATE INDEX audit_event_at ON audit_event (at, id);
CREATE INDEX audit_event_actor ON audit_event (coalesce(actor_id, 0), at, id);
CREATE INDEX audit_event_kind ON audit_event (kind, at, id);
CREATE INDEX audit_event_object ON audit_event (object_id, at, id);
CREATE INDEX audit_event_address ON audit_event (address, at, id);

-- The chain: each hash is of the one before and of an event. What is committed and not sealed yet waits.
CREATE TABLE audit_seal (
    seq BIGINT PRIMARY KEY,
    event_id BIGINT NOT NULL UNIQUE,
    hash TEXT NOT NULL
);
CREATE TABLE audit_waiting (event_id BIGINT PRIMARY KEY);
-- Where the chain begins: the last seal that is gone, with the events up to it.
CREATE TABLE audit_anchor (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_anchor (id, seq, hash) VALUES (1, 0, '');

INSERT INTO audit_waiting (event_id) SELECT id FROM audit_event;
CREATE FUNCTION audit_event_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_waiting (event_id) VALUES (new.id);
    RETURN NULL;
END $$;
CREATE TRIGGER audit_event_waits AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_waits();

-- What is written stays as it is. Only what the anchor has passed can go.
CREATE FUNCTION audit_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only added to';
END $$;
CREATE FUNCTION audit_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM audit_seal JOIN audit_anchor ON audit_seal.seq <= audit_anchor.seq WHERE audit_seal.event_id = old.id
    ) THEN
        RAISE EXCEPTION 'the audit is only added to';
    END IF;
    RETURN old;
END $$;
CREATE FUNCTION audit_seal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF old.seq > (SELECT seq FROM audit_anchor) THEN
        RAISE EXCEPTION 'the audit is only added to';
    END IF;
    RETURN old;
END $$;
CREATE TRIGGER audit_event_unchanged BEFORE UPDATE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION audit_unchanged();
CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_kept();
CREATE TRIGGER audit_seal_unchanged BEFORE UPDATE OR TRUNCATE ON audit_seal
FOR EACH STATEMENT EXECUTE FUNCTION audit_unchanged();
CREATE TRIGGER audit_seal_kept BEFORE DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_seal_kept();

INSERT INTO role_right (role_id, tag) VALUES (1, 'audit');
