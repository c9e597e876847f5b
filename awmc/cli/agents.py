"""What `awmc agent` does with its models: one task under the reader's eyes, or many with a line each and a summary."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from awmc.agent.evaluation import Play, evaluate
from awmc.agent.loop import Limits, Run, play
from awmc.agent.prompts import agent_text
from awmc.agent.records import RunFile, Tally, run_json, summary
from awmc.agent.watching import Nobody, Watcher
from awmc.cli.call import pretty
from awmc.cli.output import Failure
from awmc.cli.play import indented, show_call, show_start, write_json
from awmc.cli.verdicts import show_verdict
from awmc.diagnostics.words import counted
from awmc.endpoint.completions import ModelError, ToolCall
from awmc.endpoint.model import Endpoint, Model
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Side
from awmc.runtime.parallel.coroutines import AsyncEpisode
from awmc.runtime.result import Result

_SHOWN = 2000
"""Characters of one text that are printed."""
_ENDS = {
    "answer": "the agent has answered",
    "ended": "a tool has ended the episode",
    "calls": "the task's limit of calls is reached",
    "turns": "the limit of turns is reached; --max-turns allows more",
    "empty": "the agent has said nothing",
    "cut off": "the agent's message was cut off by the endpoint's limit of tokens",
    "filtered": "the endpoint's filter has kept the agent's message back",
    "error": "the model failed",
}


@dataclass(frozen=True)
class Setup:
    """Who plays where, and how. `user` None: the agent's model plays the user; `system` None: the default text."""

    environment: Environment
    endpoint: Endpoint
    user: Endpoint | None
    system: str | None
    limits: Limits

    def record(self, instance: dict[str, Any], run: Run) -> dict[str, Any]:
        """The run as it is kept."""
        user = None if self.user is None else self.user.model
        return run_json(self.environment, instance, run, self.endpoint.model, user)

    async def player(self, stack: AsyncExitStack, watcher: Watcher) -> Play:
        """What plays an instance with the models, which are closed with the stack."""
        model = Model(self.endpoint)
        stack.push_async_callback(model.close)
        user_model = model
        if self.user is not None:
            user_model = Model(self.user)
            stack.push_async_callback(user_model.close)

        async def play_instance(episode: AsyncEpisode, instance: dict[str, Any]) -> Run:
            return await play(
                episode,
                instance,
                model,
                system=self.system or agent_text(self.environment, instance),
                user_model=user_model,
                limits=self.limits,
                watcher=watcher,
            )

        return play_instance


async def play_one(setup: Setup, instance: dict[str, Any], trajectory: Path | None) -> int:
    """Play one instance and show all of it; the exit code."""
    show_start(instance)
    async with AsyncExitStack() as stack:
        player = await setup.player(stack, _Printer())
        async with setup.environment.async_episode(task=instance["id"]) as episode:
            run = await player(episode, instance)
    _show_end(run)
    if trajectory is not None:
        write_json(trajectory, setup.record(instance, run))
    if run.error is not None:
        raise Failure(
            f"{run.error}" + ("" if trajectory is None else f"; {trajectory} has what was played")
        )
    return int(run.verdict is None or run.verdict.reward != 1.0)


def _show_end(run: Run) -> None:
    calls = [step for step in run.steps if step.side == "agent"]
    failed = sum(not step.result.ok for step in calls)
    tokens = f"{run.usage.input_tokens} tokens read, {run.usage.output_tokens} written"
    click.echo(f"\n{counted(len(calls), 'call')}, {failed} failed; {tokens}; {_ENDS[run.stop]}")
    if run.verdict is not None:
        show_verdict(run.verdict)


class _Printer:
    """Prints what happens. What a model wrote is no command for a terminal."""

    def says(self, who: Side, text: str) -> None:
        """Somebody has said something."""
        click.echo(f"\n{who:<7} says")
        click.echo(indented(_shown(text)))

    def calls(self, who: Side, call: ToolCall, result: Result) -> None:
        """Somebody has called a tool."""
        value = {"error": result.error} if result.error is not None else result.value
        show_call(who, _shown(call.name), _shown(call.text), _shown(pretty(value)))


def _shown(text: str) -> str:
    cut = f" … ({len(text)} characters)" if len(text) > _SHOWN else ""
    clean = (
        c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text[:_SHOWN]
    )
    return "".join(clean) + cut


async def play_many(
    setup: Setup, instances: list[dict[str, Any]], concurrency: int, output: Path | None
) -> int:
    """Play instances with a line each, then a summary; the exit code."""
    runs = _Runs(setup, output)
    wanted = [instance for instance in instances if runs.wants(instance)]
    async with AsyncExitStack() as stack:
        player = await setup.player(stack, Nobody())
        pool = await stack.enter_async_context(
            setup.environment.async_pool(concurrency, record=True)
        )
        try:
            await evaluate(pool, wanted, player, runs.tell)
        except ModelError as error:
            runs.hopeless = str(error)
        finally:
            runs.show_summary(len(instances))
    if runs.hopeless is not None:
        again = "" if output is None else f"; the same command goes on with what is not in {output}"
        raise Failure(f"{runs.hopeless}{again}")
    return int(any(tally.error is not None for tally in runs.tallies))


class _Runs:
    """The runs of this evaluation, those that an earlier one has finished among them."""

    def __init__(self, setup: Setup, output: Path | None) -> None:
        self.tallies: list[Tally] = []
        self.hopeless: str | None = None
        self._setup = setup
        self._output = output
        try:
            model = setup.endpoint.model
            self._file = None if output is None else RunFile(output, setup.environment, model)
        except OSError as error:
            raise Failure(f"cannot read {output}: {error.strerror}") from error
        if self._file is not None and self._file.unreadable:
            count = counted(self._file.unreadable, "line")
            click.echo(f"awmc: {count} of {output} can not be read as runs", err=True)

    def wants(self, instance: dict[str, Any]) -> bool:
        """Whether an instance is still to be played; what is finished is counted."""
        done = None if self._file is None else self._file.finished.get(instance["id"])
        if done is not None:
            self.tallies.append(done)
        return done is None

    def tell(self, instance: dict[str, Any], run: Run) -> None:
        """Keep a run, and print its line."""
        record = self._setup.record(instance, run)
        tally = Tally.of(record)
        self.tallies.append(tally)
        if self._file is not None:
            try:
                self._file.add(record)
            except OSError as error:
                raise Failure(f"cannot write {self._output}: {error.strerror}") from error
        told = "error" if tally.error is not None else f"{tally.reward:g} {tally.score:.2f}"
        click.echo(f"{told:<8} {tally.task}  {counted(tally.calls, 'call')}, {tally.stop}")
        if tally.error is not None:
            click.echo(f"         {tally.error}")

    def show_summary(self, wanted: int) -> None:
        """Print all of it in numbers."""
        found = summary(self.tallies)
        rest = wanted - len(self.tallies)
        click.echo(
            f"\n{found.judged} of {wanted} judged"
            + (f", {found.failed} failed" if found.failed else "")
            + (f", {rest} not played" if rest else "")
        )
        click.echo(
            f"success {100 * found.success:.1f} %, mean score {found.score:.3f}, {found.calls:.1f} calls a run"
        )
        click.echo(f"{found.tokens[0]} tokens read, {found.tokens[1]} written")
        self._show_families()

    def _show_families(self) -> None:
        """Print how many runs of each task earned the reward, where there are several tasks."""
        rewards: dict[str, list[float]] = {}
        for tally in self.tallies:
            if tally.error is None:
                rewards.setdefault(tally.task.split("[")[0], []).append(tally.reward)
        for family, found in rewards.items() if len(rewards) > 1 else ():
            click.echo(f"  {family:<32} {sum(found):g} of {len(found)}")
