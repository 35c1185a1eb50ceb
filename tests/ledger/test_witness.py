"""A witness: what it signs, what it refuses and in which words, what it remembers, and what its door lets in."""

import os
import socket
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.adapter import ledger_keys, ledger_witness
from keyturn.adapter.ledger_keys import PrivateKey
from keyturn.adapter.ledger_witness import Asking, Door, Files
from keyturn.errors import ConfigurationError, CouldNotJudge, UsageError
from keyturn.ledger import merkle
from keyturn.ledger.canonical import leaf_hash
from keyturn.ledger.checkpoint import LOG, WITNESS, Checkpoint, Line, Note, NoteError, checkpoint, note, sign, signed
from keyturn.ledger.witness import LARGEST, SIZE_TYPE, Request, Witness, request
from keyturn.wiring import ledger as wired
from tests.conftest import ROOT
from tests.ledger.ledger_support import made

OURS = PrivateKey("log.example/keyturn", LOG, b"\x01" * 32)
WATCHER = PrivateKey("witness.example", WITNESS, b"\x02" * 32)


class Tree:
    """A log in memory; `history` makes another one of the same length."""

    def __init__(self, size, history="", forked=0):
        self.hashes = {}
        self.roots = [merkle.EMPTY]
        for number in range(size):
            data = made(number, history=history if number >= forked else "")
            self.roots.append(merkle.append(self, number, leaf_hash(data)))

    def get(self, level, index):
        return self.hashes[level, index]

    def put(self, level, index, digest):
        self.hashes[level, index] = digest

    def request(self, old, new, *, signer=OURS, origin=OURS.key.name):
        text = Checkpoint(origin, new, self.roots[new]).text()
        proof = merkle.consistency(self, old, new) if old <= new else ()
        return Request(old, proof, Note(text, (sign(text, signer),)).whole()).whole().encode()


class Memory:
    def __init__(self):
        self.kept = {}

    def last(self, origin):
        return self.kept.get(origin, "")

    def keep(self, origin, text):
        self.kept[origin] = text


def watching(memory=None, logs=(OURS.key,)):
    return Witness(WATCHER, logs, memory or Memory(), ledger_keys.verify)


TREE = Tree(40)
OTHER = Tree(40, "other", 7)


def test_it_signs_what_follows_and_says_when():
    witness = watching()
    for old, new in ((0, 0), (0, 5), (5, 5), (5, 6), (6, 40)):
        found = witness.add_checkpoint(TREE.request(old, new), 1_770_000_000 + new)
        assert found.status == 200, found.body
        whole = note(Note(Checkpoint(OURS.key.name, new, TREE.roots[new]).text()).whole() + found.body)
        assert signed(whole, WATCHER.key, ledger_keys.verify) == 1_770_000_000 + new
        assert witness.last(OURS.key.name) == Checkpoint(OURS.key.name, new, TREE.roots[new])


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.booleans()), min_size=1, max_size=12))
def test_what_it_signed_is_always_one_history(asks):
    """Whatever is asked in whatever order: every root that it signs lies on the way to the next."""
    witness = watching()
    last = None
    for old, new, forked in asks:
        found = witness.add_checkpoint((OTHER if forked else TREE).request(old, new), 5)
        if found.status != 200:
            assert found.status in (400, 409, 422)
            continue
        point = witness.last(OURS.key.name)
        if last is not None:
            assert point.size >= last.size
            histories = [tree for tree in (TREE, OTHER) if tree.roots[last.size] == last.root]
            assert any(tree.roots[point.size] == point.root for tree in histories)
        last = point


@pytest.mark.parametrize(
    ("ask", "status", "body"),
    [
        (lambda: TREE.request(20, 20, signer=PrivateKey(OURS.key.name, LOG, b"\x09" * 32)), 403, None),
        (lambda: TREE.request(20, 30, origin="unknown.example"), 404, None),
        (lambda: TREE.request(30, 20), 400, None),
        (lambda: TREE.request(0, 30), 409, "20\n"),
        (lambda: TREE.request(30, 30), 409, "20\n"),
        (lambda: TREE.request(10, 15), 409, "20\n"),  # a log cut back
        (lambda: OTHER.request(20, 20), 409, "20\n"),  # another root of the same size
        (lambda: OTHER.request(20, 30), 422, None),  # a fork
        (lambda: TREE.request(20, 30).replace(b"old 20", b"old 20\n" + b"A" * 43 + b"="), 422, None),
        (lambda: TREE.request(20, 30).replace(b"old 20", b"old 020"), 400, None),
        (lambda: TREE.request(20, 30).replace(b"old ", b"new "), 400, None),
        (lambda: TREE.request(20, 30).replace(b"old 20", b"old 20\nAAAA"), 400, None),
        (lambda: TREE.request(20, 30).replace(b"old 20", b"old 20\n!"), 400, None),
        (lambda: b"old 20\n" + b"A" * 43 + b"=\n" * 64 + b"\n\n", 400, None),
        (lambda: b"", 400, None),
        (lambda: b"\xff\n\n", 400, None),
        (lambda: b"old 20\n\n" + b"x" * LARGEST, 400, None),
    ],
)
def test_what_it_refuses_and_in_which_words(ask, status, body):
    memory = Memory()
    witness = watching(memory)
    assert witness.add_checkpoint(TREE.request(0, 20), 5).status == 200
    kept = dict(memory.kept)
    found = witness.add_checkpoint(ask(), 6)
    assert found.status == status
    assert memory.kept == kept
    if body is not None:
        assert (found.body, found.type) == (body, SIZE_TYPE)
    assert "\u2014" not in found.body  # nothing was signed


def test_a_signature_of_another_key_beside_the_right_one_is_carried_by_nobody():
    text = Checkpoint(OURS.key.name, 3, TREE.roots[3]).text()
    strange = Line("stranger.example", b"abcd", b"x" * 64)
    body = Request(0, (), Note(text, (sign(text, OURS), strange)).whole()).whole().encode()
    memory = Memory()
    assert watching(memory).add_checkpoint(body, 5).status == 200
    assert [one.name for one in note(memory.kept[OURS.key.name]).lines] == [OURS.key.name, WATCHER.key.name]
    forged = Note(text, (Line(OURS.key.name, OURS.key.id(), b"x" * 64), sign(text, OURS)))
    assert watching().add_checkpoint(Request(0, (), forged.whole()).whole().encode(), 5).status == 403


def test_a_request_reads_back():
    asked = request(TREE.request(5, 33))
    assert asked.old == 5
    assert merkle.verify_consistency(5, 33, TREE.roots[5], TREE.roots[33], asked.proof)
    assert request(asked.whole().encode()) == asked


def test_nothing_is_signed_when_it_cannot_be_kept():
    class Full(Memory):
        def keep(self, origin, text):
            raise CouldNotJudge("no space")

    with pytest.raises(CouldNotJudge):
        watching(Full()).add_checkpoint(TREE.request(0, 5), 5)


def test_a_memory_that_somebody_changed_is_no_memory():
    memory = Memory()
    witness = watching(memory)
    witness.add_checkpoint(TREE.request(0, 20), 5)
    text = Checkpoint(OURS.key.name, 3, TREE.roots[3]).text()
    memory.kept[OURS.key.name] = Note(text, (sign(text, OURS),)).whole()
    with pytest.raises(NoteError):
        witness.add_checkpoint(TREE.request(3, 5), 6)


# -- on disk


def test_it_remembers_across_its_end(tmp_path):
    place = str(tmp_path / "state")
    files = Files(place)
    assert watching(files).add_checkpoint(TREE.request(0, 20), 5).status == 200
    with pytest.raises(CouldNotJudge, match="another witness"):
        Files(place)
    files.close()
    again = Files(place)
    assert watching(again).add_checkpoint(OTHER.request(20, 30), 6).status == 422
    assert watching(again).add_checkpoint(TREE.request(10, 12), 6).body == "20\n"
    again.close()


def test_a_directory_that_others_write_is_refused(tmp_path):
    place = tmp_path / "state"
    place.mkdir()
    place.chmod(0o777)
    with pytest.raises(CouldNotJudge, match="written by others"):
        Files(str(place))


def test_which_logs_it_watches(tmp_path):
    (tmp_path / "logs").write_text(f"# ours\n{OURS.key.text()}\n\n")
    other = PrivateKey("other.example", LOG, b"\x07" * 32).key
    assert ledger_witness.logs(str(tmp_path), (other.text(), OURS.key.text())) == (OURS.key, other)
    with pytest.raises(UsageError):
        ledger_witness.logs(str(tmp_path), (WATCHER.key.text(),))
    (tmp_path / "logs").write_text("nonsense\n")
    with pytest.raises(NoteError):
        ledger_witness.logs(str(tmp_path))


@pytest.mark.parametrize("step", ["fsync", "rename", "open"])
def test_a_disk_that_fails_at_any_step_leaves_the_old_word_and_no_new_signature(tmp_path, monkeypatch, step):
    files = Files(str(tmp_path / "state"))
    witness = watching(files)
    assert witness.add_checkpoint(TREE.request(0, 20), 5).status == 200
    before = files.last(OURS.key.name)

    def fails(*_given, **_named):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        if step == "open":
            patch.setattr("builtins.open", fails)
            patch.setattr(files, "last", lambda _origin: before)
        else:
            patch.setattr(os, step, fails)
        with pytest.raises(CouldNotJudge, match="No space"):
            witness.add_checkpoint(TREE.request(20, 30), 6)
    assert files.last(OURS.key.name) == before
    assert witness.add_checkpoint(TREE.request(20, 30), 7).status == 200
    files.close()


SERVING = """
import sys, time
from keyturn.adapter import ledger_keys
from keyturn.adapter.ledger_witness import Door, Files
from keyturn.ledger.witness import Witness
from tests.ledger.test_witness import OURS, WATCHER
files = Files(sys.argv[1])
with Door(f"unix:{sys.argv[2]}", Witness(WATCHER, (OURS.key,), files, ledger_keys.verify), time.time, print) as door:
    print("ready", flush=True)
    door.serve_forever(poll_interval=0.02)
"""


def test_a_witness_that_is_killed_remembers_whatever_it_gave_away(tmp_path):
    size = 0
    for _ in range(4):
        words = [sys.executable, "-c", SERVING, str(tmp_path / "state"), str(tmp_path / "socket")]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        killer = threading.Timer(0.03, process.kill)
        killer.start()
        asking = Asking(f"unix:{tmp_path}/socket")
        signed_at = size
        try:
            while signed_at < 40:
                assert asking.add(request(TREE.request(signed_at, signed_at + 1))).status == 200
                signed_at += 1
        except CouldNotJudge:
            pass
        killer.join()
        process.communicate()
        files = Files(str(tmp_path / "state"))
        last = watching(files).last(OURS.key.name)
        files.close()
        size = last.size if last is not None else 0
        # what was given away is remembered; one more may have been signed whose answer nobody got
        assert size in (signed_at, signed_at + 1)
    assert size > 0


@given(st.binary(max_size=400) | st.text(max_size=300).map(str.encode))
def test_no_bytes_make_it_sign_or_fall(data):
    memory = Memory()
    found = watching(memory).add_checkpoint(data, 5)
    assert found.status in (400, 403, 404)
    assert memory.kept == {}


@settings(max_examples=150)
@given(st.data())
def test_a_request_with_a_changed_byte_is_refused_or_the_same(data):
    whole = bytearray(TREE.request(20, 33))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    memory = Memory()
    witness = watching(memory)
    assert witness.add_checkpoint(TREE.request(0, 20), 5).status == 200
    found = witness.add_checkpoint(bytes(whole), 6)
    assert found.status in (400, 403, 404, 409, 422)


# -- its door


@pytest.fixture(params=["unix", "tcp"])
def door(request, tmp_path):
    files = Files(str(tmp_path / "state"))
    listen = f"unix:{tmp_path}/socket" if request.param == "unix" else "127.0.0.1:0"
    found = Door(listen, watching(files), time.time, lambda line: None)
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()
    files.close()
    assert request.param == "tcp" or not os.path.exists(tmp_path / "socket")


def test_through_its_door(door):
    asking = Asking(door.where)
    assert asking.last(OURS.key.name) == ""
    assert asking.add(request(TREE.request(0, 20))).status == 200
    found = asking.add(request(TREE.request(3, 21)))
    assert (found.status, found.body, found.type) == (409, "20\n", SIZE_TYPE)
    kept = note(asking.last(OURS.key.name))
    assert checkpoint(kept.text).size == 20
    assert signed(kept, WATCHER.key, ledger_keys.verify)
    assert asking.last("unknown") == ""


def raw(door, data, *, end=True):
    if door.path:
        sock = socket.socket(socket.AF_UNIX)
        sock.connect(door.path)
    else:
        sock = socket.create_connection(door.server_address[:2])
    with sock:
        sock.settimeout(5)
        sock.sendall(data)
        if end:
            sock.shutdown(socket.SHUT_WR)
        return sock.recv(65_536)


def test_what_its_door_does_not_let_in(door):
    assert b" 413 " in raw(door, b"POST /add-checkpoint HTTP/1.0\r\nContent-Length: 99999999\r\n\r\n").split(b"\r\n")[0]
    assert b" 413 " in raw(door, b"POST /add-checkpoint HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % 10**30)
    assert b" 411 " in raw(door, b"POST /add-checkpoint HTTP/1.0\r\n\r\n")
    assert b" 411 " in raw(door, b"POST /add-checkpoint HTTP/1.0\r\nContent-Length: -5\r\n\r\n")
    assert b" 404 " in raw(door, b"POST /other HTTP/1.0\r\nContent-Length: 0\r\n\r\n")
    assert b" 404 " in raw(door, b"GET /etc/passwd HTTP/1.0\r\n\r\n")
    assert b" 501 " in raw(door, b"DELETE / HTTP/1.0\r\n\r\n")
    assert b" 400 " in raw(door, b"POST /add-checkpoint HTTP/1.0\r\nContent-Length: 9\r\n\r\nold")
    assert Asking(door.where).add(request(TREE.request(0, 20))).status == 200


def test_those_who_say_nothing_keep_nobody_out(door):
    silent = []
    for _ in range(8):
        sock = socket.socket(socket.AF_UNIX if door.path else socket.AF_INET)
        sock.connect(door.path or door.server_address[:2])
        silent.append(sock)
    try:
        assert Asking(door.where).add(request(TREE.request(0, 20))).status == 200
    finally:
        for sock in silent:
            sock.close()


def test_a_door_where_another_thing_lies_is_not_opened(tmp_path):
    (tmp_path / "socket").write_text("precious")
    with pytest.raises(CouldNotJudge):
        Door(f"unix:{tmp_path}/socket", watching(), time.time, print)
    assert (tmp_path / "socket").read_text() == "precious"
    for listen in ("nonsense", "127.0.0.1:99999", ":80", "127.0.0.1:x"):
        with pytest.raises(UsageError):
            Door(listen, watching(), time.time, print)


def test_what_answers_and_is_no_witness(tmp_path):
    with pytest.raises(CouldNotJudge, match="does not answer"):
        Asking(f"unix:{tmp_path}/none").last("x")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak():
            with server.accept()[0] as other:
                other.recv(9_999)
                other.sendall(b"SSH-2.0-x\r\n\r\n" * 9)

        thread = threading.Thread(target=speak)
        thread.start()
        with pytest.raises(CouldNotJudge, match="does not answer"):
            Asking(f"127.0.0.1:{server.getsockname()[1]}").last("x")
        thread.join()
    with pytest.raises(UsageError):
        Asking("nonsense")


# -- settings that say whose word counts


def test_settings_from_a_file(tmp_path):
    path = tmp_path / "ledger.toml"
    path.write_text(
        f'store = "/x/y.db"\nlog = ["{OURS.key.text()}"]\nquorum = 1\nfresh = 60\n'
        f'[[witness]]\nkey = "{WATCHER.key.text()}"\naddress = "unix:/run/w"\n'
    )
    found = wired.load(str(path))
    assert (found.origin, found.witnesses, found.addresses) == (OURS.key.name, (WATCHER.key,), ("unix:/run/w",))
    assert wired.address(found) == "sqlite:////x/y.db"
    assert wired.load("", str(tmp_path / "nowhere")) == wired.Settings()
    for text in (
        "stores = 1",
        "quorum = true",
        "log = 1",
        "=",
        'log = ["x"]',
        f'log = ["{WATCHER.key.text()}"]',
        "[[witness]]\naddress = 'x'",
        f'quorum = 2\n[[witness]]\nkey = "{WATCHER.key.text()}"',
    ):
        path.write_text(text)
        with pytest.raises((ConfigurationError, NoteError)):
            wired.load(str(path))


def test_the_machines_settings_are_nobodys_but_roots(tmp_path):
    path = tmp_path / "etc/keyturn/ledger.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f'log = ["{OURS.key.text()}"]\n')
    assert wired.load("", str(tmp_path)).origin == OURS.key.name
    path.chmod(0o666)
    with pytest.raises(ConfigurationError, match="whose signatures count"):
        wired.load("", str(tmp_path))
