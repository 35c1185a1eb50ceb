"""Putting the hook into agents' settings and taking it out: nothing else changes, and nothing is left."""

from __future__ import annotations

import json
import os
import shlex
import stat
import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyturn.adapter import agent_files
from keyturn.adapter.agent_files import AGENTS, BACKUP
from keyturn.errors import UsageError
from keyturn.wiring import agents
from keyturn.wiring.agents import Machine
from tests.gate.test_settings_text import texts

HOSTS = sorted({agent.host for agent in AGENTS if not agent.shares and agent.host != "kiro"})


class Home:
    """One user's home directory below a temporary root."""

    def __init__(self, root: Path) -> None:
        self.path = root / "home"
        self.path.mkdir(parents=True)
        self.machine = Machine(str(self.path), {"PATH": ""}, str(root))

    def put(self, *names: str, managed: bool = False) -> agents.Plan:
        plan = agents.install(names, self.machine, managed=managed)
        agents.perform(plan)
        return plan

    def take(self, *names: str, managed: bool = False) -> agents.Plan:
        plan = agents.uninstall(names, self.machine, managed=managed)
        agents.perform(plan)
        return plan

    def write(self, name: str, data: str | bytes, mode: int = 0o644) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        path.chmod(mode)
        return path

    def picture(self) -> dict[str, tuple[int, bytes]]:
        found: dict[str, tuple[int, bytes]] = {}
        for path in sorted(self.path.rglob("*")):
            facts = path.lstat()
            content = os.fsencode(os.readlink(path)) if path.is_symlink() else b""
            if stat.S_ISREG(facts.st_mode):
                content = path.read_bytes()
            found[str(path.relative_to(self.path))] = (facts.st_mode, content)
        return found


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.parametrize("host", HOSTS)
def test_what_was_made_for_the_hook_alone_is_gone_afterwards(home: Home, host: str) -> None:
    before = home.picture()
    home.put(host)
    assert home.picture() != before
    home.take(host)
    assert home.picture() == before


@pytest.mark.parametrize("host", HOSTS)
def test_two_in_a_row_change_nothing_the_second_time(home: Home, host: str) -> None:
    home.put(host)
    once = home.picture()
    plan = home.put(host)
    assert plan.steps == ()
    assert {change.action for change in plan.changes} == {"keep"}
    assert home.picture() == once


def test_only_agents_that_are_there_are_changed(home: Home) -> None:
    home.write(".claude/settings.json", "{}")
    (home.path / ".codex").mkdir()
    (home.path / ".aider.conf.yml").touch()
    plan = home.put()
    assert [os.path.relpath(change.path, home.path) for change in plan.changes] == [
        ".claude/settings.json",
        ".codex/hooks.json",
    ]
    assert any("Aider has no hook" in note for note in plan.notes)
    assert any("/hooks" in note for note in plan.notes)


def test_claude_s_settings_keep_every_byte(home: Home) -> None:
    before = b'{\r\n\t"model": "opus", // mine\r\n\t"permissions": { "deny": ["Read(.env)"] }\r\n}'
    path = home.write(".claude/settings.json", before, 0o640)
    home.put()
    after = path.read_bytes()
    assert after != before
    rest = iter(after)
    assert all(byte in rest for byte in before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    backup = Path(str(path) + BACKUP)
    assert backup.read_bytes() == before
    assert stat.S_IMODE(backup.stat().st_mode) == 0o640
    home.take()
    assert path.read_bytes() == before
    assert not backup.exists()


def test_another_s_hooks_stay_and_keep_their_places(home: Home) -> None:
    theirs = {"matcher": "Bash", "hooks": [{"type": "command", "command": "/opt/theirs"}]}
    path = home.write(".claude/settings.json", json.dumps({"hooks": {"PreToolUse": [theirs]}}, indent=4))
    home.put()
    found = json.loads(path.read_text())["hooks"]
    assert found["PreToolUse"][0] == theirs
    assert len(found["PreToolUse"]) == 2
    home.take()
    assert json.loads(path.read_text()) == {"hooks": {"PreToolUse": [theirs]}}


def test_what_was_changed_meanwhile_stays_changed(home: Home) -> None:
    path = home.write(".claude/settings.json", '{\n  "model": "opus"\n}\n')
    home.put()
    found = json.loads(path.read_text())
    found["model"] = "haiku"
    found["hooks"]["Stop"] = [{"hooks": [{"type": "command", "command": "say done"}]}]
    path.write_text(json.dumps(found, indent=2))
    home.take()
    assert json.loads(path.read_text()) == {
        "model": "haiku",
        "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "say done"}]}]},
    }


def test_a_hook_put_beside_ours_in_our_own_group_stays(home: Home) -> None:
    path = home.write(".claude/settings.json", "{}")
    home.put()
    found = json.loads(path.read_text())
    found["hooks"]["PreToolUse"][0]["hooks"].append({"type": "command", "command": "/opt/theirs"})
    path.write_text(json.dumps(found))
    home.take()
    assert json.loads(path.read_text())["hooks"] == {
        "PreToolUse": [{"matcher": "*", "hooks": [{"type": "command", "command": "/opt/theirs"}]}]
    }


def test_a_hook_of_another_version_is_replaced_where_it_stands(home: Home) -> None:
    path = home.write(".claude/settings.json", '{"a": 1}')
    home.put()
    old = path.read_text()
    line = agents.hook_line("claude")
    path.write_text(old.replace(json.dumps(line), '"/old/bin/keyturn-hook claude || exit 2"'))
    home.put()
    assert path.read_text() == old
    home.take()
    assert path.read_text() == '{"a": 1}'


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('{"hooks": []}', 1),
        ('{\n"hooks": "off"}', 2),
        ('{"hooks": null}', 1),
        ('{"hooks": {"PreToolUse": {}}}', 1),
        ('{\n  "model": "opus"\n', 1),
        ("[" * 3_000, 1),
        ("\n\n\xff", 3),
        ("not json", 1),
    ],
)
def test_hostile_settings_are_refused_with_their_line_and_left_alone(home: Home, content: str, line: int) -> None:
    path = home.write(".claude/settings.json", content.encode("latin-1"))
    before = home.picture()
    plan = home.put()
    assert len(plan.problems) == 1
    assert plan.problems[0].startswith(f"{path}:{line}: ")
    assert home.picture() == before


def test_more_than_settings_are_is_left_alone(home: Home) -> None:
    home.write(".claude/settings.json", '{"a": "' + "x" * 1_100_000 + '"}')
    before = home.picture()
    assert "larger than settings" in home.put().problems[0]
    assert home.picture() == before


def test_one_file_that_cannot_be_read_does_not_keep_the_others_out(home: Home) -> None:
    home.write(".claude/settings.json", "{")
    home.write(".gemini/settings.json", "{}")
    plan = home.put()
    assert len(plan.problems) == 1
    assert "keyturn" in (home.path / ".gemini/settings.json").read_text()


def test_a_linked_file_is_changed_where_it_lies(home: Home) -> None:
    real = home.write("dotfiles/claude.json", "{}")
    (home.path / ".claude").mkdir()
    (home.path / ".claude/settings.json").symlink_to("../dotfiles/claude.json")
    before = home.picture()
    plan = home.put()
    assert any(str(real) in note for note in plan.notes)
    assert (home.path / ".claude/settings.json").is_symlink()
    assert agent_files.lines_in(json.loads(real.read_text()))
    home.take()
    assert home.picture() == before


def test_a_host_s_own_variable_says_where_its_settings_lie(tmp_path: Path) -> None:
    home = Home(tmp_path)
    other = tmp_path / "elsewhere"
    other.mkdir()
    home.machine = home.machine.but(environ={"PATH": "", "CLAUDE_CONFIG_DIR": str(other)})
    home.put()
    assert (other / "settings.json").exists()


def test_codex_s_toml_is_taken_when_it_holds_hooks_already(home: Home) -> None:
    before = (
        'model = "gpt"\r\n\r\n[[hooks.PreToolUse]]\r\nhooks = [{ type = "command", command = "x" }]\r\n[tui]\r\nx = 1'
    )
    path = home.write(".codex/config.toml", before)
    home.put()
    assert not (home.path / ".codex/hooks.json").exists()
    found = tomllib.loads(path.read_bytes().decode().replace("\r\n", "\n"))
    assert found["tui"] == {"x": 1}
    assert len(found["hooks"]["PreToolUse"]) == 2
    assert path.read_bytes().startswith(before.encode())
    once = path.read_bytes()
    assert home.put().steps == ()
    assert path.read_bytes() == once
    home.take()
    assert path.read_bytes() == before.encode()


def test_codex_s_toml_in_one_line_is_refused(home: Home) -> None:
    path = home.write(".codex/config.toml", "hooks = { PreToolUse = [] , Stop = [{hooks=[]}] }\n")
    plan = home.put()
    assert str(path) in plan.problems[0]


def test_a_changed_toml_loses_only_the_block(home: Home) -> None:
    path = home.write(".codex/config.toml", "[[hooks.Stop]]\nhooks = []\n")
    home.put()
    path.write_text("# mine\n" + path.read_text() + "[tui]\nx = 1\n")
    home.take()
    assert path.read_text() == "# mine\n[[hooks.Stop]]\nhooks = []\n[tui]\nx = 1\n"


def test_cline_s_other_hook_is_left_alone(home: Home) -> None:
    path = home.write(".cline/hooks/PreToolUse", "#!/bin/sh\nexit 0\n", 0o755)
    plan = home.put()
    assert "one alone" in plan.problems[0]
    assert path.read_text() == "#!/bin/sh\nexit 0\n"


def test_kiro_s_agents_get_it_each(home: Home) -> None:
    one = home.write(".kiro/agents/dev.json", '{"name": "dev", "tools": ["*"]}')
    two = home.write(".kiro/agents/ops.json", '{\n  "name": "ops"\n}\n')
    before = home.picture()
    home.put()
    assert all(json.loads(path.read_text())["hooks"]["preToolUse"] for path in (one, two))
    home.take()
    assert home.picture() == before


def test_kiro_without_agents_is_told(home: Home) -> None:
    (home.path / ".kiro").mkdir()
    assert any("there is none in" in note for note in home.put().notes)


def test_vs_code_gets_copilot_s_file(home: Home) -> None:
    (home.path / ".vscode").mkdir()
    plan = home.put()
    assert [change.path for change in plan.changes] == [str(home.path / ".copilot/hooks/keyturn.json")]


EVERYONE = {
    ".claude/settings.json": '{\n  "model": "opus", // mine\n}\n',
    ".codex/config.toml": 'model = "x"\n',
    ".gemini/settings.json": '{"theme":"dark"}',
    ".gemini/config/hooks.json": '{\n  "lint": {"PostToolUse": [{"matcher": "*", "hooks": [{"command": "make"}]}]}\n}\n',
    ".cursor/hooks.json": '{"version": 1, "hooks": {}}\n',
    ".copilot/config.json": "{}",
    ".config/Code/User/settings.json": "{}",
    ".config/opencode/opencode.json": "{}",
    ".cline/data": "",
    "Documents/Cline/data": "",
    ".codeium/windsurf/hooks.json": '{"hooks": {"pre_run_command": [{"command": "true"}]}}\n',
    ".kiro/agents/dev.json": '{"name": "dev"}\n',
    ".factory/settings.json": "{}\n",
    ".grok/hooks/other.json": '{"hooks": {}}\n',
    ".kimi-code/config.toml": 'default_model = "k3"\r\n\r\n[[hooks]]\r\nevent = "Stop"\r\ncommand = "true"\r\n',
    ".pi/agent/settings.json": "{}",
    ".hermes/config.yaml": "model: x\n",
    ".openclaw/openclaw.json": "{}",
}


def test_everybody_s_settings_at_once(home: Home) -> None:
    for name, text in EVERYONE.items():
        home.write(name, text)
    before = home.picture()
    plan = home.put()
    assert {agent.title for agent in agents.chosen((), home.machine)} >= {"Antigravity", "Grok", "Kimi Code CLI", "Pi"}
    assert len(plan.changes) == 16
    by_hand = [note for note in plan.notes if "docs/hosts.md" in note]
    assert [note.partition(" ")[0] for note in by_hand] == ["OpenClaw"]
    once = home.picture()
    assert home.put().steps == ()
    assert home.picture() == once
    home.take()
    assert home.picture() == before


HERMES = {
    "nothing": "",
    "other keys": "model: x\nterminal:\n  backend: docker\n",
    "no line end": "model: x",
    "windows": "model: x\r\nagents: []\r\n",
    "other events": "hooks:\n    # mine\n    on_session_start:\n        - command: true\nmodel: x\n",
    "the event": "hooks:\n  pre_tool_call:\n  - matcher: terminal\n    command: /bin/mine\n  - command: b\nmodel: x\n",
    "the event, further in": "hooks:\n  pre_tool_call:\n      - command: /bin/mine\n",
    "a block of text": "soul: |\n  hooks:\n    pre_tool_call: no\nmodel: x\n",
    "text at the end": "soul: |\n  be kind\n\n",
    "anchors": "base: &b\n  a: 1\nother:\n  <<: *b\n",
}


@pytest.mark.parametrize("name", HERMES)
def test_hermes_keeps_its_hook_in_yaml(home: Home, name: str) -> None:
    path = home.write(".hermes/config.yaml", HERMES[name])
    before = yaml.safe_load(HERMES[name]) or {}
    home.put("hermes")
    now = path.read_bytes()
    found = yaml.safe_load(now)
    ours, *others = found["hooks"]["pre_tool_call"]
    assert shlex.split(ours["command"]) == list(agents.hook_command("hermes"))
    assert (ours["timeout"], ours["fail_closed"]) == (120, True)
    assert others == before.get("hooks", {}).get("pre_tool_call", [])
    assert {key: part for key, part in found.items() if key != "hooks"} == {
        key: part for key, part in before.items() if key != "hooks"
    }
    assert home.put("hermes").steps == ()
    agent = next(one for one in AGENTS if one.host == "hermes")
    assert agents.intact("hermes", str(path), home.machine) == ""
    assert len(agents.present(agent, str(path), now)) == 1
    # somebody adds a line of their own: only ours goes
    path.write_bytes(now + b"added: 1\n")
    home.take("hermes")
    assert yaml.safe_load(path.read_bytes()) == {**before, "added": 1}
    path.write_bytes(HERMES[name].encode())
    home.put("hermes")
    home.take("hermes")
    assert path.read_bytes() == HERMES[name].encode()


@pytest.mark.parametrize(
    "text",
    [
        "hooks: {}\n",
        "hooks: {pre_tool_call: []}\n",
        "hooks:\n",
        "hooks:\n  pre_tool_call: []\n",
        "hooks:\n  pre_tool_call:\n",
        "- a\n",
        "a: [\n",
        "{model: x}\n",
        "model: x\n---\nmodel: y\n",
        "# keyturn: begin (written by `keyturn init agents`)\nmodel: x\n",
    ],
)
def test_yaml_without_a_safe_place_is_left_alone(home: Home, text: str) -> None:
    path = home.write(".hermes/config.yaml", text)
    plan = agents.install(("hermes",), home.machine)
    assert plan.steps == ()
    assert "left alone" in plan.problems[0]
    assert path.read_text() == text


def test_a_hook_that_went_from_yaml_is_missed(home: Home) -> None:
    path = home.write(".hermes/config.yaml", "model: x\n")
    home.put("hermes")
    path.write_text(path.read_text().replace("cold.py", "old.py").replace("keyturn-hook", "old"))
    assert agents.intact("hermes", str(path), home.machine)
    path.write_text("model: x\n")
    assert agents.intact("hermes", str(path), home.machine)


def test_antigravity_s_hook_has_a_name_of_its_own(home: Home) -> None:
    path = home.write(".gemini/config/hooks.json", EVERYONE[".gemini/config/hooks.json"])
    home.put("antigravity")
    found = json.loads(path.read_text())
    assert list(found) == ["lint", "keyturn"]
    (group,) = found["keyturn"]["PreToolUse"]
    assert group["matcher"] == "*"
    # what is no exit code to it must be its own words when the hook is gone
    assert group["hooks"][0]["command"].endswith("Tell the person.\"}'")


def test_kimi_s_hooks_are_a_list(home: Home) -> None:
    path = home.write(".kimi-code/config.toml", EVERYONE[".kimi-code/config.toml"])
    home.put("kimi")
    found = tomllib.loads(path.read_text())["hooks"]
    assert [one["event"] for one in found] == ["Stop", "PreToolUse"]
    assert set(found[1]) == {"event", "command", "timeout"}, "any other field makes Kimi refuse the whole file"
    path.write_text(path.read_text().replace('"Stop"', '"Notification"'))
    assert agents.intact("kimi", str(path), home.machine) == ""
    path.write_text(path.read_text().replace('"PreToolUse"', '"PostToolUse"'))
    assert "changed" in agents.intact("kimi", str(path), home.machine)


def test_kimi_s_other_shapes_are_refused(home: Home) -> None:
    home.write(".kimi-code/config.toml", "hooks = []\n")
    assert "in one line" in home.put("kimi").problems[0]


def test_a_name_that_is_none_is_refused(home: Home) -> None:
    with pytest.raises(UsageError, match="there is no agent"):
        home.put("clod")


def test_root_s_own_places(tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / "etc").mkdir()
    home.put(managed=True)
    places = {agents.managed_place(agent, home.machine) for agent in AGENTS} - {""}
    assert all(Path(place).exists() for place in places)
    assert stat.S_IMODE((tmp_path / "etc/claude-code/managed-settings.json").stat().st_mode) == 0o644
    assert tomllib.loads((tmp_path / "etc/codex/requirements.toml").read_text())["hooks"]["PreToolUse"]
    assert home.picture() == {}
    home.take(managed=True)
    assert not list((tmp_path / "etc").rglob("*"))


def test_a_failure_in_the_middle_changes_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write(".claude/settings.json", "{}")
    home.write(".gemini/settings.json", "{}")
    before = home.picture()
    plan = agents.install((), home.machine)
    real = os.rename

    def rename(one: str, other: str) -> None:
        if other.endswith(".gemini/settings.json"):
            raise OSError(28, "No space left on device")
        real(one, other)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(UsageError, match="No space left"):
        agents.perform(plan)
    monkeypatch.setattr(os, "rename", real)
    assert home.picture() == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts())
def test_in_and_out_is_the_identity(text: str) -> None:
    agent = AGENTS[0]
    data = text.encode()
    line = "/opt/k/bin/keyturn-hook claude || exit 2"
    try:
        after = agents.put(agent, "settings.json", data, line)
    except ValueError:
        return
    assert agents.put(agent, "settings.json", after, line) == after
    assert agents.take(agent, "settings.json", after, data, created=False) == data


keys = st.text("abcxyz-_", min_size=1, max_size=5).filter(lambda key: key != "hooks")
values = st.one_of(
    st.integers().map(str),
    st.booleans().map(lambda value: str(value).lower()),
    st.text(max_size=8).map(json.dumps).filter(lambda value: "\\ud" not in value),
    st.sampled_from(
        ["[1, 2]", "{ a = 1 }", '"""\nlong # text\n"""', "'C:\\x'", "1979-05-27T07:32:00Z", "[\n  1, # one\n]"]
    ),
)


@st.composite
def toml_texts(draw: st.DrawFn) -> str:
    """A configuration of Codex as people write it, with hooks of others in it or without."""
    out: list[str] = []
    for key in draw(st.lists(keys, unique=True, max_size=3)):
        out.append(f"{key} = {draw(values)}{draw(st.sampled_from(['', ' # why']))}")
    hook = '[[hooks.{}]]\n[[hooks.{}.hooks]]\ntype = "command"\ncommand = "x"'
    for name in draw(st.lists(st.sampled_from(["PreToolUse", "Stop", "PreToolUse"]), max_size=3)):
        out.append(hook.format(name, name))
    for number, key in enumerate(draw(st.lists(keys, unique=True, max_size=2))):
        out.append(f"[t{number}.{key}]\nx = {draw(values)}")
    text = draw(st.sampled_from(["\n", "\n\n"])).join(out) + draw(st.sampled_from(["", "\n", "\n\n# end"]))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


@settings(deadline=None)
@given(toml_texts())
def test_in_and_out_of_toml_is_the_identity(text: str) -> None:
    agent = next(one for one in AGENTS if one.host == "codex")
    data = text.encode()
    line = "/opt/k/bin/keyturn-hook codex || exit 2"
    after = agents.put(agent, "config.toml", data, line)
    before = tomllib.loads(text.replace("\r\n", "\n"))
    found = tomllib.loads(after.decode().replace("\r\n", "\n"))
    ours = {"hooks": [{"type": "command", "command": line, "timeout": agent_files.SECONDS}]}
    assert found["hooks"]["PreToolUse"] == [*before.get("hooks", {}).get("PreToolUse", []), ours]
    assert {key: value for key, value in found.items() if key != "hooks"} == {
        key: value for key, value in before.items() if key != "hooks"
    }
    assert agents.put(agent, "config.toml", after, line) == after
    assert agents.take(agent, "config.toml", after, data, created=False) == data


def test_what_changed_while_a_person_read_the_plan_is_not_overwritten(home: Home) -> None:
    path = home.write(".claude/settings.json", "{}")
    plan = agents.install((), home.machine)
    path.write_text('{"model": "opus"}')
    with pytest.raises(UsageError, match="meanwhile"):
        agents.perform(plan)
    assert path.read_text() == '{"model": "opus"}'
    assert not Path(str(path) + BACKUP).exists()


def test_what_a_killed_init_left_behind_is_in_nobody_s_way(home: Home) -> None:
    home.write(".claude/settings.json", "{}")
    home.write(".claude/settings.json.keyturn-new", "half")
    assert home.put().problems == ()
    assert home.put().steps == ()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_root_leaves_a_user_s_files_the_user_s(home: Home) -> None:
    path = home.write(".claude/settings.json", "{}", 0o600)
    for one in (home.path, path.parent, path):
        os.chown(one, 1234, 1234)
    home.put("claude", "copilot")
    found = {one for one in home.path.rglob("*") if one.stat().st_uid != 1234}
    assert found == set()


# ---- a changed file that a host is about to apply ------------------------------------------------------------------------


def test_a_file_that_still_holds_the_hook_is_intact(home: Home) -> None:
    path = home.write(".claude/settings.json", "{}")
    home.put()
    assert agents.intact("claude", str(path), home.machine) == ""
    path.write_text(path.read_text().replace("{", '{"model": "opus",', 1))
    assert agents.intact("claude", str(path), home.machine) == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "{}",
        lambda text: "{",
        lambda text: "",
        lambda text: text.replace("{", '{"disableAllHooks": true,', 1),
        lambda text: text.replace("|| exit 2", "|| exit 0"),
        lambda text: text.replace("PreToolUse", "PostToolUse"),
        lambda text: text.replace('"matcher": "*"', '"matcher": "Nothing"'),
    ],
)
def test_a_file_that_guards_less_is_not(home: Home, change: object) -> None:
    path = home.write(".claude/settings.json", "{}")
    home.put()
    path.write_text(change(path.read_text()))  # type: ignore[operator]
    assert agents.intact("claude", str(path), home.machine)


def test_a_file_that_is_gone_is_not(home: Home) -> None:
    path = home.write(".claude/settings.json", "{}")
    home.put()
    path.unlink()
    assert "gone" in agents.intact("claude", str(path), home.machine)


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_s_file_is_intact_until_it_is_changed(home: Home, host: str) -> None:
    home.put(host)
    (path,) = agents.recorded(host, home.machine)
    assert agents.intact(host, path, home.machine) == ""
    Path(path).write_text(Path(path).read_text().replace(str(agents.interpreter()), "/usr/bin/true"))
    assert agents.intact(host, path, home.machine) != ""


def test_a_linked_file_is_known_by_either_name(home: Home) -> None:
    real = home.write("dotfiles/claude.json", "{}")
    (home.path / ".claude").mkdir()
    (home.path / ".claude/settings.json").symlink_to(real)
    home.put()
    real.write_text("{}")
    for path in (real, home.path / ".claude/settings.json"):
        assert "gone" in agents.intact("claude", str(path), home.machine)


def test_another_file_must_not_switch_hooks_off(home: Home) -> None:
    path = home.write("work/.claude/settings.local.json", '{"disableAllHooks": true}')
    assert "disableAllHooks" in agents.intact("claude", str(path), home.machine)
    path.write_text('{"model": "opus"}')
    assert agents.intact("claude", str(path), home.machine) == ""
    path.write_text("{")
    assert agents.intact("claude", str(path), home.machine) == ""
