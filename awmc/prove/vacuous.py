"""*Not vacuous*: nobody earns the reward for nothing.

Neither the untouched start without an answer, nor (where the solution changes rows) the right answer alone, nor (where there are answers)
the right calls with an empty or a wrong answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from awmc.prove.findings import Finding
from awmc.prove.plans import Plan, replay_command
from awmc.prove.stage import Played, Stage


def find_vacuous(
    stage: Stage, solved: Played, *, writes: bool, wrong: Sequence[Plan]
) -> list[Finding]:
    """What earns the reward and should not. `writes` is whether the solution changes rows, `wrong` the plans with wrong answers."""
    plans = [Plan("cut short", "the untouched start, without an answer,", (), "")]
    if writes and solved.text:
        plans.append(Plan("cut short", "the right answer without a call", (), solved.text))
    findings = []
    for plan in (*plans, *wrong):
        played = stage.play(plan)
        if played.verdict.reward == 1.0:
            findings.append(_finding(stage, plan, played))
    return findings


def _finding(stage: Stage, plan: Plan, played: Played) -> Finding:
    task = stage.task["id"]
    told = f"the right calls with a wrong answer ({plan.change})" if plan.calls else plan.change
    replay = replay_command(stage.target, task, plan.calls, played.text)
    detail = {"calls": [c.as_json() for c in plan.calls], "answer": played.text}
    return Finding("vacuous", task, f"{told} earns the reward", replay=replay, detail=detail)
