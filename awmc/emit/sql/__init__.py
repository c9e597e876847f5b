"""IR -> SQL: the schema, the initial rows, and queries. The only package that knows SQLite's dialect."""

from awmc.emit.sql.data import emit_data
from awmc.emit.sql.lower import SqlQuery, lower_query
from awmc.emit.sql.rooted import Root, RootedQuery, lower_exists, lower_rooted
from awmc.emit.sql.schema import emit_schema, unenforced_checks

__all__ = [
    "Root",
    "RootedQuery",
    "SqlQuery",
    "emit_data",
    "emit_schema",
    "lower_exists",
    "lower_query",
    "lower_rooted",
    "unenforced_checks",
]
