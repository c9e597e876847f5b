"""`awmc serve` as a process: what it says, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from hosting import FOLDERS, GENERATED
from serving import AWMC, TOKEN, serving

from awmc.cli import run

SORTING = GENERATED / "sorting_game"
WITHOUT_MCP = """
import sys
sys.modules["mcp_types"] = None
from awmc.cli import main
main(["serve", "nothing"])
"""


Said = pytest.CaptureFixture[str]


def serve(said: Said, *arguments: object) -> tuple[int, str]:
    """`awmc serve` where it ends by itself: its exit code, and what it says."""
    code = run(["serve", *map(str, arguments)])
    printed, errors = said.readouterr()
    assert printed == ""
    return code, errors


def test_without_its_extra_it_says_what_to_install() -> None:
    done = subprocess.run((sys.executable, "-c", WITHOUT_MCP), capture_output=True, text=True)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == 'awmc: serving needs the MCP SDK: pip install "awmc[mcp]"\n'


def test_a_port_in_use(capsys: Said) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = serve(capsys, SORTING, "--port", port)
    assert code == 1 and "--port" in said
    assert said.startswith(f"awmc: cannot listen on 127.0.0.1:{port}: Address already in use")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("nowhere",), 2, "there is no environment nowhere"),
        ((SORTING, SORTING), 1, "second environment sorting_game"),
        ((SORTING, "--host", "203.0.113.1"), 1, "cannot listen on 203.0.113.1:8001"),
        ((SORTING, "--task", "none"), 1, "sorting_game has no task none"),
        ((*FOLDERS[:2], "--task", "x"), 2, "belong to one environment"),
        ((*FOLDERS[:2], "--transport", "stdio"), 2, "stdio serves one episode"),
        ((SORTING, "--token-file", "/nowhere/token"), 1, "cannot read the token"),
        ((SORTING, "--idle", "0"), 2, "--idle"),
        ((SORTING, "--final", "end.db"), 2, "go with --transport stdio"),
        ((SORTING, "--transport", "stdio", "--final", "/no/end.db"), 1, "there is no folder /no;"),
        ((SORTING, "--task", "sort_jars", "--sessions", "0"), 2, "POST /envs/ENV/episodes"),
        ((), 2, "Missing argument"),
    ],
)
def test_a_wrong_use(arguments: tuple[object, ...], code: int, told: str, capsys: Said) -> None:
    done, said = serve(capsys, *arguments)
    assert done == code and told in said


@pytest.mark.parametrize("text", ["", "two words", "é", "\n"])
def test_a_token_that_is_none(
    text: str, tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text(text)
    code, said = serve(capsys, SORTING, "--token-file", file)
    assert code == 1 and f"{file} holds no token" in said
    monkeypatch.setenv("AWMC_TOKEN", text)
    code, said = serve(capsys, SORTING)
    assert code == 1 and "AWMC_TOKEN holds no token" in said


def started(*arguments: object) -> tuple[subprocess.Popen[str], str, str]:
    """A server that makes its own token; its address and token."""
    env = {name: value for name, value in os.environ.items() if name != "AWMC_TOKEN"}
    command = (*AWMC, "serve", *map(str, arguments), "--port", "0")
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    )
    assert process.stderr is not None
    first, second = process.stderr.readline(), process.stderr.readline()
    address, token = re.search(r"http://\S+", first), re.search(r"token is (\S+)", second)
    assert address is not None and token is not None, first + second + process.stderr.read()
    return process, address[0], token[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_to_and_tells_its_token_once(number: signal.Signals) -> None:
    process, address, token = started(SORTING)
    assert len(token) >= 32
    head = {"Authorization": f"Bearer {token}"}
    with urllib.request.urlopen(urllib.request.Request(f"{address}/envs", headers=head)) as found:
        assert found.status == 200
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as hanging:
        hanging.sendall(b"POST /mcp HTTP/1.1\r\n")
        process.send_signal(number)
        printed, said = process.communicate(timeout=30)
    assert (process.returncode, printed, said) == (0, "", "awmc: stopped\n")


def test_a_token_of_a_file_is_not_told(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("a-token-of-a-file\n")
    with serving(SORTING, options=("--token-file", str(file))) as address:
        head = {"Authorization": "Bearer a-token-of-a-file"}
        request = urllib.request.Request(f"{address}/envs", headers=head)
        assert urllib.request.urlopen(request).status == 200
        head = {"Authorization": f"Bearer {TOKEN}"}
        request = urllib.request.Request(f"{address}/envs", headers=head)
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(request)


def test_nonsense_on_stdio_is_answered_in_the_protocol() -> None:
    command = (*AWMC, "serve", SORTING, "--transport", "stdio")
    said = b'nonsense\n\xff\xfe\n{"jsonrpc": "2.0", "id": 7, "method": "ping"}\n[]\n{}\n'
    done = subprocess.run(command, input=said, capture_output=True)
    assert done.returncode == 0
    assert all(line.startswith(b'{"jsonrpc":"2.0"') for line in done.stdout.splitlines())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_episode_over_stdio_is_saved_when_the_process_is_ended(
    number: signal.Signals, tmp_path: Path
) -> None:
    final = tmp_path / "final.db"
    command = (*AWMC, "serve", SORTING, "--transport", "stdio", "--final", final)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b'{"jsonrpc": "2.0", "id": 7, "method": "ping"}\n')
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(number)
        assert process.wait(30) == 0
    assert final.read_bytes().startswith(b"SQLite format 3")
