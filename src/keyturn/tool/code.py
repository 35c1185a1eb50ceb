"""What calls in program text come to, whatever the language: a command, a shell text, SQL, a deleted or written file.

The readers of Python, JavaScript, Perl, Ruby, PHP and awk all answer through a `Page`, so that `os.remove`,
`fs.unlinkSync` and `unlink` are judged alike, and like `rm`.
"""

from __future__ import annotations

from keyturn.model.effect import (
    DATA_LOSS,
    SERVICE_DELETE,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
    Note,
)
from keyturn.model.invocation import EMPTY_CONTEXT, Invocation, UnknownInput, base_name
from keyturn.model.source import SHELL, SQL, Origin, ShellContext, Source, SqlContext
from keyturn.model.target import CLOUD, DATABASE, SERVICE, Facet, Target
from keyturn.model.word import GLOB, HOME, INPUT, TEMPORARY, VARIABLE, Hole, Word
from keyturn.tool.database_url import UNKNOWN_DATABASE, target_of
from keyturn.tool.handoff import elsewhere, shorten, wholly_unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

_RULES = {
    "filesystem/delete": "code/delete",
    "filesystem/recursive-delete": "code/recursive-delete",
    "filesystem/mass-delete": "code/mass-delete",
    "filesystem/overwrite": "code/overwrite",
}
_VERBS = (
    "select", "insert", "update", "delete", "drop", "truncate", "alter", "create", "replace", "grant", "revoke",
    "with", "merge", "begin", "copy", "vacuum", "set", "call", "exec", "execute", "do", "rename", "purge", "lock",
    "pragma", "attach", "detach", "reindex", "analyze", "explain", "comment", "reassign", "cluster", "refresh",
    "kill", "flush", "reset", "use", "start", "commit", "rollback", "upsert", "load", "import", "optimize", "if",
    "declare", "backup", "restore", "shutdown", "undrop", "security", "dbcc",
)  # fmt: skip


class Page:
    """One program text while it is judged: what its calls need to become outcomes, and the outcomes so far."""

    __slots__ = ("context", "out", "seen", "source", "view")

    def __init__(self, source: Source, view: View) -> None:
        self.source = source
        self.view = view
        self.context = source.context if isinstance(source.context, ShellContext) else EMPTY_CONTEXT
        self.out: list[Outcome] = []
        self.seen: set[tuple[str, int, int, str]] = set()

    def call(self, origin: Origin, *, certain: bool = True, directory: Word | None = None) -> Invocation:
        """A stand-in for the program that would do the same, for the filesystem module's questions."""
        context = self.context
        if directory is not None:
            context = context.but(directory=directory)
        return Invocation(None, context=context, certain=certain, origin=origin)

    def effect(
        self,
        rule: str,
        category: str,
        summary: str,
        targets: tuple[Target, ...],
        origin: Origin,
        *,
        extent: Extent | None = None,
        certain: bool = True,
    ) -> None:
        """Keep an effect, once per place and meaning."""
        key = (rule, origin.line, origin.column, summary)
        if key in self.seen:
            return
        self.seen.add(key)
        self.out.append(Effect(rule, category, summary, targets, extent or Extent(1), certain=certain, origin=origin))

    def note(self, text: str, origin: Origin) -> None:
        """Keep a note."""
        self.out.append(Note(text, origin))

    # -- commands

    def run(
        self,
        words: Sequence[Word],
        how: str,
        origin: Origin,
        *,
        certain: bool = True,
        directory: Word | None = None,
        stdin: Word | None = None,
        env: tuple[tuple[str, Word], ...] = (),
        context: ShellContext | None = None,
    ) -> None:
        """A program with its arguments, run without a shell."""
        if not words:
            return
        words = tuple(self.placed(word) for word in words)
        first = words[0]
        if first.text is None:
            if any(isinstance(part, str) and part.strip() for part in first.parts) or not first.splits:
                self.note(f"{how} runs a program that is only known at run time ({shorten(first.shown())})", origin)
            else:
                self.note(f"{how} runs words that are only known at run time", origin)
            if first.text is None and wholly_unknown(first) and first.splits:
                return
        call = self.call(origin, certain=certain, directory=directory)
        fed: Source | UnknownInput | None = None
        if stdin is not None:
            fed = (
                UnknownInput(f"text that {how} computes")
                if wholly_unknown(stdin)
                else Source(SHELL, stdin, origin, call.context, certain=certain)
            )
        self.out.append(
            HandOff(
                Invocation(
                    first,
                    tuple(words[1:]),
                    env,
                    (),
                    fed,
                    call.context if context is None else context,
                    certain,
                    origin.inner(how),
                    base_name(first.text) if first.text else "",
                ),
                how,
            )
        )

    def shell(
        self,
        text: Word | None,
        how: str,
        origin: Origin,
        *,
        certain: bool = True,
        directory: Word | None = None,
        context: ShellContext | None = None,
        language: str = SHELL,
    ) -> None:
        """Text that a shell runs. Nothing known of it: opaque."""
        if text is None or wholly_unknown(text):
            shown = shorten(text.shown()) if text is not None else "…"
            self.blind(
                "blind/opaque-text", f"{how} runs text that is only known at run time ({shown})", origin, certain
            )
            return
        if not text.parts:
            return
        call = self.call(origin, certain=certain, directory=directory)
        where = context if context is not None else call.context
        # the text is read where it stands, so that its lines are the file's lines
        place, _exact = self.at(text, origin)
        self.out.append(HandOff(Source(language, text, place.inner(how), where, certain=certain), how))

    def at(self, text: Word, origin: Origin) -> tuple[Origin, bool]:
        """Where a text of the page itself begins, and whether it stands there letter by letter, line by line."""
        whole = self.source.text.text
        known = text.text
        if text.start < 0 or whole is None or known is None or "\n" not in known:
            return origin, False
        data = whole.encode("utf-8", "surrogatepass")
        found = data.find(known.encode("utf-8", "surrogatepass"), text.start, text.end)
        if found < 0:
            return origin, False
        line = self.source.origin.line + data.count(b"\n", 0, found)
        if not origin.line <= line <= origin.end_line:
            return origin, False
        column = len(data[data.rfind(b"\n", 0, found) + 1 : found].decode("utf-8", "replace")) + 1
        end_line = line + known.count("\n")
        place = Origin(origin.file, line, column, end_line, 1, origin.through, origin.followed)
        return place, self.source.file

    def blind(self, rule: str, why: str, origin: Origin, certain: bool = True) -> None:
        """Keep a blind spot that matters: computed text that becomes a command or statement."""
        self.out.append(BlindSpot(rule, why, certain=certain, origin=origin))

    def remote(self, host: Word | None, text: Word | None, how: str, origin: Origin, *, certain: bool = True) -> None:
        """Text that another machine's shell runs."""
        place = host if host is not None else Word((Hole(VARIABLE, "host", True),))
        self.shell(text, how, origin, certain=certain, context=elsewhere(place))

    # -- files

    def placed(self, word: Word) -> Word:
        """The word with the home directory's variable filled in, as far as it stands at the beginning."""
        if word.text is not None or not word.parts:
            return word
        first = word.parts[0]
        if isinstance(first, str) or first.name not in ("HOME", "USERPROFILE") or first.why not in (VARIABLE, HOME):
            return word
        rest = word.parts[1:]
        lead = rest[0] if rest and isinstance(rest[0], str) else ""
        tail = rest[1:] if lead else rest
        return Word((self.view.layout.home + lead, *tail), quoted=True)

    def delete(
        self, words: Sequence[Word], origin: Origin, *, recursive: bool, certain: bool = True, verb: str = "deletes"
    ) -> None:
        """Files or directories that go."""
        from keyturn.tool.filesystem import deletions

        for word in words:
            placed = self.placed(word)
            if not placed.parts or (placed.text is not None and not placed.quoted):
                # nothing, or a constant such as None that stands for "no path"
                continue
            # a wholly unknown name in a text is possible harm, not certain harm
            sure = certain and not (wholly_unknown(placed) and not _open_ended(placed))
            call = self.call(origin, certain=sure)
            self.keep(deletions([placed], call, self.view, recursive=recursive, verb=verb), origin)

    def overwrite(self, word: Word | None, origin: Origin, *, certain: bool = True, how: str = "writes over") -> None:
        """A file that is written anew. A place that is not known is noted at most."""
        if word is None:
            return
        from keyturn.tool.filesystem import written

        placed = self.placed(word)
        if placed.text is None and not placed.prefix:
            return
        text = placed.text if placed.text is not None else placed.prefix
        quiet = self.source.file and not text.startswith("/")
        call = self.call(origin, certain=certain)
        found = written(placed, call, self.view, how=how, certain=certain)
        if quiet:
            # programs write their own relative files all day; only what the place means counts
            found = [one for one in found if not (isinstance(one, Effect) and one.rule == "filesystem/overwrite")]
        self.keep(found, origin)

    def keep(self, outcomes: list[Outcome], origin: Origin) -> None:
        """Outcomes of the filesystem module under this family's rule names, once per place."""
        for one in outcomes:
            if not isinstance(one, Effect):
                self.out.append(one)
                continue
            rule = _RULES.get(one.rule, one.rule)
            key = (rule, origin.line, origin.column, one.summary)
            if key not in self.seen:
                self.seen.add(key)
                self.out.append(one.but(rule=rule))

    # -- databases and services

    def sql(
        self,
        text: Word | None,
        how: str,
        origin: Origin,
        *,
        dialect: str = "",
        target: Target | None = None,
        certain: bool = True,
        surely: bool = False,
    ) -> None:
        """A statement for a database. `surely` False: only when the text begins like one."""
        if text is None or not text.parts:
            return
        if not looks_like_sql(text):
            if surely and wholly_unknown(text):
                why = f"{how} sends a statement that is only known at run time ({shorten(text.shown())})"
                if self.source.file:
                    self.note(why, origin)
                else:
                    self.blind("blind/dynamic-sql", why, origin, certain)
            return
        place, exact = self.at(text, origin)
        context = SqlContext(target, dialect)
        self.out.append(HandOff(Source(SQL, text, place.inner(how), context, exact, certain), how))

    def data(
        self,
        rule: str,
        summary: str,
        origin: Origin,
        *,
        engine: str = "",
        url: Word | None = None,
        extent: Extent | None = None,
        certain: bool = True,
        category: str = DATA_LOSS,
    ) -> None:
        """Data that goes without any SQL being seen."""
        self.effect(
            rule, category, summary, (database(engine, url, self.view),), origin, extent=extent, certain=certain
        )

    def service(
        self,
        provider: str,
        summary: str,
        origin: Origin,
        *,
        rule: str = "code/cloud-delete",
        category: str = SERVICE_DELETE,
        extent: Extent | None = None,
        certain: bool = True,
    ) -> None:
        """Something at a cloud or service provider."""
        cloud = provider in ("aws", "gcp", "azure")
        target = Target(
            CLOUD if cloud else SERVICE,
            f"{provider} account" if provider else "a service",
            (Facet("provider", provider or None, "code"), Facet("account" if cloud else "project", None, "not stated")),
        )
        self.effect(rule, category, summary, (target,), origin, extent=extent, certain=certain)


def lost_from(page: Page, names: tuple[str, ...]) -> Target:
    """The database a migration runs on, with what goes from it by name, so that a change's losses can be summed."""
    target = database("", None, page.view)
    known = [name for name in names if name and not name.startswith("of unknown")]
    if not known or len(known) < len(names):
        return target
    return target.but(facets=(*target.facets, Facet("objects", ", ".join(known), "migration")))


def database(engine: str, url: Word | None, view: View) -> Target:
    """The database a connection names, as far as the text tells."""
    if url is not None and (url.prefix or url.text or ""):
        lead = url.prefix or url.text or ""
        if "://" in lead:
            return target_of(url, "code", directory=view.layout.directory)
        if engine == "sqlite" and url.text is not None:
            return target_of("sqlite:///" + url.text, "code", directory=view.layout.directory)
    if engine:
        return Target(
            DATABASE, f"{engine} database", (Facet("engine", engine, "code"), Facet("server", None, "not stated"))
        )
    return UNKNOWN_DATABASE


def looks_like_sql(text: Word) -> bool:
    """Whether a text begins like a statement, comments and brackets skipped."""
    lead = text.prefix if text.text is None else text.text
    return bool(_verb(lead))


def _verb(lead: str) -> str:
    rest = lead.lstrip(" \t\r\n(;\ufeff")
    while rest.startswith(("--", "/*", "#")):
        if rest.startswith("/*"):
            close = rest.find("*/")
            if rest.startswith("/*!"):
                rest = rest[3:].lstrip("0123456789").lstrip()
                continue
            rest = rest[close + 2 :].lstrip(" \t\r\n(;") if close > 0 else ""
        else:
            end = rest.find("\n")
            rest = rest[end + 1 :].lstrip(" \t\r\n(;") if end >= 0 else ""
    word = ""
    for letter in rest:
        if not letter.isalpha():
            if letter == "_" or letter.isdigit():
                return ""
            break
        word += letter
    word = word.lower()
    return word if word in _VERBS else ""


def _open_ended(word: Word) -> bool:
    """Names that come from a pattern, a temporary directory or the input: some there will be."""
    return any(hole.why in (GLOB, TEMPORARY, INPUT) for hole in word.holes)


def remote_host(word: Word | None) -> Word | None:
    """`user@host:port` → host, for machines reached by ssh libraries."""
    if word is None or word.text is None:
        return word
    return Word(word.text.rpartition("@")[2].partition(":")[0], quoted=True)
