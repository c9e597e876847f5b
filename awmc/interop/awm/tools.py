"""The endpoints of a scenario: tools where they can be translated, comments where not.

In: the code of a server, and the design of its data. Out: parts of the spec, and for each endpoint that is no tool why. Guaranteed: every endpoint is one or the other; a tool that the compiler does not
take is left out like the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from awmc.interop.awm.lifting import given_by, lift, tool_name
from awmc.interop.awm.routes import Code, Route, parse_code
from awmc.interop.awm.values import NotLifted
from awmc.interop.parts import Part
from awmc.interop.sql.entities import Design


@dataclass(frozen=True)
class Stub:
    """An endpoint that is no tool, and why."""

    route: Route
    signature: str
    reason: str


@dataclass
class Tools:
    """What became of the endpoints."""

    parts: list[Part] = field(default_factory=list)
    stubs: list[Stub] = field(default_factory=list)
    routes: dict[str, Route] = field(default_factory=dict)
    """By the name of the part."""
    code: Code = field(default_factory=Code)

    def reject(self, part: str, reason: str) -> None:
        """Take a tool for a stub after all."""
        route = self.routes.pop(part)
        self.stubs.append(Stub(route, signature(route, self.code), reason))


def lift_tools(text: str, design: Design) -> Tools:
    """The tools of a server's code."""
    tools = Tools(code=parse_code(text) if text else Code(problem="there is no code"))
    names: set[str] = set()
    for route in tools.code.routes:
        shown, reason = signature(route, tools.code), ""
        try:
            if tool_name(route) in names:
                raise NotLifted("another endpoint has the same operation_id")
            made = lift(route, tools.code, design)
        except NotLifted as error:
            reason = str(error)
        except RecursionError:
            reason = "its code is nested too deep"
        if reason:
            tools.stubs.append(Stub(route, shown, reason))
            tools.parts.append(Part(stub_comment(route, shown, reason)))
            continue
        names.add(tool_name(route))
        part = Part(
            made,
            stub_comment(route, shown, "what it was translated to does not compile"),
            f"tool {route.operation}",
        )
        tools.parts.append(part)
        tools.routes[part.name] = route
    return tools


def signature(route: Route, code: Code) -> str:
    """The tool that is to be written, as far as the code says: `cancel_order(order_id: int, reason: str = …)`."""
    given = ", ".join(
        f"{one.shown}: {one.annotation or 'any'}{'' if one.default is None else ' = …'}"
        for one in given_by(route, code)
    )
    return f"{tool_name(route)}({' '.join(given.split())})"


def stub_comment(route: Route, shown: str, reason: str) -> str:
    """What stands in the spec for a tool that is missing."""
    lines = [
        f"TODO tool {shown}",
        f"  {route.said}" if route.said else "",
        f"  {route.method} {route.path}; not translated: {reason}",
    ]
    return "".join(f"# {line}\n" for line in _plain(lines)) + "\n"


def _plain(lines: list[str]) -> Iterator[str]:
    """Lines without signs that would end a comment."""
    for line in lines:
        if line.strip():
            yield "  " * line.startswith("  ") + " ".join(
                "".join(c if c.isprintable() else " " for c in line).split()
            )
