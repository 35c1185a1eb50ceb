"""What makes a machine call `keyturn cal tick` again and again: a systemd timer with its service, or a line for cron.

Keyturn has no scheduler of its own. Nothing is installed here: the texts are handed over, with the commands that
install them.
"""

from __future__ import annotations

from keyturn.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY: dict[str, tuple[str, str]] = {
    "5m": ("*:0/5", "*/5 * * * *"),
    "15m": ("*:0/15", "*/15 * * * *"),
    "hourly": ("hourly", "7 * * * *"),
    "daily": ("daily", "7 6 * * *"),
    "weekly": ("weekly", "7 6 * * 1"),
}
"""How often → (systemd's OnCalendar, cron's five fields)."""
SERVICE = "keyturn-cal.service"
TIMER = "keyturn-cal.timer"


def _checked(command: Sequence[str]) -> None:
    for word in command:
        if any(ord(char) < 0x20 or ord(char) == 0x7F for char in word):
            raise UsageError("a path with a line break or a control character cannot be scheduled")
    if not command[0].startswith("/"):
        raise UsageError(f"{command[0]} is no absolute path")


def systemd(command: Sequence[str], every: str) -> dict[str, str]:
    """File name → text of the service and of the timer. `command` is absolute. Raises UsageError."""
    _checked(command)
    calendar = EVERY[every][0]
    words = " ".join(_unit_word(word) for word in command)
    service = f"""\
[Unit]
Description=Keyturn: watches, wakes and perches of CAL scripts

[Service]
Type=oneshot
ExecStart={words}
# 1 is an alert that could not be delivered, 2 a script or data that cannot be read, 3 a fault: all are failures
NoNewPrivileges=true
TimeoutStartSec=15min
"""
    timer = f"""\
[Unit]
Description=Keyturn: when CAL scripts are looked at

[Timer]
OnCalendar={calendar}
# what was missed while the machine was off is made up for once
Persistent=true
RandomizedDelaySec=30s

[Install]
WantedBy=timers.target
"""
    return {SERVICE: service, TIMER: timer}


def _unit_word(word: str) -> str:
    """A word of ExecStart: specifiers and variables doubled, quoted where systemd would split or unescape it."""
    out = word.replace("%", "%%").replace("$", "$$")
    if not out or any(char in " \t'\"\\;" for char in out):
        return '"' + out.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return out


def cron(command: Sequence[str], every: str) -> str:
    """A line for crontab. Raises UsageError."""
    _checked(command)
    words = " ".join(_shell_word(word) for word in command)
    # cron ends a command at a bare per cent sign
    return f"{EVERY[every][1]} {words.replace('%', chr(92) + '%')}\n"


def _shell_word(word: str) -> str:
    import shlex

    return shlex.quote(word)
