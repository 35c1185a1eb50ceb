"""The action's script as a plain shell step: real repositories, real clones, the event files that GitHub would give."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.integration.pipelines import DANGER, ENVIRONMENT, ZERO, GitHub


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    return GitHub(tmp_path)


def bad(github: GitHub, name: str = "feature", start: str = "main") -> str:
    return github.branch(name, {"deploy.sh": "#!/bin/sh\nmake build\n" + DANGER}, start)


# -- what each event is judged by


def test_a_pull_request_from_its_merge_commit(github: GitHub) -> None:
    head = bad(github)
    base = github.upstream.commit({"README.md": "hello again\n"})
    github.upstream.git("switch", "-q", "--detach", base)
    github.upstream.git("merge", "-q", "--no-edit", head)
    merge = github.upstream.git("rev-parse", "HEAD")
    github.upstream.git("update-ref", "refs/pull/7/merge", merge)
    github.upstream.git("switch", "-q", "main")
    checkout = github.clone(merge)
    done = github.step(checkout, "pull_request", github.pull(base, head), ref="refs/pull/7/merge", sha=merge)
    assert done.code == 1, done.out + done.err
    assert "GitHub, pull request 7" in done.out
    assert "::error file=deploy.sh,line=3" in done.out
    assert done.outputs["verdict"] == "stopped"
    assert done.outputs["stopping"] == "1"
    assert "filesystem" in done.summary
    report = json.loads(Path(done.outputs["sarif"]).read_text(encoding="utf-8"))
    assert [one["ruleId"] for one in report["runs"][0]["results"]] == ["filesystem/mass-delete"]
    assert Path(done.outputs["sarif"]).parent == Path(done.outputs["reports"])
    assert github.upstream.git("-C", str(checkout), "status", "--porcelain") == ""


def test_a_harmless_pull_request_is_clear(github: GitHub) -> None:
    head = github.branch("feature", {"README.md": "better\n"})
    done = github.step(github.clone(head), "pull_request", github.pull(github.first, head), ref="refs/pull/7/merge")
    assert (done.code, done.outputs["verdict"], done.outputs["stopping"]) == (0, "clear", "0")
    assert done.summary


def test_pull_request_target_has_its_base_checked_out_and_judges_the_head(github: GitHub) -> None:
    head = bad(github)
    checkout = github.clone(github.first)
    done = github.step(checkout, "pull_request_target", github.pull(github.first, head), sha=github.first)
    assert done.code == 1


def test_a_pull_request_is_judged_by_the_configuration_of_where_it_goes_today(github: GitHub) -> None:
    head = github.branch("feature", {"deploy.sh": "#!/bin/sh\nmake build\nfrobnicate all\n"})
    rule = (
        '[[rule]]\nid = "team/frobnicate"\nsummary = "it deletes"\nseverity = "high"\n'
        'command = { program = "frobnicate", subcommand = ["all"] }\n'
        'match = ["frobnicate all"]\nno_match = ["frobnicate one"]\n'
    )
    base = github.upstream.commit({"keyturn.toml": rule})
    # GitHub keeps the base's id of when the request was last touched
    for told in (base, github.first):
        done = github.step(github.clone(head), "pull_request", github.pull(told, head))
        assert "team/frobnicate" in done.out, done.out + done.err


def test_a_push_to_the_default_branch_from_where_it_was(github: GitHub) -> None:
    before = github.upstream.commit({"old.sh": DANGER})
    after = github.upstream.commit({"README.md": "new\n"})
    event = github.pushed("refs/heads/main", before, after)
    done = github.step(github.clone(after), "push", event, sha=after)
    assert (done.code, done.outputs["verdict"]) == (0, "clear"), done.out  # what stood there was judged before
    event = github.pushed("refs/heads/main", github.first, after)
    assert github.step(github.clone(after), "push", event, sha=after).code == 1


def test_a_new_branch_from_where_it_left_the_default_branch(github: GitHub) -> None:
    tip = bad(github)
    event = github.pushed("refs/heads/feature", ZERO, tip)
    done = github.step(github.clone(tip), "push", event, ref="refs/heads/feature", sha=tip)
    assert done.code == 1
    assert "judged whole, from where it left main" in done.out


def test_a_branch_that_was_red_stays_red_at_its_next_push(github: GitHub) -> None:
    first = bad(github)
    second = github.branch("feature", {"README.md": "harmless\n"}, "feature")
    event = github.pushed("refs/heads/feature", first, second)
    assert github.step(github.clone(second), "push", event, ref="refs/heads/feature", sha=second).code == 1


def test_an_exception_that_an_earlier_push_brought_does_not_count(github: GitHub) -> None:
    allowed = '# keyturn: allow[filesystem/mass-delete] reason="mine" until=2099-01-01\n'
    first = github.branch("feature", {"deploy.sh": allowed})
    second = github.branch("feature", {"deploy.sh": allowed + DANGER}, "feature")
    event = github.pushed("refs/heads/feature", first, second)
    assert github.step(github.clone(second), "push", event, ref="refs/heads/feature", sha=second).code == 1


def test_a_branch_that_brings_nothing_new_says_so(github: GitHub) -> None:
    event = github.pushed("refs/heads/release-1", ZERO, github.first)
    done = github.step(github.clone(github.first), "push", event, ref="refs/heads/release-1", sha=github.first)
    assert done.code == 0
    assert "brings no commit that main lacks" in done.out


def test_a_forced_push_of_the_default_branch_says_what_left_it(github: GitHub) -> None:
    lost = github.upstream.commit({"lost.txt": "work\n"})
    github.upstream.git("branch", "kept", lost)
    github.upstream.git("reset", "-q", "--hard", github.first)
    after = github.upstream.commit({"deploy.sh": DANGER})
    event = github.pushed("refs/heads/main", lost, after, forced=True)
    done = github.step(github.clone(after), "push", event, sha=after)
    assert done.code == 1
    assert "the push was forced: 1 commit left main" in done.out


def test_a_forced_push_whose_start_is_gone_names_the_command_that_brings_it(github: GitHub) -> None:
    lost = github.upstream.commit({"deploy.sh": "#!/bin/sh\nmake other\n"})
    github.upstream.git("reset", "-q", "--hard", github.first)
    after = github.upstream.commit({"deploy.sh": DANGER})
    checkout = github.clone(after)
    event = github.pushed("refs/heads/main", lost, after, forced=True)
    done = github.step(checkout, "push", event, sha=after)
    assert (done.code, done.outputs["verdict"]) == (3, "unjudged")
    run_what_is_named(done.out, f"git fetch origin {lost}", checkout)
    assert github.step(checkout, "push", event, sha=after).code == 1


@pytest.mark.parametrize("ref", ["refs/heads/feature", "refs/tags/v1"])
def test_a_deleted_reference_is_said_and_leaves_nothing_to_look_at(github: GitHub, ref: str) -> None:
    event = github.pushed(ref, "a" * 40, ZERO)
    done = github.step(github.clone(github.first), "push", event, sha=github.first)
    assert done.code == 0
    assert "deleted" in done.out
    assert "nothing is left to look at" in done.out
    assert "nothing is left to look at" in done.summary


def test_a_merge_queue_is_judged_from_its_base_to_its_head(github: GitHub) -> None:
    tip = bad(github, "gh-readonly-queue/main/pr-7")
    group = {"base_sha": github.first, "head_sha": tip, "base_ref": "refs/heads/main"}
    done = github.step(github.clone(tip), "merge_group", github.event(merge_group=group), sha=tip)
    assert done.code == 1
    assert "merge queue" in done.out


def test_a_schedule_judges_every_tracked_file(github: GitHub) -> None:
    tip = github.upstream.commit({"old.sh": DANGER})
    checkout = github.clone(tip)
    (checkout / "untracked.sh").write_text("rm -rf /\n", encoding="utf-8")
    done = github.step(checkout, "schedule", {"schedule": "0 3 * * *"}, sha=tip)
    assert done.code == 1
    assert "every tracked file was judged as it is" in done.out
    assert "old.sh" in done.out
    assert "untracked.sh" not in done.out


def test_a_run_by_hand_on_a_branch_is_no_way_round_its_review(github: GitHub) -> None:
    allowed = '# keyturn: allow[filesystem/mass-delete] reason="mine" until=2099-01-01\n'
    tip = github.branch("feature", {"deploy.sh": allowed + DANGER})
    event = github.event(inputs={}, ref="refs/heads/feature")
    done = github.step(github.clone(tip), "workflow_dispatch", event, ref="refs/heads/feature", sha=tip)
    assert done.code == 1
    assert "judged whole" in done.out


def test_a_tag_and_a_release_of_what_main_has(github: GitHub) -> None:
    github.upstream.git("tag", "-a", "v1", "-m", "one", github.first)
    tag = github.upstream.git("rev-parse", "v1")
    checkout = github.clone(github.first)
    done = github.step(checkout, "push", github.pushed("refs/tags/v1", ZERO, tag), ref="refs/tags/v1", sha=github.first)
    assert (done.code, "brings no commit that main lacks" in done.out) == (0, True)
    event = github.event(action="published", release={"tag_name": "v1"})
    assert github.step(checkout, "release", event, ref="refs/tags/v1", sha=github.first).code == 0
    elsewhere = bad(github, "hotfix")
    done = github.step(github.clone(elsewhere), "release", event, ref="refs/tags/v2", sha=elsewhere)
    assert done.code == 1


# -- what is never clear


def broken(github: GitHub, head: str) -> list[tuple[str, object, str, str]]:
    """Name, event, reference, GITHUB_SHA; each contradicts itself or the repository, or lacks what counts."""
    main, merge = "refs/heads/main", "refs/pull/7/merge"
    first = github.first
    unborn = "1" * 40
    option = "--output=/tmp/pwned"
    wrong: list[tuple[str, object, str, str]] = [
        ("pull_request", "", merge, ""),
        ("pull_request", "[]", merge, ""),
        ("pull_request", "{" * 100_000, merge, ""),
        ("pull_request", "[" * 100_000, merge, ""),
        ("pull_request", github.event(), merge, ""),
        ("pull_request", github.pull(first, first), merge, ""),
        ("pull_request", github.pull(head, first), merge, first),
        ("pull_request", github.pull(first, unborn), merge, ""),
        ("pull_request", github.pull(unborn, head), merge, ""),
        ("pull_request", github.pull(option, head), merge, ""),
        ("pull_request", github.pull("main", head), merge, ""),
        ("pull_request", github.pull(first, head.upper()), merge, ""),
        ("pull_request", github.pull(first, head), "refs/pull/8/merge", ""),
        ("pull_request", {**github.pull(first, head), "repository": {"full_name": "evil/app"}}, merge, ""),
        ("push", github.pushed(main, head, head), main, head),
        ("push", github.pushed(main, "", head), main, head),
        ("push", github.pushed(main, first, head), "refs/heads/other", head),
        ("push", github.pushed(main, first, head), main, first),
        ("push", github.pushed("refs/heads/a b", first, head), main, head),
        ("push", github.pushed(option, first, head), main, head),
        ("push", {**github.pushed("refs/heads/x", ZERO, head), "repository": {"default_branch": option}}, "", head),
        ("push", {**github.pushed("refs/heads/x", ZERO, head), "repository": {"default_branch": "gone"}}, "", head),
        ("merge_group", github.event(merge_group={"base_sha": head, "head_sha": first}), main, first),
        ("merge_group", github.event(), main, head),
        ("workflow_run", github.event(workflow_run={}), main, head),
        ("", github.event(), main, head),
    ]
    return wrong


def test_what_is_missing_or_contradicts_itself_is_never_clear(github: GitHub) -> None:
    head = bad(github)
    checkout = github.clone(head)
    answers = [
        (number, done.code, done.outputs.get("verdict"))
        for number, (name, event, ref, sha) in enumerate(broken(github, head))
        if (done := github.step(checkout, name, event, ref=ref, sha=sha)).code != 3 or "::error" not in done.out
    ]
    assert answers == []
    assert not Path("/tmp/pwned").exists()


def test_another_commit_checked_out_than_the_event_is_about(github: GitHub) -> None:
    head = github.branch("feature", {"README.md": "better\n"})
    other = github.branch("other", {"README.md": "other\n"})
    done = github.step(github.clone(other), "pull_request", github.pull(github.first, head))
    assert done.code == 3
    assert "is checked out" in done.out


def test_two_hosts_at_once_and_none(github: GitHub) -> None:
    head = github.branch("feature", {"README.md": "better\n"})
    checkout = github.clone(head)
    done = github.step(checkout, "push", {}, variables={"GITLAB_CI": "true"})
    assert done.code == 3
    assert "GitHub and GitLab at once" in done.out
    done = github.step(checkout, "push", {}, variables={"GITHUB_ACTIONS": "false"})
    assert done.code == 3
    assert "--base" in done.out


def test_no_python_that_is_new_enough(github: GitHub, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("sh", "git", "dirname", "mktemp", "tr", "rm", "cat"):
        found = shutil.which(name)
        assert found
        (programs / name).symlink_to(found)
    old = programs / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    done = github.step(github.clone(github.first), "push", {}, environment=None, variables={"PATH": str(programs)})
    assert (done.code, done.outputs["verdict"]) == (3, "unjudged")
    assert "::error title=keyturn could not judge::there is no Python 3.11 or newer" in done.out


def test_a_mistake_in_the_inputs_is_one(github: GitHub) -> None:
    checkout = github.clone(github.first)
    mark = github.place / "pwned"
    for name, text in (
        ("INPUT_FORMAT", "sarif,pdf"),
        ("INPUT_FAIL_ON", f"$(touch {mark})"),
        ("INPUT_FAIL_ON", "--help"),
        ("INPUT_BASE", "--help; rm -rf /"),
        ("INPUT_WORKING_DIRECTORY", "nowhere"),
        ("INPUT_FORMAT", f"`touch {mark}`"),
    ):
        done = github.step(checkout, "push", {}, variables={name: text})
        assert done.code in (2, 3), (name, text)
        assert done.outputs["verdict"] in ("error", "unjudged")
    assert not mark.exists()


# -- clones that lack something


def run_what_is_named(text: str, command: str, checkout: Path) -> None:
    """Run the command that a message names, as somebody would who pastes it."""
    assert command in text, text
    assert command.startswith("git ")
    subprocess.run(shlex.split(command), cwd=checkout, check=True, capture_output=True)


def test_a_shallow_clone(github: GitHub) -> None:
    github.upstream.commit({"README.md": "2\n"})
    base = github.upstream.commit({"README.md": "3\n"})
    head = bad(github)
    checkout = github.clone(head, "--depth=1")
    event = github.pull(base, head)
    done = github.step(checkout, "pull_request", event)
    assert done.code == 3
    assert "fetch-depth: 0" in done.out
    run_what_is_named(done.out, "git fetch --unshallow", checkout)
    assert github.step(checkout, "pull_request", event).code == 1


def test_a_shallow_clone_that_has_both_ends_and_not_where_they_parted(github: GitHub) -> None:
    head = bad(github)
    base = github.upstream.commit({"README.md": "2\n"})
    checkout = github.clone(head, "--depth=1")
    subprocess.run(["git", "fetch", "-q", "--depth=1", "origin", base], cwd=checkout, check=True)
    done = github.step(checkout, "pull_request", github.pull(base, head))
    assert done.code == 3
    assert "parted is not known" in done.out


def test_a_missing_default_branch(github: GitHub) -> None:
    tip = bad(github)
    checkout = github.clone(tip, "--single-branch", "--branch", "feature")
    event = github.pushed("refs/heads/feature", ZERO, tip)
    done = github.step(checkout, "push", event, ref="refs/heads/feature", sha=tip)
    assert done.code == 3
    run_what_is_named(done.out, "git fetch origin +refs/heads/main:refs/remotes/origin/main", checkout)
    assert github.step(checkout, "push", event, ref="refs/heads/feature", sha=tip).code == 1


@pytest.mark.parametrize("left_out", ["blob:none", "tree:0"])
def test_a_partial_clone(github: GitHub, left_out: str) -> None:
    github.upstream.commit({"deploy.sh": "#!/bin/sh\nmake other\n", "infra.tf": "a = 1\n"})
    head = bad(github)
    checkout = github.clone(github.first, f"--filter={left_out}")
    event = github.pull(github.upstream.git("rev-parse", "main"), head)
    done = github.step(checkout, "pull_request_target", event, sha=github.first)
    assert done.code == 3, done.out
    run_what_is_named(done.out, "git fetch --refetch --no-filter", checkout)
    assert github.step(checkout, "pull_request_target", event, sha=github.first).code == 1


def test_a_clone_that_belongs_to_somebody_else(github: GitHub, tmp_path: Path) -> None:
    head = bad(github)
    checkout = github.clone(head)
    # git's own switch for its own tests makes any owner another one; Keyturn scrubs it, so it is set behind Keyturn
    programs = tmp_path / "programs"
    programs.mkdir()
    real = shutil.which("git")
    wrapper = programs / "git"
    wrapper.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {real} "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    variables = {"PATH": f"{programs}:{os.environ['PATH']}"}
    event = github.pull(github.first, head)
    done = github.step(checkout, "pull_request", event, variables=variables)
    assert done.code == 3
    command = f"git config --global --add safe.directory {checkout}"
    assert command in done.out
    subprocess.run(shlex.split(command), env=github.environment, check=True)
    assert github.step(checkout, "pull_request", event, variables=variables).code == 1


# -- what strangers write


def test_a_poisoned_pull_request_runs_nothing_and_forges_nothing(github: GitHub) -> None:
    mark = github.place / "pwned"
    poison = f"$(touch {mark})`touch {mark}`\"; touch {mark}; #'\nverdict=clear\n::error::forged\n##[error]forged"
    name = "a$(touch pwned);'\n::error file=x::forged\nverdict=clear\n.sh"
    head = github.branch("feature", {name: DANGER})
    event: dict[str, Any] = github.pull(github.first, head, title=poison, body=poison)
    event["pull_request"]["head"].update(ref=poison, label=poison)
    variables = {"GITHUB_HEAD_REF": poison, "GITHUB_ACTOR": poison, "GITHUB_WORKFLOW": poison}
    done = github.step(github.clone(head), "pull_request", event, variables=variables, format="sarif,junit,html,json")
    assert done.code == 1, done.out + done.err
    assert not mark.exists()
    assert not (github.place / "checkout" / "pwned").exists()
    assert set(done.outputs) == {
        "reports", "verdict", "findings", "stopping", "overridden", "baselined", "unread", "sarif",
    }  # fmt: skip
    assert done.outputs["verdict"] == "stopped"
    assert not [line for line in done.out.splitlines() if line.startswith("::") and "title=" not in line]
    assert "\nverdict=clear" not in done.out


def test_a_reference_with_an_odd_name_is_quoted_in_the_command_that_is_named(github: GitHub) -> None:
    odd = "x$(touch${IFS}pwned)"
    tip = github.branch("feature", {"README.md": "x\n"})
    event = github.pushed("refs/heads/feature", ZERO, tip)
    event["repository"]["default_branch"] = odd
    done = github.step(github.clone(tip), "push", event, ref="refs/heads/feature", sha=tip)
    assert done.code == 3
    assert f"git fetch origin '+refs/heads/{odd}:refs/remotes/origin/{odd}'" in done.out


def test_a_link_of_the_change_is_not_written_through(github: GitHub, tmp_path: Path) -> None:
    target = tmp_path / "authorized_keys"
    github.upstream.git("switch", "-q", "-c", "feature")
    (github.upstream.root / "keyturn.sarif").symlink_to(target)
    (github.upstream.root / "reports").symlink_to(tmp_path)
    head = github.upstream.commit()
    checkout = github.clone(head)
    for place in ("keyturn.sarif", "reports/authorized_keys"):
        done = subprocess.run(
            [str(ENVIRONMENT / "bin" / "keyturn"), "ci", "--base", github.first, "--output", f"sarif={place}"],
            cwd=checkout, env=github.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert "through a link of the checkout" in done.stderr
    assert not target.exists()


# -- what CI is for


def test_no_verify_is_caught(github: GitHub) -> None:
    """A commit that the hook refuses passes with --no-verify, and the job finds it."""
    clone = github.clone(github.first)
    tools = {**os.environ, **github.environment, "PATH": f"{ENVIRONMENT / 'bin'}:{os.environ['PATH']}"}

    def call(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(args, cwd=clone, env=tools, capture_output=True, text=True, check=False)

    done = call("keyturn", "init", "git", "--yes")
    assert done.returncode == 0, done.stderr
    assert call("git", "switch", "-q", "-c", "feature").returncode == 0
    (clone / "deploy.sh").write_text("#!/bin/sh\nmake build\n" + DANGER, encoding="utf-8")
    assert call("git", "add", "deploy.sh").returncode == 0
    refused = call("git", "commit", "-m", "tidy up")
    assert refused.returncode == 1
    assert "filesystem/mass-delete" in refused.stderr + refused.stdout
    assert call("git", "commit", "--no-verify", "-qm", "tidy up").returncode == 0
    assert call("git", "push", "-q", "--no-verify", "origin", "feature").returncode == 0
    head = call("git", "rev-parse", "HEAD").stdout.strip()
    judged = github.step(github.clone(head, name="runner"), "pull_request", github.pull(github.first, head))
    assert (judged.code, judged.outputs["verdict"]) == (1, "stopped")


@pytest.mark.soak
def test_the_installation_itself(github: GitHub) -> None:
    """From nothing: Python's venv, the pinned requirements by their hashes, and then the verdict."""
    head = bad(github)
    index = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "UV_"))}
    done = github.step(
        github.clone(head), "pull_request", github.pull(github.first, head), environment=None, variables=index
    )
    assert done.code == 1, done.out + done.err
    left = [one.name for one in (github.place / "run-1" / "temp").iterdir()]
    assert [name for name in left if not name.startswith("keyturn-reports")] == []


def test_the_action_hands_everything_over_in_variables() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (step,) = action["runs"]["steps"]
    assert "${{" not in step["run"]
    assert "uses" not in step
    assert {one.removeprefix("INPUT_").lower().replace("_", "-") for one in step["env"]} == set(action["inputs"])
    scripts = "".join(
        (ROOT / "integrations" / name).read_text(encoding="utf-8") for name in ("run.sh", "github/run.sh")
    )
    for name in step["env"]:
        assert f"${{{name}:-" in scripts
    for word in ("curl", "wget", "eval ", "index-url", "://"):
        assert word not in scripts


def test_the_page_shows_the_example_as_it_is() -> None:
    page = (ROOT / "docs" / "how-to" / "scan-in-ci.md").read_text(encoding="utf-8")
    assert (ROOT / "integrations" / "github" / "keyturn.yml").read_text(encoding="utf-8") in page


def test_the_action_and_the_example_are_clean() -> None:
    files = [str(ROOT / "action.yml"), str(ROOT / "integrations" / "github" / "keyturn.yml")]
    zizmor = str(ENVIRONMENT / "bin" / "zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--persona", "pedantic", *files],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    keyturn = str(ENVIRONMENT / "bin" / "keyturn")
    done = subprocess.run(
        [keyturn, "scan", "--fail-on", "low", "action.yml", "integrations"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
