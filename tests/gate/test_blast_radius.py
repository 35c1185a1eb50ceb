"""A held call shows what stands where it would strike: counted, in time, and never by running a repository's code."""

import json
import os
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from keyturn.adapter.blast_radius import SECONDS, _Count, counted
from keyturn.adapter.postgres_server import server
from keyturn.gate.call import SHELL, STOP, ToolCall
from keyturn.gate.messages import to_agent, to_person
from keyturn.gate.service import local_state, saves
from keyturn.model.target import PATH, REF, Facet, Target
from keyturn.wiring import gate as wiring
from tests import parts, parts_terraform
from tests.gate.gate_support import Bench


def git(where: Path, *words: str, name: str = "Ada") -> None:
    who = {f"GIT_{role}_{what}": name for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {"PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null", **who}
    subprocess.run(["git", *words], cwd=where, env=environment, check=True, capture_output=True)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    found = Bench(tmp_path)
    git(found.work, "init", "-q", "-b", "main")
    (found.work / "kept.txt").write_text("kept\n")
    (found.work / "edited.txt").write_text("first\n")
    (found.work / ".gitignore").write_text("*.secret\n")
    git(found.work, "add", ".")
    git(found.work, "commit", "-qm", "the first one")
    return found


def radius(bench: Bench, command: str) -> str:
    surroundings = wiring.Surroundings(
        bench.environment, str(bench.work), root=str(bench.root), temporary=(str(bench.scratch),)
    )
    judgement = bench.shell(command).judgement
    return "\n".join(counted(judgement, surroundings.environment, surroundings.directory, state=local_state))


def test_the_person_sees_what_git_does_not_hold_and_the_record_keeps_it(bench: Bench) -> None:
    (bench.work / "edited.txt").write_text("second, longer\n")
    (bench.work / "loose.txt").write_text("0123456789")
    (bench.work / "key.secret").write_text("012")
    surroundings = wiring.Surroundings(
        bench.environment, str(bench.work), root=str(bench.root), temporary=(str(bench.scratch),)
    )
    ruling = wiring.rule_now("rm -rf .", "Bash", surroundings)
    assert ruling.verdict == STOP
    said = to_person(ruling)
    assert "counted: 5 files" in said
    assert "2 as git holds them" in said
    assert "1 changed since the last commit" in said
    assert "1 not in git (10 B)" in said
    assert "1 not in git and ignored (3 B)" in said
    assert "counted" not in to_agent(ruling)
    wiring.record(ruling, surroundings)
    kept = "".join(path.read_text() for path in bench.root.rglob("*.jsonl") if "the first one" in path.read_text())
    assert '"radius"' in kept


def test_a_reset_names_the_commits_that_nothing_else_holds(bench: Bench) -> None:
    for number, name in ((1, "Ada"), (2, "Grace")):
        git(bench.work, "commit", "-q", "--allow-empty", "-m", f"work {number}", name=name)
    said = radius(bench, "git reset --hard HEAD~2")
    assert "2 commits that no other branch, tag or remote would hold" in said
    assert "work 2" in said
    assert "Grace" in said
    git(bench.work, "tag", "safe")
    assert "commits that" not in radius(bench, "git reset --hard HEAD~2")


def test_commits_are_counted_from_elsewhere_too(bench: Bench) -> None:
    git(bench.work, "commit", "-q", "--allow-empty", "-m", "work 1")
    for words in (f"-C {bench.work}", f"-c core.pager=cat -C {bench.work}", f"--no-pager -C {bench.work}"):
        assert "1 commit that no other branch, tag or remote would hold" in radius(
            bench, f"cd / && git {words} reset --hard HEAD~1"
        )


def test_a_deleted_branch(bench: Bench) -> None:
    git(bench.work, "switch", "-qc", "idea")
    git(bench.work, "commit", "-q", "--allow-empty", "-m", "an idea")
    git(bench.work, "switch", "-q", "main")
    assert "1 commit that no other" in radius(bench, "git branch -D idea")


def test_a_forced_push_over_somebody_elses_commit(bench: Bench) -> None:
    git(bench.root, "init", "-q", "--bare", "far.git")
    git(bench.work, "remote", "add", "origin", str(bench.root / "far.git"))
    git(bench.work, "commit", "-q", "--allow-empty", "-m", "theirs", name="Grace")
    git(bench.work, "push", "-q", "origin", "main")
    git(bench.work, "reset", "-q", "--hard", "HEAD~1")
    said = radius(bench, "git push --force origin main")
    assert "1 commit that only origin's main holds, as last fetched" in said
    assert "Grace" in said


def test_a_repositorys_own_filter_and_monitor_do_not_run(bench: Bench) -> None:
    mark = bench.root / "ran"
    (bench.work / ".gitattributes").write_text("* filter=evil\n")
    git(bench.work, "config", "filter.evil.clean", f"touch {mark}; cat")
    git(bench.work, "config", "core.fsmonitor", f"touch {mark}")
    (bench.work / "edited.txt").write_text("fresh\n")
    assert "changed since the last commit" in radius(bench, "git reset --hard")
    assert not mark.exists()


def test_time_that_is_up_is_said(bench: Bench) -> None:
    ticks = iter(range(1_000))
    judgement = bench.shell("rm -rf .").judgement
    for number in range(20):
        (bench.work / f"d{number}").mkdir()
    said = counted(
        judgement, bench.environment, str(bench.work), state=local_state, pace=lambda: next(ticks) * SECONDS / 8
    )
    assert any(line.startswith("at least") for line in said) or said == ()


def test_what_passes_is_not_counted(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_given: object, **_named: object) -> tuple[str, ...]:
        raise AssertionError("counted")

    monkeypatch.setattr("keyturn.adapter.blast_radius.counted", never)
    surroundings = wiring.Surroundings(bench.environment, str(bench.work), root=str(bench.root), temporary=())
    assert wiring.rule_now("ls -la", "Bash", surroundings).radius == ()


def _terraform(bench: Bench) -> Path:
    (bench.work / "main.tf").write_text("terraform {}\n")
    state = bench.work / "terraform.tfstate"
    one = {"mode": "managed", "type": "aws_instance", "name": "a", "instances": [{}, {}]}
    two = {"mode": "managed", "type": "aws_db_instance", "name": "b", "instances": [{}]}
    data = {"mode": "data", "type": "aws_ami", "name": "c", "instances": [{}]}
    state.write_text(json.dumps({"version": 4, "serial": 3, "lineage": "l", "resources": [one, two, data]}))
    return state


def test_resources_of_a_local_state_by_type(bench: Bench) -> None:
    _terraform(bench)
    said = radius(bench, "terraform destroy -auto-approve")
    assert said == "3 resources in the state: 2 aws_instance, 1 aws_db_instance"
    (bench.work / "terraform.tfstate").write_text("[" * 100_000)
    assert radius(bench, "terraform destroy -auto-approve") == ""


def test_a_saved_plan_is_counted_from_its_file(bench: Bench, tmp_path: Path) -> None:
    place = parts_terraform.terraform()
    environment = parts_terraform.environment(place, tmp_path)
    infra = bench.work / "infra"
    infra.mkdir()

    def terraform(*words: str) -> None:
        subprocess.run(["terraform", *words], cwd=infra, env=environment, check=True, capture_output=True)

    main = infra / "main.tf"
    main.write_text(
        parts_terraform.REQUIRED + 'resource "null_resource" "a" {\n  triggers = { v = "1" }\n}\n'
        'resource "null_resource" "b" {\n}\n'
    )
    terraform("init", "-input=false")
    terraform("apply", "-auto-approve", "-input=false")
    main.write_text(
        parts_terraform.REQUIRED + 'resource "null_resource" "a" {\n  triggers = { v = "2" }\n}\n'
        'resource "null_resource" "c" {\n  count = 2\n}\n'
    )
    terraform("plan", "-input=false", "-out=next.plan")
    said = radius(bench, "terraform -chdir=infra apply next.plan")
    assert said == (
        "the saved plan deletes 1 (null_resource.b); replaces 1 (null_resource.a); "
        "creates 2 (null_resource.c[0], null_resource.c[1])"
    )
    (infra / "next.plan").write_bytes(b"PK no plan")
    assert "could not be read" in radius(bench, "cd infra && terraform apply next.plan")


def test_an_undo_point_holds_the_state_its_backup_and_the_chosen_backend(bench: Bench) -> None:
    state = _terraform(bench)
    ruling = bench.shell("terraform state rm aws_instance.a")
    # where policy asks for an undo point: row 17 in dev, met by `keyturn run` after its rehearsal
    wanted = saves(tuple(reason.but(cell="R+U", environment="W") for reason in ruling.decision.reasons))
    assert isinstance(wanted, tuple), wanted
    assert {save.path for save in wanted} == {
        str(state),
        f"{state}.backup",
        f"{bench.work}/.terraform/terraform.tfstate",
    }


def test_rows_of_a_local_database_and_nothing_of_one_that_is_elsewhere(bench: Bench) -> None:
    with server(parts.postgresql()) as found:
        with psycopg.connect(found.address(), password=found.password, autocommit=True) as live:
            live.execute("create table orders (id int)")
            live.execute("insert into orders select generate_series(1, 1234)")
        url = found.url().replace("@/", f":{found.password}@/")
        (bench.work / ".env").write_text(f"DATABASE_URL={url}\n")
        call = ToolCall("t", "b", SHELL, "Bash", "s", str(bench.work), f"psql '{found.url()}' -c 'drop table orders'")
        ruling = bench.rule(call)
        said = counted(ruling.judgement, bench.environment, str(bench.work), state=local_state)
        assert said == ("1 table: orders 1,234 rows",)
        assert found.password not in to_person(ruling.but(radius=said))
    elsewhere = "psql postgres://u:p@db.example.test/app -c 'drop table orders'"
    assert radius(bench, elsewhere) == ""


def test_a_ref_is_found_by_its_files_as_git_finds_it(tmp_path: Path) -> None:
    from keyturn.adapter.blast_radius import _has_ref

    def git(*words: str) -> None:
        own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}
        who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
        subprocess.run(["git", *who, *words], cwd=work, env=own, check=True, capture_output=True)

    work = tmp_path / "work"
    work.mkdir()
    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "one")
    ref = "refs/remotes/origin/main"
    assert _has_ref(str(work / ".git"), ref) is False
    git("update-ref", ref, "HEAD")
    assert _has_ref(str(work / ".git"), ref) is True
    git("pack-refs", "--all")
    assert not (work / ".git" / ref).exists()
    assert _has_ref(str(work / ".git"), ref) is True
    assert _has_ref(str(work / ".git"), "refs/remotes/origin/mai") is False
    git("worktree", "add", "-q", str(tmp_path / "other"), "-b", "side")
    assert _has_ref(str(work / ".git" / "worktrees" / "other"), ref) is True
    assert _has_ref(str(tmp_path), ref) is None
    assert _has_ref(str(work / ".git"), "refs/remotes/../../config") is None
    (work / ".git" / "reftable").mkdir()
    assert _has_ref(str(work / ".git"), ref) is None


def test_a_child_is_asked_for_only_where_counting_takes_long(tmp_path: Path) -> None:
    """A daemon hands the call over before it counts; for what two looks at files tell, it does not."""
    begun: list[str] = []
    count = _Count({}, str(tmp_path), time.monotonic, lambda: begun.append("begun"))
    count.pushed_over(Target(REF, "main", (Facet("remote", "origin"), Facet("branch", "main"))))
    (tmp_path / ".git" / "refs").mkdir(parents=True)
    count.pushed_over(Target(REF, "main", (Facet("remote", "origin"), Facet("branch", "main"))))
    assert (begun, len(count.said)) == ([], 1)
    (tmp_path / "file").write_text("x")
    count.files(Target(PATH, str(tmp_path), (Facet("path", str(tmp_path)),)))
    assert begun == ["begun"]
