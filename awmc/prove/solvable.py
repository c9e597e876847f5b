"""*Solvable*: every call of an instance's solution succeeds, and the solution with the right answer earns reward 1 and score 1."""

from __future__ import annotations

from awmc.prove.findings import Finding
from awmc.prove.plans import Plan, replay_command
from awmc.prove.stage import Played, Stage


def solve(stage: Stage) -> tuple[Played, list[Finding]]:
    """The solution played, and what is wrong with it."""
    played = stage.play(Plan("left out", "the solution", stage.solution))
    messages = [
        f"call {n} of the solution, {call}, fails"
        for n, (call, ok) in enumerate(zip(stage.solution, played.succeeded, strict=True), 1)
        if not ok
    ]
    verdict = played.verdict
    if verdict.reward != 1.0 or verdict.score != 1.0:
        told = "; ".join(verdict.violations) or "no reason is told"
        messages.append(
            f"the solution earns reward {verdict.reward:g} and score {verdict.score:g}: {told}"
        )
    task = stage.task["id"]
    replay = replay_command(stage.target, task, stage.solution, played.text)
    detail = verdict.as_json()
    return played, [
        Finding("solvable", task, message, replay=replay, detail=detail) for message in messages
    ]
