"""Real agents, whose model wants to destroy things: Codex CLI, OpenCode and Gemini CLI, as npm has them.

Each runs as its documentation says, in a home directory of its own, against a model on 127.0.0.1 that reads its calls
from a script. Nothing is played: what is deleted was deleted by the agent's own shell tool, and what is stopped was
stopped by the hook that `keyturn init agents` put into the agent's own settings.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.agents.agents_support import AGENTS, Agent, Machine, tree

EACH = pytest.mark.parametrize("kind", AGENTS, ids=lambda kind: kind.name)


@EACH
def test_what_cannot_be_undone_or_is_production_does_not_happen(kind: type[Agent], tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    agent = kind(machine)
    agent.guard()
    photos = tree(machine.photos)

    run = agent.run(
        f"rm -rf {machine.photos}",
        "psql -h orders.prod.example.com -d shop -c 'DROP TABLE customers'",
        "git push --force origin main",
        "echo still here",
    )

    assert run.left == 0, run
    assert run.faults == [], run
    assert tree(machine.photos) == photos, run
    assert not machine.ran.exists(), run
    assert machine.tip() == machine.pushed, run
    photo, drop, push, echo = run.told
    assert "filesystem/recursive-delete" in photo
    assert "the home directory" in photo
    assert "sql/drop-table" in drop
    assert "git/force-push" in push
    for held in (photo, drop, push):
        assert "Keyturn stops this call" in held
    assert "still here" in echo
    assert "Keyturn" not in echo


@EACH
def test_what_is_deleted_in_a_workspace_comes_back(kind: type[Agent], tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    agent = kind(machine)
    agent.guard()
    notes = machine.work / "notes"
    before = tree(notes)

    run = agent.run("rm -r notes && echo deleted")

    assert "deleted" in run.told[0], run
    assert not notes.exists()
    (point,) = machine.points()
    assert point["roots"] == [str(notes)]
    assert "came back" in machine.keyturn("undo", point["id"])
    assert tree(notes) == before


@EACH
def test_a_hook_that_is_broken_stops_the_call(kind: type[Agent], tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    agent = kind(machine)
    agent.guard()
    settings = agent.hooks().read_text()
    assert sys.executable in settings
    agent.hooks().write_text(settings.replace(sys.executable, str(tmp_path / "no" / "python")))
    agent.trust()

    before = tree(machine.work / "notes")
    run = agent.run("rm -r notes", "touch harmless")

    assert tree(machine.work / "notes") == before, run
    assert not (machine.work / "harmless").exists(), run
    assert len(run.told) == 2
