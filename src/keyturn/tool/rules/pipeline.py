"""What goes wrong in pipelines and editors' files before any command of theirs runs."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE
from keyturn.model.rule import HIGH, MEDIUM, Rule


def _task(runs: str) -> str:
    return f'{{"version": "2.0.0", "tasks": [{{"command": "make", "runOptions": {{"runOn": {runs}}}}}]}}'


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
        anchors=tuple(
            "ci_commit ci_merge ci_external circle_branch build.source build_source system.pullrequest "
            "system_pullrequest bitbucket_branch bitbucket_pr_title travis_ drone_ buildkite_ branch_name "
            "change_title change_branch change_author commit_message git_branch head_branch appveyor_ "
            "pipeline.git pipeline.trigger ghprb gitlabmergerequest gitlabsourcebranch".split()
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
        id="pipeline/agent-untrusted-text",
        summary="Text that a stranger may write becomes the prompt of a coding agent with power",
        why="An agent does what its prompt says. A title or a commit's message can say anything, and what the agent may "
        "run, it runs with the pipeline's token and secrets.",
        instead="Give the agent read-only tools, such as `--allowedTools Read`, or start the job by hand.",
        severity=HIGH,
        confidence="medium",
        category=EXPOSURE,
        anchors=tuple(
            "ci_commit ci_merge bitbucket_pr_title travis_ drone_ buildkite_ change_title commit_message appveyor_ "
            "sourceversionmessage ci_commit_pull".split()
        ),
        match=(
            ("pipeline", 'job:\n  script:\n    - claude -p "$CI_COMMIT_TITLE" --dangerously-skip-permissions\n'),
            ("pipeline", 'job:\n  script:\n    - codex exec "Review $CI_MERGE_REQUEST_DESCRIPTION"\n'),
        ),
        no_match=(
            ("pipeline", 'job:\n  script:\n    - claude -p "$CI_COMMIT_TITLE" --allowedTools Read\n'),
            ("pipeline", "job:\n  script:\n    - codex exec 'Update the changelog'\n"),
        ),
        source="https://genai.owasp.org/llmrisk/llm01-prompt-injection/",
    ),
    Rule(
        id="pipeline/runs-on-open",
        summary="A command runs as soon as somebody opens the folder",
        why="Looking at a project is enough then to run what its author chose, with the reader's rights.",
        instead="Leave out runOn, so that people start the task when they mean to.",
        severity=MEDIUM,
        confidence="high",
        category=EXPOSURE,
        anchors=("folderopen",),
        match=(
            ("pipeline", _task('"folderOpen"')),
            ("pipeline", _task('"folderOpen", "reevaluateOnRerun": true')),
        ),
        no_match=(
            ("pipeline", _task('"default"')),
            ("pipeline", '{"version": "2.0.0", "tasks": [{"command": "make"}]}'),
        ),
        source="https://code.visualstudio.com/docs/debugtest/tasks",
    ),
)
