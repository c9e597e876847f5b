"""The mistakes that authors make first, each as a piece of the spec of `awmc new` and with what is right there."""

from __future__ import annotations

from awmc.guide.trial import Piece

_REQUIRE = "require repair.status == waiting"
_ROWS = '"C1", "Ana Silva";\n  "C2", "Bo Chen";'
_PARAMETER = '"What is to be mended")'
_PRICE = "price: 20 }"

MISTAKES: dict[str, Piece] = {
    "A field is changed by `set`": Piece(
        place="set repair.status = cancelled",
        wrong="repair.status = cancelled",
        right="set repair.status = cancelled",
    ),
    "A tool is called by `call`, with named arguments": Piece(
        place="call cancel(repair = r)",
        wrong="cancel(repair = r)",
        right="call cancel(repair = r)",
    ),
    "A goal requires its conditions": Piece(
        place="goal { require r.status == cancelled }",
        wrong="goal { r.status == cancelled }",
        right="goal { require r.status == cancelled }",
    ),
    "A row is created with braces": Piece(
        place="create Repair { customer: me, thing, price: 20 }",
        wrong="create Repair(customer = me, thing = thing, price = 20)",
        right="create Repair { customer: me, thing, price: 20 }",
    ),
    "A reference is a row, not its key": Piece(
        place="customer: me, thing",
        wrong="customer: me.id, thing",
        right="customer: me, thing",
    ),
    "A member of an enum has no quotes": Piece(
        place=_REQUIRE,
        wrong='require repair.status == "waiting"',
        right=_REQUIRE,
    ),
    "A value that may be none is tested first": Piece(
        place="require count(",
        wrong="require len(note) < 200\n  require count(",
        right="require note == none or len(note) < 200\n  require count(",
        setup=(_PARAMETER, _PARAMETER.replace(")", ", note: text? = none)")),
    ),
    "There are no methods": Piece(
        place=_REQUIRE,
        wrong='require repair.thing.lower() != "vase"',
        right='require lower(repair.thing) != "vase"',
    ),
    "A choice is `if … then … else`": Piece(
        place=_PRICE,
        wrong='price: thing == "vase" ? 40 : 20 }',
        right='price: if thing == "vase" then 40 else 20 }',
    ),
    "Rows of data stand without parentheses": Piece(
        place=_ROWS,
        wrong='("C1", "Ana Silva"), ("C2", "Bo Chen")',
        right='"C1", "Ana Silva"; "C2", "Bo Chen"',
    ),
}
"""What is right, and the piece."""
