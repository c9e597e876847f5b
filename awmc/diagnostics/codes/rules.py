"""AWM4xx: entities and their rules, flows, effects and recursion."""

from awmc.diagnostics.entry import Entry, error

ORDER = """
enum Status { open, paid, sent }
entity Order {
  key id: int
  total: money = 0
  status: Status = open
  @flow status { open -> paid; paid -> sent }
}
"""

ENTRIES: tuple[Entry, ...] = (
    error(
        "AWM401",
        "missing-key",
        "An entity without a key",
        "`{entity}` has no key; its fields are {known}",
        "mark a field with `key`, or add `auto key id: int`",
        bad="entity Order { total: money }",
        good="entity Order { auto key id: int  total: money }",
    ),
    error(
        "AWM402",
        "bad-key",
        "A field that cannot be a key",
        "`{owner}.{name}` cannot be a key: {reason}",
        "{hint}",
        bad="entity Order { key id: int? }",
        good="entity Order { key id: int }",
    ),
    error(
        "AWM403",
        "bad-auto",
        "A field that cannot be numbered",
        "`auto` cannot number `{owner}.{name}`: {reason}",
        'write `auto key id: int`, or `auto key id: text = "L{{n:05}}"`, where n is the number',
        bad='entity Order { auto key id: text = "ORDER" }',
        good='entity Order { auto key id: text = "O{n}" }',
    ),
    error(
        "AWM404",
        "bad-owner",
        "An owner that is no row",
        "`owner` stands before a reference, but `{owner}.{name}` is {found}",
        None,
        bad="entity Line { key id: int  owner order: int }",
        good="entity Order { key id: int }\nentity Line { key id: int  owner order: Order }",
    ),
    error(
        "AWM405",
        "bad-has",
        "A `has` list without its other side",
        "`{owner}.{name}` goes by a reference from `{entity}` to `{owner}`, but {reason}",
        "{hint}",
        bad="entity Order { key id: int  has lines: [Line] by number }\n"
        "entity Line { key id: int  order: Order  number: int }",
        good="entity Order { key id: int  has lines: [Line] by order }\n"
        "entity Line { key id: int  order: Order  number: int }",
    ),
    error(
        "AWM406",
        "bad-default",
        "A default that depends on other rows",
        "{what} cannot use {found}",
        "a default is built from literals, `now()`, `today()` and functions of them; "
        "what follows from other fields is a `derive`",
        bad="entity Order { key id: int  total: money  due: money = total }",
        good="entity Order { key id: int  total: money  derive due: money = total }",
    ),
    error(
        "AWM407",
        "flow-field",
        "A flow over a field that is no enum",
        "`@flow` takes a field of an enum type, but `{owner}.{name}` is {found}",
        None,
        bad="entity Order { key id: int  status: text  @flow status { open -> paid } }",
        good="enum Status { open, paid }\n"
        "entity Order { key id: int  status: Status  @flow status { open -> paid } }",
    ),
    error(
        "AWM408",
        "flow-violation",
        "A change that the flow never allows",
        "`{owner}.{field}` cannot go from {old} to `{new}`; from {old} it goes to {allowed}",
        "{hint}",
        about="""
Where the state before is known, because of a `require` or an `if`, the compiler checks the arrows
of `@flow`. A state without arrows is final; setting the same state is always allowed.
""",
        bad=ORDER
        + "tool ship(order: Order) {\n  require order.status == open\n"
        + "  set order.status = sent\n}",
        good=ORDER
        + "tool ship(order: Order) {\n  require order.status == paid\n"
        + "  set order.status = sent\n}",
    ),
    error(
        "AWM409",
        "repeated-rule",
        "A rule is given twice",
        "{rule} is given twice in `{owner}`",
        None,
        bad="""
enum Status { open, paid }
entity Order {
  key id: int
  status: Status
  @flow status { open -> paid }
  @flow status { paid -> open }
}
""",
        good="""
enum Status { open, paid }
entity Order {
  key id: int
  status: Status
  @flow status { open -> paid; paid -> open }
}
""",
    ),
    error(
        "AWM410",
        "effect-in-expression",
        "A change where only values stand",
        "`{effect}` changes the data and cannot stand in {place}",
        "{hint}",
        about="""
`derive`, `def`, rules, views, conditions and goals only read. Rows are made and changed by the
statements of tools, of `on` blocks, and of `given`.
""",
        bad=ORDER + "tool f() { require create Order { id: 1 } != none }",
        good=ORDER + "tool f() { create Order { id: 1 } }",
    ),
    error(
        "AWM411",
        "key-assigned",
        "A key is changed",
        "`{owner}.{name}` is a key, and a key is never changed after `create`",
        "create another row, and delete this one",
        bad=ORDER + "tool f(order: Order) { set order.id = 2 }",
        good=ORDER + "tool f(order: Order) { set order.total = 2 }",
    ),
    error(
        "AWM412",
        "not-assignable",
        "Something that cannot be changed",
        "`{target}` cannot be set: {reason}",
        "a stored field of a row can be set, `set row.field = …`, or an entry of a map in one",
        bad="tool f(n: int) { set n = 2 }",
        good="tool f(n: int) {\n  let m = n + 2\n  return m\n}",
    ),
    error(
        "AWM413",
        "auto-given",
        "A numbered key is given",
        "`{owner}.{name}` is numbered by `auto` and may be given in `data` only",
        "leave it out: `create {owner} {{ … }}` takes the next number",
        bad="entity Order { auto key id: int }\ntool add() { create Order { id: 1 } }",
        good="entity Order { auto key id: int }\ntool add() { create Order {} }",
    ),
    error(
        "AWM414",
        "recursion",
        "Something that uses itself",
        "{what} uses itself: {cycle}",
        "there is no recursion; go along a self-reference with `ancestors(row, field)` or "
        "`descendants(row, field)`",
        about="""
Every tool ends, so no function, derived field, view or tool may use itself, directly or through
others.
""",
        bad="def even(n: int) -> bool = if n == 0 then true else even(n - 2)",
        good="def even(n: int) -> bool = n % 2 == 0",
    ),
    error(
        "AWM415",
        "unreachable-code",
        "Nothing after this runs",
        "nothing runs after `{statement}`",
        "delete what follows, or put the `{statement}` into an `if`",
        bad=ORDER + "tool f(order: Order) { return order.total  set order.total = 0 }",
        good=ORDER + "tool f(order: Order) {\n  set order.total = 0\n  return order.total\n}",
    ),
    error(
        "AWM416",
        "statement-place",
        "A statement stands where it cannot",
        "`{statement}` cannot stand in {place}: {reason}",
        None,
        about="""
`require`, `fail`, `reject`, `ensure` and `return` belong to tools; `on` blocks may neither
`reject` nor `advance`; a goal holds `let`, `for`, `if` and `require`; a solution holds calls,
`let`, `for` and `if`.
""",
        bad=ORDER + "on call { advance hours(1) }",
        good=ORDER + "on clock { for o in Order { set o.total = 0 } }",
    ),
    error(
        "AWM417",
        "state-row",
        "A state is not a table of rows",
        "`{name}` is a state: it has exactly one row, so `{use}` means nothing",
        "read and set its fields as `{name}.{field}`",
        bad="state Game { turns: int = 0 }\ntool f() { create Game { turns: 1 } }",
        good="state Game { turns: int = 0 }\ntool f() { set Game.turns = 1 }",
    ),
    error(
        "AWM418",
        "hidden-exposed",
        "A hidden field would be seen",
        "`{owner}.{name}` is hidden: it may be compared, but not {use}",
        "leave it out; the fields that may be shown are {known}",
        bad="entity Member { key id: int  hidden pin: text }\n"
        "tool f(m: Member) { return m.{ id, pin } }",
        good="entity Member { key id: int  hidden pin: text }\n"
        "tool f(m: Member) { return m.{ id } }",
    ),
    error(
        "AWM419",
        "no-overlap-ends",
        "An interval without two ends of one type",
        "`@no_overlap` goes from {start} to {end}; both ends have one ordered type",
        None,
        bad="entity Stay { key id: int  room: int  a: date  b: int  @no_overlap (room) a..b }",
        good="entity Stay { key id: int  room: int  a: date  b: date  @no_overlap (room) a..b }",
    ),
    error(
        "AWM420",
        "not-stored",
        "A rule over what is not stored",
        "{rule} takes stored fields, but `{owner}.{name}` is {kind}",
        "store it, and give it where rows are created and in `data`; or state the rule as a `@check` "
        "or an `invariant`, which may read anything",
        bad="entity Order { key id: int  derive double: int = id * 2  @unique (double) }",
        good="entity Order { key id: int  double: int  @unique (double) }",
    ),
    error(
        "AWM421",
        "bad-actor",
        "An actor that nobody can be",
        "`{name}` cannot be the actor: {reason}",
        "the actor is an entity whose key is one field",
        bad="""
environment shop "A shop" { clock 2026-03-02T09:00:00  actor Role }
enum Role { clerk, guest }
""",
        good="""
environment shop "A shop" { clock 2026-03-02T09:00:00  actor Member }
entity Member { key id: int }
""",
    ),
    error(
        "AWM422",
        "extern-type",
        "A type that cannot go to Python and back",
        "{what} cannot be {type}: an `extern` takes and gives plain values",
        "pass the fields that it needs, one by one",
        files={"scores.py": "def score(n):\n    return n / 10"},
        bad=ORDER + 'extern score(o: Order) -> float from "scores:score"',
        good='extern score(total: money) -> float from "scores:score"',
    ),
    error(
        "AWM423",
        "bad-extern",
        "An `extern` that names no Python function",
        "`{text}` does not name a Python function: {reason}",
        'write `from "module:function"`, where module.py stands beside the spec',
        files={"scores.py": "def score(n):\n    return n / 10"},
        bad='extern score(n: int) -> float from "scores.score"',
        good='extern score(n: int) -> float from "scores:score"',
    ),
    error(
        "AWM424",
        "owner-cycle",
        "Rows that own each other",
        "`{entity}` owns itself: {cycle}, so that no first row can be created",
        "make one of these references a plain one, or optional",
        bad="entity A { key id: int  owner b: B }\nentity B { key id: int  owner a: A }",
        good="entity A { key id: int  b: B? }\nentity B { key id: int  owner a: A }",
    ),
    error(
        "AWM425",
        "empty-declaration",
        "A declaration with nothing in it",
        "{what} needs at least one {part}",
        None,
        bad="record Size { }",
        good="record Size { width: int }",
    ),
    error(
        "AWM426",
        "bad-limit",
        "A limit out of bounds",
        "the limit of {what} is {found}, but must be from {low} to {high}",
        None,
        bad="state Game { turns: int = 0 }\n"
        "tool f() { while Game.turns < 3 limit 0 { set Game.turns += 1 } }",
        good="state Game { turns: int = 0 }\n"
        "tool f() { while Game.turns < 3 limit 3 { set Game.turns += 1 } }",
    ),
    error(
        "AWM427",
        "conflicting-clauses",
        "Two clauses that exclude each other",
        "`{first}` and `{second}` do not go together in {what}",
        "{hint}",
        bad="private tool f() by user { return 1 }",
        good="private tool f() { return 1 }",
    ),
    error(
        "AWM428",
        "recursive-record",
        "A record within itself",
        "the record `{name}` contains itself: {cycle}",
        "make it an entity, and refer to it",
        bad="record Box { inner: Box? }",
        good="entity Box { key id: int  inner: Box? }",
    ),
    error(
        "AWM429",
        "create-order",
        "Rows that can never be made",
        "no row of `{entity}` can ever be made: it needs {cycle} first",
        "make one of these references optional",
        bad="entity A { key id: int  b: B }\nentity B { key id: int  a: A }",
        good="entity A { key id: int  b: B? }\nentity B { key id: int  a: A }",
    ),
)
