"""The extension, packaged as for users and unpacked again, starts the server and says what to do where it cannot."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from vscode_helpers import EXTENSION

from tests.npm import Node

HERE = Path(__file__).parent
COMMANDS = ["awmc.restart", "awmc.showOutput", "awmc.format"]


class Editor:
    """A stand-in for VS Code, with programs of its own on the path."""

    def __init__(self, node: Node, extension: Path, folder: Path) -> None:
        self._node = node
        self._extension = extension
        self.folder = folder
        self._log = folder / "log"

    def program(self, name: str, script: str) -> Path:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def serve(self, name: str) -> Path:
        """A program that serves."""
        return self.program(name, f'exec "{sys.executable}" "{HERE / "fake_server.py"}" "$@"')

    def run(self, *commands: str, **settings: object) -> dict[str, Any]:
        """What a user meets: from the start, by commands of the palette, to the end."""
        words = [
            HERE / "activate.js",
            self._extension,
            self.folder,
            json.dumps(settings),
            *commands,
        ]
        path = f"{self.folder}:/usr/bin:/bin"
        found: dict[str, Any] = json.loads(self._node(*words, PATH=path, FAKE_LOG=str(self._log)))
        return found

    @property
    def log(self) -> list[dict[str, Any]]:
        """What the server was started with and asked for."""
        return (
            [json.loads(line) for line in self._log.read_text().splitlines()]
            if self._log.exists()
            else []
        )


@pytest.fixture
def editor(node: Node, unpacked: Path, tmp_path: Path) -> Editor:
    return Editor(node, unpacked, tmp_path)


def test_the_package_holds_what_it_names(unpacked: Path) -> None:
    manifest = json.loads((unpacked / "package.json").read_text())
    contributed = manifest["contributes"]
    named = [manifest["main"], contributed["languages"][0]["configuration"]]
    named += [part["path"] for kind in ("grammars", "snippets") for part in contributed[kind]]
    assert [name for name in named if not (unpacked / name).is_file()] == []
    for file in unpacked.rglob("*.json"):
        json.loads(file.read_text(encoding="utf-8"))
    names = {path.name for path in unpacked.iterdir()}
    assert names == {
        "LICENSE.txt", "changelog.md", "extension.js", "language-configuration.json", "node_modules",
        "package.json", "readme.md", "snippets", "syntaxes",
    }  # fmt: skip
    packages = {path.name for path in (unpacked / "node_modules").iterdir()}
    assert "vscode-languageclient" in packages and not packages & {"@vscode", "vscode-textmate"}


def test_the_configuration_of_the_language_is_of_use() -> None:
    """Its patterns are regular expressions, and the lines that open a block are indented after."""
    configuration = json.loads((EXTENSION / "language-configuration.json").read_text())
    opens = re.compile(configuration["indentationRules"]["increaseIndentPattern"])
    closes = re.compile(configuration["indentationRules"]["decreaseIndentPattern"])
    for line in ("entity Order {", 'tool t(a: int "one {") "doc" {  # why', "  return [", "def d("):
        assert opens.search(line), line
    for line in ("# a {", '  name: text "{"', "  set a { b: 1 }", "enum E { a, b }"):
        assert not opens.search(line), line
    assert closes.search("  }") and not closes.search("  set a { b }")


def test_starts_the_server_and_ends_it(editor: Editor) -> None:
    editor.serve("awmc")
    met = editor.run()
    assert met["errors"] == [] and met["commands"] == COMMANDS
    assert editor.log[0] == {"arguments": ["server"], "folder": str(editor.folder)}
    assert [e["method"] for e in editor.log[1:]] == [
        "initialize",
        "initialized",
        "shutdown",
        "exit",
    ]


def test_starts_the_server_anew(editor: Editor) -> None:
    editor.serve("awmc")
    met = editor.run("awmc.restart", "awmc.showOutput", "awmc.format")
    assert [e for e in editor.log if "arguments" in e] == [editor.log[0]] * 2
    assert met["executed"] == ["output shown", "editor.action.formatDocument"]


def test_starts_the_program_of_the_settings(editor: Editor) -> None:
    editor.serve("mine")
    command = ["${workspaceFolder}/mine", "--quiet", "server"]
    assert editor.run(**{"awmc.server.command": command})["errors"] == []
    assert editor.log[0]["arguments"] == ["--quiet", "server"]


def test_starts_nothing_in_a_folder_that_is_not_trusted(editor: Editor) -> None:
    editor.serve("awmc")
    assert editor.run(trusted=False)["errors"] == []
    assert editor.log == []


def test_says_how_to_install_a_program_that_is_missing(editor: Editor) -> None:
    met = editor.run(press="Copy the install command")
    [error] = met["errors"]
    assert "there is no program `awmc`" in error["text"]
    assert 'pip install "awmc[lsp]"' in error["text"] and "awmc.server.command" in error["text"]
    assert met["executed"] == ['copied pip install "awmc[lsp]"']


def test_says_why_a_server_ended_at_once(editor: Editor) -> None:
    editor.program("awmc", "echo 'awmc: the language server needs pygls' >&2; exit 1")
    [error] = editor.run()["errors"]
    assert "did not start: awmc: the language server needs pygls. Install it" in error["text"]


def test_recovers_once_the_program_is_there(editor: Editor) -> None:
    """`awmc.restart` after a failure starts the server."""
    marker = editor.folder / "there"
    server = editor.serve("served")
    editor.program(
        "awmc", f'if [ -e "{marker}" ]; then exec "{server}" "$@"; fi; touch "{marker}"; exit 1'
    )
    met = editor.run("awmc.restart")
    assert len(met["errors"]) == 1
    assert editor.log[-1] == {"method": "exit"}
