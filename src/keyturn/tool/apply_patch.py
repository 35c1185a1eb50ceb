"""`apply_patch`, a program that exists inside coding agents only: Codex CLI applies the patch itself.

Its shell tool looks for `apply_patch <<'EOF' … EOF`, alone or behind a `cd`, and for the patch as the one argument; to
a hook that is a shell command like any other. Each file of the patch is handed on as the program that does the same,
so `*** Delete File: x` is `rm -- x`. Source: the grammar and the interception in openai/codex, codex-rs/apply-patch.
"""

from __future__ import annotations

from keyturn.model.invocation import UnknownInput
from keyturn.model.source import Source
from keyturn.model.word import Word
from keyturn.tool.handoff import invoke, opaque_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_ADD = "*** Add File: "
_UPDATE = "*** Update File: "
_DELETE = "*** Delete File: "
_MOVE = "*** Move to: "
_MOST = 500
"""Files read one by one; a patch of more is held as text that nobody has read."""


def read(call: Invocation, view: View) -> list[Outcome]:
    """What the patch does to each file. A patch that is not known is opaque; a text that is none does nothing."""
    del view
    word = call.args[0] if call.args else None
    if word is None and isinstance(call.stdin, Source):
        word = call.stdin.text
    if word is None:
        unknown = isinstance(call.stdin, UnknownInput) or any(one.op == "<" for one in call.redirects)
        return [opaque_text(call, Word("the patch"), call.name)] if unknown else []
    text = word.text
    if text is None:
        return [opaque_text(call, word, call.name)]
    words: list[tuple[Word, ...]] = []
    path = ""
    for line in text.splitlines():
        said = line.strip()
        if said.startswith(_DELETE):
            words.append((Word("rm"), Word("--"), Word(said[len(_DELETE) :], quoted=True)))
        elif said.startswith(_UPDATE):
            path = said[len(_UPDATE) :]
            words.append((Word("sed"), Word("-i"), Word("s/a/b/"), Word(path, quoted=True)))
        elif said.startswith(_MOVE) and path:
            words.append((Word("mv"), Word("--"), Word(path, quoted=True), Word(said[len(_MOVE) :], quoted=True)))
        elif said.startswith(_ADD):
            words.append((Word("tee"), Word(said[len(_ADD) :], quoted=True)))
        if len(words) > _MOST:
            return [opaque_text(call, word, call.name)]
    return [invoke(call, one, call.name, stdin=None) for one in words]
