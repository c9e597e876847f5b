INSERT INTO users (id, username, email, full_name, invited_by_id, profile_json, created_at, updated_at) VALUES (1, 'ana', 'ana@example.org', 'Ana O''Neil; the owner', 2, '{"theme": "dark", "n": [1, 2]}', datetime('now','-120 days'), datetime('now','-1 day'));
INSERT INTO users (id, username, email, full_name, invited_by_id, is_active, created_at) VALUES (2, 'bo', 'bo@example.org', NULL, NULL, 0, datetime('now','-90 days','start of day','+9 hours')), (3, 'cy', 'cy@example.org', 'Cy {braces} "quotes" \ back', 1, 1, datetime('now','-2 hours'));
INSERT INTO users (id, username, email) VALUES (4, 'dup', 'ana@example.org');
INSERT INTO users (id, username, email) VALUES (5, NULL, 'nul@example.org');
INSERT INTO categories (name, parent_id) VALUES ('Kitchen', 2), ('Home', NULL), ('Toys', NULL);
INSERT INTO products (id, sku, title, category_id, price, sale_price, stock, weight_kg, status, "match", "from", listed_on) VALUES
  (101, 'KET-1', 'Kettle', 1, 24.5, NULL, 3, 1.25, 'active', NULL, 'Porto', '2026-01-05'),
  (102, 'TEA-1', 'Teapot', 1, 18, 15.25, 0, 0.8, 'Sold Out', 'KET-1', NULL, '2026-02-01'),
  (103, 'TOY-1', 'Tin train', 3, 9.99, NULL, 12, NULL, 'active', NULL, NULL, NULL),
  (104, 'BAD-1', 'Free thing', 3, 0, NULL, 12, NULL, 'active', NULL, NULL, NULL),
  (105, 'ORP-1', 'Nowhere', 77, 5, NULL, 1, NULL, 'draft', NULL, NULL, NULL);
INSERT INTO orders (id, order_code, user_id, status, note, placed_at, ship_by, pickup_time) VALUES (11, 'O-11', 1, 'open', NULL, '2026-02-10 09:30:00', '2026-02-12 18:00:00', '09:30');
INSERT INTO orders (id, order_code, user_id, status, note, placed_at, ship_by, pickup_time) VALUES (12, 'O-12', 3, 'paid', 'Leave it; ring twice', '2026-02-11T10:00:00', NULL, '17:45');
INSERT INTO orders (id, order_code, user_id, status, placed_at) VALUES (13, 'O-13', 1, 'shipped', datetime('now', '-3 days'));
INSERT INTO order_items (order_id, line_no, product_id, quantity, unit_price, gift) VALUES (11, 1, 101, 2, 24.5, 0), (11, 2, 103, 1, 9.99, 1), (12, 1, 103, 5, 9.99, 0);
INSERT INTO order_items SELECT 13, 1, id, 1, price, 0 FROM products WHERE sku = 'TEA-1';
INSERT INTO order_items (order_id, line_no, product_id, quantity, unit_price) VALUES (13, 2, 105, 1, 5);
INSERT INTO shipments (id, order_id, line_no, carrier, sent_at) VALUES (1, 13, 1, 'Post', '2026-02-20');
INSERT INTO audit_log VALUES ('opened', '2026-02-01 10:00:00', 1.5), ('opened', '2026-02-01 10:00:00', 1.5), (NULL, 'yesterday', NULL);
