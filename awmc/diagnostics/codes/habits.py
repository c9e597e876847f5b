"""AWM117 to AWM130: what the parser understands, or nearly, and is written otherwise in awm. The facts of each are the names in braces."""

from awmc.diagnostics.entry import Entry, error, warning

ENTRIES: tuple[Entry, ...] = (
    warning(
        "AWM117",
        "foreign-spelling",
        "Another language's spelling",
        "{found} is written {wanted} in awm",
        None,
        about="""
The parser understands a number of spellings from other languages where the intent is clear, and
goes on. `awmc fmt` and `awmc lint --fix` put the spelling of awm in their place: `and` for `&&`,
`or` for `||`, `not` for `!`, `none` for `null` and `None`, `true` for `True`, `==` for `=` in a
condition and for `is`, `elif` for `else if`, `=` for `:` in call arguments, `:` for `=` in
objects.
""",
        bad="def both(a: bool, b: bool) -> bool = a && b",
        good="def both(a: bool, b: bool) -> bool = a and b",
    ),
    warning(
        "AWM118",
        "record-constructor",
        "A record's value is written with the record's name",
        "a value of `{name}` is written `{{ … }}`, without the name",
        None,
        about="""
The type follows from where the value stands: a field, an argument, a `let` with a type. Rows of
an entity are made with `create Entity { … }`.
""",
        bad="""
record Address { street: text  city: text }
entity Shop { key id: int  address: Address }
tool open_shop() { create Shop { id: 1, address: Address { street: "1 Elm St", city: "Porto" } } }
""",
        good="""
record Address { street: text  city: text }
entity Shop { key id: int  address: Address }
tool open_shop() { create Shop { id: 1, address: { street: "1 Elm St", city: "Porto" } } }
""",
    ),
    error(
        "AWM119",
        "misplaced-clause",
        "A clause stands where it cannot",
        "`{clause}` cannot stand in {place}",
        "{hint}",
        bad="record Address { key street: text }",
        good="record Address { street: text }",
    ),
    error(
        "AWM120",
        "repeated-clause",
        "A clause is given twice",
        "`{clause}` is given twice in {place}",
        None,
        bad="""
environment shop "A shop" {
  clock 2026-03-02T09:00:00
  clock 2026-03-03T09:00:00
}
""",
        good="""
environment shop "A shop" {
  clock 2026-03-02T09:00:00
}
""",
    ),
    error(
        "AWM121",
        "unknown-declaration",
        "No declaration starts so",
        "`{word}` starts no declaration; these do: {known}",
        "{hint}",
        bad="class Order { key id: int }",
        good="entity Order { key id: int }",
    ),
    error(
        "AWM122",
        "unknown-rule",
        "No rule has this name",
        "`@{name}` is no rule of an entity; the rules are {known}",
        None,
        bad="entity Order { key id: int  total: money  @constraint (total > 0) }",
        good="entity Order { key id: int  total: money  @check (total > 0) }",
    ),
    error(
        "AWM123",
        "expression-statement",
        "An expression stands where a statement belongs",
        "this is a value that nothing uses; a statement starts with one of {known}",
        "{hint}",
        about="""
Write `let x = …` to name a value, `set row.field = …` to change a row, `call tool(…)` for another
tool, `return …` to end.
""",
        bad="""
entity Order { key id: int  paid: bool = false }
tool pay(order: Order) { order.paid == true }
""",
        good="""
entity Order { key id: int  paid: bool = false }
tool pay(order: Order) { set order.paid = true }
""",
    ),
    error(
        "AWM124",
        "bare-assignment",
        "An assignment without `let` or `set`",
        "`{target} = …` is no statement",
        "{hint}",
        bad="""
entity Order { key id: int  paid: bool = false }
tool pay(order: Order) { order.paid = true }
""",
        good="""
entity Order { key id: int  paid: bool = false }
tool pay(order: Order) { set order.paid = true }
""",
    ),
    error(
        "AWM125",
        "while-without-limit",
        "A `while` without a limit",
        "a `while` always has a limit",
        "write `while … limit 100 {{ … }}`; reaching the limit fails the call",
        bad="""
state Game { turns: int = 0 }
tool skip() { while Game.turns < 10 { set Game.turns += 1 } }
""",
        good="""
state Game { turns: int = 0 }
tool skip() { while Game.turns < 10 limit 10 { set Game.turns += 1 } }
""",
    ),
    error(
        "AWM126",
        "if-without-else",
        "An `if` expression without its `else`",
        "`if … then …` is a value and needs an `else`",
        "add `else none`, or another value",
        bad="def fee(late: int) -> int = if late > 0 then 5",
        good="def fee(late: int) -> int = if late > 0 then 5 else 0",
    ),
    error(
        "AWM127",
        "foreign-comment",
        "A comment of another language",
        "comments start with `#`",
        None,
        bad="/* The sizes */\nenum Size { small, large }",
        good="# The sizes\nenum Size { small, large }",
    ),
    error(
        "AWM128",
        "too-many-names",
        "A `for` with more than two names",
        "`for` takes one name or two, not {found}",
        "go through rows, or a list of records, and read their fields",
        bad="def f(xs: [int]) -> [int] = [a for a, b, c in zip(xs, xs)]",
        good="def f(xs: [int]) -> [int] = [a for a, b in zip(xs, xs)]",
    ),
    error(
        "AWM129",
        "limit-exceeded",
        "Larger than the compiler allows",
        "{what} of {size} is more than the {limit} that awmc allows",
        None,
        about="""
Names, texts, lists, bounds and loops have limits, far above what an environment needs, so that no
spec can make the compiler or a tool run away.
""",
    ),
    error(
        "AWM130",
        "positional-argument",
        "A tool's argument without its name",
        "the arguments of `call {tool}(…)` are given by name: `{example}`",
        None,
        bad="""
tool double(n: int) { return n * 2 }
tool twice(n: int) { return call double(n) }
""",
        good="""
tool double(n: int) { return n * 2 }
tool twice(n: int) {
  let x = call double(n = n)
  return x
}
""",
    ),
)
