"""`keyturn mcp` by its words: usage, names, wrapping a settings file, and a server that cannot be started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from keyturn.wiring.mcp import name_of
from tests.conftest import ROOT


def keyturn(*words: str, cwd: Path = ROOT, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "keyturn", *words]
    return subprocess.run(command, cwd=cwd, env=environment, input=data, capture_output=True, timeout=30, check=False)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("npx -y @modelcontextprotocol/server-filesystem /srv", "filesystem"),
        ("npx -y @supabase/mcp-server-supabase@0.5.1 --project-ref=abc", "supabase"),
        ("uvx postgres-mcp postgres://db/x", "postgres"),
        ("docker run -i --rm ghcr.io/github/github-mcp-server stdio", "github"),
        ("node /opt/x/node_modules/@acme/mcp/dist/index.js", "acme"),
        ("/usr/bin/python3 -m mcp_server_git", "git"),
        ("mcp-server", "mcp"),
    ],
)
def test_a_server_is_called_by_its_package(words: str, name: str) -> None:
    assert name_of(words.split()) == name


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--name", "x"),
        ("server",),
        ("server", "--", "cat"),
        ("--",),
        ("--nmae", "x", "--", "cat"),
        ("--", "/nonexistent/server"),
        ("--wrap", "a", "--unwrap", "b"),
        ("--wrap", "/nonexistent/.mcp.json"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error(words: tuple[str, ...]) -> None:
    done = keyturn("mcp", *words)
    assert done.returncode == 2, done.stderr
    assert done.stdout == b""
    assert b"keyturn mcp:" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_servers_own_options_are_not_ours() -> None:
    done = keyturn(
        "mcp", "--name", "x", "--", sys.executable, "-c", "import sys; sys.exit(len(sys.argv))", "--help", "--json"
    )
    assert done.returncode == 3, done.stderr


def test_bytes_pass_both_ways() -> None:
    line = b'{"jsonrpc":"2.0" ,"id":1,"method":"ping"}\n'
    done = keyturn("mcp", "--", "/bin/cat", data=line)
    assert (done.returncode, done.stdout) == (0, line)


def test_a_settings_file_is_wrapped_once(tmp_path: Path) -> None:
    file = tmp_path / ".mcp.json"
    file.write_text('{"mcpServers": {"files": {"command": "npx", "args": ["x"]}, "far": {"url": "https://x"}}}\n')
    before = file.read_bytes()
    look = keyturn("mcp", "--wrap", ".mcp.json", "--dry-run", cwd=tmp_path)
    assert look.returncode == 1
    assert b"files: would be wrapped" in look.stdout
    assert file.read_bytes() == before
    done = keyturn("mcp", "--wrap", ".mcp.json", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["changed"] == ["files"]
    server = json.loads(file.read_bytes())["mcpServers"]["files"]
    assert os.path.isabs(server["command"])
    assert server["args"][:4] == ["-I", "-m", "keyturn", "mcp"]
    assert keyturn("mcp", "--wrap", ".mcp.json", "--dry-run", cwd=tmp_path).returncode == 0
    assert keyturn("mcp", "--unwrap", ".mcp.json", cwd=tmp_path).returncode == 0
    assert file.read_bytes() == before
