"""Small helpers that several rooms' tests share."""

from __future__ import annotations

from collections.abc import Mapping

from keyturn.judge.corridor import Judgement, follow
from keyturn.language import shell
from keyturn.language.shell_state import Reading
from keyturn.model.decision import Decision
from keyturn.model.invocation import Invocation
from keyturn.model.source import SHELL, Source
from keyturn.model.word import Word
from keyturn.model.workspace import ABSENT, DIRECTORY, FILE, PRESENT, Answer, Layout, Listing, Stat
from keyturn.policy.decide import decide
from keyturn.policy.layers import BUILT_IN, Layers
from keyturn.tool.produce import Outputs
from keyturn.tool.view import View

LAYOUT = Layout(directory="/work/app", home="/home/sam", user="sam")


class DictWorkspace:
    """A Workspace made of a dictionary: path → contents. Directories follow from the paths."""

    def __init__(
        self,
        files: Mapping[str, str | bytes] | None = None,
        repositories: tuple[str, ...] = (),
        tracked: tuple[str, ...] = (),
        variables: dict[str, str] | None = None,
    ) -> None:
        self.files = {path: data.encode() if isinstance(data, str) else data for path, data in (files or {}).items()}
        self.repositories = repositories
        self.in_git = tracked
        self.variables = variables or {}

    def read(self, path: str) -> Answer:
        data = self.files.get(path)
        return Answer(ABSENT) if data is None else Answer(PRESENT, data)

    def stat(self, path: str) -> Stat:
        if path in self.files:
            return Stat(PRESENT, FILE, len(self.files[path]))
        if any(name.startswith(path.rstrip("/") + "/") for name in self.files):
            return Stat(PRESENT, DIRECTORY)
        return Stat(ABSENT)

    def list(self, path: str) -> Listing:
        lead = path.rstrip("/") + "/"
        names = {name[len(lead) :].split("/")[0] for name in self.files if name.startswith(lead)}
        return Listing(PRESENT, tuple(sorted(names))) if names else Listing(ABSENT)

    def env(self, name: str) -> str | None:
        return self.variables.get(name)

    def repository(self, path: str) -> str | None:
        roots = [root for root in self.repositories if path == root or path.startswith(root + "/")]
        return max(roots, key=len) if roots else None

    def tracked(self, path: str) -> bool | None:
        if self.repository(path) is None:
            return None
        return any(name == path or name.startswith(path + "/") for name in self.in_git)

    def digests(self) -> tuple[tuple[str, str], ...]:
        return ()


def view(workspace: DictWorkspace | None = None, layout: Layout = LAYOUT) -> View:
    return View(workspace or DictWorkspace(repositories=("/work/app",)), layout)


def read(text: str, **options: object) -> Reading:
    """The shell reader alone."""
    looked = view()
    return shell.read(Source(SHELL, Word(text), **options), looked.layout, Outputs(looked))  # type: ignore[arg-type]


def calls(text: str) -> list[str]:
    """Every call the shell reader finds, as "program arg arg"; a possible one starts with "? "."""
    return [shown(call) for call in read(text).calls]


def shown(call: Invocation) -> str:
    words = [] if call.program is None else [call.program.shown()]
    words += [word.shown() for word in call.args]
    words += [f"{redirect.op}{redirect.target.shown()}" for redirect in call.redirects]
    return ("" if call.certain else "? ") + " ".join(words)


def judged(text: str, workspace: DictWorkspace | None = None, language: str = SHELL, **options: object) -> Judgement:
    """The corridor over a text: by default a command."""
    return follow(Source(language, Word(text), **options), view(workspace))  # type: ignore[arg-type]


def decided(text: str, workspace: DictWorkspace | None = None, layers: Layers = BUILT_IN) -> Decision:
    """The decision on a command."""
    judgement = judged(text, workspace)
    return decide(judgement.effects, judgement.blind, layers, LAYOUT)


def verdict(text: str, workspace: DictWorkspace | None = None) -> str:
    """allow, hold or deny for a command."""
    return decided(text, workspace).verdict


def rules(text: str, workspace: DictWorkspace | None = None, language: str = SHELL, **options: object) -> list[str]:
    """The rule ids a text meets, in order, blind ones included."""
    judgement = judged(text, workspace, language, **options)
    return [*(one.rule for one in judgement.effects), *(one.rule for one in judgement.blind)]
