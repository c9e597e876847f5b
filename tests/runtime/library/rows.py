"""The rows of the library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from awmc.runtime import Auto, Reference, Row, Table, Unique


@dataclass(slots=True, eq=False)
class Member(Row):
    TABLE: ClassVar[Table]

    id: str
    name: str
    email: str | None
    suspended: bool
    failed_logins: int
    tags: list[str]


Member.TABLE = Table(
    name="member",
    entity="Member",
    row=Member,
    columns=("id", "name", "email", "suspended", "failed_logins", "tags"),
    key=("id",),
    bools=("suspended",),
    jsons=("tags",),
    uniques=(Unique("member_email_unique", ("email",)),),
)


@dataclass(slots=True, eq=False)
class Copy(Row):
    TABLE: ClassVar[Table]

    barcode: str
    shelf: str | None


Copy.TABLE = Table(
    name="copy", entity="Copy", row=Copy, columns=("barcode", "shelf"), key=("barcode",)
)


@dataclass(slots=True, eq=False)
class Loan(Row):
    TABLE: ClassVar[Table]

    id: str
    copy_barcode: str
    member_id: str
    from_: str
    due: str
    status: str


Loan.TABLE = Table(
    name="loan",
    entity="Loan",
    row=Loan,
    columns=("id", "copy_barcode", "member_id", "from", "due", "status"),
    key=("id",),
    auto=Auto("L", 5, ""),
    references=(
        Reference(("copy_barcode",), "copy", ("barcode",), owner=True),
        Reference(("member_id",), "member", ("id",)),
    ),
    attributes={"from": "from_"},
)


@dataclass(slots=True, eq=False)
class Fine(Row):
    TABLE: ClassVar[Table]

    id: int
    loan_id: str
    amount: int


Fine.TABLE = Table(
    name="fine",
    entity="Fine",
    row=Fine,
    columns=("id", "loan_id", "amount"),
    key=("id",),
    auto=Auto(),
    references=(Reference(("loan_id",), "loan", ("id",), owner=True),),
)


@dataclass(slots=True, eq=False)
class Desk(Row):
    TABLE: ClassVar[Table]

    changes: int
    nights: int


Desk.TABLE = Table(
    name="desk", entity="Desk", row=Desk, columns=("changes", "nights"), key=(), state=True
)

TABLES = (Member, Copy, Loan, Fine, Desk)
