"""A tool that returns every row of a table that grows.

Other tools add rows to the table, and this one returns them all, without a filter or a limit: the longer an episode is, the more of the
agent's context one call takes. Add a limit, and an offset where agents must see all of them, or a filter. Tables that nothing adds to are left alone.

## Wrong

```awm
entity Note { auto key id: int  content: text }
tool add_note(content: text "In a sentence") "Write a note" { return create Note { content } }
tool list_notes() "All notes" { return [n for n in Note] }
```

## Right

```awm
entity Note { auto key id: int  content: text }
tool add_note(content: text "In a sentence") "Write a note" { return create Note { content } }
tool list_notes(limit: int(1..50) "At most so many" = 20) "The latest notes" {
  return [n for n in Note order by n.id desc limit limit]
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from awmc.ir import expr as e
from awmc.ir import stmt as s
from awmc.ir.model import Tool
from awmc.ir.walk import all_statements
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject

RULE = rule(
    "AWM769",
    "unpaged-list",
    Family.tools,
    "`{tool}` returns every row of `{entity}`, to which `{adder}` adds more",
    "let the agent say how many: a parameter `limit: int(1..50) = 20`, and `limit limit` at the end of the list",
)


def check(subject: Subject, report: Report) -> None:
    """Report each list of a whole table in the result of a reading tool of the agent, where a tool adds rows."""
    adders = {entity: tool.name for tool in subject.agent_tools for entity in tool.effects.creates}
    for tool in subject.agent_tools:
        if not tool.read_only:
            continue
        for statement, entity in _whole_tables(tool):
            if entity in adders:
                report(statement.span, tool=tool.name, entity=entity, adder=adders[entity])
                break


def _whole_tables(tool: Tool) -> Iterator[tuple[s.Return, str]]:
    for one in all_statements(tool.body):
        match one:
            case s.Return(
                value=e.Comprehension(
                    gather="list",
                    clauses=(e.ForClause(source=e.EntityRows(entity=entity)),),
                    limit=None,
                )
            ):
                yield one, entity
            case _:
                pass
