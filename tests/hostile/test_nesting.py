"""Texts that nest, chain or repeat without end: a diagnostic, or a package that loads; never a recursion error."""

from __future__ import annotations

from pathlib import Path

import pytest

from awmc.driver import Checked, compile_text

HEAD = """environment shop "A shop" { clock 2026-03-02T09:00:00 }
entity E { key id: int  n: int = 0  t: text = ""  b: bool = false }
"""


def compiled(text: str) -> Checked:
    return compile_text(text, "shop.awm", Path("tests/hostile"))


def tool(body: str) -> str:
    return f'{HEAD}tool t(x: int, y: bool) "d" {{ {body} }}'


def shapes(n: int) -> dict[str, str]:
    """Specs that hold something n times."""
    values = {
        "parentheses": "(" * n + "x" + ")" * n,
        "lists": "[" * n + "x" + "]" * n,
        "nots": "not " * n + "y",
        "minuses": "- " * n + "x",
        "ifs": "if y then x else " * n + "x",
        "ifs in ifs": "if y then " * n + "x" + " else x" * n,
        "objects": "{ a: " * n + "x" + "}" * n,
        "calls": "abs(" * n + "x" + ")" * n,
        "sum": " + ".join(["x"] * n),
        "and": " and ".join(["y"] * n),
        "or": " or ".join(["y"] * n),
        "comparison": " < ".join(["x"] * n),
        "conversions in a filter": "[z.id for z in E if "
        + "lower(" * n
        + "z.t"
        + ")" * n
        + ' == ""]',
        "quotients in a filter": "[z.id for z in E if z.n "
        + "/ (z.n + x" * n
        + ")" * n
        + " > 1.0]",
        "any": "any(" * n + "x > 0" + "".join(f" for a{i} in E)" for i in range(n)),
        "count": "count(a for a in E if a.n > " * n + "x" + ")" * n,
        "matches": "match x { 1 => " * n + "x" + ", else => 2 }" * n,
    }
    made = {name: tool(f"return {value}") for name, value in values.items()}
    made["blocks"] = tool("if y { " * n + "set E(1).n = 1 " + "}" * n)
    made["types"] = f'{HEAD}tool t(x: {"[" * n}int{"]" * n}) "d" {{ return 1 }}'
    made["open brackets"] = tool("return " + "([{" * n)
    made["closed brackets"] = tool("return x" + ")]}" * n)
    return made


@pytest.mark.parametrize("shape", shapes(1))
@pytest.mark.parametrize("n", [18, 40, 5_000])
def test_no_depth_is_too_much_for_the_compiler(shape: str, n: int) -> None:
    done = compiled(shapes(n)[shape])
    assert done.errors == (done.package is None)
