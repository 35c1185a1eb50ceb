"""Justfiles and Taskfiles in a change: every recipe's commands, where they stand."""

from __future__ import annotations

import pytest

from keyturn.scan.findings import Report
from tests.repositories import Repository


def found(report: Report) -> list[tuple[str, int]]:
    return sorted((one.rule, one.place.line) for one in report.stopping)


JUST = "set shell := ['bash', '-c']\nns := 'shop'\n\nreset: build\n    @aws s3 rm s3://uploads --recursive\n"
TASK = "version: '3'\ntasks:\n  nuke:\n    deps: [stop]\n    cmds:\n      - helm uninstall shop -n prod\n  stop: echo stop\n"


@pytest.mark.parametrize("name", ["justfile", "Justfile", ".justfile", "ops/tools.just"])
def test_a_recipe_is_read_where_it_stands(repository: Repository, name: str) -> None:
    repository.stage({name: JUST})
    assert [line for _rule, line in found(repository.scan())] == [5]


def test_a_recipe_with_its_own_interpreter(repository: Repository) -> None:
    text = "wipe:\n    #!/usr/bin/env python3\n    import os\n    os.system('dropdb shop_production')\n"
    repository.stage({"justfile": text})
    assert [rule for rule, _line in found(repository.scan())] == ["sql/drop-database"]


def test_a_variable_of_the_justfile_is_filled_in(repository: Repository) -> None:
    repository.stage({"justfile": "ns := 'shop'\ngone:\n    kubectl delete namespace {{ns}}\n"})
    (one,) = repository.scan().stopping
    assert "shop" in one.message


@pytest.mark.parametrize("name", ["Taskfile.yml", "taskfile.yaml", "ops/Taskfile.dist.yml"])
def test_a_task_is_read_where_it_stands(repository: Repository, name: str) -> None:
    repository.stage({name: TASK})
    assert [line for _rule, line in found(repository.scan())] == [6]


@pytest.mark.parametrize(
    "name, text",
    [
        ("justfile", "# rm -rf / is never run\nclean:\n    rm -rf target dist\n    cargo clean\n\ntest *args:\n    pytest {{args}}\n"),
        ("justfile", "default:\n    @just --list\n\ndown:\n    docker compose down\n"),
        ("Taskfile.yml", "version: '3'\ntasks:\n  clean:\n    desc: runs terraform destroy, not\n    cmds:\n      - rm -rf ./dist\n      - task: test\n  test: go test ./... {{.CLI_ARGS}}\n"),
    ],
)  # fmt: skip
def test_everyday_recipes_pass(repository: Repository, name: str, text: str) -> None:
    repository.stage({name: text})
    assert found(repository.scan()) == []


def test_what_stood_before_is_not_told_again(repository: Repository) -> None:
    repository.commit({"justfile": JUST, "Taskfile.yml": TASK})
    repository.stage({"justfile": "# moved down\n" + JUST, "Taskfile.yml": TASK + "  more: echo more\n"})
    assert found(repository.scan()) == []


@pytest.mark.parametrize("name, text", [("justfile", "a:\n\t\x00{{{{\n"), ("Taskfile.yml", "tasks: [a\n  b: {{")])
def test_no_text_is_refused(repository: Repository, name: str, text: str) -> None:
    repository.stage({name: text})
    repository.scan()
