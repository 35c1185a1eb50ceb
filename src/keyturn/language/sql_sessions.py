"""Rights, settings, servers and transactions."""

from __future__ import annotations

from keyturn.language.sql_dynamic import Dynamic
from keyturn.language.sql_found import Act
from keyturn.language.sql_lexer import BIND, HOLE, HOLE_MARK, NUMBER, QUOTED, STRING, WORD
from keyturn.language.sql_tokens import bare_name, find, skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.sql_lexer import Token


_UNSAFE_ENCODINGS = (
    "SJIS",
    "SHIFT",
    "BIG5",
    "GBK",
    "GB18030",
    "UHC",
    "JOHAB",
    "CP932",
    "EUCJPMS",
    "WIN932",
    "WIN949",
    "WIN936",
    "WIN950",
    "MSKANJI",
)
SUPER_ROLES = frozenset(
    "PG_EXECUTE_SERVER_PROGRAM PG_WRITE_SERVER_FILES PG_READ_SERVER_FILES PG_WRITE_ALL_DATA RDS_SUPERUSER "
    "CLOUDSQLSUPERUSER AZURE_PG_ADMIN ACCOUNTADMIN SYSADMIN SECURITYADMIN DB_OWNER DBA SUPER".split()
)
_OUTSIDE = frozenset(
    (
        "copy-program",
        "drop-database",
        "alter-system",
        "shutdown",
        "terminate-backend",
        "read-server-file",
        "write-server-file",
        "purge-logs",
        "set-global",
        "restore-over",
    )
)


class Sessions(Dynamic):
    """Rights, settings, logs, servers, transactions."""

    def grant(self, tokens: list[Token]) -> None:
        """GRANT of everything, of powerful roles, and with the right to pass it on."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if "TO" not in words:
            return
        at = len(tokens) - 1
        while at > 0 and not (tokens[at][0] == WORD and tokens[at][1] == "TO"):
            at -= 1
        receiver = tokens[at + 1][4] if at + 1 < len(tokens) else "?"
        public = receiver.upper() == "PUBLIC" or receiver.strip("'").lower() in ("anon", "%")
        what = self.shown(tokens[1:at])
        if len(words) > 1 and words[1] == "ALL":
            if public:
                self.act("grant-public", f"lets everybody do everything ({what})", tokens, objects=(receiver,))
            else:
                self.act("grant-all", f"gives {receiver} every right ({what})", tokens, objects=(receiver,))
        elif (
            any(one[0] == WORD and one[1] in SUPER_ROLES for one in tokens[1:at])
            or "CONTROL" in words[1:2]
            or "TAKE" in words[1:2]
            or "OWNERSHIP" in words[1:2]
        ):
            self.act(
                "superuser" if "OWNERSHIP" not in words else "change-owner",
                f"gives {receiver} {what}",
                tokens,
                objects=(receiver,),
            )
        elif "OPTION" in words and ("GRANT" in words[1:] or "ADMIN" in words):
            self.act("grant-all", f"lets {receiver} pass on {what}", tokens, objects=(receiver,))
        elif public and any(one in words for one in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "CREATE")):
            self.act("grant-public", f"lets everybody write ({what})", tokens, objects=(receiver,))

    def revoke(self, tokens: list[Token]) -> None:
        """REVOKE from anybody but PUBLIC may stop a service."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if "FROM" not in words:
            return
        after = [
            one[4].lower()
            for one in tokens
            if one[2] > tokens[[one[1] for one in tokens].index("FROM")][2] and one[0] in (WORD, QUOTED, STRING)
        ]
        if not after or any(one in ("public", "anon", "guest") for one in after[:1]):
            return
        self.act("revoke", f"takes rights away from {after[0]}", tokens, objects=(after[0],))

    def reassign(self, tokens: list[Token]) -> None:
        """REASSIGN OWNED BY a TO b."""
        self.act(
            "change-owner",
            f"gives everything that {tokens[3][4] if len(tokens) > 3 else 'a role'} owns to another",
            tokens,
        )

    def deny(self, tokens: list[Token]) -> None:
        """T-SQL's DENY."""
        if len(tokens) > 3 and any(one[1] == "TO" for one in tokens):
            self.act("revoke", "denies rights", tokens)

    def disable(self, tokens: list[Token]) -> None:
        """T-SQL: DISABLE TRIGGER x ON y."""
        if len(tokens) > 2 and tokens[1][1] == "TRIGGER":
            self.act("disable-trigger", f"turns off trigger {tokens[2][4]}", tokens)

    def settings(self, tokens: list[Token]) -> None:
        """A role's or database's own settings that change how later text is read."""
        words = {one[1] for one in tokens if one[0] == WORD}
        if "STANDARD_CONFORMING_STRINGS" in words or "CLIENT_ENCODING" in words:
            self.blind("ambiguous-sql", "changes how the server reads every later string", tokens)

    def set_(self, tokens: list[Token]) -> None:
        """SET."""
        if len(tokens) < 3:
            return
        index = skip(tokens, 1, "SESSION", "LOCAL")
        word = tokens[index][1].upper() if index < len(tokens) else ""
        value = " ".join(one[1] for one in tokens[index + 1 :]).upper()
        if word == "STANDARD_CONFORMING_STRINGS":
            if value.split()[-1:] not in (["ON"], ["TRUE"], ["1"], ["DEFAULT"], ["YES"]):
                self.blind(
                    "ambiguous-sql",
                    "turns standard_conforming_strings off, so that strings end elsewhere than they seem to",
                    tokens,
                )
        elif word in ("CLIENT_ENCODING", "NAMES"):
            if any(name in value for name in _UNSAFE_ENCODINGS):
                self.blind("ambiguous-sql", "sets an encoding in which a quote may be half of a letter", tokens)
        elif word == "SESSION_REPLICATION_ROLE":
            if "REPLICA" in value:
                self.act("disable-trigger", "turns off every trigger and foreign key of the session", tokens)
        elif word in ("GLOBAL", "PERSIST", "PERSIST_ONLY") or word.startswith(("@@GLOBAL", "@@PERSIST")):
            setting = self.shown(tokens[index : index + 4])
            self.act("set-global", f"changes the server's configuration ({setting})", tokens)
        elif word == "PASSWORD":
            return
        else:
            self.assign(tokens)

    def pragma(self, tokens: list[Token]) -> None:
        """SQLite's PRAGMA."""
        words = [one[1].upper() for one in tokens]
        value = words[-2] if words[-1] == ")" else words[-1]
        if "WRITABLE_SCHEMA" in words and value not in ("OFF", "0", "FALSE", "WRITABLE_SCHEMA"):
            self.act("writable-schema", "lets the schema be rewritten by hand, which can ruin the file", tokens)

    def attach(self, tokens: list[Token]) -> None:
        """ATTACH: a second database file under an alias."""
        index = skip(tokens, 1, "DATABASE")
        if index < len(tokens):
            file = (
                tokens[index][1] if tokens[index][0] in (STRING, QUOTED) and HOLE_MARK not in tokens[index][1] else None
            )
            at = find(tokens, index, "AS")
            if at > 0 and at + 1 < len(tokens):
                self.attached[tokens[at + 1][1].lower()] = file

    def detach(self, tokens: list[Token]) -> None:
        """ClickHouse: DETACH TABLE t PERMANENTLY; SQLite's DETACH is harmless."""
        if any(one[1] == "PERMANENTLY" for one in tokens if one[0] == WORD):
            self.act("drop-table", f"detaches {tokens[-2][4]} for good", tokens, count=1, unit="tables", certain=False)

    def use(self, tokens: list[Token]) -> None:
        """USE x."""
        index = skip(tokens, 1, "DATABASE", "SCHEMA", "CATALOG")
        if index < len(tokens) and tokens[index][0] in (WORD, QUOTED):
            self.place = (("database", tokens[index][1] if tokens[index][0] == QUOTED else tokens[index][4]),)
        elif index < len(tokens):
            self.place = (("database", None),)

    def flush(self, tokens: list[Token]) -> None:
        """FLUSH … WITH READ LOCK stops writes; other flushes are harmless."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if "LOCK" in words:
            self.act("alter-system", "locks every table", tokens)

    def reset(self, tokens: list[Token]) -> None:
        """RESET MASTER, RESET BINARY LOGS, RESET SLAVE ALL."""
        word = tokens[1][1] if len(tokens) > 1 else ""
        if word in ("MASTER", "BINARY"):
            self.act(
                "purge-logs", "deletes every binary log, so that no point in time can be restored", tokens, closed=False
            )
        elif word in ("SLAVE", "REPLICA"):
            self.act("alter-system", "forgets the replication state", tokens)

    def purge(self, tokens: list[Token]) -> None:
        """PURGE BINARY LOGS (MySQL), PURGE TABLE / RECYCLEBIN (Oracle)."""
        word = tokens[1][1] if len(tokens) > 1 else ""
        if word in ("BINARY", "MASTER"):
            self.act(
                "purge-logs",
                "deletes binary logs, so that earlier points in time cannot be restored",
                tokens,
                closed=False,
            )
        elif word in ("TABLE", "RECYCLEBIN", "DBA_RECYCLEBIN", "TABLESPACE"):
            self.act("purge-logs", "empties the recycle bin", tokens, closed=False)

    def kill(self, tokens: list[Token]) -> None:
        """KILL 17."""
        if len(tokens) > 1 and tokens[1][0] in (NUMBER, BIND, HOLE, WORD) and len(tokens) < 5:
            self.act("terminate-backend", "ends another session", tokens)

    def shutdown(self, tokens: list[Token]) -> None:
        """SHUTDOWN."""
        if len(tokens) < 4:
            self.act("shutdown", "stops the database server", tokens)

    def system(self, tokens: list[Token]) -> None:
        """ClickHouse's SYSTEM."""
        words = [one[1] for one in tokens if one[0] == WORD]
        if "DROP" in words and "REPLICA" in words:
            self.act("drop-table", "drops a replica's data", tokens, unit="tables")
        elif words[1:2] in (["SHUTDOWN"], ["KILL"]):
            self.act("shutdown", "stops the database server", tokens)

    def rename_(self, tokens: list[Token]) -> None:
        """RENAME TABLE a TO b (MySQL)."""
        if len(tokens) > 3 and tokens[1][1] in ("TABLE", "USER", "DATABASE", "TABLES"):
            self.act("rename", f"renames {tokens[1][1].lower()} {tokens[2][4]}", tokens, objects=(tokens[2][4],))
            at = find(tokens, 2, "TO")
            if 0 < at < len(tokens) - 1:
                self.renamed.add(bare_name(tokens[at + 1][4]))

    def begin(self, tokens: list[Token]) -> None:
        """BEGIN of a transaction, or of a block with a statement behind it."""
        if self.body:
            if len(tokens) > 1:
                self.single(tokens[1:])
            return
        if len(tokens) == 1 or tokens[1][1] in (
            "TRANSACTION", "WORK", "TRAN", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE",
            "CONCURRENT", "NOT",
        ):  # fmt: skip
            if self.transaction < 0:
                self.transaction = len(self.out)
            return
        self.blocks += 1
        self.single(tokens[1:])

    def start(self, tokens: list[Token]) -> None:
        """START TRANSACTION."""
        if len(tokens) > 1 and tokens[1][1] == "TRANSACTION" and self.transaction < 0:
            self.transaction = len(self.out)

    def end(self, tokens: list[Token]) -> None:
        """END of a block, or PostgreSQL's other word for COMMIT."""
        if self.body:
            return
        if self.blocks:
            self.blocks -= 1
        elif len(tokens) == 1 or tokens[1][1] in ("TRANSACTION", "WORK"):
            self.transaction = -1

    def commit(self, tokens: list[Token]) -> None:
        """COMMIT."""
        chain = any(one[1] == "CHAIN" for one in tokens)
        self.transaction = len(self.out) if chain and self.transaction >= 0 else -1

    def rollback(self, tokens: list[Token]) -> None:
        """ROLLBACK takes back what the transaction did."""
        words = [one[1] for one in tokens]
        if "TO" in words or self.transaction < 0 or self.body:
            return
        if "PREPARED" in words:
            return
        first = self.transaction
        for number in range(first, len(self.out)):
            found = self.out[number]
            if not isinstance(found, Act) or found.kind in _OUTSIDE:
                continue
            rows = found.unit == "rows"
            if self.ddl_commits and not rows:
                first = number + 1
        for number in range(first, len(self.out)):
            found = self.out[number]
            if isinstance(found, Act) and found.kind not in _OUTSIDE:
                self.out[number] = found.but(certain=False, summary=found.summary + ", and rolls back")
        self.transaction = len(self.out) if "CHAIN" in words else -1
