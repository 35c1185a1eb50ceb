"""What goes wrong in workflows before any command of theirs runs."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE
from keyturn.model.rule import HIGH, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id="github-actions/untrusted-text-in-command",
        summary="Text that a stranger may write is put into a workflow's command",
        why="`${{ … }}` is put in before the shell reads the text, so the title of an issue or the name of a branch can be "
        "any command, run with the workflow's token and secrets. An issue's title was the way into a package that then "
        "reached about 4,000 machines in eight hours.",
        instead='Hand it over as a value: `env: TITLE: ${{ github.event.issue.title }}`, and `"$TITLE"` in the command.',
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=("github.event", "github.head_ref"),
        match=(
            (
                "workflow",
                'on: issues\njobs:\n  a:\n    steps:\n      - run: echo "${{ github.event.issue.title }}"\n',
            ),
            (
                "workflow",
                "on: pull_request\njobs:\n  a:\n    steps:\n      - run: git checkout ${{ github.head_ref }}\n",
            ),
        ),
        no_match=(
            ("workflow", "on: issues\njobs:\n  a:\n    steps:\n      - env: {T: '${{ github.event.issue.title }}'}\n"),
            ("workflow", "on: issues\njobs:\n  a:\n    steps:\n      - run: echo ${{ github.event.issue.number }}\n"),
        ),
        source="https://linear-gg.pages.dev/blog/clinejection-what-rampart-sees",
    ),
)
