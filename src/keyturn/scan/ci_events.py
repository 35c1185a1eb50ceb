"""What a pipeline was started for, read from the variables and the event of the host that runs it.

Pure: variables and the parsed event come in, one `Told` goes out. Everything in them may have been written by whoever
opened a pull request, so ids must be ids and names must be names of references before anything else is done with them.
What is not told, or told in two ways, raises CouldNotJudge: a range that nobody knows is never taken for an empty one.

Sources: https://docs.github.com/en/webhooks/webhook-events-and-payloads (fields of events),
https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows (its variables),
https://docs.gitlab.com/ci/variables/predefined_variables/, https://circleci.com/docs/reference/variables/,
https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables,
https://buildkite.com/docs/pipelines/configure/environment-variables,
https://www.jenkins.io/doc/book/pipeline/multibranch/ and https://plugins.jenkins.io/git/.
"""

from __future__ import annotations

from keyturn.errors import CouldNotJudge
from keyturn.model.noun import Noun
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CHANGE = "change"
"""What a branch adds: from where `base` and `tip` parted."""
PUSH = "push"
"""A branch or tag moved from `base` to `tip`."""
RUN = "run"
"""Started by a clock or a person, for no change."""
DELETED = "deleted"
"""A branch or tag is gone, and nothing is left to look at."""

_TRACKING = "refs/remotes/origin/"
_SHOWN = 80
_NAME_LIMIT = 1_000
_FORBIDDEN = frozenset(" ~^:?*[\\\x7f")


class Told(Noun):
    """What the host tells.

    `base` and `tip` are commit ids, or `base` the full name of a reference; an empty `tip` is the checkout's commit.
    `told` False: the host does not say what was there before; with True an empty `base` of a PUSH means nothing was.
    `straight`: `base` must be an ancestor of `tip`. `settled` are ids and references whose first known one configures,
    before `base` does. `checkout` are the commits that may be checked out instead of `tip`.
    """

    host: str
    kind: str
    event: str
    base: str = ""
    tip: str = ""
    branch: str = ""
    default: str = ""
    told: bool = True
    forced: bool = False
    straight: bool = False
    settled: tuple[str, ...] = ()
    checkout: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """What is judged, as people would say it."""
        return f"{self.host}, {self.event}" if self.host else self.event


def oid(value: object, what: str) -> str:
    """A commit id as git writes it. Raises CouldNotJudge for everything else."""
    if isinstance(value, str) and len(value) in (40, 64) and not set(value) - set("0123456789abcdef"):
        return value
    if value in (None, ""):
        raise CouldNotJudge(f"{what} is missing", _ASK)
    raise CouldNotJudge(f"{what} is no commit id: {_shown(value)}", _ASK)


def name(value: object, what: str) -> str:
    """The name of a branch, tag or reference by git's own rules. Raises CouldNotJudge for everything else."""
    if not value or not isinstance(value, str):
        raise CouldNotJudge(f"{what} is missing", _ASK)
    parts = value.split("/")
    odd = (
        len(value) > _NAME_LIMIT
        or value[0] == "-"
        or value[-1] == "."
        or ".." in value
        or "@{" in value
        or value == "@"
        or any(char in _FORBIDDEN or char < " " or "\ud800" <= char < "\ue000" for char in value)
        or any(not part or part[0] == "." or part.endswith(".lock") for part in parts)
    )
    if odd:
        raise CouldNotJudge(f"{what} is no name of a branch or tag: {_shown(value)}", _ASK)
    return value


def zero(text: str) -> bool:
    """Whether an id is git's way of saying that there is nothing."""
    return not text.strip("0")


def told(environ: Mapping[str, str], event: object, base: str = "") -> Told:
    """What to judge. `event` is the parsed event of GitHub, None when there is none; `base` what --base says."""
    hosts = [one for one in _HOSTS if _runs_on(environ, one[1], one[2])]
    if base:
        return Told(hosts[0][0] if len(hosts) == 1 else "", CHANGE, f"changes since {safe(base)}", base=_base(base))
    if not hosts:
        raise CouldNotJudge("this is no pipeline that Keyturn knows, so what to judge is not known", _ASK)
    if len(hosts) > 1:
        named = " and ".join(one[0] for one in hosts)
        raise CouldNotJudge(f"the variables are those of {named} at once", _ASK)
    return hosts[0][3](environ, event)


def host(environ: Mapping[str, str]) -> str:
    """The host's name, "" when it is not known or not one."""
    hosts = [one[0] for one in _HOSTS if _runs_on(environ, one[1], one[2])]
    return hosts[0] if len(hosts) == 1 else ""


_ASK = "Say what the change starts from: keyturn ci --base origin/main"
_CLASH = "Run keyturn in the job, and on the checkout, that the event is about."
GITHUB = "GitHub"


def _runs_on(environ: Mapping[str, str], variable: str, wanted: str) -> bool:
    found = environ.get(variable, "")
    return found.lower() == wanted if wanted else bool(found)


def _base(text: str) -> str:
    if zero(text):
        raise CouldNotJudge("--base is git's way of saying that there was nothing before", _ASK)
    return name(text, "--base")


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else type(value).__name__
    return repr(safe(text[:_SHOWN]))


def _short(ref: str) -> str:
    return ref.removeprefix("refs/heads/").removeprefix("refs/tags/")


def _clash(one: str, other: str) -> CouldNotJudge:
    return CouldNotJudge(f"{one}, but {other}", _CLASH)


# ---- GitHub -------------------------------------------------------------------------------------------------------


def _object(data: object, key: str, what: str) -> dict[str, object]:
    found = data.get(key) if isinstance(data, dict) else None
    if not isinstance(found, dict):
        raise CouldNotJudge(f"{what} has no {key}", "Run keyturn in the job that the event started.")
    return found


def _github(environ: Mapping[str, str], event: object) -> Told:
    sort = environ.get("GITHUB_EVENT_NAME", "")
    if not isinstance(event, dict):
        raise CouldNotJudge(
            "GITHUB_EVENT_PATH names no event that can be read",
            "Run keyturn in the job itself, or in a container that sees GITHUB_EVENT_PATH.",
        )
    repository = event.get("repository")
    facts: dict[str, object] = repository if isinstance(repository, dict) else {}
    full, here = facts.get("full_name"), environ.get("GITHUB_REPOSITORY", "")
    if isinstance(full, str) and here and full.lower() != here.lower():
        raise _clash(f"the event is about {_shown(full)}", f"the job runs for {_shown(here)}")
    if sort.startswith("pull_request"):
        return _github_pull(environ, event, sort)
    default = name(facts["default_branch"], "the default branch") if facts.get("default_branch") else ""
    if sort == "push":
        return _github_push(environ, event, default)
    if sort == "merge_group":
        group = _object(event, "merge_group", "the event")
        base, tip = oid(group.get("base_sha"), "merge_group.base_sha"), oid(group.get("head_sha"), "head_sha")
        _same(environ, tip)
        return Told(GITHUB, CHANGE, "merge queue", base=base, tip=tip, straight=True)
    if sort == "delete":
        gone = name(event.get("ref"), "ref of the event")
        kind = "tag" if event.get("ref_type") == "tag" else "branch"
        return Told(GITHUB, DELETED, f"deleted {kind} {safe(gone)}", branch=gone, default=default)
    if sort in ("schedule", "workflow_dispatch", "repository_dispatch", "release", "create"):
        ref = name(environ.get("GITHUB_REF"), "GITHUB_REF")
        tip = oid(environ.get("GITHUB_SHA"), "GITHUB_SHA")
        if sort == "schedule" and not default:
            # a clock starts the default branch's workflow and no other
            default = _short(ref)
        branch = ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else ""
        return Told(GITHUB, RUN, f"{sort} on {safe(_short(ref))}", tip=tip, branch=branch, default=default, told=False)
    raise CouldNotJudge(
        f"the event {_shown(sort)} is about no change that can be judged",
        "Let pull_request, push, merge_group, schedule or workflow_dispatch start the job, or use --base.",
    )


def _same(environ: Mapping[str, str], tip: str) -> None:
    sha = environ.get("GITHUB_SHA", "")
    if sha and sha != tip:
        raise _clash(f"the event ends at {tip[:12]}", f"GITHUB_SHA is {_shown(sha)}")


def _github_pull(environ: Mapping[str, str], event: dict[str, object], sort: str) -> Told:
    pull = _object(event, "pull_request", "the event")
    into = _object(pull, "base", "pull_request")
    base = oid(into.get("sha"), "pull_request.base.sha")
    tip = oid(_object(pull, "head", "pull_request").get("sha"), "pull_request.head.sha")
    number = pull.get("number", event.get("number"))
    if not isinstance(number, int) or isinstance(number, bool):
        raise CouldNotJudge("the event's pull_request has no number", "Run keyturn in the job that the event started.")
    ref = environ.get("GITHUB_REF", "")
    if ref.startswith("refs/pull/") and ref.split("/")[2] != str(number):
        raise _clash(f"the event is about pull request {number}", f"GITHUB_REF is {_shown(ref)}")
    if base == tip:
        raise CouldNotJudge(f"pull request {number} starts and ends at {base[:12]}", _ASK)
    seen = [oid(environ["GITHUB_SHA"], "GITHUB_SHA")] if environ.get("GITHUB_SHA") else []
    if sort == "pull_request_target":
        # its job checks out the base, which is what it is for
        seen.append(base)
    # base.sha is where the base branch was when the request was last touched; its configuration counts as it is now
    now = _TRACKING + name(into["ref"], "pull_request.base.ref") if into.get("ref") else base
    event_name = f"pull request {number}"
    return Told(GITHUB, CHANGE, event_name, base=base, tip=tip, settled=(now,), checkout=tuple(seen))


def _github_push(environ: Mapping[str, str], event: dict[str, object], default: str) -> Told:
    ref = name(event.get("ref"), "ref of the event")
    tag = ref.startswith("refs/tags/")
    shown = f"{'tag' if tag else 'branch'} {safe(_short(ref))}"
    before, after = oid(event.get("before"), "before of the event"), oid(event.get("after"), "after of the event")
    if event.get("deleted") is True or zero(after):
        return Told(GITHUB, DELETED, f"deleted {shown}", branch=_short(ref), default=default, base=before)
    where = environ.get("GITHUB_REF", "")
    if where and where != ref:
        raise _clash(f"the event is about {_shown(ref)}", f"GITHUB_REF is {_shown(where)}")
    if before == after:
        raise CouldNotJudge(f"the push of {shown} starts and ends at {after[:12]}", _ASK)
    if tag:
        # an annotated tag's own id is an object that the checkout may lack; the job is for the commit behind it
        after = oid(environ["GITHUB_SHA"], "GITHUB_SHA") if environ.get("GITHUB_SHA") else after
    else:
        _same(environ, after)
    return Told(
        GITHUB,
        PUSH,
        f"push of {shown}",
        base="" if zero(before) else before,
        tip=after,
        branch="" if tag else _short(ref),
        default=default,
        forced=event.get("forced") is True,
    )


# ---- GitLab -------------------------------------------------------------------------------------------------------


def _gitlab(environ: Mapping[str, str], _event: object) -> Told:
    source = environ.get("CI_PIPELINE_SOURCE", "")
    commit = oid(environ.get("CI_COMMIT_SHA"), "CI_COMMIT_SHA")
    default = name(environ["CI_DEFAULT_BRANCH"], "CI_DEFAULT_BRANCH") if environ.get("CI_DEFAULT_BRANCH") else ""
    if environ.get("CI_MERGE_REQUEST_IID"):
        number = environ["CI_MERGE_REQUEST_IID"]
        if not number.isdecimal():
            raise CouldNotJudge(f"CI_MERGE_REQUEST_IID is no number: {_shown(number)}", _ASK)
        base = oid(environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"), "CI_MERGE_REQUEST_DIFF_BASE_SHA")
        # in a pipeline of merged results CI_COMMIT_SHA is the merge, and the request's own end has its own variable
        end = environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "")
        tip = oid(end, "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") if end else commit
        if base == tip:
            raise CouldNotJudge(f"merge request {number} starts and ends at {base[:12]}", _ASK)
        target = name(environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"), "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
        return Told(
            "GitLab",
            CHANGE,
            f"merge request {number}",
            base=base,
            tip=tip,
            straight=True,
            settled=(_TRACKING + target,),
            checkout=(commit,),
        )
    if source == "merge_request_event":
        raise _clash("CI_PIPELINE_SOURCE is merge_request_event", "CI_MERGE_REQUEST_IID is missing")
    branch, tag = environ.get("CI_COMMIT_BRANCH", ""), environ.get("CI_COMMIT_TAG", "")
    if bool(branch) == bool(tag):
        raise CouldNotJudge("neither a branch, a tag nor a merge request is told, or two of them", _ASK)
    short = name(branch or tag, "CI_COMMIT_BRANCH" if branch else "CI_COMMIT_TAG")
    shown = f"{'branch' if branch else 'tag'} {safe(short)}"
    if source != "push":
        # a clock, a person, another pipeline
        event = f"{safe(source) or 'pipeline'} on {shown}"
        return Told("GitLab", RUN, event, tip=commit, branch=branch, default=default, told=False)
    before = oid(environ.get("CI_COMMIT_BEFORE_SHA"), "CI_COMMIT_BEFORE_SHA")
    if before == commit:
        raise CouldNotJudge(f"the push of {shown} starts and ends at {commit[:12]}", _ASK)
    return Told(
        "GitLab",
        PUSH,
        f"push of {shown}",
        base="" if zero(before) else before,
        tip=commit,
        branch=branch,
        default=default,
    )


# ---- hosts that tell the target, but not what a branch was before -------------------------------------------------


def _into(host_name: str, event: str, target: str, tip: str, checkout: tuple[str, ...] = ()) -> Told:
    return Told(host_name, CHANGE, event, base=_TRACKING + target, tip=tip, checkout=checkout)


def _circleci(environ: Mapping[str, str], _event: object) -> Told:
    tip = oid(environ.get("CIRCLE_SHA1"), "CIRCLE_SHA1")
    if environ.get("CIRCLE_TAG"):
        shown = safe(name(environ["CIRCLE_TAG"], "CIRCLE_TAG"))
        return Told("CircleCI", PUSH, f"tag {shown}", tip=tip, told=False)
    branch = name(environ.get("CIRCLE_BRANCH"), "CIRCLE_BRANCH")
    if branch.startswith("pull/"):
        # a pull request from a fork; what it goes into is not told
        branch = ""
    return Told("CircleCI", PUSH, f"branch {safe(environ['CIRCLE_BRANCH'])}", tip=tip, branch=branch, told=False)


def _azure(environ: Mapping[str, str], _event: object) -> Told:
    commit = oid(environ.get("BUILD_SOURCEVERSION"), "BUILD_SOURCEVERSION")
    reason = environ.get("BUILD_REASON", "")
    if reason == "PullRequest":
        target = name(environ.get("SYSTEM_PULLREQUEST_TARGETBRANCH"), "SYSTEM_PULLREQUEST_TARGETBRANCH")
        tip = oid(environ.get("SYSTEM_PULLREQUEST_SOURCECOMMITID"), "SYSTEM_PULLREQUEST_SOURCECOMMITID")
        return _into("Azure Pipelines", "pull request", _short(target), tip, (commit,))
    ref = name(environ.get("BUILD_SOURCEBRANCH"), "BUILD_SOURCEBRANCH")
    branch = ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else ""
    kind = RUN if reason in ("Schedule", "Manual") else PUSH
    return Told(
        "Azure Pipelines", kind, f"{safe(reason)} of {safe(_short(ref))}", tip=commit, branch=branch, told=False
    )


def _buildkite(environ: Mapping[str, str], _event: object) -> Told:
    given = environ.get("BUILDKITE_COMMIT", "")
    # a build that somebody starts by hand is for whatever HEAD is then
    commit = "" if given == "HEAD" else oid(given, "BUILDKITE_COMMIT")
    default = environ.get("BUILDKITE_PIPELINE_DEFAULT_BRANCH", "")
    default = name(default, "BUILDKITE_PIPELINE_DEFAULT_BRANCH") if default else ""
    number = environ.get("BUILDKITE_PULL_REQUEST", "false")
    if number.isdecimal():
        target = name(environ.get("BUILDKITE_PULL_REQUEST_BASE_BRANCH"), "BUILDKITE_PULL_REQUEST_BASE_BRANCH")
        return _into("Buildkite", f"pull request {number}", target, commit)
    tag = environ.get("BUILDKITE_TAG", "")
    branch = "" if tag else name(environ.get("BUILDKITE_BRANCH"), "BUILDKITE_BRANCH")
    shown = f"tag {safe(tag)}" if tag else f"branch {safe(branch)}"
    kind = RUN if environ.get("BUILDKITE_SOURCE") in ("schedule", "ui") else PUSH
    return Told("Buildkite", kind, shown, tip=commit, branch=branch, default=default, told=False)


def _jenkins(environ: Mapping[str, str], _event: object) -> Told:
    commit = oid(environ["GIT_COMMIT"], "GIT_COMMIT") if environ.get("GIT_COMMIT") else ""
    if environ.get("CHANGE_ID") or environ.get("CHANGE_TARGET"):
        target = name(environ.get("CHANGE_TARGET"), "CHANGE_TARGET")
        return _into("Jenkins", f"change {safe(environ.get('CHANGE_ID', ''))}", target, commit)
    if environ.get("TAG_NAME"):
        return Told("Jenkins", PUSH, f"tag {safe(environ['TAG_NAME'])}", tip=commit, told=False)
    given = environ.get("BRANCH_NAME") or environ.get("GIT_BRANCH", "").removeprefix("origin/")
    branch = name(given, "BRANCH_NAME")
    default = branch if environ.get("BRANCH_IS_PRIMARY") == "true" else ""
    last = environ.get("GIT_PREVIOUS_SUCCESSFUL_COMMIT", "")
    before = oid(last, "GIT_PREVIOUS_SUCCESSFUL_COMMIT") if last else ""
    if before and before == commit:
        raise CouldNotJudge(f"branch {safe(branch)} is where it was when it was last built: {commit[:12]}", _ASK)
    event = f"branch {safe(branch)}"
    return Told("Jenkins", PUSH, event, before, commit, branch, default, told=bool(before))


_HOSTS: tuple[tuple[str, str, str, Callable[[Mapping[str, str], object], Told]], ...] = (
    (GITHUB, "GITHUB_ACTIONS", "true", _github),
    ("GitLab", "GITLAB_CI", "true", _gitlab),
    ("CircleCI", "CIRCLECI", "true", _circleci),
    ("Azure Pipelines", "TF_BUILD", "true", _azure),
    ("Buildkite", "BUILDKITE", "true", _buildkite),
    ("Jenkins", "JENKINS_URL", "", _jenkins),
)
"""Name, the variable that tells, its value in small letters ("" for any), and who reads the rest."""
