"""`keyturn propose`, `proposal`, `approve`, `reject`, `revoke` and `broker`, against a broker that runs."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from keyturn.broker.plan import SCHEMA
from keyturn.cli.main import dispatch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PEOPLE = ("alice", "bob", "erin", "mallory")
_RUN = (
    "import os, sys; from keyturn.wiring.broker import Daemon; "
    "sys.exit(Daemon(sys.argv[1], owner=os.geteuid(), root=sys.argv[2]).until_told())"
)
"""What `keyturn broker run --trial` does, with the machine's policy below a directory of the test's."""


class Team(NamedTuple):
    place: Path
    socket: str
    config: str

    def key(self, who: str) -> tuple[str, str, str, str]:
        return ("--key", str(self.place / who), "--socket", self.socket)


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


Keyturn = Callable[..., "Answer"]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    place = tmp_path_factory.mktemp("team")
    place.chmod(0o755)
    for name in PEOPLE:
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(place / name)]
        subprocess.run(words, check=True)
    roles = {"alice": '["senior"]', "bob": '["on-call"]', "erin": "[]"}
    people = "".join(
        f'[[person]]\nid = "{name}"\nroles = {role}\n'
        f'keys = [{{ public = "{(place / f"{name}.pub").read_text().strip()}" }}]\n\n'
        for name, role in roles.items()
    )
    agent = f'[[agent]]\nid = "coding-agent"\nowner = "erin"\nuids = [{os.getuid()}]\n'
    (place / "roster.toml").write_text(people + agent)
    found = Team(place, str(place / "broker.sock"), str(place / "broker.toml"))
    (place / "broker.toml").write_text(
        f'directory = "{place}/broker"\nsocket = "{found.socket}"\nroster = "{place}/roster.toml"\n'
        "[environment.dev]\nplain_keys = true\n[environment.test]\nplain_keys = true\nroles = { dba = 1 }\n"
    )
    policy = place / "root" / "etc" / "keyturn"
    policy.mkdir(parents=True)
    (policy / "keyturn.toml").write_text(
        '[environment.dev]\nmatches = ["postgres://dev.example.com/*"]\n'
        '[environment.test]\nmatches = ["postgres://test.example.com/*"]\n'
    )
    assert dispatch(["broker", "pin-roster", "--config", found.config, "--trial"]) == 0
    with open(place / "log", "wb") as log:
        daemon = subprocess.Popen(
            [sys.executable, "-c", _RUN, found.config, str(place / "root")],
            cwd=place,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)},
            stderr=log,
        )
    try:
        end = time.monotonic() + 30
        while not os.path.exists(found.socket):
            assert daemon.poll() is None, (place / "log").read_text()
            assert time.monotonic() < end, (place / "log").read_text()
            time.sleep(0.05)
        yield found
    finally:
        daemon.send_signal(signal.SIGTERM)
        try:
            daemon.wait(20)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()


@pytest.fixture
def keyturn(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keyturn:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Answer:
        capfd.readouterr()
        code = dispatch(list(words))
        return Answer(code, *capfd.readouterr())

    return run


def proposed(team: Team, keyturn: Keyturn, *options: str, name: str = "old", environment: str = "dev") -> str:
    """A proposal to remove a directory here; its id."""
    if not os.path.isdir(name):
        os.makedirs(name)
        with open(f"{name}/file", "w", encoding="utf-8") as file:
            file.write("kept by nobody")
    more = ("--environment", environment, "--json", "--socket", team.socket, *options)
    done = keyturn("propose", *more, "--", "rm", "-rf", name)
    assert done.code == 0, done
    assert done.body["state"] == "PENDING"
    return str(done.body["proposal"])


def test_from_the_proposal_to_the_end(team: Team, keyturn: Keyturn) -> None:
    ours = proposed(team, keyturn, "--why", "nobody needs it")
    done = keyturn("proposal", "show", ours, "--socket", team.socket)
    assert done.code == 0
    for text in ("nobody needs it", "[0] rm", "[2] old", "coding-agent", "is PENDING", "still asked: 1 more key"):
        assert text in done.out
    done = keyturn("proposal", "list", "--socket", team.socket)
    assert f"{ours}  PENDING    dev" in done.out
    done = keyturn("approve", ours, *team.key("alice"))
    assert done.code == 0
    assert done.out == f"{ours} is APPROVED\n"
    assert "[2] old" in done.err, "the plan is shown to whoever signs it"
    assert f"alice signs: approve {ours} revision 1" in done.err
    done = keyturn("proposal", "wait", ours, "--seconds", "30", "--json", "--socket", team.socket)
    assert done.code == 0
    assert done.body["state"] == "SUCCEEDED"
    assert not os.path.exists("old")
    done = keyturn("proposal", "list", "--socket", team.socket, "--all", "--json")
    assert ours in [row["proposal"] for row in done.body["proposals"] if row["state"] == "SUCCEEDED"]


def test_json_shows_the_very_bytes_that_are_signed(team: Team, keyturn: Keyturn) -> None:
    ours = proposed(team, keyturn)
    keyturn("approve", ours, *team.key("erin"))
    done = keyturn("proposal", "show", ours, "--json", "--socket", team.socket)
    assert done.code == 0
    data = SCHEMA.encode() + b"\0" + base64.b64decode(done.body["plan_bytes"])
    assert done.body["plan"] == hashlib.sha256(data).hexdigest()
    assert done.body["keys"] == []
    assert done.body["missing"] == ["1 more key"]


def test_who_may_not(team: Team, keyturn: Keyturn) -> None:
    ours = proposed(team, keyturn)
    done = keyturn("approve", ours, *team.key("erin"))
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith("keyturn: the owner of an agent does not approve what it proposes\n")
    done = keyturn("approve", ours, *team.key("erin"), "--json")
    assert done.code == 1
    assert done.body == {"done": False, "error": "the owner of an agent does not approve what it proposes"}
    done = keyturn("approve", ours, *team.key("mallory"))
    assert (done.code, done.out) == (2, "")
    assert "no key here stands in the broker's roster" in done.err
    done = keyturn("approve", ours, *team.key("nobody"))
    assert done.code == 2
    assert "nobody.pub cannot be read" in done.err
    done = keyturn("proposal", "show", ours, "--socket", team.socket)
    assert "is PENDING" in done.out


def test_a_rejection_ends_it_and_a_later_key_changes_nothing(team: Team, keyturn: Keyturn) -> None:
    ours = proposed(team, keyturn)
    done = keyturn("reject", ours, "--note", "still in use", *team.key("bob"), "--json")
    assert done.code == 0
    assert (done.body["decision"], done.body["state"]) == ("reject", "REJECTED")
    assert keyturn("approve", ours, *team.key("alice")).code == 1
    done = keyturn("proposal", "wait", ours, "--socket", team.socket)
    assert done.code == 1
    assert "is REJECTED" in done.out
    assert os.path.exists("old/file")


def test_an_approval_is_taken_back_before_it_runs(team: Team, keyturn: Keyturn) -> None:
    ours = proposed(team, keyturn, "--not-before", "2999-01-01T00:00:00Z", "--expires", "2h")
    assert keyturn("revoke", ours, *team.key("bob")).code == 1, "there is nothing to take back"
    assert keyturn("approve", ours, *team.key("alice")).code == 0
    done = keyturn("proposal", "wait", ours, "--seconds", "1", "--socket", team.socket)
    assert done.code == 3, "it still waits"
    done = keyturn("revoke", ours, *team.key("bob"))
    assert (done.code, done.out) == (0, f"{ours} is REVOKED: by bob\n")
    assert os.path.exists("old/file")


def test_a_key_of_a_role_is_still_asked(team: Team, keyturn: Keyturn) -> None:
    ours = proposed(team, keyturn, environment="test")
    for who in ("alice", "bob"):
        assert keyturn("approve", ours, *team.key(who)).code == 0
    done = keyturn("proposal", "show", ours, "--json", "--socket", team.socket)
    assert done.body["state"] == "PENDING"
    assert done.body["missing"] == ["1 more key of somebody with the role dba"]
    assert sorted(one["person"] for one in done.body["keys"]) == ["alice", "bob"]


def test_cancelled_by_who_proposed(team: Team, keyturn: Keyturn) -> None:
    ours = proposed(team, keyturn)
    done = keyturn("proposal", "cancel", ours, "--socket", team.socket)
    assert (done.code, done.out) == (0, f"{ours} is CANCELLED: by its proposer\n")
    assert keyturn("proposal", "cancel", ours, "--socket", team.socket).code == 1


def test_an_edit_is_a_new_revision_and_its_changes_are_shown(team: Team, keyturn: Keyturn) -> None:
    ours = proposed(team, keyturn, "--why", "first", environment="test")
    keyturn("approve", ours, *team.key("alice"))
    done = keyturn("proposal", "show", ours, "--changes", "--socket", team.socket)
    assert done.code == 2, "there is nothing to compare with"
    again = proposed(team, keyturn, "--why", "second", "--revise", ours, name="other", environment="test")
    assert again == ours
    done = keyturn("proposal", "show", ours, "--changes", "--socket", team.socket)
    assert done.code == 0
    assert "-documentation.why = first\n+documentation.why = second\n" in done.out
    assert "-steps[0].argv[2] = old\n+steps[0].argv[2] = other\n" in done.out
    done = keyturn("proposal", "show", ours, "--json", "--socket", team.socket)
    assert (done.body["revision"], done.body["keys"]) == (2, []), "keys do not carry over"
    done = keyturn("proposal", "show", ours, "--revision", "1", "--json", "--socket", team.socket)
    assert (done.body["revision"], done.body["state"]) == (1, "SUPERSEDED")


def test_status_halt_and_resume(team: Team, keyturn: Keyturn) -> None:
    try:
        done = keyturn("broker", "halt", "--why", "a leak", "--socket", team.socket)
        assert done.code == 0
        ours = proposed(team, keyturn)
        keyturn("approve", ours, *team.key("alice"))
        assert keyturn("proposal", "wait", ours, "--seconds", "2", "--socket", team.socket).code == 3
        done = keyturn("broker", "status", "--socket", team.socket)
        assert done.code == 0
        assert "All claims are halted" in done.out
        assert "a leak" in done.out
        done = keyturn("proposal", "list", "--socket", team.socket)
        assert "All claims are halted" in done.out
        done = keyturn("broker", "resume", *team.key("bob"))
        assert (done.code, done.out) == (1, "")
        assert "bob is no senior" in done.err
    finally:
        done = keyturn("broker", "resume", *team.key("alice"))
    assert (done.code, done.out) == (0, "The broker claims again.\n")
    assert keyturn("proposal", "wait", ours, "--seconds", "30", "--socket", team.socket).code == 0
    done = keyturn("broker", "status", "--json", "--socket", team.socket)
    assert done.code == 0
    assert (done.body["answers"], done.body["halted"], done.body["unknown"]) == (True, "", [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[step]]\nrun = ["true"]\ncolour = 1\n', "change.toml:3: step[0].colour: there is no such key"),
        ('[[step]]\nrun = ["true"]\nwait = "long"\n', "change.toml:3: step[0].wait"),
        ('[[step]]\nrun = ["true"]\n[[step]]\nrun = ["a"]\nsql = "b"\n', "change.toml:3: step[1]: a step has run or"),
        ('title = "x"\n', "it has no steps"),
        ("[[step]\n", "change.toml"),
    ],
)
def test_a_description_that_is_wrong_names_its_place(team: Team, keyturn: Keyturn, text: str, said: str) -> None:
    with open("change.toml", "w", encoding="utf-8") as file:
        file.write(text)
    done = keyturn("propose", "--change", "change.toml", "--environment", "dev", "--socket", team.socket)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_described_change_runs_step_by_step(team: Team, keyturn: Keyturn) -> None:
    for name in ("one", "two"):
        os.makedirs(name)
    with open("change.toml", "w", encoding="utf-8") as file:
        file.write(
            'title = "both of them"\n[[step]]\nrun = ["rm", "-rf", "one"]\ncheck = ["true"]\n'
            '[[step]]\nrun = ["rm", "-rf", "two"]\n'
        )
    words = ("--change", "change.toml", "--environment", "dev", "--socket", team.socket, "--json")
    done = keyturn("propose", *words)
    assert done.code == 0, done
    assert done.body["title"] == "both of them"
    ours = str(done.body["proposal"])
    assert keyturn("approve", ours, *team.key("alice")).code == 0
    assert keyturn("proposal", "wait", ours, "--seconds", "30", "--socket", team.socket).code == 0
    assert not os.path.exists("one")
    assert not os.path.exists("two")


def test_refused_before_anybody_is_asked(team: Team, keyturn: Keyturn) -> None:
    done = keyturn("propose", "--environment", "moon", "--socket", team.socket, "--", "true")
    assert (done.code, done.out) == (1, "")
    assert "there is no environment 'moon'" in done.err
    done = keyturn("propose", "--environment", "moon", "--json", "--socket", team.socket, "--", "true")
    assert done.code == 1
    assert done.body == {"proposed": False, "error": "there is no environment 'moon'"}


@pytest.mark.parametrize(
    "words",
    [
        ("propose",),
        ("propose", "--sql", "a.sql", "--", "true"),
        ("propose", "--sql", "nowhere.sql"),
        ("propose", "--expires", "soon", "--", "true"),
        ("propose", "--not-before", "2999-01-01T00:00:00", "--", "true"),
        ("propose", "--with", "nowhere", "--", "true"),
        ("approve",),
        ("approve", "p-1", "p-2"),
        ("reject",),
        ("revoke",),
        ("proposal", "ponder"),
        ("proposal", "show"),
        ("proposal", "list", "--state", "ODD"),
        ("proposal", "waive", "p-1"),
        ("proposal", "reconcile", "p-1"),
        ("proposal", "wait", "p-1", "--seconds", "x"),
        ("broker",),
        ("broker", "dance"),
        ("broker", "pin-roster", "--config", "nowhere.toml", "--trial"),
        ("broker", "run", "--config", "nowhere.toml", "--trial"),
    ],
)
def test_words_that_make_no_sense(team: Team, keyturn: Keyturn, words: tuple[str, ...]) -> None:
    del team
    done = keyturn(*words)
    assert done.code == 2, done
    assert done.out == ""
    assert done.err.startswith("keyturn")


@pytest.mark.parametrize(
    "words",
    [
        ("propose", "--", "true"),
        ("proposal", "list"),
        ("proposal", "show", "p-1"),
        ("proposal", "wait", "p-1"),
        ("proposal", "cancel", "p-1"),
        ("approve", "p-1"),
        ("reject", "p-1"),
        ("revoke", "p-1"),
        ("broker", "status"),
        ("broker", "halt", "--why", "x"),
        ("broker", "resume"),
    ],
)
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_where_no_broker_answers(keyturn: Keyturn, words: tuple[str, ...], more: tuple[str, ...]) -> None:
    verb, rest = words[0], words[1:]
    done = keyturn(verb, "--socket", f"{os.getcwd()}/none.sock", *more, *rest)
    assert (done.code, done.out) == (3, "")
    assert "no broker answers" in done.err


@pytest.mark.parametrize("verb", ["show", "wait", "cancel"])
def test_a_proposal_that_is_none(team: Team, keyturn: Keyturn, verb: str) -> None:
    done = keyturn("proposal", verb, "p-0000000000000000", "--socket", team.socket)
    assert (done.code, done.out) == (1, "")
    assert "p-0000000000000000" in done.err


def test_a_roster_is_pinned_once(team: Team, keyturn: Keyturn) -> None:
    done = keyturn("broker", "pin-roster", "--config", team.config, "--trial")
    assert (done.code, done.out) == (2, "")
    assert "a roster is pinned already" in done.err
    assert "keyturn propose --roster" in done.err


def test_check_says_what_is_not_sound(team: Team, keyturn: Keyturn) -> None:
    done = keyturn("broker", "check", "--config", team.config, "--trial")
    assert done.code == 1
    assert "dev: plain keys count there" in done.out
    assert "Not sound." in done.out
    done = keyturn("broker", "check", "--config", team.config, "--trial", "--json")
    assert done.code == 1
    assert done.body["sound"] is False
