"""`config trust` and `pins accept` take the proof that the gate takes: a hardware key's touch."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from keyturn.adapter.proof_key import VOUCHED, KeyProof, SignedRecords
from keyturn.adapter.ssh_signatures import roster
from keyturn.errors import NoHumanProofError
from keyturn.tool.pins import PROVEN, Pin
from keyturn.wiring import configuration, places
from keyturn.wiring.pins import Pins
from tests.homes import own_home
from tests.software_keys import SoftwareKey, enrol

if TYPE_CHECKING:
    from keyturn.ledger.port import HumanProof

LAX = '[environment.dev]\nmatches = ["kube:context=dev"]\n'


class Desk:
    """A repository with a file that loosens, root's roster with one key."""

    def __init__(self, root: Path, key: SoftwareKey) -> None:
        self.root = root
        self.key = key
        self.roster = enrol(root / "etc/keyturn/keys", key)
        self.work = root / "app"
        (self.work / ".git").mkdir(parents=True)
        self.file = self.work / "keyturn.toml"
        self.file.write_text(LAX)
        self.vouched = Path(places.vouched(str(root)))
        self.vouched.parent.mkdir(parents=True)

    def proof(self, flags: int = 5) -> HumanProof:
        self.key.flags = flags
        keys = roster(str(self.roster), os.getuid(), str(self.root))
        return KeyProof(str(self.vouched), "id_sk", keys, lambda _text: None, signing=self.key.sign)

    def trust(self, flags: int = 5) -> None:
        layer = configuration.read_layer(str(self.file), "repository")
        assert layer is not None
        configuration.trust(layer, "trust it?", root=str(self.root), proof=self.proof(flags))

    def trusted(self) -> bool:
        found = configuration.survey(str(self.work), root=str(self.root))
        return any(file == str(self.file) for file, _digest in found.trusted)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    own_home(tmp_path, monkeypatch)
    return Desk(tmp_path, SoftwareKey(tmp_path))


def test_a_touch_lets_a_file_loosen_until_it_changes(desk: Desk) -> None:
    assert not desk.trusted()
    desk.trust()
    assert desk.trusted()
    desk.file.write_text(LAX + "# another byte\n")
    assert not desk.trusted()
    desk.file.write_text(LAX)
    assert desk.trusted()


@pytest.mark.parametrize("flags", [0, 1, 4])
def test_a_signature_without_the_person_trusts_nothing(desk: Desk, flags: int) -> None:
    with pytest.raises(NoHumanProofError):
        desk.trust(flags)
    assert not desk.trusted()


def test_a_line_that_a_program_wrote_trusts_nothing(desk: Desk) -> None:
    desk.trust()
    line = json.loads(desk.vouched.read_text())
    desk.vouched.write_text(json.dumps({**line, "leaf": line["leaf"].replace("app", "ape")}) + "\n")
    assert not desk.trusted()
    desk.vouched.write_text(json.dumps({"leaf": line["leaf"]}) + "\n")
    assert not desk.trusted()


def test_a_key_that_is_no_longer_enrolled_trusts_nothing(desk: Desk) -> None:
    desk.trust()
    desk.roster.write_text("")
    assert not desk.trusted()


def test_a_signed_pin_is_a_proven_one(desk: Desk) -> None:
    pins = Pins(str(desk.root), owner=os.getuid())
    where = str(desk.work)
    pins.accept(where, "default", Pin("s3:a", "c", "lineage-1", 4, 9, at=100), desk.proof())
    found = pins.get(where, "default")
    assert found is not None
    assert (found.lineage, found.by) == ("lineage-1", PROVEN)


def test_lines_in_another_order_do_not_bring_an_older_pin_back(desk: Desk) -> None:
    pins = Pins(str(desk.root), owner=os.getuid())
    where = str(desk.work)
    pins.accept(where, "default", Pin("s3:a", "c", "old", 4, 9, at=100), desk.proof())
    pins.accept(where, "default", Pin("s3:a", "c", "new", 1, 9, at=200), desk.proof())
    lines = desk.vouched.read_text().splitlines(keepends=True)
    desk.vouched.write_text("".join(reversed(lines)))
    found = pins.get(where, "default")
    assert found is not None
    assert found.lineage == "new"


def test_a_trust_is_no_pin_and_a_pin_no_trust(desk: Desk) -> None:
    desk.trust()
    keys = str(desk.roster)
    records = SignedRecords(str(desk.vouched), keys, owner=os.getuid(), top=str(desk.root), most=VOUCHED)
    assert len(list(records.leaves("config.trust", lambda _found: True))) == 1
    assert not list(records.leaves("pin.accepted", lambda _found: True))
