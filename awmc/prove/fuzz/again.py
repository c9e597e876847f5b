"""Playing a sequence again: from a fresh start, from a fork, from a snapshot; and going back to the start.

In: a script that was played, with its results and its last bytes. Out: the first law that does not hold, or None.
"""

from __future__ import annotations

from awmc.prove.fuzz.laws import FORK, REPLAY, RESET, RESTORE, Broken
from awmc.prove.fuzz.script import Script
from awmc.runtime.environment import Environment
from awmc.runtime.episode import Episode

_ALL_CUTS = 3
"""Sequences of at most so many calls are cut everywhere, longer ones in the middle."""


def check_again(env: Environment, script: Script, results: list[str], last: bytes) -> Broken | None:
    """Whether the sequence gives the same when it is played again in each of these ways."""
    count = len(script.calls)
    cuts = range(count + 1) if count <= _ALL_CUTS else (count // 2,)
    for cut in cuts:
        broken = _check_cut(env, script, results, last, cut)
        if broken is not None:
            return broken
    return _check_reset(env, script, results, last)


def _check_cut(
    env: Environment, script: Script, results: list[str], last: bytes, cut: int
) -> Broken | None:
    rest = script.with_calls(script.calls[cut:])
    with script.episode(env) as episode:
        start = _contents(episode)
        first = _play(episode, script.with_calls(script.calls[:cut]))
        snapshot, there = episode.snapshot(), _contents(episode)
        with episode.fork() as twin:
            if _contents(twin) != there:
                return Broken(FORK, "the episode", "the fork's state is another")
            again = first + _play(episode, rest)
            if again != results:
                return _other(REPLAY, script, results, again)
            if episode.connection.serialize() != last:
                return Broken(REPLAY, "the episode", "the last state has other bytes")
            end = _contents(episode)
            forked = first + _play(twin, rest)
            if forked != results or _contents(twin) != end:
                return _other(FORK, script, results, forked)
        episode.restore(snapshot)
        if _contents(episode) != there:
            return Broken(RESTORE, "the episode", "the restored state is another")
        restored = first + _play(episode, rest)
        if restored != results or _contents(episode) != end:
            return _other(RESTORE, script, results, restored)
        episode.reset()
        if _contents(episode) != start or episode.diff():
            return Broken(RESET, "the episode", "the state after the reset is not the start's")
    return None


def _check_reset(
    env: Environment, script: Script, results: list[str], last: bytes
) -> Broken | None:
    """A reset of an episode that was never restored takes another way back."""
    with script.episode(env) as episode:
        start = _contents(episode)
        _play(episode, script)
        episode.reset()
        if _contents(episode) != start or episode.diff():
            return Broken(RESET, "the episode", "the state after the reset is not the start's")
        again = _play(episode, script)
        if again != results or episode.connection.serialize() != last:
            return _other(RESET, script, results, again)
    return None


def _play(episode: Episode, script: Script) -> list[str]:
    return [episode.call(c.tool, c.arguments, side=c.side).text for c in script.calls]


def _contents(episode: Episode) -> tuple[object, ...]:
    """All that an episode is: its rows, awmc's own tables, the clock and the calls."""
    tables = [
        name
        for (name,) in episode.connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        )
    ]
    rows = tuple(tuple(episode.connection.execute(_all_of(name))) for name in tables)
    return (episode.now, episode.calls, episode.ended, tuple(tables), rows)


def _all_of(table: str) -> str:
    quoted = table.replace('"', '""')
    return f'SELECT * FROM "{quoted}"'


def _other(law: str, script: Script, results: list[str], again: list[str]) -> Broken:
    """The law is broken by the first call that gave something else, or by the state that all of them left."""
    for call, was, is_ in zip(script.calls, results, again, strict=True):
        if was != is_:
            subject = call.tool if isinstance(call.tool, str) else "the episode"
            return Broken(law, subject, f"a call gave {was[:100]}, and played again {is_[:100]}")
    return Broken(law, "the episode", "the last state is another")
