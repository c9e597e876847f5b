"""Running the rules.

In: what a spec's passes gave: its sources, its syntax trees, and its IR if it has no errors. Out: advice, reported to the sink;
nothing else changes. A rule is a module with a function `check(subject, sink)`, whose docstring says what it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from awmc.diagnostics.sink import Sink
from awmc.ir.model import Environment
from awmc.lint import braces_in_doc, hidden_character, unused_name
from awmc.lint.subject import Subject
from awmc.source import Sources
from awmc.syntax import ast

RULES: tuple[Callable[[Subject, Sink], None], ...] = (
    unused_name.check,
    braces_in_doc.check,
    hidden_character.check,
)


def lint(
    sources: Sources, modules: Sequence[ast.Module], environment: Environment | None, sink: Sink
) -> None:
    """Report what every rule finds."""
    subject = Subject(sources, tuple(modules), environment)
    for rule in RULES:
        rule(subject, sink)
