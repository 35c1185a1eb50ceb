"""What a cold call loads, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.hook.hook_support import BENIGN, FATAL, Machine, payload
from tests.house.test_imports import BANNED


@pytest.fixture
def machine() -> Iterator[Machine]:
    made = Machine()
    yield made
    made.close()


@pytest.mark.parametrize("command", [BENIGN, FATAL, "git push --force origin main", "rm -rf node_modules"])
def test_nothing_expensive_is_loaded(machine: Machine, command: str) -> None:
    """From the host's payload to its answer; what keeps the record comes after."""
    words = [sys.executable, "-I", "-S", "-X", "importtime", str(machine.cold_path), "claude"]
    done = subprocess.run(words, input=payload(command), capture_output=True, cwd=machine.work, check=False)
    names = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines() if "import time:" in line}
    assert "keyturn.gate.service" in names
    assert sorted(names.intersection((*BANNED, "hashlib", "_hashlib", "fractions", "decimal"))) == []


def test_site_packages_run_nothing(machine: Machine) -> None:
    words = [sys.executable, "-I", "-S", "-v", str(machine.cold_path), "claude"]
    done = subprocess.run(words, input=payload(BENIGN), capture_output=True, cwd=machine.work, check=False)
    assert b"import 'site'" not in done.stderr
    assert b"sitecustomize" not in done.stderr
