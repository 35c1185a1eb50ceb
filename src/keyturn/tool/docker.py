"""docker, podman, nerdctl and compose.

Grammar: `docker COMMAND --help` of 28, https://docs.docker.com/reference/cli/docker/ and
https://docs.podman.io/en/latest/Commands.html. Containers and images can be made again; volumes hold data.
A command inside a container is handed on: paths in a bind mount become the host's own, everything else is the
container's.
"""

from __future__ import annotations

from keyturn.model.effect import (
    AVAILABILITY,
    CONTAINER_CHANGE,
    CONTAINER_DATA,
    EXPOSURE,
    SERVICE_DELETE,
    BlindSpot,
    Effect,
    Extent,
    Note,
)
from keyturn.model.source import ShellContext
from keyturn.model.target import CLUSTER, CONTAINER, PATH, Facet, Target
from keyturn.model.word import VARIABLE, Hole, Word
from keyturn.tool.handoff import CONTAINER_MARK, ELSEWHERE, elsewhere, launch, merged
from keyturn.tool.locate import absolute, directory_of
from keyturn.tool.options import Grammar, parse
from keyturn.tool.surroundings import grounded, switched_on, text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_HARMLESS = frozenset(
    "ps images logs inspect pull push build info version search top stats port diff history events login logout save "
    "export import load tag commit cp create start unpause wait attach rename buildx manifest trust scout sbom init "
    "help debug ai model offload extension feedback desktop -v --version -h --help".split()
)
_GLOBAL = Grammar(
    flags="-D --debug --tls --tlsverify -v --version --help --remote -r --syslog --transient-store",
    valued="--config -c --context -H --host -l --log-level --tlscacert --tlscert --tlskey --url --connection "
    "--root --runroot "
    "--cgroup-manager --storage-driver --storage-opt --identity --namespace --address --snapshotter --data-root "
    "--cni-path --imagestore --events-backend --module --network-config-dir --out --ssh --tmpdir --volumepath",
    alias={"-H": "--host", "--url": "--host", "-c": "--context", "--connection": "--context"},
    style="posix",
    abbreviate=False,
)
_PLAIN = Grammar(
    flags="-f --force -a --all -v --volumes --link -l --no-prune --help -d --detach -i --ignore --depend --latest "
    "--cidfile "
    "--external --build",
    valued="--filter --platform --keep-storage --max-used-space --reserved-space --min-free-space --time -t "
    "--signal -s",
    alias={"--force": "-f", "--all": "-a", "--volumes": "-v"},
    abbreviate=False,
)
_RUN = Grammar(
    flags="-d --detach --disable-content-trust --help --init -i --interactive --no-healthcheck --oom-kill-disable "
    "--privileged -P --publish-all -q --quiet --read-only --rm --sig-proxy -t --tty --use-api-socket --replace "
    "--env-host --http-proxy --no-hosts --no-hostname --read-only-tmpfs --rmi --tls-verify -it",
    valued="--add-host --annotation -a --attach --blkio-weight --blkio-weight-device --cap-add --cap-drop "
    "--cgroup-parent "
    "--cgroupns --cidfile --cpu-count --cpu-percent --cpu-period --cpu-quota --cpu-rt-period --cpu-rt-runtime -c "
    "--cpu-shares --cpus --cpuset-cpus --cpuset-mems --detach-keys --device --device-cgroup-rule --device-read-bps "
    "--device-read-iops --device-write-bps --device-write-iops --dns --dns-option --dns-search --domainname "
    "--entrypoint -e --env --env-file --expose --gpus --group-add --health-cmd --health-interval --health-retries "
    "--health-start-interval --health-start-period --health-timeout -h --hostname --io-maxbandwidth --io-maxiops --ip "
    "--ip6 --ipc --isolation --kernel-memory -l --label --label-file --link --link-local-ip --log-driver --log-opt "
    "--mac-address -m --memory --memory-reservation --memory-swap --memory-swappiness --mount --name --network --net "
    "--network-alias --net-alias --oom-score-adj --pid --pids-limit --platform -p --publish --pull --restart --runtime "
    "--security-opt --shm-size --stop-signal --stop-timeout --storage-opt --sysctl --tmpfs --ulimit -u --user --userns "
    "--uts -v --volume --volume-driver --volumes-from -w --workdir --pod --pod-id-file --secret --arch --os --variant "
    "--authfile --creds --timezone --tz --umask --timeout --systemd --sdnotify --requires --preserve-fds "
    "--passwd-entry",
    alias={"-v": "--volume", "-w": "--workdir", "-e": "--env", "-u": "--user", "-i": "--interactive"},
    style="posix",
    abbreviate=False,
)
_EXEC = Grammar(
    flags="-d --detach -i --interactive --privileged -t --tty --help -l --latest -T --no-TTY --no-tty",
    valued="--detach-keys -e --env --env-file -u --user -w --workdir --preserve-fds --index",
    alias={"-w": "--workdir", "-e": "--env", "-i": "--interactive"},
    style="posix",
    abbreviate=False,
)
_COMPOSE = Grammar(
    flags="--all-resources --compatibility --dry-run --help -h --verbose --version -v --no-ansi --in-pod",
    valued="--ansi --env-file -f --file --parallel --profile --progress --project-directory -p --project-name "
    "--workdir "
    "--podman-args --podman-path -H --host -c --context --log-level",
    alias={"-f": "--file", "-p": "--project-name", "-H": "--host", "-c": "--context"},
    style="posix",
    abbreviate=False,
)
_COMPOSE_COMMAND = Grammar(
    flags="-v --volumes --remove-orphans -f --force -s --stop --dry-run -V --renew-anon-volumes --force-recreate -d "
    "--detach --help -a --all",
    valued="--rmi -t --timeout --scale",
    alias={"--volumes": "-v", "--force": "-f", "--stop": "-s"},
    abbreviate=False,
)
_COMPOSE_RUN = Grammar(
    flags="--build -d --detach -i --interactive --no-deps --no-TTY -T --rm -P --service-ports --use-aliases "
    "--quiet-pull "
    "--remove-orphans -q --quiet --quiet-build --dry-run --help",
    valued="--cap-add --cap-drop --entrypoint -e --env --env-from-file -l --label --name -p --publish --pull -u "
    "--user -v "
    "--volume -w --workdir",
    alias={"-v": "--volume", "-w": "--workdir", "-e": "--env", "-i": "--interactive"},
    style="posix",
    abbreviate=False,
)
_LOCAL = (
    "",
    "default",
    "unix:///var/run/docker.sock",
    "unix:///run/docker.sock",
    "rootless",
    "desktop-linux",
    "orbstack",
    "colima",
)

_GROUPS = frozenset(
    "container image volume network system builder buildx stack service swarm node secret config context compose "
    "plugin pod machine kube generate".split()
)


def read(call: Invocation, view: View) -> list[Outcome]:
    """What one docker, podman or compose call would do."""
    args = call.args
    if not args:
        return []
    if call.name in ("docker-compose", "podman-compose"):
        return _compose(call, view, args, parse((), _GLOBAL))
    first = args[0].text
    if first in _HARMLESS and first != "buildx":
        return []
    before = parse(args, _GLOBAL)
    if not before.operands or before.has("--help", "--version"):
        return []
    command, rest = before.operands[0], before.operands[1:]
    if command.text is None:
        return [_unknown(call, command)]
    name = command.text
    if name == "compose":
        return _compose(call, view, rest, before)
    if name in _GROUPS:
        at = 0
        while at < len(rest) and (rest[at].text or "").startswith("-"):
            at += 1
        if at == len(rest):
            return []
        if rest[at].text is None:
            return [_unknown(call, rest[at])]
        name = _SHORT.get(f"{name} {rest[at].text}", f"{name} {rest[at].text}")
        rest = (*rest[:at], *rest[at + 1 :])
    if name in _PRUNES:
        return _prune(call, view, rest, before, name)
    handler = _HANDLERS.get(name)
    return handler(call, view, rest, before) if handler is not None else []


def _unknown(call: Invocation, word: Word) -> BlindSpot:
    return BlindSpot(
        "blind/unknown-subcommand",
        f"which {call.name or 'docker'} command runs is only known at run time ({word.shown()})",
        certain=call.certain,
        origin=call.origin,
    )


# Long spellings of commands that also have a short one.
_SHORT = {
    "container rm": "rm", "container remove": "rm", "container kill": "kill", "container stop": "stop",
    "container restart": "restart", "container run": "run", "container exec": "exec", "image rm": "rmi",
    "image remove": "rmi", "volume remove": "volume rm", "network remove": "network rm", "buildx prune": "builder "
    "prune",
    "stack down": "stack rm", "stack remove": "stack rm", "service remove": "service rm", "secret remove": "secret rm",
    "config remove": "config rm", "node remove": "node rm", "context remove": "context rm",
}  # fmt: skip


def _host(before: Options, call: Invocation, view: View) -> tuple[Facet, ...]:
    """Whose daemon it is: -H, --context, DOCKER_HOST, DOCKER_CONTEXT, else this machine's."""
    host = before.value("--host")
    source = "--host"
    if host is None and before.value("--context") is not None:
        context = before.value("--context")
        assert context is not None
        if context.text in _LOCAL:
            return (Facet("host", "local", "--context"),)
        return (Facet("context", context.text, "--context"),)
    if host is None:
        source = "DOCKER_HOST"
        host = variable(call, view, "DOCKER_HOST") or variable(call, view, "CONTAINER_HOST")
    if host is None or host.text == "":
        named = variable(call, view, "DOCKER_CONTEXT")
        if named is not None and named.text not in _LOCAL:
            return (Facet("context", named.text, "DOCKER_CONTEXT"),)
        return (Facet("host", "local", "default"),)
    if host.text is not None and (host.text in _LOCAL or host.text.startswith(("unix://", "npipe://", "fd://"))):
        return (Facet("host", "local", source),)
    return (Facet("host", host.text, source),)


_OF_A_SWARM = ("docker/stack-remove", "docker/secret-remove", "docker/swarm-leave")


def _local(facets: tuple[Facet, ...]) -> bool:
    return facets[0].name == "host" and facets[0].value == "local"


def _effect(
    call: Invocation,
    view: View,
    before: Options,
    rule: str,
    category: str,
    summary: str,
    extent: Extent,
    project: str = "",
) -> Effect:
    facets = _host(before, call, view)
    where = facets[0].value or "an unknown host"
    if rule in _OF_A_SWARM:
        # this machine's daemon may be a manager of any swarm
        server = None if _local(facets) else facets[0].value
        return Effect(
            rule,
            category,
            summary,
            (Target(CLUSTER, "a swarm", (Facet("server", server, "the daemon's swarm"),)),),
            extent,
            certain=call.certain,
            origin=call.origin,
        )
    if project:
        facets = (*facets, Facet("project", project, "compose"))
    return Effect(
        rule,
        category,
        summary,
        (Target(CONTAINER, (project + " on " if project else "") + where, facets),),
        extent,
        certain=call.certain,
        origin=call.origin,
    )


def _many(operands: tuple[Word, ...], unit: str) -> Extent:
    closed = all(word.text is not None for word in operands)
    return Extent(len(operands) if closed else None, closed, unit)


def _names(operands: tuple[Word, ...]) -> str:
    return ", ".join(word.shown() for word in operands[:5]) + (", …" if len(operands) > 5 else "")


def _rm(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help") or not (options.operands or options.has("-a", "--latest")):
        return []
    what = _names(options.operands) or "every container"
    if options.has("-v"):
        summary = f"removes {what} and the anonymous volumes with their data"
        return [
            _effect(
                call,
                view,
                before,
                "docker/remove-volumes",
                CONTAINER_DATA,
                summary,
                _many(options.operands, "containers"),
            )
        ]
    return [
        _effect(
            call,
            view,
            before,
            "docker/remove-container",
            CONTAINER_CHANGE,
            f"removes {what}",
            _many(options.operands, "containers"),
        )
    ]


def _rmi(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help") or not (options.operands or options.has("-a")):
        return []
    what = _names(options.operands) or "every image"
    return [
        _effect(
            call,
            view,
            before,
            "docker/remove-image",
            CONTAINER_CHANGE,
            f"removes {what}",
            _many(options.operands, "images"),
        )
    ]


def _stop(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help") or not (options.operands or options.has("-a")):
        return []
    if _local(_host(before, call, view)):
        return []
    what = _names(options.operands) or "every container"
    return [
        _effect(
            call,
            view,
            before,
            "docker/stop-remote",
            AVAILABILITY,
            f"stops {what} on another machine",
            _many(options.operands, "containers"),
        )
    ]


_PRUNES = {
    "container prune": ("removes every stopped container", "containers"),
    "pod prune": ("removes every stopped pod", "pods"),
    "image prune": ("removes unused images", "images"),
    "network prune": ("removes unused networks", "networks"),
    "builder prune": ("removes build cache", "cache entries"),
}


def _prune(call: Invocation, view: View, rest: tuple[Word, ...], before: Options, name: str) -> list[Outcome]:
    if parse(rest, _PLAIN).has("--help"):
        return []
    what, unit = _PRUNES[name]
    return [_effect(call, view, before, "docker/prune", CONTAINER_CHANGE, what, Extent(None, False, unit))]


def _system_prune(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help"):
        return []
    everything = " and every unused image" if options.has("-a") else ""
    if options.has("-v"):
        return [
            _effect(
                call,
                view,
                before,
                "docker/prune-volumes",
                CONTAINER_DATA,
                f"removes stopped containers, networks, build cache{everything}, and unused volumes with their data",
                Extent(None, False, "volumes"),
            )
        ]
    return [
        _effect(
            call,
            view,
            before,
            "docker/prune",
            CONTAINER_CHANGE,
            f"removes stopped containers, unused networks, build cache and dangling images{everything}",
            Extent(None, False, "containers"),
        )
    ]


def _system_reset(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    del rest
    return [
        _effect(
            call,
            view,
            before,
            "docker/prune-volumes",
            CONTAINER_DATA,
            "removes every container, image, network and volume",
            Extent(None, False, "volumes"),
        )
    ]


def _volume_rm(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help") or not (options.operands or options.has("-a")):
        return []
    what = _names(options.operands) or "every volume"
    return [
        _effect(
            call,
            view,
            before,
            "docker/remove-volumes",
            CONTAINER_DATA,
            f"removes the data in {what}",
            _many(options.operands, "volumes"),
        )
    ]


def _volume_prune(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help"):
        return []
    what = "every unused volume" if options.has("-a") or call.name != "docker" else "every unused anonymous volume"
    return [
        _effect(
            call,
            view,
            before,
            "docker/prune-volumes",
            CONTAINER_DATA,
            f"removes {what} with its data",
            Extent(None, False, "volumes"),
        )
    ]


def _stack_rm(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help") or not options.operands:
        return []
    return [
        _effect(
            call,
            view,
            before,
            "docker/stack-remove",
            AVAILABILITY,
            f"removes every service of {_names(options.operands)}",
            _many(options.operands, "stacks"),
        )
    ]


def _service_rm(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help") or not options.operands:
        return []
    return [
        _effect(
            call,
            view,
            before,
            "docker/stack-remove",
            AVAILABILITY,
            f"removes {_names(options.operands)}",
            _many(options.operands, "services"),
        )
    ]


def _service_scale(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    zero = tuple(word for word in rest if word.text and word.text.endswith("=0"))
    if not zero:
        return []
    return [
        _effect(
            call,
            view,
            before,
            "docker/stack-remove",
            AVAILABILITY,
            f"scales {_names(zero)}: it stops",
            _many(zero, "services"),
        )
    ]


def _secret_rm(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help") or not options.operands:
        return []
    return [
        _effect(
            call,
            view,
            before,
            "docker/secret-remove",
            SERVICE_DELETE,
            f"removes {_names(options.operands)}, which the swarm alone holds",
            _many(options.operands, "secrets"),
        )
    ]


def _swarm_leave(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help"):
        return []
    if options.has("-f"):
        summary = "takes this node out of the swarm; for the last manager that loses the swarm's state"
        return [_effect(call, view, before, "docker/swarm-leave", CONTAINER_DATA, summary, Extent(1, unit="nodes"))]
    return [
        _effect(
            call,
            view,
            before,
            "docker/swarm-leave",
            AVAILABILITY,
            "takes this node out of the swarm",
            Extent(1, unit="nodes"),
        )
    ]


def _machine_rm(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _PLAIN)
    if options.has("--help"):
        return []
    return [
        _effect(
            call,
            view,
            before,
            "docker/remove-volumes",
            CONTAINER_DATA,
            "removes the virtual machine that holds all containers, images and volumes",
            Extent(None, False, "volumes"),
        )
    ]


def _kube_down(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    """What `podman kube down` does: with --force the volumes of the file's claims go too."""
    options = parse(rest, _PLAIN)
    if options.has("--help") or not options.has("-f"):
        return []
    return [
        _effect(
            call,
            view,
            before,
            "docker/remove-volumes",
            CONTAINER_DATA,
            f"removes the pods of {_names(options.operands) or 'the file'} and the volumes of their claims",
            Extent(None, False, "volumes"),
        )
    ]


# ── commands inside containers


class _Mount:
    __slots__ = ("inside", "outside", "writable")

    def __init__(self, inside: str, outside: Word, writable: bool) -> None:
        self.inside = inside
        self.outside = outside
        self.writable = writable


def _mounts(options: Options, call: Invocation, view: View) -> list[_Mount]:
    """Bind mounts of the host's directories; named volumes are the daemon's own."""
    found: list[_Mount] = []
    for word in options.values("--volume"):
        pieces = _split(word)
        if len(pieces) < 2 or pieces[1].text is None:
            continue
        outside = pieces[0]
        lead = outside.text if outside.text is not None else outside.prefix
        if lead and lead[0] not in "./~":
            if outside.text is not None and not _made_again(outside.text):
                mode = pieces[2].shown() if len(pieces) > 2 else ""
                found.append(_named_volume(outside.text, pieces[1].text, "ro" not in mode.split(",")))
            continue
        mode = pieces[2].shown() if len(pieces) > 2 else ""
        found.append(
            _Mount(pieces[1].text.rstrip("/") or "/", _whole(outside, call, view), "ro" not in mode.split(","))
        )
    for word in options.values("--mount"):
        fields = _fields(word)
        kind = fields.get("type")
        inside = fields.get("target") or fields.get("dst") or fields.get("destination")
        source = fields.get("source") or fields.get("src")
        if kind is None or kind.text == "volume":
            name = source.text if source is not None else None
            if name and inside is not None and inside.text and not _made_again(name):
                found.append(_named_volume(name, inside.text, not ("readonly" in fields or "ro" in fields)))
            continue
        if kind.text != "bind":
            continue
        if inside is not None and inside.text and source is not None:
            frozen = "readonly" in fields or "ro" in fields
            found.append(_Mount(inside.text.rstrip("/") or "/", _whole(source, call, view), not frozen))
    found.sort(key=lambda one: -len(one.inside))
    return found


def _named_volume(name: str, inside: str, writable: bool) -> _Mount:
    """A volume of the daemon's own, where its local driver keeps it: what is deleted there outlives the container."""
    return _Mount(inside.rstrip("/") or "/", Word(f"{_VOLUMES}{name}/_data", quoted=True), writable)


# Where images of databases, queues and stores declare a VOLUME: what stands there in a container that runs is data.
_DATA = (
    "/var/lib/postgresql", "/var/lib/mysql", "/var/lib/mariadb", "/data", "/var/lib/mongodb", "/var/lib/redis",
    "/var/lib/rabbitmq", "/var/lib/cassandra", "/var/lib/clickhouse", "/var/lib/influxdb", "/var/lib/neo4j",
    "/var/lib/grafana", "/var/lib/registry", "/var/lib/elasticsearch", "/usr/share/elasticsearch/data", "/bitnami",
    "/var/opt/mssql", "/opt/oracle/oradata", "/prometheus", "/var/lib/docker",
)  # fmt: skip


def _data_volumes() -> list[_Mount]:
    """The data directories of a container that runs, each as the volume that images declare for it."""
    return [_named_volume("data" + place.replace("/", "-"), place, writable=True) for place in _DATA]


def _deletes(word: Word) -> bool:
    """Whether a word is, or as a script holds, a program that deletes."""
    for part in word.parts:
        if isinstance(part, str):
            text = part
            for edge in ";&|()\"'\n":
                text = text.replace(edge, " ")
            if not _DELETING.isdisjoint(piece.rpartition("/")[2] for piece in text.split()):
                return True
    return False


_DELETING = frozenset("rm rmdir shred -delete unlink mkfs wipefs".split())


def _made_again(name: str) -> bool:
    """Whether a volume is by its name a cache that the next build fills."""
    return any(one in name.lower() for one in ("cache", "node_modules", "modules", "target", "venv", "tmp", "temp"))


_VOLUMES = "/var/lib/docker/volumes/"


def _split(word: Word) -> list[Word]:
    """A `-v` value at its colons, holes kept."""
    out: list[list[str | Hole]] = [[]]
    for part in word.parts:
        if not isinstance(part, str):
            out[-1].append(part)
            continue
        for index, piece in enumerate(part.split(":")):
            if index:
                out.append([])
            if piece:
                out[-1].append(piece)
    return [merged(parts) for parts in out]


def _fields(word: Word) -> dict[str, Word]:
    out: dict[str, Word] = {}
    current: list[str | Hole] = []
    pieces: list[Word] = []
    for part in word.parts:
        if not isinstance(part, str):
            current.append(part)
            continue
        for index, piece in enumerate(part.split(",")):
            if index:
                pieces.append(merged(current))
                current = []
            if piece:
                current.append(piece)
    pieces.append(merged(current))
    for piece_word in pieces:
        lead = piece_word.prefix
        name, equals, value = lead.partition("=")
        if equals:
            out[name] = merged([value, *piece_word.parts[1:]]) if piece_word.parts else Word("")
        else:
            out[lead] = Word("")
    return out


def _whole(word: Word, call: Invocation, view: View) -> Word:
    """A mount's source as an absolute path where that is known."""
    if word.text is not None:
        found = absolute(word.text, directory_of(call, view))
        return Word(found, quoted=True) if found is not None else Word((Hole(VARIABLE, word.text),))
    return word


_EDGES = " \t\n'\"=:,;|&<>(){}`"


class _Seen:
    """What a command's words say about the mounts: below one, above one, or elsewhere in the container."""

    __slots__ = ("above", "below", "elsewhere")

    def __init__(self) -> None:
        self.above = self.below = self.elsewhere = False


def _translate(word: Word, mounts: list[_Mount], seen: _Seen) -> Word:
    """The word with every path below a mount written as the host's own path."""
    parts: list[str | Hole] = []
    for part in word.parts:
        if not isinstance(part, str):
            parts.append(part)
            continue
        at = kept = 0
        while at < len(part):
            if part[at] != "/" or (at and part[at - 1] not in _EDGES):
                at += 1
                continue
            end = at
            while end < len(part) and part[end] not in _EDGES:
                end += 1
            path = part[at:end]
            mount = next(
                (one for one in mounts if path == one.inside or path.startswith(one.inside.rstrip("/") + "/")), None
            )
            if mount is not None:
                seen.below = True
                parts.append(part[kept:at])
                # a host root in front of a path gives that path, with no doubled slash
                rest = path[len(mount.inside.rstrip("/")) :]
                parts.extend(
                    (mount.outside.text or "").rstrip("/") if mount.outside.text is not None else one
                    for one in mount.outside.parts
                )
                parts.append(rest if rest or mount.outside.text != "/" else "/")
                kept = end
            else:
                lead = path.partition("*")[0].partition("?")[0].rstrip("/")
                if any(one.inside.startswith(lead + "/") or one.inside == lead for one in mounts):
                    seen.above = True
                else:
                    seen.elsewhere = True
            at = end
        parts.append(part[kept:])
    return merged(parts)


# Images whose entry point is a program that this house knows: the words after the image are that program's.
_ENTRY_POINTS: dict[str, str] = {
    "terraform": "terraform", "opentofu": "tofu", "terragrunt": "terragrunt", "aws-cli": "aws", "kubectl": "kubectl",
    "helm": "helm", "alpine-git": "git", "git": "git", "docker-cli": "docker", "mongosh": "mongosh",
    "flyway": "flyway", "liquibase": "liquibase", "migrate": "migrate", "dbmate": "dbmate", "goose": "goose",
    "restic": "restic", "rclone": "rclone", "mc": "mc", "azcopy": "azcopy", "velero": "velero", "kopia": "kopia",
    "sops": "sops", "doctl": "doctl", "s5cmd": "s5cmd", "s3cmd": "s3cmd", "nomad": "nomad",
    "pulumi": "pulumi", "doppler": "doppler", "eksctl": "eksctl", "etcdctl": "etcdctl", "argocd-cli": "argocd",
    "curl": "curl", "vault": "vault", "flyctl": "flyctl", "wrangler": "wrangler", "gh": "gh",
}  # fmt: skip


def _entry_point(image: Word) -> Word | None:
    text = image.text
    if text is None or "/" not in text:
        return None
    name = text.rpartition("/")[2].partition("@")[0].partition(":")[0]
    program = _ENTRY_POINTS.get(name)
    return Word(program, quoted=True) if program is not None else None


def _inside(
    call: Invocation,
    view: View,
    before: Options,
    options: Options,
    words: tuple[Word, ...],
    mounts: list[_Mount],
    how: str,
) -> list[Outcome]:
    """The hand-off of a command in a container."""
    if not words:
        return []
    call = grounded(call, view)
    env = tuple(
        (word.prefix.partition("=")[0], merged([word.prefix.partition("=")[2], *word.parts[1:]]))
        for word in options.values("--env")
        if "=" in word.prefix
    )
    folder = options.value("--workdir")
    facets = _host(before, call, view)
    if not _local(facets):
        context = elsewhere(Word(f"a container on {facets[0].value or 'an unknown host'}", quoted=True), env)
        return list(launch(call, words, how, context=context, env=env))
    where: Word = folder or ELSEWHERE
    volumes = [one for one in mounts if (one.outside.text or "").startswith(_VOLUMES)]
    if volumes:
        mounts = [one for one in mounts if one not in volumes]
        if any(_deletes(word) for word in words):
            # only where something is deleted: filling and copying volumes is what such containers are for
            named = _Seen()
            words = tuple(_translate(word, volumes, named) for word in words)
            where = _translate(where, volumes, named)
            if named.below and not mounts:
                context = ShellContext(where, dict(env), frozenset(name for name, _value in env))
                return list(launch(call, words, how, context=context, env=env))
    if mounts:
        seen = _Seen()
        words = tuple(_translate(word, mounts, seen) for word in words)
        rooted = _Seen()
        moved = _translate(folder, mounts, rooted) if folder is not None else mounts[-1].outside
        at_home = folder is None or rooted.below or folder.text is None
        if seen.below or seen.above or (at_home and not seen.elsewhere):
            # an image's own working directory is not known; the mount is where it hurts
            context = ShellContext(moved if at_home else ELSEWHERE, dict(env), frozenset(name for name, _ in env))
            return list(launch(call, words, how, context=context, env=env))
    variables = {CONTAINER_MARK: Word("1"), **dict(env)}
    context = ShellContext(where, variables, frozenset(name for name, _value in env))
    return list(launch(call, words, how, context=context, env=env))


def _exec(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _EXEC)
    if options.has("--help") or len(options.operands) < 2:
        return []
    name = options.operands[0].shown()
    words = options.operands[1:]
    if words[0].text == "--":
        words = words[1:]
    return _inside(call, view, before, options, words, _data_volumes(), f"{call.name or 'docker'} exec {name}")


def _run(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _RUN)
    if options.has("--help") or not options.operands:
        return []
    image = options.operands[0].shown()
    words = options.operands[1:]
    entry = options.value("--entrypoint")
    if entry is None:
        entry = _entry_point(options.operands[0])
    if entry is not None and entry.text != "":
        words = (entry, *words)
    mounts = _mounts(options, call, view)
    out: list[Outcome] = []
    privileged = options.has("--privileged") and switched_on(options.seen["--privileged"][-1])
    # enough `..` lead to the root from anywhere, and nobody who writes them means it
    given = [word.shown() for name in ("--volume", "--mount") for word in options.values(name)]
    climbing = any("/.." in text and not text.startswith("/..") for text in given)
    whole = [one for one in mounts if one.writable and one.outside.text == "/" and not climbing]
    local = _local(_host(before, call, view))
    if whole:
        out.append(
            Effect(
                "docker/host-root",
                EXPOSURE,
                f"gives the container the whole file system of its host at {whole[0].inside}",
                _targets_of_root(local, before, call, view),
                Extent(1, unit="file systems"),
                certain=call.certain,
                origin=call.origin,
            )
        )
    elif any((one.outside.text or "").endswith("docker.sock") for one in mounts):
        out.append(
            Note("the container gets the docker socket, and so can do whatever docker can on this machine", call.origin)
        )
    if (
        privileged
        or any((word.text or "").startswith("/dev/") for word in options.values("--device"))
        or options.text("--pid") == "host"
    ):
        out.append(Note("the container runs with rights on the host itself", call.origin))
        if not mounts:
            # devices and processes inside are the host's own
            mounts = [_Mount("/dev", Word("/dev"), True)]
    if options.operands[0].splits and len(options.operands) > 2:
        # the word may hold options, mounts among them, and the next one is the image then
        how = f"{call.name or 'docker'} run {options.operands[1].shown()}"
        out.extend(launch(call, options.operands[2:], how, context=ShellContext(ELSEWHERE), env=(), certain=False))
    out.extend(_inside(call, view, before, options, words, mounts, f"{call.name or 'docker'} run {image}"))
    return out


def _targets_of_root(local: bool, before: Options, call: Invocation, view: View) -> tuple[Target, ...]:
    if local:
        return (Target(PATH, "/", (Facet("written", "/"), Facet("path", "/", "-v"))),)
    return (Target(CONTAINER, "a remote host", _host(before, call, view)),)


# ── compose


def _compose(call: Invocation, view: View, rest: tuple[Word, ...], before: Options) -> list[Outcome]:
    options = parse(rest, _COMPOSE)
    if not options.operands or options.has("--help", "-h", "--version", "--dry-run"):
        return []
    if call.name in ("docker-compose", "podman-compose") and options.has("--host", "--context"):
        before = options
    command, after = options.operands[0], options.operands[1:]
    if command.text is None:
        return [_unknown(call, command)]
    named = options.value("--project-name") or variable(call, view, "COMPOSE_PROJECT_NAME")
    project = named.shown() if named is not None else ""
    if not project:
        directory = directory_of(call, view)
        project = directory.rpartition("/")[2] if directory else ""
    if command.text in ("run", "exec"):
        own = parse(after, _COMPOSE_RUN if command.text == "run" else _EXEC)
        if own.has("--help", "--dry-run") or len(own.operands) < 1:
            return []
        words = own.operands[1:]
        entry = own.value("--entrypoint")
        if entry is not None and entry.text != "":
            words = (entry, *words)
        mounts = _mounts(own, call, view) if command.text == "run" else []
        mounts.extend(_compose_mounts(options, call, view))
        if command.text == "exec" and not mounts:
            mounts = _data_volumes()
        return _inside(call, view, before, own, words, mounts, f"compose {command.text} {own.operands[0].shown()}")
    own = parse(after, _COMPOSE_COMMAND)
    if own.has("--help", "--dry-run"):
        return []
    if command.text == "down":
        if own.has("-v"):
            summary = "stops the project and removes its volumes with their data"
            return [
                _effect(
                    call,
                    view,
                    before,
                    "docker/compose-down-volumes",
                    CONTAINER_DATA,
                    summary,
                    Extent(None, False, "volumes"),
                    project,
                )
            ]
        return [
            _effect(
                call,
                view,
                before,
                "docker/compose-down",
                CONTAINER_CHANGE,
                "stops the project and removes its containers",
                Extent(None, unit="containers"),
                project,
            )
        ]
    if command.text == "rm":
        what = _names(own.operands) or "stopped containers"
        if own.has("-v"):
            return [
                _effect(
                    call,
                    view,
                    before,
                    "docker/remove-volumes",
                    CONTAINER_DATA,
                    f"removes {what} and their anonymous volumes",
                    Extent(None, False, "volumes"),
                    project,
                )
            ]
        return [
            _effect(
                call,
                view,
                before,
                "docker/remove-container",
                CONTAINER_CHANGE,
                f"removes {what}",
                Extent(None, unit="containers"),
                project,
            )
        ]
    if command.text in ("up", "create") and own.has("-V", "--renew-anon-volumes"):
        return [
            _effect(
                call,
                view,
                before,
                "docker/remove-volumes",
                CONTAINER_DATA,
                "makes anonymous volumes anew, without the data they held",
                Extent(None, False, "volumes"),
                project,
            )
        ]
    if command.text == "volumes":
        return []
    if command.text in ("stop", "kill") and not _local(_host(before, call, view)):
        return [
            _effect(
                call,
                view,
                before,
                "docker/stop-remote",
                AVAILABILITY,
                "stops the project on another machine",
                Extent(None, unit="containers"),
                project,
            )
        ]
    return []


_COMPOSE_FILES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")


def _compose_mounts(options: Options, call: Invocation, view: View) -> list[_Mount]:
    """Bind mounts in the short form (`- ./src:/app`) that the project's files give to any of its services."""
    directory = directory_of(call, view)
    given = options.value("--project-directory")
    if given is not None and given.text:
        directory = absolute(given.text, directory)
    files = [word.text for word in options.values("--file") if word.text] or list(_COMPOSE_FILES)
    found: list[_Mount] = []
    for name in files:
        path = absolute(name, directory)
        text = text_of(path, view)
        if text is None or path is None:
            continue
        for raw in text.splitlines():
            line = raw.strip()
            if not line.startswith("- "):
                continue
            value = line[2:].strip().strip("\"'")
            for home in ("${PWD}", "$PWD"):
                value = value.replace(home, ".")
            outside, colon, rest = value.partition(":")
            inside = rest.partition(":")[0]
            if not colon or not inside.startswith("/") or outside[:1] not in (".", "/", "~"):
                continue
            if outside[:1] == "~":
                outside = view.layout.home + outside[1:]
            source = absolute(outside, path.rpartition("/")[0] or "/")
            if source is not None:
                found.append(_Mount(inside.rstrip("/") or "/", Word(source, quoted=True), ":ro" not in rest))
    found.sort(key=lambda one: -len(one.inside))
    return found


_HANDLERS = {
    "rm": _rm,
    "rmi": _rmi,
    "kill": _stop,
    "stop": _stop,
    "restart": _stop,
    "run": _run,
    "exec": _exec,
    "volume rm": _volume_rm,
    "volume prune": _volume_prune,
    "system prune": _system_prune,
    "system reset": _system_reset,
    "pod rm": _rm,
    "network rm": _rmi,
    "stack rm": _stack_rm,
    "service rm": _service_rm,
    "service scale": _service_scale,
    "node rm": _service_rm,
    "secret rm": _secret_rm,
    "config rm": _secret_rm,
    "swarm leave": _swarm_leave,
    "machine rm": _machine_rm,
    "kube down": _kube_down,
    "machine reset": _machine_rm,
}
