"""Tools of MCP servers that stand for a program: `kubectl_delete`, `git_reset`, `write_file`, `http_request`.

They are read as that program's call, so that one reading holds for both. A tool that deletes files on this machine is
`rm`; one that deletes them in a repository on a service makes a commit, which its history keeps.
Facts: the documented tools of the public servers for Kubernetes, Git, Docker, Terraform, AWS, the file system.
"""

from __future__ import annotations

from keyturn.model.effect import SERVICE_DELETE, Effect, HandOff, Note
from keyturn.model.invocation import Invocation
from keyturn.model.source import SHELL, Source
from keyturn.model.target import SERVICE, Facet, Target
from keyturn.model.word import HOME, Hole, Word
from keyturn.tool.mcp_names import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Origin
    from keyturn.tool.mcp_names import Arguments

_PATHS = (
    "path",
    "file_path",
    "filepath",
    "filename",
    "file",
    "uri",
    "target_file",
    "directory",
    "dir",
    "folder",
    "paths",
)
_ELSEWHERE = (
    "owner",
    "repo",
    "repository",
    "branch",
    "project_id",
    "file_id",
    "bucket",
    "drive",
    "site",
    "host",
    "owner_id",
)
_FILES = frozenset("file files directory directories folder folders dir block text".split())
_WRITES = frozenset("write create save overwrite put".split())
_EDITS = frozenset("edit replace insert patch update modify append".split())
_DELETES = frozenset("delete remove rm unlink".split())


def read(
    server: str, words: tuple[str, ...], given: Arguments, chosen: tuple[str, ...], origin: Origin
) -> list[Outcome] | None:
    """What the program's call says, None when the tool stands for none."""
    if not words:
        return None
    about = set(words) | set(names(server))
    if words[0] == "kubectl" or (given.has("kind", "resourceType", "resource_type") and about & _KUBE):
        found = _kubectl(words, given, chosen)
    elif about & _KUBE and {"exec"} & set(words):
        return [HandOff(Source(SHELL, Word(_joined(given)), origin), "what it runs there")]
    elif "helm" in words and set(words) & {"uninstall", "delete", "rollback"}:
        verb = "rollback" if "rollback" in words else "uninstall"
        found = ["helm", verb, given.get("name", "release", "release_name") or "release", *_namespace(given)]
    elif words[0] == "git" and len(words) > 1:
        found = _git(words, given)
    elif about & {"docker", "podman"} and set(words) & {
        "container",
        "volume",
        "image",
        "network",
        "system",
        "containers",
    }:
        found = _docker(words, given)
    elif {"terraform", "terragrunt", "tofu"} & set(words) and chosen:
        place = given.get("working_directory", "workdir", "directory", "path")
        tool = "terragrunt" if "terragrunt" in words else "terraform"
        found = [tool, *([f"-chdir={place}"] if place else []), *chosen]
        if chosen[0] in ("apply", "destroy"):
            found.append("-auto-approve")
    elif {"gcloud", "gsutil", "az"} & set(words) and given.all("args", "arguments"):
        found = [next(word for word in ("gcloud", "gsutil", "az") if word in words), *given.all("args", "arguments")]
    elif "flyway" in words and "clean" in words:
        found = ["flyway", "clean"]
    elif _requests(given):
        return _request(server, given, origin)
    else:
        return _files(words, given, origin)
    if not found:
        return None
    call = Invocation(
        Word(found[0], quoted=True),
        tuple(Word(word, quoted=True) for word in found[1:]),
        origin=origin,
        name=found[0],
    )
    return [HandOff(call, "what it stands for")]


_KUBE = frozenset("kubectl kubernetes k8s kube pod pods eks aks gke openshift".split())


def _namespace(given: Arguments) -> list[str]:
    out: list[str] = []
    for flag, value in (("-n", given.get("namespace")), ("--context", given.get("context", "kube_context"))):
        if value:
            out += [flag, value]
    return out


def _kubectl(words: tuple[str, ...], given: Arguments, chosen: tuple[str, ...]) -> list[str]:
    verbs = list(words[1:]) if words[0] == "kubectl" else [word for word in (*chosen, *words) if word in _VERBS]
    if not verbs or verbs == ["generic"]:
        verbs = list(chosen[:1])
    if not verbs:
        return []
    verb = verbs[0]
    sub = given.get("subCommand", "sub_command")
    kind = given.get("resourceType", "resource_type", "kind", "resource")
    name = given.get("name", "resource_name")
    out = ["kubectl", verb, *([sub] if sub else [])]
    if verb in ("apply", "create", "replace", "patch", "get", "describe"):
        # what it applies is text that stands beside it; without a name nothing of it deletes
        return [] if verb != "replace" else [*out, kind, name, *_namespace(given)]
    out += [word for word in (kind, name) if word]
    out += _namespace(given)
    selector = given.get("labelSelector", "label_selector", "selector")
    if selector:
        out += ["-l", selector]
    if given.true("allNamespaces", "all_namespaces"):
        out.append("-A")
    if given.true("all") or not (name or selector):
        out.append("--all")
    if given.get("replicas"):
        out.append("--replicas=" + given.get("replicas"))
    if given.true("force"):
        out.append("--force")
    return [*out, *given.all("args")]


_VERBS = frozenset("delete scale drain cordon rollout replace apply create patch get describe read list".split())


def _git(words: tuple[str, ...], given: Arguments) -> list[str]:
    verb = words[1]
    place = given.get("repo_path", "path", "working_directory", "repository", "cwd")
    out = ["git", *(["-C", place] if place else []), verb, *words[2:]]
    mode = given.get("mode", "operation", "action")
    if mode and verb in ("stash", "worktree", "remote", "bisect", "submodule", "reflog"):
        out.append(mode)
    elif mode in ("delete", "remove") and verb in ("branch", "tag"):
        out.append("-D" if given.true("force") else "-d")
    elif mode:
        out.append(f"--{mode}")
    if given.true("force", "force_push") and "-D" not in out:
        out.append("--force")
    for name, flag in (
        *(("hard", "--hard"), ("directories", "-d"), ("ignored", "-x"), ("delete", "--delete"), ("amend", "--amend")),
        *(
            ("dry_run", "--dry-run"),
            ("force_with_lease", "--force-with-lease"),
            ("all", "--all"),
            ("mirror", "--mirror"),
        ),
    ):
        if given.true(name):
            out.append(flag)
    for name in ("remote", "branch", "branch_name", "commit", "target", "revision", "ref", "tag", "stash_ref", "name"):
        out += given.all(name)
    if verb in ("checkout", "restore", "rm"):
        files = given.all("files", "paths", "pathspec")
        out += ["--", *files] if files else []
    return (
        out
        if verb not in ("commit", "log", "diff", "status", "show", "add", "init", "clone", "blame")
        else ["git", verb]
    )


def _docker(words: tuple[str, ...], given: Arguments) -> list[str]:
    kind = next(
        (one for one in ("volume", "image", "network", "system", "container") if one in words or one + "s" in words), ""
    )
    verb = next((word for word in words if word in ("remove", "rm", "delete", "prune", "stop", "kill", "restart")), "")
    if not verb:
        return []
    verb = {"remove": "rm", "delete": "rm"}.get(verb, verb)
    given_names = given.all(f"{kind}_name", f"{kind}_id", "name", "id", kind, f"{kind}s")
    out = ["docker", kind, verb, *(["-f"] if verb == "prune" or given.true("force") else [])]
    if given.true("volumes", "v", "remove_volumes"):
        out.append("-v" if kind == "container" else "--volumes")
    return [*out, *(given_names if verb != "prune" else [])]


def _joined(given: Arguments) -> str:
    lines = [given.line(path) for path, _value in given if given.plain(path) in ("command", "commands", "cmd")]
    return "\n".join(line for line in lines if line)


def _requests(given: Arguments) -> bool:
    method = given.get("method", "http_method", "verb")
    return (
        method.upper() in ("DELETE", "PUT", "PATCH", "POST", "GET", "HEAD")
        and method.isupper()
        and bool(_address(given))
    )


def _address(given: Arguments) -> str:
    found = given.get("url", "uri", "endpoint", "path", "href")
    if found:
        return found
    ends = ("path", "url", "endpoint")
    return next((value for path, value in given if given.plain(path).endswith(ends) and "/" in value), "")


def _request(server: str, given: Arguments, origin: Origin) -> list[Outcome]:
    method, address = given.get("method", "http_method", "verb").upper(), _address(given)
    if "://" not in address:
        if method == "DELETE":
            facets = (
                Facet("provider", server or None, "the tool's server"),
                Facet("objects", address[:200], "its path"),
            )
            summary = f"{server}: DELETE {address[:80]}"
            target = Target(SERVICE, server or "a service", facets)
            return [Effect("mcp/destructive-tool", SERVICE_DELETE, summary, (target,), origin=origin)]
        address = f"https://{server or 'service'}.invalid/{address.lstrip('/')}"
    data = given.get("body", "data", "payload", "json")
    words = ["-X", method, *(["-d", data] if data else []), address]
    call = Invocation(
        Word("curl", quoted=True), tuple(Word(word, quoted=True) for word in words), origin=origin, name="curl"
    )
    return [HandOff(call, "its request")]


def _files(words: tuple[str, ...], given: Arguments, origin: Origin) -> list[Outcome] | None:
    found = set(words)
    if not found & _FILES:
        return None
    if given.has(*_ELSEWHERE):
        if found & _DELETES and given.has("repo", "repository", "owner"):
            return [Note("a commit that deletes a file: the history keeps it", origin)]
        return None
    paths = [path.removeprefix("file://") for path in given.all(*_PATHS)]
    if found & {"move", "rename"}:
        source = given.get("source", "old_path", "from", "source_path", "path")
        to = given.get("destination", "new_path", "to", "destination_path", "target")
        return [_call("mv", (_word("--"), _word(source), _word(to)), origin)] if source and to else None
    if not paths:
        return None
    if found & _DELETES:
        deep = (
            (_word("-rf"),)
            if found & {"directory", "directories", "folder", "folders", "dir"} or given.true("recursive")
            else ()
        )
        return [_call("rm", (*deep, _word("--"), *(_word(path) for path in paths)), origin)]
    if found & _EDITS:
        return [_call("sed", (_word("-i"), _word("s/a/b/"), _word(path)), origin) for path in paths]
    if found & _WRITES and not found & {"directory", "directories", "folder", "dir"}:
        text = Source("unknown", Word(given.get("content", "contents", "text", "file_text")), origin)
        return [_call("tee", tuple(_word(path) for path in paths), origin, text)]
    return None


def _word(text: str) -> Word:
    text = text.removeprefix("file://")
    if text.startswith("~"):
        name, slash, rest = text.partition("/")
        return Word((Hole(HOME, name), slash + rest), quoted=True)
    return Word(text, quoted=True)


def _call(name: str, args: tuple[Word, ...], origin: Origin, stdin: Source | None = None) -> HandOff:
    call = Invocation(Word(name, quoted=True), args, stdin=stdin, origin=origin, name=name)
    return HandOff(call, "what it does with files")
