"""llguidance as a reader and a writer of specs, byte by byte."""

from __future__ import annotations

import random
from functools import cache

from llguidance import LLMatcher, LLTokenizer, TokenizerWrapper

from awmc.diagnostics.sink import Sink
from awmc.source import SourceFile
from awmc.syntax.export.grammars import grammar_for
from awmc.syntax.parse import parse

END = 256
CLOSING = b"}])\"'"
PLAIN = b"\n" + bytes(range(32, 127))


class _Bytes:
    """A tokenizer whose tokens are the bytes, and the end."""

    eos_token_id = END
    bos_token_id = None
    tokens = (*(bytes([byte]) for byte in range(256)), b"<end>")
    special_token_ids = (END,)

    def __call__(self, text: bytes) -> list[int]:
        return list(text)


@cache
def tokenizer() -> LLTokenizer:
    return LLTokenizer(TokenizerWrapper(_Bytes()))


@cache
def _grammar(start: str) -> str:
    return LLMatcher.grammar_from_lark(grammar_for("llguidance", start))


def matcher(start: str = "module") -> LLMatcher:
    """A matcher at the beginning of a text of the rule `start`."""
    made = LLMatcher(tokenizer(), _grammar(start))
    assert not made.is_error(), made.get_error()
    return made


def stuck(text: str, start: str = "module") -> str | None:
    """What the grammar does not take: the rest of the text, or None where it takes all of it."""
    reader = matcher(start)
    data = text.encode()
    taken = reader.try_consume_tokens(list(data))
    if taken == len(data) and reader.is_accepting():
        return None
    return data[taken:].decode(errors="replace") or "the end"


def generated(start: str, seed: int, length: int = 80, most: int = 1_500) -> str | None:
    """A random text of the rule `start`, which closes what is open once it is longer than `length`.

    None where it has no end after `most` characters.
    """
    writer, draw = matcher(start), random.Random(f"{start}:{seed}")
    text = bytearray()
    while len(text) < most:
        allowed = _allowed(writer)
        if END in allowed and (len(text) > length or len(allowed) == 1):
            return text.decode()
        choice = [byte for byte in allowed if byte != END]
        closing = [byte for byte in choice if byte in CLOSING]
        if len(text) > length and closing and draw.random() < 0.8:
            choice = closing
        weights = [1 if chr(byte).isalnum() else 2 for byte in choice]
        byte = draw.choices(choice, weights)[0]
        assert writer.consume_token(byte), writer.get_error()
        text.append(byte)
    return None


def _allowed(writer: LLMatcher) -> list[int]:
    mask = int.from_bytes(writer.compute_bitmask(), "little")
    # A spec may hold any character; these are enough to write one.
    return [token for token in (*PLAIN, END) if mask >> token & 1]


def reports(text: str) -> list[str]:
    """What the parser reports of a text: the names of its diagnostics."""
    sink = Sink()
    parse(SourceFile("test.awm", text), sink)
    return [diagnostic.name for diagnostic in sink.diagnostics]
