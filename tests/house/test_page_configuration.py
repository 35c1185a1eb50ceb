"""docs/configuration.md says what the code says today."""

from pathlib import Path

import pytest

from keyturn.policy.configuration import KEYS_KNOWN
from tools import page_configuration

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_page_is_not_stale():
    kept = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert kept == page_configuration.page(), "run `make docs` and commit the result"


def test_every_key_is_on_it():
    page = page_configuration.page()
    for key in KEYS_KNOWN:
        assert f"| `{key.name}` |" in page
        assert key.table in page_configuration.TABLES


def test_an_example_that_cannot_be_read_stops_it(monkeypatch):
    monkeypatch.setattr(page_configuration, "EXAMPLE", "[environment.prod]\nmatchs = []")
    with pytest.raises(SystemExit, match="no such key"):
        page_configuration.page()
