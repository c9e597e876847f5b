"""Decoding that is held to a grammar, at the endpoints that can.

In: a request, and what its answer must be. Out: the answer, asked for with the field that the server takes. Guaranteed: a draft is held to awmc's own grammar from
its start `module`, so it is bare text of awm with no fence around it; JSON is lines of objects, which `schema` describes. An endpoint that refuses such a field is
asked without it where the choice was `auto`, from then on and for that kind of answer; where it was explicit, the error says what to do.

- `lark`: vLLM's `structured_outputs`, with a grammar for llguidance. The server needs `--structured-outputs-config.backend guidance`, for its other engines read
  another dialect.
- `gbnf`: llama.cpp's `grammar`.
- `auto`: what the endpoint says of itself at `/models` decides (`owned_by` is `vllm` or `llamacpp`); any other is asked for words.

A server that does not know a field may pass over it in silence: what is read is judged all the same, so that only the constraint is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from awmc.endpoint.completions import ModelError, Refused, Said
from awmc.endpoint.lists import Served
from awmc.syntax.export.grammars import grammar_for
from awmc.synth.json_lines import gbnf_lines, lark_lines

if TYPE_CHECKING:
    from awmc.endpoint.model import Model
    from awmc.synth.asking import Kind

Choice = Literal["auto", "lark", "gbnf", "off"]
_OWNERS: Mapping[str, Choice] = {"vllm": "lark", "llamacpp": "gbnf"}
_FIELDS: Mapping[str, str] = {"lark": "structured_outputs", "gbnf": "grammar"}
_SIGNS = ("grammar", "structured", "guided", "sampler", "extra inputs", "unrecognized", "unknown")
"""What is in an error that is about the constraint."""
_PATIENCE = 3
"""So often an endpoint is asked what it is, before it counts as one that says nothing of itself."""
_ADVICE = {
    "lark": "start vLLM 0.12 or newer with --structured-outputs-config.backend guidance, or give --constrain off",
    "gbnf": "--constrain gbnf is for llama.cpp's server; give --constrain auto or off",
}


class Constraint:
    """How the answers of a model are constrained."""

    def __init__(self, choice: Choice, model: Model) -> None:
        self.choice = choice
        self._model = model
        self._form: Choice | None = None if choice == "auto" else choice
        self._refused: set[Kind] = set()
        self._finding = asyncio.Lock()
        self._in_vain = 0

    async def say(
        self,
        messages: Sequence[Mapping[str, Any]],
        kind: Kind,
        schema: Mapping[str, Any] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> Said:
        """What the model says; `more` are further fields of the request. Raises ModelError."""
        form = "off" if kind == "words" or kind in self._refused else await self.form()
        fields = fields_for(form, kind, schema)
        try:
            return await self._model.say(messages, extra={**fields, **(more or {})})
        except Refused as error:
            if not fields or not any(sign in error.told.lower() for sign in _SIGNS):
                raise
            if self.choice != "auto":
                raise ModelError(f"{error}: {_ADVICE[form]}", hopeless=True) from error
            self._refused.add(kind)
        return await self._model.say(messages, extra=more)

    async def form(self) -> Choice:
        """`lark`, `gbnf` or `off`; asks the endpoint, once, where that is not said, and a few times where it gives no answer. Raises ModelError where it cannot be
        reached."""
        async with self._finding:
            if self._form is None:
                try:
                    served = await self._model.served()
                except ModelError as error:
                    self._in_vain += 1
                    if error.hopeless:
                        raise
                    if self._in_vain < _PATIENCE:
                        return "off"
                    served = ()
                self._form = _form_for(served, self._model.endpoint.model)
            return self._form


def _form_for(served: Sequence[Served], name: str) -> Choice:
    """What fits the owner of the model of this name, or of any that is listed."""
    owners = [one.owner for one in sorted(served, key=lambda one: one.name != name)]
    return next((_OWNERS[owner] for owner in owners if owner in _OWNERS), "off")


def fields_for(form: Choice, kind: Kind, schema: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is added to the body of a request."""
    if kind == "words" or form not in _FIELDS:
        return {}
    if kind == "spec":
        grammar = _of_a_spec(form)
    else:
        grammar = (lark_lines if form == "lark" else gbnf_lines)(schema or {"type": "object"})
    return {_FIELDS[form]: {"grammar": grammar} if form == "lark" else grammar}


@cache
def _of_a_spec(form: Choice) -> str:
    return grammar_for("llguidance" if form == "lark" else "gbnf", "module")
