"""A small spec that is clean, and copies of it that are broken in one place."""

from __future__ import annotations

from pathlib import Path

from awmc.prove.run import Options as Depth
from awmc.resources import template_text
from awmc.synth.examine import Options, examine
from awmc.synth.problems import Examination, Wanted

NEW = template_text("new.awm").replace("{{ name }}", "shop")
EXAMPLE = template_text("prompt/example.awm")
NOTHING = Wanted()
UNPROVEN = Options(prove=False)
QUICK = Options(depth=Depth(examples=10, search=10))
GOAL = "goal { require r.status == cancelled }"


def broken(*changes: tuple[str, str], text: str = NEW) -> str:
    """The text with other pieces in place of some."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def look(
    text: str, options: Options = UNPROVEN, wanted: Wanted = NOTHING, folder: Path | None = None
) -> Examination:
    """What there is to say of a text that stands nowhere."""
    return examine(text, (folder or Path("nowhere")) / "shop.awm", wanted, options)


GAIN = """
  tool gain(n: int(1..5) "How many") "Add points to the account of whoever asks" { set me.points += n }
  tool rename(name: text(1..40) "The new name") "Correct how a member is called" { set me.name = name }
  tool points() "The points of whoever asks" { return me.{ id, name, points } }
"""
"""Tools of the spec of `points`."""


def points(task: str, more: str = "") -> str:
    """A spec of points that are gained, with one task."""
    return f"""environment points "Points that members gain" {{
  clock 2026-03-02T09:00:00
  actor Member
}}
entity Member "Who gains" {{ key id: text  name: text  points: int(0..) = 0 }}
{GAIN}{more}
data Member (id, name, points) {{ "M1", "Ana", 3; "M2", "Bo", 7; }}
{task}
"""


def gain_two(rest: str) -> str:
    """A task that gains two points, with its goal and answer."""
    return f"""task gain_two {{
  actor Member("M1")
  instruction "Please give me two points."
  solution {{ call gain(n = 2) }}
  {rest}
}}"""
