"""The reference of the language holds: its examples compile, and give what the lines after `#>` say.

A block's info string says what it is: a whole spec (`awm`), declarations that belong to the page's first spec (`awm fragment`), the body of a tool
(`fragment tool`), or one expression a line (`fragment expressions`). `wrong <name>` marks an example of a mistake, and names its diagnostic.
Declarations are in the one format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from awmc import driver
from awmc.diagnostics.model import Severity
from awmc.driver import check_text, compile_text
from awmc.formatting import format_bytes
from awmc.runtime import Episode
from awmc.runtime.loader import load_files
from awmc.semantics.builtins import BUILTINS, GATHERS
from awmc.semantics.reference import EXAMPLES, GROUPS, PAGE, SPECIAL, current
from awmc.source import SourceFile
from tests.fences import blocks

PAGES = [PAGE, *sorted((PAGE.parent / "decisions").glob("*.md"))]
FOLDER = PAGE.parents[1] / "tests" / "language"
"""Where the files lie that examples name: `geo.py`."""

TOOL = "tool example(order: Order, product: Product) {{\n{}\n}}\n"


@dataclass(frozen=True)
class Example:
    """A block of a page, by the line that it starts at."""

    page: Path
    line: int
    info: tuple[str, ...]
    text: str

    @property
    def wrong(self) -> str | None:
        """The diagnostic that a wrong example shows."""
        return self.info[self.info.index("wrong") + 1] if "wrong" in self.info else None

    def specs(self) -> Iterator[str]:
        """The whole specs that the block stands for."""
        if "fragment" not in self.info:
            yield self.text
        elif "expressions" in self.info:
            for line in self.text.splitlines():
                yield base() + TOOL.format(f"return [{line}]")
        else:
            yield base() + (TOOL.format(self.text) if "tool" in self.info else self.text)


def examples(page: Path) -> Iterator[Example]:
    """Every block of awm in a page."""
    for block in blocks(page):
        if block.language == "awm":
            yield Example(page, block.line, block.words, block.text)


@cache
def base() -> str:
    """The page's first spec, which its fragments belong to."""
    return next(example.text for example in examples(PAGE) if not example.info)


ALL = [example for page in PAGES for example in examples(page)]


@pytest.mark.parametrize("example", ALL, ids=lambda e: f"{e.page.stem}:{e.line}")
def test_every_example_is_right_or_wrong_as_it_says(example: Example) -> None:
    for spec in example.specs():
        found = check_text(spec, "page.awm", FOLDER)
        errors = [d.name for d in found if d.severity is Severity.error]
        assert errors == ([] if example.wrong is None else [example.wrong]), found


@pytest.mark.parametrize("example", ALL, ids=lambda e: f"{e.page.stem}:{e.line}")
def test_declarations_are_formatted(example: Example) -> None:
    if example.page == PAGE and not {"tool", "expressions"} & set(example.info):
        outcome = format_bytes(example.text.encode(), "page.awm")
        assert outcome.is_complete and not outcome.changed, outcome.diff()


def test_lint_says_of_the_first_spec_what_the_page_says() -> None:
    found = driver.run(SourceFile("page.awm", base()), FOLDER).diagnostics
    told = re.findall(r"`awmc lint` finds.*?\n\n", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    [named] = [re.findall(r"`(\w+)`", text) for text in told]
    assert [re.findall(r"`(?:\w+\.)?(\w+)`", one.message)[0] for one in found] == named


def test_the_tables_of_functions_are_current() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == current(page), "run: python -m awmc.guide"


def test_every_function_has_a_place() -> None:
    placed = [name for names in GROUPS.values() for name in names.split()]
    assert len(placed) == len(set(placed))
    assert set(placed) == (set(BUILTINS) | set(SPECIAL))
    assert set(GATHERS) & set(SPECIAL) == {"min", "max"}


def test_the_example_of_every_function_holds() -> None:
    assert set(EXAMPLES) == set(BUILTINS) | set(SPECIAL)
    *groups, random = GROUPS.values()
    texts = [EXAMPLES[name] for names in groups for name in names.split() if name != "old"]
    body = f"ensure {EXAMPLES['old']}\nreturn [{', '.join(texts)}]"
    package = compile_text(base() + TOOL.format(body), "page.awm").package
    assert package is not None
    episode = load_files(package.files).episode(seed=0, actor="C1")
    result = episode.call("example", {"order_id": "O0001", "product_sku": "K1"})
    assert dict(zip(texts, result.value, strict=True)) == dict.fromkeys(texts, True)
    for name in random.split():
        text = f'data Customer for x in [{EXAMPLES[name]}] {{ id: "C9", name: "Cy", email: "c", address: {{ street: "", city: "" }} }}'
        errors = [d for d in check_text(base() + text, "page.awm") if d.severity is Severity.error]
        assert errors == [], name


PLAYED = [example for example in ALL if "\n#>" in example.text]
_STEP = re.compile(r"(?P<tool>\w+)\((?P<arguments>.*?)\) (?P<how>==|!) (?P<expected>.*)")


@pytest.mark.parametrize("example", PLAYED, ids=lambda e: f"{e.page.stem}:{e.line}")
def test_every_played_example_gives_what_it_says(example: Example) -> None:
    (spec,) = example.specs()
    package = compile_text(spec, "page.awm", FOLDER).package
    assert package is not None
    environment = load_files(package.files)
    episode = environment.episode(seed=0)
    for line in example.text.splitlines():
        step = line.removeprefix("#>").strip() if line.startswith("#>") else ""
        if step.startswith("as "):
            episode = environment.episode(seed=0, actor=json.loads(step[3:]))
        elif step:
            play(episode, step)


def play(episode: Episode, step: str) -> None:
    """One call, and what it gives: `tool(a=1) == value`, or `tool(a=1) ! code "message"`."""
    found = _STEP.fullmatch(step)
    assert found is not None, step
    result = episode.call(found["tool"], _arguments(found["arguments"]))
    if found["how"] == "==":
        assert (result.error, result.value) == (None, json.loads(found["expected"])), step
        return
    code, _, message = found["expected"].partition(" ")
    assert result.error is not None, step
    assert result.error["code"] == code, (step, result.error)
    assert not message or result.error["message"] == json.loads(message), (step, result.error)


def _arguments(text: str) -> dict[str, object]:
    """`a=1, b="x"` as an object."""
    return dict(json.loads("{" + re.sub(r"(\w+)=", r'"\1": ', text) + "}"))
