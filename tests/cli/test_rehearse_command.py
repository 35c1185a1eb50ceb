"""`keyturn rehearse` as people and programs call it: text, JSON, HTML, exit codes. The real sandbox."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from keyturn.adapter import report_rehearsal, report_rehearsal_html
from keyturn.rehearse.difference import (
    Alarm,
    Commits,
    Difference,
    Files,
    NotRehearsed,
    Paths,
    Report,
    Resource,
    Table,
    Thing,
)
from tests.conftest import PACKAGE
from tests.rehearse_watch import filled, untouched


def keyturn(*args: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE.parent), **more}
    return subprocess.run(
        [sys.executable, "-m", "keyturn", "rehearse", *args],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return filled(tmp_path / "here")


def test_text_for_people(here: Path) -> None:
    with untouched(here):
        done = keyturn("--", "rm -rf deep; echo x > new", cwd=here)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Rehearsed: 2 files deleted (")
    assert f"{here}/deep/c.txt" in done.stdout
    assert "would create 1 file, 2 B" in done.stdout
    assert "Nothing real was touched." in done.stdout
    assert done.stderr == ""


def test_words_of_one_call(here: Path) -> None:
    (here / "two words; rm a.txt").touch()
    with untouched(here):
        done = keyturn("--json", "--", "rm", "two words; rm a.txt", cwd=here)
    answer = json.loads(done.stdout)
    assert answer["command"] == "rm 'two words; rm a.txt'"
    assert answer["difference"]["files"]["deleted"]["paths"] == [f"{here}/two words; rm a.txt"]


def test_json_has_every_part(here: Path) -> None:
    done = keyturn("--json", "--", "rm -rf deep; chmod 600 a.txt; echo x >> b.txt; exit 3", cwd=here)
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(answer) == {
        *(
            "command",
            "how",
            "verdict",
            "exit_code",
            "difference",
            "not_rehearsed",
            "alarms",
            "facts",
            "output",
            "seconds",
        ),
    }
    found = answer["difference"]
    assert set(found) == {"files", "tables", "things", "resources", "commits"}
    assert {kind: found["files"][kind]["count"] for kind in found["files"]} == {
        "deleted": 2,
        "created": 0,
        "changed": 1,
        "modes": 1,
    }
    assert answer["exit_code"] == 3
    assert answer["how"] == ["overlays in a user namespace"]


def test_what_policy_never_lets_run_exits_1(here: Path) -> None:
    done = keyturn("--json", "--", "rm a.txt; dd if=/dev/zero of=/dev/sda count=1", cwd=here)
    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert answer["verdict"] == "deny"
    assert answer["difference"]["files"]["deleted"]["count"] == 1
    assert {"what": "writes raw data to /dev/sda", "why": "no way of rehearsing covers it here"} in answer[
        "not_rehearsed"
    ]


def test_no_secret_of_the_environment_gets_in_or_out(here: Path) -> None:
    done = keyturn(
        "--json", "--", "env; exit 1", cwd=here, AWS_SECRET_ACCESS_KEY="s3cr3t-value", PGPASSWORD="hunter2-x"
    )
    assert "s3cr3t-value" not in done.stdout
    assert "hunter2-x" not in done.stdout
    printed = keyturn("--", "echo password=hunter2-x; exit 1", cwd=here)
    last = printed.stdout.partition("it last said:")[2]
    assert "hunter2-x" not in last
    assert "password=***" in last


def test_background_and_unknown_programs_are_said(here: Path) -> None:
    (here / "tool").write_text("#!/bin/sh\n(sleep 60; rm -rf .) >/dev/null 2>&1 &\n", encoding="utf-8")
    (here / "tool").chmod(0o755)
    done = keyturn("--", "./tool", cwd=here)
    assert "left in the background" in done.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "no command to rehearse"),
        (("--", " "), "no command to rehearse"),
        (("--budget", "soon", "--", "true"), "--budget takes seconds"),
        (("--budget", "0", "--", "true"), "--budget takes seconds"),
        (("--cwd", "/no/such", "--", "true"), "no directory /no/such"),
        (("--jsn", "--", "true"), "did you mean --json"),
    ],
)
def test_usage_errors_exit_2(here: Path, args: tuple[str, ...], said: str) -> None:
    done = keyturn(*args, cwd=here)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_budget_ends_it(here: Path) -> None:
    done = keyturn("--json", "--budget", "1", "--", "rm a.txt; sleep 60", cwd=here)
    answer = json.loads(done.stdout)
    assert answer["difference"]["files"]["deleted"]["count"] == 1
    assert {"what": "the rest of the command", "why": "it was stopped when its time was over"} in answer[
        "not_rehearsed"
    ]


class Page(HTMLParser):
    """Every tag and every text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "onload", "onclick")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_page(here: Path, tmp_path: Path) -> None:
    (here / "<img src=x onerror=alert(1)>").write_text("x", encoding="utf-8")
    done = keyturn("--html", str(tmp_path / "page.html"), "--", "rm -rf ../here/*", cwd=here)
    assert done.returncode == 0, done.stderr
    page = Page()
    page.feed((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.links == []
    assert "svg" in page.tags
    assert f"{here}/a.txt" in page.text


def test_html_that_cannot_be_written_exits_3(here: Path) -> None:
    done = keyturn("--html", str(here / "a.txt" / "page.html"), "--", "true", cwd=here)
    assert done.returncode == 3


EVERYTHING = Report(
    "terraform destroy",
    how=("one", "two"),
    difference=Difference(
        Files(
            Paths(2_229, 5_000, tuple(f"/p/{number:04}" for number in range(1_000))),
            Paths(1, 1, ("/p/new\x1b[31m",)),
            Paths(1, 1, ("/p/changed",)),
            Paths(1, 1, ("/p/mode",)),
            tuple(range(1_000)),
        ),
        (Table("public.orders", 5_000, None, dropped=True), Table("public.users", 10, 7, deleted=3, updated=1)),
        (Thing("view", "v", "dropped"),),
        (
            Resource("aws_db_instance.main", "aws_db_instance", "delete", True, False, "aws", ("aws_vpc.net",)),
            Resource("aws_vpc.net", "aws_vpc", "create"),
            Resource("a.circle", "a", "update", depends_on=("b.circle",)),
            Resource("b.circle", "b", "<odd>", depends_on=("a.circle",)),
        ),
        Commits(2, ("abc one", "def two"), (("refs/heads/main", "a" * 40, ""),), ("Ada", "Sam")),
    ),
    not_rehearsed=(NotRehearsed("the rest", "no time"),),
    alarms=(Alarm("terraform/wrong-state", "another lineage", "compare them"),),
    exit_code=1,
    output="it\nsaid\x1b]0;x\x07",
)


def test_every_part_in_text() -> None:
    text = report_rehearsal.render(EVERYTHING, colour=False)
    for part in (
        "2,229 files deleted (5.0 kB)",
        "5,003 rows lost",
        "… and 2,219 more",
        "/p/new\\x1b[31m",
        "would drop table public.orders: 5,000 rows → 0",
        "rows touched: 3 deleted, 1 updated",
        "view v would be dropped",
        "would delete aws_db_instance.main (holds data, not protected)",
        "2 commits would be held by no branch, tag or remote any more",
        "by Ada, Sam",
        "ref refs/heads/main: gone (was aaaaaaaaa)",
        "ALARM terraform/wrong-state: another lineage",
        "the rest: no time",
        "exit code 1",
    ):
        assert part in text, part
    assert "\x1b" not in text


def test_colour_changes_no_word() -> None:
    coloured = report_rehearsal.render(EVERYTHING, colour=True)
    for code in ("\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == report_rehearsal.render(EVERYTHING, colour=False)


def test_every_part_in_html() -> None:
    page = Page()
    page.feed(report_rehearsal_html.render(EVERYTHING))
    for part in (
        "2,229 files deleted",
        "public.orders",
        "aws_db_instance.main",
        "abc one",
        "another lineage",
        "no time",
    ):
        assert part in page.text, part
    assert page.tags.count("svg") == 4  # treemap, graph, a bar for each table
    assert "\x1b" not in page.text


def test_nothing_at_all() -> None:
    assert "nothing would change" in report_rehearsal.render(Report("true"), colour=False)
    assert "nothing would change" in report_rehearsal_html.render(Report("true"))


def test_leftovers_of_a_killed_rehearsal_are_swept(here: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    left = temporary / "keyturn-rehearsal-999999999-git-x"
    (left / "closed").mkdir(parents=True)
    (left / "closed/file").touch()
    (left / "closed").chmod(0)
    done = keyturn("--", "true", cwd=here, TMPDIR=str(temporary))
    assert done.returncode == 0, done.stderr
    assert list(temporary.iterdir()) == []


def _without_namespaces(here: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Where no further user namespace may be made, as in some containers."""
    script = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
    return subprocess.run(
        [
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            script,
            "sh",
            sys.executable,
            "-m",
            "keyturn",
            "rehearse",
            "--json",
            "--",
            command,
        ],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_namespaces_nothing_runs(here: Path) -> None:
    with untouched(here):
        done = _without_namespaces(here, "python3 -c 'import shutil; shutil.rmtree(\"deep\")'")
    assert done.returncode == 3
    assert done.stdout == ""
    assert "unprivileged user namespaces" in done.stderr


def test_without_namespaces_a_copy_stands_in_for_plain_commands(here: Path) -> None:
    with untouched(here):
        done = _without_namespaces(here, "rm -rf deep")
    answer = json.loads(done.stdout)
    assert answer["difference"]["files"]["deleted"]["count"] == 2
    assert answer["how"][0].startswith(f"a copy of {here}, held by Landlock")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_nothing(here: Path, tmp_path: Path, how: signal.Signals) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    subprocess.run(["git", "remote", "add", "hub", "git@git.invalid:x.git"], cwd=here, check=True)
    marker = f"keyturn-test-interrupted-{os.getpid()}-{int(how)}"
    one = subprocess.Popen(
        [sys.executable, "-m", "keyturn", "rehearse", "--", f"rm -rf deep; exec -a {marker} sleep 60"],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent), "TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
    )
    with untouched(here):
        _until(lambda: _running(marker))
        one.send_signal(how)
        _until(lambda: not _running(marker))
        one.communicate(timeout=20)
    assert one.returncode in (130, -how)
    if how == signal.SIGINT:
        assert list(temporary.iterdir()) == []
    keyturn("--", "true", cwd=here, TMPDIR=str(temporary))
    assert list(temporary.iterdir()) == []


def _running(marker: str) -> bool:
    found = subprocess.run(["pgrep", "-f", f"^{marker}"], capture_output=True, check=False)
    return found.returncode == 0


def _until(wanted: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not wanted():
        assert time.monotonic() < until
        time.sleep(0.02)
