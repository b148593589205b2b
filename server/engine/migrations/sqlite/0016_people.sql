-- A role that is gone stays as a row: what was written down of it names it still, and no other gets its number.
ALTER TABLE role ADD COLUMN removed INTEGER;
CREATE INDEX app_user_role ON app_user (role_id);

CREATE TABLE team (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    above_id INTEGER REFERENCES team (id)
);
CREATE TABLE team_member (
    team_id INTEGER NOT NULL REFERENCES team (id),
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    PRIMARY KEY (team_id, user_id)
) WITHOUT ROWID;
CREATE INDEX team_member_user ON team_member (user_id, team_id);

-- Who was invited and is no user yet. The links are made when mail is sent: each message has one of its own, and all of
-- them stop working together.
CREATE TABLE invitation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    role_id INTEGER NOT NULL REFERENCES role (id),
    lang TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES app_user (id),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
);
CREATE TABLE invitation_link (
    token_hash BLOB PRIMARY KEY,
    invitation_id INTEGER NOT NULL REFERENCES invitation (id) ON DELETE CASCADE
);
CREATE INDEX invitation_link_invitation ON invitation_link (invitation_id);

-- Mail goes to a user, or to somebody who is invited.
CREATE TABLE outbox_too (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER REFERENCES app_user (id),
    invitation_id INTEGER REFERENCES invitation (id) ON DELETE CASCADE,
    message TEXT NOT NULL,
    created INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Not before then; while it is being tried, until when nobody else may. NULL when it was sent or given up.
    next_try INTEGER,
    sent INTEGER,
    -- Why the last try failed: the kind alone.
    failure TEXT,
    CHECK ((user_id IS NULL) <> (invitation_id IS NULL))
);
INSERT INTO outbox_too (id, user_id, message, created, attempts, next_try, sent, failure)
SELECT id, user_id, message, created, attempts, next_try, sent, failure FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_too RENAME TO outbox;
CREATE INDEX outbox_next_try ON outbox (next_try) WHERE next_try IS NOT NULL;
CREATE INDEX outbox_invitation ON outbox (invitation_id) WHERE invitation_id IS NOT NULL;

-- What was done, for good: rows are added and never changed. Ids and words of ours, never a name or an address.
CREATE TABLE audit_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    -- Nobody where the program itself acted, or somebody unknown. No reference: it outlives whom it names.
    actor_id INTEGER,
    kind TEXT NOT NULL,
    details TEXT NOT NULL
);

-- Ready-made roles. What is granted on objects of an admin's own making is theirs to say.
INSERT INTO role (id, tag, name) VALUES
    (4, 'manager', 'Manager'), (5, 'sales', 'Sales'), (6, 'service', 'Service'), (7, 'list_manager', 'List manager');
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT role.id, object.id, 'view', 'everything', TRUE FROM role CROSS JOIN object
WHERE role.id BETWEEN 4 AND 7 AND object.id <= 9;
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT role.id, object.id, 'edit', 'everything', TRUE FROM role CROSS JOIN object
WHERE role.id IN (4, 7) AND object.id <= 9;
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT 4, object.id, 'delete', 'team', FALSE FROM object WHERE object.id <= 9;
-- Sales keeps its hands from tickets, and Service from deals.
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT role.id, object.id, 'edit', 'team', TRUE FROM role CROSS JOIN object
WHERE object.id <= 9 AND ((role.id = 5 AND object.id <> 4) OR (role.id = 6 AND object.id <> 3));
INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT role.id, object.id, 'delete', 'owned', FALSE FROM role CROSS JOIN object
WHERE object.id <= 9 AND ((role.id = 5 AND object.id <> 4) OR (role.id = 6 AND object.id <> 3));
INSERT INTO role_right (role_id, tag) VALUES
    (1, 'administer_users'), (1, 'administer_objects'),
    (4, 'bulk_delete'), (4, 'see_trash'), (4, 'restore_own'), (4, 'restore_any'), (4, 'import'), (4, 'export'),
    (5, 'see_trash'), (5, 'restore_own'), (6, 'see_trash'), (6, 'restore_own'), (7, 'import'), (7, 'export');
