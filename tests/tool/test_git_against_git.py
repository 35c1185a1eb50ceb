"""Whatever real git loses in a small repository, the reading must have said so."""

import os
import shutil
import subprocess
from itertools import product
from pathlib import Path

import pytest

from keyturn.model.effect import GIT_DISCARD, GIT_HISTORY, Effect
from keyturn.model.invocation import Invocation
from keyturn.model.word import Word
from keyturn.tool import git
from keyturn.tool.view import View

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_EDITOR": "true",
    "LC_ALL": "C",
}


def run(place: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["git", *words],
        cwd=place,
        env={**ENVIRONMENT, "HOME": str(place)},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two commits, a second branch, a tag, a stash; then an edit, a staged edit, an untracked file."""
    place = tmp_path_factory.mktemp("template")
    run(place, "init", "-q", "-b", "main")
    for name in ("a.txt", "b.txt"):
        (place / name).write_text("one\n")
    (place / ".gitignore").write_text("*.ignored\n")
    run(place, "add", ".")
    run(place, "commit", "-qm", "one")
    run(place, "tag", "v1")
    run(place, "checkout", "-qb", "side")
    run(place, "commit", "-q", "--allow-empty", "-m", "only here")
    run(place, "checkout", "-q", "main")
    (place / "a.txt").write_text("two\n")
    run(place, "commit", "-qam", "two")
    (place / "b.txt").write_text("stashed\n")
    run(place, "stash", "-q")
    (place / "a.txt").write_text("edited\n")
    (place / "b.txt").write_text("staged\n")
    run(place, "add", "b.txt")
    (place / "new.txt").write_text("untracked\n")
    (place / "x.ignored").write_text("ignored\n")
    return place


def precious(place: Path) -> dict[str, str]:
    """What exists once only: edits and untracked files, and the names that hold commits."""
    found = {}
    for name in ("a.txt", "b.txt", "new.txt", "x.ignored"):
        path = place / name
        found[name] = path.read_text() if path.exists() else "gone"
    found["refs"] = run(place, "for-each-ref", "--format=%(refname)").stdout.decode()
    found["stashes"] = run(place, "stash", "list").stdout.decode()
    log = place / ".git" / "logs" / "HEAD"
    found["reflog"] = "kept" if log.exists() and log.stat().st_size else "gone"
    return found


def lost(before: dict[str, str], after: dict[str, str]) -> bool:
    for name in ("a.txt", "b.txt", "new.txt", "x.ignored"):
        if after[name] != before[name]:
            return True
    kept = set(after["refs"].split())
    return (
        any(ref not in kept for ref in before["refs"].split())
        or len(after["stashes"].splitlines()) < len(before["stashes"].splitlines())
        or after["reflog"] != before["reflog"]
    )


def said(words: tuple[str, ...]) -> bool:
    call = Invocation(Word("git"), tuple(Word(word) for word in words), name="git")
    return any(
        isinstance(outcome, Effect)
        and outcome.category in (GIT_DISCARD, GIT_HISTORY, "file-change", "recursive-delete")
        for outcome in git.read(call, View())
    )


CASES = [
    *(("reset", *rest) for rest in product(("--hard", "--soft", "--mixed", "--merge", "--keep", "--har"), ("HEAD", "HEAD~1"))),
    ("reset", "--hard", "--soft"),
    ("reset", "--soft", "--hard"),
    ("reset", "--no-refresh", "--hard"),
    *(("clean", *rest) for rest in (("-f",), ("-nf",), ("-fx",), ("-fX",), ("-d",), ("--forc",), ("-qf",), ("-f", "--", "new.txt"))),
    ("-c", "clean.requireForce=false", "clean"),
    *(("checkout", *rest) for rest in product(("-f", "-qf", "--forc", "--no-force", "-q"), ("HEAD", "side"))),
    *(
        ("checkout", *rest)
        for rest in (
            ("--", "a.txt"), (".",), ("a.txt",), ("HEAD", "a.txt"), ("HEAD", "--", "b.txt"), ("side", "--"), ("-",),
            ("-b", "x"), ("-B", "side"), ("-f", "-b", "x"), ("--orphan", "x"), ("--", "."), ("-p",), ("*.txt",),
            ("--detach", "HEAD"), ("--pathspec-from-file=.gitignore",), ("-f", "--no-force", "HEAD"), ("main",),
        )
    ),
    *(("switch", *rest) for rest in (("-f", "side"), ("--discard-changes", "side"), ("-C", "side"), ("side",), ("-qf", "side"))),
    *(
        ("restore", *rest)
        for rest in (
            ("a.txt",), (".",), ("--staged", "b.txt"), ("-SW", "b.txt"), ("--no-staged", "a.txt"), ("-W", "a.txt"),
            ("-S", "--no-staged", "a.txt"), ("--no-staged", "-W", "a.txt"), ("-W", "--no-worktree", "a.txt"),
            ("--source", "HEAD~1", "a.txt"), ("--sour=HEAD~1", "a.txt"), ("-sHEAD~1", "a.txt"), ("--", "a.txt"), (),
        )
    ),
    *(("stash", *rest) for rest in (("drop",), ("clear",), ("list",), ("show",), ("drop", "-q"))),
    *(("branch", *rest) for rest in (("-D", "side"), ("-d", "-f", "side"), ("-d", "side"), ("--del", "--forc", "side"), ("-a",))),
    *(("tag", *rest) for rest in (("-d", "v1"), ("--del", "v1"), ("-l",), ("v2",))),
    ("update-ref", "-d", "refs/heads/side"),
    ("reflog", "expire", "--expire=now", "--all"),
    ("reflog",),
    ("rm", "-f", "a.txt"),
    ("rm", "-rf", "."),
    ("rm", "--cached", "a.txt"),
    ("rm", "-n", "-f", "a.txt"),
    ("read-tree", "--reset", "-u", "HEAD"),
    ("checkout-index", "-f", "a.txt"),
    ("checkout-index", "-fa"),
    ("-c", "alias.gone=reset --hard", "gone"),
    ("-c", "alias.a=b", "-c", "alias.b=clean -f", "a"),
    ("--no-pager", "-C", ".", "reset", "--hard"),
]  # fmt: skip


@pytest.mark.parametrize("words", CASES, ids=" ".join)
def test_what_git_loses_was_said(words: tuple[str, ...], template: Path, tmp_path: Path) -> None:
    place = tmp_path / "copy"
    shutil.copytree(template, place)
    before = precious(place)
    run(place, *words)
    if lost(before, precious(place)):
        assert said(words)
