"""Hand-offs that several tool modules make: a command inside a command, a shell text, a script beside the command.

Everything here keeps what the outer call knows (origin, certainty, context, stdin) and adds one link to the chain.
"""

from __future__ import annotations

from keyturn.language.printers import prints_shell
from keyturn.model.effect import BlindSpot, HandOff, Note
from keyturn.model.invocation import Invocation, UnknownInput, base_name
from keyturn.model.source import (
    JAVASCRIPT,
    PERL,
    PHP,
    POWERSHELL,
    PYTHON,
    RUBY,
    SHELL,
    Origin,
    ShellContext,
    Source,
)
from keyturn.model.word import COMMAND, PROCESS, VARIABLE, Hole, Word
from keyturn.model.workspace import ABSENT, PRESENT
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.registry import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

CONTAINER_MARK = "KEYTURN_CONTAINER"
"""A context variable that says: this text runs in a throw-away container or image, not on this machine."""
HOST_MARK = "KEYTURN_HOST"
"""A context variable that names the machine the text runs on, when it is not this one."""

ELSEWHERE = Word((Hole(VARIABLE, "directory elsewhere"),))

_FETCHERS = ("curl", "wget", "fetch", "aria2c", "nc ", "ncat", "http ", "https ", "http://", "https://", "lynx", "scp ")


def known_program(word: Word) -> bool:
    """Whether a word is literally the name of a program that some tool module knows."""
    return word.text is not None and module_of(base_name(word.text)) is not None


def invoke(
    call: Invocation,
    words: tuple[Word, ...],
    how: str,
    *,
    context: ShellContext | None = None,
    env: tuple[tuple[str, Word], ...] | None = None,
    stdin: Source | UnknownInput | bool | None = True,
    certain: bool = True,
) -> HandOff:
    """A command in the arguments of another. `words` must not be empty; `stdin` True keeps the outer call's."""
    first = words[0]
    text = first.text
    redirects = call.redirects
    if redirects:
        redirects = tuple(one for one in redirects if one.op in ("<", "<>"))
    return HandOff(
        Invocation(
            first,
            words[1:],
            call.env if env is None else env,
            redirects,
            call.stdin if stdin is True else (stdin or None),
            call.context if context is None else context,
            call.certain and certain,
            call.origin.inner(how),
            base_name(text) if text else "",
            call.piped,
        ),
        how,
    )


def launch(
    call: Invocation,
    words: tuple[Word, ...],
    how: str,
    *,
    guessed: bool = False,
    context: ShellContext | None = None,
    env: tuple[tuple[str, Word], ...] | None = None,
    stdin: Source | UnknownInput | bool | None = True,
    certain: bool = True,
) -> list[Outcome]:
    """Like `invoke`, with the second readings that an unknown word in front makes possible.

    `sudo $OPTIONS rm x` runs rm when the variable holds options or nothing. `guessed` says that an option was met
    which the wrapper's grammar does not know, so its value may have been taken for the program.
    """
    if not words:
        return []
    first = words[0]
    if len(words) > 1 and first.text is None and first.splits:
        rest = words[1:]
        while rest and ((rest[0].text or "-")[:1] == "-" and len(rest) > 1):
            rest = rest[1:]
        return [
            invoke(call, words, how, context=context, env=env, stdin=stdin, certain=certain),
            invoke(call, rest, how, context=context, env=env, stdin=stdin, certain=False),
        ]
    if guessed and len(words) > 1 and not known_program(first) and known_program(words[1]):
        return [
            invoke(call, words, how, context=context, env=env, stdin=stdin, certain=False),
            invoke(call, words[1:], how, context=context, env=env, stdin=stdin, certain=False),
        ]
    return [invoke(call, words, how, context=context, env=env, stdin=stdin, certain=certain)]


def shell_text(
    call: Invocation,
    text: Word,
    how: str,
    *,
    context: ShellContext | None = None,
    certain: bool = True,
) -> HandOff:
    """Text that a shell will read, written in the call itself."""
    return HandOff(
        Source(
            SHELL,
            text,
            call.origin.inner(how),
            call.context if context is None else context,
            file=False,
            certain=call.certain and certain,
        ),
        how,
    )


def wholly_unknown(text: Word) -> bool:
    """Whether nothing of a text is known but blanks."""
    return bool(text.parts) and not any(isinstance(part, str) and part.strip() for part in text.parts)


def opaque_text(call: Invocation, text: Word, what: str) -> BlindSpot:
    """The blind spot of a text that nothing is known of (`bash -c "$X"`, `eval "$(curl …)"`).

    What a program prints for the purpose of being evaluated (`eval "$(ssh-agent -s)"`) is that program's own doing:
    noted, not opaque.
    """
    holes = text.holes
    produced = holes[0] if len(holes) == 1 and holes[0].why in (COMMAND, PROCESS) else None
    if produced is not None and prints_shell(produced.name):
        return BlindSpot(
            "blind/opaque-text",
            f"{what} runs what `{shorten(produced.name)}` prints",
            opaque=False,
            certain=call.certain,
            origin=call.origin,
        )
    fetched = any(any(word in one.name for word in _FETCHERS) for one in holes if one.why in (COMMAND, PROCESS))
    if fetched:
        return BlindSpot(
            "blind/remote-script",
            f"{what} runs text that is fetched while it runs ({shorten(text.shown())})",
            certain=call.certain,
            origin=call.origin,
        )
    return BlindSpot(
        "blind/opaque-text",
        f"{what} runs text that is only known at run time ({shorten(text.shown())})",
        certain=call.certain,
        origin=call.origin,
    )


def shorten(text: str, width: int = 60) -> str:
    """One line of at most `width` characters, for messages."""
    line = " ".join(text[: width * 4].split())
    return line if len(line) <= width else line[: width - 1] + "…"


def child_context(call: Invocation, positionals: tuple[Word, ...] | None = ()) -> ShellContext:
    """What a shell started as a program of its own sees: exported variables and the call's assignments.

    Functions and aliases of the outer shell do not reach it, unless they were exported.
    """
    outer = call.context
    variables: Mapping[str, Word] = outer.variables
    functions = outer.functions
    exported = outer.exported
    if variables or call.env:
        kept = {name: value for name, value in variables.items() if name in exported or name.startswith("KEYTURN_")}
        kept.update(call.env)
        variables = kept
        exported = frozenset(kept)
    if functions:
        functions = {name: body for name, body in functions.items() if name in outer.exported}
    return ShellContext(outer.directory, variables, exported, functions, {}, positionals)


def elsewhere(host: Word, variables: tuple[tuple[str, Word], ...] = ()) -> ShellContext:
    """The context of a text that runs on another machine: no directory, no variables of this one."""
    return ShellContext(ELSEWHERE, {HOST_MARK: host, **dict(variables)}, frozenset(), {}, {}, None)


_EXTENSIONS = {
    "sh": SHELL,
    "bash": SHELL,
    "zsh": SHELL,
    "ksh": SHELL,
    "py": PYTHON,
    "js": JAVASCRIPT,
    "mjs": JAVASCRIPT,
    "cjs": JAVASCRIPT,
    "ts": JAVASCRIPT,
    "mts": JAVASCRIPT,
    "rb": RUBY,
    "pl": PERL,
    "php": PHP,
    "ps1": POWERSHELL,
}
_INTERPRETERS = {
    "shells": SHELL,
    "python": PYTHON,
    "pypy": PYTHON,
    "node": JAVASCRIPT,
    "nodejs": JAVASCRIPT,
    "bun": JAVASCRIPT,
    "deno": JAVASCRIPT,
    "tsx": JAVASCRIPT,
    "ts-node": JAVASCRIPT,
    "ruby": RUBY,
    "perl": PERL,
    "php": PHP,
    "pwsh": POWERSHELL,
}


def shebang_of(text: str) -> tuple[str, ...]:
    """The words of a `#!` line with `env` and its options taken off; () when there is none."""
    if not text.startswith("#!"):
        return ()
    words = text[2 : text.find("\n") if "\n" in text else len(text)].split()
    if words and base_name(words[0]) == "env":
        words = words[1:]
        while words and (words[0].startswith("-") or "=" in words[0]):
            words = words[1:]
    return tuple(words)


def language_of(path: str, text: str) -> str | None:
    """The language of a script by its `#!` line, else by its name; None when neither tells."""
    words = shebang_of(text)
    if words:
        program = base_name(words[0])
        if module_of(program) == "shells":
            return SHELL
        found = _INTERPRETERS.get(program) or _INTERPRETERS.get(program.rstrip("0123456789."))
        if found is not None:
            return found
        if program == "make":
            return "makefile"
        return None
    name = path[path.rfind("/") + 1 :]
    return _EXTENSIONS.get(name.rpartition(".")[2].lower()) if "." in name[1:] else None


def decode(data: bytes) -> str:
    """A file's text. A byte-order mark tells UTF-16; anything else is UTF-8, with bad bytes replaced."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def read_text(path: str, call: Invocation, view: View, what: str) -> tuple[str | None, list[Outcome]]:
    """A file's text, or None with the note or blind spot that says why not."""
    answer = view.workspace.read(path)
    if answer.state == PRESENT:
        return decode(answer.data), []
    if answer.state == ABSENT:
        return None, [Note(f"{what} was not found at {path}, so it was not read", call.origin)]
    return None, [
        BlindSpot(
            "blind/unreadable-file",
            f"{what} at {path} could not be read ({answer.state})",
            opaque=False,
            certain=call.certain,
            origin=call.origin,
        )
    ]


def follow_file(
    call: Invocation,
    view: View,
    word: Word,
    how: str,
    *,
    language: str | None = None,
    context: ShellContext | None = None,
    shown: str = "",
) -> list[Outcome]:
    """Hand on the script a word names. `language` None: tell by its `#!` line or name. `shown` is its name in notes."""
    name = word.text
    if name is None:
        return [Note(f"{word.shown()} is only known at run time, so the script was not read", call.origin)]
    if not name:
        return []
    path = absolute(name, directory_of(call, view))
    if path is None:
        return [Note(f"{name} stands in a directory that is not known, so it was not read", call.origin)]
    text, outcomes = read_text(path, call, view, shown or name)
    if text is None:
        return outcomes
    if "\0" in text[:1024]:
        return [Note(f"{shown or name} is a binary program, so it was not read", call.origin)]
    spoken = language or language_of(path, text)
    if spoken is None:
        words = shebang_of(text)
        if words:
            return [Note(f"{name} is a script for {words[0]}, which is not read", call.origin)]
        # the kernel refuses a text without `#!`, and every shell then runs it as its own script
        spoken = SHELL
    origin = Origin(path, 1, 1, 1, 1, (*call.origin.through, how), followed=True)
    return [HandOff(Source(spoken, Word(text, quoted=True), origin, context, file=True, certain=call.certain), how)]


def quote(text: str) -> str:
    """A value quoted for a shell."""
    if text and all(char.isalnum() or char in "_./:=@%+,-" for char in text):
        return text
    return "'" + text.replace("'", "'\\''") + "'"


def quoted_word(word: Word) -> Word:
    """A word as it must be written inside shell text to mean just itself; holes stay holes, now quoted."""
    if word.text is not None:
        return Word(quote(word.text), quoted=True)
    parts: list[str | Hole] = []
    for part in word.parts:
        if isinstance(part, str):
            parts.append(quote(part))
        else:
            parts.append(part)
    return Word(tuple(parts), quoted=True)


def splice(word: Word, mark: str, value: Word) -> Word:
    """The word with every literal `mark` replaced by a value."""
    if not mark:
        return word
    found = False
    parts: list[str | Hole] = []
    for part in word.parts:
        if not isinstance(part, str) or mark not in part:
            parts.append(part)
            continue
        found = True
        for index, piece in enumerate(part.split(mark)):
            if index:
                parts.extend(value.parts)
            if piece:
                parts.append(piece)
    if not found:
        return word
    return merged(parts)


def merged(parts: list[str | Hole]) -> Word:
    """A word of parts, neighbouring literals joined."""
    out: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        elif part != "":
            out.append(part)
    return Word(tuple(out), quoted=True)


def split_words(text: Word, *, escapes: bool = True, blanks: str = " \t\n\r\v\f") -> tuple[Word, ...]:
    """Cut a text at blanks with quotes and backslashes as `env -S` and xargs understand them; holes are kept."""
    words: list[Word] = []
    current: list[str | Hole] = []
    open_quote = ""
    inside = False
    for part in text.parts:
        if not isinstance(part, str):
            current.append(part)
            inside = True
            continue
        index = 0
        while index < len(part):
            char = part[index]
            index += 1
            if open_quote:
                if char == open_quote:
                    open_quote = ""
                elif char == "\\" and open_quote == '"' and escapes and index < len(part):
                    current.append(part[index])
                    index += 1
                else:
                    current.append(char)
            elif char in "'\"":
                open_quote = char
                inside = True
            elif char == "\\" and index < len(part):
                current.append(part[index])
                index += 1
                inside = True
            elif char in blanks:
                if inside:
                    words.append(merged(current))
                    current = []
                    inside = False
            else:
                current.append(char)
                inside = True
    if inside:
        words.append(merged(current))
    return tuple(words)
