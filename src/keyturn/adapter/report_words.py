"""What every form of a report says in the same words: sums, places, exceptions, addresses of rule pages.

Text that other people wrote passes `plain` before it is shown: secrets masked, hidden characters written out, and
nothing in it that the log of a build server would take for a command.
"""

from __future__ import annotations

from keyturn.model.decision import ALLOW
from keyturn.model.masking import mask
from keyturn.model.noun import Noun
from keyturn.model.text import safe
from keyturn.scan.findings import OLD, OPTION, TRAILER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.model.rule import Rule
    from keyturn.scan.findings import Finding, Override, Report

_MARKS = ("##[", "##vso[", "##teamcity[")
"""GitHub's and Azure's runners act on the first two anywhere in a line, TeamCity on the third."""


class Surroundings(Noun):
    """Where a report is made, as far as that is known: all of it only for links and for provenance.

    `docs` is the address under which docs/rules lies, without a slash at its end; `repository`, `revision` and
    `branch` say what was scanned.
    """

    docs: str = ""
    repository: str = ""
    revision: str = ""
    branch: str = ""


NOWHERE = Surroundings()


def quiet(text: str, hash_sign: str = "\\x23") -> str:
    """The text without anything that a build server's log would take for a command; `hash_sign` stands for one #."""
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, f"#{hash_sign}{mark[2:]}")
    return text


def quiet_lines(text: str) -> str:
    """Likewise for whole lines: GitHub's runner acts on those that begin with two colons, too."""
    if "::" not in text:
        return quiet(text)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        bare = line.lstrip()
        if bare.startswith("::"):
            lines[number] = line[: len(line) - len(bare)] + "\\x3a" + bare[1:]
    return quiet("\n".join(lines))


def plain(text: str, limit: int = 2_000) -> str:
    """Text from outside on one line, masked, safe to show, not much longer than `limit`."""
    masked = mask(text[: 10 * limit])  # cut after masking: half a secret is not known for one
    if len(masked) > limit:
        masked = masked[:limit] + "…"
    return quiet(safe(masked))


def advice(text: str, limit: int = 2_000) -> str:
    """Likewise what a rule's author wrote, which is not masked: an option's name is no secret there."""
    shown = " ".join(text.split())
    return quiet(safe(shown if len(shown) <= limit else shown[:limit] + "…"))


def told(report: Report) -> int:
    """How many findings are only told: nothing has to be met for them."""
    return sum(1 for one in report.findings if one.verdict == ALLOW)


def below(report: Report) -> int:
    """How many findings stay below the severity that stops."""
    return len(report.findings) - len(report.stopping) - told(report)


def counts(report: Report) -> dict[str, int]:
    """Every sum of the report; `stopping`, `below` and `told` make up the findings."""
    return {
        "stopping": len(report.stopping),
        "below": below(report),
        "told": told(report),
        "overridden": len(report.overridden),
        "baselined": len(report.baselined),
        "unread": len(report.unread),
    }


def tally(report: Report) -> str:
    """`3 stopping, 2 below medium, 1 overridden, 4 baselined, 1 could not be judged`."""
    sums = counts(report)
    parts = [f"{sums['stopping']:,} stopping" if sums["stopping"] else "nothing that stops"]
    for name, words in (
        ("below", f"below {report.fail_on}"),
        ("overridden", "overridden"),
        ("baselined", "baselined"),
        ("unread", "could not be judged"),
    ):
        if sums[name]:
            parts.append(f"{sums[name]:,} {words}")
    return ", ".join(parts)


def extent(report: Report) -> str:
    """`2 commits, 7 files`."""
    what = f"{report.files:,} {'file' if report.files == 1 else 'files'}"
    if report.commits:
        what = f"{report.commits:,} {'commit' if report.commits == 1 else 'commits'}, {what}"
    return what


def verdict(report: Report) -> str:
    """The outcome in a word or three."""
    return {0: "nothing stops this", 1: "stopped", 3: "could not be judged"}[report.exit_code]


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Those that something has to be met for before those that are only told, then by severity; else as given."""
    return sorted(findings, key=lambda one: (one.verdict == ALLOW, -one.rank))


def place(finding: Finding) -> str:
    """`9f3c… ops/clean.sh:3`, safe to show; lines of the old side say so."""
    where = finding.place
    text = plain(where.file)
    if where.line:
        text += f":{where.line}"
        if where.side == OLD:
            text += " (before the change)"
    return f"{where.commit[:12]} {text}" if where.commit else text


def exception(override: Override) -> str:
    """`archived in March (until 2027-01-31; trailer of 9f3c2d41e0ab; approved by Sam)`."""
    details = [f"until {plain(override.until)}"]
    if override.source == OPTION:
        details.append("option of the command line")
    elif override.source == TRAILER:
        details.append("trailer of " + (plain(override.commit[:12]) or "the commit message"))
    if override.added:
        details.append("added by this change")
    if override.approved_by:
        details.append(f"approved by {plain(override.approved_by)}")
    return f"{plain(override.reason)} ({'; '.join(details)})"


def acquaintance(finding: Finding) -> str:
    """`known since 2026-01-12, by Sam: moved out next quarter`; what the baseline says of a finding."""
    known = finding.known
    text = "known"
    if known is None:
        return text
    if known.since:
        text += f" since {plain(known.since)}"
    if known.author:
        text += f", by {plain(known.author)}"
    return f"{text}: {plain(known.reason)}" if known.reason else text


def oldest(report: Report) -> str:
    """The first date of the baseline's findings, "" when none has one."""
    return min((one.known.since for one in report.baselined if one.known and one.known.since), default="")


def fingerprint(finding: Finding) -> str:
    """The finding's own, else one of rule, file and the line's words: it stays the same when lines move."""
    if finding.fingerprint:
        return finding.fingerprint
    from hashlib import sha256

    words = " ".join(finding.snippet.split()) or finding.message
    text = f"{finding.rule}\0{finding.place.file}\0{words}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def shipped() -> dict[str, Rule]:
    """Every rule that ships, by id: only these have a page."""
    from keyturn.tool.rules.index import all_rules

    return {rule.id: rule for rule in all_rules()}


def address(rule: str, docs: str, known: dict[str, Rule]) -> str:
    """Where the rule's page is, "" for a rule of the team's own or when nobody said where pages are."""
    if not docs or rule not in known:
        return ""
    family, _slash, rest = rule.partition("/")
    return f"{docs}/{family}.md#{family}{rest}"
