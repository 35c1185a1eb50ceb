"""Watches repositories around a rehearsal: which commits no branch, tag or remote would hold afterwards, and whose.

The command runs on the real repository as the file sandbox shows it: an overlay shares the objects and keeps what is
written to itself. A remote on this machine is below an overlay too. For a remote behind a network a scratch repository
stands in, with the refs that were fetched last and the objects of the local one; the network is never asked.

Our own calls to git only read, with hooks, filters, attributes and file system monitors off.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keyturn.adapter import processes, sandbox
from keyturn.adapter.git_repository import find_root
from keyturn.model.invocation import Invocation
from keyturn.model.target import PATH, REF, REPOSITORY
from keyturn.rehearse import git
from keyturn.rehearse.difference import Commits, NotRehearsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from keyturn.rehearse.ports import Action

SUBJECTS = 50
LOST = 100_000
"""Lost commits that are still counted one by one."""
_ARGUMENTS = 20_000
_OPTIONS = (
    *("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.attributesFile=/dev/null"),
    *("-c", "core.pager=cat", "-c", "protocol.allow=never", "-c", "gc.auto=0", "-c", "log.showSignature=false"),
)
_PASSED = ("HOME", "PATH", "XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
_QUIET = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat",
}


@dataclass(slots=True)
class _Repository:
    """One that is watched. `name` is "" for the one that the command works in, else the remote's."""

    git_dir: str
    place: str
    name: str = ""
    scratch: bool = False
    remotes: list[str] = field(default_factory=list)
    before: git.State = git.GONE
    after: git.State = git.GONE
    rested: tuple[str, ...] = ()
    broken: bool = False


class _Reader:
    """Asks git about one real repository."""

    def __init__(self, program: str, environment: Mapping[str, str]) -> None:
        self.program = program
        kept = {name: environment[name] for name in _PASSED if name in environment}
        self.environment = {**kept, **_QUIET}

    def words(self, git_dir: str, words: Sequence[str]) -> list[str]:
        """The whole command line."""
        return [self.program, f"--git-dir={git_dir}", *_OPTIONS, *words]

    def ask(self, git_dir: str, words: Sequence[str], data: str | None = None) -> str | None:
        """The answer, or None when git refuses."""
        code, out, _errors = processes.run(
            self.words(git_dir, words),
            self.environment,
            None if data is None else data.encode(errors="surrogateescape"),
        )
        return out.decode("utf-8", "surrogateescape") if code == 0 else None

    def state(self, git_dir: str) -> git.State | None:
        """What a repository holds now, None when git refuses to read it."""
        found = self.ask(git_dir, git.REFS)
        if found is None:
            return None
        return git.State(
            git.refs(found),
            (self.ask(git_dir, git.HEAD) or "").strip(),
            (self.ask(git_dir, git.POINTER) or "").strip(),
            git.ids(self.ask(git_dir, git.STASHES) or ""),
            frozenset(git.ids(self.ask(git_dir, git.LOGGED) or "")),
        )

    def existing(self, git_dir: str, wanted: Iterable[str]) -> set[str]:
        """Those of some ids that are commits, or lead to one, in a repository."""
        text = "".join(f"{one}^{{commit}}\n" for one in sorted(set(wanted)))
        if not text:
            return set()
        out = self.ask(git_dir, ("cat-file", "--batch-check=%(objectname)"), text) or ""
        return {line for line in out.splitlines() if git.is_id(line)}

    def reach(self, git_dir: str, tips: Iterable[str], held: Iterable[str]) -> list[str]:
        """Commits that `tips` reach and `held` do not, newest first."""
        starts = sorted(self.existing(git_dir, tips))
        if not starts:
            return []
        stops = sorted(self.existing(git_dir, held))
        text = "\n".join([*starts, *("^" + one for one in stops)]) + "\n"
        return list(git.ids(self.ask(git_dir, ("rev-list", f"--max-count={LOST}", "--stdin"), text) or ""))

    def described(self, git_dir: str, commits: Sequence[str]) -> list[tuple[str, str, str]]:
        """(short id and subject, author's name, author's mail) of commits, in their order."""
        if not commits:
            return []
        words = ("log", "--no-walk=unsorted", "--no-show-signature", "--format=%h %s%x00%an%x00%ae", "--stdin")
        out = self.ask(git_dir, words, "\n".join(commits) + "\n") or ""
        rows = [line.split("\0") for line in out.splitlines()]
        return [(row[0], row[1], row[2]) for row in rows if len(row) == 3]


class GitWatch:
    """`rehearse_files.Watch` for the repositories that an action is about."""

    def __init__(self, action: Action) -> None:
        self._repositories: list[_Repository] = []
        self._said: list[NotRehearsed] = []
        self._scratch: sandbox.scratch | None = None
        self._settings: dict[str, str] = {}
        program = processes.find_program("git", action.environment.get("PATH", os.defpath))
        if program is None:
            return
        self._read = _Reader(program, action.environment)
        try:
            for place in sorted(_places(action)):
                self._add(place)
        except BaseException:
            self.close()
            raise

    def _add(self, place: str) -> None:
        try:
            found = find_root(place)
        except OSError:
            found = None
        if found is None or any(found[1] in (one.git_dir, one.place) for one in self._repositories):
            return
        root, git_dir = found
        before = self._read.state(git_dir)
        if before is None:
            self._said.append(
                NotRehearsed(f"the repository {root}", "git refuses to read it, so lost commits are not known")
            )
            return
        one = _Repository(git_dir, root, before=before)
        self._repositories.append(one)
        for name, urls in self._remotes(git_dir).items():
            self._remote(one, name, urls)

    def _remotes(self, git_dir: str) -> dict[str, list[str]]:
        out = self._read.ask(git_dir, ("config", "--null", "--get-regexp", r"^remote\..*\.(url|pushurl)$")) or ""
        found: dict[str, list[str]] = {}
        for pair in out.split("\0"):
            key, newline, url = pair.partition("\n")
            if newline and url:
                found.setdefault(key[len("remote.") :].rpartition(".")[0], []).append(url)
        return found

    def _remote(self, one: _Repository, name: str, urls: Sequence[str]) -> None:
        one.remotes.append(name)
        away = []
        for url in dict.fromkeys(urls):
            path = git.local_path(url, one.place)
            if path is None:
                away.append(url)
                continue
            found = find_root(path) if os.path.isdir(path) else None
            if found is None or any(other.git_dir == found[1] for other in self._repositories):
                continue
            before = self._read.state(found[1])
            if before is not None:
                self._repositories.append(_Repository(found[1], found[0], name, before=before))
        if away:
            self._stand_in(one, name, away)

    def _stand_in(self, one: _Repository, name: str, urls: Sequence[str]) -> None:
        """A scratch repository in place of a remote that only a network reaches."""
        if self._scratch is None:
            self._scratch = sandbox.scratch(what="git-")
            self._scratch.__enter__()
        place = os.path.join(self._scratch.path, f"{len(self._repositories)}.git")
        refs = git.tracked(one.before, name)
        for folder in ("objects/info", "refs/heads", "refs/tags"):
            os.makedirs(os.path.join(place, folder))
        pointer = self._read.ask(one.git_dir, ("symbolic-ref", "--quiet", f"refs/remotes/{name}/HEAD")) or ""
        default = pointer.strip().removeprefix(f"refs/remotes/{name}/") or "main"
        common = (
            self._read.ask(one.git_dir, ("rev-parse", "--path-format=absolute", "--git-common-dir")) or ""
        ).strip()
        wide = any(len(found) == 64 for found in refs.values())
        settings = "[core]\n\trepositoryformatversion = 1\n\tbare = true\n"
        settings += "[extensions]\n\tobjectformat = sha256\n" if wide else ""
        texts = {
            "HEAD": f"ref: refs/heads/{default}\n",
            "config": settings,
            "packed-refs": git.packed(refs),
            "objects/info/alternates": f"{common or one.git_dir}/objects\n",
        }
        for file, text in texts.items():
            with open(os.path.join(place, file), "w", encoding="utf-8", errors="surrogateescape") as out:
                out.write(text)
        self._repositories.append(_Repository(place, place, name, scratch=True, before=git.State(refs)))
        for url in urls:
            number = len(self._settings) // 2
            self._settings[f"GIT_CONFIG_KEY_{number}"] = f"url.{place}.insteadOf"
            self._settings[f"GIT_CONFIG_VALUE_{number}"] = url

    def apart(self) -> Sequence[str]:
        """The git directories: their housekeeping is no change of files, unless the repository itself is gone."""
        return [one.git_dir for one in self._repositories if one.git_dir != one.place or one.scratch or one.name]

    def environment(self) -> Mapping[str, str]:
        """Settings that lead pushes and fetches to the stand-ins."""
        if not self._settings:
            return {}
        return {**self._settings, "GIT_CONFIG_COUNT": str(len(self._settings) // 2)}

    def probes(self) -> Sequence[sandbox.Probe]:
        """Four reading calls for every repository."""
        found = []
        for one in self._repositories:
            known = sorted(one.before.holders(()))[:_ARGUMENTS]
            rests = (
                "rev-list",
                "--boundary",
                "--ignore-missing",
                f"--max-count={LOST}",
                "--all",
                "HEAD",
                "--not",
                *known,
            )
            for words in (git.REFS, git.HEAD, git.POINTER, git.STASHES, git.LOGGED, rests):
                argv = tuple(self._read.words(one.git_dir, words))
                found.append(sandbox.Probe(argv, "/", self._read.environment))
        return found

    def read(self, answers: Sequence[tuple[int, bytes]]) -> tuple[Commits, tuple[NotRehearsed, ...], frozenset[str]]:
        """What no repository holds any more, in the order of the repositories."""
        whole = set()
        for place, one in enumerate(self._repositories):
            codes = [code for code, _data in answers[place * 6 : place * 6 + 6]]
            texts = [data.decode("utf-8", "surrogateescape") for _code, data in answers[place * 6 : place * 6 + 6]]
            if not codes or codes[0] != 0:
                one.broken = True
                whole.add(one.git_dir)
                continue
            one.after = git.State(
                git.refs(texts[0]), texts[1].strip(), texts[2].strip(), git.ids(texts[3]), frozenset(git.ids(texts[4]))
            )
            one.rested = git.ids(texts[5])
        subjects: list[tuple[str, str, str]] = []
        refs: list[tuple[str, str, str]] = []
        lost: dict[str, str] = {}
        mine = ""
        for one in self._repositories:
            if not one.name and not mine:
                mine = (self._read.ask(one.git_dir, ("config", "user.email")) or "").strip()
            for commit in self._lost(one):
                lost.setdefault(commit, one.git_dir)
            refs.extend(git.moved(one.before, one.after, one.remotes, f"{one.name}: " if one.name else ""))
        for git_dir in dict.fromkeys(lost.values()):
            subjects += self._read.described(git_dir, [one for one, there in lost.items() if there == git_dir])
        return (
            Commits(len(lost), tuple(row[0] for row in subjects[:SUBJECTS]), tuple(refs), _authors(subjects, mine)),
            (*self._said, *self._caveats()),
            frozenset(whole),
        )

    def _lost(self, one: _Repository) -> list[str]:
        held = one.after.holders(one.remotes) | set(one.rested)
        lost = self._read.reach(one.git_dir, one.before.holders(one.remotes), held)
        known = set(lost)
        forgotten = one.before.logged - one.after.logged - set(one.before.stashes)
        lost += [
            commit
            for commit in self._read.reach(one.git_dir, forgotten, one.before.holders(()) | held | one.after.logged)
            if commit not in known
        ]
        stashed = {*one.after.stashes, one.after.refs.get("refs/stash", "")}
        dropped = [commit for commit in one.before.stashes if commit not in stashed]
        for other in self._repositories:
            if lost and other is not one:
                # what another repository still holds is not lost; asked of its real objects
                there = self._read.existing(other.git_dir, lost)
                if there:
                    away = set(
                        self._read.reach(other.git_dir, there, other.after.holders(other.remotes) | set(other.rested))
                    )
                    lost = [commit for commit in lost if commit not in there or commit in away]
        return lost + [commit for commit in dropped if commit not in lost]

    def untracked(self, paths: Sequence[str]) -> int:
        """How many of some files no commit and no index holds."""
        number = 0
        for one in self._repositories:
            lead = one.place.rstrip("/") + "/"
            mine = {path[len(lead) :] for path in paths if path.startswith(lead) and not path.endswith("/")}
            if not mine or one.git_dir == one.place:
                continue
            words = (f"--work-tree={one.place}", "-C", one.place, "ls-files", "--others", "-z")
            out = self._read.ask(one.git_dir, words) or ""
            number += len(mine.intersection(out.split("\0")))
        return number

    def _caveats(self) -> list[NotRehearsed]:
        found = []
        for one in self._repositories:
            if one.scratch and (one.after.refs != one.before.refs or one.broken):
                why = "it is behind a network: measured against its refs as they were last fetched, not as they are now"
                found.append(NotRehearsed(f"the remote {one.name} itself", why))
        return found

    def close(self) -> None:
        """Remove the stand-ins."""
        if self._scratch is not None:
            self._scratch.__exit__()
            self._scratch = None


def _places(action: Action) -> set[str]:
    """Directories whose repositories an action may be about: where it runs, and what its targets lie in."""
    found = {action.directory}
    for effect in action.judgement.effects:
        for target in effect.targets:
            if target.kind in (PATH, REPOSITORY, REF):
                for name in ("repository", "workspace", "path"):
                    path = target.facet(name)
                    if path and path.startswith("/") and len(found) < 20:
                        found.add(path)
    for step in action.judgement.trace:
        if isinstance(step.item, Invocation) and step.item.name == "git":
            found.update(_own(step.item, action.directory))
    return found


def _own(call: Invocation, directory: str) -> set[str]:
    """Where a git call works: the shell's directory then, and what -C and --git-dir name."""
    here = directory if call.context.directory is None else call.context.directory.text
    if here is None:
        return set()
    found = {here}
    words = [word.text or "" for word in call.args]
    for place, word in enumerate(words):
        if word in ("-C", "--git-dir", "--work-tree"):
            here = os.path.join(here, *words[place + 1 : place + 2])
            found.add(here)
        elif word.startswith("--git-dir="):
            found.add(os.path.join(here, word.partition("=")[2]))
        elif not word.startswith("-") and words[place - 1] not in ("-C", "--git-dir", "--work-tree", "-c"):
            break
    return found


def _authors(rows: Sequence[tuple[str, str, str]], mine: str) -> tuple[str, ...]:
    """Names of authors, others than the one who acts first, each with how many."""
    counted: dict[tuple[bool, str], int] = {}
    for _subject, name, mail in rows:
        key = (mail == mine, name)
        counted[key] = counted.get(key, 0) + 1
    ordered = sorted(counted.items(), key=lambda one: (one[0][0], -one[1], one[0][1]))
    return tuple(name for (_own, name), _number in ordered)
