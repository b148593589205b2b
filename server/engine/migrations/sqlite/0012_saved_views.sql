-- Views that somebody keeps under a name. The query is the address of the view without its page.
CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    object_id INTEGER NOT NULL REFERENCES object (id),
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    -- Whether everyone who sees the object sees it.
    shared INTEGER NOT NULL DEFAULT FALSE
);
CREATE INDEX saved_view_object ON saved_view (object_id, user_id);
