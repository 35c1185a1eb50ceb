"""Sources: text in some language, where it came from, and what surrounds it."""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.model.target import Target
    from keyturn.model.word import Word

# Languages a Source may be in. A tool that hands on text names one of these.
SHELL = "shell"
SQL = "sql"
PYTHON = "python"
JAVASCRIPT = "javascript"
PERL = "perl"
RUBY = "ruby"
AWK = "awk"
POWERSHELL = "powershell"
BATCH = "batch"
PHP = "php"
MONGO = "mongo"
REDIS = "redis"
UNKNOWN_LANGUAGE = "unknown"


class Origin(Noun):
    """Where something stands: a file (or `<command>`), 1-based lines and columns, and through what it was reached."""

    file: str = "<command>"
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    through: tuple[str, ...] = ()
    """The chain of hand-offs that led here, outermost first: ("npm run build", "package.json: scripts.build")."""
    followed: bool = False
    """True when the text stands in a file that was followed into, not in what was presented."""

    def inner(self, how: str) -> Origin:
        """The same place, one hand-off deeper."""
        return Origin(
            self.file, self.line, self.column, self.end_line, self.end_column, (*self.through, how), self.followed
        )


COMMAND_LINE = Origin()


class ShellContext(Noun):
    """What a shell text starts with: directory, variables (name → Word), exported names, functions, positionals.

    `functions` maps a name to whatever the shell reader keeps of a body; others pass it on untouched.
    """

    directory: Word | None = None
    """None: the directory the action starts in (`Layout.directory`). A Word with holes: unknown."""
    variables: Mapping[str, Word] = {}
    exported: frozenset[str] = frozenset()
    functions: Mapping[str, object] = {}
    aliases: Mapping[str, Word] = {}
    positionals: tuple[Word, ...] | None = None
    """None: unknown (a followed script's own `$1`). () : known to be none."""


class SqlContext(Noun):
    """What a SQL text runs against: the client's target, the dialect, and what the client does with transactions."""

    target: Target | None = None
    dialect: str = ""
    """A sqlglot dialect name ("postgres", "mysql", "sqlite", "tsql", …); empty when unknown."""
    autocommit: bool | None = None
    """False: the whole text is one transaction (`psql -c`, `psql -1`)."""
    directory: Word | None = None
    """Where the client runs, for the files that its own commands read (`\\i x.sql`); as in ShellContext."""


class Source(Noun):
    """Text in a language. `text` is a Word so that holes survive re-parsing.

    `file` tells that it stands in a file; otherwise it was written in the action itself.
    """

    language: str
    text: Word
    origin: Origin = COMMAND_LINE
    context: ShellContext | SqlContext | None = None
    file: bool = False
    certain: bool = True
    """False behind an untaken branch, in an uncalled function, and the like."""
