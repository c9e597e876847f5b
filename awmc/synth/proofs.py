"""What `awmc test` found, as problems: of one kind in one declaration a single problem, with the calls that show it and what to write.

In: a proof, and the files of the environment that it is about. Out: problems, task by task, then tool by tool; and remarks. Guaranteed: there are problems
exactly where findings are errors, so that no problem means that `awmc test` passes; the same proof gives the same problems.

A guard or a rule that no call reached is only a remark: `awmc test` passes with it, the search for a way to it is short, and a rule that forbids what no tool
does is often right, for it holds for the data, too. A tool that never succeeds is an error there and a problem here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from awmc.diagnostics.words import counted
from awmc.prove.findings import Finding
from awmc.prove.run import Proof
from awmc.runtime.environment import Environment
from awmc.runtime.loader import load_files
from awmc.synth.problems import Problem
from awmc.synth.shown import Text

EXAMPLES = 2
"""Examples of one kind that are shown: those of the fewest calls."""
REMARKS = 8
"""Remarks that are kept."""
_WIDEST = 300
"""Characters of an argument, a result or an answer that are shown."""
_LONGEST = 12
"""Calls of an example that are shown."""

_AS_SOLUTION = (
    "or leave `goal` out: then the end must be that of the solution, but for what `may change`"
)
_ADVICE = {
    "left out": "the goal holds without these calls: require in `goal` what they change (also against `old(…)`)",
    "cut short": "the goal holds before the solution is done: require in `goal` what its last calls change",
    "repeated": "the goal holds when calls are made twice: require how many rows there are, or the exact value that a field ends with",
    "swapped": "the goal holds when the calls are made in another order, which gives another end: require the values that the right order ends with",
    "argument": "the goal does not look at this argument: require in `goal` the value that the solution gives it",
    "extra write": "something else may be changed, too: make `may change` narrower, or require in `goal` that it stays as it was (`== old(…)`)",
    "wrong row": "the goal holds of another row: name in `goal` the very row that the solution changes",
    "two changes": "the goal holds after other changes: require in `goal` all that the solution changes",
    "answer": "a wrong answer is taken for the right one: ask for a value that cannot be guessed or found elsewhere, such as a computed total",
}
_NEVER_FALSE = {
    "goal": "leave it out, or require something that a wrong sequence of calls would break",
    "frame": "no call can change anything besides what the solution changes: make `may change` narrower,"
    " or give the world another tool that changes something else",
    "answer": "ask for a value that other calls, or other rows, make another one",
}


@dataclass(frozen=True)
class _Group:
    """Findings of one kind about one declaration."""

    check: str
    kind: str
    """Of declaration: task, tool, or another."""
    name: str
    topic: str
    findings: list[Finding]


def problems_of(proof: Proof, text: Text, files: Mapping[str, str]) -> list[Problem]:
    """The errors of a proof as problems."""
    errors = [finding for finding in proof.findings if finding.severity == "error"]
    if not errors:
        return []
    groups = _groups(errors, proof)
    told = list(_told(groups))
    names = [(group.kind, group.name) for group in told]
    with load_files(files) as environment:
        return [
            _problem(group, groups, text, environment, framed=names.index(name) == number)
            for number, (group, name) in enumerate(zip(told, names, strict=True))
        ]


def remarks_of(proof: Proof) -> tuple[str, ...]:
    """The guards that were never reached, a line each. Rules are left out: most of them forbid what no tool does."""
    guarded = {target.name for target in proof.live.targets if target.kind == "guard"}
    notes = [
        f
        for f in proof.findings
        if f.check == "live" and f.severity == "note" and f.subject in guarded
    ]
    said = [f"{note.subject}: {note.message}" for note in notes[:REMARKS]]
    more = len(notes) - len(said)
    return (*said, f"{more} more were never reached") if more else tuple(said)


# Groups


def _groups(errors: Sequence[Finding], proof: Proof) -> list[_Group]:
    families = {i.task: f.family for f in proof.tasks.families for i in f.instances}
    tools = {target.name for target in proof.live.targets if target.kind == "tool"}
    groups: dict[tuple[str, str, str], _Group] = {}
    for finding in errors:
        name = families.get(finding.subject, finding.subject)
        kind = "task" if finding.check in ("solvable", "vacuous", "sharp") else ""
        if not kind and finding.subject in tools:
            kind = "tool"
        topic = _topic(finding)
        key = (finding.check, name, topic)
        groups.setdefault(key, _Group(finding.check, kind, name, topic, [])).findings.append(
            finding
        )
    return list(groups.values())


def _topic(finding: Finding) -> str:
    """What findings must have in common to be told as one."""
    detail = finding.detail if isinstance(finding.detail, dict) else {}
    if finding.check == "sharp":
        if "calls" in detail:
            return str(detail["kind"])
        return f"never false: {detail['name']}" if "falsified" in detail else "share"
    if finding.check == "vacuous":
        return "with calls" if detail.get("calls") else finding.message
    return str(detail.get("law", ""))


def _told(groups: Sequence[_Group]) -> Iterator[_Group]:
    """All of them, but the share of mutants that survived, where the mutants themselves are told."""
    shown = {group.name for group in groups if group.topic in _ADVICE}
    return (g for g in groups if not (g.topic == "share" and g.name in shown))


# Words


def _problem(
    group: _Group, groups: list[_Group], text: Text, environment: Environment, *, framed: bool
) -> Problem:
    """With the lines of its declaration where it is `framed`."""
    tell = _TELLERS[group.check]
    declaration = text.named(group.kind, group.name) if group.kind else None
    message, lines = tell(group, groups, environment)
    frame = text.lines(declaration) if framed else ""
    return Problem(
        stage="proof",
        code=group.check,
        subject=text.subject(declaration) or f"{group.kind} {group.name}".strip(),
        message=message,
        text="\n".join([f"[{group.check}] {message}", *([frame] if frame else []), *lines]),
        line=text.line(declaration),
    )


_Told = tuple[str, list[str]]


def _solvable(group: _Group, _: list[_Group], environment: Environment) -> _Told:
    first = group.findings[0]
    task = environment.task(first.subject)
    calls = [{"tool": s["tool"], "arguments": s["arguments"]} for s in task["solution"]]
    return (
        f"`{group.name}`: its own solution does not earn the reward: {first.message}",
        [
            *_also(group),
            f" played for the instance {first.subject}:",
            *_played(environment, first.subject, calls),
            " what to do: make every call of `solution` succeed from the data that the task starts with"
            " (or choose in `for … if …` only rows for which it does),"
            " and let `goal`, `answer` and `may change` say what the solution gives",
        ],
    )


def _vacuous(group: _Group, _: list[_Group], environment: Environment) -> _Told:
    lines = _examples(group, environment)
    if group.topic == "with calls":
        advice = "let `answer` be a value that the question does not give away and that differs from the others around it"
    else:
        advice = (
            "the goal holds at the start already: require in `goal` something that the solution changes"
            f" (such as `row.field == old(row.field) + 1`), {_AS_SOLUTION}"
        )
    told = f"`{group.name}` earns the reward for nothing: {group.findings[0].message}"
    return told, [*_also(group), *lines, f" what to do: {advice}"]


def _sharp(group: _Group, groups: list[_Group], environment: Environment) -> _Told:
    detail = group.findings[0].detail
    if group.topic == "share":
        return group.findings[0].message, []
    if group.topic not in _ADVICE:
        told = f"`{group.name}`: nothing makes the {detail['kind']} clause `{detail['text']}` false"
        return told, [f" what to do: {_NEVER_FALSE.get(detail['kind'], _NEVER_FALSE['goal'])}"]
    number = len(group.findings)
    other = (
        "1 other sequence of calls earns"
        if number == 1
        else f"{number} other sequences of calls earn"
    )
    if group.topic == "answer":
        other = f"{counted(number, 'wrong answer')} {'earns' if number == 1 else 'earn'}"
    share = next(
        (g.findings[0].message for g in groups if (g.topic, g.name) == ("share", group.name)), ""
    )
    advice = _ADVICE[group.topic] + ("" if group.topic == "answer" else f"; {_AS_SOLUTION}")
    return (
        f"`{group.name}`: {other} the reward ({group.topic}): {_best(group)[0].detail['change']}",
        [
            *([f" {share}"] if share else []),
            *_examples(group, environment),
            f" what to do: {advice}",
        ],
    )


def _sound(group: _Group, _: list[_Group], environment: Environment) -> _Told:
    finding = group.findings[0]
    script = finding.detail["script"]
    start = f"the start of task {script['task']}" if script["task"] else "the start"
    who = "" if script["actor"] is None else f", as {_value(script['actor'])}"
    return (
        f"`{group.name}` breaks a law of sound tools: {finding.message}",
        [
            f" it is so after these calls, from {start}{who}:",
            *map(_call, script["calls"][:_LONGEST]),
            " what to do: refuse such a call by `require … else` at the tool's beginning, before anything is changed",
        ],
    )


def _live(group: _Group, _: list[_Group], environment: Environment) -> _Told:
    guards = (
        "see that the data have rows for which all of its `require`s hold, and that its parameters"
        " can be known from the results of other tools; or use it in a task's solution"
    )
    return (
        f"`{group.name}` never succeeded, neither in a solution nor in a search for calls",
        [f" what to do: {guards}"],
    )


_TELLERS: dict[str, Callable[[_Group, list[_Group], Environment], _Told]] = {
    "solvable": _solvable,
    "vacuous": _vacuous,
    "sharp": _sharp,
    "sound": _sound,
    "live": _live,
}


def _best(group: _Group) -> list[Finding]:
    """The findings of the fewest calls, of those the first."""
    return sorted(group.findings, key=lambda f: len(f.detail["calls"]))[:EXAMPLES]


def _also(group: _Group) -> list[str]:
    others = list(dict.fromkeys(f.subject for f in group.findings[1:]))
    others = [one for one in others if one != group.findings[0].subject]
    if not others:
        return []
    more = f" and {len(others) - 5} more" if len(others) > 5 else ""
    return [f" also in {', '.join(others[:5])}{more}"]


def _examples(group: _Group, environment: Environment) -> list[str]:
    lines: list[str] = []
    for finding in _best(group):
        detail = finding.detail
        told = f" ({detail['change']})" if "change" in detail else ""
        lines.append(f" {finding.subject}: this earns the reward{told}:")
        lines += _played(environment, finding.subject, detail["calls"])
        if not detail["calls"]:
            lines.append("   no call at all")
        lines.append(f"   final answer: {_cut(json.dumps(detail['answer'], ensure_ascii=False))}")
    return lines


# Calls


def _played(
    environment: Environment, task: str, calls: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """The calls as a solution has them, and what each gives."""
    with environment.episode(task=task, record=False) as episode:
        for call in calls[:_LONGEST]:
            side = call.get("side", "agent")
            result = episode.call(call["tool"], dict(call["arguments"]), side=side)
            if result.error is None:
                yield f"{_call(call)}  → {_cut(result.text)}"
            else:
                yield f"{_call(call)}  → FAILS: {_cut(result.error['message'])}"
    if len(calls) > _LONGEST:
        yield f"   … and {len(calls) - _LONGEST} more calls"


def _call(call: Mapping[str, Any]) -> str:
    given = call.get("arguments")
    if not isinstance(call["tool"], str) or not isinstance(given, Mapping):
        return f"   call {_value(call['tool'])} with {_value(given)}"
    return f"   call {call['tool']}({', '.join(f'{k} = {_value(v)}' for k, v in given.items())})"


def _value(value: Any) -> str:
    """A JSON value as it is written in a spec."""
    if value is None:
        return "none"
    if isinstance(value, list):
        return _cut(f"[{', '.join(map(_value, value))}]")
    if isinstance(value, Mapping):
        return _cut("{ " + ", ".join(f"{k}: {_value(v)}" for k, v in value.items()) + " }")
    return _cut(json.dumps(value, ensure_ascii=False))


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"
