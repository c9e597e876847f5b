"""Everything that there is to say of a text that is to be a spec: the compiler, the wishes, `awmc lint` and `awmc test`, in this order.

In: a text, where it will stand (the settings of that folder count), and what is wanted. Out: an `Examination` at the stage where the walk stopped, with
the problems of that stage and those of others that were found on the way. Guaranteed: a text never raises, whatever it is; nothing is written; the file need
not exist; the text that comes out can be written, is in the one format where all of it can be, and has the compiler's safe fixes; `clean` means that
`awmc lint --build` and `awmc test` pass, with these options, and that every wish is met. Without `Wanted.alone` the spec may bring in other files; code from
outside is never run.

The stages, and where the walk stops:

    syntax, meaning   the errors of the parser and of the names and types, in one run; and what a spec that stands alone may not have
    data              data and tasks are run
    wishes, advice,   what was asked for, every warning, and `awmc test`: all of them are told at once, for an answer of a model is dearer than a proof
    proof

It runs in this process and for as long as it takes: see `apart.py` for limits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from awmc.checked import Checked, Package
from awmc.collecting import collecting_rarely
from awmc.config import ConfigError
from awmc.diagnostics.model import Diagnostic, Severity
from awmc.diagnostics.sink import Sink
from awmc.driver import Options as Passes
from awmc.driver import check_file
from awmc.fixing import fix_files
from awmc.prove.run import Options as Depth
from awmc.prove.run import prove
from awmc.source import SourceFile, decode_source
from awmc.syntax.format import format_source
from awmc.synth.hardness import calls_of, rows_that_count, rules_of
from awmc.synth.problems import STAGES, Examination, Facts, Problem, Stage, Wanted
from awmc.synth.proofs import problems_of, remarks_of
from awmc.synth.shown import Text, problem
from awmc.synth.wishes import forbidden, missing, unplayed

MOST_CHARACTERS = 200_000
"""A longer text is no spec that a model was asked for, and is refused unread: the largest of specs/ has a quarter of it."""


@dataclass(frozen=True)
class Options:
    """How far the walk goes. `prove`: whether `awmc test` is run, as deep as `depth` says; without, a text that has nothing else is clean."""

    prove: bool = True
    depth: Depth = field(default_factory=Depth)


Watch = Callable[[Examination, str], None]
"""Told of each step that begins: what there would be to say if the walk ended there, without problems, and the step in words."""
DEFAULT = Options()


def unwatched(_: Examination, __: str) -> None:
    """Tells nobody."""


def examine(
    text: str,
    path: Path,
    wanted: Wanted = Wanted(),  # noqa: B008  (frozen)
    options: Options = DEFAULT,
    watch: Watch = unwatched,
) -> Examination:
    """What there is to say of a text that is to stand at `path`. Raises ConfigError where the settings of its folder cannot be used, for no text."""
    walk = _Walk(text, path, wanted, options, watch)
    try:
        with collecting_rarely():
            walk.run()
    except ConfigError:
        raise
    except MemoryError:
        walk.stop(broken(walk.stage, "too-big", f"{walk.step} takes more memory than there may be"))
    except RecursionError:
        walk.stop(broken(walk.stage, "too-big", f"{walk.step} goes too deep"))
    except Exception as error:
        told = f"{walk.step} failed with {type(error).__name__}: {str(error)[:300]}"
        walk.stop(broken(walk.stage, "crash", told))
    return walk.examination()


_HOW = {
    "too-big": "use fewer rows, smaller texts and less nesting",
    "too-slow": "use fewer rows and task instances (`limit n` after `for … in …`), shorter loops, and look rows up by key",
    "crash": "this is a fault of awmc and not of the spec; write the declaration that it happened in, or the last one that was changed, in another way",
}


def broken(stage: Stage, code: str, message: str, subject: str = "") -> Problem:
    """What stopped the walk from outside."""
    return Problem(stage, code, subject, message, f"{message}\n what to do: {_HOW[code]}")


def facts_of(checked: Checked, text: str, most_rows: Mapping[str, int] | None = None) -> Facts:
    """How big the environment of a text is, as far as the walk that gave `checked` came. `most_rows`: of how many rows of an entity it is said that they count."""
    facts = Facts(lines=text.count("\n"))
    environment, build = checked.environment, checked.build
    if environment is not None:
        facts = replace(
            facts,
            entities=len(environment.entities),
            tools=sum(not tool.private for tool in environment.tools),
            rules=rules_of(environment),
            tasks=len(environment.tasks),
        )
    if build is not None:
        rows = {entity: len(made) for entity, made in build.rows.items()}
        counted = rows_that_count(rows, most_rows or {})
        facts = replace(facts, rows=sum(rows.values()), rows_that_count=counted)
    if environment is not None and build is not None and build.tasks:
        calls = calls_of(environment, build.tasks)
        facts = replace(facts, instances=len(build.tasks), solution_calls=calls)
    return facts


class _Walk:
    """One examination under way."""

    def __init__(
        self, text: str, path: Path, wanted: Wanted, options: Options, watch: Watch
    ) -> None:
        self._began = monotonic()
        self._path = path
        self._shown = path.as_posix()
        self._wanted = wanted
        self._options = options
        self._watch = watch
        self.stage: Stage = "syntax"
        self.step = "reading the text"
        self._text = text
        self._problems: list[Problem] = []
        self._facts = Facts(lines=text.count("\n") + (not text.endswith("\n")))
        self._fixes = 0
        self._remarks: tuple[str, ...] = ()

    def examination(self) -> Examination:
        """What has been found so far. Its stage is the first that has a problem; without any it is the one that the walk is at."""
        stages = [one.stage for one in self._problems] or [self.stage]
        return Examination(
            text=self._text,
            stage=min(stages, key=STAGES.index),
            problems=tuple(self._problems),
            facts=self._facts,
            fixes=self._fixes,
            seconds=monotonic() - self._began,
            remarks=self._remarks,
        )

    def stop(self, found: Problem) -> None:
        """Take what stopped the walk."""
        self._problems.append(found)

    def run(self) -> None:
        """The walk, up to the first stage with problems."""
        file = self._read()
        if file is None:
            return
        self._begin("syntax", "reading the text")
        text = self._tidied(file)
        self._problems += forbidden(text) if self._wanted.alone else []
        if any(one.code == "use" for one in self._problems):
            self._problems += self._told(Checked(self._shown, text.found, (text.file,)), text)
            return self._sort()
        checked = self._check(text, Passes(build=False))
        self._problems += self._told(checked, text)
        if self._problems:
            return self._sort()
        self._facts = facts_of(checked, self._text, dict(self._wanted.most_rows))
        self._begin("data", "running data and tasks")
        checked = self._check(text, Passes(emit=self._options.prove))
        if checked.environment is not None:  # none where data or tasks do not run
            self._facts = facts_of(checked, self._text, dict(self._wanted.most_rows))
        self._problems += self._told(checked, text)
        if self._problems:
            self._problems += self._advice(checked, text)
            return self._sort()
        self._begin("wishes", "looking for what was asked for")
        self._problems += missing(text, self._wanted, self._facts)
        if self._wanted.alone and checked.environment is not None and checked.build is not None:
            self._problems += unplayed(text, checked.environment, checked.build)
        self._problems += self._advice(checked, text)
        if self._options.prove and checked.package is not None:
            self._prove(checked.package, text)
        if self._problems:
            return self._sort()
        self.stage = "clean"

    def _begin(self, stage: Stage, step: str) -> None:
        self.stage, self.step = stage, step
        self._watch(self.examination(), step)

    def _sort(self) -> None:
        self._problems.sort(key=lambda one: (STAGES.index(one.stage), one.line or 0))

    def _read(self) -> SourceFile | None:
        """The text as a file would give it; None where it is none."""
        most, long = MOST_CHARACTERS, len(self._text)
        if long > most:
            self._text = self._text[:most]
            told = f"the text has {long:,} characters, and a spec at most {most:,}"
            advice = (
                "write the spec alone, with each declaration once and rows made by `data … for`"
            )
            self.stop(Problem("syntax", "too-long", "", told, f"{told}\n what to do: {advice}"))
            return None
        sink = Sink()
        file = decode_source(self._text.encode("utf-8", "surrogatepass"), self._shown, sink)
        if file is None:
            self._text = self._text.encode("utf-8", "replace").decode()
            empty = Text(SourceFile(self._shown, ""))
            self._problems += self._told(Checked(self._shown, sink.diagnostics, ()), empty)
        return file

    def _tidied(self, file: SourceFile) -> Text:
        """The text with the safe fixes, in the one format as far as it can be parsed; whatever a text brings in is read for no fix."""
        self._text = file.text
        if not (self._wanted.alone and any(forbidden(Text(file)))):
            passes = Passes(build=False, texts={self._path.resolve(): file.text})
            fixed = fix_files([self._path], passes)
            self._fixes = fixed.fixes
            self._text = fixed.new.get(self._shown, file.text)
        formatted = format_source(SourceFile(self._shown, self._text))
        if formatted.complete:
            self._text = formatted.text
        self._facts = replace(self._facts, lines=self._text.count("\n"))
        return Text(SourceFile(self._shown, self._text))

    def _check(self, text: Text, passes: Passes) -> Checked:
        texts = {self._path.resolve(): text.file.text}
        return check_file(self._path, replace(passes, texts=texts))

    def _told(self, checked: Checked, text: Text) -> list[Problem]:
        """The errors, each at the stage that finds such."""
        return [
            problem(one, self._stage_of(one), text, checked.sources, self._shown)
            for one in checked.diagnostics
            if one.severity is Severity.error
        ]

    def _stage_of(self, found: Diagnostic) -> Stage:
        if self.stage == "data":
            return "data"
        return "syntax" if found.code.startswith(("AWM0", "AWM1")) else "meaning"

    def _advice(self, checked: Checked, text: Text) -> list[Problem]:
        return [
            problem(one, "advice", text, checked.sources, self._shown)
            for one in checked.diagnostics
            if one.severity is Severity.warning
        ]

    def _prove(self, package: Package, text: Text) -> None:
        self._begin("proof", "awmc test")
        done = 0

        def progress(more: int) -> None:
            nonlocal done
            done += more
            self._at(_step(package, done))

        self._at(_step(package, 0))
        proof = prove(package.files, self._options.depth, progress)
        self._problems += problems_of(proof, text, package.files)
        self._remarks = remarks_of(proof)

    def _at(self, step: str) -> None:
        if step != self.step:
            self.step = step
            self._watch(self.examination(), step)


def _step(package: Package, done: int) -> str:
    """What `awmc test` is at after so many steps: families come first, in the order of the spec."""
    for family, instances in package.tasks.items():
        if done < instances:
            return f"awmc test of task {family}"
        done -= instances
    return "awmc test of the tools"
