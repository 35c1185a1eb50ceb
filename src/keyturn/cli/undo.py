"""`keyturn undo`: bring back what an allowed action took, exactly."""

from __future__ import annotations

import sys

from keyturn.errors import CouldNotJudge, UsageError
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.adapter.undo_restore import Plan
    from keyturn.undo.point import Entry, Head

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--only PATH", "bring back only what lies at and below PATH; as often as needed"),
    ("--dry-run", "say what would be done, and do nothing"),
    ("--overwrite", "also where something was changed since; that is saved in a point of its own first"),
    ("--older-than DAYS", "with expire: the age from which points go; at least 7"),
    ("--json", "print the answer as JSON"),
)

SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("list", "every undo point, newest first"),
    ("expire", "remove old points"),
)

HELP = """\
usage: keyturn undo [ID] [--only PATH]… [--dry-run] [--overwrite]
       keyturn undo list
       keyturn undo expire [--older-than DAYS]

Brings back what stood there when the undo point was taken: bytes, permissions, times, links, empty directories.
Without an ID, the newest point. Files that the point does not know stay. What was changed since is not overwritten
unless told, and what is overwritten is saved in a point of its own first.

options:
"""


def run(args: list[str]) -> int:
    """0 done or nothing to do, 1 stopped because of newer work, 2 usage, 3 the point cannot be read or brought back."""
    only: list[str] = []
    words: list[str] = []
    json_wanted = dry = overwrite = False
    days: int | None = None
    rest = list(args)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word in ("--help", "-h"):
            sys.stdout.write(HELP + "".join(f"  {option:<19}{text}\n" for option, text in OPTIONS))
            return 0
        if name in ("--only", "--older-than"):
            if not equals:
                if not rest:
                    raise UsageError(f"{name} needs a value", "keyturn undo --help lists the options")
                value = rest.pop(0)
            if name == "--only":
                only.append(value)
            elif value.isascii() and value.isdigit():
                days = int(value)
            else:
                raise UsageError(f"--older-than {value}: not a number of days", "keyturn undo expire --older-than 14")
        elif word == "--json":
            json_wanted = True
        elif word == "--dry-run":
            dry = True
        elif word == "--overwrite":
            overwrite = True
        elif word.startswith("-"):
            raise UsageError(f"undo has no option {word}", "keyturn undo --help lists the options")
        else:
            words.append(word)
    if len(words) > 1:
        raise UsageError("undo takes one undo point", "keyturn undo list shows them")
    if words == ["list"]:
        return _list(json_wanted)
    if words == ["expire"]:
        return _expire(days, json_wanted)
    if days is not None:
        raise UsageError("--older-than belongs to expire", "keyturn undo expire --older-than 14")
    if words and words[0].startswith("push-"):
        return _push_back(words[0], dry=dry, json_wanted=json_wanted)
    if not words and not only and not overwrite:
        newest = _newest_database()
        words = [newest] if newest else []
    if words and words[0].startswith("db-"):
        return _database_back(words[0], dry=dry, json_wanted=json_wanted)
    return _undo(words[0] if words else "", tuple(only), dry=dry, overwrite=overwrite, json_wanted=json_wanted)


def _list(json_wanted: bool) -> int:
    from keyturn.wiring import undo

    found = undo.heads()
    pushes = undo.pushes().points()
    databases = undo.databases().points()
    if json_wanted:
        told = [{"id": one.id, "repository": one.repository, "remote": one.remote} for one in pushes]
        more = [{"id": one.id, "database": one.name, "reason": one.reason, "bytes": one.size} for one in databases]
        _json([*(_head(head) for head in found), *told, *more])
        return 0
    for kept in databases:
        sys.stdout.write(f"{kept.id}  database {safe(kept.name)}, {kept.size:,} bytes  {safe(kept.reason)}\n")
    for one in pushes:
        sys.stdout.write(f"{one.id}  what a push took from {safe(one.remote)}\n    {safe(one.repository)}\n")
    if not found and not pushes and not databases:
        sys.stdout.write("No undo point was taken yet.\n")
    for head in found:
        sys.stdout.write(f"{head.id}  {_size(head)}  {safe(head.reason)}\n")
        for path in head.roots[:4]:
            sys.stdout.write(f"    {safe(path)}\n")
        if len(head.roots) > 4:
            sys.stdout.write(f"    and {len(head.roots) - 4} more\n")
    return 0


def _push_back(name: str, *, dry: bool, json_wanted: bool) -> int:
    """Put a remote's refs back to what they were before a push."""
    from keyturn.wiring import undo

    one = undo.pushes().point(name)
    if not dry:
        undo.push_back(name)
    if json_wanted:
        refs = [{"ref": ref, "to": old, "from": new} for ref, old, new in one.refs]
        _json({"undo": name, "remote": one.remote, "refs": refs, "done": not dry})
        return 0
    for ref, old, _new in one.refs:
        verb = "would be" if dry else "is"
        sys.stdout.write(f"{safe(ref)} of {safe(one.remote)} {verb} back at {old[:12] or 'nothing'}\n")
    return 0


def _newest_database() -> str:
    """The newest point of a database, when no point of files is newer; else ""."""
    from keyturn.wiring import undo

    databases, files = undo.databases().points(), undo.heads()
    if databases and (not files or databases[0].at > files[0].at):
        return databases[0].id
    return ""


def _database_back(name: str, *, dry: bool, json_wanted: bool) -> int:
    """Bring a database back; the one that stands there is set aside under another name."""
    from keyturn.wiring import undo

    one = undo.databases().point(name)
    aside = "" if dry else undo.database_back(name)
    if json_wanted:
        _json({"undo": name, "database": one.name, "aside": aside, "done": not dry})
        return 0
    verb = "would be" if dry else "is"
    sys.stdout.write(f"Database {safe(one.name)} {verb} back as it was at {_time(one.at)}.\n")
    if aside:
        sys.stdout.write(
            f"The one that stood there is now called {safe(aside)}; drop it when nothing in it is missed.\n"
        )
    return 0


def _time(at: int) -> str:
    import time

    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(at))


def _expire(days: int | None, json_wanted: bool) -> int:
    from keyturn.wiring import undo

    gone, left = undo.expire(days)
    if json_wanted:
        _json({"expired": gone, "bytes": left})
    else:
        sys.stdout.write(f"{gone} undo {'point' if gone == 1 else 'points'} expired; {left:,} bytes are kept.\n")
    return 0


def _undo(name: str, only: tuple[str, ...], *, dry: bool, overwrite: bool, json_wanted: bool) -> int:
    from keyturn.wiring import undo

    if not name:
        found = undo.heads()
        if not found:
            raise CouldNotJudge("there is no undo point", "The gate takes one before it lets something be deleted.")
        name = found[0].id
    plan = undo.plan(name, only)
    before = ""
    if not dry:
        before = undo.restore(name, only, overwrite=overwrite).before
    if json_wanted:
        _json(
            {
                "undo": _head(plan.head),
                "done": not dry,
                "saved_before": before,
                **{kind: [entry.path for entry in entries] for kind, entries in _groups(plan)},
            }
        )
        return 0
    _text(plan, before, dry=dry)
    return 0


def _groups(plan: Plan) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    return (
        ("missing", plan.missing),
        ("changed", plan.changed),
        ("newer", plan.newer),
        ("touched", plan.touched),
        ("not_kept", plan.not_kept),
        ("appeared", plan.appeared),
    )


_SAID = {
    "missing": ("would come back", "came back"),
    "changed": ("would be as it was", "is as it was"),
    "newer": ("changed since, would be overwritten only with --overwrite", "was changed since, and is as it was"),
    "touched": ("would have its permissions and times back", "has its permissions and times back"),
    "not_kept": ("was not kept", "was not kept"),
    "appeared": ("came since, stays", "came since, stays"),
}


def _text(plan: Plan, before: str, *, dry: bool) -> None:
    head = plan.head
    sys.stdout.write(f"undo point {head.id}: {safe(head.reason)}\n")
    nothing = True
    for kind, entries in _groups(plan):
        for entry in entries[:20]:
            sys.stdout.write(f"  {safe(entry.path)}  {_SAID[kind][0 if dry else 1]}\n")
            nothing = nothing and kind in ("not_kept", "appeared")
        if len(entries) > 20:
            sys.stdout.write(f"  and {len(entries) - 20:,} more: {_SAID[kind][0 if dry else 1]}\n")
    if nothing:
        sys.stdout.write("  everything stands as it stood.\n")
    if before:
        sys.stdout.write(f"What was overwritten is in undo point {before}.\n")


def _head(head: Head) -> dict[str, object]:
    return {
        "id": head.id,
        "at": head.at,
        "reason": head.reason,
        "session": head.session,
        "roots": list(head.roots),
        "files": head.files,
        "bytes": head.size,
    }


def _size(head: Head) -> str:
    return f"{head.files:>7,} {'file ' if head.files == 1 else 'files'} {head.size:>15,} bytes"


def _json(body: object) -> None:
    import json

    sys.stdout.write(json.dumps(body, indent=2, ensure_ascii=True) + "\n")
