"""Laws of what is read from a pipeline's variables and event, whatever somebody put into them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.errors import CouldNotJudge
from keyturn.model.text import safe
from keyturn.scan import ci_events

OID = "0123456789abcdef0123456789abcdef01234567"
OTHER = "f" * 40

_texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", OID, OTHER, "0" * 40, "main", "refs/heads/main", "refs/tags/v1", "--all", "a..b", "true", "7", "push",
         "merge_request_event", "pull/7", "schedule", "PullRequest", "HEAD"]
    ),
)  # fmt: skip
_names = [
    "GITHUB_ACTIONS", "GITHUB_EVENT_NAME", "GITHUB_SHA", "GITHUB_REF", "GITHUB_REPOSITORY", "GITLAB_CI",
    "CI_PIPELINE_SOURCE", "CI_COMMIT_SHA", "CI_COMMIT_BEFORE_SHA", "CI_COMMIT_BRANCH", "CI_COMMIT_TAG",
    "CI_DEFAULT_BRANCH", "CI_MERGE_REQUEST_IID", "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CIRCLECI", "CIRCLE_SHA1", "CIRCLE_BRANCH", "CIRCLE_TAG", "TF_BUILD",
    "BUILD_REASON", "BUILD_SOURCEVERSION", "BUILD_SOURCEBRANCH", "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "SYSTEM_PULLREQUEST_SOURCECOMMITID", "BUILDKITE", "BUILDKITE_COMMIT", "BUILDKITE_BRANCH", "BUILDKITE_TAG",
    "BUILDKITE_PULL_REQUEST", "BUILDKITE_PULL_REQUEST_BASE_BRANCH", "JENKINS_URL", "CHANGE_TARGET", "BRANCH_NAME",
    "GIT_COMMIT", "GIT_PREVIOUS_SUCCESSFUL_COMMIT", "BRANCH_IS_PRIMARY", "TAG_NAME",
]  # fmt: skip
_keys = st.sampled_from(
    ["pull_request", "base", "head", "sha", "ref", "number", "before", "after", "deleted", "forced", "merge_group",
     "base_sha", "head_sha", "repository", "full_name", "default_branch", "ref_type"]
)  # fmt: skip
_events: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), _texts),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(_keys, inner, max_size=8)),
    max_leaves=20,
)


@given(
    variables=st.dictionaries(st.sampled_from(_names), _texts, max_size=12),
    host=st.sampled_from(["GITHUB_ACTIONS", "GITLAB_CI", "CIRCLECI", "TF_BUILD", "BUILDKITE", "JENKINS_URL", ""]),
    event=_events,
    base=st.one_of(st.just(""), _texts),
)
def test_anything_is_either_a_task_of_plain_ids_and_names_or_could_not_be_judged(
    variables: dict[str, str], host: str, event: object, base: str
) -> None:
    environ = {**variables, **({host: "true"} if host else {})}
    try:
        told = ci_events.told(environ, event, base)
    except CouldNotJudge:
        return
    for word in (told.base, told.tip, told.branch, told.default, *told.settled, *told.checkout):
        assert not word.startswith("-")
        assert not set(word) & set(" ~^:?*[\\\n\r\x00\x7f")
        assert ".." not in word
    assert safe(told.event) == told.event
    if told.kind != ci_events.DELETED:
        assert not told.tip or (len(told.tip) == 40 and told.tip != told.base)
    if told.kind == ci_events.CHANGE:
        assert told.base


@pytest.mark.parametrize(
    "text",
    ["", "-x", "a b", "a..b", "a~1", "a^", "a:b", "a?", "a*", "a[", "a\\b", "a\nb", "/a", "a/", "a//b", ".a", "a/.b",
     "a.lock", "a.lock/b", "a.", "@", "a@{1}", "\ud800", "a" * 1_001, None, 7, ["a"]],
)  # fmt: skip
def test_names_that_git_would_refuse(text: object) -> None:
    with pytest.raises(CouldNotJudge):
        ci_events.name(text, "a name")


@pytest.mark.parametrize("text", ["main", "release/1.x", "größe", "a$b;c", "refs/heads/x", "feature-1_2+3"])
def test_names_that_git_takes(text: str) -> None:
    assert ci_events.name(text, "a name") == text


@pytest.mark.parametrize("text", [OID.upper(), OID[:39], OID + "0", "main", "", None, 7, OID[:39] + "\n", "०" * 40])
def test_ids_are_ids(text: object) -> None:
    with pytest.raises(CouldNotJudge):
        ci_events.oid(text, "an id")


def test_pull_request_zero_is_not_the_same_as_none() -> None:
    pull = {"number": True, "base": {"sha": OID}, "head": {"sha": OTHER}}
    with pytest.raises(CouldNotJudge, match="no number"):
        ci_events.told({"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request"}, {"pull_request": pull})
