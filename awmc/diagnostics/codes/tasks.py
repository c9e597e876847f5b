"""AWM6xx: tasks: what a task must say, and what stops its instances from being built."""

from awmc.diagnostics.entry import Entry, error

SHOP = """
entity Order { key id: int  paid: bool = false }
tool pay(order: Order) { set order.paid = true }
tool is_paid(order: Order) { return order.paid }
data Order (id) { 1; 2 }
"""

ENTRIES: tuple[Entry, ...] = (
    error(
        "AWM601",
        "task-without-actor",
        "A task that nobody does",
        "the task `{task}` has no `actor`, and the environment's actor is `{actor}`",
        "add `actor …`, a row of `{actor}`: it is who `me` is",
        bad="""
environment shop "A shop" { clock 2026-03-02T09:00:00  actor Member }
entity Member { key id: int  seen: bool = false }
tool look() { set me.seen = true }
data Member (id) { 1 }
task look_around { instruction "Look around."  solution { call look() } }
""",
        good="""
environment shop "A shop" { clock 2026-03-02T09:00:00  actor Member }
entity Member { key id: int  seen: bool = false }
tool look() { set me.seen = true }
data Member (id) { 1 }
task look_around { actor Member(1)  instruction "Look around."  solution { call look() } }
""",
    ),
    error(
        "AWM602",
        "task-without-instruction",
        "A task that tells the agent nothing",
        "the task `{task}` has no `instruction`",
        'add `instruction "…"`: what the agent is told',
        bad=SHOP + "task settle { solution { call pay(order = 1) } }",
        good=SHOP + 'task settle { instruction "Pay order 1."  solution { call pay(order = 1) } }',
    ),
    error(
        "AWM603",
        "task-without-solution",
        "A task without its solution",
        "the task `{task}` has no `solution`",
        "add `solution {{ call … }}`: one correct way, which proves that the task can be done",
        bad=SHOP + 'task settle { instruction "Pay order 1."  goal { require Order(1).paid } }',
        good=SHOP
        + 'task settle {\n  instruction "Pay order 1."\n'
        + "  solution { call pay(order = 1) }\n  goal { require Order(1).paid }\n}",
    ),
    error(
        "AWM604",
        "nothing-to-judge",
        "A task that changes nothing and asks for nothing",
        "the solution of `{task}` changes nothing, so the task needs an `answer`",
        "add `answer …`: what the agent's last message must contain",
        bad=SHOP
        + 'task ask { instruction "Is order 1 paid?"  solution { call is_paid(order = 1) } }',
        good=SHOP
        + 'task ask {\n  instruction "Which order is paid, 1 or 2?"\n'
        + "  solution { call is_paid(order = 1) }\n  answer 1\n}",
    ),
    error(
        "AWM605",
        "answer-type",
        "An answer that a text cannot contain",
        "an answer is a text, a number, a date, an enum member, a key or a list of these, "
        "but this is {found}",
        None,
        bad=SHOP
        + 'task ask {\n  instruction "Is order 1 paid?"\n'
        + "  solution { call is_paid(order = 1) }\n  answer Order(1).paid\n}",
        good=SHOP
        + 'task ask {\n  instruction "Is order 1 paid?"\n'
        + "  solution { call is_paid(order = 1) }\n"
        + '  answer if Order(1).paid then "yes" else "no"\n}',
    ),
    error(
        "AWM606",
        "private-in-solution",
        "A solution that does what an agent cannot",
        "the solution calls `{tool}`, which is private: an agent cannot call it",
        "the tools of this environment are {known}",
        bad=SHOP
        + "private tool wipe(order: Order) { delete order }\n"
        + 'task drop { instruction "Drop order 1."  solution { call wipe(order = 1) } }',
        good=SHOP
        + "tool wipe(order: Order) { delete order }\n"
        + 'task drop { instruction "Drop order 1."  solution { call wipe(order = 1) } }',
    ),
    error(
        "AWM607",
        "task-without-instances",
        "A task for no row",
        "the task `{task}` has no instance: {reason}",
        "change its `for … if …`, or the data, so that at least one row qualifies",
        bad=SHOP
        + "task settle for o in Order if o.id > 9 {\n"
        + '  instruction "Pay order {o.id}."\n  solution { call pay(order = o) }\n}',
        good=SHOP
        + "task settle for o in Order if o.id > 1 {\n"
        + '  instruction "Pay order {o.id}."\n  solution { call pay(order = o) }\n}',
    ),
    error(
        "AWM608",
        "solution-fails",
        "A solution that does not work",
        "the solution of `{instance}` fails: {reason}",
        "the calls that it made: {calls}",
        bad=SHOP
        + "tool refund(order: Order) { require order.paid  set order.paid = false }\n"
        + 'task undo { instruction "Refund order 1."  solution { call refund(order = 1) } }',
        good=SHOP
        + "tool refund(order: Order) { require not order.paid  set order.paid = true }\n"
        + 'task undo { instruction "Refund order 1."  solution { call refund(order = 1) } }',
    ),
    error(
        "AWM609",
        "task-failed",
        "An expression of a task fails",
        "{part} of `{instance}` fails: {reason}",
        None,
        bad=SHOP
        + 'task settle {\n  instruction "Pay order {Order(9).id}."\n'
        + "  solution { call pay(order = 1) }\n}",
        good=SHOP
        + 'task settle {\n  instruction "Pay order {Order(1).id}."\n'
        + "  solution { call pay(order = 1) }\n}",
    ),
    error(
        "AWM610",
        "start-passes",
        "A task that is done before it starts",
        "`{instance}` is done before it starts: {reason}",
        "say in the goal what the agent must change",
        bad=SHOP
        + 'task settle {\n  instruction "Pay order 1."\n'
        + "  solution { call pay(order = 1) }\n  goal { require Order(1).id == 1 }\n}",
        good=SHOP
        + 'task settle {\n  instruction "Pay order 1."\n'
        + "  solution { call pay(order = 1) }\n  goal { require Order(1).paid }\n}",
    ),
    error(
        "AWM611",
        "family-dropped",
        "Most instances of a task cannot be used",
        "{dropped} of the {found} instances of `{task}` cannot be used: {reason}",
        "the calls of its solution: {calls}",
        bad=SHOP
        + "task settle for o in Order {\n"
        + '  instruction "Pay order {o.id}."\n  solution { call pay(order = o) }\n'
        + "  goal { require o.id > 0 }\n}",
        good=SHOP
        + "task settle for o in Order {\n"
        + '  instruction "Pay order {o.id}."\n  solution { call pay(order = o) }\n'
        + "  goal { require o.paid }\n}",
    ),
)
