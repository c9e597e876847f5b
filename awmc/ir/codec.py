"""The IR as JSON: what `awmc compile --emit ir` prints, and back.

Guaranteed: `load_json(dump_json(env)) == env`; a document that is not an IR raises pydantic.ValidationError.
"""

import sys
from functools import cache

from pydantic import TypeAdapter

from awmc.ir.model import Environment

DEEP = 5_000
"""How deep pydantic may go through the classes of the IR, each of which may hold each other, to make its schema."""


@cache
def _adapter() -> TypeAdapter[Environment]:
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, DEEP))
    try:
        return TypeAdapter(Environment)
    finally:
        sys.setrecursionlimit(usual)


def dump_json(environment: Environment, indent: int | None = 2) -> str:
    """The environment as JSON text, keys in declared order."""
    return _adapter().dump_json(environment, indent=indent).decode()


def load_json(text: str | bytes) -> Environment:
    """The environment that `dump_json` gave as `text`."""
    return _adapter().validate_json(text)
