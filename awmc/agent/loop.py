"""One task, played by a model to its end.

In: an episode, a task instance, a model. Out: a `Run`: what was said and done, why it ended, and the verdict. Guaranteed: the model sees the tools of its side,
the system text, the instruction, and what it is answered, and nothing else of the task; calls of one message are made in order; it ends after a bounded
number of requests; a model that fails ends the run with what there is, and loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from awmc.agent.calls import as_message, make_call
from awmc.agent.user import User
from awmc.agent.watching import Nobody, Watcher
from awmc.endpoint.completions import ModelError, Said, ToolCall, Usage
from awmc.endpoint.model import Model
from awmc.interop.calling import openai
from awmc.runtime.failures import CALL_LIMIT, EPISODE_OVER
from awmc.runtime.judging.model import Verdict
from awmc.runtime.parallel.coroutines import AsyncEpisode
from awmc.runtime.result import Result
from awmc.runtime.trajectory import Step

Stop = Literal["answer", "ended", "calls", "turns", "empty", "cut off", "filtered", "error"]
"""Why a run ended: the agent gave its final answer, or the user had nothing more to say; a tool ended the episode; the task's limit of calls, or the limit
of turns, was reached; the model said nothing, was cut off (`finish_reason` length) or was kept back by a filter; a model could not be asked."""


@dataclass(frozen=True)
class Limits:
    """`turns` are messages of the agent, `result` the characters that it sees of one result."""

    turns: int = 50
    result: int = 50_000


@dataclass(frozen=True)
class Run:
    """A task that was played. `messages` are the agent's side of it, `user_messages` those of the simulated user, if there was one. `answer` is what was judged:
    the final text, of a conversation all that the agent said to the user. `error` says why the run was given up, else it is None; what
    was given up is not judged, and has no `verdict`.
    """

    messages: list[dict[str, Any]]
    user_messages: list[dict[str, Any]] | None
    stop: Stop
    error: ModelError | None
    answer: str | None
    usage: Usage
    user_usage: Usage
    steps: list[Step]
    verdict: Verdict | None


async def play(
    episode: AsyncEpisode,
    instance: dict[str, Any],
    model: Model,
    *,
    system: str,
    user_model: Model | None = None,
    limits: Limits | None = None,
    watcher: Watcher | None = None,
) -> Run:
    """Plays a task instance in an episode of it, which records. The simulated user of a conversation is played by `user_model`, else by `model`."""
    limits, watcher = limits or Limits(), watcher or Nobody()
    user = None
    if instance["user"] is not None:
        user = User(user_model or model, episode, instance, limits.result, watcher)
    game = _Game(episode, instance, model, user, system, limits, watcher)
    stop, error = await game.play()
    return Run(
        messages=game.messages,
        user_messages=None if user is None else user.messages,
        stop=stop,
        error=error,
        answer=game.answer,
        usage=game.usage,
        user_usage=Usage() if user is None else user.usage,
        steps=await episode.trajectory(),
        verdict=await episode.verify(game.answer) if error is None else None,
    )


class _Game:
    """A run under way."""

    def __init__(
        self,
        episode: AsyncEpisode,
        instance: dict[str, Any],
        model: Model,
        user: User | None,
        system: str,
        limits: Limits,
        watcher: Watcher,
    ) -> None:
        self.messages: list[dict[str, Any]] = [
            {"role": "system", "content": system},
            {"role": "user", "content": instance["instruction"]},
        ]
        self.usage = Usage()
        self._episode = episode
        self._model = model
        self._user = user
        self._limits = limits
        self._watcher = watcher
        self._tools = [openai(spec) for spec in episode.tools("agent")]
        self._ends = {spec["name"] for spec in episode.tools("agent") if spec["ends"]}
        self._over: Stop | None = None
        """Why no more calls can be made: the model has one more turn, for words."""
        self._said: list[str] = []

    @property
    def answer(self) -> str | None:
        """What is judged of what the agent said."""
        return "\n\n".join(self._said) if self._said else None

    async def play(self) -> tuple[Stop, ModelError | None]:
        """Plays to the end; why it came."""
        try:
            for _ in range(self._limits.turns):
                stop = await self._turn()
                if stop is not None:
                    return stop, None
        except ModelError as error:
            return "error", error
        return self._over or "turns", None

    async def _turn(self) -> Stop | None:
        over = self._over
        said = await self._model.say(self.messages, self._tools, may_call=over is None)
        self.usage += said.usage
        self.messages.append(said.as_message())
        if said.text:
            self._watcher.says("agent", said.text)
        if over is None and said.calls:
            await self._make(said)
            return None
        if said.text:
            self._said.append(said.text)
        return over or await self._after(said)

    async def _make(self, said: Said) -> None:
        for call in said.calls:
            result = await make_call(self._episode, call, "agent")
            self._watcher.calls("agent", call, result)
            self.messages.append(as_message(call, result, self._limits.result))
            self._over = self._over or self._ended_by(call, result)

    def _ended_by(self, call: ToolCall, result: Result) -> Stop | None:
        code = None if result.error is None else result.error["code"]
        if code == CALL_LIMIT:
            return "calls"
        return (
            "ended" if code == EPISODE_OVER or (code is None and call.name in self._ends) else None
        )

    async def _after(self, said: Said) -> Stop | None:
        """After words: the end, or the user's answer."""
        if said.finish == "length":
            return "cut off"
        if said.finish == "content_filter":
            return "filtered"
        if not said.text.strip():
            return "empty"
        if self._user is None:
            return "answer"
        answer = await self._user.answer(said.text)
        if answer is None:
            return "answer"
        self.messages.append({"role": "user", "content": answer})
        return None
