"""Whether the guard is alive: what is installed, whether it is as it was put there, and what it answers when asked.

Nothing is taken from a name alone: the very command line in a host's settings is run with a call that must be stopped
and one that must pass.
"""

from __future__ import annotations

import os

from keyturn.adapter import agent_files, config_files, hook_files
from keyturn.adapter.agent_files import AGENTS, Agent
from keyturn.errors import KeyturnError
from keyturn.gate.settings_text import SettingsError
from keyturn.model.noun import Noun
from keyturn.tool.own_command import CANARY
from keyturn.wiring import agents, hook_scripts, places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.wiring.agents import Machine

LIVE = "live"
UNGUARDED = "not guarded"
UNKNOWN = "cannot tell"

ENFORCED = "enforced"
ADVISORY = "advisory"

SESSION = "keyturn-doctor"
WAIT = 60
_PROFILES = (".bashrc", ".bash_aliases", ".profile", ".zshrc", ".zprofile", ".config/fish/config.fish")
_AROUND = ("--no-verify", "HUSKY=0", "--dangerously-skip-permissions", "--dangerously-bypass", "--yolo", "--safe-mode")
_PROJECT = (
    ("claude", ".claude/settings.json"),
    ("claude", ".claude/settings.local.json"),
    ("gemini", ".gemini/settings.json"),
    ("codex", ".codex/config.toml"),
    ("droid", ".factory/settings.json"),
)


class Health(Noun):
    """One place where Keyturn stands or should. `problems` keep it from guarding, `notes` are worth knowing."""

    name: str
    title: str
    path: str
    state: str
    strength: str = ""
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


# ---- agents --------------------------------------------------------------------------------------------------------


def hosts(machine: Machine, *, canary: bool) -> list[Health]:
    """Every agent that is installed or was given the hook. `canary`: the hooks are run, not only looked at."""
    found = []
    seen: set[str] = set()
    for agent in agents.chosen((), machine):
        paths = agent_files.files(agent, machine.home, machine.environ)
        for path in paths:
            seen.add(path)
            found.append(_host(agent, path, machine, managed=False, canary=canary))
        if not paths:
            found.append(
                Health(agent.host, agent.title, "", UNGUARDED, "", ("it has no settings file to hold a hook",))
            )
    for managed in (False, True):
        for path, one in agent_files.recall(agents.record_place(machine, managed=managed)).items():
            known = next((each for each in AGENTS if each.host == one.get("host") and not each.shares), None)
            if known is not None and path not in seen:
                seen.add(path)
                found.append(_host(known, path, machine, managed=managed, canary=canary))
    return _managed_counts(found, machine)


def _managed_counts(found: list[Health], machine: Machine) -> list[Health]:
    """A host that root's own settings guard needs no hook of the user's."""
    managed = {agents.managed_place(agent, machine) for agent in AGENTS}
    live = {one.name for one in found if one.path in managed and one.state == LIVE}
    return [one for one in found if one.path in managed or one.name not in live or one.state == LIVE]


def _host(agent: Agent, path: str, machine: Machine, *, managed: bool, canary: bool) -> Health:
    problems: list[str] = []
    notes: list[str] = []
    missing = Health(agent.host, agent.title, path, UNGUARDED, "", (f"keyturn init agents --host {agent.host}",))
    now = hook_files.look(path)
    if now is None:
        return missing.but(problems=("there are no settings with Keyturn's hook: " + missing.problems[0],))
    if now.data is None:
        return missing.but(state=UNKNOWN, problems=("the settings cannot be read",))
    try:
        lines = agents.present(agent, path, now.data)
        switched = agents.off(agent, path, now.data) if path.endswith((".json", ".toml", ".yaml")) else ""
        as_put = agents.digest(agent, path, now.data)
    except SettingsError as error:
        return missing.but(state=UNKNOWN, problems=(f"line {error.line}: {error.why}",))
    if not lines:
        return missing.but(problems=("Keyturn's hook is not in it: " + missing.problems[0],))
    if switched:
        problems.append(f"{switched} switches all hooks off")
    record = agent_files.recall(agents.record_place(machine, managed=managed)).get(path)
    if record is None:
        notes.append("the hook is there, and `keyturn init agents` did not put it there")
    elif record.get("digest") != as_put:
        problems.append("the hook is not as it was put there: keyturn init agents puts it right")
    if agent.host == "codex" and not managed:
        problems += _codex(path)
    if agent.host == "copilot" and not managed:
        problems += _copilot(agent, os.path.dirname(os.path.dirname(path)))
    programs = [one for line in dict.fromkeys(lines) for one in _programs(agent, line)]
    problems += [f"{one} is not there or cannot be run" for one in programs if not os.access(one, os.R_OK)]
    state = UNGUARDED if problems else LIVE
    if canary and not problems:
        for line in dict.fromkeys(lines):
            wrong, told = tried(agent, path, line)
            problems += [wrong] if wrong else []
            state = UNGUARDED if wrong else state if told else UNKNOWN
    return Health(
        agent.host,
        agent.title,
        path,
        state,
        strength(path, programs) if lines else "",
        tuple(problems),
        tuple(notes),
    )


def _copilot(agent: Agent, folder: str) -> list[str]:
    """Settings of Copilot's own, beside its hooks, that switch them off."""
    out: list[str] = []
    for name in ("settings.json", "config.json"):
        now = _look(os.path.join(folder, name))
        try:
            switched = agents.off(agent, name, now) if now is not None else ""
        except SettingsError:
            switched = ""  # Copilot does not read it either
        out += [f"{switched} in {os.path.join(folder, name)} switches hooks off"] if switched else []
    return out


def _codex(path: str) -> list[str]:
    """What keeps Codex from running a hook that stands in its settings."""
    toml = os.path.join(os.path.dirname(path), "config.toml")
    now = hook_files.look(toml)
    agent = next(one for one in AGENTS if one.host == "codex")
    trusted = False
    if now is not None and now.data is not None:
        import tomllib

        try:
            document: object = tomllib.loads(now.data.decode())
        except ValueError:
            return [f"{toml} cannot be read, so it is not known whether Codex runs hooks"]
        for keys, value in agent.off:
            if agent_files.at(document, keys) is value:
                return [f"{'.'.join(keys)} = false in {toml} switches hooks off"]
        states = agent_files.at(document, ("hooks", "state"))
        trusted = isinstance(states, dict) and any(
            str(key).startswith(path) and isinstance(one, dict) and one.get("trusted_hash")
            for key, one in states.items()
        )
    return [] if trusted else ["Codex does not run it yet: start codex, type /hooks, and trust Keyturn's"]


def _programs(agent: Agent, line: str) -> list[str]:
    """The absolute paths that a hook's line names: the program, and the script that it runs."""
    import shlex

    if agent.host in agent_files.PROGRAMS:
        line = next((one for one in line.splitlines() if agent_files.is_hook(one)), "")
        line = line.replace('", "', " ").replace('["', " ").replace('"]', " ").replace("answer=$(", "").replace(")", "")
    try:
        words = shlex.split(line)
    except ValueError:
        return []
    wanted = [word for word in words if os.path.isabs(word) and not word.endswith((".socket", ".sock"))]
    return [word for word in wanted if os.sep in word][:3]


def strength(path: str, programs: list[str]) -> str:
    """How strong a hook in a settings file is: what root alone can write holds against a program of the user's."""
    if os.geteuid() == 0 and not path.startswith("/etc/"):
        return ADVISORY
    if any(config_files.writable_by_others(one, 0) for one in (path, *programs)):
        return ADVISORY
    return ENFORCED


# ---- the canary ----------------------------------------------------------------------------------------------------


def payload(host: str, command: str, directory: str) -> dict[str, object]:
    """A call of a host's shell tool, as the host would send it."""
    common: dict[str, object] = {"session_id": SESSION, "cwd": directory, "transcript_path": None}
    call: dict[str, object] = {"command": command}
    if host == "gemini":
        return {**common, "hook_event_name": "BeforeTool", "tool_name": "run_shell_command", "tool_input": call}
    if host == "cursor":
        event = {"hook_event_name": "beforeShellExecution", "conversation_id": SESSION, "workspace_roots": [directory]}
        return {**event, "command": command, "cwd": directory}
    if host == "copilot":
        return {"sessionId": SESSION, "timestamp": 0, "cwd": directory, "toolName": "bash", "toolArgs": call}
    if host == "windsurf":
        event = {"agent_action_name": "pre_run_command", "trajectory_id": SESSION}
        return {**event, "tool_info": {"command_line": command, "cwd": directory}}
    if host == "cline":
        before = {"toolName": "execute_command", "parameters": call}
        event = {"hookName": "PreToolUse", "taskId": SESSION, "workspaceRoots": [directory]}
        return {**event, "preToolUse": before}
    if host == "antigravity":
        shell = {"name": "run_command", "args": {"CommandLine": command, "Cwd": directory}}
        return {"toolCall": shell, "conversationId": SESSION, "stepIdx": 1, "workspacePaths": [directory]}
    if host == "grok":
        shell = {"hookEventName": "pre_tool_use", "toolName": "run_terminal_cmd", "toolInput": call}
        return {**shell, "sessionId": SESSION, "cwd": directory}
    if host in ("opencode", "pi"):
        name = "tool_call" if host == "pi" else "tool.execute.before"
        event = {"hook_event_name": name, "tool": "bash", "sessionID": SESSION, "callID": "1"}
        return {**event, "directory": directory, "args": call}
    if host == "hermes":
        return {**common, "hook_event_name": "pre_tool_call", "tool_name": "terminal", "tool_input": call}
    tools = {"kiro": "execute_bash", "droid": "Execute"}
    event = {"hook_event_name": "preToolUse" if host == "kiro" else "PreToolUse"}
    extra: dict[str, object] = {"turn_id": "1", "model": "", "permission_mode": "default"} if host == "codex" else {}
    return {**common, **event, **extra, "tool_name": tools.get(host, "Bash"), "tool_input": call}


def tried(agent: Agent, path: str, line: str) -> tuple[str, bool]:
    """(what is wrong, whether it could be told) of a hook that was asked for the canary and for `true`."""
    argv = _argv(agent, path, line)
    if not argv:
        return "", False
    stopped = _answer(argv, agent.host, CANARY)
    if stopped is None:
        return "", False
    if not stopped:
        return "it let the canary pass: a call that must be stopped was not", True
    passed = _answer(argv, agent.host, "true")
    if passed:
        return "it stops everything, also what is harmless", True
    return "", passed is not None


def _argv(agent: Agent, path: str, line: str) -> list[str]:
    import json

    if agent.host == "cline":
        return [path]
    if agent.host in agent_files.PROGRAMS:
        mark = "const HOOK = "
        start = line.find(mark)
        try:
            words = json.loads(line[start + len(mark) : line.index("\n", start)]) if start >= 0 else []
        except ValueError:
            return []
        return [str(word) for word in words]
    if agent.host == "hermes":
        import shlex

        return shlex.split(line)
    return ["/bin/sh", "-c", line]


def _answer(argv: list[str], host: str, command: str) -> bool | None:
    """Whether the call was stopped; None when the hook gave no answer in time."""
    import json
    import subprocess

    data = json.dumps(payload(host, command, "/")).encode()
    try:
        done = subprocess.run(argv, input=data, capture_output=True, timeout=WAIT, check=False, cwd="/")
    except (OSError, subprocess.TimeoutExpired):
        return None
    return stops(done.returncode, done.stdout)


def stops(code: int, out: bytes) -> bool:
    """Whether a hook's answer stops the call, in whichever host's words."""
    import json

    if code != 0:
        return True
    try:
        found = json.loads(out)
    except ValueError:
        return False
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if one.get("cancel") is True or one.get("continue") is False:
                return True
            waiting.extend(one.values())
            for name in ("permissionDecision", "permission", "decision", "behavior", "action", "verdict"):
                if one.get(name) in ("deny", "block", "ask", "stop"):
                    return True
    return False


# ---- git, proofs, ways around --------------------------------------------------------------------------------------


def git(directory: str, environ: Mapping[str, str]) -> Health | None:
    """The hooks of the repository around a directory; None outside of one."""
    try:
        place = hook_files.place_of(directory, environ)
    except KeyturnError:
        return None
    names = hook_scripts.SERVER if place.bare else hook_scripts.CLIENT
    missing: list[str] = []
    problems: list[str] = []
    for name in names:
        path = os.path.join(place.directory, name)
        now = hook_files.look(path) if hook_files.is_directory(place.directory) else None
        data = now.data if now is not None else None
        if data is None or not (hook_scripts.is_ours(data) or hook_scripts.line_for(name).encode() in data):
            missing.append(name)
        elif now is not None and not now.mode & 0o111:
            problems.append(f"{name} is not executable, so git does not run it")
    if missing:
        problems.append(f"Keyturn is not in {', '.join(missing)}: keyturn init git")
    notes = tuple(_aliases(directory, environ))
    return Health(
        "git", "git's hooks", place.directory, UNGUARDED if problems else LIVE, ADVISORY, tuple(problems), notes
    )


def _aliases(directory: str, environ: Mapping[str, str]) -> list[str]:
    from keyturn.adapter.processes import find_program, run

    program = find_program("git", environ.get("PATH", os.defpath), (directory,))
    if program is None:
        return []
    code, out, _errors = run([program, "-C", directory, "config", "--get-regexp", r"^alias\."], environ)
    found = []
    for line in out.decode("utf-8", "replace").splitlines() if code == 0 else ():
        name, _space, value = line.partition(" ")
        if "--no-verify" in value or (value.startswith("commit") and " -n" in value):
            found.append(f"the git {name} skips hooks: {value}")
    return found


def ways_around(directory: str, home: str) -> list[str]:
    """What this user has set up that goes past the guard: aliases in shell profiles, a project's settings."""
    found: list[str] = []
    for name in _PROFILES:
        now = _look(os.path.join(home, name))
        for number, line in enumerate(now.decode("utf-8", "replace").splitlines() if now else (), 1):
            if not line.lstrip().startswith("#"):
                found += [f"~/{name}:{number} uses {mark}" for mark in _AROUND if mark in line]
    for host, name in _PROJECT:
        path = os.path.join(directory, name)
        now = _look(path)
        if now is None:
            continue
        agent = next(one for one in AGENTS if one.host == host)
        try:
            switched = agents.off(agent, path, now)
        except SettingsError:
            continue
        if switched:
            found.append(f"{path}: {switched} switches hooks off in this project")
    return found


def _look(path: str) -> bytes | None:
    try:
        now = hook_files.look(path)
    except KeyturnError:
        return None
    return now.data if now is not None else None


def proofs() -> list[tuple[str, str]]:
    """(how a person can prove to be one, what it is worth here)."""
    return [("sudo", _sudo()), ("hardware key", _keys())]


def restores(root: str = "") -> str:
    """What restore proofs are worth here, "" when nobody set them up."""
    from keyturn.wiring.drill import ORGANISATION, Places

    where = Places(root, os.getuid() if root else 0)
    if not where.signers:
        return ""
    if where.key:
        # whoever signs can make up what is signed
        return f"advisory: this user can read {ORGANISATION}/drill.key, and so can an agent that runs as this user"
    return f"signed by a key that this user cannot read: enforced against it ({ORGANISATION}/drill.signers)"


def _keys(root: str = "") -> str:
    from keyturn.adapter import ssh_signatures

    path = places.keys(root)
    found = ssh_signatures.roster(path, os.getuid() if root else 0, root or "/")
    wrong = f" ({'; '.join(found.problems)})" if found.problems else ""
    if not found.keys:
        return f"none is enrolled: root puts lines NAME TYPE BASE64 into {path}{wrong}"
    if not ssh_signatures.program():
        return "cannot be checked: there is no ssh-keygen of root's here"
    many = "1 key" if len(found.keys) == 1 else f"{len(found.keys)} keys"
    names = ", ".join(dict.fromkeys(one.name for one in found.keys))
    worth = "its PIN or a fingerprint, and a touch, every time: proven"
    if os.geteuid() == 0:
        worth += "; but whatever runs as root can enrol a key of its own, so here it is advisory"
    return f"{many} of {names}; {worth}{wrong}"


def _sudo() -> str:
    import subprocess

    from keyturn.adapter.proof_sudo import PLACES, genuine

    if os.geteuid() == 0:
        return "proves nothing: this is root already, and so is every program that it runs"
    sudo = next((place for place in PLACES if genuine(place)), "")
    if not sudo:
        return "is not here: `keyturn allow` and `keyturn pause` cannot be used"
    try:
        free = subprocess.run([sudo, "-k", "-n", "true"], capture_output=True, timeout=WAIT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "did not answer"
    if free.returncode == 0:
        return "proves nothing: it asks this account for no password"
    return "asks for a password every time: proven, as far as the password is the person's alone"


def daemon(root: str = "") -> str:
    """Whether the daemon answers, in words."""
    import socket

    path = os.path.join(places.state(root), "gate.socket")
    if not os.path.exists(path):
        return "not running; each call is judged in a process of its own, which takes longer and decides the same"
    probe = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    probe.settimeout(2)
    try:
        probe.connect(path)
    except OSError as error:
        return f"does not answer ({error.strerror or error}); calls are judged in processes of their own"
    finally:
        probe.close()
    return "running"
