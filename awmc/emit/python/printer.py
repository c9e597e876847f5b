"""Python syntax trees as source text on one line: as a person writes it, and the same on every version of Python.

`ast.unparse` will not do: its brackets and quotes are its own, and differ between versions. This printer knows the expressions that
the lowering makes, and brackets only where precedence asks for them.
"""

from __future__ import annotations

import ast

from awmc.emit.quote import python_text

_TERNARY, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _SIGN, _ATOM = range(1, 10)
_SIGNS: dict[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}


def code(value: ast.expr) -> str:
    """The source text."""
    return _at(value, 0)


def _at(value: ast.expr, least: int) -> str:
    text, precedence = _printed(value)
    return f"({text})" if precedence < least else text


def _printed(value: ast.expr) -> tuple[str, int]:
    match value:
        case ast.Constant():
            return _constant(value.value)
        case ast.Name():
            return value.id, _ATOM
        case ast.Attribute():
            return f"{_at(value.value, _ATOM)}.{value.attr}", _ATOM
        case ast.Call():
            return f"{_at(value.func, _ATOM)}({_arguments(value)})", _ATOM
        case ast.Subscript():
            return f"{_at(value.value, _ATOM)}[{_slice(value.slice)}]", _ATOM
        case ast.IfExp():
            then, test = _at(value.body, _OR), _at(value.test, _OR)
            # one inside another stands in parentheses, since there black and ruff differ
            return f"{then} if {test} else {_at(value.orelse, _OR)}", _TERNARY
        case ast.Lambda():
            names = ", ".join(arg.arg for arg in value.args.args)
            return f"lambda{' ' if names else ''}{names}: {_at(value.body, _TERNARY)}", _TERNARY
        case ast.BoolOp() | ast.UnaryOp() | ast.Compare() | ast.BinOp():
            return _operation(value)
        case _:
            return _display(value), _ATOM


def _operation(value: ast.BoolOp | ast.UnaryOp | ast.Compare | ast.BinOp) -> tuple[str, int]:
    match value:
        case ast.BoolOp():
            word, level = ("and", _AND) if isinstance(value.op, ast.And) else ("or", _OR)
            return f" {word} ".join(_at(part, level + 1) for part in value.values), level
        case ast.UnaryOp(op=ast.Not()):
            return f"not {_at(value.operand, _NOT)}", _NOT
        case ast.UnaryOp():
            return f"-{_at(value.operand, _SIGN)}", _SIGN
        case ast.Compare():
            parts = [_at(value.left, _SUM)]
            for sign, right in zip(value.ops, value.comparators, strict=True):
                parts += [_SIGNS[type(sign)], _at(right, _SUM)]
            return " ".join(parts), _COMPARE
        case ast.BinOp():
            level = _SUM if isinstance(value.op, ast.Add | ast.Sub) else _PRODUCT
            one, other = _at(value.left, level), _at(value.right, level + 1)
            return f"{one} {_SIGNS[type(value.op)]} {other}", level


def _display(value: ast.expr) -> str:
    """What brings its own brackets."""
    match value:
        case ast.Tuple():
            inside = ", ".join(_inside(part) for part in value.elts)
            return f"({inside}{',' if len(value.elts) == 1 else ''})"
        case ast.List():
            return f"[{', '.join(_inside(part) for part in value.elts)}]"
        case ast.Dict():
            pairs = zip(value.keys, value.values, strict=True)
            entries = (f"{_inside(k)}: {_inside(v)}" for k, v in pairs if k is not None)
            return f"{{{', '.join(entries)}}}"
        case ast.ListComp():
            return f"[{_inside(value.elt)}{_loops(value.generators)}]"
        case ast.GeneratorExp():
            return f"({_generator(value)})"
        case ast.DictComp():
            entry = f"{_inside(value.key)}: {_inside(value.value)}"
            return f"{{{entry}{_loops(value.generators)}}}"
        case _:
            raise TypeError(f"no expression of generated code is a {type(value).__name__}")


def _inside(value: ast.expr) -> str:
    """A part of a display or one of several arguments; a conditional in parentheses, as black has it and ruff leaves it."""
    return _at(value, _OR if isinstance(value, ast.IfExp) else _TERNARY)


def _generator(value: ast.GeneratorExp) -> str:
    return _inside(value.elt) + _loops(value.generators)


def _loops(generators: list[ast.comprehension]) -> str:
    text = ""
    for generator in generators:
        text += f" for {target(generator.target)} in {_at(generator.iter, _OR)}"
        text += "".join(f" if {_at(test, _OR)}" for test in generator.ifs)
    return text


def target(value: ast.expr) -> str:
    """What a `for` binds: a name, or several without brackets."""
    return _display(value).strip("()") if isinstance(value, ast.Tuple) else code(value)


def _arguments(value: ast.Call) -> str:
    if len(value.args) == 1 and not value.keywords and isinstance(value.args[0], ast.GeneratorExp):
        return _generator(value.args[0])
    if len(value.args) == 1 and not value.keywords:
        return _at(value.args[0], _TERNARY)
    parts = [_inside(arg) for arg in value.args]
    for keyword in value.keywords:
        given = _inside(keyword.value)
        parts.append(f"**{given}" if keyword.arg is None else f"{keyword.arg}={given}")
    return ", ".join(parts)


def _slice(value: ast.expr) -> str:
    if not isinstance(value, ast.Slice):
        return _at(value, _TERNARY)
    low = "" if value.lower is None else _at(value.lower, _TERNARY)
    return low + ":" + ("" if value.upper is None else _at(value.upper, _TERNARY))


def _constant(value: object) -> tuple[str, int]:
    match value:
        case str():
            return python_text(value), _ATOM
        case bool() | None:
            return str(value), _ATOM
        case int() | float():
            return repr(value), _SIGN if value < 0 else _ATOM
        case _:
            raise TypeError(f"no constant of generated code is {value!r}")
