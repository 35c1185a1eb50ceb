"""Changes to workflows, pipelines and agents' settings: gates, rules and hooks that stood before and do not after."""

from __future__ import annotations

import json

import pytest

from keyturn.scan.findings import Report
from tests.repositories import Repository

TRIAGE = ".github/workflows/triage.yml"
GATE = "    if: github.event.issue.author_association == 'MEMBER'\n"


def workflow(gate: str = GATE, permissions: str = "read") -> str:
    return (
        f"on:\n  issues:\n    types: [opened]\npermissions:\n  contents: {permissions}\njobs:\n  triage:\n{gate}"
        "    runs-on: ubuntu-latest\n    steps:\n      - uses: google-github-actions/run-gemini-cli@v0\n        with:\n"
        "          prompt: 'Sort ${{ github.event.issue.title }}'\n"
    )


def rules(report: Report) -> list[str]:
    return [one.rule for one in report.stopping]


def changed(repository: Repository, path: str, before: str, after: str) -> list[str]:
    repository.commit({path: before})
    repository.stage({path: after})
    return rules(repository.scan())


def test_a_gate_is_removed(repository: Repository) -> None:
    assert "github-actions/agent-untrusted-text" in changed(repository, TRIAGE, workflow(), workflow(""))


def test_a_gate_is_added(repository: Repository) -> None:
    assert changed(repository, TRIAGE, workflow(""), workflow()) == []


def test_nothing_of_it_changes(repository: Repository) -> None:
    after = "# triage\n" + workflow("").replace("Sort", "Please sort")
    assert changed(repository, TRIAGE, workflow(""), after) == []


def test_permissions_are_widened(repository: Repository) -> None:
    found = changed(repository, TRIAGE, workflow("", "read"), workflow("", "write"))
    assert "github-actions/agent-untrusted-text" in found


def test_a_cache_that_a_release_restores(repository: Repository) -> None:
    release = (
        "on:\n  push:\n    tags: [v*]\njobs:\n  a:\n    steps:\n      - uses: actions/setup-node@v4\n"
        "        with:\n          cache: npm\n      - run: npm publish\n"
    )
    repository.commit({".github/workflows/release.yml": release})
    repository.stage({TRIAGE: workflow("")})
    assert "github-actions/agent-cache-shared" in rules(repository.scan())


ALLOWED = {"deny": ["Bash(terraform destroy:*)"], "allow": ["Read"]}
HOOKS = {"PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "./guard.sh"}]}]}
SETTINGS = {"permissions": ALLOWED, "hooks": HOOKS}


@pytest.mark.parametrize("lost", ["permissions", "hooks"])
def test_a_deny_rule_or_a_hook_is_removed(repository: Repository, lost: str) -> None:
    less = {key: value for key, value in SETTINGS.items() if key != lost}
    found = changed(repository, ".claude/settings.json", json.dumps(SETTINGS, indent=1), json.dumps(less, indent=1))
    assert "change/protection-removed" in found


def test_settings_are_deleted(repository: Repository) -> None:
    repository.commit({".claude/settings.json": json.dumps(SETTINGS), "a.txt": "x\n"})
    repository.git("rm", "-q", ".claude/settings.json")
    assert "change/protection-removed" in rules(repository.scan())


def test_settings_are_only_put_in_another_order(repository: Repository) -> None:
    other = dict(reversed(SETTINGS.items()))
    assert changed(repository, ".claude/settings.json", json.dumps(SETTINGS), json.dumps(other, indent=2)) == []


def test_an_allow_list_is_widened(repository: Repository) -> None:
    wide = {**SETTINGS, "permissions": {**ALLOWED, "allow": ["Read", "Bash(*)"]}}
    found = changed(repository, ".claude/settings.json", json.dumps(SETTINGS, indent=1), json.dumps(wide, indent=1))
    assert "agent-settings/broad-allow" in found


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            ".gitlab-ci.yml",
            "a:\n  script:\n    - make\n",
            "a:\n  script:\n    - make\n    - terraform destroy -auto-approve\n",
        ),
        ("Jenkinsfile", "node { sh 'make' }\n", "node { sh 'terraform destroy -auto-approve' }\n"),
        ("etc/cron.d/x", "0 1 * * * root make\n", "0 1 * * * root terraform destroy -auto-approve\n"),
    ],
)
def test_a_command_comes_into_a_pipeline(repository: Repository, path: str, before: str, after: str) -> None:
    assert "terraform/destroy" in changed(repository, path, before, after)


DESTROY = "terraform destroy -auto-approve"


def steps(extra: str = "", on: str = "workflow_dispatch") -> str:
    return f"on: {on}\njobs:\n  down:\n{extra}    runs-on: x\n    steps:\n      - run: {DESTROY}\n"


GITLAB = f"down:\n  when: manual\n  script:\n    - {DESTROY}\n"
RULES = f"down:\n  rules:\n    - if: $CI_COMMIT_BRANCH == 'main'\n      when: manual\n  script:\n    - {DESTROY}\n"
EXTENDS = f".held:\n  when: manual\ndown:\n  extends: .held\n  script:\n    - {DESTROY}\n"
CIRCLE = (
    f"version: 2.1\njobs:\n  down:\n    steps:\n      - run: {DESTROY}\nworkflows:\n  w:\n    jobs:\n"
    "      - hold:\n          type: approval\n      - check:\n          requires: [hold]\n"
    "      - down:\n          requires: [check]\n"
)
AZURE = (
    "stages:\n  - stage: Ask\n    jobs:\n      - job: a\n        steps:\n          - task: ManualValidation@1\n"
    f"  - stage: Down\n    jobs:\n      - job: d\n        steps:\n          - script: {DESTROY}\n"
)
BUILDKITE = f"steps:\n  - block: Sure?\n  - command: {DESTROY}\n"
BITBUCKET = f"pipelines:\n  default:\n    - step:\n        trigger: manual\n        script:\n          - {DESTROY}\n"
JENKINS = f"node {{\n  input message: 'Sure?'\n  sh '{DESTROY}'\n}}\n"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (TRIAGE, steps("    environment: production\n"), steps()),
        (TRIAGE, steps("    environment:\n      name: production\n"), steps()),
        (TRIAGE, steps(), steps(on="[workflow_dispatch, push]")),
        (TRIAGE, steps(), steps(on="push")),
        (".gitlab-ci.yml", GITLAB, GITLAB.replace("  when: manual\n", "")),
        (".gitlab-ci.yml", RULES, RULES.replace("manual", "always")),
        (".gitlab-ci.yml", EXTENDS, EXTENDS.replace("  extends: .held\n", "")),
        (".circleci/config.yml", CIRCLE, CIRCLE.replace("          requires: [hold]\n", "          context: x\n")),
        (".circleci/config.yml", CIRCLE, CIRCLE.replace("          type: approval\n", "          context: x\n")),
        ("azure-pipelines.yml", AZURE, AZURE.replace("ManualValidation@1", "Delay@1")),
        (".buildkite/pipeline.yml", BUILDKITE, BUILDKITE.replace("  - block: Sure?\n", "  - wait\n")),
        ("bitbucket-pipelines.yml", BITBUCKET, BITBUCKET.replace("        trigger: manual\n", "")),
        ("Jenkinsfile", JENKINS, JENKINS.replace("  input message: 'Sure?'\n", "")),
    ],
)
def test_a_person_is_no_longer_asked_before_a_destruction(
    repository: Repository, path: str, before: str, after: str
) -> None:
    assert before != after
    repository.commit({path: before})
    repository.stage({path: after})
    report = repository.scan()
    assert rules(report) == ["terraform/destroy"]
    assert "before it is gone" in report.stopping[0].message
    # and the other way round it is no finding
    repository.commit()
    repository.stage({path: before})
    assert rules(repository.scan()) == []


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (TRIAGE, steps("    environment: production\n"), steps("    environment: prod\n")),
        (TRIAGE, steps(), steps().replace("- run:", "- name: Tear down\n        run:")),
        (TRIAGE, steps().replace("down:", "down-again:"), steps()),
        (".gitlab-ci.yml", GITLAB, GITLAB.replace("  when: manual\n", "  timeout: 1h\n  when: manual\n")),
        (".gitlab-ci.yml", GITLAB.replace(DESTROY, "make"), "down:\n  script:\n    - make\n"),
        (".circleci/config.yml", CIRCLE, CIRCLE.replace("hold", "approve-down")),
        ("Jenkinsfile", JENKINS, JENKINS.replace("Sure?", "Really?")),
    ],
)
def test_a_gate_that_stays_or_guards_nothing(repository: Repository, path: str, before: str, after: str) -> None:
    assert before != after
    assert changed(repository, path, before, after) == []


def with_rules(**more: object) -> str:
    return json.dumps({**SETTINGS, **more}, indent=1)


@pytest.mark.parametrize(
    "after",
    [
        with_rules(permissions={"deny": ["Bash(terraform:*)"], "allow": ["Read"]}),
        with_rules(hooks={"PreToolUse": [{"hooks": [{"type": "command", "command": "guard.sh"}]}]}),
        with_rules(permissions={"deny": ["Bash"], "allow": []}),
    ],
)
def test_a_wider_rule_or_hook_takes_the_place(repository: Repository, after: str) -> None:
    assert changed(repository, ".claude/settings.json", with_rules(), after) == []


def test_a_hook_that_can_refuse_nothing_is_removed(repository: Repository) -> None:
    telling = {"Notification": [{"hooks": [{"type": "command", "command": "notify-send done"}]}]}
    told = {**HOOKS, **telling}
    assert changed(repository, ".claude/settings.json", with_rules(hooks=told), with_rules()) == []


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (".claude/settings.json", '{"sandbox": {"enabled": true}}', '{"sandbox": {"enabled": false}}'),
        (".gemini/settings.json", '{"tools": {"sandbox": "docker"}}', "{}"),
        (".gemini/settings.json", '{"tools": {"exclude": ["run_shell_command(rm)"]}}', '{"tools": {"exclude": []}}'),
        ("opencode.json", '{"permission": {"bash": "deny"}}', '{"permission": {"bash": "ask"}}'),
    ],
)
def test_a_sandbox_or_a_refusal_is_gone(repository: Repository, path: str, before: str, after: str) -> None:
    assert "change/protection-removed" in changed(repository, path, before, after)


def machine(run: str, label: str = "ubuntu-latest", more: str = "") -> str:
    return f"on: push\njobs:\n  a:\n    runs-on: {label}\n{more}    steps:\n      - run: {run}\n"


MATRIX = "    strategy:\n      matrix:\n        os: [ubuntu-24.04, macos-14]\n"


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        (TRIAGE, machine("sudo rm -rf /usr/share/dotnet"), False),
        (TRIAGE, machine("sudo rm -rf /usr/share/dotnet", "${{ matrix.os }}", MATRIX), False),
        (TRIAGE, machine("sudo rm -rf /usr/share/dotnet", "self-hosted"), True),
        (TRIAGE, machine("sudo rm -rf /usr/share/dotnet", "[self-hosted, ubuntu-22.04]"), True),
        (TRIAGE, machine("sudo rm -rf /usr/share/dotnet", "ubuntu-build-farm"), True),
        (TRIAGE, machine("sudo rm -rf /usr/share/dotnet", "${{ inputs.runner }}"), True),
        (".forgejo/workflows/a.yml", machine("sudo rm -rf /usr/share/dotnet"), True),
        (TRIAGE, machine("mount -t nfs nas:/b /mnt/b && rm -rf /mnt/b/old"), True),
        (TRIAGE, machine("aws s3 rm s3://acme --recursive"), True),
    ],
)
def test_a_machine_that_is_thrown_away(repository: Repository, path: str, text: str, found: bool) -> None:
    repository.commit({"a.txt": "x\n"})
    repository.stage({path: text})
    assert bool(rules(repository.scan())) is found
