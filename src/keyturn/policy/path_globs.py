"""Globs of files, as `scan.protected` and the `paths` of a rule have them: as in .gitignore, most of it.

`*` and `?` stop at a slash, `**` crosses it. A glob without a slash names files and directories anywhere; one with
a slash is anchored at the repository's root. A plain directory holds everything below it.
"""

from __future__ import annotations


def matches(path: str, pattern: str) -> bool:
    """Whether a glob names a path below the repository's root."""
    bare = pattern.rstrip("/")
    if "/" not in bare:
        return any(covers(bare, piece) for piece in path.split("/"))
    pattern = pattern.lstrip("/")
    if covers(pattern, path):
        return True
    folder = pattern.rstrip("/*")
    return path.startswith(folder + "/") and not set("*?[") & set(folder)


def covers(pattern: str, text: str) -> bool:
    """Plain wildcard matching over the whole text, in time of at most the product of both lengths."""
    here = _closed(pattern, {0})
    for character in text:
        there: set[int] = set()
        for at in here:
            if at == len(pattern):
                continue
            element = pattern[at]
            if element == "*":
                if character != "/" or pattern[at + 1 : at + 2] == "*":
                    there.add(at)
            elif element == character or (element == "?" and character != "/"):
                there.add(at + 1)
        here = _closed(pattern, there)
        if not here:
            return False
    return len(pattern) in here


def _closed(pattern: str, places: set[int]) -> set[int]:
    """The places, with those behind every star that takes nothing."""
    todo = list(places)
    while todo:
        at = todo.pop()
        if pattern[at : at + 2] == "**":
            # `**/` takes the slash along, so that `**/x` is met by `x` itself
            further = [at + 2, *([at + 3] if pattern[at + 2 : at + 3] == "/" else ())]
        elif pattern[at : at + 1] == "*":
            further = [at + 1]
        else:
            continue
        for one in further:
            if one not in places:
                places.add(one)
                todo.append(one)
    return places
