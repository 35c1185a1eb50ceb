"""docs/benchmarks.md and docs/accuracy.md, from the figures that `make bench` kept."""

import json
from typing import Any

from tools.places import ROOT

RESULTS = ROOT / "benchmarks" / "results.json"
PRECISION = ROOT / "benchmarks" / "precision.json"
LABELS = ROOT / "docs" / "precision.jsonl"
NOTICE = (
    "<!-- Generated from benchmarks/results.json, which `make bench` writes. No figure here is typed by hand. -->\n\n"
)
SECTIONS = {
    "start": (
        "Start",
        "What one call costs beside an interpreter that does nothing (the real one, not a version manager's shim).",
    ),
    "gate": (
        "The gate",
        (
            "What a coding agent waits for before a tool call: the whole hook process, its payload on standard input. "
            "*Warm* is the native client with the daemon, *cold* the pure-Python way without both. Ratios here, and "
            "the targets, compare medians; peers run as their own installers start them."
        ),
    ),
    "soak": (
        "The daemon, over many calls",
        (
            "Harmless, destructive, huge and broken calls in turns, of every host. What each must be answered was "
            "asked of fresh processes first."
        ),
    ),
    "check": (
        "Commands a second",
        "`keyturn check --jsonl` over an everyday mix (`benchmarks/commands.txt`), every line different, one process.",
    ),
    "scan": (
        "A large clean diff",
        (
            "`keyturn scan --patch` against one `LC_ALL=C grep -ciE` with the 41 patterns of `benchmarks/patterns.txt` "
            "over the same file in the same run, the start of both included."
        ),
    ),
    "history": (
        "A whole history",
        "`keyturn scan --history` against `git log -p -U0` over a history made by `git fast-import`, seed fixed.",
    ),
    "rehearse": (
        "Rehearsal of files",
        (
            "`keyturn rehearse` of a command over a tree of 10,000 files, against the same command run for real on a "
            "copy of the tree, in turns."
        ),
    ),
    "rehearse-sql": (
        "Rehearsal of SQL",
        (
            "One statement rehearsed in a rolled-back transaction on a throw-away PostgreSQL, against the statement itself "
            "in a transaction of its own, in turns. Within one process: connecting included, the interpreter's start not."
        ),
    ),
    "cal": (
        "CAL",
        (
            "Scripts read and carried out, and FORAGE over many entities, in a process of its own each time, counted "
            "without what prepares the work; against the reference runtime's own figures for work of the same size."
        ),
    ),
    "ledger": (
        "The ledger",
        (
            "Leaves appended to a log in SQLite, each in a transaction of its own and on disk when it returns, in turns "
            "with rows of the same bytes that SQLite commits by itself with the same settings. Within one process."
        ),
    ),
    "broker": (
        "The broker",
        (
            "Proposals with their keys come at a steady pace while many others wait for people. The store, the journal, the "
            "ledger and the SSH signatures are the real ones; what is executed costs nothing. Within one process."
        ),
    ),
    "imports": (
        "Imports",
        "What importing the way of `check` adds to a bare interpreter, beside libraries that this way avoids.",
    ),
}

SPEED_HEAD = """\
# Speed

`make bench` measures and rewrites this page; `python -m benchmarks.run NAME` measures one part. Whole processes are
timed, in turns with their baseline; ratios compare the least times. Milliseconds depend on the machine, ratios much
less. A dash is a peak of memory too small to be told from the measuring program's own.
"""

ACCURACY_HEAD = """\
# Accuracy

Verdicts of the default policy, nothing configured, on commands that other projects labelled. Labels follow each
author's policy, and they disagree. Cases that we looked at and judge otherwise on purpose stand with their reasons in
{disputed}, at most 6 % of a corpus; both pairs of figures are shown. The corpora are other
projects' data and no part of this repository.

| corpus | what it is |
|---|---|
| ccsn | literals from the tests of cc-safety-net; the directory and mode that they assume are not in them |
| dcg_corpus | the test corpus of destructive_command_guard, February 2026 |
| dcg_pack_fixtures | its pack fixtures, with all packs on: about 80 tools beyond files and git |
| tldr_benign_half | every second example of tldr-pages that another project labelled benign |
"""


PRECISION_HEAD = """
## Precision on code that nobody here wrote

Each package is scanned as if it were all new: sources, maintainer scripts, Makefiles, workflows, migrations. Every
finding that stops (medium and above, the default) was read, and labelled *right* when the text really does what the
finding says to something that is not its own output, *wrong* when it does not. Rules were changed after reading the
first part of the sample (tuned); the second part (held out) was read once the rules stood. The list with a reason for
each is [precision.jsonl](precision.jsonl). One person read them, and a scanned change is usually a few lines: whole
trees are the hard case.
"""


def results() -> dict[str, Any]:
    """What the last `make bench` kept."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return found


def targets(rows: list[dict[str, Any]]) -> str:
    """The targets of one section."""
    if not rows:
        return ""
    out = "\n| target | measured | met |\n|---|---|---|\n"
    for row in rows:
        out += f"| {row['what']} | {row['measured']} | {'yes' if row['met'] else '**no**'} |\n"
    return out


def timing(result: dict[str, Any]) -> str:
    """The rows of one section."""
    if not result["rows"]:
        return ""
    ratio = any("ratio" in row for row in result["rows"])
    out = "\n| | least | median | processor | peak memory | runs |" + (" ratio |" if ratio else "") + "\n"
    out += "|---|---|---|---|---|---|" + ("---|" if ratio else "") + "\n"
    for row in result["rows"]:
        out += f"| {row['name']} | {row['min_ms']:,} ms | {row['median_ms']:,} ms | {row['processor_ms']:,} ms "
        memory = f"{row['peak_mib']:,} MiB" if "peak_mib" in row else "–"
        out += f"| {memory} | {row['runs']} |"
        out += f" {row['ratio']:g} |\n" if ratio else "\n"
    return out


def before(result: dict[str, Any]) -> str:
    """What the same run measured of an earlier commit."""
    if not result.get("before", {}).get("targets"):
        return ""
    old = result["before"]
    out = f"\nBefore, at `{old['revision']}`, in the same run: "
    out += "; ".join(f"{row['what']}: {row['measured']}" for row in old["targets"]) + ".\n"
    return out


def benchmarks() -> str:
    """docs/benchmarks.md."""
    kept = results()
    out = NOTICE + SPEED_HEAD
    for name, (title, text) in SECTIONS.items():
        out += f"\n## {title}\n\n{text}\n"
        if name not in kept:
            out += f"\nNot measured yet: `python -m benchmarks.run {name}`.\n"
            continue
        on = kept[name]["machine"]
        out += targets(kept[name]["targets"]) + timing(kept[name]) + before(kept[name])
        for note in kept[name].get("notes", ()):
            out += f"\n{note}\n"
        out += f"\nMeasured on {on['processor']}, {on['cores']} cores, {on['system']}, Python {on['python']}, by"
        out += f" `python -m benchmarks.run {name}`.\n"
    return out


def accuracy() -> str:
    """docs/accuracy.md."""
    name = "disputed.jsonl"
    linked = f"[{name}]({name})" if (ROOT / "docs" / name).exists() else f"`docs/{name}`"
    out = NOTICE + ACCURACY_HEAD.format(disputed=linked)
    found = results().get("accuracy")
    if not found:
        return out + "\nNot measured yet: `BENCH_CORPORA=DIR python -m benchmarks.run accuracy`.\n"
    out += "\n| corpus | cases | stopped, of those to stop | asked about, of those to pass | set aside |"
    out += " stopped, the rest | asked about, the rest |\n|---|---|---|---|---|---|---|\n"
    for row in found["rows"]:
        out += f"| {row['name']} | {row['cases']} | {_share(row['all'], 'stopped', 'stop')}"
        out += (
            f" | {_share(row['all'], 'asked', 'allow')} | {row['disputed']} | {_share(row['kept'], 'stopped', 'stop')}"
        )
        out += f" | {_share(row['kept'], 'asked', 'allow')} |\n"
    out += targets(found["targets"])
    out += "\nMeasured by `BENCH_CORPORA=DIR python -m benchmarks.run accuracy`.\n"
    return out + precision()


def precision() -> str:
    """The part of docs/accuracy.md about trees that nobody here wrote, from what tools/precision.py kept."""
    if not PRECISION.exists():
        return PRECISION_HEAD + "\nNot measured yet: `python -m tools.precision fetch`.\n"
    kept = json.loads(PRECISION.read_text(encoding="utf-8"))
    rows, first = kept["rows"], kept["first_reading"]
    out = (
        PRECISION_HEAD
        + "\n| package | files | findings that stop | right | wrong | precision |\n|---|---|---|---|---|---|\n"
    )
    for part in ("tuned", "held out"):
        mine = [row for row in rows if row["part"] == part]
        for row in mine:
            version = f" {row['version']}" if row["version"] else ""
            out += f"| {row['package']}{version} ({row['registry']}, {part}) {_counted([row])}\n"
        out += f"| **{part}, together** {_counted(mine)}\n"
    out += f"| **all** {_counted(rows)}\n"
    share = first["right"] / (first["right"] + first["wrong"])
    out += f"\nWhen the held-out part was read first, {first['right']} of {first['right'] + first['wrong']} findings "
    out += f"({share:.0%}) were right; the table counts it after the rules were mended once more for what it showed.\n"
    wrong = [
        one for one in map(json.loads, LABELS.read_text(encoding="utf-8").splitlines()) if one["finding"] == "wrong"
    ]
    if wrong:
        out += "\nWhat was wrong:\n\n| package | rule | where | why |\n|---|---|---|---|\n"
        for one in wrong:
            out += f"| {one['package']} | {one['rule']} | `{one['where']}` | {one['reason']} |\n"
    return out + "\nMeasured by `python -m tools.precision fetch`, `scan`, `show`, `label` and `write`.\n"


def _counted(rows: list[dict[str, Any]]) -> str:
    files, stopping, right, wrong = (sum(row[key] for row in rows) for key in ("files", "stopping", "right", "wrong"))
    share = f"{right / (right + wrong):.0%}" if right + wrong else "–"
    return f"| {files:,} | {stopping} | {right} | {wrong} | {share} |"


def _share(counts: dict[str, int], part: str, whole: str) -> str:
    if not counts[whole]:
        return "–"
    return f"{counts[part]} of {counts[whole]} ({counts[part] / counts[whole]:.1%})"
