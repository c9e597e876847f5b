"""What is offered: in a session at places that authors know, and over every spec the name that stands there."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import pytest

from awmc.analysis import actions, calls, inlay, outline
from awmc.analysis.completion import complete
from awmc.analysis.document import Analysis, analyse
from awmc.analysis.hover import hover
from awmc.analysis.rename import rename
from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax.tokens import Tokens

SPECS = sorted(Path("specs").glob("*.awm"))
LIBRARY = Path("specs/library.awm")
EACH = 200
"""One name of so many is asked for."""
LEAST = 0.97
"""The share of names that are offered where they stand."""


@cache
def analysis(path: Path) -> Analysis:
    return analyse(SourceFile(path.as_posix(), path.read_text(encoding="utf-8")), path.parent)


def offered(before: str, written: str) -> list[str]:
    """The labels offered at the end of what is written into library.awm after a stretch of its text, the nearest first."""
    text = LIBRARY.read_text(encoding="utf-8")
    place = text.index(before) + len(before)
    changed = text[:place] + written + text[place:]
    file = SourceFile(LIBRARY.as_posix(), changed)
    found = complete(analysis(LIBRARY), file, place + len(written))
    assert found.start <= place + len(written) <= found.end
    return [item.label for item in found.items]


IN_TOOL = 'require loan.status == active else "Loan {loan.id} is not open"\n'


@pytest.mark.parametrize(
    ("before", "written", "first"),
    [
        (IN_TOOL, "  let x = loan.", "copy due id"),
        (IN_TOOL, "  let x = loan.copy.bo", "barcode book branch"),
        (IN_TOOL, "  let x = LoanStatus.", "active lost returned"),
        (IN_TOOL, "  require loan.status == ", "active lost returned loan"),
        (IN_TOOL, "  let x = match loan.status { ", "active lost returned"),
        (IN_TOOL, "  set loan { ", "copy due member"),
        (IN_TOOL, "  set loan { status: ", "active lost returned"),
        (IN_TOOL, "  create Fine { loan, ", "amount paid reason"),
        (IN_TOOL, "  create Lo", "Book Booking Branch"),
        (IN_TOOL, "  call pass_on(", "copy"),
        (IN_TOOL, "  require true else ", "CopyUnavailable EventFull HoldLimit"),
        (IN_TOOL, "  ", "advance call create"),
        (IN_TOOL, "  let x: ", "Address Book Booking"),
        (IN_TOOL, '  let x = "for {loan.', "copy due id"),
        (IN_TOOL, "  for c in loan.copy.book.", "author copies id"),
        ("view LoanCard = Loan.{\n", "  ", "copy due id"),
        ("@index (", "", "copy due id"),
        ("@flow status {", " ", "active lost returned"),
        ("has loans: [Loan] by ", "", "member"),
        ("\nentity Payment {\n", "  ", "@check @flow @index"),
        ("\n", "", "data def entity"),
    ],
)
def test_what_fits_comes_first(before: str, written: str, first: str) -> None:
    wanted = first.split()
    found = [label.removesuffix(" =") for label in offered(before, written)]
    assert found[: len(wanted)] == wanted


def test_tools_come_with_their_parameters() -> None:
    text = LIBRARY.read_text(encoding="utf-8")
    place = text.index(IN_TOOL) + len(IN_TOOL)
    file = SourceFile(LIBRARY.as_posix(), text[:place] + "  call " + text[place:])
    items = complete(analysis(LIBRARY), file, place + len("  call ")).items
    [item] = [item for item in items if item.label == "pass_on"]
    assert item.snippet == "pass_on(copy = $1)"
    assert item.doc == "Set a free copy aside for the next in the queue"


def test_plain_texts_and_comments_are_left_alone() -> None:
    assert offered(IN_TOOL, '  let x = "loan ') == []
    assert offered(IN_TOOL, "  # loan.") == []


def names(path: Path) -> list[tuple[int, str]]:
    """A sample of the names in a spec that are used there rather than declared, and where they start."""
    found = analysis(path)
    uses = [use for use in found.uses if use.span.path == path.as_posix()]
    used = [use for use in uses if found.symbols[use.key].span != use.span]
    return [(use.span.start, found.symbols[use.key].name) for use in used[::EACH]]


def test_what_stands_in_a_spec_would_have_been_offered() -> None:
    hits, missed = 0, []
    for path in SPECS:
        text = path.read_text(encoding="utf-8")
        for start, name in names(path):
            # As if the name were about to be typed: what follows it is there, it is not.
            file = SourceFile(path.as_posix(), text[:start] + text[start + len(name) :])
            labels = {
                i.label.removesuffix(" =") for i in complete(analysis(path), file, start).items
            }
            hits += name in labels
            if name not in labels:
                missed.append(f"{path}:{text.count(chr(10), 0, start) + 1} {name}")
    share = hits / (hits + len(missed))
    assert share >= LEAST, missed


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_no_text_makes_an_answer_fail(path: Path) -> None:
    spec = path.read_text(encoding="utf-8")
    rng = random.Random(path.stem)
    last = analysis(path)
    for text in _broken(spec, rng):
        file = SourceFile(path.as_posix(), text)
        now = analyse(file, path.parent)
        for offset in rng.sample(range(len(text) + 1), 3):
            complete(last, file, offset)
            complete(now, file, offset)
            calls.signature_at(now, file, offset)
            hover(now, file.path, offset)
        for use in now.uses[:1]:
            rename(now, file.path, use.span.start, "quite_new", path.parent)
        list(inlay.hints(now, file.span(0, len(text))))
        outline.outline(now.modules[-1])
        actions.actions(file, now.diagnostics, file.span(0, len(text)))
        actions.fix_all(file, now.diagnostics)


def _broken(spec: str, rng: random.Random) -> list[str]:
    """A spec cut off somewhere, with a stretch cut out, and with a token doubled or replaced."""
    tokens = Tokens(SourceFile("", spec), Sink()).tokens
    token, other = rng.choice(tokens), rng.choice(tokens)
    a, b = sorted(rng.sample(range(len(spec)), 2))
    return [
        spec[:b],
        spec[:a] + spec[min(b, a + 300) :],
        spec[: token.start] + other.text + spec[token.start :],
    ]


def test_a_hover_says_what_a_name_is() -> None:
    found = analysis(LIBRARY)
    text = LIBRARY.read_text(encoding="utf-8")

    def at(stretch: str) -> str:
        made = hover(found, LIBRARY.as_posix(), text.index(stretch))
        assert made is not None
        return made.text

    assert at("owed: money") == "```awm\nderive owed: money\n```\n\nderive of `Member`"
    assert "enum of" not in at("LoanStatus { active")
    assert 'spelled `"LOST"`' in at('lost = "LOST" }')
    assert "in JSON `copy_barcode`" in at("copy: Copy\n")
    assert "Card number, such as 'M0042'" in at('id: text "Card number')
    assert "The sum; of nothing 0" in at("sum(f.amount")
    assert "`me: Member`" in at("me)") or "me: Member" in at("me)")
    assert hover(found, LIBRARY.as_posix(), text.index("town library as")) is None
    assert re.search(r"tool borrow\(.*\) -> LoanCard", at("borrow(copy: Copy"))
