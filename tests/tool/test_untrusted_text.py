"""Text that strangers write, put into a workflow's command."""

import pytest

from keyturn.language.workflow import read_workflow
from keyturn.model.effect import Effect
from keyturn.model.source import Origin, Source
from keyturn.model.word import Word
from keyturn.tool.view import View
from keyturn.tool.workflow import read_source

RULE = "github-actions/untrusted-text-in-command"


def found(run: str) -> list[Effect]:
    text = "on: issues\njobs:\n  a:\n    steps:\n      - run: |\n" + "".join(
        f"          {line}\n" for line in run.splitlines()
    )
    assert read_workflow(text).whole
    source = Source("workflow", Word(text), Origin(".github/workflows/a.yml"), file=True)
    return [one for one in read_source(source, View()) if isinstance(one, Effect)]


@pytest.mark.parametrize(
    "expression",
    [
        "github.event.issue.title",
        "github.event.issue.body",
        "github.event.comment.body",
        "github.event.pull_request.head.ref",
        "github.event.pull_request.head.repo.default_branch",
        "github.event.head_commit.message",
        "github.event.commits[0].author.name",
        "github.event.commits.*.message",
        "github.event.review.body",
        "github.head_ref",
        "GITHUB.EVENT.ISSUE.TITLE",
        "format('{0}', github.event.issue.title)",
        "github.event.issue.title || 'none'",
    ],
)
def test_what_a_stranger_writes_is_found(expression: str) -> None:
    assert [one.rule for one in found(f"echo '${{{{ {expression} }}}}'")] == [RULE]


@pytest.mark.parametrize(
    "expression",
    [
        "github.event.issue.number",
        "github.event.pull_request.base.ref",
        "github.event.pull_request.head.sha",
        "github.sha",
        "matrix.title",
        "inputs.title",
    ],
)
def test_what_no_stranger_writes_is_not(expression: str) -> None:
    assert found(f"echo '${{{{ {expression} }}}}'") == []


def test_the_line_is_the_expressions_own() -> None:
    (effect,) = found("echo one\necho two\necho ${{ github.head_ref }}")
    assert effect.origin.line == 8
