CREATE TABLE owners (
  id INTEGER PRIMARY KEY,
  full_name TEXT NOT NULL,
  phone TEXT,
  loyalty_points INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE pets (
  id INTEGER PRIMARY KEY,
  owner_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  species TEXT NOT NULL CHECK (species IN ('dog','cat','other')),
  birth_date DATE,
  weight_kg REAL,
  notes TEXT,
  vaccinated INTEGER NOT NULL DEFAULT 0 CHECK (vaccinated IN (0,1)),
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  FOREIGN KEY (owner_id) REFERENCES owners(id) ON DELETE CASCADE,
  UNIQUE (owner_id, name)
);
CREATE INDEX idx_pets_species ON pets(species);
CREATE TABLE rooms (
  code TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('kennel','suite')),
  nightly_rate REAL NOT NULL CHECK (nightly_rate >= 0),
  out_of_order INTEGER NOT NULL DEFAULT 0 CHECK (out_of_order IN (0,1))
);
CREATE TABLE stays (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pet_id INTEGER NOT NULL REFERENCES pets(id) ON DELETE CASCADE,
  room_code TEXT REFERENCES rooms(code) ON DELETE SET NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'requested' CHECK (status IN ('requested','confirmed','in_house','done','cancelled')),
  total_amount REAL,
  cancelled_at DATETIME,
  CHECK (ends_on > starts_on)
);
