"""The shop over Python dictionaries, as environments for agents are mostly written today: documents by key, loops over them, a deep copy to go back.

In: a connection to a database of the shop. Out: `DictionaryShop`, whose tools give JSON texts. An order holds its lines, events and refunds. Amounts are
in cents. A tool checks everything before it changes anything, for nothing is taken back.
"""

from __future__ import annotations

import copy
import json
import sqlite3
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from benchmarks.shop import Line
from benchmarks.shop.sqlite_base import Refused, refuse
from benchmarks.shop.sqlite_floor import NOW, TODAY, SqliteShop

Row = dict[str, Any]
DOCUMENTS = ("customer", "product", "order", "review", "ticket")
INSIDE = (("order_line", "lines"), ("event", "events"), ("refund", "refunds"))


def read(connection: sqlite3.Connection) -> Row:
    """The documents of a database."""
    data: Row = {}
    for table in DOCUMENTS:
        data[table] = {row[next(iter(row))]: row for row in _rows(connection, table)}
    for customer in data["customer"].values():
        customer["cart"] = []
    for line in _rows(connection, "cart_line"):
        data["customer"][line.pop("customer_id")]["cart"].append(line)
    for order in data["order"].values():
        order.update(lines=[], events=[], refunds=[])
    for table, name in INSIDE:
        for row in _rows(connection, table):
            data["order"][row.pop("order_id")][name].append(row)
    (data["terms"],) = _rows(connection, "terms")
    data["last"] = {
        table: max([int(str(row["id"]).lstrip("ORT")) for row in _rows(connection, table)] + [0])
        for table in ("cart_line", "order", "refund", "event", "review", "ticket")
    }
    return data


def _rows(connection: sqlite3.Connection, table: str) -> list[Row]:
    cursor = connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


class DictionaryShop:
    """The tools of shop.awm."""

    def __init__(self, first: Row) -> None:
        self.first = first
        """The data at every start; never changed."""
        names = (*SqliteShop.READS, *SqliteShop.WRITES)
        self._tools: dict[str, Callable[..., Any]] = {name: getattr(self, name) for name in names}

    def start(self, me: str, cart: Iterable[Line] = ()) -> None:
        """The start of a task, with these lines in carts: a fresh copy."""
        self.data: Row = copy.deepcopy(self.first)
        self.me: Row = self.data["customer"][me]
        for number, customer, sku, quantity in cart:
            self.data["last"]["cart_line"] = number
            line = {"id": number, "product_sku": sku, "quantity": quantity}
            self.data["customer"][customer]["cart"].append(line)

    def call(self, tool: str, arguments: Row) -> str:
        """The JSON text of a result, or of an error, after which nothing has changed."""
        try:
            return json.dumps(self._tools[tool](**arguments))
        except Refused as refused:
            code, message = refused.args
            return json.dumps({"error": {"code": code, "message": message}})

    def _next(self, table: str) -> int:
        number: int = self.data["last"][table] + 1
        self.data["last"][table] = number
        return number

    def _order(self, order_id: str) -> Row:
        order: Row | None = self.data["order"].get(order_id)
        if order is None or order["customer_id"] != self.me["id"]:
            refuse("not_found", "You have no such order")
        return order

    def _product(self, sku: str, told: str = "") -> Row:
        product: Row | None = self.data["product"].get(sku)
        if product is None:
            refuse("not_found", told or f"There is no Product {sku!r}")
        return product

    def _event(self, order: Row, kind: str) -> None:
        order["events"].append({"id": self._next("event"), "kind": kind, "at": NOW})

    def _card(self, order: Row) -> Row:
        total = sum(line["price"] * line["quantity"] for line in order["lines"])
        card = {name: order[name] for name in ("id", "status", "placed_at", "city")}
        if order["delivered_on"] is not None:
            card["delivered_on"] = order["delivered_on"]
        card["lines"] = [
            {
                "product": line["product_sku"],
                "name": self.data["product"][line["product_sku"]]["name"],
                "quantity": line["quantity"],
                "price": line["price"] / 100,
                "returned": line["returned"],
            }
            for line in order["lines"]
        ]
        card["subtotal"] = total / 100
        card["shipping"] = order["shipping"] / 100
        card["total"] = (total + order["shipping"]) / 100
        card["refunded"] = sum(refund["amount"] for refund in order["refunds"]) / 100
        return card

    # Reads

    def who_am_i(self) -> Row:
        names = ("id", "name", "email", "city")
        return {
            **{name: self.me[name] for name in names},
            "blocked": bool(self.me["blocked"]),
            "today": TODAY,
        }

    def list_categories(self) -> list[Row]:
        prices: dict[str, list[int]] = {}
        for product in self.data["product"].values():
            if not product["discontinued"]:
                prices.setdefault(product["category"], []).append(product["price"])
        return [
            {"category": name, "products": len(found), "from": min(found) / 100}
            for name, found in prices.items()
        ]

    def search_products(
        self,
        query: str | None = None,
        category: str | None = None,
        max_price: float | None = None,
        in_stock: bool = True,
        limit: int = 10,
        skip: int = 0,
    ) -> list[Row]:
        words = query.lower().split() if query else []
        found = [
            product
            for product in self.data["product"].values()
            if not product["discontinued"]
            and all(word in product["name"].lower() for word in words)
            and (category is None or product["category"] == category)
            and (max_price is None or product["price"] <= round(max_price * 100))
            and (not in_stock or product["stock"] > 0)
        ]
        found.sort(key=lambda product: (product["price"], product["sku"]))
        return [_product_line(product) for product in found[skip : skip + limit]]

    def get_product(self, product_sku: str) -> Row:
        product = self._product(product_sku, "There is no such product")
        stars = [
            r["stars"] for r in self.data["review"].values() if r["product_sku"] == product_sku
        ]
        return {
            **_product_line(product),
            "discontinued": bool(product["discontinued"]),
            "rating": sum(stars) / len(stars) if stars else None,
        }

    def list_reviews(self, product_sku: str, limit: int = 10) -> list[Row]:
        self._product(product_sku)
        found = [r for r in self.data["review"].values() if r["product_sku"] == product_sku]
        found.sort(key=lambda review: (review["written_on"], review["id"]), reverse=True)
        return [
            {
                "id": review["id"],
                "by": self.data["customer"][review["customer_id"]]["name"],
                **{name: review[name] for name in ("stars", "comment", "written_on")},
            }
            for review in found[:limit]
        ]

    def _cart_total(self) -> int:
        products = self.data["product"]
        return sum(products[i["product_sku"]]["price"] * i["quantity"] for i in self.me["cart"])

    def _shipping(self) -> int:
        terms = self.data["terms"]
        shipping: int = 0 if self._cart_total() >= terms["free_from"] else terms["shipping"]
        return shipping

    def view_cart(self) -> Row:
        lines = []
        for line in self.me["cart"]:
            product = self.data["product"][line["product_sku"]]
            lines.append(
                {
                    "product": product["sku"],
                    "name": product["name"],
                    "price": product["price"] / 100,
                    "quantity": line["quantity"],
                    "total": product["price"] * line["quantity"] / 100,
                }
            )
        subtotal, shipping = self._cart_total() / 100, self._shipping() / 100
        return {"lines": lines, "subtotal": subtotal, "shipping": shipping}

    def list_orders(
        self, status: str | None = None, since: str | None = None, limit: int = 20
    ) -> list[Row]:
        found = [
            order
            for order in self.data["order"].values()
            if order["customer_id"] == self.me["id"]
            and (status is None or order["status"] == status)
            and (since is None or order["placed_at"][:10] >= since)
        ]
        found.sort(key=lambda order: (order["placed_at"], order["id"]), reverse=True)
        names = ("id", "status", "placed_at", "city", "total")
        cards = [self._card(order) for order in found[:limit]]
        return [{name: card[name] for name in names} for card in cards]

    def get_order(self, order_id: str) -> Row:
        return self._card(self._order(order_id))

    def order_log(self, order_id: str) -> list[Row]:
        events = self._order(order_id)["events"]
        return [{"kind": event["kind"], "at": event["at"]} for event in events]

    def list_refunds(self) -> list[Row]:
        mine = [o for o in self.data["order"].values() if o["customer_id"] == self.me["id"]]
        found = [(refund, order["id"]) for order in mine for refund in order["refunds"]]
        found.sort(key=lambda pair: (pair[0]["made_at"], pair[0]["id"]), reverse=True)
        return [
            {
                "id": refund["id"],
                "order_id": order_id,
                "amount": refund["amount"] / 100,
                "reason": refund["reason"],
                "made_at": refund["made_at"],
            }
            for refund, order_id in found[:50]
        ]

    # Writes

    def _put(self, wanted: list[tuple[str, int]]) -> None:
        cart = {line["product_sku"]: line for line in self.me["cart"]}
        for sku, quantity in wanted:
            product = self._product(sku)
            if product["discontinued"]:
                refuse("no_longer_sold", f"{product['name']} is no longer sold")
            wanted_now = quantity + cart.get(sku, {"quantity": 0})["quantity"]
            if wanted_now > product["stock"]:
                told = f"Of {product['name']} there are only {product['stock']} left"
                refuse("out_of_stock", told)
            if wanted_now > 20:
                refuse("constraint_violated", "At most 20 of a product")
        if len({*cart, *(sku for sku, _ in wanted)}) > 20:
            refuse("invariant_violated", "A cart has at most 20 lines")
        for sku, quantity in wanted:
            if sku in cart:
                cart[sku]["quantity"] += quantity
            else:
                cart[sku] = {
                    "id": self._next("cart_line"),
                    "product_sku": sku,
                    "quantity": quantity,
                }
                self.me["cart"].append(cart[sku])

    def put_in_cart(self, product_sku: str, quantity: int = 1) -> Row:
        self._product(product_sku, "There is no such product")
        self._put([(product_sku, quantity)])
        return self.view_cart()

    def take_from_cart(self, product_sku: str) -> Row:
        name = self._product(product_sku)["name"]
        line = next((i for i in self.me["cart"] if i["product_sku"] == product_sku), None)
        if line is None:
            refuse("precondition_failed", f"{name} is not in your cart")
        self.me["cart"].remove(line)
        return self.view_cart()

    def reorder(self, order_id: str) -> Row:
        lines = self._order(order_id)["lines"]
        self._put([(line["product_sku"], line["quantity"]) for line in lines])
        return self.view_cart()

    def check_out(self, city: str | None = None) -> Row:
        if self.me["blocked"]:
            refuse("blocked", f"The account of {self.me['name']} is blocked")
        if not self.me["cart"]:
            refuse("precondition_failed", "Your cart is empty")
        for line in self.me["cart"]:
            product = self._product(line["product_sku"])
            if line["quantity"] > product["stock"]:
                told = f"Of {product['name']} there are only {product['stock']} left"
                refuse("out_of_stock", told)
        order: Row = {
            "id": f"O{self._next('order'):05}",
            "customer_id": self.me["id"],
            "placed_at": NOW,
            "status": "placed",
            "city": self.me["city"] if city is None else city,
            "shipping": self._shipping(),
            "delivered_on": None,
            "lines": [],
            "events": [],
            "refunds": [],
        }
        for line in self.me["cart"]:
            product = self._product(line["product_sku"])
            product["stock"] -= line["quantity"]
            bought = {"product_sku": product["sku"], "quantity": line["quantity"]}
            order["lines"].append({**bought, "price": product["price"], "returned": 0})
        self.me["cart"] = []
        self._event(order, "placed")
        self.data["order"][order["id"]] = order
        return self._card(order)

    def _refund(self, order: Row, amount: int, reason: str) -> None:
        number = f"R{self._next('refund'):04}"
        order["refunds"].append({"id": number, "amount": amount, "reason": reason, "made_at": NOW})

    def cancel_order(self, order_id: str) -> Row:
        order = self._order(order_id)
        self._must_be(order, "placed")
        order["status"] = "cancelled"
        for line in order["lines"]:
            self.data["product"][line["product_sku"]]["stock"] += line["quantity"]
        total = sum(line["price"] * line["quantity"] for line in order["lines"])
        self._refund(order, total + order["shipping"], "cancelled")
        self._event(order, "cancelled")
        return self._card(order)

    def _must_be(self, order: Row, status: str) -> None:
        if order["status"] != status:
            refuse("too_late", f"Order {order['id']} is {order['status']} already")

    def move_order(self, order_id: str, city: str) -> Row:
        order = self._order(order_id)
        self._must_be(order, "placed")
        order["city"] = city
        self._event(order, "moved")
        return self._card(order)

    def return_line(self, order_id: str, product_sku: str, quantity: int = 1) -> Row:
        order, product = self._order(order_id), self._product(product_sku)
        line = next((i for i in order["lines"] if i["product_sku"] == product_sku), None)
        if line is None:
            refuse("precondition_failed", f"{product['name']} is not in order {order_id}")
        if order["delivered_on"] is None:
            refuse("precondition_failed", f"Order {order_id} has not arrived yet")
        days = date.fromisoformat(TODAY) - date.fromisoformat(order["delivered_on"])
        if days.days > self.data["terms"]["days_to_return"]:
            refuse("too_late", f"Order {order_id} is {order['status']} already")
        if line["returned"] + quantity > line["quantity"]:
            refuse("precondition_failed", f"You have bought {line['quantity']} only")
        line["returned"] += quantity
        product["stock"] += quantity
        self._refund(order, line["price"] * quantity, "returned")
        self._event(order, "returned")
        return self._card(order)

    def confirm_arrival(self, order_id: str) -> Row:
        order = self._order(order_id)
        self._must_be(order, "shipped")
        order.update(status="delivered", delivered_on=TODAY)
        self._event(order, "arrived")
        return self._card(order)

    def write_review(self, product_sku: str, stars: int, comment: str = "") -> Row:
        product = self._product(product_sku)
        received = any(
            line["product_sku"] == product_sku
            for order in self.data["order"].values()
            if order["customer_id"] == self.me["id"] and order["status"] == "delivered"
            for line in order["lines"]
        )
        if not received:
            refuse("not_bought", f"No delivered order of yours has {product['name']}")
        reviews = self.data["review"]
        by = {"product_sku": product_sku, "customer_id": self.me["id"]}
        if any(by.items() <= review.items() for review in reviews.values()):
            refuse("constraint_violated", "another Review already has this product and customer")
        number = self._next("review")
        reviews[number] = {
            "id": number,
            **by,
            "stars": stars,
            "comment": comment,
            "written_on": TODAY,
        }
        return self.get_product(product_sku)

    def open_ticket(self, topic: str, message: str, order_id: str | None = None) -> Row:
        if order_id is not None:
            self._order(order_id)
        number = f"T{self._next('ticket'):03}"
        made = {"id": number, "customer_id": self.me["id"], "order_id": order_id}
        self.data["ticket"][number] = {**made, "topic": topic, "message": message}
        return {"id": number, "topic": topic, "order_id": order_id}


def _product_line(product: Row) -> Row:
    names = ("sku", "name", "category", "stock")
    return {**{name: product[name] for name in names}, "price": product["price"] / 100}
