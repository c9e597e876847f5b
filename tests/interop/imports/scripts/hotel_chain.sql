CREATE TABLE hotel (hotel_no INT PRIMARY KEY, name TEXT NOT NULL, city TEXT NOT NULL, stars INT CHECK (stars >= 1 AND stars <= 5));
CREATE TABLE room (hotel_no INT NOT NULL, room_no INT NOT NULL, kind TEXT NOT NULL, rate DECIMAL(10,2) NOT NULL CHECK (rate > 0),
  PRIMARY KEY (hotel_no, room_no), FOREIGN KEY (hotel_no) REFERENCES hotel(hotel_no));
CREATE TABLE guest (id INTEGER PRIMARY KEY, "full name" TEXT NOT NULL, "e-mail" TEXT, "2nd_phone" TEXT, größe REAL, "名前" TEXT);
CREATE TABLE booking (hotel_no INT NOT NULL, room_no INT NOT NULL, guest_id INT NOT NULL REFERENCES guest(id), date_from DATE NOT NULL, date_to DATE, check_in TIME,
  PRIMARY KEY (hotel_no, room_no, date_from), FOREIGN KEY (hotel_no, room_no) REFERENCES room(hotel_no, room_no) ON DELETE CASCADE, CHECK (date_to > date_from));
CREATE TABLE charge (id INTEGER PRIMARY KEY, hotel_no INT NOT NULL, room_no INT NOT NULL, date_from DATE NOT NULL, amount DECIMAL(10,2) NOT NULL, note TEXT,
  FOREIGN KEY (hotel_no, room_no, date_from) REFERENCES booking(hotel_no, room_no, date_from));
CREATE TABLE "überschuss" (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE "Order Details" (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE "表" (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE "tool" (id INTEGER PRIMARY KEY, "task" TEXT);
CREATE TABLE "class" (id INTEGER PRIMARY KEY, "def" TEXT, hotel INT REFERENCES hotel);
CREATE TABLE Empty (a INT, b TEXT);
INSERT INTO hotel VALUES (1,'Ritz','Paris',5),(2,'Ibis','Lyon',NULL);
INSERT INTO room VALUES (1,101,'double',120.50),(1,102,'single',80),(2,101,'double',60.1);
INSERT INTO guest VALUES (1,'José','j@x.org','+33',1.85,'山田'),(2,'Ann',NULL,NULL,NULL,NULL);
INSERT INTO booking VALUES (1,101,1,'2026-01-01','2026-01-03','14:00'),(2,101,2,'2026-02-01',NULL,NULL);
INSERT INTO charge VALUES (1,1,101,'2026-01-01',12.30,'minibar'),(2,2,101,'2026-02-01',-3.00,'refund');
INSERT INTO "überschuss" VALUES (1,'a'),(2,'b');
INSERT INTO "表" VALUES (1,'a');
INSERT INTO "Order Details" VALUES (1,'a
b	c');
