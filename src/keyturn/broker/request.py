"""What the agent's side may ask of a broker: a request to plan something, and nothing that decides."""

from __future__ import annotations

from keyturn.broker.plan import CHANGE, Documentation, Strict
from keyturn.errors import KeyturnError


class Refused(KeyturnError):
    """A request that the broker does not take, or a step on a proposal that it does not make. Exit 1.

    `what` never says what would make it acceptable: that is for people and the policy.
    """

    exit_code = 1


class File(Strict, frozen=True, kw_only=True):
    """A file that the execution reads, as the caller has it: relative to `directory`, or absolute."""

    path: str
    data: bytes
    mode: int = 0o600


class Part(Strict, frozen=True, kw_only=True):
    """One part of a described change: what is run, what must hold after it, what takes it back."""

    run: tuple[str, ...] = ()
    sql: str = ""
    title: str = ""
    check: tuple[str, ...] = ()
    rollback: tuple[str, ...] = ()
    wait: int = 0


class Request(Strict, frozen=True, kw_only=True):
    """`parts` is one command for `propose -- COMMAND`, several for a described change.

    `terraform_plan` are the bytes of a saved plan, `document` the next roster. `environment` are plain variables: the
    client leaves out whatever looks like a secret, and the broker takes only names that its settings allow.
    `promoted_from` and `supersedes` are proposals; `artifact` the digest of what was tested before it comes here.
    """

    kind: str = CHANGE
    parts: tuple[Part, ...] = ()
    terraform_plan: bytes = b""
    document: bytes = b""
    directory: str
    environment: tuple[tuple[str, str], ...] = ()
    files: tuple[File, ...] = ()
    target: str = ""
    """The environment in which it is meant to happen, where the command does not tell; checked, never believed."""
    documentation: Documentation = Documentation()
    title: str = ""
    artifact: str = ""
    promoted_from: str = ""
    supersedes: str = ""
    not_before: int = 0
    seconds: int = 0
    """For how long it may wait for keys; 0 for the settings' own time. Never longer than that."""
    session: str = ""
    marks: tuple[str, ...] = ()
