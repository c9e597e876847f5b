"""What a generated package hands to the runtime: its `Definition`, and its tools by the decorator `@tool`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from awmc.runtime.arguments import Arguments
from awmc.runtime.goals import Goal
from awmc.runtime.rules import Rules
from awmc.runtime.session import Session
from awmc.runtime.tables import Row

A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True)
class Tool(Generic[A]):
    """A tool: its function, the model of its arguments, and what is known of it.

    `reads` and `writes` name tables. `invariants` and `checks` (checks and overlaps) name the rules that its outermost call may break;
    None stands for all. A tool without `writes` and `advances` is read-only, and held to it.
    """

    name: str
    function: Callable[[Session, A], str]
    arguments: type[A]
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    advances: bool = False
    private: bool = False
    by_user: bool = False
    ends: bool = False
    may_reject: bool = False
    invariants: tuple[str, ...] | None = None
    checks: tuple[str, ...] | None = None

    @cached_property
    def read_only(self) -> bool:
        """Whether no call of it changes anything."""
        return not self.writes and not self.advances

    @cached_property
    def only_looks(self) -> bool:
        """Whether a call of it leaves the episode as it is: it changes nothing, and it does not end it."""
        return self.read_only and not self.ends

    @property
    def doc(self) -> str:
        """What it does, in the spec's words."""
        return self.function.__doc__ or ""

    def __call__(self, session: Session, arguments: A) -> str:
        """The JSON text of its result, within a call that has begun."""
        return self.function(session, arguments)


def tool(
    arguments: type[A],
    *,
    name: str | None = None,
    reads: tuple[str, ...] = (),
    writes: tuple[str, ...] = (),
    advances: bool = False,
    private: bool = False,
    by_user: bool = False,
    ends: bool = False,
    may_reject: bool = False,
    invariants: tuple[str, ...] | None = None,
    checks: tuple[str, ...] | None = None,
) -> Callable[[Callable[[Session, A], str]], Tool[A]]:
    """Makes a `Tool` of a function; its name is the function's, unless `name` says otherwise."""

    def made(function: Callable[[Session, A], str]) -> Tool[A]:
        return Tool(
            name=name or function.__name__,
            function=function,
            arguments=arguments,
            reads=reads,
            writes=writes,
            advances=advances,
            private=private,
            by_user=by_user,
            ends=ends,
            may_reject=may_reject,
            invariants=invariants,
            checks=checks,
        )

    return made


@dataclass(frozen=True)
class Definition:
    """An environment. `schema` and `data` are the texts of the SQL files; `tables` the row classes in the order of the schema; `actor` the
    class of `me`; `specs` the content of tools.json, `tasks` that of tasks.json; `externs` the spec's outside functions, `"geo:haversine"`."""

    name: str
    tables: tuple[type[Row], ...]
    tools: Mapping[str, Tool[Any]]
    schema: str
    data: str = ""
    rules: Rules = field(default_factory=Rules)
    clock: str = "2000-01-01T00:00:00"
    doc: str | None = None
    actor: type[Row] | None = None
    policy: str | None = None
    seed: int = 0
    specs: tuple[dict[str, Any], ...] = ()
    tasks: tuple[dict[str, Any], ...] = ()
    goals: Mapping[str, Goal] = field(default_factory=dict)
    """By task family; those without one are left out."""
    externs: tuple[str, ...] = ()
    package: str = ""
    """The name of the generated package, under which `externs` are found (`<package>.externs.geo`)."""
    digest: str = ""


def resource(package: str, name: str) -> str:
    """The text of a file of a generated package, wherever the package was loaded from: `resource(__name__, "schema.sql")`."""
    data = pkgutil.get_data(package, name)
    if data is None:
        raise FileNotFoundError(f"{package} has no file {name}")
    return data.decode("utf-8")
