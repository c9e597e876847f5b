-- hospital
PRAGMA foreign_keys=ON;
CREATE TABLE departments (code CHAR(4) PRIMARY KEY, name VARCHAR(80) NOT NULL, floor SMALLINT);
CREATE TABLE doctors (
  doctor_id INTEGER PRIMARY KEY AUTOINCREMENT,
  first_name TEXT NOT NULL, last_name TEXT NOT NULL,
  department CHAR(4) NOT NULL REFERENCES departments(code),
  supervisor_id INTEGER REFERENCES doctors(doctor_id),
  license_no TEXT UNIQUE NOT NULL,
  hired DATE
);
CREATE TABLE patients (
  mrn TEXT PRIMARY KEY CHECK (length(mrn) = 8),
  full_name TEXT NOT NULL, sex TEXT CHECK (sex IN ('M','F','X')),
  birth_date DATE NOT NULL, blood_type TEXT CHECK(blood_type IN ('A+','A-','B+','B-','AB+','AB-','O+','O-')),
  weight_kg REAL CHECK (weight_kg > 0 AND weight_kg < 500),
  allergies JSON DEFAULT '[]'
);
CREATE TABLE appointments (
  id INTEGER PRIMARY KEY,
  patient_mrn TEXT NOT NULL REFERENCES patients(mrn) ON DELETE CASCADE,
  doctor_id INTEGER NOT NULL REFERENCES doctors ON DELETE RESTRICT,
  starts_at TIMESTAMP NOT NULL, ends_at TIMESTAMP NOT NULL,
  status TEXT NOT NULL DEFAULT 'scheduled' CHECK (status IN ('scheduled','checked-in','completed','no show','cancelled')),
  priority INTEGER DEFAULT 3 CHECK(priority BETWEEN 1 AND 5),
  CHECK (ends_at > starts_at),
  UNIQUE (doctor_id, starts_at)
);
CREATE TABLE prescriptions (
  appointment_id INTEGER NOT NULL, line INTEGER NOT NULL, drug TEXT NOT NULL, dose_mg NUMERIC(8,3), from_ DATE, "class" TEXT, "import" TEXT, "entity" TEXT, "self" TEXT, "none" TEXT, "is" INT,
  PRIMARY KEY(appointment_id, line), FOREIGN KEY(appointment_id) REFERENCES appointments(id) ON DELETE CASCADE
);
CREATE TABLE audit_log (at TIMESTAMP, what TEXT);
INSERT INTO departments VALUES ('CARD','Cardiology',3),('ER','Emergency — "Notaufnahme"',0),('ONC','Oncology',NULL);
INSERT INTO doctors(first_name,last_name,department,supervisor_id,license_no,hired) VALUES ('Ada','Øst','CARD',NULL,'L-1','2010-02-03'),('Bo','Li''s','ER',1,'L-2',NULL);
INSERT INTO patients VALUES ('P0000001','Zoë','F','1980-01-31','O-',61.5,'["penicillin","latex"]'),('P0000002','Al','M','2000-12-01',NULL,NULL,'[]');
INSERT INTO appointments VALUES (1,'P0000001',1,'2026-05-01 09:00:00','2026-05-01 09:30:00','checked-in',2),(2,'P0000002',2,'2026-05-01 10:00','2026-05-01 10:15','no show',3);
INSERT INTO prescriptions VALUES (1,1,'aspirin',12.125,'2026-05-01','a','b','c','d','e',1),(1,2,'x',3,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
UPDATE patients SET weight_kg=70 WHERE mrn='P0000002';
