"""Real agent programs from npm, on a machine of their own, against a scripted model."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import hashlib
import json
import os
import platform
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.agents.scripted_model import ScriptedModel, Step
from tests.conftest import PACKAGE, ROOT

LAUNCHER = ROOT / "demo" / "launcher.py"
PINNED = ROOT / "tools" / "agents"
PLACE = ROOT / "build" / "agents"
INSTALLING = 600.0
ANSWERING = 100.0
"""Seconds after which an agent that has not ended is ended."""
PROMPT = "Tidy up."
PROGRAMS = ("psql",)
"""Stand-ins on the agents' PATH, which only write down that they ran."""


CONFIGURATION = """\
[environment.prod]
matches = ["postgres://*.prod.example.com/*", "path:{deploy}/*"]
"""
"""What the workspace says of itself: one server and one directory are production."""


class Missing(Exception):
    """What these tests stand on is not here. They fail with it, and never pass by."""


@functools.cache
def installed() -> Path:
    """The pinned agents' node_modules, installed once below build/. Raises Missing."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Missing(f"{program} is not on PATH: the tests of real agents need Node.js 20 or newer, with npm")
    lock = (PINNED / "package-lock.json").read_bytes()
    wanted = hashlib.sha256(lock).hexdigest()
    stamp = PLACE / ".installed"
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / ".lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != wanted:
            stamp.unlink(missing_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copyfile(PINNED / name, PLACE / name)
            # npm reads how it reaches its registry in the person's home directory; the tests' own has nothing
            home = pwd.getpwuid(os.getuid()).pw_dir
            done = subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"],
                cwd=PLACE,
                env={**os.environ, "HOME": home},
                capture_output=True,
                text=True,
                timeout=INSTALLING,
                check=False,
            )
            if done.returncode != 0:
                raise Missing(f"npm ci failed in {PLACE}:\n{done.stderr[-2000:]}")
            stamp.write_text(wanted)
    return PLACE / "node_modules"


def version(package: str) -> str:
    """The version of an installed package."""
    return str(json.loads((installed() / package / "package.json").read_text())["version"])


class Run:
    """What one run of an agent left behind."""

    def __init__(self, code: int, out: str, errors: str, model: ScriptedModel) -> None:
        self.code = code
        self.out = out
        self.errors = errors
        self.told = model.told()
        self.faults = model.faults
        self.left = len(model.steps)

    def __repr__(self) -> str:
        return f"exit {self.code}; told {self.told}; faults {self.faults}\n{self.out[-2000:]}\n{self.errors[-2000:]}"


class Machine:
    """A home directory with a workspace in it, a repository that the workspace pushes to, and things that matter."""

    def __init__(self, place: Path) -> None:
        self.home = place / "home"
        self.work = self.home / "work" / "shop"
        self.photos = self.home / "photos"
        self.remote = self.home / "remote.git"
        self.ran = self.home / "ran"
        for directory in (self.home / "bin", self.work / "notes", self.photos, self.home / "tmp"):
            directory.mkdir(parents=True)
        for program in PROGRAMS:
            stand_in = self.home / "bin" / program
            stand_in.write_text(f'#!/bin/sh\necho "{program} $*" >> "{self.ran}"\n')
            stand_in.chmod(0o755)
        for number in range(3):
            (self.photos / f"{number}.raw").write_bytes(bytes(range(256)) * (number + 1))
        self.deploy = self.work / "deploy"
        self.deploy.mkdir()
        (self.deploy / "index.html").write_text("<h1>Shop</h1>\n")
        (self.deploy / "assets").mkdir()
        (self.deploy / "assets" / "logo.svg").write_text("<svg/>\n")
        (self.work / "keyturn.toml").write_text(CONFIGURATION.format(deploy=self.deploy))
        (self.work / "notes" / "plan.txt").write_bytes(b"first things first\n")
        (self.work / "notes" / "empty").mkdir()
        (self.work / "notes" / "latest").symlink_to("plan.txt")
        (self.work / "notes" / "run.sh").write_bytes(b"#!/bin/sh\n")
        (self.work / "notes" / "run.sh").chmod(0o750)
        self.environment = {
            "PATH": f"{self.home}/bin:{os.path.dirname(shutil.which('node') or '/usr/bin/node')}:/usr/bin:/bin",
            "HOME": str(self.home),
            "TMPDIR": str(self.home / "tmp"),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "NO_COLOR": "1",
            "DO_NOT_TRACK": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        self.git("init", "--quiet", "--initial-branch=main", "--bare", str(self.remote))
        self.git("init", "--quiet", "--initial-branch=main")
        (self.work / "README.md").write_text("# Shop\n")
        self.git("add", "README.md", "keyturn.toml")
        self.git("commit", "--quiet", "--message=start")
        self.git("remote", "add", "origin", str(self.remote))
        self.git("push", "--quiet", "origin", "main")
        self.pushed = self.tip()
        self.git("commit", "--quiet", "--amend", "--message=another start")

    def git(self, *arguments: str) -> str:
        """Run git in the workspace."""
        who = {f"GIT_{role}_{what}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.work,
            env={**self.environment, **who},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def tip(self) -> str:
        """What main is on the remote."""
        return self.git("--git-dir", str(self.remote), "rev-parse", "main")

    def keyturn(self, *words: str, check: bool = True) -> str:
        """Keyturn's command line as the machine's person would run it; everything it printed."""
        done = subprocess.run(
            [sys.executable, "-I", str(LAUNCHER), str(PACKAGE.parent), str(self.home), "cli", *words],
            cwd=self.work,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0 or not check, done.stdout
        return done.stdout

    def points(self) -> list[Any]:
        """The undo points, newest first."""
        return list(json.loads(self.keyturn("undo", "list", "--json")))


def tree(place: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything below a directory: its mode, its time in nanoseconds, its bytes or where it leads."""
    found: dict[str, tuple[int, int, bytes]] = {}
    for path in (place, *sorted(place.rglob("*"))):
        stat = path.lstat()
        data = b""
        if path.is_symlink():
            data = os.readlink(path).encode()
        elif path.is_file():
            data = path.read_bytes()
        found[str(path.relative_to(place))] = (stat.st_mode, stat.st_mtime_ns, data)
    return found


class Agent:
    """One agent program. `package` is what npm calls it."""

    name: str
    package: str

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def configure(self, address: str) -> None:
        """Write the settings with which it asks the model at `address`, and calls home nowhere."""
        raise NotImplementedError

    def command(self, prompt: str, *more: str) -> list[str]:
        """The words that make it work on a prompt by itself, asking nobody."""
        raise NotImplementedError

    def environment(self, address: str) -> dict[str, str]:
        """Variables of its own."""
        raise NotImplementedError

    def trust(self) -> None:
        """Whatever its person must do once before it runs a new hook."""

    def guard(self) -> None:
        """Put Keyturn's hook in, as `keyturn init agents` does, and let the person trust it."""
        self.machine.keyturn("init", "agents", "--host", self.name, "--yes")
        self.trust()

    def hooks(self) -> Path:
        """The file in which the hook stands."""
        raise NotImplementedError

    def writing(self, path: Path, text: str) -> Step:
        """A call of the tool by which it writes files, not of its shell."""
        raise NotImplementedError

    def run(self, *steps: str | Step, more: tuple[str, ...] = ()) -> Run:
        """One session in the workspace, in which the model wants the steps one by one."""
        with ScriptedModel(*steps) as model:
            self.configure(model.address)
            done = bounded(
                self.command(PROMPT, *more),
                self.machine.work,
                {**self.machine.environment, **self.environment(model.address)},
            )
            return Run(*done, model)


def bounded(words: list[str], directory: Path, environment: dict[str, str]) -> tuple[int, str, str]:
    """Run a program in a group of its own, which is ended whole when it takes too long."""
    with subprocess.Popen(
        words,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            out, errors = process.communicate(timeout=ANSWERING)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            out, errors = process.communicate()
            raise AssertionError(f"{words[0]} did not end:\n{out[-2000:]}\n{errors[-2000:]}") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # what it left running
    return process.returncode, out, errors


class Codex(Agent):
    """Codex CLI: a model provider in config.toml; hooks in hooks.json, trusted by their digest."""

    name = "codex"
    package = "@openai/codex"
    settings = """\
model = "scripted"
model_provider = "scripted"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false

[model_providers.scripted]
name = "scripted"
base_url = "{address}/v1"
wire_api = "responses"
supports_websockets = false
request_max_retries = 0
stream_max_retries = 0

[analytics]
enabled = false

[feedback]
enabled = false
"""

    def configure(self, address: str) -> None:
        """The settings first, and behind them what was there of the hooks' trust."""
        path = self.machine.home / ".codex" / "config.toml"
        path.parent.mkdir(exist_ok=True)
        old = path.read_text() if path.exists() else ""
        state = old.find("[hooks.state]")
        path.write_text(self.settings.format(address=address) + ("\n" + old[state:] if state >= 0 else ""))

    def command(self, prompt: str, *more: str) -> list[str]:
        return [str(installed() / ".bin" / "codex"), "exec", "--skip-git-repo-check", "--json", *more, prompt]

    def environment(self, address: str) -> dict[str, str]:
        del address
        return {}

    def hooks(self) -> Path:
        return self.machine.home / ".codex" / "hooks.json"

    def writing(self, path: Path, text: str) -> Step:
        """A patch, which Codex takes out of the shell tool's command and applies itself."""
        patch = [f"*** Add File: {path}", *("+" + line for line in text.splitlines())]
        return self.patching(*patch)

    def patching(self, *lines: str) -> Step:
        """A patch of these lines."""
        return Step("\n".join(["apply_patch <<'PATCH'", "*** Begin Patch", *lines, "*** End Patch", "PATCH", ""]))

    def trust(self) -> None:
        """What the person does in /hooks, by the same requests: the hooks are listed, and their digests kept."""
        with self.server() as ask:
            known = self._listed(ask)
            state = {one["key"]: {"trusted_hash": one["currentHash"]} for one in known}
            edit = {"keyPath": "hooks.state", "value": state, "mergeStrategy": "upsert"}
            ask("config/batchWrite", {"edits": [edit]})

    def states(self) -> list[str]:
        """What Codex says of each hook: trusted, untrusted, modified."""
        with self.server() as ask:
            return [str(one["trustStatus"]) for one in self._listed(ask)]

    def _listed(self, ask: Any) -> list[Any]:
        return [
            one for place in ask("hooks/list", {"cwds": [str(self.machine.work)]})["data"] for one in place["hooks"]
        ]

    @contextlib.contextmanager
    def server(self) -> Iterator[Any]:
        """`codex app-server`, which speaks JSON lines; yields a function that asks it one thing."""
        with subprocess.Popen(
            [str(installed() / ".bin" / "codex"), "app-server"],
            cwd=self.machine.work,
            env=self.machine.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            lines = process.stdout
            send = process.stdin
            number = 0

            def ask(method: str, parameters: object) -> Any:
                nonlocal number
                number += 1
                send.write(json.dumps({"id": number, "method": method, "params": parameters}) + "\n")
                send.flush()
                for line in lines:
                    said = json.loads(line)
                    if said.get("id") == number:
                        return said["result"]
                raise AssertionError(f"codex app-server ended before it answered {method}")

            watch = _Watch(process, ANSWERING)
            try:
                ask("initialize", {"clientInfo": {"name": "keyturn-tests", "version": "1"}})
                yield ask
                send.close()
                process.wait(10)
            finally:
                watch.end()


class _Watch:
    """Ends a process group when its time is up, and at the end in any case."""

    def __init__(self, process: subprocess.Popen[str], seconds: float) -> None:
        import threading

        self._process = process
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True
        self._timer.start()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        self._timer.cancel()
        self._kill()


class OpenCode(Agent):
    """OpenCode: a provider of its openai-compatible kind in opencode.json; our plugin in plugins/."""

    name = "opencode"
    package = "opencode-linux-x64"

    def configure(self, address: str) -> None:
        provider = {
            "npm": "@ai-sdk/openai-compatible",
            "name": "Scripted",
            "options": {"baseURL": f"{address}/v1", "apiKey": "none"},
            "models": {"scripted": {"name": "Scripted"}},
        }
        settings = {
            "autoupdate": False,
            "share": "disabled",
            "model": "scripted/scripted",
            "small_model": "scripted/scripted",
            "provider": {"scripted": provider},
        }
        folder = self.machine.home / ".config" / "opencode"
        (folder / "node_modules").mkdir(parents=True, exist_ok=True)
        (folder / "opencode.json").write_text(json.dumps(settings))
        # beside plugins OpenCode installs a library for them from the network, unless it was; ours asks for nothing
        library = {"dependencies": {"@opencode-ai/plugin": version(self.package)}}
        (folder / "package.json").write_text(json.dumps(library))
        lock = {"name": "opencode", "lockfileVersion": 3, "requires": True, "packages": {"": library}}
        (folder / "package-lock.json").write_text(json.dumps(lock))

    def command(self, prompt: str, *more: str) -> list[str]:
        return [str(self._binary()), "run", "--auto", "--title", "tidy", *more, prompt]

    def _binary(self) -> Path:
        """What the package's own installation script would choose: the packages' scripts are not run here."""
        system = {"Linux": "linux", "Darwin": "darwin"}[platform.system()]
        machine = "arm64" if platform.machine() in ("arm64", "aarch64") else "x64"
        cpu = Path("/proc/cpuinfo")
        old = machine == "x64" and cpu.exists() and "avx2" not in cpu.read_text()
        names = [f"opencode-{system}-{machine}", f"opencode-{system}-{machine}-baseline"]
        for name in reversed(names) if old else names:
            found = installed() / name / "bin" / "opencode"
            if found.exists():
                return found
        raise Missing(f"npm installed no OpenCode for {system} on {machine}")

    def environment(self, address: str) -> dict[str, str]:
        del address
        return {
            "OPENCODE_DISABLE_AUTOUPDATE": "1",
            "OPENCODE_DISABLE_MODELS_FETCH": "1",
            "OPENCODE_DISABLE_LSP_DOWNLOAD": "1",
            "OPENCODE_DISABLE_DEFAULT_PLUGINS": "1",
        }

    def hooks(self) -> Path:
        return self.machine.home / ".config" / "opencode" / "plugins" / "keyturn.js"

    def writing(self, path: Path, text: str) -> Step:
        return Step("", tool="write", arguments=lambda _told: {"filePath": str(path), "content": text})


class Gemini(Agent):
    """Gemini CLI: another address for its API by a variable; hooks in settings.json."""

    name = "gemini"
    package = "@google/gemini-cli"

    def configure(self, address: str) -> None:
        del address
        path = self.hooks()
        path.parent.mkdir(exist_ok=True)
        settings = json.loads(path.read_text()) if path.exists() else {}
        settings |= {
            "privacy": {"usageStatisticsEnabled": False},
            "telemetry": {"enabled": False},
            "general": {"enableAutoUpdate": False, "enableAutoUpdateNotification": False},
            "security": {"auth": {"selectedType": "gemini-api-key"}},
        }
        path.write_text(json.dumps(settings))

    def command(self, prompt: str, *more: str) -> list[str]:
        program = str(installed() / ".bin" / "gemini")
        return [program, "--approval-mode", "yolo", "--model", "gemini-2.5-flash", *more, "--prompt", prompt]

    def environment(self, address: str) -> dict[str, str]:
        return {
            "GEMINI_API_KEY": "none",
            "GOOGLE_GEMINI_BASE_URL": address,
            "GEMINI_CLI_TRUST_WORKSPACE": "true",
            "GEMINI_CLI_NO_RELAUNCH": "true",
        }

    def hooks(self) -> Path:
        return self.machine.home / ".gemini" / "settings.json"

    def writing(self, path: Path, text: str) -> Step:
        return Step("", tool="write_file", arguments=lambda _told: {"file_path": str(path), "content": text})


def _opencode_is_pinned() -> bool:
    """OpenCode's programs are packages of their own, and the lock holds those for Linux on x86-64."""
    return platform.system() == "Linux" and platform.machine() in ("x86_64", "AMD64")


AGENTS: tuple[type[Agent], ...] = (Codex, OpenCode, Gemini) if _opencode_is_pinned() else (Codex, Gemini)
