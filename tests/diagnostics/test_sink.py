"""The sink: an order that does not depend on the passes, and no mistake told twice."""

import random

import pytest

from awmc.diagnostics.sink import Sink
from awmc.source import Span


def test_diagnostics_come_by_place_whatever_the_order_of_reports() -> None:
    spans = [Span(path, start, start + 1) for path in ("a.awm", "b.awm") for start in (0, 5, 40)]
    orders = []
    for seed in range(5):
        sink = Sink()
        for span in random.Random(seed).sample(spans, len(spans)):
            sink.report("unknown-view", span, owner="Order", name="Card", known=[])
        orders.append(tuple(d.span for d in sink.diagnostics))
    assert orders == [tuple(spans)] * 5


def test_one_mistake_at_one_place_is_told_once() -> None:
    sink = Sink()
    for _ in range(2):
        sink.report("unknown-view", Span("a.awm", 1, 2), owner="Order", name="Card", known=[])
    assert len(sink.diagnostics) == 1


def test_all_uses_of_one_missing_name_count_as_one() -> None:
    sink = Sink()
    for start in (3, 30):
        sink.report(
            "unknown-tool", Span("a.awm", start, start + 1), once="tool:pay", name="pay", known=[]
        )
    assert [d.span.start for d in sink.diagnostics] == [3]


def test_a_warning_is_no_error() -> None:
    sink = Sink()
    sink.report("needless-default", Span("a.awm", 0, 1), expression="x")
    assert not sink.has_errors
    sink.report("unknown-view", Span("a.awm", 0, 1), owner="Order", name="Card", known=[])
    assert sink.has_errors


def test_a_name_or_a_fact_that_the_registry_lacks_is_a_bug_of_the_compiler() -> None:
    with pytest.raises(KeyError):
        Sink().report("no-such-entry", Span("a.awm", 0, 0))
    with pytest.raises(KeyError):
        Sink().report("unknown-view", Span("a.awm", 0, 0), owner="Order")


def test_braces_and_length_of_a_fact_do_no_harm() -> None:
    sink = Sink()
    sink.report(
        "needless-default", Span("a.awm", 0, 1), expression="{name.__class__}" + "x" * 10_000
    )
    (found,) = sink.diagnostics
    assert "{name.__class__}" in found.message and len(found.message) < 300


@pytest.mark.parametrize(
    ("known", "words"), [([], "(none)"), (["a"], "`a`"), (["a", "b", "c"], "`a`, `b` and `c`")]
)
def test_a_list_of_facts_reads_as_words(known: list[str], words: str) -> None:
    sink = Sink()
    sink.report("unknown-tool", Span("a.awm", 0, 1), name="x", known=known)
    assert sink.diagnostics[0].message.endswith(f"the tools are {words}")
