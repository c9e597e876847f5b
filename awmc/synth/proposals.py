"""Worlds that a model proposes, and what it thinks of them when it is asked whether they suit.

In: seeds, and a model's answers. Out: round by round, what it proposed, each judged or refused with the reason. Guaranteed: the questions are a function of
seeds, settings and the answers so far alone: not of how many scenarios are wanted, nor of those that there are. So a run that goes on, and one that wants
more, ask again what was answered already, which costs nothing. Those of seeds that have had the fewest stand first in a round. Of what was judged, no two have one name or are too near each other.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from awmc.synth.asking import Ask, Question
from awmc.synth.budget import Budget
from awmc.synth.diversity import Kept
from awmc.synth.embedding import Embeddings
from awmc.synth.json_answers import json_lines_in
from awmc.synth.lines import wrong
from awmc.synth.named import world_name
from awmc.synth.prompts import Prompts
from awmc.synth.records import LONGEST, NAME, Scenario
from awmc.synth.seeds import Seed

_T = TypeVar("_T")

CATEGORIES = (
    "shopping food travel transport finance insurance health fitness education work sales logistics manufacturing home real_estate "
    "communication community entertainment events public_services agriculture software other"
).split()

Reason = Literal[
    "no scenario",
    "name taken",
    "too near another",
    "unsuitable",
    "not judged",
    "category full",
    "taken out before",
]


_TOO_NEAR = 0.35


@dataclass(frozen=True)
class Settings:
    """How scenarios are looked for.

    `batch`: how many a question asks for, `seeds` of how many seeds it tells, `width` how many are asked at once. `too_near`: from which nearness on, 0 to 1,
    two are taken for one; None: that of words (see `diversity.py`), 0.35: of 46 descriptions of 22 worlds, none were nearer to one of another world than
    0.29, and none less near than 0.40 to that of their own world in other words and of the same length. With `embed` it has to be given. `per_category`: how
    many of a category; None: a fifth of what is wanted, at least 2. After `patience` rounds that bring nothing new the search ends.
    """

    batch: int = 8
    seeds: int = 4
    width: int = 4
    too_near: float | None = None
    per_category: int | None = None
    patience: int = 3
    embed: Embeddings | None = None

    def __post_init__(self) -> None:
        if self.embed is not None and self.too_near is None:
            raise ValueError("how near is too near differs from embedding to embedding: give it")

    @property
    def limit(self) -> float:
        """From which nearness on two are taken for one."""
        return _TOO_NEAR if self.too_near is None else self.too_near

    async def learn(self, texts: Iterable[object]) -> None:
        """Ask for the embeddings of texts that are to be compared, where embeddings decide. What can be no description is passed over."""
        if self.embed is not None:
            await self.embed.learn(
                [t for t in texts if isinstance(t, str) and 0 < len(t) <= LONGEST]
            )

    def cap(self, count: int) -> int:
        """How many scenarios of a category there may be among `count`."""
        return max(2, -(-count // 5)) if self.per_category is None else self.per_category


@dataclass(frozen=True)
class Refused:
    """A proposal that was not taken; `why` in words."""

    name: str
    reason: Reason
    why: str


_SCENARIO = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": NAME},
        "description": {"type": "string"},
        "seed": {"type": "integer"},
    },
    "required": ["name", "description", "seed"],
    "additionalProperties": False,
}
_VERDICT = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": NAME},
        "why": {"type": "string"},
        "suitable": {"type": "boolean"},
        "category": {"enum": CATEGORIES},
    },
    "required": ["name", "why", "suitable", "category"],
    "additionalProperties": False,
}
_JUDGED_AT_ONCE = 16
_TOLD = 300
"""How many of the names that were proposed last a question tells."""


class Proposals:
    """What a model proposes, round by round; a round after the first asks twice as many questions at once as that before it, up to `width`."""

    def __init__(
        self, seeds: Sequence[Seed], ask: Ask, budget: Budget, prompts: Prompts, settings: Settings
    ) -> None:
        self.start_of_last = ""
        """How the last answer began, for who has to find out why there is nothing in it."""
        self._seeds = seeds
        self._ask, self._budget, self._prompts = ask, budget, prompts
        self._settings = settings
        self._names: dict[str, None] = {}
        self._judged = Kept(settings.embed)
        self._categories: Counter[str] = Counter()
        self._of_seed: Counter[str | None] = Counter()
        self._rounds = 0
        self._questions = 0
        for seed in seeds:
            if seed.world is not None:
                self._names[seed.world.name] = None
                self._judged.keep(seed.world.name, seed.world.description)

    async def more(self) -> list[Scenario | Refused]:
        """One more round. Raises what `ask` raises, after the answers that were under way are in the journal."""
        groups = [self._group() for _ in range(self._width())]
        self._rounds += 1
        replies = await together([self._propose(group, place) for place, group in groups])
        most = 2 * self._settings.batch
        answers = [list(islice(json_lines_in(text), most)) for text in replies]
        await self._settings.learn(one.get("description") for part in answers for one in part)
        found: list[Scenario | Refused] = []
        for (_, group), objects in zip(groups, answers, strict=True):
            found += [self._checked(one, group) for one in objects]
        return self._by_turns(await self._with_verdicts(found))

    def _by_turns(self, found: list[Scenario | Refused]) -> list[Scenario | Refused]:
        """The same, those first whose seed has had the fewest: an answer has all of one seed together, and where it brings more than are wanted the last seed
        would have none."""
        turns: list[int] = []
        for one in found:
            turns.append(self._of_seed[one.seed] if isinstance(one, Scenario) else 0)
            if isinstance(one, Scenario):
                self._of_seed[one.seed] += 1
        return [found[n] for n in sorted(range(len(found)), key=turns.__getitem__)]

    def _width(self) -> int:
        groups = -(-len(self._seeds) // self._settings.seeds)
        return int(min(2**self._rounds, self._settings.width, groups))

    def _group(self) -> tuple[int, list[Seed]]:
        """The seeds of the next question, and its number."""
        place, size = self._questions, min(self._settings.seeds, len(self._seeds))
        self._questions += 1
        return place, [self._seeds[(place * size + i) % len(self._seeds)] for i in range(size)]

    async def _propose(self, group: Sequence[Seed], place: int) -> str:
        messages = self._prompts.messages(
            "scenarios",
            count=self._settings.batch,
            seeds=[seed.world.description if seed.world else seed.text for seed in group],
            names=list(self._names)[-_TOLD:],
            categories=[(name, self._categories[name]) for name in CATEGORIES],
        )
        question = Question("scenarios", "scenarios", messages, "json", _SCENARIO, place)
        text = (await self._ask(question, self._budget)).text
        self.start_of_last = " ".join(text[:120].split())
        return text

    def _checked(self, found: Mapping[str, Any], group: Sequence[Seed]) -> Scenario | Refused:
        """A proposal that may be judged, and is remembered."""
        called = found.get("name")
        name = world_name(called) if isinstance(called, str) else ""
        record = {
            "name": name,
            "description": found.get("description"),
            "seed": _seed(found, group),
        }
        try:
            scenario = Scenario.model_validate(record)
        except ValidationError as error:
            told = wrong(error) if name else f"{str(called)[:60]!r} makes no name"
            return Refused(name, "no scenario", told)
        if name in self._names:
            return Refused(name, "name taken", "there is one of this name")
        self._names[name] = None
        near = self._judged.nearest(scenario.description)
        if near is not None and near.near >= self._settings.limit:
            return Refused(name, "too near another", f"{near.near:.2f} like {near.name}")
        self._judged.keep(name, scenario.description)
        return scenario

    async def _with_verdicts(self, found: list[Scenario | Refused]) -> list[Scenario | Refused]:
        """The same, each scenario with its category, or refused."""
        open_ones = [one for one in found if isinstance(one, Scenario)]
        verdicts: dict[str, Mapping[str, Any]] = {}
        for sample in range(2):  # what an answer leaves out is asked once more
            left = [one for one in open_ones if one.name not in verdicts]
            parts = [left[i : i + _JUDGED_AT_ONCE] for i in range(0, len(left), _JUDGED_AT_ONCE)]
            for told in await together([self._judge(part, sample) for part in parts]):
                verdicts = told | verdicts
        return [
            self._judged_one(one, verdicts) if isinstance(one, Scenario) else one for one in found
        ]

    async def _judge(self, part: Sequence[Scenario], sample: int) -> dict[str, Mapping[str, Any]]:
        messages = self._prompts.messages("suitable", scenarios=part, categories=CATEGORIES)
        question = Question("suitable", "scenarios", messages, "json", _VERDICT, sample)
        reply = await self._ask(question, self._budget)
        verdicts: dict[str, Mapping[str, Any]] = {}
        for found in json_lines_in(reply.text):
            name = found.get("name")
            if isinstance(name, str) and _truth(found.get("suitable")) is not None:
                verdicts.setdefault(world_name(name), found)
        return verdicts

    def _judged_one(
        self, scenario: Scenario, verdicts: Mapping[str, Mapping[str, Any]]
    ) -> Scenario | Refused:
        verdict = verdicts.get(scenario.name)
        if verdict is None:
            return Refused(scenario.name, "not judged", "the model did not say whether it suits")
        if not _truth(verdict["suitable"]):
            why = " ".join(str(verdict.get("why") or "no reason given").split())[:300]
            return Refused(scenario.name, "unsuitable", why)
        category = world_name(str(verdict.get("category")))
        category = category if category in CATEGORIES else "other"
        self._categories[category] += 1
        return scenario.model_copy(update={"category": category})


async def together(work: Sequence[Coroutine[Any, Any, _T]]) -> list[_T]:
    """What all of them give. Raises the first failure, in their order, when all have ended: what was paid for meanwhile is kept."""
    done = await asyncio.gather(*work, return_exceptions=True)
    return list(_results(done))


def _results(done: Sequence[_T | BaseException]) -> Iterator[_T]:
    for one in done:
        if isinstance(one, BaseException):
            raise one
        yield one


def _seed(found: Mapping[str, Any], group: Sequence[Seed]) -> str | None:
    """The seed that a proposal says it was drawn from."""
    place = found.get("seed")
    if isinstance(place, int) and 1 <= place <= len(group):
        return group[place - 1].text
    return group[0].text if len(group) == 1 else None


def _truth(value: object) -> bool | None:
    """Yes or no, however it is written."""
    if isinstance(value, str):
        return {"yes": True, "true": True, "no": False, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None
