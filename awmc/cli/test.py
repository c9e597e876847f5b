"""`awmc test`: environments proven: every task solvable, every verifier sharp, every tool sound."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from awmc.cli import environments
from awmc.cli.output import Failure, colored
from awmc.cli.proofs import junit, show_finding, show_proof
from awmc.emit.quote import json_text
from awmc.emit.write import PROOF
from awmc.prove.run import Options, Proof, prove, steps
from awmc.prove.sound import replay as replayed
from awmc.runtime.loader import load_files

_GENERATED = Path("generated")


@click.command("test")
@click.argument("names", nargs=-1, metavar="[ENV]...")
@click.option(
    "--examples",
    type=click.IntRange(0),
    default=Options.examples,
    show_default=True,
    help="Sequences of calls that the tools are tried with.",
)
@click.option(
    "--mutants",
    "budget",
    type=click.IntRange(1),
    default=Options.budget,
    show_default=True,
    help="Mutants of the solution of one task instance.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="What chance depends on.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=None, help="How many processes to use."
)
@click.option(
    "--output-format",
    "form",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    show_default=True,
    help="How to show what was found.",
)
@click.option("--no-keep", is_flag=True, help="Leave proof.json as it is.")
@click.option(
    "--notes",
    is_flag=True,
    help="Show everything: what was never reached, and each mutant that earns a reward.",
)
@click.option(
    "--replay",
    metavar="SCRIPT",
    help="Play one script (JSON, or @FILE) under the laws of sound tools instead.",
)
@environments.extern_option
def command(
    names: tuple[str, ...],
    examples: int,
    budget: int,
    seed: int,
    jobs: int | None,
    form: str,
    no_keep: bool,
    notes: bool,
    replay: str | None,
    allow_extern: bool,
) -> int:
    """Prove that tasks are solvable, verifiers sharp and tools sound.

    ENV is a spec, a generated folder, or the name of either; by default all in generated/. The numbers go to proof.json in the generated folder.

    Exits with 1 where a check fails.
    """
    wanted = names or _all_generated()
    if replay is not None:
        return _replay(wanted, replay, allow_extern)
    options = Options(
        examples=examples,
        seed=seed,
        budget=budget,
        jobs=jobs or os.cpu_count() or 1,
        allow_extern=allow_extern,
    )
    proofs = [_prove(name, options, keep=not no_keep) for name in wanted]
    _show(proofs, form, notes)
    return int(not all(proof.passed for proof in proofs))


def _all_generated() -> tuple[str, ...]:
    found = sorted(path.parent for path in _GENERATED.glob("*/manifest.json"))
    if not found:
        raise click.UsageError(
            "there is nothing in generated/: name a spec, or run `awmc compile` first"
        )
    return tuple(path.as_posix() for path in found)


def _prove(name: str, options: Options, *, keep: bool) -> Proof:
    files, folder = environments.package_files(name)
    wanted = replace(options, target=name)
    shown = sys.stderr.isatty()
    with load_files(files, allow_extern=options.allow_extern) as environment:
        length = steps(environment, wanted)
        label = environment.name
    if shown:
        with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
            proof = prove(files, wanted, bar.update)
    else:
        proof = prove(files, wanted)
    if keep and folder is not None:
        _keep(proof, folder)
    return proof


def _keep(proof: Proof, folder: Path) -> None:
    """Writes proof.json beside the code that it is about, unless it is there already."""
    path, text = folder / PROOF, json_text(proof.as_json())
    try:
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror}") from error


def _show(proofs: Sequence[Proof], form: str, notes: bool) -> None:
    if form == "json":
        click.echo(json.dumps([_as_json(proof) for proof in proofs], indent=2))
    elif form == "junit":
        click.echo(junit(proofs))
    else:
        for proof in proofs:
            show_proof(proof, notes=notes)


def _as_json(proof: Proof) -> dict[str, Any]:
    findings = [finding.as_json() for finding in proof.findings]
    return {
        **proof.as_json(),
        "tasks": proof.tasks.as_json(),
        "seconds": round(proof.seconds, 3),
        "all_findings": findings,
    }


def _replay(names: Sequence[str], script: str, allow_extern: bool) -> int:
    if len(names) != 1:
        raise click.UsageError("name the one environment in which to replay")
    try:
        text = Path(script[1:]).read_text("utf-8") if script.startswith("@") else script
        value = json.loads(text)
    except OSError as error:
        raise Failure(f"cannot read {script[1:]}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"the script is no JSON: {error}") from error
    with environments.open_environment(names[0], allow_extern=allow_extern) as environment:
        try:
            found = replayed(environment, value, target=names[0])
        except ValueError as error:
            raise Failure(f"the script cannot be played: {error}") from error
    if found is None:
        click.echo("the script breaks no law")
        return 0
    show_finding(found, colored(sys.stdout))
    return 1
