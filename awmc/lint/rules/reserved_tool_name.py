"""A tool name that hosts keep for themselves.

The generated environment runs inside hosts that know such a name already: a tool called `reset` is hidden by the environment's own
method, and one called `python` is taken for the model's own tool. Agents then call the other thing, or the host refuses the list of tools.

## Wrong

```awm
entity Lamp { key id: int  on: bool = false }
tool reset(lamp: Lamp) "Turn a lamp off" { set lamp.on = false }
```

## Right

```awm
entity Lamp { key id: int  on: bool = false }
tool turn_off(lamp: Lamp) "Turn a lamp off" { set lamp.on = false }
```
"""

from __future__ import annotations

from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM762",
    "reserved-tool-name",
    Family.tools,
    "`{name}` is a name of {host}, which an agent's call of this tool would meet first",
    "name the tool for what it does here, such as `{name}_order`",
)
_HOSTS = {
    "Gymnasium and OpenEnv environments": "reset step state close render seed health metadata schema",
    "the Model Context Protocol": "initialize ping list_tools call_tool list_resources read_resource "
    "list_prompts get_prompt complete tools",
    "Python, in generated clients": "print eval exec exit quit open input import",
    "the tools that come with models": "python browser bash computer code_interpreter code_execution "
    "web_search web_fetch file_search image_generation shell str_replace_based_edit_tool "
    "str_replace_editor text_editor apply_patch memory container parallel multi_tool_use functions",
    "agents' own loops": "done finish submit final_answer answer respond transfer_to_human think "
    "handoff terminate stop verify",
}
RESERVED = {name: host for host, names in _HOSTS.items() for name in names.split()}
"""What each reserved name belongs to."""


def check(subject: Subject, report: Report) -> None:
    """Report each tool that can be called from outside by a reserved name."""
    for tool in subject.syntax(ast.ToolDecl):
        host = RESERVED.get(tool.name.name)
        if host is not None and not tool.private:
            report(tool.name.span, name=tool.name.name, host=host)
