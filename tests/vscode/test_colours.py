"""The colours are those that VS Code's own engine gives, and agree with what the compiler's parser read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from truth import Piece, kinds, pieces
from vscode_helpers import EXTENSION, ROOT

from awmc.syntax.table import END, table
from tests.npm import Node
from tests.syntax.words_as_names import PLACES, WORDS

HERE = Path(__file__).parent
EVERY = HERE / "every_construct.awm"
# Foreign spellings are mended by the parser, so its tokens are not those of the text.
LANGUAGE = [
    p for p in (ROOT / "tests" / "language").rglob("*.awm") if p.stem != "foreign_spellings"
]
SPECS = sorted([*(ROOT / "specs").rglob("*.awm"), *LANGUAGE, EVERY])

Scopes = tuple[str, ...]
Tokens = list[tuple[int, int, Scopes]]

EXPECTED = {
    "keyword": ("keyword.",),
    "constant": ("constant.language",),
    "number": ("constant.numeric",),
    "type": ("entity.name.type",),
    "built-in type": ("support.type",),
    "function": ("support.function",),
    "name": ("variable.", "entity.name.function", "entity.name.section", "entity.name.namespace"),
    "sign": ("keyword.operator", "punctuation.s", "meta.", "source."),
}
"""The innermost scopes that each kind of piece may have."""

AMBIGUOUS = {
    ("comprehension", "calls"): "`limit calls` and a value is a limit of calls",
    ("invariant", "return"): "`{ return }` is a block",
    ("projection", "return"): "`{ return }` is a block",
    ("text", "return"): "`{return}` is a block",
}
"""Names that look like words, for whoever reads one line at a time."""


def colours(node: Node, installed: Path, scope: str, files: Sequence[Path]) -> list[Tokens]:
    made = json.loads(node(HERE / "tokens.js", installed, EXTENSION, scope, *files))
    return [[(start, end, tuple(scopes)) for start, end, scopes in tokens] for tokens in made]


@pytest.fixture(scope="session")
def tokens(node: Node, installed: Path) -> dict[Path, Tokens]:
    """Of all specs at once, for Node takes its time to start."""
    return dict(zip(SPECS, colours(node, installed, "source.awm", SPECS), strict=True))


@cache
def fits(kind: str, scopes: Scopes) -> bool:
    """Whether a character of this kind of piece may have these scopes, outermost first."""
    last = scopes[-1]
    if kind == "comment":
        return any(scope.startswith("comment.") for scope in scopes)
    if kind in ("text", "doc"):
        texts = [place for place, scope in enumerate(scopes) if scope.startswith("string.")]
        plain = bool(texts) and not any("interpolation" in scope for scope in scopes[texts[-1] :])
        return plain and (".doc." in scopes[texts[-1]]) == (kind == "doc")
    return last.startswith(EXPECTED[kind])


def wrong(text: str, found: Tokens) -> list[tuple[Piece, Scopes]]:
    """The pieces that are coloured as what they are not."""
    at = {place: scopes for start, end, scopes in found for place in range(start, end)}
    return [
        (piece, at[place])
        for piece in pieces(text)
        for place in range(piece.start, piece.end)
        if not text[place].isspace() and not fits(piece.kind, at[place])
    ]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_piece_of_a_spec_is_coloured_as_what_it_is(
    path: Path, tokens: dict[Path, Tokens]
) -> None:
    text = path.read_text(encoding="utf-8")
    assert wrong(text, tokens[path]) == []


def test_words_that_are_names_are_coloured_as_names(
    node: Node, installed: Path, tmp_path: Path
) -> None:
    files = {}
    for place, pattern in PLACES.items():
        for word in WORDS:
            files[place, word] = tmp_path / f"{place}-{word}.awm"
            files[place, word].write_text(pattern.format(word))
    found = colours(node, installed, "source.awm", list(files.values()))
    mistaken = {
        case
        for (case, path), coloured in zip(files.items(), found, strict=True)
        if wrong(path.read_text(), coloured)
    }
    assert mistaken == set(AMBIGUOUS)


def test_the_example_has_every_word_and_sign() -> None:
    every = {*table().words.values(), *table().signs.values(), *table().patterns}
    assert kinds(EVERY.read_text(encoding="utf-8")) == every - {"COMMENT", "SPACE"} | {END}


def test_colours_of_every_construct(
    tokens: dict[Path, Tokens], snapshot: SnapshotAssertion
) -> None:
    text = EVERY.read_text(encoding="utf-8")
    lines = []
    for start, end, scopes in tokens[EVERY]:
        if text[start:end].strip():
            inner = [scope.removesuffix(".awm") for scope in scopes[1:]]
            lines.append(f"{text[start:end].strip():30} {' '.join(inner)}".rstrip())
    assert "\n".join(lines) == snapshot


def test_a_fence_in_markdown_is_coloured(node: Node, installed: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("tool\n```awm\ntool t() { return 1 }\n```\ntool\n```py\nreturn 1\n```\n")
    [found] = colours(node, installed, "text.html.markdown", [page])
    text = page.read_text()
    words = [text[start:end] for start, end, scopes in found if scopes[-1].startswith("keyword.")]
    assert words == ["tool", "return"]
    assert all("meta.embedded.block.awm" in s for _, _, s in found if s[-1].startswith("keyword."))
