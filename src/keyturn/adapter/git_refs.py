"""What a push does to references, asked of the repository it goes to (or of what is known of it here)."""

from __future__ import annotations

from keyturn.adapter.git_repository import GitRepository
from keyturn.errors import GitError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_AUTHORS = 2_000
"""Lost commits whose authors are looked at."""
_NAMED = 4
_USUAL = ("refs/heads/main", "refs/heads/master", "refs/heads/trunk", "refs/heads/develop")


class ReferencedRepository(GitRepository):
    """A repository, and which references count as kept: its own, or those of one remote as last fetched."""

    def __init__(
        self, directory: str, environ: Mapping[str, str], *, remote: str | None = None, quarantine: bool = False
    ) -> None:
        super().__init__(directory, environ, quarantine=quarantine)
        self._remote = remote

    def tracking(self, ref: str) -> str:
        """Where a reference of the other side stands here; its own name when this is the other side."""
        if self._remote is None:
            return ref
        for lead, place in (("refs/heads/", f"refs/remotes/{self._remote}/"), ("refs/tags/", "refs/tags/")):
            if ref.startswith(lead):
                return place + ref[len(lead) :]
        return ref

    def default(self) -> tuple[str, str]:
        """The default branch as the other side names it, and its commit; ("", "") when none is known.

        Where a server's HEAD names a branch that nobody ever pushed (`master`, while everybody works on `main`), the
        first of the usual names that is there: without a default branch everybody's own branch would excuse itself.
        """
        pointer = "HEAD" if self._remote is None else f"refs/remotes/{self._remote}/HEAD"
        code, out, _errors = self._ask("symbolic-ref", "--quiet", pointer)
        name = out.decode("utf-8", "surrogateescape").strip() if code == 0 else ""
        if name and self._remote is not None:
            name = "refs/heads/" + name.removeprefix(f"refs/remotes/{self._remote}/")
        commit = self.commit_of(self.tracking(name)) if name else ""
        if not commit and self._remote is None:
            for usual in _USUAL:
                found = self.commit_of(usual)
                if found:
                    return usual, found
        return name, commit

    def aliases(self) -> dict[str, str]:
        """Symbolic references below refs/, and what they stand for: a push to one moves the other."""
        if self._remote is not None:
            return {}
        out = self._need("for-each-ref", "--format=%(refname) %(symref)").decode("utf-8", "surrogateescape")
        pairs = (line.partition(" ") for line in out.split("\n"))
        return {name: target for name, _space, target in pairs if target}

    def commit_of(self, name: str) -> str:
        """The commit that a reference or an id leads to, "" for none."""
        if not name or name.startswith("-"):
            return ""
        code, out, _errors = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}")
        found = out.decode().strip()
        return found if code == 0 and self._ask("cat-file", "-e", found)[0] == 0 else ""

    def kind_of(self, oid: str) -> str:
        """commit, tag, tree or blob; "" when the object is not here."""
        code, out, _errors = self._ask("cat-file", "-t", oid)
        return out.decode().strip() if code == 0 else ""

    def tree_of(self, oid: str) -> str:
        """The tree that an object leads to, "" when it leads to none."""
        code, out, _errors = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", oid + "^{tree}")
        return out.decode().strip() if code == 0 else ""

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether everything in `old` is in `new`."""
        code, _out, errors = self._ask("merge-base", "--is-ancestor", old, new)
        if code not in (0, 1):
            raise self._failure("merge-base", errors)
        return code == 0

    def common(self, one: str, other: str) -> str:
        """The best common ancestor, "" for none."""
        code, out, errors = self._ask("merge-base", one, other)
        if code not in (0, 1):
            raise self._failure("merge-base", errors)
        return out.decode().split("\n", 1)[0]

    def nearest(self, tip: str) -> str:
        """Where a commit's history meets what the references hold; "" when all of it is new."""
        out = self._need("rev-list", "--boundary", tip, "--not", *self._without(()), "--").decode().split("\n")
        if not out[0]:
            return tip
        return next((line[1:] for line in out if line.startswith("-")), "")

    def lost(self, old: str, moved: Iterable[str], kept: Iterable[str]) -> tuple[int, tuple[str, ...]]:
        """How many commits of `old` no reference holds once `moved` are gone, and who wrote them.

        `kept` are commits that the push itself brings. Several authors: the first few, each once.
        """
        args = self._without(moved)
        only = (old, "--not", *kept, *args)
        count = int(self._need("rev-list", "--count", *only, "--").decode())
        if not count:
            return 0, ()
        out = self._need("rev-list", f"--max-count={_AUTHORS}", "--format=%ae", *only, "--")
        lines = out.decode("utf-8", "replace").split("\n")
        authors = dict.fromkeys(line for line in lines if line and not line.startswith("commit "))
        return count, tuple(authors)[:_NAMED]

    def taken(self, old: str, new: str) -> int:
        """How many commits are in `old` and not in `new`."""
        return int(self._need("rev-list", "--count", old, "--not", new, "--").decode())

    def author(self, commit: str) -> str:
        """Who wrote a commit, by address."""
        out = self._need("rev-list", "--max-count=1", "--format=%ae", commit, "--")
        return out.decode("utf-8", "replace").split("\n")[1]

    def new_commits(self, tips: Iterable[str], most: int) -> int:
        """How many commits of a push no reference holds yet, `most` + 1 at most."""
        named = list(tips)
        if not named:
            return 0
        args = ("rev-list", "--count", f"--max-count={most + 1}", *named, "--not", *self._without(()))
        return int(self._need(*args, "--").decode())

    def _without(self, moved: Iterable[str]) -> list[str]:
        """All references but some, as arguments behind `--not`."""
        args = [f"--exclude={self.tracking(ref)}" for ref in moved]
        # not --all: that is HEAD as well, which would keep what the branch behind it loses
        return [*args, "--glob=refs/*" if self._remote is None else f"--glob=refs/remotes/{self._remote}"]

    def read_base(self, oid: str, name: str) -> None:
        """Raise GitError when an object that a push starts from is not here."""
        if not self.kind_of(oid):
            raise GitError(
                f"{name} is at {oid[:12]} on the other side, which was never fetched here",
                f"git fetch {self._remote or ''}".rstrip(),
            )
