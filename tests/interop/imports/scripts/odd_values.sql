-- values that SQLite takes and types do not: each column says in its name what is odd
CREATE TABLE readings (
  id INTEGER PRIMARY KEY,
  mostly_int INTEGER,
  all_text INTEGER,
  rate DECIMAL(10,4),
  amount NUMERIC(8,2),
  total_price REAL,
  ratio REAL,
  raw BLOB,
  anything,
  enabled BOOLEAN DEFAULT FALSE,
  is_read INTEGER DEFAULT 0,
  is_level INTEGER,
  tags JSON,
  scores JSON,
  settings JSON,
  mixed_json JSON,
  zoned_at TEXT,
  mixed_at TEXT,
  offset_at TEXT,
  day_on TEXT,
  hour_time TEXT,
  epoch DATETIME,
  made_at TIMESTAMP DEFAULT (datetime('now')),
  made_on DATE DEFAULT CURRENT_DATE,
  key_text TEXT DEFAULT (hex(randomblob(4))),
  "quoted ""name""" VARCHAR(3) DEFAULT 'it''s {x}',
  doubled INTEGER GENERATED ALWAYS AS (mostly_int * 2) VIRTUAL
);
INSERT INTO readings (id, mostly_int, all_text, rate, amount, total_price, ratio, raw, anything, enabled, is_read, is_level, tags, scores, settings, mixed_json, zoned_at, mixed_at, offset_at, day_on, hour_time, epoch, key_text)
VALUES
  (1, 7, 'a-1', 1.2345, 10.5, 3.1, 0.333, x'00ff', 1, 1, 0, 2, '["a","b{"]', '[1,2]', '{"k": true}', '{"a": 1}', '2026-01-02T03:04:05Z', '2026-01-02', '2026-01-02T03:04:05-04:00', '2026-01-02', '09:30', 1767225600, 'k1'),
  (2, -3, 'b-2', 0, 99, 19.99, 1, NULL, 'x', 0, 1, 1, '[]', '[]', '{}', '[1]', '2026-01-03T00:00:00Z', '2026-01-02 00:00:00', '2026-01-02T03:04:05+00:00', '2026-12-31', '23:59:00', 1767225601, 'k2'),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'k3'),
  (4, 5, 'c-3', 3.5, 2, 4, 2, NULL, 2.5, 1, 0, 0, '["é ☃ 🦊"]', '[0]', '{"ü": false}', 'null', NULL, '2026-02-30', '', '2024-02-29', '00:00', NULL, 'k4');
INSERT INTO readings (id, mostly_int, key_text, made_at, made_on) VALUES (5, 'seven', 'k5', datetime('now', '-3 days', 'start of day'), date('now', '+1 month'));
INSERT INTO readings (id, ratio, key_text) VALUES (6, 9e999, 'k6'), (9223372036854775807, -0.0, 'k7'), (-5, 1e-300, 'k8');
INSERT INTO readings (id, key_text) VALUES (7, 'nul' || char(0) || 'byte');
UPDATE readings SET mostly_int = mostly_int + 1 WHERE id = 1;
DELETE FROM readings WHERE id = 4 AND mostly_int = 99;

CREATE TABLE no_key (name TEXT, id INTEGER);
INSERT INTO no_key VALUES ('twin', 1), ('twin', 1), (NULL, NULL);

CREATE TABLE real_key (amount REAL PRIMARY KEY, note TEXT);
INSERT INTO real_key VALUES (1.5, 'one'), (2.25, NULL), (NULL, 'none');

CREATE TABLE text_key (code TEXT PRIMARY KEY, note TEXT) WITHOUT ROWID;
INSERT INTO text_key VALUES ('b', 'second letter'), ('a', '');

CREATE TABLE null_key (code TEXT PRIMARY KEY, n INTEGER CHECK (n IN (1, 2, 3)));
INSERT INTO null_key VALUES (NULL, 1), ('x', 2), ('y', NULL);
