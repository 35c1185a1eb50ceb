"""The demo is the main job on real input, so it is a test: every incident stopped, every look-alike let through."""

import subprocess
import sys
import time

from demo.run import wrong
from tests.conftest import ROOT


def test_the_demo_meets_every_expectation_in_time() -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "demo.run", "--colour", "never"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "In short" in done.stdout
    assert time.monotonic() - began < 90


def test_the_demo_notices_what_it_must() -> None:
    assert wrong(0, "", "git/") == "it was let through"
    assert wrong(3, "", "git/") == "it was not judged (exit 3)"
    assert wrong(1, "sql/drop-table", "git/").startswith("it was stopped, but not for")
    assert wrong(1, "git/force-push", "git/", "2,229") == "it was stopped, but 2,229 is not named"
    assert wrong(1, "git/force-push: 2229 files", "git/", "2,229") == ""
