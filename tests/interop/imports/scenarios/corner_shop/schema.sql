CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  username TEXT NOT NULL UNIQUE,
  email TEXT UNIQUE NOT NULL,
  full_name TEXT,
  invited_by_id INTEGER,
  profile_json TEXT,
  is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0,1)),
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  FOREIGN KEY (invited_by_id) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX idx_users_email ON users(email);

CREATE TABLE categories (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, parent_id INTEGER REFERENCES categories(id));

CREATE TABLE products (
  id INTEGER PRIMARY KEY,
  sku TEXT NOT NULL UNIQUE CHECK (length(sku) BETWEEN 3 AND 12),
  title TEXT NOT NULL,
  category_id INTEGER NOT NULL REFERENCES categories(id) ON DELETE RESTRICT,
  price REAL NOT NULL CHECK (price > 0),
  sale_price REAL CHECK (sale_price IS NULL OR sale_price >= 0),
  stock INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0),
  weight_kg REAL,
  status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft','active','Sold Out')),
  "match" TEXT,
  "from" TEXT,
  listed_on DATE,
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CHECK (sale_price IS NULL OR sale_price < price)
);
CREATE INDEX idx_products_category_status ON products(category_id, status);
CREATE INDEX idx_products_active ON products(status) WHERE status = 'active';
CREATE INDEX idx_products_lower ON products(lower(title));

CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  order_code TEXT NOT NULL UNIQUE,
  user_id INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open','paid','shipped','cancelled')),
  note TEXT,
  placed_at TEXT NOT NULL,
  ship_by TEXT,
  pickup_time TEXT,
  CHECK (ship_by IS NULL OR ship_by >= placed_at),
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX idx_orders_user ON orders(user_id);
CREATE INDEX idx_orders_status ON orders(status, placed_at DESC);

CREATE TABLE order_items (
  order_id INTEGER NOT NULL,
  line_no INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  quantity INTEGER NOT NULL DEFAULT 1 CHECK (quantity BETWEEN 1 AND 50),
  unit_price REAL NOT NULL,
  gift INTEGER NOT NULL DEFAULT 0 CHECK (gift IN (0,1)),
  PRIMARY KEY (order_id, line_no),
  UNIQUE (order_id, product_id),
  FOREIGN KEY (order_id) REFERENCES orders(id) ON DELETE CASCADE,
  FOREIGN KEY (product_id) REFERENCES products(id) ON DELETE RESTRICT
);

CREATE TABLE shipments (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES orders(id),
  line_no INTEGER NOT NULL,
  carrier TEXT NOT NULL,
  sent_at TEXT,
  FOREIGN KEY (order_id, line_no) REFERENCES order_items(order_id, line_no)
);

CREATE TABLE audit_log (event TEXT, at TEXT, amount REAL);

CREATE VIEW open_orders AS SELECT * FROM orders WHERE status = 'open';

CREATE TRIGGER stamp_users AFTER UPDATE ON users BEGIN
  UPDATE users SET updated_at = CURRENT_TIMESTAMP WHERE id = new.id;
  SELECT CASE WHEN 1 THEN 2 END;
END;
