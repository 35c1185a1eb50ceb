"""The policy that ships: one row per category of effect, one cell per column, written as people read it.

Columns are `policy.layers.COLUMNS`. A cell is text such as "R+V" or "U, else C"; `obligations` turns it
into a set. docs/policy.md is generated from this very table.
"""

from __future__ import annotations

from keyturn.model import decision as d
from keyturn.model import effect as e
from keyturn.model.decision import Choice, Obligation
from keyturn.model.noun import Noun
from keyturn.policy.layers import COLUMNS


class Row(Noun):
    """A row: its number in the shipped table, what it is about, and its seven cells in the order of COLUMNS."""

    number: str
    label: str
    cells: tuple[str, str, str, str, str, str, str]


NONE = "none"

ROWS: dict[str, Row] = {
    NONE: Row("1", "no known effect; unknown program; opacity inside a followed file (noted)", ("A",) * 7),
    e.OPAQUE: Row(
        "2",
        "opaque text into an interpreter, database or ssh; curl | sh; interactive database shell",
        ("A if contained, else C", "C", "C", "C", "V", "K", "C"),
    ),
    e.FILE_CHANGE: Row(
        "3",
        "≤ 20 files deleted, overwritten, moved onto; closed extent",
        ("A", "A+u", "A+u", "U+C", "U+V", "K", "C"),
    ),
    e.RECURSIVE_DELETE: Row(
        "4", "recursive delete ≤ 500 files and 1 GB, closed extent", ("A", "U", "U", "U+C", "U+V", "K", "C")
    ),
    e.MASS_DELETE: Row("5", "mass delete above that, or open extent", ("A", "U+C", "U+C", "U+V", "V", "K", "V")),
    e.REPOSITORY_ROOT: Row("6", "workspace root, .git, nested repository", ("A", "U+V", "U+V", "U+V", "D", "D", "D")),
    e.SYSTEM: Row(
        "7",
        "/, all of home, system directories, block devices, mkfs, dd to a device",
        ("A if contained, else D", "D", "D", "D", "D", "D", "D"),
    ),
    e.REWRITE: Row("8", "chmod/chown -R, shred, truncate in place", ("A", "U", "U", "U+C", "V", "K", "C")),
    e.GIT_DISCARD: Row(
        "9",
        "git discard (reset --hard, clean, checkout --, restore, stash drop)",
        ("A", "A if nothing is lost, else U", "U", "U", "V", "K", "U, else C"),
    ),
    e.GIT_HISTORY: Row(
        "10",
        "local history: branch/tag -D, filter-repo, reflog expire, gc --prune=now",
        ("A", "U", "U", "U", "V", "K", "C"),
    ),
    e.GIT_REMOTE: Row(
        "11",
        "force push, remote ref delete (G: own branch with lease; W: without; S: others' commits; "
        "P: default or protected)",
        ("A", "A+u", "U+R", "U+R", "R+V", "R+K", "C"),
    ),
    e.BOUNDED_WRITE: Row(
        "12",
        "bounded DML (real WHERE, no hole) (G/W: an SQLite file)",
        ("A", "A", "A+u", "A+u", "A", "R+V, row limit", "A, noted"),
    ),
    e.DATA_LOSS: Row(
        "13",
        "unbounded DML, TRUNCATE, DROP, lossy ALTER, FLUSHALL",
        ("U, else C", "U", "U", "U+C", "R+V", "R+K+B", "V"),
    ),
    e.MIGRATION_LOSS: Row(
        "14",
        "migration with loss (push --force, --accept-data-loss, reset, downgrade, flush, zero)",
        ("U, else R+C", "U", "U", "U+C", "R+V", "R+K+B", "R+V"),
    ),
    e.MIGRATION_FORWARD: Row(
        "15", "forward migration or deploy, no loss in the files read", ("A", "A", "A", "A", "A", "R+K", "A, noted")
    ),
    e.INFRA_APPLY: Row(
        "16",
        "infrastructure apply without a saved plan (no delete in the plan: next column's A; else row 17)",
        ("R", "R", "R", "R+C", "R+V", "R+K", "R+C"),
    ),
    e.INFRA_DESTROY: Row(
        "17",
        "infrastructure destroy or replace, state rm/mv/push -force, workspace delete",
        ("R+U", "R+U", "R+U", "R+V", "R+V", "R+K+B", "R+V"),
    ),
    e.IDENTITY: Row(
        "18", "pin mismatch: lineage, account, cluster; state vanished", ("V", "V", "V", "V", "D", "D", "D")
    ),
    e.CONTAINER_CHANGE: Row("19", "containers and images", ("A",) * 7),
    e.CONTAINER_DATA: Row(
        "19",
        "volumes, down -v, namespace, PVC, helm uninstall",
        ("U, else C", "U, else C", "U, else C", "C", "R+V", "R+K+B", "V"),
    ),
    e.SERVICE_DELETE: Row(
        "20",
        "cloud, PaaS, SaaS delete; vault, secret, broker purge",
        ("C", "–", "–", "–", "R+V", "R+K+B", "V"),
    ),
    e.AVAILABILITY: Row(
        "21",
        "availability and production configuration: stop, scale to 0, roll back, recreate, DNS, flag, route",
        ("A", "A", "A", "C", "V", "K + change record", "C"),
    ),
    e.PROTECTION_OFF: Row(
        "22",
        "protection off (deletion_protection, versioning, retention, RLS, branch rules, IAM widened)",
        ("A", "A; scan finds", "A; scan finds", "C", "V", "K+B", "V"),
    ),
    e.BACKUP_DELETE: Row("22", "backups or snapshots deleted", ("C", "C", "C", "C", "K", "K+B", "V")),
    e.EXPOSURE: Row(
        "23",
        "expose, yank, untrusted install: public ACL, secret out, unpublish, unknown global install",
        ("A", "C", "C", "V", "V", "K", "C"),
    ),
    e.PUBLISH: Row("23", "plain publish", ("A, noted",) * 7),
    e.GUARD_OFF: Row(
        "24",
        "Keyturn's own guard: configuration, hooks, --no-verify, KEYTURN_*, undo store, pins, tickets, baseline",
        ("D",) * 7,
    ),
}
FREEZE = Row("25", "a freeze is on: any row that is not A", ("A", "as row", "as row", "as row", "D", "D", "V"))

_LETTERS = {
    "u": d.UNDO_BEST_EFFORT,
    "U": d.UNDO,
    "R": d.REHEARSE,
    "C": d.CONFIRM,
    "V": d.HUMAN,
    "B": d.RESTORE_PROOF,
    "K": d.KEYS,
    "D": d.NEVER,
}
_PARAMETERS = {d.RESTORE_PROOF: (("within", "24h"),), d.KEYS: (("keys", "2"), ("senior", "1"))}
_CACHE: dict[str, frozenset[Obligation | Choice]] = {}


def cell(row: str, column: str) -> str:
    """The text of a cell. A dash (not applicable) reads as the unknown column, the strictest that fits."""
    cells = ROWS[row].cells
    text = cells[COLUMNS.index(column)]
    return text if text != "–" else cells[6]


def obligations(text: str) -> frozenset[Obligation | Choice]:
    """A cell's text as a set of obligations. Raises KeyError on a letter that is not in the table's alphabet."""
    found = _CACHE.get(text)
    if found is None:
        found = _parse(text)
        _CACHE[text] = found
    return found


def _parse(text: str) -> frozenset[Obligation | Choice]:
    if text in ("A; scan finds", "A, noted"):
        return frozenset((Obligation(d.NOTED),))
    if text == "A if nothing is lost, else U":
        return frozenset((Obligation(d.UNDO),))
    if text.startswith("A if contained, else "):
        rest = _plain(text.removeprefix("A if contained, else "))
        return frozenset((Choice((frozenset((Obligation(d.CONTAINED),)), rest)),)) if text[-1] != "D" else rest
    if ", else " in text:
        first, _else, second = text.partition(", else ")
        return frozenset((Choice((_plain(first), _plain(second))),))
    return frozenset(_plain(text))


def _plain(text: str) -> frozenset[Obligation]:
    out: list[Obligation] = []
    for piece in text.replace(", row limit", "+row limit").split("+"):
        letter = piece.strip()
        if letter == "A":
            continue
        if letter == "row limit":
            out.append(Obligation(d.ROW_LIMIT))
        elif letter == "change record":
            out.append(Obligation(d.CHANGE_RECORD))
        else:
            kind = _LETTERS[letter]
            out.append(Obligation(kind, _PARAMETERS.get(kind, ())))
    return frozenset(out)
