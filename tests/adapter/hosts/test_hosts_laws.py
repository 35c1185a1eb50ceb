"""Laws of every adapter: no payload passes unread, and every answer is one that its host can read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyturn.adapter.hosts.table import host, host_of
from keyturn.gate.call import ASK, HARMLESS, PASS, STOP, Answer, Reply, ToolCall
from keyturn.wiring import gate
from tests.adapter.hosts.host_samples import NAMES, name_of, sample, samples

if TYPE_CHECKING:
    from keyturn.gate.ports import Host

ANY_TEXT = st.text(alphabet=st.characters(), max_size=30) | st.sampled_from(
    ["\ud800", "\x00", "a\x1b[2J", "é" * 300, "x" * 20_000, "🔥", "\u2028", "{", "[[", '{"a":', "~", "C:\\x", "//"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT
JSON = st.recursive(SCALARS, lambda part: st.lists(part, max_size=4) | st.dictionaries(ANY_TEXT, part, max_size=4))
KEYS = st.sampled_from(
    [
        *("hook_event_name", "hookEventName", "hookName", "agent_action_name", "tool_name", "toolName", "tool"),
        *("tool_input", "toolArgs", "toolInput", "args", "arguments", "command", "cwd", "toolCalls", "toolCall"),
        *("preToolUse", "tool_info", "workspace_roots", "workspaceRoots", "workspacePaths", "mcp_context", "turn_id"),
        *("cursor_version", "timestamp", "session_id", "file", "hints", "server", "file_path", "edits", "several"),
    ]
)
EVENTS = st.sampled_from(
    ["PreToolUse", "preToolUse", "BeforeTool", "PermissionRequest", "beforeMCPExecution", "pre_write_code", "call"]
)
PAYLOADS = st.dictionaries(KEYS | ANY_TEXT, EVENTS | JSON, max_size=8)


@st.composite
def bent(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A recorded payload with something in it replaced."""
    folder, name = draw(st.sampled_from(samples()))
    payload: dict[str, Any] = sample(folder, name)["payload"]
    for _ in range(draw(st.integers(1, 3))):
        place: Any = payload
        while True:
            names = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not names:
                break
            at = draw(st.sampled_from(names))
            if isinstance(place[at], dict | list) and place[at] and draw(st.booleans()):
                place = place[at]
                continue
            place[at] = draw(JSON)
            break
    return name_of(folder), payload


def stops(found: Host, reply: Reply) -> bool:
    """Whether this host takes the reply for a stop, by what its documentation says."""
    body = json.loads(reply.stdout) if reply.stdout else {}
    name = found.traits.name
    if name == "cline":
        return reply.code == 0 and body.get("cancel") is True and bool(body["errorMessage"])
    if name == "hermes":
        return body.get("action") == "block" and bool(body["message"])
    if name in ("grok", "antigravity"):
        return reply.code == 0 and body.get("decision") == "deny" and bool(body["reason"])
    return reply.code == 2 and bool(reply.stderr.strip())


def lawful(reply: Reply) -> None:
    assert reply.stdout.isascii()
    if reply.stdout:
        assert isinstance(json.loads(reply.stdout), dict)
        assert reply.stdout.startswith(b"{")
    reply.stderr.decode("utf-8")


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(payload=PAYLOADS)
def test_reading_refuses_and_never_breaks(name: str, payload: dict[str, Any]) -> None:
    try:
        call = host_of(name, payload).read(payload)
    except ValueError:
        return
    assert isinstance(call, ToolCall)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(found=bent())
def test_a_bent_payload_is_refused_or_read(found: tuple[str, dict[str, Any]]) -> None:
    name, payload = found
    try:
        call = host_of(name, payload).read(payload)
    except ValueError:
        return
    assert isinstance(call, ToolCall)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20, deadline=None)
@given(words=ANY_TEXT, person=ANY_TEXT, verdict=st.sampled_from([PASS, ASK, STOP]), event=EVENTS)
def test_every_answer_can_be_read(name: str, words: str, person: str, verdict: str, event: str) -> None:
    found = host(name)
    for call in (None, ToolCall(name, event, HARMLESS)):
        reply = found.reply(Answer(verdict, words, person), call)
        lawful(reply)
        if verdict == STOP and event != "PermissionRequest":
            assert stops(found, reply)


UNREADABLE = [
    b"",
    b"\xff\xfe\x00",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b"{}",
    b'{"a": ' * 100_000,
    b"[" * 100_000,
    b'{"hook_event_name": 3}',
    b'{"hook_event_name": "PreToolUse", "tool_name": 3}',
    b'{"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": "rm"}',
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("payload", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_cannot_be_read_is_stopped_in_the_hosts_words(name: str, payload: bytes, tmp_path: Path) -> None:
    surroundings = gate.Surroundings({"PATH": "/usr/bin"}, str(tmp_path), root=str(tmp_path), clock=lambda: 1.8e9)
    reply, after = gate.handle(name, payload, surroundings)
    after()
    lawful(reply)
    if stops(host(name), reply):
        return
    # a readable event of the host that it does not judge is no fault
    assert json.loads(payload).get("hook_event_name") == "PreToolUse"
    assert name in ("gemini", "hermes")
    assert reply.code == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_payload_that_is_too_large_is_stopped_unread(name: str, tmp_path: Path) -> None:
    surroundings = gate.Surroundings({}, str(tmp_path), root=str(tmp_path), clock=lambda: 1.8e9)
    reply, _after = gate.handle(name, b" " * (gate.LARGEST + 1), surroundings)
    assert stops(host(name), reply)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=bent())
def test_the_door_always_answers(found: tuple[str, dict[str, Any]], tmp_path: Path) -> None:
    name, payload = found
    surroundings = gate.Surroundings({"PATH": "/usr/bin"}, str(tmp_path), root=str(tmp_path), clock=lambda: 1.8e9)
    reply, after = gate.handle(name, json.dumps(payload).encode(), surroundings)
    after()
    lawful(reply)


@pytest.mark.parametrize(("folder", "file"), samples(), ids=["/".join(pair) for pair in samples()])
def test_what_wipes_the_root_is_stopped_by_every_host(folder: str, file: str, tmp_path: Path) -> None:
    """The recorded call with `rm -rf /` in the place of its command: stopped, and no way through is shown."""
    found = sample(folder, file)
    if found["call"].get("command") != "rm -rf src" and "rm -rf src" not in json.dumps(found["payload"]):
        return
    payload = json.loads(json.dumps(found["payload"]).replace("rm -rf src", "rm -rf /"))
    surroundings = gate.Surroundings({"PATH": "/usr/bin"}, str(tmp_path), root=str(tmp_path), clock=lambda: 1.8e9)
    name = name_of(folder)
    reply, after = gate.handle(name, json.dumps(payload).encode(), surroundings)
    after()
    adapter = host_of(name, payload)
    if adapter.read(payload).event in ("PermissionRequest", "permissionRequest"):
        assert b'"deny"' in reply.stdout
    else:
        assert stops(adapter, reply)
    assert b"--ticket" not in reply.stdout + reply.stderr
    assert b"KEYTURN_" not in reply.stdout + reply.stderr


def test_a_held_call_shows_its_request_and_nothing_that_satisfies_the_gate(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    surroundings = gate.Surroundings(
        {"PATH": "/usr/bin"}, str(work), root=str(tmp_path), clock=lambda: 1.8e9, temporary=(str(tmp_path / "t"),)
    )
    payload = {"command": "kubectl delete namespace payments", "cwd": str(work), "session": "1"}
    reply, after = gate.handle("generic", json.dumps(payload).encode(), surroundings)
    after()
    body = json.loads(reply.stdout)
    assert body["verdict"] == "stop"
    said = reply.stdout + reply.stderr
    for file in tmp_path.rglob("*"):
        if file.is_file():
            for line in file.read_bytes().splitlines():
                found = json.loads(line) if line.startswith(b"{") else {}
                binding = found.get("binding", "")
                assert not binding or binding.encode() not in said


def test_the_adapters_import_nothing_heavy() -> None:
    """A hook process pays for every import."""
    script = (
        "import sys\n"
        "from keyturn.adapter.hosts.table import HOSTS, host\n"
        "[host(name) for name in HOSTS]\n"
        "heavy = {'re', 'typing', 'dataclasses', 'pathlib', 'enum', 'collections', 'json', 'argparse', 'functools'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    source = str(Path(gate.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {source!r})\n{script}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", ["~/.ssh/id_ed25519", "~", "~root/x"])
def test_a_path_that_a_host_may_expand_is_not_taken_for_one_in_the_workspace(path: str, tmp_path: Path) -> None:
    surroundings = gate.Surroundings({"PATH": "/usr/bin"}, str(tmp_path), root=str(tmp_path), clock=lambda: 1.8e9)
    payload = sample("kiro", "fs-write-create")["payload"] | {"cwd": str(tmp_path)}
    payload["tool_input"]["path"] = path
    reply, after = gate.handle("kiro", json.dumps(payload).encode(), surroundings)
    after()
    assert stops(host("kiro"), reply)
