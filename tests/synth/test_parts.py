"""A spec is its parts, and an answer changes what it names and nothing else."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awmc.synth.merging import merge, removals
from awmc.synth.parts import Part, key_of, named, split

TOP = Path(__file__).parents[2]
SPECS = (TOP / "templates/prompt/example.awm", *sorted((TOP / "specs").glob("*.awm")))
EXAMPLE = SPECS[0].read_text(encoding="utf-8")


@cache
def parts_of(path: Path) -> tuple[Part, ...]:
    return split(path.read_text(encoding="utf-8"))


def joined(parts: tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts)


def alone(parts: tuple[Part, ...], slot: str) -> str:
    """All declarations of one key, as an answer that holds nothing else."""
    return "\n".join(part.text for part in parts if part.key and part.slot == slot)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_spec_merged_into_itself_is_unchanged(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert joined(parts_of(path)) == text
    assert all(part.sound for part in parts_of(path))
    assert merge(text, text).text == text
    assert merge(text, text).changed == ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_part_of_a_spec_changes_nothing_in_it(data: st.DataObject) -> None:
    parts = parts_of(data.draw(st.sampled_from(SPECS)))
    slot = data.draw(st.sampled_from([part.slot for part in parts if part.key]))
    merged = merge(joined(parts), alone(parts, slot))
    assert merged.text == joined(parts)
    assert (merged.changed, merged.added, merged.removed) == ((), (), ())


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_broken_declaration_is_mended_by_itself_alone(data: st.DataObject) -> None:
    """Whatever is torn out of the body of one declaration, giving that declaration whole makes the spec what it was."""
    parts = parts_of(SPECS[0])
    number = data.draw(st.sampled_from([n for n, part in enumerate(parts) if part.key]))
    part = parts[number]
    head = part.lead + len(part.core.split("{")[0].split("(")[0]) + 1
    start = data.draw(st.integers(min(head, len(part.text) - 1), len(part.text) - 1))
    end = data.draw(st.integers(start, len(part.text) - 1))
    broken = part.text[:start] + part.text[end:]
    text = joined((*parts[:number], Part(part.key, broken), *parts[number + 1 :]))
    assert joined(split(text)) == text
    merged = merge(text, alone(parts, part.slot))
    assert merged.text.split() == EXAMPLE.split()
    assert merge(merged.text, alone(parts, part.slot)).text == merged.text


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_taking_declarations_out_and_giving_them_again(data: st.DataObject) -> None:
    parts = parts_of(SPECS[0])
    slots = sorted({part.slot for part in parts if part.kind in ("tool", "task", "view", "def")})
    chosen = data.draw(st.lists(st.sampled_from(slots), min_size=1, max_size=4, unique=True))
    keys = [part.key for part in parts if part.key and part.slot in chosen]
    without = merge(EXAMPLE, "".join(f"# remove: {key}\n" for key in keys))
    assert sorted(without.removed) == sorted(keys)
    assert not {part.key for part in split(without.text)} & set(keys)
    answer = "\n".join(alone(parts, slot) for slot in chosen)
    again = merge(without.text, answer)
    assert sorted(again.added) == sorted(keys)
    assert sorted(part.core for part in split(again.text) if part.key) == sorted(
        part.core for part in parts if part.key
    )
    assert merge(again.text, answer).text == again.text


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(EXAMPLE.splitlines(keepends=True)),
            st.sampled_from(['"""\n', "/* ", "}\n", "{", "tool ", "# remove: tool borrow\n", "'"]),
            st.text(max_size=20),
        ),
        max_size=40,
    )
)
def test_any_text_has_parts_and_can_be_merged(lines: list[str]) -> None:
    text = "".join(lines)
    assert joined(split(text)) == text
    once = merge(EXAMPLE, text).text
    if all(part.sound for part in split(text)):
        assert merge(once, text).text == once
    merge(text, EXAMPLE)
    named(text, "shop")


def test_an_open_brace_or_quote_takes_nothing_with_it() -> None:
    keys = [part.key for part in split(EXAMPLE) if part.key]
    for good, bad in (
        ("  require me.out < me.limit", "  if me.out < me.limit {"),
        ('  policy """', '  policy """ """'),
        ("  return [t.{ code, name, per_day", "  return [t.{ code, name /*"),
        ("entity Tool {", "entity tool {"),
        ('  instruction "Let me', '  instruction """Let me'),
    ):
        assert good in EXAMPLE
        broken = split(EXAMPLE.replace(good, bad))
        found = [part.key.lower() for part in broken if part.key]
        assert found == [key.lower() for key in keys], bad
        assert merge(joined(broken), EXAMPLE).text == EXAMPLE


def test_all_data_blocks_of_an_entity_are_one_declaration() -> None:
    merged = merge(EXAMPLE, 'data Member (id, name, email) { "M9", "Ida", "i@example.org" }')
    assert [part.key for part in split(merged.text)].count("data Member") == 1
    assert merged.changed == ("data Member",)
    assert "2 blocks of data Member became 1" in merged.notes


def test_a_new_declaration_stands_after_the_last_of_its_kind() -> None:
    merged = merge(EXAMPLE, 'tool ping() "Nothing" { return 1 }\n\nerror Gone "It is gone"\n')
    keys = [part.key for part in split(merged.text) if part.key]
    assert keys[keys.index("tool ping") - 1] == "tool renew"
    assert keys[keys.index("error Gone") - 1] == "error TooManyLoans"
    assert merged.added == ("tool ping", "error Gone")


def test_a_type_of_another_kind_takes_the_place_of_its_namesake() -> None:
    merged = merge(EXAMPLE, "entity Address { key id: int  street: text  city: text }")
    keys = [part.key for part in split(merged.text)]
    assert "entity Address" in keys and "record Address" not in keys


def test_comments_stay_unless_others_are_given() -> None:
    spec = "# Counts.\ndef one() -> int = 1\n\n# The end.\n"
    assert merge(spec, "def one() -> int = 2").text == spec.replace("= 1", "= 2")
    answer = "# Counts more.\ndef one() -> int = 2"
    assert merge(spec, answer).text == "# Counts more.\ndef one() -> int = 2\n\n# The end.\n"


def test_an_environment_in_passing_does_not_lose_the_settings() -> None:
    merged = merge(EXAMPLE, 'environment shop "A shop" {}\ntool ping() "Nothing" { return 1 }')
    assert "Never renew a loan" in merged.text
    assert merged.changed == () and merged.added == ("tool ping",)


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("# remove: task renew_loan", ["task renew_loan"]),
        ("  # Remove: `tool borrow`, `view LoanCard`.", ["tool borrow", "view LoanCard"]),
        ("# remove: tools", []),
        ("# remove: tool a, b", ["tool a", "tool b"]),
        ("// remove: private tool a", ["tool a"]),
        ("# remove: environment", []),
        ("# Remove tool borrow", []),
    ],
)
def test_what_a_comment_takes_out(line: str, keys: list[str]) -> None:
    assert list(removals(line)) == keys


def test_keys() -> None:
    assert key_of("private tool x") == "tool x"
    assert key_of("state Till") == "entity Till"
    assert key_of("banana x") == ""


def test_the_environment_gets_the_wanted_name() -> None:
    text, notes = named(EXAMPLE, "shop")
    assert text == EXAMPLE.replace("environment tool_library", "environment shop")
    assert notes == ("the environment was called tool_library",)
    assert named(text, "shop") == (text, ())
