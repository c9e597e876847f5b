"""A model that says what a script has, and examiners, for tests of what is between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from awmc.diagnostics.model import Severity
from awmc.driver import check_text
from awmc.endpoint.completions import Usage
from awmc.source import SourceFile
from awmc.syntax.format import format_source
from awmc.synth.asking import Question, Reply
from awmc.synth.budget import Budget, Price, Spent
from awmc.synth.parts import split
from awmc.synth.problems import Examination, Problem

TOP = Path(__file__).parents[2]
EXAMPLE = (TOP / "templates/prompt/example.awm").read_text(encoding="utf-8")
PRICE = Price(read=1.0, written=10.0)


class Model:
    """Answers with the replies in order, and with the last one for ever."""

    def __init__(self, replies: Iterable[str | Reply | Exception]) -> None:
        self.replies = list(replies)
        self.questions: list[Question] = []

    async def __call__(self, question: Question, budget: Budget) -> Reply:
        budget.check()
        said = self.replies[min(len(self.questions), len(self.replies) - 1)]
        self.questions.append(question)
        if isinstance(said, Exception):
            raise said
        reply = said if isinstance(said, Reply) else Reply(said)
        usage = Usage(1, 1000, 100)
        spent = Spent(usage, PRICE.of(usage), 2.0)
        budget.spend(spent)
        return Reply(reply.text, reply.cut, spent)

    @property
    def prompts(self) -> list[str]:
        return [question.prompt for question in self.questions]

    def told(self, number: int) -> str:
        """What the model was told with a question, the system text aside."""
        return self.questions[number].messages[-1]["content"]


def feedback(examination: Examination, *, room: int, again: Mapping[str, int] | None = None) -> str:
    """The problems, a line each."""
    lines = [f"{one.code} in {one.subject}: {one.message}" for one in examination.problems]
    return "\n".join(lines)[:room]


class Compiler:
    """Examines by the compiler, and looks for tasks."""

    def __init__(self, wanted: Iterable[str] = ()) -> None:
        self.wanted = tuple(wanted)
        self.texts: list[str] = []

    async def __call__(self, text: str, waived: frozenset[str]) -> Examination:
        self.texts.append(text)
        formatted = format_source(SourceFile("shop.awm", text)).text
        problems = tuple(
            Problem("meaning", one.code, _at(formatted, one.span.start), one.message, one.message)
            for one in check_text(formatted, folder=TOP / "specs")
            if one.severity is Severity.error
        )
        if problems:
            return Examination(formatted, "meaning", problems)
        return judged(formatted, (), self.wanted, waived)


class Marks:
    """Examines by marks: `bad_…` anywhere is a problem of its declaration, at the stage that follows, as `bad_proof_1`."""

    def __init__(self, wanted: Iterable[str] = ()) -> None:
        self.wanted = tuple(wanted)
        self.texts: list[str] = []

    async def __call__(self, text: str, waived: frozenset[str]) -> Examination:
        self.texts.append(text)
        problems = []
        for part in split(text):
            if not part.sound:
                problems.append(Problem("syntax", "BROKEN", part.key, "broken", "broken"))
            for word in part.text.replace("(", " ").split():
                if word.startswith("bad_"):
                    stage = "proof" if word.startswith("bad_proof") else "meaning"
                    problems.append(Problem(stage, "BAD", part.key, word, word))
        return judged(text, problems, self.wanted, waived)


def judged(
    text: str, problems: Iterable[Problem], wanted: tuple[str, ...], waived: frozenset[str]
) -> Examination:
    """The first stage with problems."""
    keys = {part.key for part in split(text)}
    missing = [
        Problem("wishes", "missing-task", "", name, name)
        for name in wanted
        if f"task {name}" not in keys and name not in waived
    ]
    every = [*problems, *missing]
    for stage in ("syntax", "meaning", "wishes", "proof"):
        found = tuple(one for one in every if one.stage == stage)
        if found:
            return Examination(text, stage, found)
    return Examination(text, "clean")


def _at(text: str, place: int) -> str:
    done = 0
    for part in split(text):
        done += len(part.text)
        if place < done:
            return part.key
    return ""
