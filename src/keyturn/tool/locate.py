"""Where a word points: paths resolved against the invocation's directory, and their facets.

Facts only. That `/etc` is a system directory or `dist` regenerable is judged in policy by these facets.
"""

from __future__ import annotations

from keyturn.model.target import PATH, Facet, Target
from keyturn.model.word import GLOB, TEMPORARY, Hole, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View


def normal(path: str) -> str:
    """An absolute path with `.`, `..` and doubled slashes resolved by text (no links followed)."""
    if "/." not in path and "//" not in path:
        return path.rstrip("/") or "/"
    out: list[str] = []
    for piece in path.split("/"):
        if piece in ("", "."):
            continue
        if piece == "..":
            if out:
                out.pop()
        else:
            out.append(piece)
    return "/" + "/".join(out)


def directory_of(call: Invocation, view: View) -> str | None:
    """The absolute directory the call runs in, None when it is not known."""
    where = call.context.directory
    if where is None:
        return view.layout.directory
    if where.text is None:
        return None
    return normal(where.text if where.text.startswith("/") else view.layout.directory + "/" + where.text)


def absolute(text: str, directory: str | None) -> str | None:
    """A path made absolute, None when it is relative to an unknown directory."""
    if text.startswith("/"):
        return normal(text)
    if directory is None:
        return None
    return normal(directory + "/" + text)


def path_target(word: Word, call: Invocation, view: View, *, kind: str = PATH) -> Target:
    """The target a path operand names, with the facets policy matches on.

    Facets: `path` (absolute; None when not known), `written` (as written), `hole` ("glob" | "unset" | "temporary":
    why it is not wholly known), `under` (the known directory a glob or hole stands in), `workspace` (root of the
    git work tree holding it, or of the action's own directory), `tracked` ("yes"/"no"), `nested` (it is itself a
    repository's root or `.git`).
    """
    layout = view.layout
    directory = directory_of(call, view)
    facets: list[Facet] = [Facet("written", word.shown())]
    text = word.text
    if text is not None:
        path = absolute(text, directory) if text else None
        if path is None and not text:
            facets.append(Facet("path", None, "empty"))
        else:
            where = call.context.directory
            # after `cd /tmp/x` a plain name is as good as written in full
            full = text[:1] == "/" or (where is not None and where.quoted and ".." not in text)
            facets.append(Facet("path", path, "command" if full else "working directory"))
    else:
        first = word.parts[0] if word.parts else None
        whys = {hole.why for hole in word.holes}
        if whys == {GLOB}:
            lead = word.prefix
            under = absolute(lead[: lead.rfind("/") + 1] or ".", directory)
            facets.append(Facet("hole", "glob"))
            facets.append(Facet("under", under))
            facets.append(Facet("path", absolute(word.worst(), directory)))
        elif isinstance(first, Hole) and first.why == TEMPORARY:
            facets.append(Facet("hole", "temporary"))
            facets.append(Facet("path", layout.temporary[0] + "/unnamed" + normal("/" + _tail(word)).rstrip("/")))
        else:
            facets.append(Facet("hole", "unset"))
            worst = word.worst()
            facets.append(Facet("path", absolute(worst, directory) if worst else None, "every unknown part empty"))
            lead = word.prefix
            if "/" in lead:
                facets.append(Facet("under", absolute(lead[: lead.rfind("/") + 1], directory)))
    return Target(kind, word.shown(), tuple(facets + _surroundings(facets, view)))


def _tail(word: Word) -> str:
    return "".join(part if isinstance(part, str) else "" for part in word.parts[1:])


def _surroundings(facets: list[Facet], view: View) -> list[Facet]:
    path = next((facet.value for facet in facets if facet.name == "path"), None)
    if path is None:
        return []
    found: list[Facet] = []
    workspace = view.workspace
    root = workspace.repository(path)
    if root is not None:
        found.append(Facet("workspace", root, "git"))
        if path == root or path == root + "/.git" or path.startswith(root + "/.git/"):
            found.append(Facet("nested", "yes"))
        else:
            tracked = workspace.tracked(path)
            if tracked is not None:
                found.append(Facet("tracked", "yes" if tracked else "no", "git"))
    return found
