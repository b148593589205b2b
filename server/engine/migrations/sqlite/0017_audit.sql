-- From which address of a client, where there was one; and which object it is about, to find it by.
ALTER TABLE audit_event ADD COLUMN address TEXT;
ALTER TABLE audit_event ADD COLUMN object_id INTEGER;
UPDATE audit_event SET object_id = details ->> 'object' WHERE kind = 'object_defined';

-- The page of the audit: latest first, and narrowed by one thing or another.
CREATE INDEX audit_event_at ON audit_event (at, id);
CREATE INDEX audit_event_actor ON audit_event (coalesce(actor_id, 0), at, id);
CREATE INDEX audit_event_kind ON audit_event (kind, at, id);
CREATE INDEX audit_event_object ON audit_event (object_id, at, id);
CREATE INDEX audit_event_address ON audit_event (address, at, id);

-- The chain: each hash is of the one before and of an event. What is committed and not sealed yet waits.
CREATE TABLE audit_seal (
    seq INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL UNIQUE,
    hash TEXT NOT NULL
);
CREATE TABLE audit_waiting (event_id INTEGER PRIMARY KEY);
-- Where the chain begins: the last seal that is gone, with the events up to it.
CREATE TABLE audit_anchor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_anchor (id, seq, hash) VALUES (1, 0, '');

INSERT INTO audit_waiting (event_id) SELECT id FROM audit_event;
CREATE TRIGGER audit_event_waits AFTER INSERT ON audit_event BEGIN
    INSERT INTO audit_waiting (event_id) VALUES (new.id);
END;

-- What is written stays as it is. Only what the anchor has passed can go.
CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON audit_event BEGIN
    SELECT RAISE(ABORT, 'the audit is only added to');
END;
CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event
WHEN NOT EXISTS (
    SELECT 1 FROM audit_seal JOIN audit_anchor ON audit_seal.seq <= audit_anchor.seq WHERE audit_seal.event_id = old.id
) BEGIN
    SELECT RAISE(ABORT, 'the audit is only added to');
END;
CREATE TRIGGER audit_seal_unchanged BEFORE UPDATE ON audit_seal BEGIN
    SELECT RAISE(ABORT, 'the audit is only added to');
END;
CREATE TRIGGER audit_seal_kept BEFORE DELETE ON audit_seal
WHEN old.seq > (SELECT seq FROM audit_anchor) BEGIN
    SELECT RAISE(ABORT, 'the audit is only added to');
END;

INSERT INTO role_right (role_id, tag) VALUES (1, 'audit');
