-- What an admin defines is kept in memory, because every page needs it. This number changes with it, in the transaction
-- that changes it, so that whoever kept it knows whether it is still so.
CREATE TABLE definition_version (version INTEGER NOT NULL);
INSERT INTO definition_version (version) VALUES (1);

CREATE TRIGGER object_added_definition AFTER INSERT ON object BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER object_changed_definition AFTER UPDATE ON object BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER object_removed_definition AFTER DELETE ON object BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER property_added_definition AFTER INSERT ON property BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER property_changed_definition AFTER UPDATE ON property BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER property_removed_definition AFTER DELETE ON property BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER pipeline_added_definition AFTER INSERT ON pipeline BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER pipeline_changed_definition AFTER UPDATE ON pipeline BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER pipeline_removed_definition AFTER DELETE ON pipeline BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER stage_added_definition AFTER INSERT ON stage BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER stage_changed_definition AFTER UPDATE ON stage BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER stage_removed_definition AFTER DELETE ON stage BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER association_label_added_definition AFTER INSERT ON association_label BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER association_label_changed_definition AFTER UPDATE ON association_label BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER association_label_removed_definition AFTER DELETE ON association_label BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER role_added_definition AFTER INSERT ON role BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_changed_definition AFTER UPDATE ON role BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_removed_definition AFTER DELETE ON role BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER role_grant_added_definition AFTER INSERT ON role_grant BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_grant_changed_definition AFTER UPDATE ON role_grant BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_grant_removed_definition AFTER DELETE ON role_grant BEGIN UPDATE definition_version SET version = version + 1; END;

CREATE TRIGGER role_right_added_definition AFTER INSERT ON role_right BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_right_changed_definition AFTER UPDATE ON role_right BEGIN UPDATE definition_version SET version = version + 1; END;
CREATE TRIGGER role_right_removed_definition AFTER DELETE ON role_right BEGIN UPDATE definition_version SET version = version + 1; END;
