"""The endpoints of those who train and evaluate: environments, tasks, episodes and verdicts. All of them need the token.

In: JSON. Out: JSON, or `Refusal`. What can be asked is the table `Management.routes`; docs/serving.md describes it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from awmc.runtime.limits import INT_HIGH, INT_LOW
from awmc.serve.hosted import Hosted
from awmc.serve.http.bodies import parse, read_body, reply
from awmc.serve.registry import Registry
from awmc.serve.start import Start

_Part = str | Annotated[int, Field(ge=INT_LOW, le=INT_HIGH)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Beginning(_Body):
    """How an episode begins: see `Environment.episode`."""

    task: str | None = None
    seed: Annotated[int, Field(ge=INT_LOW, le=INT_HIGH)] = 0
    actor: _Part | Annotated[list[_Part], Field(min_length=1, max_length=16)] | None = None


class Asked(_Body):
    """A call of a tool, of either side."""

    tool: str
    arguments: dict[str, Any] = {}
    side: Literal["agent", "user"] = "agent"


class Answered(_Body):
    """The agent's final answer: a text, or JSON that is taken as text."""

    answer: Any = None


class Management:
    """The endpoints over one registry. `ended` is told of each episode that is closed here."""

    def __init__(self, registry: Registry, ended: Callable[[Hosted], Awaitable[None]]) -> None:
        self._registry = registry
        self._ended = ended

    def routes(self) -> list[Route]:
        """Every path and what it takes."""
        one = "/envs/{env}/episodes/{id}"
        return [
            Route("/stats", self.stats, methods=["GET"]),
            Route("/envs", self.environments, methods=["GET"]),
            Route("/envs/{env}", self.environment, methods=["GET"]),
            Route("/envs/{env}/tasks", self.tasks, methods=["GET"]),
            Route("/envs/{env}/episodes", self.begin, methods=["POST"]),
            Route("/envs/{env}/episodes", self.episodes, methods=["GET"]),
            Route(one, self.episode, methods=["GET"]),
            Route(one, self.end, methods=["DELETE"]),
            Route(f"{one}/call", self.call, methods=["POST"]),
            Route(f"{one}/verify", self.verify, methods=["POST"]),
            Route(f"{one}/trajectory", self.trajectory, methods=["GET"]),
            Route(f"{one}/diff", self.diff, methods=["GET"]),
        ]

    async def stats(self, request: Request) -> Response:
        """What has happened since the start."""
        return reply(self._registry.stats())

    async def environments(self, request: Request) -> Response:
        """The names of all environments."""
        return reply({"environments": list(self._registry.environments)})

    async def environment(self, request: Request) -> Response:
        """What an environment is, and the tools of both sides."""
        env = self._registry.environment(request.path_params["env"])
        return reply(
            {
                "name": env.name,
                "doc": env.definition.doc,
                "policy": env.definition.policy,
                "digest": env.definition.digest,
                "tools": {side: env.tools(side) for side in ("agent", "user")},
            }
        )

    async def tasks(self, request: Request) -> Response:
        """What each task asks, of whom; not how it is done, nor how it is judged."""
        env = self._registry.environment(request.path_params["env"])
        shown = ("id", "family", "instruction", "user", "actor", "call_limit")
        return reply({"tasks": [{name: task[name] for name in shown} for task in env.tasks()]})

    async def begin(self, request: Request) -> Response:
        """A new episode: its id, where the agent finds it, and what the agent is told."""
        name = self._registry.environment(request.path_params["env"]).name
        start = parse(await self._body(request), Beginning)
        hosted = await self._registry.open(name, Start(**dict(start)))
        described = self._described(hosted)
        return reply(described, 201, {"Location": described["url"]})

    async def episodes(self, request: Request) -> Response:
        """All live episodes of an environment, the oldest first."""
        found = self._registry.episodes(request.path_params["env"])
        return reply({"episodes": [self._described(hosted) for hosted in found]})

    async def episode(self, request: Request) -> Response:
        """One episode, with the script of its simulated user."""
        hosted = self._find(request)
        user = None if hosted.task is None else hosted.task["user"]
        return reply({**self._described(hosted), "user": user})

    async def end(self, request: Request) -> Response:
        """Ends an episode."""
        hosted = self._find(request)
        await self._registry.close(hosted)
        await self._ended(hosted)
        return Response(status_code=204)

    async def call(self, request: Request) -> Response:
        """A call of either side, with the result that the side would see."""
        hosted = self._find(request)
        body = await self._body(request)
        asked = parse(body, Asked)
        result = await hosted.call(asked.tool, asked.arguments, asked.side, len(body))
        return reply({"ok": result.ok, "value": result.value, "error": result.error})

    async def verify(self, request: Request) -> Response:
        """The verdict of the episode as it is now."""
        hosted = self._find(request)
        answered = parse(await self._body(request), Answered)
        return reply((await hosted.verify(answered.answer)).as_json())

    async def trajectory(self, request: Request) -> Response:
        """Every call so far."""
        hosted = self._find(request)
        steps = await hosted.run(lambda e: [step.as_json() for step in e.trajectory])
        return reply({"steps": steps})

    async def diff(self, request: Request) -> Response:
        """The rows that have changed since the start."""
        return reply(asdict(await self._find(request).run(lambda episode: episode.diff())))

    async def _body(self, request: Request) -> bytes:
        return await read_body(request.scope, request.receive, self._registry.limits)

    def _find(self, request: Request) -> Hosted:
        hosted = self._registry.find(request.path_params["env"], request.path_params["id"])
        hosted.used = self._registry.clock()
        return hosted

    def _described(self, hosted: Hosted) -> dict[str, Any]:
        episode, task = hosted.episode, hosted.task or {}
        url = f"/envs/{hosted.environment.name}/episodes/{hosted.id}"
        now = self._registry.clock()
        return {
            "id": hosted.id,
            "environment": hosted.environment.name,
            "url": url,
            "mcp": f"{url}/mcp",
            "task": episode.task,
            "instruction": task.get("instruction"),
            "actor": episode.actor,
            "call_limit": task.get("call_limit"),
            "calls": episode.calls,
            "ended": episode.ended,
            "age_seconds": round(now - hosted.created, 3),
            "idle_seconds": round(now - hosted.used, 3),
        }
