"""What Perl, Ruby, PHP, awk, Lua, R, Tcl and AppleScript texts would do, as far as a tolerant reading shows.

Names are those of perlfunc(1), File::Path, Ruby's Kernel, FileUtils and Rails, the PHP manual, gawk(1), the Lua and R
manuals. These readers see calls with literal arguments; anything computed that becomes a command is opaque.
"""

from __future__ import annotations

from keyturn.language.calls import read_calls
from keyturn.model.effect import BOUNDED_WRITE, MIGRATION_FORWARD, MIGRATION_LOSS, UNNAMED, Extent, HandOff
from keyturn.model.source import AWK, PERL, PHP, RUBY, SHELL, Source
from keyturn.model.word import INPUT, VARIABLE, Hole, Word
from keyturn.tool.code import Page, lost_from
from keyturn.tool.handoff import shorten, split_words, wholly_unknown
from keyturn.tool.registry import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.call import Call, Value
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

# Calls whose text a shell reads when it is one string, and whose words are run when there are several.
_COMMANDS: dict[str, frozenset[str]] = {
    PERL: frozenset("system exec readpipe IPC::System::Simple::system capture capturex systemx".split()),
    RUBY: frozenset(
        "system exec spawn Kernel.system Kernel.exec Kernel.spawn Process.spawn IO.popen PTY.spawn Open3.capture2 "
        "Open3.capture2e Open3.capture3 Open3.popen2 Open3.popen2e Open3.popen3 sh Kernel::system Kernel::exec "
        "Open3::capture3 Open3::capture2e".split()
    ),
    PHP: frozenset("system exec shell_exec passthru popen proc_open pcntl_exec".split()),
    AWK: frozenset(("system",)),
    "lua": frozenset(("os.execute", "io.popen")),
    "r": frozenset(("system", "shell", "system2", "base::system")),
    "applescript": frozenset(("do shell script",)),
}
_EVALS: dict[str, frozenset[str]] = {
    PERL: frozenset(("eval",)),
    RUBY: frozenset("eval instance_eval class_eval Kernel.eval RubyVM::InstructionSequence.eval".split()),
    PHP: frozenset("eval assert create_function".split()),
    "lua": frozenset("load loadstring dostring".split()),
    "r": frozenset(("parse",)),
}
_DELETE = frozenset(
    "unlink rmdir File.delete File.unlink Dir.rmdir Dir.delete Dir.unlink FileUtils.rm FileUtils.rm_f FileUtils.remove "
    "FileUtils.safe_unlink FileUtils.rmdir rm_f os.remove file.remove IO::All::unlink fs.unlink FileUtils::rm "
    "FileUtils::rm_f".split()
)
_DELETE_TREE = frozenset(
    "rmtree remove_tree File::Path::rmtree File::Path::remove_tree File::Path::Tiny::rm pathrm FileUtils.rm_rf "
    "FileUtils.rm_r FileUtils.rmtree FileUtils.remove_dir FileUtils.remove_entry FileUtils.remove_entry_secure rm_rf "
    "rm_r FileUtils::rm_rf FileUtils::rm_r remove_dir fs::dir_delete fs.dir_delete File::deleteDirectory "
    "Storage::deleteDirectory".split()
)
_WRITE = frozenset(
    "File.write IO.write IO.binwrite File.binwrite file_put_contents truncate File.truncate writeLines".split()
)
_STATEMENTS = frozenset(
    "do execute addSql exec query prepare exec_query select_all exec_update exec_delete unprepared statement raw "
    "mysqli_query mysql_query pg_query sqlite_exec pg_send_query dbGetQuery dbExecute dbSendQuery dbSendStatement "
    "multi_query delete update find_by_sql".split()
)
_EMPTIED = ("delete_all", "destroy_all", "update_all")
_SCHEMA = frozenset(
    "drop_table remove_column remove_columns drop_join_table remove_reference remove_belongs_to "
    "remove_timestamps".split()
)
# The same inside Rails' `change_table :t do |t|`.
_IN_BLOCK = frozenset("remove remove_columns remove_references remove_belongs_to remove_timestamps".split())
# Laravel's blueprint, Doctrine's and Phinx's schemas, Yii's migrations.
_PHP_TABLES = frozenset(
    "Schema::drop Schema::dropIfExists Schema::dropAllTables .dropTable .drop .dropIfExists".split()
)
_PHP_COLUMNS = frozenset(
    ".dropColumn .dropColumns .removeColumn .dropSoftDeletes .dropTimestamps .dropMorphs Schema::dropColumns".split()
)
_ON_TABLE = frozenset((".removeColumn", ".drop"))
_UP = frozenset(("up", "change", "safeUp"))
_DOWN = frozenset(("down", "safeDown"))
# Column types that hold less than others: a change to one of them can cut off or refuse what stands there.
_NARROW = frozenset("integer smallint boolean date float binary uuid time".split())


def read_source(source: Source, view: View) -> list[Outcome]:
    """What the text would do."""
    page = Page(source, view)
    text = source.text
    if wholly_unknown(text):
        page.blind(
            "blind/opaque-text",
            f"{source.language} runs text that is only known at run time ({shorten(text.shown())})",
            source.origin,
            source.certain,
        )
        return page.out
    known = text.text
    if source.language == AWK and known is not None and not any(mark in known for mark in ("system", "|", ">")):
        return page.out
    if source.language == "tcl":
        _tcl(page, text)
        return page.out
    reading = read_calls(source)
    reader = _Script(page, source, reading.calls)
    for call in reading.calls:
        reader.judge(call)
    if not reading.complete:
        page.blind("blind/budget", f"more {source.language} than is read", source.origin, source.certain)
    elif not page.out and not source.file and _is_a_command(text, source.language):
        page.blind(
            "blind/unparsable",
            f"the text given to {source.language} reads like a shell command, not like {source.language}",
            source.origin,
            source.certain,
        )
    return page.out


def _is_a_command(text: Word, language: str) -> bool:
    """`perl -e "rm -rf /"`: the text of a shell, given to another interpreter by mistake."""
    if language == AWK:
        return False
    words = (text.text or text.prefix).split(None, 2)
    return len(words) > 1 and words[1][:1] in ("-", "/") and words[0].isalnum() and module_of(words[0]) is not None


class _Script:
    """One text's calls, judged one by one."""

    __slots__ = ("blueprints", "commands", "evals", "language", "page", "source", "table", "undone")

    def __init__(self, page: Page, source: Source, calls: tuple[Call, ...]) -> None:
        self.page = page
        # the table that was named last, for what is chained to it
        self.table = ""
        # Laravel's `Schema::table("t", function ($table) { … })`: lines, and which table the inside is about
        self.blueprints = [
            (call.origin.line, call.origin.end_line, _text(call.args[0] if call.args else None) or "")
            for call in calls
            if call.name == "Schema::table"
        ]
        self.undone = _undone(source)
        self.source = source
        self.language = source.language
        self.commands = _COMMANDS.get(source.language, frozenset())
        self.evals = _EVALS.get(source.language, frozenset())

    def judge(self, call: Call) -> None:
        """What one call comes to."""
        name = call.name.lstrip("\\") if self.language == PHP else call.name
        last = name.rpartition(".")[2].rpartition("::")[2]
        first = call.args[0] if call.args else None
        if name == "`":
            self.page.shell(_word(first), "backticks", call.origin, certain=call.certain)
        elif name == "|":
            self.pipe(call)
        elif name == ">":
            self.page.overwrite(_word(first), call.origin, certain=call.certain)
        elif name in self.commands:
            self.command(call, name)
        elif (
            name == "assert"
            and self.language == PHP
            and (_text(first) is None or not isinstance(first, Word) or not first.quoted)
        ):
            # only a string is run as code, and only by old versions
            return
        elif name in self.evals:
            self.code(call, name, _word(first))
        elif name in ("Artisan::call", "Artisan::queue") and isinstance(first, Word) and first.quoted:
            self.page.shell(Word(("php artisan ", *first.parts), quoted=True), name, call.origin, certain=call.certain)
        elif last == "deleteDirectory" and _held(call.receiver).startswith("Storage::"):
            self.page.note("a directory of a storage disk is deleted", call.origin)
        elif self.language == PHP and name in (".delete", ".forceDelete") and _held(call.receiver).endswith("::query"):
            self.page.data(
                "code/orm-delete-all", f"deletes every row of {_held(call.receiver)[:-7]}", call.origin,
                extent=Extent(None, False, "rows"), certain=call.certain,
            )  # fmt: skip
        elif name in _DELETE or name in _DELETE_TREE:
            recursive = name in _DELETE_TREE or _yes(call.keyword("recursive"))
            self.delete(call, call.args, recursive=recursive)
        elif last in ("rmtree", "remove_tree", "deleteDirectory") and name.startswith("."):
            self.delete(call, (call.receiver, *call.args), recursive=True)
        elif name == "array_map" and _text(first) in ("unlink", "rmdir"):
            self.delete(call, call.args[1:], recursive=False)
        elif name in _WRITE:
            if not _yes(call.keyword("append")) and "FILE_APPEND" not in str(call.args):
                self.page.overwrite(_word(first), call.origin, certain=call.certain)
        elif name in ("rename", "File.rename", "FileUtils.mv", "FileUtils.cp", "os.rename", "copy", "move"):
            self.page.overwrite(_word(call.args[1] if len(call.args) > 1 else None), call.origin, certain=call.certain)
        elif name in ("open", "File.open", "fopen", "io.open", "IO.open"):
            self.opened(call)
        elif last in _SCHEMA or self.is_schema(call, name):
            self.schema(call, last)
        elif self.language == RUBY and last in _IN_BLOCK and name.startswith("t.") and call.within in (*_UP, *_DOWN):
            self.schema(call, "remove_columns")
        elif last == "change_column" and self.language == RUBY:
            self.narrowed(call)
        elif last in _EMPTIED:
            self.emptied(call, name, last)
        elif (
            self.language == PHP and last in ("delete", "truncate", "truncateTable") and self.php_rows(call, name, last)
        ):
            pass
        elif name in ("change_table", "DB::table", "Schema::table", ".table"):
            self.table = _text(first) or ""
        elif last in ("flushall", "flushdb", "flushAll", "flushDB"):
            self.page.data(
                "code/store-flush", "deletes every key of a Redis database", call.origin, engine="redis",
                extent=Extent(None, False, "keys"), certain=call.certain,
            )  # fmt: skip
        elif last in _STATEMENTS:
            self.statement(call, name, last)

    # -- commands

    def command(self, call: Call, name: str) -> None:
        words: list[Word] = []
        args = list(call.args)
        if name == "system2" and args:
            more = args[1] if len(args) > 1 else call.keyword("args")
            args = [args[0], *(more if isinstance(more, tuple) else (more,) if isinstance(more, Word) else ())]
        elif (
            self.language in (PHP, "lua")
            or name in ("IO.popen", "shell", "do shell script", "system2")
            or self.language == "r"
        ):
            args = args[: 2 if name == "pcntl_exec" else 1]
        for one in args:
            if isinstance(one, tuple):
                words.extend(one)
            elif isinstance(one, Word):
                if one.text in ("{…}", "{}") and not one.quoted:
                    continue
                words.append(one)
            else:
                words.append(Word((Hole(VARIABLE, "", True),), quoted=True))
        if not words:
            if call.args or self.language in (PERL, RUBY):
                return
            self.page.shell(None, name, call.origin, certain=call.certain)
            return
        directory = _word(call.keyword("chdir"))
        listed = len(args) == 1 and isinstance(args[0], tuple) and len(words) > 1
        if len(words) == 1 and not listed:
            self.page.shell(words[0], name, call.origin, certain=call.certain, directory=directory)
        else:
            self.page.run(words, name, call.origin, certain=call.certain, directory=directory)

    def pipe(self, call: Call) -> None:
        """Awk's `print text | "command"` and `"command" | getline`."""
        command = _word(call.args[0] if call.args else None)
        self.page.shell(command, "awk |", call.origin, certain=call.certain)
        if len(call.args) < 2 or command is None or command.text is None:
            return
        words = command.text.split()
        program = words[0].rpartition("/")[2] if words else ""
        if module_of(program) not in ("shells", "interpreters") or len(words) > 1:
            return
        fed = _word(call.args[1])
        if fed is None or not fed.parts or wholly_unknown(fed):
            self.page.blind("blind/pipe-to-shell", f"{program} runs whatever awk prints", call.origin, call.certain)
        elif module_of(program) == "shells":
            self.page.out.append(
                HandOff(
                    Source(SHELL, fed, call.origin.inner("awk |"), self.page.context, certain=call.certain), "awk |"
                )
            )

    def code(self, call: Call, name: str, text: Word | None) -> None:
        if text is None or wholly_unknown(text):
            if text is not None or call.args:
                self.page.blind(
                    "blind/opaque-text", f"{name} runs code that is only known at run time", call.origin, call.certain
                )
            return
        self.page.out.append(
            HandOff(Source(self.language, text, call.origin.inner(name), self.page.context, certain=call.certain), name)
        )

    # -- files

    def delete(self, call: Call, args: tuple[Value, ...], *, recursive: bool) -> None:
        words: list[Word] = []
        for one in args:
            if isinstance(one, tuple):
                words.extend(one)
            elif isinstance(one, Word) and (one.quoted or one.text is None):
                words.append(one)
        if not words:
            if not args and not recursive and self.language == PERL:
                # `unlink` alone takes $_: each line of the input
                words = [Word((Hole(INPUT, "$_", quoted=False),))]
            elif recursive and args:
                words = [Word((Hole(VARIABLE, "path", True),), quoted=True)]
            else:
                return
        for word in words:
            unknown = wholly_unknown(word) and not any(
                hole.why in ("glob", "temporary", "input") for hole in word.holes
            )
            if unknown and not recursive:
                self.page.note(f"{call.name} deletes a file that is only known at run time", call.origin)
                continue
            self.page.delete([word], call.origin, recursive=recursive, certain=call.certain and not unknown)

    def opened(self, call: Call) -> None:
        args = [one for one in call.args if isinstance(one, Word)]
        if self.language == PERL:
            if len(args) < 2:
                return
            mode = args[1].text if args[1].text is not None else args[1].prefix
            mode = mode.strip()
            if mode in ("-|", "|-"):
                rest = args[2:]
                if len(rest) == 1:
                    self.page.shell(rest[0], "open", call.origin, certain=call.certain)
                elif rest:
                    self.page.run(rest, "open", call.origin, certain=call.certain)
            elif mode.startswith("|"):
                self.page.shell(_without(args[1], 1, 0), "open", call.origin, certain=call.certain)
            elif args[1].suffix.rstrip().endswith("|"):
                self.page.shell(_without(args[1], 0, 1), "open", call.origin, certain=call.certain)
            elif mode[:1] == ">" and mode[:2] != ">>":
                if len(args) > 2:
                    self.page.overwrite(args[2], call.origin, certain=call.certain)
                elif mode.strip("> ") and args[1].text is not None:
                    self.page.overwrite(Word(mode.strip("> "), quoted=True), call.origin, certain=call.certain)
            return
        if (
            args
            and self.language == RUBY
            and call.name == "open"
            and (args[0].prefix or args[0].text or "").startswith("|")
        ):
            self.page.shell(_without(args[0], 1, 0), "open", call.origin, certain=call.certain)
        elif len(args) > 1 and (args[1].text or "").startswith("w"):
            self.page.overwrite(args[0], call.origin, certain=call.certain)

    # -- databases

    def statement(self, call: Call, name: str, last: str) -> None:
        texts = [one for one in call.args if isinstance(one, Word) and one.quoted]
        if not texts:
            return
        text = (
            texts[-1]
            if name in ("mysqli_query", "pg_query", "dbExecute", "dbGetQuery", "dbSendQuery", "dbSendStatement")
            else texts[0]
        )
        if self.back(call):
            self.page.note(f"{call.within} runs {shorten(text.shown())} when the migration is undone", call.origin)
            return
        self.page.sql(text, name.lstrip("."), call.origin, certain=self.sure(call), surely=last == "execute")

    def is_schema(self, call: Call, name: str) -> bool:
        """Whether a PHP call changes the schema; names that other classes have too count in a migration only."""
        if name in ("Schema::drop", "Schema::dropIfExists", "Schema::dropAllTables"):
            return True
        if self.language != PHP:
            return False
        return name in _PHP_COLUMNS or (name in _PHP_TABLES and call.within in (*_UP, *_DOWN))

    def altered(self, call: Call) -> str:
        """The table that a call on a blueprint is about."""
        for first, last, table in self.blueprints:
            if first <= call.origin.line <= last and call.name.startswith("."):
                return table
        return ""

    def back(self, call: Call) -> bool:
        """Whether the call only runs when a migration is undone: in `down`, or in Rails' `dir.down { … }`."""
        if not self.source.file:
            return False
        place = (call.origin.line, call.origin.column)
        return call.within in _DOWN or any(start <= place <= end for start, end in self.undone)

    def sure(self, call: Call) -> bool:
        """Whether the call is made: `up` and `change` are called by the migration tool, not by the file."""
        return call.certain or (self.source.certain and self.source.file and call.within in _UP)

    def php_rows(self, call: Call, name: str, last: str) -> bool:
        """Laravel's `DB::table("t")->delete()` and `Model::truncate()`, Yii's `$this->delete("t")` in a migration."""
        named = _text(call.args[0] if call.args else None)
        hole = call.receiver.parts[0] if isinstance(call.receiver, Word) and call.receiver.parts else None
        where = hole.name if isinstance(hole, Hole) else ""
        if name.startswith("."):
            if where == "DB::table" and not call.args:
                table = self.table
            elif where == "this" and call.within in ("safeUp", "safeDown") and named and len(call.args) == 1:
                table = named
            else:
                return False
        elif name.endswith("::truncate") and name[:1].isupper() and not call.args:
            table = name.removesuffix("::truncate")
        else:
            return False
        what = f"{'empties' if last != 'delete' else 'deletes every row of'} table {table}"
        if self.back(call):
            self.page.note(f"{call.within} {what} when the migration is undone", call.origin)
        else:
            self.page.data(
                "code/orm-delete-all", what, call.origin, extent=Extent(None, False, "rows"), certain=self.sure(call)
            )
        return True

    def narrowed(self, call: Call) -> None:
        """Rails' `change_column`: only to a type that holds little is it said, since the old type is not seen."""
        kind = _text(call.args[2] if len(call.args) > 2 else None) or ""
        if self.back(call) or (kind not in _NARROW and not (kind == "string" and call.given("limit"))):
            return
        if _text(call.keyword("limit")) == "8" or not self.source.file:
            return
        table, column = (_shown(call.args[at]) for at in (0, 1))
        self.page.effect(
            "migration/change-type",
            MIGRATION_LOSS,
            f"changes the type of column {column} of {table} to {kind}, which can cut values off",
            (lost_from(self.page, ()),),
            call.origin,
            extent=Extent(1, unit="columns"),
            certain=False,
        )

    def emptied(self, call: Call, name: str, last: str) -> None:
        """ActiveRecord: `User.delete_all`, bounded only by what narrows it."""
        chain = name.split(".")
        model = chain[0]
        bounded = name.startswith(".") or any(step in ("where", "limit", "find_by") for step in chain)
        what = "changes" if last == "update_all" else "deletes"
        if self.back(call):
            self.page.note(f"{call.within} {what} rows of {model} when the migration is undone", call.origin)
            return
        if not model[:1].isupper() and self.source.file:
            # a relation that somebody handed over, or the class's own method: what narrows it stands elsewhere
            self.page.note(f"{what} the rows of a relation that is not known here", call.origin)
            return
        if bounded:
            if not self.source.file:
                self.page.data(
                    "code/orm-bounded-write", f"{what} the rows that a condition picks", call.origin,
                    extent=Extent(None, unit="rows"), certain=call.certain, category=BOUNDED_WRITE,
                )  # fmt: skip
            return
        self.page.data(
            "code/orm-delete-all", f"{what} every row of {model}", call.origin, extent=Extent(None, False, "rows"),
            certain=self.sure(call),
        )  # fmt: skip

    def schema(self, call: Call, last: str) -> None:
        """Rails, Laravel, Doctrine, Phinx and Yii migrations."""
        back = self.back(call)
        words = [word for one in call.args for word in (one if isinstance(one, tuple) else (one,)) if word is not None]
        names = tuple(word.text for word in words if word.text and (word.quoted or self.language == RUBY))
        if last in ("drop_table", "drop", "dropIfExists", "drop_join_table", "dropAllTables", "dropTable"):
            rule, unit = "migration/drop-table", "tables"
            if last == "drop_join_table":
                names = ("_".join(sorted(names[:2])),)
            elif last == "drop" and not call.args:
                names = (self.table,)
            if last == "drop_table" and any(word.text == "force" for word in words):
                names = names[:1]
            what = f"drops table{'s' if len(names) > 1 else ''} {', '.join(names) or _shown(None)}"
        else:
            rule, unit = "migration/drop-column", "columns"
            table = self.table if call.name in _ON_TABLE or call.name.startswith("t.") else self.altered(call)
            if self.language == RUBY and not call.name.startswith("t."):
                table, names = (names[0] if names else ""), names[1:]
                if last != "remove_columns":
                    names = names[:1]
            elif last == "dropColumns" or (last == "dropColumn" and call.within in ("safeUp", "safeDown")):
                table, names = (names[0] if names else ""), names[1:]
            if last.lower().endswith("timestamps"):
                names = ("created_at", "updated_at")
            elif last == "dropSoftDeletes":
                names = names or ("deleted_at",)
            shown = ", ".join(names) or _shown(None)
            what = f"drops column{'s' if len(names) > 1 else ''} {shown}" + (f" of {table}" if table else "")
            names = tuple(f"{table}.{name}" if table else name for name in names)
        if back:
            what += f" in {call.within}"
        self.page.effect(
            rule, MIGRATION_FORWARD if back else MIGRATION_LOSS, what, (lost_from(self.page, names),), call.origin,
            extent=Extent(len(names) or 1, unit=unit), certain=self.sure(call) and not back,
        )  # fmt: skip


def _tcl(page: Page, text: Word) -> None:
    """Tcl and expect: `exec`, `spawn`, `system`, `file delete`, and what is sent to a spawned shell."""
    source = page.source
    for line in _lines(text):
        words = split_words(line)
        if not words:
            continue
        verb = words[0].text or ""
        rest = list(words[1:])
        if verb in ("exec", "spawn"):
            while rest and (rest[0].text or "") in ("-noecho", "-ignoreeof", "-keepnewline", "--", "-ignorestderr"):
                rest = rest[1:]
            page.run(rest, f"tcl {verb}", source.origin, certain=source.certain)
        elif verb in ("system", "send") and rest:
            sent = rest[-1]
            known = (sent.text or sent.prefix).replace("\\r", "").replace("\\n", "").strip()
            program = known.split()[0] if known else ""
            if verb == "system" or module_of(program) is not None:
                plain = Word(known, quoted=True) if sent.text is not None else sent
                page.shell(plain, f"tcl {verb}", source.origin, certain=source.certain and verb == "system")
        elif verb == "file" and rest and rest[0].text == "delete":
            names = [word for word in rest[1:] if (word.text or "") not in ("-force", "--")]
            page.delete(names, source.origin, recursive=len(names) < len(rest) - 1, certain=source.certain)
        elif verb == "interact":
            page.note("what is typed after interact is not seen", source.origin)


def _lines(text: Word) -> list[Word]:
    """A Tcl text cut at line ends and semicolons outside quotes and braces; variables become holes."""
    whole = text.text if text.text is not None else text.worst()
    lines: list[Word] = []
    current, quote = "", False
    for letter in whole:
        if letter == '"':
            quote = not quote
        if letter in "\n;{}" and not quote:
            lines.append(_tcl_word(current))
            current = ""
        else:
            current += letter
    lines.append(_tcl_word(current))
    return lines


def _tcl_word(line: str) -> Word:
    pieces = line.strip().strip("[]").split("$")
    parts: list[str | Hole] = [pieces[0]] if pieces[0] else []
    for piece in pieces[1:]:
        end = 0
        while end < len(piece) and (piece[end].isalnum() or piece[end] in "_:"):
            end += 1
        parts.append(Hole(VARIABLE, piece[:end], True))
        if piece[end:]:
            parts.append(piece[end:])
    return Word(tuple(parts))


def _without(word: Word, lead: int, tail: int) -> Word:
    """A word without its first or last mark."""
    if word.text is not None:
        text = word.text.strip()
        return Word(text[lead : len(text) - tail] if tail else text[lead:], quoted=True)
    parts = list(word.parts)
    first, last = parts[0], parts[-1]
    if lead and isinstance(first, str):
        parts[0] = first.lstrip()[lead:]
    if tail and isinstance(last, str):
        parts[-1] = last.rstrip()[:-tail]
    return Word(tuple(part for part in parts if part != ""), quoted=True)


def _word(value: Value) -> Word | None:
    return value if isinstance(value, Word) else None


def _held(value: Value) -> str:
    """The name of what a method is called on, when only its name is known."""
    return value.holes[0].name if isinstance(value, Word) and len(value.parts) == 1 and value.holes else ""


def _text(value: Value) -> str | None:
    return value.text if isinstance(value, Word) else None


def _shown(value: Value) -> str:
    return value.shown() if isinstance(value, Word) and value.parts else UNNAMED


def _undone(source: Source) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where Rails' `dir.down do … end` and `dir.down { … }` stand: first and last line and column."""
    text = source.text.text
    if source.language != RUBY or not source.file or text is None or ".down" not in text:
        return []
    found: list[tuple[tuple[int, int], tuple[int, int]]] = []
    lines = text.split("\n")
    base = source.origin.line
    for index, line in enumerate(lines):
        at = line.find(".down")
        if at < 0:
            continue
        rest = line[at + 5 :].lstrip()
        last = index
        if rest.startswith("{"):
            depth = 0
            while last < len(lines):
                piece = line[at:] if last == index else lines[last]
                depth += piece.count("{") - piece.count("}")
                if depth <= 0:
                    break
                last += 1
        elif rest.startswith("do"):
            margin = len(line) - len(line.lstrip())
            last += 1
            while last < len(lines) and not (
                lines[last].lstrip().startswith("end") and len(lines[last]) - len(lines[last].lstrip()) <= margin
            ):
                last += 1
        else:
            continue
        found.append(((base + index, at + 1), (base + last, 1 << 20)))
    return found


def _yes(value: Value) -> bool:
    return isinstance(value, Word) and value.text in ("TRUE", "T", "true", "1")
