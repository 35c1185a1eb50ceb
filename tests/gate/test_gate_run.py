"""Between the yes and the run nothing is swapped: the ticket is spent by the process that runs the command."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from keyturn.adapter.hosts.claude import Claude
from keyturn.gate.call import PASS, SHELL, Answer, ToolCall
from keyturn.gate.ports import Traits
from keyturn.ledger.canonical import leaf
from keyturn.ledger.port import Record
from keyturn.wiring import gate as wiring
from tests.conftest import ROOT

RUNNER = """
import os, sys
from keyturn.wiring import gate
from keyturn.cli import run
gate.here = lambda: gate.Surroundings(dict(os.environ), os.getcwd(), root=sys.argv[1], temporary=())
sys.exit(run.run(sys.argv[2:]))
"""


class Machine:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.work = root / "work"
        self.work.mkdir()
        self.environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src")}

    def surroundings(self) -> wiring.Surroundings:
        return wiring.Surroundings(self.environment, str(self.work), root=str(self.root), temporary=())

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", RUNNER, str(self.root), *words],
            cwd=self.work,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def allow(self, command: str) -> None:
        """What `keyturn allow` writes as root."""
        gate = wiring.gate(self.surroundings(), str(self.work))
        call = ToolCall("claude", "PreToolUse", SHELL, "Bash", "s", str(self.work), command)
        gate.rule(call, Traits("test"))
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        place = self.root / "var/lib/keyturn"
        place.mkdir(parents=True, exist_ok=True)
        with (place / "allowed.jsonl").open("ab") as handle:
            handle.write(leaf(Record("gate.allow", at, (("binding", gate.binding(call)),))) + b"\n")
        (place / "allowed.jsonl").chmod(0o644)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def database(machine: Machine) -> tuple[str, Path]:
    """A command that asks for a proven human, and the file that shows whether it ran."""
    mark = machine.root / "ran"
    mark.unlink(missing_ok=True)
    return f'psql -h db.example.com -c "drop table users"; touch {mark}', mark


def test_what_passes_runs_with_its_own_exit_code(machine: Machine) -> None:
    done = machine.run("--", "echo hello; exit 7")
    assert (done.returncode, done.stdout) == (7, "hello\n")


def test_a_held_command_does_not_run(machine: Machine) -> None:
    command, mark = database(machine)
    done = machine.run("--", command)
    assert done.returncode == 1
    assert not mark.exists()
    assert "keyturn allow" in done.stderr


def test_a_ticket_runs_it_once(machine: Machine) -> None:
    command, mark = database(machine)
    machine.allow(command)
    machine.run("--ticket", "--tool", "Bash", "--", command)
    assert mark.exists()
    mark.unlink()
    assert machine.run("--ticket", "--tool", "Bash", "--", command).returncode == 1
    assert not mark.exists()


def test_a_ticket_is_for_one_text(machine: Machine) -> None:
    command, mark = database(machine)
    machine.allow(command)
    assert machine.run("--ticket", "--tool", "Bash", "--", command + " ").returncode == 1
    assert not mark.exists()


def test_a_ticket_is_for_one_directory(machine: Machine) -> None:
    command, mark = database(machine)
    machine.allow(command)
    machine.work = machine.root / "other"
    machine.work.mkdir()
    assert machine.run("--ticket", "--tool", "Bash", "--", command).returncode == 1
    assert not mark.exists()


def test_a_script_that_changed_after_the_yes_does_not_run(machine: Machine) -> None:
    command, mark = database(machine)
    script = machine.work / "tidy.sh"
    script.write_text('psql -h db.example.com -c "drop table old"\n')
    machine.allow("sh tidy.sh")
    script.write_text(command + "\n")
    assert machine.run("--ticket", "--tool", "Bash", "--", "sh tidy.sh").returncode == 1
    assert not mark.exists()


def test_claude_is_handed_the_command_that_spends_the_ticket(machine: Machine) -> None:
    command, mark = database(machine)
    payload = {
        "hook_event_name": "PreToolUse",
        "session_id": "s",
        "cwd": str(machine.work),
        "tool_name": "Bash",
        "tool_input": {"command": command, "description": "tidy", "timeout": 5_000},
    }
    data = json.dumps(payload).encode()
    held, _after = wiring.handle("claude", data, machine.surroundings())
    assert held.code == 2
    machine.allow(command)
    handed, _after = wiring.handle("claude", data, machine.surroundings())
    body = json.loads(handed.stdout)["hookSpecificOutput"]
    assert body["permissionDecision"] == "allow"
    assert body["updatedInput"]["description"] == "tidy"
    changed = body["updatedInput"]["command"]
    assert changed.startswith(f"{sys.executable} -I -m keyturn run --ticket --tool Bash -- ")
    twice, _after = wiring.handle("claude", data, machine.surroundings())
    assert twice.stdout == handed.stdout, "asking again spends nothing"
    # the words as the host's shell splits them, given to this test's own runner
    words = subprocess.run(["bash", "-c", f"printf '%s\\0' {changed}"], capture_output=True, check=True).stdout
    assert not mark.exists()
    machine.run(*words.decode().split("\0")[5:-1])
    assert mark.exists()


def test_elsewhere_a_script_of_the_same_user_is_let_through_by_nobody(machine: Machine) -> None:
    command, _mark = database(machine)
    (machine.work / "tidy.sh").write_text(command + "\n")
    machine.allow("sh tidy.sh")
    gate = wiring.gate(machine.surroundings(), str(machine.work))
    call = ToolCall("codex", "PreToolUse", SHELL, "Bash", "s", str(machine.work), "sh tidy.sh")
    ruling = gate.rule(call, Traits("codex"))
    assert ruling.verdict == "stop"
    assert ruling.swappable == (str(machine.work / "tidy.sh"),)


def test_claude_is_never_told_allow_without_a_ticket() -> None:
    assert Claude().reply(Answer(PASS), None).stdout == b""
