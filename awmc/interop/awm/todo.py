"""What an author, or a model, has to do after an import: the tasks, and the tools that were not translated.

In: the records of a scenario, and its stubs. Out: comments for the spec, and the page TODO.md. A task of the language needs a solution and a goal that hold, and no Python verifier says these in a form that could be
taken over, so a task without them would not compile: it stands as a comment to be completed, and the page shows it with its verifier.
"""

from __future__ import annotations

from collections.abc import Sequence

from awmc.interop.awm.reading import ScenarioRecords
from awmc.interop.awm.tools import Stub
from awmc.interop.sql.literals import text_literal
from awmc.interop.sql.words import snake, words

_NAME_WORDS = 6


def task_comment(place: int, text: str) -> str:
    """A task, as a comment to be completed."""
    lines = [
        f"task {task_name(place, text)} {{",
        f"  instruction {text_literal(' '.join(text.split()))}",
        "  solution { }",
        "  goal { }",
        "}",
    ]
    return "".join(f"# {line}\n" for line in lines) + "\n"


def task_name(place: int, text: str) -> str:
    """A name for a task: its number, and the first words of its text."""
    return snake(["task", str(place), *words(text)[:_NAME_WORDS]])


def todo_page(name: str, scenario: ScenarioRecords, stubs: Sequence[Stub]) -> str:
    """The page that lists what is left to do."""
    parts = [
        f"# What is left to do for {name}.awm\n\nImported from the scenario {_line(scenario.name)}.\n"
    ]
    if stubs:
        parts.append(
            "## Tools\n\nThese endpoints were not translated. Write each as a tool in place of its comment in the spec.\n"
        )
        parts += [_stub(stub) for stub in stubs]
    if scenario.tasks:
        parts.append(
            "## Tasks\n\nEach needs a solution and, where it changes data, a goal. What judged it in the source follows its text.\n"
        )
        parts += [
            _task(place, text, scenario.verifiers.get(place, ""))
            for place, text in enumerate(scenario.tasks)
        ]
    return "\n".join(parts)


def _stub(stub: Stub) -> str:
    route = stub.route
    return f"### {stub.signature}\n\n{_line(route.said)}\n\n`{route.method} {_line(route.path)}`; not translated: {_line(stub.reason)}\n\n{_code(route.source)}"


def _task(place: int, text: str, verifier: str) -> str:
    code = f"\n{_code(verifier)}" if verifier else "\nThere is no verifier.\n"
    return f"### {task_name(place, text)}\n\n{_line(text)}\n{code}"


def _code(text: str) -> str:
    """A block of code, whatever it holds."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}python\n{text.rstrip()}\n{fence}\n"


def _line(text: str) -> str:
    return " ".join(text.split())
