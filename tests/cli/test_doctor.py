"""`keyturn doctor` and `keyturn status`: a hook is live only when it answered as it must."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from keyturn.adapter.agent_files import AGENTS
from keyturn.cli import doctor, init, status
from keyturn.errors import UsageError
from keyturn.wiring import agents
from keyturn.wiring import doctor as wiring
from keyturn.wiring.agents import Machine
from tests.software_keys import SoftwareKey, enrol

HOSTS = sorted({agent.host for agent in AGENTS if not agent.shares and agent.host not in ("kiro", "codex")})


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    home = tmp_path / "home"
    (home / "work").mkdir(parents=True)
    found = Machine(str(home), {"PATH": os.environ["PATH"], "HOME": str(home)}, str(tmp_path))
    monkeypatch.setattr(agents, "here", lambda: found)
    monkeypatch.chdir(home / "work")
    return found


def only(machine: Machine, host: str) -> wiring.Health:
    return next(one for one in wiring.hosts(machine, canary=True) if one.name == host)


def put(machine: Machine, host: str) -> None:
    agents.perform(agents.install((host,), machine))


def fake(machine: Machine, body: str) -> str:
    """A hook in the place of ours that answers as it is told."""
    path = Path(machine.root) / "keyturn-hook"
    path.write_text(f"#!/bin/sh\ncall=$(cat)\n{body}\n")
    path.chmod(0o755)
    return f"{path} claude || exit 2"


def swap(machine: Machine, line: str) -> None:
    """Claude's settings with another line, recorded as if it had been put there."""
    agent = AGENTS[0]
    path = os.path.join(machine.home, ".claude", "settings.json")
    data = agents.put(agent, path, None, line)
    Path(path).write_bytes(data)
    place = Path(agents.record_place(machine, managed=False))
    record = json.loads(place.read_text())
    record[path]["digest"] = agents.digest(agent, path, data)
    place.write_text(json.dumps(record))


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_s_hook_is_asked_by_the_line_in_its_settings(machine: Machine, host: str) -> None:
    put(machine, host)
    found = only(machine, host)
    assert (found.state, found.problems) == ("live", ())


def test_kiro_s_agents_are_each_looked_at(machine: Machine) -> None:
    place = Path(machine.home, ".kiro", "agents")
    place.mkdir(parents=True)
    (place / "dev.json").write_text('{"name": "dev"}')
    assert only(machine, "kiro").state == "not guarded"
    put(machine, "kiro")
    assert only(machine, "kiro").state == "live"


def test_codex_is_not_guarded_before_its_user_trusted_the_hook(machine: Machine) -> None:
    put(machine, "codex")
    found = only(machine, "codex")
    assert found.state == "not guarded"
    assert "/hooks" in found.problems[0]
    config = Path(machine.home, ".codex", "config.toml")
    key = json.dumps(f"{machine.home}/.codex/hooks.json:pre_tool_use:0:0")
    config.write_text(f'[hooks.state.{key}]\ntrusted_hash = "sha256:00"\n')
    assert only(machine, "codex").state == "live"
    config.write_text("[features]\nhooks = false\n")
    assert "switches hooks off" in only(machine, "codex").problems[0]


@pytest.mark.parametrize(
    ("body", "state", "word"),
    [
        ("exit 0", "not guarded", "let the canary pass"),
        ('echo \'{"decision": "allow"}\'', "not guarded", "let the canary pass"),
        ("exit 2", "not guarded", "stops everything"),
        ("exit 1", "not guarded", "stops everything"),
        ("case $call in *canary*) exit 2 ;; esac", "live", ""),
    ],
)
def test_what_a_hook_answers_decides(machine: Machine, body: str, state: str, word: str) -> None:
    put(machine, "claude")
    swap(machine, fake(machine, body))
    found = only(machine, "claude")
    assert found.state == state
    assert word in "".join(found.problems)


def test_a_hook_that_does_not_answer_in_time_cannot_be_told(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    put(machine, "claude")
    swap(machine, fake(machine, "exec sleep 5"))
    monkeypatch.setattr(wiring, "WAIT", 0.2)
    assert only(machine, "claude").state == "cannot tell"


def test_a_program_that_is_gone_is_found_and_its_line_stops(machine: Machine) -> None:
    put(machine, "claude")
    line = fake(machine, "exit 0")
    swap(machine, line)
    os.unlink(Path(machine.root) / "keyturn-hook")
    assert "is not there" in only(machine, "claude").problems[0]
    assert os.waitstatus_to_exitcode(os.system(line + " 2>/dev/null")) == 2


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda text: text.replace("|| exit 2", "|| exit 0"), "not as it was put there"),
        (lambda text: text.replace('"*"', '"Nothing"'), "not as it was put there"),
        (lambda text: text.replace("{", '{"disableAllHooks": true,', 1), "disableAllHooks"),
        (lambda text: "{}", "is not in it"),
    ],
)
def test_drift_is_found(machine: Machine, change: object, word: str) -> None:
    put(machine, "claude")
    path = Path(machine.home, ".claude", "settings.json")
    path.write_text(change(path.read_text()))  # type: ignore[operator]
    found = only(machine, "claude")
    assert found.state == "not guarded"
    assert any(word in problem for problem in found.problems)
    path.unlink()
    assert only(machine, "claude").state == "not guarded"


def test_hosts_own_ways_to_switch_hooks_off(machine: Machine) -> None:
    put(machine, "gemini")
    path = Path(machine.home, ".gemini", "settings.json")
    path.write_text(path.read_text().replace("{", '{"hooksConfig": {"disabled": ["keyturn"]},', 1))
    assert "hooksConfig.disabled" in only(machine, "gemini").problems[0]
    put(machine, "copilot")
    Path(machine.home, ".copilot", "settings.json").write_text('{"disableAllHooks": true}')
    assert "disableAllHooks" in only(machine, "copilot").problems[0]


def test_settings_that_cannot_be_read_cannot_be_told(machine: Machine) -> None:
    put(machine, "claude")
    Path(machine.home, ".claude", "settings.json").write_text("{")
    assert only(machine, "claude").state == "cannot tell"


def test_one_of_root_s_own_needs_none_of_the_user_s(machine: Machine) -> None:
    Path(machine.home, ".claude").mkdir()
    assert only(machine, "claude").state == "not guarded"
    agents.perform(agents.install(("claude",), machine, managed=True))
    found = [one for one in wiring.hosts(machine, canary=True) if one.name == "claude"]
    assert [one.state for one in found] == ["live"]
    assert found[0].path.endswith("/etc/claude-code/managed-settings.json")
    assert found[0].strength == "advisory"  # below a directory that is not root's alone


def test_ways_around_are_named(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    Path(machine.home, ".bashrc").write_text("# --no-verify\nalias c='claude --dangerously-skip-permissions'\n")
    local = Path(machine.home, "work", ".claude")
    local.mkdir()
    (local / "settings.local.json").write_text('{"disableAllHooks": true}')
    doctor.run([])
    out = capsys.readouterr().out
    assert "~/.bashrc:2 uses --dangerously-skip-permissions" in out
    assert ".bashrc:1" not in out
    assert "disableAllHooks switches hooks off in this project" in out


def test_exit_codes(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.run([]) == 1  # nothing at all
    assert init.run(["agents", "--host", "claude", "--yes"]) == 0
    capsys.readouterr()
    assert doctor.run(["--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["live"] is True
    assert found["guards"][0]["state"] == "live"
    Path(machine.home, ".claude", "settings.json").write_text("{")
    assert doctor.run([]) == 3
    with pytest.raises(UsageError):
        doctor.run(["all"])


def test_status(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    init.run(["agents", "--host", "claude", "--yes"])
    capsys.readouterr()
    assert status.run(["--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["guards"][0]["name"] == "claude"
    assert set(found) == {"guards", "paused", "undo", "today"}
    assert status.run([]) == 0
    assert "Claude Code: live" in capsys.readouterr().out


def test_plain_init_does_both_and_proposes(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    work = Path(machine.home, "work")
    Path(machine.home, ".claude").mkdir()
    (work / ".env").write_text("DATABASE_URL=postgresql+asyncpg://app:s3cret@db.prod.example.com/shop?x=1\n")
    os.system("git init -q .")
    assert init.run(["--yes", "--write"]) == 0
    out = capsys.readouterr().out
    assert "s3cret" not in out
    assert (work / ".git" / "hooks" / "pre-commit").exists()
    assert Path(machine.home, ".claude", "settings.json").exists()
    text = (work / "keyturn.toml").read_text()
    assert '"postgres://db.prod.example.com/shop",  # DATABASE_URL in .env' in text
    assert all(line.startswith("#") for line in text.splitlines())
    assert "s3cret" not in text
    assert init.run(["--yes", "--write"]) == 0
    assert "left alone" in capsys.readouterr().out


def test_nobody_is_asked_without_a_terminal(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="nobody is there"):
        init.run(["agents", "--host", "claude"])
    assert not Path(machine.home, ".claude").exists()
    assert init.run(["agents", "--host", "claude", "--dry-run"]) == 0
    assert not Path(machine.home, ".claude").exists()


def test_a_token_in_the_settings_is_not_shown(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(machine.home, ".claude", "settings.json")
    path.parent.mkdir()
    token = "ghp_" + "a1B2" * 9
    path.write_text(json.dumps({"env": {"GITHUB_TOKEN": token}}, indent=2))
    init.run(["agents", "--dry-run"])
    init.run(["agents", "--json"])
    assert token not in capsys.readouterr().out


def test_what_hardware_keys_are_worth_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "none is enrolled" in wiring._keys(str(tmp_path))
    roster = enrol(tmp_path / "etc/keyturn/keys", SoftwareKey(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1_000)
    assert wiring._keys(str(tmp_path)) == (
        "1 key of person-0; its PIN or a fingerprint, and a touch, every time: proven"
    )
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "here it is advisory" in wiring._keys(str(tmp_path))
    roster.write_text(roster.read_text() + "eve ssh-ed25519 AAAA\n")
    assert "keys:3" in wiring._keys(str(tmp_path))
    roster.chmod(0o666)
    assert "can be written by its group or by others" in wiring._keys(str(tmp_path))
