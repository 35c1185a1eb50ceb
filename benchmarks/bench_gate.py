"""The gate: what a coding agent waits for before each tool call, whole processes, beside two other guards."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.harness import ROOT, Case, Timing, measure, real_python
from tools.build_native import BuildError, build

TITLE = "The gate"
TRUE = "true (dynamic)"
FLOOR = "python3 -I -S -c pass"
WARM = 3.0
COLD = 10.0
FASTER = 30.0
COMMANDS = {"harmless": "git status", "destructive": "git push --force origin main"}
NPM = "cc-safety-net@2.4.5"
PYPI = "nah==0.11.0"
PEERS = ROOT / ".cache" / "peers"

# The two programs with a root of their own, so that nothing of the user's is touched.
COLD_PROGRAM = """
import sys
sys.path.insert(0, {source!r})
from keyturn.hook import cold
cold.main(sys.argv[1:2], root={root!r}, temporary=())
"""
SERVE_PROGRAM = """
import sys
sys.path.insert(0, {source!r})
from keyturn.hook import cold
cold.add_places()
from keyturn.wiring.daemon import start
sys.exit(start(sys.argv[1], {cold!r}, root={root!r}, temporary=(), ready=open({ready!r}, "w").close))
"""


def _payload(place: Path, command: str) -> dict[str, Any]:
    return {
        "session_id": "bench",
        "cwd": str(place),
        "permission_mode": "default",
        "hook_event_name": "PreToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": command},
    }


def _quiet(words: list[str], **options: Any) -> bool:
    """Run something that may fail here: no program, no network, no registry."""
    try:
        done = subprocess.run(words, capture_output=True, timeout=300, check=False, **options)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def npm_peer() -> list[str] | None:
    """cc-safety-net's hook, installed below .cache when it is not there; None when that cannot be done here."""
    place = PEERS / NPM
    program = place / "node_modules" / "cc-safety-net" / "dist" / "bin" / "cc-safety-net.js"
    node = shutil.which("node")
    if node is None:
        return None
    if not program.exists():
        words = ["npm", "install", "--prefix", str(place), "--no-audit", "--no-fund", "--ignore-scripts", NPM]
        if not _quiet(words) or not program.exists():
            return None
    return [os.path.realpath(node), str(program), "hook", "--claude-code"]


def pypi_peer() -> list[str] | None:
    """nah's hook in an environment of its own, as its installer writes it; None when that cannot be done here."""
    place = PEERS / PYPI
    python = place / "bin" / "python"
    start = [str(python), "-c", "from nah.claude_hooks import main; main()"]
    if not _quiet([str(python), "-c", "import nah.claude_hooks"]):
        shutil.rmtree(place, ignore_errors=True)
        made = _quiet([sys.executable, "-m", "venv", str(place)])
        if not made or not _quiet([str(python), "-m", "pip", "install", "--quiet", PYPI]):
            return None
    return start


def run(place: Path, *, quick: bool) -> dict[str, Any]:
    """Warm and cold, harmless and destructive, in the same turns as the floors and the peers."""
    source = next((one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one), str(ROOT / "src"))
    work = place / "work"
    work.mkdir()
    subprocess.run(["git", "init", "-q", str(work)], check=True)
    payloads = {}
    for name, command in COMMANDS.items():
        payloads[name] = place / f"{name}.json"
        payloads[name].write_text(json.dumps(_payload(work, command)))
    python = str(Path(sys.executable))
    ready, socket = place / "ready", place / "run" / "gate.socket"
    words = {"source": source, "root": str(place), "cold": str(place / "cold.py"), "ready": str(ready)}
    (place / "cold.py").write_text(COLD_PROGRAM.format(**words))
    (place / "serve.py").write_text(SERVE_PROGRAM.format(**words))
    notes: list[str] = []
    try:
        build(place / "keyturn-hook")
    except BuildError as why:
        raise SystemExit(f"bench gate: {why}") from None
    client = [str(place / "keyturn-hook"), "claude", python, str(place / "cold.py"), str(socket), "-"]
    cold = [python, "-I", "-S", str(place / "cold.py"), "claude"]
    cases = [
        Case(TRUE, [shutil.which("true") or "/bin/true"]),
        Case(FLOOR, [real_python(), "-I", "-S", "-c", "pass"]),
    ]
    home = place / "home"
    home.mkdir()
    elsewhere = {"PATH": os.environ.get("PATH", ""), "HOME": str(home)}
    for name, data in payloads.items():
        stops = (2,) if name == "destructive" else (0,)
        cases.append(Case(f"Keyturn warm, {name}", client, stdin=data, cwd=work, accepts=stops))
        cases.append(Case(f"Keyturn cold, {name}", cold, stdin=data, cwd=work, accepts=stops))
    for title, peer in ((NPM, npm_peer()), (PYPI, pypi_peer())):
        if peer is None:
            notes.append(f"{title} cannot be installed here and was not measured.")
            continue
        for name, data in payloads.items():
            cases.append(Case(f"{title}, {name}", peer, stdin=data, cwd=work, environment=elsewhere, accepts=(0, 2)))
    daemon = subprocess.Popen([python, "-I", "-S", "-X", "utf8", str(place / "serve.py"), str(socket)])
    try:
        until = time.monotonic() + 60
        while not ready.exists():
            if daemon.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the daemon did not start")
            time.sleep(0.02)
        timings = measure(cases, 5 if quick else 60, warm=3)
        if daemon.poll() is not None:
            raise RuntimeError("the daemon left halfway: warm figures would be cold ones")
        notes.append(f"The daemon had {_resident(daemon.pid)} in memory at the end.")
    finally:
        daemon.kill()
        daemon.wait()
    floor = timings[TRUE]
    rows = [{**timing.figures(floor), "ratio": round(timing.median / floor.median, 2)} for timing in timings.values()]
    return {"rows": rows, "baseline": TRUE, "notes": notes, "targets": _targets(timings)}


def _resident(pid: int) -> str:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return "an unknown amount"
    return next((f"{int(line.split()[1]) / 1024:.0f} MiB" for line in lines if line.startswith("VmRSS:")), "nothing")


def _targets(timings: dict[str, Timing]) -> list[dict[str, Any]]:
    """All of medians, as a person waits for them."""
    found = []
    for name in COMMANDS:
        warm, cold = timings[f"Keyturn warm, {name}"].median, timings[f"Keyturn cold, {name}"].median
        ratio = warm / timings[TRUE].median
        found.append(_target(f"warm, {name} ≤ {WARM:g} × a dynamic `true`", ratio, met=ratio <= WARM))
        ratio = cold / timings[FLOOR].median
        found.append(_target(f"cold, {name} ≤ {COLD:g} × `{FLOOR}`, in pure Python", ratio, met=ratio <= COLD))
        for peer in (NPM, PYPI):
            if f"{peer}, {name}" in timings:
                ratio = timings[f"{peer}, {name}"].median / warm
                found.append(_target(f"warm, {name}: {FASTER:g} × faster than {peer}", ratio, met=ratio >= FASTER))
    return found


def _target(what: str, ratio: float, *, met: bool) -> dict[str, Any]:
    return {"what": what, "measured": f"{ratio:.1f} ×", "met": met}
