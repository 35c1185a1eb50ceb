"""Our manifest in the real pre-commit framework, from this working copy as a repository of its own.

Needs what installing this package needs: the package index (or its mirror) that pip is configured for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.repositories import Repository


@pytest.mark.soak
def test_the_framework_runs_our_hooks_also_on_deletions_alone(tmp_path: Path) -> None:
    ours = Repository(tmp_path / "keyturn")
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "src", "native", "tools"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, ours.root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, ours.root / name)
    revision = ours.commit()
    user = Repository(tmp_path / "work")
    user.write(
        ".pre-commit-config.yaml",
        f"repos:\n  - repo: file://{ours.root}\n    rev: {revision}\n"
        "    hooks: [{id: keyturn}, {id: keyturn-message}, {id: keyturn-push}]\n",
    )
    user.commit({f"f{number}.txt": "x\n" for number in range(40)})
    # pip's own settings come from the caller: PIP_ variables and the machine's file
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
    framework = [str(Path(sys.executable).parent / "pre-commit")]

    def call(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            args, cwd=user.root, env=environment, capture_output=True, text=True, check=False, timeout=300
        )

    kinds = [part for kind in ("pre-commit", "commit-msg", "pre-push") for part in ("-t", kind)]
    done = call(*framework, "install", "--install-hooks", *kinds)
    assert done.returncode == 0, done.stdout + done.stderr
    user.stage({"b.txt": "b\n"})
    done = call("git", "commit", "-m", "fine")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Passed") == 2
    user.git("rm", "-q", "f*.txt")
    done = call("git", "commit", "-m", "gone")
    assert done.returncode == 1
    assert "change/mass-deletion" in done.stderr
    assert call("git", "commit", "-q", "--no-verify", "-m", "gone").returncode == 0
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "server.git")], check=True)
    done = call("git", "push", str(tmp_path / "server.git"), "HEAD~1:refs/heads/main")
    assert done.returncode == 0, done.stdout + done.stderr
    user.git("remote", "add", "origin", str(tmp_path / "server.git"))
    user.git("fetch", "-q", "origin")
    done = call("git", "push", "origin", "main")
    assert done.returncode == 1
    assert "change/mass-deletion" in done.stdout + done.stderr
