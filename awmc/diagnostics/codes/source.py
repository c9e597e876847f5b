"""AWM0xx: reading files. The facts of each are the names in braces."""

from awmc.diagnostics.entry import Entry, error

ENTRIES: tuple[Entry, ...] = (
    error(
        "AWM001",
        "unreadable-file",
        "A file cannot be read",
        "cannot read `{path}`: {reason}",
        "check that the file exists and that you may read it",
        about="""
The file does not exist, is a folder, or may not be read by the user who runs awmc. Paths on the
command line are taken from the current folder; paths in a spec from the spec's own folder.
""",
    ),
    error(
        "AWM002",
        "file-too-large",
        "A file is too large to be a spec",
        "`{path}` is larger than {limit} bytes, the most that awmc reads",
        'split the spec with `use "other.awm"`, or keep its rows in a file of their own: '
        '`data Book from "books.csv"`',
        about="""
A spec, with comments, is at most one megabyte. Large amounts of rows belong in CSV or JSON Lines
files beside the spec, or in a `data` block that generates them.
""",
    ),
    error(
        "AWM003",
        "invalid-utf8",
        "A file is not UTF-8",
        "`{path}` is not UTF-8: byte {byte} at offset {offset}, on line {line}, fits no character",
        "save the file in the encoding UTF-8",
        about="""
awmc reads UTF-8 only, with or without a byte-order mark. The usual cause is a file saved as
Latin-1 or UTF-16 by an editor or a spreadsheet. `iconv -f latin1 -t utf-8 old.awm > new.awm`
converts one.
""",
    ),
    error(
        "AWM004",
        "nul-character",
        "A file holds a NUL character",
        "`{path}` holds a NUL character (U+0000) on line {line}, column {column}",
        "delete the character; it has no meaning in a spec or in its data",
        about="""
NUL ends a text in many programs, SQLite's tools among them, so awmc refuses it everywhere. A file
with many of them is usually UTF-16 or not a text at all.
""",
    ),
    error(
        "AWM005",
        "path-outside",
        "A path leaves the spec's folder",
        "`{path}` is outside the folder of the spec; awmc reads nothing outside it",
        "move the file beside the spec, and name it without `..` and without a leading `/`",
        about="""
`use`, `data … from` and `extern … from` name files in the spec's own folder or below it. Links
that lead out of it are refused too: a spec may come from a stranger, and must not read what is
yours.
""",
        bad='use "../secrets.awm"',
        good="enum Size { small, large }",
    ),
)
