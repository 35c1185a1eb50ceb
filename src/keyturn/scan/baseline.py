"""The baseline: findings that stood in a repository when Keyturn came, so that a scan can speak of what is new.

An entry names one finding by its fingerprint: rule, path, the words of its lines with secrets masked, and which of the
equal ones in the file it is. Lines may move and be indented otherwise; a second copy is another finding.

The laws:

1. An entry is for what stands there. It is no licence to write the same again: in a change it covers only what the side
   before the change held, in the same file or in one that is gone since.
2. A line that stood there before and does something new through the change is not covered.
3. What an entry shows is what it covers: rule, path and line must be the finding's own, and it covers nothing more
   severe than it says.
4. What a change alone tells (`change/…`), everything about the guard itself, and rules that are never excepted are
   never covered.
5. It only shrinks unless somebody says otherwise, and it grows in plain sight: `grown` makes that a finding.

Pure: where sides and files come from is the caller's.
"""

from __future__ import annotations

from keyturn.errors import ConfigurationError
from keyturn.model.effect import GUARD_OFF
from keyturn.model.masking import MASK, mask
from keyturn.model.noun import Noun
from keyturn.model.rule import SEVERITIES
from keyturn.model.text import safe
from keyturn.model.workspace import ABSENT, FILE, PRESENT
from keyturn.scan import raw, texts
from keyturn.scan.findings import OLD, Known
from keyturn.scan.judging import ROOT
from keyturn.scan.overrides import is_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from keyturn.model.workspace import Workspace
    from keyturn.scan.findings import Finding, Report

    Forbidden = Callable[[str], str]

FILE_NAME = raw.BASELINE
VERSION = 1
MAX_BYTES = 50_000_000
_HEAD = 20
"""Lines of a finding that are compared to tell which of the equal ones it is; all of them are in the fingerprint."""
_LINES = 2_000
_SHOWN = 160
_TRIED = 100
"""Vanished files with the same line among which a renamed one is looked for."""
_BLIND = "blind/"
_FIELDS = ("fingerprint", "rule", "severity", "path", "line", "since", "author", "reason")
_NEVER = ("change/", "keyturn/")
_HEX = frozenset("0123456789abcdef")
_MEND = "Mend it by hand or from its history (git log -p -- FILE); `keyturn baseline show` says when it is whole."


class Baseline(Noun):
    """A file's entries, sorted as written."""

    entries: tuple[Known, ...] = ()


class Seen(Noun):
    """A finding as the baseline looks at it. `text` is what is hashed, `head` what is counted, `number` which it is."""

    rule: str
    severity: str
    path: str
    text: str
    head: str
    shown: str
    number: int
    fingerprint: str
    whole: bool = False
    """It is about the file as a whole."""


class Merged(Noun):
    """What a refresh comes to: the entries, and how many were kept, moved with a file, dropped, added and left out."""

    entries: tuple[Known, ...]
    kept: int = 0
    moved: int = 0
    dropped: int = 0
    added: int = 0
    left_out: int = 0


# -- the words of a file ------------------------------------------------------------------------------------------


class Lines:
    """The lines of one file, each with its white space collapsed, and where equal ones stand.

    Lines that differ in a secret alone are equal.
    """

    __slots__ = ("_blocks", "_masked", "_places", "_plain", "_secret")

    def __init__(self, text: str) -> None:
        self._plain = [" ".join(line.split()) for line in text.split("\n")]
        self._masked: dict[int, str] = {}
        self._places: dict[str, list[int]] = {}
        self._secret: dict[str, list[int]] = {}
        self._blocks: dict[tuple[str, int], dict[str, list[int]]] = {}

    def _line(self, number: int) -> str:
        found = self._masked.get(number)
        if found is None:
            found = self._masked[number] = mask(self._plain[number - 1])
        return found

    def words(self, first: int, last: int, most: int = _LINES) -> str:
        """Some lines (counted from 1) as one text with secrets masked, "" when there are none."""
        if first < 1:
            return ""
        last = min(max(first, last), first + most - 1, len(self._plain))
        return "\n".join(self._line(number) for number in range(first, last + 1))

    def _equal(self, head: str) -> list[int]:
        """The lines, counted from 1, at which such a text begins."""
        first, _end, rest = head.partition("\n")
        if not rest:
            return self._first(first)
        length = head.count("\n") + 1
        blocks = self._blocks.get((first, length))
        if blocks is None:
            blocks = self._blocks[first, length] = {}
            for number in self._first(first):
                blocks.setdefault(self.words(number, number + length - 1), []).append(number)
        return blocks.get(head, [])

    def _first(self, line: str) -> list[int]:
        if MASK in line:
            if not self._secret:
                for number in range(1, len(self._plain) + 1):
                    self._secret.setdefault(self._line(number), []).append(number)
            return self._secret.get(line, [])
        if not self._places:
            for number, plain in enumerate(self._plain, 1):
                self._places.setdefault(plain, []).append(number)
        return self._places.get(line, [])

    def before(self, head: str, line: int) -> int:
        """How many equal ones begin above a line."""
        from bisect import bisect_left

        return bisect_left(self._equal(head), line)

    def count(self, head: str) -> int:
        """How many equal ones there are."""
        return len(self._equal(head))


class Tree:
    """The files of one side, each read once."""

    __slots__ = ("_lines", "_there", "_workspace")

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lines: dict[str, Lines | None] = {}
        self._there: dict[str, bool] = {}

    def lines(self, path: str) -> Lines | None:
        """A file's lines, None when it cannot be read here."""
        if path not in self._lines:
            answer = self._workspace.read(f"{ROOT}/{path}") if path else None
            found = None if answer is None or answer.state != PRESENT else Lines(texts.read(answer.data).text)
            self._lines[path] = found
        return self._lines[path]

    def there(self, path: str) -> bool:
        """Whether a file stands there."""
        if path not in self._there:
            facts = self._workspace.stat(f"{ROOT}/{path}")
            self._there[path] = facts.state != ABSENT and facts.kind in (FILE, "")
        return self._there[path]


class Sides(Noun):
    """What a finding is looked up in: the tree after, and the one before (None when no change is looked at)."""

    after: Tree
    before: Tree | None = None


# -- fingerprints -------------------------------------------------------------------------------------------------


def fingerprint(rule: str, path: str, text: str, number: int) -> str:
    """32 hexadecimal digits that name a finding."""
    from hashlib import sha256

    whole = "\0".join((rule, path, text, str(number)))
    return sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def seen(finding: Finding, tree: Tree, path: str = "") -> Seen | None:
    """The finding by its words in a tree; None when its lines cannot be read there, so that nothing can name it.

    `path` is the file's below the repository's root, when the finding names it otherwise.
    """
    place = finding.place
    path = path or place.file
    number = 0
    if place.line:
        lines = tree.lines(path)
        if lines is None:
            return None
        blind = finding.rule.startswith(_BLIND)  # what could not be read begins there; where it ends is a guess
        last = place.line if blind else max(place.line, place.end_line)
        text = lines.words(place.line, last)
        head = lines.words(place.line, last, _HEAD)
        if not text.strip():
            return None
        number = lines.before(head, place.line)
    else:
        text = head = _stable(finding.message)
    shown = safe(" ".join(text.split("\n"))[:_SHOWN]).strip() or "…"
    mark = fingerprint(finding.rule, path, text, number)
    return Seen(finding.rule, finding.severity, path, text, head, shown, number, mark, not place.line)


def _stable(message: str) -> str:
    """A message without its numbers, which change with every edit."""
    out: list[str] = []
    for char in mask(" ".join(message.split())):
        if char.isdigit():
            if out[-1:] != ["#"]:
                out.append("#")
        elif not (char == "," and out[-1:] == ["#"]):
            out.append(char)
    return "".join(out)


def never(rule: str, path: str = "") -> bool:
    """Whether findings of a rule are never covered: what only a change tells, and the guard's own."""
    return rule.startswith(_NEVER) or rule in _guards() or (path != "" and (raw.is_own(path) or path == FILE_NAME))


_of_the_guard: list[frozenset[str]] = []


def _guards() -> frozenset[str]:
    if not _of_the_guard:
        from keyturn.tool.rules.index import all_rules

        _of_the_guard.append(frozenset(rule.id for rule in all_rules() if rule.category == GUARD_OFF))
    return _of_the_guard[0]


# -- a scan -------------------------------------------------------------------------------------------------------


def apply(
    report: Report,
    baseline: Baseline,
    sides: Callable[[Finding], Sides],
    *,
    forbidden: Forbidden | None = None,
    licence: bool = False,
    relative: Callable[[str], str] | None = None,
) -> Report:
    """The report with fingerprints, in which what the baseline knows is set apart.

    `sides` tells where a finding is to be looked up. `forbidden` answers by which pattern a rule is never covered.
    With `licence` the caller vouches for the baseline: then entries also cover what the change writes again.
    `relative` answers a file's path below the repository's root, "" for one outside.
    """
    entries = {one.fingerprint: one for one in baseline.entries}
    standing: list[Finding] = []
    strange: list[tuple[int, Seen, Sides]] = []
    known: list[Finding] = []
    remarks = dict.fromkeys(report.remarks)

    def covered(finding: Finding, one: Seen, entry: Known, where: Sides) -> bool:
        why = _against(one, entry, where, licence=licence)
        if why:
            place = f"{finding.place.file}:{finding.place.line}"
            remarks[f"{place}: the baseline knows {finding.rule} here, but {why}"] = None
            return False
        known.append(finding.but(known=entry))
        return True

    for given in report.findings:
        excepted = given.override is not None
        # what is wrong with an exception was said already; nothing else may take it for one that counts
        finding = given.but(override=None) if getattr(given.override, "problem", "") else given
        path = finding.place.file if relative is None else relative(finding.place.file)
        where = sides(finding)
        old = finding.place.side == OLD
        one = seen(finding, where.before if old and where.before is not None else where.after, path) if path else None
        if one is not None:
            finding = finding.but(fingerprint=one.fingerprint)
        fixed = excepted or old or not entries or never(finding.rule, path)
        if one is None or fixed or (forbidden is not None and forbidden(finding.rule)):
            standing.append(finding)
            continue
        entry = entries.get(one.fingerprint)
        if entry is None:
            strange.append((len(standing), one, where))
            standing.append(finding)
        elif not covered(finding, one, entry, where):
            standing.append(finding)
    taken: set[int] = set()
    if strange:
        used = {finding.fingerprint for finding in known}
        after = strange[0][2].after
        gone = [one for one in baseline.entries if one.fingerprint not in used and not after.there(one.path)]
        for index, entry in follow([one for _at, one, _where in strange], gone).items():
            at, one, where = strange[index]
            if covered(standing[at], one, entry, where):
                taken.add(at)
    return report.but(
        findings=tuple(one for at, one in enumerate(standing) if at not in taken),
        baselined=(*report.baselined, *known),
        remarks=tuple(remarks),
    )


def _against(one: Seen, entry: Known, where: Sides, *, licence: bool) -> str:
    """Why an entry does not cover a finding that it names, "" when it does."""
    if (entry.rule, entry.line) != (one.rule, one.shown):
        return "its entry shows another rule or line than its fingerprint names"
    if _rank(one.severity) > _rank(entry.severity):
        return f"as {entry.severity}, and it is {one.severity} now"
    before = where.before
    if before is None:
        return ""
    lines = None if one.whole else before.lines(entry.path)
    held = before.there(entry.path) if one.whole else lines is not None and lines.count(one.head) > one.number
    still = one.whole or one.rule.startswith(_BLIND)  # told at every change of the file, whatever it was
    if held and not still and entry.path == one.path:
        return "its line stood there before, and this change makes it do something new"
    if held or licence:
        return ""
    return "the side before the change does not hold it: an entry is no licence to write it again"


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1


def follow(found: list[Seen], gone: list[Known]) -> dict[int, Known]:
    """Findings that an entry of a vanished file names but for its path: where exactly one can be meant.

    A file that kept its name is looked for first, then any. Answers by index of `found`.
    """
    out: dict[int, Known] = {}
    if not gone:
        return out
    left = {entry.fingerprint: entry for entry in gone}
    for by_name in (True, False):
        paths: dict[tuple[str, str, str], dict[str, None]] = {}
        for entry in left.values():
            key = (entry.rule, entry.line, _name(entry.path) if by_name else "")
            paths.setdefault(key, {})[entry.path] = None
        groups: dict[tuple[str, str, str, int], list[int]] = {}
        for index, one in enumerate(found):
            if index not in out:
                name = _name(one.path) if by_name else ""
                groups.setdefault((one.rule, one.shown, name, one.number), []).append(index)
        for (rule, line, name, _number), indexes in groups.items():
            places = paths.get((rule, line, name), {})
            if len(indexes) != 1 or len(places) > _TRIED:
                continue
            one = found[indexes[0]]
            for path in places:
                known = left.pop(fingerprint(rule, path, one.text, one.number), None)
                if known is not None:
                    out[indexes[0]] = known
                    break
    return out


def _name(path: str) -> str:
    return path[path.rfind("/") + 1 :]


# -- making and keeping -------------------------------------------------------------------------------------------


def entries_of(found: Iterable[Seen], today: str, author: str) -> tuple[Known, ...]:
    """Each finding as a new entry; of several that are one line and rule the most severe."""
    made: dict[str, Known] = {}
    for one in found:
        entry = Known(one.fingerprint, one.rule, one.path, one.shown, today, author, "", one.severity)
        other = made.get(one.fingerprint)
        if other is None or _rank(other.severity) < _rank(entry.severity):
            made[one.fingerprint] = entry
    return ordered(made.values())


def refreshed(
    old: tuple[Known, ...],
    found: list[Seen],
    there: Callable[[str], bool],
    *,
    grow: bool,
    today: str,
    author: str,
) -> Merged:
    """The baseline after what it knows was looked for again.

    What is gone is dropped; what stays keeps its date, author and reason, also when its file was renamed. New findings
    come in only with `grow`.
    """
    now = {one.fingerprint: one for one in entries_of(found, today, author)}
    by_mark = {one.fingerprint: one for one in found}
    out: dict[str, Known] = {}
    kept = moved = 0
    missing: list[Known] = []
    risen = 0
    for entry in old:
        fresh = now.get(entry.fingerprint)
        if fresh is None or (fresh.rule, fresh.path, fresh.line) != (entry.rule, entry.path, entry.line):
            missing.append(entry)
            continue
        kept += 1
        more = _rank(fresh.severity) > _rank(entry.severity)
        risen += more
        out[entry.fingerprint] = entry if more and not grow else entry.but(severity=fresh.severity)
    new = [by_mark[mark] for mark in now if mark not in out]
    gone = {path for path in {entry.path for entry in missing} if not there(path)}
    for index, entry in follow(new, [entry for entry in missing if entry.path in gone]).items():
        one = new[index]
        if _rank(now[one.fingerprint].severity) > _rank(entry.severity) and not grow:
            continue
        out[one.fingerprint] = now[one.fingerprint].but(since=entry.since, author=entry.author, reason=entry.reason)
        moved += 1
    left = [entry for mark, entry in now.items() if mark not in out]
    if grow:
        out.update((entry.fingerprint, entry) for entry in left)
    return Merged(
        ordered(out.values()),
        kept,
        moved,
        len(missing) - moved,
        len(left) + risen if grow else 0,
        0 if grow else len(left) + risen,
    )


def pruned(old: tuple[Known, ...], found: list[Seen], there: Callable[[str], bool]) -> Merged:
    """The baseline without what is gone, everything else as it stood; an entry that follows a renamed file stays."""
    now = {one.fingerprint: one for one in found}
    matched = {
        entry.fingerprint
        for entry in old
        if (one := now.get(entry.fingerprint)) is not None
        and (one.rule, one.path, one.shown) == (entry.rule, entry.path, entry.line)
    }
    missing = [entry for entry in old if entry.fingerprint not in matched]
    new = [one for mark, one in now.items() if mark not in matched]
    moved = follow(new, [entry for entry in missing if not there(entry.path)])
    stay = {entry.fingerprint for entry in moved.values()}
    entries = tuple(entry for entry in old if entry.fingerprint in matched or entry.fingerprint in stay)
    return Merged(ordered(entries), len(matched), len(stay), len(old) - len(entries))


def ordered(entries: Iterable[Known]) -> tuple[Known, ...]:
    """As they stand in the file: by path, rule and line."""
    return tuple(sorted(entries, key=lambda one: (one.path, one.rule, one.line, one.fingerprint)))


# -- the file -----------------------------------------------------------------------------------------------------


def write(entries: Iterable[Known]) -> str:
    """The file's text: an entry a line, sorted, so that a diff shows what came and went."""
    rows = [
        "    {" + ", ".join(f'"{name}": {_quoted(getattr(entry, name))}' for name in _FIELDS) + "}"
        for entry in ordered(entries)
    ]
    body = "[\n" + ",\n".join(rows) + "\n  ]" if rows else "[]"
    return f'{{\n  "version": {VERSION},\n  "entries": {body}\n}}\n'


def _quoted(text: str) -> str:
    """A JSON string in which everything that hides is written out."""
    from json import dumps

    plain = dumps(text, ensure_ascii=False)
    if safe(plain) == plain:
        return plain
    return "".join(char if safe(char) == char else dumps(char)[1:-1] for char in plain)


def read(data: bytes, file: str = FILE_NAME) -> Baseline:
    """The entries of a file. Raises ConfigurationError that names file, line and key."""
    from json import JSONDecodeError, loads

    if len(data) > MAX_BYTES:
        raise ConfigurationError(f"it is larger than {MAX_BYTES:,} bytes", _MEND, file=file)
    try:
        text = data.decode("utf-8")
        whole = loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise ConfigurationError("it is not UTF-8", _MEND, file=file, line=line) from fault
    except JSONDecodeError as fault:
        raise ConfigurationError(f"no JSON: {fault.msg}", _MEND, file=file, line=fault.lineno) from fault
    except RecursionError as fault:
        raise ConfigurationError("no JSON that can be read: it is nested too deep", _MEND, file=file) from fault
    except ValueError as fault:
        raise ConfigurationError(f"no JSON that can be read: {safe(str(fault))[:200]}", _MEND, file=file) from fault
    if not isinstance(whole, dict):
        raise ConfigurationError("it is no table", _MEND, file=file, line=1)
    version = whole.get("version")
    if type(version) is not int or version != VERSION:
        fix = f"This Keyturn reads version {VERSION}; a newer one may have written the file."
        raise ConfigurationError(f"version {safe(str(version))[:40]} is not known", fix, file=file, key="version")
    for name in whole:
        if name not in ("version", "entries"):
            raise ConfigurationError("there is no such key", _MEND, file=file, key=safe(name)[:80])
    rows = whole.get("entries")
    if not isinstance(rows, list):
        raise ConfigurationError("it must be a list", _MEND, file=file, key="entries")
    entries: list[Known] = []
    marks: dict[str, int] = {}
    for index, row in enumerate(rows):
        key, why = _fault(row)
        if not why and row["fingerprint"] in marks:
            key, why = "fingerprint", f"entry {marks[row['fingerprint']] + 1} has the same"
        if why:
            name = f"entries[{index}]" + (f".{key}" if key else "")
            raise ConfigurationError(why, _MEND, file=file, line=_line_of(text, index), key=name)
        marks[row["fingerprint"]] = index
        entries.append(Known(**{name: row.get(name, "") for name in _FIELDS}))
    return Baseline(tuple(entries))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)} stands there twice")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no value")


def _fault(row: object) -> tuple[str, str]:
    """(key, what is wrong with it) of an entry."""
    if not isinstance(row, dict):
        return "", "an entry is a table"
    for name, value in row.items():
        if name not in _FIELDS:
            return safe(name)[:80], "there is no such key"
        if not isinstance(value, str):
            return name, "it must be a text"
    for name in ("fingerprint", "rule", "severity", "path", "line", "since"):
        if not row.get(name):
            return name, "it is missing"
    mark = row["fingerprint"]
    if len(mark) != 32 or not _HEX.issuperset(mark):
        return "fingerprint", "it must be 32 hexadecimal digits"
    if row["severity"] not in SEVERITIES:
        return "severity", f"it must be one of {', '.join(SEVERITIES)}"
    if not is_date(row["since"]):
        return "since", "it must be a date as YYYY-MM-DD"
    return "", ""


def _line_of(text: str, index: int) -> int:
    """The line on which an entry begins."""
    from json import JSONDecoder

    at = text.index("[", text.index('"entries"')) + 1
    decode = JSONDecoder().raw_decode
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if index == 0:
            return text.count("\n", 0, at) + 1
        at = decode(text, at)[1]
        index -= 1


# -- a change of the file -------------------------------------------------------------------------------------------


def grown(before: bytes | None, after: bytes | None, there: Callable[[str], bool]) -> str:
    """What a change of the file lets pass that was not let pass before, "" when it only shrinks.

    None: there is no file on that side. `there` tells which files stand after the change: an entry may follow a file
    that is gone. A file that cannot be read covers nothing, which as a new state is worth a person's look.
    """
    if after is None:
        return ""
    try:
        new = read(after).entries
    except ConfigurationError as error:
        return f"it cannot be read: {error.what}"
    try:
        old = read(before).entries if before is not None else ()
    except ConfigurationError:
        old = ()
    had = {one.fingerprint: one for one in old}
    came: list[Known] = []
    altered = 0
    for entry in new:
        other = had.pop(entry.fingerprint, None)
        if other is None:
            came.append(entry)
        elif other.but(reason="", severity="") != entry.but(reason="", severity="") or _rank(entry.severity) > _rank(
            other.severity
        ):
            altered += 1
    left: dict[tuple[str, str, str, str], int] = {}
    for entry in had.values():
        if not there(entry.path):
            key = (entry.rule, entry.line, entry.since, entry.author)
            left[key] = left.get(key, 0) + 1
    more: list[Known] = []
    for entry in came:
        key = (entry.rule, entry.line, entry.since, entry.author)
        if left.get(key, 0):
            left[key] -= 1
        else:
            more.append(entry)
    parts: list[str] = []
    if more:
        some = ", ".join(f"{one.rule} in {one.path}" for one in more[:3]) + (" …" if len(more) > 3 else "")
        parts.append(f"it knows {_count(len(more), 'finding')} more: {some}")
    if altered:
        parts.append(f"{_count(altered, 'entry', 'entries')} no longer as recorded (severity, date, author or place)")
    return "; ".join(parts)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def grown_in_patch(lines: Iterable[bytes]) -> str:
    """Likewise by the lines of a patch: entries that it adds and does not take away somewhere else."""
    from json import loads

    sums: dict[str, int] = {}
    for line in lines:
        sign, text = line[:1], line[1:].strip().rstrip(b",")
        if sign not in (b"+", b"-") or b'"fingerprint"' not in text:
            continue
        try:
            mark = str(loads(text)["fingerprint"])
        except (ValueError, KeyError, TypeError, RecursionError):
            mark = text.decode("utf-8", "replace")
        sums[mark] = sums.get(mark, 0) + (1 if sign == b"+" else -1)
    more = sum(number for number in sums.values() if number > 0)
    return f"it knows {_count(more, 'finding')} more" if more else ""


def aged(entries: Iterable[Known], today: str) -> list[tuple[int, Known]]:
    """(age in days, entry), oldest first."""
    now = _day(today)
    rows = sorted(entries, key=lambda one: (one.since, one.path, one.rule, one.line))
    return [(now - _day(one.since), one) for one in rows]


def _day(text: str) -> int:
    from datetime import date

    year, month, day = (int(part) for part in text.split("-"))
    if (month, day) == (2, 29):
        month, day = 3, 1  # `is_date` lets it stand in every year
    return date(max(1, year), month, day).toordinal()
