"""What git's hooks stand on: the index for a commit, the pushed commits and references for a push."""

from __future__ import annotations

import os
import time

from keyturn.errors import CouldNotJudge, GitError, KeyturnError
from keyturn.model.decision import ALLOW
from keyturn.model.rule import SEVERITIES
from keyturn.policy import receive as receiving
from keyturn.scan import updates
from keyturn.scan.findings import Report
from keyturn.scan.updates import HEADS, TAGS, Loss, Update
from keyturn.tool.git_remote import is_default_name
from keyturn.wiring import hook_scripts
from keyturn.wiring.directory import real
from keyturn.wiring.scan import RANGE, STAGED, Request, between, scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from keyturn.adapter.git_refs import ReferencedRepository
    from keyturn.policy.layers import Layers
    from keyturn.scan.findings import Finding
    from keyturn.scan.ports import Change

_REFERENCES = 2_000
"""References in one push that are still judged."""
_CONFIGURATION = "keyturn.toml"
_CONFIGURATION_LIMIT = 1_000_000
_NO_REMOTE = "keyturn/no-remote"
"""Stands for a remote of which nothing was ever fetched: no reference is below it."""


# ---- a commit -----------------------------------------------------------------------------------------------------


def commit(name: str, hook: str = "", message: str = "") -> Report | None:
    """The index against HEAD. None: the commit-msg hook will judge it, with the message.

    With no editor to come git says so by GIT_EDITOR=":", and the message is known already. A pre-commit hook cannot
    see it, so an exception in it could never count; the commit-msg hook beside, if it is Keyturn's, can.
    """
    if name != "commit-msg" and os.environ.get("GIT_EDITOR") == ":" and hook and _judged_later(hook):
        return None
    return scan(Request(STAGED, asked=True, message=message))


def _judged_later(hook: str) -> bool:
    from keyturn.adapter import hook_files

    path = os.path.join(os.path.dirname(hook), "commit-msg")
    found = hook_files.look(path)
    return (
        found is not None
        and found.data is not None
        and hook_scripts.is_untouched(found.data)
        and hook_files.executable(path)
    )


# ---- a push, where it leaves --------------------------------------------------------------------------------------


def push(data: bytes, remote: str) -> Report:
    """What git's pre-push hook is told, judged against what was last fetched from the remote."""
    from keyturn.adapter.git_refs import ReferencedRepository

    wanted = updates.parse_push(data)
    directory = real()
    plain = bool(remote) and not remote.startswith("-") and all(one.isalnum() or one in "._-/" for one in remote)
    git = ReferencedRepository(directory, os.environ, remote=remote if plain else _NO_REMOTE)
    try:
        return judge(git, wanted, None)
    finally:
        git.close()


def framework_push() -> Report:
    """The same for the pre-commit framework, which reads standard input itself and tells by variables."""
    found = os.environ.get
    tip, base = found("PRE_COMMIT_TO_REF", ""), found("PRE_COMMIT_FROM_REF", "")
    if not tip:
        tip = found("PRE_COMMIT_LOCAL_BRANCH", "") or "HEAD"
    from keyturn.adapter.git_repository import GitRepository

    git = GitRepository(real(), os.environ)
    try:
        start, end = git.ends(f"{base}..{tip}") if base else ("", git.ends(f"{tip}..{tip}")[1])
        request = Request(RANGE, f"{start[:12]}..{end[:12]}")
        return between(request, git, start, end, git.between(start, end), start)
    finally:
        git.close()


# ---- a push, where it arrives -------------------------------------------------------------------------------------


def receive(data: bytes, answer: Callable[[Report], bytes], *, directory: str = "", root: str | None = None) -> bytes:
    """What git's pre-receive hook is told, judged within the organisation's deadline, as `answer` writes it.

    `root` is put before the configuration's fixed places (tests).
    """
    from keyturn.adapter.deadline import run_within
    from keyturn.wiring import configuration

    place = real(directory)
    settings = configuration.load(place, root=root, base_files={}).receive
    seconds = settings.deadline_seconds

    def work() -> bytes:
        return answer(_received(data, place, os.environ, root))

    begun = time.monotonic()
    found = run_within(seconds, work)
    if found is not None:
        return found
    if time.monotonic() - begun < seconds:
        return answer(Report(unread=("the judging process ended without an answer",), subject="the push"))
    if settings.on_deadline == receiving.ACCEPT:
        said = f"not judged within {seconds} s, and accepted: the organisation's configuration says so"
        return answer(Report(remarks=(said,), subject="the push"))
    said = (
        f"not judged within {seconds} s, so it is refused. Push fewer commits at once, or fewer references; "
        "deadline_seconds in [receive] of the server's /etc/keyturn/keyturn.toml sets the time."
    )
    return answer(Report(unread=(said,), subject="the push"))


def _received(data: bytes, directory: str, environ: Mapping[str, str], root: str | None) -> Report:
    """Never raises: an error is a report of what could not be judged."""
    from keyturn.adapter.git_refs import ReferencedRepository

    try:
        wanted = updates.parse(data)
        git = ReferencedRepository(directory, environ, quarantine=True)
        try:
            return judge(git, wanted, root)
        finally:
            git.close()
    except KeyturnError as problem:
        return Report(unread=(f"{problem.what}. {problem.fix}",), subject="the push")
    except Exception as fault:  # noqa: BLE001 - the last boundary of this process: could not judge, never "clear"
        return Report(unread=(f"{type(fault).__name__}: {fault}: a fault in Keyturn",), subject="the push")


# ---- both ---------------------------------------------------------------------------------------------------------


def judge(git: ReferencedRepository, wanted: list[Update], root: str | None) -> Report:
    """Every update of a push: what its commits bring, and what its references no longer hold."""
    if len(wanted) > _REFERENCES:
        raise CouldNotJudge(f"the push changes {len(wanted):,} references", f"Push at most {_REFERENCES:,} at once.")
    if not wanted:
        return Report(subject="the push")
    default, settled = git.default()
    layers = _layers(git, settled, root)
    settings = layers.receive
    tips = [commit for commit in (git.commit_of(one.new) for one in wanted if one.new) if commit]
    if git.new_commits(tips, settings.max_commits) > settings.max_commits:
        raise CouldNotJudge(
            f"the push brings more than {settings.max_commits:,} new commits",
            "Push fewer at once: git push origin COMMIT:refs/heads/BRANCH, step by step.",
        )
    held: list[Finding] = []
    remarks: list[str] = []
    reports: list[Report] = []
    seen: set[tuple[str, str]] = set()
    aliases = git.aliases()
    wanted = [each.but(ref=aliases.get(each.ref, each.ref)) for each in wanted]
    for one in wanted:
        protected = _protected(one, default, settings.protected)
        if one.old and not receiving.may_move(settings, one.ref):
            loss = _loss(git, one, wanted, tips, settled, protected=protected)
            finding = updates.judged(loss, layers, int(time.time())) if loss is not None else None
            if finding is not None and finding.verdict == ALLOW:
                remarks.append(f"{finding.place.file}: {finding.message}; the branch's own author may")
            elif finding is not None:
                held.append(finding)
        if one.new:
            report = _content(git, one, settled, seen, protected=protected)
            if report is not None:
                reports.append(report)
    return _together(held, remarks, reports, len(wanted))


def _layers(git: ReferencedRepository, revision: str, root: str | None) -> Layers:
    from keyturn.wiring import configuration

    files: dict[str, bytes] = {}
    if revision:
        kind, blob = git.object(f"{revision}:{_CONFIGURATION}", _CONFIGURATION_LIMIT)
        if kind == "blob":
            data = blob.data if blob.state == "read" else b"\xff\xfe configuration too large"
            files[os.path.join(git.root, _CONFIGURATION)] = data
    return configuration.load(git.root, root=root, base_files=files)


def _protected(update: Update, default: str, patterns: tuple[str, ...]) -> bool | None:
    """Whether the update is of a branch that everybody builds on; None when that cannot be known."""
    from keyturn.policy.matching import glob

    ref = update.ref
    if ref == default or any(glob(pattern, ref) for pattern in patterns):
        return True
    if ref.startswith(HEADS) and is_default_name(update.short):
        return True
    return None if not default and ref.startswith(HEADS) else False


def _loss(
    git: ReferencedRepository,
    one: Update,
    wanted: list[Update],
    tips: list[str],
    settled: str,
    *,
    protected: bool | None,
) -> Loss | None:
    """What an update takes away, None when nothing does: a branch that goes on from where it was."""
    git.read_base(one.old, one.ref)
    old, new = git.commit_of(one.old), git.commit_of(one.new) if one.new else ""
    tag = one.ref.startswith(TAGS)
    if not tag and old and new and git.is_ancestor(old, new):
        return None
    if not old:
        return Loss(one, 0, (), "", protected)
    count, authors = git.lost(old, [each.ref for each in wanted], tips)
    by = git.author(new) if new and count else ""
    merged = bool(count) and not one.new and _merged(git, old, settled)
    taken = git.taken(old, new) if new and not tag else 0
    return Loss(one, count, authors, by, protected, merged, taken, old == new)


def _merged(git: ReferencedRepository, old: str, settled: str) -> bool:
    """Whether the default branch has every file that the branch changed, as the branch left it."""
    start = git.common(settled, old) if settled else ""
    if not start:
        return False
    different = _paths(git.between(settled, old))
    return not any(path in different for path in _paths(git.between(start, old)))


def _paths(changes: list[Change]) -> set[str]:
    return {path for change in changes for path in (change.old, change.new)}


def _content(
    git: ReferencedRepository, one: Update, settled: str, seen: set[tuple[str, str]], *, protected: bool | None
) -> Report | None:
    """What an update brings, None when another one brought the same."""
    tip = git.commit_of(one.new)
    if not tip:
        kind = git.kind_of(one.new) or "missing object"
        raise GitError(f"{one.ref} would name a {kind} that leads to no commit", "Push commits, or tags of commits.")
    base = ""
    if one.old and not one.ref.startswith(TAGS) and (protected or not settled):
        base = git.commit_of(one.old)
    if not base:
        # a branch is judged whole against the default branch: what its own earlier pushes brought was seen by nobody
        # else, so an exception among it must not count now
        base = git.common(settled, tip) if settled else git.nearest(tip)
    if base == tip or (base, tip) in seen:
        return None
    seen.add((base, tip))
    return between(Request(RANGE, one.short), git, base, tip, git.between(base, tip), settled or base)


def _together(held: list[Finding], remarks: list[str], reports: list[Report], count: int) -> Report:
    """All of it as one report. What a reference would lose stops whatever `fail_on` says."""
    fail_on = min((report.fail_on for report in reports), key=SEVERITIES.index, default="medium")
    least = SEVERITIES.index(fail_on)
    held = [one if one.rank >= least else one.but(severity=fail_on) for one in held]
    return Report(
        (*held, *(finding for report in reports for finding in report.findings)),
        tuple(finding for report in reports for finding in report.overridden),
        tuple(dict.fromkeys(line for report in reports for line in report.unread)),
        tuple(dict.fromkeys((*remarks, *(line for report in reports for line in report.remarks)))),
        tuple(total for report in reports for total in report.together),
        f"the push of {count} {'reference' if count == 1 else 'references'}",
        sum(report.files for report in reports),
        fail_on=fail_on,
        baselined=tuple(finding for report in reports for finding in report.baselined),
    )


def render(report: Report, what: str, form: str) -> str:
    """The report as a hook prints it."""
    if form == "json":
        from keyturn.wiring.reports import render as render_form

        return render_form(report, "json")
    from keyturn.adapter import report_hook

    return report_hook.render(report, what)
