"""The declarations of an environment, each with everything in it: one walk for all who ask."""

from __future__ import annotations

from awmc.ir.node import Node

Parts = tuple[tuple[Node, tuple[Node, ...]], ...]
"""Each declaration with the nodes in it, itself included, parents first."""
