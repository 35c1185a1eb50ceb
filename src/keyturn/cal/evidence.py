"""Confidence from evidence: which share of a score rests on what was measured, is fresh, and is cited.

An entity's `evidence` is a mapping from dimension to a list of pieces:

    {"D5": [{"claim": "…", "kind": "measured", "source": "https://…", "date": "2026-03-05", "contested": false}]}

A piece counts when `kind` is `measured` (others, such as `reported`, `estimated` and `asserted`, do not), `source` is
not empty, it is not `contested`, and it is fresh: `fresh: true`, or a `date` at most a year before the day that the
figures stand for. A dimension's share is the part of its pieces that count; the whole is the mean of the dimensions'
shares, weighed by their scores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from keyturn.cal import numbers
from keyturn.cal.analysis import Analysis, title
from keyturn.cal.problems import RunError
from keyturn.cal.when import moment

FRESH = timedelta(days=366)
"""Older evidence does not count."""
_TODAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found behind the scores: the share that counts, and how many pieces do."""

    share: float
    pieces: int
    counted: int
    as_of: str | None
    dimensions: Mapping[str, tuple[int, int]]

    def document(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "share": self.share,
            "pieces": self.pieces,
            "counted": self.counted,
            "asOf": self.as_of,
            "dimensions": {
                name: {"pieces": pieces, "counted": counted} for name, (pieces, counted) in self.dimensions.items()
            },
        }


def counts(piece: Mapping[str, Any], as_of: str | None) -> bool:
    """Whether a piece of evidence is measured, cited, uncontested and fresh."""
    if piece.get("kind") != "measured" or not piece.get("source") or piece.get("contested"):
        return False
    fresh = piece.get("fresh")
    if isinstance(fresh, bool):
        return fresh
    date = piece.get("date")
    if date is None or as_of is None:
        return False
    age = moment(as_of) - moment(str(date))
    return -_TODAY <= age <= FRESH


def weigh(analyses: Sequence[Analysis], as_of: str | None) -> Evidence | None:
    """The evidence behind the scores of entities; None when any of them has none at all. Raises RunError."""
    weight = shared = 0.0
    found: dict[str, tuple[int, int]] = {}
    for one in analyses:
        evidence = one.entity.get("evidence")
        if not isinstance(evidence, Mapping) or not evidence:
            return None
        for name, score in zip(one.setting.dimensions, one.scores, strict=True):
            rows = evidence.get(name, ())
            if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
                raise RunError(f"entity {title(one.entity)}: the evidence of {name} is no list of mappings")
            counted = sum(counts(row, as_of) for row in rows)
            before = found.get(name, (0, 0))
            found[name] = before[0] + len(rows), before[1] + counted
            weight += score
            shared += score * counted / len(rows) if rows else 0
    pieces, counted = sum(row[0] for row in found.values()), sum(row[1] for row in found.values())
    share = numbers.rounded(shared / weight, 4) if weight else 0
    return Evidence(share, pieces, counted, as_of, found)
