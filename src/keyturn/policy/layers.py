"""The configuration as policy sees it: what all layers together say, after the laws of layering.

How files become this is `policy.configuration`; that no layer ever loosens another unless it may is tested there.
"""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.errors import ConfigurationError

# Columns of the policy table.
THROWAWAY = "T"
TRACKED = "G"
WORKSPACE = "W"
HOME = "H"
SHARED = "S"
PRODUCTION = "P"
UNKNOWN = "?"
COLUMNS = (THROWAWAY, TRACKED, WORKSPACE, HOME, SHARED, PRODUCTION, UNKNOWN)


class Freeze(Noun):
    """A window (seconds since the epoch, end exclusive) in which nothing but reads is let through."""

    name: str
    start: int
    end: int


class Environment(Noun):
    """A configured environment: which targets it holds and what it asks for on top of the table.

    `column` is the table's column it is judged by: "T" for dev, "S" for staging or shared, "P" for production.
    `hold` are extra obligations as (kind, parameters) pairs, kinds as in model.decision.
    """

    name: str
    column: str
    matches: tuple[str, ...] = ()
    hold: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    undo: bool = False
    promote_from: str = ""
    tier: int = 0
    freezes: tuple[Freeze, ...] = ()
    layer: str = "built-in"


class TextShape(Noun):
    """A line of text: `pattern` is a regular expression as RE2 reads it, met within one line.

    `paths` and `not_paths` are globs of files; with `paths` it is about files alone, never about a command's text.
    """

    pattern: str
    paths: tuple[str, ...] = ()
    not_paths: tuple[str, ...] = ()
    ignore_case: bool = False


class SqlShape(Noun):
    """A statement: `kinds` are names of built-in rules after `sql/`, `objects` globs of what it names, () for any."""

    kinds: tuple[str, ...]
    objects: tuple[str, ...] = ()


class EffectShape(Noun):
    """What would happen, whatever does it. Each condition that is given must be met; within one, any of its values.

    `rules` are globs of rule ids, `targets` patterns as environments have them, `environments` configured names.
    `reversible` is "no" or "given evidence" (which holds "no" too), "" for either. `least` is a count of things hit.
    """

    categories: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    reversible: str = ""
    least: int = 0
    targets: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()


class OwnRule(Noun):
    """A team's own rule, by one shape of four.

    A command's (program, subcommand words, options that must all be present), a text's, a statement's or an effect's;
    `program` is "" in the last three. `match` and `no_match` are examples: shell commands, or (language, text).
    """

    id: str
    program: str = ""
    subcommand: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    severity: str = "high"
    summary: str = ""
    why: str = ""
    instead: str = ""
    match: tuple[str | tuple[str, str], ...] = ()
    no_match: tuple[str | tuple[str, str], ...] = ()
    layer: str = "built-in"
    text: TextShape | None = None
    sql: SqlShape | None = None
    effect: EffectShape | None = None


class ScanSettings(Noun):
    """What `scan` stops at. Thresholds are counts of files in one change."""

    fail_on: str = "medium"
    mass_delete: int = 20
    mass_delete_percent: int = 30
    mass_drop: int = 5
    """Tables dropped, or resources destroyed, in one change: above this the sum is a finding of its own."""
    gutted_lines: int = 50
    gutted_percent: int = 60
    protected: tuple[str, ...] = ()
    """Glob patterns of paths whose deletion is always a finding."""
    blind: str = "medium"
    """Severity of what could not be read."""
    max_file_bytes: int = 5_000_000
    patterns: tuple[str, ...] = ()
    """Files of regular expressions, one a line; each line is a rule by text."""


class Receive(Noun):
    """What judging a push where it arrives stands on: globs of full reference names, and limits."""

    protected: tuple[str, ...] = ()
    """Never rewritten or deleted, beside the default branch."""
    moving: tuple[str, ...] = ()
    """May be moved and deleted freely."""
    deadline_seconds: int = 4
    on_deadline: str = "refuse"
    max_commits: int = 10_000


class Overriding(Noun):
    """What exceptions may not do: globs of rules, how far ahead their date may lie, and who may approve them.

    `forbid` are never excepted nor baselined, `require_approval` only with somebody else's approval. `max_days` 0 is no
    limit. `approvers` and `signers` are absolute paths, "" for the files of the base side.
    """

    forbid: tuple[str, ...] = ()
    require_approval: tuple[str, ...] = ()
    max_days: int = 0
    approvers: str = ""
    signers: str = ""


class Layers(Noun):
    """Everything configured, strictest reading in force. `digests` name the files it came from."""

    environments: tuple[Environment, ...] = ()
    rules: tuple[OwnRule, ...] = ()
    scan: ScanSettings = ScanSettings()
    digests: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    """What could not count as written; shown with every answer until mended."""
    receive: Receive = Receive()
    override: Overriding = Overriding()
    keep_record_files: int = 0
    """Files of the record that stay beside the newest, 0 for all."""
    rehearse_rows: str = ""
    """Whose rows a rehearsal copies: "dev" (also ""), "copy" or "schema"."""


class Layer(Noun):
    """One file as read, before the laws of layering (`policy.layering`) say what of it counts.

    `name` is "organisation", "user" or "repository"; `scan` holds only the settings that the file names.
    `errors` empty means that all of it could be read: only then may any of it loosen.
    """

    name: str
    file: str
    digest: str = ""
    environments: tuple[Environment, ...] = ()
    rules: tuple[OwnRule, ...] = ()
    scan: tuple[tuple[str, str | int | tuple[str, ...]], ...] = ()
    allow_trust: bool = False
    """Organisation only: people may vouch for their own and their repositories' files."""
    errors: tuple[ConfigurationError, ...] = ()
    receive: tuple[tuple[str, str | int | tuple[str, ...]], ...] = ()
    override: tuple[tuple[str, str | int | tuple[str, ...]], ...] = ()
    keep_record_files: int = 0
    """Organisation only."""
    rehearse_rows: str = ""
    """Organisation only."""


BUILT_IN = Layers()
