"""What `keyturn init` proposes for `keyturn.toml`: the environments that names on this machine hint at.

Only names are read: hosts and databases out of connection addresses (never users or passwords), contexts, workspaces,
profiles, remotes. A name decides nothing here: the proposal is commented out, and a person chooses the class.
"""

from __future__ import annotations

import os

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LIMIT = 500_000
_FILES = 40
_PRODUCTION = ("prod", "live", "prd")
_STAGING = ("stag", "uat", "qa", "preprod", "pre-prod", "test", "shared", "demo")
_DEV = ("dev", "local", "sandbox", "playground", "minikube", "kind-", "docker-desktop", "colima", "k3d")
_ENGINES = {"postgresql": "postgres", "mariadb": "mysql", "mongodb+srv": "mongodb", "rediss": "redis"}
_WANTED = frozenset("postgres postgresql mysql mariadb mongodb mongodb+srv redis rediss sqlserver clickhouse".split())


class Proposal(Noun):
    """One target: the pattern that names it, the class its name hints at ("" for none), and where it was seen."""

    pattern: str
    hint: str
    why: str


def propose(directory: str, home: str, environ: Mapping[str, str]) -> tuple[Proposal, ...]:
    """What names in a directory and in a user's own settings hint at, each target once."""
    found: dict[str, Proposal] = {}
    for pattern, why in (
        *_databases(directory),
        *_terraform(directory),
        *_kube(home, environ),
        *_aws(home, environ),
        *_gcloud(home, environ),
        *_git(directory),
    ):
        found.setdefault(pattern, Proposal(pattern, _hint(pattern.partition(":")[2]), why))
    return tuple(found.values())


def _hint(name: str) -> str:
    low = name.lower()
    for hint, words in (("production", _PRODUCTION), ("staging", _STAGING), ("dev", _DEV)):
        if any(word in low for word in words) and not (hint == "production" and "preprod" in low):
            return hint
    return ""


def text(found: tuple[Proposal, ...]) -> str:
    """The proposal as lines of `keyturn.toml`, commented out."""
    import json

    out = [
        "# Proposed by `keyturn init` from names on this machine. It counts once a person takes the first # off.",
        "# What is not named here is judged as unknown: strictly where it cannot be undone.",
    ]
    titles = {
        "production": ("prod", "looks like production"),
        "staging": ("staging", "others work with it as well"),
        "dev": ("dev", "looks like yours alone; counts as such once a person trusts the file (keyturn config trust)"),
        "": ("", "their names say nothing: move each to where it belongs"),
    }
    for hint, (name, said) in titles.items():
        those = [one for one in found if one.hint == hint]
        if not those:
            continue
        out.append("#")
        if name:
            out += [f"# [environment.{name}]  # {said}", f'# class = "{hint}"', "# matches = ["]
        else:
            out.append(f"# {said}")
        out += [f"#   {json.dumps(one.pattern, ensure_ascii=False)},  # {one.why}" for one in those]
        if name:
            out.append("# ]")
    return "\n".join(out) + "\n"


def write(directory: str, found: tuple[Proposal, ...]) -> str:
    """Put the proposal into `keyturn.toml` when there is none; returns its path, "" when there is one."""
    path = os.path.join(directory, "keyturn.toml")
    try:
        with open(path, "x", encoding="utf-8", errors="backslashreplace") as handle:
            handle.write(text(found))
    except FileExistsError:
        return ""
    return path


def _read(path: str) -> str:
    try:
        with open(path, "rb") as handle:
            return handle.read(LIMIT).decode("utf-8", "replace")
    except OSError:
        return ""


def _names(directory: str) -> list[str]:
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []


def _plain(text_: str) -> str:
    """A name as a pattern holds it: nothing in it is a pattern of its own."""
    return "".join("?" if character in "*[]" or not character.isprintable() else character for character in text_)


def _databases(directory: str) -> Iterator[tuple[str, str]]:
    for name in _names(directory):
        if not (name == ".env" or name.startswith(".env.") or name.endswith(".env")):
            continue
        for line in _read(os.path.join(directory, name)).splitlines():
            key, equals, value = line.removeprefix("export ").partition("=")
            if not equals or key.lstrip().startswith("#"):
                continue
            address = address_of(value.strip().strip("\"'"))
            if address:
                yield address, f"{key.strip()} in {name}"


def address_of(value: str) -> str:
    """`ENGINE://HOST[:PORT][/DATABASE]` of a connection address, "" for anything else; never a user or password."""
    scheme, found, rest = value.partition("://")
    engine = scheme.partition("+")[0].lower() if scheme.lower() not in _WANTED else scheme.lower()
    if not found or engine not in _WANTED:
        return ""
    before, at, rest = rest.rpartition("@") if "@" in rest else ("", "", rest)
    if at and any(mark in before for mark in "?# "):
        return ""  # which @ ends the password is not sure
    for end in ("?", "#", " "):
        rest = rest.partition(end)[0]
    server, _slash, database = rest.partition("/")
    if not server or "$" in rest or "{" in rest:
        return ""
    return _plain(f"{_ENGINES.get(engine, engine)}://{server}" + (f"/{database}" if database else ""))


def _terraform(directory: str) -> Iterator[tuple[str, str]]:
    for name in [".", *[one for one in _names(directory) if not one.startswith(".")][:_FILES]]:
        place = os.path.join(directory, name)
        current = _read(os.path.join(place, ".terraform", "environment")).strip()
        for workspace in dict.fromkeys((current, *_names(os.path.join(place, "terraform.tfstate.d")))):
            if workspace:
                yield f"terraform:workspace={_plain(workspace)}", f"a Terraform workspace in {name}"


def _kube(home: str, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    paths = environ.get("KUBECONFIG") or os.path.join(home, ".kube", "config")
    for path in paths.split(os.pathsep):
        section = ""
        for line in _read(path).splitlines():
            if line[:1] not in (" ", "-", "#", ""):
                section = line.partition(":")[0]
            bare = line.removeprefix("-").strip()
            indent = len(line) - len(line.lstrip(" -"))
            if section == "contexts" and bare.startswith("name:") and indent <= 2:
                name = bare[5:].strip().strip("\"'")
                yield f"kube:context={_plain(name)}", f"a context in {path}"


def _sections(path: str) -> Iterator[str]:
    for line in _read(path).splitlines():
        if line.startswith("[") and "]" in line:
            yield line[1 : line.index("]")].strip()


def _aws(home: str, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    path = environ.get("AWS_CONFIG_FILE") or os.path.join(home, ".aws", "config")
    for name in _sections(path):
        if name.startswith("profile "):
            yield f"aws:profile={_plain(name[8:].strip())}", f"a profile in {path}"


def _gcloud(home: str, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    folder = os.path.join(environ.get("CLOUDSDK_CONFIG") or os.path.join(home, ".config", "gcloud"), "configurations")
    for name in _names(folder):
        for line in _read(os.path.join(folder, name)).splitlines():
            key, equals, value = line.partition("=")
            if equals and key.strip() == "project" and value.strip():
                yield f"gcp:project={_plain(value.strip())}", f"the project of gcloud's {name}"


def _git(directory: str) -> Iterator[tuple[str, str]]:
    for name in _sections(os.path.join(directory, ".git", "config")):
        kind, _space, remote = name.partition(" ")
        if kind == "remote" and remote:
            named = _plain(remote.strip('"'))
            yield f"git:remote={named},default=yes", "the default branch of a git remote"
