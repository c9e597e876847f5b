/* names that mean something elsewhere; conditions of every kind */
CREATE TABLE "match" (
  "self" INTEGER PRIMARY KEY, "none" TEXT, "if" INTEGER, "me" TEXT, "now" TEXT, "class" TEXT, "import" TEXT, "limit" INTEGER,
  "order" TEXT, "select" TEXT, "TRUE" INTEGER, "userName" TEXT, "user_name" TEXT, "2nd" TEXT, "größe" INTEGER, "☃" TEXT, "a b-c" TEXT
);
INSERT INTO "match" VALUES (1, 'n', 2, 'm', 'nowish', 'c', 'i', 3, 'o', 's', 1, 'camel', 'snake', 'second', 4, 'snow', 'abc');
CREATE TABLE Text (id INTEGER PRIMARY KEY, state TEXT CHECK (state IN ('true', 'None', 'not', '<=', '', 'two words', 'Two Words', '1st', 'ok')));
CREATE TABLE texts (id INTEGER PRIMARY KEY, state TEXT CHECK (state IN ("on", "off")) DEFAULT "on");
INSERT INTO Text (state) VALUES ('true'), ('None'), ('<='), (''), ('two words'), ('Two Words'), ('1st'), (NULL), ('nope');
INSERT INTO texts DEFAULT VALUES;
INSERT INTO texts (state) VALUES ('off'), ('ON');
CREATE TABLE checked (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  low INTEGER, high INTEGER, kind TEXT NOT NULL CHECK (kind = 'a' OR kind = 'b' OR kind = 'c'),
  price REAL CHECK (price >= 0.5 AND price < 1000), email TEXT CHECK (email LIKE '%@%'), phone TEXT CHECK (phone GLOB '+[0-9]*'),
  flag INTEGER CHECK (flag IN (0,1)), starts TEXT CHECK (starts >= '2020-01-01'), ends TEXT,
  code TEXT CHECK (length(code) = 4), CHECK (low IS NULL OR high IS NULL OR low <= high), CHECK (ends > starts),
  CHECK ((low IS NULL) = (high IS NULL)), CHECK (NOT (kind = 'a' AND flag = 1) OR price > 10), CHECK (low BETWEEN -5 AND high),
  CHECK (kind <> 'b' OR (low IS NOT NULL AND high + low * 2 < 100)), CHECK (coalesce(low, 0) < 50), CHECK (kind IS NOT 'z')
);
INSERT INTO checked VALUES (1, 1, 2, 'a', 12.5, 'a@b', '+351', 1, '2026-01-01', '2026-01-02', 'abcd');
INSERT INTO checked VALUES (2, NULL, NULL, 'c', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO checked VALUES (3, 3, 2, 'a', 1, 'a@b', '+1', 0, NULL, NULL, NULL);
INSERT INTO checked VALUES (4, 1, 2, 'a', 1, 'a@b', '+1', 1, NULL, NULL, NULL);
INSERT INTO checked VALUES (5, 1, 60, 'b', 1, 'ab', NULL, 1, NULL, NULL, NULL);
INSERT INTO checked VALUES (6, 1, 60, 'b', 1, 'a@', NULL, 0, '2026-02-01', NULL, 'ÄÖÜ☃');
INSERT INTO checked VALUES (7, 1, 99, 'b', 1, NULL, NULL, 0, NULL, NULL, NULL);
