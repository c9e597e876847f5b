"""`awmc diff`: what changed in meaning between two specs, and for whom it breaks something."""

from awmc.diff.model import AUDIENCES, Audience, Change, Compared, Environments
from awmc.diff.run import compare

__all__ = ["AUDIENCES", "Audience", "Change", "Compared", "Environments", "compare"]
