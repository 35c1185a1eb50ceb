"""The counted blast radius of a call that waits: what stands where it would strike, counted inside a third of a second.

Only for calls that are held or asked about. Nothing here decides anything: a person reads it. Files are counted by
looking at them, git is asked to list and never to compare content (that would run a repository's filters), a Terraform
state is read from its file, a database only over a Unix socket or the loopback. What was not counted to its end says
"at least".
"""

from __future__ import annotations

import os
import stat as modes
import time

from keyturn.model import effect as e
from keyturn.model.effect import Effect
from keyturn.model.invocation import Invocation
from keyturn.model.target import DATABASE, INFRASTRUCTURE, PATH, REF, REPOSITORY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from keyturn.judge.corridor import Judgement
    from keyturn.model.target import Target

SECONDS = 0.3
DATABASE_SECONDS = 0.15
SUBJECTS = 3
_MOST = 50_000
_LARGEST = 8_000_000
_FILES = (e.FILE_CHANGE, e.RECURSIVE_DELETE, e.MASS_DELETE, e.REWRITE)
_TABLES = (e.DATA_LOSS, e.MIGRATION_LOSS)
_INFRA = (e.INFRA_APPLY, e.INFRA_DESTROY, e.IDENTITY)
_OPTIONS = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.attributesFile=/dev/null"),
    *("-c", "core.pager=cat", "-c", "protocol.allow=never", "-c", "gc.auto=0", "-c", "log.showSignature=false"),
    *("-c", "core.untrackedCache=false"),
)
_GIT_VALUED = ("-C", "-c", "--git-dir", "--work-tree", "--namespace", "--config-env", "--attr-source", "--super-prefix")
_GIT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
}


def counted(
    judgement: Judgement,
    environment: Mapping[str, str],
    directory: str,
    *,
    state: Callable[[Target], str],
    pace: Callable[[], float] = time.monotonic,
    begin: Callable[[], None] | None = None,
) -> tuple[str, ...]:
    """Sentences of what stands where these effects strike; nothing where nothing could be counted.

    `state` names the file of a local Terraform state. `begin` is called once, right before anything that takes longer
    than to look whether a file is there.
    """
    count = _Count(environment, directory, pace, begin)
    for effect in judgement.effects:
        for target in effect.targets:
            if target.kind in (PATH, REPOSITORY) and effect.category in (*_FILES, e.REPOSITORY_ROOT, e.SYSTEM):
                count.files(target)
            elif effect.category in (e.GIT_DISCARD, e.GIT_HISTORY) and target.kind in (PATH, REPOSITORY):
                count.discarded(effect, target, judgement)
            elif effect.category == e.GIT_REMOTE and target.kind == REF:
                count.pushed_over(target)
            elif effect.category in _INFRA and target.kind == INFRASTRUCTURE:
                saved = _saved_plan(judgement) if effect.category == e.INFRA_APPLY else ""
                if saved:
                    count.planned(os.path.join(target.facet("path") or directory, saved))
                else:
                    count.resources(state(target))
            elif effect.category in _TABLES and target.kind == DATABASE:
                count.tables(target)
    return tuple(dict.fromkeys(count.said))


class _Count:
    """One counting, against one clock."""

    def __init__(
        self,
        environment: Mapping[str, str],
        directory: str,
        pace: Callable[[], float],
        begin: Callable[[], None] | None = None,
    ) -> None:
        self.said: list[str] = []
        self._begin = begin
        self._environment = environment
        self._directory = directory
        self._pace = pace
        self._until = pace() + SECONDS
        self._done: set[tuple[str, ...]] = set()

    def _left(self) -> float:
        return self._until - self._pace()

    def _new(self, *key: str) -> bool:
        fresh = key not in self._done and self._left() > 0
        self._done.add(key)
        if fresh:
            self._begun()
        return fresh

    def _begun(self) -> None:
        begin, self._begin = self._begin, None
        if begin is not None:
            begin()

    # -- files ----------------------------------------------------------------------------------------------------

    def files(self, target: Target) -> None:
        """Files at and below a path: how many, and which of them git does not hold."""
        path = target.facet("path")
        if not path or target.has("hole") or not self._new("files", path):
            return
        try:
            facts = os.lstat(path)
        except OSError:
            return
        found, whole = self._walked(path) if modes.S_ISDIR(facts.st_mode) else ([(path, facts.st_size)], True)
        total = sum(size for _path, size in found)
        self.said.append(f"{_least(whole)}{_many(len(found), 'file')}, {_size(total)}, at {path}")
        inside = path if modes.S_ISDIR(facts.st_mode) else os.path.dirname(path)
        place = _repository(inside)
        if place is None:
            self.said.append(f"no git repository holds {path}")
            return
        root, git_dir = place
        self._split(root, git_dir, path, dict(found), whole)
        if path == root or root.startswith(path.rstrip("/") + "/"):
            self._commits(git_dir, ("--branches", "HEAD", "--not", "--remotes"), "on no remote that was fetched")

    def _walked(self, path: str) -> tuple[list[tuple[str, int]], bool]:
        found: list[tuple[str, int]] = []
        open_ones = [path]
        while open_ones:
            if self._left() < SECONDS / 2 or len(found) >= _MOST:
                return found, False
            try:
                with os.scandir(open_ones.pop()) as entries:
                    for one in entries:
                        if one.is_dir(follow_symlinks=False):
                            if one.name != ".git":
                                open_ones.append(one.path)
                        else:
                            found.append((one.path, one.stat(follow_symlinks=False).st_size))
            except OSError:
                continue
        return found, True

    def _split(self, root: str, git_dir: str, path: str, found: dict[str, int], whole: bool) -> None:
        below = path if path.startswith(root + "/") else root
        index = self._git(git_dir, root, ("ls-files", "-z", "--debug", "--", below))
        if index is None:
            self.said.append("which of them git holds was not counted in time")
            return
        tracked = _index(index, root)
        staged = self._git(git_dir, root, ("diff-index", "--cached", "--name-only", "-z", "HEAD", "--", below))
        changed = {os.path.join(root, one) for one in _names(staged or b"")}
        for name, facts in tracked.items():
            if self._left() <= 0:
                whole = False
                break
            if facts != _facts(name):
                changed.add(name)
        clean = [one for one in found if one in tracked and one not in changed]
        dirty = [one for one in found if one in tracked and one in changed]
        loose = [one for one in found if one not in tracked]
        plain = self._git(git_dir, root, ("ls-files", "-z", "--others", "--exclude-standard", "--", below))
        parts = [_part(clean, found, "as git holds them"), _part(dirty, found, "changed since the last commit")]
        if plain is None:
            parts.append(_part(loose, found, "not in git"))
        else:
            untracked = {os.path.join(root, one) for one in _names(plain)}
            parts.append(_part([one for one in loose if one in untracked], found, "not in git"))
            parts.append(_part([one for one in loose if one not in untracked], found, "not in git and ignored"))
        told = "; ".join(part for part in parts if part)
        if told:
            self.said.append(f"of these{'' if whole else ', as far as counted'}: {told}")

    def discarded(self, effect: Effect, target: Target, judgement: Judgement) -> None:
        """What a git command throws away: changed or loose files, and commits that nothing else holds."""
        path = target.facet("path") or self._directory
        place = _repository(path if os.path.isdir(path) else os.path.dirname(path))
        if place is None:
            return
        root, git_dir = place
        if effect.category == e.GIT_DISCARD and self._new("work tree", root):
            found, whole = self._walked(root)
            self._split(root, git_dir, root, dict(found), whole)
        for words in _git_words(judgement):
            if words[:1] == ["reset"]:
                to = next((word for word in words[1:] if not word.startswith("-")), "HEAD")
                head = self._git(git_dir, root, ("symbolic-ref", "-q", "HEAD"))
                apart: tuple[str, ...] = (f"--exclude={_line(head).removeprefix('refs/heads/')}",) if head else ()
                given = self._git(git_dir, root, ("rev-parse", "--verify", "-q", "--end-of-options", to + "^{commit}"))
                if given:
                    words_of = ("HEAD", "--not", _line(given), *apart, "--branches", "--remotes", "--tags")
                    self._commits(git_dir, words_of, "that no other branch, tag or remote would hold")
            elif words[:1] == ["branch"]:
                branches = ["refs/heads/" + word for word in words[1:] if not word.startswith("-")]
                there = [one for one in branches if self._git(git_dir, root, ("rev-parse", "--verify", "-q", one))]
                if there:
                    excluded = tuple(f"--exclude={one.removeprefix('refs/heads/')}" for one in there)
                    words_of = (*there, "--not", "HEAD", *excluded, "--branches", "--remotes", "--tags")
                    self._commits(git_dir, words_of, "that no other branch, tag or remote would hold")

    def pushed_over(self, target: Target) -> None:
        """Commits that only a remote's branch holds, as it was fetched last. The remote is not asked."""
        path = target.facet("path") or self._directory
        remote, branch = target.facet("remote"), target.facet("branch")
        place = _repository(path)
        if place is None or not remote or not branch:
            return
        ref = f"refs/remotes/{remote}/{branch}"
        there = _has_ref(place[1], ref)
        if there is None:
            there = self._git(place[1], place[0], ("rev-parse", "--verify", "-q", ref)) is not None
        if not there:
            self.said.append(f"what {remote} has at {branch} was never fetched, so what is lost there is not known")
            return
        self._commits(
            place[1],
            (ref, "--not", f"--exclude={ref}", "--all"),
            f"that only {remote}'s {branch} holds, as last fetched",
        )

    def _commits(self, git_dir: str, words: tuple[str, ...], what: str) -> None:
        if not self._new("commits", git_dir, *words):
            return
        if self._git(git_dir, "", ("rev-parse", "--verify", "-q", "HEAD")) is None:
            return
        out = self._git(git_dir, "", ("log", f"--max-count={_MOST}", "--format=%h %s%x00%an", *words, "--"))
        if out is None:
            self.said.append("commits that would be lost were not counted in time")
            return
        rows = [line.split("\0") for line in out.decode("utf-8", "replace").splitlines() if "\0" in line]
        if not rows:
            return
        own = self._git(git_dir, "", ("config", "user.name"))
        others = sorted({row[1] for row in rows} - {_line(own) if own else ""})
        told = f"{_least(len(rows) < _MOST)}{_many(len(rows), 'commit')} {what}: "
        told += "; ".join(_short(row[0]) for row in rows[:SUBJECTS]) + (" …" if len(rows) > SUBJECTS else "")
        if others:
            told += (
                f" (by {', '.join(_short(one) for one in others[:SUBJECTS])}{' …' if len(others) > SUBJECTS else ''})"
            )
        self.said.append(told)

    def _git(self, git_dir: str, root: str, words: tuple[str, ...]) -> bytes | None:
        """What git answers, None when it refuses or takes too long."""
        if self._left() <= 0:
            return None
        self._begun()
        place = (*(("-C", root, f"--work-tree={root}") if root else ()), f"--git-dir={git_dir}")
        bare = {name: self._environment[name] for name in ("HOME", "PATH") if name in self._environment}
        return _ran(["git", *place, *_OPTIONS, *words], {**bare, **_GIT}, self._left)

    # -- Terraform ------------------------------------------------------------------------------------------------

    def resources(self, path: str) -> None:
        """Resources that a local state knows, by type."""
        if not path or not self._new("state", path):
            return
        import json

        kinds: dict[str, int] = {}
        try:
            with open(path, "rb") as file:
                text = file.read(_LARGEST + 1)
            if len(text) > _LARGEST:
                return
            for one in json.loads(text)["resources"]:
                if one["mode"] == "managed":
                    kinds[str(one["type"])] = kinds.get(str(one["type"]), 0) + len(one["instances"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return
        ordered = sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
        told = ", ".join(f"{number:,} {_short(kind)}" for kind, number in ordered[:6])
        more = f" and {len(ordered) - 6} more types" if len(ordered) > 6 else ""
        number = sum(kinds.values())
        self.said.append(f"{_many(number, 'resource')} in the state{': ' if told else ''}{told}{more}")

    def planned(self, path: str) -> None:
        """What a saved plan deletes, replaces, changes and creates; its file is read, nothing is started."""
        if not self._new("plan", path):
            return
        from keyturn.adapter.terraform_plan_file import changes

        found = changes(path)
        if found is None:
            self.said.append(f"the saved plan {os.path.basename(path)} could not be read")
            return
        parts: list[str] = []
        for verb in ("deletes", "replaces", "forgets", "changes", "creates"):
            named = sorted(address for what, address in found if what == verb)
            if named:
                shown = ", ".join(_short(one) for one in named[:SUBJECTS]) + (" …" if len(named) > SUBJECTS else "")
                parts.append(f"{verb} {len(named):,} ({shown})")
        self.said.append(f"the saved plan {'; '.join(parts) or 'changes no resource'}")

    # -- databases ------------------------------------------------------------------------------------------------

    def tables(self, target: Target) -> None:
        """Rows of the tables that are named, or of all, where a local PostgreSQL answers in time."""
        key = [target.facet(name) or "" for name in ("server", "port", "database", "objects")]
        if target.facet("engine") != "postgres" or not self._new("tables", *key):
            return
        import threading

        # psycopg's own time limit is whole seconds: whoever is late is not waited for
        found: list[str] = []
        asked = threading.Thread(target=self._asked, args=(target, found), daemon=True)
        asked.start()
        asked.join(min(DATABASE_SECONDS, max(self._left(), 0)))
        self.said.extend(found[:1])

    def _asked(self, target: Target, found: list[str]) -> None:
        try:
            import psycopg

            from keyturn.adapter.postgres_connect import of_target
            from keyturn.errors import KeyturnError
        except ImportError:
            return
        try:
            connection = of_target(target, self._environment, self._directory)
            if connection is None or not connection.local or "service" in connection.parameters:
                return
            host = connection.parameters.get("host", "")
            # an empty hostaddr keeps this process's own PGHOSTADDR out
            address = "" if host.startswith("/") else "::1" if host.strip("[]") == "::1" else "127.0.0.1"
            if not host:
                host = "/var/run/postgresql"
                address = ""
            options = "-c default_transaction_read_only=on -c statement_timeout=100ms -c lock_timeout=50ms"
            info = connection.conninfo(
                host=host, hostaddr=address, connect_timeout="2", options=options, application_name="keyturn"
            )
            with psycopg.connect(info, autocommit=True) as server:
                found.append(_rows(server, target))
        except (KeyturnError, psycopg.Error, OSError, ValueError):
            return


def _rows(server: object, target: Target) -> str:
    """Exact numbers where the tables are named and answer in time, else the server's own estimate."""
    import psycopg
    from psycopg import sql

    assert isinstance(server, psycopg.Connection)
    named = [one.strip() for one in (target.facet("objects") or "").split(",") if one.strip()]
    parts: list[str] = []
    for name in named[:8]:
        row = server.execute(
            "select n.nspname, c.relname, c.reltuples::bigint from pg_class c join pg_namespace n "
            "on n.oid = c.relnamespace where c.oid = to_regclass(%s) and c.relkind in ('r', 'p')",
            (name,),
        ).fetchone()
        if row is None:
            continue
        try:
            exact = server.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(row[0], row[1]))).fetchone()
            parts.append(f"{_short(name)} {_many(exact[0] if exact else 0, 'row')}")
        except psycopg.errors.QueryCanceled:
            parts.append(f"{_short(name)} about {_many(max(row[2], 0), 'row')}")
    if parts:
        return f"{_many(len(parts), 'table')}: {', '.join(parts)}" + (" …" if len(named) > 8 else "")
    whole = server.execute(
        "select count(*), coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint from pg_class c join pg_namespace n "
        "on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') "
        "and n.nspname not like 'pg\\_%%'"
    ).fetchone()
    assert whole is not None
    return f"{_many(whole[0], 'table')} in {_short(target.facet('database') or '')}, about {_many(whole[1], 'row')}"


def _repository(directory: str) -> tuple[str, str] | None:
    """(work tree, git directory) that a directory lies in."""
    here = os.path.realpath(directory)
    while True:
        dot = os.path.join(here, ".git")
        if os.path.isdir(dot):
            return here, dot
        try:
            with open(dot, encoding="utf-8", errors="surrogateescape") as file:
                line = file.read(5_000).strip()
        except OSError:
            line = ""
        if line.startswith("gitdir:"):
            return here, os.path.realpath(os.path.join(here, line[7:].strip()))
        if here == "/":
            return None
        here = os.path.dirname(here)


def _has_ref(git_dir: str, ref: str) -> bool | None:
    """Whether a repository has a ref, from its files alone (gitrepository-layout(5)); None where they do not tell."""
    common = git_dir
    try:
        with open(os.path.join(git_dir, "commondir"), encoding="utf-8", errors="surrogateescape") as file:
            common = os.path.normpath(os.path.join(git_dir, file.read(5_000).strip()))
    except OSError:
        pass  # no second work tree
    if ".." in ref.split("/") or not os.path.isdir(os.path.join(common, "refs")):
        return None
    if os.path.lexists(os.path.join(common, "reftable")):
        return None
    if os.path.lexists(os.path.join(common, ref)):
        return True
    try:
        with open(os.path.join(common, "packed-refs"), "rb") as packed:
            data = packed.read(_LARGEST + 1)
    except FileNotFoundError:
        return False
    except OSError:
        return None
    if len(data) > _LARGEST:
        return None
    return b" " + ref.encode("utf-8", "surrogateescape") + b"\n" in data


def _ran(words: list[str], environment: dict[str, str], left: Callable[[], float]) -> bytes | None:
    """What a program says, without the module that would cost a cold start more than the program itself."""
    import select

    out, into = os.pipe()
    nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 2)]
    try:
        child = os.posix_spawnp(
            words[0], words, environment, file_actions=[*nothing, (os.POSIX_SPAWN_DUP2, into, 1)], setpgroup=0
        )
    except OSError:
        os.close(out)
        return None
    finally:
        os.close(into)
    found: list[bytes] = []
    whole = False
    watch = select.poll()
    watch.register(out, select.POLLIN | select.POLLHUP)
    try:
        while (rest := left()) > 0 and watch.poll(max(1, int(rest * 1_000))):
            block = os.read(out, 1 << 18)
            if not block:
                whole = True
                break
            found.append(block)
    finally:
        os.close(out)
        if not whole:
            try:
                os.killpg(child, 9)
            except OSError:
                os.kill(child, 9)  # not waited for yet, so it is still ours
        _pid, status = os.waitpid(child, 0)
    return b"".join(found) if whole and os.waitstatus_to_exitcode(status) == 0 else None


def _git_words(judgement: Judgement) -> list[list[str]]:
    """The words after `git` of every call whose words are all known."""
    out: list[list[str]] = []
    for step in judgement.trace:
        if isinstance(step.item, Invocation) and step.item.name == "git":
            words = [word.text for word in step.item.args]
            if all(word is not None for word in words):
                out.append(_without_globals([word for word in words if word is not None]))
    return out


def _without_globals(words: list[str]) -> list[str]:
    """From the subcommand on: git's own options stand before it, some with a value behind them."""
    index = 0
    while index < len(words) and words[index].startswith("-"):
        index += 2 if words[index] in _GIT_VALUED else 1
    return words[index:]


def _saved_plan(judgement: Judgement) -> str:
    """The file of the plan that `terraform apply FILE` names, "" when none does."""
    for step in judgement.trace:
        if isinstance(step.item, Invocation) and step.item.name in ("terraform", "tofu"):
            words = [word.text for word in step.item.args]
            if "apply" in words:
                behind = words[words.index("apply") + 1 :]
                named = [word for word in behind if word is None or not word.startswith("-")]
                return named[0] or "" if len(named) == 1 else ""
    return ""


def _index(out: bytes, root: str) -> dict[str, tuple[int, int]]:
    """Path → (modification time in nanoseconds, size) as the index has them."""
    found: dict[str, tuple[int, int]] = {}
    rest = out
    while rest:
        name, _zero, rest = rest.partition(b"\0")
        lines = rest.split(b"\n", 5)
        if len(lines) < 6:
            break
        try:
            seconds, nanoseconds = lines[1].split(b":")[1:3]
            size = lines[4].split(b":")[1].split()[0]
            facts = (int(seconds) * 1_000_000_000 + int(nanoseconds), int(size))
        except (ValueError, IndexError):
            facts = (-1, -1)
        found[os.path.join(root, os.fsdecode(name))] = facts
        rest = lines[5]
    return found


def _facts(path: str) -> tuple[int, int]:
    try:
        now = os.lstat(path)
    except OSError:
        return (-2, -2)
    return now.st_mtime_ns, now.st_size


def _names(out: bytes) -> list[str]:
    return [os.fsdecode(one) for one in out.split(b"\0") if one]


def _line(out: bytes) -> str:
    return out.decode("utf-8", "replace").strip()


def _part(paths: list[str], sizes: dict[str, int], what: str) -> str:
    return f"{len(paths):,} {what} ({_size(sum(sizes[one] for one in paths))})" if paths else ""


def _least(whole: bool) -> str:
    return "" if whole else "at least "


def _many(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _size(size: int) -> str:
    from keyturn.adapter.undo_store import shown_size

    return shown_size(size)
