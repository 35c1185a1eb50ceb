"""A team's own rules by text against files: which of their lines are findings.

Every text file counts, also one that no reader knows. Judging is `judging.of_effect`, as for everything else; what
is met, and what of it a change brought, is `policy.own_rules_text`.
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.source import Origin
from keyturn.policy import own_rules_text
from keyturn.policy.own_rules_text import Lines
from keyturn.scan import judging, overrides, texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.policy.layers import Layers
    from keyturn.policy.own_rules_text import Line, Search
    from keyturn.scan.findings import Finding
    from keyturn.scan.overrides import Inline

_NONE = Lines()


class Looked(Noun):
    """A file's text and the lines of it that rules meet."""

    path: str
    text: str = ""
    met: Lines = _NONE


class OwnTexts:
    """The rules by text of one configuration, with the engine that searches for them."""

    __slots__ = ("_known", "_layers", "_rules", "_search", "ids", "missing")

    def __init__(self, layers: Layers, search: Search | None) -> None:
        self._layers = layers
        self._rules = own_rules_text.by_text(layers)
        self._search = search
        self._known: dict[str, bool] = {}
        self.ids = frozenset(rule.id for rule in self._rules)
        self.missing = ""
        if self._rules:
            why = "no engine was given" if search is None else search.missing
            names = ", ".join(rule.id for rule in self._rules[:3]) + (" …" if len(self._rules) > 3 else "")
            self.missing = f"rules by text were not all searched for ({names}): {why}" if why else ""

    def __bool__(self) -> bool:
        return bool(self._rules) and self._search is not None

    def about(self, path: str) -> bool:
        """Whether any of the rules is about such a file."""
        if not self:
            return False
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = bool(own_rules_text.applying(self._rules, path))
        return known

    def look(self, path: str, data: bytes) -> Looked:
        """What the rules meet in a file's bytes; nothing in a binary one."""
        if self._search is None or texts.looks_binary(data):
            return Looked(path)
        plain, oddity = texts.plain(data)
        met = own_rules_text.find(self._rules, self._search, path, plain)
        if oddity in ("UTF-16", "UTF-32"):
            # two bytes in front say so; the text may be plain all the same
            known = {(line.rule.id, " ".join(line.text.split())) for line in met.lines}
            other = own_rules_text.find(self._rules, self._search, path, data.lstrip(b"\xff\xfe\0").replace(b"\0", b""))
            more = tuple(line for line in other.lines if (line.rule.id, " ".join(line.text.split())) not in known)
            met = Lines((*met.lines, *more), met.why or other.why)
        if not met.lines and not met.why:
            return Looked(path)
        return Looked(path, own_rules_text.spelled(plain), met)

    def meets(self, path: str, added: bytes) -> bool:
        """Whether some lines of a file need a closer look."""
        looked = self.look(path, added)
        return bool(looked.met.lines or looked.met.why)

    def findings(self, after: Looked, brought: Iterable[Line], commit: str, confidence: str = "") -> Iterable[Finding]:
        """The lines that a change brought, as findings."""
        side = judging.Side(lines=tuple(after.text.split("\n")))
        for line in brought:
            origin = Origin(
                judging.ROOT + "/" + after.path, line.number, line.column, line.number, line.end_column, followed=True
            )
            effect = own_rules_text.effect_of(line, origin)
            finding = judging.of_effect(effect, side, after.path, self._layers, commit)
            if finding is not None:
                yield finding.but(confidence=confidence) if confidence else finding

    def only_theirs(self, inline: Inline) -> bool:
        """Whether an exception is from rules by text alone, so that other readings do not know if it is needed."""
        return bool(inline.rules) and self.ids.issuperset(inline.rules)


def written_in(text: str, before: Iterable[str], today: str) -> list[Inline]:
    """The exceptions in a text, those marked that none of the earlier texts holds."""
    known = [one for old in before for one in overrides.read(old, today)]
    return overrides.mark_added(overrides.read(text, today), known)
