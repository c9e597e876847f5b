"""Settings of all tests: in CI the same examples every time, so that a change is judged by what it changes; and nothing from the cache."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

os.environ["AWMC_NO_CACHE"] = (
    "1"  # a result of an earlier run would hide what the code at hand does
)
