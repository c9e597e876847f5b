"""Environments written by a language model: from a line about a world to a spec that compiles and is proven. What `awmc gen` does.

The model writes, the compiler judges. The way of one spec:

    scenario + tasks → draft → [examine → feedback → repair] … → clean, or quarantined with its report

- `records.py`: scenarios and the tasks that users want, as lines of JSON that a person may edit between the steps.
- `prompts.py`: what the model is told: the files of `templates/prompts/`, or a user's own in their place.
- `asking.py`: a question to the model, its answer, and what it cost. Each answer is kept in the output folder (`journal.py`) before it is used, and a
  question that was answered is not asked again: so a run that was killed goes on by being run again, and pays for nothing twice. Everything between two
  questions is a function of the answers.
- `budget.py`: what may be spent, for one spec and for the whole run.
- `answers.py`: a spec, or lines of JSON, in whatever a model wrote around them.
- `parts.py`: a spec as its declarations; a repair is the declarations that change.
- `examine.py`: everything that the compiler, `awmc lint` and `awmc test` have against a text: `shown.py` has places and diagnostics, `wishes.py` what was asked
  for, `hardness.py` what counts as harder, `proofs.py` what `awmc test` found.
- `apart.py`: examinations in processes of their own with limits of time and memory, which `worker.py` runs.
- `feedback.py`: what was found, as the model is told it.
- `loop.py`: draft and repair until clean or out of budget; the best state is kept. `states.py` has words for states and answers, `rounds.py` the questions of one
  spec, `drafting.py` its first text, `merging.py` an answer put into a spec, `showing.py` a spec as the model is shown it.
- `scenarios.py`, `tasks.py`, `specs.py`, `evolve.py`, `more_tasks/`: the steps.
- `session.py`, `steps.py`: the steps on an output folder, which writes down what comes of them: what the command line does, for programs too:

      async with session(Path("worlds"), Endpoint("gpt-5"), tell=print_line) as run:
          world = steps.add_scenario(run, scenario_of("A bike rental: stations, bikes, rides"))
          await steps.find_tasks(run, [world], 10)
          batch = await steps.write_specs(run, steps.jobs_for(run, [world.name], (20, 35)), processes=2)

- `report.py`, `pages.py`: the story of a spec, and of a batch.
- `folder.py`: the output folder: one run at a time, files written in one step.

It needs the extra `gen`; nothing here prints.
"""
