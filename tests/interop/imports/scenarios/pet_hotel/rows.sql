INSERT INTO owners (id, full_name, phone, loyalty_points) VALUES (1, 'Current User', '+351 900', 120), (2, 'Rui Sa', NULL, 0);
INSERT INTO pets (id, owner_id, name, species, birth_date, weight_kg, notes, vaccinated, created_at) VALUES (10, 1, 'Milo', 'dog', '2022-05-01', 12.5, 'Afraid of 100% of fireworks', 1, '2026-02-01 08:00:00');
INSERT INTO pets (id, owner_id, name, species, birth_date, weight_kg, notes, vaccinated, created_at) VALUES (11, 1, 'Luna', 'cat', NULL, NULL, NULL, 0, '2026-02-03 08:00:00'), (12, 2, 'milo', 'dog', '2020-01-31', 30, 'Big', 1, '2026-01-15 10:00:00');
INSERT INTO rooms VALUES ('K1', 'kennel', 25, 0), ('K2', 'kennel', 22.5, 1), ('S1', 'suite', 60, 0);
INSERT INTO stays (pet_id, room_code, starts_on, ends_on, status, total_amount) VALUES (10, 'K1', date('now', '+7 days'), date('now', '+9 days'), 'confirmed', 50), (11, NULL, '2026-03-01', '2026-03-04', 'requested', NULL), (12, 'S1', '2025-12-01', '2025-12-02', 'done', 60);
