"""ConfigChange: changed settings apply as long as the hook is in them. And the places of agents' settings are guarded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from keyturn.adapter import agent_files
from keyturn.adapter.agent_files import AGENTS, BACKUP
from keyturn.model.workspace import Layout
from keyturn.tool.places import guard_file
from keyturn.wiring import agents, gate, places
from keyturn.wiring.agents import Machine


def change(root: Path, file: str | None) -> tuple[int, bytes]:
    payload: dict[str, object] = {"hook_event_name": "ConfigChange", "source": "user_settings", "session_id": "s"}
    if file is not None:
        payload["file_path"] = file
    surroundings = gate.Surroundings({"PATH": "/usr/bin"}, str(root), root=str(root))
    reply, after = gate.handle("claude", json.dumps(payload).encode(), surroundings)
    after()
    return reply.code, reply.stdout


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    machine = Machine(str(tmp_path), {"PATH": ""}, str(tmp_path))
    agents.perform(agents.install(("claude",), machine))
    return tmp_path / ".claude" / "settings.json"


def test_settings_with_the_hook_in_them_apply(tmp_path: Path, settings: Path) -> None:
    assert change(tmp_path, str(settings)) == (0, b"")
    settings.write_text(settings.read_text().replace("{", '{"model": "opus",', 1))
    assert change(tmp_path, str(settings)) == (0, b"")
    assert change(tmp_path, None) == (0, b"")


@pytest.mark.parametrize("text", ["{}", "", "{", '{"disableAllHooks": true}'])
def test_settings_without_it_do_not(tmp_path: Path, settings: Path, text: str) -> None:
    settings.write_text(text)
    for file in (str(settings), None):
        code, out = change(tmp_path, file)
        assert code == 2
        assert json.loads(out)["decision"] == "block"
        assert "keyturn/guard-file" in json.loads(out)["reason"]


def test_a_project_s_settings_must_not_switch_hooks_off(tmp_path: Path, settings: Path) -> None:
    local = tmp_path / "work.json"
    local.write_text('{"disableAllHooks": true}')
    assert change(tmp_path, str(local))[0] == 2
    local.write_text('{"model": "opus"}')
    assert change(tmp_path, str(local))[0] == 0


LAYOUT = Layout(home="/home/u", directory="/home/u/work")
MACHINE = Machine("/home/u", {"PATH": ""})


@pytest.mark.parametrize("agent", [one for one in AGENTS if "*" not in one.file], ids=lambda one: one.title)
def test_every_place_that_is_written_is_guarded(agent: agent_files.Agent) -> None:
    for path in agent_files.files(agent, "/home/u", {}):
        assert guard_file(path, LAYOUT), path
        assert guard_file(path + BACKUP, LAYOUT), path
    for managed in (agent.managed, agent.managed_mac):
        assert not managed or guard_file(managed, LAYOUT), managed


@pytest.mark.parametrize(
    "path",
    [
        "/home/u/.kiro/agents/dev.json",
        "/home/u/.codex/config.toml",
        "/home/u/.local/state/keyturn/agents.json",
        "/home/u/.local/state/keyturn/gate.socket",
        "/run/user/1000/keyturn/gate.socket",
        "/var/lib/keyturn/agents.json",
        "/home/u/.venv/bin/keyturn-hook",
        "/home/u/.local/share/uv/tools/keyturn/bin/python",
        "/home/u/.venv/lib/python3.12/site-packages/keyturn/hook/cold.py",
        "/etc/claude-code/managed-settings.d/10-keyturn.json",
        "/etc/github-copilot/policy.d/keyturn.json",
        "/home/u/work/.github/hooks/keyturn.json",
        places.LIBRARY,
    ],
)
def test_keyturn_s_own_places_are_guarded(path: str) -> None:
    assert guard_file(path, LAYOUT)


@pytest.mark.parametrize(
    "path",
    [
        "/home/u/work/opencode/plugins/x.js",
        "/home/u/work/windsurf/hooks.json",
        "/home/u/work/.github/workflows/ci.yml",
        "/home/u/work/src/keyturn/hook/cold.py",
        "/etc/hosts",
        "/home/u/Documents/Cline/notes.md",
        "/home/u/.claude/projects/x.jsonl",
        "/etc/cursors",
    ],
)
def test_what_only_sounds_alike_is_not(path: str) -> None:
    assert guard_file(path, LAYOUT) == ""


@pytest.mark.parametrize(
    "folder", ["/etc/cursor", "/home/u/.config/opencode", "/home/u/.copilot", "/home/u/work/.github/hooks"]
)
def test_a_folder_goes_with_what_is_in_it(folder: str) -> None:
    assert guard_file(folder, LAYOUT, removing=True)
