"""The broker's documents: what each may say, and that every fault names its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from keyturn.adapter.broker_rules import FileRules
from keyturn.broker import roster, settings_reading
from keyturn.broker.settings import Secret
from keyturn.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKx5zk0wq"
ROSTER = f"""
[[person]]
id = "alice"
roles = ["senior"]
uids = [1001]
keys = [{{ public = "{KEY}1 alice@desk" }}]

[[person]]
id = "bob"
uids = [1002]
keys = [{{ public = "{KEY}2" }}]

[[agent]]
id = "bot"
owner = "bob"
uids = [2001]
"""

SETTINGS = """
directory = "/var/lib/keyturn/broker"
expires = "12h"

[environment.prod]
tier = 1
documentation = ["why", "ticket"]
promote_from = "staging"
soak = "30m"
roles = { dba = 1 }
senior_for_ai = 1
[environment.prod.secrets]
DATABASE_URL = { file = "/etc/keyturn/credentials/prod-url" }
TOKEN = { systemd = "token" }
[environment.staging]
plain_keys = true

[[check]]
name = "restore"
kind = "drill"
system = "orders"
within = "24h"
environments = ["prod"]
waivable = false

[[regime]]
name = "90 days"
from = 2026-01-01T00:00:00Z
until = 2026-04-01T00:00:00Z
tiers = [1]
keys = 3
checks = ["restore"]

[[freeze]]
name = "nights"
from = 2026-01-01T22:00:00
lasts = "8h"
repeat = "FREQ=DAILY"
zone = "Europe/Berlin"
environments = ["prod"]
"""


def test_a_roster() -> None:
    found = roster.read(ROSTER.encode())
    alice = found.person_of(1001)
    assert alice is not None
    assert (alice.id, alice.roles, alice.keys[0].public) == ("alice", ("senior",), KEY + "1")
    agent = found.agent_of(2001)
    assert agent is not None
    assert agent.owner == "bob"
    assert found.digest != roster.read((ROSTER + "\n").encode()).digest


@pytest.mark.parametrize(
    ("before", "after", "line", "key", "what"),
    [
        ('"bob"\nuids', '"alice"\nuids', 9, "person[1].id", "alice's already"),
        (KEY + "2", KEY + "1", 11, "person[1].keys[0]", "key is alice's already"),
        ("[1002]", "[1001]", 10, "person[1].uids[0]", "account 1001"),
        ("[2001]", "[1001]", 16, "agent[0].uids[0]", "account 1001"),
        ('owner = "bob"', 'owner = "mallory"', 15, "agent[0].owner", "nobody"),
        ("roles =", "rols =", 4, "person[0].rols", "no such key"),
        ("[1001]", '["1001"]', 5, "person[0].uids[0]", "int"),
        (KEY + "2", "nothing", 11, "person[1].keys[0]", "no public key"),
        ('id = "bob"', 'id = "Bob B"', 9, "person[1].id", "no name"),
        ('owner = "bob"', 'owner = "bob"\nprincipal = "person"', 16, "agent[0].principal", "no kind"),
        ("[[agent]]", "[agent", 13, "", ""),
    ],
)
def test_every_fault_of_a_roster_names_its_place(before: str, after: str, line: int, key: str, what: str) -> None:
    assert before in ROSTER
    with pytest.raises(ConfigurationError) as caught:
        roster.read(ROSTER.replace(before, after).encode(), "roster.toml")
    assert (caught.value.file, caught.value.key) == ("roster.toml", key)
    assert what in caught.value.what
    assert abs(caught.value.line - line) <= (1 if not key else 0)


def test_a_misspelt_key_is_guessed() -> None:
    with pytest.raises(ConfigurationError) as caught:
        roster.read(ROSTER.replace("roles", "rols").encode())
    assert "'roles'" in caught.value.fix


def test_nobody_in_it_is_no_roster() -> None:
    with pytest.raises(ConfigurationError, match="nobody"):
        roster.read(b"")


def test_settings() -> None:
    found = settings_reading.read(SETTINGS.encode())
    place = found.settings.place("prod")
    assert (place.tier, place.soak, place.roles, place.senior_for_ai) == (1, 1800, (("dba", 1),), 1)
    assert place.secrets == (
        Secret("DATABASE_URL", file="/etc/keyturn/credentials/prod-url"),
        Secret("TOKEN", systemd="token"),
    )
    assert found.settings.place("staging").plain_keys
    assert not found.settings.place("elsewhere").plain_keys
    assert found.settings.checks[0].parameters == (("system", "orders"),)
    assert found.settings.regimes[0].keys == 3
    assert found.freezes[0].zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("before", "after", "key", "what"),
    [
        ('"12h"', '"12"', "expires", "no duration"),
        ('"12h"', '"0h"', "expires", "no time"),
        ('"/var/lib', '"var/lib', "directory", "absolute"),
        ("tier = 1\n", 'tier = "one"\n', "environment.prod.tier", "int"),
        ('"why", ', '"because", ', "environment.prod.documentation", "because"),
        ('promote_from = "staging"', 'promote_from = "nowhere"', "environment.prod.promote_from", "nowhere"),
        (
            '{ systemd = "token" }',
            '{ systemd = "token", file = "/x" }',
            "environment.prod.secrets.TOKEN",
            "exactly one",
        ),
        ('{ systemd = "token" }', '{ command = ["vault"] }', "environment.prod.secrets.TOKEN", "absolute"),
        ('kind = "drill"', 'kind = "hope"', "check[0].kind", "hope"),
        ('system = "orders"\n', "", "check[0]", "needs 'system'"),
        ('checks = ["restore"]', 'checks = ["other"]', "regime[0].checks", "other"),
        ("until = 2026-04-01T00:00:00Z", "until = 2026-04-01T00:00:00", "regime[0].until", "no zone"),
        ("until = 2026-04", "until = 2025-04", "regime[0].until", "before it begins"),
        ('zone = "Europe/Berlin"', 'zone = "Europe/Nowhere"', "freeze[0]", "no time zone"),
        ('zone = "Europe/Berlin"\n', "", "freeze[0].from", "no zone"),
        ('lasts = "8h"\n', "", "freeze[0]", "an end or a length"),
        ("FREQ=DAILY", "FREQ=SECONDLY", "freeze[0]", "daily"),
        ("FREQ=DAILY", "every day", "freeze[0]", "no rule"),
        ("roles = { dba = 1 }", "rolls = { dba = 1 }", "environment.prod.rolls", "no such key"),
        ("[environment.prod.secrets]", "[environmnt.prod.secrets]", "environmnt", "no such key"),
    ],
)
def test_every_fault_of_the_settings_names_its_place(before: str, after: str, key: str, what: str) -> None:
    assert before in SETTINGS
    with pytest.raises(ConfigurationError) as caught:
        settings_reading.read(SETTINGS.replace(before, after, 1).encode(), "broker.toml")
    assert caught.value.key == key
    assert what in str(caught.value)
    assert caught.value.line > 0


def made(folder: Path, pinned: str = "", *, owner: int | None = None) -> FileRules:
    import os

    (folder / "roster.toml").write_text(ROSTER)
    (folder / "broker.toml").write_text(f'roster = "{folder}/roster.toml"\n' + SETTINGS)
    for name in ("roster.toml", "broker.toml"):
        (folder / name).chmod(0o644)
    folder.chmod(0o755)
    return FileRules(
        str(folder / "broker.toml"),
        lambda: pinned,
        lambda: b"",
        lambda: ("policy", (), ()),
        owner=os.geteuid() if owner is None else owner,
        top=str(folder),
    )


def test_the_roster_counts_when_it_is_the_pinned_one(tmp_path: Path) -> None:
    digest = roster.read(ROSTER.encode()).digest
    rules = made(tmp_path, digest).rules()
    assert rules.problems == ()
    assert rules.roster.digest == digest
    (tmp_path / "roster.toml").write_text(ROSTER.replace('roles = ["senior"]', 'roles = ["senior", "dba"]'))
    assert "not the roster that is pinned" in made_again(tmp_path, digest).rules().problems[0]


def made_again(folder: Path, pinned: str) -> FileRules:
    import os

    return FileRules(
        str(folder / "broker.toml"),
        lambda: pinned,
        lambda: b"",
        lambda: ("policy", (), ()),
        owner=os.geteuid(),
        top=str(folder),
    )


def test_what_others_can_write_does_not_count(tmp_path: Path) -> None:
    digest = roster.read(ROSTER.encode()).digest
    source = made(tmp_path, digest)
    (tmp_path / "broker.toml").chmod(0o666)
    assert any("does not count" in one for one in source.rules().problems)


def test_without_a_pin_nothing_is_decided(tmp_path: Path) -> None:
    assert any("no roster is pinned" in one for one in made(tmp_path).rules().problems)


def test_any_change_of_a_rule_is_another_digest(tmp_path: Path) -> None:
    digest = roster.read(ROSTER.encode()).digest
    source = made(tmp_path, digest)
    before = source.rules()
    text = (tmp_path / "broker.toml").read_text()
    (tmp_path / "broker.toml").write_text(text.replace("senior_for_ai = 1", "senior_for_ai = 2"))
    assert source.rules().policy != before.policy
    (tmp_path / "broker.toml").write_text(text.replace('lasts = "8h"', 'lasts = "9h"'))
    assert source.rules().calendar.digest != before.calendar.digest
