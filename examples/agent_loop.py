"""A complete agent loop against any OpenAI-compatible endpoint, with awmc.runtime and the openai client alone.

    pip install "awmc[agent]"
    python examples/agent_loop.py generated/library return_overdue --model MODEL --base-url http://localhost:8000/v1

It plays one instance of a task without a simulated user, and prints what it earned. `awmc agent` does the same with limits, retries and a user.
"""

from __future__ import annotations

import argparse
import json
import os
from typing import Any

from openai import OpenAI

from awmc.interop.calling import openai as openai_tool
from awmc.runtime import Episode, load


def main() -> None:
    """Play the first instance of the task."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("environment", help="a generated folder")
    parser.add_argument("family", help="a task")
    parser.add_argument("--model", required=True)
    parser.add_argument("--base-url")
    arguments = parser.parse_args()
    client = OpenAI(base_url=arguments.base_url, api_key=os.environ.get("OPENAI_API_KEY", "none"))
    with load(arguments.environment) as environment:
        families = {task["family"]: task for task in reversed(environment.tasks())}
        task = families.get(arguments.family)
        if task is None:
            parser.error(f"there is no such task; there are {', '.join(families)}")
        with environment.episode(task=task["id"]) as episode:
            answer = play(
                client,
                arguments.model,
                episode,
                environment.definition.policy or "",
                task["instruction"],
            )
            verdict = episode.verify(answer)
    print(
        f"{task['instruction']}\n\n{answer}\n\nreward {verdict.reward:g}, score {verdict.score:.2f}"
    )
    for violation in verdict.violations:
        print(f"  {violation}")


def play(client: OpenAI, model: str, episode: Episode, policy: str, instruction: str) -> str:
    """The agent's final answer, after the calls that it wants to make."""
    tools: list[Any] = [openai_tool(spec) for spec in episode.tools()]
    messages: list[Any] = [
        {"role": "system", "content": policy},
        {"role": "user", "content": instruction},
    ]
    for _ in range(30):
        completion = client.chat.completions.create(model=model, messages=messages, tools=tools)
        said = completion.choices[0].message
        messages.append(said.model_dump(exclude_none=True))
        if not said.tool_calls:
            return said.content or ""
        for call in said.tool_calls:
            if call.type == "function":
                result = episode.call(call.function.name, value(call.function.arguments))
                print(call.function.name, call.function.arguments, "->", result.text[:200])
                messages.append({"role": "tool", "tool_call_id": call.id, "content": result.text})
    return ""


def value(text: str) -> Any:
    """The JSON that a model wrote. What is none stays a text, which the tool answers with an error."""
    try:
        return json.loads(text or "{}")
    except ValueError:
        return text


if __name__ == "__main__":
    main()
