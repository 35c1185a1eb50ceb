"""Tools of MCP servers that stand for a program: `kubectl_delete`, `git_reset`, `write_file`, `http_request`.

They are read as that program's call, so that one reading holds for both. A tool that deletes files on this machine is
`rm`; one that deletes them in a repository on a service makes a commit, which its history keeps.
Facts: the documented tools of the public servers for Kubernetes, Git, Docker, Terraform, AWS, the file system.
"""

from __future__ import annotations

from keyturn.model.effect import SERVICE_DELETE, Effect, HandOff, Note
from keyturn.model.invocation import Invocation
from keyturn.model.source import Source
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
    server: str, words: tuple[str, ...], given: Arguments, chosen: list[tuple[str, ...]], origin: Origin
) -> tuple[list[Outcome], bool]:
    """What the program's calls say, and whether the tool's own name says that it stands for that program.

    Only then nothing more is to be read out of the name. Arguments that a server does not know change nothing at the
    server, so nothing here may make a call milder because one stands there.
    """
    if not words:
        return [], False
    about = set(words) | set(names(server))
    calls: list[list[str]] = []
    named = True
    if words[0] == "kubectl" or (given.has("kind", "resourceType", "resource_type") and about & _KUBE):
        calls = _kubectl(words, given, chosen)
        named = words[0] == "kubectl"
    elif about & _KUBE and "exec" in words:
        return [], True  # its command is read as every command
    elif "helm" in words and set(words) & {"uninstall", "delete", "rollback"}:
        verb = "rollback" if "rollback" in words else "uninstall"
        calls = [["helm", verb, given.get("name", "release", "release_name") or "release", *_namespace(given)]]
    elif words[0] == "git" and len(words) > 1:
        calls = [_git(words, given)]
    elif about & {"docker", "podman"} and set(words) & {
        "container",
        "volume",
        "image",
        "network",
        "system",
        "containers",
    }:
        calls = [_docker(words, given)]
    elif {"terraform", "terragrunt", "tofu"} & set(words) and chosen:
        place = given.get("working_directory", "workdir", "directory", "path")
        tool = "terragrunt" if "terragrunt" in words else "terraform"
        for choice in chosen:
            sure = ["-auto-approve"] if choice and choice[0] in ("apply", "destroy") else []
            calls.append([tool, *([f"-chdir={place}"] if place else []), *choice, *sure])
    elif {"gcloud", "gsutil", "az"} & set(words) and given.all("args", "arguments"):
        calls = [[next(word for word in ("gcloud", "gsutil", "az") if word in words), *given.all("args", "arguments")]]
    elif "flyway" in words and "clean" in words:
        calls = [["flyway", "clean"]]
    else:
        files = _files(server, words, given, origin)
        if files is not None:
            return files, True
        return _requests(server, given, origin), False
    out: list[Outcome] = []
    for call in calls:
        if call:
            args = tuple(Word(word, quoted=True) for word in call[1:])
            to = Invocation(Word(call[0], quoted=True), args, origin=origin, name=call[0])
            out.append(HandOff(to, "what it stands for"))
    return out, named and bool(out)


_KUBE = frozenset("kubectl kubernetes k8s kube pod pods eks aks gke openshift".split())


def _namespace(given: Arguments) -> list[str]:
    out: list[str] = []
    for flag, value in (("-n", given.get("namespace")), ("--context", given.get("context", "kube_context"))):
        if value:
            out += [flag, value]
    return out


def _kubectl(words: tuple[str, ...], given: Arguments, chosen: list[tuple[str, ...]]) -> list[list[str]]:
    verbs = [word for word in words[1:] if word != "generic"][:1] if words[0] == "kubectl" else []
    if not verbs:
        verbs = [word for choice in (*chosen, words) for word in choice if word in _VERBS]
    sub = given.get("subCommand", "sub_command")
    # which of two spellings a server takes is not known: kubectl takes several kinds, and all of them count
    kind = ",".join(dict.fromkeys(given.all("resourceType", "resource_type", "kind")))
    found = given.all("name", "resource_name")
    selector = given.get("labelSelector", "label_selector", "selector")
    out: list[list[str]] = []
    for verb in dict.fromkeys(verbs):
        if verb in ("apply", "create", "patch", "get", "describe", "read", "list"):
            continue  # what it applies is text that stands beside it; nothing of it deletes
        call = ["kubectl", verb, *([sub] if sub else []), *([kind] if kind else []), *found, *_namespace(given)]
        if selector:
            call += ["-l", selector]
        if given.true("allNamespaces", "all_namespaces"):
            call.append("-A")
        if given.true("all") or not (found or selector):
            call.append("--all")
        call += ["--replicas=" + count for count in given.all("replicas")]
        if given.true("force"):
            call.append("--force")
        out.append([*call, *given.all("args")])
    return out


_VERBS = frozenset("delete scale drain cordon rollout replace apply create patch get describe read list".split())


def _git(words: tuple[str, ...], given: Arguments) -> list[str]:
    verb = words[1]
    place = given.get("repo_path", "path", "working_directory", "repository", "cwd")
    out = ["git", *(["-C", place] if place else []), verb, *words[2:]]
    for mode in given.all("mode", "operation", "action"):
        if verb in ("stash", "worktree", "remote", "bisect", "submodule", "reflog"):
            out.append(mode)
        elif mode in ("delete", "remove") and verb in ("branch", "tag"):
            out.append("-D" if given.true("force") else "-d")
        else:
            out.append(f"--{mode}")
    if given.true("force", "force_push") and "-D" not in out:
        out.append("--force")
    # a dry run or a lease is not believed: a server that does not know the argument does it all the same
    for name, flag in (
        ("hard", "--hard"),
        ("directories", "-d"),
        ("ignored", "-x"),
        ("delete", "--delete"),
        ("amend", "--amend"),
        ("all", "--all"),
        ("mirror", "--mirror"),
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


_METHODS = ("DELETE", "PUT", "PATCH", "POST")


def _requests(server: str, given: Arguments, origin: Origin) -> list[Outcome]:
    """Requests that the arguments describe: every method with every address."""
    methods = [one for one in given.all("method", "http_method", "verb") if one.upper() in _METHODS]
    ends = ("path", "url", "uri", "endpoint", "href")
    addresses = [value for path, value in given if given.plain(path).endswith(ends) and value]
    data = given.get("body", "data", "payload", "json")
    out: list[Outcome] = []
    for method in dict.fromkeys(one.upper() for one in methods):
        for address in addresses[:8]:
            if "://" not in address and method == "DELETE":
                facets = (
                    Facet("provider", server or None, "the tool's server"),
                    Facet("objects", address[:200], "its path"),
                )
                target = Target(SERVICE, server or "a service", facets)
                summary = f"{server}: DELETE {address[:80]}"
                out.append(Effect("mcp/destructive-tool", SERVICE_DELETE, summary, (target,), origin=origin))
                continue
            whole = address if "://" in address else f"https://{server or 'service'}.invalid/{address.lstrip('/')}"
            words = ["-X", method, *(["-d", data] if data else []), whole]
            args = tuple(Word(word, quoted=True) for word in words)
            out.append(HandOff(Invocation(Word("curl", quoted=True), args, origin=origin, name="curl"), "its request"))
    return out


_FORGES = frozenset("github gitlab gitea forgejo bitbucket codeberg azure devops".split())


def _files(server: str, words: tuple[str, ...], given: Arguments, origin: Origin) -> list[Outcome] | None:
    found = set(words)
    if not found & _FILES:
        return None
    if found & _DELETES and given.has(*_ELSEWHERE):
        if set(names(server)) & _FORGES and given.has("repo", "repository", "owner", "project_id"):
            return [Note("a commit that deletes a file: the history keeps it", origin)]
        return None  # a service's file, or one of this machine with an argument that its server does not know
    if set(names(server)) & _FORGES and given.has("repo", "repository", "owner", "project_id"):
        return None
    paths = [path.removeprefix("file://") for path in given.all(*_PATHS)]
    if found & {"move", "rename"}:
        sources = given.all("source", "old_path", "from", "source_path", "path")
        targets = given.all("destination", "new_path", "to", "destination_path", "target")
        moved = tuple(_word(one) for one in sources)
        return [_call("mv", (_word("--"), *moved, _word(to)), origin) for to in targets] if moved and targets else None
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
