"""An instruction in the words of the database.

`in_progress` or `due_date` in an instruction are names of the spec, not a person's words: they give away how the value is spelt, which an agent
would otherwise have to find in the tools. Write "in progress", "due on".

## Wrong

```awm
enum Stage { waiting, in_progress }
entity Job { auto key id: int  stage: Stage = waiting }
data Job (stage) { waiting; }
tool set_stage(job: Job "The job's number", stage: Stage "The new one") "Move a job on" { set job.stage = stage }
task start_it {
  instruction "Set the only job to in_progress."
  solution { call set_stage(job = 1, stage = in_progress) }
}
```

## Right

```awm
enum Stage { waiting, in_progress }
entity Job { auto key id: int  stage: Stage = waiting }
data Job (stage) { waiting; }
tool set_stage(job: Job "The job's number", stage: Stage "The new one") "Move a job on" { set job.stage = stage }
task start_it {
  instruction "We have started the only job; put that down."
  solution { call set_stage(job = 1, stage = in_progress) }
}
```
"""

from __future__ import annotations

from awmc.lint.facts.mentions import mentions
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM748",
    "internal-name-in-instruction",
    Family.tasks,
    "the instruction says `{name}`, {what} of the spec",
    'write it as a person would say it: "{plain}"',
)


def check(subject: Subject, report: Report) -> None:
    """Report each name in an instruction, of two words at the least, of a field, a parameter or an enum's member."""
    names = _names(subject)
    for task in subject.syntax(ast.TaskDecl):
        for name, place in mentions(subject, task.instruction):
            if name in names:
                report(place, name=name, what=names[name], plain=name.replace("_", " "))


def _names(subject: Subject) -> dict[str, str]:
    found = {field.name.name: "a field" for field in subject.syntax(ast.FieldDecl)}
    found |= {param.name.name: "a parameter" for param in subject.syntax(ast.ParamDecl)}
    return found | {member.name.name: "a value" for member in subject.syntax(ast.EnumMember)}
