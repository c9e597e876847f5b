-- references in circles, forwards, to nothing, and along compound keys
CREATE TABLE departments (
  code TEXT PRIMARY KEY,
  head_id INTEGER NOT NULL REFERENCES employees(id),
  parent_code TEXT REFERENCES departments(code) ON DELETE CASCADE
);
CREATE TABLE employees (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  department_code TEXT NOT NULL REFERENCES departments,
  mentor_id INTEGER REFERENCES employees(id),
  badge TEXT UNIQUE,
  desk_floor INTEGER,
  desk_number INTEGER,
  FOREIGN KEY (desk_floor, desk_number) REFERENCES desks(floor, number)
);
CREATE TABLE desks (floor INTEGER, number INTEGER, label TEXT, PRIMARY KEY (floor, number));
CREATE TABLE badges (id INTEGER PRIMARY KEY, badge TEXT REFERENCES employees(badge), gone INTEGER REFERENCES ghosts(id));
CREATE TABLE swaps (
  from_floor INTEGER NOT NULL, from_number INTEGER NOT NULL, to_floor INTEGER NOT NULL, to_number INTEGER NOT NULL,
  at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (from_floor, from_number, to_floor, to_number),
  FOREIGN KEY (from_floor, from_number) REFERENCES desks(floor, number) ON DELETE CASCADE,
  FOREIGN KEY (to_floor, to_number) REFERENCES desks(floor, number) ON DELETE CASCADE,
  CHECK (NOT (from_floor = to_floor AND from_number = to_number))
);
CREATE TABLE chain_a (b_id INTEGER PRIMARY KEY REFERENCES chain_b(a_id));
CREATE TABLE chain_b (a_id INTEGER PRIMARY KEY REFERENCES chain_a(b_id));
INSERT INTO departments VALUES ('ops', 1, NULL), ('dev', 2, 'ops');
INSERT INTO employees VALUES
  (1, 'Ana', 'ops', NULL, 'B1', 1, 10), (2, 'Bo', 'dev', 1, 'B2', NULL, NULL), (3, 'Cy', 'dev', 9, NULL, NULL, NULL),
  (4, 'Di', 'nowhere', NULL, NULL, NULL, NULL), (5, 'Ed', 'dev', 4, NULL, NULL, NULL);
INSERT INTO desks VALUES (1, 10, 'window'), (1, 11, NULL), (2, 10, 'door');
INSERT INTO badges VALUES (1, 'B1', NULL), (2, NULL, 7);
INSERT INTO swaps (from_floor, from_number, to_floor, to_number) VALUES (1, 10, 1, 11), (1, 11, 2, 10), (1, 10, 1, 10), (1, 10, 9, 9);
INSERT INTO chain_a VALUES (1);
INSERT INTO chain_b VALUES (1);
