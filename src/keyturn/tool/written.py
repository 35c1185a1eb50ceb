"""What a call writes into files, so that text written and then run in one action is judged as its own words.

`echo 'rm -rf src' > x.sh && bash x.sh` says what `bash -c 'rm -rf src'` says (security laws, 1).
"""

from __future__ import annotations

from keyturn.model.source import Source
from keyturn.model.workspace import ABSENT, FILE, PRESENT, REFUSED, Answer, Listing, Stat
from keyturn.tool.locate import absolute, directory_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.invocation import Invocation
    from keyturn.model.word import Word
    from keyturn.model.workspace import Workspace
    from keyturn.tool.produce import Outputs
    from keyturn.tool.view import View

WRITERS = frozenset("tee curl wget cp mv install".split())
"""Programs that write files by their arguments; any call writes by its redirections."""

RUNNERS = frozenset(
    "pytest py.test tox nox jest vitest mocha ava tap tape jasmine karma playwright cypress rspec phpunit pest python "
    "python3 node bun deno go cargo pip pip3 uv rake".split()
)
"""Programs that may run the project's own code without naming it; `tool.project_code` says whether a call does."""


def writes(call: Invocation, view: View, resolver: Outputs) -> list[tuple[str, str | None, bool]]:
    """(absolute path, text or None when it is not known, appended) for every file the call writes that is named."""
    found: list[tuple[str, str | None, bool]] = []
    here = directory_of(call, view)
    for redirect in call.redirects:
        if redirect.fd in (1, -1) and ">" in redirect.op and redirect.op != "<>":
            path = _path(redirect.target, here)
            if path is not None:
                printed = resolver.output(call)
                found.append((path, printed.text if printed is not None else None, ">>" in redirect.op))
    name = call.name
    if name not in WRITERS:
        return found
    operands = [word for word in call.args if not (word.text or "").startswith("-")]
    if name == "tee":
        text = call.stdin.text.text if isinstance(call.stdin, Source) else None
        appended = any((word.text or "") in ("-a", "--append") for word in call.args)
        found.extend((path, text, appended) for word in operands if (path := _path(word, here)) is not None)
    elif name in ("curl", "wget"):
        found.extend((path, None, False) for path in _downloads(call, here))
    elif len(operands) == 2:
        source, target = (_path(word, here) for word in operands)
        if source is not None and target is not None:
            answer = view.workspace.read(source)
            known = answer.data.decode("utf-8", "replace") if answer.state == PRESENT else None
            if known is not None or isinstance(view.workspace, Overlay):
                found.append((target, known, False))
    return found


def _path(word: Word, here: str | None) -> str | None:
    if not word.text or word.text.startswith("/dev/"):
        return None
    return absolute(word.text, here)


def _downloads(call: Invocation, here: str | None) -> list[str]:
    marks = ("-o", "--output") if call.name == "curl" else ("-O", "--output-document")
    found: list[str] = []
    for index, word in enumerate(call.args):
        text = word.text or ""
        path: str | None = None
        if text in marks and index + 1 < len(call.args):
            path = _path(call.args[index + 1], here)
        elif text.startswith(marks[1] + "="):
            path = absolute(text[len(marks[1]) + 1 :], here)
        elif text.startswith("-") and not text.startswith("--") and text.endswith(marks[0][1:]) and len(text) > 2:
            if index + 1 < len(call.args):
                path = _path(call.args[index + 1], here)
        elif "://" in text and (call.name == "wget" or any((one.text or "") == "-O" for one in call.args)):
            last = text.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
            path = absolute(last, here) if last else None
        if path is not None:
            found.append(path)
    return found


class Overlay:
    """A Workspace with what this action itself has written on top.

    `unknown` collects the paths that a tool wanted to read although what was written there is not known.
    """

    __slots__ = ("below", "unknown", "written")

    def __init__(self, below: Workspace) -> None:
        self.below = below
        self.written: dict[str, bytes | None] = {}
        self.unknown: list[str] = []

    def write(self, path: str, text: str | None, appended: bool) -> None:
        """Remember one write. Appending to something unknown stays unknown."""
        data = text.encode("utf-8", "replace") if text is not None else None
        if appended and data is not None:
            before = self.read(path)
            if path in self.unknown:
                self.unknown.remove(path)
                data = None
            elif before.state == PRESENT:
                data = before.data + data
            elif before.state != ABSENT:
                data = None
        self.written[path] = data

    def read(self, path: str) -> Answer:
        """What was written, else what stands below."""
        if path not in self.written:
            return self.below.read(path)
        data = self.written[path]
        if data is None:
            self.unknown.append(path)
            return Answer(REFUSED)
        return Answer(PRESENT, data)

    def stat(self, path: str) -> Stat:
        """Likewise."""
        if path in self.written:
            return Stat(PRESENT, FILE, len(self.written[path] or b""))
        return self.below.stat(path)

    def list(self, path: str) -> Listing:
        """What stands below; names that were only written are asked for by name."""
        return self.below.list(path)

    def env(self, name: str) -> str | None:
        """As below."""
        return self.below.env(name)

    def repository(self, path: str) -> str | None:
        """As below."""
        return self.below.repository(path)

    def tracked(self, path: str) -> bool | None:
        """As below."""
        return self.below.tracked(path)

    def digests(self) -> tuple[tuple[str, str], ...]:
        """As below."""
        return self.below.digests()
