"""Four tools of the shop as a server of FastAPI and SQLAlchemy, as environments behind MCP are mostly written today; called in process, without a network.

In: a database of the shop. Out: a `Server` with the four calls that are measured. Its answers are those of the other shops. Needs the group `bench`.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from typing import Annotated, Any

import httpx
from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import ForeignKey, create_engine, func, literal_column, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.pool import StaticPool

from benchmarks.shop.sqlite_floor import NOW


class Base(DeclarativeBase):
    """The tables, as schema.sql has them."""


class Product(Base):
    __tablename__ = "product"
    sku: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    category: Mapped[str]
    price: Mapped[int]
    stock: Mapped[int]
    discontinued: Mapped[bool]


class OrderLine(Base):
    __tablename__ = "order_line"
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), primary_key=True)
    product_sku: Mapped[str] = mapped_column(ForeignKey("product.sku"), primary_key=True)
    quantity: Mapped[int]
    price: Mapped[int]
    returned: Mapped[int]
    product: Mapped[Product] = relationship()


class Refund(Base):
    __tablename__ = "refund"
    id: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"))
    amount: Mapped[int]
    reason: Mapped[str]
    made_at: Mapped[str]


class Event(Base):
    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"))
    kind: Mapped[str]
    at: Mapped[str]


class Order(Base):
    __tablename__ = "order"
    id: Mapped[str] = mapped_column(primary_key=True)
    customer_id: Mapped[str]
    placed_at: Mapped[str]
    status: Mapped[str]
    city: Mapped[str]
    shipping: Mapped[int]
    delivered_on: Mapped[str | None]
    lines: Mapped[list[OrderLine]] = relationship(
        order_by=lambda: literal_column("order_line.rowid")
    )
    refunds: Mapped[list[Refund]] = relationship()
    events: Mapped[list[Event]] = relationship()

    @property
    def subtotal(self) -> int:
        """In cents."""
        return sum(line.price * line.quantity for line in self.lines)


class Server:
    """The application, its database and a client."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._image = connection.serialize()
        engine = create_engine("sqlite://", creator=self._copied, poolclass=StaticPool)
        self.start = engine.dispose
        """A fresh database from the next call on."""

        def session() -> Iterator[Session]:
            with Session(engine) as opened:
                yield opened

        self._loop = asyncio.new_event_loop()
        transport = httpx.ASGITransport(app=_application(session))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://shop")

    def _copied(self) -> sqlite3.Connection:
        database = sqlite3.connect(":memory:", check_same_thread=False)
        database.deserialize(self._image)
        return database

    def call(self, tool: str, arguments: dict[str, Any], me: str) -> str:
        """The JSON text of an answer of one of the four tools."""
        order = arguments.get("order_id")
        method, path, given = {
            "get_order": ("GET", f"/orders/{order}", {}),
            "search_products": ("GET", "/products", arguments),
            "list_orders": ("GET", "/orders", arguments),
            "cancel_order": ("POST", f"/orders/{order}/cancel", {}),
        }[tool]
        request = self._client.request(method, path, params=given, headers={"customer": me})
        return self._loop.run_until_complete(request).text

    def close(self) -> None:
        """Ends it."""
        self._loop.run_until_complete(self._client.aclose())
        self._loop.close()
        self.start()


def _application(session: Any) -> FastAPI:
    application = FastAPI()
    Database = Annotated[Session, Depends(session)]
    Customer = Annotated[str, Header()]

    def mine(database: Session, order_id: str, customer: str) -> Order:
        order = database.get(Order, order_id)
        if order is None or order.customer_id != customer:
            raise HTTPException(404, "You have no such order")
        return order

    @application.get("/orders/{order_id}")
    def get_order(order_id: str, database: Database, customer: Customer) -> dict[str, Any]:
        return _card(mine(database, order_id, customer))

    @application.get("/orders")
    def list_orders(
        database: Database, customer: Customer, status: str | None = None, limit: int = 20
    ) -> list[dict[str, Any]]:
        wanted = select(Order).where(Order.customer_id == customer)
        if status is not None:
            wanted = wanted.where(Order.status == status)
        wanted = wanted.order_by(Order.placed_at.desc(), Order.id.desc()).limit(limit)
        names = ("id", "status", "placed_at", "city", "total")
        cards = [_card(order) for order in database.scalars(wanted)]
        return [{name: card[name] for name in names} for card in cards]

    @application.get("/products")
    def search_products(
        database: Database, query: str = "", limit: int = 10, skip: int = 0
    ) -> list[dict[str, Any]]:
        wanted = select(Product).where(~Product.discontinued, Product.stock > 0)
        for word in query.lower().split():
            wanted = wanted.where(func.lower(Product.name).contains(word, autoescape=True))
        wanted = wanted.order_by(Product.price, Product.sku).limit(limit).offset(skip)
        return [
            {
                "sku": product.sku,
                "name": product.name,
                "category": product.category,
                "price": product.price / 100,
                "stock": product.stock,
            }
            for product in database.scalars(wanted)
        ]

    @application.post("/orders/{order_id}/cancel")
    def cancel_order(order_id: str, database: Database, customer: Customer) -> dict[str, Any]:
        order = mine(database, order_id, customer)
        if order.status != "placed":
            raise HTTPException(409, f"Order {order.id} is {order.status} already")
        order.status = "cancelled"
        for line in order.lines:
            line.product.stock += line.quantity
        number = (database.scalar(select(func.count()).select_from(Refund)) or 0) + 1
        total = order.subtotal + order.shipping
        order.refunds.append(
            Refund(id=f"R{number:04}", amount=total, reason="cancelled", made_at=NOW)
        )
        order.events.append(Event(kind="cancelled", at=NOW))
        database.commit()
        return _card(order)

    return application


def _card(order: Order) -> dict[str, Any]:
    names = ("id", "status", "placed_at", "city")
    card: dict[str, Any] = {name: getattr(order, name) for name in names}
    if order.delivered_on is not None:
        card["delivered_on"] = order.delivered_on
    card["lines"] = [
        {
            "product": line.product_sku,
            "name": line.product.name,
            "quantity": line.quantity,
            "price": line.price / 100,
            "returned": line.returned,
        }
        for line in order.lines
    ]
    card["subtotal"] = order.subtotal / 100
    card["shipping"] = order.shipping / 100
    card["total"] = (order.subtotal + order.shipping) / 100
    card["refunded"] = sum(refund.amount for refund in order.refunds) / 100
    return card
