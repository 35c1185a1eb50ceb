"""docs/cal.md: every block is run, on the page's own data, and prints what stands under it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from keyturn.adapter.cal_data import load
from keyturn.cal import grammar
from keyturn.cal.layout import laid_out
from keyturn.cal.parser import parse
from keyturn.cal.printer import show
from keyturn.cli.main import dispatch
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "cal.md").read_text(encoding="utf-8")
YAML = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
BLOCKS = re.findall(r"```cal\n(.*?)```\n(?:\n```text\n(.*?)```)?", PAGE, re.DOTALL)


@pytest.mark.parametrize(("script", "shown"), BLOCKS, ids=lambda text: text.partition("\n")[0][:40])
def test_a_block_runs_and_prints_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], script: str, shown: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("script.cal").write_text(script)
    Path("data.yaml").write_text(YAML[0])
    code = dispatch(["cal", "run", "script.cal", "--data", "data.yaml", "--state", "state", "--now", "2026-03-31"])
    told = capsys.readouterr()
    if shown:
        text = (told.out + told.err).replace(str(tmp_path), "/home/you")
        assert "\n".join(line.rstrip() for line in text.strip("\n").split("\n")) + "\n" == shown
    assert code == (2 if shown.startswith("script.cal:") else 0), told.err
    if code == 0:
        assert parse(show(parse(script))) == parse(script)
        assert parse(laid_out(script)) == parse(script)


def test_the_page_shows_every_keyword() -> None:
    scripts = re.sub(r"(?:--|//)[^\n]*|\"[^\"]*\"", "", "\n".join(script for script, _shown in BLOCKS))
    words = set(re.findall(r"[A-Za-z_]+", scripts))
    rules = [value for name, value in vars(grammar).items() if isinstance(value, grammar.Rule)]
    rules += [
        rule
        for value in vars(grammar).values()
        if isinstance(value, tuple)
        for rule in value
        if isinstance(rule, grammar.Rule)
    ]
    wanted = {part.called for rule in rules for part in rule.parts if re.fullmatch(r"[A-Z_]+", part.called)}
    assert len(wanted) > 30
    assert wanted | {"AND", "OR", "IS", "FROM", "AS", "FIRED_DATE", "EVIDENCE", "DRIFT_AFTER"} <= words
    assert {"EXECUTE", "CONFIRM", "QUEUE", "WAIT"} <= words
    assert set(grammar.VERBS) <= words


def test_the_figure_on_the_page_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("citations: {'3': a source}\nentities:\n  - id: x\n    " + YAML[1])
    loaded = load([str(path)])
    assert loaded.tables["a"] == [{"id": "x", "orders_lost": 6300000}]
    [figure] = loaded.figures
    assert (figure.field, figure.kind, figure.cites, figure.contested) == ("orders_lost", "reported", ("3",), True)
