"""Calls of the hand-written library that between them do everything it can do, good and bad."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

LOANS = st.sampled_from(["L00001", "L00007", "L00008", "L00009", "none"])
COPIES = st.sampled_from(["C1", "C2", "C3", "none"])
MEMBERS = st.sampled_from(["M1", "M2", "M3", "M4"])
DUES = st.sampled_from([None, "2026-02-01", "2026-03-09", "2026-04-30", "2027-01-01", "soon"])


def _call(name: str, /, **arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.tuples(st.just(name), st.fixed_dictionaries(arguments), st.just("agent"))


CALLS = st.one_of(
    _call("borrow", copy_barcode=COPIES, due=DUES),
    _call("return_book", loan_id=LOANS),
    _call("reopen", loan_id=LOANS),
    _call("discard", copy_barcode=COPIES),
    _call("leave", member_id=MEMBERS),
    _call(
        "join",
        id=MEMBERS,
        name=st.sampled_from(["", "Di", "x" * 81]),
        email=st.sampled_from([None, "ana@example.org", "di@example.org", "d"]),
        tags=st.sampled_from([[], ["a", "b"], ["banned"], None]),
    ),
    _call("log_in", member_id=MEMBERS, password=st.just("x")),
    _call("impose", loan_id=LOANS, amount=st.sampled_from([1, 2.5, 10.01, -1, 0.001])),
    _call("wait", hours=st.sampled_from([0, 1, 48, -1, 5000])),
    _call("return_and_discard", loan_id=LOANS),
    st.just(("tidy", {}, "user")),
)
MANY = st.lists(CALLS, max_size=8)
