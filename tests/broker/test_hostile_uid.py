"""A hostile process under the agent's user, against a broker under its own: it reads, forges, races, and gets nowhere.

Real processes of real users, so these tests need root; without it they fail and say so.
"""

from __future__ import annotations

import base64
import contextlib
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
from tests import other_users
from tests.other_users import AGENT, BROKER, OTHER, PERSON

if TYPE_CHECKING:
    from collections.abc import Iterator

RUN = """
import os, sys
from keyturn.wiring import broker
path, root, top = sys.argv[1:4]
if not os.path.exists(sys.argv[4]):
    broker.pin_from(path, owner=0, top=top)
sys.exit(broker.Daemon(path, owner=0, top=top, root=root).until_told())
"""
SECRET = "hunter2-very-secret"


class House:
    """A broker of its own user, its people's keys, and the directories around it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.etc = place / "etc"
        self.state = place / "state"
        self.out = place / "out"
        self.keys = place / "keys"
        self.run = place / "run"
        self.socket = str(self.run / "broker.sock")
        place.chmod(0o755)
        for folder in (self.etc, self.state, self.out, self.run, self.keys, place / "root" / "etc" / "keyturn"):
            folder.mkdir(parents=True)
        for folder in (self.state, self.out, self.run):
            os.chown(folder, BROKER, BROKER)
        self.state.chmod(0o700)
        self.keys.chmod(0o700)
        people = ""
        for name, uid in (("alice", 61011), ("bob", 61012), ("erin", 61013)):
            words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self.keys / name)]
            subprocess.run(words, check=True)
            public = (self.keys / f"{name}.pub").read_text().strip()
            people += (
                f'[[person]]\nid = "{name}"\nroles = ["senior"]\nuids = [{uid}]\nkeys = [{{ public = "{public}" }}]\n'
            )
        people += f'[[agent]]\nid = "bot"\nowner = "erin"\nuids = [{AGENT}]\n'
        people += f'[[agent]]\nid = "other"\nowner = "erin"\nuids = [{OTHER}]\n'
        (self.etc / "roster.toml").write_text(people)
        self.secret = self.etc / "token"
        self.secret.write_text(SECRET)
        self.secret.chmod(0o600)
        os.chown(self.secret, BROKER, BROKER)
        (self.etc / "broker.toml").write_text(
            f'directory = "{self.state}"\nsocket = "{self.socket}"\nroster = "{self.etc}/roster.toml"\n'
            f'ledger = "{self.etc}/none.toml"\n[environment.prod]\nplain_keys = true\n'
            f'[environment.prod.secrets]\nTOKEN = {{ file = "{self.secret}" }}\n'
        )
        policy = place / "root" / "etc" / "keyturn" / "keyturn.toml"
        policy.write_text('[environment.prod]\nmatches = ["postgres://*.prod.example.com/*"]\n')
        for path in (policy, policy.parent, policy.parent.parent, place / "root"):
            os.chown(path, BROKER, BROKER)
        self.log = place / "broker.log"
        words_ = (str(self.etc / "broker.toml"), str(place / "root"), str(place), str(self.state / "roster.toml"))
        self.child = other_users.start(BROKER, RUN, *words_, folder=place, log=self.log)
        end = time.monotonic() + 60
        while not os.path.exists(self.socket):
            assert self.child.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def close(self) -> None:
        self.child.terminate()
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def hostile(self, script: str, *words: str, uid: int = AGENT, seconds: float = 60) -> Any:
        """What a script says as that user, as JSON."""
        lead = "import ctypes, json, os, signal, socket, sqlite3, sys, threading\nSOCKET, STATE, PID = sys.argv[1:4]\n"
        lead += HELP
        done = other_users.run(
            uid,
            lead + script,
            *(self.socket, str(self.state), str(self.child.pid), *words),
            folder=self.place,
            seconds=seconds,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def propose(self, name: str, uid: int = AGENT) -> dict[str, Any]:
        """A proposal of the agent's that would leave a mark."""
        request = {
            "parts": [{"run": ["touch", str(self.out / name)]}],
            "directory": "/",
            "target": "prod",
            "title": name,
        }
        said = self.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", ask("propose", request=request), uid=uid)
        assert said["ok"], said
        found: dict[str, Any] = said["row"]
        return found

    def signed(self, row: dict[str, Any], who: str, decision: str = st.APPROVE) -> dict[str, Any]:
        """A person's real signature, as whoever carries it has it."""
        now = int(time.time())
        said = st.Statement(
            decision=decision,
            proposal=row["proposal"],
            revision=row["revision"],
            plan=row["plan"],
            person=who,
            nonce=secrets.token_hex(16),
            at=now,
            expires=now + 600,
        )
        return carried(said, str(self.keys / who))

    def state_of(self, row: dict[str, Any]) -> str:
        found = broker_client.ask(self.socket, Ask(op="show", proposal=row["proposal"]))
        assert found.row is not None
        return str(found.row["state"])

    def ended(self, row: dict[str, Any]) -> str:
        end = time.monotonic() + 30
        while (state := self.state_of(row)) not in ("SUCCEEDED", "FAILED", "STALE", "UNKNOWN"):
            assert time.monotonic() < end, (state, self.log.read_text())
            time.sleep(0.2)
        return state

    def leaves(self) -> list[str]:
        import sqlite3

        with contextlib.closing(sqlite3.connect(f"file:{self.state}/broker.db?mode=ro", uri=True)) as file:
            return [one[0] for one in file.execute("SELECT kind FROM ledger_leaf ORDER BY position")]


HELP = """
def ask(question, raw=None, wait=30):
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(wait)
    line.connect(SOCKET)
    line.sendall((json.dumps(question).encode() if raw is None else raw) + b"\\n")
    data = b""
    try:
        while not data.endswith(b"\\n"):
            piece = line.recv(1 << 20)
            if not piece:
                break
            data += piece
    except OSError:
        pass
    line.close()
    return json.loads(data) if data else None

def tried(work):
    try:
        return repr(work())[:200]
    except OSError as error:
        return type(error).__name__
    except sqlite3.Error as error:
        return "sqlite3 " + type(error).__name__
"""


def ask(op: str, **more: Any) -> str:
    return json.dumps({"op": op, **more})


def carried(said: st.Statement, key: str) -> dict[str, Any]:
    from keyturn.adapter.ssh_signatures import sign

    data = st.canonical(said)
    signature = sign(data, st.namespace(said.decision), key)
    return {
        "op": "turn",
        "statement": base64.b64encode(data).decode(),
        "signature": base64.b64encode(signature).decode(),
    }


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    assert os.geteuid() == 0, "these tests start processes of other users: run them as root"
    assert sys.platform == "linux"
    place = Path(tempfile.mkdtemp(prefix="keyturn-hostile-"))
    made = None
    try:
        made = House(place)
        yield made
    finally:
        if made is not None:
            made.close()
        shutil.rmtree(place)


def test_what_people_keyed_is_executed_once(house: House) -> None:
    """The guard of every other test here: the same house does execute."""
    row = house.propose("good")
    said = house.hostile(
        "print(json.dumps(ask(json.loads(sys.argv[4]))))", json.dumps(house.signed(row, "alice")), uid=PERSON
    )
    assert said["ok"], said
    assert house.ended(row) == "SUCCEEDED"
    assert (house.out / "good").stat().st_uid == BROKER


def test_its_files_are_closed(house: House) -> None:
    found = house.hostile(
        """
names = ["broker.db", "journal/journal.db", "roster.toml", "work", "journal"]
said = {name: tried(lambda: open(os.path.join(STATE, name), "rb").read()) for name in names}
said["list"] = tried(lambda: os.listdir(STATE))
said["secret"] = tried(lambda: open(sys.argv[4]).read())
said["write"] = tried(lambda: open(os.path.join(STATE, "roster.toml"), "w"))
said["sqlite"] = tried(lambda: sqlite3.connect(os.path.join(STATE, "broker.db")).execute(
    "UPDATE broker_proposal SET state = 'APPROVED'"))
said["move"] = tried(lambda: os.rename(STATE, STATE + "-gone"))
print(json.dumps(said))
""",
        str(house.secret),
    )
    assert set(found.values()) <= {"PermissionError", "sqlite3 OperationalError"}, found


def test_its_process_is_closed(house: House) -> None:
    found = house.hostile("""
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
said = {name: tried(lambda: open(f"/proc/{PID}/{name}", "rb").read(64)) for name in ("mem", "environ", "maps")}
said["fd"] = tried(lambda: os.listdir(f"/proc/{PID}/fd"))
said["cwd"] = tried(lambda: os.readlink(f"/proc/{PID}/cwd"))
said["kill"] = tried(lambda: os.kill(int(PID), signal.SIGKILL))
attached = libc.ptrace(16, int(PID), None, None)
said["ptrace"] = "attached" if attached == 0 else os.strerror(ctypes.get_errno())
print(json.dumps(said))
""")
    assert found.pop("ptrace") == "Operation not permitted"
    assert set(found.values()) == {"PermissionError"}, found
    assert house.child.poll() is None


@pytest.mark.parametrize(
    "op", ["approve", "execute", "claim", "run", "tick", "admin", "resume", "install", "pin", "recover", "move", ""]
)
def test_there_is_no_such_power(house: House, op: str) -> None:
    row = house.propose(f"power-{op}")
    said = house.hostile(
        "print(json.dumps(ask(json.loads(sys.argv[4]))))", ask(op, proposal=row["proposal"], revision=1)
    )
    assert said["ok"] is False
    assert house.state_of(row) == "PENDING"


def test_a_made_up_signature(house: House) -> None:
    row = house.propose("made-up")
    good = house.signed(row, "alice")
    for other in (
        "",
        "AAAA",
        base64.b64encode(b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----").decode(),
    ):
        said = house.hostile(
            "print(json.dumps(ask(json.loads(sys.argv[4]))))", json.dumps({**good, "signature": other})
        )
        assert said["ok"] is False
    assert house.state_of(row) == "PENDING"


def test_a_key_of_its_own_under_a_persons_name(house: House, tmp_path: Path) -> None:
    row = house.propose("own-key")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "own")], check=True)
    now = int(time.time())
    for who in ("alice", "mallory", "bot"):
        said = st.Statement(
            decision=st.APPROVE,
            proposal=row["proposal"],
            revision=1,
            plan=row["plan"],
            person=who,
            nonce=secrets.token_hex(16),
            at=now,
            expires=now + 60,
        )
        forged = carried(said, str(tmp_path / "own"))
        answer = house.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", json.dumps(forged))
        assert answer["ok"] is False, who
    assert house.state_of(row) == "PENDING"


def test_the_agents_owner_and_a_signature_for_something_else(house: House) -> None:
    row = house.propose("owner")
    for signed in (house.signed(row, "erin"), {**house.signed(row, "alice", st.REVOKE)}):
        assert house.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", json.dumps(signed))["ok"] is False
    assert house.state_of(row) == "PENDING"


def test_a_captured_statement_replayed_and_bound_to_another_plan(house: House) -> None:
    first, second = house.propose("captured"), house.propose("another")
    good = house.signed(first, "alice")
    assert house.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", json.dumps(good))["ok"]
    assert house.ended(first) == "SUCCEEDED"
    (house.out / "captured").unlink()
    said = json.loads(base64.b64decode(good["statement"]))
    moved = json.dumps(
        {**said, "proposal": second["proposal"], "plan": second["plan"]}, sort_keys=True, separators=(",", ":")
    ).encode()
    for again in (good, {**good, "statement": base64.b64encode(moved).decode()}):
        assert house.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", json.dumps(again))["ok"] is False
    time.sleep(2)
    assert house.state_of(second) == "PENDING"
    assert not (house.out / "captured").exists()


def test_fifty_at_once_with_one_signature(house: House) -> None:
    row = house.propose("race")
    good = json.dumps(house.signed(row, "bob"))
    found = house.hostile(
        """
said = []
question = json.loads(sys.argv[4])
def one():
    answer = None
    for _ in range(40):
        try:
            answer = ask(question)
        except OSError:
            answer = None
        if answer is not None:
            break
        import time; time.sleep(0.1)
    said.append(bool(answer and answer["ok"]))
threads = [threading.Thread(target=one) for _ in range(50)]
[one.start() for one in threads]
[one.join() for one in threads]
print(json.dumps(said))
""",
        good,
    )
    assert (len(found), sum(found)) == (50, 1)
    assert house.ended(row) == "SUCCEEDED"


def test_anothers_proposal_is_not_its_to_take_back(house: House) -> None:
    row = house.propose("mine", uid=OTHER)
    said = house.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", ask("cancel", proposal=row["proposal"]))
    assert said["ok"] is False
    assert house.state_of(row) == "PENDING"


def test_a_user_that_stands_in_no_roster_proposes_nothing(house: House) -> None:
    request = {"parts": [{"run": ["true"]}], "directory": "/"}
    said = house.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", ask("propose", request=request), uid=PERSON)
    assert said["ok"] is False
    assert "no roster" in said["error"]


def test_the_socket_is_not_its_to_replace(house: House) -> None:
    found = house.hostile("""
said = {"unlink": tried(lambda: os.unlink(SOCKET)), "rename": tried(lambda: os.rename(SOCKET, SOCKET + "-old"))}
other = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
said["beside"] = tried(lambda: other.bind(SOCKET + "-own"))
print(json.dumps(said))
""")
    assert set(found.values()) == {"PermissionError"}, found


def test_it_cannot_fill_the_door(house: House) -> None:
    lines = """
held = []
for _ in range(200):
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(5)
    try:
        line.connect(SOCKET)
        line.sendall(b"{")
    except OSError:
        pass
    held.append(line)
print(json.dumps(len(held)), flush=True)
import time; time.sleep(15)
"""
    lead = "import ctypes, json, os, signal, socket, sqlite3, sys, threading\nSOCKET = sys.argv[1]\n"
    log = house.place / "fill.log"
    filler = other_users.start(AGENT, lead + lines, house.socket, folder=house.place, log=log)
    try:
        end = time.monotonic() + 20
        while not log.read_text():
            assert time.monotonic() < end
            time.sleep(0.1)
        said = house.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", ask("list"), uid=PERSON)
        assert said["ok"]
    finally:
        filler.kill()
        filler.wait()


def test_messages_that_are_none(house: House) -> None:
    found = house.hostile("""
raws = [b"", b"\\xff\\xfe\\x00", b"null", b"[]", b'{"op": 1}', b'{"op": "show"', b"[" * 100000, b'{"op":"list","op":"halt"}x',
        b'{"op": "show", "proposal": "' + b"x" * 5000000 + b'"}']
print(json.dumps([bool((ask(None, raw=one) or {}).get("ok")) for one in raws]))
""")
    assert not any(found)
    assert house.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", ask("list"))["ok"]


def test_the_secret_was_never_seen(house: House) -> None:
    """Last of all: after everything above, neither the log, the answers nor the store's readable parts hold it."""
    row = house.propose("secret")
    house.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", json.dumps(house.signed(row, "alice")))
    assert house.ended(row) == "SUCCEEDED"
    shown = house.hostile("print(json.dumps(ask(json.loads(sys.argv[4]))))", ask("show", proposal=row["proposal"]))
    whole = json.dumps(shown) + base64.b64decode(shown["plan"]).decode() + house.log.read_text()
    assert SECRET not in whole
    assert SECRET.encode() not in (house.state / "broker.db").read_bytes()
    assert house.leaves().count("broker.started") == len(list(house.out.iterdir())) + 1
