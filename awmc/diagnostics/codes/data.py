"""AWM5xx: the initial rows. `where` names file, row and column in words."""

from awmc.diagnostics.entry import Entry, error, warning

BOOK = """
entity Book { key isbn: text  title: text  pages: int(1..) = 100 }
"""

ENTRIES: tuple[Entry, ...] = (
    error(
        "AWM501",
        "missing-data-file",
        "A data file does not exist",
        "there is no file `{path}` beside the spec",
        "the data files there are {known}",
        bad=BOOK + 'data Book from "no_such_books.csv"',
        good=BOOK + 'data Book (isbn, title) { "1", "Dune" }',
    ),
    error(
        "AWM502",
        "malformed-data-file",
        "A data file cannot be read as a table",
        "`{path}`, row {row}: {reason}",
        "a CSV file starts with a row of field names; a JSON file is a list of objects; "
        "a JSON Lines file has one object a line",
        files={"books.json": '[{"isbn": "1", "title": "Dune"},'},
        bad=BOOK + 'data Book from "books.json"',
        good=BOOK + 'data Book (isbn, title) { "1", "Dune" }',
    ),
    error(
        "AWM503",
        "unknown-column",
        "A column that is no field",
        "{where}: the column `{name}` is no field of `{owner}`; its fields are {known}",
        None,
        files={"books.csv": "isbn,titel\n1,Dune\n"},
        bad=BOOK + 'data Book from "books.csv"',
        good=BOOK + 'data Book (isbn, title) { "1", "Dune" }',
    ),
    error(
        "AWM504",
        "missing-column",
        "A field without its column",
        "{where}: {missing} of `{owner}` must be given, since it has no default",
        None,
        bad=BOOK + 'data Book (isbn) { "1" }',
        good=BOOK + 'data Book (isbn, title) { "1", "Dune" }',
    ),
    error(
        "AWM505",
        "bad-cell",
        "A value in a data file is not of its field's type",
        "{where}: `{value}` is not {expected}",
        "{hint}",
        files={"books.csv": "isbn,title,pages\n1,Dune,many\n"},
        bad=BOOK + 'data Book from "books.csv"',
        good=BOOK + 'data Book (isbn, title, pages) { "1", "Dune", 612 }',
    ),
    error(
        "AWM506",
        "row-length",
        "A row with too many or too few values",
        "this row has {found}, but the head of the table names {expected}: {columns}",
        "values are separated by `,` and rows by `;`",
        bad=BOOK + 'data Book (isbn, title, pages) { "1", "Dune" }',
        good=BOOK + 'data Book (isbn, title, pages) { "1", "Dune", 612 }',
    ),
    error(
        "AWM507",
        "duplicate-key",
        "Two rows of one key",
        "{where}: there already is a `{owner}` with the key {key}",
        None,
        bad=BOOK + 'data Book (isbn, title) { "1", "Dune"; "1", "Emma" }',
        good=BOOK + 'data Book (isbn, title) { "1", "Dune"; "2", "Emma" }',
    ),
    error(
        "AWM508",
        "constraint-broken",
        "A row that breaks a rule",
        "{where}: this row of `{owner}` breaks {rule}",
        "{hint}",
        about="""
Rows from tables and files must keep every rule of their entity. Rows that a `data` block
generates and that break one are left out and counted instead.
""",
        bad="entity Term { key id: int  start: date  end: date  @check (start < end) }\n"
        + "data Term (id, start, end) { 1, 2026-09-01, 2026-07-31 }",
        good="entity Term { key id: int  start: date  end: date  @check (start < end) }\n"
        + "data Term (id, start, end) { 1, 2026-09-01, 2027-07-31 }",
    ),
    error(
        "AWM509",
        "unknown-row",
        "A reference to a row that is not there",
        "{where}: there is no `{owner}` with the key {key}",
        "rows may refer to rows of any table or file, but not to ones that do not exist",
        bad=BOOK
        + "entity Copy { key id: int  book: Book }\n"
        + 'data Book (isbn, title) { "1", "Dune" }\ndata Copy (id, book) { 1, "9" }',
        good=BOOK
        + "entity Copy { key id: int  book: Book }\n"
        + 'data Book (isbn, title) { "1", "Dune" }\ndata Copy (id, book) { 1, "1" }',
    ),
    error(
        "AWM510",
        "data-failed",
        "An expression of the data fails",
        "{where}: `{expression}` fails: {reason}",
        None,
        about="""
Divisions by zero, indexes out of range, look-ups of missing rows and numbers that are too large
fail a call; in `data` they stop the build.
""",
        bad=BOOK + 'data Book for i in range(2) { isbn: "{i}", title: "T", pages: 10 // i }',
        good=BOOK + 'data Book for i in range(2) { isbn: "{i}", title: "T", pages: 10 // (i + 1) }',
    ),
    error(
        "AWM511",
        "too-many-rows",
        "More rows than an environment may have",
        "{where}: more than {limit} rows",
        None,
        bad=BOOK + 'data Book for i in range(100000000) { isbn: "{i}", title: "T" }',
        good=BOOK + 'data Book for i in range(10) { isbn: "{i}", title: "T" }',
    ),
    warning(
        "AWM512",
        "nothing-generated",
        "A `data` block that gives no rows",
        "this block gives no row of `{owner}`: of {found} made, {dropped} break {rule}",
        None,
        bad=BOOK + 'data Book for i in range(3) { isbn: "{i}", title: "T", pages: 0 - i }',
        good=BOOK + 'data Book for i in range(3) { isbn: "{i}", title: "T", pages: i + 1 }',
    ),
    error(
        "AWM513",
        "data-file-kind",
        "A data file of an unknown kind",
        "`{path}` is no kind of table that awmc reads",
        "use `.csv`, `.json` (a list of objects) or `.jsonl` (one object a line)",
        files={"books.xlsx": "PK"},
        bad=BOOK + 'data Book from "books.xlsx"',
        good=BOOK + 'data Book (isbn, title) { "1", "Dune" }',
    ),
    error(
        "AWM514",
        "invariant-broken",
        "The initial data break an invariant",
        "the initial data break the invariant `{name}`: {doc}",
        "{hint}",
        bad=BOOK
        + 'invariant short "Books are short" { all(b.pages < 500 for b in Book) }\n'
        + 'data Book (isbn, title, pages) { "1", "Dune", 612 }',
        good=BOOK
        + 'invariant short "Books are short" { all(b.pages < 700 for b in Book) }\n'
        + 'data Book (isbn, title, pages) { "1", "Dune", 612 }',
    ),
    error(
        "AWM515",
        "data-too-slow",
        "Making the data takes too long",
        "{where}: making the rows takes more than {limit} steps",
        "use fewer rows, or look rows up by key instead of going through all of them",
        about="""
The rows of a `data` block may be made from all the rows before them, so the work can grow with
the square of the rows. There is a limit, so that no spec can stop the compiler.
""",
    ),
)
