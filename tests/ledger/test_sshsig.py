"""SSH signatures as bytes: read whole or not at all, and what a hardware key says of the person."""

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.ledger import sshsig
from keyturn.ledger.sshsig import SK_ECDSA, SK_ED25519, SignatureError, public_key, public_key_line, read, string
from tests.software_keys import SoftwareKey

NAME = "gate.allow@keyturn"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="module")
def signed(folder: Path) -> bytes:
    return SoftwareKey(folder).sign(b"let it pass", NAME)


@pytest.mark.parametrize("kind", [SK_ED25519, SK_ECDSA])
@pytest.mark.parametrize(
    ("flags", "why"), [(0, "not touched"), (1, "did not ask"), (4, "not touched"), (5, ""), (0x45, "")]
)
def test_only_a_touch_by_somebody_known_is_a_person(folder: Path, kind: str, flags: int, why: str) -> None:
    key = SoftwareKey(folder, kind, flags=flags)
    found = read(key.sign(b"let it pass", NAME))
    assert (found.flags, found.counter, found.namespace) == (flags, 7, NAME)
    assert found.key.application == "ssh:"
    assert why in found.no_person()
    assert bool(found.no_person()) is bool(why)


def test_a_plain_key_is_no_person(tmp_path: Path) -> None:
    path = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    made = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", NAME, "-f", str(path)], input=b"x", capture_output=True, check=True
    )
    found = read(made.stdout)
    assert not found.key.hardware
    assert "whatever runs as the person" in found.no_person()
    listed = subprocess.run(["ssh-keygen", "-l", "-f", str(path)], capture_output=True, text=True, check=True)
    assert listed.stdout.split()[1] == found.key.fingerprint()
    assert public_key_line(path.with_suffix(".pub").read_text()) == found.key


def test_what_is_made_anew_is_what_was_read(signed: bytes) -> None:
    found = read(signed)
    assert found.armoured() == signed
    assert read(found.armoured()) == found


@given(cut=st.integers(min_value=1, max_value=200), letter=st.sampled_from([b"", b"\0", b"=", b" "]))
def test_a_cut_or_stuffed_envelope_is_none(signed: bytes, cut: int, letter: bytes) -> None:
    head, _line, rest = signed.partition(b"\n")
    text = rest.removesuffix(b"\n-----END SSH SIGNATURE-----\n")
    changed = head + b"\n" + text[:-cut].rstrip(b"=\n") + letter + b"\n-----END SSH SIGNATURE-----\n"
    try:
        found = read(changed)
    except SignatureError:
        return
    # only what stands for the very same bytes is still read
    assert found == read(signed)


@given(st.binary(max_size=400))
def test_no_bytes_make_a_reader_fall_over(data: bytes) -> None:
    for blob in (data, b"SSHSIG\0\0\0\1" + data, b"SSHSIG\0\0\0\1" + string(string(SK_ED25519.encode()) + data)):
        text = b"-----BEGIN SSH SIGNATURE-----\n" + base64.b64encode(blob) + b"\n-----END SSH SIGNATURE-----\n"
        for attempt in (lambda text=text: read(text), lambda blob=blob: public_key(blob)):
            try:
                attempt()
            except SignatureError:
                continue


def test_a_browsers_signature_is_not_taken_for_a_keys(folder: Path) -> None:
    key = SoftwareKey(folder, SK_ECDSA)
    inner = key.signature(b"x").replace(SK_ECDSA.encode(), b"x" * len(SK_ECDSA))
    with pytest.raises(SignatureError, match="cannot have made"):
        read(key.envelope(inner, NAME))


def test_a_flag_behind_the_end_is_not_read(folder: Path) -> None:
    key = SoftwareKey(folder, flags=0)
    with pytest.raises(SignatureError, match="behind the end"):
        read(key.envelope(key.signature(b"x") + b"\5\0\0\0\7", NAME))


def test_a_name_that_hides_letters_is_none(folder: Path) -> None:
    key = SoftwareKey(folder)
    with pytest.raises(SignatureError, match="plain text"):
        read(key.envelope(key.signature(b"x"), "gate\u202e"))


def test_a_weak_hash_is_none(folder: Path) -> None:
    key = SoftwareKey(folder)
    with pytest.raises(SignatureError, match="hash"):
        read(key.envelope(key.signature(b"x"), NAME, "sha1"))
    with pytest.raises(SignatureError):
        sshsig.signed_bytes(b"x", NAME, "md5")


def test_a_line_that_names_another_type_is_none(folder: Path) -> None:
    key = SoftwareKey(folder)
    with pytest.raises(SignatureError, match="holds a key of type"):
        public_key_line(key.public.replace(SK_ED25519, "ssh-ed25519", 1))
    with pytest.raises(SignatureError):
        public_key_line("")
    with pytest.raises(SignatureError):
        public_key_line(f"{SK_ED25519} not-base64")
