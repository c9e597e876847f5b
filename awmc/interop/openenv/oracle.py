"""Trajectories that prove a package's rewards: solutions, which must earn 1, and canaries, which must earn 0.

In: an environment with its solutions. Out: the actions of each trajectory, as OpenEnv's messages have them. Guaranteed: each was played, and
earned what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from awmc.interop.exports import ExportError
from awmc.interop.openenv.names import Names
from awmc.prove.live import Live
from awmc.prove.plans import Call, Plan
from awmc.prove.solvable import solve
from awmc.prove.stage import Played, Stage
from awmc.prove.wrong_answers import wrong_answers
from awmc.runtime.environment import Environment

_PROBES = 5
"""Read-only tools that the plan for validation calls."""
Action = dict[str, Any]


@dataclass(frozen=True)
class Trajectory:
    """What is done in a task from its start to its final answer, and the reward that it must earn."""

    task: str
    what: str
    actions: tuple[Action, ...]
    reward: float

    def as_json(self) -> dict[str, Any]:
        """The trajectory as a JSON value."""
        return {
            "task": self.task,
            "what": self.what,
            "actions": list(self.actions),
            "reward": self.reward,
        }


@dataclass(frozen=True)
class Oracle:
    """The solution of every task, and canaries for the first task of each family."""

    solutions: tuple[Trajectory, ...]
    canaries: tuple[Trajectory, ...]


def oracle(environment: Environment, names: Names) -> Oracle:
    """Plays them all. Raises ExportError where one earns anything else."""
    solutions, canaries = [], []
    families: set[str] = set()
    for task in environment.tasks():
        with Stage(environment, task["id"]) as stage:
            live = Live(stage.episode)
            played, findings = solve(stage)
            if findings:
                raise ExportError(f"{task['id']}: {findings[0].message}; see `awmc test`")
            said = Plan("left out", "the solution", stage.solution, played.text)
            solutions.append(_trajectory(stage, said, names, 1.0))
            if task["family"] not in families:
                families.add(task["family"])
                plans = _fruitless(stage, live, played)
                canaries += [_canary(stage, plan, names) for plan in plans]
    return Oracle(tuple(solutions), tuple(canaries))


def _fruitless(stage: Stage, live: Live, solved: Played) -> list[Plan]:
    """Plans that must earn nothing; the stage is where the solution leads."""
    plans = [Plan("cut short", "nothing is done, and nothing is said", (), "")]
    if solved.text and stage.net():
        plans.append(Plan("cut short", "the right answer without the work", (), solved.text))
    wrong = wrong_answers(live, stage.solution, solved.answers)[:2]
    return plans + [Plan("answer", f"the work, and {w.change}", w.calls, w.text) for w in wrong]


def _canary(stage: Stage, plan: Plan, names: Names) -> Trajectory:
    reward = stage.play(plan).verdict.reward
    if reward != 0.0:
        raise ExportError(f"{stage.task['id']}: {plan.change}: earns a reward; see `awmc test`")
    return _trajectory(stage, plan, names, reward)


def _trajectory(stage: Stage, plan: Plan, names: Names, reward: float) -> Trajectory:
    actions = (*map(_action, plan.calls), answer(names, plan.text or ""))
    return Trajectory(stage.task["id"], plan.change, actions, reward)


def _action(call: Call) -> Action:
    action = _call(call.tool, call.arguments)
    return action if call.side == "agent" else {**action, "metadata": {"side": call.side}}


def answer(names: Names, text: str) -> Action:
    """The action that ends an episode."""
    return _call(names.answer, {"answer": text})


def _call(tool: str, arguments: Mapping[str, Any]) -> Action:
    return {"type": "call_tool", "tool_name": tool, "arguments": dict(arguments)}


def runtime_plan(environment: Environment, names: Names) -> dict[str, Any]:
    """What `openenv validate` does in a running server: an episode that solves nothing, and so tells nothing."""
    plain = [
        _call(tool["name"], {})
        for tool in environment.tools()
        if tool["annotations"]["readOnlyHint"] and not tool["inputSchema"]["required"]
    ]
    actions = [
        {"type": "list_tools"},
        *plain[:_PROBES],
        _call("no_such_tool_", {}),
        answer(names, ""),
    ]
    reset = {"episode_id": "validation", "seed": 0, "options": {}}
    return {"plan_schema_version": "1", "reset": reset, "actions": actions}
