"""The look-ups and the writes of the hand-written shop, one row at a time."""

MYSELF = "SELECT name, city, blocked FROM customer WHERE id = ?"
TERMS = "SELECT shipping, free_from, days_to_return FROM terms"
MY_ORDER = (
    'SELECT status, shipping, delivered_on, city FROM "order" WHERE id = ? AND customer_id = ?'
)
A_PRODUCT = "SELECT name, price, stock, discontinued FROM product WHERE sku = ?"
MY_LINE = "SELECT id, quantity FROM cart_line WHERE customer_id = ? AND product_sku = ?"
CART_LENGTH = "SELECT count(*) FROM cart_line WHERE customer_id = ?"
MY_CART = """
SELECT l.id, l.product_sku, l.quantity, p.price, p.stock, p.name
FROM cart_line AS l CROSS JOIN product AS p ON p.sku = l.product_sku
WHERE l.customer_id = ? ORDER BY l.id
"""
ORDER_LINES = (
    "SELECT product_sku, quantity, price FROM order_line WHERE order_id = ? ORDER BY rowid"
)
STOCKED = """
SELECT l.product_sku, l.quantity, l.price, p.stock
FROM order_line AS l CROSS JOIN product AS p ON p.sku = l.product_sku
WHERE l.order_id = ? ORDER BY l.rowid
"""
LINE = "SELECT quantity, price, returned FROM order_line WHERE order_id = ? AND product_sku = ?"
DAYS = "SELECT julianday(?) - julianday(?)"
RECEIVED = """
SELECT 1 FROM "order" AS o CROSS JOIN order_line AS l ON l.order_id = o.id
WHERE o.customer_id = ? AND o.status = 'delivered' AND l.product_sku = ? LIMIT 1
"""
REFUNDS_BOUNDED = """
SELECT (SELECT sum(amount) FROM refund WHERE order_id = :order)
  <= (SELECT sum(price * quantity) FROM order_line WHERE order_id = :order)
   + (SELECT shipping FROM "order" WHERE id = :order)
"""
INSERT_EVENT = "INSERT INTO event (id, order_id, kind, at) VALUES (?, ?, ?, ?)"
INSERT_CART_LINE = (
    "INSERT INTO cart_line (id, customer_id, product_sku, quantity) VALUES (?, ?, ?, ?)"
)
INSERT_ORDER = """
INSERT INTO "order" (id, customer_id, placed_at, status, city, shipping, delivered_on) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
INSERT_ORDER_LINE = "INSERT INTO order_line VALUES (?, ?, ?, ?, ?)"
INSERT_REFUND = "INSERT INTO refund (id, order_id, amount, reason, made_at) VALUES (?, ?, ?, ?, ?)"
INSERT_REVIEW = """
INSERT INTO review (id, product_sku, customer_id, stars, comment, written_on) VALUES (?, ?, ?, ?, ?, ?)
"""
INSERT_TICKET = (
    "INSERT INTO ticket (id, customer_id, order_id, topic, message) VALUES (?, ?, ?, ?, ?)"
)
SET_QUANTITY = "UPDATE cart_line SET quantity = ? WHERE id = ?"
SET_STOCK = "UPDATE product SET stock = ? WHERE sku = ?"
SET_STATUS = 'UPDATE "order" SET status = ? WHERE id = ?'
SET_CITY = 'UPDATE "order" SET city = ? WHERE id = ?'
SET_ARRIVED = 'UPDATE "order" SET status = ?, delivered_on = ? WHERE id = ?'
SET_RETURNED = "UPDATE order_line SET returned = ? WHERE order_id = ? AND product_sku = ?"
DELETE_CART_LINE = "DELETE FROM cart_line WHERE id = ?"
