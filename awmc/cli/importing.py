"""What the verbs of `awmc import` share: options, writing without overwriting, the report."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from awmc.cli.output import Failure
from awmc.diagnostics.words import counted

if TYPE_CHECKING:
    from awmc.interop.sql.importing import Imported

_CLOCK = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every import."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _clock(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    from awmc.runtime.functions.dates import is_datetime

    if value is not None and not (_CLOCK.fullmatch(value) and is_datetime(value)):
        raise click.BadParameter(f"{value!r} is no time; write it as 2026-03-02T09:00:00")
    return value.replace("T", " ") if value else None


_OPTIONS = (
    click.option(
        "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("specs"), show_default=True,
        help="Where to write the spec; its data go to a folder beside it.",
    ),
    click.option("--clock", callback=_clock, metavar="TIME", help="What `now` means in the rows; else found from them."),
    click.option("--force", is_flag=True, help="Overwrite files that are there."),
    click.option(
        "--output-format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to show what was done.",
    ),
)  # fmt: skip


def write_all(imported: Sequence[Imported], output: Path, *, force: bool) -> None:
    """Write the files of specs, all or none. Fails where one is there already, unless `force`."""
    wanted = [(output / name, text) for one in imported for name, text in one.files.items()]
    there = [path for path, _ in wanted if os.path.lexists(path)]
    if there and not force:
        more = f" and {counted(len(there) - 1, 'other file')}" if len(there) > 1 else ""
        raise Failure(
            f"{there[0]}{more} would be overwritten; choose another folder with -o, or add --force"
        )
    beside = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path, _ in wanted}
    try:
        for path, text in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path].write_text(text, "utf-8", newline="\n")
        for path, new in beside.items():
            new.replace(path)
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}") from error
    finally:
        for new in beside.values():
            with suppress(OSError):  # its folder could not be made
                new.unlink()


def show(imported: Sequence[Imported], output: Path, form: str) -> None:
    """Tell what was done."""
    if form == "json":
        click.echo(
            json.dumps([_as_json(one, output) for one in imported], indent=2, ensure_ascii=False)
        )
        return
    for one in imported:
        spec = output / f"{one.name}.awm"
        counts = [
            counted(one.tables, "table"),
            counted(one.rows, "row"),
            *([counted(one.tools, "tool")] if one.tools else []),
        ]
        click.echo(f"{spec} is written: {', '.join(counts)}; compile it with `awmc compile {spec}`")
        for line in one.report.lines():
            click.echo(f"  {line}")
        if one.quarantine:
            click.echo(
                f"  {counted(len(one.report.lost), 'row')} in quarantine: {output / one.quarantine}"
            )


def _as_json(one: Imported, output: Path) -> dict[str, Any]:
    return {
        "name": one.name,
        "spec": (output / f"{one.name}.awm").as_posix(),
        "files": [(output / name).as_posix() for name in one.files],
        "tables": one.tables,
        "rows": one.rows,
        "tools": one.tools,
        "report": one.report.as_json(),
    }
