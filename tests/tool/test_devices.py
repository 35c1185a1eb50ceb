"""Disks, volumes and pools."""

import pytest

from keyturn.model.target import MACHINE
from tests.support import judged, rules, verdict


@pytest.mark.parametrize(
    "text",
    ["mkfs.ext4 /dev/sdb1", "mkfs -t xfs -f /dev/sdb", "mke2fs -L data /dev/sdb1", "mkfs.vfat -n LABEL /dev/sdb1", "mkfs.vfat -F 32 /dev/sdb1", "mkfs.jffs2 -r d -o /dev/mtdblock0", "mkswap /dev/sdb2",
     "wipefs -a /dev/sdb", "wipefs --all --force /dev/sdb", "blkdiscard -f /dev/nvme0n1", "sgdisk -Z /dev/sdb", "sgdisk --zap-all /dev/sdb",
     "sgdisk -n 1:0:0 /dev/sdb", "parted -s /dev/sdb mklabel gpt", "parted /dev/sdb rm 1", "parted /dev/sdb 'mkl gpt'", "sfdisk /dev/sdb < table",
     "echo w | fdisk /dev/sdb", "cryptsetup luksFormat /dev/sdb1", "cryptsetup -q erase /dev/sdb1", "lvremove -f vg/data", "vgremove vg",
     "pvremove /dev/sdb", "lvreduce -L 1G vg/data", "zpool destroy tank", "zfs destroy -r tank/home", "zfs rollback -r tank@old",
     "zpool create -f tank /dev/sdb", "diskutil eraseDisk JHFS+ X disk2", "diskutil apfs deleteContainer disk1", "mdadm --zero-superblock /dev/sdb",
     "dmsetup remove_all", "badblocks -wsv /dev/sdb", "nvme format /dev/nvme0n1", "hdparm --security-erase p /dev/sdb", "gpart destroy -F ada0",
     "sudo mkfs.ext4 /dev/sdb1", "mkfs.ext4 $DISK"],
)  # fmt: skip
def test_real_devices_are_refused(text: str) -> None:
    assert "filesystem/format-device" in rules(text)
    assert all(target.kind == MACHINE for effect in judged(text).effects for target in effect.targets)
    assert verdict(text) == "deny"


@pytest.mark.parametrize(
    "text",
    ["mkfs.ext4 -n /dev/sdb1", "mkfs", "mkfs.xfs -N /dev/sdb", "wipefs /dev/sdb", "wipefs -n -a /dev/sdb", "fdisk -l", "fdisk -l /dev/sdb",
     "sfdisk -d /dev/sdb", "parted /dev/sdb print", "parted -l", "sgdisk -p /dev/sdb", "sgdisk -P -Z /dev/sdb", "cryptsetup luksDump /dev/sdb1",
     "cryptsetup open /dev/sdb1 x", "lvs", "lvremove --test vg/x", "zfs list", "zfs destroy -n tank", "zpool status", "btrfs subvolume list /",
     "diskutil list", "badblocks -sv /dev/sdb", "nvme list", "hdparm -I /dev/sdb", "mdadm --detail /dev/md0", "mkfs.ext4 --help", "mkfs.msdos -C new.img 1440", "fsck /dev/sdb1"],
)  # fmt: skip
def test_looking_is_fine(text: str) -> None:
    assert rules(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "mkfs.ext4 disk.img",
        "mkfs.jffs2 --root=d --output=x.img",
        "mkfs.ext4 -F ./loop.img",
        "mkswap swapfile",
        "wipefs -a disk.img",
        "parted disk.img mklabel gpt",
    ],
)
def test_an_image_file_is_a_file(text: str) -> None:
    assert rules(text) == ["filesystem/overwrite"]
    assert verdict(text) == "allow"


def test_a_subvolume_is_a_tree() -> None:
    assert rules("btrfs subvolume delete snap") == ["filesystem/mass-delete"]
    assert rules("btrfs sub del snap") == ["filesystem/mass-delete"]
    assert rules("btrfs device remove /dev/sdb /mnt") == ["filesystem/format-device"]


def test_a_device_that_is_not_known_is_held() -> None:
    assert rules("mkfs.ext4 /dev/$X") == ["filesystem/format-device"]
    assert rules("dd of=/dev/$X") == ["filesystem/write-device"]
    assert verdict("mkfs.ext4 /dev/$X") == "hold"
