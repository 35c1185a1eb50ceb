"""Agent steps in workflows: every way from a stranger's text to an agent's power, and its safe twin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.language.document import read_yaml
from keyturn.model.effect import Effect
from keyturn.model.source import Origin, Source
from keyturn.model.word import Word
from keyturn.tool.agents import of_command, tools_of
from keyturn.tool.ci_gates import keeps_strangers_out
from keyturn.tool.view import View
from keyturn.tool.workflow import read_source
from tests.support import DictWorkspace, view

TITLE = "${{ github.event.issue.title }}"
FOLDER = "/work/app/.github/workflows"


def effects(text: str, look: View | None = None) -> list[Effect]:
    assert read_yaml(text).whole, text
    source = Source("workflow", Word(text), Origin(f"{FOLDER}/triage.yml"), file=True)
    return [one for one in read_source(source, look or View()) if isinstance(one, Effect)]


def rules(text: str) -> set[str]:
    return {one.rule.removeprefix("github-actions/") for one in effects(text)}


def workflow(steps: str, on: str = "issues", job: str = "", top: str = "") -> str:
    text = f"on:\n  {on}:\n{top}jobs:\n  triage:\n    runs-on: ubuntu-latest\n"
    text += "".join(f"    {line}\n" for line in job.splitlines())
    return text + "    steps:\n" + "".join(f"      {line}\n" for line in steps.splitlines())


def base(tools: str = "Bash", prompt: str = f"Sort this: {TITLE}") -> str:
    return (
        "- uses: anthropics/claude-code-base-action@v1\n  with:\n"
        f"    anthropic_api_key: ${{{{ secrets.ANTHROPIC_API_KEY }}}}\n    allowed_tools: '{tools}'\n    prompt: '{prompt}'"
    )


UNTRUSTED = "agent-untrusted-text"


@pytest.mark.parametrize(
    ("vector", "steps", "on"),
    [
        ("an expression in the prompt", base(), "issues"),
        (
            "a variable in between",
            f"- env:\n    BODY: {TITLE}\n" + "  run: codex exec 'sort the issue in $BODY'",
            "issues",
        ),
        ("told to fetch it", base("Bash(*)", "Run gh issue view ${{ github.event.issue.number }}"), "issues"),
        (
            "an output in between",
            (
                f'- id: t\n  env:\n    T: {TITLE}\n  run: echo "title=$T" >> "$GITHUB_OUTPUT"\n'
                "- uses: google-github-actions/run-gemini-cli@v0\n  with:\n    prompt: ${{ steps.t.outputs.title }}"
            ),
            "issues",
        ),
        (
            "the whole event",
            "- uses: openai/codex-action@v1\n  with:\n    allow-users: '*'\n    prompt: ${{ toJSON(github.event) }}",
            "issue_comment",
        ),
        ("a program from a package", f"- run: npx -y @anthropic-ai/claude-code -p '{TITLE}' --yolo", "issues"),
        ("a pipe", f'- env:\n    T: {TITLE}\n  run: echo "$T" | opencode run', "discussion"),
    ],
)
def test_a_strangers_text_reaches_an_agent(vector: str, steps: str, on: str) -> None:
    assert UNTRUSTED in rules(workflow(steps, on)), vector


@pytest.mark.parametrize(
    ("why", "text"),
    [
        ("reading tools alone", workflow(base("Read,Grep,Glob,Bash(gh issue view:*)"))),
        ("members only", workflow(base(), job="if: github.event.issue.author_association == 'MEMBER'")),
        (
            "one of several, each of them a member's",
            workflow(
                base(),
                job="if: contains(github.event.issue.body, '@bot') && contains(fromJSON('[\"OWNER\",\"MEMBER\"]'), "
                "github.event.issue.author_association)",
            ),
        ),
        (
            "a label that a maintainer sets",
            "on:\n  issues:\n    types: [labeled]\n" + workflow(base())[len("on:\n  issues:\n") :],
        ),
        ("an environment with reviewers", workflow(base(), job="environment: triage")),
        ("pushed by people with access", workflow(base(prompt="Write the notes"), "push")),
        ("started by hand", workflow(base(prompt="${{ inputs.task }}"), "workflow_dispatch")),
        ("a pull request of a fork has no secrets", workflow(base(), "pull_request")),
        (
            "the action itself refuses strangers",
            workflow(
                "- uses: anthropics/claude-code-action@v1\n  with:\n    claude_args: --allowedTools Bash",
                "issue_comment",
            ),
        ),
        (
            "a step that ends the job for strangers",
            workflow('- run: gh api "repos/x/collaborators/$ACTOR/permission" | grep -q admin || exit 1\n' + base()),
        ),
        ("nothing of the stranger's", workflow(base(prompt="Count the files"))),
        ("its version only", workflow(f"- env:\n    T: {TITLE}\n  run: claude --version")),
    ],
)
def test_the_safe_twin_passes(why: str, text: str) -> None:
    assert {one for one in rules(text) if one.startswith("agent")} == set(), why


def test_the_path_is_told() -> None:
    steps = (
        f"- name: Sort\n  uses: google-github-actions/run-gemini-cli@v0\n  env:\n    TITLE: {TITLE}\n"
        "    NPM: ${{ secrets.NPM_TOKEN }}\n  with:\n    prompt: Sort $TITLE"
    )
    (effect,) = effects(workflow(steps, top="permissions:\n  contents: write\n"))
    for part in (
        "issues",
        "github.event.issue.title",
        "env TITLE",
        "Sort",
        "any command",
        "contents: write",
        "NPM_TOKEN",
    ):
        assert part in effect.summary


def test_needs_carry_gates_and_outputs() -> None:
    text = (
        "on: issues\njobs:\n  may:\n    if: github.actor == 'sam'\n    steps:\n      - run: true\n"
        "  act:\n    needs: may\n    steps:\n" + "".join(f"      {line}\n" for line in base().splitlines())
    )
    assert rules(text) == set()
    assert UNTRUSTED in rules(text.replace("    if: github.actor == 'sam'\n", ""))
    text = (
        "on: issues\njobs:\n  a:\n    outputs:\n      t: ${{ steps.s.outputs.t }}\n    steps:\n      - id: s\n"
        f'        env: {{T: "{TITLE}"}}\n        run: echo "t=$T" >> $GITHUB_OUTPUT\n'
        "  b:\n    needs: a\n    steps:\n      - run: echo ${{ needs.a.outputs.t }}\n"
    )
    assert rules(text) == {"untrusted-text-in-command"}


@pytest.mark.parametrize(
    "condition",
    [
        "github.event.comment.author_association == 'OWNER'",
        "${{ contains('OWNER MEMBER', github.event.comment.author_association) }}",
        "github.actor == 'sam' || github.actor == 'kim'",
        "github.event_name == 'workflow_dispatch' || (startsWith(github.event.comment.body, '/x') && github.actor == 'sam')",
        "github.event.pull_request.head.repo.full_name == github.repository",
        "!github.event.pull_request.head.repo.fork",
        "needs.check.outputs.has_permission == 'true'",
    ],
)
def test_conditions_that_keep_strangers_out(condition: str) -> None:
    assert keeps_strangers_out(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "contains(github.event.comment.body, '@claude')",
        "github.actor != 'dependabot[bot]'",
        "github.event.comment.author_association != 'OWNER'",
        "github.event.issue.author_association == 'NONE'",
        "github.actor == 'sam' || contains(github.event.comment.body, '@bot')",
        "always()",
        "!contains(github.actor, 'bot')",
        "github.event_name == 'issues'",
        "github.repository == 'acme/app'",
        "",
    ],
)
def test_conditions_that_do_not(condition: str) -> None:
    assert not keeps_strangers_out(condition)


def test_a_removed_gate_is_what_makes_the_difference() -> None:
    gated = workflow(base(), job="if: github.actor == 'sam'")
    assert rules(gated) == set()
    assert UNTRUSTED in rules(gated.replace("    if: github.actor == 'sam'\n", ""))


@pytest.mark.parametrize(
    ("steps", "on", "rule"),
    [
        ("- uses: actions/github-script@v7\n  with:\n    script: console.log(`" + TITLE + "`)", "issues", ""),
        (f'- env:\n    T: {TITLE}\n  run: eval "$T"', "issues", ""),
        (f'- env:\n    T: {TITLE}\n  run: bash -c "echo $T"', "issues", ""),
        (f"- env:\n    T: {TITLE}\n  run: echo ${{{{ env.T }}}}", "issues", ""),
        ("- uses: acme/run@v1\n  with:\n    command: echo ${{ github.head_ref }}", "pull_request", ""),
        ("- run: echo ${{ github.event.workflow_run.head_branch }}", "workflow_run", ""),
        ("- run: echo '${{ toJSON(github.event) }}'", "issues", ""),
    ],
)
def test_text_that_becomes_code(steps: str, on: str, rule: str) -> None:
    assert "untrusted-text-in-command" in rules(workflow(steps, on)), rule


@pytest.mark.parametrize(
    "steps",
    [
        f'- env:\n    T: {TITLE}\n  run: echo "$T"',
        f"- env:\n    T: {TITLE}\n  run: bash -c 'echo \"$T\"'",
        "- uses: actions/github-script@v7\n  env:\n    T: "
        + TITLE
        + "\n  with:\n    script: console.log(process.env.T)",
        "- if: contains(github.event.issue.title, 'x')\n  run: echo ${{ contains(github.event.issue.title, 'x') }}",
        "- run: echo ${{ github.event.issue.title == 'x' }}",
        (
            f'- id: s\n  env:\n    T: {TITLE}\n  run: echo "t=$(echo $T | tr -cd a-z)" >> $GITHUB_OUTPUT\n'
            "- run: echo ${{ steps.s.outputs.t }}"
        ),
    ],
)
def test_text_that_stays_a_value(steps: str) -> None:
    assert rules(workflow(steps)) == set()


def test_a_release_that_restores_the_same_caches() -> None:
    release = (
        "on:\n  schedule: [{cron: '0 0 * * *'}]\njobs:\n  a:\n    steps:\n      - uses: actions/cache@v4\n"
        "      - run: npm publish\n        env: {NODE_AUTH_TOKEN: '${{ secrets.NPM_TOKEN }}'}\n"
    )
    look = view(DictWorkspace({f"{FOLDER}/nightly.yml": release}))
    found = {one.rule: one for one in effects(workflow(base()), look)}
    told = found["github-actions/agent-cache-shared"].summary
    assert "nightly.yml" in told
    assert "NPM_TOKEN" in told
    for harmless in (release.replace("      - uses: actions/cache@v4\n", ""), release.replace("publish", "test")):
        look = view(DictWorkspace({f"{FOLDER}/nightly.yml": harmless}))
        assert "github-actions/agent-cache-shared" not in {one.rule for one in effects(workflow(base()), look)}
    look = view(DictWorkspace({f"{FOLDER}/nightly.yml": release}))
    assert effects(workflow(base("Read")), look) == []


def test_a_workflow_that_is_called_gets_the_callers_event_and_inputs() -> None:
    called = (
        "on:\n  workflow_call:\n    inputs:\n      more: {type: string}\njobs:\n  act:\n    steps:\n"
        "      - uses: google-github-actions/run-gemini-cli@v0\n        with:\n          prompt: ${{ inputs.more }}\n"
    )
    caller = (
        "on: issue_comment\njobs:\n  go:\n    uses: ./.github/workflows/act.yml\n"
        "    with:\n      more: ${{ github.event.comment.body }}\n"
    )
    look = view(DictWorkspace({f"{FOLDER}/act.yml": called}))
    (effect,) = effects(caller, look)
    assert effect.rule == "github-actions/agent-untrusted-text"
    assert effect.origin.line == 4
    assert "input more" in effect.summary
    assert effects(caller.replace("github.event.comment.body", "github.event.comment.id"), look) == []
    assert effects(caller.replace("  go:\n", "  go:\n    if: github.actor == 'sam'\n"), look) == []
    assert effects(called, look) == []


def test_a_called_workflow_that_takes_the_event_itself_is_less_certain() -> None:
    (effect,) = effects(workflow(base("Bash(echo:*)"), "workflow_call"))
    assert effect.rule == "github-actions/agent-shell-tool"
    assert not effect.certain


def test_an_output_that_a_script_sets_from_a_variable() -> None:
    steps = (
        "- id: s\n  uses: actions/github-script@v7\n  env:\n    BODY: ${{ github.event.comment.body }}\n  with:\n"
        "    script: |\n      const text = process.env.BODY\n      core.setOutput('kind', 'note')\n"
        "      core.setOutput('text', text)\n"
    )
    assert rules(workflow(steps + "- run: echo ${{ steps.s.outputs.text }}", "issue_comment")) == {
        "untrusted-text-in-command"
    }
    assert rules(workflow(steps + "- run: echo ${{ steps.s.outputs.kind }}", "issue_comment")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "claude -p 'x'",
        "echo x | claude --print",
        "NODE_ENV=x npx -y @google/gemini-cli --yolo",
        "timeout 60 codex exec 'x'",
        "OUT=$(llm 'x')",
        "set -e\ncd x && copilot -p 'x'",
    ],
)
def test_agents_are_seen_in_commands(text: str) -> None:
    assert of_command(text) is not None


@pytest.mark.parametrize(
    "text", ["echo claude -p", "npm install -g @anthropic-ai/claude-code", "codex login", "cat llm.txt"]
)
def test_other_commands_are_none(text: str) -> None:
    assert of_command(text) is None


def test_tools_wherever_they_are_written() -> None:
    assert tools_of('--allowedTools "Read,Bash(gh issue view:*)" --max-turns 3', {}) == [
        "Read",
        "Bash(gh issue view:*)",
    ]
    assert tools_of('{"permissions": {"allow": ["Read", "Bash(ls)"]}}', {}) == ["Read", "Bash(ls)"]
    assert tools_of("", {"allowed_tools": "Read\nEdit"}) == ["Read", "Edit"]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    source = Source(
        "workflow", Word(f"on: issues\njobs:\n  a:\n    steps:\n      - run: {text}\n"), Origin("a.yml"), file=True
    )
    read_source(source, View())
    assert keeps_strangers_out(text) in (True, False)


@pytest.mark.parametrize(
    ("steps", "rule"),
    [
        ("- run: echo \"${{ github['event']['issue']['title'] }}\"", "untrusted-text-in-command"),
        (
            '- env:\n    BODY: ${{ github.event.issue.body }}\n  run: bash -c "${BODY#/run }"',
            "untrusted-text-in-command",
        ),
        ("- run: |\n    gh pr checkout 7\n    npm ci", "untrusted-checkout"),
        ("- run: gh pr checkout 7 && make test", "untrusted-checkout"),
        (
            (
                '- env:\n    ASK: ${{ github.event.comment.body }}\n  run: |\n    echo "$ASK" > p.txt\n'
                "    cline -y -m act < p.txt"
            ),
            "agent-untrusted-text",
        ),
        (
            (
                "- uses: google-github-actions/run-gemini-cli@v0\n  env:\n"
                "    BODY: ${{ github.event.issue.body }}\n  with:\n"
                '    settings: \'{"coreTools": ["run_shell_command(gh issue edit)"]}\'\n    prompt: Sort it'
            ),
            "agent-shell-tool",
        ),
    ],
)
def test_further_ways_of_a_strangers_text(steps: str, rule: str) -> None:
    assert rule in rules(workflow(steps, on="issue_comment"))


@pytest.mark.parametrize(
    "steps",
    [
        "- run: echo \"${{ github['event']['issue']['number'] }}\"",
        "- if: contains(fromJSON('[\"a\"]'), github.event.issue.state)\n  run: echo a",
        '- env:\n    BODY: ${{ github.event.issue.body }}\n  run: echo "${BODY#/run }"',
        "- run: |\n    npm ci\n    gh pr checkout 7",
        "- run: |\n    gh pr checkout 7\n    git log -1",
        (
            "- uses: google-github-actions/run-gemini-cli@v0\n  env:\n"
            "    BODY: ${{ github.event.issue.body }}\n  with:\n"
            '    settings: \'{"coreTools": ["run_shell_command(gh issue list)"]}\'\n    prompt: Sort it'
        ),
    ],
)
def test_their_safe_twins(steps: str) -> None:
    assert not rules(workflow(steps, on="issue_comment"))


def test_an_action_of_the_repository_gets_what_its_caller_gives_it() -> None:
    action = b"inputs:\n  text: {}\nruns:\n  using: composite\n  steps:\n    - run: echo ${{ inputs.text }}\n"
    caller = workflow("- uses: ./.github/actions/say\n  with:\n    text: ${{ github.event.issue.title }}")
    look = view(DictWorkspace({"/work/app/.github/actions/say/action.yml": action}))
    (found,) = effects(caller, look)
    assert found.rule == "github-actions/untrusted-text-in-command"
    assert "input text" in found.summary
    assert not effects(caller.replace("issue.title", "issue.number"), look)


def test_an_action_that_builds_a_strangers_tree() -> None:
    steps = (
        "- uses: actions/checkout@v4\n  with:\n    ref: ${{ github.event.pull_request.head.sha }}\n"
        "- uses: docker/build-push-action@v6\n  with:\n    context: .\n"
    )
    assert rules(workflow(steps, on="pull_request_target")) == {"untrusted-checkout"}
    assert not rules(workflow(steps, on="pull_request"))
