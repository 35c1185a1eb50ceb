"""Places that mean something by their name."""

import pytest

from keyturn.tool.places import device, guard_file, sink, startup_file
from tests.support import LAYOUT


@pytest.mark.parametrize(
    "path",
    ["/work/app/keyturn.toml", "/work/app/.keyturn/state", "/home/sam/.config/keyturn/keyturn.toml", "/etc/keyturn", "/root/.config/keyturn/x",
     "/work/app/.claude/settings.json", "/home/sam/.claude/settings.local.json", "/work/.codex/hooks.json", "/work/.cursor/hooks.json",
     "/home/sam/.gemini/settings.json", "/etc/claude-code/managed-settings.json", "/home/sam/.claude.json", "/work/app/.claude/hooks/x.sh"],
)  # fmt: skip
def test_guard_files(path: str) -> None:
    assert guard_file(path, LAYOUT)
    assert guard_file(path, LAYOUT, removing=True)


@pytest.mark.parametrize(
    "path",
    [
        None,
        "/work/app/keyturn.md",
        "/work/keyturn/src/x.py",
        "/work/app/.claude/commands/x.md",
        "/work/app/settings.json",
        "/",
    ],
)
def test_no_guard(path: str | None) -> None:
    assert not guard_file(path, LAYOUT)


def test_a_settings_directory_counts_only_when_it_goes() -> None:
    assert guard_file("/work/app/.claude", LAYOUT, removing=True)
    assert not guard_file("/work/app/.claude", LAYOUT)


@pytest.mark.parametrize(
    "path",
    ["/home/sam/.bashrc", "/root/.zshenv", "/work/app/.envrc", "/etc/profile.d/x.sh", "/etc/cron.d/x", "/var/spool/cron/sam",
     "/work/app/.git/hooks/pre-commit", "/work/app/.git/config", "/home/sam/.ssh/authorized_keys", "/home/sam/.config/autostart/x.desktop",
     "/etc/ld.so.preload", "/home/sam/.gitconfig"],
)  # fmt: skip
def test_what_runs_later(path: str) -> None:
    assert startup_file(path, LAYOUT)


@pytest.mark.parametrize(
    "path",
    [
        None,
        "/work/app/.git/hooks/x.sample",
        "/work/app/bashrc",
        "/work/app/authorized_keys",
        "/work/app/.gitignore",
        "/etc/hosts",
    ],
)
def test_what_does_not(path: str | None) -> None:
    assert not startup_file(path, LAYOUT)


@pytest.mark.parametrize(
    "path",
    [
        "/dev/sda",
        "/dev/nvme0n1p1",
        "/dev/mapper/x",
        "/dev/disk/by-id/x",
        "/dev/loop0",
        "/dev/mem",
        "/proc/sysrq-trigger",
        "\\\\.\\PhysicalDrive0",
    ],
)
def test_devices(path: str) -> None:
    assert device(path)


@pytest.mark.parametrize(
    "path",
    [
        None,
        "/dev/null",
        "/dev/tty",
        "/dev/fd/3",
        "/dev/shm/x",
        "/dev/stdout",
        "/proc/self/fd/1",
        "/work/dev/sda",
        "/dev",
    ],
)
def test_no_devices(path: str | None) -> None:
    assert not device(path)


def test_sinks() -> None:
    assert all(sink(path) for path in ("/dev/null", "/dev/stderr", "/dev/fd/2", "/dev/tty1", "/proc/self/fd/1", "NUL"))
    assert not any(sink(path) for path in ("/dev/sda", "/dev/shm/x", "null", "/dev/nullx"))


@pytest.mark.parametrize(
    "path",
    [
        "/home/dev/.grok/hooks/keyturn.json",
        "/home/dev/.kimi-code/config.toml",
        "/home/dev/.pi/agent/extensions/keyturn.ts",
        "/home/dev/shop/.pi/extensions/other.ts",
        "/home/dev/.gemini/config/hooks.json",
        "/home/dev/.hermes/config.yaml",
        "/home/dev/.hermes/shell-hooks-allowlist.json",
        "/home/dev/.openclaw/extensions/keyturn/index.js",
    ],
)
def test_where_newer_agents_keep_hooks(path: str) -> None:
    assert guard_file(path, LAYOUT)


@pytest.mark.parametrize("path", ["/home/dev/.pi/agent/sessions/a.jsonl", "/home/dev/shop/agent/extensions/a.ts"])
def test_what_else_they_keep_is_no_guard(path: str) -> None:
    assert not guard_file(path, LAYOUT)
