"""A session of an editor with `awmc server`, over its standard streams; and what must not end one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from awmc.analysis.positions import Place, offset_of
from awmc.source import SourceFile
from tests.lsp.client import Client

LIBRARY = Path("specs/library.awm").resolve()
SHOP = """environment shop {
  clock 2026-03-02T09:00:00
}
entity Item { key id: text  price: money }
tool cheap_items() "Items below five" {
  let cheap = [i for i in Item if i.price < 5]
  return cheap
}
"""


def place_of(text: str, before: str, inside: int = 0) -> dict[str, int]:
    """The position of a stretch of text, or of a character in it."""
    offset = text.index(before) + inside
    return {
        "line": text.count("\n", 0, offset),
        "character": offset - text.rfind("\n", 0, offset) - 1,
    }


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """A text after the edits of a server."""
    file = SourceFile("", text)

    def offset(at: dict[str, int]) -> int:
        return offset_of(file, Place(at["line"], at["character"]))

    spans = [(offset(e["range"]["start"]), offset(e["range"]["end"]), e["newText"]) for e in edits]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def test_an_editor_has_a_session() -> None:
    text, uri = LIBRARY.read_text(encoding="utf-8"), LIBRARY.as_uri()
    document = {"uri": uri}
    with Client() as client:
        able = client.initialize(LIBRARY.parent)["capabilities"]
        assert able["textDocumentSync"]["change"] == 1
        client.open(uri, text)
        assert client.diagnostics(uri, 1) == []

        def at(before: str, inside: int = 0) -> dict[str, Any]:
            return {"textDocument": document, "position": place_of(text, before, inside)}

        hover = client.request(
            "textDocument/hover", at("kept.id" if "kept.id" in text else "kept != none")
        )
        assert "let kept: Copy?" in hover["contents"]["value"]
        use = at("is_overdue(self)")
        [target] = client.request("textDocument/definition", use)
        assert target["range"]["start"] == place_of(text, "is_overdue(l: Loan)")
        found = client.request(
            "textDocument/references", {**use, "context": {"includeDeclaration": True}}
        )
        assert len(found) == len(re.findall(r"\bis_overdue\b", text))
        assert len(client.request("textDocument/documentHighlight", use)) == len(found)
        symbols = client.request("textDocument/documentSymbol", {"textDocument": document})
        [loan] = [symbol for symbol in symbols if symbol["name"] == "Loan"]
        assert [part["name"] for part in loan["children"]][:3] == ["id", "copy", "member"]
        assert client.request("workspace/symbol", {"query": "queue_pl"})[0]["name"] == "queue_place"
        folds = client.request("textDocument/foldingRange", {"textDocument": document})
        assert all(fold["startLine"] < fold["endLine"] for fold in folds)
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 10_000, "character": 0}}
        hints = client.request("textDocument/inlayHint", {"textDocument": document, "range": whole})
        assert ": Copy?" in [hint["label"] for hint in hints]
        called = client.request("textDocument/signatureHelp", at("kept) }"))
        assert called["signatures"][0]["label"].startswith("private tool pass_on(")

        edits = client.request("textDocument/rename", {**use, "newName": "is_late"})["changes"][uri]
        renamed = applied(text, edits)
        assert renamed == re.sub(r"\bis_overdue\b", "is_late", text)
        refused = client.answer(client.ask("textDocument/rename", {**use, "newName": "is_open"}))
        assert "`is_open` is already a def" in refused["error"]["message"]

        client.change(uri, 2, renamed)
        assert client.diagnostics(uri, 2) == []
        broken = text.replace("set loan { status: returned, returned_at: now() }", "set loan.")
        client.change(uri, 3, broken)
        position = place_of(broken, "set loan.", len("set loan."))
        items = client.request(
            "textDocument/completion", {"textDocument": document, "position": position}
        )
        assert {"copy", "due", "status"} <= {item["label"] for item in items["items"]}
        assert client.diagnostics(uri, 3) != []

        client.change(uri, 4, text.replace("entity Fine {", "entity   Fine   {"))
        options = {"tabSize": 2, "insertSpaces": True}
        made = client.request(
            "textDocument/formatting", {"textDocument": document, "options": options}
        )
        assert applied(text.replace("entity Fine {", "entity   Fine   {"), made) == text
        assert client.stop() == 0


def test_fixes_are_applied_until_nothing_is_found(tmp_path: Path) -> None:
    path = tmp_path / "shop.awm"
    wrong = SHOP.replace("if i.price < 5", "if i.price < 5 && i.id != null").replace(
        "clock", "clock"
    )
    path.write_text(wrong, encoding="utf-8")
    uri = path.as_uri()
    with Client() as client:
        client.initialize(tmp_path)
        client.open(uri, wrong)
        found = client.diagnostics(uri, 1)
        assert {one["code"].split()[1] for one in found} >= {"foreign-spelling"}
        params = {
            "textDocument": {"uri": uri},
            "range": found[0]["range"],
            "context": {"diagnostics": []},
        }
        actions = client.request("textDocument/codeAction", params)
        [preferred] = [one for one in actions if one.get("isPreferred")][:1]
        assert preferred["title"] == "Write `and`"
        [everything] = [one for one in actions if one["kind"] == "source.fixAll.awmc"]
        mended = applied(wrong, everything["edit"]["changes"][uri])
        client.change(uri, 2, mended)
        names = {one["code"].split()[1] for one in client.diagnostics(uri, 2)}
        assert "foreign-spelling" not in names
        assert client.stop() == 0


def test_saving_runs_the_data_too(tmp_path: Path) -> None:
    path = tmp_path / "shop.awm"
    text = SHOP + 'data Item (id, price) { "a", 1; "a", 2 }\n'
    path.write_text(text, encoding="utf-8")
    uri = path.as_uri()
    with Client() as client:
        client.initialize(tmp_path)
        client.open(uri, text)
        assert client.diagnostics(uri, 1) == []
        client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
        while not (found := client.diagnostics(uri, 1)):
            pass
        assert found[0]["source"] == "awmc build"
        client.change(uri, 2, text + "# changed\n")
        assert client.diagnostics(uri, 2) == []
        assert client.stop() == 0


def test_a_file_that_others_use_is_looked_at_with_them(tmp_path: Path) -> None:
    main, part = tmp_path / "shop.awm", tmp_path / "items.awm"
    entity = "entity Item { key id: text  price: money }\n"
    text = SHOP.replace(entity, 'use "items.awm"\n')
    main.write_text(text, encoding="utf-8")
    part.write_text(entity, encoding="utf-8")
    other = tmp_path / "market.awm"
    other.write_text(text.replace("shop", "market"), encoding="utf-8")
    with Client() as client:
        client.initialize(tmp_path)
        client.open(main.as_uri(), text)
        assert client.diagnostics(main.as_uri(), 1) == []
        client.open(part.as_uri(), entity)
        assert client.diagnostics(part.as_uri(), 1) == []
        client.change(part.as_uri(), 2, entity.replace("price", "cost"))
        while not (found := client.diagnostics(main.as_uri(), 1)):
            pass  # opening the part had the spec looked at too
        assert "unknown-field" in found[0]["code"]
        client.change(part.as_uri(), 3, entity)
        params = {"textDocument": {"uri": part.as_uri()}, "position": place_of(entity, "price")}
        edits = client.request("textDocument/rename", {**params, "newName": "cost"})["changes"]
        assert applied(text, edits[main.as_uri()]) == text.replace("i.price", "i.cost")
        assert len(edits) == 3 and edits[other.as_uri()] != []
        assert applied(entity, edits[part.as_uri()]) == entity.replace("price", "cost")
        assert client.stop() == 0


def test_nothing_an_editor_sends_ends_the_server() -> None:
    uri = "untitled:Untitled-1"
    with Client() as client:
        client.initialize(Path.cwd())
        client.write(b"Content-Length: 9\r\n\r\nnot json!")
        client.send({"method": "textDocument/didChange", "params": {"nonsense": True}})
        client.ask("textDocument/hover", {"position": "here"})
        assert "error" in client.answer(client.ask("textDocument/nothing", {}))
        client.open(uri, 'entity { 😀 \0 """\n')
        assert client.diagnostics(uri, 1) != []
        client.change(uri, 2, "entity A { key id: text }\n" * 5_000)
        far = {"textDocument": {"uri": uri}, "position": {"line": 10**9, "character": 10**9}}
        client.request("textDocument/completion", far)
        client.change(uri, 3, SHOP)
        assert client.diagnostics(uri, 3) == []
        assert client.request("textDocument/hover", far) is None
        assert client.stop() == 0


def test_without_pygls_the_command_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['pygls'] = None\n"
        "from awmc.cli import run; sys.exit(run(['server']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2
    assert 'pip install "awmc[lsp]"' in done.stderr
    assert json.dumps(done.stdout) == '""'
