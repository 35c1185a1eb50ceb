"""Changes, files, patches and histories → findings.

The order for a change: what its paths alone tell; then the contents of changed files that some rule could
match (the pre-filter), each read whole at both sides; then protections that are gone. Nothing here ever turns
"could not look" into "nothing found": what could not be looked at is listed in `Report.unread`.
"""

from __future__ import annotations

from keyturn.model.effect import GUARD_OFF
from keyturn.model.rule import HIGH, LOW, MEDIUM
from keyturn.policy import overriding, own_rules_text
from keyturn.scan import baseline, documents, judging, overrides, own_texts, raw, rewritten, safety, texts, together
from keyturn.scan.findings import NEW, OLD, Finding, Place, Report
from keyturn.scan.patch import Fragment, Section, fragments, sections
from keyturn.scan.ports import EXECUTABLE, MISSING, NOTHING, OVERSIZED, READ, REGULAR
from keyturn.scan.prefilter import LARGE, prefilter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from keyturn.model.effect import BlindSpot, Effect, Guard
    from keyturn.model.workspace import Workspace
    from keyturn.policy.layers import Layers
    from keyturn.policy.own_rules_text import Search
    from keyturn.scan.judging import Side
    from keyturn.scan.overrides import Inline
    from keyturn.scan.ports import Change, Git
    from keyturn.scan.rewritten import Lost
    from keyturn.scan.together import Loss

    Progress = Callable[[int], None]

SEARCH_LIMIT = 64_000_000
"""Bytes of one file that the pre-filter still looks through."""
_POINTER = b"version https://git-lfs.github.com/spec/"
_SMALL = 1_000_000


class Scan:
    """Collects one report.

    `today` is a date as YYYY-MM-DD; `added_count` tells whether exceptions that the change itself wrote count
    (locally) or not (ranges, patches and histories). `search` is the engine for the layers' rules by text; without
    one they are told as unread.
    """

    def __init__(self, layers: Layers, today: str, *, added_count: bool, search: Search | None = None) -> None:
        self.layers = layers
        self.today = today
        self.added_count = added_count
        self.findings: list[Finding] = []
        self.overridden: list[Finding] = []
        self.unread: list[str] = []
        self.remarks: list[str] = []
        self.files = 0
        self.commits = 0
        self._search = prefilter(tuple(rule.program.lower().encode() for rule in layers.rules if rule.program))
        self._texts = own_texts.OwnTexts(layers, search)
        if self._texts.missing:
            self.unread.append(self._texts.missing)
        self._large: set[tuple[str, str]] = set()
        self._seen = 0
        self._losses: list[Loss] = []

    # -- a change in a repository -------------------------------------------------------------------------------

    def changes(
        self,
        git: Git,
        changes: list[Change],
        before: Workspace,
        after: Workspace,
        base_paths: Callable[[], Iterable[str]] | None,
        commit: str = "",
    ) -> None:
        """One change, whole: the index against HEAD, a range, or one commit of a history."""
        self.files += len(changes)
        begun = len(self._losses)
        ids = raw.wanted(changes)
        contents = {oid: blob.data for oid, blob in zip(ids, git.blobs(ids, _SMALL), strict=True)} if ids else {}
        found = raw.findings(changes, self.layers.scan, base_paths, contents, judging.describe, commit)
        candidates = [change for change in changes if _readable(change)]
        hits, inlines = self._hits(git, candidates, commit)
        for one in found:
            self._keep(one, inlines.get(one.place.file))
        guards_before: dict[str, list[tuple[str, Guard, Side]]] = {}
        guards_after: dict[str, list[tuple[str, Guard]]] = {}
        effects: list[Effect] = []
        for change, language in hits:
            folder = _together(language, change.new)
            sides = self._both(git, change, language, before, after, commit)
            if sides is None:
                continue
            old, new, written = sides
            guards_before.setdefault(_together(language, change.old), []).extend(
                (change.old, guard, old) for guard in old.judgement.guards
            )
            guards_after.setdefault(folder, []).extend((change.new, guard) for guard in new.judgement.guards)
            came = self._compare(old, new, change, written, commit)
            effects.extend(came)
            self._safety(language, old, new, change.new, commit, written, came)
        for folder, lost in guards_before.items():
            for one in judging.lost_guards(lost, guards_after.get(folder, []), effects, self.layers, commit):
                self._lost_guard(one)
        self._rewritten(git, changes, inlines, commit)
        if self._texts:
            self._own_texts(git, changes, commit)
        self._deleted(changes, commit)
        self._sum_up(begun, commit)
        self._baseline(git, changes, after, commit)

    def _baseline(self, git: Git, changes: list[Change], after: Workspace, commit: str) -> None:
        """What a change lets the baseline know."""
        for change in changes:
            if raw.BASELINE in (change.old, change.new) and change.old_id != change.new_id:
                old, new = (
                    next(iter(git.blobs([oid], baseline.MAX_BYTES))).data
                    if path == raw.BASELINE and oid.strip("0")
                    else None
                    for path, oid in ((change.old, change.old_id), (change.new, change.new_id))
                )
                message = baseline.grown(old, new, baseline.Tree(after).there)
                if message:
                    place = Place(raw.BASELINE, commit=commit)
                    self._keep(judging.describe("keyturn/baseline-grown", HIGH, message, place), None)

    # -- a team's own rules by text ---------------------------------------------------------------------------------

    def _own_texts(self, git: Git, changes: list[Change], commit: str) -> None:
        """Lines of changed files, whatever their kind, that such a rule meets and did not meet before."""
        asked = [
            change
            for change in changes
            if change.status != "D"
            and change.new_mode in (REGULAR, EXECUTABLE)
            and (change.new_id != change.old_id or change.old != change.new)
            and self._texts.about(change.new)
        ]
        met: list[tuple[Change, own_texts.Looked]] = []
        for change, blob in zip(asked, git.blobs([one.new_id for one in asked], SEARCH_LIMIT), strict=True):
            path = change.new
            if blob.state == MISSING:
                text = (
                    f"{path}: its content {change.new_id[:12]} is not in this clone (git fetch --refetch --no-filter)"
                )
                if text not in self.unread:
                    self.unread.append(text)
            elif blob.state == OVERSIZED:
                self.remarks.append(f"{path}: {blob.size:,} bytes, which no rule by text was looked for in")
            elif self._searchable(path, blob.data, commit):
                looked = self._texts.look(path, blob.data)
                if looked.met.lines or looked.met.why:
                    met.append((change, looked))
        olds = [[oid for _mode, oid in change.parents] or [change.old_id] for change, _looked in met]
        olds = [
            [oid for oid in ids if oid.strip("0") and oid != "?"]
            if change.parents or change.old_mode in (REGULAR, EXECUTABLE)
            else []
            for ids, (change, _looked) in zip(olds, met, strict=True)
        ]
        blobs = git.blobs([oid for ids in olds for oid in ids], SEARCH_LIMIT) if any(olds) else iter(())
        for (change, looked), ids in zip(met, olds, strict=True):
            before = [self._texts.look(change.old, blob.data) for blob in [next(blobs) for _ in ids]]
            self._text_findings(looked, before, commit)

    def _searchable(self, path: str, data: bytes, commit: str) -> bool:
        """Whether a file is small enough to be searched by rules by text; a larger text is a finding."""
        if len(data) <= self.layers.scan.max_file_bytes:
            return True
        if not texts.looks_binary(data):
            self._oversized(path, len(data), commit)
        return False

    def _text_findings(self, looked: own_texts.Looked, before: list[own_texts.Looked], commit: str) -> None:
        for one in (looked, *before):
            if one.met.why:
                place = Place(looked.path, commit=commit)
                blind = self.layers.scan.blind
                self._keep(judging.describe("blind/budget", blind, f"{one.path}: {one.met.why}", place), None)
        if not looked.met.lines:
            return
        known = [line for one in before for line in one.met.lines]
        written = own_texts.written_in(looked.text, (one.text for one in before), self.today)
        used: set[int] = set()
        for finding in self._texts.findings(looked, own_rules_text.brought(known, looked.met.lines), commit):
            self._keep(finding, written, used)
        for inline in written:
            if self._texts.only_theirs(inline) and not any(
                line.rule.id in inline.rules and line.number - 1 <= inline.line <= line.number
                for line in looked.met.lines
            ):
                self._say(looked.path, inline, "is not needed: nothing here meets it")

    def _lost_guard(self, finding: Finding) -> None:
        what = together.RESOURCES if finding.rule == "change/resource-removed" else together.PROTECTIONS
        name = finding.message.partition(" is no longer")[0].partition(" no longer")[0]
        self._losses.append((what, name, 1, f"{finding.place.file}:{finding.place.line}"))
        self._keep(finding, None)

    def _deleted(self, changes: list[Change], commit: str) -> None:
        gone = [change.old for change in changes if change.status == "D"]
        if gone:
            self._losses.append((together.FILES, "", len(gone), f"{commit}:{gone[0]}"))

    def _sum_up(self, begun: int, commit: str) -> None:
        """A finding of its own for a change that drops or destroys a great deal, one harmless line at a time."""
        limit = self.layers.scan.mass_drop
        for total in together.totals(self._losses[begun:]):
            if total.what in (together.TABLES, together.RESOURCES) and total.count > limit:
                place = next(one for what, _name, _count, one in self._losses[begun:] if what == total.what)
                file = place.removeprefix(judging.ROOT + "/").partition(":")[0]
                self._keep(
                    judging.describe(
                        "change/mass-drop", HIGH, f"in one change {together.shown(total)}", Place(file, commit=commit)
                    ),
                    None,
                )

    # -- files that stay and lose what was in them ------------------------------------------------------------------

    def _rewritten(self, git: Git, changes: list[Change], inlines: dict[str, list[Inline]], commit: str) -> None:
        """Files that were gutted, or in which a stub stands where code stood."""
        kept = [change for change in changes if rewritten.comparable(change)]
        if not kept:
            return
        ids = [one for change in kept for one in (change.old_id, change.new_id)]
        blobs = git.blobs(ids, rewritten.LIMIT)
        found: list[Lost] = []
        for change in kept:
            old, new = next(blobs), next(blobs)
            if old.state != READ or new.state != READ:
                continue
            found.extend(self._compared(change.new, old.data, new.data))
        if any(not one.line for one in found):
            found = self._without_moved(git, changes, found)
        for one in found:
            self._keep(self._loss(one, commit), inlines.get(one.path))

    def _compared(self, path: str, old: bytes, new: bytes) -> list[Lost]:
        settings = self.layers.scan
        found: list[Lost] = []
        if rewritten.may_be_stubbed(old, new):
            found = rewritten.stubs(path, texts.read(old).text.split("\n"), texts.read(new).text.split("\n"))
        if not found:
            whole = rewritten.gutted(path, old, new, settings.gutted_lines, settings.gutted_percent)
            found = [whole] if whole is not None else []
        return found

    def _without_moved(self, git: Git, changes: list[Change], found: list[Lost]) -> list[Lost]:
        """Gutted files without those whose lines other files of the change now hold."""
        others = [
            change
            for change in changes
            if change.status in "AMR" and change.new_mode in (REGULAR, EXECUTABLE) and change.new_id != change.old_id
        ]
        contents = {
            change.new: blob.data
            for change, blob in zip(others, git.blobs([one.new_id for one in others], _SMALL), strict=True)
        }
        return [
            one
            for one in found
            if one.line or not rewritten.moved(one, (data for path, data in contents.items() if path != one.path))
        ]

    def _loss(self, lost: Lost, commit: str, confidence: str = "") -> Finding:
        self._losses.append((together.LINES, "", lost.gone, f"{lost.path}:{lost.line}"))
        if lost.line:
            rule, severity = "change/elision-stub", HIGH
            message = f"“{lost.stub}” stands where {lost.gone:,} lines of text were"
        else:
            rule = "change/file-gutted"
            severity = LOW if rewritten.is_test(lost.path) else MEDIUM
            message = f"{lost.gone:,} of {lost.had:,} lines of {lost.path} are gone, and no other file has them"
        place = Place(lost.path, lost.line, 1 if lost.line else 0, commit=commit)
        finding = judging.describe(rule, severity, message, place, snippet=lost.stub)
        return finding.but(confidence=confidence) if confidence else finding

    def _hits(
        self, git: Git, candidates: list[Change], commit: str
    ) -> tuple[list[tuple[Change, str]], dict[str, list[Inline]]]:
        """The changed files whose text some rule could match, and the exceptions written in changed guard files."""
        hits: list[tuple[Change, str]] = []
        inlines: dict[str, list[Inline]] = {}
        fetch: list[Change] = []
        before: list[tuple[Change, str]] = []
        for change in candidates:
            if change.status == "D":
                language = documents.by_name(change.old)
                if language in documents.STRUCTURAL or (language is None and documents.may_be_object(change.old)):
                    before.append((change, language or ""))
            else:
                fetch.append(change)
        blobs = git.blobs([change.new_id for change in fetch], SEARCH_LIMIT) if fetch else iter(())
        for change, blob in zip(fetch, blobs, strict=True):
            path = change.new
            language = documents.language_of(path, blob.data)
            if blob.state == MISSING:
                self.unread.append(
                    f"{path}: its content {change.new_id[:12]} is not in this clone (git fetch --refetch --no-filter)"
                )
                continue
            if blob.state == OVERSIZED:
                if language is not None or documents.may_be_script(path):
                    self._oversized(path, blob.size, commit)
                continue
            if raw.is_own(path) or raw.may_run_keyturn(path):
                written = overrides.read(texts.read(blob.data).text, self.today)
                if written:
                    inlines[path] = overrides.mark_added(written, self._known(git, change))
            if language is None:
                if documents.may_be_object(path):
                    before.append((change, ""))
                continue
            if blob.data.startswith(_POINTER):
                self._keep(
                    judging.describe(
                        "blind/stored-elsewhere",
                        MEDIUM,
                        f"{path} is a Git LFS pointer: its text is not in the repository",
                        Place(path, commit=commit),
                    ),
                    None,
                )
                continue
            if texts.looks_binary(blob.data):
                self._keep(
                    judging.describe(
                        "blind/binary-script",
                        self.layers.scan.blind,
                        f"{path} looks like {language} by its name and is binary",
                        Place(path, commit=commit),
                    ),
                    None,
                )
                continue
            if self._hit(language, blob.data):
                hits.append((change, language))
            elif language in documents.STRUCTURAL:
                before.append((change, language))
        # where a protection can vanish without a word on the new side, the old one is asked too
        before = [pair for pair in before if pair[0].old_id.strip("0")]
        olds = git.blobs([change.old_id for change, _language in before], SEARCH_LIMIT) if before else iter(())
        for (change, language), blob in zip(before, olds, strict=True):
            # "": its content told what it was
            spoken = language or documents.language_of(change.old, blob.data)
            if spoken in documents.STRUCTURAL and (blob.state != READ or self._hit(spoken, blob.data)):
                hits.append((change, spoken))
        return hits, inlines

    def _known(self, git: Git, change: Change) -> list[Inline]:
        """The exceptions that stand on the base side of a changed file."""
        if change.old_mode not in (REGULAR, EXECUTABLE) or not change.old_id.strip("0"):
            return []
        blob = next(iter(git.blobs([change.old_id], _SMALL)))
        return overrides.read(texts.read(blob.data).text, self.today)

    def _hit(self, language: str, data: bytes) -> bool:
        plain, oddity = texts.plain(data)
        self._seen += len(plain)
        self._search.prepare(max(len(plain), self._seen))
        return bool(oddity) or self._search.hits(language, plain)

    def _oversized(self, path: str, size: int, commit: str) -> None:
        if (path, commit) in self._large:
            return
        self._large.add((path, commit))
        self._keep(
            judging.describe(
                "blind/oversized",
                self.layers.scan.blind,
                f"{path} has {size:,} bytes, more than is parsed",
                Place(path, commit=commit),
            ),
            None,
        )

    def _both(
        self, git: Git, change: Change, language: str, before: Workspace, after: Workspace, commit: str
    ) -> tuple[Side, Side, list[Inline]] | None:
        """A changed file read whole at both sides."""
        limit = self.layers.scan.max_file_bytes
        ids = [oid for _mode, oid in change.parents] or [change.old_id]
        ids = [oid for oid in ids if oid.strip("0") and oid != "?"]
        if change.old_mode not in (REGULAR, EXECUTABLE):
            ids = [] if not change.parents else ids
        has_new = bool(change.new_id.strip("0")) and change.new_mode in (REGULAR, EXECUTABLE)
        blobs = list(git.blobs([*ids, change.new_id] if has_new else ids, limit))
        new = judging.Side()
        written: list[Inline] = []
        known: list[Inline] = []
        olds = blobs[: len(ids)]
        if has_new:
            blob = blobs[-1]
            if blob.state == OVERSIZED:
                self._oversized(change.new, blob.size, commit)
                return None
            if blob.state == MISSING:
                self.unread.append(f"{change.new}: its content is not in this clone (git fetch --refetch --no-filter)")
                return None
            text = texts.read(blob.data)
            hidden = judging.odd_text(text.oddity, change.new, commit, script=True)
            if hidden is not None and not (olds and texts.read(olds[0].data).oddity == text.oddity):
                self._keep(hidden, None)
            new = judging.judge(language, change.new, text.text, after, self.layers)
            written = overrides.read(text.text, self.today)
        old_sides: list[Side] = []
        needed = language in documents.STRUCTURAL or self._speaks(new, change.new, commit)
        for blob in olds:
            if blob.state == MISSING:
                self.unread.append(
                    f"{change.old}: its earlier content is not in this clone (git fetch --refetch --no-filter)"
                )
                return None
            if blob.state == OVERSIZED or not (needed or written):
                continue  # with nothing on the new side there is nothing to take away from
            text = texts.read(blob.data)
            here = overrides.read(text.text, self.today)
            old_language = documents.language_of(change.old, blob.data)
            if old_language is not None and needed:
                side = judging.judge(old_language, change.old, text.text, before, self.layers)
                old_sides.append(side)
                if here:
                    here = overrides.spent(here, self._told(side, change.old, commit))
            known.extend(here)
        return _merged(old_sides), new, overrides.mark_added(written, known)

    def _speaks(self, side: Side, path: str, commit: str) -> bool:
        """Whether anything on this side would be told at all, before taking away what was there already."""
        judgement = side.judgement
        return bool(judgement.guards or judgement.blind) or any(
            judging.of_effect(effect, side, path, self.layers, commit) is not None for effect in judgement.effects
        )

    def _told(self, side: Side, path: str, commit: str) -> Iterable[Finding]:
        """Everything that a file itself would have told."""
        for effect in side.judgement.effects:
            finding = judging.of_effect(effect, side, path, self.layers, commit)
            if finding is not None:
                yield finding
        for spot in side.judgement.blind:
            finding = judging.of_blind(spot, side, path, self.layers, commit)
            if finding is not None:
                yield finding

    def _compare(self, old: Side, new: Side, change: Change, written: list[Inline], commit: str) -> list[Effect]:
        came = judging.brought(old, new, change.old, change.new)
        used: set[int] = set()
        self._effects_of(came.effects, new, change.new, written, used, commit)
        self._blind_of(came.blind, new, change.new, written, used, commit)
        # an exception is in use as long as anything in the file needs it, old or new
        for effect in new.judgement.effects:
            finding = judging.of_effect(effect, new, change.new, self.layers, commit) if written else None
            if finding is not None:
                cover = overrides.covering(finding, written)
                if cover is not None:
                    used.add(cover.line)
        self._remark(change.new, written, used)
        return list(came.effects)

    def _safety(
        self,
        language: str,
        old: Side,
        new: Side,
        path: str,
        commit: str,
        written: list[Inline],
        came: list[Effect],
    ) -> None:
        """What kept a file in check that still destroys something, and is gone from it.

        Only effects that stand on both sides count: what is new is a finding of its own.
        """
        if not old.lines or not new.lines:
            return
        lost = safety.gone(language, old.lines, new.lines)
        if not lost:
            return
        same = {effect.rule for effect in old.judgement.effects}
        fresh = {id(effect) for effect in came}
        worst: Finding | None = None
        for effect in new.judgement.effects:
            if effect.rule in same and id(effect) not in fresh and not judging.was_worsened(effect, came):
                finding = judging.of_effect(effect, new, path, self.layers, commit)
                if finding is not None and finding.severity != LOW and (worst is None or finding.rank > worst.rank):
                    worst = finding
        if worst is None:
            return
        for one in lost:
            verb = "are" if one.many else "is"
            message = f"{one.what} {verb} gone, and line {worst.place.line} still {worst.message}"
            place = Place(path, one.line, 1, side=OLD, commit=commit)
            self._keep(judging.describe("change/safety-removed", MEDIUM, message, place, snippet=one.text), written)

    def _effects_of(
        self,
        effects: Iterable[Effect],
        side: Side,
        path: str,
        written: list[Inline],
        used: set[int],
        commit: str,
        confidence: str = "",
    ) -> None:
        for effect in effects:
            finding = judging.of_effect(effect, side, path, self.layers, commit)
            if finding is None:
                continue
            if confidence:
                finding = finding.but(confidence=confidence)
            if effect.category != GUARD_OFF and not rewritten.is_test(path):
                self._losses.extend(together.losses(effect))
            self._keep(finding, written, used)

    def _blind_of(
        self,
        spots: Iterable[BlindSpot],
        side: Side,
        path: str,
        written: list[Inline],
        used: set[int],
        commit: str,
    ) -> None:
        told = False
        for spot in spots:
            finding = judging.of_blind(spot, side, path, self.layers, commit)
            if finding is None:
                continue
            if spot.rule in ("blind/unparsable", "blind/budget") and not spot.origin.through:
                # a file that could not be read whole is told once, whatever the reader stumbled over
                if told:
                    continue
                told = True
            self._keep(finding, written, used)

    def _keep(self, finding: Finding, written: list[Inline] | None, used: set[int] | None = None) -> None:
        """Count a finding, or set it aside when an exception that counts covers it."""
        cover = None
        if written:
            if finding.place.line == 0:
                cover = next((one for one in written if finding.rule in one.rules), None)
            else:
                cover = overrides.covering(finding, written)
        if cover is None:
            self.findings.append(finding)
            return
        if used is not None:
            used.add(cover.line)
        pattern = overriding.forbids(self.layers.override, finding.rule)
        if pattern:
            self._say(finding.place.file, cover, f"does not count: [override] forbid has {pattern}")
        elif cover.problem:
            self._say(finding.place.file, cover, f"does not count: {cover.problem}")
            # it stands, whatever a baseline says: somebody meant it to come back
            self.findings.append(finding.but(override=cover))
            return
        elif cover.added and not self.added_count:
            # whether somebody else approved it is for `scan.exceptions` to find out
            self.findings.append(finding.but(override=cover))
            return
        else:
            self.overridden.append(finding.but(override=cover))
            return
        self.findings.append(finding)

    def _say(self, path: str, inline: Inline, what: str) -> None:
        text = f"{path}:{inline.line}: the exception for {', '.join(inline.rules) or 'nothing'} {what}"
        if text not in self.remarks:
            self.remarks.append(text)

    def _remark(self, path: str, written: list[Inline], used: set[int]) -> None:
        for one in written:
            if one.line not in used and not self._texts.only_theirs(one):
                if one.problem:
                    self._say(path, one, f"does not count: {one.problem}")
                else:
                    self._say(path, one, "is not needed: nothing here meets it")

    # -- histories ----------------------------------------------------------------------------------------------

    def history(
        self,
        git: Git,
        commits: list[tuple[str, ...]],
        paths: Callable[[str], Iterable[str]],
        progress: Progress,
    ) -> None:
        """Commits, each on its own against its parent.

        A commit's files are looked at when its changed lines hold something: a whole history is not worth reading
        every file of every commit. What an unchanged line begins to do through a changed one without a word of its
        own (`cd /` above an old `rm -rf *`) is met by --staged and --range, which read whole files, not here.
        """
        self._search.prepare(LARGE)
        empty = git.commit_side("")
        for commit in git.history(commits, self._patch_hit):
            self.commits += 1
            progress(self.commits)
            changes = list(commit.changes)
            if commit.hit or _telling(changes):
                before = git.commit_side(commit.parent) if commit.parent else empty

                def base(parent: str = commit.parent) -> Iterable[str]:
                    return paths(parent)

                self.changes(git, changes, before, git.commit_side(commit.id), base, commit.id)
            else:
                self.files += len(changes)

    def _patch_hit(self, changes: tuple[Change, ...], data: bytes, start: int, end: int) -> bool:
        """Whether the changed lines of a commit hold anything worth reading its files for.

        A `-p` patch has one section for each change, in the same order. Where that does not hold (a changed type has
        two), the answer is yes.
        """
        at = start
        for change in changes:
            if not data.startswith(b"diff --git ", at, end):
                return True
            following = data.find(b"\ndiff --git ", at, end)
            stop = end if following < 0 else following + 1
            if self._texts.about(change.new) and self._texts.meets(change.new, _shown_lines(data, at, stop)):
                return True
            language = documents.by_name(change.path)
            if language is None and change.path.endswith((".json", ".tfplan")):
                language = "terraform-plan" if data.find(b"resource_changes", at, stop) >= 0 else "cloudformation"
            elif language is None and documents.may_be_object(change.path):
                # the words that tell which may stand on lines that did not change
                language = "kubernetes"
                if self._search.hits("cloudformation", data, at, stop):
                    return True
            elif language is None and (documents.may_be_script(change.path) or change.new_mode == EXECUTABLE):
                language = "shell"
            if language is not None and self._search.hits(language, data, at, stop):
                return True
            if _shrinks(data, at, stop) and rewritten.comparable(change):
                return True
            at = stop
        return at < end

    # -- files --------------------------------------------------------------------------------------------------

    def expect(self, size: int) -> None:
        """Say beforehand that about so many bytes will be searched."""
        self._seen += size

    def file(self, path: str, data: bytes, workspace: Workspace, *, named: bool = False, inside: str = "") -> None:
        """One file on its own: everything in it counts.

        `named` tells that it was asked for by name, `inside` its path below the workspace's root when that differs.
        """
        first, kept = len(self.findings), len(self.overridden)
        self._file(inside or path, data, workspace, named=named)
        if inside and inside != path:
            for found, start in ((self.findings, first), (self.overridden, kept)):
                for at in range(start, len(found)):
                    if found[at].place.file == inside:
                        found[at] = found[at].but(place=found[at].place.but(file=path))

    def _file(self, path: str, data: bytes, workspace: Workspace, *, named: bool) -> None:
        self.files += 1
        if self._texts.about(path) and self._searchable(path, data, ""):
            self._text_findings(self._texts.look(path, data), [], "")
        language = documents.language_of(path, data)
        if language is None:
            if named and not self._texts.about(path):
                self.remarks.append(f"{path}: no reader for this kind of file, so nothing in it was judged")
            return
        if data.startswith(_POINTER):
            self._keep(
                judging.describe(
                    "blind/stored-elsewhere",
                    MEDIUM,
                    f"{path} is a Git LFS pointer: its text is not here",
                    Place(path),
                ),
                None,
            )
            return
        if texts.looks_binary(data):
            self._keep(
                judging.describe(
                    "blind/binary-script",
                    self.layers.scan.blind,
                    f"{path} looks like {language} by its name and is binary",
                    Place(path),
                ),
                None,
            )
            return
        if not self._hit(language, data):
            return
        if len(data) > self.layers.scan.max_file_bytes:
            self._oversized(path, len(data), "")
            return
        text = texts.read(data)
        hidden = judging.odd_text(text.oddity, path, "", script=True)
        written = overrides.read(text.text, self.today)
        if hidden is not None:
            self._keep(hidden, written)
        side = judging.judge(language, path, text.text, workspace, self.layers)
        came = judging.brought(judging.Side(), side, path, path)
        used: set[int] = set()
        self._effects_of(came.effects, side, path, written, used, "")
        self._blind_of(came.blind, side, path, written, used, "")
        self._remark(path, written, used)

    # -- patches ------------------------------------------------------------------------------------------------

    def patch(self, data: bytes, workspace: Workspace) -> None:
        """A bare patch: fragments of files, with lower confidence. Raises CouldNotJudge when it is none."""
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            data = texts.plain(data)[0]
        parts = sections(data)
        self.files += len(parts)
        search = self._search
        search.prepare(len(data))
        changes = [part.change for part in parts]
        for one in raw.findings(changes, self.layers.scan, None, {}, judging.describe):
            self._keep(one, None)
        for part in parts:
            grown = part.change.new == raw.BASELINE and baseline.grown_in_patch(
                data[part.start : part.end].split(b"\n")
            )
            if grown:
                self._keep(judging.describe("keyturn/baseline-grown", HIGH, grown, Place(raw.BASELINE)), None)
        partial = False
        for part in parts:
            language = _patch_language(data, part)
            if language is None:
                continue
            if part.fault:
                self.unread.append(f"{part.change.path}: {part.fault}")
            if part.change.status == "R" and documents.by_name(part.change.old) != language:
                self.unread.append(
                    f"{part.change.path}: was {part.change.old} and is now read as {language}; what did not change "
                    "is not in the patch (--range reads whole files)"
                )
            if part.hidden:
                self._keep(
                    judging.describe(
                        "blind/binary-script",
                        self.layers.scan.blind,
                        f"{part.change.path} is {language} by its name, and the patch does not show its text",
                        Place(part.change.path),
                    ),
                    None,
                )
                continue
            if not search.hits(language, data, part.start, part.end):
                continue
            partial = self._section(data, part, language, workspace) or partial
        self._patched(data, parts)
        for part in parts:
            if not part.hidden and self._texts.about(part.change.new):
                self._patched_text(data, part)
        self._deleted(changes, "")
        self._sum_up(0, "")
        if partial:
            self.remarks.append(
                "read from fragments: only the lines in the patch were judged (--range reads whole files)"
            )

    def _section(self, data: bytes, part: Section, language: str, workspace: Workspace) -> bool:
        path = part.change.new
        whole = True
        guards_before: list[tuple[str, Guard, Side]] = []
        guards_after: list[tuple[str, Guard]] = []
        effects: list[Effect] = []
        for fragment in fragments(data, part):
            if fragment.fault and not part.fault:
                self.unread.append(f"{path}: {fragment.fault}")
            new = self._fragment_side(fragment.after, language, path, workspace, whole=fragment.whole)
            old = self._fragment_side(fragment.before, language, path, workspace, whole=False)
            guards_before.extend((part.change.old, guard, old) for guard in old.judgement.guards)
            guards_after.extend((path, guard) for guard in new.judgement.guards)
            came = judging.brought(old, new, path, path)
            written = overrides.read("\n".join(fragment.after), self.today)
            known = overrides.read("\n".join(fragment.before), self.today)
            written = overrides.mark_added(written, known)
            shift = fragment.numbers[0] - 1 if fragment.numbers else 0
            used: set[int] = set()
            confidence = "" if fragment.whole else LOW
            first, kept = len(self.findings), len(self.overridden)
            fresh = [effect for effect in came.effects if _touches(effect, fragment, path)]
            self._effects_of(fresh, new, path, written, used, "", confidence)
            if fragment.whole:
                self._blind_of(came.blind, new, path, written, used, "")
            else:
                # that a fragment does not parse says nothing; that its reader gave up does
                unseen = [spot for spot in new.judgement.blind if spot.rule in judging.UNSEEN]
                self._blind_of(unseen, new, path, written, used, "")
            for findings, start in ((self.findings, first), (self.overridden, kept)):
                for index in range(start, len(findings)):
                    findings[index] = _shifted(findings[index], path, shift)
            effects.extend(fresh)
            whole = whole and fragment.whole
        for one in judging.lost_guards(guards_before, guards_after, effects, self.layers, ""):
            self._lost_guard(one.but(confidence=LOW))
        return not whole

    def _patched_text(self, data: bytes, part: Section) -> None:
        """What rules by text meet on the lines that a section adds."""
        path = part.change.new
        if part.change.status == "D" or not self._texts.meets(path, _shown_lines(data, part.start, part.end)):
            return
        for fragment in fragments(data, part):
            after = self._texts.look(path, _joined(fragment.after))
            before = self._texts.look(part.change.old, _joined(fragment.before))
            written = own_texts.written_in("\n".join(fragment.after), ("\n".join(fragment.before),), self.today)
            came = [
                line
                for line in own_rules_text.brought(before.met.lines, after.met.lines)
                if line.number - 1 in fragment.added
            ]
            shift = fragment.numbers[0] - 1 if fragment.numbers else 0
            first, kept = len(self.findings), len(self.overridden)
            for finding in self._texts.findings(after, came, "", "" if fragment.whole else LOW):
                self._keep(finding, written)
            for findings, start in ((self.findings, first), (self.overridden, kept)):
                for index in range(start, len(findings)):
                    findings[index] = _shifted(findings[index], path, shift)
            for one in (after, before):
                if one.met.why:
                    blind = self.layers.scan.blind
                    self._keep(judging.describe("blind/budget", blind, f"{path}: {one.met.why}", Place(path)), None)

    def _patched(self, data: bytes, parts: list[Section]) -> None:
        """Gutted files and stubs, as far as the hunks show them."""
        from bisect import bisect_left

        places = rewritten.stub_places(data, 0, len(data))
        for part in parts:
            if part.hidden or not rewritten.comparable(part.change.but(old_id="1", new_id="2")):
                continue
            removed = data.count(b"\n-", part.start, part.end)
            if removed < rewritten.STUBBED:
                continue
            found: list[Lost] = []
            first = bisect_left(places, part.start)
            if first < len(places) and places[first] < part.end:
                for fragment in fragments(data, part):
                    for one in rewritten.stubs(part.change.new, fragment.before, fragment.after):
                        number = fragment.numbers[one.line - 1] if one.line <= len(fragment.numbers) else one.line
                        found.append(one.but(line=number))
            if not found:
                found = self._gutted_in_patch(data, part, parts, removed)
            for one in found:
                self._keep(self._loss(one, "", LOW), None)

    def _gutted_in_patch(self, data: bytes, part: Section, parts: list[Section], removed: int) -> list[Lost]:
        """What a hunk leaves out is not known: the file is taken to end with its last hunk."""
        settings = self.layers.scan
        if removed < settings.gutted_lines * settings.gutted_percent // 100:
            return []
        if data.count(b"\n+", part.start, part.end) >= removed:
            return []  # a file that keeps its length is not gutted; cheaper to see than its fragments
        shown = fragments(data, part)
        known = max((one.first_before + len(one.before) - 1 for one in shown), default=0)
        before = [line for one in shown for line in one.before]
        after = [line for one in shown for line in one.after]
        # lines between hunks stay as they are, so they stand on both sides
        between = [f"line {number}" for number in range(max(0, known - len(before)))]
        one = rewritten.gutted(
            part.change.new,
            "\n".join([*before, *between]).encode("utf-8", "surrogatepass"),
            "\n".join([*after, *between]).encode("utf-8", "surrogatepass"),
            settings.gutted_lines,
            settings.gutted_percent,
        )
        if one is None:
            return []
        others = (
            "\n".join(line for fragment in fragments(data, other) for line in fragment.after).encode(
                "utf-8", "surrogatepass"
            )
            for other in parts
            if other is not part and not other.hidden
        )
        return [] if rewritten.moved(one, others) else [one]

    def _fragment_side(
        self, lines: tuple[str, ...], language: str, path: str, workspace: Workspace, *, whole: bool
    ) -> Side:
        if not lines:
            return judging.Side()
        text = "\n".join(lines)
        if whole:
            return judging.judge(language, path, text, workspace, self.layers)
        side = judging.judge(language, path, _dedented(lines) if language == "python" else text, workspace, self.layers)
        loose = _as_shell(lines, language)
        if loose is not None:
            # the surroundings that tell which lines are commands are not in the patch
            other = judging.judge("shell", path, loose, workspace, self.layers).judgement
            judgement = side.judgement
            side = side.but(
                judgement=judgement.but(
                    effects=(*judgement.effects, *other.effects), blind=(*judgement.blind, *other.blind)
                )
            )
        return side.but(lines=lines)

    # -- the end ------------------------------------------------------------------------------------------------

    def absorb(self, other: Report, counted: list[Loss]) -> None:
        """Take in what another process found."""
        self.commits += other.commits
        self._losses.extend(counted)
        self.findings.extend(other.findings)
        self.overridden.extend(other.overridden)
        self.unread.extend(one for one in other.unread if one not in self.unread)
        self.remarks.extend(other.remarks)
        self.files += other.files

    def counted(self) -> list[Loss]:
        """Every loss that was found, for the sums."""
        return self._losses

    def report(self, subject: str, fail_on: str = "") -> Report:
        """Everything, sorted: worst first, then by place."""
        order = sorted(
            self.findings, key=lambda one: (-one.rank, one.place.commit, one.place.file, one.place.line, one.rule)
        )
        return Report(
            tuple(order),
            tuple(self.overridden),
            tuple(self.unread),
            tuple(self.remarks),
            together.totals(self._losses),
            subject,
            self.files,
            self.commits,
            fail_on or self.layers.scan.fail_on,
        )


def _joined(lines: tuple[str, ...]) -> bytes:
    return "\n".join(lines).encode("utf-8", "replace")


def _shown_lines(data: bytes, start: int, end: int) -> bytes:
    """The lines of a section of a patch that stand on the new side, without the signs in front."""
    import re

    return b"\n".join(re.findall(rb"(?m)^[+ ](.*)$", data[start:end]))


def _shrinks(data: bytes, start: int, end: int) -> bool:
    """Whether a section of a patch takes so much away that its file may be gutted, or leaves a stub for it."""
    removed = data.count(b"\n-", start, end)
    if removed < rewritten.STUBBED + 1:
        return False
    if removed >= rewritten.LONG // 2 and data.count(b"\n+", start, end) * 2 < removed:
        return True
    return rewritten.adds_stub(data, start, end)


def _telling(changes: list[Change]) -> bool:
    """Whether a commit must be looked at although none of its changed lines holds an anchor."""
    deleted = 0
    for change in changes:
        path = change.path
        if change.status == "D":
            deleted += 1
        if change.new_mode not in _FILES or change.old_mode not in _FILES:
            return True
        if (
            path.endswith(_TELLING)
            or raw.BASELINE in (path, change.old)
            or raw.is_own(path)
            or raw.is_own(change.old)
            or raw.may_run_keyturn(change.old)
        ):
            return True
    return deleted >= raw.FEW


_FILES = (REGULAR, EXECUTABLE, NOTHING)
_TELLING = (".gitattributes",)


def _together(language: str, path: str) -> str:
    """What is compared as one: a directory, or for Kubernetes the whole change.

    A directory of Terraform is a state of its own; manifests move between bases and overlays.
    """
    return "*" if language == "kubernetes" else path.rpartition("/")[0]


def _readable(change: Change) -> bool:
    """Whether a change's text is worth fetching: a file whose name tells a language, or may."""
    if change.status == "D":
        return change.old_mode in (REGULAR, EXECUTABLE)
    if change.new_mode not in (REGULAR, EXECUTABLE):
        return False
    if change.old_id == change.new_id and change.status in "MR" and change.old_mode != NOTHING:
        return documents.by_name(change.old) != documents.by_name(change.new)
    return (
        documents.by_name(change.new) is not None
        or change.new_mode == EXECUTABLE
        or documents.may_be_script(change.new)
        or raw.is_own(change.new)
    )


def _merged(sides: list[Side]) -> Side:
    """The parents of a merge as one side: what any of them held was there before."""
    if not sides:
        return judging.Side()
    first = sides[0]
    if len(sides) == 1:
        return first
    judgement = first.judgement
    return first.but(
        judgement=judgement.but(
            effects=tuple(effect for side in sides for effect in side.judgement.effects),
            blind=tuple(spot for side in sides for spot in side.judgement.blind),
        )
    )


def _patch_language(data: bytes, part: Section) -> str | None:
    change = part.change
    found = documents.by_name(change.path)
    if found is not None:
        return found
    line = data.find(b"\n", part.start, part.end)
    head = data[line + 1 : min(part.end, line + 200)] if line > 0 else b""
    if head[:3] in (b"+#!", b" #!"):
        return documents.by_content(change.path, head[1:])
    if documents.may_be_object(change.path):
        return documents.by_content(change.path, data[part.start : part.end])
    return documents.by_content(change.path, b"")


def _touches(effect: Effect, fragment: Fragment, path: str) -> bool:
    """Whether an effect stands on a line that the patch adds, where it takes one away, or was reached from one."""
    origin = effect.origin
    if origin.file != judging.ROOT + "/" + path:
        return True
    last = max(origin.line, origin.end_line)
    lines = range(origin.line, min(last, origin.line + 2000) + 1)
    return any(number - 1 in fragment.added or number in fragment.gaps for number in lines)


def _shifted(finding: Finding, path: str, lines: int) -> Finding:
    place = finding.place
    if place.file != path or not place.line or not lines:
        return finding
    return finding.but(place=place.but(line=place.line + lines, end_line=place.end_line + lines, side=NEW))


def _dedented(lines: tuple[str, ...]) -> str:
    """Lines without their common indentation, so that a hunk from inside a function parses."""
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines)


def _as_shell(lines: tuple[str, ...], language: str) -> str | None:
    """The lines that could be commands in a fragment of a workflow, Makefile, Dockerfile or package.json, as shell.

    Lines that cannot be commands become blank, so that numbers hold. None for other languages.
    """
    if language in ("workflow", "compose", "pipeline", "taskfile"):
        return "\n".join(_yaml_command(line) for line in lines)
    if language == "justfile":
        return "\n".join(line.strip().lstrip("@-") if line[:1] in (" ", "\t") else "" for line in lines)
    if language == "makefile":
        return "\n".join(line.lstrip("\t").lstrip("@-+") if line.startswith("\t") else "" for line in lines)
    if language == "dockerfile":
        return "\n".join(
            line.strip()[4:] if line.strip()[:4].upper() == "RUN " else "" if _instruction(line) else line
            for line in lines
        )
    if language == "package.json":
        return "\n".join(_json_value(line) for line in lines)
    return None


def _yaml_command(line: str) -> str:
    text = line.strip()
    if text.startswith("- "):
        text = text[2:].lstrip()
    for key in ("run:", "command:", "entrypoint:", "script:", "bash:", "entry:"):
        if text.startswith(key):
            text = text[len(key) :].strip()
            return "" if text in ("|", ">", "|-", ">-", "|+", ">+") else text.strip("\"'")
    head, colon, _rest = text.partition(":")
    if colon and head and all(char.isalnum() or char in "-_" for char in head):
        return ""
    return text


_INSTRUCTIONS = frozenset(
    "FROM COPY ADD ENV ARG LABEL WORKDIR EXPOSE USER VOLUME CMD ENTRYPOINT STOPSIGNAL HEALTHCHECK SHELL ONBUILD".split()
)


def _instruction(line: str) -> bool:
    return line.strip().split(" ", 1)[0].upper() in _INSTRUCTIONS


def _json_value(line: str) -> str:
    """The string value of `"name": "value",` with its escapes undone."""
    _name, colon, value = line.partition('":')
    value = value.strip().rstrip(",").strip()
    if not colon or len(value) < 2 or value[0] != '"' or value[-1] != '"':
        return ""
    return value[1:-1].replace('\\"', '"').replace("\\\\", "\\").replace("\\n", "; ")
