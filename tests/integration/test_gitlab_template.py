"""The template for GitLab: parsed as GitLab parses it, its script lines run in a shell with the variables it gives."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.conftest import ROOT
from tests.integration.pipelines import DANGER, ENVIRONMENT, ZERO, base_environment
from tests.repositories import Repository

TEMPLATE = ROOT / "integrations" / "gitlab" / "keyturn.gitlab-ci.yml"
COMMIT = "c" * 40


def template(**inputs: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The inputs' declarations, and the job with them filled in, as GitLab does it before a pipeline is made."""
    head, body = TEMPLATE.read_text(encoding="utf-8").split("\n---\n")
    declared = yaml.safe_load(head)["spec"]["inputs"]
    values = {name: inputs.get(name, facts.get("default")) for name, facts in declared.items()}
    assert None not in values.values()
    job = yaml.safe_load(re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda one: str(values[one.group(1)]), body))
    return declared, job["keyturn"]


class GitLab:
    """A project, a copy of Keyturn's repository to fetch from, and a runner's shell."""

    def __init__(self, place: Path) -> None:
        self.project = Repository(place / "project")
        self.first = self.project.commit({"deploy.sh": "#!/bin/sh\nmake build\n"})
        self.project.git("switch", "-q", "-c", "feature")
        self.tip = self.project.commit({"deploy.sh": "#!/bin/sh\nmake build\n" + DANGER})
        self.project.git("switch", "-q", "main")
        self.place = place

    def job(self, commit: str, **variables: str) -> tuple[int, str, Path]:
        """Run the job's script as one shell, in a checkout as the runner leaves it. Exit code, log, checkout."""
        target = self.place / f"build-{len(list(self.place.iterdir()))}"
        subprocess.run(["git", "clone", "-q", "--no-checkout", str(self.project.root), str(target)], check=True)
        subprocess.run(["git", "-C", str(target), "checkout", "-q", "--detach", commit], check=True)
        _declared, job = template(source="https://gitlab.example.com/tools/keyturn.git", commit=COMMIT)
        lines = job["script"]
        fetched = [line for line in lines if "fetch" in line or "checkout" in line]
        assert len(fetched) == 2  # what follows stands in for these two: this working copy, and no network
        lines = [line for line in lines if line not in fetched]
        lines.insert(2, f'ln -s "{ROOT}/integrations" "$guard/integrations"')
        script = "set -eo pipefail\n" + "\n".join(lines).replace('run.sh"', f"run.sh\" --environment '{ENVIRONMENT}'")
        given = {
            **base_environment(self.place / "home"),
            "GITLAB_CI": "true",
            "CI_PROJECT_DIR": str(target),
            "CI_COMMIT_SHA": commit,
            "CI_DEFAULT_BRANCH": "main",
            **job["variables"],
            **variables,
        }
        done = subprocess.run(
            ["bash", "-c", script], cwd=target, env=given, capture_output=True, text=True, check=False, timeout=60
        )
        return done.returncode, done.stdout + done.stderr, target


@pytest.fixture
def gitlab(tmp_path: Path) -> GitLab:
    return GitLab(tmp_path)


def merge_request(gitlab: GitLab, **more: str) -> dict[str, str]:
    return {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_IID": "4",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": gitlab.first,
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_TITLE": "$(touch pwned)",
        "CI_COMMIT_BEFORE_SHA": ZERO,
        **more,
    }


def test_a_merge_request_and_its_reports(gitlab: GitLab) -> None:
    code, log, build = gitlab.job(gitlab.tip, **merge_request(gitlab))
    assert code == 1, log
    assert "GitLab, merge request 4" in log
    declared = template(source="x", commit=COMMIT)[1]["artifacts"]["reports"]
    quality = json.loads((build / declared["codequality"]).read_text(encoding="utf-8"))
    assert [one["check_name"] for one in quality] == ["filesystem/mass-delete"]
    assert ET.parse(build / declared["junit"]).getroot().tag == "testsuites"
    assert not (build / "pwned").exists()


def test_merged_results_are_judged_from_the_requests_own_end(gitlab: GitLab) -> None:
    gitlab.project.commit({"README.md": "x\n"})
    gitlab.project.git("switch", "-q", "--detach", "main")
    gitlab.project.git("merge", "-q", "--no-edit", gitlab.tip)
    merge = gitlab.project.git("rev-parse", "HEAD")
    gitlab.project.git("branch", "result", merge)
    gitlab.project.git("switch", "-q", "main")
    more = merge_request(gitlab, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA=gitlab.tip)
    assert gitlab.job(merge, **more)[0] == 1


def test_a_push_to_the_default_branch(gitlab: GitLab) -> None:
    after = gitlab.project.commit({"README.md": "x\n"})
    told = {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main"}
    assert gitlab.job(after, **told, CI_COMMIT_BEFORE_SHA=gitlab.first)[0] == 0
    code, log, _build = gitlab.job(after, **told, CI_COMMIT_BEFORE_SHA=after)
    assert (code, "starts and ends" in log) == (3, True)
    assert gitlab.job(after, **told, CI_COMMIT_BEFORE_SHA="")[0] == 3
    code, log, _build = gitlab.job(after, CI_PIPELINE_SOURCE="schedule", CI_COMMIT_BRANCH="main")
    assert (code, "every tracked file" in log) == (0, True)
    assert gitlab.job(gitlab.tip, CI_PIPELINE_SOURCE="web", CI_COMMIT_BRANCH="feature")[0] == 1


def test_what_does_not_fit_together_is_never_clear(gitlab: GitLab) -> None:
    for told in (
        merge_request(gitlab, CI_MERGE_REQUEST_DIFF_BASE_SHA=""),
        merge_request(gitlab, CI_MERGE_REQUEST_DIFF_BASE_SHA=gitlab.tip),
        merge_request(gitlab, CI_MERGE_REQUEST_DIFF_BASE_SHA="--upload-pack=x"),
        merge_request(gitlab, CI_MERGE_REQUEST_IID=""),
        merge_request(gitlab, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="-x"),
        {"CI_PIPELINE_SOURCE": "push"},
        {},
    ):
        code, log, _build = gitlab.job(gitlab.tip, **told)
        assert code == 3, log


def test_the_template_says_what_gitlab_needs() -> None:
    declared, job = template(source="x", commit=COMMIT)
    assert job["variables"] == {"GIT_DEPTH": "0"}
    assert job["inherit"] == {"default": False, "variables": False}
    assert job["allow_failure"] is False
    assert [one["if"] for one in job["rules"]] == [
        '$CI_PIPELINE_SOURCE == "merge_request_event"',
        "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
    ]
    assert job["artifacts"]["when"] == "always"
    for text in ('x" ; touch pwned; "', "https://x/$(id)", "https://x y"):
        assert not re.search(declared["source"]["regex"], text)
    assert re.search(declared["source"]["regex"], "https://gitlab.example.com/tools/keyturn.git")
    assert not re.search(declared["commit"]["regex"], "main")


# -- the other hosts, which tell by variables alone


@pytest.fixture
def clone(gitlab: GitLab, tmp_path: Path) -> Path:
    target = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(gitlab.project.root), str(target)], check=True)
    subprocess.run(["git", "checkout", "-q", "--detach", gitlab.tip], cwd=target, check=True)
    return target


def ci(clone: Path, *args: str, **variables: str) -> tuple[int, str]:
    environment = {**base_environment(clone.parent / "home"), **variables}
    done = subprocess.run(
        [sys.executable, "-m", "keyturn", "ci", *args],
        cwd=clone, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def hosts(tip: str, first: str) -> list[tuple[str, dict[str, str]]]:
    """What each host gives: the words that its report has, and its variables."""
    circle = {"CIRCLECI": "true", "CIRCLE_SHA1": tip}
    azure = {"TF_BUILD": "True", "BUILD_SOURCEVERSION": tip}
    kite = {"BUILDKITE": "true", "BUILDKITE_COMMIT": tip, "BUILDKITE_PULL_REQUEST": "false"}
    jenkins = {"JENKINS_URL": "https://jenkins.example.com/", "GIT_COMMIT": tip}
    pull = {"BUILD_REASON": "PullRequest", "SYSTEM_PULLREQUEST_SOURCECOMMITID": tip}
    return [
        ("CircleCI, branch feature", {**circle, "CIRCLE_BRANCH": "feature"}),
        ("CircleCI, branch pull/7", {**circle, "CIRCLE_BRANCH": "pull/7"}),
        ("CircleCI, tag v1", {**circle, "CIRCLE_TAG": "v1"}),
        ("Azure Pipelines, pull", {**azure, **pull, "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main"}),
        ("Azure Pipelines", {**azure, "BUILD_REASON": "IndividualCI", "BUILD_SOURCEBRANCH": "refs/heads/feature"}),
        (
            "Buildkite, pull request 7",
            {**kite, "BUILDKITE_PULL_REQUEST": "7", "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main"},
        ),
        ("Buildkite, branch", {**kite, "BUILDKITE_BRANCH": "feature", "BUILDKITE_PIPELINE_DEFAULT_BRANCH": "main"}),
        ("Jenkins, change 7", {**jenkins, "CHANGE_ID": "7", "CHANGE_TARGET": "main"}),
        ("Jenkins, branch feature", {**jenkins, "BRANCH_NAME": "feature"}),
        (
            "Jenkins, branch trunk",
            {
                **jenkins,
                "BRANCH_NAME": "trunk",
                "BRANCH_IS_PRIMARY": "true",
                "GIT_PREVIOUS_SUCCESSFUL_COMMIT": first,
            },
        ),
    ]


def test_every_host_that_is_known_finds_the_change(clone: Path, gitlab: GitLab) -> None:
    for words, variables in hosts(gitlab.tip, gitlab.first):
        code, said = ci(clone, **variables)
        assert (code, words in said) == (1, True), said


def test_a_host_that_does_not_tell_asks_for_the_base(clone: Path, gitlab: GitLab) -> None:
    subprocess.run(["git", "checkout", "-q", "--detach", gitlab.first], cwd=clone, check=True)
    circle = {"CIRCLECI": "true", "CIRCLE_SHA1": gitlab.first, "CIRCLE_BRANCH": "main"}
    code, said = ci(clone, **circle)
    assert (code, "--base" in said) == (3, True)
    last = {"BRANCH_NAME": "main", "BRANCH_IS_PRIMARY": "true", "GIT_PREVIOUS_SUCCESSFUL_COMMIT": gitlab.first}
    assert ci(clone, JENKINS_URL="x", GIT_COMMIT=gitlab.first, **last)[0] == 3
    assert ci(clone, "--base", ZERO, **circle)[0] == 3
    assert ci(clone, "--base", "origin/main", **circle)[0] == 3  # an empty range is not a clear one
    assert ci(clone, "--base", "--output=x", **circle)[0] == 3
    assert ci(clone, "--base", "", **circle)[0] == 2
    subprocess.run(["git", "remote", "set-head", "origin", "--delete"], cwd=clone, check=True)
    code, said = ci(clone, **{**circle, "CIRCLE_BRANCH": "feature"})
    assert (code, "git remote set-head origin --auto" in said) == (3, True)


def test_anywhere_else_with_a_base(clone: Path) -> None:
    code, said = ci(clone, "--base", "origin/main", "--json")
    report = json.loads(said)
    assert code == 1
    assert report["subject"].startswith("changes since origin/main: ")


# -- the job itself is part of the guard


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            ".github/workflows/guard.yml",
            "on: pull_request\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: acme/keyturn@" + COMMIT + "\n",
            "on: pull_request\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make test\n",
        ),
        (
            ".github/workflows/guard.yml",
            "      - uses: acme/keyturn@" + COMMIT + "\n",
            "      - uses: acme/keyturn@" + COMMIT + "\n        continue-on-error: true\n",
        ),
        (
            ".github/actions/guard/action.yml",
            "    - uses: acme/keyturn@" + COMMIT + "\n",
            "    - uses: acme/keyturn@main\n",
        ),
        (
            ".gitlab-ci.yml",
            "include:\n  - project: tools/keyturn\n    file: integrations/gitlab/keyturn.gitlab-ci.yml\n",
            "test:\n  script: make test\n",
        ),
        (".gitlab/ci/guard.yml", "include:\n  - project: tools/keyturn\n", "keyturn:\n  allow_failure: true\n"),
        (".buildkite/pipeline.yml", "steps:\n  - command: keyturn ci\n", "steps: []\n"),
        ("azure-pipelines.yaml", "steps:\n  - script: keyturn ci\n", "steps:\n  - script: keyturn ci || true\n"),
        ("Jenkinsfile", "sh 'keyturn ci'\n", "sh 'true'\n"),
    ],
)
def test_a_change_that_takes_the_job_out_or_loosens_it_is_a_finding(
    tmp_path: Path, path: str, before: str, after: str
) -> None:
    repository = Repository(tmp_path / "work")
    base = repository.commit({path: before})
    repository.commit({path: after})
    code, said = ci(repository.root, "--base", base)
    assert (code, "keyturn/guard-file-changed" in said) == (1, True), said
    assert os.path.exists(repository.root / path)
