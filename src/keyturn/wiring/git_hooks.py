"""What `keyturn init git` and `keyturn uninstall git` change, worked out whole before anything is touched."""

from __future__ import annotations

import os
import sys

from keyturn.adapter import hook_files
from keyturn.adapter.hook_files import MAKE, MOVE, PUT, REMOVE, UNMAKE, HookFile, HooksPlace, Step
from keyturn.errors import UsageError
from keyturn.model.noun import Noun
from keyturn.wiring import hook_scripts
from keyturn.wiring.directory import real
from keyturn.wiring.hook_scripts import BEFORE, CLIENT, SERVER

_MODE = 0o755
_LEGACY = ".legacy"
"""Where the pre-commit framework keeps a hook that it found."""
_HUSKY = os.path.join(".husky", "_")


class Change(Noun):
    """One file that changes, for people. `before` and `after` are its contents, None for none.

    `action` is create, move, replace, edit, restore, remove or keep; `to` where a file is moved.
    """

    action: str
    path: str
    to: str = ""
    before: bytes | None = None
    after: bytes | None = None


class Plan(Noun):
    """Everything that will be done. `problems` are what keeps something from being done, `notes` are said as well."""

    place: HooksPlace
    steps: tuple[Step, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def interpreter() -> str:
    """The interpreter for the hooks: this one, by its absolute path. Raises UsageError when it cannot serve."""
    from keyturn.adapter.processes import run

    python = sys.executable
    if not python or not os.path.isabs(python):
        raise UsageError("this Python does not know its own path", "Install Keyturn in an environment of its own.")
    code, _out, errors = run([python, "-I", "-c", "import keyturn.cli.hook"], dict(os.environ))
    if code != 0:
        last = errors.splitlines()[-1] if errors else "no reason given"
        raise UsageError(
            f"{python} -I cannot import Keyturn: {last}",
            "Hooks run isolated from the user's own packages: install it in an environment of its own.",
        )
    return python


def repository(directory: str) -> bool:
    """Whether a directory lies in a repository."""
    from keyturn.adapter.git_repository import find_root

    return find_root(directory) is not None


def install(directory: str, *, server: bool = False, tracked: bool = False, shared: bool = False) -> Plan:
    """What putting the hooks into the repository around a directory changes. Raises GitError and UsageError."""
    place = hook_files.place_of(real(directory), os.environ)
    if server and not place.bare:
        raise UsageError(f"{place.top} has a work tree", "--server is for a bare repository that others push to.")
    names = SERVER if server else CLIENT
    if not server and place.bare:
        raise UsageError(
            f"{place.top} is a bare repository", "For one that others push to: keyturn init git --server DIR"
        )
    team = _team_directory(place)
    if team:
        return (
            _install_tracked(place, team, names) if tracked else Plan(place, problems=(_explained(place, team, names),))
        )
    if place.shared and not shared:
        where = (
            "for every repository of this user" if place.scope in ("global", "system") else "outside this repository"
        )
        return Plan(
            place,
            problems=(
                (
                    f"core.hooksPath is {place.setting} ({place.scope} configuration), {where}.\n  Nothing was put "
                    "there. To put Keyturn there for all of them: keyturn init git --shared"
                ),
            ),
        )
    return _install(place, names, interpreter())


def _team_directory(place: HooksPlace) -> str:
    """The directory of hooks that the repository itself keeps, "" when it keeps none."""
    if place.inside and place.directory.endswith(_HUSKY):
        return os.path.dirname(place.directory)  # `_` is written anew by every installation of packages
    return place.directory if place.tracked else ""


def _explained(place: HooksPlace, team: str, names: tuple[str, ...]) -> str:
    relative = os.path.relpath(team, place.top)
    lines = "".join(f"    {os.path.join(relative, name)}:  {hook_scripts.line_for(name)}\n" for name in names)
    return (
        f"the hooks of this repository are files of its own, in {relative} (core.hooksPath).\n"
        f"  They belong to everybody who works on it, so nothing was changed. Add near the top of each:\n{lines}"
        f"  or have it done, to review and commit: keyturn init git --tracked"
    )


def _install(place: HooksPlace, names: tuple[str, ...], python: str) -> Plan:
    steps: list[Step] = []
    changes: list[Change] = []
    notes: list[str] = []
    problems: list[str] = []
    missing = not hook_files.is_directory(place.directory)
    if missing:
        steps.append(Step(MAKE, place.directory))
    for name in names:
        path = os.path.join(place.directory, name)
        now = None if missing else hook_files.look(path)
        aside = None if missing else hook_files.look(path + BEFORE)
        legacy = None if missing else hook_files.look(path + _LEGACY)
        text = hook_scripts.script(name, python, made_directory=missing)
        if now is not None and now.data is not None and hook_scripts.is_ours(now.data):
            if not hook_scripts.is_untouched(now.data):
                problems.append(
                    f"{path} was written by Keyturn and edited since. Move your lines elsewhere, then delete it."
                )
                continue
            text = hook_scripts.script(name, python, made_directory=hook_scripts.made_directory(now.data))
            if now.data == text and now.mode & 0o111:
                changes.append(Change("keep", path))
            else:
                steps.append(Step(PUT, path, "", text, _MODE))
                changes.append(Change("replace", path, "", now.data, text))
        elif legacy is not None and legacy.data is not None and hook_scripts.is_ours(legacy.data):
            notes.append(f"{path}{_LEGACY} is Keyturn's: the pre-commit framework moved it there and runs it first.")
            changes.append(Change("keep", path + _LEGACY))
        elif aside is not None:
            problems.append(
                f"{path}{BEFORE} is in the way: Keyturn's hook beside it was replaced or deleted. Decide which of both "
                "is wanted, and delete the other."
            )
        elif now is None:
            steps.append(Step(PUT, path, "", text, _MODE))
            changes.append(Change("create", path, "", None, text))
        elif now.data is None and not now.link:
            problems.append(f"{path} is no file that can be read.")
        else:
            steps.append(Step(MOVE, path, path + BEFORE))
            steps.append(Step(PUT, path, "", text, _MODE))
            changes.append(Change("move", path, path + BEFORE, None, text))
            notes.extend(_about(path, now))
    if problems:
        return Plan(place, (), tuple(changes), tuple(notes), tuple(problems))
    if place.shared:
        notes.append(f"Every repository that runs its hooks from {place.directory} is judged from now on.")
    return Plan(place, tuple(steps), tuple(changes), tuple(notes))


def _about(path: str, now: HookFile) -> list[str]:
    """What is worth knowing of a hook that runs first from now on."""
    data = now.data or b""
    name = os.path.basename(path)
    if not now.mode & 0o111 and not now.link:
        return [f"{name} was not executable, so git did not run it; it still does not run."]
    if b"generated by pre-commit" in data:
        return [f"{name} is the pre-commit framework's. It runs first; `pre-commit install` may be run again."]
    if b"lefthook" in data:
        return [f"{name} is lefthook's. `lefthook install` writes it anew: run `keyturn init git` after that."]
    if b"basename" in data and b"$0" in data:
        return [f"{name} asks for its own name, which is {name}{BEFORE} from now on: try it once."]
    return []


def _install_tracked(place: HooksPlace, team: str, names: tuple[str, ...]) -> Plan:
    steps: list[Step] = []
    changes: list[Change] = []
    notes: list[str] = [f"{os.path.relpath(team, place.top)} belongs to the repository: review and commit the change."]
    for name in names:
        path = os.path.join(team, name)
        now = hook_files.look(path)
        new = (
            None
            if now is not None and (now.data is None or now.link)
            else hook_scripts.with_block(name, now.data if now else None)
        )
        if new is None:
            notes.append(f"{path} was left alone. Add this line where it fits:  {hook_scripts.line_for(name)}")
            continue
        if now is not None and new == now.data:
            changes.append(Change("keep", path))
            continue
        steps.append(Step(PUT, path, "", new, _MODE if now is None else now.mode))
        changes.append(Change("create" if now is None else "edit", path, "", now.data if now else None, new))
    return Plan(place, tuple(steps), tuple(changes), tuple(notes))


def uninstall(directory: str) -> Plan:
    """What taking the hooks out again changes: only what `install` wrote, and only while nobody edited it."""
    place = hook_files.place_of(real(directory), os.environ)
    team = _team_directory(place)
    if team:
        return _uninstall_tracked(place, team)
    steps: list[Step] = []
    changes: list[Change] = []
    problems: list[str] = []
    notes: list[str] = []
    made = False
    for name in (*CLIENT, *SERVER):
        path = os.path.join(place.directory, name)
        aside = path + BEFORE
        found = ""
        for one in (path, path + _LEGACY):
            now = hook_files.look(one) if hook_files.is_directory(place.directory) else None
            if now is None or now.data is None or not hook_scripts.is_ours(now.data):
                continue
            found = one
            if not hook_scripts.is_untouched(now.data):
                problems.append(
                    f"{one} was edited since Keyturn wrote it, so it was left as it is. Delete it when your lines are "
                    "saved" + (f", and move {aside} back in its place." if os.path.lexists(aside) else ".")
                )
                continue
            made = made or hook_scripts.made_directory(now.data)
            steps.append(Step(REMOVE, one))
            if os.path.lexists(aside):
                steps.append(Step(MOVE, aside, one))
                changes.append(Change("restore", aside, one, now.data))
            else:
                changes.append(Change("remove", one, "", now.data))
        if not found and os.path.lexists(aside):
            notes.append(
                f"{aside} is what stood there before Keyturn; {path} is not Keyturn's any more. Both were left."
            )
    if made and not problems:
        steps.append(Step(UNMAKE, place.directory))
    if place.shared and steps:
        notes.append(f"Every repository that runs its hooks from {place.directory} is judged no longer.")
    return Plan(place, tuple(steps), tuple(changes), tuple(notes), tuple(problems))


def _uninstall_tracked(place: HooksPlace, team: str) -> Plan:
    steps: list[Step] = []
    changes: list[Change] = []
    problems: list[str] = []
    for name in CLIENT:
        path = os.path.join(team, name)
        now = hook_files.look(path)
        if now is None or now.data is None or hook_scripts.BLOCK_START.encode() not in now.data:
            continue
        new = hook_scripts.without_block(name, now.data)
        if new is None:
            problems.append(f"{path}: the lines between Keyturn's marks were edited, so they were left. Take them out.")
        elif new == b"#!/bin/sh\n":
            steps.append(Step(REMOVE, path))
            changes.append(Change("remove", path, "", now.data))
        else:
            steps.append(Step(PUT, path, "", new, now.mode))
            changes.append(Change("edit", path, "", now.data, new))
    return Plan(place, tuple(steps), tuple(changes), (), tuple(problems))


def perform(plan: Plan) -> None:
    """Make the plan's changes, all of them or none. Raises UsageError."""
    hook_files.perform(plan.steps)
