"""AWM2xx: names that are unknown, taken twice, or used where they mean nothing."""

from awmc.diagnostics.entry import Entry, error

ORDER = """
enum Status { open, paid }
entity Order { key id: int  total: money = 0  status: Status = open }
"""

ENTRIES: tuple[Entry, ...] = (
    error(
        "AWM201",
        "unknown-name",
        "A name means nothing here",
        "there is no `{name}` here; in scope are {known}",
        "{hint}",
        about="""
Names are looked up among comprehension variables, then `let` and parameters, then (in
projections, `derive`, `@check` and `@visible`) the row's own fields. Where an enum is expected,
its members count too.
""",
        bad=ORDER + "tool pay(order: Order) { set order.total = ammount }",
        good=ORDER + "tool pay(order: Order, amount: money) { set order.total = amount }",
    ),
    error(
        "AWM202",
        "unknown-type",
        "There is no such type",
        "there is no type `{name}`; the spec declares {known}",
        "the types of the language are text, int, float, money, decimal(n), bool, date, time, "
        "datetime, duration, [T], {{text: T}} and T?",
        bad="entity Order { key id: int  note: string }",
        good="entity Order { key id: int  note: text }",
    ),
    error(
        "AWM203",
        "unknown-field",
        "There is no such field",
        "`{owner}` has no field `{name}`; its fields are {known}",
        None,
        bad=ORDER + "tool see(order: Order) { return order.totl }",
        good=ORDER + "tool see(order: Order) { return order.total }",
    ),
    error(
        "AWM204",
        "unknown-entity",
        "There is no such entity",
        "there is no entity `{name}`; the entities are {known}",
        None,
        bad=ORDER + "tool add() { create Ordr { id: 1 } }",
        good=ORDER + "tool add() { create Order { id: 1 } }",
    ),
    error(
        "AWM205",
        "unknown-function",
        "There is no such function",
        "there is no function `{name}`",
        "{hint}",
        about="""
A name followed by `(` is a function: one of the language's own, a `def` or an `extern`. Tools are
called with `call`.
""",
        bad="def size_of(names: [text]) -> int = length(names)",
        good="def size_of(names: [text]) -> int = len(names)",
    ),
    error(
        "AWM206",
        "unknown-tool",
        "There is no such tool",
        "there is no tool `{name}`; the tools are {known}",
        None,
        bad=ORDER
        + "tool pay(order: Order) { set order.status = paid }\n"
        + "tool settle(order: Order) { call pay_order(order = order) }",
        good=ORDER
        + "tool pay(order: Order) { set order.status = paid }\n"
        + "tool settle(order: Order) { call pay(order = order) }",
    ),
    error(
        "AWM207",
        "unknown-parameter",
        "There is no such parameter",
        "`{owner}` has no parameter `{name}`; its parameters are {known}",
        None,
        bad=ORDER
        + "tool pay(order: Order) { set order.status = paid }\n"
        + "tool settle(order: Order) { call pay(ordr = order) }",
        good=ORDER
        + "tool pay(order: Order) { set order.status = paid }\n"
        + "tool settle(order: Order) { call pay(order = order) }",
    ),
    error(
        "AWM208",
        "unknown-error",
        "There is no such error",
        "there is no error `{name}`; the errors are {known}",
        'declare it: `error {name}(…) "…"`, or give a text',
        bad=ORDER
        + "tool pay(order: Order) { require order.status == open else AlreadyPaid(order) }",
        good=ORDER
        + 'error AlreadyPaid(order: Order) "Order {order.id} is paid"\n'
        + "tool pay(order: Order) { require order.status == open else AlreadyPaid(order) }",
    ),
    error(
        "AWM209",
        "unknown-member",
        "The enum has no such member",
        "`{owner}` has no member `{name}`; its members are {known}",
        None,
        bad=ORDER + "tool pay(order: Order) { set order.status = Status.payed }",
        good=ORDER + "tool pay(order: Order) { set order.status = Status.paid }",
    ),
    error(
        "AWM210",
        "unknown-view",
        "There is no such view",
        "there is no view `{name}` of `{owner}`; its views are {known}",
        None,
        bad=ORDER + "tool see(order: Order) { return order.Card }",
        good=ORDER
        + "view Card = Order.{ id, total }\n"
        + "tool see(order: Order) { return order.Card }",
    ),
    error(
        "AWM211",
        "duplicate-declaration",
        "One name is declared twice",
        "`{name}` is declared twice: here as {second}, and before as {first}",
        None,
        bad="enum Size { small, large }\nenum Size { thin, wide }",
        good="enum Size { small, large }\nenum Width { thin, wide }",
    ),
    error(
        "AWM212",
        "duplicate-field",
        "Two fields of one name",
        "`{owner}` has two fields called `{name}`",
        None,
        bad="entity Order { key id: int  note: text  note: text }",
        good="entity Order { key id: int  note: text  reply: text }",
    ),
    error(
        "AWM213",
        "duplicate-parameter",
        "Two parameters of one name",
        "`{owner}` has two parameters called `{name}`",
        None,
        bad="tool add(n: int, n: int) { return n }",
        good="tool add(n: int, m: int) { return n + m }",
    ),
    error(
        "AWM214",
        "duplicate-member",
        "An enum has a member twice",
        "`{owner}` has two members called or spelt `{name}`",
        None,
        bad="enum Size { small, large, small }",
        good="enum Size { small, large, medium }",
    ),
    error(
        "AWM215",
        "duplicate-name",
        "A name is given a second value",
        "`{name}` already names a value in this block; a `let` is never changed",
        "choose another name; `let {name}_after = …`",
        bad="tool add(n: int) {\n  let m = n + 1\n  let m = m + 1\n  return m\n}",
        good="tool add(n: int) {\n  let m = n + 1\n  let k = m + 1\n  return k\n}",
    ),
    error(
        "AWM216",
        "duplicate-entry",
        "One name is given twice",
        "`{name}` is given twice in {place}",
        None,
        bad=ORDER + "tool add() { create Order { id: 1, total: 2, total: 3 } }",
        good=ORDER + "tool add() { create Order { id: 1, total: 2 } }",
    ),
    error(
        "AWM217",
        "duplicate-json-name",
        "Two values of one JSON name",
        "`{name}` would come twice in the JSON of {owner}: from {first} and from {second}",
        'give one of them another name: `name: …` in a projection, or `as "…"` after the type',
        about="""
A reference stands in JSON under its own name followed by the name of its key: `order: Order`,
whose key is `id`, becomes `order_id`.
""",
        bad=ORDER + "entity Line { key id: int  order: Order  order_id: int }",
        good=ORDER + "entity Line { key id: int  order: Order  number: int }",
    ),
    error(
        "AWM218",
        "missing-environment",
        "A spec without its environment",
        "`{path}` declares no environment",
        'start it with `environment shop "A shop" {{ clock 2026-03-02T09:00:00 }}`',
        bad="# environment shop\nenum Size { small, large }",
        good="""
environment shop "A shop" { clock 2026-03-02T09:00:00 }
enum Size { small, large }
""",
    ),
    error(
        "AWM219",
        "duplicate-environment",
        "Two environments of one name",
        "the environment `{name}` is declared twice: here, and in `{other}`",
        None,
        about="""
A spec declares one environment, and of all the specs that one command compiles no two may share a
name: the name is that of the folder that is written.
""",
        bad="""
environment shop "A shop" { clock 2026-03-02T09:00:00 }
environment shop "Another shop" { clock 2026-03-02T09:00:00 }
""",
        good='environment shop "A shop" { clock 2026-03-02T09:00:00 }',
    ),
    error(
        "AWM220",
        "taken-name",
        "The name belongs to the language",
        "`{name}` cannot be declared: {reason}",
        "choose another name",
        bad="def len(xs: [int]) -> int = 0",
        good="def size_of(xs: [int]) -> int = len(xs)",
    ),
    error(
        "AWM221",
        "me-unavailable",
        "There is no `me` here",
        "`{name}` means nothing in {place}: {reason}",
        None,
        about="""
`me` is the signed-in person: a row of the entity that the environment names with `actor Member`.
There is none in `on clock`, in `data`, or in the `for` of a task.
""",
        bad=ORDER + "tool who() { return me }",
        good="""
environment shop "A shop" { clock 2026-03-02T09:00:00  actor Member }
entity Member { key id: int }
tool who() { return me }
""",
    ),
    error(
        "AWM222",
        "self-unavailable",
        "There is no `self` here",
        "`self` means nothing in {place}; it is the row in a projection, `derive`, `@check` and "
        "`@visible`",
        None,
        bad=ORDER + "tool see(order: Order) { return self.total }",
        good=ORDER + "tool see(order: Order) { return order.total }",
    ),
    error(
        "AWM223",
        "old-unavailable",
        "There is no earlier state here",
        "`old(…)` means nothing in {place}; it belongs in `ensure` and in a task's `goal`",
        "name the value before you change it: `let before = …`",
        bad=ORDER + "tool add(order: Order) { set order.total = old(order.total) + 1 }",
        good=ORDER
        + "tool add(order: Order) {\n"
        + "  set order.total += 1\n"
        + "  ensure order.total == old(order.total) + 1\n}",
    ),
    error(
        "AWM224",
        "not-a-value",
        "A name that is not a value",
        "`{name}` is {kind}, not a value",
        "{hint}",
        bad=ORDER + "tool states() { return Status }",
        good=ORDER + "tool states() { return [o.status for o in Order] }",
    ),
    error(
        "AWM225",
        "tool-as-function",
        "A tool is called like a function",
        "`{name}` is a tool; it is called with `call {name}(…)`",
        "as a statement, or after `let x =`",
        bad="tool double(n: int) { return n * 2 }\n"
        "tool twice(n: int) {\n  let x = double(n)\n  return x\n}",
        good="tool double(n: int) { return n * 2 }\n"
        "tool twice(n: int) {\n  let x = call double(n = n)\n  return x\n}",
    ),
    error(
        "AWM226",
        "function-as-tool",
        "A function is called like a tool",
        "`{name}` is {kind}, not a tool; it is used without `call`: `{name}(…)`",
        None,
        bad="def double(n: int) -> int = n * 2\n"
        "tool twice(n: int) {\n  let x = call double(n = n)\n  return x\n}",
        good="def double(n: int) -> int = n * 2\ntool twice(n: int) { return double(n) }",
    ),
    error(
        "AWM227",
        "use-cycle",
        "A file uses itself",
        "`{path}` uses itself: {cycle}",
        "put what both need into a third file",
        bad='use "shop.awm"',
        good="enum Size { small, large }",
    ),
    error(
        "AWM228",
        "random-outside-data",
        "A random value outside `data`",
        "`{name}` gives random values and belongs in `data` only",
        "an episode is deterministic: take the value from a parameter or from the data",
        bad="tool roll() { return rand_int(1, 6) }",
        good="tool roll(value: int(1..6)) { return value }",
    ),
    error(
        "AWM229",
        "solution-name",
        "A name of the solution is used outside it",
        "`{name}` is a name of the solution, and is known there only",
        "say in {place} what it is in terms of the data",
        bad=ORDER
        + "tool add() { let o = create Order { id: 7 }  return o.{ id } }\n"
        + 'task make {\n  instruction "Make an order."\n'
        + "  solution { let made = call add() }\n"
        + "  goal { require made != none }\n}",
        good=ORDER
        + "tool add() { let o = create Order { id: 7 }  return o.{ id } }\n"
        + 'task make {\n  instruction "Make an order."\n'
        + "  solution { call add() }\n"
        + "  goal { require count(o for o in Order) == 1 }\n}",
    ),
    error(
        "AWM230",
        "unnamed-item",
        "An item of a projection has no name",
        "this item of the projection has no name of its own",
        "write `name: …`",
        bad=ORDER + "tool see(order: Order) { return order.{ id, total * 2 } }",
        good=ORDER + "tool see(order: Order) { return order.{ id, double: total * 2 } }",
    ),
)
