"""What every test gets: property-test profiles, the soak share, and an environment with nothing of the caller's in it."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import keyturn

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(keyturn.__file__).parent
"""The package under test: the sources, or what a wheel installed."""

# The share of a soak test's full length that runs: 1.0 under `make soak`, a tenth otherwise.
SOAK = float(os.environ.get("SOAK_SHARE", "0.1"))

settings.register_profile("house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")

# Variables by which the machine that runs the tests could change what they see.
_SCRUBBED = ("GIT_", "KEYTURN_", "XDG_", "PYTHON", "BASH_ENV", "ENV", "TF_", "AWS_", "KUBE", "PG", "DATABASE_URL")


def pytest_configure(config: pytest.Config) -> None:
    """Clean the environment once, before any test module is imported."""
    for name in list(os.environ):
        if name.startswith(_SCRUBBED):
            del os.environ[name]
    home = Path(tempfile.gettempdir()) / f"keyturn-tests-home-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    os.environ.update(
        HOME=str(home),
        LC_ALL="C.UTF-8",
        TZ="UTC",
        GIT_CONFIG_NOSYSTEM="1",
        GIT_CONFIG_GLOBAL="/dev/null",
        GIT_AUTHOR_NAME="A Person",
        GIT_AUTHOR_EMAIL="person@example.com",
        GIT_COMMITTER_NAME="A Person",
        GIT_COMMITTER_EMAIL="person@example.com",
        GIT_AUTHOR_DATE="2026-01-01T00:00:00Z",
        GIT_COMMITTER_DATE="2026-01-01T00:00:00Z",
    )


@pytest.fixture(scope="session", autouse=True)
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where uses of exceptions are recorded: not in the home directory of whoever runs the tests."""
    path = tmp_path_factory.mktemp("state") / "record.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("keyturn.wiring.exceptions.record_file", lambda: str(path))
        yield path


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the working copy."""
    return ROOT


@pytest.fixture(scope="session")
def soak() -> float:
    """The share of a soak test's full length to run, between 0 and 1."""
    return SOAK
