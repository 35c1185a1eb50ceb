"""Pipelines, schedules and editors' files: every command in them is read, where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.judge.corridor import Judgement, follow
from keyturn.model.source import Origin, Source
from keyturn.model.word import Word
from keyturn.scan.documents import language_of
from tests.support import view


def judged(path: str, text: str) -> Judgement:
    language = language_of(path, text.encode())
    assert language is not None, path
    return follow(Source(language, Word(text), Origin("/work/app/" + path), file=True), view())


def met(path: str, text: str) -> list[tuple[str, int]]:
    return [(one.rule, one.origin.line) for one in judged(path, text).effects]


LOSS = "terraform/destroy"
STRANGER = "pipeline/untrusted-text-in-command"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (".gitlab-ci.yml", "stop:\n  script:\n    - echo bye\n    - terraform destroy -auto-approve\n", 4),
        (".gitlab-ci.yml", "stop:\n  script:\n    - |\n      echo bye\n      terraform destroy -auto-approve\n", 5),
        ("ci/stop.gitlab-ci.yml", "stop:\n  after_script: terraform destroy -auto-approve\n", 2),
        (".gitlab-ci.yml", "default:\n  before_script:\n    - terraform destroy -auto-approve\n", 3),
        (".gitlab-ci.yml", "a:\n  before_script: [cd infra]\n  script:\n    - terraform destroy -auto-approve\n", 4),
        (
            ".circleci/config.yml",
            (
                "version: 2.1\njobs:\n  a:\n    steps:\n      - checkout\n      - run:\n          name: Stop\n"
                "          command: terraform destroy -auto-approve\n"
            ),
            8,
        ),
        (".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run: terraform destroy -auto-approve\n", 4),
        ("azure-pipelines.yml", "steps:\n  - script: terraform destroy -auto-approve\n", 2),
        (
            "azure-pipelines.yml",
            (
                "steps:\n  - task: AzureCLI@2\n    inputs:\n      scriptType: bash\n"
                "      inlineScript: terraform destroy -auto-approve\n"
            ),
            5,
        ),
        (
            "bitbucket-pipelines.yml",
            "pipelines:\n  default:\n    - step:\n        script:\n          - terraform destroy -auto-approve\n",
            5,
        ),
        (".travis.yml", "language: go\nafter_success:\n  - terraform destroy -auto-approve\n", 3),
        (".drone.yml", "steps:\n  - name: stop\n    commands:\n      - terraform destroy -auto-approve\n", 4),
        (".woodpecker/a.yml", "steps:\n  stop:\n    commands:\n      - terraform destroy -auto-approve\n", 4),
        (".buildkite/pipeline.yml", "steps:\n  - label: x\n    command: terraform destroy -auto-approve\n", 3),
        (
            "cloudbuild.yaml",
            "steps:\n  - name: hashicorp/terraform:1.9\n    args: [destroy, -auto-approve]\n",
            3,
        ),
        (
            "cloudbuild.yaml",
            "steps:\n  - name: gcr.io/x/y\n    entrypoint: bash\n    args: ['-c', 'terraform destroy -auto-approve']\n",
            4,
        ),
        ("buildspec.yml", "phases:\n  build:\n    commands:\n      - terraform destroy -auto-approve\n", 4),
        (
            ".pre-commit-config.yaml",
            (
                "repos:\n  - repo: local\n    hooks:\n      - id: x\n        entry: terraform destroy -auto-approve\n"
                "        language: system\n"
            ),
            5,
        ),
        ("renovate.json", '{"postUpgradeTasks": {"commands": ["terraform destroy -auto-approve"]}}', 1),
        (".devcontainer/devcontainer.json", '{"postCreateCommand": "terraform destroy -auto-approve"}', 1),
        (".devcontainer/devcontainer.json", '{"initializeCommand": ["terraform", "destroy", "-auto-approve"]}', 1),
        (".devcontainer/devcontainer.json", '{"postStartCommand": {"a": "terraform destroy -auto-approve"}}', 1),
        (
            ".vscode/tasks.json",
            '{"tasks": [{"label": "x", "command": "terraform", "args": ["destroy", "-auto-approve"]}]}',
            1,
        ),
        ("Procfile", "web: gunicorn app\nrelease: terraform destroy -auto-approve\n", 2),
        ("composer.json", '{"scripts": {"post-install-cmd": ["@php x", "terraform destroy -auto-approve"]}}', 1),
        ("Jenkinsfile", "node {\n  sh 'terraform destroy -auto-approve'\n}\n", 2),
        ("Jenkinsfile", 'node {\n  sh """\n    cd x\n    terraform destroy -auto-approve\n  """\n}\n', 4),
        ("ci/Jenkinsfile.nightly", "sh(script: 'terraform destroy -auto-approve', returnStdout: true)", 1),
        ("Jenkinsfile", 'sh(returnStatus: true, script: "terraform destroy -auto-approve")', 1),
        ("Jenkinsfile", "sh 'terraform destroy ' + '-auto-approve'", 1),
        ("crontab", "# nightly\nPATH=/bin\n0 3 * * 1-5 terraform destroy -auto-approve\n", 3),
        ("etc/cron.d/stop", "@daily root terraform destroy -auto-approve\n", 1),
        ("etc/cron.d/stop", "*/5 * * jan sun www-data terraform destroy -auto-approve\n", 1),
        ("stop.service", "[Service]\nExecStart=-/usr/bin/terraform destroy \\\n  -auto-approve\n", 2),
        ("stop.service", "[Service]\nExecStartPre=/bin/sh -c 'terraform destroy -auto-approve'\n", 2),
        ("debian/tool.postinst", "set -e\nterraform destroy -auto-approve\n", 2),
        ("tool.spec", "Name: tool\n%post\nterraform destroy -auto-approve\n%files\n/usr/bin/tool\n", 3),
        ("PKGBUILD", "build() {\n  terraform destroy -auto-approve\n}\nbuild\n", 2),
    ],
)
def test_a_command_is_read_where_it_stands(path: str, text: str, line: int) -> None:
    assert (LOSS, line) in met(path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            ".gitlab-ci.yml",
            "a:\n  script:\n    - terraform plan\n    - !reference [.setup, script]\n  rules:\n    - if: $X\n",
        ),
        (".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run: make << parameters.target >>\n"),
        ("azure-pipelines.yml", "steps:\n  - script: dotnet build -c $(BuildConfiguration) -o $(Build.OutputPath)\n"),
        (
            ".pre-commit-config.yaml",
            "repos:\n  - repo: local\n    hooks:\n      - id: x\n        entry: terraform destroy\n        language: pygrep\n",
        ),
        (
            "Jenkinsfile",
            "// sh 'terraform destroy -auto-approve'\n/* sh 'x' */\necho 'sh terraform destroy'\nsh 'make'\n",
        ),
        ("crontab", "# 0 3 * * * terraform destroy -auto-approve\n0 3 * * * echo hello % terraform destroy\n"),
        (
            "a.service",
            "[Unit]\nDescription=terraform destroy -auto-approve\n[Service]\nExecStart=/usr/bin/tool ${ARG} %i\n",
        ),
        ("a.spec", "Name: x\n%description\nrm -rf / is what this prevents\n%build\nmake %{?_smp_mflags}\n"),
        ("a.spec", "# a spec of another tool\na = Analysis(['x.py'])\n"),
        (".devcontainer/devcontainer.json", '{"image": "x", "postCreateCommand": "npm ci"}'),
        (".vscode/tasks.json", '{"tasks": [{"label": "x", "type": "shell", "command": "make", "args": ["test"]}]}'),
        ("cloudbuild.yaml", "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build, -t, x, .]\n"),
    ],
)
def test_ordinary_files_pass(path: str, text: str) -> None:
    judgement = judged(path, text)
    assert judgement.effects == ()
    assert not [spot for spot in judgement.blind if spot.opaque]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".gitlab-ci.yml", 'a:\n  script:\n    - eval "echo $CI_COMMIT_MESSAGE"\n'),
        (".gitlab-ci.yml", 'a:\n  script:\n    - bash -c "echo ${CI_MERGE_REQUEST_TITLE}"\n'),
        ("azure-pipelines.yml", "steps:\n  - script: echo $(Build.SourceVersionMessage)\n"),
        (".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run: echo << pipeline.git.branch >>\n"),
        ("Jenkinsfile", 'sh "git checkout ${env.CHANGE_BRANCH}"'),
        ("Jenkinsfile", "sh 'echo ' + env.CHANGE_TITLE"),
    ],
)
def test_strangers_text_in_a_command(path: str, text: str) -> None:
    assert STRANGER in [rule for rule, _line in met(path, text)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".gitlab-ci.yml", 'a:\n  script:\n    - echo "$CI_COMMIT_MESSAGE" > message.txt\n'),
        ("azure-pipelines.yml", "steps:\n  - script: echo $(Build.BuildId)\n"),
        ("Jenkinsfile", "sh 'git checkout \"$CHANGE_BRANCH\"'"),
        ("Jenkinsfile", 'sh "make ${params.TARGET}"'),
    ],
)
def test_strangers_text_as_a_value(path: str, text: str) -> None:
    assert STRANGER not in [rule for rule, _line in met(path, text)]


def test_a_task_that_runs_when_the_folder_is_opened() -> None:
    task = '{"tasks": [{"label": "x", "command": "make", "runOptions": {"runOn": "folderOpen"}}]}'
    assert met(".vscode/tasks.json", task) == [("pipeline/runs-on-open", 1)]


def test_a_package_is_put_together_in_a_temporary_place() -> None:
    text = "Name: x\n%install\nrm -rf %{buildroot}/usr/lib $RPM_BUILD_ROOT/etc\n%files\n"
    (effect,) = judged("b.spec", text).effects
    assert all(target.name.startswith("<temporary>") for target in effect.targets)


def test_variables_of_the_file_are_known() -> None:
    text = "variables:\n  WHAT: destroy\nstop:\n  script:\n    - terraform $WHAT -auto-approve\n"
    assert (LOSS, 5) in met(".gitlab-ci.yml", text)


@pytest.mark.parametrize("path", [".gitlab-ci.yml", "Jenkinsfile", "crontab", "a.service", "a.spec", "renovate.json"])
@given(text=st.text(max_size=150))
def test_no_text_breaks_a_reader(path: str, text: str) -> None:
    judged(path, f"a:\n  script: x\n{text}")


@pytest.mark.parametrize(
    ("inputs", "rule"),
    [
        ("task: TerraformTaskV4@4\n    inputs:\n      command: destroy\n", "terraform/destroy"),
        (
            "task: TerraformCLI@1\n    inputs:\n      command: destroy\n      workingDirectory: infra\n",
            "terraform/destroy",
        ),
        ("task: HelmDeploy@0\n    inputs:\n      command: uninstall\n      arguments: db\n", "helm/uninstall"),
        (
            "task: Kubernetes@1\n    inputs:\n      command: delete\n      arguments: namespace prod\n",
            "kubernetes/delete-namespace",
        ),
    ],
)
def test_a_task_of_azure_that_names_a_command(inputs: str, rule: str) -> None:
    effects = judged("azure-pipelines.yml", f"steps:\n  - {inputs}").effects
    assert [one.rule for one in effects] == [rule]
    for word in ("destroy", "uninstall", "delete"):
        inputs = inputs.replace(f"command: {word}", "command: version")
    assert not judged("azure-pipelines.yml", f"steps:\n  - {inputs}").effects


def test_a_merge_requests_description_becomes_an_agents_prompt() -> None:
    asked = 'fix:\n  script:\n    - claude -p "$CI_MERGE_REQUEST_DESCRIPTION" {}\n'
    loose = judged(".gitlab-ci.yml", asked.format("--dangerously-skip-permissions"))
    assert [one.rule for one in loose.effects] == ["pipeline/agent-untrusted-text"]
    assert not judged(".gitlab-ci.yml", asked.format("--allowedTools Read")).effects


def test_a_script_of_a_workflow_is_read_as_javascript() -> None:
    text = (
        "on: push\njobs:\n  a:\n    steps:\n      - uses: actions/github-script@v7\n        with:\n          script: |\n"
        "            core.info('x')\n            await exec.exec('terraform', ['destroy', '-auto-approve'])\n"
    )
    assert met(".github/workflows/a.yml", text)
    assert not met(".github/workflows/a.yml", text.replace("destroy", "plan"))


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        (
            "uses: pulumi/actions@v6\n        with:\n          command: destroy\n          stack-name: prod\n",
            "pulumi/destroy",
        ),
        ("uses: dflook/terraform-destroy@v1\n        with:\n          path: infra\n", LOSS),
    ],
)
def test_an_action_that_destroys(step: str, rule: str) -> None:
    text = f"on: push\njobs:\n  a:\n    steps:\n      - {step}"
    assert met(".github/workflows/a.yml", text) == [(rule, 5)]
    harmless = text.replace("command: destroy", "command: preview").replace("terraform-destroy", "terraform-plan")
    assert not met(".github/workflows/a.yml", harmless)


def test_aliases_of_aliases_are_walked_once() -> None:
    lines = ["a0: &a0 {stage: x, script: make}"]
    lines += [f"a{at}: &a{at} [*a{at - 1}, *a{at - 1}, {{stage: s{at}, jobs: *a{at - 1}}}]" for at in range(1, 26)]
    assert not judged(".gitlab-ci.yml", "\n".join(lines) + "\n").effects


def test_what_gitlab_puts_in_is_not_known_and_is_no_broken_shell() -> None:
    text = 'job:\n  script:\n    - git fetch "$[[ inputs.source ]]" "$[[ inputs.commit | expand_vars ]]"\n'
    assert not judged(".gitlab-ci.yml", text).effects
    assert not judged(".gitlab-ci.yml", text).blind
    found = judged(".gitlab-ci.yml", "job:\n  script: rm -rf $[[ inputs.folder ]]/data\n").effects
    assert [effect.rule for effect in found] == ["filesystem/mass-delete"]
