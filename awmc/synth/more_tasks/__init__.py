"""New, verified tasks for an environment that there is: by walking its tool dependency graph; a model only phrases them. What `awmc gen more-tasks` does.

    spec → graph → walks → proven candidates → [phrase → check] … → declarations at the end of the spec

- `graph.py`: which tools give what others need, as the compiler knows it.
- `bench.py`: the environment with its graph, and a played episode.
- `natural.py`: calls that somebody would want, of those that the drawer of `awmc test` draws.
- `drawing.py`: what a walk is for: calls that have to do with each other.
- `places.py`, `describing.py`: places in results, and what singles out the row there.
- `lookups.py`: how an agent finds the row that an argument names.
- `asked.py`: the value that a user may want to be told at the end.
- `novelty.py`: what tells a walk from others.
- `walks.py`: calls along the graph that succeed and come to something.
- `values.py`: values as the language writes them, and as people say them.
- `goals.py`, `declare.py`: a walk as a `task`.
- `candidates.py`: which walks are sharp tasks, and with which goal.
- `phrase.py`: the model's words, and whether they may stand.
- `steps.py`: all of it: `more_tasks`.
- `placing.py`: the same for a spec on the disk.
"""
