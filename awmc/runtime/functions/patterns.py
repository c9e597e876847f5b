"""Regular expressions in linear time, whatever the text: the engine is that of Rust, by way of pydantic.

Apart from the other functions, since these need nothing but the standard library.
"""

from __future__ import annotations

from functools import lru_cache

from pydantic_core import SchemaValidator, core_schema


def matches(text: str, pattern: str) -> bool:
    """Whether the regular expression is found anywhere in the text; its time is linear in the text's length."""
    return _regex(pattern).isinstance_python(text)


@lru_cache(maxsize=512)
def _regex(pattern: str) -> SchemaValidator:
    return SchemaValidator(core_schema.str_schema(pattern=pattern, strict=True))
