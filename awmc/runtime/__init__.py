"""What runs an environment: `load` a generated package, play episodes. For generated code, `Session`, `tool`, rows and rules.

Imports the standard library and pydantic, nothing else of awmc: a training worker never loads the compiler.
"""

from awmc.runtime.arguments import Arguments
from awmc.runtime.definition import Definition, Tool, resource, tool
from awmc.runtime.failures import Failed, Rejected
from awmc.runtime.rules import Check, Flow, Invariant, Overlap, Rules
from awmc.runtime.session import Session
from awmc.runtime.tables import Auto, Reference, Row, Table, Unique

__all__ = [
    "Arguments",
    "Auto",
    "Check",
    "Definition",
    "Failed",
    "Flow",
    "Invariant",
    "Overlap",
    "Reference",
    "Rejected",
    "Row",
    "Rules",
    "Session",
    "Table",
    "Tool",
    "Unique",
    "resource",
    "tool",
]
