"""The record of drills: what is changed is noticed, and only the signatures that root vouches for count."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyturn.adapter.drill_record import DrillRecord, Kept
from keyturn.adapter.record_jsonl import JsonLinesRecorder
from keyturn.drill.evidence import Evidence, record
from keyturn.drill.questions import PASSED, Answer
from keyturn.errors import CouldNotJudge
from tests import parts

AT = "2026-01-01T00:00:00Z"
GOOD = Evidence("shop", "d", 1_000, answers=(Answer("rows", "sql", "7", PASSED),), tables=(("orders", 7),))
WORST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def made_key(place: Path) -> Path:
    """A key pair of ssh-keygen's, without a passphrase."""
    program = parts.apt("ssh-keygen", "openssh-client")
    subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-C", "drill", "-f", str(place)], check=True)
    return place


def signers(path: Path, *keys: Path) -> Path:
    path.write_text("".join(f"keyturn-drill {key.with_suffix('.pub').read_text()}" for key in keys))
    path.chmod(0o644)
    return path


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_key(tmp_path_factory.mktemp("keys") / "drill")


@pytest.fixture
def kept(key: Path, tmp_path: Path) -> DrillRecord:
    """A record of three signed runs."""
    allowed = signers(tmp_path / "signers", key)
    found = DrillRecord(str(tmp_path / "kept"), key=str(key), signers=str(allowed), owner=os.getuid())
    for at in (1_000, 2_000, 3_000):
        found.append(replace(GOOD, at=at), AT)
    return found


def alike(kept: DrillRecord, place: Path, **more: object) -> DrillRecord:
    """A copy of the record's files, to be harmed."""
    shutil.copytree(os.path.dirname(kept.path), place)
    words = {"signers": str(Path(kept.path).parent.parent / "signers"), "owner": os.getuid(), **more}
    return DrillRecord(str(place), **words)  # type: ignore[arg-type]


def signed(found: tuple[Kept, ...]) -> list[int]:
    return [one.evidence.at for one in found if one.signed]


def test_what_is_kept_counts(kept: DrillRecord) -> None:
    assert signed(kept.all()) == [1_000, 2_000, 3_000]
    assert [one.evidence for one in kept.all()] == [replace(GOOD, at=at) for at in (1_000, 2_000, 3_000)]


def test_the_newest_of_each_drill_and_no_other_signature_is_looked_at(
    kept: DrillRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.append(replace(GOOD, drill="night", at=2_500), AT)
    kept.append(replace(GOOD, at=4_000), AT)
    looked: list[str] = []
    real = DrillRecord._verified

    def verified(self: DrillRecord, chain: str, signature: str) -> bool:
        looked.append(chain)
        return real(self, chain, signature)

    monkeypatch.setattr(DrillRecord, "_verified", verified)
    assert [(one.evidence.drill, one.evidence.at, one.signed) for one in kept.latest()] == [
        ("night", 2_500, True),
        ("shop", 4_000, True),
    ]
    assert len(looked) == 2


def test_a_record_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert DrillRecord(str(tmp_path / "none")).all() == ()


def test_every_flipped_byte_of_a_leaf_is_noticed(kept: DrillRecord, tmp_path: Path) -> None:
    harmed = alike(kept, tmp_path / "harmed", signers="")
    whole = Path(kept.path).read_bytes()
    for at in range(len(whole)):
        data = bytearray(whole)
        data[at] ^= 0x20 if at % 2 else 0x01
        Path(harmed.path).write_bytes(bytes(data))
        with pytest.raises(CouldNotJudge):
            harmed.all()


@WORST
@given(data=st.data())
def test_no_change_of_the_chain_makes_anything_count(kept: DrillRecord, data: st.DataObject) -> None:
    """A flipped byte of the chain is noticed, or takes a signature's worth; it never gives any."""
    place = Path(kept.path).parent.parent / "harmed"
    shutil.rmtree(place, ignore_errors=True)
    harmed = alike(kept, place)
    path = Path(harmed.path + ".sig")
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(whole))
    try:
        found = harmed.all()
    except CouldNotJudge:
        return
    assert [one.evidence for one in found] == [replace(GOOD, at=at) for at in (1_000, 2_000, 3_000)]
    assert set(signed(found)) <= {1_000, 2_000, 3_000}


@pytest.mark.parametrize("which", ["leaves", "links", "both"])
@pytest.mark.parametrize("trick", ["first cut", "middle cut", "swapped", "doubled", "put in"])
def test_cut_reordered_and_inserted_lines(kept: DrillRecord, tmp_path: Path, which: str, trick: str) -> None:
    harmed = alike(kept, tmp_path / "harmed", signers="")
    for suffix in {"leaves": ("",), "links": (".sig",), "both": ("", ".sig")}[which]:
        path = Path(harmed.path + suffix)
        one, two, three = path.read_bytes().splitlines(keepends=True)
        lines = {
            "first cut": [two, three],
            "middle cut": [one, three],
            "swapped": [two, one, three],
            "doubled": [one, one, two, three],
            "put in": [one, two.replace(b"2000", b"2500"), two, three],
        }[trick]
        path.write_bytes(b"".join(lines))
    with pytest.raises(CouldNotJudge):
        harmed.all()


def test_an_end_cut_off_is_no_proof_any_more(kept: DrillRecord, tmp_path: Path) -> None:
    """It cannot be told from a record that never had it, and proves nothing new: a drill is overdue then."""
    harmed = alike(kept, tmp_path / "harmed")
    for suffix in ("", ".sig"):
        path = Path(harmed.path + suffix)
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert signed(harmed.all()) == [1_000, 2_000]


def test_leaves_cut_off_with_their_links_left(kept: DrillRecord, tmp_path: Path) -> None:
    harmed = alike(kept, tmp_path / "harmed")
    path = Path(harmed.path)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(CouldNotJudge, match="cut off"):
        harmed.all()
    with pytest.raises(CouldNotJudge, match="cut off"):
        harmed.append(GOOD, AT)


def test_evidence_made_up_by_the_judged(kept: DrillRecord, tmp_path: Path) -> None:
    """Whoever can write the files can add a leaf and a fitting chain. Without the key it counts for nothing."""
    forged = alike(kept, tmp_path / "forged")
    forged.append(replace(GOOD, at=9_000), AT)
    found = forged.all()
    assert signed(found) == [1_000, 2_000, 3_000]
    assert found[-1].why == "it is not signed"


def test_a_key_of_ones_own(kept: DrillRecord, tmp_path: Path) -> None:
    own = made_key(tmp_path / "own")
    forged = alike(kept, tmp_path / "forged", key=str(own))
    forged.append(replace(GOOD, at=9_000), AT)
    found = forged.all()
    assert signed(found) == [1_000, 2_000, 3_000]
    assert found[-1].why == "its signature is of no key that counts"


def test_a_signature_moved_to_other_evidence(kept: DrillRecord, tmp_path: Path) -> None:
    forged = alike(kept, tmp_path / "forged")
    forged.append(replace(GOOD, at=9_000), AT)
    path = Path(forged.path + ".sig")
    lines = path.read_text().splitlines(keepends=True)
    signature = lines[1].partition('"signature"')[2]
    lines[3] = lines[3].partition('"signature"')[0] + '"signature"' + signature
    path.write_text("".join(lines))
    assert signed(forged.all()) == [1_000, 2_000, 3_000]


def test_a_signature_for_another_purpose(kept: DrillRecord, key: Path, tmp_path: Path) -> None:
    """The same key signs commits elsewhere: its namespace is another."""
    import json

    forged = alike(kept, tmp_path / "forged")
    forged.append(replace(GOOD, at=9_000), AT)
    path = Path(forged.path + ".sig")
    lines = path.read_text().splitlines()
    body = json.loads(lines[3])
    words = [parts.apt("ssh-keygen", "openssh-client"), "-Y", "sign", "-q", "-n", "git", "-f", str(key)]
    done = subprocess.run(words, input=body["chain"], capture_output=True, text=True, check=True)
    lines[3] = json.dumps({**body, "signature": done.stdout}, sort_keys=True)
    path.write_text("\n".join(lines) + "\n")
    assert signed(forged.all()) == [1_000, 2_000, 3_000]


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_a_file_of_signers_that_others_can_write(kept: DrillRecord, tmp_path: Path, mode: int) -> None:
    (tmp_path / "signers").chmod(mode)
    found = kept.all()
    assert signed(found) == []
    assert "can be written by others than root" in found[0].why


def test_a_file_of_signers_of_another_user(kept: DrillRecord, tmp_path: Path) -> None:
    found = alike(kept, tmp_path / "alike", owner=os.getuid() + 1).all()
    assert signed(found) == []
    assert "can be written by others than root" in found[0].why


def test_without_signers_nobody_counts(kept: DrillRecord, tmp_path: Path) -> None:
    found = alike(kept, tmp_path / "alike", signers="").all()
    assert signed(found) == []
    assert "no file of signers" in found[0].why


def test_killed_between_leaf_and_link(kept: DrillRecord, key: Path, tmp_path: Path) -> None:
    """The leaf is there and counts for nothing; the next run closes the gap, and its own evidence counts."""
    JsonLinesRecorder(kept.path, mode=0o644).append(record(replace(GOOD, at=4_000), AT))
    assert signed(kept.all()) == [1_000, 2_000, 3_000]
    kept.append(replace(GOOD, at=5_000), AT)
    assert signed(kept.all()) == [1_000, 2_000, 3_000, 5_000]
    assert [one.evidence.at for one in kept.all()] == [1_000, 2_000, 3_000, 4_000, 5_000]


def test_killed_in_the_middle_of_a_link(kept: DrillRecord) -> None:
    """Half a line of the chain is told as what it is: nothing is repaired behind anybody's back."""
    with open(kept.path + ".sig", "ab") as file:
        file.write(b'{"leaf": "12')
    with pytest.raises(CouldNotJudge, match="line 4 is no link"):
        kept.all()


def test_a_key_that_cannot_sign_keeps_nothing_as_signed(kept: DrillRecord, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("no key at all\n")
    broken.chmod(0o600)
    with pytest.raises(CouldNotJudge, match="could not be signed"):
        alike(kept, tmp_path / "alike", key=str(broken)).append(replace(GOOD, at=9_000), AT)
    harmed = DrillRecord(str(tmp_path / "alike"), signers=str(tmp_path / "signers"), owner=os.getuid())
    assert signed(harmed.all()) == [1_000, 2_000, 3_000]


def test_two_at_once_keep_both(kept: DrillRecord, key: Path) -> None:
    program = (
        "import sys; from keyturn.adapter.drill_record import DrillRecord; from keyturn.drill.evidence import Evidence;"
        f"[DrillRecord({os.path.dirname(kept.path)!r}, key={str(key)!r}).append(Evidence('x', 'd', int(sys.argv[1])),"
        f" {AT!r}) for _ in range(4)]"
    )
    import sys

    running = [subprocess.Popen([sys.executable, "-c", program, str(at)]) for at in (7, 8)]
    assert [one.wait(60) for one in running] == [0, 0]
    assert len(signed(kept.all())) == 11
