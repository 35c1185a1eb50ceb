"""Restore proofs for the doors: which obligations a fresh drill has met, and what is missing for the others."""

from __future__ import annotations

import time

from keyturn.model.decision import RESTORE_PROOF, Choice, Decision, Obligation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.drill.proof import Proof
    from keyturn.model.target import Target


def asked(decision: Decision) -> bool:
    """Whether a decision asks for a restore proof at all."""
    return any(
        one.kind == RESTORE_PROOF
        if isinstance(one, Obligation)
        else any(it.kind == RESTORE_PROOF for way in one.ways for it in way)
        for one in decision.obligations
    )


def discharged(
    decision: Decision, root: str = "", *, owner: int = 0, clock: Callable[[], float] = time.time
) -> Decision:
    """The decision without the restore proofs that drills have given; those that are missing say what is missing.

    Every target that the decision holds for must be proven. `root` is put before Keyturn's places (tests).
    """
    if not asked(decision):
        return decision
    from keyturn.drill.proof import hours, prove
    from keyturn.errors import KeyturnError
    from keyturn.wiring.drill import Places, record

    targets: dict[str, Target] = {}
    for reason in decision.reasons:
        if reason.verdict != "allow":
            for target in getattr(reason.subject, "targets", ()):
                targets[f"{target.kind} {target.name} {target.facet('objects')}"] = target
    try:
        kept = [(one.evidence, one.signed, one.why) for one in record(Places(root, owner)).latest()]
        fault = ""
    except KeyturnError as error:
        kept, fault = [], error.what
    now = int(clock())

    def settled(one: Obligation) -> Obligation | None:
        if one.kind != RESTORE_PROOF:
            return one
        within = hours(dict(one.parameters).get("within", "24h"))
        missing = [found.why for target in targets.values() if not (found := prove(target, kept, within, now)).proven]
        if not targets:
            missing = ["what it would destroy is not known"]
        if fault:
            missing = [fault]
        return one.but(subject=missing[0]) if missing else None

    left: set[Obligation | Choice] = set()
    for one in decision.obligations:
        if isinstance(one, Choice):
            ways = tuple(frozenset(it for it in map(settled, way) if it is not None) for way in one.ways)
            if all(ways):
                left.add(Choice(ways))
            continue
        found = settled(one)
        if found is not None:
            left.add(found)
    return decision.but(obligations=frozenset(left))


def recoverable(
    text: str,
    tables: tuple[str, ...] = (),
    within: str = "24h",
    *,
    kept: str = "",
    root: str = "",
    owner: int = 0,
    clock: Callable[[], float] = time.time,
) -> tuple[str, Proof]:
    """(what was asked about, what the evidence says): could it be got back? `kept` is another place of evidence.

    Raises UsageError for a target that cannot be read, CouldNotJudge when the evidence cannot be.
    """
    from keyturn.drill.proof import hours, prove
    from keyturn.errors import UsageError
    from keyturn.wiring.drill import Places, record

    seconds = hours(within)
    if not seconds:
        raise UsageError(f"{within!r} is no period", 'write "24h", "90m" or "7d"')
    target = _target(text)
    found = [(one.evidence, one.signed, one.why) for one in record(Places(root, owner, kept)).latest()]
    return target.name, prove(target, found, seconds, int(clock()), tables)


def _target(text: str) -> Target:
    """What a person names: a database's address, `sqlite:PATH`, or a path."""
    import os

    from keyturn.errors import UsageError
    from keyturn.model.masking import mask
    from keyturn.model.target import DATABASE, PATH, Facet, Target
    from keyturn.tool.database_url import target_of

    if text.startswith("sqlite:"):
        path = os.path.abspath(text.removeprefix("sqlite:").removeprefix("//"))
        return Target(DATABASE, f"sqlite:{path}", (Facet("engine", "sqlite"), Facet("path", path)))
    if "://" in text:
        return target_of(text, "the command line")
    path = text.removeprefix("path:")
    if not path or not (path.startswith(("/", ".")) or os.path.lexists(path)):
        raise UsageError(
            f"{mask(text)!r} is nothing that is recovered", "postgres://SERVER/DATABASE, sqlite:PATH or a path"
        )
    path = os.path.abspath(path)
    return Target(PATH, path, (Facet("path", path),))
