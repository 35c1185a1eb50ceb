"""Every exception Keyturn raises on purpose, under one root, each with what to do next.

Two families that must not be mixed: *usage and configuration* errors (exit 2) are
somebody's to mend; *could not judge* errors (exit 3) mean that nothing was found
because nothing could be looked at. Neither is ever turned into "clear".
"""


class KeyturnError(Exception):
    """Root of all. `what` happened, `fix` is what to do next, `exit_code` what the process ends with."""

    exit_code = 3

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what}\n  {self.fix}" if self.fix else self.what


class UsageError(KeyturnError):
    """The call's own words are off."""

    exit_code = 2


class ConfigurationError(KeyturnError):
    """A configuration file cannot count as written; names file, line and key."""

    exit_code = 2

    def __init__(self, what: str, fix: str = "", *, file: str = "", line: int = 0, key: str = "") -> None:
        place = file + (f":{line}" if line else "") + (f": {key}" if key else "")
        super().__init__(f"{place}: {what}" if place else what, fix)
        self.file = file
        self.line = line
        self.key = key
        self.bare = what


class RuleError(ConfigurationError):
    """A rule that does not notice its own example, or an unknown rule."""


class CouldNotJudge(KeyturnError):
    """Input that cannot be read. Exit 3, never "clear"."""

    exit_code = 3


class GitError(CouldNotJudge):
    """git did not answer as needed (missing base, shallow clone, not a repository)."""


class CanonicalFormError(CouldNotJudge):
    """A value that has no canonical form (a float, a number too large, half a surrogate pair)."""


class NoHumanProofError(KeyturnError):
    """A step that only a proven human may take, and nobody proved to be one. Exit 1: held."""

    exit_code = 1
