"""What makes a machine run drills again and again: systemd, cron, a Kubernetes CronJob, a GitHub Actions workflow.

Keyturn has no scheduler of its own. Nothing is installed here: the texts are handed over.
"""

from __future__ import annotations

import shlex

from keyturn.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

FORMS = ("systemd", "cron", "kubernetes", "github")


def minute_of(name: str) -> int:
    """A minute of the hour that spreads drills out, the same for a name each time."""
    return sum(name.encode()) % 60


def cron_time(every: int, name: str) -> str:
    """Cron's five fields for a period in seconds: the nearest that is not longer than asked for."""
    minute = minute_of(name)
    hours = every // 3_600
    if hours < 1:
        return f"*/{max(1, every // 60)} * * * *"
    if hours < 24:
        return f"{minute} */{max(one for one in (1, 2, 3, 4, 6, 8, 12) if one <= hours)} * * *"
    if hours < 24 * 7:
        return f"{minute} 3 * * *"
    return f"{minute} 3 * * 1"


def _checked(command: Sequence[str]) -> None:
    for word in command:
        if any(ord(char) < 0x20 or ord(char) == 0x7F for char in word):
            raise UsageError("a path with a line break or a control character cannot be scheduled")


def systemd(name: str, command: Sequence[str], every: int, user: str) -> dict[str, str]:
    """File name → text of a service and its timer. `user` "" leaves the choice to the installer."""
    _checked((*command, user))
    unit = f"keyturn-drill-{name}"
    words = " ".join(_unit_word(word) for word in command)
    who = f"User={user}\n" if user else ""
    service = f"""\
[Unit]
Description=Keyturn: restore drill {name}

[Service]
Type=oneshot
{who}ExecStart={words}
# 1 is a drill that failed, 2 a definition that cannot be read, 3 one that could not be run: all are failures
PrivateTmp=true
NoNewPrivileges=true
ProtectSystem=full
TimeoutStartSec=12h
"""
    calendar = "Mon *-*-* 03" if every >= 7 * 86_400 else "*-*-* 03" if every >= 86_400 else None
    hours = max((one for one in (1, 2, 3, 4, 6, 8, 12) if one * 3_600 <= every), default=1)
    at = f"{calendar}:{minute_of(name):02}:00" if calendar else f"*-*-* 00/{hours}:{minute_of(name):02}:00"
    timer = f"""\
[Unit]
Description=Keyturn: when restore drill {name} is run

[Timer]
OnCalendar={at}
# what was missed while the machine was off is made up for once
Persistent=true
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target
"""
    return {f"{unit}.service": service, f"{unit}.timer": timer}


def _unit_word(word: str) -> str:
    out = word.replace("%", "%%").replace("$", "$$")
    if not out or any(char in " \t'\"\\;" for char in out):
        return '"' + out.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return out


def cron(name: str, command: Sequence[str], every: int) -> str:
    """A line for crontab."""
    _checked(command)
    words = " ".join(shlex.quote(word) for word in command).replace("%", "\\%")
    return f"{cron_time(every, name)} {words}\n"


def kubernetes(name: str, every: int, image: str) -> str:
    """A CronJob. The file of drills comes from a config map, evidence goes to a volume."""
    import yaml

    safe = name.lower().replace("_", "-").replace(".", "-")
    job = {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": f"keyturn-drill-{safe}"},
        "spec": {
            "schedule": cron_time(every, name),
            # two drills of one name would wait for each other
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 3_600,
            "jobTemplate": {
                "spec": {
                    "backoffLimit": 0,
                    "template": {
                        "spec": {
                            "restartPolicy": "Never",
                            "automountServiceAccountToken": False,
                            "securityContext": {"runAsNonRoot": True, "runAsUser": 10_001},
                            "containers": [
                                {
                                    "name": "drill",
                                    "image": image,
                                    "args": ["keyturn", "drill", "run", name, "--config", "/etc/keyturn/drills.toml"],
                                    "securityContext": {
                                        "allowPrivilegeEscalation": False,
                                        "capabilities": {"drop": ["ALL"]},
                                    },
                                    "volumeMounts": [
                                        {"name": "drills", "mountPath": "/etc/keyturn", "readOnly": True},
                                        {"name": "record", "mountPath": "/var/lib/keyturn/drills"},
                                        {"name": "scratch", "mountPath": "/tmp"},  # noqa: S108 - the container's own
                                    ],
                                }
                            ],
                            "volumes": [
                                {"name": "drills", "configMap": {"name": "keyturn-drills"}},
                                {"name": "record", "persistentVolumeClaim": {"claimName": "keyturn-drills"}},
                                {"name": "scratch", "emptyDir": {}},
                            ],
                        }
                    },
                }
            },
        },
    }
    return str(yaml.safe_dump(job, sort_keys=False))


def github(name: str, every: int) -> str:
    """A workflow. How its backups come to the machine is the repository's business."""
    return f"""\
name: Restore drill {name}
on:
  schedule:
    - cron: "{cron_time(every, name)}"
  workflow_dispatch: {{}}
permissions:
  contents: read
concurrency:
  group: keyturn-drill-{name}
  cancel-in-progress: false
jobs:
  drill:
    runs-on: ubuntu-24.04
    timeout-minutes: 360
    steps:
      # actions/checkout v4.2.2
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with:
          persist-credentials: false
      - name: Install
        run: python3 -m venv "$RUNNER_TEMP/keyturn" && "$RUNNER_TEMP/keyturn/bin/pip" install keyturn
      - name: Drill
        run: '"$RUNNER_TEMP/keyturn/bin/keyturn" drill run {shlex.quote(name)} --record "$RUNNER_TEMP/drills"'
      - name: Evidence
        if: always()
        # actions/upload-artifact v4.6.2
        uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02
        with:
          name: keyturn-drill-{name}
          path: ${{{{ runner.temp }}}}/drills
          retention-days: 90
"""
