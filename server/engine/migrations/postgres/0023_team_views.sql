-- The team that a view is shared with. Where the team is removed, the view is its maker's alone again.
ALTER TABLE saved_view ADD COLUMN team_id BIGINT REFERENCES team (id) ON DELETE SET NULL;
CREATE INDEX saved_view_team ON saved_view (team_id) WHERE team_id IS NOT NULL;
