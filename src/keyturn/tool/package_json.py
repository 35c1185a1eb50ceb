"""package.json: scripts that npm, pnpm, yarn, bun and monorepo runners start, and the file read on its own."""

from __future__ import annotations

from keyturn.language.document import read_yaml
from keyturn.language.manifest import Manifest, Script, read_manifest
from keyturn.model.effect import BlindSpot, HandOff, Note
from keyturn.model.source import SHELL, Origin, ShellContext, Source
from keyturn.model.word import Word, join
from keyturn.model.workspace import PRESENT
from keyturn.tool.handoff import child_context, decode, quoted_word
from keyturn.tool.locate import directory_of, normal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_MOST_PACKAGES = 40
_LIFECYCLE = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")


class Package:
    """One package.json that was found: the directory it stands in, its path and what it says."""

    __slots__ = ("directory", "manifest", "path")

    def __init__(self, directory: str, path: str, manifest: Manifest) -> None:
        self.directory = directory
        self.path = path
        self.manifest = manifest


def find(directory: str | None, view: View, name: str = "package.json") -> Package | None:
    """The nearest package.json at or above a directory."""
    at = directory
    for _turn in range(40):
        if at is None:
            return None
        path = at.rstrip("/") + "/" + name
        answer = view.workspace.read(path)
        if answer.state == PRESENT:
            return Package(at, path, read_manifest(decode(answer.data)))
        if at in ("/", ""):
            return None
        at = at[: at.rfind("/")] or "/"
    return None


def packages(root: Package, view: View) -> list[Package]:
    """The workspace packages of a monorepo's root, found by its patterns (one level for `*`)."""
    patterns = list(root.manifest.packages)
    if not patterns:
        answer = view.workspace.read(root.directory + "/pnpm-workspace.yaml")
        if answer.state == PRESENT:
            listed = read_yaml(decode(answer.data)).root.get("packages")
            patterns = [one.text for one in listed.texts()] if listed is not None else []
        else:
            answer = view.workspace.read(root.directory + "/lerna.json")
            if answer.state == PRESENT:
                patterns = list(read_manifest(decode(answer.data)).packages) or ["packages/*"]
    found: list[Package] = []
    for pattern in patterns:
        if pattern.startswith("!"):
            continue
        base, star, _rest = pattern.partition("*")
        place = normal(root.directory + "/" + base)
        names = view.workspace.list(place).names if star else ("",)
        for name in names:
            if len(found) >= _MOST_PACKAGES:
                return found
            path = normal(f"{place}/{name}/package.json")
            answer = view.workspace.read(path)
            if answer.state == PRESENT:
                found.append(Package(normal(f"{place}/{name}"), path, read_manifest(decode(answer.data))))
    return found


def run_script(
    call: Invocation,
    package: Package,
    name: str,
    extra: tuple[Word, ...],
    how: str,
    *,
    around: bool = True,
    certain: bool = True,
) -> list[Outcome]:
    """Hand on a script with its `pre` and `post` scripts; [] when the package has none of that name."""
    manifest = package.manifest
    main = manifest.all_of(name)
    if not main:
        return []
    outcomes: list[Outcome] = []
    if around:
        outcomes += [hand_over(call, package, one, (), how, certain=certain) for one in manifest.all_of("pre" + name)]
    outcomes += [hand_over(call, package, one, extra, how, certain=certain) for one in main]
    if around:
        outcomes += [hand_over(call, package, one, (), how, certain=certain) for one in manifest.all_of("post" + name)]
    return outcomes


def hand_over(
    call: Invocation,
    package: Package,
    script: Script,
    extra: tuple[Word, ...],
    how: str,
    *,
    certain: bool = True,
) -> HandOff:
    """One script's text, with the words that were given after it, run where its package.json stands."""
    text = Word(script.text, quoted=True)
    if extra:
        text = join((text, *(quoted_word(word) if not word.splits else word for word in extra)))
    link = f"{package.path[package.path.rfind('/') + 1 :]}: scripts.{script.name}"
    origin = Origin(
        package.path,
        script.line,
        script.column,
        script.line,
        script.column + len(script.text),
        (*call.origin.through, how, link),
        followed=True,
    )
    context = child_context(call).but(directory=Word(package.directory))
    return HandOff(Source(SHELL, text, origin, context, file=True, certain=call.certain and certain), link)


def lifecycle(call: Invocation, view: View, directory: str | None, how: str) -> list[Outcome]:
    """What `npm install` runs of the package.json here."""
    package = find(directory, view)
    if package is None:
        return []
    return [
        hand_over(call, package, script, (), how) for name in _LIFECYCLE for script in package.manifest.all_of(name)
    ]


def named(
    call: Invocation, view: View, name: str, extra: tuple[Word, ...], how: str, directory: str | None = None
) -> list[Outcome] | None:
    """A script of the nearest package.json; None when there is no such script or no package.json."""
    package = find(directory or directory_of(call, view), view)
    if package is None:
        return None
    return run_script(call, package, name, extra, how) or None


def across(
    call: Invocation, view: View, names: tuple[str, ...], extra: tuple[Word, ...], how: str, only: str = ""
) -> list[Outcome]:
    """Scripts of a name in every workspace package (turbo, nx, lerna, `pnpm -r`, `npm -ws`).

    `only` is a package's name or directory when one was asked for; an unknown one means every package may be meant.
    """
    package = find(directory_of(call, view), view)
    if package is None:
        return [Note(f"no package.json was found, so {how} was not followed", call.origin)]
    members = packages(package, view)
    chosen = members
    certain = True
    if only:
        wanted = only.strip("./")
        chosen = [
            one
            for one in members
            if one.manifest.name == only or one.directory.endswith("/" + wanted) or one.manifest.name == wanted
        ]
        if not chosen:
            chosen, certain = [*members, package], False
    elif not members:
        chosen = [package]
    outcomes: list[Outcome] = []
    for one in chosen:
        for name in names:
            outcomes += run_script(call, one, name, extra, how, certain=certain)
    return outcomes


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """A package.json read as a file: every script, as shell, where it stands."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    manifest = read_manifest(text)
    outcomes: list[Outcome] = []
    outer = source.context if isinstance(source.context, ShellContext) else ShellContext()
    for script in manifest.scripts:
        how = f"package.json: scripts.{script.name}"
        line = source.origin.line + script.line - 1
        origin = source.origin.but(
            line=line,
            column=script.column,
            end_line=line,
            end_column=script.column + len(script.text),
            through=(*source.origin.through, how),
        )
        outcomes.append(
            HandOff(
                Source(SHELL, Word(script.text, quoted=True), origin, outer, file=source.file, certain=source.certain),
                how,
            )
        )
    if not manifest.whole:
        outcomes.append(
            BlindSpot(
                "blind/unparsable",
                "the file is not whole JSON, so scripts may be missing",
                opaque=False,
                certain=source.certain,
                origin=source.origin.but(line=source.origin.line + manifest.line - 1),
            )
        )
    return outcomes
