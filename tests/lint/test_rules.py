"""Each rule against its own page, and against the specs in cases/, whose comments say what is found where."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from awmc.diagnostics.entry import HEADER
from awmc.diagnostics.fixes import apply_fixes, fixes_for
from awmc.diagnostics.model import Applicability, Diagnostic
from awmc.driver import Checked, Options, run
from awmc.lint.catalog import Registered, entries, lookup, registered
from awmc.lint.pages import DOCS, pages
from awmc.lint.rule import Needs
from awmc.source import SourceFile
from tests.fences import blocks_of

TOP = Path(__file__).parents[2]
CASES = sorted(Path(__file__).parent.glob("cases/*.awm"))
EXPECT = re.compile(r"#\s*expect:\s*([a-z-]+(?:,\s*[a-z-]+)*)")
RULES = [pytest.param(one, id=one.name) for one in registered()]
FIXED = [pytest.param(one, id=one.name) for one in registered() if one.rule.fixes]


def examples(one: Registered) -> tuple[str, str]:
    """The wrong and the right example of a rule's page, as complete specs."""
    wrong, right = blocks_of(one.rule.entry.page)
    return whole(wrong.text), whole(right.text)


def whole(text: str) -> str:
    return text if "environment " in text else HEADER + text


def check(text: str, *rules: str, emit: bool = False) -> Checked:
    return run(SourceFile("shop.awm", text), Path(), Options(select=rules, emit=emit))


def check_for(one: Registered, text: str) -> Checked:
    """The spec checked for one rule; for a rule about what the others find, for all."""
    return check(text, "all" if one.rule.needs is Needs.findings else one.name, emit=True)


def found_by(one: Registered, checked: Checked) -> list[Diagnostic]:
    assert not checked.errors or one.rule.needs is Needs.syntax, checked.diagnostics
    return [found for found in checked.diagnostics if found.name == one.name]


@pytest.mark.parametrize("one", RULES)
def test_a_rule_finds_what_is_wrong_and_nothing_where_it_is_right(one: Registered) -> None:
    wrong, right = examples(one)
    assert found_by(one, check_for(one, wrong))
    assert not found_by(one, check_for(one, right))


@pytest.mark.parametrize("one", RULES)
def test_a_page_says_why_before_it_shows_how(one: Registered) -> None:
    page = one.rule.entry.page
    why = page.partition("## Wrong")[0].splitlines()[3:]
    assert len(" ".join(why)) > 80, "say why it matters"
    assert page.index("## Wrong") < page.index("## Right")
    assert one.rule.entry.summary and not one.rule.entry.message.endswith(".")


@pytest.mark.parametrize("one", FIXED)
def test_a_fix_removes_its_finding_and_a_safe_one_changes_only_what_it_says(
    one: Registered,
) -> None:
    wrong, _ = examples(one)
    before = check_for(one, wrong)
    found = found_by(one, before)
    kinds = {each.fix.applicability for each in found if each.fix is not None}
    wanted = Applicability.unsafe if one.rule.fixes == "unsafe" else Applicability.safe
    assert wanted in kinds
    fixed, applied = apply_fixes(wrong, fixes_for("shop.awm", found, unsafe=True))
    assert applied > 0
    after = check_for(one, fixed)
    assert len(found_by(one, after)) < len(found)
    if kinds == {Applicability.safe} and before.package is not None:
        assert after.package is not None
        changed = {
            name
            for name, text in before.package.files.items()
            if meaning(name, text) != meaning(name, after.package.files[name])
        }
        assert changed <= set(one.rule.fix_changes) | {"manifest.json"}


def meaning(name: str, text: str) -> object:
    """What a generated file says, without its comments."""
    if name.endswith(".py"):
        return ast.dump(ast.parse(text))
    if name.endswith(".json"):
        return json.loads(text)
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases_find_what_their_comments_say(path: Path) -> None:
    """A case is about the rules that its comments name, or the one that its own name is."""
    text = path.read_text("utf-8")
    expected = sorted(expectations(text))
    about = {path.stem.split(".")[0].replace("_", "-")} & entries().keys()
    about |= {name for _, name in expected}
    checked = check(text, *sorted(about))
    assert not checked.errors, checked.diagnostics
    assert sorted(places(text, checked.diagnostics)) == expected


def expectations(text: str) -> list[tuple[int, str]]:
    return [
        (number, name.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if (found := EXPECT.search(line))
        for name in found[1].split(",")
    ]


def places(text: str, found: tuple[Diagnostic, ...]) -> list[tuple[int, str]]:
    file = SourceFile("shop.awm", text)
    return [(file.position(one.span.start)[0], one.name) for one in found]


def test_docs_rules_is_what_the_rules_say() -> None:
    written = {path.name: path.read_text("utf-8") for path in sorted((TOP / DOCS).glob("*.md"))}
    assert written == pages(), "run: python -m awmc.lint.pages"


def test_codes_and_names_are_told_apart_and_fit_their_modules() -> None:
    assert len({entry.code for entry in entries().values()}) == len(entries())
    for one in registered():
        module = one.check.__module__.rpartition(".")[2]
        assert module.replace("_", "-") == one.name
        assert re.fullmatch(r"AWM7\d\d", one.rule.entry.code)


def test_a_diagnostic_is_found_by_its_code_in_any_case_or_its_name() -> None:
    entry = lookup("unknown-field")
    assert entry is not None and entry.page.startswith("# unknown-field (AWM203)")
    assert lookup("AWM203") is lookup("awm203") is entry
    assert lookup("no-such-thing") is None


@pytest.mark.parametrize(
    ("told", "silent"),
    [
        ("duplicate-branch", "constant-condition"),
        ("redundant-index", "unused-index"),
        ("indistinct-instances", "duplicate-instruction"),
    ],
)
def test_what_one_rule_tells_no_other_tells_again(told: str, silent: str) -> None:
    wrong, _ = examples(next(one for one in registered() if one.name == told))
    names = {found.name for found in check(wrong, "all").diagnostics}
    assert told in names and silent not in names
