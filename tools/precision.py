"""How many of the findings in code that nobody here wrote are right.

    python -m tools.precision fetch          # unpack the sample into .cache/precision (package clients, by name)
    python -m tools.precision scan           # scan each tree as if it were all new; keep the findings beside it
    python -m tools.precision show [NAME]    # the findings that stop and that nobody has read yet, with their lines
    python -m tools.precision label ID right|wrong "reason"
    python -m tools.precision write          # benchmarks/precision.json, from which docs/accuracy.md is made

A finding stops when it is at or above the default `--fail-on`. Its label stands in docs/precision.jsonl under an id
made of package, rule, path and line text, so it outlives edits of the rules but not of the sample. Nothing that is
unpacked is ever run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "precision"
LABELS = ROOT / "docs" / "precision.jsonl"
RESULTS = ROOT / "benchmarks" / "precision.json"
STOPPING = ("medium", "high", "critical")

SAMPLE: tuple[tuple[str, str, str, str], ...] = (
    # (registry, name, version, part): rules were tuned on the first part, the second was only read
    ("pypi", "apache_superset", "6.1.0", "tuned"),
    ("pypi", "ansible_core", "2.19.14", "tuned"),
    ("pypi", "borgbackup", "1.4.5", "tuned"),
    ("pypi", "pretix", "2026.8.0", "tuned"),
    ("pypi", "duplicity", "3.2.1", "tuned"),
    ("npm", "ghost", "6.65.0", "tuned"),
    ("npm", "knex", "3.3.0", "tuned"),
    ("npm", "pm2", "7.0.4", "tuned"),
    ("debian", "postgresql-common", "", "tuned"),
    ("debian", "live-build", "", "tuned"),
    ("debian", "backupninja", "", "tuned"),
    ("debian", "initramfs-tools-core", "", "tuned"),
    ("pypi", "mercurial", "7.2.4", "tuned"),
    ("pypi", "celery", "5.7.0", "tuned"),
    ("pypi", "buildbot", "4.3.0", "tuned"),
    ("pypi", "weblate", "5.14.3", "tuned"),
    ("npm", "sequelize", "6.37.8", "tuned"),
    ("npm", "firebase-tools", "15.34.2", "tuned"),
    ("npm", "lerna", "10.1.1", "tuned"),
    ("debian", "debootstrap", "", "tuned"),
    ("debian", "mariadb-server", "", "tuned"),
    ("debian", "dkms", "", "tuned"),
    ("debian", "rkhunter", "", "tuned"),
    ("debian", "golang-github-docker-docker-dev", "", "tuned"),
    ("debian", "ruby-activerecord", "", "tuned"),
    ("debian", "phpmyadmin", "", "tuned"),
    ("pypi", "django_oscar", "4.2.1", "held out"),
    ("pypi", "wagtail", "8.0.1", "held out"),
    ("pypi", "mlflow", "3.18.0", "held out"),
    ("pypi", "supervisor", "4.3.0", "held out"),
    ("npm", "directus", "12.4.1", "held out"),
    ("npm", "typeorm", "1.1.1", "held out"),
    ("npm", "release-it", "21.1.2", "held out"),
    ("debian", "exim4-config", "", "held out"),
    ("debian", "mdadm", "", "held out"),
    ("debian", "apache2", "", "held out"),
    ("debian", "golang-github-containers-buildah-dev", "", "held out"),
    ("debian", "composer", "", "held out"),
)


FIRST = {"right": 50, "wrong": 31}
"""The held-out part as it was read first, before the rules were mended for what was wrong in it."""

SDIST = """
import sys
from pip._internal.commands.download import DownloadCommand
from pip._vendor.packaging.specifiers import SpecifierSet
command = DownloadCommand("download", "")
options, _ = command.parse_args(["--no-deps", "--no-binary", ":all:", sys.argv[1]])
command._in_main_context = True
session = command.get_default_session(options)
finder = command._build_package_finder(options=options, session=session)
best = finder.find_best_candidate(sys.argv[1], SpecifierSet("==" + sys.argv[2] if sys.argv[2] else "")).best_candidate
if best is None:
    sys.exit("no source archive of " + sys.argv[1])
answer = session.get(best.link.url)
answer.raise_for_status()
import hashlib
if hashlib.new(best.link.hash_name, answer.content).hexdigest() != best.link.hash:
    sys.exit("the archive is not what the index says")
open(sys.argv[3] + "/" + best.link.filename, "wb").write(answer.content)
"""
"""Fetch a source archive through pip's own finder: `pip download` would run its build to read the metadata."""


def tree(name: str) -> Path:
    """Where a package is unpacked."""
    return CACHE / name


def run(*command: str, cwd: Path | None = None) -> str:
    """A command's output. Raises SystemExit with what it said."""
    done = subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True, errors="replace")
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr[-600:]}")
    return done.stdout


def fetch() -> None:
    """Unpack what is not there yet. The archives come through the package clients as this machine has them set up."""
    CACHE.mkdir(parents=True, exist_ok=True)
    for registry, name, version, _part in SAMPLE:
        where = tree(name)
        if where.exists():
            continue
        down = CACHE / ".down"
        shutil.rmtree(down, ignore_errors=True)
        down.mkdir()
        print(name, file=sys.stderr)
        if registry == "pypi":
            run(sys.executable, "-c", SDIST, name, version, str(down))
        elif registry == "npm":
            run("npm", "pack", "--silent", f"{name}@{version}", cwd=down)
        else:
            run("apt-get", "download", name, cwd=down)
        archive = next(path for path in down.iterdir() if path.suffix in (".gz", ".tgz", ".zip", ".deb"))
        fresh = CACHE / ".fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        if archive.suffix == ".deb":
            run("dpkg-deb", "-R", str(archive), str(fresh))
        else:
            with tarfile.open(archive) as packed:
                packed.extractall(fresh, filter="data")
        fresh.rename(where)
    shutil.rmtree(CACHE / ".down", ignore_errors=True)


def scan(names: list[str]) -> None:
    """Every tree as one change from nothing; the report is kept as NAME.json."""
    for _registry, name, _version, _part in SAMPLE:
        if names and name not in names:
            continue
        where = tree(name)
        if not (where / ".git").exists():
            for command in (
                ("init", "-q"),
                ("commit", "--allow-empty", "-qm", "nothing"),
                ("add", "-A", "-f"),
                ("commit", "-qm", "sample"),
            ):
                run("git", "-c", "user.name=sample", "-c", "user.email=sample@localhost", "-c", "core.autocrlf=false",
                    "-c", "gc.auto=0", *command, cwd=where)  # fmt: skip
        done = subprocess.run(
            (sys.executable, "-m", "keyturn", "scan", "--range", "HEAD~1..HEAD", "--json"), cwd=where,
            check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
        if done.returncode not in (0, 1, 3) or not done.stdout:
            sys.exit(f"{name}: {done.stderr[-400:]}")
        (CACHE / f"{name}.json").write_text(done.stdout, encoding="utf-8")
        print(f"{name}: {len(list(stopping(name)))} findings stop", file=sys.stderr)


def stopping(name: str) -> Iterator[dict[str, Any]]:
    """The findings of a kept report that stop."""
    report = json.loads((CACHE / f"{name}.json").read_text(encoding="utf-8"))
    for finding in report["findings"]:
        if finding["severity"] in STOPPING:
            yield finding


def identity(name: str, finding: dict[str, Any]) -> str:
    """A finding's id over runs: where it is by text, not by line number."""
    parts = (name, finding["rule"], finding["file"], " ".join(finding.get("snippet", "").split()), finding["message"])
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def labels() -> dict[str, dict[str, str]]:
    """Every label, by id."""
    if not LABELS.exists():
        return {}
    lines = LABELS.read_text(encoding="utf-8").splitlines()
    return {entry["id"]: entry for entry in map(json.loads, lines)}


def show(names: list[str], *, every: bool) -> None:
    """Findings for a reader: id, rule, place, message and the lines around."""
    known = labels()
    for _registry, name, _version, _part in SAMPLE:
        if (names and name not in names) or not (CACHE / f"{name}.json").exists():
            continue
        for finding in stopping(name):
            number = identity(name, finding)
            if number in known and not every:
                continue
            print(f"\n{number} {name} {finding['severity']} {finding['rule']}\n  {finding['file']}:{finding['line']}")
            print(f"  {finding['message']}  {' > '.join(finding.get('through', []))}")
            file = tree(name) / finding["file"]
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
            start = max(0, finding["line"] - 4)
            for offset, line in enumerate(lines[start : finding["line"] + 2], start + 1):
                print(f"  {'>' if offset == finding['line'] else ' '} {offset} {line[:150]}")


def label(number: str, verdict: str, reason: str) -> None:
    """Keep what a reader says of one finding."""
    for _registry, name, _version, part in SAMPLE:
        if not (CACHE / f"{name}.json").exists():
            continue
        for finding in stopping(name):
            if identity(name, finding) == number:
                known = labels()
                known[number] = {
                    "id": number, "package": name, "part": part, "rule": finding["rule"],
                    "where": f"{finding['file']}:{finding['line']}", "finding": verdict, "reason": reason,
                }  # fmt: skip
                order = sorted(known.values(), key=lambda one: (one["part"], one["package"], one["rule"], one["where"]))
                LABELS.write_text("".join(json.dumps(one) + "\n" for one in order), encoding="utf-8")
                return
    sys.exit(f"{number} is no finding of the last scan")


def write() -> None:
    """Counts per package. Exits 1 when a finding that stops was never read: the figure would be a guess."""
    known = labels()
    rows = []
    unread = 0
    for registry, name, version, part in SAMPLE:
        found = {identity(name, finding): finding for finding in stopping(name)}
        read = [known[number]["finding"] for number in found if number in known]
        unread += len(found) - len(read)
        shown = version
        if registry == "debian":
            control = (tree(name) / "DEBIAN" / "control").read_text(encoding="utf-8")
            shown = next(line[9:] for line in control.splitlines() if line.startswith("Version: "))
        files = sum(1 for path in tree(name).rglob("*") if path.is_file() and ".git" not in path.parts)
        rows.append(
            {"registry": registry, "package": name, "version": shown, "part": part, "files": files,
             "stopping": len(found), "right": read.count("right"), "wrong": read.count("wrong")}
        )  # fmt: skip
    if unread:
        sys.exit(f"{unread} findings have no label: python -m tools.precision show")
    present = {identity(name, finding) for _registry, name, *_rest in SAMPLE for finding in stopping(name)}
    kept = [entry for entry in labels().values() if entry["id"] in present]
    LABELS.write_text("".join(json.dumps(one) + "\n" for one in kept), encoding="utf-8")
    RESULTS.write_text(json.dumps({"rows": rows, "first_reading": FIRST}, indent=1) + "\n", encoding="utf-8")
    print(RESULTS.relative_to(ROOT))


def main() -> None:
    """One of the commands above."""
    parser = argparse.ArgumentParser(prog="python -m tools.precision", description="Precision on real trees.")
    parser.add_argument("command", choices=("fetch", "scan", "show", "label", "write"))
    parser.add_argument("words", nargs="*")
    parser.add_argument("--all", action="store_true", help="show what has been read too")
    given = parser.parse_args()
    if given.command == "fetch":
        fetch()
    elif given.command == "scan":
        scan(given.words)
    elif given.command == "show":
        show(given.words, every=given.all)
    elif given.command == "label":
        number, verdict, reason = given.words
        if verdict not in ("right", "wrong"):
            parser.error("right or wrong")
        label(number, verdict, reason)
    else:
        write()


if __name__ == "__main__":
    main()
