"""A simulated user: a second model that plays the script of a task.

In: what the agent says. Out: what the person answers, after the calls of the user's tools that it makes. Guaranteed: the agent's side never sees the script
or these calls; a turn has a bounded number of requests.
"""

from __future__ import annotations

from typing import Any

from awmc.agent.calls import as_message, make_call
from awmc.agent.prompts import DONE, user_text
from awmc.agent.watching import Watcher
from awmc.endpoint.completions import ModelError, Usage
from awmc.endpoint.model import Model
from awmc.interop.calling import openai
from awmc.runtime.parallel.coroutines import AsyncEpisode

_ROUNDS = 10
"""Requests in which a user may call tools before it has to say something."""


class User:
    """The person of one task instance."""

    def __init__(
        self,
        model: Model,
        episode: AsyncEpisode,
        instance: dict[str, Any],
        longest: int,
        watcher: Watcher,
    ) -> None:
        self.usage = Usage()
        self.messages: list[dict[str, Any]] = [{"role": "system", "content": user_text(instance)}]
        self._model = model
        self._episode = episode
        self._longest = longest
        self._watcher = watcher
        self._tools = [openai(spec) for spec in episode.tools("user")]

    async def answer(self, heard: str) -> str | None:
        """What the person says to this; None where the conversation is over. Raises ModelError, also where the model says nothing or is cut off: that is no
        fault of the agent's."""
        self.messages.append({"role": "user", "content": heard})
        for left in range(_ROUNDS, -1, -1):
            said = await self._model.say(self.messages, self._tools, may_call=left > 0)
            self.usage += said.usage
            self.messages.append(said.as_message())
            for call in said.calls:
                result = await make_call(self._episode, call, "user")
                self._watcher.calls("user", call, result)
                self.messages.append(as_message(call, result, self._longest))
            if not said.calls:
                break
        if DONE in said.text:
            return None
        if not said.text.strip() or said.finish in ("length", "content_filter"):
            ended = f" (finish_reason {said.finish})" if said.finish else ""
            raise ModelError(f"the model that plays the user gave no whole message{ended}")
        self._watcher.says("user", said.text)
        return said.text
