"""The Python of a generated package: IR in, source text out."""

from awmc.emit.python.contracts import emit_contracts
from awmc.emit.python.goals import emit_goals
from awmc.emit.python.package_init import emit_init
from awmc.emit.python.rows import emit_rows
from awmc.emit.python.rules import emit_rules
from awmc.emit.python.tools import emit_tools

__all__ = [
    "emit_contracts",
    "emit_goals",
    "emit_init",
    "emit_rows",
    "emit_rules",
    "emit_tools",
]
