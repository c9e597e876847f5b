"""What an environment is called in OpenEnv: `library` is the package `library_env` with the client `LibraryEnv`.

Guaranteed: the names are those by which OpenEnv finds the classes of an installed package (`openenv.auto`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from awmc.interop.exports import ExportError

SUFFIX = "_env"
RESERVED = frozenset(("close", "reset", "state", "step"))
"""Names of tools that OpenEnv keeps for itself."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Names:
    """`package` is that of the Python package, `prefix` the start of the names of its classes, `answer` the tool for the final answer."""

    package: str
    prefix: str
    answer: str

    @property
    def distribution(self) -> str:
        """What pip calls it."""
        return f"openenv-{self.package}"


def names_of(environment: str, tools: set[str]) -> Names:
    """The names for an environment with these tools, whoever calls them. Raises ExportError."""
    package = environment if environment.endswith(SUFFIX) else environment + SUFFIX
    prefix = "".join(word.capitalize() for word in package.replace(SUFFIX, "").split("_"))
    if not _NAME.fullmatch(package) or not _NAME.fullmatch(prefix):
        raise ExportError(
            f"{environment} cannot name a Python package and its classes; rename the environment"
        )
    reserved = sorted(tools & RESERVED)
    if reserved:
        raise ExportError(
            f"OpenEnv keeps the names {', '.join(sorted(RESERVED))} for itself; rename the tool {reserved[0]}"
        )
    return Names(package, prefix, _free("submit_answer", tools))


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name
