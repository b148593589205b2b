-- Who administers may make workflows, as soon as there are any.
INSERT INTO role_right (role_id, tag) SELECT id, 'workflows' FROM role WHERE id = 1;
