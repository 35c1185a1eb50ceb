"""What held a destructive statement back, compared at both sides."""

from __future__ import annotations

import pytest

from keyturn.scan.safety import gone
from tests.repositories import Repository

RM = "cd /srv/data\nrm -rf /srv/data/orders\n"


def told(repository: Repository, path: str, before: str, after: str) -> list[tuple[str, str]]:
    repository.commit({path: before})
    repository.stage({path: after})
    return [(one.rule, one.message) for one in repository.scan().findings]


@pytest.mark.parametrize(
    "line",
    [
        "set -e",
        "set -euo pipefail",
        "set -o errexit",
        'read -p "Sure? " answer',
        'if [ "$ENVIRONMENT" = production ]; then exit 1; fi',
        "[[ $APP_ENV == prod ]] && exit 1",
    ],
)
def test_a_safety_that_goes_from_a_script_that_deletes(repository: Repository, line: str) -> None:
    found = told(repository, "clean.sh", f"#!/bin/sh\n{line}\n{RM}", f"#!/bin/sh\n{RM}")
    assert [rule for rule, _message in found] == ["change/safety-removed"]


@pytest.mark.parametrize("line", ["set -e", 'read -p "Sure? " answer'])
def test_nothing_is_told_of_a_script_that_deletes_nothing(repository: Repository, line: str) -> None:
    assert told(repository, "say.sh", f"#!/bin/sh\n{line}\necho go\n", "#!/bin/sh\necho go\n") == []


def test_another_of_its_sort_is_enough() -> None:
    assert gone("shell", ["set -e"], ["set -o errexit"]) == []
    assert gone("shell", ["#!/bin/sh -eu"], ["#!/bin/sh", "set -eu"]) == []
    assert gone("shell", ["read -p x"], ["if confirm('x')"]) == []
    assert [one.what for one in gone("shell", ["set -eu"], ["set -e"])] == ["set -u"]
    assert [one.what for one in gone("sql", ["BEGIN;", "ROLLBACK;"], ["DROP TABLE a;"])] == [
        "the transaction around it",
        "the ROLLBACK behind it",
    ]


def test_a_where_that_goes_is_said(repository: Repository) -> None:
    found = told(repository, "a.sql", "DELETE FROM users WHERE id = 3;\n", "DELETE FROM users;\n")
    assert [rule for rule, _message in found] == ["sql/delete-without-where"]
    assert "the condition that picked its rows is gone" in found[0][1]


def test_a_condition_that_goes_is_said(repository: Repository) -> None:
    before = '#!/bin/sh\nif [ "$1" = yes ]; then\n  rm -rf /srv/data\nfi\n'
    found = told(repository, "a.sh", before, "#!/bin/sh\nrm -rf /srv/data\n")
    assert [rule for rule, _message in found] == ["filesystem/recursive-delete"]
    assert "the condition before it is gone" in found[0][1]


def test_a_dry_run_that_goes_is_said(repository: Repository) -> None:
    found = told(
        repository,
        "a.sh",
        "#!/bin/sh\nkubectl delete ns shop --dry-run=client\n",
        "#!/bin/sh\nkubectl delete ns shop\n",
    )
    assert "before, it was only a dry run" in found[0][1]


def test_a_new_statement_has_no_past(repository: Repository) -> None:
    found = told(repository, "a.sql", "SELECT 1;\n", "SELECT 1;\nDELETE FROM users;\n")
    assert "gone" not in found[0][1]
