"""What a push does to references where it arrives, beside what the commits bring."""

from __future__ import annotations

from keyturn.model.effect import GIT_REMOTE
from keyturn.model.rule import HIGH, MEDIUM, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id="receive/branch-rewritten",
        summary="A push replaces a branch by one that does not hold what it held",
        why="Commits that only this branch held are gone for everybody who has not fetched them.",
        instead="Bring the other commits in (`git pull --rebase`), or take something back with `git revert`.",
        severity=HIGH,
        confidence="high",
        category=GIT_REMOTE,
        anchors=(),
        source="https://git-scm.com/docs/githooks",
    ),
    Rule(
        id="receive/branch-deleted",
        summary="A push deletes a branch",
        why="Commits that only this branch held are unreachable from then on, and are collected in time.",
        instead="Merge the branch first, or keep it under a tag: `git push origin BRANCH:refs/tags/archive/BRANCH`.",
        severity=HIGH,
        confidence="high",
        category=GIT_REMOTE,
        anchors=(),
        source="https://git-scm.com/docs/githooks",
    ),
    Rule(
        id="receive/tag-moved",
        summary="A push makes a published tag mean something else",
        why="Whoever builds or deploys by the tag gets other code under a name that was reviewed.",
        instead="Leave the tag and make a new one; a tag that is meant to move belongs into the organisation's `moving`.",
        severity=HIGH,
        confidence="high",
        category=GIT_REMOTE,
        anchors=(),
        source="https://git-scm.com/docs/git-tag",
    ),
    Rule(
        id="receive/tag-deleted",
        summary="A push deletes a published tag",
        why="Releases and builds that hang on it cannot be found or made again.",
        instead="Leave it, and publish a newer one; a tag that is meant to go belongs into the organisation's `moving`.",
        severity=MEDIUM,
        confidence="high",
        category=GIT_REMOTE,
        anchors=(),
        source="https://git-scm.com/docs/git-tag",
    ),
    Rule(
        id="receive/ref-lost",
        summary="A push deletes a reference that is no branch or tag, or replaces what it held",
        why="Notes, reviews and other records kept under it are gone from the server.",
        instead="Add to it instead of replacing it, or have the server's administrator remove it.",
        severity=MEDIUM,
        confidence="high",
        category=GIT_REMOTE,
        anchors=(),
        source="https://git-scm.com/docs/githooks",
    ),
)
