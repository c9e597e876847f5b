"""How a diagnostic looks: each snapshot shows the source and its rendering together."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from awmc.diagnostics.frame import WINDOW
from awmc.diagnostics.model import Applicability, Diagnostic, Edit, Fix
from awmc.diagnostics.render import render, render_all, summary
from awmc.diagnostics.render_json import render_json
from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile, Sources, Span

PLAIN = """\
entity Order {
  key id: int
  total: money
}
tool see(order: Order) { return order.totl }
"""

CASES = {
    "a word": (PLAIN, "totl"),
    "the first character": ("class Order", "class"),
    "after tabs": ("entity Order {\n\t\tkey\tid: itn\n}", "itn"),
    "after wide characters": ('let 名前 = "日本" + totl  # é', "totl"),
    "wide characters": ("let 名前 = 1", "名前"),
    "combining marks": ("# e\u0301e\u0301 totl", "totl"),
    "a long line, in the middle": ("x" * 300 + " totl " + "y" * 300, "totl"),
    "a long line, near its end": ("x" * 300 + " totl", "totl"),
    "a long span": ("let x = " + "y" * 300, "y" * 300),
    "two lines": ("tool f() {\n  set order\n    .totl = 1\n}", "order\n    .totl"),
    "many lines": (PLAIN, PLAIN.partition("tool")[0].rstrip()),
    "up to a newline": ("entity Order\nx", "Order\n"),
    "hidden characters": ("let \u202eevil\u202c\u200b = totl \x07", "totl"),
}


def together(source: str, rendering: str) -> str:
    """Source and rendering, with what nobody could see in the source spelt out."""
    unseen = "".join(c for c in source if not c.isprintable() and c not in "\t\n")
    seen = source.translate({ord(c): f"\\u{ord(c):04x}" for c in unseen})
    return f"{seen}\n=====\n{rendering}\n"


def report(source: str, span: Span) -> tuple[Diagnostic, Sources]:
    """An unknown field at `span` of a file with that text."""
    sources = Sources()
    sources.add(SourceFile("shop.awm", source))
    sink = Sink()
    sink.report(
        "unknown-field",
        span,
        owner="Order",
        name="totl",
        known=["id", "total"],
        candidates=["total"],
    )
    return sink.diagnostics[0], sources


@pytest.mark.parametrize("case", CASES)
def test_frames(case: str, snapshot: SnapshotAssertion) -> None:
    source, marked = CASES[case]
    start = source.index(marked)
    found, sources = report(source, Span("shop.awm", start, start + len(marked)))
    assert together(source, render(found, sources)) == snapshot


@pytest.mark.parametrize("source", ["", "entity Order {", "entity Order {\n", "a\n\n\n"])
def test_the_end_of_the_file(source: str, snapshot: SnapshotAssertion) -> None:
    found, sources = report(source, Span("shop.awm", len(source), len(source)))
    assert together(source, render(found, sources)) == snapshot


def full() -> tuple[Diagnostic, Sources]:
    """A diagnostic with labels on its own line, on another and in another file, and a fix."""
    sources = Sources()
    shop = sources.add(SourceFile("shop.awm", PLAIN))
    common = sources.add(SourceFile("common.awm", "# shared\nview Card = Order.{ id }\n"))
    use, entity, order = (PLAIN.index(word) for word in ("totl", "Order", "order.totl"))
    view = common.text.index("Card")
    sink = Sink()
    sink.report(
        "unknown-field",
        shop.span(use, use + 4),
        owner="Order",
        name="totl",
        known=["id", "total"],
        candidates=["total", "Card"],
        labels=[
            (shop.span(order, order + 5), "this is a row of `Order`"),
            (shop.span(entity, entity + 5), "declared here"),
            (common.span(view, view + 4), "a view of it"),
        ],
        fix=Fix(
            title="write `total`",
            applicability=Applicability.unsafe,
            edits=(Edit(span=shop.span(use, use + 4), text="total"),),
        ),
    )
    return sink.diagnostics[0], sources


def test_labels_help_candidates_and_fix(snapshot: SnapshotAssertion) -> None:
    found, sources = full()
    assert together(PLAIN, render(found, sources)) == snapshot


def test_color_adds_nothing_but_color(snapshot: SnapshotAssertion) -> None:
    found, sources = full()
    colored = render(found, sources, color=True)
    assert colored.replace("\x1b", "<ESC>") == snapshot


def test_json(snapshot: SnapshotAssertion) -> None:
    found, sources = full()
    text = render_json([found], sources)
    assert text == snapshot
    assert json.loads(text)[0]["line"] == 5 and json.loads(text)[0]["column"] == 39


def test_a_file_that_could_not_be_read_has_no_frame(snapshot: SnapshotAssertion) -> None:
    sink = Sink()
    sink.report("unreadable-file", Span.nowhere("no.awm"), path="no.awm", reason="No such file")
    assert render(sink.diagnostics[0], Sources()) == snapshot
    assert json.loads(render_json(sink.diagnostics, Sources()))[0]["line"] is None


def test_the_summary_counts() -> None:
    sink = Sink()
    for start in range(2):
        sink.report("unknown-tool", Span("a.awm", start, start), name="x", known=[])
    sink.report("needless-default", Span("a.awm", 0, 0), expression="x")
    assert summary(sink.diagnostics) == "2 errors, 1 warning"
    assert render_all((), Sources()) == ""


@given(
    st.text("ab \t\n\u202e\u0301日\x1b\x07", max_size=300),
    st.integers(0, 300),
    st.integers(0, 300),
    st.booleans(),
)
def test_any_span_of_any_text_renders_safely(text: str, a: int, b: int, long: bool) -> None:
    source = text * 20 if long else text
    start, end = sorted((min(a, len(source)), min(b, len(source))))
    found, sources = report(source, Span("shop.awm", start, end))
    rendered = render(found, sources)
    assert all(c == "\n" or c.isprintable() or c == "\u0301" for c in rendered)
    assert rendered.count("^") >= 1
    assert max(map(len, rendered.split("\n"))) <= WINDOW * len("<U+202E>") + 20
