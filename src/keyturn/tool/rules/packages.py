"""What package managers remove from a machine."""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, DATA_LOSS
from keyturn.model.rule import HIGH, MEDIUM, Rule

_MANAGERS = (
    "apt", "aptitude", "nala", "dpkg", "dnf", "yum", "rpm", "zypper", "pacman", "yay", "paru", "pamac", "apk",
    "xbps-remove", "emerge", "pkg", "brew", "port", "snap", "flatpak", "choco", "winget", "scoop",
)  # fmt: skip
_APT_GET = "https://manpages.debian.org/bookworm/apt/apt-get.8.en.html"

RULES: tuple[Rule, ...] = (
    Rule(
        id="packages/remove-essential",
        summary="A package that the system stands on is removed",
        why="Removing the C library, Python or systemd takes hundreds of packages along; the machine may not start, or "
        "nobody can log in to it any more.",
        instead="See what would go with `apt-get -s remove python3` or `dnf --assumeno remove python3` first.",
        severity=HIGH,
        confidence="high",
        category=AVAILABILITY,
        anchors=_MANAGERS,
        match=(
            "apt-get remove -y libc6",
            "sudo apt purge python3",
            "dnf remove systemd",
            "pacman -Rdd glibc",
            "apt-get purge 'linux-image*'",
        ),
        no_match=("apt-get -s remove libc6", "apt-get remove cowsay", "apt-get install -y python3", "pacman -Qi glibc"),
        source=_APT_GET,
    ),
    Rule(
        id="packages/purge-server",
        summary="A server is removed with its configuration and data",
        why="Purging PostgreSQL or MySQL on Debian deletes the data directories with every database in them.",
        instead="Dump first (`pg_dumpall -f all.sql`) and see what would go with `apt-get -s purge postgresql`.",
        severity=HIGH,
        confidence="high",
        category=DATA_LOSS,
        anchors=_MANAGERS,
        match=(
            "apt-get purge -y postgresql-15",
            "apt remove --purge mysql-server",
            "dpkg --purge redis-server",
            "snap remove --purge nextcloud",
        ),
        no_match=("apt-get purge -y nano", "apt-get --simulate purge postgresql", "apt-get install postgresql"),
        source=_APT_GET,
    ),
    Rule(
        id="packages/purge-data",
        summary="A package is removed together with what its user kept in it",
        why="snap takes a snapshot of the data before it removes a package, unless --purge is given; flatpak's "
        "--delete-data and Homebrew's --zap delete profiles, settings and documents of the application.",
        instead="Remove it without the option: `snap remove firefox`, `flatpak uninstall org.mozilla.firefox`, "
        "`brew uninstall --cask docker`.",
        severity=MEDIUM,
        confidence="high",
        category=DATA_LOSS,
        anchors=("snap", "flatpak", "brew"),
        match=(
            "snap remove --purge firefox",
            "flatpak uninstall --delete-data -y org.mozilla.firefox",
            "brew uninstall --zap --cask docker",
        ),
        no_match=("snap remove firefox", "flatpak uninstall -y org.mozilla.firefox", "brew uninstall --cask docker"),
        source="https://snapcraft.io/docs/snapshots",
    ),
    Rule(
        id="packages/remove-server",
        summary="A server is removed",
        why="What it serves is gone at once, and whatever depends on it is removed along.",
        instead="Look who uses it first: `systemctl status postgresql` and `apt-cache rdepends postgresql`.",
        severity=MEDIUM,
        confidence="medium",
        category=AVAILABILITY,
        anchors=_MANAGERS,
        match=("apt-get remove -y nginx", "yum erase mariadb-server", "apk del redis", "pacman -Rns mariadb"),
        no_match=("apt-get remove nginx-doc", "yum list mariadb-server", "apk add redis"),
        source=_APT_GET,
    ),
    Rule(
        id="packages/forced-removal",
        summary="A package is removed past the manager's refusal",
        why="The manager refuses because something installed needs it; what needs it is broken from then on.",
        instead="See what needs it: `apt-cache rdepends --installed libfoo` or `rpm -q --whatrequires libfoo`.",
        severity=MEDIUM,
        confidence="high",
        category=AVAILABILITY,
        anchors=_MANAGERS,
        match=("dpkg --remove --force-depends libfoo", "rpm -e --nodeps libfoo", "pacman -Rdd libfoo"),
        no_match=("dpkg --remove libfoo", "rpm -e libfoo", "pacman -Rs libfoo"),
        source=_APT_GET,
    ),
)
