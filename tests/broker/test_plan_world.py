"""Plans that the real planner makes and the real broker executes: promotion, rosters, checks, freezes, lost ends."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from keyturn.adapter import broker_execute
from keyturn.broker import states
from keyturn.broker.plan import ADMINISTRATION, Check
from keyturn.broker.request import Part, Refused
from keyturn.errors import KeyturnError
from tests import parts_terraform
from tests.broker.test_executing import SECRET, Office
from tests.production import PASSWORD, production

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keyturn.broker.ports import Row
    from tests.production import Production

PLAIN = "[environment.prod]\nplain_keys = true\n"


def run(office: Office, *words: str, **more: Any) -> Row:
    """Propose, approve, execute."""
    row = office.propose(*words, **more)
    office.approve(row)
    return office.ended(row)


# promotion


@pytest.fixture
def promoting(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, f'{PLAIN}promote_from = "staging"\n[environment.staging]\nplain_keys = true\n')
    policy = tmp_path / "root" / "etc" / "keyturn" / "keyturn.toml"
    policy.write_text(policy.read_text() + '[environment.staging]\nmatches = ["postgres://*.staging.example.com/*"]\n')
    yield made
    made.daemon.close()


def test_what_succeeded_in_staging_is_what_runs_in_production(promoting: Office) -> None:
    files = {"deploy.sh": b"echo deployed to $1\n"}
    first = run(promoting, "sh", "deploy.sh", "staging", files=files, target="staging")
    assert first.state == states.SUCCEEDED
    second = promoting.propose("sh", "deploy.sh", "prod", files=files, promoted_from=first.proposal)
    assert promoting.plan(second).artifact == promoting.plan(first).artifact != ""
    promoting.approve(second)
    assert promoting.ended(second).state == states.SUCCEEDED
    assert promoting.output(second) == b"deployed to prod\n"


@pytest.mark.parametrize("words", [("sh", "deploy.sh"), ("sh", "-c", "echo another")])
def test_another_artifact_and_no_promotion_are_stale(promoting: Office, words: tuple[str, ...]) -> None:
    files = {"deploy.sh": b"echo one\n"} if len(words) == 2 else None
    plain = ("true",) if files is None else words
    first = run(promoting, *plain, files=files, target="staging")
    assert first.state == states.SUCCEEDED
    other = {"deploy.sh": b"echo two\n"} if files else None
    done = run(promoting, *words, files=other, promoted_from=first.proposal)
    assert (done.state, "another artifact" in done.detail) == (states.STALE, True)
    done = run(promoting, *words, files=files)
    assert (done.state, "must have succeeded in staging" in done.detail) == (states.STALE, True)


# administration


def test_the_old_quorum_installs_another_roster_and_the_old_plans_are_stale(tmp_path: Path) -> None:
    office = Office(tmp_path, PLAIN + '[environment.""]\nplain_keys = true\n')
    waiting = office.propose("true")
    document = office.people + office.person("mallory", '["senior"]', 1009)
    row = office.propose(parts=(), kind=ADMINISTRATION, document=document.encode(), target="")
    with pytest.raises(Refused):
        office.turn(row, "mallory")
    office.turn(row, "alice")
    assert row.proposal not in {one.proposal for one in office.broker.tick()}
    office.turn(row, "bob")
    moved = {one.proposal: one for one in office.broker.tick()}
    assert moved[row.proposal].state == states.SUCCEEDED
    assert (tmp_path / "state" / "roster.toml").read_text() == document
    office.turn(waiting, "alice")
    done = office.ended(waiting)
    assert (done.state, "roster" in done.detail) == (states.STALE, True)
    again = office.propose("true", title="keyed by the new ones")
    assert office.turn(again, "mallory").state == states.APPROVED
    office.daemon.close()


def test_what_becomes_of_people_and_agents_is_shown(tmp_path: Path) -> None:
    office = Office(tmp_path, PLAIN)

    def effects(document: str) -> tuple[str, ...]:
        row = office.propose(parts=(), kind=ADMINISTRATION, document=document.encode(), target="")
        return office.plan(row).effects

    itself = office.people.replace('[[agent]]\nid = "bot"\nowner = "erin"\nuids = [2001]\n', "")
    itself += office.person("bot2", '["senior"]', 2001)
    assert effects(itself) == ("bot2 is added", "the agent bot is removed")
    assert effects(office.people.replace('owner = "erin"', 'owner = "bob"')) == (
        "the agent bot gets another entry, and passes from erin to bob",
    )
    more = '[[agent]]\nid = "imp"\nowner = "erin"\nuids = [2002]\n'
    assert effects(office.people + more) == ("the agent imp is added, owned by erin",)
    assert effects(office.people.replace('id = "bob"\nroles = []', 'id = "bob"\nroles = ["senior"]')) == (
        "bob gets other keys, roles or accounts",
    )
    with pytest.raises(Refused, match="nobody stands in it"):
        effects("")
    office.daemon.close()


# checks


CHECKS = """
[[check]]
name = "ci"
kind = "status-file"
file = "{place}/etc/ci.json"
within = "1h"
environments = ["prod"]
"""


def test_a_status_file_lets_it_go_or_holds_it(tmp_path: Path) -> None:
    office = Office(tmp_path, PLAIN + CHECKS.format(place=tmp_path))
    row = office.propose("true")
    artifact = office.plan(row).artifact
    office.approve(row)
    file = tmp_path / "etc" / "ci.json"
    now = dt.datetime.now(dt.UTC)

    def said(**more: object) -> str:
        body = {"artifact": artifact, "conclusion": "success", "finished": now.isoformat(), **more}
        file.write_text(json.dumps(body))
        file.chmod(0o644)
        return looked()

    def looked(kind: str = "status-file") -> str:
        check = Check(name="ci", kind=kind, parameters=(("file", str(file)),), within=3600)
        found = office.broker.checkers[kind].check(check, office.plan(row), int(time.time()))
        assert found.passed == (found.said == "passed")
        return found.said

    assert "is not there" in looked()
    assert office.broker.tick() == []
    assert "is not there" in office.broker.show(row.proposal).waits
    assert "it says 'failure'" in said(conclusion="failure")
    assert "another artifact" in said(artifact="0" * 64)
    assert "too long ago" in said(finished=(now - dt.timedelta(hours=2)).isoformat())
    assert "too long ago" in said(finished=(now + dt.timedelta(hours=2)).isoformat())
    assert "no certain time" in said(finished=now.replace(tzinfo=None).isoformat())
    assert "is no result" in said(finished="soon")
    file.write_text("[]")
    assert "is no result" in looked()
    said(findings=[{"rule": "x"}])
    assert looked("scan") == "the scan is not clear"
    said(findings=[], could_not_judge=["x"])
    assert looked("scan") == "the scan is not clear"
    said(findings=[])
    assert looked("scan") == "passed"
    file.chmod(0o666)
    assert "does not count" in looked()
    assert said() == "passed"
    office.daemon.close()


def test_commands_and_drills_pass_fail_and_are_missing(tmp_path: Path) -> None:
    office = Office(tmp_path, PLAIN)
    row = office.propose("true")
    plan = office.plan(row)

    def looked(kind: str, **given: str) -> tuple[bool, str]:
        check = Check(name="it", kind=kind, parameters=tuple(given.items()), within=3600)
        found = office.broker.checkers[kind].check(check, plan, int(time.time()))
        return found.passed, found.said

    script = f'test "$KEYTURN_ARTIFACT" = {plan.artifact} && test "$KEYTURN_ENVIRONMENT" = prod && exit 0; exit 9'
    assert looked("command", argv000="sh", argv001="-c", argv002=script) == (True, "passed")
    assert looked("command", argv000="sh", argv001="-c", argv002="exit 3") == (False, "it ended with 3")
    with pytest.raises(Exception, match="there is no program"):
        looked("command", argv000="no-such-program")
    assert looked("drill", system="shop") == (False, "there is no evidence of a drill shop")
    assert looked("drill", targets="[]")[0] is False
    assert looked("drill", targets='[["database", "shop", []]]')[0] is False
    office.daemon.close()


def test_a_check_that_passes_lets_it_go(tmp_path: Path) -> None:
    office = Office(tmp_path, PLAIN + CHECKS.format(place=tmp_path))
    row = office.propose("true")
    body = {"artifact": office.plan(row).artifact, "conclusion": "success", "finished": dt.datetime.now(dt.UTC)}
    (tmp_path / "etc" / "ci.json").write_text(json.dumps(body, default=dt.datetime.isoformat))
    (tmp_path / "etc" / "ci.json").chmod(0o644)
    office.approve(row)
    assert office.ended(row).state == states.SUCCEEDED
    office.daemon.close()


# freezes


@pytest.mark.parametrize("where", ["policy", "settings"])
def test_in_a_freeze_it_is_planned_and_keyed_and_waits(tmp_path: Path, where: str) -> None:
    window = 'name = "holidays"\nfrom = 2020-01-01T00:00:00Z\nuntil = 2099-01-01T00:00:00Z\n'
    office = Office(tmp_path, PLAIN + (f'[[freeze]]\n{window}environments = ["prod"]\n' if where == "settings" else ""))
    if where == "policy":
        policy = tmp_path / "root" / "etc" / "keyturn" / "keyturn.toml"
        policy.write_text(f"{policy.read_text()}[[environment.prod.freeze]]\n{window}")
    row = office.propose("sh", "-c", "echo $RANDOM > x")
    assert office.approve(row).state == states.APPROVED
    assert office.broker.tick() == []
    assert "holidays" in office.broker.show(row.proposal).waits
    office.daemon.close()


# commands


def test_a_command_that_does_not_end_is_ended_with_its_children(tmp_path: Path) -> None:
    from keyturn.adapter import broker_targets

    shell = broker_targets.program("sh", "/usr/bin:/bin")
    words = ["sh", "-c", "sleep 300 & echo $!; wait"]
    with broker_execute._opened(shell, broker_targets.digest(shell)) as (where, handle):
        ran = broker_execute._ended(words, where, handle, str(tmp_path), {"PATH": "/usr/bin:/bin"}, b"", 0.5, {})
    assert (ran.outcome, "did not end" in ran.detail) == (states.UNKNOWN, True)
    end = time.monotonic() + 5
    while time.monotonic() < end and _alive(int(ran.output)):
        time.sleep(0.05)
    assert not _alive(int(ran.output))


def _alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_absolute_script_runs_as_it_was_and_not_as_it_is(tmp_path: Path) -> None:
    office = Office(tmp_path, PLAIN)
    script = tmp_path / "work" / "job.sh"
    script.write_text("echo approved\n")
    row = office.propose("sh", str(script), files={str(script): script.read_bytes()})
    script.write_text("echo rewritten\n")
    office.approve(row)
    assert office.ended(row).state == states.SUCCEEDED
    assert office.output(row) == b"approved\n"
    office.daemon.close()


def test_a_secret_that_a_command_says_stands_nowhere_when_it_fails(tmp_path: Path) -> None:
    say = tmp_path / "say"
    say.write_text(f"#!/bin/sh\necho {SECRET}\n")
    say.chmod(0o700)
    office = Office(tmp_path / "o", f'{PLAIN}[environment.prod.secrets]\nTOKEN = {{ command = ["{say}"] }}\n')
    row = office.propose("sh", "-c", 'echo "$TOKEN" >&2; exit 3')
    office.approve(row)
    done = office.ended(row)
    assert (done.state, SECRET in done.detail, office.output(row)) == (states.FAILED, False, b"[secret]\n")
    assert SECRET.encode() not in office.everything()
    say.write_text(f"#!/bin/sh\necho {SECRET}; exit 1\n")
    again = office.propose("sh", "-c", "true")
    office.approve(again)
    assert office.broker.tick() == []
    waits = office.broker.show(again.proposal).waits
    assert ("could not be fetched" in waits, SECRET in waits) == (True, False)
    office.daemon.close()


def test_rollbacks_go_from_the_last_step_to_the_first(tmp_path: Path) -> None:
    office = Office(tmp_path, PLAIN)
    log = tmp_path / "log"

    def step(name: str, ends: str = "true") -> Part:
        return Part(
            run=("sh", "-c", f"echo {name} >> {log}"),
            check=("sh", "-c", ends),
            rollback=("sh", "-c", f"echo back {name} >> {log}"),
        )

    good = office.propose(parts=(step("one"), step("two")), title="good")
    office.approve(good)
    assert office.ended(good).state == states.SUCCEEDED
    assert log.read_text().split("\n") == ["one", "two", ""]
    log.unlink()
    bad = office.propose(parts=(step("one"), step("two"), step("three", "exit 1"), step("four")), title="bad")
    office.approve(bad)
    done = office.ended(bad)
    assert (done.state, done.outcome) == (states.FAILED, states.NOT_APPLIED)
    assert log.read_text().split("\n")[:-1] == ["one", "two", "three", "back three", "back two", "back one"]
    office.daemon.close()


def test_one_proposal_changes_one_environment(tmp_path: Path) -> None:
    office = Office(tmp_path, PLAIN)
    policy = tmp_path / "root" / "etc" / "keyturn" / "keyturn.toml"
    policy.write_text(policy.read_text() + '[environment.staging]\nmatches = ["postgres://*.staging.example.com/*"]\n')
    drop = "drop table orders"
    one = Part(run=("psql", "postgres://app@db.prod.example.com/shop", "-c", drop))
    two = Part(run=("psql", "postgres://app@db.staging.example.com/shop", "-c", drop))
    with pytest.raises(Refused, match="several environments: prod, staging"):
        office.propose(parts=(one, two), target="")
    office.daemon.close()


# SQL


@pytest.fixture(scope="module")
def live() -> Iterator[Production]:
    with production() as found:
        yield found


@pytest.fixture
def shop(tmp_path: Path, live: Production) -> Iterator[Office]:
    url = live.database(
        "planned",
        "create table orders (id int primary key, note text)",
        "insert into orders select g, 'n' from generate_series(1, 50) g",
        "analyze",
    )
    secret = tmp_path / "url"
    secret.write_text(url)
    secret.chmod(0o600)
    source = f'DATABASE_URL = {{ file = "{secret}" }}'
    made = Office(
        tmp_path / "o", f"{PLAIN}[environment.prod.secrets]\n{source}\n[environment.prod.planning]\n{source}\n"
    )
    yield made
    made.daemon.close()


def test_a_drop_shows_its_rows_and_runs_with_a_waiver(shop: Office, live: Production) -> None:
    row = shop.propose(parts=(Part(sql="drop table orders;"),), title="drop")
    plan = shop.plan(row)
    assert plan.shown is not None
    counts = dict(plan.shown.counts)
    assert (counts["rows"], counts["tables"]) == (50, 1)
    assert plan.shown.irreversible
    shop.approve(row)
    if shop.broker.show(row.proposal).row.state == states.PENDING:
        shop.turn(row, "bob")
    assert shop.ended(row).state == states.SUCCEEDED
    assert live.run("planned", "select to_regclass('orders')") == [(None,)]
    assert PASSWORD.encode() not in shop.everything()


def test_a_drop_of_a_table_that_grew_is_rolled_back(shop: Office, live: Production) -> None:
    row = shop.propose(parts=(Part(sql="drop table orders;"),), title="drop")
    shop.approve(row)
    live.run("planned", "insert into orders values (51, 'new')")
    done = shop.ended(row)
    assert (done.state, done.outcome) == (states.FAILED, states.NOT_APPLIED)
    assert live.run("planned", "select count(*) from orders") == [(51,)]


def killed(live: Production) -> None:
    live.run(
        "postgres",
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'keyturn broker'",
    )


def test_a_connection_lost_at_commit_is_unknown(
    shop: Office, live: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = shop.propose(parts=(Part(sql="delete from orders where id = 1;"),), title="lost")
    shop.approve(row)
    commit = psycopg.Connection.commit

    def lost(self: psycopg.Connection[Any]) -> None:
        if self.info.parameter_status("application_name") == "keyturn broker" and self.info.transaction_status == 2:
            with self.cursor() as cursor:
                touched = cursor.execute("select count(*) from public.orders where id = 1").fetchone()
            if touched == (0,):
                killed(live)
        commit(self)

    monkeypatch.setattr(psycopg.Connection, "commit", lost)
    done = shop.ended(row)
    assert done.state == states.UNKNOWN, done.detail
    assert live.run("planned", "select count(*) from orders") == [(50,)]
    assert PASSWORD.encode() not in shop.everything()


def test_a_connection_lost_before_commit_is_not_applied(shop: Office, live: Production) -> None:
    row = shop.propose(parts=(Part(sql="delete from orders where id = 1;"),), title="lost")
    shop.approve(row)
    blocker = psycopg.connect(live.url("planned"))
    blocker.execute("lock table orders in share row exclusive mode")

    def kill() -> None:
        end = time.monotonic() + 10
        waiting = (
            "select 1 from pg_stat_activity where application_name = 'keyturn broker' and wait_event_type = 'Lock'"
        )
        while time.monotonic() < end:
            if live.run("postgres", waiting):
                killed(live)
                return
            time.sleep(0.05)

    other = threading.Thread(target=kill)
    other.start()
    done = shop.ended(row)
    other.join()
    blocker.close()
    assert (done.state, done.outcome) == (states.FAILED, states.NOT_APPLIED)
    assert live.run("planned", "select count(*) from orders") == [(50,)]


# Terraform


class Infra:
    """An office with a directory of a real configuration."""

    def __init__(self, place: Path, texts: dict[str, str], workspace: str = "") -> None:
        self.environment = parts_terraform.environment(parts_terraform.terraform(), place)
        variables = 'variables = ["TF_CLI_CONFIG_FILE", "CHECKPOINT_DISABLE", "TF_WORKSPACE"]\n'
        self.plain = ["TF_CLI_CONFIG_FILE", "CHECKPOINT_DISABLE"]
        if workspace:
            self.environment["TF_WORKSPACE"] = workspace
            self.plain.append("TF_WORKSPACE")
        self.office = Office(place / "o", PLAIN, path=self.environment["PATH"], variables=variables)
        self.work = self.office.place / "work"
        self.texts = {
            "versions.tf": parts_terraform.REQUIRED,
            "main.tf": 'resource "null_resource" "one" {}\n',
            **texts,
        }
        for name, text in self.texts.items():
            (self.work / name).write_text(text)

    def terraform(self, *words: str) -> None:
        subprocess.run(
            ["terraform", *words], cwd=self.work, env=self.environment, check=True, stdout=subprocess.DEVNULL
        )

    def propose(self, *words: str) -> Row:
        files = {name: text.encode() for name, text in self.texts.items()}
        plain = tuple((name, self.environment[name]) for name in self.plain)
        return self.office.propose("terraform", *words, files=files, environment=plain)


def test_a_local_backends_relative_path_is_the_callers(tmp_path: Path) -> None:
    backend = 'terraform {\n  backend "local" {\n    path = "states/prod.tfstate"\n  }\n}\n'
    infra = Infra(tmp_path, {"backend.tf": backend})
    infra.terraform("init")
    infra.terraform("apply", "-auto-approve")
    state = infra.work / "states" / "prod.tfstate"
    row = infra.propose("destroy", "-auto-approve")
    infra.office.approve(row)
    done = infra.office.ended(row)
    assert done.state == states.SUCCEEDED, (done.detail, infra.office.output(row))
    assert json.loads(state.read_text())["resources"] == []
    with pytest.raises(Refused, match="chdir"):
        infra.propose("-chdir=.", "destroy")
    infra.office.daemon.close()


JSON = '{"terraform": {"backend": {"local": {"path": "states/prod.tfstate"}}}}'


@pytest.mark.parametrize(("name", "text", "workspace"), [("backend.tf.json", JSON, ""), ("b.tf", "", "second")])
def test_a_state_that_would_lie_in_the_copy_is_refused(tmp_path: Path, name: str, text: str, workspace: str) -> None:
    infra = Infra(tmp_path, {name: text}, workspace)
    # terraform itself refuses to begin in a workspace that is not there
    with pytest.raises(KeyturnError, match=r"where terraform keeps its state|terraform init failed"):
        infra.propose("apply", "-auto-approve")
    assert not os.path.exists(infra.work / "terraform.tfstate")
    infra.office.daemon.close()


def test_a_backend_in_a_comment_is_none(tmp_path: Path) -> None:
    texts = {"backend.tf": '# backend "s3" {\n/* backend "local" {\n path = "/x"\n} */\n  // cloud {\n'}
    infra = Infra(tmp_path, texts)
    row = infra.propose("apply", "-auto-approve")
    infra.office.approve(row)
    assert infra.office.ended(row).state == states.SUCCEEDED
    assert len(json.loads((infra.work / "terraform.tfstate").read_text())["resources"]) == 1
    infra.texts["more.tf"] = 'terraform {\n  backend "local" {}\n  backend "s3" {}\n}\n'
    with pytest.raises(Refused, match="several backends"):
        infra.propose("apply", "-auto-approve")
    infra.office.daemon.close()
