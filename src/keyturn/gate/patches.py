"""Codex's `apply_patch` text as changes of files.

`*** Begin Patch`, then for each file `*** Add File:`, `*** Update File:` (with an optional `*** Move to:`) or
`*** Delete File:`, then `*** End Patch`. Lines of an update begin with a space, `+` or `-`. Source: the grammar in
openai/codex, codex-rs/apply-patch.
"""

from __future__ import annotations

from keyturn.gate.call import DELETE, EDIT, MOVE, WRITE, FileChange

_ADD = "*** Add File: "
_UPDATE = "*** Update File: "
_DELETE = "*** Delete File: "
_MOVE = "*** Move to: "
_MOST = 5_000


def changes(text: str) -> tuple[FileChange, ...]:
    """Every change, in order. Raises ValueError for a text that is no patch: what cannot be read is not harmless."""
    lines = text.splitlines()
    while lines and not lines[0].strip():
        lines.pop(0)
    if not lines or lines[0].strip() != "*** Begin Patch":
        raise ValueError("the patch does not begin with *** Begin Patch")
    out: list[FileChange] = []
    at = 1
    while at < len(lines):
        line = lines[at].rstrip()
        at += 1
        if line == "*** End Patch":
            break
        if not line.strip():
            continue
        start = at
        while at < len(lines) and not lines[at].startswith("*** "):
            at += 1
        body = lines[start:at]
        if line.startswith(_ADD):
            out.append(FileChange(WRITE, line[len(_ADD) :], "\n".join(one[1:] for one in body if one.startswith("+"))))
        elif line.startswith(_DELETE):
            out.append(FileChange(DELETE, line[len(_DELETE) :]))
        elif line.startswith(_UPDATE):
            path = line[len(_UPDATE) :]
            if at < len(lines) and lines[at].startswith(_MOVE):
                out.append(FileChange(MOVE, path, to=lines[at][len(_MOVE) :].rstrip()))
                at += 1
                start = at
                while at < len(lines) and not lines[at].startswith("*** "):
                    at += 1
                body = lines[start:at]
            if at < len(lines) and lines[at].rstrip() == "*** End of File":
                at += 1
            old = [one[1:] for one in body if one[:1] in ("-", " ")]
            new = [one[1:] for one in body if one[:1] in ("+", " ")]
            out.append(FileChange(EDIT, path, None, "\n".join(old), "\n".join(new)))
        else:
            raise ValueError(f"the patch holds {line[:60]!r}")
        if len(out) > _MOST:
            raise ValueError("the patch changes too many files")
    if not out:
        raise ValueError("the patch changes no file")
    return tuple(out)
