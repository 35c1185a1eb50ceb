"""What `keyturn init agents` and `keyturn uninstall agents` change, worked out whole before anything is touched.

Only Keyturn's own entry goes in or out; everything else in a settings file stays byte for byte, and what stood there
before lies beside until it is taken out again.
"""

from __future__ import annotations

import os
import sys

from keyturn.adapter import agent_files, hook_files
from keyturn.adapter.agent_files import AGENTS, BACKUP, OWN, Agent
from keyturn.adapter.hook_files import MAKE, PUT, REMOVE, UNMAKE, Step
from keyturn.errors import UsageError
from keyturn.gate import settings_text, settings_yaml
from keyturn.gate.settings_text import SettingsError
from keyturn.model.noun import Noun
from keyturn.wiring import places
from keyturn.wiring.git_hooks import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_RECORD = "agents.json"


class Machine(Noun):
    """Where agents look for their settings. `root` is put before what is root's and Keyturn's own (tests)."""

    home: str
    environ: Mapping[str, str]
    root: str = ""
    mac: bool = False


class Plan(Noun):
    """Everything that will be done; like `git_hooks.Plan`. `record` is what is known afterwards, by settings file."""

    steps: tuple[Step, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    record: Mapping[str, Mapping[str, object]] = {}
    kept_in: str = ""


def here() -> Machine:
    """The machine of whoever runs this. $HOME counts: it is where agents look for their settings."""
    home = os.environ.get("HOME", "")
    return Machine(home if os.path.isabs(home) else places.home(), os.environ, "", sys.platform == "darwin")


# ---- the command that hosts run ------------------------------------------------------------------------------------


def interpreter() -> str:
    """The interpreter for the hooks: this one, never a shim that looks for one. Raises UsageError."""
    python = sys.executable
    if "/shims/" in python:
        try:
            python = os.readlink("/proc/self/exe")
        except OSError:
            python = os.path.realpath(getattr(sys, "_base_executable", python))
    if not python or not os.path.isabs(python) or not os.access(python, os.X_OK):
        raise UsageError("this Python does not know its own path", "Install Keyturn in an environment of its own.")
    return python


def cold_path() -> str:
    """The script that judges a call in a process of its own."""
    import keyturn

    return os.path.join(os.path.dirname(os.path.abspath(keyturn.__file__)), "hook", "cold.py")


def hook_command(host: str) -> tuple[str, ...]:
    """The words that start the hook of a host: absolute, and without anything that could be set from outside."""
    python = interpreter()
    cold = cold_path()
    client = os.path.join(os.path.dirname(python), "keyturn-hook")
    if os.path.isfile(client) and os.access(client, os.X_OK):
        # "-": the build that the client itself was made as, so that settings stay right after an upgrade
        return (client, host, python, cold, os.path.join(places.state(), "gate.socket"), "-")
    return (python, "-I", "-S", cold, host)


def hook_line(host: str) -> str:
    """The same for a shell. A program that is gone, crashes or is killed ends as the host's stop."""
    import shlex

    words = hook_command(host)
    try:
        " ".join(words).encode()
    except UnicodeEncodeError:
        raise UsageError(
            f"{words[0]!r} is no path that settings can hold", "Install Keyturn in a directory with a plainer name."
        ) from None
    return shlex.join(words) + agent_files.or_stop(host)


# ---- which places --------------------------------------------------------------------------------------------------


def chosen(names: Sequence[str], machine: Machine) -> list[Agent]:
    """The agents by those names, or those that are installed. Raises UsageError for a name that is none."""
    known = sorted({agent.host for agent in AGENTS})
    for name in names:
        if name not in known:
            raise UsageError(f"there is no agent {name!r}", "one of " + ", ".join(known))
    found: list[Agent] = []
    for agent in AGENTS:
        named = agent.host in names
        if not (named if names else agent_files.there(agent, machine.home, machine.environ)):
            continue
        if names and sum(one.host == agent.host for one in AGENTS) > 1:
            # one name, several programs: those that are there, or the first
            all_of = [one for one in AGENTS if one.host == agent.host]
            present = [one for one in all_of if agent_files.there(one, machine.home, machine.environ)]
            if agent not in (present or all_of[:1]):
                continue
        real = next(one for one in AGENTS if one.host == agent.shares) if agent.shares else agent
        if real not in found:
            found.append(real)
    return found


def without_hook(machine: Machine) -> list[str]:
    """Titles of installed agents that no hook can guard."""
    return agent_files.without_hook(machine.home, machine.environ)


def by_hand(machine: Machine) -> list[str]:
    """Titles of installed agents whose hook a person must put in."""
    return agent_files.by_hand(machine.home, machine.environ)


def managed_place(agent: Agent, machine: Machine) -> str:
    """The settings file of a host that belongs to root, "" when it has none."""
    place = agent.managed_mac if machine.mac else agent.managed
    return machine.root + place if place else ""


def record_place(machine: Machine, *, managed: bool) -> str:
    """Where it is kept what was put where."""
    where = machine.root + places.LIBRARY if managed else places.state(machine.root)
    return os.path.join(where, _RECORD)


def _targets(agents: Sequence[Agent], machine: Machine, *, managed: bool) -> Iterator[tuple[Agent, str]]:
    for agent in agents:
        if managed:
            place = managed_place(agent, machine)
            if place:
                yield agent, place
        else:
            for path in agent_files.files(agent, machine.home, machine.environ):
                yield agent, path


# ---- in ------------------------------------------------------------------------------------------------------------


def install(names: Sequence[str], machine: Machine, *, managed: bool = False) -> Plan:
    """What putting the hook into the agents' settings changes. Raises UsageError."""
    if managed and os.geteuid() != 0 and not machine.root:
        raise UsageError("managed settings belong to root", "sudo keyturn init agents --managed")
    agents = chosen(names, machine) if names or not managed else list(AGENTS)
    work = _Work(machine, managed=managed)
    work.record = {path: dict(one) for path, one in agent_files.recall(work.kept_in).items()}
    for agent, path in _targets(agents, machine, managed=managed):
        work.put(agent, path)
        if agent.asks and not managed:
            work.note(agent.asks)
    for agent in agents:
        if managed and not managed_place(agent, machine) and names:
            work.note(f"{agent.title} has no settings of root's: keyturn init agents --host {agent.host}")
        elif "*" in agent.file and not managed and not agent_files.files(agent, machine.home, machine.environ):
            above = os.path.dirname(os.path.join(agent_files.folder(agent, machine.home, machine.environ), agent.file))
            work.note(
                f"{agent.title} keeps hooks in an agent's own file, and there is none in {above}. Make one, then run "
                "this again."
            )
    if not names and not managed:
        work.notes.extend(
            f"{title} has no hook before a call; git's hooks guard what it commits: keyturn init git"
            for title in agent_files.without_hook(machine.home, machine.environ)
        )
        work.notes.extend(
            f"{title} keeps its hook where this command does not write; docs/hosts.md says how to put it in"
            for title in agent_files.by_hand(machine.home, machine.environ)
        )
        if not agents:
            work.note("No coding agent was found. To prepare one: keyturn init agents --host claude")
    return work.plan()


class _Work:
    """A plan in the making."""

    def __init__(self, machine: Machine, *, managed: bool) -> None:
        self.machine = machine
        self.managed = managed
        self.steps: list[Step] = []
        self.changes: list[Change] = []
        self.notes: list[str] = []
        self.problems: list[str] = []
        self.kept_in = record_place(machine, managed=managed)
        self.record: dict[str, dict[str, object]] = {}
        self._made: set[str] = set()

    def plan(self) -> Plan:
        return Plan(
            tuple(self.steps),
            tuple(self.changes),
            tuple(self.notes),
            tuple(self.problems),
            self.record,
            self.kept_in,
        )

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def put(self, agent: Agent, path: str) -> None:
        """Put one host's hook into one file."""
        real = self._real(path)
        now = hook_files.look(real)
        if now is not None and now.data is None:
            self.problems.append(f"{path} is no file that can be read, or larger than settings are; it was left alone")
            return
        before = now.data if now is not None else None
        line = hook_line(agent.host)
        try:
            after = put(agent, path, before, line)
            kept = before is not None and bool(present(agent, path, before))
        except SettingsError as problem:
            self.problems.append(f"{path}:{problem.line}: {problem.why}; it was left alone")
            return
        made = list(self._directories(os.path.dirname(real)))
        old = self.record.get(path, {})
        created = before is None or (kept and bool(old.get("created")))
        self.record[path] = {
            "host": agent.host,
            "digest": digest(agent, path, after),
            "created": created,
            "made": made or old.get("made", []),
        }
        if after == before:
            self.changes.append(Change("keep", path))
            return
        self.steps.extend(Step(MAKE, one) for one in made)
        mode = now.mode if now is not None else 0o755 if agent.host == "cline" else 0o644 if self.managed else 0o600
        if before is not None and now is not None and not kept:
            self.steps.append(Step(PUT, path + BACKUP, "", before, now.mode))
        self.steps.append(Step(PUT, real, "", after, mode))
        self.changes.append(Change("create" if before is None else "edit", path, "", before, after))

    def _real(self, path: str) -> str:
        if not os.path.islink(path):
            return path
        real = os.path.realpath(path)
        self.note(f"{path} is a link; what it leads to is changed: {real}")
        return real

    def _directories(self, path: str) -> list[str]:
        missing: list[str] = []
        while not os.path.lexists(path) and path not in self._made:
            missing.append(path)
            path = os.path.dirname(path)
        self._made.update(missing)
        return missing[::-1]

    def take(self, agent: Agent, path: str) -> None:
        """Take one host's hook out of one file."""
        real = self._real(path)
        now = hook_files.look(real)
        old = self.record.get(path, {})
        if now is None:
            self.record.pop(path, None)
            return
        if now.data is None:
            if old:
                self.problems.append(f"{path} is no file that can be read any more; it was left alone")
            return
        saved = hook_files.look(path + BACKUP)
        backup = saved.data if saved is not None else None
        try:
            after = take(agent, path, now.data, backup, created=bool(old.get("created")))
        except SettingsError as problem:
            if old or agent_files.is_hook(now.data.decode("utf-8", "replace")):
                self.problems.append(f"{path}:{problem.line}: {problem.why}; it was left alone")
            return
        if after == now.data:
            self.record.pop(path, None)
            if saved is not None:
                self.note(
                    f"{path}{BACKUP} is what stood there before Keyturn; the hook was gone already, both were left"
                )
            return
        self.record.pop(path, None)
        if after is None:
            self.steps.append(Step(REMOVE, real))
            self.changes.append(Change("remove", path, "", now.data))
        else:
            self.steps.append(Step(PUT, real, "", after, now.mode))
            self.changes.append(Change("restore" if after == backup else "edit", path, "", now.data, after))
        if saved is not None:
            self.steps.append(Step(REMOVE, path + BACKUP))
        made = old.get("made")
        if after is None and isinstance(made, list):
            self.steps.extend(Step(UNMAKE, str(one)) for one in reversed(made) if os.path.isdir(str(one)))


# ---- texts ---------------------------------------------------------------------------------------------------------


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise SettingsError("it is not UTF-8", data.count(b"\n", 0, error.start) + 1) from None


def put(agent: Agent, path: str, before: bytes | None, line: str) -> bytes:
    """A settings file with the hook in it; None for one that is not there. Raises SettingsError."""
    if path.endswith(".toml"):
        return _put_toml(agent.host, _text(before or b""), line).encode()
    if path.endswith(".yaml"):
        return _put_yaml(_text(before or b""), line).encode()
    if agent.form == OWN:
        return _own(agent, before, line)
    return _put_json(agent.host, _text(before or b""), line).encode()


def _own(agent: Agent, before: bytes | None, line: str) -> bytes:
    if agent.host == "cline":
        new = agent_files.cline_script(line)
    elif agent.host in agent_files.PROGRAMS:
        new = agent_files.plugin(agent.host, hook_command(agent.host))
    else:
        return _put_json(agent.host, _text(before or b""), line).encode()
    if before is not None and before.strip() and agent_files.MARK.encode() not in before:
        what = "another hook, and Cline runs one alone" if agent.host == "cline" else "somebody else's"
        raise SettingsError(f"it is {what}", 1)
    return new


def _put_json(host: str, text: str, line: str) -> str:
    if not text.strip(" \t\r\n\ufeff"):
        text = agent_files.skeleton(host) or text
    wanted = dict(agent_files.entries(host, line))
    document = settings_text.read(text).plain() if text.strip(" \t\r\n\ufeff") else {}
    mine = agent_files.ours(document)
    for path in mine:
        alone = sum(one[:2] == path[:2] for one in mine) == 1
        if path[:2] not in wanted or not alone or len(path) > 3:
            text = settings_text.remove(text, path)
    for where, entry in wanted.items():
        document = settings_text.read(text).plain() if text.strip(" \t\r\n\ufeff") else {}
        found = [path for path in agent_files.ours(document) if path[:2] == where]
        if not found:
            text = settings_text.put(text, where, entry)
        elif agent_files.at(document, found[0]) != settings_text.plain(entry):
            node = settings_text.read(text)
            for step in found[0]:
                below = node.parts[step] if isinstance(step, int) else node.child(step)
                assert below is not None
                node = below
            text = settings_text.replace(text, node, entry)
    return text


def _toml(text: str) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        number = str(error).partition("line ")[2].partition(",")[0]
        raise SettingsError(f"it is no TOML: {error}", int(number) if number.isdigit() else 1) from None


def _block(text: str) -> tuple[int, int] | None:
    """Where Keyturn's block stands, whole lines. Raises SettingsError when half of it is there."""
    begin = text.find(agent_files.TOML_BEGIN)
    if begin < 0:
        return None
    end = text.find(agent_files.TOML_END, begin)
    if end < 0 or text.find(agent_files.TOML_BEGIN, begin + 1) >= 0:
        raise SettingsError("the lines between Keyturn's marks were edited", settings_text.line_of(text, begin))
    stop = text.find("\n", end)
    return begin, len(text) if stop < 0 else stop + 1


def _put_toml(host: str, text: str, line: str) -> str:
    before = _toml(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    block = agent_files.toml_block(host, line).replace("\n", newline)
    place = _block(text)
    if place is not None:
        new = text[: place[0]] + block + text[place[1] :]
    else:
        new = text + (newline if text.removeprefix("\ufeff") and not text.endswith("\n") else "") + block
    entry = agent_files.toml_entry(host, line)
    hooks = before.get("hooks")
    wanted: dict[str, object] = {}
    if host == "kimi" and isinstance(hooks, list | None):
        wanted = {**before, "hooks": [*(hooks or ()), entry]}
    elif host != "kimi" and isinstance(hooks, dict | None):
        groups = (hooks or {}).get("PreToolUse", [])
        if isinstance(groups, list):
            wanted = {**before, "hooks": {**(hooks or {}), "PreToolUse": [*groups, entry]}}
    if not wanted:
        raise SettingsError("hooks has no place for another", 1)
    try:
        after = _toml(new)
    except SettingsError:
        raise SettingsError("hooks stands in one line, so no other can be added behind it", 1) from None
    if after != wanted and place is None:
        raise SettingsError("there is no safe place for the hook", 1)
    return new


def _yaml(text: str) -> dict[str, object]:
    import yaml

    try:
        found = yaml.safe_load(text) if text.strip(" \t\r\n\ufeff") else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise SettingsError("it is no YAML that can be read", mark.line + 1 if mark is not None else 1) from None
    if not isinstance(found, dict | None):
        raise SettingsError("it is no mapping", 1)
    return found or {}


def _put_yaml(text: str, line: str) -> str:
    entry = agent_files.yaml_entry(line)
    place = settings_yaml.block(text)
    others = _yaml(text[: place[0]] + text[place[1] :] if place is not None else text)
    new = settings_yaml.put(text, ("hooks", "pre_tool_call"), entry)
    hooks = others.get("hooks") or {}
    if not isinstance(hooks, dict) or not isinstance(before := hooks.get("pre_tool_call") or [], list):
        raise SettingsError("hooks has no place for another", 1)
    # the hook stands first in a list that is there already: text can be added below a key, not behind what is not read
    wanted = {**others, "hooks": {**hooks, "pre_tool_call": [entry, *before]}}
    try:
        if _yaml(new) == wanted:
            return new
    except SettingsError:
        pass  # said below
    raise SettingsError("there is no safe place for the hook", 1)


def _document(path: str, text: str) -> dict[str, object] | None:
    """Settings that are no JSON, None for those that are. Raises SettingsError."""
    if path.endswith(".toml"):
        return _toml(text)
    return _yaml(text) if path.endswith(".yaml") else None


def _marked(path: str, text: str) -> tuple[int, int] | None:
    """Where Keyturn's lines stand in settings that are no JSON. Raises SettingsError."""
    return settings_yaml.block(text) if path.endswith(".yaml") else _block(text)


def present(agent: Agent, path: str, data: bytes) -> list[str]:
    """The command lines of Keyturn's hooks in a settings file; a whole text for a file that is a program."""
    text = _text(data)
    if (document := _document(path, text)) is not None:
        return agent_files.lines_in(document)
    if agent.host in agent_files.PROGRAMS:
        return [text] if agent_files.MARK in text else []
    return agent_files.lines_in(settings_text.read(text).plain()) if text.strip(" \t\r\n\ufeff") else []


def digest(agent: Agent, path: str, data: bytes) -> str:
    """Of all that is Keyturn's in a settings file: what runs, on which event, for which tools. Raises SettingsError."""
    from hashlib import sha256

    text = _text(data)
    if (document := _document(path, text)) is not None:
        found = agent_files.facts(document)
    elif agent.host in agent_files.PROGRAMS:
        found = [text]
    else:
        found = agent_files.facts(settings_text.read(text).plain()) if text.strip(" \t\r\n\ufeff") else []
    return sha256("\0".join(found).encode("utf-8", "backslashreplace")).hexdigest()


def take(agent: Agent, path: str, now: bytes, backup: bytes | None, *, created: bool) -> bytes | None:
    """A settings file without the hook: as it was before when nothing else changed, None when it was the hook's alone.

    Raises SettingsError.
    """
    lines = present(agent, path, now)
    if not lines:
        return now
    if agent.host in agent_files.PROGRAMS:
        return backup
    for line in dict.fromkeys(lines):
        try:
            if put(agent, path, backup, line) == now:
                return backup
        except SettingsError:
            continue
    text = _text(now)
    if _document(path, text) is not None:
        place = _marked(path, text)
        if place is None:
            raise SettingsError("the hook is not as it was written", 1)
        rest = text[: place[0]] + text[place[1] :]
        _document(path, rest)
        return rest.encode() if rest.strip() or not created else None
    had: object = {}
    if backup is not None:
        try:
            had = settings_text.read(_text(backup)).plain()
        except SettingsError:
            had = {}
    for one in agent_files.ours(settings_text.read(text).plain()):
        text = settings_text.remove(text, one)
        for above in (one[:2], one[:1]):
            document = settings_text.read(text).plain()
            if agent_files.at(document, above) in ([], {}) and agent_files.at(had, above) is None:
                text = settings_text.remove(text, above)
    empty = settings_text.read(agent_files.skeleton(agent.host) or "{}").plain()
    if created and settings_text.read(text).plain() in ({}, empty):
        return None
    return text.encode()


# ---- out -----------------------------------------------------------------------------------------------------------


def uninstall(names: Sequence[str], machine: Machine, *, managed: bool = False) -> Plan:
    """What taking the hook out again changes: only Keyturn's own entries."""
    if managed and os.geteuid() != 0 and not machine.root:
        raise UsageError("managed settings belong to root", "sudo keyturn uninstall agents --managed")
    if names:
        chosen(names, machine)
    agents = [agent for agent in AGENTS if not agent.shares and (not names or agent.host in names)]
    work = _Work(machine, managed=managed)
    work.record = {path: dict(one) for path, one in agent_files.recall(work.kept_in).items()}
    targets = dict.fromkeys(_targets(agents, machine, managed=managed))
    for path, one in list(work.record.items()):
        agent = next((found for found in agents if found.host == one.get("host")), None)
        if agent is not None:
            targets.setdefault((agent, path))
    seen: set[str] = set()
    for agent, path in targets:
        if path not in seen:
            seen.add(path)
            work.take(agent, path)
    return work.plan()


def perform(plan: Plan) -> None:
    """Make the plan's changes, all of them or none, and keep what is there now.

    Raises UsageError, also for a file that was changed since the plan was shown: an agent may be running.
    """
    for change in plan.changes:
        if change.action == "keep":
            continue
        now = hook_files.look(os.path.realpath(change.path))
        if (now.data if now is not None else None) != change.before:
            raise UsageError(f"{change.path} was changed meanwhile", "Nothing was changed. Run it again.")
    hook_files.perform(plan.steps)
    if plan.record or os.path.exists(plan.kept_in):
        agent_files.remember(plan.kept_in, plan.record)


# ---- is it still there ---------------------------------------------------------------------------------------------


def intact(host: str, file: str, machine: Machine) -> str:
    """Why a settings file that a host is about to apply no longer guards, "" when it does as much as before.

    A file in which the hook never was only must not switch hooks off.
    """
    agent = next((one for one in AGENTS if one.host == host), None)
    if agent is None:
        return ""
    one: Mapping[str, object] = {}
    real = os.path.realpath(file)
    for managed in (False, True):
        known = agent_files.recall(record_place(machine, managed=managed))
        one = next((said for path, said in known.items() if path == file or os.path.realpath(path) == real), one)
    found = hook_files.look(file)
    if found is None or found.data is None:
        return "the file with Keyturn's hook is gone or cannot be read" if one else ""
    try:
        switched = off(agent, file, found.data)
        if switched:
            return f"{switched} switches hooks off"
        if one and digest(agent, file, found.data) != one.get("digest"):
            return "Keyturn's hook is gone from it or was changed"
    except SettingsError as problem:
        return f"it holds Keyturn's hook and cannot be read: {problem.why}" if one else ""
    return ""


def recorded(host: str, machine: Machine) -> tuple[str, ...]:
    """Settings files of a host into which the hook was put."""
    found: list[str] = []
    for managed in (False, True):
        known = agent_files.recall(record_place(machine, managed=managed))
        found += [path for path, one in known.items() if one.get("host") == host]
    return tuple(found)


def off(agent: Agent, path: str, data: bytes) -> str:
    """The setting in a file that switches a host's hooks off, "" when none does. Raises SettingsError."""
    if agent.host in agent_files.PROGRAMS:
        return ""  # a program of ours, which holds no settings
    text = _text(data)
    document: object = _document(path, text)
    if document is None:
        document = settings_text.read(text).plain() if text.strip(" \t\r\n\ufeff") else {}
    for keys, value in agent.off:
        if agent_files.at(document, keys) is value:
            return ".".join(keys)
    if agent.host == "gemini":  # which names hooks one by one
        for keys in (("hooksConfig", "disabled"), ("hooks", "disabled")):
            named = agent_files.at(document, keys)
            if isinstance(named, list) and any(isinstance(one, str) and "keyturn" in one for one in named):
                return ".".join(keys)
    return ""
