"""What a call prints, when that is static, and what well-known variables mean: the shell reader's Resolver.

Without it `echo "rm -rf /" | sh`, `$(printf rm) -rf /` and `base64 -d <<< … | sh` would all be opaque.
"""

from __future__ import annotations

from keyturn.language.shell_text import escapes
from keyturn.model.source import Source
from keyturn.model.word import COMMAND, INPUT, TEMPORARY, Hole, Word, join
from keyturn.model.workspace import PRESENT
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.written import WRITERS, writes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_TEXT_LIMIT = 262_144
_SILENT = frozenset("cd mkdir touch true : test [ export set unset sleep wait trap shopt umask alias".split())


_ROUNDS = 500
"""How often printf's format is used anew before its output counts as unknown."""
_WIDE = 4096


def _conversion(code: str, how: str, value: Word) -> Word:
    """One `%…` of printf with its argument; what is not worked out is a hole."""
    width_text, dot, precision_text = how.lstrip("-+ #0").partition(".")
    plain = not how or how.strip("0123456789.-") == ""
    text = value.text
    if code in ("s", "b") and how.endswith((".0", ".")) and not width_text:
        # nothing of the argument is printed: `%.0s` only makes the rest repeat
        return Word("")
    if text is None:
        # an unknown argument that is cut or filled is as unknown
        return value if code in ("s", "b", "d", "i") and not dot else Word((Hole(COMMAND, "printf"),))
    width = int(width_text or 0)
    precision = int(precision_text or 0) if dot else None
    unknown = Word((Hole(COMMAND, "printf", quoted=True),))
    if width > _WIDE or (precision or 0) > _WIDE:
        return unknown
    if code in ("s", "b", "c"):
        if code == "b":
            text = escapes(text, printf=True)
        text = text[:1] if code == "c" else text[:precision]
        return Word(text.ljust(width) if how.startswith("-") else text.rjust(width))
    number = text.strip() or "0"
    if code not in ("d", "i", "u", "x", "X", "o") or not plain or dot or not number.lstrip("-").isdigit():
        return unknown
    if len(number) > 18 or (number.lstrip("-").startswith("0") and number.lstrip("-") != "0"):
        # a leading nought means octal
        return unknown
    if number.startswith("-") and code not in ("d", "i"):
        return unknown
    digits = f"{int(number):{code if code in 'xXo' else 'd'}}"
    if how.startswith("-"):
        return Word(digits.ljust(width))
    return Word(digits.zfill(width) if how.startswith("0") else digits.rjust(width))


class Outputs:
    """Resolver over one View. Knows nothing but what the text and the workspace say."""

    __slots__ = ("view",)

    def __init__(self, view: View) -> None:
        self.view = view

    def variable(self, name: str) -> Word | None:
        """Variables whose meaning is the same wherever the command runs (HOME, TMPDIR, SHELL …)."""
        layout = self.view.layout
        if name == "HOME":
            return Word(layout.home)
        if name in ("TMPDIR", "TMP", "TEMP"):
            return Word(layout.temporary[0])
        if name in ("USER", "LOGNAME"):
            return Word(layout.user)
        if name in ("SHELL", "BASH"):
            return Word("/bin/bash" if name == "BASH" else "/bin/sh")
        if name == "XDG_CACHE_HOME":
            return Word(layout.cache or layout.home + "/.cache")
        if name == "XDG_CONFIG_HOME":
            return Word(layout.home + "/.config")
        if name == "XDG_DATA_HOME":
            return Word(layout.home + "/.local/share")
        return None

    def output(self, call: Invocation, earlier: Sequence[Invocation] = ()) -> Word | None:
        """The text a call prints to stdout, holes included; None when it is not known."""
        name = call.name
        if name == "echo":
            return self._echo(call)
        if name == "printf":
            return self._printf(call)
        if name in ("cat", "tac") or name in ("base64", "xxd", "rev", "tee"):
            return self._filter(call, earlier)
        if name == "pwd":
            here = directory_of(call, self.view)
            return Word(here + "\n") if here is not None else None
        if name in _SILENT:
            return Word("")
        if name in ("dirname", "basename") and call.args:
            return self._part_of_path(call)
        if name == "mktemp":
            return Word((Hole(TEMPORARY, "mktemp", quoted=True, may_be_empty=False),))
        if name == "git" and [word.text for word in call.args] == ["rev-parse", "--show-toplevel"]:
            here = directory_of(call, self.view)
            root = self.view.workspace.repository(here) if here is not None else None
            return Word(root + "\n") if root is not None else None
        if name in ("which", "command") and call.args and call.args[-1].text is not None:
            return Word(call.args[-1].text + "\n")
        if name == "whoami":
            return Word(self.view.layout.user + "\n")
        if name == "yes":
            return join([*call.args, Word("\n")]) if call.args else Word("y\n")
        return None

    def _echo(self, call: Invocation) -> Word | None:
        args = list(call.args)
        decode = False
        newline = True
        while args and args[0].text is not None and len(args[0].text) > 1 and args[0].text[0] == "-":
            if not all(char in "neE" for char in args[0].text[1:]):
                break
            decode = decode or "e" in args[0].text
            newline = newline and "n" not in args[0].text
            args.pop(0)
        text = join(args) if args else Word("")
        if decode:
            text = Word(tuple(escapes(part) if isinstance(part, str) else part for part in text.parts))
        return join([text, Word("\n")], "") if newline else text

    def _printf(self, call: Invocation) -> Word | None:
        args = call.args
        if args and args[0].text == "--":
            args = args[1:]
        if not args or args[0].text is None:
            return None
        shape = escapes(args[0].text, printf=True)
        values = list(args[1:])
        out: list[Word] = []
        rounds = 0
        while True:
            rounds += 1
            used = 0
            index = 0
            run = ""
            while index < len(shape):
                char = shape[index]
                if char != "%":
                    run += char
                    index += 1
                    continue
                end = index + 1
                while end < len(shape) and shape[end] in "-+ #0123456789.":
                    end += 1
                how = shape[index + 1 : end]
                code = shape[end : end + 1]
                index = end + 1
                if code == "%":
                    run += "%"
                    continue
                if code in ("*", "(", "$"):
                    # a width or a place taken from the arguments, a date: more than is worked out here
                    return None
                if run:
                    out.append(Word(run))
                    run = ""
                value = values[used] if used < len(values) else Word("")
                used += 1
                out.append(_conversion(code, how, value))
            if run:
                out.append(Word(run))
            values = values[used:]
            if not values or not used:
                break
            if rounds > _ROUNDS:
                return None
        return join(out, "") if out else Word("")

    def _filter(self, call: Invocation, earlier: Sequence[Invocation]) -> Word | None:
        text: Word | None = None
        files: list[str] = []
        flags: list[str] = []
        for word in call.args:
            if word.text is None:
                return None
            if word.text.startswith("-") and len(word.text) > 1:
                flags.append(word.text)
            else:
                files.append(word.text)
        if call.name == "tee":
            files = []
        if files and files != ["-"]:
            parts: list[Word] = []
            for file in files:
                data = self._read(file, call, earlier)
                if data is None:
                    return None
                parts.append(Word(data))
            text = join(parts, "")
        elif isinstance(call.stdin, Source):
            text = call.stdin.text
        else:
            redirected = next((redirect for redirect in call.redirects if redirect.op == "<"), None)
            if redirected is not None and redirected.target.text is not None:
                data = self._read(redirected.target.text, call, earlier)
                text = Word(data) if data is not None else None
        if text is None:
            return None
        if call.name in ("cat", "tee"):
            return text
        if text.text is None:
            return Word((Hole(INPUT, call.name, quoted=True),))
        if call.name == "rev":
            return Word("\n".join(row[::-1] for row in text.text.split("\n")))
        if call.name == "tac":
            return Word("\n".join(reversed(text.text.rstrip("\n").split("\n"))) + "\n")
        return _decoded(call.name, flags, text.text)

    def _read(self, file: str, call: Invocation, earlier: Sequence[Invocation]) -> str | None:
        if file in ("/dev/stdin", "-") and isinstance(call.stdin, Source):
            return call.stdin.text.text
        path = absolute(file, directory_of(call, self.view))
        if path is None:
            return None
        for before in reversed(earlier):
            # what the same text wrote a moment ago stands there, not what the disk still shows
            if before.redirects or before.name in WRITERS:
                for place, content, appended in writes(before, self.view, self):
                    if place == path:
                        return None if appended else content
        answer = self.view.workspace.read(path)
        if answer.state != PRESENT or len(answer.data) > _TEXT_LIMIT:
            return None
        return answer.data.decode("utf-8", "replace")

    def _part_of_path(self, call: Invocation) -> Word | None:
        text = call.args[0].text
        if text is None or text.startswith("-"):
            return None
        bare = text.rstrip("/") or "/"
        cut = bare.rfind("/")
        if call.name == "dirname":
            return Word((bare[:cut] or "/") + "\n" if cut >= 0 else ".\n")
        last = bare[cut + 1 :]
        if len(call.args) > 1 and call.args[1].text:
            last = last.removesuffix(call.args[1].text)
        return Word(last + "\n")


def _decoded(name: str, flags: list[str], text: str) -> Word | None:
    import binascii

    try:
        if name == "base64" and any(flag in ("-d", "-D", "--decode", "-di", "-id") for flag in flags):
            return Word(binascii.a2b_base64(text.encode()).decode("utf-8", "replace"))
        if name == "base64" and not flags:
            return Word(binascii.b2a_base64(text.encode()).decode())
        if name == "xxd" and "-r" in flags and "-p" in flags:
            return Word(binascii.unhexlify("".join(text.split())).decode("utf-8", "replace"))
    except ValueError:
        return None
    return None
