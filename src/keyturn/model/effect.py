"""What a tool module answers: effects, guards, blind spots, notes and hand-offs."""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.source import COMMAND_LINE, Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.invocation import Invocation
    from keyturn.model.source import Source
    from keyturn.model.target import Target

# Categories: what sort of harm an effect is. One row of the policy table each (docs/policy.md).
FILE_CHANGE = "file-change"  # row 3: few named files deleted, overwritten, moved onto
RECURSIVE_DELETE = "recursive-delete"  # row 4
MASS_DELETE = "mass-delete"  # row 5
REPOSITORY_ROOT = "repository-root"  # row 6: workspace root, .git, nested repository (policy derives it from 3-5, 8)
SYSTEM = "system"  # row 7: /, home, system directories, block devices (policy derives it too)
REWRITE = "rewrite"  # row 8: chmod/chown -R, shred, truncate in place
GIT_DISCARD = "git-discard"  # row 9
GIT_HISTORY = "git-history"  # row 10, local refs deleted or rewritten
GIT_REMOTE = "git-remote"  # row 11, force push, remote ref delete
BOUNDED_WRITE = "bounded-write"  # row 12, DML with a real WHERE
DATA_LOSS = "data-loss"  # row 13, unbounded DML, TRUNCATE, DROP, FLUSHALL
MIGRATION_LOSS = "migration-loss"  # row 14
MIGRATION_FORWARD = "migration-forward"  # row 15
INFRA_APPLY = "infra-apply"  # row 16
INFRA_DESTROY = "infra-destroy"  # row 17
IDENTITY = "identity"  # row 18, pin mismatch, state vanished
CONTAINER_CHANGE = "container-change"  # row 19, first half: containers and images
CONTAINER_DATA = "container-data"  # row 19, volumes, namespaces, PVCs
SERVICE_DELETE = "service-delete"  # row 20, cloud, PaaS, SaaS, vaults
AVAILABILITY = "availability"  # row 21
PROTECTION_OFF = "protection-off"  # row 22
BACKUP_DELETE = "backup-delete"  # row 22, second half
EXPOSURE = "exposure"  # row 23
PUBLISH = "publish"  # row 23: a plain publish, noted
GUARD_OFF = "guard-off"  # row 24, Keyturn's own guard
OPAQUE = "opaque"  # row 2, text computed at run time that becomes a command

UNNAMED = "of unknown name"
"""How readers call a table or column whose name is only known at run time."""

# Reversibility.
YES = "yes"
GIVEN_EVIDENCE = "given evidence"
NO = "no"


class Extent(Noun):
    """How much. `count` None: unknown. `closed` False: open-ended (a glob, a hole, whatever stdin names)."""

    count: int | None = None
    closed: bool = True
    unit: str = "files"
    exact: bool = False
    """True when the count was measured, not only read off the command."""


ONE = Extent(1)
OPEN = Extent(None, closed=False)


class Effect(Noun):
    """Something the action would do to resources.

    `rule` names the kind (`git/force-push`), `category` its row of the policy table, `verb` and `targets`
    what is done to what. `summary` is one plain sentence fragment for this very case ("drops table users").
    """

    rule: str
    category: str
    summary: str
    targets: tuple[Target, ...] = ()
    extent: Extent = ONE
    reversible: str = NO
    certain: bool = True
    origin: Origin = COMMAND_LINE


class Guard(Noun):
    """A protection seen in force (deletion_protection = true, prevent_destroy, a WHERE clause).

    `key` identifies it across both sides of a change.
    """

    kind: str
    key: str
    name: str
    origin: Origin = COMMAND_LINE


class BlindSpot(Noun):
    """What could not be read.

    `opaque` True: text computed at run time that becomes a command or statement (row 2 of the table);
    False: a program or script that was simply not seen, worth a note only. `rule` is `blind/…`.
    """

    rule: str
    why: str
    opaque: bool = True
    targets: tuple[Target, ...] = ()
    certain: bool = True
    origin: Origin = COMMAND_LINE


class HandOff(Noun):
    """More to read: another invocation (`sudo X`) or embedded source (`bash -c`, a heredoc into psql, a script).

    `how` is the link of the chain shown to people, "sudo" or "package.json: scripts.build".
    """

    to: Invocation | Source
    how: str


class Note(Noun):
    """Worth showing in `explain`, changes nothing ("deploy.sh was not found, so it was not read")."""

    text: str
    origin: Origin = COMMAND_LINE


if TYPE_CHECKING:
    Outcome = Effect | Guard | BlindSpot | HandOff | Note
