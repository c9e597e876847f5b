"""What an agent is told over MCP: the tools of its side, the policy, and the instruction of its task.

In: an environment, an episode. Out: plain values in the protocol's terms. Guaranteed: nothing else of a task is in them, its id neither; its goal,
solution, answers and the user's script are not read here.
"""

from __future__ import annotations

from typing import Any

from awmc.interop import calling
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode
from awmc.runtime.result import Result


class Told:
    """What is the same for every agent in one environment."""

    def __init__(self, environment: Environment) -> None:
        definition = environment.definition
        specs = environment.tools("agent")
        self.name = environment.name
        self.tools = [calling.mcp(spec) for spec in specs]
        """The tools in MCP's form."""
        self.policy = definition.policy
        """The rules of conduct, if there are any."""
        self.policy_uri = f"awmc://{environment.name}/policy"
        self.instructions = "\n\n".join(filter(None, (definition.doc, self.policy))) or None
        """What clients may put into a model's system prompt: what the environment is, and its policy."""
        self._specs = {spec["name"]: spec for spec in specs}
        schemas = {tool["name"]: tool["outputSchema"] for tool in self.tools}
        self._wrapped = {n for n, s in self._specs.items() if schemas[n] is not s["outputSchema"]}

    def result(self, tool: str, result: Result) -> tuple[str, dict[str, Any] | None]:
        """A result's text, and its structured content: the same JSON. An error is text alone: structured content has the tool's output schema,
        and clients check it, of errors too."""
        if not result.ok:
            return result.text, None
        content = calling.structured(self._specs[tool], result.value)
        text = f'{{"{calling.RESULT}":{result.text}}}' if tool in self._wrapped else result.text
        return text, content


def prompts(episode: Episode) -> dict[str, str]:
    """What an agent could be asked here: the episode's task, else the tasks that begin just so.

    They are named by numbers: an id says which row it is about, and often what is right (`renewal_refused[L00018]`).
    """
    tasks = episode.environment.tasks()
    if episode.task is not None:
        tasks = [task for task in tasks if task["id"] == episode.task]
    else:
        tasks = [task for task in tasks if not task["given"] and _actor(task) == episode.actor]
    return {f"task_{number}": task["instruction"] for number, task in enumerate(tasks, 1)}


def _actor(task: dict[str, Any]) -> tuple[Any, ...] | None:
    key = task["actor"]
    if key is None:
        return None
    return tuple(key) if isinstance(key, list) else (key,)
