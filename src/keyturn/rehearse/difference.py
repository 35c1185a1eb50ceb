"""What a rehearsal measured: the difference between before and after, in counts, sizes, names and samples.

Every rehearser answers a `Report`; `together` makes one of several. What was not rehearsed is part of the answer:
a report that leaves it out would be read as "nothing else happens".
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

PATHS = 1_000
"""How many paths a report names; the counts are always whole."""


@dataclass(frozen=True, slots=True)
class Paths:
    """A kind of change to files: how many, their bytes before it, and the first paths, sorted."""

    count: int = 0
    size: int = 0
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Files:
    """Files, links and directories that would be gone, there or different. Absolute paths as the command sees them.

    `deleted` counts what lies below a deleted directory, file by file. `modes` are changes of permission bits, owner
    or times alone; they are not in `changed`. `sizes` is the size in bytes of each deleted file among `deleted.paths`.
    """

    deleted: Paths = Paths()
    created: Paths = Paths()
    changed: Paths = Paths()
    modes: Paths = Paths()
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its rows. `name` is `schema.table`; `before`/`after` None: not counted; `after` None with `dropped`.

    `deleted`, `updated`, `inserted` are rows touched, cascades and triggers included, where the server counts them.
    `columns` are those that are dropped or lose values.
    """

    name: str
    before: int | None
    after: int | None
    dropped: bool = False
    deleted: int = 0
    updated: int = 0
    inserted: int = 0
    truncated: bool = False
    columns: tuple[str, ...] = ()
    database: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A database object other than a table: a view, function, index, schema, database, role."""

    kind: str
    name: str
    change: str
    """`dropped`, `created` or `changed`."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of infrastructure, and what would become of it."""

    address: str
    type: str
    action: str
    """`delete`, `replace`, `update`, `create`, `read` or `forget`."""
    stateful: bool = False
    """It holds data that no plan brings back."""
    protected: bool | None = None
    """Whether a deletion protection is on, None where the type knows none or it cannot be told."""
    provider: str = ""
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commits:
    """What git would lose. `unreachable` are commits that no branch, tag or remote would hold any more."""

    unreachable: int = 0
    subjects: tuple[str, ...] = ()
    """`<short hash> <subject>` of the first of them."""
    refs: tuple[tuple[str, str, str], ...] = ()
    """(ref, from, to): each an object id, or "" for none."""
    authors: tuple[str, ...] = ()
    """Of the lost commits, others than the one who acts first."""


@dataclass(frozen=True, slots=True)
class Difference:
    """All of it. Empty parts say that nothing of the kind was seen to change."""

    files: Files = Files()
    tables: tuple[Table, ...] = ()
    things: tuple[Thing, ...] = ()
    resources: tuple[Resource, ...] = ()
    commits: Commits = Commits()

    def nothing(self) -> bool:
        """Whether the rehearsal changed nothing at all."""
        return self == Difference()


@dataclass(frozen=True, slots=True)
class NotRehearsed:
    """A part of the action that no rehearsal covers, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a rehearsal found that holds the action whatever the difference says: a swapped state, a wrong account."""

    rule: str
    what: str
    instead: str


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of one rehearsal, or of several together.

    `how` names the ways that were used, for people ("overlay in a user namespace", "transaction, rolled back").
    `exit_code` is the rehearsed command's own, None where no command was run. `output` is the end of what it printed,
    masked. `seconds` is wall time. `facts` are what guarded execution binds to: names and digests.
    """

    command: str
    how: tuple[str, ...] = ()
    difference: Difference = Difference()
    not_rehearsed: tuple[NotRehearsed, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    exit_code: int | None = None
    output: str = ""
    seconds: float = 0.0
    facts: tuple[tuple[str, str], ...] = field(default=())


def _joined(one: Paths, other: Paths) -> Paths:
    if not other.count:
        return one
    if not one.count:
        return other
    paths = sorted({*one.paths, *other.paths})
    # the same path seen twice is one change
    twice = len(one.paths) + len(other.paths) - len(paths)
    return Paths(one.count + other.count - twice, one.size + other.size, tuple(paths[:PATHS]))


def _files(one: Files, other: Files) -> Files:
    sizes = dict(zip(one.deleted.paths, one.sizes, strict=False)) | dict(
        zip(other.deleted.paths, other.sizes, strict=False)
    )
    deleted = _joined(one.deleted, other.deleted)
    return Files(
        deleted,
        _joined(one.created, other.created),
        _joined(one.changed, other.changed),
        _joined(one.modes, other.modes),
        tuple(sizes.get(path, 0) for path in deleted.paths),
    )


def together(one: Report, other: Report) -> Report:
    """One report of two rehearsals of the same command: nothing of either is lost."""
    mine, its = one.difference, other.difference
    difference = Difference(
        _files(mine.files, its.files),
        mine.tables + tuple(table for table in its.tables if table not in mine.tables),
        mine.things + tuple(thing for thing in its.things if thing not in mine.things),
        mine.resources + tuple(resource for resource in its.resources if resource not in mine.resources),
        mine.commits
        if its.commits == Commits()
        else its.commits
        if mine.commits == Commits()
        else Commits(
            mine.commits.unreachable + its.commits.unreachable,
            mine.commits.subjects + its.commits.subjects,
            mine.commits.refs + its.commits.refs,
            tuple(dict.fromkeys(mine.commits.authors + its.commits.authors)),
        ),
    )
    return replace(
        one,
        how=tuple(dict.fromkeys(one.how + other.how)),
        difference=difference,
        not_rehearsed=tuple(dict.fromkeys(one.not_rehearsed + other.not_rehearsed)),
        alarms=tuple(dict.fromkeys(one.alarms + other.alarms)),
        exit_code=one.exit_code
        if other.exit_code is None
        else other.exit_code
        if one.exit_code is None
        else one.exit_code or other.exit_code,
        output=one.output or other.output,
        seconds=one.seconds + other.seconds,
        facts=tuple(dict.fromkeys(one.facts + other.facts)),
    )
