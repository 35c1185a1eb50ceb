"""What `check` and `explain` stand on: the machine's layout, files and configuration."""

from __future__ import annotations

import os

from keyturn.judge.corridor import DEFAULT_BUDGET, Judgement, follow
from keyturn.model.source import SHELL, Origin, Source
from keyturn.model.target import INFRASTRUCTURE, PATH, REPOSITORY
from keyturn.model.word import Word
from keyturn.model.workspace import Layout
from keyturn.policy.decide import decide
from keyturn.policy.layers import THROWAWAY
from keyturn.tool.view import View
from keyturn.wiring.directory import real

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.model.decision import Decision
    from keyturn.model.effect import Effect
    from keyturn.model.invocation import Invocation
    from keyturn.model.workspace import Workspace
    from keyturn.policy.layers import Layers
    from keyturn.policy.own_rules_text import Search

_COMMAND = Origin()


def layout(directory: str) -> Layout:
    """The machine's facts. The home directory comes from the password database, never from $HOME."""
    import pwd

    try:
        entry = pwd.getpwuid(os.getuid())
        home, user = entry.pw_dir.rstrip("/") or "/", entry.pw_name
    except KeyError:
        home, user = "/nonexistent", str(os.getuid())
    return Layout(directory, home, user)


def _listening(judgement: Judgement) -> Judgement:
    """The judgement, with who listens on this machine's own addresses: a database server, or perhaps a tunnel.

    Asked only where an environment is dev, since only that makes anything laxer.
    """
    from keyturn.model.target import DATABASE, Facet, Target

    known: dict[tuple[str, str, str], bool] = {}

    def told(target: Target) -> Target:
        server, port = target.facet("server") or "", target.facet("port") or ""
        local = server in ("localhost", "127.0.0.1", "::1") or server.startswith("/")
        if target.kind != DATABASE or not local or target.has("listener"):
            return target
        from keyturn.adapter.postgres_local import listens

        key = (target.facet("engine") or "", server, port)
        if key not in known:
            known[key] = listens(*key)
        if not known[key]:
            return target
        return target.but(facets=(*target.facets, Facet("listener", key[0], "the kernel's table of listening sockets")))

    if not any(target.kind == DATABASE for effect in judgement.effects for target in effect.targets):
        return judgement
    effects = tuple(effect.but(targets=tuple(map(told, effect.targets))) for effect in judgement.effects)
    return judgement.but(effects=effects) if any(known.values()) else judgement


class Checker:
    """Judges commands, one after the other, against one look at the configuration."""

    def __init__(
        self,
        directory: str | None = None,
        *,
        workspace: Callable[[], Workspace] | None = None,
        root: str | None = None,
        temporary: tuple[str, ...] | None = None,
    ) -> None:
        """`workspace` makes one look at the world, by default this process's; `root` is as for `configuration.load`.

        `temporary` are other throw-away directories than the machine's own (tests, whose own place is one of them).
        """
        if workspace is None:
            from keyturn.adapter.filesystem_workspace import FilesystemWorkspace

            workspace = FilesystemWorkspace
        self._root = root
        self.directory = real(directory)
        self.layout = layout(self.directory)
        if temporary is not None:
            self.layout = self.layout.but(temporary=temporary)
        self._workspace = workspace
        self.layers = self._layers(self.directory)
        self._views: dict[str, tuple[View, Layers]] = {}
        self._elsewhere: dict[tuple[str, ...], Layers] = {}
        self._searches: dict[int, tuple[Layers, Search | None]] = {}
        self._fresh = 0

    def _layers(self, directory: str) -> Layers:
        from keyturn.wiring.configuration import load

        return load(directory, root=self._root)

    def view(self, directory: str | None = None) -> tuple[View, Layers]:
        """One look at the world, for one directory; taken anew every 256 commands of a long run."""
        where = self.directory if directory is None else os.path.normpath(os.path.join(self.directory, directory))
        self._fresh += 1
        if self._fresh >= 256:
            self._views.clear()
            self._elsewhere.clear()
            self._fresh = 0
        found = self._views.get(where)
        if found is None:
            here = self.layout if where == self.directory else self.layout.but(directory=where)
            layers = self.layers if where == self.directory else self._layers(where)
            found = self._views[where] = (View(self._workspace(), here), layers)
        return found

    def check(self, command: str, directory: str | None = None) -> tuple[Decision, Judgement, Layers]:
        """Judge one shell command as if run in `directory`."""
        view, layers = self.view(directory)
        return self.judge(follow(Source(SHELL, Word(command), _COMMAND), view, DEFAULT_BUDGET), view, layers)

    def judge(self, judgement: Judgement, view: View, layers: Layers) -> tuple[Decision, Judgement, Layers]:
        """The decision on what was read: with own rules, the configuration of other repositories, and freezes."""
        judgement = self.completed(judgement, view, layers)
        layers = self._here(judgement, view, layers)
        return self.decided(judgement, view, layers), judgement, layers

    def completed(self, judgement: Judgement, view: View, layers: Layers) -> Judgement:
        """What was read, with what pins say about the infrastructure in it, and what own rules notice."""
        if any(one.column == THROWAWAY for one in layers.environments):
            judgement = _listening(judgement)
        if any(target.kind == INFRASTRUCTURE for effect in judgement.effects for target in effect.targets):
            from keyturn.wiring.pins import added

            judgement = added(judgement, self._root or "")
        if not layers.rules:
            return judgement
        from keyturn.policy.own_rules import own_effects

        own = [*own_effects(judgement.trace, layers, view.layout), *self._by_text(judgement, layers)]
        return judgement.but(effects=(*judgement.effects, *own))

    def _here(self, judgement: Judgement, view: View, layers: Layers) -> Layers:
        search = self._searches.get(id(layers), (None, None))[1]
        if search is not None and search.missing:
            layers = layers.but(problems=(*layers.problems, f"rules by text: {search.missing}"))
        if judgement.effects:
            layers = self._with_targets(view.layout.directory, layers, judgement)
        return layers

    def decided(self, judgement: Judgement, view: View, layers: Layers) -> Decision:
        """What it asks for, with the configuration of other repositories and freezes."""
        layers = self._here(judgement, view, layers)
        now = None
        if any(environment.freezes for environment in layers.environments):
            import time

            now = int(time.time())
        return decide(judgement.effects, judgement.blind, layers, view.layout, (), now)

    def _by_text(self, judgement: Judgement, layers: Layers) -> list[Effect]:
        """What rules by text see in the action's own text. That they cannot be searched is said by the layers."""
        found = self._searches.get(id(layers))
        if found is None or found[0] is not layers:
            from keyturn.wiring.configuration import text_search

            found = (layers, text_search(layers))
            self._searches = {id(layers): found}
        search = found[1]
        if search is None:
            return []
        from keyturn.policy.own_rules_text import command_effects

        return command_effects(judgement.trace, layers, search)

    def _with_targets(self, directory: str, layers: Layers, judgement: Judgement) -> Layers:
        """The configuration, with that of every other repository which a target lies in."""
        found: set[str] = set()
        for effect in judgement.effects:
            for target in effect.targets:
                root = target.facet("workspace") if target.kind == PATH else None
                if root is None and target.kind == REPOSITORY:
                    root = target.facet("path")
                if root and root != directory and not directory.startswith(root + "/"):
                    found.add(root)
        if not found:
            return layers
        key = (directory, *sorted(found))
        known = self._elsewhere.get(key)
        if known is None:
            from keyturn.wiring.configuration import load

            known = self._elsewhere[key] = load(directory, root=self._root, also=key[1:])
        return known

    def digests(self, directory: str | None = None) -> tuple[tuple[str, str], ...]:
        """Digests of everything that was looked at for a directory so far."""
        view, layers = self.view(directory)
        return (*layers.digests, *view.workspace.digests())


def render(command: str, decision: Decision, judgement: Judgement, layers: Layers, *, colour: bool) -> str:
    """The answer as text for people."""
    from keyturn.adapter import report_check

    return report_check.render(command, decision, judgement, layers, colour=colour)


def render_explanation(command: str, decision: Decision, judgement: Judgement, layers: Layers, *, colour: bool) -> str:
    """The tree, the effects and the decision as text for people."""
    from keyturn.adapter import report_check

    return report_check.explain(command, decision, judgement, layers, colour=colour)


def render_call(call: Invocation) -> str:
    """One invocation as a line."""
    from keyturn.adapter import report_check

    return report_check.shown_call(call)
