"""The broker's pages: every key stands on its page, and every test that a page relies on is there."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from keyturn.broker import roster, settings_reading, states
from tests.conftest import ROOT
from tools import page_broker

if TYPE_CHECKING:
    from types import ModuleType

_INVARIANTS = 16
_TEST = re.compile(r"`(?:tests/)?((?:\w+/)*)(test_\w+\.py)`")


def text(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def shapes(module: ModuleType) -> list[type[Any]]:
    """The structs that a module defines to read its document with."""
    return [
        one
        for _name, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, msgspec.Struct) and one.__module__ == module.__name__
    ]


def test_every_key_of_both_documents_stands_on_the_page_of_settings() -> None:
    page = text("broker-settings.md")
    assert page == page_broker.page()
    told = {shape for shape, _lead, _texts in page_broker._SETTINGS.values()}
    # the roster's outermost shape is nothing but the lists of people and agents, which have sections of their own
    read = {*shapes(settings_reading), *shapes(roster)} - {roster._Document}
    assert read == told
    sections = {part.splitlines()[0]: part for part in page.split("\n## ")[1:]}
    for head, (shape, _lead, _texts) in page_broker._SETTINGS.items():
        section = sections[f"`{head}`" if head else "broker.toml"]
        for field in msgspec.structs.fields(shape):
            assert f"\n| `{field.encode_name}` |" in section, f"{head} {field.encode_name}"
    for field in msgspec.structs.fields(roster._Document):
        assert f"[[{field.encode_name}]] in roster.toml" in page


@pytest.mark.parametrize("name", ["threat-model.md", "broker.md"])
def test_the_tests_that_a_page_relies_on_are_there(name: str) -> None:
    named = _TEST.findall(text(name))
    assert named
    for folder, test in named:
        found = [path for path in (ROOT / "tests").rglob(test) if str(path.parent).endswith(folder.rstrip("/"))]
        assert len(found) == 1, f"{name} names {folder}{test}: {found}"
        assert "\ndef test_" in found[0].read_text(encoding="utf-8") or "TestCase" in found[0].read_text("utf-8")


def test_every_invariant_is_told_with_a_test() -> None:
    rows = re.findall(r"^\| I(\d+) \|[^|]+\|([^|]+)\|$", text("broker.md"), re.MULTILINE)
    assert [int(number) for number, _tests in rows] == list(range(1, _INVARIANTS + 1))
    for number, tests in rows:
        assert _TEST.search(tests), f"I{number} names no test"


def test_the_picture_shows_every_state() -> None:
    page = text("broker.md")
    for state in states.STATES:
        assert re.search(rf"\b{state}\b", page), state
