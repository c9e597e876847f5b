"""Many episodes at once, as a trainer plays them: groups of rollouts of each task, in batches, in several processes.

    python examples/rollouts.py generated/library --group 4 --processes 2

Where a trainer samples from its model, this plays the task's own solution and forgets each call with some probability, so that rewards differ.
"""

from __future__ import annotations

import argparse
import random
from typing import Any

from awmc.runtime import Environment, EpisodesLost, Pool, load


def main() -> None:
    """Play a group of every task."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("environment", help="a generated folder")
    parser.add_argument("--group", type=int, default=4, help="rollouts of one task")
    parser.add_argument("--processes", type=int, default=0)
    parser.add_argument("--forgets", type=float, default=0.2, help="how often a call is left out")
    arguments = parser.parse_args()
    with load(arguments.environment) as environment:
        size, chance = arguments.group, random.Random(0)
        with environment.pool(size, processes=arguments.processes) as pool:
            for task in first_instances(environment):
                plans = [forgetful(task, chance, arguments.forgets) for _ in range(size)]
                rewards = play_group(pool, task, plans)
                print(f"{task['id']:40} {' '.join(f'{reward:g}' for reward in rewards)}")


def first_instances(environment: Environment) -> list[dict[str, Any]]:
    """One instance of each task."""
    return list({task["family"]: task for task in reversed(environment.tasks())}.values())


def forgetful(task: dict[str, Any], chance: random.Random, forgets: float) -> list[dict[str, Any]]:
    """What an imperfect agent would do: here stands your model."""
    return [call for call in task["solution"] if chance.random() >= forgets]


def play_group(pool: Pool, task: dict[str, Any], plans: list[list[dict[str, Any]]]) -> list[float]:
    """The rewards of a group: all episodes begin alike, then each batch has the next call of every episode that is still at it."""
    pool.reset([(number, task["id"]) for number in range(len(plans))])
    try:
        for turn in range(max(map(len, plans))):
            pool.step(
                [
                    (number, plan[turn]["tool"], plan[turn]["arguments"], plan[turn]["side"])
                    for number, plan in enumerate(plans)
                    if turn < len(plan)
                ]
            )
        answer = "; ".join(str(answer["value"]) for answer in task["answers"])
        verdicts = pool.verify([(number, answer) for number in range(len(plans))])
    except EpisodesLost:  # a worker was killed: nothing is left to learn from but another try
        return play_group(pool, task, plans)
    return [verdict.reward for verdict in verdicts]


if __name__ == "__main__":
    main()
