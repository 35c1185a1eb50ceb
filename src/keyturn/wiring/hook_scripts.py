"""The text of the hooks that `keyturn init git` writes, and how one of them is known again.

A hook runs whatever stood in its place first, with the same arguments and the same standard input, and stops with its
exit code; then Keyturn judges what is left. Where Keyturn is gone or broken, the hook stops.
"""

from __future__ import annotations

CLIENT = ("pre-commit", "pre-merge-commit", "commit-msg", "pre-push")
SERVER = ("pre-receive",)
BEFORE = ".before-keyturn"
"""Behind the name of a hook that stood there before. It stays beside its old place: hooks look for their neighbours."""

_MARK = "# keyturn-hook 1 sha256:"
_FED = ("pre-push", "pre-receive")
"""Hooks that git tells something on standard input."""
_WHAT = {"pre-push": "push", "pre-receive": "push", "pre-merge-commit": "merge"}

BLOCK_START = "# keyturn: begin (written by `keyturn init git --tracked`)"
BLOCK_END = "# keyturn: end"


def quoted(text: str) -> str:
    """A word for the shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def script(name: str, python: str, *, made_directory: bool = False) -> bytes:
    """A hook as a file. `python` is the absolute path of an interpreter in which Keyturn is installed."""
    feed = "feed | " if name in _FED else ""
    what = _WHAT.get(name, "commit")
    read = (
        """\
# both need to read what git tells on standard input
lines=$(cat)
feed() {
    [ -z "$lines" ] || printf '%s\\n' "$lines"
}
"""
        if feed
        else ""
    )
    body = f"""\
# Written by `keyturn init git`; `keyturn uninstall git` takes it out again.
# What stood here before is {name}{BEFORE} in this directory, and runs first.
python={quoted(python)}
case $0 in
*/*) here=${{0%/*}} ;;
*) here=. ;;
esac
before=$here/{name}{BEFORE}
{read}if [ -f "$before" ] && [ -x "$before" ]; then
    {feed}"$before" "$@" || exit
fi
if [ ! -x "$python" ]; then
    echo "keyturn: $python is gone, so nothing was judged and this {what} stops." >&2
    echo "  Install Keyturn again, then: keyturn init git. To go without it, delete $0" >&2
    exit 3
fi
{feed}"$python" -I -m keyturn hook {name} --hook "$0" -- "$@" && exit 0
code=$?
if ! "$python" -I -c 'import keyturn.cli.hook' 2>/dev/null; then
    echo "keyturn: it is not installed for $python any more, so this {what} stops." >&2
    echo "  Install Keyturn again, then: keyturn init git. To go without it, delete $0" >&2
    exit 3
fi
exit "$code"
"""
    from hashlib import sha256

    made = " made:directory" if made_directory else ""
    digest = sha256((made + "\n" + body).encode("utf-8", "surrogateescape")).hexdigest()
    return f"#!/bin/sh\n{_MARK}{digest}{made}\n{body}".encode("utf-8", "surrogateescape")


def is_ours(data: bytes) -> bool:
    """Whether a hook was written by `script`, even when somebody edited it since."""
    return _MARK.encode() in data[:4096]


def is_untouched(data: bytes) -> bool:
    """Whether it is still as `script` wrote it."""
    from hashlib import sha256

    first, _newline, rest = data.partition(b"\n")
    line, _newline, body = rest.partition(b"\n")
    mark = _MARK.encode()
    if first != b"#!/bin/sh" or not line.startswith(mark):
        return False
    digest, space, made = line[len(mark) :].partition(b" ")
    return digest.decode("ascii", "replace") == sha256((space + made) + b"\n" + body).hexdigest()


def made_directory(data: bytes) -> bool:
    """Whether the hook's directory was made for it."""
    return data.split(b"\n", 2)[1].endswith(b" made:directory")


def line_for(name: str) -> str:
    """The one line that brings Keyturn into a hook that a team keeps in its repository."""
    return f'keyturn hook {name} -- "$@" || exit $?'


def block(name: str) -> bytes:
    """The same, with marks by which it is found again."""
    return f"{BLOCK_START}\n{line_for(name)}\n{BLOCK_END}\n".encode()


def with_block(name: str, data: bytes | None) -> bytes | None:
    """A team's hook with the block in it, behind its first line; None when it cannot be put there.

    A hook in another language, and one that may read its standard input itself, is the team's own to change.
    """
    if data is None:
        return b"#!/bin/sh\n" + block(name)
    if block(name) in data:
        return data
    if name in _FED or b"\r\n" in data or b"\0" in data or BLOCK_START.encode() in data:
        return None
    first, newline, rest = data.partition(b"\n")
    if not first.startswith(b"#!"):
        return block(name) + data
    words = [word.rsplit(b"/", 1)[-1] for word in first[2:].split()]
    shell = words[1] if words[:1] == [b"env"] and len(words) > 1 else words[0] if words else b""
    if shell not in (b"sh", b"bash", b"dash", b"ash", b"ksh", b"zsh"):
        return None
    return first + (newline or b"\n") + block(name) + rest


def without_block(name: str, data: bytes) -> bytes | None:
    """The hook without the block, None when the block is not there as it was written."""
    return data.replace(block(name), b"", 1) if block(name) in data else None
