"""`keyturn baseline`: make, refresh, prune and show the list of findings that were there before."""

from __future__ import annotations

import sys

from keyturn.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.scan.findings import Known

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--grow", "refresh: take in what is new, too; without it a baseline only shrinks"),
    ("--older-than DAYS", "show: only entries older than that; exit 1 when there are any"),
    ("--baseline FILE", "another file than keyturn.baseline.json at the repository's root"),
    ("--json", "print as JSON"),
    ("--cwd DIR", "as if run in DIR"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("create", "write down every finding of the tracked files, once"),
    ("refresh", "drop what is gone; what stays keeps its date, author and reason"),
    ("prune", "only take out what is gone"),
    ("show", "list the entries, oldest first"),
)

HELP = """\
usage: keyturn baseline create [--json]
       keyturn baseline refresh [--grow] [--json]
       keyturn baseline prune [--json]
       keyturn baseline show [--older-than DAYS] [--json]

For old repositories: a scan then speaks of what is new. The list is made of the tracked files as the index has them,
before any exception. What cannot be read ends it with exit code 3 and nothing written. Reasons are written by hand,
into the file.

options:
"""

_SHOWN = 60


def run(args: list[str]) -> int:
    """0 done, 1 there are entries older than asked, 2 usage or a fault in the file, 3 something could not be read."""
    json_wanted = grow = False
    values: dict[str, str] = {}
    operands: list[str] = []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word in ("--help", "-h"):
            rows = "".join(f"  {option:<19}{text}\n" for option, text in OPTIONS)
            sys.stdout.write(HELP + rows)
            return 0
        if word == "--json":
            json_wanted = True
        elif word == "--grow":
            grow = True
        elif name in ("--older-than", "--baseline", "--cwd"):
            if not equals:
                value = rest.pop(0) if rest else ""
            if not value:
                raise UsageError(f"{name} needs a value", "`keyturn baseline --help` lists the options")
            values[name] = value
        elif word.startswith("-"):
            raise UsageError(f"baseline has no option {word}", "`keyturn baseline --help` lists them")
        else:
            operands.append(word)
    what = operands[0] if len(operands) == 1 else ""
    if what not in [name for name, _text in SUBCOMMANDS]:
        raise UsageError("baseline takes create, refresh, prune or show", "`keyturn baseline --help` shows how")
    if grow and what != "refresh":
        raise UsageError(f"baseline {what} has no option --grow", "keyturn baseline refresh --grow")
    if "--older-than" in values and what != "show":
        raise UsageError(f"baseline {what} has no option --older-than", "keyturn baseline show --older-than DAYS")
    directory, file = values.get("--cwd", ""), values.get("--baseline", "")
    if what == "show":
        return _show(directory, file, values.get("--older-than", ""), json_wanted)
    return _change(what, directory, file, grow, json_wanted)


def _change(what: str, directory: str, file: str, grow: bool, json_wanted: bool) -> int:
    from keyturn.wiring import baseline as wiring

    done = wiring.change(what, directory, file, grow=grow)
    merged = done.merged
    if json_wanted:
        _json(
            {
                "file": done.file,
                "written": done.written,
                "entries": done.entries,
                "kept": merged.kept,
                "moved": merged.moved,
                "dropped": merged.dropped,
                "added": merged.added,
                "not_taken_in": merged.left_out,
                "never_baselined": done.never,
            }
        )
        return 0
    parts = [f"{merged.kept:,} kept"] if what != "create" else []
    for number, words in (
        (merged.moved, "moved with their files"),
        (merged.dropped, "gone"),
        (merged.added, "added" if what != "create" else "written down"),
    ):
        if number or (what == "create" and words == "written down"):
            parts.append(f"{number:,} {words}")
    said = "nothing changed" if not done.written else ", ".join(parts)
    _line(f"{done.file}: {_entries(done.entries)} ({said})")
    if merged.left_out:
        _line(f"{merged.left_out:,} not taken in: new, or more severe than recorded. --grow takes them in.")
    if done.never:
        _line(f"{done.never:,} never taken in: about the guard itself, forbidden by [override], or not to be named.")
    return 0


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _show(directory: str, file: str, older: str, json_wanted: bool) -> int:
    from keyturn.scan.baseline import aged
    from keyturn.wiring import baseline as wiring
    from keyturn.wiring.scan import today

    if older and not (older.isascii() and older.isdigit() and len(older) < 8):
        raise UsageError(f"--older-than {older}: no number of days", "keyturn baseline show --older-than 90")
    name, entries = wiring.entries(directory, file)
    rows = [(age, one) for age, one in aged(entries, today()) if not older or age > int(older)]
    if json_wanted:
        _json(
            {
                "file": name,
                "entries": [
                    {"days": age, **{field: _plain(value) for field, value in one.__iter_fields__()}}
                    for age, one in rows
                ],
            }
        )
    else:
        _table(rows)
        tail = f" older than {int(older):,} days" if older else ""
        _line(f"{name}: {_entries(len(rows))}{tail}" + (f" of {len(entries):,}" if older else ""))
    return 1 if older and rows else 0


def _table(rows: list[tuple[int, Known]]) -> None:
    if not rows:
        return
    cells = [("age", "since", "severity", "rule", "path", "author", "reason")]
    cells.extend(
        (f"{age} d", one.since, one.severity, one.rule, one.path, one.author, one.reason or "-") for age, one in rows
    )
    shown = [tuple(_cut(_plain(cell)) for cell in row) for row in cells]
    widths = [max(len(row[column]) for row in shown) for column in range(len(cells[0]))]
    for row in shown:
        _line("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _plain(text: str) -> str:
    from keyturn.model.masking import mask
    from keyturn.model.text import safe

    return safe(mask(text))


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")


def _json(data: object) -> None:
    import json

    sys.stdout.write(json.dumps(data, indent=2) + "\n")
