"""Regular expressions of a spec: whether the runtime's engine takes them.

The runtime matches in linear time (pydantic-core's engine, which is Rust's `regex`), so that no pattern of a spec
can make a tool run away; look-around and back-references are not in it, and are refused here.
"""

from __future__ import annotations

LONGEST = 500
"""The longest pattern, in characters."""


def pattern_error(pattern: str) -> str | None:
    """Why a pattern cannot be used, or None if it can."""
    from pydantic_core import SchemaError, SchemaValidator

    if len(pattern) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    try:
        SchemaValidator({"type": "str", "pattern": pattern})
    except SchemaError as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return lines[-1].removeprefix("error: ") if lines else "it is not one"
    return None
