"""An agent with the user's own rights, through the hook: payloads and shapes that real agents send, and their tricks."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from keyturn.gate.call import Reply
from keyturn.wiring.gate import Surroundings, handle

CODEX = {"turn_id": "t", "model": "m", "permission_mode": "bypassPermissions", "hook_event_name": "PreToolUse"}


class Machine:
    """A home with an agent's settings, and a work tree in it."""

    def __init__(self, root: Path) -> None:
        self.root = root / "root"
        self.home = root / "home"
        self.work = self.home / "app"
        self.root.mkdir()
        (self.work / "src").mkdir(parents=True)
        (self.home / ".claude").mkdir()
        (self.home / ".claude/settings.json").write_text("{}")
        (self.home / "letters").mkdir()
        (self.home / "letters/one.txt").write_text("dear")
        (self.work / "link").symlink_to(self.home)

    def ask(
        self, host: str, payload: bytes | Mapping[str, object], environment: Mapping[str, str] | None = None
    ) -> Reply:
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        variables = {"PATH": "/usr/bin:/bin", "HOME": str(self.home), **(environment or {})}
        reply, after = handle(host, data, Surroundings(variables, str(self.work), root=str(self.root), temporary=()))
        after()
        return reply

    def claude(self, tool: str, **given: object) -> Reply:
        body = {
            "session_id": "s",
            "cwd": str(self.work),
            "permission_mode": "bypassPermissions",
            "hook_event_name": "PreToolUse",
            "tool_name": tool,
            "tool_input": given,
        }
        return self.ask("claude", body)

    def bash(self, command: str) -> Reply:
        return self.claude("Bash", command=command)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def stops(reply: Reply) -> bool:
    return reply.code == 2 and bool(reply.stderr)


@pytest.mark.parametrize(
    "command",
    [
        "kill -9 $(pidof keyturn)",
        "kill `cat ~/.local/state/keyturn/daemon.pid`",
        "pgrep -f keyturn | xargs kill",
        "ps aux | grep keyturn | awk '{print $2}' | xargs kill -9",
        "fuser -k ~/.local/state/keyturn/gate.socket",
    ],
    ids=["substitution", "pid-file", "pipe", "long-pipe", "by-its-socket"],
)
def test_the_daemon_is_not_ended_by_a_number_from_elsewhere(machine: Machine, command: str) -> None:
    assert stops(machine.bash(command))


@pytest.mark.parametrize(
    "command",
    [
        "nc -lU ~/.local/state/keyturn/gate.socket",
        "socat UNIX-LISTEN:$HOME/.local/state/keyturn/gate.socket,fork SYSTEM:cat",
        "mount --bind /tmp ~/.claude",
        "patch ~/.claude/settings.json < x.diff",
        "tar xf x.tgz -C ~/.claude",
        "unzip -o x.zip -d ~/.claude",
        "touch -d 2020-01-01 ~/.local/state/keyturn/undo/*",
        "git -C ~/.claude checkout .",
        "git restore --source=HEAD~1 .claude",
        "git stash push .claude/settings.json",
        "cp /dev/null link/.claude/settings.json",
    ],
)
def test_a_guards_files_are_not_reached_by_way_of(machine: Machine, command: str) -> None:
    assert stops(machine.bash(command))


@pytest.mark.parametrize("command", ["rm -rf link/", "rm -rf link/*", "cd link && rm -rf *", "find link/ -delete"])
def test_a_link_inside_the_work_tree_leads_out_of_it(machine: Machine, command: str) -> None:
    assert stops(machine.bash(command))


@pytest.mark.parametrize(
    "given",
    [
        '"tool_input": {"command": "ls"}, "tool_input": {"command": "rm -rf ~"}',
        '"tool_input": {"command": "rm -rf ~"}, "tool_input": {"command": "ls"}',
        '"tool_input": {"command": "rm -rf ~", "command": "ls"}',
        '"tool_input": {"command": "rm -rf ~", "comm\\u0061nd": "ls"}',
        '"tool_input": {"command": "ls", "Command": "rm -rf ~"}',
        '"tool_input": {"command": "ls", "timeout": NaN}',
    ],
    ids=["object-twice", "object-twice-harmless-last", "key-twice", "key-twice-escaped", "key-in-capitals", "nan"],
)
def test_what_two_readers_of_json_read_differently_stops(machine: Machine, given: str) -> None:
    head = f'"session_id": "s", "cwd": {json.dumps(str(machine.work))}, "hook_event_name": "PreToolUse"'
    assert stops(machine.ask("claude", f'{{{head}, "tool_name": "Bash", {given}}}'.encode()))


def test_arguments_in_a_string_are_held_to_the_same(machine: Machine) -> None:
    body = {"sessionId": "s", "timestamp": 1, "cwd": str(machine.work), "toolName": "bash"}
    assert stops(machine.ask("copilot", {**body, "toolArgs": '{"command": "rm -rf ~", "command": "ls"}'}))
    assert not stops(machine.ask("copilot", {**body, "toolArgs": '{"command": "ls"}'}))


def test_the_words_of_a_program_in_a_tools_arguments_are_a_command(machine: Machine) -> None:
    assert stops(machine.claude("mcp__box__do", args=["rm", "-rf", str(machine.home)]))
    assert not stops(machine.claude("mcp__box__do", args=["ls", "-la"]))
    assert not stops(machine.claude("mcp__forge__make_issue", labels=["rm", "bug"], title="x"))


@pytest.mark.parametrize("command", ["bash", "python3", "node", "sudo bash", "docker exec -it web sh"])
def test_codex_leaves_no_session_open_that_nobody_listens_to(machine: Machine, command: str) -> None:
    body = {**CODEX, "session_id": "s", "cwd": str(machine.work), "tool_name": "Bash"}
    assert stops(machine.ask("codex", {**body, "tool_input": {"command": command}}))
    assert not stops(machine.bash(command))  # its shell has no standard input


@pytest.mark.parametrize("command", ["bash -lc ls", "python3 -c 'print(1)'", "node --version", "echo ls | bash"])
def test_codex_runs_what_it_is_told(machine: Machine, command: str) -> None:
    body = {**CODEX, "session_id": "s", "cwd": str(machine.work), "tool_name": "Bash"}
    assert not stops(machine.ask("codex", {**body, "tool_input": {"command": command}}))


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("js_repl", {"code": "require('fs').rmSync('HOME', {recursive: true})"}),
        ("mcp__box__run_code", {"code": "require('fs').rmSync('HOME', {recursive: true})", "language": "javascript"}),
        ("mcp__box__run_code", {"code": "FileUtils.rm_rf('HOME')", "language": "ruby"}),
        ("mcp__box__execute", {"code": "rm -rf HOME", "language": "bash"}),
        ("mcp__box__execute", {"code": "DROP TABLE users", "language": "sql"}),
        ("mcp__box__run_python", {"code": "import shutil; shutil.rmtree('HOME')"}),
    ],
)
def test_code_of_a_tool_is_read_in_its_language(machine: Machine, tool: str, given: dict[str, str]) -> None:
    assert stops(
        machine.claude(tool, **{name: text.replace("HOME", str(machine.home)) for name, text in given.items()})
    )


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("js_repl", {"code": "const a = {b: 1}; a.b"}),
        ("mcp__box__run_code", {"code": "puts 1\n[1].each { |x| p x }", "language": "ruby"}),
        ("mcp__box__execute", {"code": "SELECT 1", "language": "sql"}),
        ("mcp__playwright__browser_run_code", {"code": "async (page) => { await page.click('x'); return 1 }"}),
    ],
)
def test_harmless_code_of_a_tool_passes(machine: Machine, tool: str, given: dict[str, str]) -> None:
    assert not stops(machine.claude(tool, **given))


def test_codex_patches_reach_no_settings(machine: Machine) -> None:
    for line in ("*** Delete File: ../.claude/settings.json", "*** Add File: link/.codex/hooks.json\n+{}"):
        patch = f"*** Begin Patch\n{line}\n*** End Patch"
        body = {**CODEX, "session_id": "s", "cwd": str(machine.work), "tool_name": "apply_patch"}
        assert stops(machine.ask("codex", {**body, "tool_input": {"command": patch}}))


@pytest.mark.parametrize(
    "command",
    [
        "pgrep -fl keyturn",
        "kill 12345",
        "kill $(lsof -t -i:8080)",
        'kill -9 $(pgrep -f "node server.js")',
        "lsof -ti:3000 | xargs kill -9",
        "fuser -k 3000/tcp",
        "patch -p1 < fix.diff",
        "tar xf a.tgz -C vendor",
        "touch src/new.py",
        "mount",
        "nc -zv localhost 5432",
        "git stash push src/app.py",
        "git stash",
    ],
)
def test_everyday_calls_beside_them_pass(machine: Machine, command: str) -> None:
    assert not stops(machine.bash(command))
    assert os.path.exists(machine.home / "letters/one.txt")
