"""What a scan answers with: findings at places, what was overridden, what could not be read, and the sums."""

from __future__ import annotations

from keyturn.model.decision import ALLOW, HOLD
from keyturn.model.noun import Noun
from keyturn.model.rule import SEVERITIES

NEW = "new"
OLD = "old"


class Place(Noun):
    """Where: a path, 1-based lines and columns (0: the file as a whole), and on which side of the change it stands."""

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    side: str = NEW
    commit: str = ""


class Total(Noun):
    """One sort of loss over a whole change.

    `count` is what could be counted, each name once; `exact` False: there are more whose number is not known.
    `places` is how many places say so, `names` the first few of what is lost.
    """

    what: str
    count: int
    exact: bool = True
    names: tuple[str, ...] = ()
    places: int = 0


INLINE = "inline"
TRAILER = "trailer"
OPTION = "option"


class Override(Noun):
    """An exception from a rule: a comment, a trailer of a commit's message, or an option of the command line.

    `source` is INLINE, TRAILER or OPTION. `added` tells that the change itself wrote it. `line` is the comment's,
    0 for the others; `commit` holds the trailer. `approved_by` is who vouched for it, "" when nobody had to.
    """

    rules: tuple[str, ...]
    reason: str
    until: str
    line: int = 0
    added: bool = False
    source: str = INLINE
    commit: str = ""
    approved_by: str = ""


class Known(Noun):
    """A finding that stood in the repository when Keyturn came: an entry of the baseline.

    `fingerprint` says which finding, see `scan.baseline`; `since` is a date as YYYY-MM-DD, `author` who put it there.
    It covers nothing more severe than `severity`.
    """

    fingerprint: str
    rule: str
    path: str
    line: str = ""
    since: str = ""
    author: str = ""
    reason: str = ""
    severity: str = ""


class Finding(Noun):
    """A rule met at a place.

    `confidence` is "low" when only fragments of the file could be read. `override` is the exception that
    covers it, None when there is none, `known` likewise the baseline's entry. `through` is the chain of hand-offs
    that led to it. `fingerprint` stays the same wherever the line moves within its file ("" until the report is whole).
    """

    rule: str
    severity: str
    message: str
    place: Place
    verdict: str = HOLD
    confidence: str = "high"
    snippet: str = ""
    why: str = ""
    instead: str = ""
    environment: str = ""
    through: tuple[str, ...] = ()
    override: Override | None = None
    fingerprint: str = ""
    known: Known | None = None

    @property
    def rank(self) -> int:
        """0 for low … 3 for critical."""
        return SEVERITIES.index(self.severity)


class Report(Noun):
    """The whole answer. `findings` hold neither the overridden ones nor those that the baseline knows.

    `unread` are things that could not be looked at at all (exit 3 unless there are findings), `remarks` are said to
    people (an override that expired, one that nothing needs), `together` is what the change comes to as a whole
    ("21 tables dropped"), each thing counted once by its name.
    """

    findings: tuple[Finding, ...] = ()
    overridden: tuple[Finding, ...] = ()
    unread: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    together: tuple[Total, ...] = ()
    subject: str = ""
    files: int = 0
    commits: int = 0
    fail_on: str = "medium"
    baselined: tuple[Finding, ...] = ()

    @property
    def stopping(self) -> tuple[Finding, ...]:
        """The findings that stop the change."""
        least = SEVERITIES.index(self.fail_on)
        return tuple(one for one in self.findings if one.rank >= least and one.verdict != ALLOW)

    @property
    def exit_code(self) -> int:
        """1 when something stops it, else 3 when something could not be read, else 0."""
        if self.stopping:
            return 1
        return 3 if self.unread else 0


def lower(severity: str, steps: int = 1) -> str:
    """A severity some steps down, never below low."""
    return SEVERITIES[max(0, SEVERITIES.index(severity) - steps)]
