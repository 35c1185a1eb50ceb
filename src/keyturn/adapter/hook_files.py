"""Where git looks for hooks, and the files there: read, put, moved aside and moved back, all of it or nothing."""

from __future__ import annotations

import os
import stat as modes

from keyturn.adapter.git_repository import find_root, quoted, scrubbed
from keyturn.adapter.processes import find_program, run
from keyturn.errors import CouldNotJudge, GitError, UsageError
from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LIMIT = 1_000_000

PUT = "put"  # write `data` to `path`
MOVE = "move"  # rename `path` to `to`
REMOVE = "remove"  # delete `path`
MAKE = "make"  # make the directory `path`
UNMAKE = "unmake"  # remove the directory `path` if nothing is left in it


class HooksPlace(Noun):
    """The directory git runs hooks from.

    `scope` is "" for the repository's own, else where core.hooksPath is set: local, worktree, global, system or
    command. `tracked` tells that the repository itself holds files of the directory, `inside` that it lies in the
    work tree.
    """

    top: str
    directory: str
    scope: str = ""
    setting: str = ""
    tracked: bool = False
    inside: bool = False
    bare: bool = False
    shared: bool = False
    """Other repositories run their hooks from it too."""


class HookFile(Noun):
    """What stands under a hook's name: `data` None when it is there and is no readable file."""

    data: bytes | None
    mode: int
    link: str = ""


class Step(Noun):
    """One change to make. `data` and `mode` are for PUT."""

    kind: str
    path: str
    to: str = ""
    data: bytes = b""
    mode: int = 0


class _Asker:
    """Questions to git with the user's own configuration: only it says where hooks lie. None of them runs anything."""

    def __init__(self, directory: str, environ: Mapping[str, str]) -> None:
        found = find_root(directory)
        if found is None:
            raise GitError(
                f"{directory} is not in a git repository", "Run it inside one, or name a bare one: --server DIR."
            )
        self.root, self.git_dir = found
        program = find_program("git", environ.get("PATH", os.defpath), (self.root,) if self.root != "/" else ())
        if program is None:
            raise GitError("git was not found on PATH", "Install git.")
        self._git = [program, "--no-pager", "-C", self.root, "-c", "core.fsmonitor=false"]
        self._environment = scrubbed(environ, self.git_dir, directory)
        # where git reads its own settings is the user's choice here; nothing of it is run
        for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"):
            if name in environ:
                self._environment[name] = environ[name]

    def ask(self, *args: str) -> tuple[int, str, str]:
        """Exit code, first line of the answer, errors."""
        code, out, errors = run([*self._git, *args], self._environment)
        return code, os.fsdecode(out).rstrip("\n"), errors


def place_of(directory: str, environ: Mapping[str, str]) -> HooksPlace:
    """Where the repository around a directory has its hooks. Raises GitError."""
    git = _Asker(directory, environ)
    code, found, errors = git.ask("rev-parse", "--git-path", "hooks")
    if code != 0:
        first = errors.splitlines()[0] if errors else "no reason given"
        fix = f"git config --global --add safe.directory {quoted(git.root)}" if "dubious" in first else "git fsck"
        raise GitError(f"git rev-parse: {first}", fix)
    bare = git.ask("rev-parse", "--is-bare-repository")[1] == "true"
    path = os.path.normpath(os.path.join(git.root, found))
    real = os.path.realpath(path)
    common = os.path.realpath(os.path.join(git.root, git.ask("rev-parse", "--git-common-dir")[1]))
    _code, said, _errors = git.ask("config", "--show-scope", "--get", "core.hooksPath")
    scope, _tab, setting = said.partition("\t")
    below_git = real.startswith(common + "/")
    inside = not bare and not below_git and (real + "/").startswith(os.path.realpath(git.root).rstrip("/") + "/")
    tracked = False
    if inside:
        relative = os.path.relpath(real, os.path.realpath(git.root))
        tracked = bool(git.ask("ls-files", "-z", "--", relative)[1])
    return HooksPlace(
        git.root, path, scope, setting, tracked, inside, bare, bool(setting) and not inside and not below_git
    )


def look(path: str) -> HookFile | None:
    """What stands at a path, None for nothing."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return None
    except (NotADirectoryError, PermissionError) as problem:
        raise CouldNotJudge(f"{path}: {problem.strerror}", "Mend the directory of the hooks.") from problem
    link = os.readlink(path) if modes.S_ISLNK(found.st_mode) else ""
    mode = modes.S_IMODE(found.st_mode)
    try:
        if link:
            found = os.stat(path)
        if not modes.S_ISREG(found.st_mode) or found.st_size > _LIMIT:
            return HookFile(None, mode, link)
        with open(path, "rb") as handle:
            return HookFile(handle.read(_LIMIT), mode, link)
    except OSError:
        return HookFile(None, mode, link)


def is_directory(path: str) -> bool:
    """Whether there is a directory."""
    return os.path.isdir(path)


def executable(path: str) -> bool:
    """Whether git would run it."""
    return os.access(path, os.X_OK)


def perform(steps: Sequence[Step]) -> None:
    """Make every change, or none: what was done before a failure is taken back. Raises UsageError for the failure."""
    undo: list[Step] = []
    step = None
    try:
        for step in steps:
            undo[:0] = _back(step)
            _do(step)
    except OSError as problem:
        # the failed step itself left nothing behind: each is one system call, or a new file beside that is renamed
        for back in undo[1:] if step is not None else undo:
            _do(back)
        where = step.path if step is not None else ""
        raise UsageError(
            f"{where}: {problem.strerror or problem}",
            "Nothing was changed. Make the directory writable, or ask its owner.",
        ) from problem


def _back(step: Step) -> list[Step]:
    """What takes a step back, found out before it is made."""
    if step.kind == MAKE:
        return [Step(UNMAKE, step.path)]
    if step.kind == UNMAKE:
        return [Step(MAKE, step.path)]
    if step.kind == MOVE:
        return [Step(MOVE, step.to, step.path)]
    known = look(step.path)
    if known is None or known.data is None:
        return [Step(REMOVE, step.path)]
    return [Step(PUT, step.path, "", known.data, known.mode)]


def _do(step: Step) -> None:
    if step.kind == MAKE:
        os.mkdir(step.path, 0o777)  # less the umask, as git makes it
        if os.geteuid() == 0:
            os.chown(step.path, *_owner(os.path.dirname(step.path)))
    elif step.kind == UNMAKE:
        if not os.listdir(step.path):
            os.rmdir(step.path)
    elif step.kind == REMOVE:
        os.unlink(step.path)
    elif step.kind == MOVE:
        if os.path.lexists(step.to):
            raise FileExistsError(17, "stands in the way", step.to)
        os.rename(step.path, step.to)
    else:
        _put(step)


def _owner(path: str) -> tuple[int, int]:
    """Whose file it is, or whose directory it goes into: root putting something there does not take it away."""
    try:
        facts = os.lstat(path)
    except FileNotFoundError:
        facts = os.lstat(os.path.dirname(path))
    return facts.st_uid, facts.st_gid


def _put(step: Step) -> None:
    # what a killed process left behind is in nobody's way
    beside = f"{step.path}.{os.getpid()}.keyturn-new"
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        try:
            left = memoryview(step.data)
            while left:
                left = left[os.write(handle, left) :]
            if os.geteuid() == 0:
                os.fchown(handle, *_owner(step.path))
            os.fchmod(handle, step.mode)
            os.fsync(handle)
        finally:
            os.close(handle)
        os.rename(beside, step.path)
    except OSError:
        os.unlink(beside)
        raise
