"""The servers that a client's settings file starts, and the proxy put before them: their words change, nothing else."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile

from keyturn.errors import ConfigurationError
from keyturn.gate import settings_text as settings
from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_LISTS = ("mcpServers", "servers", "context_servers")
_LONGEST = 4_000_000


class Wrapped(Noun):
    """What `wrap` did: names of servers that changed, (name, why) of those left alone, whether the file was written."""

    changed: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    written: bool = False


def wrap(path: str, before: Sequence[str], *, take: bool, dry: bool) -> Wrapped:
    """Put the words `before` (a program and its arguments) before every server's own, or take them out again.

    Raises ConfigurationError for a file that cannot be read or holds no servers. Every other byte stays.
    """
    real = os.path.realpath(path)
    try:
        with open(real, "rb") as handle:
            data = handle.read(_LONGEST + 1)
        text = data.decode("utf-8")
        root = settings.read(text)
    except OSError as problem:
        raise ConfigurationError(f"cannot be read: {problem.strerror}", file=path) from None
    except UnicodeDecodeError:
        raise ConfigurationError("is no UTF-8", file=path) from None
    except settings.SettingsError as problem:
        raise ConfigurationError(problem.why, file=path, line=problem.line) from None
    if len(data) > _LONGEST:
        raise ConfigurationError("is too large for settings", file=path)
    listed = next((name for name in _LISTS if root.child(name) is not None), None)
    if listed is None:
        raise ConfigurationError("names no MCP servers", "it needs mcpServers or servers", file=path)
    servers = root.child(listed)
    names = [name for name, _start in servers.keys] if servers is not None and servers.kind == "object" else []
    changed: list[str] = []
    left: list[tuple[str, str]] = []
    for name in names:
        found = settings.read(text).child(listed)
        server = found.child(name) if found is not None else None
        words = _words(server) if server is not None else None
        if server is None or words is None:
            left.append((name, "its client does not start it by a command"))
            continue
        own = _own(words)
        if take:
            if own is None:
                left.append((name, "there is no proxy before it"))
                continue
            words = words[own:]
        elif own is not None:
            left.append((name, "the proxy is there already"))
            continue
        else:
            words = [*before, "--name", name, "--", *words]
        text = _with_words(text, server, words)
        changed.append(name)
    if changed and not dry:
        _write(real, text.encode())
    return Wrapped(tuple(changed), tuple(left), bool(changed) and not dry)


def _words(server: settings.Node) -> list[str] | None:
    """The program and its arguments, None when there is none or they are no text."""
    value = server.plain()
    if not isinstance(value, dict) or not isinstance(value.get("command"), str) or "url" in value:
        return None
    given = value.get("args", [])
    if not isinstance(given, list) or not all(type(one) is str for one in given):
        return None
    return [value["command"], *given]


def _own(words: Sequence[str]) -> int | None:
    """Where the server's own words begin behind our proxy's, None when it has none."""
    if "--" not in words:
        return None
    at = list(words).index("--")
    lead = [os.path.basename(word) for word in words[:at]]
    if "mcp" in lead and "keyturn" in lead[: lead.index("mcp")] and at + 1 < len(words):
        return at + 1
    return None


def _with_words(text: str, server: settings.Node, words: Sequence[str]) -> str:
    """Each of the two members changed where it stands; arguments that were not there are put behind the command."""
    arguments = server.child("args")
    command = server.child("command")
    assert command is not None
    if arguments is not None:
        members = sorted(((arguments, list(words[1:])), (command, words[0])), key=lambda one: -one[0].start)
        for node, value in members:  # from the end, so that what stands before keeps its place
            text = settings.replace(text, node, value)
        return text
    both = json.dumps(words[0]) + (', "args": ' + json.dumps(list(words[1:])) if len(words) > 1 else "")
    return text[: command.start] + both + text[command.end :]


def _write(path: str, data: bytes) -> None:
    """The whole file or nothing of it, with the mode that it had."""
    mode = stat.S_IMODE(os.stat(path).st_mode)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=".keyturn-")
    try:
        with open(handle, "wb") as out:
            out.write(data)
            os.fchmod(out.fileno(), mode)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
