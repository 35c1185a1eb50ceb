"""Editors and pagers as programs that run commands: vim, nvim, ex, ed, emacs, less, man.

An editor's command line leads to a shell (`:!cmd`), deletes files (`delete()`), and empties the file it was given
(`%d`). What is typed into `ed` or `ex` by a heredoc is read line by line; the text of an append or insert is not
commands. Facts: Vim 9.1 `:help starting`, `:help range`, `:help expr-!`; POSIX ed(1) and ex(1); GNU Emacs manual,
"Action Arguments"; less(1), man(1).
"""

from __future__ import annotations

from keyturn.model.effect import REWRITE, Effect, Extent, HandOff
from keyturn.model.source import SHELL, Source
from keyturn.model.word import Word
from keyturn.tool.filesystem import written
from keyturn.tool.handoff import invoke
from keyturn.tool.locate import path_target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_DEPTH = 6
"""`execute "execute '…'"`: how far texts within texts are followed."""

_VALUED = (
    "-u",
    "-U",
    "-i",
    "-T",
    "-t",
    "-d",
    "-w",
    "-W",
    "-S",
    "-s",
    "-r",
    "-l",
    "--listen",
    "--server",
    "--startuptime",
)
_MODIFIERS = frozenset(
    "silent sil noautocmd noa keepjumps keepj keepalt keeppatterns keepp lockmarks lockm verbose verb confirm conf "
    "noswapfile vertical vert tab topleft botright aboveleft belowright hide browse unsilent sandbox".split()
)
_APPENDS = frozenset("a append i insert c change a! i! append! insert!".split())
_LANGUAGES = {
    "lua": "lua", "python": "python", "py": "python", "python3": "python", "py3": "python", "pythonx": "python",
    "pyx": "python", "ruby": "ruby", "rub": "ruby", "perl": "perl", "pe": "perl",
}  # fmt: skip
# Vim functions whose first argument is a command: text for a shell, or a list of words.
_RUNS = ("system", "systemlist", "jobstart", "termopen", "job_start", "term_start", "popen")
_EMACS_SHELL = (
    "shell-command", "async-shell-command", "shell-command-to-string", "call-process-shell-command",
    "start-process-shell-command", "compile",
)  # fmt: skip
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def read(call: Invocation, view: View) -> list[Outcome]:
    """By the program's name."""
    if not call.args and call.stdin is None:
        return _NOTHING
    name = call.name
    if name in ("ed", "red"):
        return _ed(call, view)
    if name in ("emacs", "emacsclient"):
        return _emacs(call, view)
    if name == "less":
        return _less(call)
    if name == "man":
        return _man(call)
    return _vim(call, view)


class _Session:
    """One editor run: the file it was given, what was found, and whether the text is gone and then written."""

    __slots__ = ("call", "emptied", "file", "out", "view", "wrote")

    def __init__(self, call: Invocation, view: View, file: Word | None) -> None:
        self.call = call
        self.view = view
        self.file = file
        self.out: list[Outcome] = []
        self.emptied = False
        self.wrote = False

    def shell(self, text: str, how: str) -> None:
        """Text after `!`; an unescaped % is the file's name."""
        if self.file is not None and self.file.text is not None and "%" in text and "\\%" not in text:
            text = text.replace("%", self.file.text)
        if text.strip(" !"):
            call = self.call
            word = Word(text, quoted=True)
            self.out.append(
                HandOff(Source(SHELL, word, call.origin.inner(how), call.context, certain=call.certain), how)
            )

    def program(self, words: list[str], how: str) -> None:
        if words:
            self.out.append(invoke(self.call, tuple(Word(one, quoted=True) for one in words), how, stdin=None))

    def lines(self, text: str) -> None:
        """Commands one a line, as `ex -s` and `ed` take them from their input."""
        typed = False
        for line in text.splitlines():
            if typed:
                typed = line.strip() != "."
            elif _bare(line) in _APPENDS:
                typed = True
            else:
                self.command(line, 0)

    def command(self, line: str, depth: int) -> None:
        """One ex command, or several with `|` between them."""
        everything, line = _range(line)
        while True:
            word = _lead(line)
            if word not in _MODIFIERS:
                break
            line = line[len(word) :].lstrip("!").lstrip()
        if not line or line[0] == '"' or depth > _DEPTH:
            return
        if line[0] == "!":
            self.shell(line[1:], self.call.name + " !")
            return
        word = _lead(line)
        rest = line[len(word) :]
        bang = rest[:1] == "!"
        argument = rest.lstrip("!").strip() if word not in ("r", "read", "w", "write") else rest.strip()
        if word in ("r", "read", "w", "write") and argument[:1] == "!" and (rest[:1] != "!" or word[0] == "r"):
            self.shell(argument[1:], f"{self.call.name} :{word} !")
            return
        if word in ("g", "global", "v", "vglobal") and rest:
            mark = rest.lstrip("!")[:1]
            pieces = rest.lstrip("!")[1:].split(mark, 1) if mark else []
            if len(pieces) > 1:
                self.command(pieces[1], depth + 1)
            return
        if word in _LANGUAGES and argument:
            self._code(_LANGUAGES[word], argument)
            return
        if word in ("terminal", "ter", "term"):
            self.shell(argument, f"{self.call.name} :terminal")
            return
        if word in ("exe", "execute", "call", "cal", "let", "echo", "ec", "echom", "if", "put", "return"):
            if word[:3] == "exe":
                text = _literal(argument)
                if text is not None:
                    self.command(text, depth + 1)
            self._functions(argument)
        head, bar, more = _split(line)
        if word in ("d", "de", "del", "delete", "dl") and everything:
            self.emptied = True
        elif word in (
            "w",
            "write",
            "wq",
            "x",
            "xit",
            "exit",
            "up",
            "update",
            "wa",
            "wall",
            "wqa",
            "xa",
            "xall",
            "ZZ",
            "sav",
            "saveas",
        ):
            self.wrote = True
            place = head[len(word) :].lstrip("!").strip()
            if bang and place and place[0] not in "+>|":
                self.out += written(Word(place, quoted=True), self.call, self.view)
            elif place and self.emptied and place[0] not in "+>|":
                self.file = Word(place, quoted=True)
        if bar:
            self.command(more, depth + 1)

    def _code(self, language: str, text: str) -> None:
        call = self.call
        how = f"{call.name} :{language}"
        self.out.append(
            HandOff(
                Source(language, Word(text, quoted=True), call.origin.inner(how), call.context, certain=call.certain),
                how,
            )
        )
        if language == "lua":
            self._functions(text)
            start = text.find("vim.cmd(")
            if start >= 0:
                inner = _literal(text[start + 8 :])
                if inner is not None:
                    self.command(inner, 1)

    def _functions(self, text: str) -> None:
        """`system('…')`, `delete('…', 'rf')`, `writefile([], '…')` in an expression."""
        for name in _RUNS:
            for at in _calls(text, name):
                inner = text[at:].lstrip()
                if inner[:1] in ("[", "{"):
                    self.program(_strings(inner), f"{self.call.name} {name}()")
                else:
                    command = _literal(inner)
                    if command is not None:
                        self.shell(command, f"{self.call.name} {name}()")
        for at in _calls(text, "delete"):
            found = _strings(text[at:].partition(")")[0] if "(" not in text[at:].partition(")")[0] else text[at:])
            if found:
                flags = ["-rf"] if len(found) > 1 and "r" in found[1] else ["-f"]
                self.program(["rm", *flags, found[0]], f"{self.call.name} delete()")
        for at in _calls(text, "writefile"):
            found = _strings(text[at:])
            if text[at:].lstrip()[:2] == "[]" and found:
                self.out += written(Word(found[0], quoted=True), self.call, self.view)

    def finish(self) -> list[Outcome]:
        """What was found, with the file that was emptied and written back."""
        if self.emptied and self.wrote and self.file is not None:
            target = path_target(self.file, self.call, self.view)
            shown = self.file.shown()
            call = self.call
            self.out.append(
                Effect(
                    "filesystem/truncate", REWRITE, f"empties {shown}", (target,), Extent(1),
                    certain=call.certain, origin=call.origin,
                )
            )  # fmt: skip
        return self.out or _NOTHING


def _range(line: str) -> tuple[bool, str]:
    """Whether a command's range is the whole file, and the command without its range."""
    line = line.strip().lstrip(":").lstrip()
    at = 0
    count = len(line)
    while at < count:
        char = line[at]
        if char in "%.$,;+-0123456789 \t":
            at += 1
        elif char == "'":
            at += 2
        elif char in "/?" and (end := line.find(char, at + 1)) > 0:
            at = end + 1
        else:
            break
    lead = line[:at].replace(" ", "")
    return lead in ("%", "1,$", "0,$", ","), line[at:]


def _lead(line: str) -> str:
    at = 0
    while at < len(line) and line[at] in _LETTERS and not (at == 1 and line[0] in "sgvd" and not line[at].isalpha()):
        at += 1
    return line[:at]


def _bare(line: str) -> str:
    return _range(line)[1].strip()


def _split(line: str) -> tuple[str, str, str]:
    """A command up to the `|` that ends it, outside quotes."""
    quote = ""
    for at, char in enumerate(line):
        if quote:
            if char == quote:
                quote = ""
        elif char == "'" or (char == '"' and at and line[at - 1] in "( ,"):
            quote = char
        elif char == "|" and line[at - 1 : at] != "\\":
            return line[:at], "|", line[at + 1 :]
    return line, "", ""


def _literal(text: str) -> str | None:
    """The text of an expression that is one quoted literal (or begins with one), None for anything computed."""
    text = text.lstrip("( ")
    if text[:2] == "[[":
        return text[2:].partition("]]")[0]
    quote = text[:1]
    if quote not in ("'", '"'):
        return None
    out: list[str] = []
    at = 1
    while at < len(text):
        char = text[at]
        if char == "\\" and quote == '"' and at + 1 < len(text):
            at += 1
            out.append({"n": "\n", "t": "\t"}.get(text[at], text[at]))
        elif char == quote:
            break
        else:
            out.append(char)
        at += 1
    return "".join(out)


def _strings(text: str) -> list[str]:
    """Every quoted literal up to the end of a list or a call."""
    found: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in "\"'":
            value = _literal(text[at:]) or ""
            found.append(value)
            at += len(value) + 2
        elif char in "]})":
            if found:
                break
            at += 1
        else:
            at += 1
    return found


def _calls(text: str, name: str) -> list[int]:
    """Where the arguments of a function of this name begin."""
    found: list[int] = []
    at = text.find(name + "(")
    while at >= 0:
        if at == 0 or (text[at - 1] not in _LETTERS and text[at - 1] != "_"):
            found.append(at + len(name) + 1)
        at = text.find(name + "(", at + 1)
    return found


def _fed(call: Invocation) -> str | None:
    stdin = call.stdin
    return stdin.text.text if isinstance(stdin, Source) else None


def _vim(call: Invocation, view: View) -> list[Outcome]:
    """vi, vim, nvim and ex: `-c`, `--cmd` and `+` are ex commands, `-s` with ex takes them from the input."""
    commands: list[str] = []
    files: list[Word] = []
    batch = False
    ex = call.name == "ex"
    index = 0
    args = call.args
    while index < len(args):
        word = args[index]
        index += 1
        text = word.text
        if text is None:
            if word.prefix[:1] not in ("-", "+"):
                files.append(word)
        elif text[:1] == "+" and len(text) > 1:
            commands.append(text[1:])
        elif text[:1] != "-" or text == "-":
            files.append(word)
        elif text == "--cmd":
            commands += [args[index].text or ""] if index < len(args) else []
            index += 1
        elif text == "--":
            files += args[index:]
            break
        elif text[:2] != "--" and text[-1:] == "c":
            batch = batch or "s" in text
            commands += [args[index].text or ""] if index < len(args) else []
            index += 1
        elif text[:2] == "-c":
            commands.append(text[2:])
        elif text in ("-es", "-Es", "-e", "-E") or (ex and text in ("-s", "-")):
            batch = batch or "s" in text or ex
        elif text in _VALUED:
            index += 1
    if not commands and not (batch or ex):
        return _NOTHING
    session = _Session(call, view, files[0] if files else None)
    for command in commands:
        session.command(command, 0)
    if batch or ex:
        fed = _fed(call)
        if fed is not None:
            session.lines(fed)
    return session.finish()


def _ed(call: Invocation, view: View) -> list[Outcome]:
    fed = _fed(call)
    if fed is None:
        return _NOTHING
    files = [word for word in call.args if word.prefix[:1] != "-"]
    session = _Session(call, view, files[-1] if files else None)
    session.lines(fed)
    return session.finish()


def _emacs(call: Invocation, view: View) -> list[Outcome]:
    session = _Session(call, view, None)
    args = call.args
    for index, word in enumerate(args):
        text = word.text
        if text is None or text[:1] != "-":
            continue
        name, equals, value = text.partition("=")
        if name.lstrip("-") in ("eval", "execute", "e"):
            code = value if equals else (args[index + 1].text or "") if index + 1 < len(args) else ""
            _lisp(session, code)
    return session.finish()


def _lisp(session: _Session, code: str) -> None:
    """Shell commands, processes and deletions in Emacs Lisp, as far as their arguments are literal."""
    for name in _EMACS_SHELL:
        for rest in _forms(code, name):
            found = _strings(rest)
            if found:
                session.shell(found[-1] if name.startswith("start") else found[0], f"emacs {name}")
    for name in ("call-process", "process-lines", "start-process"):
        for rest in _forms(code, name):
            found = _strings(rest)
            session.program(found[1:] if name == "start-process" else found, f"emacs {name}")
    for rest in _forms(code, "delete-directory"):
        found = _strings(rest)
        if found:
            deep = bool(rest.partition(found[0])[2].partition(")")[0].strip('" ').removeprefix("nil"))
            session.program(
                ["rm", "-rf", _home(found[0], session)] if deep else ["rmdir", found[0]], "emacs delete-directory"
            )
    for rest in _forms(code, "delete-file"):
        found = _strings(rest)
        if found:
            session.program(["rm", "-f", _home(found[0], session)], "emacs delete-file")


def _home(path: str, session: _Session) -> str:
    return session.view.layout.home + path[1:] if path[:1] == "~" and path[1:2] in ("", "/") else path


def _forms(code: str, name: str) -> list[str]:
    found: list[str] = []
    at = code.find("(" + name)
    while at >= 0:
        after = code[at + 1 + len(name) : at + 2 + len(name)]
        if after in (" ", "\n", "\t"):
            found.append(code[at + 1 + len(name) :])
        at = code.find("(" + name, at + 1)
    return found


def _less(call: Invocation) -> list[Outcome]:
    out: list[Outcome] = []
    for word in call.args:
        text = word.text
        if text is not None and text[:1] == "+" and "!" in text[:3]:
            command = Word(text.partition("!")[2], quoted=True)
            out.append(
                HandOff(
                    Source(SHELL, command, call.origin.inner("less !"), call.context, certain=call.certain), "less !"
                )
            )
    return out or _NOTHING


def _man(call: Invocation) -> list[Outcome]:
    args = call.args
    for index, word in enumerate(args):
        text = word.text
        if text is None or text[:1] != "-":
            continue
        value = ""
        if text in ("-P", "--pager"):
            value = (args[index + 1].text or "") if index + 1 < len(args) else ""
        elif text.startswith("--pager="):
            value = text[8:]
        elif text.startswith("-P"):
            value = text[2:]
        if value:
            command = Word(value, quoted=True)
            return [
                HandOff(
                    Source(SHELL, command, call.origin.inner("man -P"), call.context, certain=call.certain), "man -P"
                )
            ]
    return _NOTHING
