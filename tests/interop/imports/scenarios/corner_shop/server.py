import os
from datetime import datetime
from typing import List, Optional

from fastapi import Body, FastAPI, HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Column, Date, DateTime, Float, ForeignKey, Integer, String, Text, create_engine, func
from sqlalchemy.orm import declarative_base, sessionmaker

DATABASE_PATH = os.getenv("DATABASE_PATH", "sqlite:///shop.db")
engine = create_engine(DATABASE_PATH, connect_args={"check_same_thread": False})
SessionLocal = sessionmaker(bind=engine, expire_on_commit=False)
Base = declarative_base()
app = FastAPI(title="Corner shop")
CURRENT_USER_ID = 1


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    username = Column(String, nullable=False, unique=True)
    email = Column(String, nullable=False, unique=True)
    full_name = Column(String)
    invited_by_id = Column(Integer, ForeignKey("users.id"))
    profile_json = Column(Text)
    is_active = Column(Integer, nullable=False, default=1)
    created_at = Column(DateTime, nullable=False, default=datetime.utcnow)
    updated_at = Column(DateTime, nullable=False, default=func.now())


class Category(Base):
    __tablename__ = "categories"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    parent_id = Column(Integer, ForeignKey("categories.id"))


class Product(Base):
    __tablename__ = "products"
    id = Column(Integer, primary_key=True)
    sku = Column(String, nullable=False)
    title = Column(String, nullable=False)
    category_id = Column(Integer, ForeignKey("categories.id"), nullable=False)
    price = Column(Float, nullable=False)
    sale_price = Column(Float)
    stock = Column(Integer, nullable=False, default=0)
    weight_kg = Column(Float)
    status = Column(String, nullable=False, default="draft")
    match = Column("match", String)
    origin = Column("from", String)
    listed_on = Column(Date)
    created_at = Column(DateTime, nullable=False, default=func.now())


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    order_code = Column(String, nullable=False)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    status = Column(String, nullable=False, default="open")
    note = Column(Text)
    placed_at = Column(DateTime, nullable=False)
    ship_by = Column(DateTime)
    pickup_time = Column(String)


class OrderItem(Base):
    __tablename__ = "order_items"
    order_id = Column(Integer, ForeignKey("orders.id"), primary_key=True)
    line_no = Column(Integer, primary_key=True)
    product_id = Column(Integer, ForeignKey("products.id"), nullable=False)
    quantity = Column(Integer, nullable=False, default=1)
    unit_price = Column(Float, nullable=False)
    gift = Column(Integer, nullable=False, default=0)


def dt_to_iso(value):
    return value.replace(microsecond=0).isoformat() if value else None


class UserOut(BaseModel):
    id: int = Field(..., description="User ID", example=1)
    username: str = Field(..., description="Login")
    invited_by_id: Optional[int] = Field(None, description="Who invited them")
    is_active: bool = Field(..., description="Whether they may sign in")
    model_config = ConfigDict(from_attributes=True)


class ProductOut(BaseModel):
    id: int
    sku: str
    title: str
    category_id: int
    price: float
    origin: Optional[str] = None
    model_config = ConfigDict(from_attributes=True)


class ProductList(BaseModel):
    products: List[ProductOut]
    total: int


class ProductCreate(BaseModel):
    sku: str = Field(..., description="Stock keeping unit", min_length=3, max_length=12)
    title: str = Field(..., description="What customers see", example="Kettle")
    category_id: int = Field(..., description="Category ID")
    price: float = Field(..., gt=0, description="In EUR")
    stock: Optional[int] = Field(None, description="Pieces at hand")
    listed_on: Optional[str] = Field(None, description="Date (YYYY-MM-DD)")


class ProductUpdate(BaseModel):
    title: Optional[str] = Field(None, description="New title")
    price: Optional[float] = Field(None, description="New price")
    status: Optional[str] = Field(None, description="draft, active or Sold Out")


class OrderOut(BaseModel):
    id: int
    order_code: str
    status: str
    note: Optional[str] = None
    placed_at: str


class CancelIn(BaseModel):
    note: Optional[str] = Field(None, description="Why")


class ItemIn(BaseModel):
    order_id: int = Field(..., description="The order")
    product_id: int = Field(..., description="What to add")
    quantity: int = Field(1, description="How many", ge=1, le=50)
    gift: bool = Field(False, description="Whether to wrap it")


class Done(BaseModel):
    success: bool


@app.get("/api/users/{user_id}", summary="Show a user", tags=["users"], operation_id="get_user", response_model=UserOut)
async def get_user(user_id: int = Path(..., description="User ID", example=1)):
    session = SessionLocal()
    user = session.query(User).filter(User.id == user_id).first()
    if not user:
        session.close()
        raise HTTPException(status_code=404, detail="User not found")
    session.close()
    return user


@app.get(
    "/api/products",
    summary="Look for products",
    operation_id="list_products",
    response_model=ProductList,
)
async def list_products(
    category_id: Optional[int] = Query(None, description="Only of this category"),
    status: Optional[str] = Query(None, description="Only of this status"),
    q: Optional[str] = Query(None, description="A part of the title"),
    max_price: Optional[float] = Query(None, description="At most this price"),
    limit: int = Query(10, ge=1, le=100, description="How many at most"),
):
    session = SessionLocal()
    query = session.query(Product)
    if category_id is not None:
        query = query.filter(Product.category_id == category_id)
    if status:
        query = query.filter(Product.status == status)
    if q:
        query = query.filter(Product.title.ilike(f"%{q}%"))
    if max_price is not None:
        query = query.filter(Product.price <= max_price)
    found = query.order_by(Product.price.asc(), Product.id.desc()).limit(limit).all()
    products = []
    for p in found:
        products.append(
            ProductOut(
                id=p.id, sku=p.sku, title=p.title, category_id=p.category_id, price=p.price, origin=p.origin
            )
        )
    session.close()
    return ProductList(products=products, total=len(products))


@app.post("/api/products", summary="Add a product", operation_id="create_product", response_model=ProductOut)
async def create_product(body: ProductCreate = Body(...)) -> ProductOut:
    session = SessionLocal()
    existing = session.query(Product).filter(Product.sku == body.sku).first()
    if existing:
        raise HTTPException(status_code=409, detail="There is such a SKU already")
    product = Product(
        sku=body.sku,
        title=body.title,
        category_id=body.category_id,
        price=body.price,
        stock=body.stock if body.stock is not None else 0,
        status="active",
        listed_on=datetime.strptime(body.listed_on, "%Y-%m-%d").date() if body.listed_on else None,
        created_at=datetime.utcnow(),
    )
    session.add(product)
    session.commit()
    session.refresh(product)
    out = ProductOut(
        id=product.id,
        sku=product.sku,
        title=product.title,
        category_id=product.category_id,
        price=product.price,
        origin=product.origin,
    )
    session.close()
    return out


@app.patch("/api/products/{sku}", summary="Change a product", operation_id="update_product", response_model=ProductOut)
async def update_product(sku: str = Path(..., description="SKU"), body: ProductUpdate = Body(...)):
    session = SessionLocal()
    product = session.query(Product).filter(Product.sku == sku).first()
    if product is None:
        raise HTTPException(status_code=404, detail="No such product")
    if body.title is not None:
        product.title = body.title
    if body.price is not None:
        product.price = body.price
    if body.status is not None:
        product.status = body.status
    session.commit()
    session.refresh(product)
    session.close()
    return product


@app.get("/api/orders", summary="The orders of the signed-in user", operation_id="my_orders")
async def my_orders(status: Optional[str] = Query(None, description="Only of this status")):
    session = SessionLocal()
    query = session.query(Order).filter(Order.user_id == 1)
    if status:
        query = query.filter(Order.status == status)
    orders = query.order_by(Order.placed_at.desc()).all()
    result = [
        OrderOut(
            id=o.id, order_code=o.order_code, status=o.status, note=o.note, placed_at=dt_to_iso(o.placed_at)
        )
        for o in orders
    ]
    session.close()
    return {"orders": result}


@app.post("/api/orders/{order_id}/cancel", summary="Cancel an open order", operation_id="cancel_order", response_model=OrderOut)
async def cancel_order(order_id: int = Path(..., description="Order ID"), body: CancelIn = Body(...)):
    session = SessionLocal()
    order = session.query(Order).filter(Order.id == order_id, Order.user_id == 1).first()
    if not order:
        raise HTTPException(status_code=404, detail="Order not found")
    if order.status != "open":
        raise HTTPException(status_code=400, detail="Only open orders can be cancelled")
    order.status = "cancelled"
    if body.note is not None:
        order.note = body.note
    session.commit()
    out = OrderOut(
        id=order.id,
        order_code=order.order_code,
        status=order.status,
        note=order.note,
        placed_at=order.placed_at.isoformat(),
    )
    session.close()
    return out


@app.delete("/api/users/{user_id}", summary="Delete a user", operation_id="delete_user", response_model=Done)
async def delete_user(user_id: int = Path(..., description="User ID")):
    session = SessionLocal()
    user = session.query(User).filter(User.id == user_id).first()
    if not user:
        raise HTTPException(status_code=404, detail="User not found")
    session.delete(user)
    session.commit()
    session.close()
    return Done(success=True)


@app.post("/api/order_items", summary="Add a line to an order", operation_id="add_item", response_model=Done)
async def add_item(body: ItemIn):
    session = SessionLocal()
    order = session.query(Order).filter(Order.id == body.order_id).first()
    if order is None:
        raise HTTPException(status_code=404, detail="Order not found")
    product = session.query(Product).filter(Product.id == body.product_id).first()
    if product is None:
        raise HTTPException(status_code=404, detail="Product not found")
    lines = session.query(OrderItem).filter(OrderItem.order_id == order.id).count()
    item = OrderItem(
        order_id=body.order_id,
        line_no=lines + 1,
        product_id=body.product_id,
        quantity=body.quantity,
        unit_price=product.price,
        gift=1 if body.gift else 0,
    )
    session.add(item)
    session.commit()
    session.close()
    return Done(success=True)


@app.get("/api/revenue", summary="Revenue by product", operation_id="revenue")
async def revenue():
    session = SessionLocal()
    rows = (
        session.query(Product.title, func.sum(OrderItem.quantity * OrderItem.unit_price))
        .join(OrderItem, OrderItem.product_id == Product.id)
        .group_by(Product.id)
        .all()
    )
    session.close()
    return {"revenue": [{"title": title, "total": total} for title, total in rows]}


if __name__ == "__main__":
    import uvicorn

    host = os.getenv("HOST", "127.0.0.1")
    port = int(os.getenv("PORT", "8000"))
    uvicorn.run(app, host=host, port=port)
