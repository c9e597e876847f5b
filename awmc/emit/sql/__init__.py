"""IR -> SQL: the schema, the initial rows, and queries. The only package that knows SQLite's dialect."""
