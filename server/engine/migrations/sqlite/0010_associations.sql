-- What an association may mean between two objects, as data. `name` is what the record at `to` is to the one at `from`,
-- `back` the other way round. `one_per_from`: of those that live a record at `from` has at most one.
CREATE TABLE association_label (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    from_object INTEGER NOT NULL REFERENCES object (id),
    to_object INTEGER NOT NULL REFERENCES object (id),
    tag TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_it TEXT NOT NULL,
    back_en TEXT NOT NULL,
    back_it TEXT NOT NULL,
    one_per_from INTEGER NOT NULL DEFAULT FALSE,
    UNIQUE (from_object, to_object, tag)
);
INSERT INTO association_label (from_object, to_object, tag, name_en, name_it, back_en, back_it, one_per_from) VALUES
    (1, 2, 'primary', 'Primary', 'Principale', 'Primary', 'Principale', TRUE),
    (1, 3, 'decision_maker', 'Decides', 'Decide', 'Decision maker', 'Decisore', FALSE),
    (1, 3, 'billing', 'Pays', 'Paga', 'Billing contact', 'Contatto per la fatturazione', FALSE),
    (2, 2, 'parent', 'Parent', 'Capogruppo', 'Subsidiary', 'Controllata', FALSE);

-- When it was made: of two links of which one must give way the newer one stays.
ALTER TABLE association ADD COLUMN made INTEGER NOT NULL DEFAULT 0;

-- What was done to links, as both timelines tell it. `labels` are those it has since, or had when it was removed, seen from
-- `from`; of one that gave way, the label it lost, and `made` when that had been given.
CREATE TABLE association_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    from_id INTEGER NOT NULL REFERENCES record (id),
    to_id INTEGER NOT NULL REFERENCES record (id),
    change TEXT NOT NULL,
    labels TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor_id INTEGER REFERENCES app_user (id),
    surface TEXT NOT NULL,
    operation_id INTEGER REFERENCES operation (id),
    made INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX association_event_from ON association_event (from_id, id);
CREATE INDEX association_event_to ON association_event (to_id, id);
CREATE INDEX association_event_operation ON association_event (operation_id) WHERE operation_id IS NOT NULL;
