"""Disks, volumes and pools: programs that format, wipe or remove them.

On an ordinary image file (`mkfs.ext4 disk.img`) the same program only replaces a file's content.
Sources: the manual pages of util-linux, e2fsprogs, LVM2, cryptsetup, OpenZFS, btrfs-progs, mdadm, nvme-cli,
GNU parted, gptfdisk and macOS diskutil(8).
"""

from __future__ import annotations

from keyturn.model.effect import BACKUP_DELETE, MASS_DELETE, OPEN, SYSTEM, Effect, Extent
from keyturn.model.target import MACHINE, SERVICE, Facet, Target
from keyturn.tool.filesystem import on_device, written
from keyturn.tool.locate import path_target
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.word import Word
    from keyturn.tool.view import View

NOTHING: list[Outcome] = []
RULE = "filesystem/format-device"


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a disk program would destroy."""
    name = call.name.lower()
    if name.startswith(("mkfs", "mke2fs", "newfs")):
        return _mkfs(call, view)
    reader = _READERS.get(name)
    return reader(call, view) if reader is not None else NOTHING


def _whole(call: Invocation, summary: str, name: str) -> Effect:
    """An effect on a volume, pool or disk that is named otherwise than by a path."""
    target = Target(MACHINE, name, (Facet("written", name),))
    return Effect(RULE, SYSTEM, summary, (target,), OPEN, certain=call.certain, origin=call.origin)


def _hit(word: Word, call: Invocation, view: View, verb: str) -> list[Outcome]:
    """A path operand: a device, or an image file whose content is replaced."""
    if word.text is None and "/" not in word.prefix:
        return [_whole(call, f"{verb} {word.shown()}, which is not known", word.shown())]
    target = path_target(word, call, view)
    if on_device(word, target.facet("path")):
        return [
            Effect(
                RULE,
                SYSTEM,
                f"{verb} {word.shown()}",
                (Target(MACHINE, target.name, target.facets),),
                OPEN,
                certain=call.certain,
                origin=call.origin,
            )
        ]
    return written(word, call, view, how=verb)


def _asks_only(call: Invocation, *names: str) -> bool:
    asked = ("--help", "--version", *names)
    return any(word.text in asked for word in call.args)


_MKFS_FLAGS = "-c -v -V -q -F -f -j -D -S -K -k -I --help --version --verbose --quiet --force --mixed"
_MKFS_VALUED = (
    "-t -L -b -i -N -O -E -U -m -T -s -d -l -C -r -R -M -o -g -G -e -z -J -u -w --type --label --uuid --fs-size"
)
_MKFS = Grammar(
    _MKFS_FLAGS + " -n",
    _MKFS_VALUED + " --root --devtable",
    alias={"--type": "-t", "--label": "-L", "--output": "-o"},
)
# here `-n` names a label or a naming option; for ext file systems it is a dry run
_MKFS_NAMING = Grammar(
    _MKFS_FLAGS.replace(" -f ", " -f -C "),
    _MKFS_VALUED.replace(" -C", "") + " -n",
    alias={"--type": "-t", "--label": "-L"},
)

# `-F` is the size of the table's entries, and `-v` says more, as everywhere
_MKFS_FAT = Grammar(
    "-a -A -c -C -I -v --help --verbose", "-b -D -f -F -g -h -i -l -m -M -n -r -R -s -S --mbr --codepage --invariant"
)


def _mkfs(call: Invocation, view: View) -> list[Outcome]:
    if _asks_only(call, "-V"):
        return NOTHING
    kind = call.name.rpartition(".")[2]
    if kind == call.name:
        kind = next(
            (after.text or "" for word, after in zip(call.args, call.args[1:], strict=False) if word.text == "-t"), ""
        )
    if kind in ("vfat", "fat", "msdos", "exfat", "xfs", "f2fs", "ntfs"):
        options = parse(call.args, _MKFS_FAT if kind in ("vfat", "fat", "msdos") else _MKFS_NAMING)
        dry = kind == "xfs" and options.has("-N")
    else:
        options = parse(call.args, _MKFS)
        dry = options.has("-n")
    if dry:
        return NOTHING
    if kind == "jffs2":
        # it reads a directory and writes an image, never a device: https://manpages.debian.org/mkfs.jffs2
        image = options.value("-o")
        return NOTHING if image is None else _hit(image, call, view, "writes an image over")
    if not options.operands:
        return NOTHING
    if kind in ("vfat", "fat", "msdos") and options.has("-C"):
        # makes the file, and refuses when there is one: https://manpages.debian.org/mkfs.fat
        return NOTHING
    # a value that was taken for an operand must not hide the device behind it
    return [one for word in options.operands for one in _hit(word, call, view, "formats")]


_WIPEFS = Grammar(
    flags="-a -f -i -J -n -p -q --help --version",
    valued="-o -O -t",
    optional="-b",
    alias={"--all": "-a", "--no-act": "-n", "--offset": "-o", "--types": "-t", "--backup": "-b", "--force": "-f"},
)


def _wipefs(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _WIPEFS)
    if options.has("-n", "--help", "--version") or not options.has("-a", "-o"):
        return NOTHING
    out: list[Outcome] = []
    for word in options.operands:
        out += _hit(word, call, view, "wipes the signatures of")
    return out


_BLKDISCARD = Grammar(
    flags="-f -q -s -z -v --help --version",
    valued="-o -l -p",
    alias={"--offset": "-o", "--length": "-l", "--step": "-p", "--force": "-f", "--secure": "-s", "--zeroout": "-z"},
)


def _every(grammar: Grammar, verb: str) -> Callable[[Invocation, View], list[Outcome]]:
    """A program that destroys each of its operands."""

    def reader(call: Invocation, view: View) -> list[Outcome]:
        if _asks_only(call):
            return NOTHING
        out: list[Outcome] = []
        for word in parse(call.args, grammar).operands:
            out += _hit(word, call, view, verb)
        return out

    return reader


_FDISK = Grammar(
    flags="-l -x -s -v -V -J -d -g -n -A -T -F -N --list --list-geometry --list-types --list-free --json --dump "
    "--show-size --show-id --show-geometry --verify --no-act --version --help --delete --reorder --force",
    valued="-b -C -H -S -o -O -I --part-type --part-uuid --part-label --part-attrs --disk-id --color",
    alias={"--list": "-l", "--no-act": "-n", "--dump": "-d", "--json": "-J"},
)
_FDISK_LOOKS = ("-l", "-x", "-s", "-v", "-V", "-J", "-d", "-g", "-n", "-T", "-F", "--help", "--version", "--verify")


def _fdisk(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _FDISK)
    if not options.operands or options.has(*_FDISK_LOOKS, "--show-size", "--show-id", "--list-free", "--list-types"):
        return NOTHING
    if call.name == "fdisk" and call.stdin is None:
        return NOTHING  # interactive, and nothing is written before `w`
    return _hit(options.operands[0], call, view, "repartitions")


_PARTED = Grammar(flags="-l -m -j -s -f -h -v -i --list --machine --json --script --fix --help --version", valued="-a")
_PARTED_DESTROYS = frozenset("mklabel mktable mkpart rm resizepart resize move mkpartfs mkfs rescue".split())


def _parted(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _PARTED)
    if len(options.operands) < 2 or options.has("-l", "--list", "--help", "--version"):
        return NOTHING
    for word in options.operands[1:]:
        # a prefix is enough for parted ("mkl"), and its commands may stand in one quoted word
        first = (word.text or "").split(" ")[0]
        if first and any(name == first or (len(first) > 2 and name.startswith(first)) for name in _PARTED_DESTROYS):
            return _hit(options.operands[0], call, view, "repartitions")
    return NOTHING


_SGDISK_DESTROYS = ("-Z", "-z", "-o", "-d", "-n", "-l", "-R", "-g", "-m", "-N", "-G")
_SGDISK_LONG = (
    "--zap", "--zap-all", "--clear", "--delete", "--new", "--load-backup", "--replicate", "--mbrtogpt", "--gpttombr",
    "--largest-new",
)  # fmt: skip


def _sgdisk(call: Invocation, view: View) -> list[Outcome]:
    words = call.args
    if not words or any(word.text in ("-P", "--pretend", "--help", "-V", "--version") for word in words):
        return NOTHING
    for word in words:
        lead = word.prefix
        if lead.startswith("--"):
            if lead.partition("=")[0] in _SGDISK_LONG:
                break
        elif lead[:2] in _SGDISK_DESTROYS:
            break
    else:
        return NOTHING
    devices = [word for word in words if word.prefix[:1] not in ("-", "") and not (word.prefix[:1]).isdigit()]
    return _hit(devices[-1] if devices else words[-1], call, view, "repartitions")


_HDPARM_DESTROYS = (
    "--security-erase", "--security-erase-enhanced", "--trim-sector-ranges", "--write-sector", "--make-bad-sector",
    "--sanitize-block-erase", "--sanitize-crypto-scramble", "--sanitize-overwrite",
)  # fmt: skip


def _hdparm(call: Invocation, view: View) -> list[Outcome]:
    if not any(word.prefix.startswith(_HDPARM_DESTROYS) for word in call.args):
        return NOTHING
    return _hit(call.args[-1], call, view, "erases")


_CRYPTSETUP = Grammar(
    flags="-q -y -v --batch-mode --force-password --verify-passphrase --allow-discards --readonly --test-passphrase "
    "--help",
    valued="-c -h -s -d -t -T -S -i -M -b -o -p --cipher --hash --key-size --key-file --key-slot --type --header "
    "--label --uuid --iter-time --pbkdf --pbkdf-memory --pbkdf-parallel --sector-size --luks2-metadata-size "
    "--integrity --header-backup-file --timeout --tries --device-size --size --offset --skip",
)
_CRYPT_DESTROYS = frozenset("luksFormat erase luksErase luksKillSlot luksRemoveKey luksHeaderRestore format".split())


def _cryptsetup(call: Invocation, view: View) -> list[Outcome]:
    operands = parse(call.args, _CRYPTSETUP).operands
    if len(operands) < 2 or operands[0].text not in _CRYPT_DESTROYS:
        return NOTHING
    return _hit(operands[1], call, view, f"{operands[0].text} on")


_LVM = Grammar(
    flags="-f -ff -y -v -q -t -n -r --force --yes --test --verbose --noudevsync --help --version --resizefs --nofsck",
    valued="-A -S -l -L --autobackup --select --config --extents --size --reportformat --devices",
    alias={"--test": "-t", "--force": "-f"},
)


def _lvm(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - volumes have names, not paths
    options = parse(call.args, _LVM)
    if options.has("-t", "--help", "--version"):
        return NOTHING
    names = [word.shown() for word in options.operands] or (
        ["what is selected"] if options.has("-S", "--select") else []
    )
    verb = "shrinks" if call.name == "lvreduce" else "removes"
    return [_whole(call, f"{verb} the volume {name}", name) for name in names]


def _snapshot(call: Invocation, name: str) -> Effect:
    """A snapshot goes, its dataset stays: a backup less, not a disk less."""
    target = Target(SERVICE, name, (Facet("provider", "zfs"),))
    summary = f"destroys the snapshot {name}"
    return Effect(
        "filesystem/snapshot-destroy", BACKUP_DELETE, summary, (target,), OPEN, certain=call.certain, origin=call.origin
    )


_ZFS = Grammar(flags="-f -r -R -n -p -v -d -s -k -F -u", valued="-o -O -t")


def _zfs(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - datasets have names, not paths
    args = call.args
    if not args:
        return NOTHING
    verb = args[0].text
    options = parse(args[1:], _ZFS)
    if options.has("-n") or not options.operands:
        return NOTHING
    name = options.operands[0].shown()
    if verb == "destroy":
        if "@" in name or "#" in name:
            return [_snapshot(call, name)]
        return [_whole(call, f"destroys the dataset {name}", name)]
    if verb == "rollback":
        return [_whole(call, f"rolls back to {name}, losing everything since", name)]
    if verb in ("receive", "recv") and options.has("-F"):
        return [_whole(call, f"overwrites the dataset {name} with a stream", name)]
    return NOTHING


def _zpool(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - pools have names, not paths
    args = call.args
    if len(args) < 2:
        return NOTHING
    verb = args[0].text
    options = parse(args[1:], _ZFS)
    if options.has("-n") or not options.operands:
        return NOTHING
    name = options.operands[0].shown()
    if verb == "destroy":
        return [_whole(call, f"destroys the pool {name}", name)]
    if verb == "labelclear":
        return [_whole(call, f"clears the label of {name}", name)]
    if verb == "create" and options.has("-f"):
        return [_whole(call, f"makes the pool {name} over whatever is on the disks", name)]
    if verb in ("remove", "split", "upgrade", "checkpoint"):
        return NOTHING
    return NOTHING


def _btrfs(call: Invocation, view: View) -> list[Outcome]:
    words = [word for word in call.args if word.prefix[:1] != "-"]
    if len(words) < 3:
        return NOTHING
    group, verb = words[0].text or "", words[1].text or ""
    # btrfs takes unambiguous prefixes of its command words
    if group and "subvolume".startswith(group) and verb and ("delete".startswith(verb) and len(verb) > 1):
        targets = tuple(path_target(word, call, view) for word in words[2:])
        return [
            Effect(
                "filesystem/mass-delete",
                MASS_DELETE,
                f"deletes the subvolume {words[2].shown()}",
                targets,
                Extent(None, closed=False),
                certain=call.certain,
                origin=call.origin,
            )
        ]
    if group and "device".startswith(group) and len(group) > 1 and verb in ("delete", "remove"):
        return [_whole(call, f"takes {words[2].shown()} out of the file system", words[2].shown())]
    return NOTHING


_DISKUTIL_DESTROYS = frozenset(
    "erasedisk erasevolume reformat zerodisk randomdisk secureerase partitiondisk deletevolume deletecontainer "
    "deletesnapshot splitpartition mergepartitions erase".split()
)


def _diskutil(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - disks have identifiers
    words = [word.text or "" for word in call.args]
    verbs = [word.lower() for word in words[:3]]
    if verbs[:1] in (["apfs"], ["ap"], ["cs"], ["corestorage"], ["appleraid"], ["ar"]):
        verbs = verbs[1:]
    if verbs and (verbs[0] in _DISKUTIL_DESTROYS or (verbs[0] == "delete" and len(verbs) > 1)):
        name = call.args[-1].shown()
        return [_whole(call, f"{words[0]} destroys {name}", name)]
    return NOTHING


def _format(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - drives have letters
    """Windows `format c: /q`."""
    for word in call.args:
        text = word.text or ""
        if len(text) in (2, 3) and text[0].isalpha() and text[1] == ":":
            return [_whole(call, f"formats the drive {text}", text)]
    return NOTHING


def _mdadm(call: Invocation, view: View) -> list[Outcome]:
    out: list[Outcome] = []
    words = call.args
    if any(word.text in ("--zero-superblock", "--create", "-C") for word in words):
        for word in words:
            if word.prefix.startswith("/dev/"):
                out += _hit(word, call, view, "overwrites the array data of")
    return out


def _dmsetup(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - mappings have names
    words = [word for word in call.args if word.prefix[:1] != "-"]
    if words and words[0].text in ("remove", "remove_all", "wipe_table"):
        name = words[1].shown() if len(words) > 1 else "every mapping"
        return [_whole(call, f"removes {name}", name)]
    return NOTHING


_BADBLOCKS = Grammar(flags="-s -v -n -w -f -B -X -k", valued="-b -c -d -e -i -o -p -t")


def _badblocks(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _BADBLOCKS)
    if not options.has("-w") or not options.operands:
        return NOTHING
    return _hit(options.operands[0], call, view, "overwrites every block of")


def _nvme(call: Invocation, view: View) -> list[Outcome]:
    words = call.args
    if len(words) < 2 or words[0].text not in ("format", "sanitize", "write-zeroes", "write", "delete-ns", "dsm"):
        return NOTHING
    return _hit(words[1], call, view, f"{words[0].text} on")


def _gpart(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - disks have names
    words = [word for word in call.args if word.prefix[:1] != "-"]
    if len(words) > 1 and words[0].text in ("destroy", "delete", "restore", "bootcode"):
        name = words[-1].shown()
        return [_whole(call, f"{words[0].text} on the partitions of {name}", name)]
    return NOTHING


_READERS: dict[str, Callable[[Invocation, View], list[Outcome]]] = {
    "wipefs": _wipefs,
    "blkdiscard": _every(_BLKDISCARD, "discards every block of"),
    "mkswap": _every(
        Grammar(flags="-c -f -q --help --version --check --force", valued="-p -L -U -v -e --label --uuid"),
        "makes swap space of",
    ),
    "fdisk": _fdisk,
    "sfdisk": _fdisk,
    "parted": _parted,
    "sgdisk": _sgdisk,
    "hdparm": _hdparm,
    "cryptsetup": _cryptsetup,
    "lvremove": _lvm,
    "lvreduce": _lvm,
    "vgremove": _lvm,
    "pvremove": _lvm,
    "zfs": _zfs,
    "zpool": _zpool,
    "btrfs": _btrfs,
    "diskutil": _diskutil,
    "format": _format,
    "mdadm": _mdadm,
    "dmsetup": _dmsetup,
    "badblocks": _badblocks,
    "nvme": _nvme,
    "gpart": _gpart,
}
