"""The arguments of the library's tools."""

from typing import Annotated

from pydantic import Field

from awmc.runtime import Arguments
from awmc.runtime.argument_types import Date, Int, Items, Length, Limits, Money, Text, Units


class BorrowArguments(Arguments):
    copy_barcode: Text
    due: Date | None = None


class LoanArguments(Arguments):
    loan_id: Text


class CopyArguments(Arguments):
    copy_barcode: Text


class MemberArguments(Arguments):
    member_id: Text


class JoinArguments(Arguments):
    id: Text
    name: Text
    email: Annotated[Text, Length(3, 80)] | None = None
    tags: Items[Text] = Field(default_factory=list)


class LogInArguments(Arguments):
    member_id: Text
    password: Text


class WaitArguments(Arguments):
    hours: Annotated[Int, Limits(0, 10_000)] = 24


class FineArguments(Arguments):
    loan_id: Text
    amount: Annotated[Money, Units(0, None, 2)]


class ShareArguments(Arguments):
    by: Int


class NoArguments(Arguments):
    pass
