"""Many episodes at once: pools in this process or in others, played in batches or by coroutines.

`shards.py` is what every pool asks: episodes by number, in this process. `worker.py` is such a shard in a process of its own, `remote.py` this
process's end of it. `pool.py` asks in batches, `coroutines.py` for coroutines, by the thread of `line.py`.
"""
