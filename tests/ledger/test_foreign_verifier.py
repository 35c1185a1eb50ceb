"""Checkpoints, cosignatures and proofs of ours, checked by code that is not: Go's sumdb packages, from Debian."""

import base64
import json
import os
import subprocess
from pathlib import Path

import pytest

from keyturn.adapter import ledger_keys
from keyturn.adapter.ledger_sql import open_store, reading
from keyturn.ledger import merkle
from keyturn.ledger import proof as proofs
from keyturn.ledger.checkpoint import LOG, WITNESS, Checkpoint, Note, checkpoint, cosign, note, sign
from keyturn.wiring import ledger as wired
from tests import parts
from tests.ledger.ledger_support import LEDGER, Bench, made, sqlite

SOURCE = Path(__file__).with_name("foreign") / "main.go"
PATH = Path("/usr/share/gocode")
ORIGIN = "go.sum database tree"
"""The name of the one log whose checkpoints their parser takes. A key's name has no spaces."""
OLD, SIZE = 21, 50


@pytest.fixture(scope="module")
def program():
    go = parts.apt("go", "golang-go", "golang-golang-x-mod-dev")
    if not (PATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        parts._install("golang-golang-x-mod-dev")

    def make(place):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(place),
            "GOPATH": str(PATH),
            "GO111MODULE": "off",
            "GOFLAGS": "-buildvcs=false",
            "GOPROXY": "off",
            "GOCACHE": str(place / "cache"),
            "CGO_ENABLED": "0",
        }
        words = [go, "build", "-o", str(place / "check"), str(SOURCE)]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr

    return parts._once("foreign-verifier", (SOURCE,), make) / "check"


def plain(data):
    return base64.b64encode(data).decode()


class Made:
    """A log of 50 leaves, signed and cosigned at 21 and at 50, whose text their parser takes."""

    def __init__(self, place):
        self.place = place
        self.log = ledger_keys.make(str(place / "log.key"), "log.example", LOG)
        self.watcher = ledger_keys.make(str(place / "witness.key"), "witness.example", WITNESS)
        self.leaves = [made(number) for number in range(SIZE)]
        self.engine = sqlite(place / "ledger.db", OLD)
        self.old = self.noted()
        with self.engine.begin() as connection:
            LEDGER.append_all(connection, self.leaves[OLD:])
        self.new = self.noted()

    def noted(self):
        with reading(self.engine) as connection:
            text = Checkpoint(ORIGIN, *LEDGER.size_and_root(connection)).text()
        ours = ledger_keys.load(str(self.place / "log.key"), LOG)
        theirs = ledger_keys.load(str(self.place / "witness.key"), WITNESS)
        return Note(text, (sign(text, ours), cosign(text, theirs, 1_770_000_000))).whole()

    def asked(self, index):
        with reading(self.engine) as connection:
            nodes = LEDGER.nodes(connection)
            inclusion = merkle.inclusion(nodes, index, SIZE)
            consistent = merkle.consistency(nodes, OLD, SIZE)
        return {
            "LogKey": self.log.text(),
            "SignerKey": (self.place / "log.key").read_text().strip(),
            "WitnessKey": self.watcher.text(),
            "Note": plain(self.new.encode()),
            "OldNote": plain(self.old.encode()),
            "Leaf": plain(self.leaves[index]),
            "Index": index,
            "Inclusion": list(map(plain, inclusion)),
            "Consistent": list(map(plain, consistent)),
            "Leaves": list(map(plain, self.leaves)),
        }


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    found = Made(tmp_path_factory.mktemp("log"))
    yield found
    found.engine.dispose()


def answered(program, asked):
    done = subprocess.run(
        [str(program)], input=json.dumps(asked), capture_output=True, text=True, check=True, timeout=60, env={}
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("index", [0, 1, 20, 31, 32, 48, 49])
def test_a_checkpoint_a_cosignature_and_both_proofs_hold_for_others(program, log, index):
    asked = log.asked(index)
    told = answered(program, asked)
    assert told["Error"] == ""
    assert (told["Size"], told["By"], told["Time"]) == (SIZE, ["log.example", "witness.example"], 1_770_000_000)
    assert told["Root"] == plain(checkpoint(note(log.new).text).root)
    assert told["Proof"] == asked["Inclusion"]
    assert told["TreeWay"] == asked["Consistent"]
    # their signature of the same text with our key's file is ours, line for line
    assert base64.b64decode(told["Resigned"]).decode() == log.new.rpartition("— witness")[0]


@pytest.mark.parametrize(
    ("name", "says"),
    [("Leaf", "inclusion"), ("Inclusion", "inclusion"), ("Consistent", "consistency"), ("Note", ""), ("OldNote", "")],
)
def test_they_refuse_what_was_changed(program, log, name, says):
    asked = log.asked(7)
    value = asked[name]
    if isinstance(value, list):
        value[1] = plain(merkle.EMPTY)
    else:
        data = bytearray(base64.b64decode(value))
        data[-20] ^= 1
        asked[name] = plain(bytes(data))
    told = answered(program, asked)
    assert told["Error"]
    assert says in told["Error"]


def test_the_files_of_the_command_line_are_made_of_the_same(program, tmp_path):
    """A proof's file as `keyturn ledger prove` writes it, under a real witness's cosignature."""
    bench = Bench(tmp_path)
    try:
        path = tmp_path / "ledger.db"
        engine = sqlite(path, OLD)
        wired.sign(bench.settings(path))
        with engine.begin() as connection:
            LEDGER.append_all(connection, [made(number) for number in range(OLD, SIZE)])
        engine.dispose()
        signed = wired.sign(bench.settings(path))
        proof = proofs.read(wired.prove(bench.settings(path), "30").whole())
        assert proof.data == made(30)
        assert proof.note == signed.note
    finally:
        bench.close()
    # their parser knows one log's name alone, so the same root goes to it under that name
    text = f"{ORIGIN}\n" + signed.note.partition("\n")[2].partition("\n\n")[0] + "\n"
    ours = ledger_keys.load(str(tmp_path / "log.key"), LOG)
    witness = ledger_keys.load(str(tmp_path / "witness.key"), WITNESS)
    whole = Note(text, (sign(text, ours), cosign(text, witness, 1_770_000_000))).whole()
    engine = open_store(f"sqlite:///{path}")
    with reading(engine) as connection:
        consistent = merkle.consistency(LEDGER.nodes(connection), SIZE, SIZE)
    engine.dispose()
    told = answered(
        program,
        {
            "LogKey": bench.log.text(),
            "SignerKey": (tmp_path / "log.key").read_text().strip(),
            "WitnessKey": bench.watcher.text(),
            "Note": plain(whole.encode()),
            "OldNote": plain(whole.encode()),
            "Leaf": plain(proof.data),
            "Index": proof.index,
            "Inclusion": list(map(plain, proof.hashes)),
            "Consistent": list(map(plain, consistent)),
            "Leaves": [plain(made(number)) for number in range(SIZE)],
        },
    )
    assert (told["Error"], told["Size"]) == ("", SIZE)
    assert told["Proof"] == list(map(plain, proof.hashes))
