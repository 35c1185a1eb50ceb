"""Who can cause a GitHub workflow to run, and which conditions keep strangers out of a job.

Events and who may cause them: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows.
A condition counts as a gate only when every way through it asks for something that a stranger does not have.
"""

from __future__ import annotations

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
