"""The initial rows and the task instances of an environment: what is computed once, when a spec is compiled."""

from awmc.build.build import Build, build
from awmc.build.instance import Instance

__all__ = ["Build", "Instance", "build"]
