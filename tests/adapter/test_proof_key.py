"""Proof of a human by a hardware key: forged in software, with every flag, name, key and place that does not count."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from keyturn.adapter.proof_key import KeyProof, SignedRecords, machine, namespace
from keyturn.adapter.ssh_signatures import PROGRAMS, key_files, roster, sign, verify
from keyturn.errors import NoHumanProofError
from keyturn.ledger.canonical import leaf_hash
from keyturn.ledger.port import Record
from keyturn.ledger.sshsig import SK_ECDSA, SK_ED25519, SignatureError, read
from tests.conftest import ROOT
from tests.software_keys import SoftwareKey, enrol

KIND = "gate.allow"
RECORD = Record(
    KIND, "2026-01-02T03:04:05Z", (("binding", "b1"), ("command", "rm -rf x"), ("user", os.getuid()), ("expires", 1))
)


class Desk:
    """A person's key, root's roster and the user's file of signed records, below one directory."""

    def __init__(self, root: Path, key: SoftwareKey) -> None:
        self.root = root
        self.key = key
        self.path = root / "state" / "signed.jsonl"
        self.roster = enrol(root / "etc/keyturn/keys", key)
        self.said: list[str] = []

    def proof(self, signing: Callable[[bytes, str, str], bytes] | None = None) -> KeyProof:
        keys = roster(str(self.roster), os.getuid(), str(self.root))
        return KeyProof(str(self.path), "/home/me/.ssh/id_sk", keys, self.said.append, signing=signing or self.key.sign)

    def found(self, kind: str = KIND, binding: str = "b1") -> list[bytes]:
        records = SignedRecords(str(self.path), str(self.roster), owner=os.getuid(), top=str(self.root))
        return [data for data, _leaf in records.leaves(kind, lambda leaf: leaf["body"]["binding"] == binding)]


@pytest.fixture(params=[SK_ED25519, SK_ECDSA])
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Desk:
    return Desk(tmp_path, SoftwareKey(tmp_path, request.param))


def test_a_touch_confirms_exactly_what_is_shown(desk: Desk) -> None:
    receipt = desk.proof().confirm("Let it pass?", RECORD)
    (data,) = desk.found()
    assert leaf_hash(data).hex() == receipt.leaf_hash
    body = json.loads(data)["body"]
    assert (body["binding"], body["machine"]) == ("b1", machine())
    assert len(body["nonce"]) == 32
    assert "Let it pass?" in desk.said[0]
    assert "/home/me/.ssh/id_sk" in desk.said[0]
    assert desk.path.stat().st_mode & 0o777 == 0o600


def test_two_confirmations_of_the_same_are_two(desk: Desk) -> None:
    desk.proof().confirm("once", RECORD)
    desk.proof().confirm("twice", RECORD)
    first, second = desk.found()
    assert first != second


@pytest.mark.parametrize("flags", [0, 1, 4])
def test_a_signature_that_openssh_takes_and_no_person_made(desk: Desk, flags: int) -> None:
    desk.key.flags = flags
    with pytest.raises(NoHumanProofError, match="touch"):
        desk.proof().confirm("Let it pass?", RECORD)
    assert not desk.path.exists()
    # put there by hand, it counts as little
    body = {"leaf": leaf_text(), "signature": desk.key.sign(leaf_text().encode(), namespace(KIND)).decode()}
    desk.path.parent.mkdir(exist_ok=True)
    desk.path.write_text(json.dumps(body) + "\n")
    assert desk.found() == []
    desk.key.flags = 5
    body["signature"] = desk.key.sign(leaf_text().encode(), namespace(KIND)).decode()
    desk.path.write_text(json.dumps(body) + "\n")
    assert desk.found() == [leaf_text().encode()]


def leaf_text() -> str:
    return json.dumps(
        {
            "kind": KIND,
            "at": RECORD.at,
            "body": {"binding": "b1", "user": os.getuid(), "machine": machine(), "nonce": "0"},
        }
    )


def test_a_key_that_root_did_not_enrol_proves_nothing(desk: Desk, tmp_path: Path) -> None:
    other = SoftwareKey(tmp_path, application="ssh:other")
    with pytest.raises(NoHumanProofError, match="not in the roster"):
        desk.proof(other.sign).confirm("x", RECORD)


def test_the_same_key_under_another_application_is_another(tmp_path: Path) -> None:
    key = SoftwareKey(tmp_path)
    desk = Desk(tmp_path, key)
    signature = read(key.sign(b"x", namespace(KIND)))
    keys = roster(str(desk.roster), os.getuid(), str(tmp_path))
    assert verify(signature, b"x", namespace(KIND), keys)[0] is not None
    enrol(desk.roster, SoftwareKey(tmp_path, application="ssh:elsewhere"))
    assert verify(signature, b"x", namespace(KIND), roster(str(desk.roster), os.getuid(), str(tmp_path)))[0] is None


def test_a_signature_for_a_pause_lets_no_call_pass(desk: Desk) -> None:
    with pytest.raises(NoHumanProofError, match="signed for"):
        desk.proof(lambda data, _name, file: desk.key.sign(data, "gate.pause@keyturn", file)).confirm("x", RECORD)
    with pytest.raises(NoHumanProofError, match="signed for"):
        desk.proof(lambda data, _name, file: desk.key.sign(data, "git", file)).confirm("x", RECORD)


def test_a_signature_over_something_else_proves_nothing(desk: Desk) -> None:
    with pytest.raises(NoHumanProofError, match="not of this key over this text"):
        desk.proof(lambda data, name, file: desk.key.sign(data + b" ", name, file)).confirm("x", RECORD)


def test_a_leaf_that_was_changed_afterwards_is_none(desk: Desk) -> None:
    desk.proof().confirm("x", RECORD)
    kept = desk.path.read_bytes()
    desk.path.write_bytes(kept.replace(b'\\"binding\\":\\"b1\\"', b'\\"binding\\":\\"b2\\"'))
    assert kept != desk.path.read_bytes()
    assert desk.found(binding="b2") == []
    desk.path.write_bytes(kept)
    assert len(desk.found()) == 1


def test_a_leaf_of_another_kind_is_none(desk: Desk) -> None:
    desk.proof().confirm("x", RECORD)
    assert desk.found("gate.pause") == []


@pytest.mark.parametrize("name", ["user", "machine"])
def test_a_leaf_of_another_user_or_machine_is_none(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.proof().confirm("x", RECORD)
    assert desk.found()
    if name == "user":
        real = os.getuid()
        records = SignedRecords(str(desk.path), str(desk.roster), owner=real, top=str(desk.root))
        monkeypatch.setattr(os, "getuid", lambda: real + 1)
        assert list(records.leaves(KIND, lambda _leaf: True)) == []
    else:
        monkeypatch.setattr("keyturn.adapter.proof_key.machine", lambda: "another")
        assert desk.found() == []


def test_a_key_that_was_taken_out_of_the_roster_counts_no_more(desk: Desk, tmp_path: Path) -> None:
    desk.proof().confirm("x", RECORD)
    assert desk.found()
    enrol(desk.roster, SoftwareKey(tmp_path, application="ssh:new"))
    assert desk.found() == []
    desk.roster.unlink()
    assert desk.found() == []


def test_a_roster_that_others_may_write_holds_no_keys(desk: Desk) -> None:
    desk.proof().confirm("x", RECORD)
    desk.roster.chmod(0o666)
    assert desk.found() == []
    with pytest.raises(NoHumanProofError, match="no hardware key is enrolled"):
        desk.proof().confirm("x", RECORD)
    desk.roster.chmod(0o644)
    assert len(desk.found()) == 1
    desk.roster.parent.chmod(0o777)
    assert desk.found() == []
    desk.roster.parent.chmod(0o755)
    assert roster(str(desk.roster), os.getuid() + 1, str(desk.root)).keys == ()


def test_lines_that_do_not_count_are_told(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    key = SoftwareKey(tmp_path)
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "id")], check=True)
    plain = (tmp_path / "id.pub").read_text()
    path.write_text(f"\n# people\nann {key.public}\nbob {plain}\neve\nmal namespaces=x {key.public}\n")
    found = roster(str(path), os.getuid(), str(tmp_path))
    assert [one.name for one in found.keys] == ["ann"]
    assert len(found.problems) == 3
    assert "only a hardware key" in found.problems[0]


def test_a_real_plain_key_is_refused(tmp_path: Path) -> None:
    """The real ssh-keygen signs, with a key that any program of the person can use."""
    path = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    desk = Desk(tmp_path, SoftwareKey(tmp_path))
    with pytest.raises(NoHumanProofError, match="whatever runs as the person"):
        desk.proof(lambda data, name, _file: sign(data, name, str(path))).confirm("x", RECORD)
    with pytest.raises(SignatureError, match="did not sign"):
        sign(b"x", namespace(KIND), str(tmp_path / "absent"))


SIGNER = """
import sys
from keyturn.adapter.ssh_signatures import sign
sys.stdout.buffer.write(sign(b"let it pass", "gate.allow@keyturn", sys.argv[1]))
"""


def test_the_person_is_asked_in_the_terminal_and_standard_output_stays_clean(tmp_path: Path) -> None:
    """ssh-keygen asks for a PIN as it asks for a passphrase: only while standard input is a terminal."""
    path = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "open it", "-f", str(path)], check=True)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path)}
    words = [sys.executable, "-c", SIGNER, str(path)]
    leader, follower = pty.openpty()
    try:
        with subprocess.Popen(
            words, stdin=follower, stdout=subprocess.PIPE, stderr=follower, env=environment, start_new_session=True
        ) as process:
            asked = b""
            while b"passphrase" not in asked:
                asked += os.read(leader, 1_000)
            os.write(leader, b"open it\n")
            out, _errors = process.communicate(timeout=20)
    finally:
        os.close(follower)
        os.close(leader)
    found = read(out)
    assert found.namespace == "gate.allow@keyturn"
    assert out == found.armoured()


def test_without_anybody_to_answer_nothing_is_signed(tmp_path: Path) -> None:
    path = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "open it", "-f", str(path)], check=True)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SIGNER, str(path)],
        input=b"",
        capture_output=True,
        env=environment,
        check=False,
        start_new_session=True,
    )
    assert done.returncode != 0
    assert b"did not sign" in done.stderr
    assert done.stdout == b""


def test_a_flood_of_lines_costs_no_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.path.parent.mkdir()
    line = json.dumps({"leaf": leaf_text(), "signature": desk.key.sign(b"other", namespace(KIND)).decode()}) + "\n"
    desk.path.write_text(line * 200 + "no json\n[]\n" + json.dumps({"leaf": 3}) + "\n" + "[" * 5_000 + "\n")
    asked: list[int] = []

    def refuse(*_words: object) -> tuple[None, str]:
        asked.append(1)
        return None, "not checked here"

    monkeypatch.setattr("keyturn.adapter.proof_key.verify", refuse)
    assert desk.found() == []
    assert len(asked) <= 16


def test_a_link_or_a_pipe_in_the_files_place_is_not_read(desk: Desk) -> None:
    desk.proof().confirm("x", RECORD)
    real = desk.path.with_name("real")
    desk.path.rename(real)
    desk.path.symlink_to(real)
    assert desk.found() == []
    desk.path.unlink()
    os.mkfifo(desk.path)
    assert desk.found() == []


def test_the_enrolled_key_is_found_in_the_persons_own_folder(desk: Desk) -> None:
    folder = desk.root / ".ssh"
    folder.mkdir()
    for name, key in (("id_sk", desk.key), ("id_old", SoftwareKey(desk.root, application="ssh:old"))):
        (folder / f"{name}.pub").write_text(key.public + "\n")
        (folder / name).write_text("a handle of the key")
    (folder / "gone.pub").write_text(desk.key.public)
    keys = roster(str(desk.roster), os.getuid(), str(desk.root))
    assert key_files(str(folder), keys) == [str(folder / "id_sk")]
    assert key_files(str(desk.root / "absent"), keys) == []


def test_ssh_keygen_is_never_looked_for_on_the_path() -> None:
    assert all(os.path.isabs(place) for place in PROGRAMS)
