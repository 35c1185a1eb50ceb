"""One git call: where it runs, what it is configured with, what it works on."""

from __future__ import annotations

from keyturn.model.effect import NO, Effect, Extent, HandOff, Note
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.source import SHELL, ShellContext, Source
from keyturn.model.target import REPOSITORY, Facet, Target
from keyturn.model.word import Word
from keyturn.model.workspace import ABSENT, PRESENT
from keyturn.tool.git_options import config_entries, config_key, tail
from keyturn.tool.locate import absolute, directory_of, path_target
from keyturn.tool.surroundings import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

    Handler = Callable[["Run", "tuple[Word, ...]"], list[Outcome]]

_ENV_NAMES = ("EDITOR", "VISUAL", "PAGER", "SSH_ASKPASS", "LEFTHOOK", "OVERCOMMIT_DISABLE", "SKIP")


class Run:
    """One git call after its global options: where it runs, what it is configured with, what it works on."""

    __slots__ = ("_target", "call", "command", "git_dir", "settings", "view", "work_tree")

    def __init__(self, call: Invocation, view: View) -> None:
        self.call = call
        self.view = view
        self.settings: list[tuple[str, Word]] = []
        self.git_dir: Word | None = None
        self.work_tree: Word | None = None
        self.command = ""
        self._target: Target | None = None

    def setting(self, key: str) -> Word | None:
        """The last value given for a configuration key by this very call."""
        for name, value in reversed(self.settings):
            if name == key:
                return value
        return None

    def root(self) -> str | None:
        """The work tree's root as the workspace sees it, None when unknown."""
        directory = self._directory()
        return self.view.workspace.repository(directory) if directory is not None else None

    def _directory(self) -> str | None:
        start = directory_of(self.call, self.view)
        if self.work_tree is not None:
            return absolute(self.work_tree.text, start) if self.work_tree.text is not None else None
        if self.git_dir is not None:
            if self.git_dir.text is None:
                return None
            found = absolute(self.git_dir.text, start)
            return found[:-5] or "/" if found is not None and found.endswith("/.git") else found
        return start

    def target(self) -> Target:
        """The repository the call works on."""
        if self._target is None:
            directory = self._directory()
            place = self.root() or directory
            if place is None:
                shown = (self.work_tree or self.git_dir or self.call.context.directory or Word(".")).shown()
                self._target = Target(REPOSITORY, shown, (Facet("path", None, "not known"),))
            else:
                found = path_target(Word(place), self.call, self.view, kind=REPOSITORY)
                self._target = Target(REPOSITORY, place, found.facets)
        return self._target

    def git_directory(self) -> str | None:
        """The `.git` directory itself: a linked work tree's `.git` file is followed to the common one."""
        start = directory_of(self.call, self.view)
        if self.git_dir is not None:
            return absolute(self.git_dir.text, start) if self.git_dir.text is not None else None
        root = self.root()
        if root is None:
            return None
        place = root + "/.git"
        pointer = text_of(place, self.view, 4096)
        if pointer is not None and pointer.startswith("gitdir:"):
            own = absolute(pointer[7:].strip(), root)
            if own is not None:
                cut = own.find("/.git/worktrees/")
                return own[: cut + 5] if cut >= 0 else own
        return place

    def configured(self, key: str) -> str | None:
        """A setting's value from this call, else from the repository's, the user's and the system's files."""
        given = self.setting(key)
        if given is not None:
            return given.text
        layout = self.view.layout
        place = self.git_directory()
        files = [place + "/config"] if place is not None else []
        files += [f"{layout.home}/.gitconfig", f"{layout.home}/.config/git/config", "/etc/gitconfig"]
        for path in files:
            found = self._in_file(path, key, 0)
            if found is not None:
                return found
        return None

    def _in_file(self, path: str, key: str, depth: int) -> str | None:
        text = text_of(path, self.view)
        if text is None:
            return None
        found: str | None = None
        for name, value in config_entries(text):
            if name == key:
                found = value
            elif depth < 5 and (name == "include.path" or (name.startswith("includeif.") and name.endswith(".path"))):
                where = self.view.layout.home + value[1:] if value.startswith("~/") else value
                place = absolute(where, path[: path.rfind("/")])
                deeper = self._in_file(place, key, depth + 1) if place is not None else None
                found = deeper if deeper is not None else found
        return found

    def effect(
        self,
        rule: str,
        category: str,
        summary: str,
        *,
        targets: tuple[Target, ...] = (),
        extent: Extent | None = None,
        reversible: str = NO,
        certain: bool = True,
    ) -> Effect:
        """An effect of this call, on the repository unless said otherwise."""
        return Effect(
            rule,
            category,
            summary,
            targets or (self.target(),),
            extent or Extent(None),
            reversible,
            certain and self.call.certain,
            self.call.origin,
        )

    def note(self, text: str) -> list[Outcome]:
        """Worth showing, changes nothing."""
        return [Note(text, self.call.origin)]

    def shell(self, word: Word, how: str, positionals: tuple[Word, ...] | None = None) -> HandOff:
        """Text that git gives to a shell."""
        context = self.call.context
        if positionals is not None:
            context = ShellContext(
                context.directory, context.variables, context.exported, context.functions, context.aliases, positionals
            )
        return HandOff(Source(SHELL, word, self.call.origin.inner(how), context, certain=self.call.certain), how)

    def paths(self, words: Sequence[Word]) -> tuple[Target, ...]:
        """Path operands as targets; magic such as `:/` or `:(top)` stands for the whole repository."""
        out: list[Target] = []
        for word in words:
            if (word.text or word.prefix).startswith(":"):
                out.append(self.target())
            else:
                out.append(path_target(word, self.call, self.view))
        return tuple(out)


def inside(call: Invocation, step: Word) -> Invocation:
    """The same call run in another directory: relative steps add up, as `-C a -C b` does."""
    if step.text == "":
        return call
    base = call.context.directory
    if step.prefix.startswith("/") or base is None:
        # None means the action's own directory, against which a relative Word is resolved anyway
        where = step
    elif step.text is None and not step.prefix:
        where = step
    else:
        where = Word((*base.parts, "/", *step.parts))
    context = call.context
    return call.but(
        context=ShellContext(
            where, context.variables, context.exported, context.functions, context.aliases, context.positionals
        )
    )


def set_option(run: Run, value: Word) -> None:
    """`-c key=value`; without `=` it is true."""
    lead = value.text if value.text is not None else value.prefix
    key, equals, _rest = lead.partition("=")
    if equals:
        run.settings.append((config_key(key), tail(value, len(key) + 1)))
    elif value.text is not None:
        run.settings.append((config_key(key), Word("true")))


def surrounding(call: Invocation) -> dict[str, Word]:
    """Variables that the action itself sets for git: in front of it, or exported before it."""
    found: dict[str, Word] = {}
    context = call.context
    for name in context.exported:
        if (name.startswith("GIT_") or name in _ENV_NAMES) and name in context.variables:
            found[name] = context.variables[name]
    found.update((name, value) for name, value in call.env if name.startswith("GIT_") or name in _ENV_NAMES)
    return found


def has_ref(place: str, name: str, view: View) -> bool:
    """Whether a `.git` directory holds a branch, tag or remote branch of that name, loose or packed."""
    workspace = view.workspace
    for folder in ("refs/heads/", "refs/tags/", "refs/remotes/", "refs/remotes/origin/"):
        if workspace.stat(f"{place}/{folder}{name}").state == PRESENT:
            return True
    packed = text_of(place + "/packed-refs", view)
    return packed is not None and (f"/{name}\n" in packed or packed.endswith("/" + name))


def invokes(run: Run, words: tuple[Word, ...], how: str) -> HandOff:
    """A command that git runs, handed on word by word."""
    program = words[0]
    call = run.call
    return HandOff(
        Invocation(
            program,
            words[1:],
            env=call.env,
            stdin=call.stdin,
            context=call.context,
            certain=call.certain,
            origin=call.origin.inner(how),
            name=base_name(program.text) if program.text is not None else "",
        ),
        how,
    )


def current_branch(run: Run) -> str | None:
    """The branch that is checked out, from HEAD, None when it is not known or detached."""
    root = run.root()
    place = run.git_directory()
    if root is not None and run.git_dir is None:
        pointer = text_of(root + "/.git", run.view, 4096)
        if pointer is not None and pointer.startswith("gitdir:"):
            place = absolute(pointer[7:].strip(), root)
    head = text_of(place + "/HEAD", run.view, 4096) if place is not None else None
    if head is None or not head.startswith("ref: refs/heads/"):
        return None
    name = head[16:].strip()
    return None if place is not None and _unborn(place, run) else name or None


def _unborn(place: str, run: Run) -> bool:
    """Whether nothing was ever committed, so that nothing can be pushed: a fresh `git init`."""
    workspace = run.view.workspace
    heads = workspace.list(place + "/refs/heads")
    return (
        heads.state == PRESENT
        and not heads.names
        and workspace.stat(place + "/packed-refs").state == ABSENT
        and workspace.list(place + "/reftable").state == ABSENT
    )
