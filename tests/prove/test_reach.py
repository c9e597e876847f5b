"""What no call reaches is reported, and nothing else."""

from __future__ import annotations

from awmc.prove.findings import Finding
from awmc.prove.reach import live
from tests.prove.breaking import kiosk


def subjects(findings: tuple[Finding, ...], severity: str) -> list[str]:
    return [finding.subject for finding in findings if finding.severity == severity]


def test_tools_guards_arrows_checks_and_overlaps_are_reached() -> None:
    with kiosk() as env:
        report = live(env)
        # the guard of `order` comes before the invariant
        assert subjects(report.findings, "note") == ["few_open"]
        assert subjects(report.findings, "error") == []
        reached = [t.text for t in report.targets if t.hits(report.coverage)]
        assert 'require me.balance >= price else "Your balance is too low"' in reached
        assert live(env).as_json() == report.as_json()


def test_a_tool_that_cannot_succeed_is_an_error() -> None:
    with kiosk(("tools.py", "if a.starts <= s.now", "if a.starts")) as env:
        report = live(env, search=20)
        assert subjects(report.findings, "error") == ["book"]
        assert {"booking_check_1", "booking_overlap_1"} <= set(subjects(report.findings, "note"))


def test_a_guard_that_refuses_nothing_is_noted() -> None:
    with kiosk(("tools.py", "if me.blocked", "if me.blocked and me.id is None")) as env:
        (note, *_) = live(env, search=20).findings
        assert (note.subject, note.severity) == ("order", "note")
        assert (
            note.message == 'never reached: require not me.blocked else "Your account is blocked"'
        )
