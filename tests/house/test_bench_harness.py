"""The measuring itself: a figure must be of work that was done."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.accuracy import tally
from benchmarks.bench_check import lines
from benchmarks.harness import Case, Timing, measure, spawn
from benchmarks.make_inputs import clean_diff, history

PYTHON = [sys.executable, "-I", "-S", "-c"]


def test_a_crash_is_no_figure() -> None:
    with pytest.raises(RuntimeError, match="exit 7"):
        spawn(Case("broken", [*PYTHON, "raise SystemExit(7)"]))


def test_an_accepted_exit_code_is_one() -> None:
    wall, processor, memory = spawn(Case("stops", [*PYTHON, "raise SystemExit(1)"], accepts=(1,)))
    assert wall > 0
    assert processor > 0
    assert memory > 1


def test_warm_rounds_are_not_counted_and_cases_take_turns(tmp_path: Path) -> None:
    log = tmp_path / "log"
    write = "import sys; open({!r}, 'a').write({!r})"
    cases = [Case(name, [*PYTHON, write.format(str(log), name)]) for name in "ab"]
    timings = measure(cases, 2, warm=1)
    assert log.read_text() == "ababab"
    assert {name: len(timing.wall) for name, timing in timings.items()} == {"a": 2, "b": 2}


def test_ratios_compare_the_least_times() -> None:
    floor = Timing("floor", [0.2, 0.1], [0.1, 0.1])
    other = Timing("other", [0.3, 0.9], [0.1, 0.1])
    assert other.figures(floor)["ratio"] == 3.0
    assert "ratio" not in other.figures()


def test_the_clean_diff_is_the_same_each_time_and_as_long_as_asked() -> None:
    text = "".join(clean_diff(1_000))
    assert text == "".join(clean_diff(1_000))
    assert 1_000 <= text.count("\n") < 2_000
    assert text.startswith("diff --git ")


def test_the_history_has_the_commits_asked_for(tmp_path: Path) -> None:
    history(12, str(tmp_path / "repository"))
    done = subprocess.run(
        ["git", "rev-list", "--count", "main"],
        cwd=tmp_path / "repository",
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "12"


def test_throughput_commands_differ() -> None:
    asked = lines(600)
    assert len(set(asked)) > 500


def test_a_case_without_an_answer_counts_against_us() -> None:
    cases = [{"id": 1, "want": "stop"}, {"id": 2, "want": "allow"}, {"id": 3, "want": "stop"}]
    assert tally(cases, {3: "deny"}) == {"stop": 2, "stopped": 1, "allow": 1, "asked": 1}  # type: ignore[dict-item]
