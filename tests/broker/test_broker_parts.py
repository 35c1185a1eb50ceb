"""What executors and checks must not do: show a piece of a secret, tell of SQL that never ran, look at other files."""

from __future__ import annotations

import hashlib
import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter import broker_execute
from keyturn.broker import states
from keyturn.broker.request import Part, Refused
from tests import parts_terraform
from tests.broker.test_executing import SECRET, Office
from tests.production import production

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.production import Production


@pytest.fixture(scope="module")
def live() -> Iterator[Production]:
    with production() as found:
        yield found


def with_token(place: Path, more: str = "") -> Office:
    return Office(
        place,
        "[environment.prod]\nplain_keys = true\n"
        f'[environment.prod.secrets]\nTOKEN = {{ file = "{place}/etc/token" }}\n{more}',
    )


@pytest.mark.parametrize("more", [-len(SECRET) // 2, 0, len(SECRET) // 2])
def test_a_secret_at_the_cut_of_a_long_output_leaves_no_piece(tmp_path: Path, more: int) -> None:
    office = with_token(tmp_path)
    rest = broker_execute.OUTPUT + more
    row = office.propose("sh", "-c", f"printf %s \"$TOKEN\"; head -c {rest} /dev/zero | tr '\\0' x")
    office.approve(row)
    assert office.ended(row).state == states.SUCCEEDED
    said = office.output(row)
    assert said.replace(b"[secret]", b"").strip(b"secret]x") == b"", said[:40]
    assert SECRET[-4:].encode() not in said
    assert broker_execute.OUTPUT - len(SECRET) <= len(said) <= broker_execute.OUTPUT
    office.daemon.close()


def test_input_that_nobody_reads_does_not_hold_up_the_broker(tmp_path: Path) -> None:
    with broker_execute._opened("/usr/bin/env", digest("/usr/bin/env")) as (where, handle):
        words, variables = ["env", "sleep", "30"], {"PATH": "/usr/bin:/bin"}
        ran = broker_execute._ended(words, where, handle, str(tmp_path), variables, b"x" * 200_000, 1, {})
    assert ran.outcome == states.UNKNOWN


def digest(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        "vacuum orders;",
        "create index concurrently late on orders (note);",
        "begin; delete from orders where id = 1; rollback; create table other (id int);",
    ],
)
def test_sql_that_one_transaction_cannot_hold_is_refused_and_not_told_as_done(
    tmp_path: Path, live: Production, text: str
) -> None:
    url = live.database("whole", "create table orders (id int primary key, note text)")
    secret = tmp_path / "url"
    secret.write_text(url)
    secret.chmod(0o600)
    source = f'DATABASE_URL = {{ file = "{secret}" }}'
    office = Office(
        tmp_path / "o",
        "[environment.prod]\nplain_keys = true\n"
        f"[environment.prod.secrets]\n{source}\n[environment.prod.planning]\n{source}\n",
    )
    with pytest.raises(Refused, match="one transaction"):
        office.propose(parts=(Part(sql=text),), title="outside")
    office.daemon.close()


CHECKED = """
[[check]]
name = "linted"
kind = "command"
command = ["sh", "-c", "cat sub/job.sh; test ! -e other"]
within = "1h"
environments = ["prod"]
"""


def test_a_command_checks_the_files_of_the_plan_and_no_others(tmp_path: Path) -> None:
    office = with_token(tmp_path, CHECKED)
    (tmp_path / "work" / "other").write_text("not a part of it")
    row = office.propose("sh", "sub/job.sh", files={"sub/job.sh": b"echo as approved\n"})
    assert [one.name for one in office.plan(row).checks] == ["linted"]
    office.approve(row)
    assert office.ended(row).state == states.SUCCEEDED, office.broker.show(row.proposal).waits
    office.daemon.close()


@pytest.mark.parametrize("where", ["", "absolute", "other"])
def test_a_saved_plan_is_applied_to_the_judged_state_or_refused(tmp_path: Path, where: str) -> None:
    environment = parts_terraform.environment(parts_terraform.terraform(), tmp_path)
    office = Office(
        tmp_path / "o",
        "[environment.prod]\nplain_keys = true\n",
        path=environment["PATH"],
        variables='variables = ["TF_CLI_CONFIG_FILE", "CHECKPOINT_DISABLE"]\n',
    )
    work = office.place / "work"
    texts = {"versions.tf": parts_terraform.REQUIRED, "main.tf": 'resource "null_resource" "database" {}\n'}
    if where:
        texts["backend.tf"] = f'terraform {{\n  backend "local" {{\n    path = "{work}/terraform.tfstate"\n  }}\n}}\n'
    for name, text in texts.items():
        (work / name).write_text(text)

    def terraform(*words: str) -> None:
        subprocess.run(["terraform", *words], cwd=work, env=environment, check=True, stdout=subprocess.DEVNULL)

    terraform("init")
    terraform("apply", "-auto-approve")
    terraform("plan", "-destroy", "-out", "tfplan")
    saved = (work / "tfplan").read_bytes()
    files = {name: text.encode() for name, text in texts.items()} | {"tfplan": saved}
    plain = tuple((name, environment[name]) for name in ("TF_CLI_CONFIG_FILE", "CHECKPOINT_DISABLE"))
    if where == "other":
        files["backend.tf"] = files["backend.tf"].replace(b"terraform.tfstate", b"another.tfstate")
    if where != "absolute":
        with pytest.raises(Refused, match="keeps its state elsewhere"):
            office.propose("terraform", "apply", "tfplan", files=files, environment=plain)
        assert len(json.loads((work / "terraform.tfstate").read_text())["resources"]) == 1
        office.daemon.close()
        return
    row = office.propose("terraform", "apply", "tfplan", files=files, environment=plain)
    plan = office.plan(row)
    assert plan.steps[0].content == hashlib.sha256(saved).hexdigest()
    assert plan.shown is not None
    assert dict(plan.shown.counts)["resources"] == 1
    office.approve(row)
    done = office.ended(row)
    left = json.loads((work / "terraform.tfstate").read_text())["resources"]
    assert (done.state, left) == (states.SUCCEEDED, []), (done.detail, office.output(row))
    office.daemon.close()
