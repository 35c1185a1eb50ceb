"""Warm and cold give the same answer: to every kind of call, and however many calls the daemon answered before."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.adapter.gate_sessions import SessionFiles
from keyturn.adapter.hosts.table import HOSTS
from keyturn.tool.rules.index import all_rules
from keyturn.wiring import places
from tests.hook.hook_support import BENIGN, FATAL, Machine, Said, payload

# One process that loaded nothing but the door, and a child of it for each payload: as fresh as a cold start.
FRESH = """
import json, os, sys
sys.path[:0] = {paths!r}
from keyturn.wiring.gate import Surroundings, handle
sys.stdin.buffer.peek()
for line in sys.stdin.buffer:
    host, data = json.loads(line)
    reader, writer = os.pipe()
    if not os.fork():
        os.close(reader)
        around = Surroundings(json.loads({environment!r}), {directory!r}, root={root!r}, temporary=())
        reply, _after = handle(host, data.encode("latin-1"), around)
        with open(writer, "wb") as out:
            out.write(json.dumps([reply.code, reply.stdout.decode(), reply.stderr.decode()]).encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as found:
        print(found.read().decode(), flush=True)
    os.wait()
"""


@pytest.fixture
def machine() -> Iterator[Machine]:
    made = Machine()
    subprocess.run(["git", "init", "-q", str(made.work)], check=True)
    (made.work / "lib").mkdir()
    (made.work / "lib" / "a.txt").write_text("not committed\n")
    (made.work / "tidy.sh").write_text("#!/bin/sh\nrm -rf /\n")
    yield made
    made.close()


def commands() -> list[str]:
    """Every second example of a shell command in the rules, both those that are met and those that are not."""
    found = [
        one for rule in all_rules() for one in (*rule.match[:2], *rule.no_match[:1]) if isinstance(one, str) and one
    ]
    return list(dict.fromkeys(found))[::3]


def others() -> list[tuple[str, bytes]]:
    """Calls of other kinds, of other hosts, and what is no call."""
    found = [(name, payload(command)) for name in sorted(HOSTS) for command in (FATAL, BENIGN)]
    for tool, given in (
        ("Write", {"file_path": "lib/a.txt", "content": ""}),
        ("Write", {"file_path": "/etc/passwd", "content": "x"}),
        ("Edit", {"file_path": "lib/a.txt", "old_string": "not committed", "new_string": ""}),
        ("Read", {"file_path": "lib/a.txt"}),
        ("mcp__db__execute_sql", {"query": "DROP TABLE users"}),
        ("mcp__cloud__delete_project", {"id": "p1"}),
        ("Bash", {"command": "sh tidy.sh"}),
        ("Bash", {"command": "rm -rf $UNSET/"}),
        ("Bash", {"command": "rm -rf $KNOWN"}),
        ("Bash", {"command": "python3 -c 'import shutil; shutil.rmtree(\"/\")'"}),
        ("Bash", {"command": 'psql -c "DELETE FROM users"'}),
        ("Bash", {"command": 5}),
        ("Bash", {}),
        ("NoSuchTool", {"deep": {"command": "rm -rf /"}}),
    ):
        found.append(("claude", payload("", tool_name=tool, tool_input=given)))
    found.extend(("claude", data) for data in (b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b"{}" * 2))
    found.append(("no such host", payload(FATAL)))
    return found


def _same(text: str) -> str:
    """Without what names a moment: undo points."""
    return re.sub(r"\b\d{8}T\d{6}(-\d+)?\b", "UNDO", text)


def fresh(machine: Machine, calls: list[tuple[str, bytes]]) -> list[Said]:
    """The same calls, each by a process that was never asked before."""
    script = FRESH.format(
        paths=[path for path in sys.path if path],
        environment=json.dumps(machine.environment),
        directory=str(machine.work),
        root=str(machine.root),
    )
    lines = "".join(json.dumps([name, data.decode("latin-1")]) + "\n" for name, data in calls)
    words = [sys.executable, "-I", "-S", "-X", "utf8", "-c", script]
    done = subprocess.run(words, input=lines, capture_output=True, text=True, check=True, cwd=machine.work)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [Said(code, _same(out).encode(), _same(errors).encode()) for code, out, errors in found]


def test_warm_and_fresh_agree(machine: Machine) -> None:
    machine.environment["KNOWN"] = "/"
    calls = [("claude", payload(command, f"s{number}")) for number, command in enumerate(commands())]
    calls += [
        (name, re.sub(rb'"session_id": "s"', b'"session_id": "o%d"' % number, data))
        for number, (name, data) in enumerate(others())
    ]
    assert len(calls) > 400
    expected = fresh(machine, calls)
    assert len(expected) == len(calls)
    assert 50 < sum(said.code == 2 for said in expected) < len(calls)
    machine.start()
    differ = []
    for (name, data), cold in zip(calls, expected, strict=True):
        said = None
        for _attempt in range(20):
            said = machine.exchange(machine.request(data, name))
            if said is not None:
                break
            time.sleep(0.25)  # its children are busy; what it cannot answer at all it declines each time
        assert said is not None, data
        warm = Said(said.code, _same(said.out.decode()).encode(), _same(said.errors.decode()).encode())
        if warm != cold:
            differ.append((data[:300], warm, cold))
    assert differ == []


def test_client_daemon_and_cold_path_agree(machine: Machine) -> None:
    machine.start()
    for number, command in enumerate(commands()[::25]):
        warm = machine.ask(payload(command, f"w{number}"))
        cold = machine.cold(payload(command, f"c{number}"))
        assert (warm.code, _same(warm.out.decode())) == (cold.code, _same(cold.out.decode())), command
    assert machine.went_cold == 0


def test_the_world_is_looked_at_anew(machine: Machine) -> None:
    """What changes between two calls counts for the second: the daemon keeps no facts."""
    machine.start()
    script = machine.work / "tidy.sh"
    assert machine.ask(payload("sh tidy.sh")).stops
    script.write_text("echo done\n")
    assert machine.ask(payload("sh tidy.sh", "t2")).code == 0
    (machine.work / "node_modules").mkdir()
    assert machine.ask(payload("rm -rf node_modules", "t3")).code == 0
    (machine.work / "node_modules").rmdir()
    (machine.work / "node_modules").symlink_to("/")
    assert machine.ask(payload("rm -rf node_modules/", "t3")) == machine.cold(payload("rm -rf node_modules/", "t3"))
    (machine.work / "keyturn.toml").write_text("no toml [[[")
    broken = machine.ask(payload("git push --force", "t4"))
    assert broken == machine.cold(payload("git push --force", "t4"))
    assert machine.went_cold == 0


def test_deletions_add_up_over_a_session_by_both_ways(machine: Machine) -> None:
    """Counts are on disk: what the daemon let pass counts for the cold path, and the other way round."""
    process = machine.start()
    for number in range(12):
        (machine.work / f"{number}.txt").write_text("x\n")
    sessions = SessionFiles(str(Path(places.state(str(machine.root))) / "sessions"), time.time)
    for number in range(12):
        if number == 6:
            process.kill()
            process.wait()
        machine.ask(payload(f"rm {number}.txt", "adds up"))
        assert sessions.deleted("adds up", str(machine.work)) == number + 1
    assert machine.went_cold == 6
