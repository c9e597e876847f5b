"""What a spec was to have besides being right, and what it may not have.

In: the text, what is wanted of it, and what was made of it. Out: problems that say what to write. Guaranteed: a function of these alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.build import Build
from awmc.diagnostics.suggest import suggest
from awmc.diagnostics.words import counted
from awmc.ir.model import Environment
from awmc.lint.facts.tasks import calls
from awmc.syntax import ast
from awmc.synth.hardness import NEW
from awmc.synth.problems import Facts, Problem, Wanted
from awmc.synth.shown import Text, foreign

_FOREIGN = {
    "use": "`use` brings in another file: write its declarations in this one",
    "extern": "`extern` needs code from outside, which does not run here: write a `def` or a tool in its place",
    "data-file": "`data … from` reads a file: write the rows themselves, `data Entity (fields) { …; }`, or make them by `data Entity for …`",
}


def forbidden(text: Text) -> list[Problem]:
    """What needs other files or code from outside; the walk ends there, so that none is read or run."""
    return [
        Problem(
            stage="meaning",
            code=code,
            subject=text.subject(declaration),
            message=_FOREIGN[code],
            text=f"{_FOREIGN[code]}; a spec that is generated stands alone\n{text.lines(declaration)}",
            line=text.line(declaration),
        )
        for code, declaration in foreign(text.declarations)
    ]


def missing(text: Text, wanted: Wanted, facts: Facts) -> list[Problem]:
    """The wishes that a text, which runs and is as big as `facts` say, does not meet."""
    return [
        Problem("wishes", code, "", message, f"{message}\n{advice}", candidates=candidates)
        for code, message, advice, candidates in (*_missing(text, wanted), *_easy(facts, wanted))
    ]


def unplayed(text: Text, environment: Environment, build: Build) -> list[Problem]:
    """Tools that write and stand in solutions, but in ways through them that no instance goes: what they do is never asked for, and never judged."""
    played = {step.tool for task in build.tasks for step in task.solution}
    played |= {inner for name in played for inner in environment.tool(name).calls}
    tasks = {d.name.name: d for d in text.declarations if isinstance(d, ast.TaskDecl)}
    found: dict[str, Problem] = {}
    for task in environment.tasks:
        for call in calls(task):
            effects = environment.tool(call.tool).effects
            writes = bool(effects.creates or effects.deletes or effects.updates)
            if writes and call.tool not in played and call.tool not in found:
                found[call.tool] = _unplayed(text, tasks[task.name], call.tool)
    return list(found.values())


def _unplayed(text: Text, task: ast.TaskDecl, tool: str) -> Problem:
    message = f"`{tool}` stands in the solution of `{task.name.name}`, but no instance of any task comes to call it"
    advice = (
        "let the condition before it go both ways: rows (by `data` or `given`) for which it holds, and others for which it does not, both among the instances;"
        " or a task that calls it in any case"
    )
    return Problem(
        "wishes",
        "unplayed",
        text.subject(task),
        message,
        f"{message}\n what to do: {advice}\n{text.lines(task)}",
        line=text.line(task),
    )


def _missing(text: Text, wanted: Wanted) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    tasks = [d.name.name for d in text.declarations if isinstance(d, ast.TaskDecl)]
    tools = [d for d in text.declarations if isinstance(d, ast.ToolDecl) and not d.private]
    names = [d.name.name for d in text.declarations if isinstance(d, ast.EnvironmentDecl)]
    if wanted.name is not None and names and wanted.name not in names:
        yield (
            "other-name",
            f"the environment is called `{names[0]}` and not `{wanted.name}`",
            f"write `environment {wanted.name} …`",
            (wanted.name,),
        )
    strange = [name for name in tasks if name not in wanted.tasks]
    for name in wanted.tasks:
        if name not in tasks:
            near = tuple(suggest(name, strange, idioms={}))
            advice = f"write `task {name} … {{ … }}`"
            if near:
                advice += f", or call `task {near[0]}` so if it is the one that was meant"
            yield "missing-task", f"there is no task `{name}`, which was asked for", advice, near
    if len(tasks) < wanted.least_tasks:
        short = wanted.least_tasks - len(tasks)
        told = f"there {_are(len(tasks), 'task')}, and at least {wanted.least_tasks} were asked for"
        yield "few-tasks", told, f"write {short} more, each with another aim", ()
    if len(tools) < wanted.least_tools:
        short = wanted.least_tools - len(tools)
        told = f"there {_are(len(tools), 'tool')}, and at least {wanted.least_tools} were asked for"
        yield "few-tools", told, f"write {short} more that a user of this world needs", ()


def _easy(facts: Facts, wanted: Wanted) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """In what the world is easier than was asked for."""
    if facts.rules < wanted.least_rules:
        told = (
            f"there {_are(facts.rules, 'rule')}, and at least {wanted.least_rules} were asked for"
        )
        yield (
            "few-rules",
            told,
            f"add {wanted.least_rules - facts.rules} that this world would have and that some task runs into: `@check`, `@flow`, `@unique` or `@no_overlap` in an entity, or an `invariant`,"
            " each with its message; and keep the data and the solutions within them. A rule that no tool can break does not count, nor one that is there already",
            (),
        )
    if facts.rows_that_count < wanted.least_rows:
        count = facts.rows_that_count
        told = f"the data have {count} rows, and at least {wanted.least_rows} were asked for"
        most = "; ".join(f"{name} {number}" for name, number in wanted.most_rows)
        limits = f". Of an entity no more than these count: {most}; of a new one {NEW}"
        yield (
            "few-rows",
            told,
            "add rows that mislead those who do the tasks, where they search: of nearly the same name, of the right name in the wrong state, of another person, just past a limit;"
            f" where rows are many, by `data … for`{limits if most else ''}",
            (),
        )
    if facts.solution_calls < wanted.least_calls:
        told = f"the solutions have {facts.solution_calls:.1f} calls in the mean, and at least {wanted.least_calls:.1f} were asked for"
        yield (
            "short-solutions",
            told,
            "let tasks need more steps: an instruction that leaves out an id, so that it must be looked up; several rows to be changed under a condition; something to be made before"
            " another thing can be done; and add tasks with long solutions. What is looked up and used for nothing does not count, nor the same call again",
            (),
        )


def _are(number: int, noun: str) -> str:
    return f"{'is' if number == 1 else 'are'} {counted(number, noun)}"
