"""AWM3xx: values of the wrong type, and values that may be none."""

from awmc.diagnostics.entry import Entry, error

ORDER = """
enum Status { open, paid, sent }
entity Order { key id: int  total: money = 0  status: Status = open  note: text? }
"""

ENTRIES: tuple[Entry, ...] = (
    error(
        "AWM301",
        "type-mismatch",
        "A value of another type is expected",
        "{what} is {expected}, but this is {found}",
        "{hint}",
        about="""
Types are converted by name only: `text(n)`, `int(x)`, `float(n)`, `money(x)`. A number literal
takes the type that its context expects. Conditions are bool: write `n > 0` and `name != none`.
""",
        bad=ORDER + 'tool pay(order: Order) { set order.total = "ten" }',
        good=ORDER + "tool pay(order: Order) { set order.total = 10 }",
    ),
    error(
        "AWM302",
        "operator-types",
        "An operator does not take these types",
        "`{operator}` does not take {left} and {right}",
        "{hint}",
        about="""
`+` joins numbers, texts and lists; a text and a number are joined by interpolation, `"{name}:
{n}"`. Days between two dates are `days_between(a, b)`. Money times money is nothing; money ±
float needs `money(x)`.
""",
        bad=ORDER + "def ticket(o: Order) -> text = 'order ' + o.id",
        good=ORDER + 'def ticket(o: Order) -> text = "order {o.id}"',
    ),
    error(
        "AWM303",
        "operand-type",
        "An operator does not take this type",
        "`{operator}` does not take {operand}",
        "{hint}",
        bad=ORDER + "def negative(o: Order) -> money = -o.status",
        good=ORDER + "def negative(o: Order) -> money = -o.total",
    ),
    error(
        "AWM304",
        "possibly-none",
        "A value may be none where it must not",
        "`{expression}` may be none: it is {type}",
        "exclude none first: `{expression} ?? …`, `{expression} != none and …`, "
        "`if {expression} != none {{ … }}`, or `require {expression} != none`; of a field it is known until "
        "the next `call`; `the(…)` in the place of `first(…)` is never none",
        about="""
A comparison with `none` narrows names and paths of fields: to the right of `and`, within the
block, or after the `require`. It lasts until the field is written, or any tool is called.
""",
        bad=ORDER + "tool see(order: Order) { return upper(order.note) }",
        good=ORDER + 'tool see(order: Order) { return upper(order.note ?? "") }',
    ),
    error(
        "AWM305",
        "not-comparable",
        "Two values that never compare",
        "{left} and {right} never compare with `{operator}`",
        "{hint}",
        bad=ORDER + "def is_first(o: Order) -> bool = o.id == 'first'",
        good=ORDER + "def is_first(o: Order) -> bool = o.id == 1",
    ),
    error(
        "AWM306",
        "not-ordered",
        "A type has no order",
        "{type} has no order, so `{operator}` does not take it",
        "numbers, texts, dates, times, durations, enums and bool have an order",
        bad=ORDER + "tool worst() { return [o.id for o in Order order by o] }",
        good=ORDER + "tool worst() { return [o.id for o in Order order by o.total] }",
    ),
    error(
        "AWM307",
        "argument-count",
        "Too many or too few arguments",
        "`{function}` takes {expected}, but {found} given: `{signature}`",
        None,
        bad="def roots(n: int) -> float = sqrt(n, 2)",
        good="def roots(n: int) -> float = sqrt(n)",
    ),
    error(
        "AWM308",
        "missing-argument",
        "An argument is missing",
        "`{owner}` needs {missing}: `{signature}`",
        None,
        bad=ORDER
        + "tool pay(order: Order) { set order.status = paid }\ntool settle() { call pay() }",
        good=ORDER
        + "tool pay(order: Order) { set order.status = paid }\n"
        + "tool settle(order: Order) { call pay(order = order) }",
    ),
    error(
        "AWM309",
        "not-iterable",
        "Nothing to go through",
        "`for` and `in` take an entity, a list or a map, but this is {found}",
        "{hint}",
        bad=ORDER + "def f(o: Order) -> [int] = [x for x in o.id]",
        good=ORDER + "def f(o: Order) -> [int] = [x for x in range(o.id)]",
    ),
    error(
        "AWM310",
        "not-indexable",
        "Nothing to take an element of",
        "`[ ]` takes an element of a list, a text or a map, but this is {found}",
        None,
        bad=ORDER + "def f(o: Order) -> int = o.id[0]",
        good=ORDER + "def f(o: Order) -> int = o.id",
    ),
    error(
        "AWM311",
        "no-fields",
        "A value without fields",
        "`.{name}` asks for a field, but {found} has none",
        "{hint}",
        about="""
Rows and records have fields, and maps have keys: `m[k]`. What a text or a list offers are
functions: `len(xs)`, `upper(s)`.
""",
        bad="def shout(s: text) -> text = s.upper",
        good="def shout(s: text) -> text = upper(s)",
    ),
    error(
        "AWM313",
        "missing-fields",
        "A row or a record without all of its fields",
        "{owner} needs {missing}; what may be left out is {optional}",
        "a field may be left out when it has a default, is optional, or is numbered with `auto`",
        bad="entity Order { key id: int  total: money }\ntool add() { create Order { id: 1 } }",
        good="entity Order { key id: int  total: money }\n"
        "tool add() { create Order { id: 1, total: 0 } }",
    ),
    error(
        "AWM314",
        "unknown-element-type",
        "It is not known what a list or a `none` holds",
        "nothing here says which type `{expression}` has",
        "give the name a type: `let xs: [int] = []`",
        bad="tool f() {\n  let xs = []\n  return len(xs)\n}",
        good="tool f() {\n  let xs: [int] = []\n  return len(xs)\n}",
    ),
    error(
        "AWM315",
        "branch-mismatch",
        "Branches of different types",
        "{what} gives {first} in one place and {second} in another",
        "{hint}",
        bad=ORDER + "def label(o: Order) -> text = if o.total > 0 then 'due' else 0",
        good=ORDER + "def label(o: Order) -> text = if o.total > 0 then 'due' else 'free'",
    ),
    error(
        "AWM316",
        "match-incomplete",
        "A `match` that leaves values out",
        "this `match` on {type} leaves out {missing}",
        "add an arm for each, or `else => …`",
        bad=ORDER
        + "def label(o: Order) -> text = match o.status { open => 'new', paid => 'ready' }",
        good=ORDER
        + "def label(o: Order) -> text = match o.status { open => 'new', else => 'ready' }",
    ),
    error(
        "AWM317",
        "match-repeated",
        "A `match` with one value twice",
        "`{value}` already has an arm in this `match`",
        None,
        bad=ORDER
        + "def label(o: Order) -> int = match o.status { open => 1, open => 2, else => 3 }",
        good=ORDER
        + "def label(o: Order) -> int = match o.status { open => 1, paid => 2, else => 3 }",
    ),
    error(
        "AWM318",
        "bad-bounds",
        "Bounds that no value meets",
        "the bounds `{bounds}` of {type} are wrong: {reason}",
        "write `int(0..10)`, `int(0..)` or `int(..10)`, the lower first",
        bad="entity Order { key id: int  stars: int(5..1) }",
        good="entity Order { key id: int  stars: int(1..5) }",
    ),
    error(
        "AWM319",
        "out-of-range",
        "A value outside its type's bounds",
        "{value} is outside {type}",
        None,
        bad="entity Order { key id: int  stars: int(1..5) = 0 }",
        good="entity Order { key id: int  stars: int(1..5) = 1 }",
    ),
    error(
        "AWM320",
        "type-argument",
        "A type that takes no such argument",
        "`{type}` does not take `{argument}`: {reason}",
        "`text(1..80)` bounds the length, `int(0..)`, `float(0..)` and `money(0..)` the value; "
        "`decimal(3)` has three decimals",
        bad="entity Order { key id: int  paid: bool(0..1) }",
        good="entity Order { key id: int  paid: bool }",
    ),
    error(
        "AWM321",
        "map-key-type",
        "A map with keys of a wrong type",
        "the keys of a map are text, int or an enum, not {found}",
        None,
        bad="entity Order { key id: int  prices: {date: money} }",
        good="entity Order { key id: int  prices: {text: money} }",
    ),
    error(
        "AWM322",
        "list-of-entities",
        "A field that lists rows",
        "a field is never a list of rows of `{entity}`",
        "keep the reference in `{entity}` and show its other side here: "
        "`has {name}: [{entity}] by field`",
        bad="entity Line { key id: int }\nentity Order { key id: int  lines: [Line] }",
        good="entity Line { key id: int  owner order: Order }\n"
        "entity Order { key id: int  has lines: [Line] by order }",
    ),
    error(
        "AWM323",
        "field-type",
        "A type that cannot be stored",
        "{what} cannot be {type}: {reason}",
        None,
        bad="record Size { width: int }\nrecord Box { sizes: {text: Size?} }\n"
        "entity Order { key id: int  box: Box }",
        good="record Size { width: int }\nrecord Box { sizes: {text: Size} }\n"
        "entity Order { key id: int  box: Box }",
    ),
    error(
        "AWM324",
        "optional-items",
        "A sum or an average of values that may be none",
        "`{function}` takes no {type}: an item may be none",
        "filter them, `{function}(x for … if x != none)`, or replace them, `x ?? 0`",
        bad="entity Order { key id: int  tip: money? }\n"
        "def tips() -> money = sum(o.tip for o in Order)",
        good="entity Order { key id: int  tip: money? }\n"
        "def tips() -> money = sum(o.tip ?? 0 for o in Order)",
    ),
    error(
        "AWM325",
        "group-place",
        "A `group` outside `for … in`",
        "`group(…)` stands only after `in`: `for k, rows in group(…)`",
        None,
        bad=ORDER + "tool f() { return group(o.status, o.id for o in Order) }",
        good=ORDER
        + "tool f() { return [len(ids) for s, ids in group(o.status, o.id for o in Order)] }",
    ),
    error(
        "AWM326",
        "bad-format",
        "A format that does not fit its value",
        "`:{format}` does not format {type}",
        "numbers take `.2f`, `,` and a width such as `05`; dates take `format_date(d, '%d %b')`",
        bad=ORDER + 'def label(o: Order) -> text = "{o.status:.2f}"',
        good=ORDER + 'def label(o: Order) -> text = "{o.total:.2f}"',
    ),
    error(
        "AWM327",
        "bad-pattern",
        "A regular expression that cannot be used",
        "`{pattern}` cannot be used as a regular expression: {reason}",
        None,
        about="""
Patterns are checked when the spec is compiled. Those that may take very long on a hostile text,
such as repeats within repeats, are refused: a spec must not be able to stop a tool.
""",
        bad="def is_code(s: text) -> bool = matches(s, '[a-z')",
        good="def is_code(s: text) -> bool = matches(s, '[a-z]+')",
    ),
    error(
        "AWM328",
        "literal-needed",
        "A literal text is needed",
        "{what} is written out where it is used, as '…'",
        None,
        bad="def fits(s: text, p: text) -> bool = matches(s, p)",
        good="def fits(s: text) -> bool = matches(s, '[a-z]+')",
    ),
    error(
        "AWM329",
        "not-a-row",
        "A row is needed",
        "{what} takes a row, but this is {found}",
        "a key is never a row: `{example}` is the row with that key",
        bad=ORDER + "tool drop(id: int) { delete id }",
        good=ORDER + "tool drop(order: Order) { delete order }",
    ),
    error(
        "AWM330",
        "not-projectable",
        "Only rows and records are projected",
        "`.{{ … }}` takes a row, a record or a list of them, but this is {found}",
        None,
        bad=ORDER + "tool see(order: Order) { return order.total.{ cents } }",
        good=ORDER + "tool see(order: Order) { return order.{ total } }",
    ),
    error(
        "AWM331",
        "too-many-decimals",
        "A number with more decimals than its type",
        "{value} has more decimals than {type}, which has {places}",
        None,
        bad="entity Order { key id: int  total: money = 0.125 }",
        good="entity Order { key id: int  total: money = 0.13 }",
    ),
    error(
        "AWM332",
        "unpacking",
        "Two names for items that are no pairs, or one for pairs",
        "`for` with {names} goes through {found}",
        "pairs come from `zip`, `enumerate`, `group` and maps, and take two names; rows and lists "
        "take one",
        bad=ORDER + "tool f() { return [a for a, b in Order] }",
        good=ORDER + "tool f() { return [o.id for o in Order] }",
    ),
    error(
        "AWM333",
        "key-parts",
        "A look-up by the wrong key",
        "`{entity}(…)` takes the key of `{entity}`: {key}",
        "it looks up a row; a new one is made with `create {entity} {{ field: value }}`",
        bad="entity Seat { key row: int  key number: int }\n"
        "tool see(row: int) { return Seat(row) }",
        good="entity Seat { key row: int  key number: int }\n"
        "tool see(row: int, number: int) { return Seat(row, number) }",
    ),
    error(
        "AWM334",
        "comprehension-needed",
        "A function that takes a comprehension",
        "`{function}` takes `{function}({example})`",
        None,
        bad=ORDER + "def totals() -> {int: money} = map(Order)",
        good=ORDER + "def totals() -> {int: money} = map(o.id, o.total for o in Order)",
    ),
)
