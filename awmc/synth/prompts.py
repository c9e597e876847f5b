"""What a model is told: a template a question, the files of `templates/prompts/`, each of which a user may replace by one of the same name.

In: the name of a prompt, and what it is about. Out: messages for a chat. Guaranteed: a prompt is told only what its template names; a template that cannot be
filled is refused with its file and line; the same facts make the same messages; no fact
begins a message.

A file is `NAME.md.jinja`. A line `<!-- system -->` or `<!-- user -->` says whose message follows; what stands before the first of them is for the reader of the
file alone. What is the same for all specs stands first, so that an endpoint that keeps prefixes reads it once. `reference` is the text of `awmc prompt`.
"""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from jinja2 import TemplateSyntaxError as SyntaxFault

from awmc import resources

_SUFFIX = ".md.jinja"
_ROLE = re.compile(r"^<!-- (system|user) -->[ \t]*\n", re.MULTILINE)

Messages = tuple[dict[str, str], ...]


class PromptError(Exception):
    """A prompt that cannot be used; the message says which file, and why."""


class Prompts:
    """The prompts, those of a user's folder before awmc's own. Raises PromptError where the folder has a prompt of another name."""

    def __init__(self, own: Path | None = None) -> None:
        shipped = resources.folder("templates") / "prompts"
        if own is not None:
            _check(own, shipped)
        loaders = [FileSystemLoader(place) for place in (own, shipped) if place is not None]
        self._own = own
        self._templates = Environment(
            loader=ChoiceLoader(loaders),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            finalize=_spoken,
        )
        self._templates.globals["reference"] = resources.template_text("prompt/reference.md")

    def messages(self, name: str, **facts: object) -> Messages:
        """The messages of a prompt. Raises PromptError."""
        try:
            text = self._templates.get_template(name + _SUFFIX).render(facts)
        except SyntaxFault as error:
            raise PromptError(f"{error.filename}:{error.lineno}: {error.message}") from error
        except Exception as error:  # a template may do whatever an expression can
            told = str(error) or type(error).__name__
            raise PromptError(f"the prompt {name} ({self._place(name)}): {told}") from error
        _, *parts = _ROLE.split(text)
        if not parts:
            raise PromptError(f"{self._place(name)} has no line `<!-- user -->`")
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return tuple({"role": role, "content": words.strip() + "\n"} for role, words in pairs)

    def _place(self, name: str) -> Path:
        """Which file it is."""
        file = name + _SUFFIX
        own = None if self._own is None else self._own / file
        return own if own is not None and own.exists() else Path("templates/prompts", file)


def _spoken(fact: object) -> object:
    """A fact, whose lines are nobody's message."""
    return _ROLE.sub(r"<!-- \1: -->\n", fact) if isinstance(fact, str) else fact


def _check(own: Path, shipped: Path) -> None:
    if not own.is_dir():
        raise PromptError(f"there is no folder of prompts {own}")
    known = {path.name for path in shipped.iterdir()}
    strange = sorted(p.name for p in own.iterdir() if p.suffix == ".jinja" and p.name not in known)
    if strange:
        raise PromptError(
            f"{own / strange[0]} replaces no prompt; there are {', '.join(sorted(known))}"
        )
