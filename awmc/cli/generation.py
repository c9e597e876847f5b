"""What the verbs of `awmc gen` share: their options, the session that these describe, and how specs that were written are told of.

In: what the options give. Out: an exit code of work that is awaited within a session. Guaranteed: every failure that a user can meet ends as a message.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import replace
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awmc.cli import endpoints
from awmc.cli.numbers import Positive
from awmc.cli.output import Failure, require_extra

if TYPE_CHECKING:
    from awmc.synth.budget import Limits, Price
    from awmc.synth.session import Session
    from awmc.synth.steps import Batch

_COUNT = click.IntRange(1)
_OPTIONS = (
    click.option(
        "-o", "--output", type=click.Path(path_type=Path, file_okay=False), required=True,
        help="The folder for all that is made. The same command on it goes on where it stopped.",
    ),
    *endpoints.declarations(timeout=600.0),
    click.option("--concurrency", type=_COUNT, default=8, show_default=True, help="How many requests are made at once."),
    click.option(
        "--max-output", type=_COUNT, default=32_000, show_default=True, metavar="TOKENS",
        help="How long an answer may be, with its thoughts. A draft that is cut off is gone on with.",
    ),
    click.option(
        "--constrain", type=click.Choice(["auto", "lark", "gbnf", "off"]), default="auto", show_default=True,
        help="Hold answers to the grammar: vLLM takes lark, llama.cpp gbnf; auto asks the endpoint which of them it is.",
    ),
    click.option(
        "--prompts", type=click.Path(path_type=Path, file_okay=False),
        help="A folder with prompts of your own, which take the place of those in templates/prompts/ of the same name.",
    ),
    click.option(
        "--price", metavar="READ/WRITTEN[/CACHED]", help="Dollars for a million tokens, as 2.50/10 or 2.50/10/0.25, to count the cost.",
    ),
    click.option("--attempts", type=_COUNT, default=16, show_default=True, help="The most answers of the model for one spec."),
    click.option("--tokens", type=_COUNT, help="The most tokens for one spec, read and written."),
    click.option("--dollars", type=Positive(), help="The most money for one spec; needs --price."),
    click.option("--minutes", type=Positive(), help="The longest time for one spec, that of waiting for answers."),
    click.option("--total-requests", type=_COUNT, help="The most requests for the folder, those of earlier runs among them."),
    click.option("--total-tokens", type=_COUNT, help="The most tokens for the folder."),
    click.option("--total-dollars", type=Positive(), help="The most money for the folder; needs --price."),
    click.option("--total-minutes", type=Positive(), help="The longest time for this run."),
)  # fmt: skip


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every verb that asks a model; what they give goes to `run`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _range(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, int]:
    """The least and the most of `20-35`, or of one number."""
    found = re.fullmatch(r"(\d{1,4})(?:-(\d{1,4}))?", value)
    least, most = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 0 < least <= most:
        raise click.BadParameter(f"{value!r} is no range: write it as 20-35")
    return least, most


jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=os.cpu_count() or 1,
    help="How many specs are examined at once. By default one a processor.",
)
_tools_option = click.option(
    "--tools",
    callback=_range,
    default="20-35",
    show_default=True,
    metavar="LEAST-MOST",
    help="How many tools a spec shall have.",
)


def size_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of the verbs that write specs."""
    return _tools_option(jobs_option(command))


def run(work: Callable[[Session], Awaitable[int]], **options: Any) -> int:
    """Do the work in a session that the options describe; its exit code."""
    require_extra("gen", "openai", "generating with a model needs openai")
    require_extra("gen", "filelock", "generating with a model needs filelock")
    from awmc.config import ConfigError
    from awmc.endpoint.completions import ModelError
    from awmc.synth.budget import OutOfBudget
    from awmc.synth.folder import FolderError
    from awmc.synth.lines import LinesError
    from awmc.synth.prompts import PromptError
    from awmc.synth.steps import StepError

    async def within() -> int:
        with _ending_well():
            async with _opened(**options) as session:
                return await work(session)

    try:
        return asyncio.run(within())
    except asyncio.CancelledError:
        raise click.Abort from None
    except (ModelError, OutOfBudget) as error:
        again = f"the same command goes on with what is in {options['output']}"
        raise Failure(f"{error}; {again}") from error
    except (FolderError, LinesError, PromptError, StepError, ConfigError) as error:
        raise Failure(str(error)) from error
    except OSError as error:
        raise Failure(_told(error)) from error


def _told(error: OSError) -> str:
    """What a failure of the disk is, in words; those of awmc's own kinds are words already."""
    if error.filename is None or error.strerror is None:
        return str(error)
    where = os.fsdecode(error.filename)
    if error.errno in (ENOSPC, EDQUOT, EFBIG):
        again = "free some space, and run the same command again; nothing was lost"
        return f"{where} cannot be written: {error.strerror}: {again}"
    return f"{where} cannot be read or written: {error.strerror}"


@contextmanager
def _ending_well() -> Iterator[None]:
    """Let what a batch system ends a run with be an interrupt, for answers under way are paid for; the second time it ends at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def end(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        loop.call_soon_threadsafe(task.cancel)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def show(session: Session, batch: Batch) -> int:
    """Print the table of the folder; the exit code."""
    from awmc.synth.story import table

    click.echo(f"\n{table(batch.reports)}\n{session.folder.page} has the stories of all")
    return int(bool(batch.left))


def _opened(
    output: Path,
    concurrency: int,
    max_output: int,
    constrain: Any,
    prompts: Path | None,
    price: str | None,
    **rest: Any,
) -> AbstractAsyncContextManager[Session]:
    """The session that the options describe."""
    from awmc.synth.session import session

    embedding_model = rest.pop("embedding_model", None)
    of_spec, of_folder = _limits(rest, price)
    return session(
        output,
        replace(endpoints.endpoint(**rest), max_tokens=max_output),
        constrain=constrain,
        prompts=prompts,
        price=_price(price),
        limits=of_spec,
        total=of_folder,
        concurrency=concurrency,
        embedding_model=embedding_model,
        tell=_tell,
    )


def _tell(line: str, *, warning: bool = False) -> None:
    click.echo(line, err=warning)


def _limits(rest: dict[str, Any], price: str | None) -> tuple[Limits, Limits]:
    """The limits of a spec and of the folder, taken out of the options."""
    from awmc.synth.budget import Limits

    if price is None and (rest["dollars"] or rest["total_dollars"]):
        raise click.UsageError("a limit in dollars needs the --price of tokens")
    minutes, all_minutes = rest.pop("minutes"), rest.pop("total_minutes")
    of_spec = Limits(
        rest.pop("attempts"), rest.pop("tokens"), rest.pop("dollars"), _seconds(minutes)
    )
    of_folder = Limits(
        rest.pop("total_requests"),
        rest.pop("total_tokens"),
        rest.pop("total_dollars"),
        _seconds(all_minutes),
    )
    return of_spec, of_folder


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else 60 * minutes


def _price(text: str | None) -> Price | None:
    from awmc.synth.budget import Price

    try:
        return None if text is None else Price.parse(text)
    except ValueError as error:
        raise click.UsageError(f"--price: {error}") from error
