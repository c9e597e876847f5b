CREATE TABLE member (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT,
  suspended INTEGER NOT NULL,
  failed_logins INTEGER NOT NULL,
  tags TEXT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT member_email_unique UNIQUE (email),
  CONSTRAINT member_name_length CHECK (length(name) BETWEEN 1 AND 80)
) STRICT;

CREATE TABLE copy (
  barcode TEXT NOT NULL,
  shelf TEXT,
  PRIMARY KEY (barcode)
) STRICT;

CREATE TABLE loan (
  id TEXT NOT NULL,
  copy_barcode TEXT NOT NULL,
  member_id TEXT NOT NULL,
  "from" TEXT NOT NULL,
  due TEXT NOT NULL,
  status TEXT NOT NULL,
  PRIMARY KEY (id),
  FOREIGN KEY (copy_barcode) REFERENCES copy (barcode),
  FOREIGN KEY (member_id) REFERENCES member (id),
  CONSTRAINT loan_status_values CHECK (status IN ('active', 'returned', 'lost')),
  CONSTRAINT loan_check_1 CHECK (due >= "from")
) STRICT;
CREATE TRIGGER loan_status_flow BEFORE UPDATE OF status ON loan
  WHEN NEW.status IS NOT OLD.status
    AND CASE OLD.status
      WHEN 'active' THEN NEW.status NOT IN ('returned', 'lost')
      WHEN 'lost' THEN NEW.status NOT IN ('returned')
      ELSE 1
    END
    AND NOT EXISTS (SELECT 1 FROM _awmc_state WHERE name = 'flows_off')
BEGIN
  SELECT RAISE(ABORT, 'loan_status_flow');
END;

CREATE TABLE fine (
  id INTEGER PRIMARY KEY,
  loan_id TEXT NOT NULL,
  amount INTEGER NOT NULL,
  FOREIGN KEY (loan_id) REFERENCES loan (id)
) STRICT;

CREATE TABLE desk (
  changes INTEGER NOT NULL,
  nights INTEGER NOT NULL
) STRICT;

CREATE TABLE _awmc_state (name TEXT NOT NULL PRIMARY KEY, value TEXT) STRICT;
CREATE TABLE _awmc_user_write (
  tbl TEXT NOT NULL, key TEXT NOT NULL, col TEXT NOT NULL, PRIMARY KEY (tbl, key, col)
) STRICT;
