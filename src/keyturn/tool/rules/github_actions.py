"""What goes wrong in workflows before any command of theirs runs."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE
from keyturn.model.rule import CRITICAL, HIGH, MEDIUM, Rule

_AGENTS = (
    "claude", "codex", "gemini", "ai-inference", "opencode", "aider", "cursor", "copilot", "goose", "qwen", "auggie",
    "augment-agent", "oz-agent", "warp-agent", "llm", "amp", "droid exec", "q chat", "crush run",
)  # fmt: skip
_CLINE = "https://linear-gg.pages.dev/blog/clinejection-what-rampart-sees"


def _workflow(on: str, step: str, job: str = "") -> tuple[str, str]:
    """A workflow of one job, with more of the job's keys and one step, given as lines."""
    lines = ["on:", f"  {on}:", "    types: [opened]", "jobs:", "  a:"]
    lines += [f"    {line}" for line in job.splitlines()]
    lines += ["    steps:"]
    lines += [f"      {line}" for line in step.splitlines()]
    return "workflow", "\n".join(lines) + "\n"


_TITLE = "${{ github.event.issue.title }}"
_BASE = "- uses: anthropics/claude-code-base-action@v1\n  with:\n"

RULES: tuple[Rule, ...] = (
    Rule(
        id="github-actions/untrusted-text-in-command",
        summary="Text that a stranger may write is put into a workflow's command",
        why="`${{ … }}` is put in before the shell reads the text, so the title of an issue or the name of a branch can be "
        "any command, run with the workflow's token and secrets. An issue's title was the way into a package that then "
        "reached about 4,000 machines in eight hours.",
        instead='Hand it over as a value: an env entry TITLE that holds the expression, and "$TITLE" in quotes in the command.',
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=("github.event", "github.head_ref", "github['", "context.payload"),
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
    Rule(
        id="github-actions/agent-untrusted-text",
        summary="What a stranger wrote reaches an agent that can act with the repository's rights",
        why="Whoever opens an issue writes the agent's instructions then, and it follows them with its tools, its token and "
        "its secrets. An environment variable in between changes nothing: the agent reads it. An issue's title sent to "
        "a triage agent was the way into a package that reached about 4,000 machines in eight hours.",
        instead="Let the job run for people with write access only (`if:` on author_association), or give the agent reading "
        "tools alone, `permissions: {}` and no secret but the model's key, and let another job act on a checked answer.",
        severity=CRITICAL,
        confidence="high",
        category=EXPOSURE,
        anchors=_AGENTS,
        match=(
            _workflow("issues", f"{_BASE}    allowed_tools: Bash\n    prompt: 'Triage {_TITLE}'"),
            _workflow("issues", f'- env:\n    T: "{_TITLE}"\n  run: claude -p "triage $T" --allowedTools "Bash"'),
            _workflow("issues", f"- uses: google-github-actions/run-gemini-cli@v0\n  with:\n    prompt: '{_TITLE}'"),
        ),
        no_match=(
            _workflow("issues", f"{_BASE}    allowed_tools: Read,Grep\n    prompt: 'Triage {_TITLE}'"),
            _workflow(
                "issues",
                f"{_BASE}    allowed_tools: Bash\n    prompt: 'Triage {_TITLE}'",
                "if: github.event.issue.author_association == 'MEMBER'",
            ),
        ),
        source=_CLINE,
    ),
    Rule(
        id="github-actions/agent-open-to-anyone",
        summary="An agent that can act is opened to every user",
        why="The action refuses people without write access by itself; a `*` takes that away, and every account there is "
        "can give the agent its orders.",
        instead="Name the users and bots that may start it, or leave the list out.",
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=_AGENTS,
        match=(
            _workflow(
                "issues",
                "- uses: anthropics/claude-code-action@v1\n  with:\n    allowed_non_write_users: '*'\n"
                "    claude_args: --allowedTools Bash,Read",
            ),
            _workflow("issues", "- uses: openai/codex-action@v1\n  with:\n    allow-users: '*'\n    prompt: Sort it"),
        ),
        no_match=(
            _workflow(
                "issues", "- uses: anthropics/claude-code-action@v1\n  with:\n    claude_args: --allowedTools Bash"
            ),
            _workflow(
                "issues",
                "- uses: anthropics/claude-code-action@v1\n  with:\n    allowed_non_write_users: '*'\n"
                "    claude_args: --allowedTools Read,Grep",
            ),
        ),
        source=_CLINE,
    ),
    Rule(
        id="github-actions/agent-shell-tool",
        summary="A stranger's words reach an agent with a printing command among its tools",
        why="A tool such as echo or env looks harmless, but the shell expands `$(…)` and variables in its arguments first, "
        "so it can print the job's variables and its key into a public comment.",
        instead="Leave printing commands out of the agent's tools: reading files needs none of them.",
        severity=MEDIUM,
        confidence="medium",
        category=EXPOSURE,
        anchors=_AGENTS,
        match=(
            _workflow("issues", f"{_BASE}    allowed_tools: Read,Bash(echo:*)\n    prompt: '{_TITLE}'"),
            _workflow("issues", f"{_BASE}    allowed_tools: Bash(env)\n    prompt: '{_TITLE}'"),
        ),
        no_match=(
            _workflow("issues", f"{_BASE}    allowed_tools: Read,Bash(gh issue view:*)\n    prompt: '{_TITLE}'"),
            _workflow("push", f"{_BASE}    allowed_tools: Read,Bash(echo:*)\n    prompt: Summarise"),
        ),
        source="https://github.com/trailofbits/skills",
    ),
    Rule(
        id="github-actions/agent-reaches-anywhere",
        summary="A stranger's words reach an agent that may send to any address",
        why="An agent that fetches any address or calls any part of the API can carry out what it has read: the key it "
        "runs with, private files, other issues.",
        instead="Limit the tool to one host or one command, such as WebFetch(domain:docs.example.com) or Bash(gh issue view:*).",
        severity=MEDIUM,
        confidence="medium",
        category=EXPOSURE,
        anchors=_AGENTS,
        match=(
            _workflow("issues", f"{_BASE}    allowed_tools: Read,WebFetch\n    prompt: '{_TITLE}'"),
            _workflow("issues", f"{_BASE}    allowed_tools: Bash(gh api:*)\n    prompt: '{_TITLE}'"),
        ),
        no_match=(
            _workflow("issues", f"{_BASE}    allowed_tools: WebFetch(domain:example.com)\n    prompt: '{_TITLE}'"),
            _workflow("push", f"{_BASE}    allowed_tools: WebFetch\n    prompt: Summarise"),
        ),
        source="https://github.com/trailofbits/skills",
    ),
    Rule(
        id="github-actions/agent-sandbox-off",
        summary="An agent that strangers can set off runs without its sandbox",
        why="Without a sandbox and without questions, whatever talks the agent into a command has run it.",
        instead="Give the agent the tools it needs by name and leave its sandbox on (`codex exec --sandbox read-only`).",
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=_AGENTS,
        match=(
            _workflow("issue_comment", "- run: claude -p 'answer the comment' --dangerously-skip-permissions"),
            _workflow("issues", "- run: codex exec --sandbox danger-full-access 'sort the new issue'"),
        ),
        no_match=(
            _workflow("push", "- run: claude -p 'write the notes' --dangerously-skip-permissions"),
            _workflow("issues", "- run: codex exec --sandbox read-only 'sort the new issue'"),
        ),
        source="https://github.com/openai/codex-action/blob/main/docs/security.md",
    ),
    Rule(
        id="github-actions/agent-in-strangers-tree",
        summary="An agent with secrets works in a stranger's checkout",
        why="Agents take instructions, hooks and servers from the files of the directory they start in. On "
        "pull_request_target those are the stranger's, and the secrets are the repository's.",
        instead="Check the stranger's branch out into a directory of its own (`path:`), start the agent in the base branch, "
        "or use the pull_request event, which has no secrets.",
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=_AGENTS,
        match=(
            _workflow(
                "pull_request_target",
                "- uses: actions/checkout@v4\n  with:\n    ref: ${{ github.event.pull_request.head.sha }}\n"
                "- run: claude -p 'review this'",
            ),
            _workflow("issue_comment", "- run: gh pr checkout 1\n- run: gemini -p 'review this'"),
        ),
        no_match=(
            _workflow("pull_request_target", "- uses: actions/checkout@v4\n- run: claude -p 'review the diff'"),
            _workflow(
                "pull_request",
                "- uses: actions/checkout@v4\n  with:\n    ref: ${{ github.event.pull_request.head.sha }}\n"
                "- run: claude -p 'review this'",
            ),
        ),
        source="https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/",
    ),
    Rule(
        id="github-actions/untrusted-checkout",
        summary="A stranger's branch is checked out and built with the repository's secrets",
        why="On pull_request_target and its like, the job holds the repository's token and secrets. Building a stranger's "
        "branch there runs the stranger's scripts beside them.",
        instead="Build pull requests on the pull_request event, and let a second workflow use the results.",
        severity=HIGH,
        confidence="medium",
        category=EXPOSURE,
        anchors=("head.sha", "head.ref", "head_ref", "head_sha", "head_branch", "refs/pull", "gh pr checkout"),
        match=(
            _workflow(
                "pull_request_target",
                "- uses: actions/checkout@v4\n  with:\n    ref: ${{ github.event.pull_request.head.sha }}\n- run: npm ci",
            ),
            _workflow("issue_comment", "- run: gh pr checkout 1\n- run: make test"),
        ),
        no_match=(
            _workflow("pull_request_target", "- uses: actions/checkout@v4\n- run: npm ci"),
            _workflow(
                "pull_request",
                "- uses: actions/checkout@v4\n  with:\n    ref: ${{ github.event.pull_request.head.sha }}\n- run: npm ci",
            ),
        ),
        source="https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/",
    ),
    Rule(
        id="github-actions/agent-fed-by-logs",
        summary="What another run put out reaches an agent that can act",
        why="A pull request's tests print what their author likes, and its artifacts hold what they like. Read by an agent "
        "on workflow_run, that text has the repository's secrets in reach.",
        instead="Go on only for runs of the repository's own branches (`if:` on head_repository.full_name), or give the agent "
        "reading tools alone.",
        severity=MEDIUM,
        confidence="medium",
        category=EXPOSURE,
        anchors=_AGENTS,
        match=(
            _workflow(
                "workflow_run", "- run: gh run view 1 --log > log.txt\n- run: codex exec 'mend what log.txt says'"
            ),
            _workflow(
                "workflow_run",
                "- uses: actions/download-artifact@v4\n- uses: google-github-actions/run-gemini-cli@v0\n"
                "  with:\n    prompt: mend it",
            ),
        ),
        no_match=(
            _workflow(
                "workflow_run", "- run: gh run view 1 --log > log.txt\n- run: codex exec -s read-only 'explain it'"
            ),
            _workflow("push", "- run: gh run view 1 --log > log.txt\n- run: codex exec 'mend what log.txt says'"),
        ),
        source="https://github.com/trailofbits/skills",
    ),
    Rule(
        id="github-actions/agent-output-executed",
        summary="What an agent wrote is run as a command",
        why="An agent's answer is text that whoever reached its prompt can shape. Spliced into a command it runs with the "
        "job's token, however few tools the agent itself had.",
        instead="Take the answer as a value, check it against a list of what may be, and quote it in the command.",
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=("steps.",),
        match=(
            _workflow("issues", "- id: ai\n  uses: actions/ai-inference@v1\n- run: ${{ steps.ai.outputs.response }}"),
            _workflow(
                "issues",
                "- id: ai\n  uses: openai/codex-action@v1\n- env:\n    DO: ${{ steps.ai.outputs.final-message }}\n"
                '  run: eval "$DO"',
            ),
        ),
        no_match=(
            _workflow(
                "issues",
                "- id: ai\n  uses: actions/ai-inference@v1\n- env:\n    OUT: ${{ steps.ai.outputs.response }}\n"
                '  run: gh issue comment 1 --body "$OUT"',
            ),
            _workflow(
                "issues",
                "- id: ai\n  uses: anthropics/claude-code-action@v1\n- run: echo ${{ steps.ai.outputs.conclusion }}",
            ),
        ),
        source="https://github.com/trailofbits/skills",
    ),
    Rule(
        id="github-actions/agent-cache-shared",
        summary="A release restores caches that an agent open to strangers can fill",
        why="Caches of the default branch are shared by all workflows. A hijacked triage agent filled them, the nightly "
        "release restored them and ran what they held with the token that publishes: about 4,000 machines in eight hours.",
        instead="Build releases without caches, and take the shell and the open list of users from the agent.",
        severity=HIGH,
        confidence="medium",
        category=EXPOSURE,
        anchors=(),
        source=_CLINE,
    ),
)
