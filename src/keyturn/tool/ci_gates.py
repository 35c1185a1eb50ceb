"""Who can cause a GitHub workflow to run, and which conditions keep strangers out of a job.

Events and who may cause them: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows.
A condition counts as a gate only when every way through it asks for something that a stranger does not have.
"""

from __future__ import annotations

from keyturn.language.document import MAP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.document import Node

# Anyone can cause these, and they run with the repository's secrets.
ANYONE = frozenset(
    "issues issue_comment pull_request_target pull_request_review pull_request_review_comment discussion "
    "discussion_comment workflow_run fork watch gollum".split()
)
# Only people who may triage can do these to an issue or a pull request.
_INSIDE_TYPES = frozenset(
    "labeled unlabeled assigned unassigned milestoned demilestoned pinned unpinned locked unlocked transferred "
    "review_requested review_request_removed answered category_changed".split()
)
_MEMBERS = ("owner", "member", "collaborator")
_WHO = ("github.actor", "github.triggering_actor", ".login", "github.event.sender")
_ASKED = (
    "permission", "authoriz", "authoris", "allowed", "trusted", "is_team", "is_member", "is_admin", "maintainer",
    "collaborator", "is-member", "is-team", "approved", "eligible",
)  # fmt: skip
_SAME_REPOSITORY = (
    "head.repo.full_name == github.repository", "github.repository == github.event.pull_request.head.repo.full_name",
    "head.repo.fork == false", "head.repo.fork != true", "head_repository.full_name == github.repository",
    "head.repo.full_name == github.event.pull_request.base.repo.full_name", "head_repository.fork == false",
    "head.repo.id == github.repository_id", "head.repo.id == github.event.pull_request.base.repo.id",
)  # fmt: skip
_STEP_CHECKS = (
    "getcollaboratorpermissionlevel",
    "author_association",
    "checkmembershipforuser",
    "getmembershipforuser",
)
_DEEPEST = 30

GATE = "behind "
"""How a step of an origin's `through` begins that tells of a person whom the host waits for before a command."""
APPROVAL = GATE + "an approval"
BY_HAND = GATE + "a start by hand"


def waits_for(through: tuple[str, ...]) -> frozenset[str]:
    """The sorts of gate on the way to a command."""
    return frozenset(step.partition(":")[0] for step in through if step.startswith(GATE))


def triggers(root: Node) -> dict[str, frozenset[str]]:
    """The events of a workflow with the types each is limited to; a file without `on:` (an action) has none."""
    on = root.get("on") or root.get("true")
    if on is None:
        return {}
    found: dict[str, frozenset[str]] = {}
    for one in on.texts():
        found[one.text] = frozenset()
    for key, value in on.pairs:
        types = value.get("types")
        found[key.text] = frozenset(one.text for one in types.texts()) if types is not None else frozenset()
    return found


def open_events(events: dict[str, frozenset[str]]) -> frozenset[str]:
    """The events among a workflow's that a stranger can cause."""
    return frozenset(
        name for name, types in events.items() if name in ANYONE and not (types and types <= _INSIDE_TYPES)
    )


def keeps_strangers_out(condition: str) -> bool:
    """Whether an `if:` lets nobody through who has no standing in the repository."""
    text = condition.strip()
    if text.startswith("${{") and text.endswith("}}") and text.count("${{") == 1:
        text = text[3:-2]
    return _gated(" ".join(text.lower().replace("${{", "(").replace("}}", ")").split()), 0)


def _split(text: str, mark: str) -> list[str]:
    """A condition cut at an operator that stands in no bracket and in no string."""
    out: list[str] = []
    depth = 0
    quoted = False
    start = index = 0
    while index < len(text):
        char = text[index]
        if char == "'":
            quoted = not quoted
        elif not quoted:
            if char in "([":
                depth += 1
            elif char in ")]":
                depth -= 1
            elif depth == 0 and text.startswith(mark, index):
                out.append(text[start:index].strip())
                index += len(mark)
                start = index
                continue
        index += 1
    out.append(text[start:].strip())
    return out


def _gated(text: str, depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    ways = _split(text, "||")
    if len(ways) > 1:
        return all(_gated(one, depth + 1) for one in ways)
    needed = _split(text, "&&")
    if len(needed) > 1:
        return any(_gated(one, depth + 1) for one in needed)
    if text.startswith("(") and text.endswith(")") and _closes(text):
        return _gated(text[1:-1].strip(), depth + 1)
    if text.startswith("!"):
        return text[1:].strip().endswith(("head.repo.fork", "head_repository.fork"))
    return _leaf(text)


def _closes(text: str) -> bool:
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return index == len(text) - 1
    return False


def _leaf(text: str) -> bool:
    if text == "false" or any(one in text for one in _SAME_REPOSITORY):
        return True
    if "!=" in text:
        return False
    if "author_association" in text:
        return any(one in text for one in _MEMBERS) and "contributor" not in text and "none" not in text
    if text.startswith(("contains(", "startswith(")):
        first, _comma, second = text.partition("(")[2].rpartition(",")
        return any(one in second for one in _WHO) or ".labels" in first or any(one in first for one in _ASKED[:4])
    if "github.event_name" in text and "==" in text:
        return not any(f"'{name}'" in text for name in ANYONE)
    if "==" in text and (any(one in text for one in _WHO) or "event.label.name" in text):
        return True
    if "workflow_run.event" in text and "==" in text:
        return "'pull_request" not in text
    if "workflow_run.head_branch" in text or text.startswith(("inputs.", "github.event.inputs.")):
        return True
    left = text.partition("==")[0]
    return ("outputs." in left or "env." in left or "vars." in left) and any(one in left for one in _ASKED)


def asks_who(step: Node) -> bool:
    """Whether a step looks up what standing the person has that caused the run."""
    uses = (step.scalar("uses") or "").lower()
    if "permission" in uses or "membership" in uses or "is-member" in uses:
        return True
    script = step.get("with")
    text = (step.scalar("run") or "") + ((script.scalar("script") or "") if script is not None else "")
    low = text.lower()
    return ("collaborators/" in low and "permission" in low) or any(one in low for one in _STEP_CHECKS)


def job_gated(job: Node, jobs: Node, depth: int = 0) -> bool:
    """Whether a job's condition, its environment's reviewers, or a job it needs keep strangers out."""
    condition = job.scalar("if")
    if condition is not None and keeps_strangers_out(condition):
        return True
    if job.get("environment") is not None:
        return True
    if condition is not None and ("always()" in condition or "!cancelled()" in condition.replace(" ", "")):
        return False
    needs = job.get("needs")
    if needs is None or depth > 8:
        return False
    for one in needs.texts():
        needed = jobs.get(one.text)
        if needed is None or needed is job:
            continue
        steps = needed.get("steps")
        listed = steps.items if steps is not None else []
        fails = any(asks_who(step) and "exit 1" in (step.scalar("run") or "") for step in listed)
        if fails or job_gated(needed, jobs, depth + 1):
            return True
    return False


def pipeline_gates(root: Node) -> dict[int, str]:
    """The parts of a pipeline's file that wait for a person: the identity of the node, and what it waits for.

    GitLab's and Bitbucket's manual jobs, CircleCI's approval jobs, Azure's manual validation and environments,
    Buildkite's block steps: https://docs.gitlab.com/ci/jobs/job_control/,
    https://circleci.com/docs/guides/orchestrate/workflows/,
    https://learn.microsoft.com/en-us/azure/devops/pipelines/process/approvals,
    https://buildkite.com/docs/pipelines/configure/step-types/block-step.
    """
    found: dict[int, str] = {}
    _waiting(root, root, found, set(), 0)
    _circle(root, found)
    return found


def _waiting(node: Node, root: Node, found: dict[int, str], seen: set[int], depth: int) -> None:
    if depth > _DEEPEST or id(node) in seen:
        return
    seen.add(id(node))  # an alias stands for the same node, and aliases of aliases double with every line
    if node.kind == MAP:
        if _manual(node, root, 0):
            found[id(node)] = "the manual start"
        for _key, value in node.pairs:
            _waiting(value, root, found, seen, depth + 1)
        return
    blocked = False
    azure: dict[str, Node] = {}
    before = ""
    for item in node.items:
        if blocked and item.kind == MAP:
            found.setdefault(id(item), "the block step")
        blocked = blocked or item.get("block") is not None
        name = item.scalar("stage") or item.scalar("job") or item.scalar("deployment") or ""
        environment = item.get("environment")
        if item.get("deployment") is not None and environment is not None:
            found[id(item)] = "the environment"
        if name:
            asked = item.get("dependsOn")
            after = [one.text for one in asked.texts()] if asked is not None else []
            if asked is None and before and item.get("stage") is not None:
                after = [before]  # stages run one after the other unless told otherwise
            if any(one in azure and (_validates(azure[one]) or id(azure[one]) in found) for one in after):
                found[id(item)] = "the manual validation"
            azure[name] = item
            before = name
        _waiting(item, root, found, seen, depth + 1)


def _manual(job: Node, root: Node, depth: int) -> bool:
    """Whether a job starts only when somebody presses its button."""
    if job.scalar("when") == "manual" or job.scalar("trigger") == "manual":
        return True
    rules = job.get("rules")
    if rules is not None and rules.items:
        when = [one.scalar("when") for one in rules.items if one.kind == MAP and one.scalar("when") != "never"]
        return bool(when) and all(one == "manual" for one in when)
    above = job.get("extends")
    if above is None or job.get("when") is not None or depth > 8:
        return False
    templates = [root.get(one.text) for one in above.texts()]
    return any(one is not None and one is not job and _manual(one, root, depth + 1) for one in templates)


def _validates(stage: Node) -> bool:
    """Whether a stage or a job of Azure holds a task that waits for a person."""
    seen: set[int] = set()
    left = [stage]
    while left:
        node = left.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if (node.scalar("task") or "").lower().startswith(("manualvalidation@", "manualintervention@")):
            return True
        left.extend((*node.items, *(value for _key, value in node.pairs)))
    return False


def _circle(root: Node, found: dict[int, str]) -> None:
    """CircleCI's jobs of which every use requires an approval, itself or by what it requires."""
    jobs = root.get("jobs")
    workflows = root.get("workflows")
    if jobs is None or workflows is None:
        return
    uses: dict[str, list[bool]] = {}
    for _key, workflow in workflows.pairs:
        listed = workflow.get("jobs")
        needs: dict[str, list[str]] = {}
        kinds: dict[str, str] = {}
        approvals: set[str] = set()
        for item in listed.items if listed is not None else ():
            for key, value in item.pairs or ((item, item),):
                name = value.scalar("name") or key.text
                kinds[name] = key.text
                required = value.get("requires")
                needs[name] = [one.text for one in required.texts()] if required is not None else []
                if value.scalar("type") == "approval":
                    approvals.add(name)
        for name, kind in kinds.items():
            reached: set[str] = set()
            left = list(needs[name])
            while left:
                one = left.pop()
                if one not in reached:
                    reached.add(one)
                    left.extend(needs.get(one, ()))
            uses.setdefault(kind, []).append(bool(reached & approvals))
    for key, job in jobs.pairs:
        if uses.get(key.text) and all(uses[key.text]):
            found[id(job)] = "the approval job"
