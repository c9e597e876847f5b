"""Specs whose parts multiply: a diagnostic in no time, or a package of bounded size."""

from __future__ import annotations

import pytest

from .test_nesting import HEAD, compiled, tool


def chain(n: int, first: str, step: str, last: str) -> str:
    """A declaration, n more that each use the one before twice, and what uses the last of them."""
    steps = "\n".join(step.format(i=i, p=i - 1) for i in range(1, n))
    return f"{HEAD}{first}\n{steps}\n{last.format(p=n - 1)}"


RECORD = "record R{i} {{ a: R{p}  b: R{p} }}"
CHAINS = {
    "defs": chain(
        30,
        "def f0(x: int) -> int = x",
        "def f{i}(x: int) -> int = f{p}(x) + f{p}(x)",
        'tool t(x: int) "d" {{ return f{p}(x) }}',
    ),
    "records": chain(30, "record R0 { x: int }", RECORD, "entity F {{ key id: int  r: R{p} }}"),
    "deep records": chain(
        2000, "record R0 { x: int }", "record R{i} {{ a: R{p} }}", 'tool t(r: R{p}) "d" {{ }}'
    ),
    "keys": chain(
        30, "entity F0 { key id: int }", "entity F{i} {{ key f: F{p}  key g: F{p} }}", ""
    ),
    "fields": HEAD + f"entity F {{ key id: int {' '.join(f'f{i}: int' for i in range(5000))} }}",
    "loops": tool(" ".join(f"for i{i} in E {{" for i in range(40)) + "}" * 40),
    "whiles": tool("while y limit 2 {" * 40 + "}" * 40),
    "sources": tool(f"return [x {' '.join(f'for a{i} in E' for i in range(40))}]"),
    "elifs": tool("if y { } " + "elif y { } " * 5000),
    "elif values": tool("let z = if y then 1 " + "elif y then 2 " * 5000 + "else 3"),
    "arms": tool(f"return match x {{ {' '.join(f'{i} => {i},' for i in range(2000))} else => 0 }}"),
}


@pytest.mark.parametrize("name", CHAINS)
def test_what_multiplies_is_refused(name: str) -> None:
    found = {error.name for error in compiled(CHAINS[name]).diagnostics}
    assert found & {"limit-exceeded", "too-deep"}


LOOP = "for i in range(100000) for j in range(100000)"
DATA = {
    "rows": f"data E {LOOP} {{ id: i * 100000 + j }}",
    "no rows": f"data E {LOOP} if false {{ id: i }}",
    "a sum": "data E { id: sum(a for a in range(100000) for b in range(100000)) }",
    "a range": "data E for i in range(1000000000000) { id: i }",
    "a list": "data E { id: len(range(100000000000)) }",
    "a text": 'data E { id: 1, t: pad("a", 1000000000) }',
    "a power": "data E { id: 1, t: \"{calc('9**9**9**9')}\" }",
    "a format": 'data E { id: 1, t: "{1:1000000000}" }',
    "a pattern": "tool t() \"d\" { return matches('a', '((a{1,1000}){1,1000}){1,1000}') }",
    "a derived field of the parent": "entity P { key id: int  p: P?  derive d: int = if p == none then 0 else p.d + 1 }",
    "instances": f'task k {LOOP} {{ instruction "x" solution {{ }} answer 1 }}',
}


@pytest.mark.parametrize("name", DATA)
def test_run_away_data_is_refused(name: str) -> None:
    assert compiled(f"{HEAD}{DATA[name]}").errors


def test_a_pattern_takes_no_exponential_time() -> None:
    data = f"data E {{ id: 1, b: matches('{'a' * 60}!', '(a+)+$') }}"
    assert not compiled(f"{HEAD}{data}").errors
