"""Names and arguments of a tool call, whatever style a server writes them in."""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_OPERATIONS = frozenset(
    "operation action method subcommand apioperation verb op operationid operationname runaction "
    "stripeapioperationid intent tooloperation macro".split()
)
_EITHER = frozenset("command cmd".split())
_METHODS = frozenset("get post put patch delete head options".split())
_KNOWN = frozenset("ls pwd date whoami id uname hostname env top ps df free uptime w who make".split())
_ANSWERS = ("null", "{}", "[]", "false", "")


def names(text: str) -> tuple[str, ...]:
    """The words of a name: `deleteProject`, `delete-project`, `DeleteDBCluster` and `project.delete` alike."""
    out: list[str] = []
    word = ""
    for at, letter in enumerate(text):
        if not letter.isalnum():
            if word:
                out.append(word.lower())
            word = ""
            continue
        begins = letter.isupper() and word and (not word[-1].isupper() or text[at + 1 : at + 2].islower())
        if begins:
            out.append(word.lower())
            word = ""
        word += letter
    if word:
        out.append(word.lower())
    return tuple(out)


class Arguments(Noun):
    """(path into the arguments, text) of every value."""

    pairs: tuple[tuple[str, str], ...] = ()

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    @staticmethod
    def plain(path: str) -> str:
        """The last name of a path, in one spelling: `params.sqlStatements[1]` is sqlstatements."""
        head = path
        while head.endswith("]"):
            head = head[: head.rfind("[")]
        return head.rpartition(".")[2].lower().replace("_", "").replace("-", "")

    def get(self, *wanted: str) -> str:
        """The first value under one of the names, in any spelling and at any depth; "" when there is none."""
        for one in wanted:
            low = one.lower().replace("_", "").replace("-", "")
            for path, value in self.pairs:
                if self.plain(path) == low and value not in ("null", "{}", "[]"):
                    return value
        return ""

    def all(self, *wanted: str) -> list[str]:
        """Every value under one of the names."""
        low = {one.lower().replace("_", "").replace("-", "") for one in wanted}
        return [value for path, value in self.pairs if self.plain(path) in low and value not in ("null", "{}", "[]")]

    def true(self, *wanted: str) -> bool:
        """Whether one of the names is true."""
        return "true" in (value.lower() for value in self.all(*wanted))

    def has(self, *wanted: str) -> bool:
        """Whether one of the names stands there at all, at the top."""
        low = {one.lower().replace("_", "").replace("-", "") for one in wanted}
        return any(self.plain(path.partition(".")[0]) in low for path, _value in self.pairs)

    def filled(self, *wanted: str) -> bool:
        """Whether something stands below the first of the names that is there: a filter that filters."""
        for one in wanted:
            below = [
                value
                for path, value in self.pairs
                if path.partition(".")[0].partition("[")[0].lower() == one or f".{one}." in f".{path.lower()}."
            ]
            if below:
                return any(value not in _ANSWERS for value in below)
        return False

    def is_operation(self, path: str) -> bool:
        """Whether the argument chooses what the tool does, rather than being a command of its own."""
        name = self.plain(path)
        value = dict(self.pairs).get(path, "")
        if name in _OPERATIONS:
            return _token(value)
        return name in _EITHER and _token(value) and value not in _KNOWN and "[" not in path and not self._args()

    def choices(self) -> list[tuple[str, ...]]:
        """The words of every operation that an argument chooses, without HTTP's methods.

        Each by itself: which of several a server takes is not known, and a harmless one must not hide another.
        """
        return [
            names(value)
            for path, value in self.pairs
            if self.is_operation(path) and value not in ("GET", "POST", "PUT", "PATCH", "HEAD", "OPTIONS")
        ]

    def _args(self) -> list[str]:
        return self.all("args", "arguments", "argv")

    def line(self, path: str) -> str:
        """The command that an argument holds with the words beside it; "" for the later words of a list."""
        from keyturn.language.shell_words import shell_quote
        from keyturn.model.word import Word

        values = dict(self.pairs)
        if path.endswith("]"):
            stem = path[: path.rfind("[")]
            if self.plain(stem) in ("commands", "cmds"):
                return values[path]  # several commands, not the words of one
            if not path.endswith("[0]"):
                return ""
            words = [value for one, value in self.pairs if one.startswith(stem + "[")]
            if self.plain(stem) in ("args", "arguments", "argv"):
                return " ".join(shell_quote(Word(word)) for word in words)
            return " ".join(shell_quote(Word(word)) for word in (*words, *self._args()))
        rest = self._args()
        return " ".join((values[path], *(shell_quote(Word(word)) for word in rest)))


def _token(text: str) -> bool:
    return 0 < len(text) <= 80 and all(letter.isalnum() or letter in "_-." for letter in text) and text[0].isalpha()
