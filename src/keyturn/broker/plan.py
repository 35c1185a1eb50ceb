"""The plan: exactly what will run, on what, as whom, under which rules. Immutable, and named by its digest.

People sign the digest, the broker executes what it names and nothing else. Whatever could differ between the moment a
person looked and the moment it runs is a field here or the digest of one: arguments, directory, files, target identity,
preconditions, limits, and the documents (policy, roster, calendar) by which it was judged.

Times are whole seconds since the epoch. Numbers are whole. Digests are lower-case hexadecimal sha-256.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import msgspec

from keyturn.errors import KeyturnError
from keyturn.ledger.canonical import encode

SCHEMA = "keyturn.plan.v1"
LARGEST = 1_000_000
"""Bytes of a plan. A larger one nobody reads."""
LONGEST = 100_000
"""Characters of one text in it."""

CHANGE = "change"
BREAK_GLASS = "break-glass"
ADMINISTRATION = "administration"
KINDS = (CHANGE, BREAK_GLASS, ADMINISTRATION)

COMMAND = "command"
SQL = "sql"
TERRAFORM = "terraform"
DOCUMENT = "document"
"""A step that gives a document (the roster) its next content."""
STEP_KINDS = (COMMAND, SQL, TERRAFORM, DOCUMENT)

AGENT = "agent"
PERSON = "person"
PIPELINE = "pipeline"
PRINCIPALS = (AGENT, PERSON, PIPELINE)


class PlanError(KeyturnError):
    """Bytes that are no plan, or a plan that breaks its own rules. Exit 1: nothing runs."""

    exit_code = 1


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Strict both ways: an unknown field is an error, never ignored."""


class Proposer(Strict, frozen=True, kw_only=True):
    """Who proposes, as the broker saw it, not as the caller says.

    `uid` is the kernel's word about the caller's socket; `name` the roster's entry for it (an agent's, a person's or a
    pipeline's). `owner` and `launcher` are people's ids: who answers for the agent, who opened the session. None of the
    three may turn a key for it. `ai` and `marks` say that a program wrote the change and by what that was seen.
    """

    principal: str
    name: str
    uid: int
    session: str = ""
    owner: str = ""
    launcher: str = ""
    ai: bool = False
    marks: tuple[str, ...] = ()


class Target(Strict, frozen=True, kw_only=True):
    """One thing that is hit.

    `identity` are system identifiers (a cluster's system id and database, a lineage, an account) as (name, value);
    `name` is for people alone.
    """

    environment: str
    column: str
    kind: str
    name: str
    identity: tuple[tuple[str, str], ...] = ()


class Operand(Strict, frozen=True, kw_only=True):
    """A file that the execution reads; what is executed is the broker's copy.

    `path` is where it lay, relative to the step's directory or absolute; `mode` are its permission bits.
    """

    path: str
    sha256: str
    size: int
    mode: int = 0o600


class Limits(Strict, frozen=True, kw_only=True):
    """What an execution may take; -1 for none. Rows are deleted, updated and inserted ones together."""

    rows: int = -1
    statement_ms: int = 300_000
    lock_ms: int = 10_000
    seconds: int = 3_600


class Step(Strict, frozen=True, kw_only=True):
    """One part of the execution. `kind` is one of STEP_KINDS.

    `argv` are the words, no shell between. `program` and `program_sha256` are what the first word was resolved to.
    `content` is the digest of what is executed where that is no program: SQL, a saved plan, a document. With `in_place`
    a command runs in `directory` itself, else in a directory of its own that holds the operands' copies alone.
    `environment` are plain variables; `credentials` names the environment whose secrets the broker adds, which stand
    nowhere in a plan. `target` is a position in the plan's targets, -1 for none. `check` runs after the step and must
    end with 0; `rollback` runs, latest step first, when one fails. `wait` are seconds between the step and its check.
    """

    kind: str
    title: str = ""
    argv: tuple[str, ...] = ()
    program: str = ""
    program_sha256: str = ""
    directory: str = ""
    in_place: bool = False
    environment: tuple[tuple[str, str], ...] = ()
    credentials: str = ""
    stdin: str = ""
    content: str = ""
    operands: tuple[Operand, ...] = ()
    target: int = -1
    check: tuple[str, ...] = ()
    rollback: tuple[str, ...] = ()
    wait: int = 0


class Precondition(Strict, frozen=True, kw_only=True):
    """A fact about the target that must be the same at the claim: its name and its value or digest."""

    step: int
    name: str
    value: str


class Check(Strict, frozen=True, kw_only=True):
    """Something that must have passed: a command, a status file, a scan, a drill, evidence from elsewhere.

    `parameters` say what it is, `evidence` is the digest of its output as it was when the plan was made ("" before it
    ran), `at` when. It is looked at again at the claim; `within` are the seconds for which it counts.
    """

    name: str
    kind: str
    parameters: tuple[tuple[str, str], ...] = ()
    within: int = 0
    evidence: str = ""
    at: int = 0
    said: str = ""


class Quorum(Strict, frozen=True, kw_only=True):
    """How many distinct people, how many of them seniors, and how many by role; whether plain keys count."""

    keys: int
    seniors: int = 0
    roles: tuple[tuple[str, int], ...] = ()
    plain: bool = False


class Shown(Strict, frozen=True, kw_only=True):
    """What a rehearsal showed: the report's digest in the store, its own digest of what it measured, and its counts."""

    report: str
    digest: str
    words: str
    counts: tuple[tuple[str, int], ...] = ()
    irreversible: bool = True
    alarms: int = 0
    not_rehearsed: tuple[str, ...] = ()


class Documentation(Strict, frozen=True, kw_only=True):
    """What people must be told before such a change; policy says which fields may not be empty."""

    why: str = ""
    ticket: str = ""
    risk: str = ""
    rollback: str = ""
    on_call: str = ""


class Asked(Strict, frozen=True, kw_only=True):
    """An obligation that policy asked for."""

    kind: str
    parameters: tuple[tuple[str, str], ...] = ()
    subject: str = ""


class Plan(Strict, frozen=True, kw_only=True):
    """See the module. `effects` are sentences about what it would do; `command` is what was proposed, as shown."""

    proposal: str
    revision: int
    nonce: str
    kind: str
    title: str
    command: str
    proposer: Proposer
    environment: str
    steps: tuple[Step, ...]
    quorum: Quorum
    policy: str
    roster: str
    calendar: str
    created: int
    expires: int
    schema: str = SCHEMA
    documentation: Documentation = Documentation()
    tier: int = 0
    targets: tuple[Target, ...] = ()
    effects: tuple[str, ...] = ()
    obligations: tuple[Asked, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    checks: tuple[Check, ...] = ()
    limits: Limits = Limits()
    shown: Shown | None = None
    artifact: str = ""
    promoted_from: str = ""
    restore: tuple[tuple[str, str], ...] = ()
    not_before: int = 0
    supersedes: str = ""


def canonical(plan: Plan) -> bytes:
    """The plan's bytes: RFC 8785, without floats. Raises PlanError when it breaks its own rules."""
    problem = _problem(plan)
    if problem:
        raise PlanError(f"the plan is not whole: {problem}")
    data = encode(msgspec.to_builtins(plan))
    if len(data) > LARGEST:
        raise PlanError(f"the plan has {len(data):,} bytes, and {LARGEST:,} are the most", "Split the change.")
    return data


def digest_of(data: bytes) -> str:
    """The digest that people sign: sha-256 over the schema's name, a zero byte and the canonical bytes."""
    return hashlib.sha256(SCHEMA.encode() + b"\0" + data).hexdigest()


def digest(plan: Plan) -> str:
    """`digest_of` its canonical bytes."""
    return digest_of(canonical(plan))


def read(data: bytes) -> Plan:
    """A plan from its canonical bytes, and from no others. Raises PlanError."""
    if len(data) > LARGEST:
        raise PlanError(f"a plan has at most {LARGEST:,} bytes")
    try:
        plan = msgspec.json.decode(data, type=Plan, strict=True)
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError) as error:
        raise PlanError(f"these bytes are no plan: {error}") from error
    if canonical(plan) != data:
        # a second spelling of the same plan would have a second digest, and a name that stands twice two readings
        raise PlanError("these bytes are no plan in its canonical form")
    return plan


def _problem(plan: Plan) -> str:
    """What is wrong with it, "" when nothing is."""
    if plan.schema != SCHEMA:
        return f"its schema is {plan.schema!r}, not {SCHEMA!r}"
    if plan.kind not in KINDS:
        return f"{plan.kind!r} is no kind of proposal"
    if plan.proposer.principal not in PRINCIPALS:
        return f"{plan.proposer.principal!r} is no kind of principal"
    if plan.quorum.keys < 1 or plan.quorum.seniors < 0 or any(number < 0 for _role, number in plan.quorum.roles):
        return "it asks for nobody's key"
    if not plan.steps:
        return "it does nothing"
    if plan.revision < 1 or not plan.proposal or len(plan.nonce) < 32:
        return "it has no name, revision or nonce"
    if plan.expires <= plan.created:
        return "it expires before it begins"
    for number, step in enumerate(plan.steps, 1):
        if step.kind not in STEP_KINDS:
            return f"step {number} is of no known kind"
        if step.kind == COMMAND and not step.argv:
            return f"step {number} has no words"
        if step.kind != COMMAND and not step.content:
            return f"step {number} has nothing to execute"
        if not -1 <= step.target < len(plan.targets):
            return f"step {number} names a target that is not there"
    if any(not 0 <= one.step < len(plan.steps) for one in plan.preconditions):
        return "a precondition belongs to no step"
    return _texts(msgspec.to_builtins(plan))


def _texts(value: Any) -> str:
    if isinstance(value, str):
        if len(value) > LONGEST:
            return f"a text in it is longer than {LONGEST:,} characters"
        # two spellings that look alike would be two digests of what a person reads as one
        return "" if unicodedata.is_normalized("NFC", value) else "a text in it is not in normal form C"
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return ""
    return next((found for one in value if (found := _texts(one))), "")
