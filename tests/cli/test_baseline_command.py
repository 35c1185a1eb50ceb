"""`keyturn baseline` and what it does to a scan, with real git."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from keyturn.cli import main
from keyturn.scan import baseline
from keyturn.scan.findings import Report
from keyturn.wiring.scan import HISTORY, PATHS, RANGE, STAGED, Request, scan
from tests.repositories import Repository

Run = Callable[..., tuple[int, str, str]]

FILE = "keyturn.baseline.json"
OLD = "#!/bin/sh\nrm -rf /srv/data\ngit push --force origin main\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    found = Repository(tmp_path / "work")
    found.git("config", "user.name", "Sam Doe")
    found.git("config", "user.email", "sam@example.org")
    found.commit({"old.sh": OLD, "readme.md": "rm -rf /"})
    monkeypatch.chdir(found.root)
    return found


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*args: str) -> tuple[int, str, str]:
        code = main.dispatch(["baseline", *args])
        out, err = capsys.readouterr()
        return code, out, err

    return call


def entries(repository: Repository) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((repository.root / FILE).read_text())["entries"]
    return found


def paths(*names: str, **options: object) -> Report:
    return scan(Request(PATHS, paths=names or (".",), **options))  # type: ignore[arg-type]  # options of a request


def counts(report: Report) -> tuple[int, int]:
    return len(report.findings), len(report.baselined)


def since(repository: Repository, day: str, reason: str = "") -> None:
    """As if it had been made on another day."""
    path = repository.root / FILE
    found = baseline.read(path.read_bytes()).entries
    path.write_text(baseline.write(one.but(since=day, reason=reason) for one in found))


def test_an_old_repository_becomes_quiet_and_what_is_new_is_told(repository: Repository, run: Run) -> None:
    assert counts(paths()) == (2, 0)
    code, out, _ = run("create")
    assert (code, out) == (0, "keyturn.baseline.json: 2 entries (2 written down)\n")
    assert [(one["rule"], one["line"], one["author"]) for one in entries(repository)] == [
        ("filesystem/recursive-delete", "rm -rf /srv/data", "Sam Doe <sam@example.org>"),
        ("git/force-push", "git push --force origin main", "Sam Doe <sam@example.org>"),
    ]
    report = paths()
    assert counts(report) == (0, 2)
    assert report.exit_code == 0
    repository.write("old.sh", OLD.replace("\n", "\n# a line\n    ") + "rm -rf /srv/other\n")
    report = paths()
    assert counts(report) == (1, 2)
    assert report.findings[0].snippet.strip() == "rm -rf /srv/other"
    assert counts(paths(baseline="")) == (3, 0)


def test_paths_are_the_repository_s_wherever_it_is_run(
    repository: Repository, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"ops/deep/clean.sh": OLD})
    monkeypatch.chdir(repository.root / "ops")
    assert run("create")[0] == 0
    assert {one["path"] for one in entries(repository)} == {"old.sh", "ops/deep/clean.sh"}
    assert counts(paths(".")) == (0, 2)
    assert counts(paths("../old.sh", str(repository.root / "ops" / "deep"))) == (0, 4)


def test_it_is_made_from_the_index_before_any_exception(repository: Repository, run: Run) -> None:
    comment = '# keyturn: allow[git/force-push] reason="known" until=2999-01-01\n'
    repository.commit({"old.sh": OLD.replace("git push", comment + "git push")})
    repository.write("old.sh", "true\n")
    repository.write("untracked.sh", OLD)
    assert run("create")[0] == 0
    assert len(entries(repository)) == 2


def test_two_that_make_it_write_the_same_bytes(repository: Repository, run: Run) -> None:
    repository.commit(
        {f"{name}.sh": OLD for name in "zyxabc"} | {f"many/{n}.sh": f"rm -rf /srv/{n}\n" for n in range(90)}
    )
    assert run("create", "--baseline", "one.json")[0] == 0
    assert run("create", "--baseline=two.json")[0] == 0
    one, two = ((repository.root / name).read_bytes() for name in ("one.json", "two.json"))
    assert one == two
    assert len(baseline.read(one).entries) == 14 + 90
    assert counts(paths(baseline="one.json"))[0] == 0


def test_one_that_is_there_is_not_made_again(repository: Repository, run: Run) -> None:
    repository.write(FILE, "mine")
    code, _out, err = run("create")
    assert code == 2
    assert "there is a baseline already" in err
    assert (repository.root / FILE).read_text() == "mine"


def test_refresh_keeps_date_author_and_reason_and_takes_in_only_what_is_asked(repository: Repository, run: Run) -> None:
    run("create")
    since(repository, "2026-01-12", "moves out with the old server")
    repository.git("config", "user.name", "Kim")
    repository.stage({"old.sh": "# moved\n  rm -rf /srv/data\n", "new.sh": "rm -rf /srv/new\n"})
    code, out, _ = run("refresh")
    assert code == 0
    assert out == (
        "keyturn.baseline.json: 1 entry (1 kept, 1 gone)\n"
        "1 not taken in: new, or more severe than recorded. --grow takes them in.\n"
    )
    assert [(one["since"], one["reason"]) for one in entries(repository)] == [
        ("2026-01-12", "moves out with the old server")
    ]
    code, out, _ = run("refresh", "--grow", "--json")
    told = json.loads(out)
    assert (code, told["added"], told["kept"], told["entries"]) == (0, 1, 1, 2)
    assert {(one["path"], one["author"].split(" ")[0]) for one in entries(repository)} == {
        ("old.sh", "Sam"),
        ("new.sh", "Kim"),
    }
    stamp = (repository.root / FILE).stat().st_mtime_ns
    assert "nothing changed" in run("refresh")[1]
    assert (repository.root / FILE).stat().st_mtime_ns == stamp


def test_refresh_follows_a_renamed_file_and_prune_leaves_it(repository: Repository, run: Run) -> None:
    run("create")
    since(repository, "2026-01-12", "because")
    repository.git("mv", "old.sh", "ops.sh")
    assert counts(paths()) == (0, 2)
    assert run("prune")[1] == "keyturn.baseline.json: 2 entries (nothing changed)\n"
    assert "2 moved with their files" in run("refresh")[1]
    assert {(one["path"], one["since"], one["reason"]) for one in entries(repository)} == {
        ("ops.sh", "2026-01-12", "because")
    }
    repository.commit()
    assert counts(paths()) == (0, 2)


def test_prune_only_takes_out(repository: Repository, run: Run) -> None:
    run("create")
    repository.stage({"old.sh": "git push --force origin main\n", "new.sh": "rm -rf /srv/new\n"})
    code, out, _ = run("prune")
    assert (code, out) == (0, "keyturn.baseline.json: 1 entry (1 kept, 1 gone)\n")
    assert [one["rule"] for one in entries(repository)] == ["git/force-push"]


def test_show_lists_the_oldest_first_and_stops_on_old_ones(repository: Repository, run: Run) -> None:
    run("create")
    assert run("show", "--older-than", "0")[0] == 0
    since(repository, "2020-01-01", "moves out \u202e soon")
    code, out, _ = run("show")
    assert code == 0
    assert "2020-01-01  high" in out
    assert "moves out \\u202e soon" in out
    assert "Sam Doe <sam@example.org>" in out
    assert run("show", "--older-than=365")[0] == 1
    code, out, _ = run("show", "--older-than", "365", "--json")
    assert code == 1
    rows = json.loads(out)["entries"]
    assert [row["rule"] for row in rows] == ["filesystem/recursive-delete", "git/force-push"]
    assert rows[0]["days"] > 365


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["make"],
        ["create", "show"],
        ["create", "--grow"],
        ["prune", "--older-than", "3"],
        ["show", "--older-than", "-3"],
        ["show", "--older-than", "²"],
        ["show", "--older-than"],
        ["show", "--nonsense"],
        ["show"],
        ["refresh"],
        ["create", "--override", "sql/drop-table"],
    ],
)
def test_what_is_not_understood_is_said(repository: Repository, run: Run, args: list[str]) -> None:
    assert run(*args)[0] == 2
    assert not (repository.root / FILE).exists()


def test_help(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert "--older-than DAYS" in out


def test_outside_a_repository_nothing_is_judged(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("create")[0] == 3
    assert run("show")[0] == 3


def test_an_empty_repository_has_nothing_to_write_down(tmp_path: Path, repository: Repository, run: Run) -> None:
    empty = Repository(tmp_path / "empty")
    assert run("create", "--cwd", str(empty.root))[0] == 3
    assert os.listdir(empty.root) == [".git"]


# -- what cannot be read ------------------------------------------------------------------------------------------


def test_what_cannot_be_read_leaves_everything_as_it_was(repository: Repository, run: Run) -> None:
    blob = repository.git("rev-parse", "HEAD:old.sh")
    (repository.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    code, _out, err = run("create")
    assert code == 3
    assert "nothing was written" in err
    assert not (repository.root / FILE).exists()


def test_a_directory_that_cannot_be_written(repository: Repository, run: Run) -> None:
    code, _out, err = run("create", "--baseline", "nowhere/x.json")
    assert code == 2
    assert "nowhere/x.json" in err


@pytest.mark.parametrize("broken", ["{", "[]", '{"version": 1,\n"entries": [7]}', "[" * 60_000])
def test_a_broken_file_covers_nothing_and_is_said(repository: Repository, run: Run, broken: str) -> None:
    repository.write(FILE, broken)
    for command in ("refresh", "prune", "show"):
        code, _out, err = run(command)
        assert code == 2
        assert FILE in err
    assert (repository.root / FILE).read_text() == broken
    report = paths()
    assert counts(report) == (2, 0)
    assert any(FILE in line and "covers nothing" in line for line in report.unread)
    repository.commit({"old.sh": "true"})
    assert paths().exit_code == 3


def test_a_link_in_the_place_of_the_file_is_refused(repository: Repository, run: Run, tmp_path: Path) -> None:
    run("create", "--baseline", str(tmp_path / "elsewhere.json"))
    (repository.root / FILE).symlink_to(tmp_path / "elsewhere.json")
    before = (tmp_path / "elsewhere.json").read_bytes()
    repository.stage({"old.sh": "true"})
    for command in ("refresh", "prune", "show"):
        assert run(command)[0] == 2
    assert run("create")[0] == 2
    assert (tmp_path / "elsewhere.json").read_bytes() == before
    repository.commit({"old.sh": OLD})
    report = paths()
    assert counts(report) == (2, 0)
    assert any("link" in line for line in report.unread)
    # the committed link leads nowhere, too
    tip = repository.commit({"more.sh": "true"})
    assert any("covers nothing" in line for line in scan(Request(RANGE, f"{tip}^..{tip}")).unread)


def test_a_change_that_mends_the_file_passes(repository: Repository, run: Run) -> None:
    repository.commit({FILE: "{"})
    repository.stage({"x.sh": "true"})
    assert scan(Request(STAGED)).exit_code == 3
    repository.stage({FILE: baseline.write([])})
    report = scan(Request(STAGED))
    assert report.exit_code == 0
    assert any("mends it" in line for line in report.remarks)


# -- changes ------------------------------------------------------------------------------------------------------


def test_a_baseline_that_the_range_itself_adds_covers_nothing(repository: Repository, run: Run) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.stage({"new.sh": "rm -rf /srv/new\n"})
    run("create")
    tip = repository.commit()
    report = scan(Request(RANGE, f"{base}..{tip}"))
    assert sorted(one.rule for one in report.findings) == ["filesystem/recursive-delete", "keyturn/baseline-grown"]
    assert report.baselined == ()
    assert report.exit_code == 1
    history = scan(Request(HISTORY, f"{base}..{tip}"))
    assert sorted(one.rule for one in history.findings) == ["filesystem/recursive-delete", "keyturn/baseline-grown"]


def test_a_commit_that_only_grows_the_baseline_is_told_in_a_history(repository: Repository, run: Run) -> None:
    run("create")
    tip = repository.commit()
    report = scan(Request(HISTORY, f"{tip}^..{tip}"))
    assert [one.rule for one in report.findings] == ["keyturn/baseline-grown"]


def test_growing_is_a_finding_and_shrinking_is_none(repository: Repository, run: Run) -> None:
    run("create")
    repository.stage()
    report = scan(Request(STAGED))
    assert [(one.rule, one.severity) for one in report.findings] == [("keyturn/baseline-grown", "high")]
    repository.commit()
    repository.stage({"old.sh": "git push --force origin main\n"})
    run("refresh")
    repository.stage()
    assert scan(Request(STAGED)).findings == ()
    repository.commit()
    repository.git("rm", "-q", FILE)
    assert scan(Request(STAGED)).findings == ()


def test_a_second_copy_is_told_wherever_it_stands(repository: Repository, run: Run) -> None:
    run("create")
    base = repository.commit()
    for text in (OLD + "rm -rf /srv/data\n", OLD.replace("rm", "rm -rf /srv/data\nrm", 1)):
        tip = repository.commit({"old.sh": text})
        for request in (Request(RANGE, f"{base}..{tip}"), Request(PATHS, paths=("old.sh",))):
            report = scan(request)
            assert [one.rule for one in report.findings] == ["filesystem/recursive-delete"], request


def test_a_line_that_was_taken_out_may_not_come_back(repository: Repository, run: Run) -> None:
    run("create")
    repository.commit()
    repository.commit({"old.sh": "true\n"})
    repository.stage({"old.sh": OLD})
    report = scan(Request(STAGED))
    assert counts(report) == (2, 0)
    assert any("no licence" in line for line in report.remarks)
    assert counts(scan(Request(STAGED, baseline=FILE))) == (0, 2)


def test_a_known_line_that_hits_something_else_is_told(repository: Repository, run: Run) -> None:
    repository.commit({"clean.sh": "D=/srv/cache\nrm -rf $D\n"})
    run("create")
    repository.commit()
    repository.stage({"clean.sh": "D=/srv/customers\nrm -rf $D\n"})
    report = scan(Request(STAGED))
    assert counts(report) == (1, 0)
    assert any("do something new" in line for line in report.remarks)


def test_a_rewritten_file_under_another_name_takes_its_entries_along(repository: Repository, run: Run) -> None:
    run("create")
    base = repository.commit()
    repository.git("rm", "-q", "old.sh")
    tip = repository.commit({"ops/clean.sh": "\n".join(f"echo {n}" for n in range(80)) + "\n" + OLD})
    report = scan(Request(RANGE, f"{base}..{tip}"))
    assert counts(report) == (0, 2)
    assert report.exit_code == 0


def test_the_base_side_counts_and_not_the_work_tree(repository: Repository, run: Run) -> None:
    run("create")
    repository.stage({"new.sh": "rm -rf /srv/new\n"})
    repository.git("reset", "-q", FILE)
    run("refresh", "--grow")
    report = scan(Request(STAGED))
    assert [one.place.file for one in report.findings] == ["new.sh"]


def test_a_patch_shows_too_little_for_a_baseline(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("old.sh", OLD + "rm -rf /srv/new\n")
    patch = tmp_path / "change.patch"
    patch.write_text(repository.git("diff") + "\n")
    assert main.dispatch(["scan", "--patch", str(patch), "--baseline", FILE]) == 2
    assert "--baseline needs whole files" in capsys.readouterr().err


def test_a_patch_that_grows_it_is_told(repository: Repository, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("create")
    repository.git("add", "-N", FILE)
    patch = repository.git("diff", "HEAD").encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(patch + b"\n")))
    report = scan(Request("patch", "-"))
    assert [one.rule for one in report.findings] == ["keyturn/baseline-grown"]


def test_a_finding_whose_exception_expired_is_not_baselined(repository: Repository, run: Run) -> None:
    comment = '# keyturn: allow[git/force-push] reason="known" until=2020-01-01\n'
    repository.commit({"old.sh": OLD.replace("git push", comment + "git push")})
    run("create")
    report = paths()
    assert [one.rule for one in report.findings] == ["git/force-push"]
    assert [one.rule for one in report.baselined] == ["filesystem/recursive-delete"]
    assert sum("expired" in line for line in report.remarks) == 1


def test_a_rule_that_is_forbidden_is_neither_written_down_nor_covered(repository: Repository, run: Run) -> None:
    run("create")
    repository.write("keyturn.toml", '[override]\nforbid = ["git/*"]\n')
    report = paths()
    assert [one.rule for one in report.findings] == ["git/force-push"]
    assert any("never baselined" in line for line in report.remarks)
    os.unlink(repository.root / FILE)
    assert "1 never taken in" in run("create")[1]
    assert [one["rule"] for one in entries(repository)] == ["filesystem/recursive-delete"]


def test_every_form_of_a_report_counts_them(
    repository: Repository, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run("create")
    since(repository, "2026-01-12")
    assert main.dispatch(["scan", "."]) == 0
    text = capsys.readouterr().out
    assert "2 findings in the baseline, the oldest since 2026-01-12" in text
    assert "nothing that stops, 2 baselined" in text
    assert main.dispatch(["scan", ".", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["baselined"] == 2


def push(repository: Repository, ref: str = "main") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "push", "-q", "origin", ref],
        cwd=repository.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_server_takes_the_baseline_of_its_own_side(repository: Repository, run: Run, tmp_path: Path) -> None:
    server = tmp_path / "server.git"
    subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", str(server)], check=True)
    run("create")
    repository.commit()
    repository.git("remote", "add", "origin", f"file://{server}")
    repository.git("push", "-q", "origin", "main")
    assert main.dispatch(["init", "git", "--server", str(server), "--yes"]) == 0
    # what it knows may move with a file that is written anew
    repository.git("rm", "-q", "old.sh")
    repository.commit({"ops/clean.sh": "\n".join(f"echo {n}" for n in range(80)) + "\n" + OLD})
    run("refresh")
    repository.commit()
    assert push(repository).returncode == 0
    # a baseline sent ahead on a branch covers nothing, there or later
    repository.git("checkout", "-q", "-b", "ahead")
    repository.stage({"new.sh": "rm -rf /srv/new\n"})
    run("refresh", "--grow")
    repository.git("rm", "-q", "--cached", "new.sh")
    repository.git("commit", "-q", "-m", "only the baseline", FILE)
    done = push(repository, "ahead")
    assert done.returncode != 0
    assert "keyturn/baseline-grown" in done.stderr
