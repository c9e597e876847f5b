"""SQL scripts and databases as specs: their schema and rows.

    script → sandbox (locked SQLite: tables, rows) → schema (what the tables are) → design (entities, types, rows) → writing → settle (it compiles)

No statement reaches beyond a database in memory; what cannot be kept is told in a report.
"""
