"""What hosts' payloads share: the shapes of tools' arguments, and JSON out.

A tool that an adapter's table does not hold is never taken for harmless: its arguments are looked at for commands,
statements and paths by whoever judges unknown tools.
"""

from __future__ import annotations

from keyturn.gate import call as c

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

SHELL = "shell"
POWERSHELL = "powershell"
WRITE = "write"
EDIT = "edit"
EDITS = "edits"
NOTEBOOK = "notebook"
DELETE = "delete"
PATCH = "patch"
HARMLESS = "harmless"

COMMANDS = ("command", "cmd", "script", "command_line", "commandLine", "CommandLine", "input")
PATHS = ("file_path", "path", "filePath", "absolute_path", "target_file", "file", "notebook_path", "TargetFile")
TEXTS = ("content", "contents", "file_text", "text", "fileText", "code_edit")
OLDS = ("old_string", "oldString", "old_str", "old_text", "oldText", "search")
NEWS = ("new_string", "newString", "new_str", "new_text", "newText", "replace")
_DEEPEST = 40
_MOST = 2_000


def text(found: Mapping[str, Any], *names: str) -> str:
    """The first of the names that holds text, "" when none does."""
    for name in names:
        value = found.get(name)
        if isinstance(value, str):
            return value
    return ""


def encoded(body: Mapping[str, Any]) -> bytes:
    """JSON in ASCII: no host's reader can stumble over it."""
    import json

    return json.dumps(body, ensure_ascii=True).encode()


def strings(value: object, at: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """(path into the object, text) of every string. Raises ValueError when it is nested too deep or holds too many."""
    if depth > _DEEPEST:
        raise ValueError("arguments nested too deep")
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from strings(part, f"{at}.{name}" if at else str(name), depth + 1)
    elif isinstance(value, list):
        if len(value) > _MOST:
            raise ValueError("arguments with too many parts")
        for number, part in enumerate(value):
            yield from strings(part, f"{at}[{number}]", depth + 1)


def command(arguments: Mapping[str, Any]) -> str:
    """A shell tool's command: text, or a list of words. Raises ValueError when there is none."""
    for name in COMMANDS:
        value = arguments.get(name)
        if isinstance(value, str):
            return value
        if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
            from keyturn.language.shell_words import shell_quote
            from keyturn.model.word import Word

            return " ".join(shell_quote(Word(word)) for word in value)
    raise ValueError("a shell tool without a command")


def arguments_of(value: object) -> dict[str, Any]:
    """Arguments that some hosts send as JSON in a string. Raises ValueError when they are no object."""
    if isinstance(value, str):
        import json

        value = json.loads(value)
    if not isinstance(value, dict):
        raise ValueError("the tool's arguments are no object")  # noqa: TRY004 - one error for every bad payload
    return value


def read(base: c.ToolCall, tool: object, arguments: object, tools: Mapping[str, str]) -> c.ToolCall:
    """The call by the table of a host: tool → shape. Raises ValueError for a payload that cannot be read."""
    if not isinstance(tool, str) or not tool:
        raise ValueError("the tool's name is missing")
    shape = tools.get(tool)
    if shape == HARMLESS:
        return base.but(kind=c.HARMLESS, tool=tool)
    given = arguments_of(arguments if arguments is not None else {})
    if shape in (SHELL, POWERSHELL):
        kind = c.SHELL if shape == SHELL else c.POWERSHELL
        where = text(given, "workdir", "working_directory", "workingDirectory", "cwd", "dir_path", "directory")
        run = bool(given.get("run_in_background") or given.get("is_background") or given.get("isBackground"))
        called = base.but(kind=kind, tool=tool, command=command(given), background=run)
        return called.but(directory=_beside(base.directory, where)) if where else called
    if shape in (WRITE, EDIT, EDITS, NOTEBOOK, DELETE):
        return base.but(kind=c.FILES, tool=tool, changes=tuple(_changes(shape, given)))
    if shape == PATCH:
        from keyturn.gate.patches import changes

        return base.but(kind=c.FILES, tool=tool, changes=changes(text(given, "command", "input", "patch", "patchText")))
    server, name = _server(tool)
    kind = c.MCP if server else c.UNKNOWN
    return base.but(kind=kind, tool=name, server=server, arguments=tuple(strings(given)))


def _beside(directory: str, where: str) -> str:
    return where if where.startswith("/") or not directory else f"{directory.rstrip('/')}/{where}"


def _server(tool: str) -> tuple[str, str]:
    """`mcp__server__tool`, as Claude Code, Codex and Gemini write it."""
    if tool.startswith("mcp__"):
        server, _two, name = tool[5:].partition("__")
        return server, name
    return "", tool


def _changes(shape: str, given: Mapping[str, Any]) -> Iterator[c.FileChange]:
    path = text(given, *PATHS)
    if not path:
        raise ValueError("a file tool without a path")
    if shape == WRITE:
        yield c.FileChange(c.WRITE, path, text(given, *TEXTS))
    elif shape == DELETE:
        yield c.FileChange(c.DELETE, path)
    elif shape == EDIT:
        yield c.FileChange(c.EDIT, path, None, text(given, *OLDS), text(given, *NEWS))
    elif shape == NOTEBOOK:
        yield c.FileChange(c.EDIT, path, None, "", text(given, "new_source"))
    else:
        edits = given.get("edits")
        if not isinstance(edits, list):
            raise ValueError("an edit tool without its edits")
        for one in edits:
            if isinstance(one, dict):
                yield c.FileChange(c.EDIT, path, None, text(one, *OLDS), text(one, *NEWS))
