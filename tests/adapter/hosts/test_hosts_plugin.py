"""The plugins of hosts without a hook process, run by node: a pass passes, and everything else stops."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from keyturn.adapter.hosts.plugin import source
from keyturn.wiring import gate

NODE = shutil.which("node")
CALLS = {
    "opencode": """
const hooks = await plugin.Keyturn({ directory: DIRECTORY })
const output = { args: ARGUMENTS }
let why = ""
try { await hooks["tool.execute.before"]({ tool: "bash", sessionID: "s", callID: "c" }, output) }
catch (error) { why = error.message }
""",
    "openclaw": """
let hook
plugin.default.register({ on: (name, found) => { if (name === "before_tool_call") hook = found } })
const said = await hook({ toolName: "exec", params: ARGUMENTS }, { workspaceDir: DIRECTORY })
const why = said && said.block ? said.blockReason : ""
""",
    "pi": """
let hook
plugin.default({ on: (name, found) => { if (name === "tool_call") hook = found } })
const said = await hook({ toolName: "bash", toolCallId: "c", input: ARGUMENTS }, { cwd: DIRECTORY })
const why = said && said.block ? said.reason : ""
""",
}


def run(host: str, argv: tuple[str, ...], place: Path, command: str = "ls", seconds: int = 60) -> str:
    """Why the plugin stops a call, "" when it lets it pass."""
    if NODE is None:  # a machine without node proves nothing of the plugins, and says so
        pytest.fail("node is needed to run the plugins")
    (place / "plugin.mjs").write_text(source(host, argv, seconds), encoding="utf-8")
    body = CALLS[host].replace("DIRECTORY", json.dumps(str(place)))
    body = body.replace("ARGUMENTS", json.dumps({"command": command}))
    text = f'import * as plugin from "./plugin.mjs"\n{body}\nprocess.stdout.write(JSON.stringify(why))\n'
    (place / "run.mjs").write_text(text, encoding="utf-8")
    done = subprocess.run([NODE, "run.mjs"], cwd=place, capture_output=True, text=True, check=True, timeout=60)
    found: str = json.loads(done.stdout)
    return found


def fake(place: Path, body: str) -> tuple[str, ...]:
    """A hook process that does as the body says."""
    (place / "fake.py").write_text(f"import os, sys, time\n{body}\n", encoding="utf-8")
    return (sys.executable, "-I", "-S", str(place / "fake.py"))


GATE = """
sys.path.insert(0, {source!r})
from keyturn.wiring.gate import Surroundings, handle
reply, after = handle({host!r}, sys.stdin.buffer.read(), Surroundings({{}}, {place!r}, root={place!r}))
sys.stdout.buffer.write(reply.stdout)
sys.stderr.buffer.write(reply.stderr)
after()
sys.stdout.flush()
os._exit(reply.code)
"""


@pytest.mark.parametrize("host", sorted(CALLS))
def test_the_gate_passes_and_stops(host: str, tmp_path: Path) -> None:
    text = GATE.format(source=str(Path(gate.__file__).parents[2]), host=host, place=str(tmp_path))
    hook = (sys.executable, str(fake(tmp_path, text)[-1]))
    assert run(host, hook, tmp_path) == ""
    assert "Keyturn stops this call" in run(host, hook, tmp_path, "rm -rf /")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("pass", "could not judge"),
        ("sys.exit(1)", "could not judge"),
        ("os.kill(os.getpid(), 9)", "could not judge"),
        ('print(\'{"verdict": "pass"}\'); sys.exit(1)', "could not judge"),
        ('print(\'{"verdict": "pass"\')', "could not judge"),
        ("print('null')", "could not judge"),
        ('print(\'{"verdict": "maybe"}\')', "could not judge"),
        ('print(\'{"verdict": "pass"}\\n{}\')', "could not judge"),
        ("print('noise', file=sys.stderr); sys.exit(2)", "noise"),
        ('print(\'{"verdict": "stop", "reason": "because"}\'); sys.exit(2)', "because"),
        ('print(\'{"verdict": "stop", "reason": "because"}\')', "because"),
        ('print(\'{"verdict": "pass"}\', flush=True); time.sleep(20)', "could not judge"),
    ],
)
def test_anything_but_a_clear_pass_stops(body: str, says: str, tmp_path: Path) -> None:
    assert says in run("opencode", fake(tmp_path, body), tmp_path, seconds=1 if "sleep" in body else 60)


def test_a_hook_that_leaves_without_reading_still_counts(tmp_path: Path) -> None:
    hook = fake(tmp_path, 'print(\'{"verdict": "pass"}\', flush=True)')
    assert run("opencode", hook, tmp_path, "x" * 1_000_000) == ""


def test_a_hook_that_is_not_there_stops(tmp_path: Path) -> None:
    assert "could not judge" in run("opencode", (str(tmp_path / "gone"),), tmp_path)


def test_the_command_is_data_in_the_plugin(tmp_path: Path) -> None:
    odd = fake(tmp_path, 'print(\'{"verdict": "pass"}\')')
    assert run("opencode", (*odd, 'a"; throw 1; //', "\u2028`${x}`"), tmp_path) == ""


def test_there_is_no_plugin_for_a_host_that_starts_processes() -> None:
    with pytest.raises(KeyError):
        source("claude", ("x",))
