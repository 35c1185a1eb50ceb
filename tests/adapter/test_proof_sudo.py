"""Proof of a human by sudo, with programs in sudo's place that behave as sudo does."""

import json
import os
import stat

import pytest

from keyturn.adapter.proof_sudo import PLACES, RootProof, SudoProof, genuine
from keyturn.errors import NoHumanProofError
from keyturn.ledger.canonical import leaf_hash
from keyturn.ledger.port import Record

RECORD = Record("config.trust", "2026-01-02T03:04:05Z", (("file", "/a"), ("digest", "00"), ("uid", 1)))

# Asks for a password: with -n it fails; without, it takes the prompt and runs what stands behind --.
ASKS = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/calls"
for word in "$@"; do [ "$word" = -n ] && exit 1; done
while [ "$1" != -- ]; do shift; done
shift; exec "$@"
"""
NOPASSWD = ASKS.replace("exit 1", ":")
WRONG_PASSWORD = "#!/bin/sh\nexit 1\n"


@pytest.fixture
def sudo(tmp_path):
    def make(text):
        path = tmp_path / "sudo"
        path.write_text(text)
        path.chmod(0o755)
        return str(path)

    return make


def proof(path, place):
    return SudoProof(str(place / "state" / "trust.jsonl"), places=(path,), real=lambda _path: True)


def test_a_password_confirms_and_the_record_is_kept(sudo, tmp_path):
    keeper = proof(sudo(ASKS), tmp_path)
    receipt = keeper.confirm("may 100% loosen", RECORD)
    data = (tmp_path / "state" / "trust.jsonl").read_bytes()
    assert json.loads(data)["body"]["file"] == "/a"
    assert leaf_hash(data.rstrip(b"\n")).hex() == receipt.leaf_hash
    assert stat.S_IMODE((tmp_path / "state" / "trust.jsonl").stat().st_mode) == 0o644
    calls = (tmp_path / "calls").read_text()
    # a cached password is never used, and none is left behind
    assert calls.startswith("-k -n --")
    assert "-k -p" in calls
    assert "may 100%% loosen" in calls


def test_an_account_without_password_proves_nothing(sudo, tmp_path):
    with pytest.raises(NoHumanProofError, match="no password"):
        proof(sudo(NOPASSWD), tmp_path).confirm("x", RECORD)
    trust = tmp_path / "state" / "trust.jsonl"
    assert not trust.exists() or trust.read_bytes() == b""


def test_a_wrong_password_proves_nothing(sudo, tmp_path):
    with pytest.raises(NoHumanProofError, match="nobody proved"):
        proof(sudo(WRONG_PASSWORD), tmp_path).confirm("x", RECORD)
    assert not (tmp_path / "state").exists()


def test_a_program_called_sudo_is_not_sudo(sudo, tmp_path):
    assert not genuine(sudo(ASKS))
    assert not genuine(str(tmp_path / "absent"))
    fake = SudoProof(str(tmp_path / "trust.jsonl"), places=(sudo(ASKS),))
    with pytest.raises(NoHumanProofError, match="no sudo"):
        fake.confirm("x", RECORD)


def test_sudo_is_never_looked_for_on_the_path():
    assert all(os.path.isabs(place) for place in PLACES)


def test_root_confirms_only_what_nobody_else_can_change(tmp_path):
    path = tmp_path / "trust.jsonl"
    with pytest.raises(NoHumanProofError, match="written by its group"):
        RootProof(str(path), "it can be written by its group").confirm("x", RECORD)
    assert not path.exists()
    assert RootProof(str(path), "").confirm("x", RECORD).leaf_hash
    assert json.loads(path.read_bytes())["kind"] == "config.trust"


def test_without_proof_the_exit_code_is_held():
    assert NoHumanProofError("x").exit_code == 1
