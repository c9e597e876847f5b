"""What runs an environment: `load` a generated package, play episodes. For generated code, `Session`, `tool`, rows and rules.

Imports the standard library and pydantic, nothing else of awmc: a training worker never loads the compiler.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from awmc.runtime.arguments import Arguments
from awmc.runtime.contract import Contract, Model, Verification, contract
from awmc.runtime.database import DatabaseError
from awmc.runtime.definition import Definition, Tool, resource, tool
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode
from awmc.runtime.failures import Failed, Rejected
from awmc.runtime.goals import Goal
from awmc.runtime.journal import Diff, RowChange
from awmc.runtime.judging.model import Clause, Verdict
from awmc.runtime.loader import LoadError, load
from awmc.runtime.result import Result
from awmc.runtime.review import Review
from awmc.runtime.rules import Check, Each, Flow, Invariant, Message, Overlap, Rules
from awmc.runtime.session import Session
from awmc.runtime.stirring import Loop
from awmc.runtime.store import Store
from awmc.runtime.tables import Auto, Catalogue, Reference, Row, Table, Unique
from awmc.runtime.traces import Trace, Traces
from awmc.runtime.trajectory import Step
from awmc.runtime.world import World

if TYPE_CHECKING:
    from awmc.runtime.parallel.coroutines import AsyncEpisode, AsyncPool
    from awmc.runtime.parallel.pool import Pool
    from awmc.runtime.parallel.shards import EpisodesLost

__all__ = [
    "Arguments",
    "AsyncEpisode",
    "AsyncPool",
    "Auto",
    "Catalogue",
    "Check",
    "Clause",
    "Contract",
    "DatabaseError",
    "Definition",
    "Diff",
    "Each",
    "Environment",
    "Episode",
    "EpisodesLost",
    "Failed",
    "Flow",
    "Goal",
    "Invariant",
    "LoadError",
    "Loop",
    "Message",
    "Model",
    "Overlap",
    "Pool",
    "Reference",
    "Rejected",
    "Result",
    "Review",
    "Row",
    "RowChange",
    "Rules",
    "Session",
    "Step",
    "Store",
    "Table",
    "Tool",
    "Trace",
    "Traces",
    "Unique",
    "Verdict",
    "Verification",
    "World",
    "contract",
    "load",
    "resource",
    "tool",
]

_LATER = {
    "AsyncEpisode": "coroutines",
    "AsyncPool": "coroutines",
    "EpisodesLost": "shards",
    "Pool": "pool",
}
"""What is imported when it is asked for: asyncio takes longer to import than everything else here."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"awmc.runtime.parallel.{_LATER[name]}"), name)
