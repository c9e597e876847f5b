"""What may be spent, and what is said when it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awmc.endpoint.completions import Usage
from awmc.synth.budget import Budget, Limits, OutOfBudget, Price, Spent

COUNTS = st.integers(0, 10**6)
USAGES = st.builds(Usage, st.just(1), COUNTS, COUNTS, COUNTS)


def spent(tokens: int = 0, dollars: float | None = None, seconds: float = 0.0) -> Spent:
    return Spent(Usage(1, tokens, 0), dollars, seconds)


def test_a_price_is_read() -> None:
    assert Price.parse("2.50/10") == Price(2.5, 10.0)
    assert Price.parse("$2.50 / $10 / 0.25") == Price(2.5, 10.0, 0.25)
    assert Price.parse("0/0") == Price(0.0, 0.0)


@pytest.mark.parametrize(
    "text", ["", "3", "1/2/3/4", "1/-2", "1/nan", "1/inf", "a/b", "1e3/2", "1//2"]
)
def test_what_is_no_price_is_told_what_one_looks_like(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no price: .*2\.50/10"):
        Price.parse(text)


@given(USAGES)
def test_the_cache_makes_nothing_dearer(usage: Usage) -> None:
    assert 0 <= Price(2.0, 8.0, 0.5).of(usage) <= Price(2.0, 8.0).of(usage)


@given(st.lists(USAGES), st.integers(0, 5))
def test_a_whole_has_spent_what_its_parts_have(usages: list[Usage], parts: int) -> None:
    whole = Budget(Limits())
    several = [Budget(Limits(), whole, str(number)) for number in range(parts + 1)]
    for number, usage in enumerate(usages):
        several[number % len(several)].spend(Spent(usage, 0.5, 2.0))
    assert whole.spent.usage == sum((part.spent.usage for part in several), Usage())
    assert whole.spent.usage == sum(usages, Usage())
    assert sum(part.spent.seconds for part in several) == 2.0 * len(usages)


@pytest.mark.parametrize(
    ("limits", "told", "total"),
    [
        (Limits(requests=1), "1 attempt: allow more with --attempts", "1 request: allow more with --total-requests"),
        (Limits(tokens=900), "900 tokens: allow more with --tokens", "900 tokens: allow more with --total-tokens"),
        (Limits(dollars=0.5), "$0.5: allow more with --dollars", "$0.5: allow more with --total-dollars"),
        (Limits(seconds=90), "1.5 minutes: allow more with --minutes", "1.5 minutes: allow more with --total-minutes"),
    ],
)  # fmt: skip
def test_a_limit_says_which_option_it_is(limits: Limits, told: str, total: str) -> None:
    now = [0.0]
    part = Budget(limits, Budget(Limits()), "shop")
    whole = Budget(limits, clock=lambda: now[0])
    part.check()
    whole.check()
    now[0] = 90.0
    for budget, words in ((part, told), (whole, total)):
        budget.spend(spent(900, 0.5, 90.0))
        with pytest.raises(OutOfBudget) as found:
            budget.check()
        assert str(found.value) == f"{budget.name} has spent its {words}"


def test_a_part_ends_with_its_whole() -> None:
    part = Budget(Limits(), Budget(Limits(tokens=10), spent=spent(10)), "shop")
    with pytest.raises(OutOfBudget, match="the run"):
        part.check()


def test_answers_under_way_count_as_the_mean_of_those_before() -> None:
    whole = Budget(Limits(tokens=1000))
    part = Budget(Limits(), whole, "shop")
    part.spend(spent(300))
    with part.asking(), part.asking():
        assert whole.under_way == 2
        part.check()  # 900
        with part.asking(), pytest.raises(OutOfBudget, match="1000 tokens"):
            part.check()  # 1200
    part.check()
    assert whole.under_way == part.under_way == 0


def test_what_is_given_again_counts_for_its_part_alone() -> None:
    whole = Budget(Limits(), spent=spent(100))
    part = Budget(Limits(), whole, "shop")
    part.spend(spent(100), replayed=True)
    assert whole.spent.tokens == part.spent.tokens == 100
