-- Every other standard object, as data.
ALTER TABLE object ADD COLUMN icon TEXT NOT NULL DEFAULT 'square';
ALTER TABLE object ADD COLUMN activity INTEGER NOT NULL DEFAULT FALSE;
UPDATE object SET icon = 'person' WHERE id = 1;

-- What may be chosen, as [{"tag": …, "en": …, "it": …}]; and whether it is a column of the table.
ALTER TABLE property ADD COLUMN options TEXT NOT NULL DEFAULT '[]';
ALTER TABLE property ADD COLUMN listed INTEGER NOT NULL DEFAULT FALSE;
UPDATE property SET listed = TRUE WHERE key IN ('email', 'phone', 'company');

CREATE TABLE pipeline (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    object_id INTEGER NOT NULL REFERENCES object (id),
    position INTEGER NOT NULL,
    name_en TEXT NOT NULL,
    name_it TEXT NOT NULL
);
CREATE TABLE stage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pipeline_id INTEGER NOT NULL REFERENCES pipeline (id),
    position INTEGER NOT NULL,
    name_en TEXT NOT NULL,
    name_it TEXT NOT NULL,
    kind TEXT NOT NULL
);
ALTER TABLE record ADD COLUMN stage_id INTEGER REFERENCES stage (id);
CREATE INDEX record_by_stage ON record (stage_id, updated, id) WHERE deletion IS NULL AND stage_id IS NOT NULL;

INSERT INTO object (id, slug, one_en, many_en, one_it, many_it, name_properties, key_property, icon, activity) VALUES
    (2, 'companies', 'company', 'companies', 'azienda', 'aziende', 'name', 'domain', 'building', FALSE),
    (3, 'deals', 'deal', 'deals', 'trattativa', 'trattative', 'name', NULL, 'coin', FALSE),
    (4, 'tickets', 'ticket', 'tickets', 'ticket', 'ticket', 'name', NULL, 'ticket', FALSE),
    (5, 'calls', 'call', 'calls', 'chiamata', 'chiamate', 'title', NULL, 'phone', TRUE),
    (6, 'emails', 'e-mail', 'e-mails', 'e-mail', 'e-mail', 'title', NULL, 'letter', TRUE),
    (7, 'tasks', 'task', 'tasks', 'compito', 'compiti', 'title', NULL, 'task', TRUE),
    (8, 'notes', 'note', 'notes', 'nota', 'note', 'body', NULL, 'note', TRUE),
    (9, 'meetings', 'meeting', 'meetings', 'incontro', 'incontri', 'title', NULL, 'calendar', TRUE);

INSERT INTO property (object_id, position, key, label_en, label_it, kind, indexed, listed, options) VALUES
    (1, 8, 'lifecycle', 'Lifecycle', 'Ciclo di vita', 'one_of', FALSE, FALSE, '[{"tag": "subscriber", "en": "Subscriber", "it": "Iscritto"}, {"tag": "lead", "en": "Lead", "it": "Lead"}, {"tag": "opportunity", "en": "Opportunity", "it": "Opportunità"}, {"tag": "customer", "en": "Customer", "it": "Cliente"}, {"tag": "partner", "en": "Partner", "it": "Partner"}]'),
    (1, 9, 'interests', 'Interests', 'Interessi', 'many_of', FALSE, FALSE, '[{"tag": "news", "en": "News", "it": "Novità"}, {"tag": "offers", "en": "Offers", "it": "Offerte"}, {"tag": "events", "en": "Events", "it": "Eventi"}]'),
    (1, 10, 'birthday', 'Birthday', 'Compleanno', 'date', FALSE, FALSE, '[]'),
    (1, 11, 'newsletter', 'Newsletter', 'Newsletter', 'yes_no', FALSE, FALSE, '[]'),
    (2, 1, 'name', 'Name', 'Nome', 'text', FALSE, FALSE, '[]'),
    (2, 2, 'domain', 'Domain', 'Dominio', 'domain', FALSE, TRUE, '[]'),
    (2, 3, 'phone', 'Phone', 'Telefono', 'phone', FALSE, TRUE, '[]'),
    (2, 4, 'industry', 'Industry', 'Settore', 'one_of', TRUE, TRUE, '[{"tag": "retail", "en": "Retail", "it": "Commercio"}, {"tag": "manufacturing", "en": "Manufacturing", "it": "Manifattura"}, {"tag": "software", "en": "Software", "it": "Software"}, {"tag": "construction", "en": "Construction", "it": "Edilizia"}, {"tag": "energy", "en": "Energy", "it": "Energia"}, {"tag": "services", "en": "Services", "it": "Servizi"}, {"tag": "public", "en": "Public sector", "it": "Settore pubblico"}]'),
    (2, 5, 'city', 'City', 'Città', 'text', TRUE, TRUE, '[]'),
    (2, 6, 'country', 'Country', 'Paese', 'text', FALSE, FALSE, '[]'),
    (2, 7, 'employees', 'Employees', 'Dipendenti', 'number', TRUE, FALSE, '[]'),
    (2, 8, 'revenue', 'Yearly revenue', 'Fatturato annuo', 'money', TRUE, FALSE, '[]'),
    (2, 9, 'website', 'Website', 'Sito web', 'link', FALSE, FALSE, '[]'),
    (2, 10, 'description', 'Description', 'Descrizione', 'long_text', FALSE, FALSE, '[]'),
    (3, 1, 'name', 'Name', 'Nome', 'text', FALSE, FALSE, '[]'),
    (3, 2, 'amount', 'Amount', 'Importo', 'money', TRUE, TRUE, '[]'),
    (3, 3, 'close_date', 'Close date', 'Data di chiusura', 'date', TRUE, TRUE, '[]'),
    (3, 4, 'deal_type', 'Type', 'Tipo', 'one_of', FALSE, FALSE, '[{"tag": "new", "en": "New business", "it": "Nuovo cliente"}, {"tag": "existing", "en": "Existing business", "it": "Cliente esistente"}]'),
    (3, 5, 'priority', 'Priority', 'Priorità', 'one_of', TRUE, FALSE, '[{"tag": "low", "en": "Low", "it": "Bassa"}, {"tag": "medium", "en": "Medium", "it": "Media"}, {"tag": "high", "en": "High", "it": "Alta"}, {"tag": "urgent", "en": "Urgent", "it": "Urgente"}]'),
    (3, 6, 'description', 'Description', 'Descrizione', 'long_text', FALSE, FALSE, '[]'),
    (4, 1, 'name', 'Subject', 'Oggetto', 'text', FALSE, FALSE, '[]'),
    (4, 2, 'priority', 'Priority', 'Priorità', 'one_of', TRUE, TRUE, '[{"tag": "low", "en": "Low", "it": "Bassa"}, {"tag": "medium", "en": "Medium", "it": "Media"}, {"tag": "high", "en": "High", "it": "Alta"}, {"tag": "urgent", "en": "Urgent", "it": "Urgente"}]'),
    (4, 3, 'category', 'Category', 'Categoria', 'one_of', TRUE, TRUE, '[{"tag": "question", "en": "Question", "it": "Domanda"}, {"tag": "problem", "en": "Problem", "it": "Problema"}, {"tag": "request", "en": "Request", "it": "Richiesta"}, {"tag": "billing", "en": "Billing", "it": "Fatturazione"}]'),
    (4, 4, 'source', 'Source', 'Provenienza', 'one_of', FALSE, FALSE, '[{"tag": "email", "en": "E-mail", "it": "E-mail"}, {"tag": "phone", "en": "Phone", "it": "Telefono"}, {"tag": "form", "en": "Form", "it": "Modulo"}, {"tag": "chat", "en": "Chat", "it": "Chat"}]'),
    (4, 5, 'due', 'Answer by', 'Rispondere entro', 'date_time', TRUE, FALSE, '[]'),
    (4, 6, 'description', 'Description', 'Descrizione', 'long_text', FALSE, FALSE, '[]'),
    (5, 1, 'title', 'Title', 'Titolo', 'text', FALSE, FALSE, '[]'),
    (5, 2, 'at', 'When', 'Quando', 'date_time', TRUE, TRUE, '[]'),
    (5, 3, 'direction', 'Direction', 'Direzione', 'one_of', FALSE, TRUE, '[{"tag": "out", "en": "Outgoing", "it": "In uscita"}, {"tag": "in", "en": "Incoming", "it": "In entrata"}]'),
    (5, 4, 'outcome', 'Outcome', 'Esito', 'one_of', TRUE, TRUE, '[{"tag": "connected", "en": "Connected", "it": "Risposto"}, {"tag": "no_answer", "en": "No answer", "it": "Nessuna risposta"}, {"tag": "busy", "en": "Busy", "it": "Occupato"}, {"tag": "voicemail", "en": "Voicemail", "it": "Segreteria"}, {"tag": "wrong", "en": "Wrong number", "it": "Numero errato"}]'),
    (5, 5, 'minutes', 'Minutes', 'Minuti', 'number', FALSE, FALSE, '[]'),
    (5, 6, 'body', 'Notes', 'Note', 'long_text', FALSE, FALSE, '[]'),
    (6, 1, 'title', 'Subject', 'Oggetto', 'text', FALSE, FALSE, '[]'),
    (6, 2, 'at', 'When', 'Quando', 'date_time', TRUE, TRUE, '[]'),
    (6, 3, 'direction', 'Direction', 'Direzione', 'one_of', FALSE, TRUE, '[{"tag": "out", "en": "Sent", "it": "Inviata"}, {"tag": "in", "en": "Received", "it": "Ricevuta"}]'),
    (6, 4, 'sender', 'From', 'Da', 'email', FALSE, TRUE, '[]'),
    (6, 5, 'recipient', 'To', 'A', 'email', FALSE, FALSE, '[]'),
    (6, 6, 'body', 'Text', 'Testo', 'long_text', FALSE, FALSE, '[]'),
    (7, 1, 'title', 'Title', 'Titolo', 'text', FALSE, FALSE, '[]'),
    (7, 2, 'due', 'Due', 'Scadenza', 'date', TRUE, TRUE, '[]'),
    (7, 3, 'task_type', 'Type', 'Tipo', 'one_of', FALSE, TRUE, '[{"tag": "call", "en": "Call", "it": "Chiamata"}, {"tag": "email", "en": "E-mail", "it": "E-mail"}, {"tag": "todo", "en": "To do", "it": "Da fare"}]'),
    (7, 4, 'priority', 'Priority', 'Priorità', 'one_of', FALSE, FALSE, '[{"tag": "low", "en": "Low", "it": "Bassa"}, {"tag": "medium", "en": "Medium", "it": "Media"}, {"tag": "high", "en": "High", "it": "Alta"}, {"tag": "urgent", "en": "Urgent", "it": "Urgente"}]'),
    (7, 5, 'done', 'Done', 'Fatta', 'yes_no', TRUE, TRUE, '[]'),
    (7, 6, 'body', 'Notes', 'Note', 'long_text', FALSE, FALSE, '[]'),
    (8, 1, 'body', 'Note', 'Nota', 'long_text', FALSE, FALSE, '[]'),
    (8, 2, 'at', 'When', 'Quando', 'date_time', TRUE, TRUE, '[]'),
    (9, 1, 'title', 'Title', 'Titolo', 'text', FALSE, FALSE, '[]'),
    (9, 2, 'at', 'When', 'Quando', 'date_time', TRUE, TRUE, '[]'),
    (9, 3, 'minutes', 'Minutes', 'Minuti', 'number', FALSE, FALSE, '[]'),
    (9, 4, 'place', 'Place', 'Luogo', 'text', FALSE, TRUE, '[]'),
    (9, 5, 'outcome', 'Outcome', 'Esito', 'one_of', FALSE, TRUE, '[{"tag": "planned", "en": "Planned", "it": "In programma"}, {"tag": "held", "en": "Held", "it": "Svolto"}, {"tag": "no_show", "en": "No show", "it": "Assente"}, {"tag": "cancelled", "en": "Cancelled", "it": "Annullato"}]'),
    (9, 6, 'body', 'Notes', 'Note', 'long_text', FALSE, FALSE, '[]');

INSERT INTO pipeline (id, object_id, position, name_en, name_it) VALUES
    (1, 3, 1, 'Sales pipeline', 'Vendite'),
    (2, 4, 1, 'Support pipeline', 'Assistenza');
INSERT INTO stage (id, pipeline_id, position, name_en, name_it, kind) VALUES
    (1, 1, 1, 'Qualified', 'Qualificata', 'open'),
    (2, 1, 2, 'Proposal', 'Proposta', 'open'),
    (3, 1, 3, 'Negotiation', 'Negoziazione', 'open'),
    (4, 1, 4, 'Won', 'Vinta', 'won'),
    (5, 1, 5, 'Lost', 'Persa', 'lost'),
    (6, 2, 1, 'New', 'Nuovo', 'open'),
    (7, 2, 2, 'Waiting for the customer', 'In attesa del cliente', 'open'),
    (8, 2, 3, 'Waiting for us', 'In attesa di noi', 'open'),
    (9, 2, 4, 'Closed', 'Chiuso', 'won');

INSERT INTO role_grant (role_id, object_id, action, reach, unassigned)
SELECT role_grant.role_id, object.id, role_grant.action, role_grant.reach, role_grant.unassigned
FROM role_grant CROSS JOIN object WHERE role_grant.object_id = 1 AND object.id > 1;

INSERT INTO role_right (role_id, tag) VALUES (1, 'export'), (2, 'export');

-- Indexes of properties hold the records of their object alone: no other object pays for them.
DROP INDEX record_by_phone;
DROP INDEX record_by_company;
CREATE INDEX contact_by_phone ON record (lower(properties ->> 'phone'), id) WHERE deletion IS NULL AND object_id = 1;
CREATE INDEX contact_by_company ON record (lower(properties ->> 'company'), id) WHERE deletion IS NULL AND object_id = 1;
CREATE INDEX company_by_industry ON record (lower(properties ->> 'industry'), id) WHERE deletion IS NULL AND object_id = 2;
CREATE INDEX company_by_city ON record (lower(properties ->> 'city'), id) WHERE deletion IS NULL AND object_id = 2;
CREATE INDEX company_by_employees ON record (CAST(properties ->> 'employees' AS REAL), id) WHERE deletion IS NULL AND object_id = 2;
CREATE INDEX company_by_revenue ON record (CAST(properties ->> 'revenue' AS REAL), id) WHERE deletion IS NULL AND object_id = 2;
CREATE INDEX deal_by_amount ON record (CAST(properties ->> 'amount' AS REAL), id) WHERE deletion IS NULL AND object_id = 3;
CREATE INDEX deal_by_close_date ON record (lower(properties ->> 'close_date'), id) WHERE deletion IS NULL AND object_id = 3;
CREATE INDEX deal_by_priority ON record (lower(properties ->> 'priority'), id) WHERE deletion IS NULL AND object_id = 3;
CREATE INDEX ticket_by_priority ON record (lower(properties ->> 'priority'), id) WHERE deletion IS NULL AND object_id = 4;
CREATE INDEX ticket_by_category ON record (lower(properties ->> 'category'), id) WHERE deletion IS NULL AND object_id = 4;
CREATE INDEX ticket_by_due ON record (lower(properties ->> 'due'), id) WHERE deletion IS NULL AND object_id = 4;
CREATE INDEX call_by_at ON record (lower(properties ->> 'at'), id) WHERE deletion IS NULL AND object_id = 5;
CREATE INDEX call_by_outcome ON record (lower(properties ->> 'outcome'), id) WHERE deletion IS NULL AND object_id = 5;
CREATE INDEX email_by_at ON record (lower(properties ->> 'at'), id) WHERE deletion IS NULL AND object_id = 6;
CREATE INDEX task_by_due ON record (lower(properties ->> 'due'), id) WHERE deletion IS NULL AND object_id = 7;
CREATE INDEX task_by_done ON record (lower(properties ->> 'done'), id) WHERE deletion IS NULL AND object_id = 7;
CREATE INDEX note_by_at ON record (lower(properties ->> 'at'), id) WHERE deletion IS NULL AND object_id = 8;
CREATE INDEX meeting_by_at ON record (lower(properties ->> 'at'), id) WHERE deletion IS NULL AND object_id = 9;
