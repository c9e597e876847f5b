"""The reads of the hand-written shop: one statement for each, which builds its JSON. Parameters are `me` and those of the tool."""

from __future__ import annotations

_CARD = """
  'id', o.id, 'status', o.status, 'placed_at', o.placed_at, 'city', o.city {delivered},
  'lines', json(l.lines), 'subtotal', l.subtotal / 100.0, 'shipping', o.shipping / 100.0,
  'total', (l.subtotal + o.shipping) / 100.0,
  'refunded', (SELECT ifnull(sum(r.amount), 0) FROM refund AS r WHERE r.order_id = o.id) / 100.0
"""

ORDER = f"""
WITH l AS MATERIALIZED (
  SELECT
    json_group_array(json_object(
      'product', l.product_sku, 'name', p.name, 'quantity', l.quantity, 'price', l.price / 100.0, 'returned', l.returned
    )) AS lines,
    ifnull(sum(l.price * l.quantity), 0) AS subtotal
  FROM (SELECT * FROM order_line WHERE order_id = :order_id ORDER BY rowid) AS l
  CROSS JOIN product AS p ON p.sku = l.product_sku
)
SELECT iif(
  o.delivered_on IS NULL,
  json_object({_CARD.format(delivered="")}),
  json_object({_CARD.format(delivered=", 'delivered_on', o.delivered_on")})
)
FROM "order" AS o, l
WHERE o.id = :order_id AND o.customer_id = :me
"""

ORDERS = """
SELECT json_group_array(json_object(
  'id', o.id, 'status', o.status, 'placed_at', o.placed_at, 'city', o.city,
  'total', (
    SELECT ifnull(sum(l.price * l.quantity), 0) FROM order_line AS l WHERE l.order_id = o.id
  ) / 100.0 + o.shipping / 100.0
))
FROM (
  SELECT * FROM "order"
  WHERE customer_id = :me
    AND (:status IS NULL OR status = :status)
    AND (:since IS NULL OR substr(placed_at, 1, 10) >= :since)
  ORDER BY placed_at DESC, id DESC LIMIT :limit
) AS o
"""

LOG = """
SELECT json_group_array(json_object('kind', e.kind, 'at', e.at))
FROM (SELECT * FROM event WHERE order_id = :order_id ORDER BY rowid) AS e
"""

REFUNDS = """
SELECT json_group_array(json_object(
  'id', r.id, 'order_id', r.order_id, 'amount', r.amount / 100.0, 'reason', r.reason, 'made_at', r.made_at
))
FROM (
  SELECT r.* FROM "order" AS o CROSS JOIN refund AS r ON r.order_id = o.id
  WHERE o.customer_id = :me
  ORDER BY r.made_at DESC, r.id DESC LIMIT 50
) AS r
"""

PRODUCT = """
SELECT json_object(
  'sku', p.sku, 'name', p.name, 'category', p.category, 'price', p.price / 100.0, 'stock', p.stock,
  'discontinued', json(iif(p.discontinued, 'true', 'false')),
  'rating', (SELECT avg(r.stars) FROM review AS r WHERE r.product_sku = p.sku)
)
FROM product AS p WHERE p.sku = :product_sku
"""

REVIEWS = """
SELECT json_group_array(json_object(
  'id', r.id, 'by', c.name, 'stars', r.stars, 'comment', r.comment, 'written_on', r.written_on
))
FROM (
  SELECT * FROM review WHERE product_sku = :product_sku ORDER BY written_on DESC, id DESC LIMIT :limit
) AS r
CROSS JOIN customer AS c ON c.id = r.customer_id
"""

CATEGORIES = """
SELECT json_group_array(json_object('category', category, 'products', n, 'from', low / 100.0))
FROM (
  SELECT category, count(*) AS n, min(price) AS low FROM product
  WHERE NOT discontinued GROUP BY category ORDER BY min(rowid)
)
"""

CART = """
WITH l AS MATERIALIZED (
  SELECT
    json_group_array(json_object(
      'product', l.product_sku, 'name', p.name, 'price', p.price / 100.0, 'quantity', l.quantity,
      'total', p.price * l.quantity / 100.0
    )) AS lines,
    ifnull(sum(p.price * l.quantity), 0) AS subtotal
  FROM (SELECT * FROM cart_line WHERE customer_id = :me ORDER BY rowid) AS l
  CROSS JOIN product AS p ON p.sku = l.product_sku
)
SELECT json_object(
  'lines', json(l.lines), 'subtotal', l.subtotal / 100.0,
  'shipping', iif(l.subtotal >= t.free_from, 0, t.shipping) / 100.0
)
FROM l, terms AS t
"""

WHO = """
SELECT json_object(
  'id', id, 'name', name, 'email', email, 'city', city, 'blocked', json(iif(blocked, 'true', 'false')), 'today', :today
)
FROM customer WHERE id = :me
"""

_HAS_WORD = r"""
iif(
  length(CAST(name AS BLOB)) = length(name),
  name LIKE :like{0} ESCAPE '\',
  instr(unicode_lower(name), :word{0})
)
"""
"""For what is ASCII, SQLite's own LIKE compares lowered texts, and in half the time."""


def search(words: int, category: bool, price: bool, in_stock: bool) -> str:
    """The statement of a search with so many words (`word0` and `like0`, its pattern, …) and these filters."""
    tests = ["NOT discontinued"]
    tests += ["category = :category"] if category else []
    tests += ["price <= :max_price"] if price else []
    tests += ["stock > 0"] if in_stock else []
    tests += [_HAS_WORD.format(number) for number in range(words)]
    return f"""
    SELECT json_group_array(json_object(
      'sku', sku, 'name', name, 'category', category, 'price', price / 100.0, 'stock', stock
    ))
    FROM (
      SELECT * FROM product WHERE {" AND ".join(tests)} ORDER BY price, sku LIMIT :limit OFFSET :skip
    )
    """
