"""What the verbs that ask a language model share: where it is, and how it is asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from awmc.cli.numbers import Finite, Positive

if TYPE_CHECKING:
    from awmc.endpoint.model import Endpoint


def options(*, timeout: float) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options of a model; what they give goes to `endpoint`. `timeout` is the default, in seconds."""

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(declarations(timeout)):
            command = option(command)
        return command

    return with_options


def declarations(timeout: float) -> tuple[Callable[..., Any], ...]:
    """The options one by one, for a verb that has more."""
    return (
        click.option("--model", required=True, help="The model's name at the endpoint."),
        click.option(
            "--base-url", metavar="URL",
            help="An OpenAI-compatible endpoint, as http://localhost:8000/v1. By default $OPENAI_BASE_URL, else OpenAI's.",
        ),
        click.option("--temperature", type=Finite(), help="By default the endpoint's."),
        click.option("--seed", type=int, help="Of the model's chance, where the endpoint knows seeds."),
        click.option(
            "--timeout", type=Positive(), default=timeout, show_default=True, metavar="SECONDS", help="How long one answer may take.",
        ),
        click.option(
            "--retries", type=click.IntRange(0), default=4, show_default=True,
            help="How often a request is made again after rate limits, faults and timeouts.",
        ),
    )  # fmt: skip


def endpoint(model: str, base_url: str | None, **common: Any) -> Endpoint:
    """The endpoint that the options name, with the key of $OPENAI_API_KEY. Needs the official client."""
    from awmc.endpoint.address import OPENAI
    from awmc.endpoint.model import Endpoint

    key = _key(os.environ.get("OPENAI_API_KEY", ""))
    where = address(base_url, "--base-url")
    where = where or address(os.environ.get("OPENAI_BASE_URL"), "OPENAI_BASE_URL")
    if not (key or where):
        raise click.UsageError(
            "set OPENAI_API_KEY, or give the --base-url of a local endpoint, which needs no key"
        )
    return Endpoint(model, where or OPENAI, key, **common)


def address(text: str | None, what: str) -> str | None:
    """The address that an option or a variable gives; None where it is empty."""
    from awmc.endpoint.address import address

    try:
        return address(text) if text and text.strip() else None
    except ValueError as error:
        raise click.UsageError(f"{what}: {error}") from error


def _key(text: str) -> str | None:
    from awmc.endpoint.address import key

    try:
        return key(text)
    except ValueError as error:
        raise click.UsageError(f"OPENAI_API_KEY: {error}") from None
