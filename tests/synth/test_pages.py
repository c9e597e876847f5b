"""The page of a batch has every spec, and nothing that a model wrote becomes more than text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from awmc.endpoint.completions import Usage
from awmc.synth.attempts import Outcome
from awmc.synth.budget import Spent
from awmc.synth.pages import page
from awmc.synth.problems import Examination, Problem
from awmc.synth.report import Report, report_of
from awmc.synth.story import plain
from tests.synth.outcomes import LAW, OUTCOMES, WORDS, attempt, outcome

VOID = {"meta", "br"}
TAGS = set(
    "html head meta title style body h1 h2 h3 div b small p code ul li table thead tbody tfoot tr th td a i span section details summary pre".split()
)


class Seen(HTMLParser):
    """The tags, anchors and texts of a page; refuses tags that do not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.names: set[str] = set()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.words: list[str] = []
        self.widths: list[float] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links |= {given["href"] or ""} if "href" in given else set()
        if "style" in given:
            self.widths.append(
                float((given["style"] or "").removeprefix("width: ").removesuffix("%"))
            )
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@LAW
@given(st.lists(OUTCOMES, max_size=4), st.lists(WORDS, max_size=2), WORDS)
def test_the_page_is_whole_whatever_models_write(
    outcomes: list[Outcome], broken: list[str], title: str
) -> None:
    reports = [report_of(one) for one in outcomes]
    text = page(reports, broken, title)
    seen = Seen(text)
    assert seen.tags <= TAGS
    assert seen.names <= {
        "lang",
        "charset",
        "name",
        "content",
        "class",
        "style",
        "href",
        "id",
        "title",
        "open",
    }
    assert len(seen.ids) == len(set(seen.ids)) == len(reports) + 1
    assert seen.links <= {f"#{anchor}" for anchor in seen.ids}
    assert all(0 <= width <= 100 for width in seen.widths)
    assert [
        plain(one.name)
        for one in reports
        if plain(one.name).strip() not in {w.strip() for w in seen.words}
    ] == []
    assert text == page(reports, broken, title)


def test_hostile_names_and_messages_are_text() -> None:
    bad = "</pre><script>alert(1)</script>"
    problem = Problem("proof", bad, bad, bad, bad, 3)
    best = Examination(bad, "proof", (problem,))
    hostile = Outcome(
        bad,
        "gave up",
        best,
        (attempt("proof", {bad: 1}, changed=(bad,), notes=(bad,)),),
        Spent(),
        bad,
    )
    text = page([report_of(hostile)], [bad], bad)
    assert "<script" not in text and "{{" not in text
    assert text.count("&lt;script&gt;") >= 10


def test_nothing_is_loaded() -> None:
    text = page([report_of(outcome(attempt("clean", {}, "draft")))])
    for sign in ("http:", "https:", "//", "url(", "@import", "src=", "<script", "<link"):
        assert sign not in text


def test_the_numbers_are_there() -> None:
    paid = Spent(Usage(2, 40_000, 6_000, 30_000), 0.12, 9.0)
    clean = outcome(attempt("clean", {}, "draft", spent=paid), name="library")
    worse = outcome(
        attempt("proof", {"solvable": 2}, "draft", spent=paid), name="hotel", ending="gave up"
    )
    words = " ".join(" ".join(Seen(page([report_of(clean), report_of(worse)])).words).split())
    for wanted in ("50.0%", "1 of 2 specs", "100.0%", "$0.240", "80,000", "solvable", "500"):
        assert wanted in words, wanted


def test_a_long_batch_keeps_its_charts_short() -> None:
    paid = Spent(Usage(1, 1000, 100), 0.01)
    reports: list[Report] = [
        report_of(outcome(attempt("clean", {}, "draft", spent=paid), name=f"s{n:03}"))
        for n in range(100)
    ]
    text = page(reports)
    assert text.count('class="bar"') < 60
    assert all(f">s{n:03}<" in text for n in range(100))


def test_without_reports_there_is_a_page() -> None:
    assert "There are no reports." in page([])
