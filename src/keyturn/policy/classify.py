"""Where a target lies: its column of the policy table, by pattern alone.

Laws: the strictest match wins; an unknown identifying facet makes the target unknown even if another
facet says dev; a branch, workspace or file *called* dev is never enough; loopback alone is not dev.
"""

from __future__ import annotations

from keyturn.model import target as t
from keyturn.model.effect import FILE_CHANGE
from keyturn.model.noun import Noun
from keyturn.policy.layers import (
    HOME,
    PRODUCTION,
    SHARED,
    THROWAWAY,
    TRACKED,
    UNKNOWN,
    WORKSPACE,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.target import Target
    from keyturn.model.workspace import Layout
    from keyturn.policy.layers import Layers

# Known output names: with nothing tracked inside, what is under them can be made again.
REGENERABLE = frozenset(
    "node_modules bower_components __pycache__ .pytest_cache .mypy_cache .ruff_cache .hypothesis .tox .nox .eggs "
    ".cache .parcel-cache .turbo .nx .next .nuxt .output .svelte-kit .angular .docusaurus .gradle .vite "
    "dist build target out coverage htmlcov .nyc_output .coverage .venv venv env .terraform _build site "
    ".import_linter_cache "
    "obj bin Debug Release cmake-build-debug cmake-build-release DerivedData .build .dart_tool Pods "
    ".serverless .aws-sam cdk.out "
    ".webpack .rollup.cache .eslintcache .stylelintcache .tsbuildinfo tmp temp .tmp logs "
    "storybook-static playwright-report test-results .jekyll-cache .pnpm-store .wrangler .expo .astro .contentlayer "
    "bazel-bin bazel-out bazel-testlogs "
    "*~ *.orig *.rej *.swp *.swo *.egg-info *.dist-info *.pyc *.pyo *.pyd *.o *.obj *.gcda *.gcno *.class "
    "*.tsbuildinfo .DS_Store".split()
)
_REGENERABLE_ENDS = tuple(name[1:] for name in REGENERABLE if name.startswith("*"))
# bin, out, tmp and the like are also names of kept things; they count only when git says nothing there is tracked.
_DOUBTFUL = frozenset("bin obj out tmp temp env site logs Debug Release Pods".split())

# Package managers' folders that stand below a folder of kept things: `vendor/bundle` is Bundler's, `vendor` is not.
_REGENERABLE_BELOW = (
    "/vendor/bundle/", "/.yarn/cache/", "/.bundle/cache/", "/.vercel/output/", "/.npm/_cacache/", "/.npm/_npx/",
    "/Library/Caches/", "/.cargo/registry/", "/go/pkg/mod/cache/", "/.bun/install/cache/", "/.nuget/packages/",
)  # fmt: skip

_SYSTEM_EXACT = frozenset(
    "/ /home /Users /var /opt /srv /mnt /media /Volumes /root /run /usr/local /usr/share /usr/lib /usr/bin /var/lib "
    "/var/log /var/cache /var/spool /var/mail /var/www /private /System /Library /Applications /snap /nix /data".split()
)
_SYSTEM_TREES = (
    "/etc", "/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", "/boot", "/dev", "/proc", "/sys",
    "/System", "/Library", "/nix/store", "/private/etc", "/private/var/db",
)  # fmt: skip
_SYSTEM_BUT = ("/usr/local/", "/usr/src/", "/dev/shm/", "/Library/Caches/")  # noqa: S108 - names only


class Place(Noun):
    """A target's column, why, the environment's name when one is configured, and whether it is a root of something.

    `root` is "" or "system" (row 7) or "repository" (row 6). `environments` are all that are hit: the holds and
    freezes of every one of them apply.
    """

    column: str
    why: str
    environment: str = ""
    root: str = ""
    environments: tuple[str, ...] = ()


def classify(target: Target, category: str, layers: Layers, layout: Layout) -> Place:
    """The place of one target, for an effect of one category."""
    kind = target.kind
    if kind in (t.PATH, t.REPOSITORY):
        place = _path(target, category, layout)
    elif kind == t.REF:
        place = _ref(target)
    elif kind == t.DATABASE:
        place = _database(target, layout)
    elif kind == t.CONTAINER:
        host = target.facet("host")
        place = (
            Place(THROWAWAY, "containers on this machine")
            if not target.has("host") or host in ("", "local")
            else Place(UNKNOWN, f"containers on {host or 'a host that is not known'}")
        )
    elif kind == t.GUARD:
        place = Place(UNKNOWN, "Keyturn's own guard")
    elif kind == t.HOST:
        place = _remote(target)
    elif kind == t.MACHINE:
        place = Place(UNKNOWN, "this machine", root="system")
    else:
        place = Place(UNKNOWN, f"no configured environment matches this {kind}")
    if layers.environments:
        place = _configured(target, place, layers)
    return place


_STRICTNESS = {THROWAWAY: 0, TRACKED: 1, WORKSPACE: 2, HOME: 3, UNKNOWN: 4, SHARED: 5, PRODUCTION: 6}


def _configured(target: Target, place: Place, layers: Layers) -> Place:
    """The configured environments on top of the built-in place: the strictest wins, and only certainty is lax."""
    from keyturn.policy.matching import standing

    found = standing(target, layers.environments)
    column, why, name = place.column, place.why, ""
    if found.column == THROWAWAY:
        # only a layer that may loosen has lax patterns left (policy.layering empties the others)
        if column not in (SHARED, PRODUCTION):
            column, why, name = found.column, found.why, found.name
    elif found.column:
        if _STRICTNESS[found.column] >= _STRICTNESS[column]:
            column, why, name = found.column, found.why, found.name
    elif found.why and column == UNKNOWN:
        why = found.why
    return Place(column, why, name, place.root, found.names)


def _remote(target: Target) -> Place:
    """A path on another host: its system and temporary directories are as anywhere, the rest is not known."""
    host = target.facet("host") or "another host"
    path = target.facet("path")
    if path is not None and path.startswith(("/tmp/", "/var/tmp/")):  # noqa: S108 - names only
        return Place(THROWAWAY, f"in a temporary directory of {host}")
    if path is not None and (path in _SYSTEM_EXACT or path.startswith(tuple(tree + "/" for tree in _SYSTEM_TREES))):
        return Place(UNKNOWN, f"{path} of {host} belongs to the system", root="system")
    return Place(UNKNOWN, f"on {host}, which is in no configured environment")


def _ref(target: Target) -> Place:
    branch = target.facet("branch")
    if target.facet("default") == "yes":
        return Place(PRODUCTION, f"{branch or 'the branch'} is the default or a protected branch")
    if target.facet("tag") == "yes":
        return Place(SHARED, "a published tag: builds and releases hang on it")
    if target.facet("others") == "yes":
        return Place(SHARED, f"others' commits are in {branch or 'the branch'}")
    if target.facet("lease") == "yes":
        return Place(TRACKED, "a lease refuses to overwrite what was not seen")
    if target.facet("own") == "yes":
        return Place(TRACKED, "what is lost was written by who wrote what takes its place")
    return Place(WORKSPACE, f"branch {branch} of the remote" if branch else "a branch of the remote")


def _database(target: Target, layout: Layout) -> Place:
    engine = target.facet("engine") or ""
    path = target.facet("path")
    if engine == "sqlite":
        if path == ":memory:":
            return Place(THROWAWAY, "an SQLite database in memory")
        if path:
            return _path(target, "", layout)
        return Place(UNKNOWN, "an SQLite file that is not known")
    if target.facet("container") == "yes":
        return Place(UNKNOWN, "a database in a container")
    server = target.facet("server")
    if server in ("localhost", "127.0.0.1", "::1"):
        return Place(UNKNOWN, "loopback: it may be a tunnel to anywhere")
    return Place(UNKNOWN, f"server {server} is in no configured environment" if server else "the database is not known")


def _path(target: Target, category: str, layout: Layout) -> Place:
    if target.facet("container") == "yes":
        return Place(THROWAWAY, "inside a container")
    path = target.facet("path")
    hole = target.facet("hole")
    under = target.facet("under")
    if hole == "glob" and path is not None:
        # a glob hits what stands in its directory; `/*` is as good as `/`
        last = path[path.rfind("/") + 1 :]
        wide = not last.strip("*?.")
        base = under if under is not None else path[: path.rfind("/")] or "/"
        if wide or _has_glob(base):
            place = _known(base, target, category, layout, inside=True)
        else:
            place = _known(path, target, category, layout)
        return Place(place.column, place.why, "", "system" if place.root == "system" else "")
    if path is None:
        if hole == "unset":
            return Place(UNKNOWN, f"what {target.name} stands for is not known")
        return Place(UNKNOWN, "the path is not known")
    return _known(path, target, category, layout)


def _relative(target: Target) -> bool:
    """Whether the path was found from the working directory, not written in full."""
    return any(facet.name == "path" and facet.source == "working directory" for facet in target.facets)


def _has_glob(path: str) -> bool:
    return "*" in path or "?" in path or "[" in path


def _below(path: str, root: str) -> bool:
    return root == "/" or path.startswith(root + "/")


def _known(path: str, target: Target, category: str, layout: Layout, inside: bool = False) -> Place:
    home = layout.home
    if path == home:
        return Place(HOME, "all of the home directory", root="system")
    for temporary in (*layout.temporary, "/private/tmp", "/private/var/tmp"):
        if path == temporary:
            if inside:
                return Place(THROWAWAY, f"everything in {temporary}")
            return Place(HOME, f"all of {temporary}")
        if path.startswith(temporary + "/"):
            if target.facet("workspace") is not None or path == layout.directory or _below(layout.directory, path):
                break
            if layout.directory.startswith(temporary + "/") and _relative(target):
                if _below(path, layout.directory):
                    break
                # the work itself lies in a temporary directory: what a `..` leads to beside it is not known to be waste
                return Place(UNKNOWN, f"beside the working directory, in {temporary}")
            return Place(THROWAWAY, f"inside {temporary}")
    if path in _SYSTEM_EXACT:
        return Place(UNKNOWN, f"{path} is a system directory", root="system")
    if path.startswith("/home/") and path.count("/") == 2:
        return Place(HOME, f"all of {path}", root="system")
    if path.startswith("/Users/") and path.count("/") == 2:
        return Place(HOME, f"all of {path}", root="system")
    for tree in _SYSTEM_TREES:
        if (path == tree or path.startswith(tree + "/")) and not path.startswith(_SYSTEM_BUT):
            return Place(UNKNOWN, f"{path} belongs to the system", root="system")
    workspace = target.facet("workspace")
    if category == FILE_CHANGE and "/.git/" in path and path.endswith(".lock"):
        return Place(WORKSPACE, "a lock that git left behind")
    if target.facet("nested") == "yes":
        return Place(WORKSPACE, f"{path} is a repository, or its .git", root="" if inside else "repository")
    if workspace is not None:
        return _workspace(path, workspace, target)
    directory = layout.directory
    if path == directory or (_below(directory, path) and directory != "/"):
        return Place(WORKSPACE, f"{path} holds the working directory", root="" if inside else "repository")
    cache = layout.cache or home + "/.cache"
    if path.startswith(cache + "/"):
        return Place(THROWAWAY, "a cache that is made again")
    if _below(path, directory) and directory not in ("/", home):
        return _workspace(path, directory, target)
    if _below(path, home):
        if _regenerable(path[len(home) :], target, sure=False):
            return Place(THROWAWAY, "a known output name, made again")
        return Place(HOME, "in the home directory, outside the workspace")
    return Place(UNKNOWN, "outside the workspace and the home directory")


def _workspace(path: str, root: str, target: Target) -> Place:
    if path == root:
        return Place(WORKSPACE, "the workspace itself", root="")
    if path == root + "/.git" or path.startswith(root + "/.git/"):
        return Place(WORKSPACE, "the repository's .git", root="repository")
    if _regenerable(path[len(root) :], target, sure=True):
        return Place(THROWAWAY, "a known output name with nothing tracked in it, made again")
    if target.facet("tracked") == "yes":
        return Place(WORKSPACE, "in the workspace, tracked")
    return Place(WORKSPACE, "in the workspace")


def _regenerable(tail: str, target: Target, *, sure: bool) -> bool:
    if target.facet("tracked") == "yes":
        return False
    pieces = [piece for piece in tail.split("/") if piece]
    for piece in pieces:
        if piece in _DOUBTFUL:
            if sure and target.facet("tracked") == "no":
                return True
            continue
        if piece in REGENERABLE:
            return True
    if any(place in tail.rstrip("/") + "/" for place in _REGENERABLE_BELOW):
        return True
    return bool(pieces) and pieces[-1].endswith(_REGENERABLE_ENDS) and sure and target.facet("hole") != "unset"
