"""The texts of the guides.

In: `docs/language.md`, whose parts between `<!-- prompt -->` marks go into the prompt, the built-ins, the mistakes, what is absent, and the example of
`templates/prompt/`. Out: the files that are made of them. Guaranteed: no two sources say the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from awmc.guide.absent import ABSENT
from awmc.guide.mistakes import MISTAKES
from awmc.guide.trial import Piece, shown
from awmc.resources import folder, template_text
from awmc.semantics.reference import PAGE, between, current, gathers, signatures

PROMPT = folder("templates") / "prompt" / "reference.md"
FIRST_MISTAKES = PAGE.parent / "first-mistakes.md"

_PART = re.compile(
    r"^(?P<heading>##+ [^\n]*)$|^(?P<functions><!-- built-ins -->)$"
    r"|<!-- prompt -->\n\n(?P<text>.*?)\n\n<!-- end of prompt -->",
    re.MULTILINE | re.DOTALL,
)

HEAD = """\
# Writing awm

An `.awm` file describes an environment in which an agent acts through tools: data, tools, rules and tasks. Write one
file, and answer with it alone. It is compiled; what is wrong comes back as diagnostics.
"""

DIAGNOSTICS = """\
## Reading diagnostics

`error[AWM124]: message`, the line with carets under the place, then `= help:`, `= did you mean` or `= fix:` with what
to write. Errors must go; a warning with a fix was understood. Mend what is said, and nothing else.
"""


def files() -> dict[Path, str]:
    """Every file that is made, with its text."""
    page = language_page(PAGE.read_text(encoding="utf-8"))
    return {PAGE: page, FIRST_MISTAKES: first_mistakes(), PROMPT: prompt(page)}


def language_page(page: str) -> str:
    """The reference with its tables as they should be."""
    return between(current(page), "absent", _absent_table())


def prompt(page: str) -> str:
    """What a language model gets."""
    example = template_text("prompt/example.awm")
    parts = [
        HEAD,
        f"## A whole spec\n\n```awm\n{example}```\n",
        *_parts(page),
        f"## Mistakes made first\n\n{_mistakes_list()}\n",
        f"## Not in the language\n\n{', '.join(item.what for item in ABSENT)}.\n",
        DIAGNOSTICS,
    ]
    return "\n".join(parts)


def _parts(page: str) -> Iterator[str]:
    """The marked parts of the reference, each after its heading, and the functions where their tables stand."""
    heading = ""
    for found in _PART.finditer(page):
        if found["heading"]:
            heading = f"## {found['heading'].lstrip('# ')}\n\n"
        else:
            text = _signatures() if found["functions"] else _unlinked(_listed(found["text"]))
            yield f"{heading}{text}\n"
            heading = ""


def _listed(text: str) -> str:
    """Tables as lists, which take fewer tokens; without their heads."""
    text = re.sub(r"^\|.*\|\n\|[-|]+\|\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^\| (.*?) \| (.*?) ?\|$", r"- \1: \2", text, flags=re.MULTILINE)


def _unlinked(text: str) -> str:
    return re.sub(r"\[([^\]\n]*)\]\([^)\n]*\)", r"\1", text)


def _signatures() -> str:
    lines = [f"Over rows: {'; '.join(gathers())}"]
    lines += [f"{group}: {'; '.join(names)}" for group, names in signatures()]
    return "\n".join(["```text", *lines, "```"])


def _mistakes_list() -> str:
    rows = (
        f"- not `{_line(piece.wrong)}` but `{_line(piece.right)}`" for piece in MISTAKES.values()
    )
    return "\n".join(rows)


def _line(text: str) -> str:
    return text.partition("\n")[0]


def _absent_table() -> str:
    rows = (f"| {item.what} | `{item.foreign}` | {item.write} |" for item in ABSENT)
    return "\n".join(["| not there | as in | write |", "|---|---|---|", *rows])


def first_mistakes() -> str:
    """docs/first-mistakes.md."""
    parts = [
        "# The ten mistakes made first",
        "What authors, people and language models alike, get wrong before anything else: the line, what awmc says, and what is"
        " right. The lines are of the spec that `awmc new` writes. This page is generated: `python -m awmc.guide` writes it.",
    ]
    for title, piece in MISTAKES.items():
        parts.append(f"## {title}\n\n{_mistake(piece)}")
    return "\n\n".join(parts) + "\n"


def _mistake(piece: Piece) -> str:
    return (
        f"```\n{piece.wrong}\n```\n\nis answered by\n\n"
        f"```text\n{shown(piece.spec(piece.wrong))}\n```\n\nWrite\n\n```\n{piece.right}\n```"
    )
