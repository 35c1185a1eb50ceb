"""A real client and a real server, both from npm, with the proxy between them."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import json
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

PINNED = ROOT / "tools" / "mcp"
PLACE = ROOT / ".cache" / "mcp"
START = (
    "import os, sys\n"
    "from keyturn.wiring import gate, mcp\n"
    "root = sys.argv[1]\n"
    "around = gate.Surroundings(os.environ, os.getcwd(), root=root, temporary=(root + '/scratch',))\n"
    "os._exit(mcp.serve(sys.argv[2:], '', around))\n"
)


class Missing(Exception):
    """What these tests stand on is not here. They fail with it, and never pass by."""


@functools.cache
def installed() -> Path:
    """The pinned client and server, installed once below .cache. Raises Missing."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Missing(f"{program} is not on PATH: these tests need Node.js 20 or newer, with npm")
    wanted = hashlib.sha256((PINNED / "package-lock.json").read_bytes()).hexdigest()
    stamp = PLACE / ".installed"
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / ".lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            stamp.unlink(missing_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copyfile(PINNED / name, PLACE / name)
            # npm reads how it reaches its registry in the person's home directory; the tests' own has nothing
            done = subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"],
                cwd=PLACE,
                env={**os.environ, "HOME": pwd.getpwuid(os.getuid()).pw_dir},
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            if done.returncode != 0:
                raise Missing(f"npm ci failed in {PLACE}:\n{done.stderr[-2000:]}")
            stamp.write_text(wanted)
    shutil.copyfile(PINNED / "client.mjs", PLACE / "client.mjs")
    return PLACE


def session(root: Path, calls: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """What the client printed after these calls to the file system's server for `root/work`, through the proxy."""
    place = installed()
    work = root / "work"
    server = place / "node_modules/@modelcontextprotocol/server-filesystem/dist/index.js"
    node = shutil.which("node") or "node"
    words = [sys.executable, "-c", START, str(root), node, str(server), str(root)]
    done = subprocess.run(
        [node, str(place / "client.mjs"), *words],
        cwd=work,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "HOME": str(root)},
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "said": done.stderr}


def test_a_real_client_gets_a_valid_answer_for_what_a_real_server_never_saw(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    subprocess.run(["git", "init", "-q", str(work)], check=True)
    (work / "notes.txt").write_text("first things first\n")
    guard = work / ".claude" / "settings.json"
    guard.parent.mkdir()
    guard.write_text('{"hooks": {"PreToolUse": [{"hooks": [{"command": "/x/keyturn/hook/cold.py claude"}]}]}}\n')
    before = guard.read_bytes()
    found = session(
        tmp_path,
        [
            ("read_text_file", {"path": str(work / "notes.txt")}),
            ("write_file", {"path": str(work / "notes.txt"), "content": "gone\n"}),
            ("write_file", {"path": str(guard), "content": "{}"}),
            ("move_file", {"source": str(guard), "destination": str(work / "elsewhere.json")}),
            ("list_directory", {"path": str(work)}),
        ],
    )
    assert {"write_file", "move_file", "edit_file"} <= set(found["tools"])
    errors = [answer["error"] for answer in found["answers"]]
    assert errors == [False, False, True, True, False], found
    assert "first things first" in found["answers"][0]["text"]
    assert "Keyturn stops this call" in found["answers"][2]["text"]
    assert guard.read_bytes() == before
    assert (work / "notes.txt").read_text() == "gone\n"
    assert "undo point" in found["said"]
    assert "Keyturn stopped a call: filesystem write_file" in found["said"]
