"""Puts the Terraform rehearser together: where its programs run, its pins, what it advises."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from keyturn.adapter.rehearse_terraform import Done, TerraformRehearser
from keyturn.errors import CouldNotJudge
from keyturn.wiring.pins import Pins

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keyturn.tool.pins import Pin


def _direct(
    argv: Sequence[str], directory: str, environment: Mapping[str, str], *, seconds: float, network: bool, writable: str
) -> Done:
    del network, writable
    try:
        done = subprocess.run(
            list(argv),
            cwd=directory,
            env=dict(environment),
            capture_output=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise CouldNotJudge(f"{os.path.basename(argv[0])} did not end in {seconds:.0f} seconds") from error
    return Done(done.returncode, done.stdout, done.stderr)


def rehearser(root: str = "") -> TerraformRehearser:
    """The rehearser with this user's pins. `root` is put before Keyturn's places (tests)."""
    from keyturn.tool.rules import terraform

    advice = {rule.id: rule.instead for rule in terraform.RULES if rule.category == "identity"}
    pins = Pins(root)
    return TerraformRehearser(_direct, pins.get, pins.keep, advice)


def identity(directory: str, workspace: str, program: str) -> Pin:
    """What the state of a directory is now. Raises CouldNotJudge."""
    return rehearser().identity(directory, workspace, os.environ, program)
