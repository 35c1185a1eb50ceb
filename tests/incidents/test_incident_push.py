"""git push --force over a colleague's commits: gone without Keyturn, leased to what was shown with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.guarded import Guarded

if TYPE_CHECKING:
    from pathlib import Path

BRANCH = "feature"
PUSH = f"git push --force origin {BRANCH}"


class Team:
    """A shared repository, our clone that is behind, and a colleague's three commits on the same branch."""

    def __init__(self, place: Path) -> None:
        self.machine = Guarded(place / "root", place / "ours")
        self.machine.organisation('[environment.team]\nclass = "staging"\nmatches = ["git:branch=feature"]\n')
        self.shared = place / "shared.git"
        self.theirs = place / "theirs"
        sh = self.machine.sh
        sh(f"git init -q --bare -b main {self.shared}", place)
        sh(f"git clone -q {self.shared} .")
        sh("git checkout -q -b main; echo one > a; git add a; git commit -qm first; git push -q -u origin main")
        sh(f"git checkout -q -b {BRANCH}; git push -q -u origin {BRANCH}")
        sh(f"git clone -q -b {BRANCH} {self.shared} {self.theirs}", place)
        for number in range(3):
            self.commit(f"theirs {number}")
        sh("git fetch -q; echo two > b; git add b; git commit -qm ours")

    def commit(self, subject: str) -> None:
        self.machine.sh(
            f"git commit -q --allow-empty --author='A Colleague <colleague@example.com>' -m '{subject}'; git push -q",
            self.theirs,
        )

    def tip(self) -> str:
        return self.machine.sh(f"git rev-parse {BRANCH}", self.shared).strip()

    def subjects(self) -> list[str]:
        return self.machine.sh(f"git log --format=%s {BRANCH}", self.shared).split("\n")[:-1]


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path)


def test_without_keyturn_the_colleagues_commits_are_gone(team: Team) -> None:
    team.machine.sh(PUSH)
    assert team.subjects() == ["ours", "first"]


def test_it_is_stopped_and_the_rehearsal_counts_their_commits(team: Team) -> None:
    before = team.tip()
    assert team.machine.check(PUSH).code == 1
    found = team.machine.rehearse(PUSH)["difference"]["commits"]
    assert found["unreachable"] == 3
    assert any("Colleague" in one for one in found["authors"])
    assert team.tip() == before


def test_run_holds_it_until_a_person_allows_what_was_shown(team: Team) -> None:
    before = team.tip()
    held = team.machine.run(PUSH)
    assert held.code == 1
    assert team.tip() == before
    assert "3 commits lost" in team.machine.allow(held.json["request"]).summary
    done = team.machine.run(PUSH)
    assert done.code == 0, done
    assert "force-with-lease" in done.json["bound"]
    assert team.subjects() == ["ours", "first"]
    (record,) = team.machine.records("run.executed")
    assert (record["outcome"], record["bound"]) == ("SUCCEEDED", "push")
    assert team.machine.keyturn("undo", "--dry-run", done.json["undo"]).code == 0
    assert team.subjects() == ["ours", "first"]
    back = team.machine.keyturn("undo", done.json["undo"])
    assert back.code == 0, back
    assert team.tip() == before


def test_on_a_branch_of_ones_own_the_undo_point_is_enough(team: Team) -> None:
    """Neither the rehearsal nor our clone has fetched the newest commit; it is kept all the same."""
    (team.machine.root / "etc/keyturn/keyturn.toml").unlink()
    before = team.tip()
    done = team.machine.run(PUSH)
    assert done.code == 0, done
    assert team.subjects() == ["ours", "first"]
    assert done.json["undo"] in team.machine.keyturn("undo", "list").out
    team.machine.sh("git reflog expire --expire=now --all; git gc -q --prune=now", team.shared)
    assert team.machine.keyturn("undo", done.json["undo"]).code == 0
    assert team.tip() == before
    assert team.subjects()[0] == "theirs 2"


def test_an_undo_takes_nobodys_newer_push_away(team: Team) -> None:
    (team.machine.root / "etc/keyturn/keyturn.toml").unlink()
    done = team.machine.run(PUSH)
    team.machine.sh("git fetch -q; git reset -q --hard origin/feature", team.theirs)
    team.commit("after")
    assert team.machine.keyturn("undo", done.json["undo"]).code == 3
    assert team.subjects() == ["after", "ours", "first"]


def test_a_commit_that_came_after_the_rehearsal_is_never_overwritten(team: Team) -> None:
    held = team.machine.run(PUSH)
    team.machine.allow(held.json["request"])
    team.commit("the very newest")
    again = team.machine.run(PUSH)
    assert again.code == 1
    assert again.json["ran"] is False
    assert "4 commits lost" in team.machine.request(again.json["request"]).summary
    assert team.subjects()[0] == "the very newest"


def test_the_default_branch_takes_keys_that_nobody_here_has(team: Team) -> None:
    before = team.machine.sh("git rev-parse main", team.shared)
    done = team.machine.run("git push --force origin feature:main")
    assert done.code == 1
    assert done.json["request"] == ""
    assert "keys" in done.json["needs"]
    assert "rehearsal" not in done.json, "what cannot run anyway is not rehearsed"
    assert team.machine.sh("git rev-parse main", team.shared) == before
