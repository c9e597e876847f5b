"""The first step of `awmc gen`: scenarios, as many as are wanted and as unlike each other as can be.

In: seeds, how many scenarios are wanted, those that there are (a file that a run before wrote and a person may have edited), and a model. Out: those that there
are and new ones behind them, each told as soon as it is found. Guaranteed: what there is stays as it is; every new one is of another name than all others, and
not too near any; no category gets more than its share by new ones; whatever is refused is told with the reason. What comes out is a function of the
arguments and of the answers, and a run that was killed after any question, and goes on with what it had written, comes to the same end.

Seeds that are scenarios themselves are taken first, as they are: nobody is asked whether they suit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from awmc.diagnostics.words import counted
from awmc.synth.asking import Ask
from awmc.synth.budget import Budget
from awmc.synth.diversity import Kept
from awmc.synth.prompts import Prompts
from awmc.synth.proposals import Proposals, Reason, Refused, Settings
from awmc.synth.records import Scenario
from awmc.synth.seeds import Seed

Told = Callable[[Scenario | Refused], None]
"""Told of each new scenario, which it writes down, and of each that was refused."""


@dataclass(frozen=True)
class Found:
    """All scenarios that there are, new ones last. `refused`: how many for which reason. `short`: where they are fewer than were wanted, why, and what helps."""

    records: tuple[Scenario, ...]
    refused: tuple[tuple[Reason, int], ...] = ()
    short: str = ""


async def scenarios(
    seeds: Sequence[Seed],
    count: int,
    have: Sequence[Scenario],
    ask: Ask,
    budget: Budget,
    prompts: Prompts,
    settings: Settings,
    told: Told,
    gone: Collection[str] = frozenset(),
) -> Found:
    """Scenarios until there are `count`. `gone` are names that a person took out of the file: they are not put back.

    Raises what `ask` and `told` raise; what was told until then is found again at no cost.
    """
    worlds = [seed.world for seed in seeds if seed.world is not None]
    await settings.learn(one.description for one in (*have, *worlds))
    chosen = _Chosen(count, have, settings, told, gone)
    for world in worlds:
        chosen.take_own(world)
    proposals = Proposals(seeds, ask, budget, prompts, settings)
    barren = 0
    while not chosen.full and barren < settings.patience:
        found = await proposals.more()
        brought = [chosen.take(one) for one in found]
        barren = 0 if any(brought) else barren + 1
    return chosen.found(settings.patience, proposals.start_of_last)


class _Chosen:
    """The scenarios that there are, and what becomes of each that is proposed."""

    def __init__(
        self,
        count: int,
        have: Sequence[Scenario],
        settings: Settings,
        told: Told,
        gone: Collection[str],
    ) -> None:
        self._count = count
        self._cap = settings.cap(count)
        self._too_near = settings.limit
        self._told = told
        self._gone = gone
        self._records: dict[str, Scenario] = {}
        self._kept = Kept(settings.embed)
        self._categories: Counter[str] = Counter()
        self._refused: Counter[Reason] = Counter()
        for one in have:
            self._keep(one)

    @property
    def full(self) -> bool:
        """Whether there are as many as are wanted."""
        return len(self._records) >= self._count

    def take_own(self, scenario: Scenario) -> None:
        """A scenario that a person wrote as a seed: taken, unless there are enough or it was taken out."""
        if not (self.full or scenario.name in self._records or scenario.name in self._gone):
            self._keep(scenario)
            self._told(scenario)

    def take(self, one: Scenario | Refused) -> bool:
        """A proposal: kept, refused, or one that is there already. Whether it is something new to this run."""
        if self.full:
            return False
        if isinstance(one, Scenario):
            if one.name in self._records:
                return True
            refused = self._against(one)
            if refused is None:
                self._keep(one)
                self._told(one)
                return True
            one = refused
        self._refused[one.reason] += 1
        self._told(one)
        return one.reason == "taken out before"

    def _against(self, one: Scenario) -> Refused | None:
        """Why it is not kept."""
        if one.name in self._gone:
            return Refused(one.name, "taken out before", "its line was taken out of the file")
        near = self._kept.nearest(one.description)
        if near is not None and near.near >= self._too_near:
            return Refused(one.name, "too near another", f"{near.near:.2f} like {near.name}")
        if self._categories[one.category] >= self._cap:
            told = f"there are {self._categories[one.category]} of {one.category}"
            return Refused(one.name, "category full", told)
        return None

    def _keep(self, one: Scenario) -> None:
        self._records[one.name] = one
        self._kept.keep(one.name, one.description)
        self._categories[one.category] += 1

    def found(self, patience: int, last: str) -> Found:
        """What came of it."""
        refused = tuple(sorted(self._refused.items(), key=lambda pair: (-pair[1], pair[0])))
        records = tuple(self._records.values())
        if self.full:
            return Found(records, refused)
        told = f"{len(records)} of {counted(self._count, 'scenario')} found: {counted(patience, 'round')} of questions brought nothing new"
        if refused:
            reasons = ", ".join(f"{number} {reason}" for reason, number in refused)
            advice = "more seeds, a greater share for a category, or a smaller count would help"
            return Found(records, refused, f"{told}. Refused: {reasons}; {advice}")
        answer = f"the last answer begins {last!r}" if last else "the last answer is empty"
        return Found(
            records, (), f"{told}, for no answer had a scenario in it: {answer}; try another model"
        )
