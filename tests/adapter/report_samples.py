"""Reports that the tests of every form share."""

from __future__ import annotations

from keyturn.scan.findings import OPTION, TRAILER, Finding, Known, Override, Place, Report, Total

FINDING = Finding(
    "filesystem/recursive-delete",
    "high",
    "deletes /srv/data and everything below",
    Place("scripts/clean.sh", 3, 1, 3, 17),
    snippet="rm -rf /srv/data",
    why="A path that is wrong by one word is gone for good.",
    instead="Move it aside and delete it next week.",
    through=("npm run build", "package.json: scripts.build"),
)
WHOLE = Finding("change/mass-deletion", "critical", "deletes 2,229 files", Place("src/x", side="old"))
REMOVED = Finding("change/protection-removed", "high", "gone", Place("main.tf", 4, 3, 4, 9, "old", "a" * 40))
LONG = Finding("sql/drop-table", "medium", "drops table users", Place("m/1.sql", 4, 1, 9, 2), instead="Rename it.")
LOW = Finding("sql/truncate", "low", "empties table x", Place("m/2.sql", 1, 1, 1, 9))
TOLD = Finding("git/reset-hard", "low", "throws changes away", Place("x.sh", 7, 2, 7, 9), verdict="allow")
INLINE_ONE = FINDING.but(override=Override((FINDING.rule,), "agreed", "2199-01-01", 2, added=True))
TRAILER_ONE = LONG.but(
    override=Override((LONG.rule,), "archived", "2199-01-01", source=TRAILER, commit="b" * 40, approved_by="Kim")
)
OPTION_ONE = LOW.but(override=Override((LOW.rule,), "a test", "2199-01-01", source=OPTION))
KNOWN = FINDING.but(
    place=Place("ops/old.sh", 9, 1, 9, 5),
    fingerprint="f" * 32,
    known=Known("f" * 32, FINDING.rule, "ops/old.sh", since="2026-01-12", author="Sam", reason="goes in March"),
)
YOUNG = LONG.but(known=Known("e" * 32, LONG.rule, "m/1.sql", since="2026-04-02"))

FULL = Report(
    (WHOLE, FINDING, REMOVED, LONG, LOW, TOLD),
    (INLINE_ONE, TRAILER_ONE, OPTION_ONE),
    ("x.sh: Permission denied",),
    ("an override that nothing needs: scripts/clean.sh:2",),
    (Total("tables dropped", 21, True, ("users", "orders"), 4),),
    "origin/main...HEAD",
    7,
    2,
    baselined=(YOUNG, KNOWN),
)
EMPTY = Report(subject="the index: nothing is staged")
MANY = FULL.but(
    findings=tuple(
        (LOW, FINDING, WHOLE, LONG)[number % 4].but(place=Place(f"d/{number}.sh", number + 1, 1, number + 1, 9))
        for number in range(6_000)
    )
)
EXCEPTED = Report((), (INLINE_ONE, TRAILER_ONE, OPTION_ONE), subject="the index against HEAD", files=3)
"""Everything that was found has an exception."""

REPORTS = {"full": FULL, "empty": EMPTY, "many": MANY, "all overridden": EXCEPTED}
