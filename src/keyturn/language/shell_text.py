"""Shell text made ready for the grammar, without ever changing what it means.

The grammar mis-reads some valid constructs silently (a continuation inside a word, `coproc`) or loses the
whole line (two heredocs on one command, `<<A | cmd`, extglob). This module rewrites just those, keeping every
newline where it was, so that positions still hold:

- a heredoc operator becomes `< PLACEHOLDER` and its body becomes blank lines; the bodies are returned;
- backslash-newline inside a word is joined (the newline moves behind the word's line);
- `coproc [NAME]` and `time [-p]` in front of a compound command become spaces.
"""

from __future__ import annotations

from keyturn.model.noun import Noun

HEREDOC_BASE = 0xE000
HOLE_BASE = 0xE400
HOLE_LIMIT = 0xF8FF
_COMPOUND = ("{", "(", "while ", "until ", "for ", "if ", "case ", "[[", "select ")


class Heredoc(Noun):
    """A heredoc's body as written; `quoted` delimiter: no expansion; `line`: where it starts (0-based)."""

    body: str
    quoted: bool
    line: int


class Prepared(Noun):
    """`text` for the grammar, and the heredocs its placeholders stand for."""

    text: str
    heredocs: tuple[Heredoc, ...] = ()


def needs_preparing(text: str) -> bool:
    """Whether any of the constructs above may stand in the text."""
    return "<<" in text or "\\\n" in text or "coproc" in text or "time" in text or '$"' in text


def prepare(text: str) -> Prepared:
    """Rewrite what the grammar mis-reads. Linear in the text's length."""
    if not needs_preparing(text):
        return Prepared(text)
    out: list[str] = []
    heredocs: list[Heredoc] = []
    waiting: list[tuple[str, bool, bool]] = []  # delimiter, quoted, strip tabs
    stack: list[str] = []  # what we are inside of: '"', "(", "`", "((", "{"
    held = 0  # newlines taken out of words, put back at the line's end
    line = 0
    index = 0
    size = len(text)
    word_start = True
    while index < size:
        char = text[index]
        inside = stack[-1] if stack else ""
        if char == "\\":
            if text[index + 1 : index + 2] == "\n":
                if (
                    out
                    and out[-1][-1:] not in (" ", "\t", "\n", "")
                    and text[index + 2 : index + 3] not in (" ", "\t", "\n", "")
                ):
                    held += 1
                    index += 2
                    line += 1
                    continue
                line += 1
            out.append(text[index : index + 2])
            index += 2
            word_start = False
            continue
        if inside == '"':
            if char == '"':
                stack.pop()
            elif text.startswith("$((", index):
                stack.append("((")
                out.append("$((")
                index += 3
                continue
            elif text.startswith("$(", index):
                stack.append("(")
                out.append("$(")
                index += 2
                word_start = True
                continue
            elif text.startswith("${", index):
                stack.append("{")
                out.append("${")
                index += 2
                continue
            elif char == "\n":
                line += 1
            out.append(char)
            index += 1
            continue
        if char == "'" and inside != "((":
            end = text.find("'", index + 1)
            if text[index - 1 : index] == "$":
                end = index + 1
                while end < size and text[end] != "'":
                    end += 2 if text[end] == "\\" else 1
            if end < 0 or end >= size:
                out.append(text[index:])
                break
            out.append(text[index : end + 1])
            line += text.count("\n", index, end)
            index = end + 1
            word_start = False
            continue
        if char == "$" and text[index + 1 : index + 2] == '"' and inside != "{":
            index += 1  # a translated string says what it says
            continue
        if char == '"':
            stack.append('"')
        elif char == "`":
            if inside == "`":
                stack.pop()
            else:
                stack.append("`")
        elif char == "#" and word_start and inside not in ("((", "{"):
            end = text.find("\n", index)
            end = size if end < 0 else end
            out.append(text[index:end])
            index = end
            continue
        elif text.startswith("$((", index) or (text.startswith("((", index) and word_start):
            length = 3 if char == "$" else 2
            stack.append("((")
            out.append(text[index : index + length])
            index += length
            continue
        elif text.startswith("${", index):
            stack.append("{")
            out.append("${")
            index += 2
            continue
        elif char == "(":
            stack.append("(")
        elif char == ")":
            if inside == "((" and text.startswith("))", index):
                stack.pop()
                out.append("))")
                index += 2
                continue
            if inside == "(":
                stack.pop()
        elif char == "}" and inside == "{":
            stack.pop()
        elif char == "<" and inside != "((" and text.startswith("<<<", index):
            out.append("<<<")
            index += 3
            continue
        elif char == "<" and inside != "((" and text.startswith("<<", index) and len(heredocs) + len(waiting) < 1000:
            found = _delimiter(text, index + 2)
            if found is not None:
                delimiter, quoted, strip, end = found
                mark = chr(HEREDOC_BASE + len(heredocs) + len(waiting))
                out.append("<" + mark + " " * (end - index - 2))
                waiting.append((delimiter, quoted, strip))
                index = end
                word_start = False
                continue
        elif char == "\n":
            out.append("\n" * (held + 1))
            held = 0
            line += 1
            index += 1
            for delimiter, quoted, strip in waiting:
                body, index, lines = _body(text, index, delimiter, strip)
                heredocs.append(Heredoc(body, quoted, line))
                out.append("\n" * lines)
                line += lines
            waiting = []
            word_start = True
            continue
        elif word_start and char in "ct" and inside != "((":
            skip = _prefix(text, index)
            if skip:
                out.append(" " * skip)
                index += skip
                continue
        out.append(char)
        word_start = char in " \t;&|(`{\n" or (char == "(")
        index += 1
    for _delimiter_text, quoted, _strip in waiting:
        heredocs.append(Heredoc("", quoted, line))
    if held:
        out.append("\n" * held)
    return Prepared("".join(out), tuple(heredocs))


def _delimiter(text: str, index: int) -> tuple[str, bool, bool, int] | None:
    """The heredoc delimiter at `index`: (text, quoted, strip tabs, end), or None when there is none."""
    strip = False
    if text[index : index + 1] == "-":
        strip = True
        index += 1
    while text[index : index + 1] in (" ", "\t"):
        index += 1
    begin = index
    out = ""
    quoted = False
    while index < len(text):
        char = text[index]
        if char in " \t\n;&|<>()":
            break
        if char in "'\"":
            end = text.find(char, index + 1)
            if end < 0:
                return None
            out += text[index + 1 : end]
            quoted = True
            index = end + 1
            continue
        if char == "\\":
            quoted = True
            out += text[index + 1 : index + 2]
            index += 2
            continue
        out += char
        index += 1
    return (out, quoted, strip, index) if index > begin else None


def _body(text: str, index: int, delimiter: str, strip: bool) -> tuple[str, int, int]:
    """The heredoc body from a line start: (body, index after the delimiter line, lines taken)."""
    lines = 0
    body: list[str] = []
    while index < len(text):
        end = text.find("\n", index)
        stop = len(text) if end < 0 else end
        row = text[index:stop]
        index = stop + 1 if end >= 0 else stop
        lines += 1 if end >= 0 else 0
        if strip:
            row = row.lstrip("\t")
        if row == delimiter or (row.rstrip("\r") == delimiter):
            return "".join(body), index, lines
        if row.startswith(delimiter) and row[len(delimiter) :].lstrip()[:1] in (")", "`"):
            # `$(cat <<EOF … EOF)`: bash accepts it with a warning
            index -= len(row) - len(delimiter) + (1 if end >= 0 else 0)
            return "".join(body), index, lines - (1 if end >= 0 else 0)
        body.append(row + "\n")
    return "".join(body), index, lines


def _prefix(text: str, index: int) -> int:
    """The length of a `coproc [NAME]` or `time [-p]` that stands in front of a compound command."""
    if text.startswith("time", index) and text[index + 4 : index + 5] in (" ", "\t"):
        end = _blank(text, index + 4)
        if text.startswith("-p ", end):
            end = _blank(text, end + 2)
        if text.startswith("-- ", end):
            end = _blank(text, end + 2)
        return end - index if text.startswith(_COMPOUND, end) else 0
    if text.startswith("coproc", index) and text[index + 6 : index + 7] in (" ", "\t"):
        end = _blank(text, index + 6)
        name = end
        while name < len(text) and (text[name].isalnum() or text[name] == "_"):
            name += 1
        after = _blank(text, name)
        if name > end and text.startswith(("{", "("), after):
            return after - index
        return end - index
    return 0


def _blank(text: str, index: int) -> int:
    while text[index : index + 1] in (" ", "\t"):
        index += 1
    return index


_PAIR = 0xC0
_PAIRS = 64 * 64


def armour(text: str) -> tuple[bytes, str]:
    """The text as bytes for the grammar, with every character beyond ASCII as a pair from U+00C0 to U+00FF.

    The grammar's scanner hands code points to C's isdigit and the like, which read past their tables above 255:
    `{` before a character beyond the basic plane kills the process. Returns the bytes and the table that
    `unarmour` needs: the characters in the order of their pairs.
    """
    if text.isascii():
        return text.encode("ascii"), ""
    table: dict[str, str] = {}
    out: list[str] = []
    for char in text:
        if char < "\x80":
            out.append(char)
            continue
        pair = table.get(char)
        if pair is None:
            index = len(table)
            if index >= _PAIRS:
                char = "\ufffd" if "\ufffd" in table else next(iter(table))  # noqa: PLW2901 - too many to tell apart
                out.append(table[char])
                continue
            pair = table[char] = chr(_PAIR + index // 64) + chr(_PAIR + index % 64)
        out.append(pair)
    return "".join(out).encode(), "".join(table).replace(_AT, "@").replace(_PERCENT, "%")


_AT, _PERCENT = "\uf8fe", "\uf8fd"


def letters(text: str) -> str:
    """`@` and `%` where they are ordinary letters (`@CC@`, `a@b`, `50%`), marked so that the grammar takes them so."""
    out: list[str] = []
    for index, char in enumerate(text):
        if char == "@" and text[index - 1 : index] not in ("$", "[") and text[index + 1 : index + 2] not in ("(", "}"):
            out.append(_AT)
        elif char == "%" and "${" not in text:
            out.append(_PERCENT)
        else:
            out.append(char)
    return "".join(out)


def unarmour(data: bytes, table: str) -> str:
    """Text cut out of armoured bytes, as it was written."""
    text = data.decode("utf-8", "replace")
    if not table or text.isascii():
        return text
    out: list[str] = []
    index = 0
    while index < len(text):
        char = text[index]
        index += 1
        if char < "\x80":
            out.append(char)
            continue
        if index >= len(text):
            break
        at = (ord(char) - _PAIR) * 64 + ord(text[index]) - _PAIR
        index += 1
        out.append(table[at] if 0 <= at < len(table) else "\ufffd")
    return "".join(out)


def repairs(text: str) -> list[str]:
    """Other readings of a text the grammar could not take, each valid shell that means the same or something wider.

    extglob `!(a|b)` becomes a plain glob of the same length, `$((a); b)` gets its space, `<>` becomes `<`,
    `;&` becomes `;;`, a brace expansion in command position is expanded.
    """
    found: list[str] = []
    changed = text
    pieces: list[str] = []
    done = 0
    at = text.find("(", 1)
    while at >= 0:
        end = _closing(text, at) if text[at - 1] in "!@+?*" and at - 1 >= done else -1
        inner = text[at - 1 : end + 1]
        if end >= 0 and not any(char in inner for char in "\n;&<>$`'\""):
            pieces.append(text[done : at - 1])
            pieces.append("*" + "".join("?" if char in "()|" else char for char in inner[1:]))
            done = end + 1
            at = text.find("(", done)
        else:
            at = text.find("(", at + 1)
    if pieces:
        changed = "".join(pieces) + text[done:]
    if changed != text:
        found.append(changed)
    changed = _closed_compounds(_plain_defaults(_whole_loops(changed)))
    changed = changed.replace("*(.)", "*   ").replace("*(/)", "*   ").replace("<>", "< ")
    changed = changed.replace(";;&", ";; ").replace(";&", ";;")
    if changed != text and changed not in found:
        found.append(changed)
    if "$((" in changed:
        found.append(changed.replace("$((", "$( ("))
    return found


_SPACES = frozenset(" \t\n")


def _whole_loops(text: str) -> str:
    """`for arg do`, over the positional parameters: the grammar wants them named."""
    pieces: list[str] = []
    done = 0
    at = text.find("for ")
    while at >= 0:
        end = _blank(text, at + 4)
        while text[end : end + 1].isalnum() or text[end : end + 1] == "_":
            end += 1
        after = end
        while text[after : after + 1] in _SPACES:
            after += 1
        begins = at == 0 or text[at - 1] in " \t\n;({&|"
        if begins and at + 4 < end < after and text.startswith("do", after) and text[after + 2 : after + 3].isspace():
            pieces.append(text[done:end] + ' in "$@";')
            done = end
        at = text.find("for ", max(after, at + 4))
    return "".join(pieces) + text[done:]


def _plain_defaults(text: str) -> str:
    """`${v:+ (>> $x)}`: operators in the word of an expansion are letters to the shell; blanks take their place."""
    pieces: list[str] = []
    done = 0
    at = text.find("${")
    while at >= 0:
        # a window, since an expansion that never ends would cost the rest of the text each time
        window = text[at + 1 : at + 2001]
        end = _matching(window, 0)
        name = 1
        while window[name : name + 1].isalnum() or window[name : name + 1] == "_":
            name += 1
        inner = window[name:end]
        sign = inner.lstrip(":")[:1]
        if end > 0 and name > 1 and sign in ("+", "-", "=") and "$(" not in inner and "`" not in inner:
            pieces.append(text[done : at + 1 + name])
            pieces.append("".join(" " if char in "()<>|&;" else char for char in inner))
            done = at + 1 + end
        at = text.find("${", max(done, at + 2))
    return "".join(pieces) + text[done:]


def _closed_compounds(text: str) -> str:
    """`(a) fi` and `{ a; } done`: a reserved word may follow a compound directly; the grammar wants a `;` there."""
    for word in ("fi", "done", "else", "elif", "then", "do", "esac"):
        at = text.find(word)
        while at >= 0:
            end = at + len(word)
            # a window, since the whole text before every word would cost the square of its length
            window = text[max(0, at - 200) : at]
            before = window.rstrip(" \t\n\\")
            gap = len(window) - len(before)
            whole = not text[end : end + 1].isalnum() and text[end : end + 1] not in ("_", "-", "/", ".", "=")
            if gap and whole and (before[-1:] in (")", "}") or before.split()[-1:] in (["fi"], ["done"], ["esac"])):
                text = text[: at - gap] + ";" + text[at - gap + 1 :]
            at = text.find(word, end)
    return text


def _closing(text: str, at: int) -> int:
    depth = 0
    for index in range(at, min(len(text), at + 2000)):
        if text[index] == "(":
            depth += 1
        elif text[index] == ")":
            depth -= 1
            if not depth:
                return index
    return -1


def braces(text: str, limit: int = 256) -> list[str] | None:
    """Brace expansion of one raw word (quotes kept): `a{b,c}` → [`ab`, `ac`]; None beyond `limit`; [text] when none.

    Done before everything else, on the text as written, as bash does. Longer words than anybody writes are not expanded
    (None): matching braces costs the square of their number.
    """
    if len(text) > 4096:
        return None
    done: list[str] = []
    todo = [text]
    while todo:
        current = todo.pop()
        split = _first_brace(current)
        if split is None:
            done.append(current)
        else:
            before, choices, after = split
            if len(todo) + len(done) + len(choices) > limit:
                return None
            todo.extend(before + choice + after for choice in reversed(choices))
    return done


def _first_brace(text: str) -> tuple[str, list[str], str] | None:
    index = 0
    size = len(text)
    while index < size:
        char = text[index]
        if char == "\\":
            index += 2
            continue
        if char in "'\"":
            end = text.find(char, index + 1)
            if end < 0:
                return None
            index = end + 1
            continue
        if text.startswith("${", index) or text.startswith("$(", index):
            end = _matching(text, index + 1)
            if end < 0:
                return None
            index = end + 1
            continue
        if char == "{":
            end = _matching(text, index)
            if end > 0:
                choices = _choices(text[index + 1 : end])
                if choices is not None:
                    return text[:index], choices, text[end + 1 :]
        index += 1
    return None


def _matching(text: str, at: int) -> int:
    opening = text[at]
    closing = "}" if opening == "{" else ")"
    depth = 0
    index = at
    while index < len(text):
        char = text[index]
        if char == "\\":
            index += 2
            continue
        if char == "'":
            end = text.find("'", index + 1)
            if end < 0:
                return -1
            index = end + 1
            continue
        if char == opening:
            depth += 1
        elif char == closing:
            depth -= 1
            if not depth:
                return index
        index += 1
    return -1


def _choices(inner: str) -> list[str] | None:
    parts: list[str] = []
    depth = 0
    begin = 0
    index = 0
    while index < len(inner):
        char = inner[index]
        if char == "\\":
            index += 2
            continue
        if char in "'\"":
            end = inner.find(char, index + 1)
            index = len(inner) if end < 0 else end + 1
            continue
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == "," and not depth:
            parts.append(inner[begin:index])
            begin = index + 1
        index += 1
    if parts:
        parts.append(inner[begin:])
        return parts
    low, dots, high = inner.partition("..")
    if dots:
        high, _dots, step = high.partition("..")
        if _number(low) and _number(high) and (not step or _number(step)):
            first, last = int(low), int(high)
            by = abs(int(step)) if step else 1
            by = by or 1
            count = abs(last - first) // by + 1
            if count > 256:
                return [f"{low}..{high}"]
            sign = 1 if last >= first else -1
            width = max(len(low), len(high)) if low.startswith("0") or high.startswith("0") else 0
            return [str(first + sign * by * at).zfill(width) for at in range(count)]
        if len(low) == 1 and len(high) == 1 and low.isalpha() and high.isalpha():
            first, last = ord(low), ord(high)
            sign = 1 if last >= first else -1
            return [chr(code) for code in range(first, last + sign, sign)]
    return None


def _number(text: str) -> bool:
    return text.lstrip("-").isdigit() and text.lstrip("-").isascii()


_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v",
           "\\": "\\", "'": "'", '"': '"', "?": "?"}  # fmt: skip
_HEX = "0123456789abcdefABCDEF"


def escapes(text: str, printf: bool = False) -> str:
    r"""The escapes of `$'…'` (and of `printf`/`echo -e`) decoded: `\n`, `\x72`, `\162`, `\u0072`, `\cX`.

    A NUL ends the string, as in bash.
    """
    if "\\" not in text:
        return text
    out: list[str] = []
    index = 0
    while index < len(text):
        char = text[index]
        if char != "\\" or index + 1 >= len(text):
            out.append(char)
            index += 1
            continue
        code = text[index + 1]
        index += 2
        if code in _SIMPLE:
            out.append(_SIMPLE[code])
        elif code in "xuU":
            width = {"x": 2, "u": 4, "U": 8}[code]
            end = index
            while end < len(text) and end - index < width and text[end] in _HEX:
                end += 1
            if end == index:
                out.append("\\" + code)
            else:
                value = int(text[index:end], 16)
                if value == 0:
                    return "".join(out)
                out.append(chr(value) if value < 0x110000 and not 0xD800 <= value < 0xE000 else "\ufffd")
                index = end
        elif code in "01234567":
            begin = index - 1
            width = 4 if printf and code == "0" else 3
            end = begin
            while end < len(text) and end - begin < width and text[end] in "01234567":
                end += 1
            value = int(text[begin:end], 8) & 0xFF
            if value == 0:
                return "".join(out)
            out.append(chr(value))
            index = end
        elif code == "c" and index < len(text):
            out.append(chr(ord(text[index]) & 0x1F))
            index += 1
        else:
            out.append("\\" + code)
    return "".join(out)
