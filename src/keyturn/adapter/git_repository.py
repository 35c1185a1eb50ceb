"""A git repository read by plumbing, so that nothing in it can hide text, run code or change what is seen.

- Only commands that ignore a user's display settings (diff-index, diff-tree, rev-list, cat-file, ls-tree), with
  `--text --no-ext-diff --no-textconv --no-color`, so attributes and colours cannot hide a line.
- Replace references and grafts are off: what an object id names is what is read. A missing object of a partial
  clone is an error, never a download.
- The environment is rebuilt. Of git's own variables only those that git sets for hooks are kept, and only while
  they lead into this repository: GIT_INDEX_FILE in a `commit -a`, and, for the door that judges a push where it
  arrives and for no other, the three that name the quarantine of what was pushed.
"""

from __future__ import annotations

import os

from keyturn.adapter.git_tree_workspace import FlatSide, GitTreeWorkspace, TreeSide
from keyturn.adapter.processes import feed_all, find_program, run, start
from keyturn.errors import GitError, UsageError
from keyturn.scan.ports import MISSING, OVERSIZED, READ, Blob, Change, Commit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from keyturn.adapter.processes import Process
    from keyturn.scan.ports import Search

_EMPTY_TREES = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
_SETTINGS = (
    "core.quotePath=true",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.pager=cat",
    "color.ui=false",
    "diff.external=",
    "diff.noprefix=false",
    "diff.mnemonicPrefix=false",
    "diff.renameLimit=2000",
    "diff.suppressBlankEmpty=false",
    "diff.interHunkContext=0",
    "diff.orderFile=/dev/null",
    "diff.ignoreSubmodules=none",
    "protocol.allow=never",
    "gc.auto=0",
)
_DIFF = ("-r", "--raw", "-z", "-M", "--no-relative", "--ignore-submodules=none", "--no-abbrev")
_PATCH = (
    "-p",
    "-U0",
    "--text",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--submodule=short",
)
_AHEAD = 256
"""Object names sent before their answers are read; together they stay below what a pipe holds."""
_CHUNK = 1 << 22
_TREES = 4_000
UNSHALLOW = "git fetch --unshallow (in a pipeline clone whole: fetch-depth: 0 on GitHub, GIT_DEPTH: 0 on GitLab)"
WHOLE = "git fetch --refetch --no-filter"
"""What fetches the objects that a partial clone left out; without the second option the clone's filter counts again."""
SEARCHED_TREE = 64_000_000
"""Bytes of one directory's tree object that are still read."""


def quoted(text: str) -> str:
    """A word as a shell takes it: names of branches may hold anything, and a message's command will be pasted."""
    from shlex import quote

    return quote(text)


def find_root(directory: str) -> tuple[str, str] | None:
    """(work tree or bare repository, git directory) that holds a directory, as git itself would look for it."""
    here = os.path.realpath(directory)
    while True:
        dot = os.path.join(here, ".git")
        if os.path.isdir(dot):
            return here, dot
        if os.path.isfile(dot):
            with open(dot, encoding="utf-8", errors="surrogateescape") as handle:
                line = handle.read(5000).strip()
            if line.startswith("gitdir:"):
                return here, os.path.realpath(os.path.join(here, line[7:].strip()))
            return None
        if all(os.path.exists(os.path.join(here, name)) for name in ("HEAD", "objects", "refs")):
            return here, here
        parent = os.path.dirname(here)
        if parent == here:
            return None
        here = parent


def scrubbed(environ: Mapping[str, str], git_dir: str, directory: str, *, quarantine: bool = False) -> dict[str, str]:
    """The environment git gets. Raises GitError when GIT_DIR or GIT_INDEX_FILE lead to another repository.

    With `quarantine`, the objects of a push that is still being judged are seen too.
    """
    keep = {name: value for name, value in environ.items() if not name.startswith("GIT_")}
    for name in ("LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "DYLD_INSERT_LIBRARIES", "PAGER", "LESS"):
        keep.pop(name, None)
    common = _common_directory(git_dir)
    given = environ.get("GIT_DIR")
    if given and os.path.realpath(os.path.join(directory, given)) not in (os.path.realpath(git_dir), common):
        raise GitError(
            f"GIT_DIR names another repository than the one around {directory}",
            "Unset GIT_DIR, or run keyturn in the repository it names.",
        )
    index = environ.get("GIT_INDEX_FILE")
    if index:
        found = _inside(index, directory, (git_dir, common))
        if found is None:
            raise GitError(
                "GIT_INDEX_FILE names a file outside this repository", "Unset it: only git's own hooks set it."
            )
        keep["GIT_INDEX_FILE"] = found
    if quarantine and environ.get("GIT_QUARANTINE_PATH"):
        keep.update(_quarantined(environ, directory, (git_dir, common)))
    keep.update(
        LC_ALL="C",
        LANGUAGE="C",
        GIT_NO_REPLACE_OBJECTS="1",
        GIT_GRAFT_FILE=os.devnull,
        GIT_NO_LAZY_FETCH="1",
        GIT_OPTIONAL_LOCKS="0",
        GIT_TERMINAL_PROMPT="0",
        GIT_LITERAL_PATHSPECS="1",
        GIT_ATTR_NOSYSTEM="1",
        GIT_PAGER="cat",
    )
    return keep


def _quarantined(environ: Mapping[str, str], directory: str, roots: tuple[str, ...]) -> dict[str, str]:
    """The variables by which git shows a hook what was pushed, each leading into this repository."""
    found: dict[str, str] = {}
    for name in ("GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"):
        # one path each; the last may be several, of which those that this repository borrows from lie elsewhere:
        # git finds them by objects/info/alternates itself
        places = [_inside(one, directory, roots) for one in environ.get(name, "").split(":")]
        kept = ":".join(one for one in places if one is not None)
        if not kept:
            raise GitError(f"{name} does not lead into this repository", "Only git's own push sets it.")
        found[name] = kept
    return found


def _common_directory(git_dir: str) -> str:
    try:
        with open(os.path.join(git_dir, "commondir"), encoding="utf-8", errors="surrogateescape") as handle:
            return os.path.realpath(os.path.join(git_dir, handle.read(5000).strip()))
    except OSError:
        return os.path.realpath(git_dir)


def _inside(path: str, directory: str, roots: tuple[str, ...]) -> str | None:
    if not path:
        return None
    for start_at in (directory, *roots):
        full = os.path.realpath(os.path.join(start_at, path))
        if any(full.startswith(os.path.realpath(root) + "/") for root in roots):
            return full
    return None


class GitRepository:
    """One repository, for the length of one scan. Raises GitError whenever git does not answer as needed."""

    def __init__(self, directory: str, environ: Mapping[str, str], *, quarantine: bool = False) -> None:
        found = find_root(directory)
        if found is None:
            raise GitError(
                f"{directory} is not in a git repository",
                "Run keyturn inside one, or name files: keyturn scan PATH…, or a diff: keyturn scan --patch FILE.",
            )
        self.root, self.git_dir = found
        program = find_program("git", environ.get("PATH", os.defpath), (self.root,) if self.root != "/" else ())
        if program is None:
            raise GitError("git was not found on PATH", "Install git, or scan files: keyturn scan PATH…")
        self._environment = scrubbed(environ, self.git_dir, directory, quarantine=quarantine)
        settings = [part for one in _SETTINGS for part in ("-c", one)]
        self._git = [program, "--no-pager", "--no-replace-objects", *settings, "-C", self.root]
        self._batch: Process | None = None
        self._trees: dict[str, dict[str, tuple[str, str]]] = {}

    # -- asking git ---------------------------------------------------------------------------------------------

    def _ask(self, *args: str, data: bytes | None = None) -> tuple[int, bytes, str]:
        code, out, errors = run([*self._git, *args], self._environment, data)
        if code != 0 and "dubious ownership" in errors:
            # said before anything is looked up, so it must not be taken for an answer about what was asked
            raise self._failure(args[0], errors)
        return code, out, errors

    def asked(
        self, *args: str, settings: Sequence[str] = (), environment: Mapping[str, str] | None = None
    ) -> tuple[int, bytes, str]:
        """What git answers to a command of plumbing, with further settings, in an environment made for it."""
        more = [part for one in settings for part in ("-c", one)]
        return run([*self._git, *more, *args], self._environment if environment is None else environment)

    def environment(self, names: Sequence[str]) -> dict[str, str]:
        """The scrubbed environment, of which only git's own variables and the named ones."""
        return {name: one for name, one in self._environment.items() if name.startswith("GIT_") or name in names}

    def fed(self, data: bytes, *args: str) -> bytes:
        """What git answers to a command of plumbing that reads its input. Raises GitError."""
        return self._need(*args, data=data)

    def _need(self, *args: str, data: bytes | None = None) -> bytes:
        code, out, errors = self._ask(*args, data=data)
        if code != 0:
            raise self._failure(args[0], errors)
        return out

    def _failure(self, command: str, errors: str) -> GitError:
        first = errors.splitlines()[0] if errors else "no reason given"
        if "dubious ownership" in errors:
            return GitError(
                f"git reads nothing here: {self.root} belongs to another user (dubious ownership)",
                f"If you trust it: git config --global --add safe.directory {quoted(self.root)}",
            )
        if "promisor" in errors or "lazy fetching" in errors:
            return GitError("objects are missing from this clone, which is a partial one", WHOLE)
        if self._shallow():
            return GitError(f"git {command}: {first}", f"This clone is shallow: {UNSHALLOW}")
        return GitError(f"git {command}: {first}", "Check the repository with: git fsck")

    def _shallow(self) -> bool:
        return os.path.exists(os.path.join(_common_directory(self.git_dir), "shallow"))

    def close(self) -> None:
        """End the helper process, if one was started."""
        if self._batch is not None:
            self._batch.kill()
            self._batch = None

    # -- what changed -------------------------------------------------------------------------------------------

    def staged(self) -> list[Change]:
        """The index against HEAD, or against an empty tree before the first commit."""
        code, out, errors = self._ask("diff-index", "--cached", *_DIFF, "HEAD", "--")
        if code != 0:
            unborn = self._ask("rev-parse", "--verify", "--quiet", "HEAD")[0] != 0
            if not unborn or self._ask("symbolic-ref", "--quiet", "HEAD")[0] != 0:
                raise self._failure("diff-index", errors)
            out = self._need("diff-index", "--cached", *_DIFF, self.empty_tree(), "--")
        return parse_raw(out)

    def empty_tree(self) -> str:
        """The id of the tree with nothing in it, in this repository's hash."""
        name = self._need("rev-parse", "--show-object-format").decode().strip()
        return _EMPTY_TREES[name]

    def has_commit(self) -> bool:
        """Whether HEAD names a commit."""
        return self._ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")[0] == 0

    def between(self, base: str, tip: str) -> list[Change]:
        """What changed from one tree to another; an empty base means everything is new."""
        return parse_raw(self._need("diff-tree", *_DIFF, base or self.empty_tree(), tip, "--"))

    def ends(self, text: str) -> tuple[str, str]:
        """The two commits of a range as ids. A lone `A` means `A..HEAD`, `A^!` that commit against its parent."""
        if text.startswith("-") or not text.strip():
            raise UsageError(f"not a range: {text!r}", "Write it as A..B, for instance origin/main..HEAD.")
        if text.endswith("^!"):
            tip = self._commit(text[:-2])
            parent = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", tip + "^1^{commit}")
            if parent[0] != 0 and self._shallow():
                raise GitError(f"the parent of {text[:-2]} is not in this clone", UNSHALLOW)
            return parent[1].decode().strip(), tip
        if "..." in text:
            left, _dots, right = text.partition("...")
            base, tip = self._commit(left or "HEAD"), self._commit(right or "HEAD")
            found = self.parting(base, tip)
            if not found:
                raise GitError(
                    f"{left or 'HEAD'} and {right or 'HEAD'} have no common ancestor here",
                    UNSHALLOW if self._shallow() else f"Compare the ends instead: --range {left}..{right}",
                )
            return found, tip
        left, _dots, right = text.partition("..")
        return self._commit(left or "HEAD"), self._commit(right or "HEAD")

    def parting(self, base: str, tip: str) -> str:
        """Where two commits parted, "" when they have no common ancestor.

        Raises GitError when a shallow clone cuts the history between them: what it would name then may not be the
        best of their ancestors, and the comparison would miss what lies between.
        """
        code, out, errors = self._ask("merge-base", base, tip)
        if code not in (0, 1):
            raise self._failure("merge-base", errors)
        if self._shallow():
            edge = self._edge()
            walked = self._need("rev-list", "--end-of-options", f"{base}...{tip}", "--").decode().split()
            cut = next((one for one in walked if one in edge), "")
            if cut:
                raise GitError(
                    f"where {base[:12]} and {tip[:12]} parted is not known: this shallow clone ends at {cut[:12]}",
                    UNSHALLOW,
                )
        return out.decode().split("\n", 1)[0]

    def parents(self, commit: str) -> tuple[str, ...]:
        """The parents that a commit names, whether or not they are in this clone."""
        kind, blob = self.object(commit + "^{commit}", _CHUNK)
        if kind != "commit":
            return ()
        lines = blob.data.partition(b"\n\n")[0].split(b"\n")
        return tuple(line[7:].decode() for line in lines if line.startswith(b"parent "))

    def _edge(self) -> set[str]:
        """The commits at which a shallow clone ends."""
        with open(os.path.join(_common_directory(self.git_dir), "shallow"), encoding="ascii") as handle:
            return set(handle.read().split())

    def _commit(self, name: str) -> str:
        if name.startswith("-"):
            raise UsageError(f"not a revision: {name!r}", "Revisions do not start with a dash.")
        code, out, _errors = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
        if code == 0:
            # a full id is taken by git on trust: make sure the object is really here
            found = out.decode().strip()
            if self._ask("cat-file", "-e", found)[0] == 0:
                return found
        if name and not name.strip("0"):
            raise GitError(
                f"{name} is git's way of saying that there was nothing before",
                "For a new branch compare with where it left: --range origin/HEAD...BRANCH",
            )
        if not self.has_commit() and name == "HEAD":
            raise GitError(
                "this repository has no commit yet, so there is no range", "Commit first, or use --staged or PATHS."
            )
        raise self.missing(name)

    def missing(self, name: str) -> GitError:
        """The error for a commit that is not here, with the command that fetches it."""
        here = "this shallow clone" if self._shallow() else "this repository"
        remote, slash, branch = name.removeprefix("refs/remotes/").partition("/")
        if slash and self._ask("config", "--get", f"remote.{remote}.url")[0] == 0:
            # by its full names, since a clone of one branch would fetch into nothing but FETCH_HEAD
            fetch = f"{remote} {quoted(f'+refs/heads/{branch}:refs/remotes/{remote}/{branch}')}"
            return GitError(f"{name} is not in {here}", f"git fetch {'--unshallow ' if self._shallow() else ''}{fetch}")
        if self._shallow():
            return GitError(f"{name} is not in this shallow clone", UNSHALLOW)
        counted = set(name) & set("~^@:{")  # HEAD~1 and its like: no name to fetch by
        fix = "Check the name." if counted else f"git fetch origin {quoted(name)}, or check the name."
        return GitError(f"{name} is not a commit in this repository", fix)

    def head(self) -> str:
        """HEAD's commit id, "" before the first commit."""
        code, out, _errors = self._ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return out.decode().strip() if code == 0 else ""

    # -- contents -----------------------------------------------------------------------------------------------

    def blobs(self, ids: Iterable[str], limit: int) -> Iterator[Blob]:
        """Contents in order, read through one `cat-file --batch` process."""
        waiting: list[str] = []
        for one in ids:
            waiting.append(one)
            if len(waiting) == _AHEAD:
                yield from self._fetch(waiting, limit)
                waiting = []
        if waiting:
            yield from self._fetch(waiting, limit)

    def object(self, name: str, limit: int) -> tuple[str, Blob]:
        """(type, content) of one object by any name git takes, such as `HEAD:path` or `:path`."""
        return next(self._answers([name], limit))

    def _fetch(self, names: list[str], limit: int) -> Iterator[Blob]:
        for _kind, blob in self._answers(names, limit):
            yield blob

    def _answers(self, names: list[str], limit: int) -> Iterator[tuple[str, Blob]]:
        if self._batch is None:
            self._batch = start([*self._git, "cat-file", "--batch"], self._environment, feed=True)
        batch = self._batch
        asked = b"".join(os.fsencode(name) + b"\n" for name in names)
        try:
            assert batch.input is not None
            batch.input.write(asked)
            batch.input.flush()
        except (BrokenPipeError, AssertionError) as problem:
            raise GitError("git cat-file ended early", "Check the repository with: git fsck") from problem
        output = batch.output
        for _name in names:
            header = output.readline()
            if not header:
                batch.finish()
                raise self._failure("cat-file", batch.errors())
            words = header.rsplit(b" ", 2)
            if len(words) < 3 or not words[2].strip().isdigit():
                yield "", Blob(MISSING)
                continue
            kind, size = words[1].decode(), int(words[2])
            if size > limit:
                left = size + 1
                while left:
                    left -= len(output.read(min(left, _CHUNK))) or left
                yield kind, Blob(OVERSIZED, b"", size)
                continue
            data = output.read(size)
            output.read(1)
            if len(data) < size:
                raise GitError("git cat-file ended early", "Check the repository with: git fsck")
            yield kind, Blob(READ, data, size)

    def index_paths(self) -> dict[str, tuple[str, str]]:
        """Path → (mode, id) of everything in the index."""
        found: dict[str, tuple[str, str]] = {}
        for record in self._need("ls-files", "-s", "-z", "--full-name").split(b"\0"):
            facts, tab, path = record.partition(b"\t")
            if tab:
                mode, oid, _stage = facts.decode().split(" ")
                found[os.fsdecode(path)] = (mode, oid)
        return found

    def commit_paths(self, commit: str) -> dict[str, tuple[str, str]]:
        """Path → (mode, id) of everything in a commit's tree."""
        found: dict[str, tuple[str, str]] = {}
        if not commit:
            return found
        for record in self._need("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            facts, tab, path = record.partition(b"\t")
            if tab:
                mode, _kind, oid = facts.decode().split(" ")
                found[os.fsdecode(path)] = (mode, oid)
        return found

    def index_side(self) -> GitTreeWorkspace:
        """The files as they are in the index."""
        return GitTreeWorkspace(FlatSide(self.index_paths), self.one_blob)

    def commit_side(self, commit: str) -> GitTreeWorkspace:
        """The files as they are in a commit ("HEAD" among them); "" means an empty tree."""
        return GitTreeWorkspace(TreeSide(lambda: self._root_tree(commit), self.tree), self.one_blob)

    def _root_tree(self, commit: str) -> str:
        if not commit:
            return ""
        kind, blob = self.object(commit + "^{commit}", _CHUNK)
        return blob.data[5 : blob.data.find(b"\n")].decode() if kind == "commit" else ""

    def tree(self, oid: str) -> dict[str, tuple[str, str]]:
        """A tree's entries: name → (mode, id). Trees are kept, since neighbouring commits share most of them."""
        known = self._trees.get(oid)
        if known is not None:
            return known
        known = {}
        kind, blob = self.object(oid, SEARCHED_TREE)
        if kind == "tree" and blob.state == READ:
            data = blob.data
            length = len(oid) // 2
            at = 0
            while at < len(data):
                space = data.find(b" ", at)
                end = data.find(b"\0", space)
                known[os.fsdecode(data[space + 1 : end])] = (
                    data[at:space].decode(),
                    data[end + 1 : end + 1 + length].hex(),
                )
                at = end + 1 + length
        if len(self._trees) > _TREES:
            self._trees.clear()
        self._trees[oid] = known
        return known

    def one_blob(self, oid: str, limit: int) -> Blob:
        """One object's content."""
        return self.object(oid, limit)[1]

    # -- history ------------------------------------------------------------------------------------------------

    def commits(self, text: str) -> list[tuple[str, ...]]:
        """(id, parent, …) of every commit of a range, newest first. Raises GitError where a shallow clone cuts it."""
        found = [tuple(line.split(" ")) for line in self._revisions(text).decode().splitlines()]
        if self._shallow():
            edge = self._edge()
            cut = [one[0] for one in found if one[0] in edge]
            if cut:
                raise GitError(f"the history ends at {cut[0][:12]} because this clone is shallow", UNSHALLOW)
        return found

    def history(self, commits: list[tuple[str, ...]], search: Search) -> Iterator[Commit]:
        """The changes of some commits; `hit` when their changed lines need a closer look.

        Ordinary commits stream through one `diff-tree --stdin` while git is still working; merges come after,
        with the files that differ from every parent (what a plain log never shows), and always as hits.
        """
        parents = {ids[0]: ids[1] if len(ids) > 1 else "" for ids in commits}
        yield from self._plain([ids[0] for ids in commits if len(ids) <= 2], parents, search)
        merges = [ids[0] for ids in commits if len(ids) > 2]
        if merges:
            yield from self._merges(merges, parents)

    def _revisions(self, text: str) -> bytes:
        if text.startswith("-") or not text.strip():
            raise UsageError(f"not a range: {text!r}", "Write it as A..B, or HEAD for everything.")
        left, dots, right = text.partition("...") if "..." in text else text.partition("..")
        for name in (left, right) if dots else (left,):
            if name:
                self._commit(name.removesuffix("^!"))
        return self._need("rev-list", "--parents", "--end-of-options", text, "--")

    def _plain(self, ids: list[str], parents: dict[str, str], search: Search) -> Iterator[Commit]:
        if not ids:
            return
        process = start(
            [*self._git, "diff-tree", "--stdin", "--root", *_DIFF, *_PATCH, "--full-index", "--format=%x00%x00C %H"],
            self._environment,
            feed=True,
        )
        done = False
        try:
            feed_all(process, "".join(one + "\n" for one in ids).encode())
            rest = b""
            output = process.output
            while True:
                more = output.read(_CHUNK)
                # A marker stands at a line's start behind two NULs; every line of a patch starts with a letter,
                # a sign, "@" or "\", so no content can forge one.
                cut = more.rfind(_MARK) if more else -1
                if cut < 0 and more:
                    rest += more
                    if len(rest) > 64 * _CHUNK:
                        raise GitError("one commit's patch is larger than 256 MB", "Scan its files: keyturn scan PATH…")
                    again = rest.rfind(_MARK)
                    if again <= 0:
                        continue
                    block, rest = rest[: again + 1], rest[again + 1 :]
                elif more:
                    block, rest = rest + more[: cut + 1], more[cut + 1 :]
                else:
                    block, rest = rest, b""
                yield from _commits(block, parents, search)
                if not more:
                    break
            code, errors = process.finish(), process.errors()
            done = True
            if code != 0:
                raise self._failure("diff-tree", errors)
        finally:
            if not done:
                process.kill()

    def _merges(self, ids: list[str], parents: dict[str, str]) -> Iterator[Commit]:
        out = self._need(
            "diff-tree",
            "--stdin",
            "-r",
            "-c",
            "--raw",
            "-z",
            "--no-abbrev",
            data="".join(one + "\n" for one in ids).encode(),
        )
        fields = out.split(b"\0")
        at = 0
        commit = ""
        changes: list[Change] = []
        while at < len(fields):
            field = fields[at]
            at += 1
            if not field.startswith(b"::"):
                if commit and changes:
                    yield Commit(commit, parents.get(commit, ""), tuple(changes), True)
                commit, changes = field.decode(), []
                continue
            colons = len(field) - len(field.lstrip(b":"))
            words = field[colons:].decode().split(" ")
            modes, oids = words[: colons + 1], words[colons + 1 : 2 * colons + 2]
            path = os.fsdecode(fields[at])
            at += 1
            before = tuple(zip(modes[:-1], oids[:-1], strict=True))
            status = "D" if set(oids[-1]) == {"0"} else "A" if all(set(oid) == {"0"} for oid in oids[:-1]) else "M"
            changes.append(Change(status, path, path, modes[0], modes[-1], oids[0], oids[-1], before))
        if commit and changes:
            yield Commit(commit, parents.get(commit, ""), tuple(changes), True)


_MARK = b"\n\0\0C "


def _commits(block: bytes, parents: dict[str, str], search: Search) -> Iterator[Commit]:
    at = 0
    while at < len(block):
        end = block.find(_MARK, at)
        end = len(block) if end < 0 else end + 1
        cut = block.find(b"\0\n", at, at + 120)
        if cut < 0:
            raise GitError("git diff-tree answered in a form that is not known", "Report this with: git --version")
        commit = block[at + 4 : cut].decode()
        text = block.find(b"\0\0", cut + 2, end)
        stop = end if text < 0 else text + 1
        changes = tuple(parse_raw(block[cut + 2 : stop]))
        yield Commit(commit, parents.get(commit, ""), changes, text >= 0 and search(changes, block, text + 2, end))
        at = end


def parse_raw(out: bytes) -> list[Change]:
    """The records of `--raw -z`."""
    changes: list[Change] = []
    fields = out.split(b"\0")
    at = 0
    while at + 1 < len(fields):
        facts = fields[at].decode("ascii", "replace").split(" ")
        if len(facts) != 5 or not facts[0].startswith(":"):
            raise GitError("git answered with a raw record that is not known", "Report this with: git --version")
        path = os.fsdecode(fields[at + 1])
        status = facts[4][0]
        if status in "RC":
            new = os.fsdecode(fields[at + 2])
            at += 3
        else:
            new = path
            at += 2
        changes.append(Change(status, path, new, facts[0][1:], facts[1], facts[2], facts[3]))
    return changes
