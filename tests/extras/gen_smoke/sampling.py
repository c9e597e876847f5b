"""What the small model is asked, under the grammar and without it.

A model of this size writes names, texts, white space and comments without end, so that half of the samples are drawn under a part of the grammar in which they
are short: what that writes, the whole grammar writes, too. Whatever starts as a tool, a task or an entity is more likely to end than a whole spec.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from awmc.endpoint.model import Endpoint, Model
from awmc.resources import template_text
from awmc.syntax.export.grammars import grammar_for

STARTS = ("tool", "task", "entity", "module")
TEMPERATURES = (0.2, 0.7, 1.0, 1.5)
WORLDS = ("a library that lends books", "a hotel", "a bicycle repair shop", "a clinic")
EXAMPLES = {
    "tool": "tool set_price(item: Item, price: Money) {\n  require price > 0 else bad_price\n  item.price = price\n}",
    "task": 'task sell "Sell it." {\n  given item: Item\n  instruction "Sell {item.name}."\n  solution { sell(item) }\n}',
    "entity": 'entity Item "something for sale" {\n  key id: text\n  name: text\n  price: Money = 1\n}',
    "module": 'environment shop "A shop."\n\nentity Item { key id: text  name: text  sold: bool = false }',
}
PENALTIES = {"repeat_penalty": 1.15, "repeat_last_n": 128}
SHORT = {
    "t-ws": '"\\n"? " "{0,4} " " | "\\n"',
    "t-name": "[a-z] [a-z_]{0,9}",
    "t-type-name": "[A-Z] [a-z]{0,9}",
    "t-field": '[a-z] [a-z_]{0,9} ":"',
    "t-doc": '"\\"" [A-Za-z0-9 ,.]{0,60} "\\""',
    "t-raw-text": '"\'" [A-Za-z0-9 ,.]{0,60} "\'"',
}
"""What is put in the place of terminals so that texts end: each writes a part of what the terminal writes."""


@dataclass(frozen=True)
class Setting:
    """One way to ask."""

    start: str
    world: str
    temperature: float
    seed: int
    whole: bool = True
    """Whether the grammar is sent as `awmc grammar` prints it, else the part of it that writes short texts."""
    copy: bool = False
    """Whether it is asked to write the example again, which it is more likely to end."""
    reference: bool = False
    """Whether the language reference of `awmc prompt` stands before the question."""

    @property
    def grammar(self) -> str:
        """The grammar that is sent."""
        text = grammar_for("gbnf", self.start)
        return text if self.whole else shortened(text)

    @property
    def messages(self) -> list[dict[str, str]]:
        """The question."""
        told = template_text("prompt/reference.md") if self.reference else "You write specs."
        example = EXAMPLES[self.start]
        wanted = f"the {self.start} of {self.world}, in a few lines"
        if self.copy:
            wanted = "this again, word by word, and nothing else"
        asked = f"For example:\n\n{example}\n\nWrite {wanted}."
        return [{"role": "system", "content": told}, {"role": "user", "content": asked}]


@dataclass(frozen=True)
class Sample:
    """What came back. `ended`: by itself, not at the limit of tokens."""

    setting: Setting
    constrained: bool
    text: str
    ended: bool
    tokens: int
    seconds: float


def shortened(grammar: str) -> str:
    """A part of a grammar, in which names, texts and white space are short and there are no comments."""
    lines = []
    for line in grammar.splitlines():
        name, _, body = line.partition(" ::= ")
        lines.append(f"{name} ::= {SHORT.get(name, body.removesuffix(' t-last-comment?'))}")
    return "\n".join(lines)


def settings(count: int, *, reference: bool = False) -> Iterator[Setting]:
    """So many ways, each of them different."""
    ways = tuple(itertools.product(TEMPERATURES, (False, True), STARTS))
    for place in range(count):
        temperature, whole, start = ways[place % len(ways)]
        world = WORLDS[(place + place // len(STARTS)) % len(WORLDS)]
        copy = (place + place // 4 + place // 8 + place // len(ways)) % 2 == 1
        yield Setting(start, world, temperature, 1 + place, whole, copy, reference)


def sample(
    url: str, wanted: Sequence[Setting], *, constrained: bool = True, tokens: int = 200
) -> list[Sample]:
    """The answers, one after the other; each of at most so many tokens."""
    return asyncio.run(_sample(url, wanted, constrained, tokens))


async def _sample(
    url: str, wanted: Sequence[Setting], constrained: bool, tokens: int
) -> list[Sample]:
    samples = []
    for setting in wanted:
        extra = PENALTIES | ({"grammar": setting.grammar} if constrained else {})
        model = Model(endpoint(url, setting.temperature, setting.seed, tokens))
        started = time.perf_counter()
        try:
            said = await model.say(setting.messages, extra=extra)
        finally:
            await model.close()
        seconds = time.perf_counter() - started
        written, ended = said.usage.output_tokens, said.finish == "stop"
        samples.append(Sample(setting, constrained, said.text, ended, written, seconds))
    return samples


def endpoint(url: str, temperature: float, seed: int, tokens: int) -> Endpoint:
    """The model at its address."""
    return Endpoint(
        "smollm2", url, temperature=temperature, seed=seed, timeout=600, max_tokens=tokens
    )
