"""What a change tells by its list of paths alone: deletions, edits of the guard, changes of type."""

from __future__ import annotations

from keyturn.model.decision import DENY, HOLD
from keyturn.model.rule import CRITICAL, HIGH, LOW, MEDIUM
from keyturn.policy.path_globs import matches
from keyturn.scan import documents
from keyturn.scan.findings import NEW, OLD, Place
from keyturn.scan.ports import NOTHING, SUBMODULE, SYMLINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from keyturn.policy.layers import ScanSettings
    from keyturn.scan.findings import Finding
    from keyturn.scan.ports import Change

    Make = Callable[..., Finding]

FEW = 5
"""Below this many deleted files neither share nor directories are looked at: small repositories change that way."""
HUGE = 500
"""Above this many the finding is critical."""

PROTECTED = ("*.tf", "*.tofu", "*.tfstate", "*.tfstate.backup", "terragrunt.hcl", ".terraform.lock.hcl")
"""Always protected against deletion; configuration adds to it."""

_RUN = ("sql", "shell", "python", "javascript", "ruby", "php", "perl")
"""Languages of files that are run by their name."""
_OWN = ("keyturn.toml", ".keyturn.toml", "keyturn.approvers", "keyturn.signers")
BASELINE = "keyturn.baseline.json"
"""At the root: part of the guard that a change may shrink (`scan.baseline`)."""
_OWNERS = ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS", ".gitea/CODEOWNERS")
# Part of the guard when they run Keyturn.
_RUNNERS = (
    ".pre-commit-config.yaml",
    ".pre-commit-config.yml",
    "lefthook.yml",
    "lefthook.yaml",
    ".lefthook.yml",
    ".gitlab-ci.yml",
    ".travis.yml",
    "azure-pipelines.yml",
    "azure-pipelines.yaml",
    "bitbucket-pipelines.yml",
    ".drone.yml",
    "Jenkinsfile",
    ".circleci/config.yml",
    ".claude/settings.json",
    ".claude/settings.local.json",
    ".cursor/hooks.json",
    ".cursor/mcp.json",
    ".gemini/settings.json",
    ".codex/config.toml",
    ".codex/hooks.json",
    ".mcp.json",
)
_RUNNER_FOLDERS = (
    ".husky/",
    ".githooks/",
    ".git-hooks/",
    ".github/workflows/",
    ".gitea/workflows/",
    ".forgejo/workflows/",
    ".github/actions/",
    ".gitlab/",
    ".circleci/",
    ".buildkite/",
    ".azure-pipelines/",
    ".azuredevops/",
    ".jenkins/",
    ".ci/",
    ".opencode/",
)


def is_own(path: str) -> bool:
    """Whether a path is always part of the guard."""
    name = path[path.rfind("/") + 1 :]
    return name in _OWN or path.startswith(".keyturn/") or "/.keyturn/" in path or path in _OWNERS


def may_run_keyturn(path: str) -> bool:
    """Whether a path is part of the guard when its content mentions Keyturn."""
    return path in _RUNNERS or path.startswith(_RUNNER_FOLDERS)


def wanted(changes: Iterable[Change]) -> list[str]:
    """Ids of the small contents that `findings` has to see: hooks, CI jobs, attributes and links."""
    ids: list[str] = []
    for change in changes:
        if change.old_mode.startswith("100") and may_run_keyturn(change.old):
            ids.append(change.old_id)
        if change.new.endswith(".gitattributes") or change.old.endswith(".gitattributes"):
            ids.extend(one for one in (change.old_id, change.new_id) if one.strip("0"))
        if change.new_mode == SYMLINK:
            ids.append(change.new_id)
    return ids


def findings(
    changes: list[Change],
    settings: ScanSettings,
    base_paths: Callable[[], Iterable[str]] | None,
    contents: Mapping[str, bytes],
    make: Make,
    commit: str = "",
) -> list[Finding]:
    """Everything that the list of paths tells. `make(rule, severity, message, place, …)` builds a finding."""
    found: list[Finding] = []
    deleted = [change.old for change in changes if change.status == "D" and change.old_mode != SUBMODULE]
    found.extend(_deletions(deleted, settings, base_paths, make, commit))
    for change in changes:
        place = Place(change.path, side=OLD if change.status == "D" else NEW, commit=commit)
        if change.status == "D" or (change.status == "R" and not _still_protected(change, settings)):
            pattern = _protecting(change.old, settings)
            if pattern:
                found.append(
                    make(
                        "change/protected-path-deleted",
                        HIGH,
                        f"{change.old} is deleted, and {pattern} is protected",
                        place,
                        HOLD,
                    )
                )
        if change.status != "D" and _holds_state(change.new) and (change.status != "R" or not _holds_state(change.old)):
            found.append(
                make(
                    "change/state-committed",
                    MEDIUM if change.status == "A" else LOW,
                    f"{change.new} is a Terraform state, committed with every value it holds",
                    place,
                )
            )
        found.extend(_guard(change, settings, contents, make, place))
        found.extend(_types(change, contents, make, place))
        if change.path.endswith(".gitattributes") and change.status != "D":
            found.extend(_attributes(change, contents, make, place))
    return found


def _holds_state(path: str) -> bool:
    name = path[path.rfind("/") + 1 :]
    return name.endswith((".tfstate", ".tfstate.backup")) or (".tfstate." in name and name.endswith(".backup"))


def _protecting(path: str, settings: ScanSettings) -> str:
    for pattern in (*settings.protected, *PROTECTED):
        if matches(path, pattern):
            return pattern
    return ""


def _still_protected(change: Change, settings: ScanSettings) -> bool:
    pattern = _protecting(change.old, settings)
    return not pattern or matches(change.new, pattern)


# Directories of what was fetched or made, by the names that package managers and builders give them.
_FETCHED = frozenset(
    "node_modules bower_components vendor vendored third_party third-party thirdparty dist site-packages Pods .yarn "
    "generated __generated__ __pycache__ .next .nuxt .terraform".split()
)


def _deletions(
    deleted: list[str],
    settings: ScanSettings,
    base_paths: Callable[[], Iterable[str]] | None,
    make: Make,
    commit: str,
) -> list[Finding]:
    count = len(deleted)
    if count < FEW and count <= settings.mass_delete:
        return []
    before = list(base_paths()) if base_paths is not None and count >= FEW else []
    total = len(before)
    share = 100 * count // total if total else 0
    found: list[Finding] = []
    many = count > settings.mass_delete
    if many or (total and count >= FEW and share >= settings.mass_delete_percent):
        tops: dict[str, int] = {}
        for path in deleted:
            top = path.split("/", 1)[0] + "/" if "/" in path else "files at the top"
            tops[top] = tops.get(top, 0) + 1
        most = sorted(tops.items(), key=lambda item: (-item[1], item[0]))[:3]
        of = f" of {total:,} ({share} %)" if total else ""
        where = ", ".join(f"{number:,} in {top}" if top.endswith("/") else f"{number:,} {top}" for top, number in most)
        severity = CRITICAL if count > HUGE else HIGH if many else MEDIUM
        written = sum(not _fetched(path) for path in deleted)
        kept = sum(not _fetched(path) for path in before) if written < count else 0
        if written < FEW or (written <= settings.mass_delete and 100 * written < settings.mass_delete_percent * kept):
            # what a tool fetched or made went; of what people wrote too little to stop for
            severity = LOW
        found.append(
            make(
                "change/mass-deletion",
                severity,
                f"deletes {count:,} files{of}: {where}",
                Place(deleted[0], side=OLD, commit=commit),
                HOLD,
            )
        )
    if total:
        found.extend(_directories(deleted, before, make, commit))
    return found


def _fetched(path: str) -> bool:
    """Whether a path lies where package managers and builds put what they fetch and make."""
    return not _FETCHED.isdisjoint(path.split("/")[:-1])


def _directories(deleted: list[str], before: list[str], make: Make, commit: str) -> list[Finding]:
    gone = _by_folder(deleted)
    had = _by_folder(before, gone)
    whole = {folder for folder, number in gone.items() if number >= FEW and had.get(folder) == number}
    tops = [folder for folder in sorted(whole) if folder.rpartition("/")[0] not in whole]
    if not tops:
        return []
    if len(tops) == 1:
        message = f"deletes all {gone[tops[0]]:,} files of {tops[0]}/"
    else:
        named = ", ".join(folder + "/" for folder in tops[:3]) + (" …" if len(tops) > 3 else "")
        message = f"deletes every file of {len(tops):,} directories: {named}"
    return [make("change/directory-deleted", LOW, message, Place(tops[0] + "/", side=OLD, commit=commit), HOLD)]


def _by_folder(paths: Iterable[str], only: Mapping[str, int] | None = None) -> dict[str, int]:
    counts: dict[str, int] = {}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder:
            if only is None or folder in only:
                counts[folder] = counts.get(folder, 0) + 1
            folder = folder.rpartition("/")[0]
    return counts


def _guard(
    change: Change, settings: ScanSettings, contents: Mapping[str, bytes], make: Make, place: Place
) -> list[Finding]:
    if change.status == "M" and change.old_id == change.new_id and change.old_mode == change.new_mode:
        return []
    patterns = change.status != "A" and change.old in settings.patterns
    own = is_own(change.old) or is_own(change.new)
    if not own and not patterns:
        if not may_run_keyturn(change.old) or b"keyturn" not in contents.get(change.old_id, b"").lower():
            return []
        if change.status == "R" and change.old_id == change.new_id and may_run_keyturn(change.new):
            return []
    if change.status == "A":
        # who may excuse others is a power; a first configuration only tightens
        grave = MEDIUM if change.new.endswith((".approvers", ".signers")) else LOW
        return [
            make("keyturn/guard-file-changed", grave, f"{change.new} is new and part of the guard", place, HOLD),
        ]
    if change.status == "D" or (change.status == "R" and not is_own(change.new) and not may_run_keyturn(change.new)):
        return [make("keyturn/guard-file-deleted", CRITICAL, f"{change.old} is part of the guard", place, DENY)]
    return [make("keyturn/guard-file-changed", HIGH, f"{change.new} is part of the guard", place, DENY)]


def _types(change: Change, contents: Mapping[str, bytes], make: Make, place: Place) -> list[Finding]:
    found: list[Finding] = []
    if change.new_mode == SYMLINK and change.new_id in contents:
        target = contents[change.new_id].decode("utf-8", "replace")
        depth = change.new.count("/")
        for piece in target.split("/"):
            depth += -1 if piece == ".." else 0 if piece in ("", ".") else 1
            if depth < 0:
                break
        if target.startswith("/") or depth < 0:
            found.append(
                make(
                    "change/link-outside",
                    LOW if _is_installed(target) else MEDIUM,
                    f"{change.new} leads out of the repository, to {target}",
                    place,
                    HOLD,
                )
            )
        elif _speaks_otherwise(change.new, target):
            found.append(
                make(
                    "blind/stored-elsewhere",
                    MEDIUM,
                    f"{change.new} leads to {target}, which is not read as what the link's name says",
                    place,
                    HOLD,
                )
            )
    if change.new_mode == SUBMODULE and change.new_id != change.old_id:
        found.append(
            make(
                "blind/stored-elsewhere",
                LOW,
                f"{change.new} is a submodule: its commits are not read here",
                place,
                HOLD,
            )
        )
    kinds = (change.old_mode[:3], change.new_mode[:3])
    if kinds[0] != kinds[1] and NOTHING not in (change.old_mode, change.new_mode):
        names = {"100": "a file", "120": "a symbolic link", "160": "a submodule"}
        was, now = (names.get(kind, "something else") for kind in kinds)
        found.append(make("change/type-changed", LOW, f"{change.path} was {was} and is {now}", place, HOLD))
    return found


def _speaks_otherwise(link: str, target: str) -> bool:
    """Whether whatever runs a link by its name runs a text that is not read as that language."""
    language = documents.by_name(link)
    if language not in _RUN or documents.by_name(target) == language:
        return False
    # a script without a suffix tells by its first line what it is; SQL has none
    return language == "sql" or "." in target.rpartition("/")[2]


def _is_installed(target: str) -> bool:
    """Whether a link leads to what packages install, which an ordinary user cannot change through it."""
    return target.startswith(("/usr/", "/lib", "/opt/", "/bin/", "/proc/", "/dev/null")) and "/../" not in target


_HIDING = ("-diff", "binary", "linguist-generated", "linguist-generated=true")


def _filtered(word: str) -> bool:
    """A filter rewrites what is checked out, so the stored text is not what runs. LFS is told on its own."""
    return word.startswith("filter=") and word != "filter=lfs"


def _attributes(change: Change, contents: Mapping[str, bytes], make: Make, place: Place) -> list[Finding]:
    def lines(oid: str) -> list[str]:
        return [line.strip() for line in contents.get(oid, b"").decode("utf-8", "replace").splitlines()]

    known = set(lines(change.old_id)) if change.old_id.strip("0") else set()
    out: list[Finding] = []
    for number, line in enumerate(lines(change.new_id), 1):
        words = line.split()
        if len(words) < 2 or line in known or words[0].startswith(("#", "[attr]")):
            continue
        hiding = [word for word in words[1:] if word in _HIDING or _filtered(word)]
        pattern = words[0].rstrip("/")
        sample = pattern.replace("**", "x").replace("*", "x").lstrip("/")
        covers = sample in ("x", "x/x") or documents.by_name(sample) is not None
        if hiding and covers:
            out.append(
                make(
                    "change/hidden-by-attributes",
                    MEDIUM,
                    f"{pattern} is marked {' '.join(hiding)}: changes of these files are no longer shown",
                    place.but(line=number, end_line=number, column=1),
                    HOLD,
                )
            )
    return out
