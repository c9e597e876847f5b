"""A hand-written environment, as the compiler would make it."""

import json

from awmc.runtime import Definition, resource

from .rows import TABLES, Member
from .rules import RULES
from .tools import TOOLS

ENVIRONMENT = Definition(
    name="library",
    tables=TABLES,
    tools=TOOLS,
    schema=resource(__name__, "schema.sql"),
    data=resource(__name__, "data.sql"),
    rules=RULES,
    clock="2026-03-02T09:00:00",
    actor=Member,
    specs=tuple(json.loads(resource(__name__, "tools.json"))),
    tasks=tuple(json.loads(resource(__name__, "tasks.json"))),
    externs=("geo:double",),
)
