"""The proxy as a real process between a real client and a real server: what reaches the server, and what is said."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapter import mcp_settings, mcp_wire
from keyturn.adapter.gate_tickets import TicketFiles
from keyturn.adapter.mcp_claims import Claims
from keyturn.errors import ConfigurationError
from keyturn.ledger.canonical import leaf
from keyturn.ledger.port import Record
from keyturn.wiring import places
from tests.conftest import ROOT

SERVER = ROOT / "tests" / "adapter" / "mcp_server.py"
START = (
    "import os, sys\n"
    "from keyturn.wiring import gate, mcp\n"
    "root = sys.argv[1]\n"
    "around = gate.Surroundings(os.environ, os.getcwd(), root=root, temporary=(root + '/scratch',))\n"
    "code = mcp.serve(sys.argv[2:], 'shop', around)\n"
    "sys.stderr.flush()\n"
    "os._exit(code)\n"
)


class Client:
    """A client of one proxied server, in a machine of its own below `root`."""

    def __init__(self, root: Path, *options: str, **environment: str) -> None:
        self.root = root
        self.work = root / "work"
        self.work.mkdir(exist_ok=True)
        self.log = root / "reached"
        self.log.touch()
        words = [sys.executable, str(SERVER), str(self.log), *options]
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(root), *words],
            cwd=self.work,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.lines: queue.Queue[bytes] = queue.Queue()
        self.errors = b""
        self._threads = [threading.Thread(target=one, daemon=True) for one in (self._read, self._hear)]
        for thread in self._threads:
            thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def _hear(self) -> None:
        assert self.process.stderr is not None
        self.errors = self.process.stderr.read()

    def close(self) -> None:
        """Whatever a test left."""
        self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(5)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()

    def send(self, data: bytes | dict[str, Any] | list[Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data if isinstance(data, bytes) else json.dumps(data).encode() + b"\n")
        self.process.stdin.flush()

    def line(self, timeout: float = 10) -> Any:
        return json.loads(self.lines.get(timeout=timeout))

    def call(self, name: str, arguments: object = None, number: object = 1) -> Any:
        self.send(message(name, arguments, number))
        return self.line()

    def reached(self) -> bytes:
        return self.log.read_bytes()

    def said(self) -> str:
        """All of standard error; the proxy has ended."""
        self._threads[1].join(5)
        return self.errors.decode()

    def end(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(10)


def message(name: str, arguments: object = None, number: object = 1) -> dict[str, Any]:
    return {
        "jsonrpc": "2.0",
        "id": number,
        "method": "tools/call",
        "params": {"name": name, "arguments": arguments or {}},
    }


def stops(answer: Any) -> str:
    """The text of a stopped call, "" for one that ran."""
    result = answer["result"]
    text: str = result["content"][0]["text"]
    return text if result.get("isError") is True else ""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    found = Client(tmp_path)
    yield found
    found.close()


DROP = {"sql": "drop table users"}


def test_a_harmless_call_reaches_the_server_byte_for_byte(client: Client) -> None:
    raw = b' {"method":"tools\\/call" ,"jsonrpc":"2.0","params":{"arguments":{"q":"\\u00e9 \xc3\xa9"},"name":"look"},"id":1.50}\r\n'
    client.send(raw)
    assert client.line()["id"] == 1.5
    assert client.reached() == raw


def test_a_stopped_call_never_reaches_the_server_and_is_answered(client: Client) -> None:
    answer = client.call("execute_sql", DROP, "a-1")
    assert answer["id"] == "a-1"
    text = stops(answer)
    assert "Keyturn stops this call" in text
    assert "users" in text
    assert "Missing:" in text
    assert client.reached() == b""
    assert client.end() == 0
    records = client.root.rglob("record.jsonl")
    found = [json.loads(line) for file in records for line in file.read_text().splitlines()]
    assert [one["body"]["verdict"] for one in found] == ["stop"]
    assert found[0]["body"]["host"] == "mcp"


@pytest.mark.parametrize(
    "line",
    [
        b'{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call","params":{"name":"execute_sql"}}',
        b'{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call","params":{"name":"x"}}',
        b'{"jsonrpc":"2.0","id":1,"METHOD":"tools/call","params":{"name":"x"}}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"look","Name":"execute_sql"}}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"look","arguments":{"sql":"select 1","sql":"x"}}}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"look","arguments":{"sql":"select 1","SQL":"x"}}}',
        '{"jsonrpc":"2.0","id":1,"method":"tools/call","param\u017f":{"name":"x"}}'.encode(),
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"a":NaN}}}',
        b'{"x":\r{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete_project"}}\r}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x\xff"}}',
        b'\xef\xbb\xbf{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}',
        b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}',
        b"[" * 100_000 + b"]" * 100_000,
        b"[]",
        b"[1]",
        b'"tools/call"',
        b"\x00",
    ],
    ids=[
        *("key twice", "key in another case", "key in capitals", "name in another case", "argument twice"),
        *("argument in another case", "long s", "NaN", "carriage return inside", "invalid UTF-8", "byte order mark"),
        *("cut off", "deep", "empty batch", "number in a batch", "text", "null byte"),
    ],
)
def test_a_line_that_readers_could_read_otherwise_is_refused(client: Client, line: bytes) -> None:
    client.send(line + b"\n")
    assert client.line()["error"]["code"] in (mcp_wire.PARSE_ERROR, mcp_wire.INVALID_REQUEST)
    assert client.call("look", number=2)["id"] == 2
    assert client.reached().count(b"\n") == 1


@pytest.mark.parametrize(
    "params",
    [
        None,
        [],
        {"arguments": {}},
        {"name": ""},
        {"name": "look", "arguments": "sql"},
        {"name": "look", "arguments": [1]},
    ],
)
def test_a_call_that_cannot_be_read_is_stopped(client: Client, params: object) -> None:
    client.send({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    assert "could not judge" in stops(client.line())
    assert client.reached() == b""


@pytest.mark.parametrize(
    "digits", ["1", "12345678901234567890123", "1.0", "-0", "1e400", '"é\\u0000"', "null", '{"a":[1]}', "true"]
)
def test_an_id_of_any_kind_comes_back_in_its_own_digits(client: Client, digits: str) -> None:
    client.send(
        f'{{"jsonrpc":"2.0","id":{digits},"method":"tools/call","params":{{"name":"delete_project"}}}}\n'.encode()
    )
    line = client.lines.get(timeout=10).decode()
    shown = json.dumps(json.loads(digits)) if digits.startswith('"') else digits
    assert f'"id":{shown},' in line


def test_what_a_server_says_makes_a_call_stricter_and_never_milder(client: Client) -> None:
    assert not stops(client.call("frobnicate"))  # nothing is known of it yet
    for page in (None, "2"):
        client.send({"jsonrpc": "2.0", "id": 9, "method": "tools/list", "params": {"cursor": page} if page else {}})
        client.line()
    assert "says of itself" in stops(client.call("frobnicate"))
    assert stops(client.call("op_17"))
    assert stops(client.call("delete_project"))
    assert not stops(client.call("quiet"))
    assert not stops(client.call("execute_sql", {"sql": "select 1"}))


def test_a_server_that_takes_back_what_it_said_is_not_believed(client: Client) -> None:
    client.send({"jsonrpc": "2.0", "id": 9, "method": "tools/list"})
    client.line()
    client.send(message("turn_coat"))
    assert client.line()["method"] == "notifications/tools/list_changed"
    client.line()
    client.send({"jsonrpc": "2.0", "id": 9, "method": "tools/list"})
    assert client.line()["result"]["tools"][1]["annotations"] == {"readOnlyHint": True}
    assert stops(client.call("frobnicate"))


def test_a_batch_with_a_stopped_call_is_answered_as_a_batch_and_not_forwarded(client: Client) -> None:
    client.send(
        [message("look", number=1), message("execute_sql", DROP, 2), {"jsonrpc": "2.0", "id": 3, "method": "ping"}]
    )
    answers = client.line()
    assert [one["id"] for one in answers] == [1, 2, 3]
    assert "same batch" in stops(answers[0])
    assert "drop" in stops(answers[1])
    assert answers[2]["error"]["code"] == mcp_wire.STOPPED
    assert client.reached() == b""
    client.send([message("look", number=1), message("look", number=2)])
    assert [client.line()["id"], client.line()["id"]] == [1, 2]


def test_a_call_without_an_id_is_judged_too(client: Client) -> None:
    body = message("execute_sql", DROP)
    del body["id"]
    client.send(body)
    assert client.call("look", number=5)["id"] == 5
    assert b"drop" not in client.reached()


def test_a_task_augmented_call_gets_an_error_that_its_client_understands(client: Client) -> None:
    body = message("execute_sql", DROP)
    body["params"]["task"] = {"ttl": 1000}
    client.send(body)
    assert client.line()["error"]["code"] == mcp_wire.STOPPED


def test_requests_of_the_server_and_their_answers_pass(client: Client) -> None:
    client.send(message("ask"))
    assert client.line()["method"] == "sampling/createMessage"
    client.line()
    reply = b'{"jsonrpc":"2.0","id":"s1","result":{"role":"assistant","content":{"type":"text","text":"drop"}}}\n'
    client.send(reply)
    client.call("look", number=2)
    assert reply in client.reached()


def test_a_message_in_pieces_arrives_whole(client: Client) -> None:
    data = json.dumps(message("half")).encode() + b"\n"
    for at in range(0, len(data), 7):
        client.send(data[at : at + 7])
        time.sleep(0.001)
    assert client.line()["method"] == "notifications/progress"
    assert client.line()["id"] == 1


def test_a_huge_answer_passes_and_a_huge_call_is_refused(client: Client) -> None:
    client.send(message("look", {"size": 20_000_000}))
    assert len(client.line()["result"]["content"][0]["text"]) == 20_000_000
    client.send(message("look", {"text": "x" * (mcp_wire.LONGEST + 1)}))
    assert client.line()["error"]["code"] == mcp_wire.INVALID_REQUEST
    assert client.call("look", number=3)["id"] == 3


def test_notifications_do_not_wait_for_a_judgement(client: Client) -> None:
    client.call("look")  # everything is loaded
    many = b"".join(json.dumps(message("execute_sql", DROP, number)).encode() + b"\n" for number in range(100))
    client.send(
        many
        + b'{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}\n{"jsonrpc":"2.0","id":"p","method":"ping"}\n'
    )
    seen = [client.line()["id"] for _number in range(101)]
    assert seen.index("p") < 50
    assert sorted(one for one in seen if one != "p") == list(range(100))


def test_a_cancelled_call_that_still_waits_is_not_forwarded(client: Client) -> None:
    client.call("look")
    lines = [message("execute_sql", DROP, number) for number in range(30)] + [message("look", {"late": "yes"}, "late")]
    lines.append({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "late"}})
    client.send(b"".join(json.dumps(one).encode() + b"\n" for one in lines))
    for _number in range(30):
        client.line()
    assert client.end() == 0
    assert b"late" not in client.reached()


def test_a_cancellation_of_what_runs_reaches_the_server(client: Client) -> None:
    client.call("look")
    client.send(b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n')
    client.call("look", number=2)
    assert b"notifications/cancelled" in client.reached()


def test_a_last_line_without_its_newline_is_judged_too(client: Client) -> None:
    client.send(json.dumps(message("execute_sql", DROP)).encode())
    assert client.end() == 0
    assert stops(client.line())
    assert client.reached() == b""


def test_the_servers_exit_code_is_ours(tmp_path: Path) -> None:
    with contextlib.closing(Client(tmp_path, "exit=3")) as client:
        assert client.call("look")["id"] == 1
        assert client.end() == 3


def test_a_server_that_leaves_or_crashes_ends_the_proxy(tmp_path: Path) -> None:
    for name, code in (("leave", 7), ("crash", 128 + signal.SIGKILL)):
        with contextlib.closing(Client(tmp_path)) as client:
            assert client.call(name)["id"] == 1  # what it said last arrives
            assert client.process.wait(10) == code


def test_sigterm_reaches_the_server(client: Client) -> None:
    client.call("look")
    client.process.send_signal(signal.SIGTERM)
    assert client.process.wait(10) == 128 + signal.SIGTERM


def test_a_killed_proxy_leaves_no_way_to_the_server(client: Client) -> None:
    client.call("look")
    client.process.kill()
    client.process.wait()
    before = client.reached()
    with pytest.raises(BrokenPipeError):
        client.send(message("look", number=2))
    assert client.reached() == before


def test_the_servers_own_words_on_standard_error_pass(client: Client) -> None:
    client.call("execute_sql", DROP)
    client.end()
    assert "server: ready" in client.said()
    assert "Keyturn stopped a call: shop execute_sql" in client.said()


def test_files_that_a_server_deletes_are_saved_first(client: Client) -> None:
    subprocess.run(["git", "init", "-q", str(client.work)], check=True)
    (client.work / "notes.txt").write_text("first things first\n")
    assert not stops(client.call("write_file", {"path": "notes.txt", "content": ""}))
    client.end()
    assert "undo point" in client.said()


def test_a_persons_yes_lets_exactly_that_call_pass_once(client: Client) -> None:
    words = {"sql": "drop table users", "limit": 1}
    assert "keyturn allow" in stops(client.call("execute_sql", words))
    place = client.root / "var/lib/keyturn"
    place.mkdir(parents=True)
    file = place / "allowed.jsonl"
    state = places.state(str(client.root))
    (request,) = TicketFiles(state, str(file), time.time, owner=os.getuid()).requests()
    at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    file.write_bytes(leaf(Record("gate.allow", at, (("binding", request.binding),))) + b"\n")
    file.chmod(0o644)
    assert stops(client.call("execute_sql", {**words, "limit": 2}))  # a number more is another call
    assert not stops(client.call("execute_sql", words))
    assert stops(client.call("execute_sql", words))
    assert client.reached().count(b"\n") == 1


@given(st.binary(max_size=200))
def test_a_line_is_read_or_refused_and_nothing_else(line: bytes) -> None:
    try:
        found = mcp_wire.read(line)
    except mcp_wire.Unreadable:
        return
    for one in found:
        assert isinstance(json.loads(mcp_wire.text(one)), dict)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_read_is_what_stands_there(value: object) -> None:
    line = json.dumps({"jsonrpc": "2.0", "id": value, "result": value}).encode()
    (found,) = mcp_wire.read(line)
    assert json.loads(mcp_wire.text(found)) == json.loads(line)


@given(
    st.lists(
        st.sampled_from(
            [
                {"destructiveHint": True},
                {"destructiveHint": False},
                {"readOnlyHint": True},
                {"readOnlyHint": False},
                {},
                "x",
            ]
        )
    )
)
def test_claims_only_grow_stricter(said: list[object]) -> None:
    claims = Claims()
    strict: set[tuple[str, str]] = set()
    for one in said:
        claims.learn([{"name": "t", "annotations": one}])
        now = {pair for pair in claims.of("t") if pair in {("destructiveHint", "true"), ("readOnlyHint", "false")}}
        assert strict <= now
        strict = now


SETTINGS = """{
  // servers
  "mcpServers": {
    "files": { "command": "npx", "args": ["-y", "@acme/files", "/srv"], "env": {"A": "1"} },
    "bare": {"command": "acme-server"},
    "far": {"type": "http", "url": "https://mcp.example.com"}
  }
}
"""


def test_settings_are_wrapped_and_unwrapped(tmp_path: Path) -> None:
    file = tmp_path / ".mcp.json"
    file.write_text(SETTINGS)
    file.chmod(0o640)
    before = ("/opt/python", "-I", "-m", "keyturn", "mcp")
    found = mcp_settings.wrap(str(file), before, take=False, dry=False)
    assert found.changed == ("files", "bare")
    assert [name for name, _why in found.left] == ["far"]
    text = file.read_text()
    assert "// servers" in text
    assert (
        '"args": ["-I", "-m", "keyturn", "mcp", "--name", "files", "--", "npx", "-y", "@acme/files", "/srv"]'
        in " ".join(text.split())
    )
    assert os.stat(file).st_mode & 0o777 == 0o640
    again = mcp_settings.wrap(str(file), before, take=False, dry=False)
    assert again.changed == ()
    assert file.read_text() == text
    back = mcp_settings.wrap(str(file), before, take=True, dry=False)
    assert back.changed == ("files", "bare")
    assert '"-y"' in file.read_text()
    assert "keyturn" not in file.read_text()


@pytest.mark.parametrize("text", ["{", "[]", '{"mcpServers": 3}', '{"other": {}}', "\x00"])
def test_settings_that_cannot_be_wrapped_stay(tmp_path: Path, text: str) -> None:
    file = tmp_path / ".mcp.json"
    file.write_text(text)
    try:
        found = mcp_settings.wrap(str(file), ("keyturn", "mcp"), take=False, dry=False)
    except ConfigurationError:
        found = mcp_settings.Wrapped()
    assert not found.changed
    assert file.read_text() == text
