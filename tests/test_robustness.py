"""One mutated token of a spec never crashes the compiler, and gives at most three errors, uses of one missing name counting as one.

A seeded sample of mutations of every spec: a token deleted, written twice, swapped with the next, or replaced by another one of the spec.
"""

import random
import re
from pathlib import Path

import pytest

from awmc.diagnostics.model import Diagnostic, Severity
from awmc.diagnostics.sink import Sink
from awmc.modules import load_modules
from awmc.semantics import elaborate
from awmc.source import SourceFile, Sources

SPECS = sorted(Path("specs").glob("*.awm"))
SAMPLE = max(20, 180 // len(SPECS))
"""Mutations of each spec."""
TOKEN = re.compile(
    r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|' + r"'[^'\n]*'|#[^\n]*|\d[\d\-T:.]*|\w+|[^\s\w]"
)


def mutations(text: str, seed: int) -> list[str]:
    """`SAMPLE` copies of a spec, each with one token changed."""
    rng = random.Random(seed)
    tokens = [match for match in TOKEN.finditer(text) if not match[0].startswith("#")]
    made = []
    for _ in range(SAMPLE):
        place = rng.randrange(len(tokens) - 1)
        token, following = tokens[place], tokens[place + 1]
        other = rng.choice(tokens)[0]
        between = text[token.end() : following.start()]
        changed = rng.choice(
            [
                text[: token.start()] + text[token.end() :],
                f"{text[: token.end()]} {token[0]}{text[token.end() :]}",
                text[: token.start()] + following[0] + between + token[0] + text[following.end() :],
                text[: token.start()] + other + text[token.end() :],
            ]
        )
        made.append(changed)
    return made


def errors(text: str) -> tuple[Diagnostic, ...]:
    """The errors of parsing and elaborating a text."""
    sink, sources = Sink(), Sources()
    modules = load_modules(SourceFile("mutated.awm", text), SPECS[0].parent, sources, sink)
    elaborate(modules, sink, sources)
    return tuple(found for found in sink.diagnostics if found.severity is Severity.error)


def count(found: tuple[Diagnostic, ...], text: str) -> int:
    """How many mistakes a reader sees: all uses of one missing name are one."""
    missing = {
        text[error.span.start : error.span.end]
        for error in found
        if error.name.startswith("unknown-")
    }
    return len(missing) + sum(not error.name.startswith("unknown-") for error in found)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_mutated_token_gives_at_most_three_errors_and_no_crash(path: Path) -> None:
    spec = path.read_text(encoding="utf-8")
    many = []
    for text in mutations(spec, seed=len(spec)):
        found = errors(text)
        if count(found, text) > 3:
            many.append([(error.name, error.message[:80]) for error in found])
    assert not many
