"""An agent's tool call as every host's adapter hands it over, and what goes back.

A host's dialect is one adapter that only translates: its payload into a `ToolCall`, an `Answer` into the bytes and the
exit code that this host honours. What a call means is not its business.
"""

from __future__ import annotations

from keyturn.model.noun import Noun

# What a tool does, whatever its host calls it.
SHELL = "shell"
POWERSHELL = "powershell"
FILES = "files"  # writes, edits, moves or deletes files
MCP = "mcp"  # a tool of a Model Context Protocol server
SETTINGS = "settings"  # the host is about to apply changed settings
HARMLESS = "harmless"  # reads, searches, thinks
UNKNOWN = "unknown"  # a tool that the adapter does not know

# How a file changes.
WRITE = "write"
EDIT = "edit"
DELETE = "delete"
MOVE = "move"


class FileChange(Noun):
    """One file that a tool would change.

    `path` as the host gave it. `text` is the whole new content of a WRITE, None when the host does not say. `old` and
    `new` are the piece that an EDIT replaces and what stands there afterwards. `to` is where a MOVE goes.
    """

    kind: str
    path: str
    text: str | None = None
    old: str = ""
    new: str = ""
    to: str = ""


class ToolCall(Noun):
    """One call, before it runs.

    `host` is the adapter's name, `event` the host's name of the hook. `session` identifies the conversation ("" when
    the host does not say), `directory` is where the tool would run ("" likewise). `command` is the text of a shell
    tool. `server` and `arguments` belong to MCP: arguments are (path into the object, text) of every string in it.
    `mode` is the host's permission mode. `several` are the calls of a host that asks for many at once.
    """

    host: str
    event: str
    kind: str
    tool: str = ""
    session: str = ""
    directory: str = ""
    command: str = ""
    changes: tuple[FileChange, ...] = ()
    server: str = ""
    arguments: tuple[tuple[str, str], ...] = ()
    hints: tuple[tuple[str, str], ...] = ()
    """What an MCP server says of its tool: ("destructiveHint", "true")."""
    mode: str = ""
    id: str = ""
    background: bool = False
    several: tuple[ToolCall, ...] = ()
    input: str = ""
    """The tool's whole input as JSON, where the host lets a hook hand back a changed one."""
    started: tuple[str, ...] = ()
    """The words that an MCP server was started with, where Keyturn started it itself; its environment is ours then."""


# Verdicts of an answer. ASK: the host's own prompt, where the host has one that the agent cannot answer.
PASS = "pass"  # noqa: S105 - a verdict
ASK = "ask"
STOP = "stop"


class Answer(Noun):
    """What the gate says of a call.

    `verdict` is PASS, ASK or STOP. PASS is no opinion: the host's own rules still apply, so it is never the host's
    "allow". `to_agent` is what the model reads, `to_person` what the person reads; neither holds anything that would
    satisfy the gate. `request` names a held call for `keyturn allow`. `rewritten` is a command that the host runs
    instead, None to leave it.
    """

    verdict: str
    to_agent: str = ""
    to_person: str = ""
    request: str = ""
    rewritten: str | None = None


class Reply(Noun):
    """What a hook process leaves behind: standard output, standard error, exit code."""

    stdout: bytes = b""
    stderr: bytes = b""
    code: int = 0
