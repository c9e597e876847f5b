"""Places where a name may stand, and the words of the language that may be that name."""

from __future__ import annotations

from awmc.syntax.keywords import RESERVED
from awmc.syntax.table import table

PLACES = {
    "field": "entity E {{ key {0}: int }}",
    "optional field": "entity E {{ key id: int  {0}: text? = none }}",
    "record field": "record R {{ {0}: text  b: int }}",
    "has": "entity E {{ key id: int  has {0}: [F] by {0} }}",
    "derive": "entity E {{ key id: int  derive {0}: int = 1 }}",
    "parameter": "tool t({0}: int) {{ return {0} + {0} * 2 }}",
    "parameter of def": "def d({0}: int) -> int = {0}",
    "let": "tool t() {{ let {0} = 1 return {0} }}",
    "typed let": "tool t() {{ let {0}: int = 1 set {0}.a = {0} }}",
    "loop": "tool t() {{ for {0} in xs {{ delete {0} }} }}",
    "comprehension": "def d() = [{0}.a for {0} in xs if {0} order by {0} limit {0} offset {0}]",
    "call argument": "def d() = f({0}, {0} = {0})",
    "attribute": "def d() = a.{0}.b.{0}",
    "entry": "tool t() {{ create E {{ {0}, b: 1 }} }}",
    "full entry": "tool t() {{ set r {{ {0}: {0}, {0}? }} }}",
    "projection": "def d() = a.{{ {0}, {0}?, b: {0}, {0}.{{ {0} }} }}",
    "dropped": "def d() = a.{{ *, -{0} }}",
    "enum member": "enum E {{ {0}, b }}",
    "spelled member": 'enum E {{ a, {0} = "x" "doc", c }}',
    "flow": "entity E {{ key id: int  @flow {0} {{ {0} -> {0}, b; b -> {0} }} }}",
    "rule": "entity E {{ key id: int  @unique ({0}, b)  @no_overlap ({0}) {0}..{0} if {0} }}",
    "tool": "tool {0}() {{ call {0}() let x = call {0}(a = 1) }}",
    "def": "def {0}() = {0}(1)",
    "task": "task {0} for {0} in E if {0} {{ actor {0} answer {0} may change E.{0} }}",
    "invariant": "invariant {0} {{ {0} }}",
    "environment": 'environment {0} "doc" {{ }}',
    "columns": "data E ({0}, b) {{ {0}, 1; }}",
    "match": "def d() = match {0} {{ {0} => {0}, b => {0} }}",
    "choice": "def d() = if {0} then {0} else {0}",
    "index": "def d() = {0}[{0}] + {0}[{0}:{0}]",
    "text": 'def d() = "{{{0}}}"',
}

PROMISED = (
    "state order limit status key index task data view from to by type name date time owner goal check set actor text"
).split()
WORDS = sorted({*PROMISED, *table().words} - RESERVED)
