"""A hook that was taken out of an agent's settings holds every call with an effect, at every host that still asks."""

import json
import os
from pathlib import Path

import pytest

from keyturn.adapter import gate_hooks
from keyturn.gate.call import ASK, FILES, PASS, SHELL, STOP, FileChange, ToolCall
from keyturn.gate.ports import Traits
from keyturn.gate.service import Ruling, answer
from keyturn.wiring import agents, drift
from keyturn.wiring import gate as wiring
from tests.homes import own_home

ASKING = Traits("asking", asks=True)


class Machine:
    def __init__(self, root: Path, home: Path) -> None:
        self.root = root
        self.home = home
        self.work = root / "work"
        self.work.mkdir()
        (self.work / ".git").mkdir()
        for name in (".claude", ".gemini"):
            (home / name).mkdir()
        self.claude = home / ".claude/settings.json"
        self.gemini = home / ".gemini/settings.json"
        self.claude.write_text('{\n  "model": "opus"\n}\n')
        self.init()

    def machine(self) -> agents.Machine:
        return agents.Machine(str(self.home), {}, str(self.root))

    def init(self) -> None:
        agents.perform(agents.install(("claude", "gemini"), self.machine()))

    def call(self, command: str, traits: Traits = ASKING, *, kind: str = SHELL) -> Ruling:
        surroundings = wiring.Surroundings({"PATH": "/usr/bin"}, str(self.work), root=str(self.root), temporary=())
        call = ToolCall("codex", "PreToolUse", kind, "Bash", "s", str(self.work), command)
        if kind == FILES:
            call = call.but(command="", changes=(FileChange("write", str(self.work / "new.txt"), "text"),))
        return wiring.gate(surroundings, str(self.work)).rule(call, traits)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, own_home(tmp_path, monkeypatch))


def without_hook(file: Path) -> None:
    body = json.loads(file.read_text())
    del body["hooks"]
    file.write_text(json.dumps(body))


def test_all_is_well_when_nothing_changed(machine: Machine) -> None:
    assert drift.found(str(machine.root)) == ()
    assert machine.call("touch a; rm a").verdict == PASS


def test_a_hook_that_is_gone_holds_what_has_an_effect(machine: Machine) -> None:
    (machine.work / "notes").write_text("x")
    without_hook(machine.gemini)
    held = machine.call("rm notes")
    assert held.verdict == STOP
    assert held.needs == ("human",)
    assert held.request
    assert held.drifted == ((str(machine.gemini), "Keyturn's hook is gone from it or was changed"),)
    said = answer(held)
    assert str(machine.gemini) in said.to_agent
    assert "keyturn init agents" in said.to_person
    assert (machine.work / "notes").exists()


@pytest.mark.parametrize("command", ["ls", "git status", "cat notes", "pytest -q", "grep -r x ."])
def test_what_only_reads_goes_on(machine: Machine, command: str) -> None:
    without_hook(machine.gemini)
    assert machine.call(command).verdict == PASS


def test_putting_the_hook_back_ends_it(machine: Machine) -> None:
    (machine.work / "notes").write_text("x")
    without_hook(machine.claude)
    assert machine.call("rm notes").verdict == STOP
    machine.init()
    assert machine.call("rm notes").verdict == PASS


def test_taking_it_out_as_a_person_does_ends_it(machine: Machine) -> None:
    (machine.work / "notes").write_text("x")
    without_hook(machine.claude)
    assert machine.call("rm notes").verdict == STOP
    agents.perform(agents.uninstall(("claude",), machine.machine()))
    assert machine.call("rm notes").verdict == PASS


@pytest.mark.parametrize("trick", ["another command", "all hooks off", "an empty file", "no file", "a matcher"])
def test_every_way_to_silence_it_counts(machine: Machine, trick: str) -> None:
    text = machine.claude.read_text()
    body = json.loads(text)
    if trick == "another command":
        machine.claude.write_text(text.replace(" || exit 2", " || exit 0"))
    elif trick == "all hooks off":
        machine.claude.write_text(json.dumps({**body, "disableAllHooks": True}))
    elif trick == "an empty file":
        machine.claude.write_text("")
    elif trick == "no file":
        machine.claude.unlink()
    else:
        body["hooks"]["PreToolUse"][0]["matcher"] = "Never"
        machine.claude.write_text(json.dumps(body))
    (wrong,) = drift.found(str(machine.root))
    assert wrong[0] == str(machine.claude)


def test_an_agent_that_changes_its_own_settings_drifts_nothing(machine: Machine) -> None:
    body = json.loads(machine.claude.read_text())
    body["model"] = "sonnet"
    body["permissions"] = {"allow": ["Bash(ls)"]}
    body["hooks"]["PostToolUse"] = [{"hooks": [{"type": "command", "command": "true"}]}]
    machine.claude.write_text(json.dumps(body))
    assert drift.found(str(machine.root)) == ()


def test_an_agent_that_was_removed_whole_drifts_nothing(machine: Machine) -> None:
    machine.gemini.unlink()
    for file in machine.gemini.parent.iterdir():
        file.unlink()
    machine.gemini.parent.rmdir()
    assert drift.found(str(machine.root)) == ()
    # and comes back without the hook
    machine.gemini.parent.mkdir()
    machine.gemini.write_text("{}")
    assert [path for path, _why in drift.found(str(machine.root))] == [str(machine.gemini)]


def test_a_time_that_was_set_back_hides_nothing(machine: Machine) -> None:
    assert drift.found(str(machine.root)) == ()
    before = machine.claude.stat()
    text = machine.claude.read_text()
    with machine.claude.open("r+") as file:
        file.write(text.replace(" || exit 2", " || exit 0"))
    os.utime(machine.claude, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = machine.claude.stat()
    assert (after.st_size, after.st_mtime_ns, after.st_ino) == (before.st_size, before.st_mtime_ns, before.st_ino)
    assert drift.found(str(machine.root))


def test_files_are_read_only_when_something_changed(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []
    real = agents.intact

    def counted(host: str, file: str, where: agents.Machine) -> str:
        reads.append(file)
        return real(host, file, where)

    monkeypatch.setattr(agents, "intact", counted)
    assert drift.found(str(machine.root)) == ()
    first = len(reads)
    for _ in range(5):
        assert drift.found(str(machine.root)) == ()
    assert len(reads) == first
    machine.claude.write_text(machine.claude.read_text() + "\n")
    assert drift.found(str(machine.root)) == ()
    assert len(reads) > first


def test_a_memory_that_cannot_be_kept_or_lies_across_files_is_no_memory(machine: Machine) -> None:
    assert drift.found(str(machine.root)) == ()
    (memory,) = machine.root.rglob("hooks.seen")
    for data in (b"", b"\0\xff" * 100, b"1\ta\0b\n", b"1.2.3.4\t/nowhere\n"):
        memory.write_bytes(data)
        without = machine.claude.read_text()
        without_hook(machine.claude)
        assert drift.found(str(machine.root))
        machine.claude.write_text(without)
        assert drift.found(str(machine.root)) == ()
    memory.unlink()
    memory.mkdir()
    assert drift.found(str(machine.root)) == ()


@pytest.mark.parametrize("data", ["", "{", "[]", "null", "{}"])
def test_a_list_of_hooks_that_says_nothing_any_more_is_drift(machine: Machine, data: str) -> None:
    assert drift.found(str(machine.root)) == ()
    (list_of_hooks,) = machine.root.rglob("agents.json")
    list_of_hooks.write_text(data)
    assert [path for path, _why in drift.found(str(machine.root))] == [str(list_of_hooks)]
    machine.init()
    assert drift.found(str(machine.root)) == ()


def test_settings_that_cannot_be_read_are_drift_and_no_fault(machine: Machine) -> None:
    machine.gemini.unlink()
    machine.gemini.symlink_to(machine.gemini)
    assert [path for path, _why in drift.found(str(machine.root))] == [str(machine.gemini)]
    assert machine.call("ls").verdict == PASS
    machine.gemini.unlink()
    machine.gemini.mkdir()
    assert drift.found(str(machine.root))


def test_what_the_payload_s_door_says_of_drift(machine: Machine) -> None:
    (machine.work / "notes").write_text("x")
    without_hook(machine.gemini)
    surroundings = wiring.Surroundings({"PATH": "/usr/bin"}, str(machine.work), root=str(machine.root), temporary=())
    call = {
        "hook_event_name": "PreToolUse",
        "session_id": "s",
        "cwd": str(machine.work),
        "tool_name": "Bash",
        "tool_input": {"command": "rm notes"},
    }
    reply, after = wiring.handle("claude", json.dumps(call).encode(), surroundings)
    after()
    assert reply.code == 2
    assert str(machine.gemini) in reply.stderr.decode()
    (kept,) = machine.root.rglob("record.jsonl")
    assert json.loads(kept.read_text())["body"]["drifted"] == [str(machine.gemini)]


def test_a_pause_still_lets_through(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    (machine.work / "notes").write_text("x")
    without_hook(machine.gemini)
    assert machine.call("rm notes").verdict == STOP
    monkeypatch.setattr(wiring, "paused", lambda _surroundings: True)
    assert machine.call("rm notes").verdict == PASS


def test_what_is_denied_stays_denied_and_a_file_tool_is_held(machine: Machine) -> None:
    without_hook(machine.gemini)
    assert machine.call("rm -rf /").needs == ("never",)
    held = machine.call("", kind=FILES)
    assert (held.verdict, bool(held.decision.reasons)) in ((STOP, True), (PASS, False))
    assert held.verdict != ASK


def test_without_hooks_on_record_nothing_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_home(tmp_path, monkeypatch)
    monkeypatch.setattr(gate_hooks, "identity", pytest.fail)
    assert drift.found(str(tmp_path)) == ()
