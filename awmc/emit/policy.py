"""`POLICY.md`: the rules of conduct that the spec gives the agent, for people to read.

In: the environment. Out: Markdown. An agent gets the same text, unescaped, from the runtime.
"""

from dataclasses import dataclass

from awmc.emit.templates import render
from awmc.ir.model import Environment


@dataclass(frozen=True)
class Policy:
    """What `POLICY.md.jinja` shows."""

    name: str
    source: str
    text: str


def emit_policy(env: Environment) -> str:
    """The text of `POLICY.md`."""
    text = _dedented(env.policy or "") or "This environment has no policy of its own."
    return render("POLICY.md.jinja", Policy(env.name, env.source, text))


def _dedented(text: str) -> str:
    """Without the indentation that all its lines share."""
    lines = text.strip("\n").split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:].rstrip() for line in lines).strip("\n")
