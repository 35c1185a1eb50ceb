"""Commands that a client reads itself and no server sees: psql's, mysql's, the SQLite shell's, sqlcmd's."""

from __future__ import annotations

from keyturn.language.sql_definitions import Definitions
from keyturn.language.sql_found import Act, Blind, Embedded, Include, Remark, plain
from keyturn.language.sql_lexer import HOLE_MARK, STRING
from keyturn.language.sql_tokens import unquoted
from keyturn.model.word import VARIABLE, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.sql_lexer import Token


class Client(Definitions):
    """Commands of the clients themselves."""

    def sent(self, tokens: list[Token]) -> None:
        r"""`SELECT … \gexec` and its kin at the end of a statement."""
        meta = tokens[-1][1]
        if meta.startswith("\\gexec"):
            texts = [one for one in tokens if one[0] == STRING and not plain(one[1])]
            for one in texts:
                self.nested(one[1], [one], one[2] + 1, certain=True, body=False)
            self.blind("dynamic-sql", "runs the rows of a query as statements", tokens)
        elif meta.startswith("\\g") and "|" in meta:
            start, end = self.span(tokens[-1:])
            self.out.append(
                Embedded("shell", Word(meta.partition("|")[2].strip(), quoted=True), "\\g |", start, end, self.certain)
            )

    def meta(self, raw: str, at: int) -> None:
        """A client command on its own: psql's, mysql's, the SQLite shell's, sqlcmd's."""
        start = self.frame.base + at
        end = start + len(raw)
        first, _space, rest = raw.partition(" ")
        if raw[:2] in ("\\!", "!!") or (raw[:2] == "\\." and raw[2:3] != " "):
            first, rest = raw[:2], raw[2:]
        elif "\t" in first:
            first, _space, rest = raw.partition("\t")
        rest = rest.strip().removesuffix(";").strip() if self.convention.client == "mysql" else rest.strip()
        command = first.lower().lstrip(":") if not first.startswith("\\") else first
        holes = HOLE_MARK in rest
        if command in ("\\!", "!!", "system", ".shell", ".system", "\\!;"):
            if rest:
                self.out.append(
                    Embedded(
                        "batch" if command == "!!" else "shell",
                        self.word(rest, at + raw.find(rest)),
                        command,
                        start,
                        end,
                        self.certain,
                    )
                )
            else:
                self.out.append(Blind("interactive-database", f"{command} opens a shell", start, end, self.certain))
        elif command in ("\\i", "\\ir", "\\include", "\\include_relative", "source", "\\.", ".read", "r"):
            if rest.startswith("|"):
                self.out.append(
                    Embedded(
                        "shell",
                        self.word(rest[1:].strip(), at + raw.find(rest) + 1),
                        command + " |",
                        start,
                        end,
                        self.certain,
                    )
                )
                self.out.append(
                    Blind("unknown-sql-input", f"{command} runs what a command prints", start, end, self.certain)
                )
            elif rest:
                name = unquoted(rest)
                word = (
                    self.word(rest, at + raw.find(rest)) if holes or name.startswith(":") else Word(name, quoted=True)
                )
                if name.startswith(":") and not holes:
                    word = Word((Hole(VARIABLE, name[1:]),))
                self.out.append(
                    Include(
                        word,
                        f"{command} {name if not holes else '…'}",
                        start,
                        end,
                        self.certain,
                        command in ("\\ir", "\\include_relative"),
                        self.place,
                    )
                )
        elif command in ("\\c", "\\connect", "connect", "\\r", ".open", "\\u"):
            self.connect(command, rest)
        elif command == "\\copy":
            lower = rest.lower()
            for mark in (" program ",):
                found = lower.find(mark)
                if found >= 0:
                    self.out.append(
                        Embedded(
                            "shell",
                            self.word(unquoted(rest[found + len(mark) :].strip()), at + raw.find(rest) + found),
                            "\\copy … program",
                            start,
                            end,
                            self.certain,
                        )
                    )
        elif command in (
            "\\o",
            "\\out",
            "\\w",
            "\\write",
            ".output",
            ".once",
            "tee",
            "\\t",
            "\\g",
            "\\gx",
            "pager",
            "\\p",
            "\\P",
            "\\T",
        ):
            if rest.startswith("|") or (command in ("pager", "\\P") and rest):
                self.out.append(
                    Embedded(
                        "shell", self.word(rest.lstrip("| "), at + raw.find(rest)), command, start, end, self.certain
                    )
                )
            elif rest and command not in ("\\t", "\\g", "\\gx", "\\p", "\\P", "pager"):
                self.out.append(Remark(f"{command} writes to {unquoted(rest)}", start, end))
        elif command in (".restore", "\\lo_unlink"):
            kind = "restore-over" if command == ".restore" else "lo-unlink"
            self.out.append(
                Act(
                    kind,
                    "replaces the database by a backup" if kind == "restore-over" else "deletes a large object",
                    start,
                    end,
                    self.certain,
                    place=self.place,
                )
            )
        elif command in (".save", ".backup", ".clone"):
            self.out.append(Remark(f"{command} writes a copy to {unquoted(rest)}", start, end))
        elif command in (".import", "\\lo_import", ".load", "\\ef", "\\ev", "\\e", "\\edit", ".excel", "edit"):
            if command == ".load":
                self.out.append(Blind("dynamic-sql", "loads native code into the database", start, end, self.certain))
            elif command == ".import" and rest.lstrip().startswith('"|'):
                self.out.append(
                    Embedded(
                        "shell", Word(unquoted(rest).lstrip("| "), quoted=True), ".import |", start, end, self.certain
                    )
                )
        elif command in (".archive", ".ar"):
            self.out.append(Remark("unpacks or packs an archive", start, end))
        elif command == "\\gexec":
            self.out.append(Blind("dynamic-sql", "runs the rows of a query as statements", start, end, self.certain))
        elif command in ("\\if", "\\elif", "\\else", "\\endif"):
            self.switch(command, rest)
        elif command in {"\\q", "\\quit"}:
            return
        if command in (
            "\\set",
            "\\setenv",
            "\\echo",
            "\\qecho",
            "\\prompt",
            "\\pset",
            "\\c",
            "\\connect",
            "\\i",
            "\\if",
            "\\o",
            "\\w",
            "\\warn",
            "\\cd",
        ):
            self.backticks(rest, start, end)

    def backticks(self, rest: str, start: int, end: int) -> None:
        """Psql runs what stands between backticks in a command's arguments."""
        pieces = rest.split("`")
        for number in range(1, len(pieces), 2):
            if number < len(pieces) and pieces[number].strip():
                self.out.append(
                    Embedded("shell", Word(pieces[number], quoted=True), "backticks in psql", start, end, self.certain)
                )

    def switch(self, command: str, rest: str) -> None:
        r"""Psql's \if: what stands between is possible only."""
        if command == "\\if":
            self.switches.append(rest.lower() in ("true", "on", "1", "yes"))
        elif command == "\\endif":
            if self.switches:
                self.switches.pop()
        elif self.switches:
            self.switches[-1] = False

    def connect(self, command: str, rest: str) -> None:
        """Another target for what follows."""
        words = rest.split()
        if command == ".open":
            names = [one for one in words if not one.startswith("-")]
            self.place = (("path", unquoted(names[-1]) if names and HOLE_MARK not in names[-1] else None),)
            return
        if not words:
            return
        if any("=" in one or "://" in one for one in words):
            self.place = (("conninfo", unquoted(rest)),)
            return
        names = [unquoted(one) for one in words if not one.startswith("-reuse")]
        slots = ("database", "user", "server", "port") if command in ("\\c", "\\connect") else ("database", "server")
        place: list[tuple[str, str | None]] = []
        for slot, value in zip(slots, names, strict=False):
            if value != "-":
                place.append((slot, None if HOLE_MARK in value or value.startswith(":") else value))
        self.place = tuple(place)
