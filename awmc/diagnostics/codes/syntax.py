"""AWM101 to AWM116: what the lexer and the parser cannot read. The facts of each are the names in braces."""

from awmc.diagnostics.entry import Entry, error

ENTRIES: tuple[Entry, ...] = (
    error(
        "AWM101",
        "unexpected-token",
        "Something else was expected here",
        "expected {expected}, but found {found}",
        "{hint}",
        about="""
The parser reads declarations from top to bottom; where the text stops making sense it says what
could have stood there, skips to the next statement or declaration, and goes on, so that one run
reports every mistake.
""",
        bad="entity Order { key id int }",
        good="entity Order { key id: int }",
    ),
    error(
        "AWM102",
        "unexpected-character",
        "A character is no part of the language",
        "{character} is no part of the language",
        "{hint}",
        about="""
Outside texts and comments a spec uses letters, digits and the signs of its grammar. Typographic
quotes, `$` and backticks are the usual strangers.
""",
        bad="enum Size { small, large$ }",
        good="enum Size { small, large }",
    ),
    error(
        "AWM103",
        "unterminated-text",
        "A text is never closed",
        "the text that starts here with {quote} is never closed",
        "close it with {quote} on the same line; a text over several lines is written "
        '`"""` … `"""`',
        about="""
`"…"` and `'…'` end on the line where they start. A text over several lines is written with three
quotes on either side.
""",
        bad="""
entity Order "A customer's order {
  key id: int
}
""",
        good="""
entity Order "A customer's order" {
  key id: int
}
""",
    ),
    error(
        "AWM104",
        "unclosed-bracket",
        "A bracket is never closed",
        "`{bracket}` is never closed; `{wanted}` is missing",
        None,
        about="""
The place shown is the bracket that was opened. The one that is missing belongs before the next
declaration.
""",
        bad="""
entity Order {
  key id: int

enum Size { small, large }
""",
        good="""
entity Order {
  key id: int
}

enum Size { small, large }
""",
    ),
    error(
        "AWM105",
        "unmatched-bracket",
        "A bracket closes nothing",
        "`{bracket}` closes nothing that is open",
        None,
        bad="entity Order { key id: int }}",
        good="entity Order { key id: int }",
    ),
    error(
        "AWM106",
        "too-deep",
        "Nested too deeply",
        "nested more than {limit} levels deep",
        "give the inner parts names with `let` or `def`",
        about="""
Brackets and blocks nest up to a fixed depth, far beyond what a reader could follow.
""",
    ),
    error(
        "AWM107",
        "bad-number",
        "A number is not well formed",
        "`{text}` is not a number: {reason}",
        None,
        about="""
Numbers are written `12`, `0.25` or `1e3`. An int fits 64 bits.
""",
        bad="def limit_of() -> int = 99999999999999999999",
        good="def limit_of() -> int = 999999999999",
    ),
    error(
        "AWM108",
        "bad-date",
        "A date or a time does not exist",
        "`{text}` is no {kind}: {reason}",
        "write a date as `2024-05-15`, a time as `09:30` or `09:30:00`, both as "
        "`2024-05-15T09:30:00`",
        bad="def start() -> date = 2026-02-30",
        good="def start() -> date = 2026-02-28",
    ),
    error(
        "AWM109",
        "bad-interpolation",
        "The braces in a text hold no expression",
        "what stands in the braces of this text is not an expression: {reason}",
        "{hint}",
        about="""
In `"…"` the text between `{` and `}` is an expression, followed by an optional format as in
`{price:.2f}`. Inside it, texts are written with `'…'`. A plain brace is written `{{`; in `'…'`
braces mean nothing.
""",
        bad='def label(n: int) -> text = "number {n +}"',
        good='def label(n: int) -> text = "number {n + 1}"',
    ),
    error(
        "AWM110",
        "nested-quotes",
        "Double quotes within the braces of a text",
        'the text ends at this `"`, in the middle of its braces',
        "inside `{{ }}` write texts with '…': `\"{{join(names, ', ')}}\"`",
        bad='def label(names: [text]) -> text = "{join(names, ", ")}"',
        good="def label(names: [text]) -> text = \"{join(names, ', ')}\"",
    ),
    error(
        "AWM111",
        "bad-escape",
        "A backslash before a character that it cannot escape",
        "`{escape}` is not an escape; they are {known}",
        "for a backslash as it is, write `\\\\`, or use '…' for a regular expression",
        bad=r'def digits(s: text) -> bool = contains(s, "\d")',
        good=r"def digits(s: text) -> bool = matches(s, '\d+')",
    ),
    error(
        "AWM112",
        "name-case",
        "A name has the wrong letters",
        "`{name}` is no name for {kind}: {rule}",
        None,
        about="""
Entities, records, enums, views, states and errors are written `LikeThis`; everything else is
written `like_this`.
""",
        bad="entity order { key id: int }",
        good="entity Order { key id: int }",
    ),
    error(
        "AWM113",
        "projection-as-type",
        "A projection stands where a type belongs",
        "a result type is the name of a type or of a view, not a projection",
        "leave the type out, since it follows from the `return`; or declare "
        "`view {name}Card = {name}.{{ … }}` and write `-> {name}Card`",
        bad="""
entity Order { key id: int  total: money }
tool see(order: Order) -> Order.{ id, total } { return order.{ id, total } }
""",
        good="""
entity Order { key id: int  total: money }
view OrderCard = Order.{ id, total }
tool see(order: Order) -> OrderCard { return order }
""",
    ),
    error(
        "AWM114",
        "needs-parentheses",
        "`if` or `match` needs parentheses here",
        "`{word}` needs parentheses as {place}",
        "write `({word} …)`",
        about="""
`if … then … else …` and `match` bind loosest of all, so as an operand, a filter or an order key
they need parentheses.
""",
        bad="""
entity Order { key id: int  rush: bool = false }
tool list_orders() { return [o.id for o in Order order by if o.rush then 0 else 1] }
""",
        good="""
entity Order { key id: int  rush: bool = false }
tool list_orders() { return [o.id for o in Order order by (if o.rush then 0 else 1)] }
""",
    ),
    error(
        "AWM115",
        "enum-number",
        "An enum member is given a number",
        "`=` gives the stored spelling of `{name}`, which is a text, not a number",
        'members have the order of their declaration; write `{name}` or `{name} = "…"`',
        bad="enum Day { mon = 0, tue = 1 }",
        good="enum Day { mon, tue }",
    ),
    error(
        "AWM116",
        "reserved-word",
        "A word of the language is used as a name",
        "`{word}` is a word of the language and cannot be a name here",
        "choose another name, such as `{word}_`",
        about="""
Few words are reserved: those without which an expression could not be read.
""",
        bad="entity Order { key id: int  and: text }",
        good="entity Order { key id: int  also: text }",
    ),
)
