"""Puts the Terraform rehearser together: where its programs run, its pins, what it advises."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from keyturn.adapter import sandbox
from keyturn.adapter.rehearse_terraform import STATE_LARGEST, Done, TerraformRehearser
from keyturn.errors import CouldNotJudge
from keyturn.wiring.pins import Pins

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from keyturn.tool.pins import Pin


def run(
    argv: Sequence[str],
    directory: str,
    environment: Mapping[str, str],
    *,
    seconds: float,
    network: bool,
    writable: str,
    strict: bool,
) -> Done:
    """In the file sandbox. Where the machine has none: as it is, unless the configuration runs programs of its own."""
    wish = sandbox.Wish(argv, directory, environment, seconds, keep=(writable,), network=network, output=STATE_LARGEST)
    try:
        ran = sandbox.run(wish)
    except sandbox.SandboxUnavailableError as error:
        if strict or sandbox.hides():
            what = "this configuration runs programs while it is planned" if strict else "nothing is planned without it"
            raise CouldNotJudge(f"{what}, and {error.what}", error.fix) from error
        return _direct(argv, directory, environment, seconds=seconds)
    name = os.path.basename(argv[0])
    if ran.stopped:
        raise CouldNotJudge(f"{name} was ended in the sandbox: {ran.stopped}", "give it more: --budget SECONDS")
    if ran.cut:
        raise CouldNotJudge(f"{name} wrote more than {STATE_LARGEST} bytes")
    return Done(1 if ran.exit_code is None else ran.exit_code, ran.output, ran.errors)


def _direct(argv: Sequence[str], directory: str, environment: Mapping[str, str], *, seconds: float) -> Done:
    """Without the sandbox: Terraform's own promise that a plan changes nothing is all there is."""
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
    return TerraformRehearser(run, pins.get, pins.keep, advice)


def identity(directory: str, workspace: str, program: str) -> Pin:
    """What the state of a directory is now. Raises CouldNotJudge."""
    return rehearser().identity(directory, workspace, os.environ, program)
