"""Which ways of rehearsing are used, and that what they leave out is said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from keyturn.adapter import report_rehearsal
from keyturn.errors import CouldNotJudge
from keyturn.model.decision import NEVER, Decision, Obligation
from keyturn.rehearse import files
from keyturn.rehearse.difference import Difference, Files, NotRehearsed, Paths, Report
from keyturn.rehearse.ports import Action, Progress
from keyturn.rehearse.service import Service, Silence, refused
from keyturn.wiring import rehearse


class Way:
    """A rehearser that says what it is told to."""

    def __init__(self, name: str, word: str, problem: str = "") -> None:
        self.name = name
        self._word = word
        self._problem = problem
        self.budget = 0.0

    def covers(self, action: Action) -> frozenset[int]:
        effects = action.judgement.effects
        return frozenset(place for place, one in enumerate(effects) if self._word and self._word in one.rule)

    def rehearse(self, action: Action, progress: Progress) -> Report:
        progress.step(self.name)
        self.budget = action.budget
        if self._problem:
            raise CouldNotJudge(self._problem, "do this")
        return Report(action.command, how=(self.name,), exit_code=0)


def action(command: str, environment: Mapping[str, str] | None = None) -> Action:
    return rehearse.action(command, (), "/", 60.0, environment)


def test_only_what_applies_is_used() -> None:
    service = Service([Way("one", "filesystem/"), Way("two", "sql/")], Way("any", ""))
    assert service.rehearse(action("rm -rf /srv/x"), Silence()).how == ("one",)


def test_the_general_way_when_no_other_applies() -> None:
    service = Service([Way("two", "sql/")], Way("any", ""))
    assert service.rehearse(action("make clean"), Silence()).how == ("any",)


def test_several_ways_make_one_report() -> None:
    general = Way("any", "filesystem/")
    service = Service([Way("two", "sql/")], general)
    report = service.rehearse(action("rm -rf /srv/x; psql -h db.example.com -c 'drop table users'"), Silence())
    assert report.how == ("two", "any")
    assert 0 < general.budget <= 60


def test_effects_that_no_way_covers_are_said() -> None:
    service = Service([Way("one", "filesystem/")], Way("any", ""))
    report = service.rehearse(action("rm -rf /srv/x; kubectl delete namespace shop"), Silence())
    assert any("shop" in one.what for one in report.not_rehearsed)


def test_text_that_nobody_read_is_said_when_only_a_special_way_ran() -> None:
    service = Service([Way("two", "sql/")], Way("any", ""))
    report = service.rehearse(action('psql -h db.example.com -c "drop table users"; eval "$(fetch)"'), Silence())
    assert report.how == ("two",)
    assert any(one.what == "text that could not be read" for one in report.not_rehearsed)


def test_a_way_that_fails_beside_another_is_said() -> None:
    service = Service([Way("one", "filesystem/"), Way("two", "sql/", "no server")], Way("any", ""))
    report = service.rehearse(action("rm -rf /srv/x; psql -h db.example.com -c 'drop table users'"), Silence())
    assert NotRehearsed("two", "no server do this") in report.not_rehearsed


def test_nothing_could_be_rehearsed() -> None:
    service = Service([Way("two", "sql/", "no server")], Way("any", ""))
    with pytest.raises(CouldNotJudge, match="no server"):
        service.rehearse(action("psql -h db.example.com -c 'drop table users'"), Silence())


def test_never_is_refused() -> None:
    assert refused(Decision(frozenset({Obligation(NEVER)})))
    assert not refused(Decision())


def test_variables_that_may_hold_secrets_are_not_passed() -> None:
    given = {
        "PATH": "/usr/bin",
        "HOME": "/home/sam",
        "LC_TIME": "C",
        "AWS_SECRET_ACCESS_KEY": "x",
        "DATABASE_URL": "postgres://app:pw@db/prod",
        "SSH_AUTH_SOCK": "/tmp/agent",
        "DOCKER_HOST": "unix:///run/docker.sock",
        "KUBECONFIG": "/home/sam/.kube/config",
        "LD_PRELOAD": "/tmp/x.so",
        "BASH_ENV": "/tmp/x.sh",
        "GIT_AUTHOR_NAME": "token=ghp_aaaaaaaaaaaaaaaaaaaa",
        "ANYTHING": "else",
    }
    assert files.harmless(given) == {"PATH": "/usr/bin", "HOME": "/home/sam", "LC_TIME": "C"}


@pytest.mark.parametrize(
    ("command", "unknown"),
    [
        ("rm -rf x; ls", ()),
        ("acmectl wipe && echo done", ("acmectl",)),
        ("$TOOL --all", ("a program named at run time",)),
    ],
)
def test_programs_that_may_do_anything(command: str, unknown: tuple[str, ...]) -> None:
    assert files.unknown_programs(action(command).judgement) == unknown


@pytest.mark.parametrize(
    ("command", "measured"), [("rm -rf /srv/x", True), ("rm -rf /run/x", False), ("dd if=/dev/zero of=/dev/sda", False)]
)
def test_effects_that_the_sandbox_shows(command: str, measured: bool) -> None:
    effects = action(command).judgement.effects
    assert effects
    assert all(files.measurable(one) for one in effects) is measured


def test_an_empty_difference_is_nothing() -> None:
    assert Difference().nothing()
    assert not Difference(files=Files(created=Paths(1, 0, ("/x",)))).nothing()


class Asked(Way):
    """One that is concerned though no word tells an effect."""

    def concerns(self, action: Action) -> bool:
        return "my_function" in action.command


def test_words_that_tell_no_effect_are_rehearsed_by_whom_they_concern() -> None:
    service = Service([Asked("db", "")], Way("any", ""))
    command = "psql postgresql://localhost/shop -c 'select my_function()'"
    assert service.rehearse(action(command), Silence()).how == ("db",)
    assert service.rehearse(action("true"), Silence()).how == ("any",)


@pytest.mark.parametrize(
    "command",
    [
        "psql postgresql://localhost/shop -c 'select my_function()'",
        "mongosh mongodb://localhost/shop --eval 'db.purge()'",
        "redis-cli -h localhost eval 'return 1' 0",
    ],
)
def test_a_database_that_no_way_covers_is_said(command: str) -> None:
    report = Service([], Way("any", "")).rehearse(action(command), Silence())
    assert any("no way of rehearsing a database" in one.why for one in report.not_rehearsed)
    assert "nothing would change of what could be rehearsed" in report_rehearsal.render(report, colour=False)
