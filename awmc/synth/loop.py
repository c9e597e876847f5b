"""One spec, from its first draft to a proof: what the model wrote is examined, and the model told what is wrong with it, until nothing is.

In: facts for the prompts, who answers, who examines, a budget. Out: an `Outcome` with the best state and every attempt. Guaranteed: the questions follow from
the answers alone (no clock, no chance), so that a run which goes on from its journal asks the same ones; the state that is kept never gets worse; it ends,
since so many answers in a row that make nothing better end it, and so does the budget.

A state is better by its examination's rank. An answer whose state is worse, or was there before, is dropped, and the model is told what came of it. One that
is as good takes the place of the state. One that was to bring what was wished for, and has mistakes in it, is gone on with for a while (`AWAY`): else much that
is right would have to be written again. After answers that did not help, the model is asked in other ways: told what was tried (`TELL`), asked to write the
declarations concerned from scratch (`REWRITE`); then tasks that cannot be made to work are taken out, where enough of those wanted remain (`DROP`, `ENOUGH`);
then it ends (`GIVE_UP`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from awmc.diagnostics.words import counted
from awmc.endpoint.completions import ModelError
from awmc.synth.answers import spec_in
from awmc.synth.asking import Ask
from awmc.synth.attempts import Ending, Outcome
from awmc.synth.budget import Budget, OutOfBudget
from awmc.synth.drafting import MOST_DRAFTS, Draft, draft, keys_of, whole_of
from awmc.synth.merging import merge
from awmc.synth.parts import named
from awmc.synth.problems import Examination
from awmc.synth.prompts import Prompts
from awmc.synth.rounds import Answer, Rounds, Watcher
from awmc.synth.showing import shown
from awmc.synth.states import codes, concerned_in, edit_of, replaced

TELL, REWRITE, DROP, GIVE_UP = 2, 4, 6, 8
"""After so many answers that did not help: what was tried is told; concerned declarations are written anew; tasks are taken out; it ends."""
AWAY, TRIPS = 3, 2
"""So many answers may mend one that meets wishes by a text with mistakes; so often that is tried from the same state."""
MOST_SIDEWAYS = 24
"""So many answers in a row may change what is wrong without making the spec better."""
ENOUGH = 0.75
"""The share of the wanted tasks that must remain."""
WHOLE = 40_000
"""A spec of so many characters (some 11,000 tokens, 900 lines) is shown whole; of a longer one so much. What is not shown cannot be mended: who must give all
`data` of an entity anew needs to see its rows."""
ROOM = 9_000
"""Characters for what is wrong."""
_ROOM_OF_DROPPED = 2_500
_MOST_TRIED = 6


class Examine(Protocol):
    """Whoever examines texts."""

    async def __call__(self, text: str, waived: frozenset[str]) -> Examination:
        """What there is to say of a text, of which the tasks `waived` are not wanted any more."""


class Feedback(Protocol):
    """Whoever puts an examination into words for the model."""

    def __call__(
        self, examination: Examination, *, room: int, again: Mapping[str, int] | None = None
    ) -> str:
        """At most `room` characters. `again` has how often each code was told before."""


class _GaveUp(Exception):
    """Nothing more is tried; the message says why."""


async def write(
    name: str,
    facts: Mapping[str, object],
    ask: Ask,
    examine: Examine,
    budget: Budget,
    prompts: Prompts,
    *,
    feedback: Feedback,
    wanted: Sequence[str] = (),
    start: str | None = None,
    watch: Watcher | None = None,
) -> Outcome:
    """What became of the spec `name`. `facts` fill its prompts; `wanted` are the tasks that were asked for; a `start` is repaired, and none drafted.

    Raises ModelError where it is hopeless, OSError, PromptError and what `examine` raises; the answers until then are with whoever gave them.
    """
    rounds = Rounds(name, facts, ask, budget, prompts, watch)
    loop = _Loop(rounds, examine, feedback, tuple(wanted))
    ending: Ending = "clean"
    why = ""
    try:
        await loop.run(start)
    except OutOfBudget as error:
        ending, why = "out of budget", str(error)
    except _GaveUp as error:
        ending, why = "gave up", str(error)
    except ModelError as error:
        if error.hopeless:
            raise
        ending, why = "failed", str(error)
    return Outcome(name, ending, loop.state, tuple(rounds.attempts), rounds.spent, why)


class _Loop:
    """The repairs of one spec. `state` is the best so far."""

    def __init__(
        self, rounds: Rounds, examine: Examine, feedback: Feedback, wanted: tuple[str, ...]
    ) -> None:
        self.state: Examination | None = None
        self._rounds = rounds
        self._examine_text = examine
        self._feedback = feedback
        self._wanted = wanted
        self._waived: frozenset[str] = frozenset()
        self._seen: dict[str, Examination] = {}
        self._told: Counter[str] = Counter()
        self._fruitless = 0
        self._sideways = 0
        self._may_drop = True
        self._last = ""
        self._tried: list[str] = []
        self._trips = 0
        self._left = 0
        """Answers that are left until a text with mistakes is given up."""

    async def run(self, start: str | None) -> None:
        """Until it is clean. Raises _GaveUp, and what ends it from outside."""
        state = self.state = await (self._draft() if start is None else self._given(start))
        while not state.clean:
            if self._fruitless >= DROP and self._may_drop:
                self._may_drop = False
                state = self.state = await self._without_tasks(state)
            elif self._fruitless >= GIVE_UP or self._sideways >= MOST_SIDEWAYS:
                raise _GaveUp(self._why(state))
            elif state.stage == "wishes" and self._trips < TRIPS:
                state = self.state = await self._there_and_back(state)
            else:
                state = self.state = await self._round(state)

    async def _there_and_back(self, home: Examination) -> Examination:
        """One more answer; where it has mistakes and so is no better, others that mend them, until it is better or too many were needed."""
        self._left = AWAY
        state = await self._round(home)
        while not state.clean and state.rank < home.rank and self._left:
            self._left -= 1
            state = await self._round(state)
        self._left = 0
        if state.rank >= home.rank:
            self._trips *= state.rank == home.rank
            return state
        self._trips += 1
        self._fruitless, self._last = self._fruitless + 1, ""
        tries = counted(AWAY, "more answer")
        self._tried.append(f"what was mended with {tries} is still {state.stage}: {codes(state)}")
        return home

    # ------------------------------------------------------------ states

    async def _given(self, start: str) -> Examination:
        """The state that a given text is."""
        return (await self._examine(named(start, self._rounds.name)[0]))[0]

    async def _draft(self) -> Examination:
        into = Draft()
        try:
            await draft(self._rounds, WHOLE, into)
        except (OutOfBudget, ModelError) as error:
            if into.text and not getattr(error, "hopeless", False):
                self.state, _ = await self._examine(into.text)
            raise
        if not into.text:
            raise _GaveUp(f"none of {counted(MOST_DRAFTS, 'answer')} held a spec")
        state, _ = await self._examine(into.text)
        self._rounds.judged(into.answer, state, kept=True)
        return state

    async def _examine(self, text: str) -> tuple[Examination, bool]:
        """What there is to say of a text, and whether it was looked at before, in this form or another."""
        if text in self._seen:
            return self._seen[text], True
        found = await self._examine_text(text, self._waived)
        was_there = found.text in self._seen
        self._seen[text] = self._seen[found.text] = found
        return found, was_there

    async def _without_tasks(self, state: Examination) -> Examination:
        """The state without the tasks that are wrong or that never came, as far as enough remain; the state itself where that is no better."""
        out = self._to_drop(state)
        if not out:
            return state
        there = keys_of(state.text)
        removed = tuple(f"task {name}" for name in out if f"task {name}" in there)
        text = merge(state.text, f"# remove: {', '.join(removed)}\n").text
        waived = self._waived | set(out)
        found = await self._examine_text(text, waived)
        better = found.rank > state.rank
        notes = tuple(f"done without task {name}, which could not be made to work" for name in out)
        self._rounds.judged(Answer("repair", removed=removed, notes=notes), found, kept=better)
        if not better:
            return state
        self._waived = waived
        self._seen = {text: found, found.text: found}  # others were judged by other wishes
        self._better()
        return found

    def _to_drop(self, state: Examination) -> list[str]:
        """The tasks to do without: those that are wrong, then those that are missing, as far as enough of the wanted ones remain."""
        there = keys_of(state.text)
        wrong = [
            key.removeprefix("task ") for key in concerned_in(state) if key.startswith("task ")
        ]
        missing = [name for name in self._wanted if f"task {name}" not in there]
        spare = int(len(self._wanted) * (1 - ENOUGH)) - len(self._waived & set(self._wanted))
        out = []
        for name in dict.fromkeys([*wrong, *missing]):
            spare -= name in self._wanted and name not in self._waived
            if name not in self._waived and (spare >= 0 or name not in self._wanted):
                out.append(name)
        return out

    # ------------------------------------------------------------ rounds

    async def _round(self, state: Examination) -> Examination:
        """One more answer, and the state after it."""
        concerned = concerned_in(state)
        is_rewrite = self._fruitless >= REWRITE and bool(concerned)
        whole = is_rewrite and len(concerned) * 2 > len(keys_of(state.text))
        reply = await self._rounds.ask(
            "rewrite" if is_rewrite else "repair",
            spec=shown(state.text, WHOLE, concerned, concerned if is_rewrite else ()),
            is_short=len(state.text) > WHOLE,
            concerned=concerned,
            whole=whole,
            problems=self._feedback(state, room=ROOM, again=dict(self._told)),
            last=self._last,
            tried=self._tried[-_MOST_TRIED:] if self._fruitless >= TELL else [],
        )
        self._told.update(set(state.codes()))
        found = spec_in(reply.text)
        text, lost = whole_of(found.text) if reply.cut else (found.text, "")
        merged = merge(state.text, text)
        if whole and "environment" in keys_of(text) and not reply.cut:
            merged = replaced(state.text, text)
        text, notes = named(merged.text, self._rounds.name)
        answer = Answer(
            kind="rewrite" if is_rewrite else "repair",
            changed=(*merged.changed, *merged.added),
            removed=merged.removed,
            notes=(*found.notes, *merged.notes, *notes, *([found.fault] if found.fault else [])),
            spent=reply.spent,
        )
        fault = found.fault
        if reply.cut:
            fault = f"Your last answer was cut off{f' within {lost}' if lost else ''}: write less."
            answer = replace(answer, notes=(*answer.notes, "cut off"))
        return await self._judge(state, text, answer, fault)

    async def _judge(
        self, state: Examination, text: str, answer: Answer, fault: str
    ) -> Examination:
        """The state after an answer that makes the text this one."""
        if text == state.text:
            self._no_use(
                answer, "It changed nothing.", fault or "Your last answer changed nothing."
            )
            self._rounds.judged(answer, state, kept=False)
            return state
        found, known = await self._examine(text)
        better, same = found.rank > state.rank, found.rank == state.rank
        kept = better or (same and not known)
        if known and not better:
            answer = replace(answer, notes=(*answer.notes, "this state was there before"))
        if self._left == AWAY and not known and not kept and state.stage == "wishes":
            answer = replace(answer, notes=(*answer.notes, "gone on with"))
            self._rounds.judged(answer, found, kept=False)
            return found
        self._rounds.judged(answer, found, kept=kept)
        if better:
            self._better()
        elif kept:
            self._as_good(state, found, answer)
        else:
            told = self._feedback(found, room=_ROOM_OF_DROPPED)
            words = "was tried before" if known else "was not taken"
            last = f"Your last answer ({edit_of(answer)}) {words}, for then it is:\n{told}"
            self._no_use(answer, f"{found.stage}: {codes(found)}. Not taken.", last)
        return found if kept else state

    def _better(self) -> None:
        self._fruitless = self._sideways = 0
        self._may_drop = True
        self._last = ""
        self._tried.clear()

    def _as_good(self, before: Examination, found: Examination, answer: Answer) -> None:
        """Another state of the same rank: of use where other problems have come in the place of all that were there."""
        self._sideways += 1
        old = {(one.code, one.subject) for one in before.problems}
        if old & {(one.code, one.subject) for one in found.problems}:
            self._no_use(answer, f"{found.stage}: {codes(found)}.", "")
        else:
            self._fruitless, self._may_drop, self._last = 0, True, ""
            self._tried.clear()

    def _no_use(self, answer: Answer, came: str, last: str) -> None:
        """Count an answer that did not help. `last` is what the model is told of it next."""
        self._fruitless += 1
        self._last = last
        self._tried.append(f"{edit_of(answer)}: {came}")

    def _why(self, state: Examination) -> str:
        tries = counted(self._fruitless or self._sideways, "answer")
        return f"{tries} in a row made nothing better; left at {state.stage}: {codes(state)}"
