"""Checkpoints, notes and keys: one spelling each, and nothing else is believed."""

import base64
import contextlib
import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.adapter import ledger_keys
from keyturn.adapter.ledger_keys import PrivateKey
from keyturn.errors import CouldNotJudge, UsageError
from keyturn.ledger import checkpoint, proof
from keyturn.ledger.checkpoint import LOG, WITNESS, Checkpoint, Key, Line, Note, NoteError

OURS = PrivateKey("log.example/keyturn", LOG, b"\x01" * 32)
WATCHER = PrivateKey("witness.example", WITNESS, b"\x02" * 32)
POINT = Checkpoint("log.example/keyturn", 12, hashlib.sha256(b"root").digest())


def noted(point=POINT, at=1_700_000_000):
    text = point.text()
    return Note(text, (checkpoint.sign(text, OURS), checkpoint.cosign(text, WATCHER, at)))


def test_the_texts_are_as_they_are_written_down():
    """RFC 8032's first test key; ids by the definition."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    one = PrivateKey("example.com/log", LOG, seed)
    assert one.key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    number = hashlib.sha256(b"example.com/log\n\x01" + one.key.public).hexdigest()[:8]
    assert one.key.text() == f"example.com/log+{number}+{base64.b64encode(bytes([1]) + one.key.public).decode()}"
    number = hashlib.sha256(b"example.com/log\n\x04" + one.key.public).hexdigest()[:8]
    assert Key("example.com/log", WITNESS, one.key.public).text().split("+")[1] == number
    root = base64.b64encode(POINT.root).decode()
    assert POINT.text() == f"log.example/keyturn\n12\n{root}\n"
    first, second = noted().whole().removeprefix(POINT.text() + "\n").splitlines()
    assert first.startswith("— log.example/keyturn ")
    blob = base64.b64decode(second.rpartition(" ")[2])
    assert blob[:4] == WATCHER.key.id()
    assert int.from_bytes(blob[4:12], "big") == 1_700_000_000
    message = b"cosignature/v1\ntime 1700000000\n" + POINT.text().encode()
    assert ledger_keys.verify(WATCHER.key.public, message, blob[12:])


@given(
    st.text(st.characters(categories=["L", "N", "P"], exclude_characters="+"), min_size=1, max_size=20),
    st.integers(0, 10**17),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9), max_size=3),
    st.integers(0, 2**62),
)
def test_what_is_written_reads_back_and_is_vouched_for(origin, size, root, extensions, at):
    point = Checkpoint(origin, size, root, tuple(extensions))
    whole = noted(point, at).whole()
    read = checkpoint.note(whole.encode())
    assert read.whole() == whole
    assert checkpoint.checkpoint(read.text) == point
    assert checkpoint.signed(read, OURS.key, ledger_keys.verify) == 0
    assert checkpoint.signed(read, WATCHER.key, ledger_keys.verify) == at
    stranger = Key(WATCHER.key.name, WITNESS, b"\x05" * 32)
    assert checkpoint.signed(read, stranger, ledger_keys.verify) is None


@given(st.data())
def test_no_changed_note_is_vouched_for(data):
    """Any other byte anywhere: it reads as no note, its signature does not hold, or it is the same text as before."""
    whole = bytearray(noted().whole().encode())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    try:
        read = checkpoint.note(bytes(whole))
        ours = checkpoint.signed(read, OURS.key, ledger_keys.verify)
        theirs = checkpoint.signed(read, WATCHER.key, ledger_keys.verify)
    except NoteError:
        return
    # one of the two lines was spoilt so that it names no key of ours; the other still vouches for the very text
    assert (ours is None) != (theirs is None)
    assert read.text == POINT.text()


def test_a_cosignature_for_one_time_is_none_for_another():
    late = noted(at=1_700_000_000)
    line = late.lines[1]
    moved = Line(line.name, line.id, (1_800_000_000).to_bytes(8, "big") + line.blob[8:])
    with pytest.raises(NoteError, match="forged"):
        checkpoint.signed(Note(late.text, (moved,)), WATCHER.key, ledger_keys.verify)


def test_a_plain_signature_is_no_cosignature_and_the_other_way_round():
    text = POINT.text()
    plain = Line(WATCHER.key.name, WATCHER.key.id(), b"\0" * 8 + WATCHER.sign(text.encode()))
    with pytest.raises(NoteError):
        checkpoint.signed(Note(text, (plain,)), WATCHER.key, ledger_keys.verify)
    timed = checkpoint.cosign(text, OURS, 5)
    with pytest.raises(NoteError):
        checkpoint.signed(Note(text, (timed,)), OURS.key, ledger_keys.verify)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "log\n",
        "log\n5\n",
        "log\n05\nAAAA\n",
        "log\n-1\n" + "A" * 43 + "=\n",
        "log\n٣\n" + "A" * 43 + "=\n",
        "log\n5\n" + "A" * 42 + "B=\n",  # not the one spelling
        "log\n5\n" + "A" * 43 + "=",
        "log\n5\n" + "A" * 40 + "\n",
        "\n5\n" + "A" * 43 + "=\n",
        "log\n5\n" + "A" * 43 + "=\n\nmore\n",
        "log\n" + "9" * 19 + "\n" + "A" * 43 + "=\n",
    ],
)
def test_what_is_no_checkpoint(text):
    with pytest.raises(NoteError):
        checkpoint.checkpoint(text)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"text\n\n\xe2\x80\x94 name",
        b"text\n\n\xe2\x80\x94 name AAAA\n",
        b"text\n\n\xe2\x80\x94 na+me AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94 name AAAAAAA=\nmore\n",
        b"te\txt\n\n\xe2\x80\x94 name AAAAAAA=\n",
        b"te\xffxt\n\n\xe2\x80\x94 name AAAAAAA=\n",
        b"text\n\n" + b"\xe2\x80\x94 name AAAAAAA=\n" * 101,
        b"x" * 100_001,
    ],
)
def test_what_is_no_note(data):
    with pytest.raises(NoteError):
        checkpoint.note(data)


def test_a_text_that_holds_a_signature_block_itself():
    inner = noted().whole()
    outer = Note(inner, (checkpoint.sign(inner, OURS),))
    assert checkpoint.note(outer.whole()).text == inner


@pytest.mark.parametrize(
    "text",
    ["", "name", "name+00000000+AAAA", OURS.key.text().replace("log.", "lag."), "a b+00000000+" + "A" * 44, "+1+2"],
)
def test_what_is_no_key(text):
    with pytest.raises(NoteError):
        checkpoint.key(text)


def test_a_key_file_is_its_owners_alone(tmp_path):
    path = str(tmp_path / "sub" / "log.key")
    made = ledger_keys.make(path, "log.example", LOG)
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert ledger_keys.load(path, LOG).key == made == checkpoint.key(made.text())
    assert ledger_keys.load_any(path).key == made
    with pytest.raises(UsageError, match="there already"):
        ledger_keys.make(path, "log.example", LOG)
    with pytest.raises(CouldNotJudge, match="a log's"):
        ledger_keys.load(path, WITNESS)
    for mode in (0o640, 0o604, 0o660):
        os.chmod(path, mode)
        with pytest.raises(CouldNotJudge, match="read by others"):
            ledger_keys.load(path, LOG)
    os.chmod(path, 0o600)
    link = tmp_path / "link.key"
    link.symlink_to(path)
    with pytest.raises(CouldNotJudge, match="cannot be read"):
        ledger_keys.load(str(link), LOG)
    if os.geteuid() == 0:
        os.chown(path, 65_534, -1)
        with pytest.raises(CouldNotJudge, match="belongs to user"):
            ledger_keys.load(path, LOG)


def test_a_damaged_key_file_is_told_without_what_is_in_it(tmp_path):
    path = tmp_path / "witness.key"
    made = ledger_keys.make(str(path), "w.example", WITNESS)
    text = path.read_text()
    assert text.startswith("PRIVATE+KEY+w.example+" + made.id().hex())
    secret = text.strip().rpartition("+")[2]
    for spoilt in (text.replace("w.example", "v.example"), text[:-9], "PRIVATE+KEY+x+y+" + secret[:-2] + "B=", secret):
        path.write_text(spoilt)
        with pytest.raises(CouldNotJudge) as told:
            ledger_keys.load(str(path), WITNESS)
        assert secret[:10] not in str(told.value)
    assert secret[:10] not in repr(PrivateKey("x", LOG, b"\x03" * 32))
    for name in ("", "a b", "a+b", "a\u2028b"):
        with pytest.raises(UsageError):
            ledger_keys.make(str(tmp_path / "new"), name, LOG)


@given(
    st.text(max_size=200)
    | st.text(st.sampled_from("\n\u2014 +=AB0129abcxyz/."), max_size=200)
    | st.integers(0, 400).map(lambda at: noted().whole()[:at])
)
def test_no_text_makes_a_reader_fall(text):
    for read in (
        checkpoint.note,
        checkpoint.checkpoint,
        checkpoint.key,
        checkpoint.private,
        checkpoint.line,
        proof.read,
    ):
        with contextlib.suppress(NoteError):
            read(text)


@given(st.integers(0, 2**40), st.binary(max_size=60), st.lists(st.binary(min_size=32, max_size=32), max_size=9))
def test_a_proof_reads_back_and_has_one_spelling(index, data, hashes):
    made = proof.Proof(index, data, tuple(hashes), noted().whole())
    assert proof.read(made.whole()) == made
