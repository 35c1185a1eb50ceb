"""Plans of the real world, executed by the real broker: commands, SQL on a real PostgreSQL, a real Terraform."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from keyturn.broker import statement as st
from keyturn.broker import states
from keyturn.broker.plan import ADMINISTRATION, Documentation
from keyturn.broker.ports import Peer
from keyturn.broker.request import File, Part, Refused, Request
from keyturn.wiring import broker
from tests import parts_terraform
from tests.production import production

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from keyturn.broker.plan import Plan
    from keyturn.broker.ports import Row
    from tests.production import Production

AGENT = Peer(uid=2001)
SECRET = "swordfish-of-the-broker"


class Office:
    """A daemon in this process, with file keys that its settings let count, and its own places below a directory."""

    def __init__(self, place: Path, settings: str = "", *, path: str = "", variables: str = "") -> None:
        self.place = place
        for folder in ("etc", "keys", "root/etc/keyturn", "work"):
            (place / folder).mkdir(parents=True)
        for open_ in (place, place / "etc"):
            open_.chmod(0o755)
        self.people = "".join(
            self.person(name, roles, uid)
            for name, roles, uid in (("alice", '["senior"]', 1001), ("bob", "[]", 1002), ("erin", "[]", 1005))
        )
        self.people += '[[agent]]\nid = "bot"\nowner = "erin"\nuids = [2001]\n'
        (place / "etc" / "roster.toml").write_text(self.people)
        (place / "root" / "etc" / "keyturn" / "keyturn.toml").write_text(
            '[environment.prod]\nmatches = ["postgres://*.prod.example.com/*"]\n'
        )
        self.token = place / "etc" / "token"
        self.token.write_text(SECRET)
        self.token.chmod(0o600)
        self.config = place / "etc" / "broker.toml"
        self.config.write_text(
            f'directory = "{place}/state"\nsocket = "{place}/broker.sock"\nroster = "{place}/etc/roster.toml"\n'
            f'ledger = "{place}/none.toml"\n' + (f'path = "{path}"\n' if path else "") + variables + settings
        )
        owner, top = os.geteuid(), str(place)
        broker.pin_from(str(self.config), owner=owner, top=top)
        self.daemon = broker.Daemon(str(self.config), owner=owner, top=top, root=str(place / "root"))
        self.broker = self.daemon.broker

    def person(self, name: str, roles: str, uid: int) -> str:
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.place / "keys" / name)]
        subprocess.run(words, check=True)
        public = (self.place / "keys" / f"{name}.pub").read_text().strip()
        return f'[[person]]\nid = "{name}"\nroles = {roles}\nuids = [{uid}]\nkeys = [{{ public = "{public}" }}]\n'

    def propose(self, *run: str, files: dict[str, bytes] | None = None, **more: Any) -> Row:
        more.setdefault("parts", (Part(run=run),))
        more.setdefault("target", "prod")
        more.setdefault("directory", str(self.place / "work"))
        given = tuple(File(path=name, data=data, mode=0o755) for name, data in (files or {}).items())
        return self.broker.propose(Request(files=given, **more), AGENT)

    def turn(self, row: Row, who: str, decision: str = st.APPROVE, subject: str = "") -> Row:
        from keyturn.adapter.ssh_signatures import sign

        now = int(time.time())
        said = st.Statement(
            decision=decision,
            proposal=row.proposal,
            revision=row.revision,
            plan=row.plan,
            person=who,
            nonce=secrets.token_hex(16),
            at=now,
            expires=now + 600,
            subject=subject,
        )
        data = st.canonical(said)
        return self.broker.turn(data, sign(data, st.namespace(decision), str(self.place / "keys" / who)))

    def approve(self, row: Row) -> Row:
        """Every key that could be asked for, and a waiver where a restore proof is."""
        for one in self.plan(row).checks:
            if one.kind == "drill":
                self.turn(row, "alice", st.WAIVE, one.name)
        found = self.turn(row, "alice")
        return found if found.state == states.APPROVED else self.turn(row, "bob")

    def plan(self, row: Row) -> Plan:
        from keyturn.broker.plan import read

        return read(self.broker.show(row.proposal).plan)

    def ended(self, row: Row) -> Row:
        moved = {one.proposal: one for one in self.broker.tick()}
        assert row.proposal in moved, self.broker.show(row.proposal).waits
        return moved[row.proposal]

    def output(self, row: Row) -> bytes:
        with self.daemon.store.engine.connect() as connection:
            leaf = connection.exec_driver_sql(
                "SELECT leaf FROM ledger_leaf WHERE kind = 'broker.finished' ORDER BY position DESC LIMIT 1"
            ).scalar_one()
        with self.daemon.store.transaction() as tx:
            return tx.contents(json.loads(leaf)["body"]["output"])

    def everything(self) -> bytes:
        return (self.place / "state" / "broker.db").read_bytes()


SETTINGS = """
[environment.prod]
plain_keys = true
[environment.prod.secrets]
TOKEN = { file = "TOKEN_FILE" }
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, SETTINGS.replace("TOKEN_FILE", f"{tmp_path}/etc/token"))
    yield made
    made.daemon.close()


# commands


def test_the_copy_that_people_saw_runs_whatever_became_of_the_script(office: Office) -> None:
    script = office.place / "work" / "job.sh"
    script.write_text("#!/bin/sh\necho the approved one\n")
    row = office.propose("sh", "job.sh", files={"job.sh": script.read_bytes()})
    script.unlink()
    script.symlink_to("/bin/false")
    office.approve(row)
    done = office.ended(row)
    assert (done.state, office.output(row)) == (states.SUCCEEDED, b"the approved one\n")


def test_a_secret_is_used_and_never_shown(office: Office) -> None:
    row = office.propose("sh", "-c", 'echo "with $TOKEN"; test -n "$TOKEN"')
    office.approve(row)
    assert office.ended(row).state == states.SUCCEEDED
    assert office.output(row) == b"with [secret]\n"
    assert SECRET.encode() not in office.everything()


def test_a_secret_that_others_could_read_is_not_used(office: Office) -> None:
    row = office.propose("sh", "-c", "true")
    office.approve(row)
    office.token.chmod(0o644)
    assert office.broker.tick() == []
    assert "read by others" in office.broker.show(row.proposal).waits


def test_the_callers_environment_path_and_directory_are_not_the_executions(office: Office) -> None:
    fake = office.place / "work" / "sh"
    fake.write_text("#!/bin/sh\necho fake\n")
    fake.chmod(0o755)
    row = office.propose(
        "sh",
        "-c",
        "pwd; echo $EVIL $PATH",
        environment=(("EVIL", "x"), ("PATH", str(fake.parent)), ("LD_PRELOAD", "y")),
    )
    office.approve(row)
    assert office.ended(row).state == states.SUCCEEDED
    said = office.output(row).decode()
    assert str(office.place / "state" / "work") in said
    assert str(fake.parent) not in said
    assert "x" not in said.splitlines()[1].split(" ")[0]


def test_another_program_under_the_same_name_is_stale(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    tool = tmp_path / "bin" / "tool"
    tool.write_text("#!/bin/sh\necho one\n")
    tool.chmod(0o755)
    office = Office(tmp_path / "o", "[environment.prod]\nplain_keys = true\n", path=f"{tmp_path}/bin:/usr/bin:/bin")
    row = office.propose("tool")
    office.approve(row)
    tool.write_text("#!/bin/sh\necho two\n")
    done = office.ended(row)
    assert (done.state, "program" in done.detail) == (states.STALE, True)
    office.daemon.close()


def test_a_directory_that_changed_since_is_stale_and_else_it_goes(office: Office) -> None:
    target = office.place / "work" / "data"
    target.mkdir()
    (target / "a").write_text("1")
    first = office.propose("rm", "-rf", str(target))
    assert office.plan(first).steps[0].in_place
    office.approve(first)
    (target / "b").write_text("2")
    assert office.ended(first).state == states.STALE
    second = office.propose("rm", "-rf", str(target))
    office.approve(second)
    assert office.ended(second).state == states.SUCCEEDED
    assert not target.exists()


@pytest.mark.parametrize("name", ["../out.sh", "a/../../out.sh"])
def test_a_file_that_leads_out_is_refused(office: Office, name: str) -> None:
    with pytest.raises(Exception, match="leads out"):
        office.propose("sh", name, files={name: b"true"})
    assert not (office.place / "state" / "work" / "out.sh").exists()


def test_a_failure_and_a_signal_are_told_as_what_they_are(office: Office) -> None:
    failed = office.propose("sh", "-c", "exit 7")
    office.approve(failed)
    done = office.ended(failed)
    assert (done.state, done.outcome) == (states.FAILED, states.PARTIAL)
    killed = office.propose("sh", "-c", "kill -9 $$", title="another")
    office.approve(killed)
    assert office.broker.show(killed.proposal).row.state == states.APPROVED
    assert office.ended(killed).state == states.UNKNOWN


def test_what_policy_never_lets_happen_is_not_planned(office: Office) -> None:
    with pytest.raises(Refused, match="never"):
        office.propose("rm", "-rf", "/")
    with pytest.raises(Refused, match="no environment"):
        office.propose("true", target="elsewhere")


def test_papers(tmp_path: Path) -> None:
    settings = '[environment.prod]\nplain_keys = true\ndocumentation = ["why", "ticket"]\n'
    office = Office(tmp_path, settings)
    with pytest.raises(Refused, match="ticket, why"):
        office.propose("true")
    office.propose("true", documentation=Documentation(why="so", ticket="X-1"))
    office.daemon.close()


def test_steps_with_checks_and_rollback_on_real_files(office: Office) -> None:
    mark = office.place / "work" / "mark"
    parts = (
        Part(run=("touch", f"{mark}1"), check=("test", "-e", f"{mark}1"), rollback=("rm", f"{mark}1")),
        Part(run=("touch", f"{mark}2"), check=("test", "-e", f"{mark}-not-there"), rollback=("rm", f"{mark}2")),
    )
    row = office.propose(parts=parts, title="two marks")
    office.approve(row)
    done = office.ended(row)
    assert (done.state, done.outcome) == (states.FAILED, states.NOT_APPLIED)
    assert [one.name for one in mark.parent.iterdir()] == []


def test_another_roster_is_keyed_by_the_old_one(office: Office) -> None:
    document = (office.people + office.person("mallory", '["senior"]', 1009)).encode()
    row = office.propose(parts=(), kind=ADMINISTRATION, document=document, target="")
    plan = office.plan(row)
    assert "mallory is added" in plan.effects
    assert (plan.quorum.keys, plan.quorum.seniors, plan.quorum.plain) == (2, 1, False)
    with pytest.raises(Refused, match="who touched it"):
        office.turn(row, "alice")
    assert office.broker.tick() == []


# SQL


@pytest.fixture(scope="module")
def live() -> Iterator[Production]:
    with production() as found:
        yield found


@pytest.fixture
def shop(tmp_path: Path, live: Production) -> Iterator[Office]:
    url = live.database(
        "brokered",
        "create table orders (id int primary key, note text)",
        "insert into orders select g, 'n' from generate_series(1, 50) g",
        "analyze",
    )
    secret = tmp_path / "url"
    secret.write_text(url)
    secret.chmod(0o600)
    source = f'DATABASE_URL = {{ file = "{secret}" }}'
    settings = (
        "[environment.prod]\nplain_keys = true\n"
        f"[environment.prod.secrets]\n{source}\n[environment.prod.planning]\n{source}\n"
    )
    made = Office(tmp_path / "o", settings)
    yield made
    made.daemon.close()


def sql(office: Office, text: str) -> Row:
    return office.propose(parts=(Part(sql=text),), title=text)


def test_sql_is_rehearsed_keyed_and_executed(shop: Office, live: Production) -> None:
    row = sql(shop, "delete from orders where id <= 20;")
    plan = shop.plan(row)
    assert plan.shown is not None
    assert dict(plan.shown.counts)["rows"] == 20
    assert plan.quorum.keys == 1
    assert {one.name for one in plan.preconditions} >= {"postgres.system", "postgres.database", "postgres.schema"}
    assert live.run("brokered", "select count(*) from orders") == [(50,)]
    shop.approve(row)
    assert shop.ended(row).state == states.SUCCEEDED
    assert live.run("brokered", "select count(*) from orders") == [(30,)]


def test_more_rows_than_people_saw_are_rolled_back(shop: Office, live: Production) -> None:
    row = sql(shop, "delete from orders where note = 'x';")
    shop.approve(row)
    live.run("brokered", "update orders set note = 'x'")
    done = shop.ended(row)
    assert (done.state, done.outcome) == (states.FAILED, states.NOT_APPLIED)
    assert live.run("brokered", "select count(*) from orders") == [(50,)]


def test_a_drop_takes_two_keys_one_of_a_senior_and_a_restore_proof(shop: Office, live: Production) -> None:
    row = sql(shop, "drop table orders;")
    plan = shop.plan(row)
    assert (plan.quorum.keys, plan.quorum.seniors) == (2, 1)
    assert [one.kind for one in plan.checks] == ["drill"]
    shop.turn(row, "alice")
    shop.turn(row, "bob")
    assert shop.broker.tick() == []
    assert "restore proof" in shop.broker.show(row.proposal).waits
    assert live.run("brokered", "select count(*) from orders") == [(50,)]


def test_another_schema_or_another_database_is_stale(shop: Office, live: Production) -> None:
    first = sql(shop, "delete from orders where id = 1;")
    shop.approve(first)
    live.run("brokered", "alter table orders add column more text")
    done = shop.ended(first)
    assert (done.state, "schema" in done.detail) == (states.STALE, True)
    second = sql(shop, "delete from orders where id = 2;")
    shop.approve(second)
    live.run("postgres", "select 1")
    other = live.database("brokered_other", "create table orders (id int primary key, note text, more text)")
    secret = shop.place.parent / "url"
    secret.write_text(other)
    done = shop.ended(second)
    assert (done.state, "database" in done.detail) == (states.STALE, True)


def test_the_password_stands_nowhere(shop: Office) -> None:
    row = sql(shop, "delete from orders where id = 3;")
    shop.approve(row)
    shop.ended(row)
    assert b"sup3r-s3cret" not in shop.everything()


# Terraform


CONFIGURATION = 'resource "null_resource" "database" {}\n'


def test_a_saved_plan_is_applied_and_a_swapped_state_is_stale(tmp_path: Path) -> None:
    environment = parts_terraform.environment(parts_terraform.terraform(), tmp_path)
    office = Office(
        tmp_path / "o",
        "[environment.prod]\nplain_keys = true\n",
        path=environment["PATH"],
        variables='variables = ["TF_CLI_CONFIG_FILE", "CHECKPOINT_DISABLE"]\n',
    )
    work = office.place / "work"
    texts = {"versions.tf": parts_terraform.REQUIRED, "main.tf": CONFIGURATION}
    for name, text in texts.items():
        (work / name).write_text(text)

    def terraform(*words: str) -> None:
        subprocess.run(["terraform", *words], cwd=work, env=environment, check=True, stdout=subprocess.DEVNULL)

    def resources() -> int:
        return len(json.loads((work / "terraform.tfstate").read_text())["resources"])

    terraform("init")
    terraform("apply", "-auto-approve")
    files = {name: text.encode() for name, text in texts.items()}
    plain = tuple((name, environment[name]) for name in ("TF_CLI_CONFIG_FILE", "CHECKPOINT_DISABLE"))
    row = office.propose("terraform", "destroy", "-auto-approve", files=files, environment=plain)
    plan = office.plan(row)
    assert plan.shown is not None
    assert dict(plan.shown.counts)["resources"] == 1
    assert (plan.quorum.keys, plan.quorum.seniors) == (2, 1)
    office.approve(row)
    done = office.ended(row)
    assert (done.state, resources()) == (states.SUCCEEDED, 0), (done.detail, office.output(row))
    terraform("apply", "-auto-approve")
    again = office.propose("terraform", "destroy", "-auto-approve", files=files, environment=plain)
    office.approve(again)
    terraform("apply", "-auto-approve", "-replace=null_resource.database")
    done = office.ended(again)
    assert (done.state, "terraform.serial" in done.detail, resources()) == (states.STALE, True, 1)
    office.daemon.close()


def test_a_restore_proof_is_about_the_states_own_lineage_and_not_the_directory_that_is_claimed() -> None:
    from keyturn.broker.plan import Precondition
    from keyturn.model.decision import HOLD, Decision, Reason
    from keyturn.model.effect import Effect
    from keyturn.model.target import INFRASTRUCTURE, Facet, Target
    from keyturn.wiring.broker_plan import restore_targets

    target = Target(INFRASTRUCTURE, "/copy/work", (Facet("path", "/copy/work"), Facet("backend", "s3")))
    effect = Effect("terraform/destroy", "infra-destroy", "destroys", targets=(target,))
    decision = Decision(reasons=(Reason(effect, "prod", "", "", "", HOLD),))
    lineage = Precondition(step=0, name="terraform.lineage", value="abc")
    said = restore_targets([decision], [lineage], lambda name: name.replace("/copy/work", '/x","path","y'))
    [[kind, name, facets]] = json.loads(said)
    assert (kind, name) == (INFRASTRUCTURE, '/x","path","y')
    assert facets == [["backend", "s3", False], ["lineage", "abc", False]]
    [[_kind, _name, facets]] = json.loads(restore_targets([decision]))
    assert facets[-1] == ["lineage", None, False]
