"""Prints the numbers: `python -m tests.extras.gen_smoke [TEXTS [TEXTS WITH THE REFERENCE [TOKENS]]]`. Texts with a fault are shown."""

from __future__ import annotations

import sys
import time

from tests.extras.gen_smoke.measures import faults_of, measures, seconds_to_load
from tests.extras.gen_smoke.sampling import Sample, sample, settings
from tests.extras.gen_smoke.serve import serving


def main() -> None:
    """Measure and print."""
    texts, long, tokens = map(int, [*sys.argv[1:], *("32", "4", "200")[len(sys.argv) - 1 :]])
    started = time.perf_counter()
    with serving() as url:
        print(f"the model is loaded after {time.perf_counter() - started:.1f} s")
        sample(url, list(settings(1)), tokens=1)
        print(f"the grammar is loaded in {seconds_to_load(url):.2f} s")
        short = list(settings(texts))
        for words, wanted in (
            ("whole grammar", [one for one in short if one.whole]),
            ("short texts", [one for one in short if not one.whole]),
            ("after the reference", list(settings(long, reference=True))),
        ):
            _show(f"{words}, constrained", sample(url, wanted, tokens=tokens))
            _show(f"{words}, free", sample(url, wanted, constrained=False, tokens=tokens))


def _show(words: str, samples: list[Sample]) -> None:
    print(f"{words}: {measures(samples)}", flush=True)
    for one in samples:
        if one.constrained and (found := faults_of(one)):
            print(one.setting, one.ended, found, one.text, sep="\n")


if __name__ == "__main__":
    main()
