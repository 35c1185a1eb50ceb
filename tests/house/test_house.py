"""The house around the code: set-up, pins, workflow, generated files."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from keyturn.version import __version__
from tests.conftest import ROOT

LOCKS = ("runtime.txt", "build.txt", "dev.txt")
REGISTRY = re.compile(
    r"(?i)\b(?:files\.)?py(?:pi|thon)(?:hosted)?\.(?:org/(?:simple|pypi)|io)|registry\.(?:npm|yarn)js?"
)


@pytest.mark.parametrize("name", LOCKS)
def test_locks_pin_everything_with_hashes_and_name_no_index(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = [line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def pins(name: str) -> dict[str, str]:
    """Package → version."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))


def test_the_locks_agree() -> None:
    dev = pins("dev.txt")
    for name in ("runtime.txt", "build.txt"):
        assert {package: dev.get(package) for package in pins(name)} == pins(name)


def test_the_lock_holds_every_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=!~;\[ ]", one, maxsplit=1)[0].lower() for one in project["dependencies"]}
    assert declared <= set(pins("runtime.txt"))


def tracked() -> list[Path]:
    """Every file of the repository; outside a repository (the wheel's test) every file there is."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and done.stdout:
        return [ROOT / name for name in done.stdout.split("\0") if name]
    # what the tests brought along themselves is no file of ours
    brought = {".venv", ".git", ".cache", "build", "node_modules"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not brought & set(path.relative_to(ROOT).parts)]


def test_no_file_names_a_package_registry() -> None:
    found = []
    for path in tracked():
        if path == Path(__file__) or not path.exists():
            continue
        match = REGISTRY.search(path.read_bytes().decode("utf-8", "replace"))
        if match:
            found.append(f"{path.relative_to(ROOT)}: {match.group()}")
    assert found == []


def test_the_workflow_uses_no_action_and_grants_nothing_by_default() -> None:
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert not re.search(r"^\s*-?\s*uses:", text, re.MULTILINE)
    assert re.search(r"^permissions: \{\}$", text, re.MULTILINE)
    assert set(re.findall(r"^      (\w[\w-]*): (read|write)$", text, re.MULTILINE)) == {("contents", "read")}
    assert "secrets." not in text


def test_ci_runs_what_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test" in readme
    assert "make demo" in readme


@pytest.mark.parametrize("script", [".ci/run", "tools/setup.sh", "tools/lock.sh", "tools/test-wheel.sh"])
def test_scripts_parse_and_are_executable(script: str) -> None:
    path = ROOT / script
    assert path.stat().st_mode & 0o111
    shell = "bash" if path.read_text(encoding="utf-8").splitlines()[0].endswith("bash") else "sh"
    subprocess.run([shell, "-n", str(path)], check=True)


def test_licence_is_apache_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_version_is_said_by_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "keyturn", "--version"], check=True, capture_output=True, text=True, cwd="/"
    )
    assert done.stdout == f"keyturn {__version__}\n"


def test_test_folders_are_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []
