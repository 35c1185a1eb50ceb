"""`keyturn fleet` on real repositories: found, resumed, damaged, killed, slow; rows and pages."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from keyturn.adapter import report_json
from keyturn.adapter.filesystem_workspace import RootedWorkspace
from keyturn.adapter.fleet_html import render as page_of
from keyturn.adapter.fleet_pool import DIED, Child, ProcessPool
from keyturn.adapter.fleet_store import COLUMNS, Store, rows
from keyturn.cli.fleet import run
from keyturn.errors import CouldNotJudge, UsageError
from keyturn.model.decision import HOLD
from keyturn.scan import baseline, fleet
from keyturn.scan.findings import Finding, Known, Override, Place, Report
from keyturn.scan.judging import ROOT
from keyturn.scan.overrides import Inline, Spoken
from keyturn.wiring.fleet import ENTRY, Request, scan
from tests.homes import own_home
from tests.repositories import Repository

DROP = "DROP TABLE users;\n"
HOSTILE = "<script>alert(1)</script>&\"'\n\x1b[31m::error::x.sql"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    return own_home(tmp_path_factory.mktemp("own"), monkeypatch)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def keyturn(*args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "keyturn", "fleet", *args],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **environ},
        check=False,
    )


def documents(found: fleet.Fleet) -> list[dict[str, Any]]:
    return [report_json.document(one.report) for one in found.outcomes]


def shop(place: Path) -> Repository:
    """A repository with something to find in every sort of place."""
    repository = Repository(place)
    repository.commit({"run.sh": "echo hello\n", "db/a.sql": "SELECT 1;\n", "keyturn.toml": ""})
    repository.commit({"db/a.sql": DROP, "run.sh": "rm -rf /\n"})
    excepted = '-- keyturn: allow[sql/drop-table] reason="archived in March" until=2199-01-31\nDROP TABLE carts;\n'
    repository.commit({"db/b.sql": excepted, "infra/main.tf": 'resource "aws_s3_bucket" "a" {}\n'})
    repository.git("rm", "-q", "run.sh")
    repository.commit({})
    repository.git("checkout", "-q", "-b", "side", "HEAD~2")
    repository.commit({"side.py": "import shutil\nshutil.rmtree('/')\n"})
    repository.git("checkout", "-q", "main")
    repository.git("merge", "-q", "--no-edit", "side")
    return repository


# -- what is found ----------------------------------------------------------------------------------------------------


def test_a_history_is_found_as_scan_finds_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = shop(here / "shop")
    alone = repository.scan("history", "HEAD")
    assert alone.stopping
    found = scan(Request((str(repository.root),), tree=False, history="HEAD")).outcomes[0]
    whole = report_json.document(alone)
    assert {**report_json.document(found.report), "subject": ""} == {**whole, "subject": ""}
    # and cut into as many tasks as can be
    monkeypatch.setattr(fleet, "COMMITS", 1)
    ids = [("a", "b"), ("b", "c"), ("c",)]
    assert fleet.pieces(ids) == [(one,) for one in ids]
    from keyturn.wiring import fleet_work

    plan = fleet_work.plan(str(repository.root), tree=False, history="HEAD", fail_on="")
    (scope,) = plan.scopes
    assert len(scope.tasks) > 4
    parts = [json.loads(json.dumps(fleet_work.judge(task))) for task in scope.tasks]
    done = fleet_work.finish(str(repository.root), scope, parts, "medium")
    cut = fleet.outcome("", plan, [fleet.part_of(json.loads(json.dumps(done)))])
    assert {**report_json.document(cut.report), "subject": ""} == {**whole, "subject": ""}


def test_a_tree_is_found_as_scan_finds_the_files(here: Path, home: Path) -> None:
    repository = shop(here / "shop")
    alone = report_json.document(repository.scan("paths"))
    found = documents(scan(Request((str(repository.root),))))[0]
    assert found["findings"]
    assert len(found["overridden"]) == 1
    record = (home / ".local/state/keyturn/record.jsonl").read_text()  # as a scan does, so does a fleet
    assert [json.loads(line)["body"]["path"] for line in record.splitlines()][-1:] == ["db/b.sql"]
    for name in ("findings", "overridden", "baselined", "files", "together", "fail_on", "exit_code"):
        shown = json.dumps(alone[name]).replace('"./', '"')
        assert json.dumps(found[name]) == shown, name


def test_the_baseline_counts_as_scan_counts_it(here: Path) -> None:
    repository = Repository(here / "one")
    repository.commit({"a.sql": DROP})
    tree = baseline.Tree(RootedWorkspace(str(repository.root), ROOT))
    found = [
        baseline.seen(one.but(place=one.place.but(file="a.sql")), tree) for one in repository.scan("paths").findings
    ]
    entries = baseline.entries_of([one for one in found if one], "2026-01-01", "Sam")
    first = repository.commit({baseline.FILE_NAME: baseline.write(entries)})
    repository.commit({"b.sql": "DROP TABLE orders;\n"})
    repository.git("mv", "a.sql", "c.sql")
    repository.commit({})
    one = documents(scan(Request((str(repository.root),))))[0]
    assert (one["counts"]["stopping"], one["counts"]["baselined"]) == (1, 1)
    history = f"{first}..HEAD"
    alone = report_json.document(repository.scan("history", history))
    asked = Request((str(repository.root),), tree=False, history=history)
    assert {**documents(scan(asked))[0], "subject": ""} == {**alone, "subject": ""}


def test_what_is_not_committed_is_not_looked_at(here: Path) -> None:
    repository = shop(here / "shop")
    before = documents(scan(Request((str(repository.root),))))
    repository.write("new.sql", DROP)
    assert documents(scan(Request((str(repository.root),)))) == before


def test_a_directory_a_list_and_names_come_together_each_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Repository(here / "all" / "deep" / "one").commit({"a.sql": DROP})
    Repository(here / "all" / "two").commit({"a.sql": "SELECT 1;\n"})
    Repository(here / "three").commit({"a.sql": "SELECT 1;\n"})
    subprocess.run(["git", "clone", "-q", "--bare", "three", "all/four.git"], check=True)
    (here / "all" / "link").symlink_to(here / "three")
    (here / "list").write_text("# ours\nthree\n\n  all/two  \n")
    code = run(["--under", "all", "--repositories", "list", "./three", "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert code == answer["exit_code"] == 1
    named = [os.path.relpath(one["repository"], here) for one in answer["repositories"]]
    assert named == ["three", "all/two", "all/deep/one", "all/four.git"]
    assert answer["states"] == {"stopped": 1, "could not be judged": 0, "clear": 3}
    assert answer["rules"] == [{"rule": "sql/drop-table", "count": 1, "severity": "critical"}]
    assert run(["--under", "all", "--exit-zero"]) == 0
    assert "4 repositories" not in capsys.readouterr().err


# -- what cannot be judged --------------------------------------------------------------------------------------------


def test_one_that_fails_is_a_row_and_the_others_are_judged(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = Repository(here / "good")
    good.commit({"a.sql": "SELECT 1;\n"})
    Repository(here / "empty")
    (here / "plain").mkdir()
    (here / "good" / "inner").mkdir()
    headless = Repository(here / "headless")
    headless.commit({"a.sql": DROP})
    (headless.root / ".git" / "HEAD").write_text("not a reference\n")
    treeless = Repository(here / "treeless")
    treeless.commit({"a.sql": DROP})
    tree = treeless.git("rev-parse", "HEAD^{tree}")
    (treeless.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    for name in ("gone", "garbled"):
        repository = Repository(here / name)
        repository.commit({"a.sql": DROP})
        blob = repository.git("rev-parse", "HEAD:a.sql")
        file = repository.root / ".git" / "objects" / blob[:2] / blob[2:]
        file.chmod(0o600)
        if name == "gone":
            file.unlink()
        else:
            file.write_bytes(b"not an object")
    names = ["good", "empty", "plain", "good/inner", "headless", "treeless", "gone", "garbled", "nowhere"]
    for way in (["--tree"], ["--history", "HEAD"]):
        assert run([*names, *way, "--json", "--output", "rows.jsonl"]) == 3
        answer = json.loads(capsys.readouterr().out)
        codes = {os.path.relpath(one["repository"], here): one["exit_code"] for one in answer["repositories"]}
        assert codes == {**dict.fromkeys(names, 3), "good": 0}, way
        assert all(one["could_not_judge"] for one in answer["repositories"] if one["exit_code"])
        kept = [json.loads(line) for line in (here / "rows.jsonl").read_text().splitlines()]
        assert {os.path.relpath(row["repository"], here) for row in kept if row["unread"]} == set(names) - {"good"}
    assert run([*names, "--exit-zero"]) == 3
    assert "could not be judged: there is no such directory" in capsys.readouterr().out


def test_nothing_to_look_at_is_not_clear(here: Path) -> None:
    (here / "bare").mkdir()
    for args in (["--under", "bare"], ["--repositories", "/dev/null"], ["--repositories", "nothing"]):
        with pytest.raises(CouldNotJudge):
            run(args)
    assert fleet.Fleet().exit_code == 3


def shim(here: Path, body: str) -> str:
    """A PATH whose git does something else for a repository named `bad`."""
    real = shutil.which("git")
    place = here / "bin"
    place.mkdir()
    git = place / "git"
    git.write_text(f'#!/bin/sh\ncase "$*" in */bad\\ *) {body};; esac\nexec {real} "$@"\n')
    git.chmod(0o755)
    return f"{place}:{os.environ['PATH']}"


@pytest.mark.parametrize(
    "body, why",
    [
        ("kill -9 $PPID; exit 1", f"{DIED} by signal 9"),
        ("exec sleep 60", "it took longer than 2 seconds (--timeout)"),
        ("echo \"fatal: detected dubious ownership in repository at '/x'\" >&2; exit 128", "git reads nothing here"),
    ],
)
def test_a_crash_a_hang_and_a_refusal_end_with_their_repository(here: Path, body: str, why: str) -> None:
    for name in ("bad", "good", "other"):
        Repository(here / name).commit({"a.sql": "SELECT 1;\n"})
    begun = time.monotonic()
    done = keyturn("bad", "good", "other", "--json", "--timeout", "2", "--jobs", "2", PATH=shim(here, body))
    assert time.monotonic() - begun < 30
    assert (done.returncode, done.stderr) == (3, "")
    answer = json.loads(done.stdout)
    assert [one["exit_code"] for one in answer["repositories"]] == [3, 0, 0]
    assert answer["repositories"][0]["could_not_judge"][0].startswith(why)


def test_a_worker_killed_from_outside_is_replaced(here: Path) -> None:
    """The request that it was at is asked again, once."""
    Repository(here / "bad").commit({"a.sql": DROP})
    once = shim(here, "mkdir done 2>/dev/null && kill -9 $PPID")
    done = keyturn("bad", "--json", PATH=once)
    assert (here / "done").is_dir()
    assert (done.returncode, json.loads(done.stdout)["states"]["stopped"]) == (1, 1)


def test_a_pool_that_is_closed_leaves_no_process(here: Path) -> None:
    pool = ProcessPool(2, ENTRY, os.environ, 20)
    assert [json.loads(answer)["failure"] for _number, answer in pool.run(["{}", "{}", "{}"], str)]
    pids = [child.pid for child in pool._children.values()]
    assert pids
    pool.close()
    assert not [pid for pid in pids if alive(pid)]


def test_an_answer_that_is_none_is_told(here: Path) -> None:
    child = Child(ENTRY, os.environ)
    try:
        answer, why = child.ask('{"keyturn": "0", "kind": "plan"}', 20)
        assert why == ""
        assert "asked by 0" in json.loads(answer)["failure"]
        assert "fault" in json.loads(child.ask("[]", 20)[0])["failure"]
        os.kill(child.pid, signal.SIGKILL)
        assert child.ask("[]", 20) == ("", f"{DIED} by signal 9")
        assert child.ask("[]", 20) == ("", f"{DIED} when all was stopped")
    finally:
        child.kill()


# -- going on ---------------------------------------------------------------------------------------------------------


def kept(results: Path) -> dict[str, float]:
    return {path.name: path.stat().st_mtime_ns for path in (results / "tasks").iterdir()}


def test_what_is_done_is_not_done_again_until_something_changes(here: Path) -> None:
    repository = shop(here / "shop")
    request = Request((str(repository.root),), history="HEAD", results="results")
    first = documents(scan(request))
    results = here / "results"
    files = kept(results)
    assert len(files) == 2
    assert results.stat().st_mode & 0o077 == 0
    assert documents(scan(request)) == first
    assert kept(results) == files  # nothing was written anew
    # torn, emptied, forged, and of another task
    names = sorted(files)
    for damage in (lambda data: data[: len(data) // 2], lambda _data: b"", lambda data: data.replace(b"drop", b"keep")):
        for name in names:
            path = results / "tasks" / name
            path.write_bytes(damage(path.read_bytes()))
        assert documents(scan(request)) == first
    (results / "tasks" / names[0]).write_bytes((results / "tasks" / names[1]).read_bytes())
    assert documents(scan(request)) == first
    repository.commit({"c.sql": "DROP TABLE c;\n"})
    more = documents(scan(request))[0]
    assert more["commits"] == first[0]["commits"] + 1
    assert len(kept(results)) == 4
    repository.commit({"keyturn.toml": '[scan]\nfail_on = "low"\n'})
    assert documents(scan(request))[0]["fail_on"] == "low"


def test_what_could_not_be_judged_is_tried_again(here: Path) -> None:
    repository = Repository(here / "one")
    repository.commit({"a.sql": DROP})
    blob = repository.git("rev-parse", "HEAD:a.sql")
    file = repository.root / ".git" / "objects" / blob[:2] / blob[2:]
    data = file.read_bytes()
    file.unlink()
    request = Request((str(repository.root),), results="results")
    assert scan(request).exit_code == 3
    assert kept(here / "results") == {}
    file.write_bytes(data)
    assert scan(request).exit_code == 1


def test_a_kept_answer_ends_with_its_exceptions() -> None:
    excepted = Finding("a/b", "high", "", Place("x"), override=Override(("a/b",), "why", "2026-05-01"))
    value = fleet.answer(Report(overridden=(excepted,)), [])
    assert fleet.lasting(value, "2026-05-01")
    assert not fleet.lasting(value, "2026-05-02")
    assert not fleet.lasting(fleet.answer(Report(unread=("x",)), []), "2026-01-01")
    assert fleet.lasting(fleet.answer(Report(), []), "9999-01-01")


def test_a_directory_of_results_must_be_ones_own_and_outside(here: Path) -> None:
    repository = Repository(here / "one")
    repository.commit({"a.sql": DROP})
    (here / "link").symlink_to(repository.root)
    for inside in ("one/results", "one", "link/results"):
        with pytest.raises(UsageError, match="answer for itself"):
            run(["one", "--results", inside])
    assert not (repository.root / "results").exists()
    shared = here / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(UsageError, match="others can write"):
        run(["one", "--results", "shared"])
    (here / "file").write_text("")
    with pytest.raises(UsageError):
        run(["one", "--results", "file"])


def test_killed_in_the_middle_it_goes_on(here: Path) -> None:
    """The main process dies by SIGKILL; its workers end too, and a second run does only what is left."""
    names = [f"r{number}" for number in range(4)]
    for name in [*names, "bad"]:
        Repository(here / name).commit({"a.sql": DROP})
    # the bad one's tree is given once, for planning, and then waits: the run is in the middle until it may go on
    path = shim(
        here, 'case "$*" in *ls-tree*) mkdir planned 2>/dev/null || while [ ! -e go ]; do sleep 0.05; done;; esac'
    )
    argv = [sys.executable, "-m", "keyturn", "fleet", *names, "bad", "--results", "results", "--jobs", "2"]
    environ = {**os.environ, "PATH": path}
    process = subprocess.Popen(argv, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    tasks = here / "results" / "tasks"
    until = time.monotonic() + 30
    while len(list(tasks.glob("*.json"))) < len(names) and time.monotonic() < until:
        time.sleep(0.01)
    workers = children(process.pid)
    assert len(workers) == 2
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait(20) == -signal.SIGKILL
    files = kept(here / "results")
    assert len(files) == len(names)
    (here / "go").touch()
    while any(alive(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [pid for pid in workers if alive(pid)]
    done = keyturn(*names, "bad", "--results", "results", "--json", PATH=path)
    assert done.returncode == 1
    after = kept(here / "results")
    assert len(after) == len(names) + 1
    assert {name: when for name, when in after.items() if name in files} == files
    assert done.stdout == keyturn(*names, "bad", "--json").stdout


def processes() -> dict[int, tuple[int, str]]:
    """Every process's id → its parent's, its state."""
    out = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
    return {int(pid): (int(parent), state) for pid, parent, state in (line.split()[:3] for line in out.splitlines())}


def alive(pid: int) -> bool:
    """Whether a process still runs; one that nobody has waited for does not."""
    return not processes().get(pid, (0, "Z"))[1].startswith("Z")


def children(pid: int) -> list[int]:
    """Ids of the processes that one started."""
    return [one for one, (parent, _state) in processes().items() if parent == pid]


# -- rows and the page ------------------------------------------------------------------------------------------------


def hostile(here: Path) -> Repository:
    repository = Repository(here / "h<b>&stile")
    repository.write("keyturn.toml", "")
    repository.commit({"secret.sh": "rm -rf / # ghp_0123456789abcdefghijABCDEFGHIJ\n"})
    # into the tree by plumbing: not every file system takes such names
    blob = repository.git("hash-object", "-w", "--stdin", data=DROP.encode()).encode()
    names = [b"\xff\xfe.sql", HOSTILE.encode(), "é\u202e.sql".encode(), b"-x.sql", b"a\tb.sql"]
    lines = b"".join(b"100644 " + blob + b"\t" + name + b"\0" for name in names)
    repository.git("update-index", "-z", "--index-info", data=lines)
    repository.git("commit", "-q", "-m", "names")
    return repository


class Page(HTMLParser):
    """Tags, attributes and text of a page; every opened element must be closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_rows_are_the_same_in_both_forms_and_the_page_is_inert(here: Path) -> None:
    repository = hostile(here)
    shop(here / "shop")
    done = keyturn(
        *(repository.root.name, "shop", "nowhere", "--history", "HEAD", "--tree"),
        *("--output", "out.jsonl", "--output", "out.parquet", "--html", "out.html", "--json"),
    )
    assert (done.returncode, done.stderr) == (1, "")
    lines = [json.loads(line) for line in (here / "out.jsonl").read_text(encoding="ascii").splitlines()]
    table = parquet.read_table(here / "out.parquet")
    assert table.to_pylist() == lines
    assert [(one.name, str(one.type)) for one in table.schema] == [(name, sort) for name, sort, _what in COLUMNS]
    assert table.schema.metadata[b"keyturn"]
    assert not any(one.nullable for one in table.schema)
    states = table.column("state").to_pylist()
    assert set(states) == {"stopping", "overridden", "unread", "below"} | (set(states) & {"told"})
    assert json.loads(done.stdout)["counts"]["stopping"] == states.count("stopping")
    assert "ghp_0123456789abcdefghijABCDEFGHIJ" not in (here / "out.jsonl").read_text()
    paths = {row["path"] for row in lines}
    assert {"\\udcff\\udcfe.sql", "-x.sql", "é\\u202e.sql", "a\\tb.sql"} <= paths
    text = (here / "out.html").read_text(encoding="utf-8")
    page = Page(text)
    assert set(page.tags) <= set(
        "html head meta title style body h1 h2 p ul li b table tr th td code br svg text rect details summary footer".split()
    )
    assert {"svg", "rect"} <= set(page.tags)
    assert not [name for name, _value in page.attributes if name.startswith("on") or name in ("src", "href", "style")]
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes
    assert "color-scheme: light dark" in text
    assert "http" not in text.replace("http-equiv", "")
    assert "<script" not in text
    assert "h<b>&stile" in page.text
    # worst first
    order = [page.text.index(str(here / name)) for name in (repository.root.name, "shop", "nowhere")]
    assert order[2] == max(order)


@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30), st.integers(0, 3)), max_size=5
    )
)
@settings(max_examples=40)
def test_no_text_leaves_its_cell(found: list[tuple[str, str, int]]) -> None:
    """Whatever names and messages hold, the page has the elements it has with plain ones."""
    severities = ("low", "medium", "high", "critical")

    def shown(pairs: list[tuple[str, str, int]]) -> list[str]:
        outcomes = [
            fleet.Outcome(
                name, Report((Finding(f"r/{number}", severities[rank], text, Place(text), HOLD),), unread=(text,))
            )
            for number, (name, text, rank) in enumerate(pairs)
        ]
        whole = fleet.Fleet(tuple(outcomes))
        for row in rows(whole):
            pa.Table.from_pylist([row])  # every text is text
            assert list(row) == [name for name, _sort, _what in COLUMNS]
        return Page(page_of(whole)).tags

    assert shown(found) == shown([("a", "b", rank) for _name, _text, rank in found])


# -- tasks ------------------------------------------------------------------------------------------------------------


def test_a_new_commit_changes_one_task_of_a_history() -> None:
    ids: list[tuple[str, ...]] = [(f"{number:x}",) for number in range(234, 0, -1)]
    before, after = fleet.pieces(ids), fleet.pieces([("new", ids[0][0]), *ids])
    assert [len(one) for one in before] == [34, 100, 100]
    assert after[1:] == before[1:]
    assert [one for piece in before for one in piece] == ids
    assert fleet.pieces([]) == []
    assert fleet.slices(501) == [(0, 250), (250, 500), (500, 501)]
    assert fleet.slices(0) == []


def test_an_answer_comes_back_as_it_was() -> None:
    """What is wrong with an exception above all: lost, it would count."""
    place = Place("a\udcff.sql", 1, 2, 3, 4, "old", "c")
    covers = (
        Override(("a/b", "c/d"), "why", "2199-01-01", 7, True, "trailer", "c", "Sam"),
        Inline(("a/b",), "why", "2199-01-01", problem="it expired"),
        Spoken(("a/b",), "", "", problem="x", path="db/*"),
        None,
    )
    findings = tuple(
        Finding("a/b", "low", "message", place, "deny", "low", "x", "y", "z", "?", ("p", "q"), cover, "f", known)
        for cover in covers
        for known in (Known("f", "a/b", "x"), None)
    )
    losses = [("tables dropped", "a", 1, "x:1"), ("files deleted", "", None, "y")]
    report = Report(findings, findings[:2], ("u",), ("r",), files=3, commits=4, baselined=findings[2:])
    back, lost = fleet.part_of(json.loads(json.dumps(fleet.answer(report, losses))))
    assert (back, lost) == (report, losses)
    with pytest.raises((KeyError, TypeError, ValueError)):
        fleet.part_of({**fleet.answer(report, losses), "findings": [["Finding"]]})
    with pytest.raises((KeyError, TypeError, ValueError)):
        fleet.part_of({**fleet.answer(report, losses), "findings": ["x"]})


def test_everything_that_matters_is_in_a_tasks_name() -> None:
    task = fleet.Task("/r", fleet.TREE, "base", "configuration", "revision", 0, 9, (("a",),))
    others = [
        task.but(repository="/s"), task.but(scope=fleet.HISTORY), task.but(base=""), task.but(configuration=""),
        task.but(revision=""), task.but(start=1), task.but(stop=8), task.but(commits=(("b",),)),
    ]  # fmt: skip
    keys = {fleet.key(one, "1") for one in (task, *others)} | {fleet.key(task, "2")}
    assert len(keys) == 10
    assert fleet.task_of(json.loads(json.dumps(fleet.task_value(task)))) == task


@given(st.binary(max_size=60))
def test_a_kept_answer_is_whole_or_none(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        store = Store(place)
        store.save("a" * 64, {"x": 1})
        path = Path(place) / "tasks" / ("a" * 64 + ".json")
        whole = path.read_bytes()
        assert store.load("a" * 64) == {"x": 1}
        path.write_bytes(whole[: len(data)] + data)
        assert store.load("a" * 64) is None


# -- words of the command ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["--jobs", "0", "x"],
        ["--jobs", "two", "x"],
        ["--timeout", "-1", "x"],
        ["--output", "x.csv", "x"],
        ["--output", "a.jsonl", "--output", "./a.jsonl", "x"],
        ["--fail-on", "never", "x"],
        ["--history", "", "x"],
        ["--history"],
        ["--nothing", "x"],
        ["--html", "/", "x"],
    ],
)
def test_what_makes_no_sense_is_a_usage_error(args: list[str]) -> None:
    with pytest.raises(UsageError):
        run(args)


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(UsageError) as caught:
        run(["x", "--output", "x.parquet"])
    assert "keyturn[fleet]" in caught.value.fix


@pytest.mark.soak
def test_two_hundred_repositories(here: Path, soak: float) -> None:
    count = max(20, int(200 * soak))
    first = shop(here / "all" / "r000")
    for number in range(1, count):
        shutil.copytree(first.root, here / "all" / f"r{number:03}")
    one = documents(scan(Request((str(first.root),), history="HEAD")))[0]
    found = scan(Request(under=(str(here / "all"),), history="HEAD", results="results"))
    assert len(found.outcomes) == count
    assert all({**document, "subject": ""} == {**one, "subject": ""} for document in documents(found))
    begun = time.monotonic()
    again = scan(Request(under=(str(here / "all"),), history="HEAD", results="results"))
    assert documents(again) == documents(found)
    assert time.monotonic() - begun < 60
