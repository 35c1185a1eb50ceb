"""A broker's set-up: planned first, made once, never over what is there, with units that systemd reads."""

from __future__ import annotations

import configparser
import json
import os
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from keyturn.broker import settings_reading
from keyturn.cli.main import dispatch
from keyturn.errors import CouldNotJudge
from keyturn.wiring import ledger, setup_broker
from tests import parts

if TYPE_CHECKING:
    from pathlib import Path


def seen(folder: Path) -> dict[str, tuple[int, bytes]]:
    found = {}
    for path in sorted(folder.rglob("*")):
        facts = path.lstat()
        found[str(path.relative_to(folder))] = (facts.st_mode, path.read_bytes() if path.is_file() else b"")
    return found


def test_made_once_and_then_nothing_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["setup-broker", "--root", str(tmp_path), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)["made"]
    assert "/etc/keyturn/broker.toml" in made
    before = seen(tmp_path)
    assert dispatch(["setup-broker", "--root", str(tmp_path), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)["made"]
    assert [one for one in again if one.startswith("/")] == []
    assert seen(tmp_path) == before


def test_a_dry_run_makes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch(["setup-broker", "--root", str(tmp_path), "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "NoNewPrivileges=yes" in out
    assert "advisory" in out
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_filled_in_stays(tmp_path: Path) -> None:
    (tmp_path / "etc" / "keyturn").mkdir(parents=True)
    (tmp_path / "etc" / "keyturn" / "roster.toml").write_text("# ours\n")
    list(setup_broker.apply(str(tmp_path)))
    assert (tmp_path / "etc" / "keyturn" / "roster.toml").read_text() == "# ours\n"


def test_what_only_the_broker_may_look_into(tmp_path: Path) -> None:
    list(setup_broker.apply(str(tmp_path)))
    for path in (setup_broker.STATE, "/etc/keyturn/credentials"):
        assert stat.S_IMODE(os.stat(f"{tmp_path}{path}").st_mode) == 0o700


def test_the_example_settings_are_settings(tmp_path: Path) -> None:
    settings_reading.read(setup_broker.BROKER_TOML.encode())
    filled = "\n".join(
        line.removeprefix("# ").partition("   #")[0]
        for line in setup_broker.BROKER_TOML.splitlines()
        if not line.startswith(("# The", "# Any"))
    )
    found = settings_reading.read(filled.replace('promote_from = "staging"\n', "").encode()).settings
    assert found.place("prod").secrets[0].variable == "DATABASE_URL"
    assert found.store.startswith("postgresql")
    del tmp_path


def test_units_that_systemd_reads(tmp_path: Path) -> None:
    list(setup_broker.apply(str(tmp_path)))
    units = sorted((tmp_path / "etc" / "systemd" / "system").iterdir())
    assert [one.name for one in units] == ["keyturn-broker.service", "keyturn-witness.service"]
    for unit in units:
        read = configparser.ConfigParser(strict=False, interpolation=None)
        read.optionxform = str  # type: ignore[assignment, method-assign]
        read.read_string(unit.read_text())
        assert read["Service"]["NoNewPrivileges"] == "yes"
        assert read["Service"]["CapabilityBoundingSet"] == ""
        assert read["Service"]["ProtectSystem"] == "strict"
        assert read["Service"]["User"] in (setup_broker.USER, setup_broker.WITNESS)


def test_the_units_verify_with_systemds_own_reader(tmp_path: Path) -> None:
    tool = parts.apt("systemd-analyze", "systemd")
    list(setup_broker.apply(str(tmp_path), python="/usr/bin/true"))
    units = sorted((tmp_path / "etc" / "systemd" / "system").iterdir())
    done = subprocess.run([tool, "verify", *map(str, units)], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "keyturn-" in line and "man:" not in line]
    assert said == []
    assert done.returncode == 0, done.stderr


def test_the_brokers_unit_leaves_a_rehearsal_its_proc(tmp_path: Path) -> None:
    """What lays something over /proc keeps the sandbox from a /proc of its own, and then nothing could be planned."""
    list(setup_broker.apply(str(tmp_path)))
    text = (tmp_path / "etc" / "systemd" / "system" / "keyturn-broker.service").read_text()
    keys = {line.partition("=")[0] for line in text.splitlines() if not line.startswith("#")}
    assert not keys & {"ProtectKernelTunables", "ProtectKernelLogs", "RestrictNamespaces", "ProcSubset"}
    assert "@mount" in text


def test_the_ledgers_key_is_the_brokers_alone_and_made_once(tmp_path: Path) -> None:
    list(setup_broker.apply(str(tmp_path)))
    key = tmp_path / setup_broker.LEDGER_KEY.lstrip("/")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    known = ledger.load(str(tmp_path / "etc" / "keyturn" / "ledger.toml"))
    assert known.key == setup_broker.LEDGER_KEY
    assert known.origin.endswith("/keyturn")
    before = key.read_bytes()
    list(setup_broker.apply(str(tmp_path)))
    assert key.read_bytes() == before
    (tmp_path / "etc" / "keyturn" / "ledger.toml").unlink()
    with pytest.raises(CouldNotJudge, match=r"ledger\.key is there"):
        list(setup_broker.apply(str(tmp_path)))
    assert key.read_bytes() == before


def test_without_root_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert dispatch(["setup-broker"]) == 2
    assert "sudo keyturn setup-broker" in capsys.readouterr().err
