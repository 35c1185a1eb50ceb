"""What is written for systemd and cron is taken by systemd, and means the very command."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from keyturn.adapter.cal_schedule import EVERY, SERVICE, TIMER, cron, systemd
from keyturn.errors import UsageError

COMMAND = [
    "/opt/keyturn/bin/keyturn",
    "cal",
    "tick",
    "--state",
    "/var/lib/some where/100% $HOME \"x\" 'y' \\ a;b/state.json",
]


@pytest.mark.parametrize("every", EVERY)
def test_systemd_takes_the_units(tmp_path: Path, every: str) -> None:
    if shutil.which("systemd-analyze") is None:
        checked_by_hand(systemd(COMMAND, every))
        return
    for name, text in systemd([shutil.which("true") or "/bin/true", *COMMAND[1:]], every).items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / SERVICE), str(tmp_path / TIMER)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "keyturn-cal" in line]
    assert ours == []
    calendar = subprocess.run(
        ["systemd-analyze", "calendar", EVERY[every][0]], capture_output=True, text=True, check=False
    )
    assert calendar.returncode == 0, calendar.stderr


def checked_by_hand(units: dict[str, str]) -> None:
    """Where systemd is not installed: sections and keys that it must have, each `Key=value`."""
    for text in units.values():
        for line in text.splitlines():
            assert not line or line[0] in "[#" or line.partition("=")[1]
    assert "ExecStart=" in units[SERVICE]
    assert "OnCalendar=" in units[TIMER]


def unit_words(text: str) -> list[str]:
    """The words of an ExecStart as systemd.syntax says that they are read: quotes, backslashes, %% and $$."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(text)]


def test_a_unit_means_the_command() -> None:
    line = next(line for line in systemd(COMMAND, "hourly")[SERVICE].splitlines() if line.startswith("ExecStart="))
    assert unit_words(line.removeprefix("ExecStart=")) == COMMAND


def test_a_line_for_cron_means_the_command() -> None:
    line = cron(COMMAND, "15m")
    assert line.startswith("*/15 * * * * /opt/keyturn/bin/keyturn cal tick --state ")
    # cron turns a bare % into a line break, and takes the backslash from \%
    said = line.removeprefix("*/15 * * * * ").replace("\\%", "%")
    done = subprocess.run(["sh", "-c", f"printf '%s\\n' {said}"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == COMMAND


@pytest.mark.parametrize("command", [["keyturn", "cal"], ["/bin/key\nturn"], ["/bin/keyturn", "a\x1bb"]])
def test_what_cannot_be_scheduled(command: list[str]) -> None:
    for write in (systemd, cron):
        with pytest.raises(UsageError):
            write(command, "daily")
