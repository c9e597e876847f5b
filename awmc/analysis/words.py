"""What the words of the language mean, in a line each, and the shapes of what they start.

In: nothing. Out: tables for hover and completion.
"""

from __future__ import annotations

from awmc.semantics.builtins import BUILTINS, GATHERS
from awmc.semantics.reference import SPECIAL

_LINES = """
environment | Names the environment; holds its clock, actor, policy and seed
use | Brings in the declarations of another file of the folder
enum | A type that is one of a few named members
record | A value with named fields, kept inside a row
entity | A kind of row, with a key
state | An entity with exactly one row and no key
error | A named failure with parameters and a message
invariant | A condition that holds after every call; a call that breaks it is undone
def | A function of one expression
extern | A function in a Python module beside the spec
view | The JSON that a row is shown as
tool | What the agent can call
private | A tool that only other tools call
on | What happens after every call, or when the clock moves
data | Rows that are there at the start
task | A family of tasks: an instruction, a solution, a goal
clock | The environment's time at the start
actor | The entity whose row is signed in; `me` in tools
policy | What the agent is told to keep to
seed | The number that random data start from
key | The field that tells rows apart
auto | A key that counts by itself
unique | No two rows have the same value
owner | The row that this one belongs to: it is deleted with it
hidden | Never shown by a tool
scratch | Not judged: it may change in any task
has | The rows of another entity that refer to this one
derive | A field that is computed, never stored
by | The field that a `has` list goes by; `by user` marks a tool of the user
require | Ends the call with a failure unless the condition holds
let | Names a value
set | Changes fields of a row
create | Makes a row
delete | Deletes a row, and those that it owns
for | For each item of a list, or each row of an entity
if | Where a condition holds
elif | Else, where another condition holds
else | Otherwise; after a condition: the failure to report
while | As long as a condition holds, at most `limit` times
call | Calls a tool
advance | Moves the clock
fail | Ends the call with a failure
reject | Ends the call with a failure that is itself judged as an answer
ensure | A condition that must hold when the call ends
return | The result of the tool
match | A value by cases
then | The value where the condition of an `if` holds
and | Both are true
or | One or both are true
not | The opposite
in | Whether a list or map holds it
true | The `bool` that is true
false | The `bool` that is false
none | No value, where a type is `T?`
me | The row of the actor that is signed in
self | The row at hand
order | Sorts what is listed: `order by e desc`
limit | At most so many
offset | Leaves out the first so many
desc | Greatest first
instruction | What the user asks of the agent
user | What the user knows, for a simulated user
given | Changes to the data before the task starts
solution | Calls that solve the task
goal | What must hold at the end
answer | A value that the agent must say
may | `may change E.f`: a field that a task's solution need not account for
ends | A tool that ends the episode
old | The value before the call, or at the start of the task
as | The name in JSON
desc | Greatest first
from | Where it is read from
@unique | No two rows have the same values in these fields
@index | Looked up by these fields
@check | Holds for every row
@flow | The ways in which a field may change
@no_overlap | Rows with the same values in these fields do not overlap in time
@visible | The rows that public tools see
text | A text; `text(1..80)` limits its length
int | A whole number of 64 bits; `int(0..)` limits it
float | A floating-point number
money | An amount with two decimals, exact
decimal | A number with so many decimals, exact: `decimal(3)`
bool | `true` or `false`
date | A day
time | A time of day
datetime | A day and a time
duration | A length of time
"""

WORDS: dict[str, str] = {
    word: line for word, _, line in (row.partition(" | ") for row in _LINES.strip().splitlines())
}
"""Each word with a line about it."""

SNIPPETS = {
    "entity": 'entity ${1:Name} "${2:doc}" {\n  key id: ${3:text}\n  $0\n}',
    "state": "state ${1:Name} {\n  $0\n}",
    "enum": "enum ${1:Name} { ${2:first}, ${3:second} }",
    "record": "record ${1:Name} { ${2:field}: ${3:text} }",
    "error": 'error ${1:Name}(${2:row}: ${3:Entity}) "${4:message}"',
    "invariant": 'invariant ${1:name} "${2:doc}" {\n  $0\n}',
    "def": "def ${1:name}(${2:x}: ${3:int}) -> ${4:int} = $0",
    "extern": 'extern ${1:name}(${2:x}: ${3:text}) -> ${4:bool} from "${5:module}:${6:function}"',
    "view": "view ${1:Name} = ${2:Entity}.{ $0 }",
    "tool": 'tool ${1:name}(${2}) "${3:doc}" {\n  $0\n}',
    "private": 'private tool ${1:name}(${2}) "${3:doc}" {\n  $0\n}',
    "task": 'task ${1:name} {\n  instruction "${2:What the user wants}"\n  solution {\n    $0\n  }\n}',
    "on": "on call {\n  $0\n}",
    "data": "data ${1:Entity} (${2:id}) {\n  $0\n}",
    "use": 'use "${1:file}.awm"',
    "require": 'require ${1:condition} else "${2:message}"',
    "let": "let ${1:name} = $0",
    "set": "set ${1:row} { ${2:field}: $0 }",
    "create": "create ${1:Entity} { $0 }",
    "for": "for ${1:x} in ${2:xs} {\n  $0\n}",
    "while": "while ${1:condition} limit ${2:100} {\n  $0\n}",
}
"""What the words that start something are followed by, with places to fill in."""


def signature(name: str) -> tuple[str, str] | None:
    """The signature and the meaning of a function of the language."""
    if name in SPECIAL:
        return SPECIAL[name]
    if name in BUILTINS:
        return BUILTINS[name].text, BUILTINS[name].doc
    if name in GATHERS:
        form = "k, v" if name in ("map", "group") else "e"
        return f"{name}({form} for x in S)", GATHERS[name]
    return None


FUNCTIONS = tuple(dict.fromkeys([*BUILTINS, *GATHERS, *SPECIAL]))
"""Every function of the language."""
