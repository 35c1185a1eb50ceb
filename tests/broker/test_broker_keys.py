"""SSH signatures as keys: whose, for what, over what, and whether anybody was there."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter.broker_keys import SshScheme
from keyturn.broker.ports import KeyRefused
from keyturn.broker.quorum import PLAIN, PRESENT, VERIFIED
from keyturn.ledger.sshsig import SK_ECDSA, SK_ED25519
from tests.software_keys import SoftwareKey

if TYPE_CHECKING:
    from pathlib import Path

NAME = "approve@keyturn"
SCHEME = SshScheme()


@pytest.mark.parametrize("kind", [SK_ED25519, SK_ECDSA])
@pytest.mark.parametrize(("flags", "strength"), [(5, VERIFIED), (1, PRESENT)])
def test_what_a_hardware_key_says_of_the_person(tmp_path: Path, kind: str, flags: int, strength: str) -> None:
    key = SoftwareKey(tmp_path, kind, flags=flags)
    found = SCHEME.verify(key.public, b"the plan", NAME, key.sign(b"the plan", NAME))
    assert (found.strength, found.fingerprint, found.counter) == (strength, SCHEME.fingerprint(key.public), 7)


@pytest.mark.parametrize("flags", [0, 4])
def test_a_key_that_nobody_touched_is_refused_though_openssh_takes_it(tmp_path: Path, flags: int) -> None:
    key = SoftwareKey(tmp_path, flags=flags)
    with pytest.raises(KeyRefused, match="not touched"):
        SCHEME.verify(key.public, b"the plan", NAME, key.sign(b"the plan", NAME))


def test_a_plain_key_is_plain(tmp_path: Path) -> None:
    path = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    made = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", NAME, "-f", str(path)], input=b"x", capture_output=True, check=True
    )
    public = path.with_suffix(".pub").read_text()
    assert SCHEME.verify(public, b"x", NAME, made.stdout).strength == PLAIN
    with pytest.raises(KeyRefused, match="not of this key over this text"):
        SCHEME.verify(public, b"y", NAME, made.stdout)


def test_another_message_namespace_key_or_envelope(tmp_path: Path) -> None:
    key = SoftwareKey(tmp_path)
    (tmp_path / "other").mkdir()
    other = SoftwareKey(tmp_path / "other")
    signed = key.sign(b"the plan", NAME)
    with pytest.raises(KeyRefused, match="over this text"):
        SCHEME.verify(key.public, b"another plan", NAME, signed)
    with pytest.raises(KeyRefused, match="signed for"):
        SCHEME.verify(key.public, b"the plan", "reject@keyturn", signed)
    with pytest.raises(KeyRefused, match="not the key of this person"):
        SCHEME.verify(other.public, b"the plan", NAME, signed)
    with pytest.raises(KeyRefused):
        SCHEME.verify(key.public, b"the plan", NAME, b"nothing")
    with pytest.raises(KeyRefused):
        SCHEME.verify("nothing", b"the plan", NAME, signed)


def test_flags_raised_afterwards(tmp_path: Path) -> None:
    """The flags are part of what is signed: an untouched signature does not become a touched one."""
    key = SoftwareKey(tmp_path, flags=0)
    made = key.signature(b"SSHSIG")
    raised = made[:-5] + b"\5" + made[-4:]
    with pytest.raises(KeyRefused):
        SCHEME.verify(key.public, b"the plan", NAME, key.envelope(raised, NAME))
