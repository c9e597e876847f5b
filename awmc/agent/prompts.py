"""What an agent and a simulated user are told before they begin.

In: an environment and a task instance. Out: texts for their system messages. Guaranteed: the agent's text has nothing of the task but who is
signed in; only the user's has the script.
"""

from __future__ import annotations

from typing import Any

from awmc.runtime.environment import Environment

DONE = "[DONE]"
"""What a simulated user says at the end of the conversation."""

_ALONE = """\
Do what you are asked with the tools. You cannot ask back: what you need to know is in the request or can be found with the tools.
When you are finished, answer in plain text without calling a tool. That is the end, and all that is read: give every fact you were asked for.
"""
_TALKING = """\
You talk with the person who asks. Do what they want with the tools; ask them for what only they know or can do.
What you say without calling a tool goes to them, and they answer.
"""
_USER = """\
You play a person who talks with an assistant. Stay in this role and never say that you are playing it.

Who you are and what you do:
{script}

You have begun the conversation with these words:
{instruction}

Say one short message at a time, in plain words, and only what you would know. Give away what you are asked for, no more. What your role is said to do, do
with the tools you have, and say so only when it is done. When what you came for is done, or finally refused, and there is nothing left to say, answer with
{done} alone.
"""


def agent_text(environment: Environment, instance: dict[str, Any]) -> str:
    """The policy, the day, who is signed in, and how to end."""
    definition = environment.definition
    parts = [
        definition.policy or definition.doc or "",
        f"It is {definition.clock}.",
        _signed_in(environment, instance),
        _ALONE if instance["user"] is None else _TALKING,
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _signed_in(environment: Environment, instance: dict[str, Any]) -> str:
    entity, key = environment.definition.actor, instance["actor"]
    if entity is None or key is None:
        return ""
    shown = ", ".join(map(str, key)) if isinstance(key, list) else str(key)
    return f"Signed in is: {entity.TABLE.entity} {shown}."


def user_text(instance: dict[str, Any]) -> str:
    """The script of the person, and how they talk."""
    return _USER.format(
        script=instance["user"].strip(), instruction=instance["instruction"].strip(), done=DONE
    )
