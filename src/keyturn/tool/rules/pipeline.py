"""What goes wrong in pipelines and editors' files before any command of theirs runs."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE
from keyturn.model.rule import HIGH, MEDIUM, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id="pipeline/untrusted-text-in-command",
        summary="Text that a stranger may write becomes part of a pipeline's command",
        why="The title of a merge request, a commit's message or a branch's name can be any command. Evaluated, or put in "
        "before a shell reads the text, it runs with the pipeline's token and secrets.",
        instead='Use the variable as a quoted value, such as `echo "$CI_COMMIT_TITLE"`.',
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=(
            "ci_commit",
            "ci_merge",
            "ci_external",
            "circle_",
            "build",
            "pullrequest",
            "pull_request",
            "bitbucket_",
            "travis_",
            "drone_",
            "branch",
            "change_",
            "message",
            "pipeline.git",
            "pipeline.trigger",
        ),
        match=(
            ("pipeline", 'job:\n  script:\n    - eval "$CI_COMMIT_TITLE"\n'),
            ("pipeline", 'job:\n  script:\n    - sh -c "echo $CI_MERGE_REQUEST_TITLE"\n'),
            ("jenkinsfile", 'node { sh "echo ${env.CHANGE_TITLE}" }'),
        ),
        no_match=(
            ("pipeline", 'job:\n  script:\n    - echo "$CI_COMMIT_TITLE"\n'),
            ("jenkinsfile", "node { sh 'echo \"$CHANGE_TITLE\"' }"),
        ),
        source="https://docs.gitlab.com/ci/pipeline_security/",
    ),
    Rule(
        id="pipeline/runs-on-open",
        summary="A command runs as soon as somebody opens the folder",
        why="Looking at a project is enough then to run what its author chose, with the reader's rights.",
        instead="Leave out runOn, so that people start the task when they mean to.",
        severity=MEDIUM,
        confidence="high",
        category=EXPOSURE,
        anchors=(),
        source="https://code.visualstudio.com/docs/debugtest/tasks",
    ),
)
