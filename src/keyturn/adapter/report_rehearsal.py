"""A rehearsal's difference as text for people and as data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keyturn.model.text import safe, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyturn.rehearse.difference import Files, Paths, Report

SHOWN = 10
"""Samples of each kind in the text; JSON and HTML have more."""
_RED, _YELLOW, _BOLD, _DIM, _OFF = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


def size(number: int) -> str:
    """Bytes for people: `512 B`, `3.4 MB`."""
    amount = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:,.1f} TB"


def many(number: int, one: str, more: str = "") -> str:
    """`1 file`, `2,229 files`."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def _paths(found: Paths) -> dict[str, Any]:
    return {"count": found.count, "size": found.size, "paths": list(found.paths)}


def data(report: Report, verdict: str = "") -> dict[str, Any]:
    """The report as JSON-ready data."""
    difference = report.difference
    found = difference.files
    return {
        "command": report.command,
        "how": list(report.how),
        "verdict": verdict,
        "exit_code": report.exit_code,
        "difference": {
            "files": {
                "deleted": _paths(found.deleted),
                "created": _paths(found.created),
                "changed": _paths(found.changed),
                "modes": _paths(found.modes),
            },
            "tables": [
                {
                    "name": one.name,
                    "database": one.database,
                    "rows_before": one.before,
                    "rows_after": one.after,
                    "dropped": one.dropped,
                    "truncated": one.truncated,
                    "deleted": one.deleted,
                    "updated": one.updated,
                    "inserted": one.inserted,
                    "columns": list(one.columns),
                }
                for one in difference.tables
            ],
            "things": [{"kind": one.kind, "name": one.name, "change": one.change} for one in difference.things],
            "resources": [
                {
                    "address": one.address,
                    "type": one.type,
                    "action": one.action,
                    "stateful": one.stateful,
                    "protected": one.protected,
                    "provider": one.provider,
                    "depends_on": list(one.depends_on),
                }
                for one in difference.resources
            ],
            "commits": {
                "unreachable": difference.commits.unreachable,
                "subjects": list(difference.commits.subjects),
                "refs": [{"ref": ref, "from": old, "to": new} for ref, old, new in difference.commits.refs],
                "authors": list(difference.commits.authors),
            },
        },
        "not_rehearsed": [{"what": one.what, "why": one.why} for one in report.not_rehearsed],
        "alarms": [{"rule": one.rule, "what": one.what, "instead": one.instead} for one in report.alarms],
        "facts": dict(report.facts),
        "output": report.output,
        "seconds": round(report.seconds, 3),
    }


def groups(found: Files) -> tuple[tuple[str, str, Paths], ...]:
    """The kinds of change to files: what it would do, in words, and them."""
    return (
        ("deleted", "delete", found.deleted),
        ("changed", "overwrite or change", found.changed),
        ("modes", "change mode, owner or time of", found.modes),
        ("created", "create", found.created),
    )


def headline(report: Report) -> str:
    """One line: the blast radius."""
    found = report.difference
    parts = []
    if found.files.deleted.count:
        parts.append(f"{many(found.files.deleted.count, 'file')} deleted ({size(found.files.deleted.size)})")
    if found.files.changed.count:
        parts.append(f"{many(found.files.changed.count, 'file')} changed")
    if found.files.modes.count:
        parts.append(f"{many(found.files.modes.count, 'file')} with another mode, owner or time")
    if found.files.created.count:
        parts.append(f"{many(found.files.created.count, 'file')} created")
    dropped = sum(1 for one in found.tables if one.dropped)
    if dropped:
        parts.append(f"{many(dropped, 'table')} dropped")
    rows = sum(one.deleted or max(0, (one.before or 0) - (one.after or 0)) for one in found.tables)
    if rows:
        parts.append(f"{many(rows, 'row')} lost")
    updated = sum(one.updated for one in found.tables)
    if updated:
        parts.append(f"{many(updated, 'row')} updated")
    if found.things:
        parts.append(f"{many(len(found.things), 'database object')} changed")
    for action, said in (
        ("delete", "deleted"),
        ("replace", "replaced"),
        ("update", "updated"),
        ("create", "created"),
        ("forget", "forgotten"),
    ):
        number = sum(1 for one in found.resources if one.action == action)
        if number:
            parts.append(f"{many(number, 'resource')} {said}")
    if found.commits.unreachable:
        parts.append(f"{many(found.commits.unreachable, 'commit')} unreachable")
    elif found.commits.refs:
        parts.append(f"{many(len(found.commits.refs), 'ref')} moved")
    if not parts and report.not_rehearsed:
        # what was not rehearsed may be all that it does
        return "nothing would change of what could be rehearsed"
    return ", ".join(parts) or "nothing would change"


def _table_row(name: str, before: int | None, after: int | None) -> str:
    shown = "?" if before is None else f"{before:,}"
    return f"{safe(name)}: {shown} rows → " + ("?" if after is None else f"{after:,}")


def _lines(report: Report) -> Iterator[tuple[str, str]]:
    found = report.difference
    for kind, verb, paths in groups(found.files):
        if not paths.count:
            continue
        yield (
            ("bad" if kind == "deleted" else "head"),
            f"would {verb} {many(paths.count, 'file')}" + (f", {size(paths.size)}" if paths.size else ""),
        )
        sizes = found.files.sizes if kind == "deleted" else ()
        for place, path in enumerate(paths.paths[:SHOWN]):
            more = f"  {size(sizes[place])}" if place < len(sizes) else ""
            yield "line", safe(path) + more
        if paths.count > SHOWN:
            yield "line", f"… and {paths.count - SHOWN:,} more"
    untracked = dict(report.facts).get("git.untracked")
    if untracked:
        yield "bad", f"{many(int(untracked), 'deleted file')} would be in no commit: git cannot bring them back"
    for table in found.tables:
        what = "would drop" if table.dropped else "would empty" if table.truncated else "would change"
        yield "bad", f"{what} table {_table_row(table.name, table.before, 0 if table.dropped else table.after)}"
        touched = [
            f"{number:,} {said}"
            for number, said in ((table.deleted, "deleted"), (table.updated, "updated"), (table.inserted, "inserted"))
            if number
        ]
        if touched:
            yield "line", "rows touched: " + ", ".join(touched)
        if table.columns:
            yield "line", "columns lost: " + safe(", ".join(table.columns))
    for thing in found.things:
        yield "head", f"{thing.kind} {safe(thing.name)} would be {thing.change}"
    for resource in found.resources:
        marks = [
            one
            for one, there in (("holds data", resource.stateful), ("not protected", resource.protected is False))
            if there
        ]
        bad = resource.action in ("delete", "replace", "forget")
        yield (
            ("bad" if bad else "head"),
            f"would {resource.action} {safe(resource.address)}" + (f" ({', '.join(marks)})" if marks else ""),
        )
    commits = found.commits
    if commits.unreachable:
        yield "bad", f"{many(commits.unreachable, 'commit')} would be held by no branch, tag or remote any more"
        for subject in commits.subjects[:SHOWN]:
            yield "line", safe(subject)
        if commits.unreachable > SHOWN:
            yield "line", f"… and {commits.unreachable - SHOWN:,} more"
        if commits.authors:
            yield "line", "by " + safe(", ".join(commits.authors[:SHOWN]))
    for ref, old, new in commits.refs[:SHOWN]:
        what = f"{old[:9]} → {new[:9]}" if old and new else f"new, at {new[:9]}" if new else f"gone (was {old[:9]})"
        yield "head", f"ref {safe(ref)}: {what}"
    if len(commits.refs) > SHOWN:
        yield "line", f"… and {len(commits.refs) - SHOWN:,} more refs"


def render(report: Report, *, colour: bool, refused: bool = False) -> str:
    """The report as text for people."""
    paint = {"bad": _RED, "head": "", "line": _DIM} if colour else {"bad": "", "head": "", "line": ""}
    off = _OFF if colour else ""
    bold = _BOLD if colour else ""
    out = [f"{bold}Rehearsed: {headline(report)}.{off}"]
    for kind, text in _lines(report):
        out.append(f"{'    ' if kind == 'line' else '  '}{paint[kind]}{text}{off if paint[kind] else ''}")
    for alarm in report.alarms:
        out.append(f"  {_RED if colour else ''}ALARM {alarm.rule}: {wrapped(safe(alarm.what), 4)}{off}")
        out.append(f"    {wrapped(safe(alarm.instead), 4)}")
    if refused:
        out.append("  policy never lets this run, whatever its rehearsal shows")
    if report.not_rehearsed:
        out.append("Not rehearsed:")
        for one in report.not_rehearsed[:20]:
            out.append(f"  {_YELLOW if colour else ''}{wrapped(safe(one.what) + ': ' + safe(one.why), 4)}{off}")
        if len(report.not_rehearsed) > 20:
            out.append(f"  … and {len(report.not_rehearsed) - 20} more")
    if report.exit_code not in (0, None):
        out.append(f"The rehearsed command ended with exit code {report.exit_code}; it last said:")
        for line in report.output.strip().splitlines()[-5:]:
            out.append(f"    {safe(line)[:200]}")
    how = "; ".join(report.how) or "nothing was run"
    out.append(f"{_DIM if colour else ''}Nothing real was touched. How: {how}.{off}")
    return "\n".join(out) + "\n"
