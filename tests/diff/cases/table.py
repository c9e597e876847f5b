"""The cases, in the order of `awmc diff --rules`."""

from __future__ import annotations

from tests.diff.cases import STALL, Case

SELL = ("sell", {"item_code": "I1"})
SELL_TWO = ("sell", {"item_code": "I1", "amount": 2})
PAY = ("pay", {"sale_id": "S001"})
GET = ("get_item", {"item_code": "I1"})
LIST: tuple[str, dict[str, object]] = ("list_items", {})

NOTE = ("return sale.{ id, stage }", "return sale.{ id, stage, note: item.note }")
"""Shows something that may be none."""
NO_SALE = (STALL[STALL.index("task sell_one") : STALL.index("task price_of")], "")
"""Leaves out the task whose solution sells."""

CASES = (
    Case(
        "actor-changed",
        (
            ("  actor Clerk\n", ""),
            ("@visible (clerk == me)", '@visible (clerk.id == "C1")'),
            ("clerk: me, amount", 'clerk: Clerk("C1"), amount'),
            ('actor Clerk("C1")\n  instruction "Sell', 'instruction "Sell'),
            ("s.clerk == me", 's.clerk.id == "C1"'),
            ("s.clerk == me", 's.clerk.id == "C1"'),
            ('actor Clerk("C2")\n', ""),
            ('actor Clerk("C1")\n', ""),
        ),
        (('"Ana"', '"Anna"'),),
        (SELL,),
    ),
    Case(
        "error-code-added",
        (('entity Clerk "', 'error Closed() "It is closed"\nentity Clerk "'),),
        (('"No {item.name} is left"', '"Out of {item.name}"'),),
    ),
    Case(
        "error-code-changed",
        (("else OutOfStock(item)", 'else "Nothing left"'),),
        (('"Only {item.stock} left"', '"Too many"'),),
        (("sell", {"item_code": "I3"}),),
    ),
    Case(
        "error-code-removed",
        (
            ('error OutOfStock(item: Item) "No {item.name} is left"', ""),
            ("else OutOfStock(item)", 'else "Nothing left"'),
        ),
        (("else OutOfStock(item)", 'else "Nothing left"'),),
    ),
    Case(
        "error-message-changed",
        (('"Only {item.stock} left"', '"Too many"'),),
        (("else OutOfStock(item)", 'else "Nothing left"'),),
        (SELL,),
    ),
    Case(
        "parameter-added-optional",
        (("tool sell(item: Item,", "tool sell(item: Item, gift: bool = false,"),),
        (
            ("tool pay(sale: Sale)", "tool pay(sale: Sale, gift: bool)"),
            ('Sale("S001"))', 'Sale("S001"), gift = true)'),
        ),
        (SELL,),
    ),
    Case(
        "parameter-added-required",
        (
            ("tool pay(sale: Sale)", "tool pay(sale: Sale, cash: bool)"),
            ('pay(sale = Sale("S001"))', 'pay(sale = Sale("S001"), cash = true)'),
        ),
        (("tool pay(sale: Sale)", "tool pay(sale: Sale, cash: bool = true)"),),
        (PAY,),
    ),
    Case(
        "parameter-became-optional",
        (("tool far(a: float, b: float)", "tool far(a: float, b: float = 0)"),),
        (("limit: int(1..10) = 5", "limit: int(1..10) = 6"),),
        (("far", {"a": 1, "b": 2}),),
    ),
    Case(
        "parameter-became-required",
        (("limit: int(1..10) = 5", "limit: int(1..10)"),),
        (("limit: int(1..10) = 5", "limit: int(1..10) = 6"),),
        (LIST,),
    ),
    Case(
        "parameter-default-changed",
        (
            (
                "tool sell(item: Item, amount: int(1..5) = 1",
                "tool sell(item: Item, amount: int(1..5) = 2",
            ),
        ),
        (
            (
                "tool sell(item: Item, amount: int(1..5) = 1",
                "tool sell(item: Item, amount: int(1..6) = 1",
            ),
        ),
        (SELL,),
    ),
    Case(
        "parameter-removed",
        (
            ("amount: int(1..5) = 1, stage", "stage"),
            ("require amount <= item.stock", "require 1 <= item.stock"),
            ("item.stock -= amount", "item.stock -= 1"),
            ("clerk: me, amount, stage", "clerk: me, stage"),
        ),
        (
            (
                "amount: int(1..5) = 1, stage: Stage = open",
                "stage: Stage = open, amount: int(1..5) = 1",
            ),
        ),
        (SELL_TWO,),
    ),
    Case(
        "parameter-renamed",
        (
            ("tool list_items(text: text?", "tool list_items(words: text?"),
            (
                "if text == none or contains(i.name, text)",
                "if words == none or contains(i.name, words)",
            ),
        ),
        (("for i in Item if text == none", "for i in Item if none == text"),),
        (("list_items", {"text": "a"}),),
    ),
    Case(
        "parameter-type-changed",
        (
            ("tool far(a: float,", "tool far(a: decimal(2),"),
            ("haversine(a, b) }", "haversine(float(a), b) }"),
        ),
        (("limit: int(1..10) = 5", "limit: int(1..20) = 5"),),
        (("far", {"a": 0.125, "b": 1}),),
    ),
    Case(
        "parameter-type-narrowed",
        (("tool sell(item: Item, amount: int(1..5)", "tool sell(item: Item, amount: int(1..1)"),),
        (("tool sell(item: Item, amount: int(1..5)", "tool sell(item: Item, amount: int(1..9)"),),
        (SELL_TWO,),
    ),
    Case(
        "parameter-type-widened",
        (("tool sell(item: Item, amount: int(1..5)", "tool sell(item: Item, amount: int(1..9)"),),
        (("tool sell(item: Item, amount: int(1..5)", "tool sell(item: Item, amount: int(1..4)"),),
        (SELL_TWO,),
    ),
    Case(
        "policy-changed",
        (("Sell to grown-ups only.", "Sell to everybody."),),
        (('"A market stall"', '"A stall"'),),
        (SELL,),
    ),
    Case(
        "postcondition-added",
        (("  return made.", "  ensure item.stock > 8\n  return made."),),
        (("ensure item.stock >= 0", "ensure item.stock >= 1 - 1"),),
        (SELL_TWO,),
        (NO_SALE,),
    ),
    Case(
        "postcondition-changed",
        (("ensure item.stock >= 0", "ensure item.stock >= 9"),),
        (("ensure item.stock >= 0\n", ""),),
        (SELL,),
        (NO_SALE,),
    ),
    Case(
        "postcondition-removed",
        (("  ensure item.stock >= 0\n", ""),),
        (("  require is_free(item) else OutOfStock(item)\n", ""),),
        (SELL,),
    ),
    Case(
        "precondition-added",
        (("  set item.stock -= amount", "  require item.price > 1\n  set item.stock -= amount"),),
        (("require amount <= item.stock", "require  item.stock >= 0 + amount"),),
        (SELL,),
    ),
    Case(
        "precondition-changed",
        (("require amount <= item.stock", "require amount * 9 <= item.stock"),),
        (("require amount <= item.stock", "require (amount <= item.stock)"),),
        (SELL_TWO,),
    ),
    Case(
        "precondition-removed",
        (('  require amount <= item.stock else "Only {item.stock} left"\n', ""),),
        (('else "Only {item.stock} left"', 'else "Too many"'),),
        (SELL,),
    ),
    Case(
        "result-field-added",
        (("made.{ id, stage, amount, item }", "made.{ id, stage, amount, item, made_at }"),),
        (("made.{ id, stage, amount, item }", "made.{ item, amount, stage, id }"),),
        (SELL,),
    ),
    Case(
        "result-field-always-there",
        (("price, note?,", "price, note,"),),
        (("price, note?,", "price,"),),
        (),
    ),
    Case(
        "result-field-left-out",
        (
            (
                "return sale.{ id, stage, note: item.note }",
                "return sale.{ id, stage, note?: item.note }",
            ),
        ),
        (("return sale.{ id, stage, note: item.note }", "return sale.{ id, stage }"),),
        (PAY,),
        (NOTE,),
    ),
    Case(
        "result-field-removed",
        (("made.{ id, stage, amount, item }", "made.{ id, stage, item }"),),
        (("made.{ id, stage, amount, item }", "made.{ id, stage, amount, item, made_at }"),),
        (SELL,),
    ),
    Case(
        "result-type-changed",
        (("low, left: stock }", 'low, left: "{stock}" }'),),
        (("low, left: stock }", "low, left: stock + 1 }"),),
        (GET,),
    ),
    Case(
        "result-type-narrowed",
        (("note: item.note }", "note: item.note ?? '' }"),),
        (
            ("note: item.note }", "note: item.label }"),
            ("unique label: text", "unique label: text?"),
        ),
        (PAY,),
        (NOTE,),
    ),
    Case(
        "tool-added",
        (("tool wait()", "tool ping() { return { pong: true } }\ntool wait()"),),
        (("tool wait()", "private tool ping() { return { pong: true } }\ntool wait()"),),
        (SELL,),
    ),
    Case(
        "tool-became-read-only",
        (
            ("  call move_on(sale = sale)\n", ""),
            (
                'solution { call pay(sale = Sale("S001")) }\n',
                'solution { call sell(item = "I1") }\n',
            ),
        ),
        (("set item.stock -= amount", "set item.stock -= amount + 0"),),
        (PAY,),
    ),
    Case(
        "tool-became-writing",
        (('-> ItemCard "One item" {', "-> ItemCard \"One item\" { set item.note = 'seen'"),),
        (("set item.stock -= amount", "set item.note = 'sold' set item.stock -= amount"),),
        (GET,),
    ),
    Case(
        "tool-description-changed",
        (('"Sell an item"', '"Sell something"'),),
        (('entity Item "What is sold"', 'entity Item "Goods"'),),
        (SELL,),
    ),
    Case(
        "tool-ends-changed",
        (('tool wait() "', 'tool wait() ends "'),),
        (('tool wait() "Let', 'tool wait() "Now let'),),
        (("wait", {}), SELL),
    ),
    Case(
        "tool-removed",
        (('tool wait() "Let an hour pass" { advance hours(1) }', ""),),
        (("tool far(", "tool distance("),),
        (("wait", {}),),
    ),
    Case(
        "tool-renamed",
        (("tool far(", "tool distance("),),
        (("tool far(a: float, b: float)", "tool far(b: float, a: float)"),),
        (("far", {"a": 1, "b": 2}),),
    ),
    Case(
        "tool-side-changed",
        (('tool far(a: float, b: float) "', 'tool far(a: float, b: float) by user "'),),
        (('tool close() ends "', 'tool close() "'),),
        (("far", {"a": 1, "b": 2}),),
    ),
    Case(
        "behaviour-changed",
        (("set item.stock -= amount", "set item.stock -= 1"),),
        (("let made = create Sale", "let done = create Sale"), ("return made.", "return done.")),
        (SELL,),
    ),
    Case(
        "derive-changed",
        (("low: bool = stock < 2", "low: bool = stock < 3"),),
        (("low: bool = stock < 2", "low: bool = (stock < 2)"),),
        (GET,),
    ),
    Case(
        "extern-changed",
        (('from "geo:haversine"', 'from "geo:distance"'),),
        (("extern haversine(a: float, b: float)", "extern haversine(x: float, y: float)"),),
    ),
    Case(
        "function-changed",
        (("-> bool = i.stock > 0", "-> bool = i.stock > 1"),),
        (("is_free(i: Item) -> bool = i.stock > 0", "is_free(x: Item) -> bool = x.stock > 0"),),
        (SELL,),
    ),
    Case(
        "on-call-changed",
        (("on call { set Till.opened += 1 }", "on call { set Till.opened += 2 }"),),
        (("set Till.ticks += 1", "set Till.ticks += 2"),),
        (SELL,),
    ),
    Case(
        "on-clock-changed",
        (("set Till.ticks += 1", "set Till.ticks += 2"),),
        (("on call { set Till.opened += 1 }", "on call { set Till.opened += 2 }"),),
        (("wait", {}),),
    ),
    Case(
        "private-tool-changed",
        (("{ set sale.stage = paid }", "{ set sale { stage: paid, amount: 1 } }"),),
        (("return sale.{ id, stage }", "return sale.{ id }"),),
        (PAY,),
    ),
    Case(
        "view-changed",
        (("low, left: stock }", "low, left: stock + 1 }"),),
        (("{ code, name, price,", "{ name, code, price,"),),
        (GET,),
    ),
    Case(
        "automatic-key-changed",
        (('= "S{n:03}"', '= "S{n:04}"'),),
        (("auto key id: text", "auto  key id: text"),),
    ),
    Case(
        "check-added",
        (("  @index (name)", "  @index (name)\n  @check (stock != 8)"),),
        (('else "Too cheap"', 'else "Cheap"'),),
        (SELL,),
        (NO_SALE,),
    ),
    Case(
        "check-removed",
        (('  @check (price >= cost) else "Too cheap"\n', ""),),
        (("@check (price >= cost)", "@check  ((price >= cost))"),),
    ),
    Case(
        "clock-changed",
        (("clock 2026-03-02T09:00:00", "clock 2026-03-02T10:00:00"),),
        (("seed 5", "seed 6"),),
    ),
    Case(
        "constraint-message-changed",
        (
            ('else "Too cheap"', 'else "Cheap"'),
            ('"Stock is never negative"', '"Never below nothing"'),
        ),
        (('else "Only {item.stock} left"', 'else "Few"'),),
    ),
    Case(
        "description-changed",
        (('entity Item "What is sold"', 'entity Item "Goods"'),),
        (('"Sell an item"', '"Sell something"'),),
    ),
    Case(
        "entity-added",
        (("state Till", "entity Bag { key id: int }\nstate Till"),),
        (("state Till", "enum Bag { small, big }\nstate Till"),),
    ),
    Case(
        "entity-became-state",
        (("entity Bag { key id: int  size: int = 0 }", "state Bag { size: int = 0 }"),),
        (("entity Bag { key id: int", "entity Bag { key no: int"),),
        (),
        (("state Till", "entity Bag { key id: int  size: int = 0 }\nstate Till"),),
    ),
    Case(
        "entity-removed",
        (("entity Bag { key id: int }\n", ""),),
        (("entity Bag { key id: int }", "entity Sack { key id: int }"),),
        (),
        (("state Till", "entity Bag { key id: int }\nstate Till"),),
    ),
    Case(
        "entity-renamed",
        (("entity Bag { key id: int }", "entity Sack { key id: int }"),),
        (("entity Bag { key id: int }", "entity Sack { key no: text }"),),
        (),
        (("state Till", "entity Bag { key id: int }\nstate Till"),),
    ),
    Case(
        "enum-added",
        (("state Till", "enum Bag { small, big }\nstate Till"),),
        (("open, paid, sent", "open, paid, lost, sent"),),
    ),
    Case(
        "enum-member-added",
        (("open, paid, sent", "open, paid, lost, sent"),),
        (('sent = "SENT"', 'sent = "Sent"'),),
    ),
    Case(
        "enum-member-removed",
        (('paid, sent = "SENT"', "paid"), ("open -> paid; paid -> sent", "open -> paid")),
        (('sent = "SENT"', 'sent = "Sent"'),),
    ),
    Case(
        "enum-order-changed",
        (('open, paid, sent = "SENT"', 'open, sent = "SENT", paid'),),
        (("open, paid, sent", "open, paid, lost, sent"),),
    ),
    Case(
        "enum-removed",
        (("enum Bag { small, big }\n", ""),),
        (("enum Bag { small, big }", "enum Bag { small, large }"),),
        (),
        (("state Till", "enum Bag { small, big }\nstate Till"),),
    ),
    Case(
        "enum-spelling-changed",
        (('sent = "SENT"', 'sent = "Sent"'),),
        (("open, paid, sent", "open, paid, lost, sent"),),
    ),
    Case(
        "environment-renamed",
        (("environment stall", "environment booth"),),
        (('"A market stall"', '"A stall"'),),
    ),
    Case(
        "field-added-optional",
        (("note: text?", "note: text?  colour: text?"),),
        (("unique label: text", "unique tag: text"), ("price, label,", "price, tag,")),
    ),
    Case(
        "field-added-required",
        (
            ("key id: int\n  clerk", "key id: int\n  place: text\n  clerk"),
            ("data Shift (id,", "data Shift (id, place,"),
            ("{ 1, ", '{ 1, "north", '),
        ),
        (("key id: int\n  clerk", "key id: int\n  place: text = ''\n  clerk"),),
    ),
    Case(
        "field-default-changed",
        (
            ("ticks: int = 0", "ticks: int = 1"),
            ("  amount: int(1..) = 1", "  amount: int(1..)"),
            ("(id, item, clerk) {", "(id, item, clerk, amount) {"),
            ('"C1"; "S002", "I2", "C2"; }', '"C1", 1; "S002", "I2", "C2", 1; }'),
        ),
        (("stock: int(0..100) = 5", "stock: int(0..200) = 5"),),
    ),
    Case(
        "field-mark-changed",
        (("note: text?", "scratch note: text?"), ("  may change Item.note\n", "")),
        (("note: text?", "note: text(0..9)?"),),
    ),
    Case(
        "field-removed",
        (("  spare: text = ''", ""),),
        (("spare: text", "free: text"),),
        (),
        (("ticks: int = 0", "ticks: int = 0  spare: text = ''"),),
    ),
    Case(
        "field-renamed",
        (("label: text", "tag: text"), ("price, label,", "price, tag,")),
        (("label: text", "label: text(1..)"),),
    ),
    Case(
        "field-type-changed",
        (("note: text?", "note: date?"),),
        (("note: text?", "note: text(0..9)?"),),
    ),
    Case(
        "field-type-narrowed",
        (("note: text?", "note: text(0..9)?"),),
        (("name: text(1..40)", "name: text(1..80)"),),
    ),
    Case(
        "field-type-widened",
        (("name: text(1..40)", "name: text(1..80)"),),
        (("note: text?", "note: text(0..9)?"),),
    ),
    Case(
        "flow-arrow-added",
        (("open -> paid; paid -> sent", "open -> paid, sent; paid -> sent"),),
        (("open -> paid; paid -> sent", "paid -> sent; open -> paid"),),
    ),
    Case(
        "flow-arrow-removed",
        (
            ("open -> paid; paid -> sent", "open -> sent; paid -> sent"),
            ('call pay(sale = Sale("S001"))', 'call sell(item = "I1")'),
        ),
        (("open -> paid; paid -> sent", "open -> paid, sent; paid -> sent"),),
        (PAY,),
    ),
    Case(
        "has-changed",
        (("  has sales: [Sale] by item\n", ""),),
        (("@index (name)", "@index (price)"),),
    ),
    Case(
        "index-changed",
        (("@index (name)", "@index (price)"),),
        (("  has sales: [Sale] by item\n", ""),),
    ),
    Case(
        "invariant-added",
        (
            ("def is_free", "invariant many { all(i.stock != 8 for i in Item) }\ndef is_free"),
            ("{ call sell(item = i) }", "{ call sell(item = i, amount = 2) }"),
        ),
        (('"Stock is never negative"', '"Never below nothing"'),),
        (SELL,),
    ),
    Case(
        "invariant-changed",
        (
            ("all(i.stock >= 0 for i in Item)", "all(i.stock != 8 for i in Item)"),
            ("{ call sell(item = i) }", "{ call sell(item = i, amount = 2) }"),
        ),
        (("all(i.stock >= 0 for i in Item)", "all(x.stock >= 0 for x in Item)"),),
        (SELL,),
    ),
    Case(
        "invariant-removed",
        (
            (
                'invariant in_stock "Stock is never negative" { all(i.stock >= 0 for i in Item) }\n',
                "",
            ),
        ),
        (('"Stock is never negative"', '"Never below nothing"'),),
    ),
    Case(
        "key-changed",
        (
            ("key id: int\n  clerk", "key no: int\n  key id: int\n  clerk"),
            ("data Shift (id,", "data Shift (no, id,"),
            ("{ 1, ", "{ 1, 1, "),
        ),
        (("entity Shift {\n  key id: int", "entity Shift {\n  key id: int "),),
    ),
    Case(
        "no-overlap-added",
        (("  @flow stage", "  @no_overlap (clerk) made_at..until else 'At once'\n  @flow stage"),),
        (('else "Two shifts at once"', 'else "Twice"'),),
        (SELL,),
        (
            NO_SALE,
            ("  made_at: datetime = now()", "  made_at: datetime = now()\n  until: datetime?"),
            (
                'data Sale (id, item, clerk) { "S001", "I1", "C1"; "S002", "I2", "C2"; }',
                'data Sale (id, item, clerk) { "S001", "I1", "C1"; }',
            ),
        ),
    ),
    Case(
        "no-overlap-removed",
        (('  @no_overlap (clerk) starts..ends else "Two shifts at once"\n', ""),),
        (('else "Two shifts at once"', 'else "Twice"'),),
    ),
    Case(
        "record-default-changed",
        (('city: text = "Porto"', 'city: text = "Lisboa"'),),
        (('city: text = "Porto"', 'city: text(1..) = "Porto"'),),
    ),
    Case(
        "rows-added",
        (
            (
                '"C2", "Bo", { street: "Oak" };',
                '"C2", "Bo", { street: "Oak" }; "C3", "Cy", { street: "Oak" };',
            ),
        ),
        (('"Bo"', '"Bob"'),),
    ),
    Case(
        "rows-changed",
        (('"Bo"', '"Bob"'),),
        (
            (
                '"C2", "Bo", { street: "Oak" };',
                '"C2", "Bo", { street: "Oak" }; "C3", "Cy", { street: "Oak" };',
            ),
        ),
    ),
    Case("rows-removed", (('; "S002", "I2", "C2"', ""),), (('"Bo"', '"Bob"'),)),
    Case(
        "rows-reordered",
        (
            (
                '"C1", "Ana", { street: "Elm" }; "C2", "Bo", { street: "Oak" };',
                '"C2", "Bo", { street: "Oak" }; "C1", "Ana", { street: "Elm" };',
            ),
        ),
        (('"Bo"', '"Bob"'),),
    ),
    Case(
        "seed-changed",
        (("seed 5", "seed 6"),),
        (("clock 2026-03-02T09:00:00", "clock 2026-03-02T10:00:00"),),
    ),
    Case(
        "unique-added",
        (("  clerk: Clerk\n  amount", "  unique clerk: Clerk\n  amount"),),
        (("  unique label: text", "  label: text"),),
        (SELL,),
        (NO_SALE,),
    ),
    Case(
        "unique-removed",
        (("  unique label: text", "  label: text"),),
        (("  unique label: text", "  unique label: text(1..)"),),
    ),
    Case(
        "visibility-changed",
        (
            ("@visible (clerk == me)", "@visible (clerk == me and amount > 1)"),
            ('call pay(sale = Sale("S001"))', 'call sell(item = "I1")'),
        ),
        (("@visible (clerk == me)", "@visible ((clerk == me))"),),
        (PAY,),
    ),
    Case(
        "answer-changed",
        (('set Item("I3").price = 6', 'set Item("I3").price = 7'),),
        (("What does a cake cost?", "How much is a cake?"),),
    ),
    Case(
        "call-limit-changed",
        (("limit calls 9", "limit calls 8"),),
        (("limit calls 9", "limit calls 10 - 1"),),
    ),
    Case(
        "expected-state-changed",
        (("{ set sale.stage = paid }", "{ set sale { stage: paid, amount: 2 } }"),),
        (("Take the money for S001.", "Cash in S001."),),
    ),
    Case(
        "frame-changed",
        (("{ set sale.stage = paid }", "{ set sale { stage: paid, amount: 2 } }"),),
        (("Take the money for S001.", "Cash in S001."),),
    ),
    Case(
        "goal-changed",
        (
            (
                "let sold = [s for s in Sale if s.item == i and",
                "let sold = [s for s in Sale if s.item == i and s.amount < 9 and",
            ),
        ),
        (("let sold =", "let found ="), ("len(sold)", "len(found)")),
    ),
    Case(
        "goal-clause-added",
        (
            (
                "    require i.stock < old(i.stock)\n",
                "    require i.stock < old(i.stock)\n    require i.price == old(i.price)\n",
            ),
        ),
        (("require i.stock < old(i.stock)", "require i.stock <= old(i.stock) - 1"),),
    ),
    Case(
        "goal-clause-changed",
        (("require i.stock < old(i.stock)", "require i.stock <= old(i.stock) - 1"),),
        (("    require i.stock < old(i.stock)\n", ""),),
    ),
    Case(
        "goal-clause-removed",
        (("    require i.stock < old(i.stock)\n", ""),),
        (("require i.stock < old(i.stock)", "require i.stock <= old(i.stock) - 1"),),
    ),
    Case(
        "instance-added",
        (('"I3", "Cake", 5, "cake", 2, 0', '"I3", "Cake", 5, "cake", 2, 4'),),
        (('"I2", "Bread", 2, "bread", 1, 3', '"I2", "Bread", 2, "bread", 1, 4'),),
    ),
    Case(
        "instance-removed",
        (("i.stock > 0 limit 5", "i.stock > 3 limit 5"),),
        (('"I2", "Bread", 2, "bread", 1, 3', '"I2", "Bread", 2, "bread", 1, 4'),),
    ),
    Case(
        "instruction-changed",
        (('"Sell one {i.name}."', '"Sell a {i.name}."'),),
        (
            ("for i in Item if i.stock > 0 limit 5", "for x in Item if x.stock > 0 limit 5"),
            ("{i.name}", "{x.name}"),
            ("{i.name}", "{x.name}"),
            ("item = i)", "item = x)"),
            ("s.item == i", "s.item == x"),
            ("s.item == i", "s.item == x"),
            ("i.stock < old(i.stock)", "x.stock < old(x.stock)"),
        ),
    ),
    Case(
        "loop-changed",
        (("i.stock > 0 limit 5", "i.stock > 0 limit 6"),),
        (("if i.stock > 0 limit 5", "if (i.stock > 0) limit 5"),),
    ),
    Case(
        "solution-changed",
        (('call get_item(item = "I3")', "call list_items()"),),
        (("What does a cake cost?", "How much is a cake?"),),
    ),
    Case(
        "start-changed",
        (('set Item("I3").price = 6', 'set Item("I3").price = 7'),),
        (("What does a cake cost?", "How much is a cake?"),),
    ),
    Case(
        "task-actor-changed",
        (('actor Clerk("C2")', 'actor Clerk("C1")'),),
        (("What does a cake cost?", "How much is a cake?"),),
    ),
    Case(
        "task-added",
        (
            (
                "task price_of",
                'task look { actor Clerk("C1") instruction "What is I1?" solution { call get_item(item = "I1") } answer Item("I1").name }\ntask price_of',
            ),
        ),
        (("task price_of", "task cost_of"),),
    ),
    Case(
        "task-removed",
        (
            ("\ntask take_money {", "\ntask sell_i2 {"),
            ('instruction "Take the money for S001."', 'instruction "Sell I2."'),
            ('call pay(sale = Sale("S001"))', 'call sell(item = "I2")'),
        ),
        (("task price_of", "task cost_of"),),
    ),
    Case(
        "task-renamed",
        (("task price_of", "task cost_of"),),
        (("What does a cake cost?", "How much is a cake?"),),
    ),
    Case(
        "user-script-changed",
        (('user "You want a {i.name}."', 'user "You want one {i.name}."'),),
        (('"Sell one {i.name}."', '"Sell a {i.name}."'),),
    ),
)
