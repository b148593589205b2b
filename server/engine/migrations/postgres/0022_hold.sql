-- Who administers may put records on hold.
INSERT INTO role_right (role_id, tag) SELECT id, 'hold' FROM role WHERE id = 1;
