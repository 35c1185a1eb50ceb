"""What a fleet's scan leaves behind: answers to go on from, and findings as rows (JSON lines, Parquet).

An answer is one file, written aside and moved into place, with the digest of its text in front: a torn or changed one
is found out and the work is done again. Whoever can write there could forge an answer, so the directory has to be the
user's own.
"""

from __future__ import annotations

import json
import os
import stat

from keyturn.adapter.report_file import write
from keyturn.adapter.report_words import exception, fingerprint
from keyturn.errors import UsageError
from keyturn.model.decision import ALLOW
from keyturn.model.masking import mask
from keyturn.model.text import safe
from keyturn.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from keyturn.scan.findings import Finding
    from keyturn.scan.fleet import Fleet, Outcome

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("repository", "string", "its path"),
    ("revision", "string", "the commit that HEAD named"),
    ("commit", "string", "with --history the commit that brought it, else empty"),
    ("path", "string", "the file, from the repository's root"),
    ("line", "int64", "from 1; 0 for the file as a whole"),
    ("column", "int64", "from 1; 0 for none"),
    ("end_line", "int64", "the last line"),
    ("side", "string", "new, or old for what stood there before the commit"),
    ("rule", "string", "its id; keyturn/could-not-judge for what could not be looked at"),
    ("severity", "string", "low, medium, high or critical; empty for what could not be looked at"),
    ("confidence", "string", "high or low"),
    ("verdict", "string", "allow, hold or deny"),
    ("state", "string", "stopping, below, told, overridden, baselined or unread"),
    ("overridden", "bool", "an exception covers it"),
    ("baselined", "bool", "the baseline knows it"),
    ("unread", "bool", "not a finding: something that could not be looked at"),
    ("message", "string", "what it would do, or why it could not be looked at"),
    ("environment", "string", "where it would happen, as far as known"),
    ("fingerprint", "string", "the same while the finding moves within its file"),
    ("reason", "string", "of the exception"),
)
"""Name, type and meaning of every column, in order. Columns are added at the end, never renamed or taken away."""
UNREAD = "keyturn/could-not-judge"


class Store:
    """A directory of answers. Raises UsageError for one that others can write to."""

    def __init__(self, directory: str) -> None:
        self._place = os.path.join(directory, "tasks")
        try:
            for place in (directory, self._place):
                os.makedirs(place, mode=0o700, exist_ok=True)
                facts = os.stat(place)
                if facts.st_uid != os.geteuid() or facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                    raise UsageError(
                        f"--results {safe(place)}: others can write there, and what lies there is believed",
                        f"chmod go-w {safe(place)}, or name a directory of your own.",
                    )
        except OSError as problem:
            raise UsageError(
                f"--results {safe(directory)}: {problem.strerror}", "Name a directory that can be made."
            ) from problem

    def load(self, key: str) -> dict[str, Any] | None:
        """A kept answer; None when there is none, or none that is whole."""
        try:
            with open(self._file(key), "rb") as handle:
                data = handle.read()
        except OSError:
            return None
        head, _line, body = data.partition(b"\n")
        if head != _digest(key, body):
            return None
        value = json.loads(body)
        return value if isinstance(value, dict) else None

    def save(self, key: str, value: dict[str, Any]) -> None:
        """Keep an answer. Raises OSError."""
        body = json.dumps(value, separators=(",", ":")).encode()
        write(self._file(key), _digest(key, body) + b"\n" + body)

    def _file(self, key: str) -> str:
        return os.path.join(self._place, key + ".json")


def _digest(key: str, body: bytes) -> bytes:
    from hashlib import sha256

    return sha256(key.encode() + b"\n" + body).hexdigest().encode()


# -- rows -------------------------------------------------------------------------------------------------------------


def rows(fleet: Fleet) -> Iterator[dict[str, Any]]:
    """One row for every finding and for everything unread, with COLUMNS."""
    for outcome in fleet.outcomes:
        report = outcome.report
        stopping = frozenset(id(one) for one in report.stopping)
        for finding in report.findings:
            told = "told" if finding.verdict == ALLOW else "below"
            yield _row(outcome, finding, "stopping" if id(finding) in stopping else told)
        for finding in report.overridden:
            yield _row(outcome, finding, "overridden")
        for finding in report.baselined:
            yield _row(outcome, finding, "baselined")
        for line in report.unread:
            row: dict[str, Any] = {name: {"int64": 0, "bool": False}.get(sort, "") for name, sort, _what in COLUMNS}
            row.update(
                repository=_text(outcome.repository),
                revision=outcome.revision,
                rule=UNREAD,
                state="unread",
                unread=True,
                message=_text(line),
            )
            yield row


def _row(outcome: Outcome, finding: Finding, state: str) -> dict[str, Any]:
    place = finding.place
    reason = ""
    if finding.override is not None:
        reason = exception(finding.override)
    elif finding.known is not None:
        reason = _text(finding.known.reason)
    return {
        "repository": _text(outcome.repository),
        "revision": outcome.revision,
        "commit": place.commit,
        "path": _text(place.file),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "side": place.side,
        "rule": _text(finding.rule),
        "severity": finding.severity,
        "confidence": finding.confidence,
        "verdict": finding.verdict,
        "state": state,
        "overridden": state == "overridden",
        "baselined": state == "baselined",
        "unread": False,
        "message": _text(finding.message),
        "environment": _text(finding.environment),
        "fingerprint": fingerprint(finding),
        "reason": reason,
    }


def _text(text: str) -> str:
    """Masked, and every byte that is no text written out, so that all forms can hold it."""
    return safe(mask(text))


def save_lines(fleet: Fleet, path: str) -> None:
    """Rows as JSON lines. Raises OSError."""
    write(path, b"".join(json.dumps(row).encode() + b"\n" for row in rows(fleet)))


def save_parquet(fleet: Fleet, path: str) -> None:
    """Rows as a Parquet file. Raises OSError, and UsageError without pyarrow."""
    import io

    parquet_needed()
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {"string": pa.string(), "int64": pa.int64(), "bool": pa.bool_()}
    schema = pa.schema(
        [pa.field(name, kinds[sort], nullable=False, metadata={"description": what}) for name, sort, what in COLUMNS],
        metadata={"keyturn": __version__},
    )
    table = pa.Table.from_pylist(list(rows(fleet)), schema=schema)
    out = io.BytesIO()
    parquet.write_table(table, out, compression="zstd")
    write(path, out.getvalue())


def parquet_needed() -> None:
    """Raises UsageError when Parquet cannot be written, before a long scan finds out."""
    try:
        __import__("pyarrow.parquet")
    except ImportError as problem:
        raise UsageError("Parquet needs pyarrow, which is not installed", "pip install 'keyturn[fleet]'") from problem
