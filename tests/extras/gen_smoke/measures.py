"""What is said of many samples."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.extras.gen_smoke.judging import faults, faults_of_beginning
from tests.extras.gen_smoke.sampling import Sample, Setting, sample


@dataclass(frozen=True)
class Measures:
    """`right` are the texts that parse, or that can be gone on with; `empty` those that hold no token. Lengths are means, in characters."""

    texts: int
    ended: int
    right_ended: int
    right_cut: int
    empty: int
    length: float
    tokens: int
    tokens_a_second: float

    def __str__(self) -> str:
        cut = self.texts - self.ended
        return (
            f"{self.texts} texts: {self.ended} ended, of which {self.right_ended} parse ({self.empty} empty);"
            f" {cut} cut off, of which {self.right_cut} can be gone on with;"
            f" {self.length:.0f} characters, {self.tokens_a_second:.1f} tokens/s"
        )


def faults_of(written: Sample) -> list[str]:
    """What is wrong with a text. A tool, a task and an entity are declarations, so that each is a spec for the parser."""
    return faults(written.text) if written.ended else faults_of_beginning(written.text)


def measures(samples: Sequence[Sample]) -> Measures:
    """The numbers."""
    ended = [one for one in samples if one.ended]
    cut = [one for one in samples if not one.ended]
    seconds = sum(one.seconds for one in samples)
    tokens = sum(one.tokens for one in samples)
    return Measures(
        texts=len(samples),
        ended=len(ended),
        right_ended=sum(not faults_of(one) for one in ended),
        right_cut=sum(not faults_of(one) for one in cut),
        empty=sum(not one.text.strip() for one in samples),
        length=sum(len(one.text) for one in samples) / max(1, len(samples)),
        tokens=tokens,
        tokens_a_second=tokens / seconds if seconds else 0.0,
    )


def seconds_to_load(url: str) -> float:
    """How much longer one token takes under the grammar of whole specs than without it: the least of three."""
    setting = Setting("module", "a library", 0.0, 1)

    def least(constrained: bool) -> float:
        times = []
        for _ in range(3):
            started = time.perf_counter()
            sample(url, [setting], constrained=constrained, tokens=1)
            times.append(time.perf_counter() - started)
        return min(times)

    return least(True) - least(False)
