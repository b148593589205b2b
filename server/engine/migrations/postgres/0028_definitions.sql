-- What an admin defines is kept in memory, because every page needs it. This number changes with it, in the transaction
-- that changes it, so that whoever kept it knows whether it is still so.
CREATE TABLE definition_version (version BIGINT NOT NULL);
INSERT INTO definition_version (version) VALUES (1);

CREATE FUNCTION definition_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE definition_version SET version = version + 1;
    RETURN NULL;
END $$;

-- For each row, and not where nothing of it changes: whoever only holds a row holds nobody up.
CREATE TRIGGER object_added_definition AFTER INSERT OR DELETE ON object
FOR EACH ROW EXECUTE FUNCTION definition_changed();
CREATE TRIGGER object_changed_definition AFTER UPDATE ON object
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION definition_changed();
CREATE TRIGGER property_added_definition AFTER INSERT OR DELETE ON property
FOR EACH ROW EXECUTE FUNCTION definition_changed();
CREATE TRIGGER property_changed_definition AFTER UPDATE ON property
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION definition_changed();
CREATE TRIGGER pipeline_added_definition AFTER INSERT OR DELETE ON pipeline
FOR EACH ROW EXECUTE FUNCTION definition_changed();
CREATE TRIGGER pipeline_changed_definition AFTER UPDATE ON pipeline
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION definition_changed();
CREATE TRIGGER stage_added_definition AFTER INSERT OR DELETE ON stage
FOR EACH ROW EXECUTE FUNCTION definition_changed();
CREATE TRIGGER stage_changed_definition AFTER UPDATE ON stage
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION definition_changed();
CREATE TRIGGER association_label_added_definition AFTER INSERT OR DELETE ON association_label
FOR EACH ROW EXECUTE FUNCTION definition_changed();
CREATE TRIGGER association_label_changed_definition AFTER UPDATE ON association_label
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION definition_changed();
CREATE TRIGGER role_added_definition AFTER INSERT OR DELETE ON role
FOR EACH ROW EXECUTE FUNCTION definition_changed();
CREATE TRIGGER role_changed_definition AFTER UPDATE ON role
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION definition_changed();
CREATE TRIGGER role_grant_added_definition AFTER INSERT OR DELETE ON role_grant
FOR EACH ROW EXECUTE FUNCTION definition_changed();
CREATE TRIGGER role_grant_changed_definition AFTER UPDATE ON role_grant
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION definition_changed();
CREATE TRIGGER role_right_added_definition AFTER INSERT OR DELETE ON role_right
FOR EACH ROW EXECUTE FUNCTION definition_changed();
CREATE TRIGGER role_right_changed_definition AFTER UPDATE ON role_right
FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION definition_changed();
