"""The shop with fewer or more rows: data.sql, and what takes rows away or adds others that no task speaks of.

The first twelve customers keep all that is theirs, and what the first task of each family speaks of is there; so is the last order, whose
number the next one follows.
"""

from __future__ import annotations

KEPT = 12
"""Customers of the smallest shop."""
BASE = 360
"""Orders in shop.awm."""

_LESS = f"""
CREATE TEMP TABLE gone AS SELECT id FROM customer WHERE id > 'C{KEPT:03}';
CREATE TEMP TABLE dropped AS
  SELECT id FROM "order" WHERE customer_id IN (SELECT id FROM gone) AND id <> 'O{BASE:05}';
DELETE FROM review;
DELETE FROM event WHERE order_id IN (SELECT id FROM dropped);
DELETE FROM order_line WHERE order_id IN (SELECT id FROM dropped);
DELETE FROM "order" WHERE id IN (SELECT id FROM dropped);
DELETE FROM customer
  WHERE id IN (SELECT id FROM gone) AND id NOT IN (SELECT customer_id FROM "order");
DELETE FROM product WHERE sku > 'P0100' AND sku <> 'P0531' AND name NOT LIKE '%cotton towel'
  AND NOT EXISTS (SELECT 1 FROM order_line AS l WHERE l.product_sku = product.sku)
  AND NOT EXISTS (SELECT 1 FROM "order" AS o WHERE printf('P%04d', substr(o.id, 2) * 13 % 540 + 1) = product.sku);
DROP TABLE temp.gone;
DROP TABLE temp.dropped;
VACUUM;
"""

_MORE = """
CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {orders}) SELECT i FROM n;
INSERT INTO product SELECT
  printf('P%04d', 540 + i), 'Plain thing ' || i, iif(i % 2, 'bath', 'office'), 400 + i * 37 % 5600, 5 + i % 70, 0
FROM n WHERE i <= {orders} / 3;
INSERT INTO customer SELECT
  printf('D%05d', i), 'Customer ' || i, 'd' || i || '@example.org', 'Braga', 0
FROM n WHERE i <= 1 + {orders} / 3;
INSERT INTO "order" SELECT
  printf('O%05d', {first} + i), printf('D%05d', i / 3 + 1), '2026-03-02T10:00:00', 'delivered', 'Braga', 490, '2026-03-05'
FROM n;
INSERT INTO order_line SELECT
  printf('O%05d', {first} + i), printf('P%04d', 1 + (i * 7 + k * 211) % 540), 1 + i % 3, 999, 0
FROM n, (SELECT 0 AS k UNION SELECT 1 UNION SELECT 2);
DROP TABLE temp.n;
"""


def with_orders(data: str, orders: int) -> str:
    """data.sql for a shop of about so many orders of three lines each, and customers and products to match."""
    if orders < BASE:
        return data + _LESS
    return data + (_MORE.format(orders=orders - BASE, first=BASE) if orders > BASE else "")
