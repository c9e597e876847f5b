"""A task of the library, played over `awmc serve` by an agent that knows nothing but its URL.

    pip install "awmc[mcp]"
    AWMC_TOKEN=secret awmc serve generated/library
    AWMC_TOKEN=secret python examples/mcp_client.py http://127.0.0.1:8001

`main` is the trainer: it holds the token, begins an episode, and has it judged. `agent` is the agent: the URL that it gets leads to its own
episode, to tools and to nothing else. It is a rule of thumb here; a model would choose the calls in its place.
"""

from __future__ import annotations

import argparse
import json
import os
import urllib.request
from typing import Any

import anyio
from mcp.client import Client


def main() -> None:
    """Begin every instance of a task, let the agent play, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("address", help="where awmc serve listens")
    address = parser.parse_args().address
    tasks = ask("GET", f"{address}/envs/library/tasks")["tasks"]
    for task in (task for task in tasks if task["family"] == "return_overdue"):
        episode = ask("POST", f"{address}/envs/library/episodes", {"task": task["id"]})
        answer = anyio.run(agent, address + episode["mcp"], episode["instruction"])
        verdict = ask("POST", f"{address}{episode['url']}/verify", {"answer": answer})
        ask("DELETE", address + episode["url"])
        print(f"{task['id']}: {answer} reward {verdict['reward']:g}")


async def agent(url: str, instruction: str) -> str:
    """Return the book that the instruction names, and say what is owed."""
    async with Client(url) as client:

        async def call(name: str, **arguments: Any) -> Any:
            result = await client.call_tool(name, arguments)
            if result.is_error:
                raise RuntimeError(f"{name} failed: {result.content}")
            return result.structured_content

        loans = (await call("my_loans"))["result"]  # a list is no object: it stands under "result"
        loan = next(loan for loan in loans if loan["book"]["title"] in instruction)
        await call("return_book", loan_id=loan["id"])
        return f"You owe {(await call('my_fines'))['owed']:.2f} now."


def ask(method: str, url: str, value: Any = None) -> Any:
    """A request of the trainer, with the token that no agent has."""
    headers = {
        "Authorization": f"Bearer {os.environ['AWMC_TOKEN']}",
        "Content-Type": "application/json",
    }
    body = None if value is None else json.dumps(value).encode()
    request = urllib.request.Request(url, body, headers, method=method)
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read() or b"null")


if __name__ == "__main__":
    main()
