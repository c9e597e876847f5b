"""AWM7xx: advice on valid specs."""

from awmc.diagnostics.entry import Entry, warning

ORDER = """
enum Status { open, paid }
entity Order { key id: int  total: money = 0  status: Status = open }
"""

ENTRIES: tuple[Entry, ...] = (
    warning(
        "AWM701",
        "shadowing",
        "A name hides another",
        "`{name}` here is {inner}, and hides {outer}",
        "give one of them another name",
        about="""
Where an enum is expected, a bare member wins over every other name; in a projection the row's
fields win. Anything else goes from the inside out. A reader may not think of the same one.
""",
        bad=ORDER + "tool list_orders(id: int) { return [o.id for o in Order for id in range(2)] }",
        good=ORDER + "tool list_orders(id: int) { return [o.id for o in Order if o.id > id] }",
    ),
    warning(
        "AWM702",
        "unused-name",
        "A name that nothing uses",
        "`{name}` is never used",
        None,
        bad="tool f(n: int) {\n  let m = n + 1\n  return n\n}",
        good="tool f(n: int) {\n  let m = n + 1\n  return m\n}",
    ),
    warning(
        "AWM703",
        "needless-default",
        "A default for what is never none",
        "`{expression}` is never none, so `??` never takes its right side",
        None,
        bad=ORDER + "def due(o: Order) -> money = o.total ?? 0",
        good=ORDER + "def due(o: Order) -> money = o.total",
    ),
    warning(
        "AWM704",
        "braces-in-doc",
        "Braces in a text that never interpolates",
        "`{braces}` stands as it is: {what} never interpolates",
        None,
        bad='entity Order "Order number {id}" { key id: int }',
        good='entity Order "An order" { key id: int }',
    ),
    warning(
        "AWM705",
        "hidden-character",
        "A character that a reader cannot see",
        "{character} is invisible, and can make a text read otherwise than it is",
        "delete it",
        about="""
Bidirectional marks and zero-width characters change how a line looks, not what it says; they can
hide what a spec does from the person who reviews it.
""",
        bad="enum Size { small, large }  # sizes\u202e",
        good="enum Size { small, large }  # sizes",
    ),
)
