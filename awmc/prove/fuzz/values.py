"""Values of arguments by their JSON Schema: those that fit, those that nearly fit, and those that nobody should send.

In: the live rows, what earlier calls gave, a parameter. Guaranteed: every value survives JSON as Python's `json` writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from awmc.build.random_streams import RandomStream
from awmc.emit.json_schema import DATE, DATETIME, INT_KEY, TIME
from awmc.prove.fuzz.rows import LiveRows, Root, Values
from awmc.prove.fuzz.sources import Named
from awmc.runtime.failures import Failed
from awmc.runtime.functions.dates import add_seconds, is_date, is_datetime

Schema = dict[str, Any]

DAYS = (0, 1, -1, 2, 7, -7, 13, 30, -30, 90, 400)
HOURS = (1, 2, 3, 4, 24, 25, 27, 48, 51, 96, 24 * 15, -1, -48)
TIMES = ("00:00", "09:00", "12:30", "18:00", "23:59")
EDGE_DATES = ("0001-01-01", "9999-12-31", "2024-02-29", "2026-02-30", "2026-3-2", "")
EDGE_DATETIMES = (
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59",
    "2026-03-02T24:00:00",
    "2026-03-02T09:00:00Z",
    "2026-03-02 09:00:00",
)
PLAIN_NUMBERS = (1, 2, 5, 10, 20, 100, 12.5, 0.01, 0)
PLAIN_TEXTS = (
    "A short text",
    "x",
    "a.b@example.org",
    "1234",
    "Ana O'Neil",
    "Zoë ✓",
    "100%_of {it}",
)


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


HOSTILE: tuple[Any, ...] = (
    None,
    True,
    False,
    -1,
    10**30,
    2**63,
    -(2**63) - 1,
    float("nan"),
    float("inf"),
    float("-inf"),
    1e308,
    0.1 + 0.2,
    "",
    "\ud800",
    "a\0b",
    "' OR 1=1; DROP TABLE member; --",
    '"; --',
    "{x}",
    "{me.id} {{ {0}",
    "%s%n",
    "x" * 100_000,
    "\u202e\u200b",
    _nested(300),
    [1] * 20_000,
    [None, {}, "a"],
    {},
    {"a": {"b": [None]}},
    {"__class__": "x", "": 1},
)
NO_OBJECTS: tuple[Any, ...] = (None, [], "x", 3, True, [["id", "x"]], float("nan"))


def plain(schema: Schema) -> Schema:
    """A schema without its `null`."""
    options = [s for s in schema.get("anyOf", ()) if s.get("type") != "null"]
    return options[0] if options else schema


def may_be_null(schema: Schema) -> bool:
    """Whether null is accepted."""
    return any(s.get("type") == "null" for s in schema.get("anyOf", ()))


class ArgumentMaker:
    """Makes values; `results` are values that earlier calls gave, by their JSON names."""

    def __init__(self, rows: LiveRows, stream: RandomStream) -> None:
        self.rows = rows
        self.stream = stream
        self.results: dict[str, list[Any]] = {}
        self.focus: list[tuple[str, Values]] = []
        self._named: dict[str, tuple[Any, ...]] = {}

    def arguments(self, schema: Schema, named: Mapping[str, Named]) -> dict[str, Any]:
        """Arguments that fit the schema of a tool, where rows are named by keys that are there."""
        self.focus = []
        chosen: dict[int, Values | None] = {}
        properties = schema["properties"]
        required = schema.get("required", ())
        found: dict[str, Any] = {}
        for name in sorted(properties, key=lambda n: n not in named):
            if name not in required and self.stream.chance(0.4):
                continue
            found[name] = self._argument(name, properties[name], named.get(name), chosen)
        return {name: found[name] for name in properties if name in found}

    def _argument(
        self, name: str, schema: Schema, named: Named | None, chosen: dict[int, Values | None]
    ) -> Any:
        if may_be_null(schema) and self.stream.chance(0.1):
            return None
        if named is None:
            return self.fitting(name, plain(schema))
        if named.several:
            rows = [self._row(named.entity) for _ in range(self.stream.below(4))]
            return [row[named.column] for row in rows if row is not None]
        if named.place not in chosen:
            chosen[named.place] = self._row(named.entity)
        row = chosen[named.place]
        return self.fitting(name, plain(schema)) if row is None else row[named.column]

    def _row(self, entity: str) -> Values | None:
        roots: list[Root] = [(e, self.rows.key(e, row)) for e, row in self.focus]
        row = self._last_named(entity) or self.rows.pick(entity, roots)
        if row is not None:
            self.focus.append((entity, row))
            self._named[entity] = self.rows.key(entity, row)
        return row

    def _last_named(self, entity: str) -> Values | None:
        """At times the row that an earlier call named, so that calls meet."""
        key = self._named.get(entity)
        if key is None or not self.stream.chance(0.25):
            return None
        return next(
            (row for row in self.rows.rows(entity) if self.rows.key(entity, row) == key), None
        )

    # One value that fits

    def fitting(self, name: str, schema: Schema) -> Any:
        """A value of the schema, drawn from the data where it has some of that name."""
        if "enum" in schema:
            return self.stream.pick(schema["enum"])
        known = self.results.get(name)
        if known and self.stream.chance(0.2):
            return self.stream.pick(known)
        make: dict[str, Callable[[str, Schema], Any]] = {
            "boolean": lambda name, schema: self.stream.chance(0.5),
            "integer": self._integer,
            "number": self._number,
            "string": self._string,
            "array": self._array,
            "object": self._object,
        }
        kind = schema.get("type")
        return make[kind](name, schema) if kind in make else None

    def _like(self, name: str) -> list[Any]:
        """Values that the data has under a name: those of the rows in focus, or of every such column."""
        rows = [*(row for _, row in self.focus), *self.rows.actor_row()]
        near = [row[name] for row in rows if row.get(name) is not None]
        if near and self.stream.chance(0.6):
            return near
        parts = name.split("_")
        for start in range(len(parts)):
            found = self.rows.column("_".join(parts[start:]))
            if found:
                return found
        return near

    def _integer(self, name: str, schema: Schema) -> int:
        low, high = schema.get("minimum", -(2**63)), schema.get("maximum", 2**63 - 1)
        like = [v for v in self._like(name) if isinstance(v, int) and low <= v <= high]
        if like and self.stream.chance(0.4):
            return int(self.stream.pick(like))
        if self.stream.chance(0.15):
            return int(self.stream.pick((low, high)))
        least = max(low, 0) if high >= 0 else low
        return int(least + self.stream.below(min(high - least, 6) + 1))

    def _number(self, name: str, schema: Schema) -> float:
        low, high = schema.get("minimum", -(10**13)), schema.get("maximum", 10**13)
        amounts = [v for v in self._like(name) if isinstance(v, int | float)]
        near = [v for _, row in self.focus for v in row.values() if type(v) is int]
        options = [round(v / 100, 2) for v in (amounts or near)] + [v for v in amounts if v < 1000]
        if near and self.stream.chance(0.3):
            options = [round(v / 100 + d, 2) for v in near for d in (0, 0.01, -0.01)]
        if not options or self.stream.chance(0.4):
            options = [*PLAIN_NUMBERS] if self.stream.chance(0.85) else [low, high, low + 1]
        fitting = [v for v in options if low <= v <= high] or [low]
        return float(self.stream.pick(fitting)) if self.stream.chance(0.9) else int(fitting[0])

    def _string(self, name: str, schema: Schema) -> str:
        pattern = schema.get("pattern")
        now = self.rows.episode.now
        if pattern == DATE:
            return self._date(name, now)
        if pattern == DATETIME:
            return self._datetime(name, now)
        if pattern == TIME:
            return str(self.stream.pick(TIMES))
        return self._text(name, schema)

    def _date(self, name: str, now: str) -> str:
        like = [v[:10] for v in self._like(name) if isinstance(v, str) and is_date(v[:10])]
        if like and self.stream.chance(0.4):
            return str(self.stream.pick(like))
        return _later(f"{now[:10]}T00:00:00", 24 * self.stream.pick(DAYS))[:10]

    def _datetime(self, name: str, now: str) -> str:
        near = [v for _, row in self.focus for v in row.values() if _is_datetime(v)]
        like = near or [v for v in self._like(name) if _is_datetime(v)]
        base = self.stream.pick(like) if like and self.stream.chance(0.4) else now
        return _later(base, self.stream.pick((0, *HOURS)))

    def _text(self, name: str, schema: Schema) -> str:
        like = [v for v in self._like(name) if isinstance(v, str)]
        text = str(self.stream.pick(like)) if like and self.stream.chance(0.7) else self._words()
        low: int = schema.get("minLength", 0)
        high: int = schema.get("maxLength", 10**6)
        return (text + "x" * max(0, low - len(text)))[:high]

    def _words(self) -> str:
        """A word of the data, or a text of ours."""
        entity = self.stream.pick(list(self.rows.tables))
        rows = self.rows.rows(entity)
        texts: list[str] = (
            [v for v in self.stream.pick(rows).values() if isinstance(v, str)] if rows else []
        )
        if texts and self.stream.chance(0.5):
            return self.stream.pick(self.stream.pick(texts).split() or ["x"])
        return str(self.stream.pick(PLAIN_TEXTS))

    def _array(self, name: str, schema: Schema) -> list[Any]:
        if "prefixItems" in schema:
            return [self.fitting(name, plain(item)) for item in schema["prefixItems"]]
        size = self.stream.below(4)
        return [self.fitting(name.removesuffix("s"), plain(schema["items"])) for _ in range(size)]

    def _object(self, name: str, schema: Schema) -> dict[str, Any]:
        rest = schema.get("additionalProperties")
        if isinstance(rest, dict):
            names = schema.get("propertyNames", {})
            return {
                self._key(names): self.fitting(name, plain(rest))
                for _ in range(self.stream.below(3))
            }
        required = schema.get("required", ())
        return {
            inner: self.fitting(inner, plain(item))
            for inner, item in schema.get("properties", {}).items()
            if inner in required or self.stream.chance(0.6)
        }

    def _key(self, names: Schema) -> str:
        if "enum" in names:
            return str(self.stream.pick(names["enum"]))
        if names.get("pattern") == INT_KEY:
            return str(self.stream.below(4))
        return self.stream.pick(("a", "b", "key with spaces"))


def _later(moment: str, hours: int) -> str:
    try:
        return add_seconds(moment, 3600 * hours)
    except Failed:  # beyond the years that there are
        return moment


def _is_datetime(value: Any) -> bool:
    return isinstance(value, str) and is_datetime(value)
