INSERT INTO member (id, name, email, suspended, failed_logins, tags) VALUES
  ('M1', 'Ana', 'ana@example.org', 0, 0, '["staff"]'),
  ('M2', 'Bo', 'bo@example.org', 1, 0, '[]'),
  ('M3', 'Cy', NULL, 0, 0, '[]');
INSERT INTO copy (barcode, shelf) VALUES ('C1', 'A'), ('C2', NULL), ('C3', 'B');
INSERT INTO loan (id, copy_barcode, member_id, "from", due, status) VALUES
  ('L00001', 'C1', 'M1', '2026-02-01', '2026-02-20', 'active'),
  ('L00007', 'C2', 'M2', '2026-02-01', '2026-03-20', 'returned');
INSERT INTO fine (id, loan_id, amount) VALUES (3, 'L00007', 50);
INSERT INTO desk (changes, nights) VALUES (0, 0);
