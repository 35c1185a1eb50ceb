"""More of what a hostile program under the agent's user tries: the kernel's doors, forged words, and plans as weapons.

The house is the one of test_hostile_uid.py: real processes of real users, so these tests need root. Behind each test
stands the same question: was anything executed, and does the ledger hold a leaf that nobody earned?
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from keyturn.adapter import broker_client
from keyturn.broker import statement as st
from keyturn.broker.api import Ask
from keyturn.wiring.ledger import make_key
from tests import other_users
from tests.broker import test_hostile_uid as houses
from tests.other_users import AGENT, BROKER, OTHER, PERSON

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = (Path(__file__).parent / "hostile.py").read_text()
READ_ONLY = "swordfish-to-look-with"


class Den:
    """The house, and a directory of the agent's own."""

    def __init__(self, house: houses.House) -> None:
        self.house = house
        self.aside = house.place / "agent"
        self.aside.mkdir()
        os.chown(self.aside, AGENT, AGENT)
        (house.etc / "read-only").write_text(READ_ONLY)
        log = make_key("den.example/keyturn", str(house.etc / "ledger.key"), witness=False)
        (house.etc / "none.toml").write_text(
            f'store = "sqlite:///{house.state}/broker.db"\nkey = "{house.etc}/ledger.key"\nlog = ["{log.text()}"]\n'
        )
        self.key = (house.etc / "ledger.key").read_text().strip()
        for name in ("read-only", "ledger.key"):
            (house.etc / name).chmod(0o600)
            os.chown(house.etc / name, BROKER, BROKER)
        settings = house.etc / "broker.toml"
        more = f'[environment.prod.planning]\nLOOKING = {{ file = "{house.etc}/read-only" }}\n'
        settings.write_text("open_per_proposer = 500\n" + settings.read_text() + more)

    def trick(self, name: str, *, uid: int = AGENT, **words: Any) -> Any:
        """What one of hostile.py's functions came to, as that user."""
        done = other_users.run(uid, HOSTILE, name, json.dumps(words), folder=self.house.place, seconds=120)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def ask(self, question: Any, *, uid: int = AGENT) -> dict[str, Any]:
        found: dict[str, Any] = self.trick("asked", uid=uid, path=self.house.socket, question=question)
        return found

    def request(self, **more: Any) -> dict[str, Any]:
        given: dict[str, Any] = {"directory": "/", "target": "prod", "parts": [{"run": ["true"]}], **more}
        return {"op": "propose", "request": given}

    def everything(self, said: dict[str, Any]) -> str:
        """All that the agent is told of a proposal: the answer, its row, the plan's bytes and the report."""
        text = json.dumps(said)
        for row in broker_client.ask(self.house.socket, Ask(op="list", limit=500)).rows:
            shown = broker_client.ask(self.house.socket, Ask(op="show", proposal=str(row["proposal"])))
            text += repr(shown) + (shown.plan + shown.report).decode("utf-8", "replace")
        return text

    def told(self) -> dict[str, int]:
        kinds = self.house.leaves()
        return {kind: kinds.count(kind) for kind in sorted(set(kinds))}

    def powers(self) -> tuple[Any, ...]:
        """What a forgery would have to change: keys, executions and their marks."""
        told = self.told()
        counted = tuple(
            told.get(kind, 0) for kind in ("broker.key", "broker.claimed", "broker.started", "broker.roster")
        )
        return (
            *counted,
            sorted(one.name for one in self.house.out.iterdir()),
            (self.house.state / "roster.toml").read_bytes(),
        )


@pytest.fixture(scope="module")
def den() -> Iterator[Den]:
    assert os.geteuid() == 0, "these tests start processes of other users: run them as root"
    place = Path(tempfile.mkdtemp(prefix="keyturn-den-"))
    house = None
    try:
        house = houses.House(place)
        yield Den(house)
    finally:
        if house is not None:
            house.close()
        shutil.rmtree(place)


@pytest.fixture
def unmoved(den: Den) -> Iterator[None]:
    """Nothing was keyed, claimed, executed or pinned by what the test did."""
    before = den.powers()
    yield
    time.sleep(0.3)
    assert den.powers() == before
    assert den.house.child.poll() is None
    assert den.ask({"op": "list"})["ok"]


# files, processes, descriptors


@pytest.mark.usefixtures("unmoved")
def test_no_file_of_the_brokers_opens_moves_or_changes(den: Den) -> None:
    house = den.house
    paths = [house.state, *house.state.rglob("*"), house.secret, house.etc / "read-only", house.etc / "ledger.key"]
    paths += [house.etc / "broker.toml", house.etc / "roster.toml", house.etc, house.run, house.place / "root"]
    assert any(path.name == "journal.db" for path in paths)
    found = den.trick("files", paths=[str(path) for path in paths], aside=str(den.aside))
    # everybody may know what the rules are; nobody but root may write them
    public = {str(house.etc / "broker.toml"), str(house.etc / "roster.toml"), str(house.etc), str(house.run)}
    public.add(str(house.place / "root"))
    allowed = {f"{way} {path}" for path in public for way in ("read", "list", "enter")}
    assert set(found) <= allowed, set(found) - allowed


@pytest.mark.usefixtures("unmoved")
def test_proc_shows_nothing_of_the_inside(den: Den) -> None:
    found = den.trick("proc", pid=den.house.child.pid)
    assert json.loads(found["worked"]) == {}
    for secret in (houses.SECRET, READ_ONLY, den.key):
        assert secret not in found["shown"]


@pytest.mark.usefixtures("unmoved")
def test_no_system_call_reaches_into_the_process(den: Den) -> None:
    found = den.trick("process", pid=den.house.child.pid)
    assert set(found.values()) <= {"EPERM", "EACCES", "EBADF"}, {k: v for k, v in found.items() if v == "worked"}
    # closed numbers say EBADF only after the question whether one may ask; none was handed over
    assert "worked" not in found.values()


def test_root_sees_that_it_keeps_no_core_and_no_dump(den: Den) -> None:
    limits = Path(f"/proc/{den.house.child.pid}/limits").read_text()
    assert [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core")] == [["0", "0"]]
    # not dumpable: what lies below /proc belongs to root although the process does not
    assert os.stat(f"/proc/{den.house.child.pid}/environ").st_uid == 0


@pytest.mark.usefixtures("unmoved")
def test_sqlite_opens_nothing_in_any_mode(den: Den) -> None:
    for name in ("broker.db", "journal/journal.db"):
        found = den.trick("database", path=str(den.house.state / name))
        assert set(found.values()) == {"OperationalError"}, found


# the socket


@pytest.mark.usefixtures("unmoved")
def test_nobody_is_somebody_else_by_saying_so(den: Den) -> None:
    for uid in (0, BROKER, 61011):
        assert den.trick("credentials", path=den.house.socket, claimed=uid) == "EPERM"
    for field in ("peer", "uid", "login_uid", "principal"):
        assert not den.ask({"op": "list", field: 0})["ok"]
        assert not den.ask(den.request(**{field: 0}))["ok"]


@pytest.mark.usefixtures("unmoved")
def test_no_other_socket_takes_its_place(den: Den) -> None:
    before = os.stat(den.house.socket).st_ino
    found = den.trick("standing_in", path=den.house.socket, aside=str(den.aside))
    assert set(found.values()) <= {"EACCES", "EPERM", "EADDRINUSE", "EXDEV"}, found
    assert os.stat(den.house.socket).st_ino == before


@pytest.mark.usefixtures("unmoved")
def test_a_person_gets_in_while_it_knocks_without_end(den: Den) -> None:
    ready = den.aside / "ready"
    words = json.dumps({"path": den.house.socket, "seconds": 12, "ready": str(ready)})
    filler = other_users.start(AGENT, HOSTILE, "filling", words, folder=den.house.place, log=den.house.place / "f.log")
    try:
        end = time.monotonic() + 20
        while not ready.exists():
            assert time.monotonic() < end, (den.house.place / "f.log").read_text()
            time.sleep(0.05)
        for _ in range(5):
            begun = time.monotonic()
            answer = None
            while answer is None or not answer.get("ok"):
                assert time.monotonic() - begun < 10, answer
                answer = den.ask({"op": "list"}, uid=PERSON)
    finally:
        filler.kill()
        filler.wait()


# forged words


def said(row: dict[str, Any], who: str, **more: Any) -> st.Statement:
    now = int(time.time())
    given: dict[str, Any] = {
        "decision": st.APPROVE,
        "proposal": row["proposal"],
        "revision": row["revision"],
        "plan": row["plan"],
        "person": who,
        "nonce": secrets.token_hex(16),
        "at": now,
        "expires": now + 600,
    }
    return st.Statement(**(given | more))


@pytest.mark.usefixtures("unmoved")
def test_a_good_signature_over_anything_else(den: Den) -> None:
    house = den.house
    row, other = house.propose("over-else"), house.propose("over-other")
    now = int(time.time())
    alice, erin = str(house.keys / "alice"), str(house.keys / "erin")
    forged = {
        "another's name": houses.carried(said(row, "bob"), alice),
        "the agent's name": houses.carried(said(row, "bot"), alice),
        "nobody's name": houses.carried(said(row, "root"), alice),
        "the owner's": houses.carried(said(row, "erin"), erin),
        "another revision": houses.carried(said(row, "alice", revision=2), alice),
        "another plan": houses.carried(said(row, "alice", plan=other["plan"]), alice),
        "no plan": houses.carried(said(row, "alice", plan="0" * 64), alice),
        "from long ago": houses.carried(said(row, "alice", at=now - 90_000, expires=now + 600), alice),
        "from the future": houses.carried(said(row, "alice", at=now + 9_000, expires=now + 99_000), alice),
        "run out": houses.carried(said(row, "alice", at=now - 60, expires=now - 1), alice),
        "no such check": houses.carried(said(row, "alice", decision=st.WAIVE, subject="all"), alice),
        "nothing to reconcile": houses.carried(said(row, "alice", decision=st.RECONCILE, subject="APPLIED"), alice),
        "nothing to review": houses.carried(said(row, "alice", decision=st.REVIEW), alice),
        "nothing to resume": houses.carried(said(row, "alice", decision=st.RESUME), alice),
    }
    answers = den.trick("asking", path=house.socket, questions=list(forged.values()))
    assert [name for name, one in zip(forged, answers, strict=True) if one["ok"]] == []
    assert house.state_of(row) == "PENDING"


@pytest.mark.usefixtures("unmoved")
def test_bytes_around_a_good_signature(den: Den) -> None:
    row = den.house.propose("around")
    good = den.house.signed(row, "alice")
    data, mark = base64.b64decode(good["statement"]), base64.b64decode(good["signature"])
    body = json.loads(data)

    def sent(data: bytes, mark: bytes) -> dict[str, Any]:
        return {
            "op": "turn",
            "statement": base64.b64encode(data).decode(),
            "signature": base64.b64encode(mark).decode(),
        }

    questions = [
        sent(data + b"\n", mark),
        sent(b" " + data, mark),
        sent(json.dumps(body).encode(), mark),
        sent(json.dumps({**body, "person": "bob"}, sort_keys=True, separators=(",", ":")).encode(), mark),
        sent(data.replace(b'"approve"', b'"reject"'), mark),
        sent(data[:-1] + b',"person":"bob"}', mark),
        sent(data, mark.replace(b"SSH SIGNATURE", b"PGP SIGNATURE")),
        sent(data, mark * 2),
        sent(data, b"x" * 50_000),
        {**good, "statement": good["statement"][:-4]},
        {**good, "scheme": "toy"},
        {**good, "uid": 0},
    ]
    answers = den.trick("asking", path=den.house.socket, questions=questions)
    # the same signature, armoured twice, is either no signature or the one good key: it is not to be counted here
    assert [number for number, one in enumerate(answers) if one["ok"]] == []


@pytest.mark.usefixtures("unmoved")
def test_anothers_proposal_is_neither_taken_back_nor_revised(den: Den) -> None:
    row = den.house.propose("others", uid=OTHER)
    answers = den.trick(
        "asking",
        path=den.house.socket,
        questions=[
            {"op": "cancel", "proposal": row["proposal"]},
            den.request(supersedes=row["proposal"]),
            den.request(supersedes="p-0"),
            den.request(kind="break-glass"),
            den.request(kind="approved"),
        ],
    )
    assert [one["ok"] for one in answers] == [False] * 5
    assert den.house.state_of(row) == "PENDING"


@pytest.mark.usefixtures("unmoved")
def test_a_roster_of_its_own_is_a_proposal_and_no_more(den: Den) -> None:
    text = (den.house.etc / "roster.toml").read_text().replace('owner = "erin"', 'owner = "bob"', 1)
    document = base64.b64encode(text.encode()).decode()
    answer = den.ask({"op": "propose", "request": {"kind": "administration", "directory": "/", "document": document}})
    if answer["ok"]:
        shown = den.ask({"op": "show", "proposal": answer["row"]["proposal"]})
        assert "2 more keys" in shown["missing"]
        # its owner, whom it would get rid of, still answers for it and still may not key it
        assert not den.ask(houses.carried(said(answer["row"], "erin"), str(den.house.keys / "erin")))["ok"]


@pytest.mark.soak
def test_a_halt_is_anybodys_and_its_end_is_not(den: Den) -> None:
    house = den.house
    row = house.propose("halted")
    assert den.ask({"op": "halt", "why": "because"})["ok"]
    assert not den.ask({"op": "halt", "why": " "})["ok"]
    assert den.ask(house.signed(row, "bob"))["ok"]
    forged = said(row, "alice", decision=st.RESUME, proposal="", plan="", revision=0)
    own = den.aside / "own"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(own)], check=True)
    for question in ({"op": "resume"}, {"op": "halt", "why": ""}, houses.carried(forged, str(own))):
        assert not den.ask(question)["ok"]
    time.sleep(2.5)
    assert house.state_of(row) == "APPROVED"
    assert not (house.out / "halted").exists()
    # a senior's key ends it, whoever carries it
    assert den.ask(houses.carried(forged, str(house.keys / "alice")))["ok"]
    end = time.monotonic() + 60
    while house.state_of(row) in ("APPROVED", "CLAIMED", "RUNNING"):
        assert time.monotonic() < end
        time.sleep(0.5)
    assert house.state_of(row) == "SUCCEEDED"


def test_fifty_at_once_with_one_signature_turn_one_key(den: Den) -> None:
    house = den.house
    row = house.propose("raced")
    before = den.told().get("broker.started", 0)
    answers = den.trick("racing", path=house.socket, question=house.signed(row, "alice"), number=50)
    assert sum(bool(one and one["ok"]) for one in answers) <= 1
    again = den.trick("racing", path=house.socket, question=house.signed(row, "alice"), number=50)
    assert sum(bool(one and one["ok"]) for one in (*answers, *again)) == 1
    assert house.ended(row) == "SUCCEEDED"
    assert den.told()["broker.started"] == before + 1


# plans as weapons: the broker looks at what it was given, with rights that the agent has not


def hidden_things(den: Den) -> dict[str, str]:
    house = den.house
    return {
        "the credential": houses.SECRET,
        "the credential to look with": READ_ONLY,
        "the ledger's key": den.key,
        "the journal": base64.b64encode((house.state / "journal" / "journal.db").read_bytes()[:12]).decode(),
    }


def carried_file(name: str, text: str) -> dict[str, Any]:
    return {"path": name, "data": base64.b64encode(text.encode()).decode(), "mode": 0o700}


SPY = """\
for one in {secret} {etc}/read-only {etc}/ledger.key; do cat "$one" 2>&1; done
head -c 12 {state}/journal/journal.db | base64
cp {state}/roster.toml {aside}/stolen 2>/dev/null
env
cat /proc/{pid}/environ 2>/dev/null | tr '\\0' '\\n'
cat /proc/$PPID/environ 2>/dev/null | tr '\\0' '\\n'
touch {out}/planned
echo spied
rm -rf {out}/../never
"""


@pytest.mark.usefixtures("unmoved")
def test_a_script_that_is_looked_at_tells_no_secret(den: Den) -> None:
    house = den.house
    given = {"secret": house.secret, "etc": house.etc, "state": house.state, "aside": den.aside, "out": house.out}
    text = SPY.format(**given, pid=house.child.pid)
    for words in (["sh", "spy.sh"], ["bash", "./spy.sh"], ["sh", "-c", text], ["env", "sh", "spy.sh"]):
        answer = den.ask(den.request(parts=[{"run": words}], files=[carried_file("spy.sh", text)]))
        whole = den.everything(answer)
        for name, secret in hidden_things(den).items():
            assert secret not in whole, (words, name)
    assert not (den.aside / "stolen").exists()


@pytest.mark.usefixtures("unmoved")
@pytest.mark.parametrize(
    "words",
    [
        ["bash", "{secret}"],
        ["python3", "{secret}"],
        ["psql", "-f", "{secret}"],
        ["kubectl", "delete", "-f", "{secret}"],
        ["sh", "-c", "rm -rf $(cat {secret})"],
        ["xargs", "-a", "{secret}", "rm", "-rf"],
        ["terraform", "-chdir={etc}", "destroy"],
        ["git", "-C", "{state}", "push", "--force"],
        ["git", "-c", "include.path={secret}", "push", "--force"],
        ["rm", "-rf", "{state}", "{secret}"],
        ["docker", "compose", "-f", "{secret}", "down", "-v"],
        ["make", "-f", "{secret}"],
        ["env", "-S", "sh {secret}"],
        ["{secret}"],
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_a_command_that_names_a_secret_file_is_told_nothing_of_it(den: Den, words: list[str]) -> None:
    house = den.house
    given = [one.format(secret=house.secret, etc=house.etc, state=house.state) for one in words]
    for target in ("prod",):
        answer = den.ask(den.request(parts=[{"run": given}], target=target))
        shown = den.ask({"op": "show", "proposal": answer["row"]["proposal"]}) if answer.get("row") else {}
        whole = json.dumps([answer, shown])
        whole += "".join(base64.b64decode(shown.get(one, "")).decode("utf-8", "replace") for one in ("plan", "report"))
        for name, secret in hidden_things(den).items():
            assert secret not in whole, name


@pytest.mark.usefixtures("unmoved")
def test_files_of_a_proposal_stay_in_the_brokers_copy(den: Den) -> None:
    outside = den.house.state / "escaped"
    names = ("../escaped", "../../escaped", "../../../escaped", str(outside), "a/../../escaped", "/etc/cron.d/escaped")
    for name in (*names, "", ".", "..", "a\0b", "x/" * 3000 + "y", ".absolute/x"):
        den.ask(den.request(files=[carried_file(name, "* * * * * root id")]))
    two = [carried_file("a", "1"), carried_file("a", "2")]
    den.ask(den.request(files=two))
    den.ask(den.request(files=[carried_file("a", "1"), carried_file("a/b", "2")]))
    assert list(den.house.place.rglob("escaped")) == []
    assert not os.path.exists("/etc/cron.d/escaped")
    assert list((den.house.state / "work").iterdir()) == []


@pytest.mark.usefixtures("unmoved")
def test_a_repository_of_the_agents_runs_nothing_as_the_broker(den: Den) -> None:
    """git runs what a repository's own settings name; the broker looks at the agent's repository."""
    work = den.aside / "repository"
    mark = den.aside / "ran-as"
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"}

    def run(words: list[str]) -> None:
        subprocess.run(words, user=AGENT, group=AGENT, extra_groups=[], env=environment, check=True, timeout=60)

    git = shutil.which("git", path="/usr/bin:/bin") or "git"
    run([git, "init", "-q", str(work)])
    evil = work / ".git" / "evil"
    evil.write_text(f"#!/bin/sh\nid -u >> {mark}\n")
    evil.chmod(0o755)
    mark.touch()
    mark.chmod(0o666)
    for name in (
        "core.fsmonitor",
        "core.sshCommand",
        "core.pager",
        "diff.external",
        "credential.helper",
        "core.editor",
    ):
        run([git, "-C", str(work), "config", name, str(evil)])
    hooks = work / ".git" / "hooks"
    for name in ("pre-push", "reference-transaction", "post-checkout", "pre-commit", "post-index-change"):
        shutil.copy(evil, hooks / name)
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    words = [git, "-C", str(work), "-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", *who]
    run([*words, "commit", "-q", "--allow-empty", "-m", "x"])
    run([git, "-C", str(work), "remote", "add", "origin", f"ext::{evil}"])
    mark.write_text("")
    for words in (
        ["push", "--force", "origin", "HEAD:main"],
        ["reset", "--hard", "HEAD~1"],
        ["clean", "-fdx"],
        ["status"],
    ):
        for target in ("prod", ""):
            den.ask(den.request(parts=[{"run": ["git", *words]}], directory=str(work), target=target))
    assert str(BROKER) not in mark.read_text().split()


@pytest.mark.usefixtures("unmoved")
def test_variables_of_a_request_reach_no_execution(den: Den) -> None:
    names = (
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "PATH",
        "PYTHONPATH",
        "BASH_ENV",
        "GIT_SSH_COMMAND",
        "TF_CLI_ARGS",
        "HOME",
    )
    pairs = [[name, f"{den.aside}/evil.so"] for name in names]
    answer = den.ask(den.request(environment=pairs))
    assert answer["ok"]
    shown = den.ask({"op": "show", "proposal": answer["row"]["proposal"]})
    plan = json.loads(base64.b64decode(shown["plan"]))
    assert [step.get("environment", []) for step in plan["steps"]] == [[]]
    assert "evil.so" not in json.dumps(plan)


@pytest.mark.usefixtures("unmoved")
def test_words_that_would_move_a_persons_screen_are_kept_as_they_are_and_shown_escaped(den: Den) -> None:
    title = "drop nothing \x1b[2J\x1b]0;x\x07 \u202ereversed \u200b"
    answer = den.ask(den.request(title=title))
    if not answer["ok"]:
        return
    words = ("proposal", "show", answer["row"]["proposal"], "--socket", den.house.socket)
    done = subprocess.run(
        [sys.executable, "-m", "keyturn", *words], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    for bad in ("\x1b", "\x07", "\u202e", "\u200b"):
        assert bad not in done.stdout


def test_nothing_was_executed_but_what_was_keyed(den: Den) -> None:
    time.sleep(2.5)  # ticks of the broker's, for whatever a test above left behind
    assert {one.name for one in den.house.out.iterdir()} <= {"halted", "raced"}
    assert den.told().get("broker.started", 0) == len(list(den.house.out.iterdir()))
    assert den.told().get("broker.roster", 0) == 0


def test_the_ledger_is_whole_after_all_of_it(den: Den) -> None:
    """Last: every leaf hashes to the ledger's root, and every key in it is one of a person's own."""
    import contextlib
    import sqlite3

    from keyturn.ledger import merkle
    from keyturn.ledger.canonical import leaf_hash

    with contextlib.closing(sqlite3.connect(f"file:{den.house.state}/broker.db?mode=ro", uri=True)) as file:
        leaves = [one[0] for one in file.execute("SELECT leaf FROM ledger_leaf ORDER BY position")]
    tops: tuple[bytes, ...] = ()
    keyed, people = 0, set()
    for number, data in enumerate(leaves):
        tops, _made = merkle.grow(number, tops, leaf_hash(bytes(data)))
        body = json.loads(data)
        if body["kind"] == "broker.key":
            keyed += 1
            people.add(body["body"]["person"])
    assert keyed
    assert people <= {"alice", "bob"}
    root = merkle.fold(tops).hex()
    with contextlib.closing(sqlite3.connect(f"file:{den.house.state}/journal/journal.db?mode=ro", uri=True)) as journal:
        [[value]] = journal.execute("SELECT value FROM fact WHERE name = 'ledger'").fetchall()
    size, seen = value.split(" ")[:2]
    if int(size) == len(leaves):
        assert seen == root
