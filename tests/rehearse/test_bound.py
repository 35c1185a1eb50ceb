"""What is executed is at most what was shown: the pure decisions, and what a killed run leaves."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.rehearse import bound
from keyturn.rehearse.difference import Alarm, Commits, Difference, Report, Resource, Table, Thing
from keyturn.wiring import run

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = st.integers(min_value=0, max_value=50)
TOUCHED = st.dictionaries(st.sampled_from(["a.x", "a.y", "a.z"]), st.tuples(COUNTS, COUNTS, COUNTS))


@given(TOUCHED, TOUCHED)
def test_rows_never_go_beyond_what_was_shown(
    shown: dict[str, tuple[int, int, int]], touched: dict[str, tuple[int, int, int]]
) -> None:
    tables = [
        Table(name, 100, 100, inserted=made, updated=changed, deleted=gone)
        for name, (made, changed, gone) in shown.items()
    ]
    within = all(
        number <= least
        for name, found in touched.items()
        for number, least in zip(found, shown.get(name, (0, 0, 0)), strict=True)
    )
    assert (not bound.exceeded(tables, (), touched, (), ())) == within


def test_what_is_dropped_besides_is_beyond() -> None:
    shown = [Table("a.x", 5, None, dropped=True, deleted=5)]
    gone = [Table("a.x", 5, None, dropped=True), Table("a.y", 1, None, dropped=True)]
    assert "a.y" in bound.exceeded(shown, (), {}, gone, ())[0]
    columns = [Table("a.z", 1, 1, columns=("name",))]
    assert "name" in bound.exceeded(shown, (), {}, columns, ())[0]
    lost = [Thing("view", "a.v", "dropped"), Thing("trigger", "a.x.t", "dropped"), Thing("index", "a.i", "dropped")]
    assert [line for line in bound.exceeded(shown, (), {}, (), lost) if "a.v" in line]
    assert len(bound.exceeded(shown, (), {}, (), lost)) == 1, "what belongs to a table that goes, goes with it"


def test_tables_that_go_whole_are_held_by_their_rows() -> None:
    tables = [Table("a.x", 5, None, dropped=True), Table("a.y", 7, 0, truncated=True), Table("a.z", 9, 8, deleted=1)]
    assert bound.emptied(tables) == {"a.x": 5, "a.y": 7}


@pytest.mark.parametrize(
    "other",
    [
        Report("c", difference=Difference(tables=(Table("a.x", 3_000_000, 0, deleted=3_000_000),))),
        Report("c", difference=Difference(resources=(Resource("r.a", "r", "delete"),))),
        Report("c", alarms=(Alarm("terraform/state-swapped", "another", ""),)),
        Report("c", facts=(("terraform.lineage", "L2"),)),
        Report("c, and more"),
    ],
)
def test_a_yes_is_for_one_difference(other: Report) -> None:
    shown = Report("c", difference=Difference(tables=(Table("a.x", 3, 0, deleted=3),)))
    assert bound.digest(shown) != bound.digest(other)


def test_what_differs_from_run_to_run_is_no_other_difference() -> None:
    shown = Report("c", facts=(("terraform.plan", "/tmp/a"), ("terraform.lineage", "L1")), seconds=1.0, output="x")
    again = replace(shown, facts=(("terraform.plan", "/tmp/b"), ("terraform.lineage", "L1")), seconds=2.0, output="y")
    assert bound.digest(shown) == bound.digest(again)


def test_a_state_that_moved_says_in_what() -> None:
    report = Report("c", facts=(("terraform.lineage", "L1"), ("terraform.serial", "4")))
    assert bound.state_moved(report, {"terraform.lineage": "L1", "terraform.serial": "4"}) == ()
    assert "lineage" in bound.state_moved(report, {"terraform.lineage": "L2", "terraform.serial": "4"})[0]
    assert "nothing" in bound.state_moved(report, {"terraform.lineage": "", "terraform.serial": "4"})[0]


def test_a_push_is_leased_ref_by_ref() -> None:
    report = Report("c", difference=Difference(commits=Commits(refs=(("origin: refs/heads/a", "1" * 40, ""),))))
    remote, refs = bound.pushed(report)
    assert bound.leases(remote, refs) == (
        f"--force-with-lease=refs/heads/a:{'1' * 40}",
        "--",
        "origin",
        ":refs/heads/a",
    )
    with pytest.raises(bound.Unbound):
        bound.pushed(Report("c"))
    here = Commits(refs=(("refs/heads/a", "1" * 40, ""), ("origin: refs/heads/a", "1" * 40, "")))
    with pytest.raises(bound.Unbound, match="here"):
        bound.pushed(Report("c", difference=Difference(commits=here)))


def test_a_signal_leaves_the_outcome_open() -> None:
    assert [bound.ended(code) for code in (0, 1, -9)] == ["SUCCEEDED", "FAILED", "UNKNOWN"]


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    done = subprocess.run(["/bin/sh", "-c", "echo $$"], capture_output=True, text=True, check=True)
    dead = tmp_path / f"{run.PREFIX}{done.stdout.strip()}-abc"
    alive = tmp_path / f"{run.PREFIX}{os.getpid()}-abc"
    other = tmp_path / f"{run.PREFIX}notes"
    for place in (dead, alive, other):
        place.mkdir()
        (place / "plan").write_text("secret")
    assert run.sweep(str(tmp_path)) == 1
    assert not dead.exists()
    assert alive.exists()
    assert other.exists()


@pytest.mark.parametrize("name", ["CLAUDECODE", "CURSOR_AGENT", "CODEX_SANDBOX", "GEMINI_CLI"])
def test_a_session_of_an_agent_is_told_by_its_variables(name: str) -> None:
    assert run.agent_session({name: "1"}) == f"${name}"
