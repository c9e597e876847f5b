"""The reference of the command line, `docs/cli.md`, made from the commands themselves.

In: the verbs, and the README, whose commands are the examples. Out: the text of the page. `python -m awmc.cli.pages` writes it; a test fails when it
is stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from textwrap import fill

import click

from awmc.cli import GROUPS, group

TOP = Path(__file__).resolve().parents[2]
PAGE = TOP / "docs" / "cli.md"
README = TOP / "README.md"

HEAD = """\
# The command line

This page is made from what `awmc VERB --help` shows: `python -m awmc.cli.pages` writes it.

| exit code | means |
|---|---|
| 0 | it worked, and nothing was found |
| 1 | something was found, or could not be done; the message says what to do |
| 2 | it was called wrongly |
| 130 | it was interrupted |

Messages and diagnostics go to standard error, results to standard output; the findings of `awmc lint` are its result.
Colours show on a terminal only, and never where `NO_COLOR` is set.

Where a verb takes `ENV`, that is a spec (`specs/library.awm`), a generated folder (`generated/library`), or the name of
either (`library`).
"""

SETTINGS = """\
## Settings

A project's settings stand in `awmc.toml`, or in `pyproject.toml` under `[tool.awmc]` and `[tool.awmc.lint]`. The nearest
folder that has such a file counts, from a spec's own upwards; in one folder `awmc.toml` wins. Paths, `--output` and
`--select` on the command line take the place of settings, `--ignore` adds to them. Every setting may be left out; these
are all:

```toml
# awmc.toml
specs = ["specs"]               # the files and folders that verbs work on where none is named
output = "generated"            # where `awmc compile` writes

[lint]
select = ["tasks", "tools"]     # what lint looks for; where it is left out, every rule that is on
extend-select = ["dead-arrow"]  # what it looks for besides
ignore = ["missing-index"]      # what it does not tell

[lint.per-file-ignores]         # the same, by patterns of paths from this file's folder
"specs/drafts/*" = ["tasks"]
```

A rule is chosen by its name, its code or the start of it (`AWM73`), its family, or `all`: see [the
rules](rules/index.md). A setting that does not exist is an error.
"""


def page(readme: str) -> str:
    """The whole page."""
    context = click.Context(group, info_name="awmc")
    parts = [HEAD, SETTINGS]
    for title, verbs in GROUPS.items():
        parts.append(f"## {title}\n")
        parts += (part for verb in verbs for part in _sections(context, verb, readme))
    return "\n".join(parts)


def _sections(above: click.Context, name: str, readme: str, level: int = 3) -> Iterator[str]:
    """The sections of a verb and, one level lower, of its subcommands."""
    assert isinstance(above.command, click.Group)
    command = above.command.get_command(above, name)
    assert command is not None, name
    with click.Context(command, above, info_name=name) as context:
        yield "\n\n".join(_verb(context, readme, level)) + "\n"
        if isinstance(command, click.Group):
            for part in command.list_commands(context):
                yield from _sections(context, part, readme, level + 1)


def _verb(context: click.Context, readme: str, level: int) -> Iterator[str]:
    """The parts of a verb's section."""
    command, path = context.command, context.command_path
    yield f"{'#' * level} {path}"
    yield from _paragraphs(command.help or "")
    yield _block("text", [" ".join([path, *command.collect_usage_pieces(context)])])
    records = (parameter.get_help_record(context) for parameter in command.params)
    options = [_option(*record) for record in records if record and record[1]]
    if options:
        yield "\n".join(options)
    examples = re.findall(rf"^{path}\b.*$", readme, re.MULTILINE)
    if examples and not isinstance(command, click.Group):
        yield _block("sh", [re.sub(" +#", "  #", example) for example in examples])


def _paragraphs(text: str) -> Iterator[str]:
    """A help text; click takes a paragraph that begins with a backspace as it stands."""
    for paragraph in cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b\n"):
            yield _block("text", paragraph.splitlines()[1:])
        else:
            yield _filled(" ".join(paragraph.split()))


def _option(names: str, text: str) -> str:
    return _filled(f"- `{names}`: {' '.join(text.split())}", indent="  ")


def _filled(text: str, indent: str = "") -> str:
    return fill(text, 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _block(language: str, lines: list[str]) -> str:
    return "\n".join([f"```{language}", *lines, "```"])


if __name__ == "__main__":
    PAGE.write_text(page(README.read_text("utf-8")), "utf-8")
