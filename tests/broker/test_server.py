"""The broker's socket against whoever may connect: everybody. A real broker behind a real Unix socket."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from keyturn.adapter import broker_client, broker_server
from keyturn.adapter.broker_server import Server
from keyturn.broker.api import Api, Ask, Said
from keyturn.broker.request import Part, Request
from keyturn.broker.roster import Agent, Roster
from keyturn.errors import CouldNotJudge
from tests import other_users
from tests.broker.broker_support import Bench

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 10.0


class Served:
    """A bench whose broker answers at `path`; this process's user is an agent of erin's."""

    def __init__(self, folder: Path) -> None:
        self.bench = Bench(folder)
        known = self.bench.rules.roster
        agents = (*known.agents, Agent("tester", "erin", (os.geteuid(),)))
        self.bench.rules.roster = Roster(known.people, agents, known.digest)
        self.path = str(folder / "broker.sock")
        broker = self.bench.broker
        self.api = Api(
            broker,
            broker,
            lambda: self.bench.rules.roster,
            self._contents,
            self._halted,
            time.sleep,
            time.monotonic,
        )
        self.server = Server(self.path, self.api.answer)
        self.server.start()

    def _contents(self, digest: str) -> bytes:
        with self.bench.store.transaction() as tx:
            return tx.contents(digest)

    def _halted(self) -> str:
        with self.bench.store.transaction() as tx:
            return tx.fact("halted")

    def ask(self, **fields: object) -> Said:
        return broker_client.ask(self.path, Ask(**fields), SECONDS)  # type: ignore[arg-type]  # names are the fields'

    def line(self, data: bytes, *, ended: bool = True) -> bytes:
        """What comes back for raw bytes; b"" when the line was closed without a word."""
        with opened(self.path) as line:
            try:
                line.sendall(data + (b"\n" if ended else b""))
                if not ended:
                    line.shutdown(socket.SHUT_WR)
                return whole(line)
            except (BrokenPipeError, ConnectionResetError):
                return b""

    def alive(self) -> bool:
        return self.ask(op="list").ok

    def close(self) -> None:
        self.server.close()
        self.bench.close()


def opened(path: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    broker_client.connected(line, path, SECONDS)
    return line


ASKING = """
import socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
line.sendall(sys.argv[2].encode() + b"\\n")
print(line.makefile().read())
"""


def asked_as(uid: int, path: str, question: bytes) -> Said:
    """What another user's process is answered."""
    words = [other_users.interpreter(), "-I", "-c", ASKING, path, question.decode()]
    done = subprocess.run(words, user=uid, group=uid, extra_groups=[], capture_output=True, check=True, timeout=30)
    return msgspec.json.decode(done.stdout, type=Said)


def whole(line: socket.socket) -> bytes:
    data = b""
    while piece := line.recv(1 << 20):
        data += piece
    return data


def closed(line: socket.socket) -> bool:
    """Whether the other side has ended this line without a word."""
    line.settimeout(SECONDS)
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.fixture
def folder() -> Iterator[Path]:
    """A directory that other users can reach, unlike tmp_path."""
    place = Path(tempfile.mkdtemp(prefix="keyturn-served-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def served(folder: Path) -> Iterator[Served]:
    made = Served(folder)
    yield made
    made.close()


def request(**more: object) -> Request:
    return Request(directory="/srv", parts=(Part(run=("drop", "it")),), **more)  # type: ignore[arg-type]


# what may be asked


def test_the_table_names_what_may_be_asked_and_nothing_else(served: Served) -> None:
    assert set(served.api._table) == {"propose", "show", "list", "people", "wait", "cancel", "turn", "halt"}


def test_a_proposal_goes_in_and_is_shown_with_its_exact_bytes(served: Served) -> None:
    said = served.ask(op="propose", request=request(title="drop it"))
    assert said.ok, said
    assert said.row is not None
    shown = served.ask(op="show", proposal=said.row["proposal"])
    plan = json.loads(shown.plan)
    assert (plan["proposer"]["name"], plan["proposer"]["uid"]) == ("tester", os.geteuid())
    assert shown.missing == ("2 more keys", "1 more key of a senior")
    assert [one["proposal"] for one in served.ask(op="list").rows] == [said.row["proposal"]]
    assert served.ask(op="cancel", proposal=said.row["proposal"]).ok
    waited = served.ask(op="wait", proposal=said.row["proposal"], seconds=5)
    assert waited.row is not None
    assert (waited.row["state"], waited.still) == ("CANCELLED", False)


@pytest.mark.parametrize(
    "name",
    [
        *("approve", "execute", "claim", "admin", "tick", "recover", "expire", "move", "run", "resume", "reconcile"),
        *("pin", "pin-roster", "log", "settings", "secrets", "store", "journal", "reload", "shutdown", "eval"),
        *("", " ", "Turn", "turn ", "turn\0", "_turn", "__init__", "__class__", "answer", "_table", "propose.turn"),
        "\u202eturn",
    ],
)
def test_an_operation_that_is_none(served: Served, name: str) -> None:
    row = served.bench.propose()
    before = served.bench.kinds()
    said = served.ask(op=name, proposal=row.proposal, why="x", request=request())
    assert (said.ok, said.exit_code, said.error) == (False, 2, "there is no such operation")
    assert served.bench.kinds() == before
    assert served.bench.row(row).state == "PENDING"
    assert served.bench.world.ran == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b'"turn"',
        b"{}",
        b'{"op":1}',
        b'{"op":["turn"]}',
        b'{"op":"list","limit":"9"}',
        b'{"op":"list","limit":1e99}',
        b'{"op":"list","uid":0}',
        b'{"op":"list","peer":{"uid":0}}',
        b'{"op":"show","proposal":"x","revision":1.5}',
        b'{"op":"list"} {"op":"halt","why":"x"}',
        b'{"op":"turn","statement":"!!!"}',
        b'{"op":"propose","request":{"directory":"/","uid":0}}',
        b"\x00" * 4096,
        bytes(range(256)).replace(b"\n", b"") * 40,
        b'{"op":"\xff\xfe"}',
        b"\xed\xa0\x80",
        b"GET / HTTP/1.1\r",
        b"[" * 1_000_000,
        b'{"op":"list","states":' + b"[" * 500_000 + b"]" * 500_000 + b"}",
        b'{"op":"propose","request":{"directory":"/","parts":' + b'[{"run":' * 100_000,
        b'{"x":' * 200_000,
    ],
    ids=lambda data: data[:24].decode("latin-1").strip() or "empty",
)
def test_bytes_that_are_no_question(served: Served, data: bytes) -> None:
    before = served.bench.kinds()
    said = msgspec.json.decode(served.line(data), type=Said)
    assert not said.ok
    assert said.exit_code == 2
    assert len(said.error) < 400
    assert served.bench.kinds() == before
    assert served.alive()


def test_only_the_first_line_is_a_question(served: Served) -> None:
    answer = served.line(b'{"op":"list"}\n{"op":"halt","why":"x"}\n{"op":"list"}')
    assert answer.count(b"\n") == 1
    assert served.ask(op="list").halted == ""


@pytest.mark.parametrize("ask", [{"op": "list", "limit": -5}, {"op": "list", "limit": 2**63}, {"op": "wait"}])
def test_numbers_out_of_any_measure(served: Served, ask: dict[str, object]) -> None:
    begun = time.monotonic()
    if ask["op"] == "wait":
        row = served.bench.propose()
        said = served.ask(op="wait", proposal=row.proposal, seconds=-(10**15), revision=-1)
    else:
        said = served.ask(**ask)
    assert isinstance(said, Said)
    assert time.monotonic() - begun < 5
    assert served.alive()


@pytest.mark.parametrize(
    "proposal",
    [
        "",
        "p-0",
        "../../etc/passwd",
        "' OR 1=1 --",
        "p\0",
        "\udfff".encode("utf-8", "surrogatepass").decode("latin-1"),
        "x" * 100_000,
    ],
)
def test_a_proposal_that_is_none(served: Served, proposal: str) -> None:
    row = served.bench.propose()
    for name in ("show", "wait", "cancel"):
        said = served.ask(op=name, proposal=proposal)
        assert not said.ok
        assert said.exit_code in (1, 3)
        assert "Traceback" not in said.error
    assert served.bench.row(row).state == "PENDING"


def test_a_failure_inside_says_nothing_of_the_inside(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_words: object, **_more: object) -> None:
        raise RuntimeError("password=hunter2 at /var/lib/keyturn/broker")

    monkeypatch.setattr(served.bench.broker, "rows", fails)
    said = served.ask(op="list")
    assert (said.ok, said.exit_code, said.error) == (False, 3, "the broker failed: RuntimeError")


# who asks


def test_who_asks_is_what_the_kernel_says(served: Served) -> None:
    row = served.bench.propose()  # the bench's own agent's, uid 2001
    said = served.ask(op="cancel", proposal=row.proposal)
    assert said.error == f"{row.proposal} is no proposal of yours"
    assert asked_as(2001, served.path, json.dumps({"op": "cancel", "proposal": row.proposal}).encode()).ok
    assert served.bench.row(row).state == "CANCELLED"


def test_an_account_in_no_roster_proposes_nothing(served: Served) -> None:
    question = msgspec.json.encode(Ask(op="propose", request=request(marks=(), session="alice")))
    said = asked_as(4242, served.path, question)
    assert not said.ok
    assert "stands in no roster" in said.error
    assert served.bench.kinds() == []


# sizes and time


def test_half_a_line_is_no_question(served: Served) -> None:
    for piece in (b"", b"{", b'{"op":"halt","why":"x"}'):
        assert served.line(piece, ended=False) == b""
    assert served.ask(op="list").halted == ""


def test_half_a_line_that_never_goes_on_is_given_up(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_server, "_SECONDS", 0.3)
    with opened(served.path) as line:
        line.sendall(b'{"op":')
        assert closed(line)
    assert served.alive()


def test_a_line_that_drips_is_given_up_as_a_whole(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_server, "_SECONDS", 0.5)
    begun = time.monotonic()
    with opened(served.path) as line:
        try:
            for _ in range(200):
                line.sendall(b" ")
                time.sleep(0.02)
        except OSError:
            pass
        else:
            pytest.fail("a line that drips was read for ever")
    assert time.monotonic() - begun < 3
    assert served.alive()


def test_a_question_that_is_too_large(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_server, "LARGEST", 200_000)
    assert served.line(b'{"op":"list","why":"' + b"x" * 300_000 + b'"}') == b""
    assert served.line(b"x" * 5_000_000, ended=False) == b""
    assert msgspec.json.decode(served.line(b'{"op":"list","why":"' + b"x" * 190_000 + b'"}'), type=Said).ok
    assert served.alive()


def test_many_large_questions_at_once_do_not_fill_the_memory(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_server, "LARGEST", 1_000_000)
    monkeypatch.setattr(broker_server, "PER_USER_BYTES", 2_500_000)
    lines = [opened(served.path) for _ in range(8)]
    kept = 0
    for line in lines:
        try:
            line.sendall(b"x" * 900_000)
        except OSError:
            continue
    time.sleep(0.5)
    for line in lines:
        line.settimeout(0.1)
        try:
            line.recv(1)
        except TimeoutError:
            kept += 1
        except OSError:
            pass
    assert 1 <= kept <= 2
    assert served.server.held() <= 2_500_000
    for line in lines:
        line.close()
    until(lambda: served.server.held() == 0)
    assert served.alive()


def until(true: object, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.02)


def test_a_client_that_never_reads_holds_up_nobody(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_server, "_SECONDS", 1.0)
    server = Server(str(folder / "s"), lambda line, _peer: b"x" * (50_000_000 if line == b"all" else 2))
    server.start()
    try:
        begun = time.monotonic()
        deaf = [opened(server.path) for _ in range(4)]
        for line in deaf:
            line.sendall(b"all\n")
        with opened(server.path) as line:
            line.sendall(b"one\n")
            assert whole(line) == b"xx\n"
        assert time.monotonic() - begun < 1
        until(lambda: not server._users)
        for line in deaf:
            line.close()
    finally:
        server.close()


def test_more_lines_than_a_user_may_have(served: Served) -> None:
    mine = [opened(served.path) for _ in range(broker_server.PER_USER)]
    until(lambda: served.server._users.get(os.geteuid()) == broker_server.PER_USER)
    with opened(served.path) as more:
        assert closed(more)
    assert asked_as(1001, served.path, b'{"op":"list"}').ok
    for line in mine:
        line.close()
    until(lambda: os.geteuid() not in served.server._users)
    assert served.alive()


def test_when_it_is_full_those_whom_the_roster_knows_still_get_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_server, "CONNECTIONS", 6)
    server = Server(str(folder / "s"), lambda _line, _peer: b"here", lambda uid: uid in (1001, 2001))
    server.start()
    lines = [opened(server.path) for _ in range(6)]
    try:
        until(lambda: sum(server._users.values()) == 6)
        with opened(server.path) as stranger:
            assert closed(stranger)
        words = [other_users.interpreter(), "-I", "-c", ASKING, server.path, "x"]
        for uid, wanted in ((4242, b""), (1001, b"here")):
            done = subprocess.run(words, user=uid, capture_output=True, check=False, timeout=30)
            assert done.stdout.strip() == wanted
    finally:
        for line in lines:
            line.close()
        server.close()


def test_connecting_and_leaving_a_thousand_times_leaves_nothing(served: Served) -> None:
    for number in range(1_000):
        line = opened(served.path)
        if number % 2:
            with contextlib.suppress(OSError):
                line.sendall(b"x\n" if number % 4 == 1 else b"x")
        line.close()
    until(lambda: not served.server._users)
    assert served.alive()
    assert threading.active_count() < 40


def test_when_no_thread_is_to_be_had_the_next_one_still_gets_in(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", none)
        with opened(served.path) as line:
            assert closed(line)
    until(lambda: not served.server._users)
    assert served.alive()


# the path


def test_two_servers_on_one_path(served: Served) -> None:
    with pytest.raises(CouldNotJudge, match="another broker answers"):
        Server(served.path, lambda _line, _peer: b"forged")
    assert served.alive()


def test_a_server_that_is_busy_is_still_there(folder: Path) -> None:
    path = str(folder / "busy")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as busy:
        busy.bind(path)
        busy.listen(0)
        lines = []
        for _ in range(4):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.setblocking(False)
            line.connect_ex(path)
            lines.append(line)
        with pytest.raises(CouldNotJudge):
            Server(path, lambda _line, _peer: b"forged")
        assert os.path.exists(path)
        for line in lines:
            line.close()


def test_a_socket_that_nobody_answers_at_is_taken(folder: Path) -> None:
    path = str(folder / "stale")
    old = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    old.bind(path)
    old.close()
    server = Server(path, lambda _line, _peer: b"here")
    server.start()
    with opened(path) as line:
        line.sendall(b"\n")
        assert whole(line) == b"here\n"
    server.close()
    assert not os.path.exists(path)


@pytest.mark.parametrize("kind", ["file", "directory", "link to a file", "link to nothing", "fifo"])
def test_what_is_no_socket_is_left_alone(folder: Path, kind: str) -> None:
    path = folder / "there"
    (folder / "aim").write_text("precious")
    if kind == "file":
        path.write_text("precious")
    elif kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to(folder / ("aim" if kind.endswith("file") else "nowhere"))
    before = path.lstat().st_ino
    with pytest.raises(CouldNotJudge, match="is no socket"):
        Server(str(path), lambda _line, _peer: b"")
    assert path.lstat().st_ino == before
    assert (folder / "aim").read_text() == "precious"


def test_closing_leaves_somebody_elses_socket(folder: Path) -> None:
    path = str(folder / "s")
    first = Server(path, lambda _line, _peer: b"first")
    os.rename(path, path + ".old")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
        other.bind(path)
        first.close()
        assert os.path.exists(path)


def test_a_place_where_no_socket_can_be(folder: Path) -> None:
    for path in (str(folder / "none" / "s"), str(folder / ("x" * 200))):
        with pytest.raises(CouldNotJudge, match="cannot be made"):
            Server(path, lambda _line, _peer: b"")


def test_everybody_may_connect_and_nobody_may_take_its_place(served: Served) -> None:
    assert os.stat(served.path).st_mode & 0o777 == 0o666
    done = subprocess.run(
        [other_users.interpreter(), "-I", "-c", "import os,sys; os.unlink(sys.argv[1])", served.path],
        user=2001,
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert done.returncode != 0
    assert served.alive()
