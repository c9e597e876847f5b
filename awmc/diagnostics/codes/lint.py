"""AWM7xx: advice that other passes give on their way; the rest of it is in `awmc.lint.rules`."""

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
        "AWM703",
        "needless-default",
        "A default for what is never none",
        "`{expression}` is never none, so `??` never takes its right side",
        None,
        bad=ORDER + "def due(o: Order) -> money = o.total ?? 0",
        good=ORDER + "def due(o: Order) -> money = o.total",
    ),
)
