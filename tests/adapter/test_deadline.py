"""Work ends in time, whatever it does."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from keyturn.adapter.deadline import run_within


def test_an_answer_comes_back_whole() -> None:
    assert run_within(10, lambda: b"x" * 1_000_000) == b"x" * 1_000_000
    assert run_within(10, lambda: b"") == b""


@pytest.mark.filterwarnings("ignore")
def test_a_child_that_ends_without_an_answer_gives_none(capfd: pytest.CaptureFixture[str]) -> None:
    def ends() -> bytes:
        os.kill(os.getpid(), signal.SIGTERM)
        return b"never"

    def fails() -> bytes:
        raise KeyboardInterrupt

    assert run_within(10, ends) is None
    assert run_within(10, fails) is None


def test_what_ignores_signals_and_starts_others_is_ended(tmp_path: Path) -> None:
    def stubborn() -> bytes:
        for one in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(one, signal.SIG_IGN)
        helper = subprocess.Popen(["sleep", "600"])
        (tmp_path / "pid").write_text(str(helper.pid))
        while True:
            pass

    begun = time.monotonic()
    assert run_within(0.5, stubborn) is None
    assert time.monotonic() - begun < 2
    helper = Path(f"/proc/{(tmp_path / 'pid').read_text()}/stat")
    for _try in range(50):
        if not helper.exists() or helper.read_text().split()[2] == "Z":
            return
        time.sleep(0.02)
    pytest.fail("the helper still runs")
