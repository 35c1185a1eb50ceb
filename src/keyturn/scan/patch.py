"""A bare patch, read without its repository: sections by file, hunks by their counts, fragments of text.

Headers are told from content by the hunks' own counts: an added line `++ x` is `+++ x` in a patch and no header.
Only sections with a pre-filter hit are cut into lines.
"""

from __future__ import annotations

from keyturn.errors import CouldNotJudge
from keyturn.model.noun import Noun
from keyturn.scan.ports import NOTHING, REGULAR, Change

_PREFIXES = ("a/", "b/", "c/", "i/", "o/", "w/")
_HEADER_LIMIT = 20_000


class Section(Noun):
    """One file's part of a patch: its change, where its hunks stand, and whether its text is left out."""

    change: Change
    start: int
    end: int
    hidden: bool = False
    """"Binary files differ" or a binary patch: there is a change, and its text is not shown."""
    fault: str = ""
    """Why its text cannot be (wholly) read, "" when nothing is known against it."""


class Fragment(Noun):
    """One hunk as text at both sides. `numbers` are the new side's line numbers, `added` which lines are new.

    `gaps` are the places in `after` before which lines went away, `whole` tells that this is the whole new file,
    `fault` why the hunk cannot be trusted to be all there, "" when it can.
    """

    after: tuple[str, ...]
    before: tuple[str, ...]
    numbers: tuple[int, ...]
    added: frozenset[int]
    first_before: int
    whole: bool = False
    gaps: frozenset[int] = frozenset()
    fault: str = ""


def _unquote(text: str) -> str:
    """A path as git writes it: plain, or quoted with C escapes. A time behind a tab is cut off."""
    text = text.rstrip("\r")
    if not text.startswith('"'):
        return text.partition("\t")[0]
    out = bytearray()
    at = 1
    simple = {"n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11, '"': 34, "\\": 92}
    while at < len(text) and text[at] != '"':
        char = text[at]
        at += 1
        if char != "\\" or at >= len(text):
            out += char.encode("utf-8", "surrogateescape")
            continue
        char = text[at]
        if char in "01234567":
            out.append(int(text[at : at + 3], 8) & 0xFF)
            at += 3
        else:
            out.append(simple.get(char, ord(char) & 0xFF))
            at += 1
    return out.decode("utf-8", "surrogateescape")


def _strip(old: str, new: str) -> tuple[str, str]:
    """Paths without `a/` and `b/`, only where both sides carry such a prefix."""
    sides = [one for one in (old, new) if one not in ("", "/dev/null")]
    if sides and all(one.startswith(_PREFIXES) for one in sides):
        old = old if old == "/dev/null" else old[2:]
        new = new if new == "/dev/null" else new[2:]
    return old, new


def _git_line(line: str) -> tuple[str, str]:
    """The two paths of `diff --git a/x b/x`, for sections that have no other."""
    rest = line[len("diff --git ") :].rstrip("\r")
    if rest.startswith('"') or rest.endswith('"'):
        cut = rest.find('" ', 1) + 1 if rest.startswith('"') else rest.find(' "')
        return _unquote(rest[:cut].strip()), _unquote(rest[cut:].strip())
    half = len(rest) // 2
    if len(rest) % 2 and rest[half] == " " and rest[:half].partition("/")[2] == rest[half + 1 :].partition("/")[2]:
        return rest[:half], rest[half + 1 :]
    left, _space, right = rest.rpartition(" ")
    return left, right


def sections(data: bytes) -> list[Section]:
    """The files of a patch. Raises CouldNotJudge when there is none, or when it was coloured."""
    if not data.strip():
        raise CouldNotJudge(
            "the patch is empty, so nothing was judged",
            "If the command before the pipe failed, mend that first (set -o pipefail).",
        )
    if data.startswith(b"\x1b[") or b"\n\x1b[" in data:
        raise CouldNotJudge("the patch is coloured", "Make it with: git diff --no-color")
    starts: list[int] = []
    at = 0 if data.startswith(b"diff --git ") else data.find(b"\ndiff --git ") + 1
    if at == 0 and not data.startswith(b"diff --git "):
        at = -1
    while at >= 0:
        starts.append(at)
        found = data.find(b"\ndiff --git ", at)
        at = found + 1 if found >= 0 else -1
    out: list[Section] = []
    first = starts[0] if starts else len(data)
    out.extend(_plain(data, 0, first))
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(data)
        out.append(_git(data, start, end))
        hunks = out[-1].start
        if data.find(b"\n--- ", hunks, end) >= 0:
            follow = list(_plain(data, hunks, end, inside=True))
            if follow:
                cut = data.rfind(b"\n--- ", hunks, follow[0].start)
                out[-1] = out[-1].but(end=cut + 1)
                out.extend(follow)
    if out and not out[-1].fault and not _complete(data, out[-1].start, out[-1].end):
        # the quick count does not know context lines that lost their space on the way
        last = fragments(data, out[-1])
        if last and last[-1].fault:
            out[-1] = out[-1].but(fault=last[-1].fault)
    if not out:
        raise CouldNotJudge("this is not a patch", "Make it with: git diff --no-color --no-ext-diff A B")
    return out


def _git(data: bytes, start: int, end: int) -> Section:
    hunk = data.find(b"\n@@", start, end)
    stop = end if hunk < 0 else hunk + 1
    lines = data[start : min(stop, start + _HEADER_LIMIT)].decode("utf-8", "surrogateescape").split("\n")
    old, new = _git_line(lines[0])
    old_mode = new_mode = REGULAR
    old_id = new_id = ""
    status = "M"
    hidden = named = False
    for line in lines[1:]:
        named = named or line.startswith("+++ ")
        if line.startswith("--- "):
            old = _unquote(line[4:])
        elif line.startswith("+++ "):
            new = _unquote(line[4:])
        elif line.startswith("rename from "):
            status, old = "R", "a/" + _unquote(line[12:])
        elif line.startswith("rename to "):
            new = "b/" + _unquote(line[10:])
        elif line.startswith("copy to "):
            status, new = "A", "b/" + _unquote(line[8:])
        elif line.startswith("old mode "):
            old_mode = line[9:].strip()
        elif line.startswith("new mode "):
            new_mode = line[9:].strip()
        elif line.startswith("deleted file mode "):
            status, old_mode, new_mode = "D", line[18:].strip(), NOTHING
        elif line.startswith("new file mode "):
            status, old_mode, new_mode = "A", NOTHING, line[14:].strip()
        elif line.startswith("index "):
            words = line.split()
            old_id, _dots, new_id = words[1].partition("..")
            if len(words) > 2:
                old_mode = new_mode = words[2]
        elif line.startswith(("Binary files ", "GIT binary patch")):
            hidden = True
    if status == "R" and not (old.startswith(_PREFIXES) and new.startswith(_PREFIXES)):
        old, new = old.removeprefix("a/"), new.removeprefix("b/")
    else:
        old, new = _strip(old, new)
    if new == "/dev/null":
        status, new = "D", old
    if old == "/dev/null":
        status, old = "A", new
    change = Change(status, old, new, old_mode, new_mode, old_id or "?", new_id or "?")
    fault = "the patch names the file and shows no hunk of it" if named and hunk < 0 and not hidden else ""
    return Section(change, stop, end, hidden, fault)


def _counts(line: bytes) -> tuple[list[tuple[int, int]], int]:
    """`@@ -a,b +c,d @@` as (start, length) pairs, the new side last, and how many columns of signs there are."""
    columns = 0
    while line[columns : columns + 1] == b"@":
        columns += 1
    columns -= 1
    found: list[tuple[int, int]] = []
    for word in line[columns + 1 :].split()[: columns + 1]:
        numbers = word[1:].split(b",")
        if word[:1] not in (b"-", b"+") or not all(number.isdigit() for number in numbers):
            return [], columns
        found.append((int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 1))
    return (found if len(found) == columns + 1 else []), columns


def _complete(data: bytes, start: int, end: int) -> bool:
    """Whether the last hunk that begins before `end` is over there, told by its counts."""
    hunk = data.rfind(b"\n@@", start - 1 if start else 0, end)
    if hunk < 0 and not data.startswith(b"@@", start):
        return True
    head = hunk + 1
    line_end = data.find(b"\n", head)
    pairs, columns = _counts(data[head:line_end])
    if columns != 1 or len(pairs) != 2:
        return True
    body = data[line_end:end]
    plus, minus, same = body.count(b"\n+"), body.count(b"\n-"), body.count(b"\n ")
    return plus + same >= pairs[1][1] and minus + same >= pairs[0][1]


def _plain(data: bytes, start: int, end: int, *, inside: bool = False) -> list[Section]:
    """Sections of a plain `diff -u`: `---` and `+++` before `@@`, outside of any hunk.

    With `inside`, `start` is where hunks of another section begin.
    """
    heads: list[int] = []
    at = start if not inside and data.startswith(b"--- ", start) else data.find(b"\n--- ", start, end) + 1
    if at == 0 and not data.startswith(b"--- ", 0):
        return []
    first = start
    while 0 < at < end or (at == start and not inside):
        line_end = data.find(b"\n", at, end)
        if line_end < 0:
            break
        if data.startswith(b"+++ ", line_end + 1):
            plus_end = data.find(b"\n", line_end + 1, end)
            if plus_end > 0 and data.startswith(b"@@", plus_end + 1) and _complete(data, first, at):
                heads.append(at)
                first = plus_end + 1
        found = data.find(b"\n--- ", at, end)
        if found < 0:
            break
        at = found + 1
    out: list[Section] = []
    for index, head in enumerate(heads):
        stop = heads[index + 1] if index + 1 < len(heads) else end
        old_end = data.find(b"\n", head)
        new_end = data.find(b"\n", old_end + 1)
        old, new = _strip(
            _unquote(data[head + 4 : old_end].decode("utf-8", "surrogateescape")),
            _unquote(data[old_end + 5 : new_end].decode("utf-8", "surrogateescape")),
        )
        status = "M"
        if new == "/dev/null":
            status, new = "D", old
        elif old == "/dev/null":
            status, old = "A", new
        out.append(Section(Change(status, old, new, REGULAR, REGULAR, "?", "?"), new_end + 1, stop))
    return out


def fragments(data: bytes, section: Section) -> list[Fragment]:
    """The hunks of one section as text. Lines beyond a hunk's counts that are marked as added are read too."""
    out: list[Fragment] = []
    hunk = (
        section.start if data.startswith(b"@@", section.start) else data.find(b"\n@@", section.start, section.end) + 1
    )
    while 0 < hunk < section.end or (hunk == 0 and data.startswith(b"@@")):
        line_end = data.find(b"\n", hunk, section.end)
        if line_end < 0:
            break
        following = data.find(b"\n@@", line_end - 1, section.end)
        stop = section.end if following < 0 else following + 1
        pairs, columns = _counts(data[hunk:line_end])
        if pairs:
            out.append(_fragment(data[line_end + 1 : stop], pairs, columns, section.change.status == "A"))
        else:
            out.append(Fragment((), (), (), frozenset(), 0, fault="the header of a hunk cannot be read"))
        if following < 0:
            break
        hunk = following + 1
    return out


def _fragment(body: bytes, pairs: list[tuple[int, int]], columns: int, new_file: bool) -> Fragment:
    after: list[str] = []
    before: list[str] = []
    numbers: list[int] = []
    added: set[int] = set()
    gaps: set[int] = set()
    foreign = 0
    number = pairs[-1][0]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    for raw in lines:
        line = raw.replace("\0", "").removesuffix("\r")
        signs, content = line[:columns], line[columns:]
        if signs[:1] == "\\":
            continue
        if "+" in signs:
            if len(after) >= pairs[-1][1] and not signs.strip("+ "):
                pass  # beyond the counts: read all the same
            added.add(len(after))
            after.append(content)
            numbers.append(number)
            number += 1
        elif "-" in signs:
            before.append(content)
            gaps.add(len(after))
        elif not signs.strip():
            after.append(content)
            before.append(content)
            numbers.append(number)
            number += 1
        elif line == "~" or len(after) < pairs[-1][1]:
            foreign += 1  # behind the announced lines a mail's signature may stand
    fault = ""
    if foreign:
        fault = "lines of a hunk begin neither with +, - nor a space, as in a word diff or with other signs"
    elif len(after) < pairs[-1][1] or (columns == 1 and len(before) < pairs[0][1]):
        fault = "a hunk has fewer lines than it announces"
    return Fragment(
        tuple(after), tuple(before), tuple(numbers), frozenset(added), pairs[0][0], new_file, frozenset(gaps), fault
    )
