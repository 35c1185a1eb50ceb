"""Undo points: what is brought back is what was there, and nothing newer is lost on the way."""

import os
import shutil
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyturn.adapter.undo_restore import NewerWork, plan, restore
from keyturn.adapter.undo_store import Limits, UndoStore
from keyturn.errors import CouldNotJudge
from keyturn.gate.ports import DATABASE, TREE, WORK_TREE, NotSaved, Save, Saved


class Clock:
    def __init__(self) -> None:
        import time

        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> UndoStore:
    return UndoStore(str(tmp_path / "store"), Clock())


def clock(store: UndoStore) -> Clock:
    found = store._clock
    assert isinstance(found, Clock)
    return found


def take(store: UndoStore, *paths: Path, how: str = TREE) -> Saved:
    saved = store.take(tuple(Save(str(path), how) for path in paths), reason="a test", session="s")
    assert isinstance(saved, Saved), saved
    return saved


def snapshot(root: Path) -> dict[str, tuple[object, ...]]:
    """Everything that has to come back."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted([root, *root.rglob("*")]):
        facts = path.lstat()
        kind = stat.S_IFMT(facts.st_mode)
        content: object = None
        if stat.S_ISLNK(facts.st_mode):
            content = os.readlink(path)
        elif stat.S_ISREG(facts.st_mode):
            content = path.read_bytes()
        mode = 0 if stat.S_ISLNK(facts.st_mode) else stat.S_IMODE(facts.st_mode)
        found[str(path)] = (kind, mode, facts.st_mtime_ns, content, facts.st_nlink if kind == stat.S_IFREG else 0)
    return found


def tree(root: Path) -> Path:
    """A directory with everything that is easily lost."""
    work = root / "work"
    (work / "src" / "deep").mkdir(parents=True)
    (work / "empty").mkdir(mode=0o750)
    (work / "src" / "a.py").write_text("print(1)\n")
    (work / "src" / "run.sh").write_text("#!/bin/sh\n")
    (work / "src" / "run.sh").chmod(0o755)
    (work / "src" / "deep" / "crlf.txt").write_bytes(b"one\r\ntwo\r\n\x00\xff")
    (work / "secret.env").write_text("KEY=1\n")
    (work / "secret.env").chmod(0o400)
    os.symlink("src/a.py", work / "link")
    os.symlink("/nowhere", work / "dangling")
    os.link(work / "src" / "a.py", work / "second-name.py")
    (work / os.fsdecode(b"bad-\xff-name")).write_text("x")
    (work / "new\nline").write_text("y")
    os.utime(work / "src" / "deep" / "crlf.txt", ns=(1_000_000_001, 1_234_567_890_123_456_789))
    return work


def test_a_wiped_directory_comes_back_exactly(store: UndoStore, tmp_path: Path) -> None:
    work = tree(tmp_path)
    before = snapshot(work)
    saved = take(store, work)
    shutil.rmtree(work)
    done = restore(store, saved.id)
    assert snapshot(work) == before
    assert done.before == ""
    assert (work / "src" / "a.py").stat().st_ino == (work / "second-name.py").stat().st_ino


def test_twice_is_as_good_as_once(store: UndoStore, tmp_path: Path) -> None:
    work = tree(tmp_path)
    before = snapshot(work)
    saved = take(store, work)
    shutil.rmtree(work)
    restore(store, saved.id)
    again = restore(store, saved.id)
    assert (again.plan.missing, again.plan.changed, again.plan.newer, again.plan.touched) == ((), (), (), ())
    assert snapshot(work) == before


def test_what_is_written_in_place_does_not_reach_the_store(store: UndoStore, tmp_path: Path) -> None:
    path = tmp_path / "photo.raw"
    path.write_bytes(b"a" * 100_000)
    saved = take(store, path)
    with path.open("r+b") as handle:
        handle.write(b"b" * 100_000)
    restore(store, saved.id)
    assert path.read_bytes() == b"a" * 100_000


def test_newer_work_is_not_overwritten_unasked(store: UndoStore, tmp_path: Path) -> None:
    work = tree(tmp_path)
    saved = take(store, work)
    path = work / "src" / "a.py"
    path.write_text("later, by a person\n")
    later = clock(store).now + 3_600
    os.utime(path, (later, later))
    (work / "src" / "run.sh").unlink()
    with pytest.raises(NewerWork, match=r"a\.py"):
        restore(store, saved.id)
    assert path.read_text() == "later, by a person\n"
    assert not (work / "src" / "run.sh").exists(), "nothing was changed"
    done = restore(store, saved.id, overwrite=True)
    assert path.read_text() == "print(1)\n"
    # and even that can be undone
    restore(store, done.before, overwrite=True)
    assert path.read_text() == "later, by a person\n"


def test_files_that_came_since_stay(store: UndoStore, tmp_path: Path) -> None:
    work = tree(tmp_path)
    saved = take(store, work, tmp_path / "not-yet")
    shutil.rmtree(work / "src")
    (work / "new.txt").write_text("new")
    (tmp_path / "not-yet").write_text("came")
    done = restore(store, saved.id)
    assert (work / "new.txt").read_text() == "new"
    assert [entry.path for entry in done.plan.appeared] == [str(tmp_path / "not-yet")]
    assert (tmp_path / "not-yet").exists()


def test_one_path_of_many(store: UndoStore, tmp_path: Path) -> None:
    work = tree(tmp_path)
    saved = take(store, work)
    shutil.rmtree(work)
    restore(store, saved.id, (str(work / "src" / "deep"),))
    assert (work / "src" / "deep" / "crlf.txt").exists()
    assert not (work / "src" / "a.py").exists()


def test_a_link_planted_on_the_way_leads_nowhere(store: UndoStore, tmp_path: Path) -> None:
    work = tree(tmp_path)
    saved = take(store, work)
    shutil.rmtree(work / "src")
    target = tmp_path / "elsewhere"
    target.mkdir()
    os.symlink(target, work / "src")
    with pytest.raises((CouldNotJudge, NewerWork)):
        restore(store, saved.id, (str(work / "src" / "deep"),))
    assert list(target.iterdir()) == []


def test_a_directory_where_a_file_was_is_moved_aside(store: UndoStore, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("file")
    saved = take(store, path)
    path.unlink()
    path.mkdir()
    (path / "inside").write_text("kept")
    restore(store, saved.id, overwrite=True)
    assert path.read_text() == "file"
    assert (tmp_path / "a.keyturn-1" / "inside").read_text() == "kept"


def test_the_same_content_is_kept_once(store: UndoStore, tmp_path: Path) -> None:
    work = tree(tmp_path)
    (work / "big").write_bytes(os.urandom(300_000))
    take(store, work)
    size = store.size()
    (work / "copy").write_bytes((work / "big").read_bytes())
    second = take(store, work)
    assert store.size() == size
    shutil.rmtree(work)
    restore(store, second.id)
    assert (work / "copy").read_bytes() == (work / "big").read_bytes()


def test_an_untouched_file_is_not_read_again_and_a_touched_one_is(store: UndoStore, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("one")
    take(store, path)
    facts = path.stat()
    path.write_text("two")
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))  # the same size and time: only ctime tells
    second = take(store, path)
    path.unlink()
    restore(store, second.id)
    assert path.read_text() == "two"


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(seconds=-1.0), "takes longer"),
        (Limits(entries=3), "more than 3 files"),
        (Limits(point=5), "more than 5 B"),
        (Limits(store=1), "store would be full"),
    ],
)
def test_over_the_budget_there_is_no_point_and_nothing_left(tmp_path: Path, limits: Limits, why: str) -> None:
    store = UndoStore(str(tmp_path / "store"), Clock(), limits=limits)
    saved = store.take((Save(str(tree(tmp_path)), TREE),), reason="a test", session="")
    assert isinstance(saved, NotSaved)
    assert why in saved.why
    assert store.heads() == []
    assert store.size() == 0


def test_a_full_store_holds_and_evicts_nothing(store: UndoStore, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 5_000)
    first = take(store, path)
    full = UndoStore(store.directory, clock(store), limits=Limits(store=5_000))
    path.write_bytes(b"y" * 5_000)
    refused = full.take((Save(str(path), TREE),), reason="a test", session="")
    assert isinstance(refused, NotSaved)
    assert "full" in refused.why
    restore(store, first.id)
    assert path.read_bytes() == b"x" * 5_000


def test_nothing_younger_than_a_week_expires(store: UndoStore, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    old = take(store, path)
    clock(store).now += 6.9 * 86_400
    assert store.expire(keep_days=0) == 0
    path.write_text("new")
    take(store, path)
    clock(store).now += 86_400
    assert store.expire(keep_days=0) == 1
    with pytest.raises(CouldNotJudge, match="no undo point"):
        restore(store, old.id)
    assert len(os.listdir(store.packs)) == 1


def test_content_that_a_younger_point_shares_outlives_the_older(store: UndoStore, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("shared")
    take(store, path)
    clock(store).now += 8 * 86_400
    young = take(store, path)
    store.expire(keep_days=7)
    path.unlink()
    restore(store, young.id)
    assert path.read_text() == "shared"


def test_a_changed_store_is_noticed(store: UndoStore, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("right")
    saved = take(store, path)
    pack = Path(store.packs) / saved.id
    pack.write_text("wrong")
    path.unlink()
    with pytest.raises(CouldNotJudge, match="not what was saved"):
        restore(store, saved.id)
    assert not path.exists()


@pytest.mark.parametrize(
    "line", [b'["f","../../etc/passwd"]', b'["f","/a/../b"]', b"{}", b"[1]", b"\xff", b'["f","relative"]']
)
def test_a_forged_entry_is_refused(store: UndoStore, tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "a"
    path.write_text("x")
    saved = take(store, path)
    point = Path(store.points) / f"{saved.id}.jsonl"
    point.write_bytes(point.read_bytes() + line + b"\n")
    with pytest.raises(CouldNotJudge):
        store.open(saved.id)


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".", "x\0"])
def test_names_that_are_no_names(store: UndoStore, name: str) -> None:
    with pytest.raises(CouldNotJudge, match="no name"):
        store.open(name)


def test_the_store_does_not_swallow_itself(tmp_path: Path) -> None:
    store = UndoStore(str(tmp_path / "home" / "state"), Clock())
    (tmp_path / "home").mkdir()
    refused = store.take((Save(str(tmp_path / "home"), TREE),), reason="a test", session="")
    assert isinstance(refused, NotSaved)
    assert "holds the undo store itself" in refused.why


def test_what_a_crash_left_goes_and_counts_for_nothing(store: UndoStore, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("x")
    take(store, path)
    (Path(store.packs) / "torn").write_bytes(b"half")
    (Path(store.points) / ".torn").write_bytes(b"half")
    assert len(store.heads()) == 1
    clock(store).now += 2 * 86_400
    store.expire()
    assert sorted(os.listdir(store.packs)) == [head.id for head in store.heads()]


def test_a_broken_index_is_made_anew(store: UndoStore, tmp_path: Path) -> None:
    work = tree(tmp_path)
    take(store, work)
    (Path(store.directory) / "index.sqlite").write_bytes(b"this is no database" * 100)
    for suffix in ("-wal", "-shm"):
        (Path(store.directory) / f"index.sqlite{suffix}").unlink(missing_ok=True)
    before = snapshot(work)
    saved = take(store, work)
    shutil.rmtree(work)
    restore(store, saved.id)
    assert snapshot(work) == before


def test_a_pipe_does_not_hold_it_up(store: UndoStore, tmp_path: Path) -> None:
    work = tree(tmp_path)
    os.mkfifo(work / "pipe")
    saved = take(store, work)
    assert [Path(entry.path).name for entry in plan(store, saved.id).not_kept] == ["pipe"]


def test_an_unreadable_file_is_said(store: UndoStore, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        # root reads everything; what cannot be read by anyone is a directory that vanished under the walk
        refused = store.take((Save("relative", TREE),), reason="a test", session="")
    else:
        path = tmp_path / "a"
        path.write_text("x")
        path.chmod(0)
        refused = store.take((Save(str(path), TREE),), reason="a test", session="")
    assert isinstance(refused, NotSaved)


def test_an_sqlite_database_with_its_journal(store: UndoStore, tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "app.db"
    data = sqlite3.connect(path)
    data.execute("pragma journal_mode = wal")
    data.execute("create table t (x)")
    data.executemany("insert into t values (?)", [(number,) for number in range(100)])
    data.commit()
    saved = take(store, path, how=DATABASE)
    data.execute("delete from t")
    data.commit()
    data.close()
    restore(store, saved.id, overwrite=True)
    assert sqlite3.connect(path).execute("select count(*) from t").fetchone() == (100,)


def git(directory: Path, *words: str) -> str:
    import subprocess

    environment = {"PATH": os.environ["PATH"], "HOME": str(directory), "GIT_CONFIG_NOSYSTEM": "1"}
    base = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        [*base, *words], cwd=directory, env=environment, check=True, capture_output=True, text=True
    ).stdout


def test_a_hard_reset_and_a_clean_are_undone(store: UndoStore, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "-q", "-b", "main")
    (work / "a.txt").write_text("one\r\n")
    (work / ".gitattributes").write_text("* text=auto\n*.bin filter=evil\n")
    (work / ".gitignore").write_text(".env\n")
    git(work, "add", ".")
    git(work, "commit", "-qm", "one")
    git(work, "branch", "feature")
    (work / "a.txt").write_text("changed\r\n")
    (work / "untracked").write_text("u")
    (work / ".env").write_text("SECRET=1")
    nested = work / "nested"
    nested.mkdir()
    git(nested, "init", "-q")
    (nested / "n").write_text("n")
    git(nested, "add", ".")
    git(nested, "commit", "-qm", "nested")
    (work / "node_modules").mkdir()
    (work / "node_modules" / "x.js").write_text("x")
    git(work, "add", "a.txt")
    before = {
        name: facts for name, facts in snapshot(work).items() if "/.git/" not in name and not name.endswith("/.git")
    }
    status = git(work, "status", "--porcelain")
    saved = take(store, work, how=WORK_TREE)
    git(work, "reset", "-q", "--hard")
    git(work, "clean", "-qffd", "-x", "-e", "node_modules")
    git(work, "branch", "-q", "-D", "feature")
    restore(store, saved.id)
    after = {
        name: facts for name, facts in snapshot(work).items() if "/.git/" not in name and not name.endswith("/.git")
    }
    assert after == before
    assert git(work, "status", "--porcelain") == status
    assert "feature" in git(work, "branch")
    assert git(nested, "log", "--format=%s") == "nested\n"
    assert "node_modules" in saved.what


NAMES = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=20)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        NAMES.filter(lambda name: name not in (".", "..") and len(name.encode()) < 200),
        st.binary(max_size=500),
        max_size=8,
    )
)
def test_any_names_and_bytes(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> None:
    root = tmp_path_factory.mktemp("any")
    store = UndoStore(str(root / "store"), Clock())
    work = root / "work"
    work.mkdir()
    for name, data in files.items():
        (work / name).write_bytes(data)
    before = snapshot(work)
    saved = take(store, work)
    shutil.rmtree(work)
    restore(store, saved.id)
    assert snapshot(work) == before
