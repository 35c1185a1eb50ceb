"""Package managers of a system: removing what the machine cannot do without, or what holds data.

An ordinary package is removed and installed again as easily; what is stopped is the removal of the parts the system
stands on, of servers (a purge of PostgreSQL or MySQL deletes the databases), of whole groups, and what is forced
past the manager's own refusal. Caches may be cleaned.
Facts: the manual pages of apt-get, aptitude, dpkg, dnf, yum, zypper, pacman, apk, xbps-remove, emerge, FreeBSD pkg,
Homebrew, MacPorts, snap, flatpak, Chocolatey, winget and Scoop.
"""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, DATA_LOSS, Effect, Extent
from keyturn.model.target import MACHINE, Facet, Target
from keyturn.model.word import Word
from keyturn.tool.handoff import CONTAINER_MARK
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []

# What the system, its network, its packages or a log-in stand on. A final `*` covers any ending.
_ESSENTIAL = (
    "libc6 libc6:* libc-bin glibc glibc-* musl libgcc* libstdc++6 ld-linux systemd systemd-sysv systemd-* udev init "
    "sysvinit* openrc runit s6 dbus dbus-broker util-linux util-linux-* coreutils coreutils-* busybox bash bash-* dash "
    "sh apt apt-utils aptitude dpkg rpm rpm-libs dnf dnf5 yum zypper libzypp pacman pacman-mirrorlist apk-tools xbps "
    "portage pkg base base-files base-passwd filesystem setup login passwd shadow shadow-utils libpam* pam sudo doas "
    "linux-image* linux-headers-generic linux-generic* linux-base kernel kernel-core kernel-default kernel-modules* "
    "linux linux-lts linux-zen linux-firmware grub grub2* grub-* shim* efibootmgr initramfs-tools mkinitcpio dracut "
    "python3 python3-minimal python3.* libpython3* perl perl-base libssl* openssl-libs openssl ca-certificates gnupg "
    "openssh-server openssh ssh network-manager networkmanager netplan* ifupdown iproute2 iptables nftables "
    "e2fsprogs mount lvm2 cryptsetup mdadm zfsutils-linux tzdata ubuntu-desktop* ubuntu-minimal ubuntu-standard "
    "ubuntu-server gnome-shell gdm3 lightdm sddm xorg xserver-xorg* kde-plasma-desktop plasma-desktop cloud-init "
    "core18 core20 core22 core24 snapd"
).split()
# Servers whose removal takes a service, and whose purge takes the data.
_SERVERS = (
    "postgresql* postgres mysql-server* mysql-community-server* mysql default-mysql-server mariadb mariadb-server* "
    "mongodb* mongod redis redis-server valkey* rabbitmq-server cassandra elasticsearch opensearch influxdb* "
    "clickhouse* couchdb neo4j etcd etcd-server consul vault "
    "kubelet kubeadm k3s slapd openldap-servers* samba nextcloud* gitlab-ce gitlab-ee gitlab-runner minio nginx "
    "nginx-* apache2 httpd haproxy traefik caddy bind9 bind named dovecot-* postfix exim4 prometheus grafana "
    "libvirt-daemon* qemu-kvm proxmox-ve pve-manager ceph* glusterfs-server nfs-kernel-server lxd microk8s"
).split()


def _split(names: list[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    return frozenset(one for one in names if "*" not in one), tuple(one[:-1] for one in names if one.endswith("*"))


_ESSENTIAL_NAMES, _ESSENTIAL_LEADS = _split(_ESSENTIAL)
_SERVER_NAMES, _SERVER_LEADS = _split(_SERVERS)
# what begins like an essential name and is none
_HARMLESS_ENDS = ("-doc", "-dev", "-devel", "-dbg", "-dbgsym", "-debuginfo", "-common-doc", "-client", "-tools", "-man")


class Manager:
    """How one manager says remove. `purge` words or options delete configuration and data too."""

    __slots__ = ("dry", "force", "grammar", "purge", "purges", "removes", "runs")

    def __init__(
        self,
        removes: str = "",
        purges: str = "",
        flags: str = "",
        valued: str = "",
        *,
        runs: str = "",
        purge: str = "",
        dry: str = "",
        force: str = "",
        style: str = "gnu",
    ) -> None:
        self.removes = frozenset(removes.split())
        self.purges = frozenset(purges.split())
        self.runs = runs.split()
        self.purge = purge.split()
        self.dry = ("--help", *dry.split())
        self.force = force.split()
        every = f"{flags} {runs} {purge} {dry} {force}"
        taken = frozenset(valued.split())
        # -h is help nearly everywhere; where it is not, it takes nothing either
        self.grammar = Grammar(
            " ".join(one for one in every.split() if one not in taken), valued, style=style, anywhere=True
        )


_APT = Manager(
    "remove erase autoremove auto-remove autopurge uninstall",
    "purge",
    "-y --yes --assume-yes -q -qq --quiet --auto-remove --autoremove -f -m --no-install-recommends --print-uris -V",
    "-o --option -c --config-file -t --target-release -a --host-architecture",
    purge="--purge",
    dry="-s --simulate --just-print --dry-run --recon --no-act -d --download-only --print-uris -h",
    force="--allow-remove-essential --force-yes",
)
_DNF = Manager(
    "remove erase rm autoremove groupremove swap",
    "",
    "-y --assumeyes -q --quiet -v --nodeps --noautoremove --skip-broken --allowerasing",
    "--installroot --releasever --disablerepo --enablerepo --repo -x --exclude --exclude --setopt -c --config",
    dry="--assumeno --downloadonly --testonly -h",
)
MANAGERS: dict[str, Manager] = {
    **dict.fromkeys(("apt", "apt-get", "aptitude", "nala", "apt-fast"), _APT),
    "dpkg": Manager(
        flags="-a --pending -E -G -B -R -i --install -l --list -L --listfiles -s --status -S --search --configure -C",
        valued="--root --admindir --instdir --log",
        runs="-r --remove",
        purge="-P --purge",
        dry="--dry-run --no-act --simulate -l -L -s -S --status --list",
        force="--force-all --force-remove-essential --force-depends --force-remove-reinstreq",
    ),
    **dict.fromkeys(("dnf", "dnf5", "yum", "microdnf", "tdnf", "rpm-ostree"), _DNF),
    "rpm": Manager(
        flags="-v -h -i -U -F -q -V --all --allmatches --noscripts --test",
        valued="--root --dbpath",
        runs="-e --erase",
        dry="--test -q",
        force="--nodeps --justdb",
    ),
    "zypper": Manager(
        "remove rm removepattern",
        "",
        "-y --non-interactive -n --no-confirm -u --clean-deps -U --no-clean-deps",
        "-t --type -R --root -r --repo --solver",
        dry="-D --dry-run -d --download-only -h",
        force="--force-resolution",
    ),
    **dict.fromkeys(
        ("pacman", "yay", "paru", "pamac"),
        Manager(
            "remove",
            "",
            "-S -Q -U -D -T -F -y -u -l -i -s -q --noconfirm --needed --sync --query --upgrade -o -t -g",
            "--dbpath -b --root -r --config --cachedir --color --arch",
            runs="-R --remove",
            dry="-p --print --help -h",
            # --cascade takes everything along that stands on the package
            force="-d --nodeps -c --cascade",
        ),
    ),
    "apk": Manager("del", "", "-r -q -v -i -U -t --no-cache", "-p --root -X", purge="--purge", dry="-s --simulate -h",
                   force="-f --force --force-broken-world"),
    "xbps-remove": Manager(flags="-R -o -O -y -v -d", valued="-r -C -c", dry="-n --dry-run -h", force="-F -f"),
    "emerge": Manager(
        flags="-a --ask -v -q --quiet -u -D --update --deep", valued="--jobs -j --exclude --with-bdeps",
        runs="-C --unmerge --rage-clean", dry="-p --pretend -h",
    ),
    "pkg": Manager("delete remove uninstall", "", "-y -a -f -q --yes --all -g -D", "-r -c -C -o", dry="-n --dry-run -h",
                   force="-f --force"),
    "opkg": Manager("remove", "", "-V --autoremove", "-o --conf -f", dry="--noaction",
                    force="--force-depends --force-removal-of-essential-packages --force-remove"),
    **dict.fromkeys(
        ("brew", "port"),
        Manager("uninstall remove rm", "", "--cask --casks --formula -q -v -f --force --follow-dependents", "",
                purge="--zap", dry="-n --dry-run -h", force="--ignore-dependencies"),
    ),
    "snap": Manager("remove", "", "--no-wait", "--revision", purge="--purge", dry="-h"),
    "flatpak": Manager("uninstall remove", "",
                       "-y --assumeyes --noninteractive --user --system --unused --app --runtime",
                       "--installation --arch", purge="--delete-data", dry="-h", force="--force-remove"),
    **dict.fromkeys(
        ("choco", "winget", "scoop"),
        Manager("uninstall remove", "", "-y --yes -f --force --silent --accept-source-agreements -x -h --global -g", "",
                purge="--purge -p", dry="--whatif --noop --what-if -?"),
    ),
}  # fmt: skip
# They install beside the system, and their removals leave the data where it is.
_BESIDE = frozenset("brew port choco winget scoop flatpak".split())
# What their packages keep of a user stays unless it is asked for: a document, a profile, a snapshot.
_KEEPS_DATA = frozenset("snap flatpak brew".split())
_EVERYTHING = ("*", ".*", "*.*")
_ALL_MEANT = {"pkg": ("-a", "--all"), "flatpak": ("--all",), "choco": ()}


def read(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """What a package manager would remove that the system, a service or data depends on."""
    manager = MANAGERS.get(call.name) or MANAGERS.get(call.name.lower())
    if manager is None or CONTAINER_MARK in call.context.variables:
        # an image or container is made anew; nothing of this machine is meant
        return _NOTHING
    options = parse(call.args, manager.grammar)
    operands = options.operands
    verb = (operands[0].text or "") if operands else ""
    worded = verb in manager.removes or verb in manager.purges
    if manager is _APT and verb in ("install", "full-upgrade", "dist-upgrade"):
        # `install foo-` removes foo
        going = tuple(word for word in operands[1:] if (word.text or "")[-1:] == "-")
        if going and not options.has(*manager.dry):
            operands = (operands[0], *(Word((word.text or "")[:-1]) for word in going))
            worded = True
    if not (worded or options.has(*manager.runs, *manager.purge) or call.name == "xbps-remove"):
        return _NOTHING
    if worded:
        operands = operands[1:]
    elif manager.removes and manager.purge and not options.has(*manager.runs):
        return _NOTHING
    if options.has(*manager.dry):
        return _NOTHING
    if worded and call.name == "dnf" and verb == "swap":
        operands = operands[:1]
    return _judge(call, manager, options, operands, purge=verb in manager.purges or options.has(*manager.purge))


def _judge(
    call: Invocation, manager: Manager, options: Options, operands: tuple[Word, ...], *, purge: bool
) -> list[Outcome]:
    names = [_plain(word) for word in operands]
    beside = call.name.lower() in _BESIDE
    essential = [name for name in names if not beside and _is(name, _ESSENTIAL_NAMES, _ESSENTIAL_LEADS)]
    if any(name in _EVERYTHING for name in names) or options.has(*_ALL_MEANT.get(call.name, ("",))):
        essential = ["every package"]
    if essential:
        return [_effect(call, "packages/remove-essential", AVAILABILITY, f"removes {_some(essential)}", essential)]
    servers = [name for name in names if _is(name, _SERVER_NAMES, _SERVER_LEADS)]
    if servers and purge:
        summary = f"removes {_some(servers)} with its configuration and data"
        return [_effect(call, "packages/purge-server", DATA_LOSS, summary, servers)]
    if servers and not beside:
        return [_effect(call, "packages/remove-server", AVAILABILITY, f"removes {_some(servers)}", servers)]
    if names and purge and call.name in _KEEPS_DATA:
        summary = f"removes {_some(names)} together with its data"
        return [_effect(call, "packages/purge-data", DATA_LOSS, summary, names)]
    if names and options.has(*manager.force) and call.name not in ("pkg", "apk"):
        summary = f"removes {_some(names)} past the manager's refusal"
        return [_effect(call, "packages/forced-removal", AVAILABILITY, summary, names)]
    return _NOTHING


def _plain(word: Word) -> str:
    """A package's name without version and architecture; "" when it is not known."""
    text = word.text
    if text is None:
        # `linux-image*`, unquoted: the beginning tells enough
        return word.prefix.lower() + "*" if word.prefix else ""
    text = text.lower()
    return text.partition(":")[0].partition("=")[0].rpartition("/")[2] or text


def _is(name: str, names: frozenset[str], leads: tuple[str, ...]) -> bool:
    if not name:
        return False
    if name.endswith("*"):
        stem = name.rstrip("*")
        return bool(stem) and (stem in names or stem.startswith(leads) or any(one.startswith(stem) for one in leads))
    if name.endswith(_HARMLESS_ENDS) or "-client-" in name:
        return False
    # apt: `remove foo+` installs, `install foo-` removes
    return name in names or name.startswith(leads)


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def _effect(call: Invocation, rule: str, category: str, summary: str, names: list[str]) -> Effect:
    target = Target(MACHINE, _some(names), (Facet("manager", call.name), Facet("package", names[0])))
    extent = Extent(len(names), unit="packages")
    return Effect(rule, category, summary, (target,), extent, certain=call.certain, origin=call.origin)
