"""A quantity without its unit.

`duration: int` may be minutes, hours or days, and `weight: float` grams or pounds. An agent guesses, mostly wrongly, and a reviewer
cannot check the data. Say the unit in the name, `duration_minutes`, or in the description, or use a type that has one: `duration`, `money`, `date`.

## Wrong

```awm
entity Parcel { key id: int  weight: float }
tool get_parcel(parcel: Parcel) "What a parcel is like" { return parcel }
```

## Right

```awm
entity Parcel { key id: int  weight_kg: float }
tool get_parcel(parcel: Parcel) "What a parcel is like" { return parcel }
```
"""

from __future__ import annotations

from awmc.lint.facts.declared import values
from awmc.lint.facts.wording import name_words
from awmc.lint.rule import Family, Report, rule
from awmc.lint.subject import Subject
from awmc.syntax import ast

RULE = rule(
    "AWM785",
    "unit-missing",
    Family.naming,
    "`{name}` does not say in which unit it is",
    'say it in the name or in a description, such as `{name}: {type} "In {unit}"`',
)
_UNITS = {
    "duration": "minutes",
    "timeout": "seconds",
    "delay": "minutes",
    "interval": "minutes",
    "weight": "kg",
    "mass": "kg",
    "distance": "km",
    "radius": "km",
    "length": "metres",
    "width": "cm",
    "height": "cm",
    "depth": "cm",
    "thickness": "mm",
    "area": "square metres",
    "volume": "litres",
    "temperature": "degrees Celsius",
    "speed": "km/h",
    "mileage": "km",
    "bandwidth": "Mbit/s",
    "voltage": "volts",
    "wattage": "watts",
}
"""The last words of names of quantities, each with a usual unit."""


def check(subject: Subject, report: Report) -> None:
    """Report each field and parameter of a plain number that is named for a quantity, and described by nothing."""
    for one in values(subject):
        words = name_words(one.name.name)
        type_ = one.type.item if isinstance(one.type, ast.OptionalType) else one.type
        number = isinstance(type_, ast.NamedType) and type_.name in ("int", "float", "decimal")
        if words and words[-1] in _UNITS and number and one.doc is None:
            report(
                one.name.span,
                name=one.name.name,
                type=subject.text(one.type.span),
                unit=_UNITS[words[-1]],
            )
