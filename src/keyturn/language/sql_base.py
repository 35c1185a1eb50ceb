"""What every reader of statements stands on: places, findings, names, and text inside text."""

from __future__ import annotations

from abc import ABC, abstractmethod

from keyturn.language.sql_found import Act, Blind, Embedded
from keyturn.language.sql_lexer import BIND, HOLE, HOLE_MARK, NUMBER, PUNCT, QUOTED, STRING, WORD
from keyturn.language.sql_tokens import after_group, bare_name
from keyturn.model.word import VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.language.sql_found import Finding, Place
    from keyturn.language.sql_lexer import Convention, Token


DEEP = 10
_NOT_NAMES = frozenset(
    "FROM WHERE SET TO ON USING CASCADE RESTRICT AS IF NOT EXISTS VALUES SELECT INTO RETURNING".split()
)


class Frame:
    """The text that tokens point into, and where it stands in the whole."""

    __slots__ = ("base", "holes", "text")

    def __init__(self, text: str, holes: Mapping[int, Hole], base: int) -> None:
        self.text = text
        self.holes = holes
        self.base = base


class Base(ABC):
    """A text being read: its frame, what was found, and what earlier statements say about later ones."""

    def __init__(
        self,
        text: str,
        holes: Mapping[int, Hole],
        dialect: str,
        convention: Convention,
        *,
        atomic: bool,
        sections: bool,
        depth: int,
    ) -> None:
        self.sections = sections
        self.frame = Frame(text, holes, 0)
        self.dialect = dialect
        self.convention = convention
        self.atomic = atomic
        self.depth = depth
        self.doubts: set[str] = set()
        self.out: list[Finding] = []
        self.certain = True
        self.down = False
        self.body = False
        """In a routine or block, where control words stand before statements."""
        self.routine = ""
        self.level = 0
        self.batch = -1
        self.blocks = 0
        self.place: Place = ()
        self.created: dict[str, str] = {}
        self.renamed: set[str] = set()
        self.copied: dict[str, str] = {}
        """Tables that hold every row of another one, which is how SQLite's tables are rebuilt."""
        self.dropped: dict[tuple[str, str], int] = {}
        self.prepared: dict[str, tuple[int, int]] = {}
        self.routines: dict[str, tuple[int, int]] = {}
        self.assigned: dict[str, list[str | Hole]] = {}
        self.attached: dict[str, str | None] = {}
        self.transaction = -1
        self.untaken = 0
        self.switches: list[bool] = []
        self.tsql = dialect in ("tsql", "mssql", "fabric")
        self.ddl_commits = dialect in ("mysql", "mariadb", "oracle", "tidb", "", "snowflake", "bigquery", "clickhouse")
        self.mysql_like = dialect in ("mysql", "mariadb", "tidb", "singlestore", "doris", "starrocks")

    @abstractmethod
    def run(self) -> list[Finding]:
        """Read the frame's statements."""

    @abstractmethod
    def single(self, tokens: list[Token]) -> None:
        """Read one statement by its first word."""

    @abstractmethod
    def whole(self, tokens: list[Token]) -> None:
        """Read a statement that may be several without semicolons between."""

    @abstractmethod
    def stray(self, tokens: list[Token]) -> None:
        """Read text that begins like no statement."""

    def span(self, tokens: list[Token]) -> tuple[int, int]:
        """Where tokens stand in the whole text."""
        base = self.frame.base
        return base + tokens[0][2], base + tokens[-1][3]

    def act(
        self,
        kind: str,
        summary: str,
        tokens: list[Token],
        *,
        objects: tuple[str, ...] | list[str] = (),
        count: int | None = None,
        closed: bool = True,
        unit: str = "",
        certain: bool = True,
    ) -> None:
        """Add an act at the place of some tokens."""
        start, end = self.span(tokens)
        if self.down:
            summary += ", when the migration is undone"
        place = self.place
        if self.attached and objects:
            alias = objects[0].partition(".")[0].strip('"`[]').lower()
            if "." in objects[0] and alias in self.attached:
                place = (("path", self.attached[alias]),)
        self.out.append(
            Act(
                kind,
                summary.replace(HOLE_MARK, "…"),
                start,
                end,
                self.certain and certain and not self.down,
                count,
                closed,
                unit,
                tuple(objects),
                place,
                self.down,
            )
        )

    def blind(self, kind: str, why: str, tokens: list[Token], *, opaque: bool = True, certain: bool = True) -> None:
        """Add a blind spot."""
        start, end = self.span(tokens)
        self.out.append(Blind(kind, why, start, end, self.certain and certain and not self.down, opaque, self.place))

    def nested(self, text: str, tokens: list[Token], base: int, *, certain: bool, body: bool) -> None:
        """Read SQL that stands inside a literal of this one. `base` is its offset in the frame."""
        if self.depth + 1 > DEEP:
            self.blind("sql-nesting", "SQL inside SQL inside SQL, deeper than is read", tokens)
            return
        holes: dict[int, Hole] = {}
        if HOLE_MARK in text:
            within = [self.frame.holes[at] for at in sorted(self.frame.holes) if tokens[0][2] <= at < tokens[-1][3]]
            at = -1
            for number in range(text.count(HOLE_MARK)):
                at = text.find(HOLE_MARK, at + 1)
                holes[at] = within[number] if number < len(within) else Hole(VARIABLE)
        self.inner(text, holes, self.frame.base + base, certain=certain, body=body)

    def inner(self, text: str, holes: Mapping[int, Hole], base: int, *, certain: bool, body: bool) -> None:
        """Read a text with its own holes as a frame of its own."""
        frame, outer, inside = self.frame, self.certain, self.body
        batch, routine, level, transaction = self.batch, self.routine, self.level, self.transaction
        self.frame = Frame(text, holes, base)
        self.certain = outer and certain
        self.body = body
        self.routine = ""
        self.depth += 1
        self.run()
        self.depth -= 1
        self.frame, self.certain, self.body = frame, outer, inside
        self.batch, self.routine, self.level, self.transaction = batch, routine, level, transaction

    def flip(self, span: tuple[int, int]) -> None:
        """What a body or prepared statement does becomes certain: the text itself runs it."""
        if not self.certain:
            return
        for number in range(span[0], min(span[1], len(self.out))):
            found = self.out[number]
            if isinstance(found, (Act, Blind, Embedded)) and not found.certain and not getattr(found, "down", False):
                self.out[number] = found.but(certain=True)

    def word(self, text: str, at: int) -> Word:
        """A stretch of the frame as a Word with its holes."""
        if HOLE_MARK not in text:
            return Word(text, quoted=True)
        within = [self.frame.holes[offset] for offset in sorted(self.frame.holes) if at <= offset < at + len(text) + 2]
        parts: list[str | Hole] = []
        for number, piece in enumerate(text.split(HOLE_MARK)):
            if number:
                parts.append(within[number - 1] if number - 1 < len(within) else Hole(VARIABLE))
            if piece:
                parts.append(piece)
        return Word(tuple(parts), quoted=True)

    def shown(self, tokens: list[Token]) -> str:
        """Tokens for people, one short line."""
        out = ""
        for number, one in enumerate(tokens[:8]):
            raw = one[4] if one[4] != HOLE_MARK else "…"
            glue = "" if not number or one[1] in (",", ")", ".", "(") or tokens[number - 1][1] in ("(", ".") else " "
            out += glue + raw
        return out[:60].replace("\n", " ").replace(HOLE_MARK, "…")

    def names(self, tokens: list[Token], index: int, *, one: bool = False) -> tuple[list[str], int, bool]:
        """A comma-separated list of (qualified) names from `index`: the names, where it ends, whether one is unknown.

        A name with an unknown part is left out of the list and told by the last value.
        """
        found: list[str] = []
        hole = False
        count = len(tokens)
        while index < count:
            text = ""
            unknown = False
            while index < count and (
                tokens[index][0] in (HOLE, BIND) or (tokens[index][0] == WORD and tokens[index][1] == "ONLY")
            ):
                if tokens[index][0] in (HOLE, BIND):
                    unknown = True
                    text = text or "?"
                index += 1
                if index < count and tokens[index][2] != tokens[index - 1][3]:
                    break
            if (
                index < count
                and tokens[index][0] in (WORD, QUOTED, STRING, NUMBER)
                and not (unknown and tokens[index][2] != tokens[index - 1][3])
            ):
                if tokens[index][0] == WORD and tokens[index][1] in _NOT_NAMES and not text:
                    break
                if tokens[index][0] == STRING and HOLE_MARK in tokens[index][1]:
                    unknown = True
                text += tokens[index][4]
                index += 1
            elif not unknown:
                break
            while index < count:
                kind, value, start, _end, raw = tokens[index]
                if kind == PUNCT and value == ".":
                    text += "."
                    index += 1
                    if index < count and (
                        tokens[index][0] in (WORD, QUOTED, STRING, NUMBER) or tokens[index][1] == "*"
                    ):
                        text += tokens[index][4]
                        index += 1
                    elif index < count and tokens[index][0] in (HOLE, BIND):
                        unknown = True
                        index += 1
                    continue
                if start == tokens[index - 1][3] and kind in (HOLE, BIND, WORD, NUMBER):
                    unknown = unknown or kind in (HOLE, BIND)
                    text += raw if kind not in (HOLE, BIND) else "?"
                    index += 1
                    continue
                break
            if unknown:
                hole = True
            elif text:
                found.append(text)
            if one:
                break
            if index < count and tokens[index][0] == PUNCT and tokens[index][1] == "(":
                index = after_group(tokens, index)
            if index < count and tokens[index][0] == PUNCT and tokens[index][1] == "*":
                index += 1
            if index < count and tokens[index][0] == PUNCT and tokens[index][1] == ",":
                index += 1
                continue
            break
        return found, index, hole

    def temporary(self, name: str) -> bool:
        """Whether a table's name says that it is temporary, or this text made it so."""
        if name.startswith(("#", "[#")):
            return True
        bare = bare_name(name)
        if bare in self.renamed:
            return False
        qualified = name.lower().replace('"', "").replace("`", "").replace("[", "").replace("]", "")
        if qualified.startswith(("pg_temp.", "pg_temp_", "temp.", "tempdb..", "tempdb.")):
            return True
        if self.created.get(bare) == "temporary":
            return True
        return (
            bare.startswith(("tmp_", "temp_", "_tmp", "__tmp"))
            or bare.endswith(("_tmp", "_temp"))
            or bare in ("tmp", "temp")
        )
