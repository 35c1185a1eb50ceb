"""What hosts' payloads share: the shapes of tools' arguments, and JSON out.

A tool that an adapter's table does not hold is never taken for harmless: its arguments are looked at for commands,
statements and paths by whoever judges unknown tools. Where a call names several commands or several paths, all of them
count: which one the host would take is not known here.
"""

from __future__ import annotations

from keyturn.gate import call as c

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

SHELL = "shell"
POWERSHELL = "powershell"
TYPED = "typed"  # text that goes into a program that runs already, a shell more often than not
SUBMITTED = "submitted"  # the same where the host ends the line itself
PROCESS = "process"  # a tool that looks after running programs and can type into them
WRITE = "write"
EDIT = "edit"
EDITS = "edits"  # many pieces, of one file or of several
NOTEBOOK = "notebook"
DELETE = "delete"
MOVE = "move"
PATCH = "patch"
EDITOR = "editor"  # one tool whose `command` says what it does with the file
BLOCKS = "blocks"  # SEARCH/REPLACE blocks in one text
LISTED = "listed"  # a list of commands
HARMLESS = "harmless"

COMMANDS = ("command", "cmd", "script", "command_line", "commandLine", "CommandLine", "input")
_COMMANDS_LOW = frozenset(name.lower() for name in COMMANDS)
TYPINGS = ("chars", "input", "Input", "data", "text", "command", "keys", "bytes")
PATHS = (
    *("file_path", "path", "filePath", "absolute_path", "target_file", "file", "notebook_path", "target_notebook"),
    *("TargetFile", "AbsolutePath", "filename", "uri"),
)
TEXTS = ("content", "contents", "file_text", "fileText", "text", "code_edit", "CodeContent", "code")
OLDS = ("old_string", "oldString", "old_str", "oldStr", "old_text", "oldText", "search", "old", "TargetContent")
NEWS = ("new_string", "newString", "new_str", "newStr", "new_text", "newText", "replace", "new", "ReplacementContent")
PIECES = ("edits", "edit", "replacements", "ReplacementChunks", "chunks")
DIRECTORIES = (
    *("workdir", "working_directory", "workingDirectory", "working_dir", "cwd", "Cwd", "dir_path", "directory"),
    *("work_dir", "workDir"),
)
SOURCES = ("source", "old_path", "oldPath", "from", "source_path", "path")
TARGETS = ("destination", "new_path", "newPath", "to", "destination_path", "target")
_STATEMENTS = frozenset(
    "drop truncate delete update alter insert merge grant revoke create rename replace select with".split()
)
_KEYS = ("{enter}", "{up}", "{down}", "{left}", "{right}", "{backspace}", "{home}", "{end}", "{delete}", "{tab}")
_PRESSED = frozenset("enter return escape esc c-c c-d ctrl-c ctrl-d ctrl+c up down y n q space".split())
_DEEPEST = 40
_MOST = 2_000
_LONGEST = 12_000


def text(found: Mapping[str, Any], *names: str) -> str:
    """The first of the names that holds text, "" when none does."""
    for name in names:
        value = found.get(name)
        if isinstance(value, str):
            return value
    return ""


def said(words: str) -> str:
    """A reason that every host takes: never empty, and not longer than a host can be expected to show."""
    words = words if words.strip() else "Keyturn stops this call. Tell the person."
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def plain(words: str) -> bytes:
    """A reason for standard error."""
    return said(words).encode("utf-8", "replace")


def encoded(body: Mapping[str, Any]) -> bytes:
    """JSON in ASCII: no host's reader can stumble over it. Half a surrogate pair becomes a question mark.

    Raises ValueError when it is nested too deep.
    """
    from keyturn.gate.json_text import text as written

    try:
        return written(_whole(body)).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None


def _whole(value: object) -> object:
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {name: _whole(part) for name, part in value.items()}
    return value


def strings(value: object, at: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """(path into the object, text) of every value; numbers, true, false, null and empty ones as JSON writes them.

    Raises ValueError when it is nested too deep or holds too many.
    """
    if depth > _DEEPEST:
        raise ValueError("arguments nested too deep")
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        if len(value) > _MOST:
            raise ValueError("arguments with too many parts")
        if not value and at:
            yield at, "{}"
        for name, part in value.items():
            yield from strings(part, f"{at}.{name}" if at else str(name), depth + 1)
    elif isinstance(value, list):
        if len(value) > _MOST:
            raise ValueError("arguments with too many parts")
        if not value and at:
            yield at, "[]"
        for number, part in enumerate(value):
            yield from strings(part, f"{at}[{number}]", depth + 1)
    elif value is None or isinstance(value, bool):
        yield at, {None: "null", True: "true", False: "false"}[value]
    elif isinstance(value, int | float):
        yield at, repr(value)


def quoted(words: list[str]) -> str:
    """Words of a program call as one line of shell text."""
    from keyturn.language.shell_words import shell_quote
    from keyturn.model.word import Word

    return " ".join(shell_quote(Word(word)) for word in words)


def _line(value: object, arguments: object) -> str | None:
    """A command as text: a string, or a list of words; `arguments` are words that stand beside it."""
    words = [word for word in arguments if isinstance(word, str)] if isinstance(arguments, list) else []
    if isinstance(value, str):
        return f"{value} {quoted(words)}" if words else value
    if isinstance(value, list) and value and all(isinstance(word, str) for word in value):
        return quoted([*value, *words])
    return None


def command(arguments: Mapping[str, Any]) -> str:
    """A shell tool's command: text, or a list of words. Raises ValueError when there is none."""
    found: dict[str, None] = {}
    # some readers of JSON do not tell `Command` from `command`, and which of both they take is not known
    for name in (*COMMANDS, *(one for one in arguments if one not in COMMANDS and one.lower() in _COMMANDS_LOW)):
        line = _line(arguments.get(name), arguments.get("args"))
        if line is not None:
            found[line] = None
    if not found:
        raise ValueError("a shell tool without a command")
    return "\n".join(found)


def arguments_of(value: object) -> dict[str, Any]:
    """Arguments that some hosts send as JSON in a string. Raises ValueError when they are no object."""
    if isinstance(value, str):
        from keyturn.gate.json_text import read as read_json

        try:
            value = read_json(value.encode("utf-8", "surrogatepass")) if value.strip() else {}
        except RecursionError:
            raise ValueError("arguments nested too deep") from None
    if not isinstance(value, dict):
        raise ValueError("the tool's arguments are no object")  # noqa: TRY004 - one error for every bad payload
    return value


def on_windows(directory: str) -> bool:
    """Whether a directory is written as Windows writes it: a drive's letter, or two backslashes before a server."""
    return directory[1:3] in (":\\", ":/") or directory.startswith("\\\\")


def native(call: c.ToolCall) -> c.ToolCall:
    """A call of a host that takes the system's own shell: on Windows that is PowerShell."""
    return call.but(kind=c.POWERSHELL) if call.kind == c.SHELL and on_windows(call.directory) else call


def beside(directory: str, where: str) -> str:
    """The directory that a tool's own argument means. Raises ValueError for one that only a shell could tell."""
    if where.startswith("~"):
        raise ValueError("the tool's directory begins with ~: what the host makes of that is not known")
    if not where or where.startswith("/") or on_windows(where) or not directory:
        return where or directory
    return f"{directory.rstrip('/')}/{where}"


def read(base: c.ToolCall, tool: object, arguments: object, tools: Mapping[str, str]) -> c.ToolCall:
    """The call by the table of a host: tool → shape. Raises ValueError for a payload that cannot be read."""
    if not isinstance(tool, str) or not tool:
        raise ValueError("the tool's name is missing")
    shape = tools.get(tool)
    if shape == HARMLESS:
        return base.but(kind=c.HARMLESS, tool=tool)
    if shape == PATCH:
        return _patch(base, tool, arguments)
    given = arguments_of(arguments if arguments is not None else {})
    if shape in (SHELL, POWERSHELL, LISTED):
        kind = c.POWERSHELL if shape == POWERSHELL else c.SHELL
        line = _listed(given) if shape == LISTED else command(given)
        where = beside(base.directory, text(given, *DIRECTORIES))
        return base.but(kind=kind, tool=tool, command=line, background=_background(given), directory=where)
    if shape in (TYPED, SUBMITTED):
        return typed(base, tool, "".join(dict.fromkeys(_texts(given, TYPINGS))), submitted=shape == SUBMITTED)
    if shape == PROCESS:
        return _process(base, tool, given)
    if shape == EDITOR:
        return _editor(base, tool, given)
    if shape in (WRITE, EDIT, EDITS, NOTEBOOK, DELETE, MOVE, BLOCKS):
        return base.but(kind=c.FILES, tool=tool, changes=tuple(_changes(shape, given)))
    server, name = _server(tool)
    kind = c.MCP if server else c.UNKNOWN
    return base.but(kind=kind, tool=name, server=server, arguments=tuple(strings(given)))


def mcp(base: c.ToolCall, server: str, tool: object, arguments: object) -> c.ToolCall:
    """A call of an MCP server's tool. Raises ValueError when it names no tool."""
    if not isinstance(tool, str) or not tool:
        raise ValueError("the tool's name is missing")
    given = arguments_of(arguments if arguments is not None else {})
    return base.but(kind=c.MCP, tool=tool, server=server, arguments=tuple(strings(given)))


def typed(base: c.ToolCall, tool: str, keys: str, *, submitted: bool = False) -> c.ToolCall:
    """Text typed into a running program: a shell's line, and a statement where it begins like one.

    What runs there is not known. A tab completes to something that nobody sees, so it stands for anything. Raises
    ValueError for what cannot be read: keys that edit the line, and a line that does not end, since the next call
    could go on with it (`submitted`: the host ends it itself).
    """
    for name in _KEYS:
        keys = keys.replace(name, "\x1b[A" if name != "{enter}" else "\n")
    plain_keys = _without_arrows(keys)
    if not plain_keys.strip("\r\n\t \x03\x04\x15\x1a\x1b"):
        return base.but(kind=c.HARMLESS, tool=tool)  # enter, an interrupt, a way through a menu
    if len(plain_keys) != len(keys):
        raise ValueError("keys that edit what is typed: what runs cannot be read")
    lines = ""
    for key in keys:
        if key in "\r\n\x03\x04\x15":
            lines += "\n"
        elif key == "\t":
            lines += "*" if lines[-1:].strip() else ""
        elif key < " " or key == "\x7f":
            raise ValueError("keys that edit what is typed: what runs cannot be read")
        else:
            lines += key
    if not submitted and not lines.endswith("\n") and len(lines.strip()) > 1:
        raise ValueError("text typed without the end of its line: type the whole line with its newline")
    shell = base.but(kind=c.SHELL, tool=tool, command=lines)
    at = 0
    for line in lines.splitlines(keepends=True):
        if line.lstrip(" \t(").partition(" ")[0].lower() in _STATEMENTS:
            # read from the first statement on: what stands before it is the client's own command (`\\c other`)
            sql = base.but(kind=c.UNKNOWN, tool=tool, arguments=(("sql", lines[at:]),))
            return base.but(kind=c.UNKNOWN, tool=tool, several=(shell, sql))
        at += len(line)
    return shell


def _without_arrows(keys: str) -> str:
    """Without the sequences that a terminal sends for arrows and the like."""
    out = ""
    at = 0
    while at < len(keys):
        if keys[at] == "\x1b" and keys[at + 1 : at + 2] in ("[", "O"):
            at += 2
            while at < len(keys) and not (keys[at].isalpha() or keys[at] == "~"):
                at += 1
            at += 1
            continue
        out += keys[at]
        at += 1
    return out


def _process(base: c.ToolCall, tool: str, given: dict[str, Any]) -> c.ToolCall:
    """A tool that looks after running programs: `action` says whether it types."""
    action = text(given, "action").replace("-", "_").lower()
    keys = "".join(dict.fromkeys(_texts(given, (*TYPINGS, "literal"))))
    if given.get("hex"):
        raise ValueError("keys given by their codes")
    pressed = given.get("keys")
    if isinstance(pressed, list) and pressed:
        if keys or not all(isinstance(key, str) and key.lower() in _PRESSED for key in pressed):
            raise ValueError("keys that edit what is typed: what runs cannot be read")
        return base.but(kind=c.HARMLESS, tool=tool)
    if action in ("poll", "log", "list", "wait", "kill", "clear", "remove", "close", "status"):
        keys = ""
    return typed(base, tool, keys, submitted=action == "submit")


def _texts(given: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    return [value for name in names if isinstance(value := given.get(name), str)]


def _background(given: Mapping[str, Any]) -> bool:
    names = ("run_in_background", "is_background", "isBackground", "background", "detach", "fireAndForget")
    return any(given.get(name) is True for name in names) or given.get("mode") == "async"


def _listed(given: Mapping[str, Any]) -> str:
    found = given.get("commands")
    if isinstance(found, str):
        found = [found]
    if not isinstance(found, list) or not found:
        return command(given)
    if len(found) > _MOST:
        raise ValueError("too many commands")
    lines: list[str] = []
    for one in found:
        line = _line(one.get("command"), one.get("args")) if isinstance(one, dict) else _line(one, None)
        if line is None:
            raise ValueError("a list of commands with something else in it")
        lines.append(line)
    return "\n".join(lines)


def _patch(base: c.ToolCall, tool: str, arguments: object) -> c.ToolCall:
    from keyturn.gate.patches import changes

    names = ("command", "input", "patch", "patchText", "patch_text", "content")
    if isinstance(arguments, str) and not arguments.lstrip().startswith("{"):
        return base.but(kind=c.FILES, tool=tool, changes=changes(arguments))
    given = arguments_of(arguments)
    found = list(dict.fromkeys(_texts(given, names)))
    words = given.get("command")
    if isinstance(words, list) and len(words) > 1 and words[0] in ("apply_patch", "applypatch"):
        found = [word for word in words[1:] if isinstance(word, str)]  # ["apply_patch", "*** Begin Patch…"]
    if not found:
        raise ValueError("a patch tool without a patch")
    return base.but(kind=c.FILES, tool=tool, changes=tuple(change for one in found for change in changes(one)))


def _editor(base: c.ToolCall, tool: str, given: dict[str, Any]) -> c.ToolCall:
    does = text(given, "command", "mode", "action").replace("_", "").lower()
    if does in ("view", "read", "list"):
        return base.but(kind=c.HARMLESS, tool=tool)
    if does == "patch":
        return _patch(base, tool, {"patch": given.get("patch")})
    if does in ("delete", "remove"):
        shape = DELETE
    elif does in ("strreplace", "insert", "append", "undoedit", "replace") or (not does and _texts(given, OLDS)):
        shape = EDIT
    else:
        shape = WRITE
    return base.but(kind=c.FILES, tool=tool, changes=tuple(_changes(shape, given)))


def _server(tool: str) -> tuple[str, str]:
    """`mcp__server__tool`, as Claude Code, Codex and Gemini write it."""
    if tool.startswith("mcp__"):
        server, _two, name = tool[5:].partition("__")
        return server, name or server
    return "", tool


def _paths(given: Mapping[str, Any]) -> list[str]:
    found = [path.removeprefix("file://") for path in _texts(given, PATHS)]
    for name in ("paths", "files", "file_paths", "filePaths"):
        more = given.get(name)
        if isinstance(more, list) and len(more) <= _MOST:
            found.extend(path for path in more if isinstance(path, str))
    found = list(dict.fromkeys(path for path in found if path))
    if not found:
        raise ValueError("a file tool without a path")
    return found


def _new(given: Mapping[str, Any]) -> str | None:
    found = _texts(given, TEXTS)
    return found[0] if found else None


def _changes(shape: str, given: Mapping[str, Any]) -> Iterator[c.FileChange]:
    if shape == EDITS:
        yield from _pieces(given)
        return
    if shape == MOVE:
        source, target = text(given, *SOURCES), text(given, *TARGETS)
        if not source or not target:
            raise ValueError("a tool that moves without a place to take from or to put it")
        yield c.FileChange(c.MOVE, source, to=target)
        return
    for path in _paths(given):
        if shape == WRITE:
            yield c.FileChange(c.WRITE, path, _new(given))
        elif shape == DELETE:
            yield c.FileChange(c.DELETE, path)
        elif shape == NOTEBOOK:
            yield c.FileChange(c.EDIT, path, None, text(given, *OLDS), text(given, "new_source", "newCode", *NEWS))
        elif shape == BLOCKS:
            yield from _blocks(path, text(given, "diff", "blocks", *TEXTS))
        else:
            yield c.FileChange(c.EDIT, path, None, text(given, *OLDS), text(given, *NEWS))


def _pieces(given: Mapping[str, Any]) -> Iterator[c.FileChange]:
    found: list[Any] = []
    for name in PIECES:
        some = given.get(name)
        if isinstance(some, str):
            some = arguments_of(f'{{"edits": {some}}}').get("edits")
        if isinstance(some, dict):
            found.append(some)
        if isinstance(some, list):
            found.extend(some)
    if len(found) > _MOST:
        raise ValueError("too many edits")
    own = list(dict.fromkeys(_texts(given, PATHS)))
    listed = given.get("files")
    if isinstance(listed, list):
        own.extend(path for path in listed if isinstance(path, str))
    count = 0
    for one in found:
        if not isinstance(one, dict):
            raise ValueError("an edit that is no object")  # noqa: TRY004 - one error for every bad payload
        paths = _texts(one, PATHS) or own
        for path in dict.fromkeys(paths):
            count += 1
            yield c.FileChange(c.EDIT, path, None, text(one, *OLDS), text(one, *NEWS))
    if not count:
        if not own or found:
            raise ValueError("an edit tool without its edits or without a path")
        for path in own:
            yield c.FileChange(c.EDIT, path, None, text(given, *OLDS), text(given, *NEWS))


def _blocks(path: str, diff: str) -> Iterator[c.FileChange]:
    """`------- SEARCH`, old lines, `=======`, new lines, `+++++++ REPLACE`; also with `<<<<<<<` and `>>>>>>>`."""
    old: list[str] = []
    new: list[str] = []
    place = ""
    count = 0
    for line in diff.splitlines():
        mark = line.strip()
        if mark in ("------- SEARCH", "<<<<<<< SEARCH"):
            place, old, new = "old", [], []
        elif mark == "=======" and place == "old":
            place = "new"
        elif mark in ("+++++++ REPLACE", ">>>>>>> REPLACE"):
            count += 1
            place = ""
            yield c.FileChange(c.EDIT, path, None, "\n".join(old), "\n".join(new))
        elif place:
            (old if place == "old" else new).append(line)
    if not count:
        yield c.FileChange(c.EDIT, path, None, "\n".join(old), "\n".join(new))
