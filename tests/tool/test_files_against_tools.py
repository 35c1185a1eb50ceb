"""Whatever the real programs lose in a small directory, the reading must have said so."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.adapter.filesystem_workspace import FilesystemWorkspace
from keyturn.judge.corridor import follow
from keyturn.model.source import SHELL, Source
from keyturn.model.word import Word
from keyturn.model.workspace import Layout
from keyturn.tool.view import View

PATH = os.environ.get("PATH", "/usr/bin:/bin")
PROGRAMS = "rm mv cp ln tee dd chmod truncate shred find tar sort sed unlink install".split()


def fill(place: Path) -> None:
    for name in ("a.txt", "b.txt", ".hidden", "d/c.txt", "d/e/f.py", "-delete"):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"the content of {name}, which must not be lost unsaid\n" * 3)


def contents(place: Path) -> dict[str, str]:
    return {
        str(path.relative_to(place)): path.read_text(errors="replace")
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def lost(before: dict[str, str], after: dict[str, str]) -> bool:
    """Whether any content is nowhere any more: what was moved, archived or added to is not lost."""
    return any(not any(text in kept for kept in after.values()) for text in before.values())


def effects(text: str, place: Path) -> int:
    view = View(FilesystemWorkspace({}), Layout(directory=str(place), temporary=()))
    judgement = follow(Source(SHELL, Word(text)), view)
    return len(judgement.effects) + len(judgement.blind)


def checked(text: str, place: Path) -> None:
    fill(place)
    before = contents(place)
    said = effects(text, place)
    subprocess.run(
        ["sh", "-c", text],
        cwd=place,
        env={"PATH": PATH, "HOME": str(place), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=20,
        check=False,
    )
    if lost(before, contents(place)):
        assert said, text


@pytest.mark.parametrize(
    "text",
    [
        "rm a.txt", "rm -rf d", "rm --recur d", "rm -d d", "rm -- -delete", "rm ./-delete", "rm -r d/..", "rm -v *.txt", "rm .h*",
        "mv a.txt b.txt", "mv -n a.txt b.txt", "mv a.txt d", "mv a.txt d/c.txt", "mv -b a.txt b.txt", "mv -t d a.txt b.txt",
        "mv -T a.txt b.txt", "mv a.txt b.txt d", "cp a.txt b.txt", "cp -n a.txt b.txt", "cp /dev/null a.txt", "cp a.txt d",
        "cp -r d e; cp a.txt d/c.txt", "cp --target-directory=d b.txt", "ln -f a.txt b.txt", "ln -sf a.txt b.txt",
        "ln -s a.txt b.txt", "tee a.txt", "tee -a a.txt", "tee a.txt b.txt", "dd of=a.txt", "dd if=a.txt", "dd if=/dev/null of=a.txt",
        "dd if=b.txt of=a.txt conv=notrunc", "truncate -s 0 a.txt", "truncate -s 5 a.txt", "truncate -s +5 a.txt", "truncate --size=-9 a.txt",
        "truncate -s %4 a.txt", "truncate -s '<4' a.txt", "truncate -c -s0 a.txt", "shred a.txt", "shred -n1 -u a.txt", "unlink a.txt",
        "find . -delete", "find . -name '*.txt' -delete", "find . -name -delete", "find -- -delete", "find d -type f -exec rm {} +",
        "find . -name a.txt -exec rm {} \\;", "find . -type f -exec truncate -s 0 {} \\;", "find . -fprint a.txt", "find . -fprintf a.txt x",
        "find d -depth -execdir rm -r {} \\;", "find . -exec echo -delete \\;", "find . -newer a.txt -o -name b.txt -delete",
        "tar cf a.txt d", "tar cf x.tar d --remove-files; rm x.tar", "tar cf x.tar a.txt && echo n > a.txt && tar xf x.tar",
        "sort b.txt -o a.txt", "sort -uo a.txt b.txt", "install b.txt a.txt", "> a.txt", ": > a.txt", "echo >| a.txt", "echo >> a.txt",
        "echo x 2> a.txt", "echo x > a.txt > b.txt", "{ echo x; } > a.txt", "exec > a.txt", "true & > a.txt", "if true; then rm a.txt; fi",
        "sh -c 'rm a.txt'", "eval 'rm a.txt'", "x=a.txt; rm $x", "for x in *.txt; do rm $x; done", "ls | xargs rm -f", "cat a.txt | tee b.txt",
        'f() { rm "$1"; }; f a.txt', "rm a.tx[t]", "rm {a,b}.txt", "cd d && rm c.txt", "(cd d; rm c.txt)", 'rm "a".txt', "r''m a.txt",
        "command rm a.txt", "env rm a.txt", "nice rm a.txt", "rm -- a.txt < /dev/null", "! rm a.txt", "timeout 5 rm a.txt",
    ],
)  # fmt: skip
def test_what_is_lost_was_said(text: str, tmp_path: Path) -> None:
    checked(text, tmp_path)


_ARGUMENTS = st.lists(
    st.sampled_from(
        ["a.txt", "b.txt", "d", "d/c.txt", ".", "*.txt", "x", "-r", "-f", "-n", "-v", "--", "-t", "-T", "-a", "-s", "0", "-name", "-delete",
         "-type", "f", "-o", "!", "-print", "of=a.txt", "if=b.txt", "-c", "-x", "777", "-R", "-i", "-u", "--remove-files", "-exec", "rm", "{}", "+"]
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PROGRAMS), _ARGUMENTS)
def test_any_arguments(tmp_path_factory: pytest.TempPathFactory, program: str, words: list[str]) -> None:
    quoted = [word if word == "*.txt" else shlex.quote(word) for word in words]
    checked(" ".join([program, *quoted]), tmp_path_factory.mktemp("any"))
